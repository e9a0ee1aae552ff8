//! `docker exec`.

use std::time::Duration;

use super::app::App;
use super::create::environment;
use super::failure::{Failure, Outcome};
use super::filters::texts;
use super::flags::Parsed;
use super::json::Json;
use super::tty::RawMode;
use super::{stream, tty};
use crate::docker::raw::segment;

pub async fn exec(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let container = segment(parsed.argument(0));
    let (detach, with_tty) = (parsed.on("detach"), parsed.on("tty"));
    let input = parsed.on("interactive") && !detach;
    // docker asks for the container first, so that this error comes before the terminal's.
    app.get(&format!("/containers/{container}/json")).await?;
    tty::check(input, with_tty)?;
    let command = parsed.arguments.get(1..).unwrap_or_default();
    let mut body = Json::map([
        ("User", Json::text(parsed.one("user").unwrap_or_default())),
        ("Privileged", Json::Bool(parsed.on("privileged"))),
        ("Tty", Json::Bool(with_tty)),
        ("AttachStdin", Json::Bool(input)),
        ("AttachStderr", Json::Bool(!detach)),
        ("AttachStdout", Json::Bool(!detach)),
        ("Detach", Json::Bool(detach)),
        (
            "DetachKeys",
            Json::text(parsed.one("detach-keys").unwrap_or_default()),
        ),
        ("Env", environment(parsed)?),
        ("Cmd", texts(command)),
    ]);
    if let Some(folder) = parsed.one("workdir") {
        body.put("WorkingDir", Json::text(folder));
    }
    if with_tty && let Some(size) = tty::console_size() {
        // Newer engines begin with the right size; older ones do not look at this.
        body.put("ConsoleSize", size);
    }
    let made = app
        .post(&format!("/containers/{container}/exec"), Some(&body))
        .await?;
    let id = made.get("Id").str();
    let start = Json::map([
        ("Detach", Json::Bool(detach)),
        ("Tty", Json::Bool(with_tty)),
    ]);
    let path = format!("/exec/{}/start", segment(id));
    if detach {
        app.post(&path, Some(&start)).await?;
        return Ok(0);
    }
    let line = app
        .engine
        .raw_line(&path, Some(start.compact()))
        .await
        .map_err(|error| worded(error.into()))?;
    let raw = (with_tty && input).then(RawMode::take);
    let target = format!("/exec/{}", segment(id));
    let pumped = tokio::select! {
        pumped = stream::pump(line, with_tty, input) => pumped,
        () = tty::follow_size(app, &target), if with_tty => Ok(()),
    };
    drop(raw);
    pumped?;
    exit_code(app, id).await
}

/// The output may end a moment before the engine knows of the program's end.
async fn exit_code(app: &App<'_>, id: &str) -> Outcome {
    let mut pause = Duration::from_millis(1);
    loop {
        let state = app.get(&format!("/exec/{}/json", segment(id))).await?;
        if !state.get("Running").is_true() {
            return Ok(u8::try_from(state.get("ExitCode").int() & 255).unwrap_or(1));
        }
        if pause > Duration::from_secs(1) {
            // Detached by its keys: the program goes on.
            return Ok(0);
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
}

/// A program that cannot be started ends with the code a shell gives.
fn worded(failure: Failure) -> Failure {
    let code = failure.refusal().map_or(1, super::run::start_code);
    match failure {
        Failure::Engine(crate::docker::EngineError::Refused { message, .. }) if code != 125 => {
            Failure::Text {
                text: message,
                code,
            }
        }
        other => other,
    }
}
