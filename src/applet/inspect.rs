//! `docker inspect`, and its like for one kind of object.

use super::app::App;
use super::failure::{Failure, Outcome};
use super::flags::Parsed;
use super::json::Json;
use super::out::{complain, say};
use super::table::parsing;
use super::template::Template;
use crate::docker::raw::{reference, segment};

/// `kind` is `container`, `image`, `network`, or empty for whatever has the name.
pub async fn inspect(app: &App<'_>, parsed: &Parsed, kind: &str) -> Outcome {
    let kind = match parsed.one("type") {
        None | Some("") => kind,
        Some(asked @ ("container" | "image" | "network")) => asked,
        Some(other) => {
            return Err(Failure::text(format!(
                "unknown type: {other:?}: must be one of \"container\", \"image\", \"network\""
            )));
        }
    };
    let template = match parsed.one("format") {
        None | Some("") => None,
        Some("json") => Some(Template::read("{{json .}}").map_err(|error| parsing(&error))?),
        Some(text) => Some(Template::read(text).map_err(|error| parsing(&error))?),
    };
    let mut found = Vec::new();
    let mut failures = Vec::new();
    for name in &parsed.arguments {
        match one(app, name, kind, parsed.on("size")).await {
            Ok(json) => found.push(json),
            Err(failure) => failures.push(app.words_of(&failure)),
        }
    }
    match template {
        None => say(&array(&found))?,
        Some(template) if parsed.one("format") == Some("json") => {
            let items: Result<Vec<String>, Failure> = found
                .iter()
                .map(|json| template.run(json).map_err(|error| parsing(&error)))
                .collect();
            say(&format!("[{}]\n", items?.join(",")))?;
        }
        Some(template) => {
            for json in &found {
                match template.run(json) {
                    Ok(text) => say(&format!("{text}\n"))?,
                    Err(error) => {
                        say("\n")?;
                        failures.push(format!("template parsing error: {}", error.0));
                        break;
                    }
                }
            }
        }
    }
    for failure in &failures {
        complain(failure);
    }
    Ok(u8::from(!failures.is_empty()))
}

/// The objects as docker prints them.
fn array(found: &[Json]) -> String {
    if found.is_empty() {
        return "[]\n".to_owned();
    }
    let items: Vec<String> = found
        .iter()
        .map(|json| format!("    {}", json.indented(1)))
        .collect();
    format!("[\n{}\n]\n", items.join(",\n"))
}

async fn one(app: &App<'_>, name: &str, kind: &str, size: bool) -> Result<Json, Failure> {
    let size = if size { "?size=1" } else { "" };
    let paths = [
        (
            "container",
            format!("/containers/{}/json{size}", segment(name)),
        ),
        ("image", format!("/images/{}/json", reference(name))),
        ("network", format!("/networks/{}", segment(name))),
    ];
    for (other, path) in paths {
        if !kind.is_empty() && kind != other {
            continue;
        }
        match app.get(&path).await {
            Err(failure) if kind.is_empty() && failure.is_not_found() => {}
            Err(failure) => return Err(failure),
            Ok(json) if other == "network" => return Ok(json.with_time("Created")),
            Ok(json) => return Ok(json),
        }
    }
    Err(Failure::text(format!("Error: No such object: {name}")))
}
