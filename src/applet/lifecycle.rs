//! `docker stop`, `restart`, `kill`, `wait`, `rename`, `container prune`.

use super::app::App;
use super::failure::{Failure, Outcome};
use super::filters::query;
use super::flags::Parsed;
use super::json::Json;
use super::network::agreed;
use super::out::{complain, say};
use super::units::size;
use crate::docker::raw::{encode, segment};

pub async fn signal(app: &App<'_>, command: &str, parsed: &Parsed) -> Outcome {
    let mut query = Vec::new();
    if let Some(seconds) = parsed.one("timeout") {
        query.push(format!("t={seconds}"));
    }
    if let Some(signal) = parsed.one("signal") {
        query.push(format!("signal={}", encode(signal)));
    } else if command == "kill" {
        query.push("signal=KILL".to_owned());
    }
    let query = query.join("&");
    let mut failures = Vec::new();
    for name in &parsed.arguments {
        let path = format!("/containers/{}/{command}?{query}", segment(name));
        match app.post(&path, None).await {
            Ok(_) => say(&format!("{name}\n"))?,
            Err(failure) => failures.push(failure),
        }
    }
    app.after_all(&failures)
}

pub async fn rename(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let (old, new) = (parsed.argument(0).trim(), parsed.argument(1).trim());
    if old.is_empty() || new.is_empty() {
        return Err(Failure::text(
            "Error: Neither old nor new names may be empty",
        ));
    }
    let path = format!("/containers/{}/rename?name={}", segment(old), encode(new));
    if let Err(failure) = app.post(&path, None).await {
        complain(&app.words_of(&failure));
        return Err(Failure::text(format!(
            "Error: failed to rename container named {old}"
        )));
    }
    Ok(0)
}

pub async fn wait(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let mut failures = Vec::new();
    for name in &parsed.arguments {
        let path = format!("/containers/{}/wait", segment(name));
        match app.post(&path, None).await {
            Ok(status) => match status.at("Error.Message").str() {
                "" => say(&format!("{}\n", status.get("StatusCode").int()))?,
                error => failures.push(Failure::text(error)),
            },
            Err(failure) => failures.push(failure),
        }
    }
    app.after_all(&failures)
}

pub async fn prune(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let filters = query(parsed.all("filter"), "container prune")?;
    if !parsed.on("force") && !agreed("WARNING! This will remove all stopped containers.")? {
        // As docker has it: to say no is no failure.
        return Ok(0);
    }
    let answer = app
        .post(&format!("/containers/prune?{filters}"), None)
        .await?;
    let gone: Vec<&str> = answer
        .get("ContainersDeleted")
        .list()
        .iter()
        .map(Json::str)
        .collect();
    if !gone.is_empty() {
        say(&format!("Deleted Containers:\n{}\n\n", gone.join("\n")))?;
    }
    let freed = size(answer.get("SpaceReclaimed").int(), 4);
    say(&format!("Total reclaimed space: {freed}\n"))?;
    Ok(0)
}
