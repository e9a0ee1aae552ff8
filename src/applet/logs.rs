//! `docker logs`.

use super::app::App;
use super::failure::{Failure, Outcome};
use super::flags::Parsed;
use super::{stream, units};
use crate::docker::raw::{Sent, encode, segment};

pub async fn logs(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let name = segment(parsed.argument(0));
    let container = app.get(&format!("/containers/{name}/json")).await?;
    let mut path = format!(
        "/containers/{name}/logs?stdout=1&stderr=1&tail={}",
        encode(parsed.one("tail").unwrap_or("all"))
    );
    if parsed.on("follow") {
        path.push_str("&follow=1");
    }
    if parsed.on("timestamps") {
        path.push_str("&timestamps=1");
    }
    for flag in ["since", "until"] {
        if let Some(text) = parsed.one(flag) {
            path.push_str(&format!("&{flag}={}", encode(&moment(text, flag)?)));
        }
    }
    let answer = app.engine.raw("GET", &path, Sent::Nothing).await?;
    let mut reader = answer.reader();
    if container.at("Config.Tty").is_true() {
        stream::plain(&mut reader).await?;
    } else {
        stream::frames(&mut reader).await?;
    }
    Ok(0)
}

/// A moment for the API: `10m` ago, seconds since 1970, or a date.
pub fn moment(text: &str, flag: &str) -> Result<String, Failure> {
    if text.parse::<f64>().is_ok_and(f64::is_finite) {
        return Ok(text.to_owned());
    }
    if let Some(ago) = duration(text) {
        return Ok((units::now() - ago).to_string());
    }
    let whole = if text.contains('T') && !text.ends_with('Z') && !text.contains('+') {
        format!("{text}Z")
    } else if text.len() == 10 {
        format!("{text}T00:00:00Z")
    } else {
        text.to_owned()
    };
    whole
        .parse::<jiff::Timestamp>()
        .map(|time| format!("{}.{:09}", time.as_second(), time.subsec_nanosecond()))
        .map_err(|_| {
            Failure::text(format!(
                "invalid value for {flag:?}: failed to parse value as time or duration: {text:?}"
            ))
        })
}

/// Go's durations: `1h30m`, `10s`, `500ms`; in seconds.
fn duration(text: &str) -> Option<i64> {
    let mut seconds = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .filter(|length| *length > 0)?;
        let (number, after) = rest.split_at(digits);
        let length = after
            .find(|letter: char| letter.is_ascii_digit())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(length);
        let factor = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 0.001,
            _ => return None,
        };
        seconds += number.parse::<f64>().ok()? * factor;
        rest = after;
    }
    (!text.is_empty()).then_some(seconds as i64)
}
