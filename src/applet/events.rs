//! `docker events`.

use super::app::App;
use super::failure::Outcome;
use super::filters::query;
use super::flags::Parsed;
use super::json::Json;
use super::logs::moment;
use super::out::say;
use super::table::{parsing, running};
use super::template::Template;
use crate::docker::raw::{Sent, encode};

pub async fn events(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let template = match parsed.one("format") {
        None | Some("") => None,
        Some("json") => Some(Template::read("{{json .}}").map_err(|error| parsing(&error))?),
        Some(text) => Some(Template::read(text).map_err(|error| parsing(&error))?),
    };
    let mut path = format!("/events?{}", query(parsed.all("filter"), "events")?);
    for flag in ["since", "until"] {
        if let Some(text) = parsed.one(flag) {
            path.push_str(&format!("&{flag}={}", encode(&moment(text, flag)?)));
        }
    }
    let mut answer = app.engine.raw("GET", &path, Sent::Nothing).await?;
    let mut rest = Vec::new();
    while let Some(bytes) = answer.next().await? {
        rest.extend_from_slice(&bytes);
        while let Some(length) = rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = rest.drain(..=length).collect();
            let Ok(event) = Json::read(&line) else {
                continue;
            };
            let text = match &template {
                Some(template) => template.run(&event).map_err(|error| running(&error))?,
                None => plain(&event),
            };
            say(&format!("{text}\n"))?;
        }
    }
    Ok(0)
}

/// `2026-11-23T22:57:56.351434627Z container start ID (image=…, name=…)`.
fn plain(event: &Json) -> String {
    let nanos = i128::from(event.get("timeNano").int());
    let time = jiff::Timestamp::from_nanosecond(nanos).unwrap_or_default();
    let zone = jiff::tz::TimeZone::system();
    let offset = zone.to_offset(time);
    let local = offset.to_datetime(time);
    let offset = if offset.seconds() == 0 {
        "Z".to_owned()
    } else {
        let minutes = offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    };
    let time = format!("{}{offset}", local.strftime("%Y-%m-%dT%H:%M:%S.%9f"));
    let mut about: Vec<String> = event
        .at("Actor.Attributes")
        .entries()
        .iter()
        .map(|(name, value)| format!("{name}={}", value.str()))
        .collect();
    about.sort_unstable();
    let about = if about.is_empty() {
        String::new()
    } else {
        format!(" ({})", about.join(", "))
    };
    format!(
        "{time} {} {} {}{about}",
        event.get("Type").str(),
        event.get("Action").str(),
        event.at("Actor.ID").str()
    )
}
