//! `docker run` and `docker start`.

use std::time::Duration;

use super::app::App;
use super::create::{Attached, create};
use super::failure::{Failure, Outcome};
use super::flags::Parsed;
use super::json::Json;
use super::out::{complain, say};
use super::tty::RawMode;
use super::{stream, tty};
use crate::docker::raw::{Line, Sent, segment};
use crate::l10n::Words;

/// How long an engine may take to say that it waits; some say nothing before the end.
const WAITING: Duration = Duration::from_secs(1);

pub async fn run(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let detach = parsed.on("detach");
    let attached = Attached {
        input: parsed.on("interactive") && !detach,
        output: !detach,
    };
    let worded = |failure| worded(failure, app.words, "run");
    tty::check(attached.input, parsed.on("tty"))?;
    let id = create(app, parsed, attached).await.map_err(worded)?;
    if detach {
        let started = start_one(app, &id).await;
        say(&format!("{id}\n"))?;
        started.map_err(worded)?;
        return Ok(0);
    }
    let work = Foreground {
        id: id.clone(),
        input: attached.input,
        tty: parsed.on("tty"),
        removed: parsed.on("rm"),
        proxy: parsed.one("sig-proxy") != Some("false"),
    };
    work.run(app).await.map_err(worded)
}

/// A container whose end is waited for.
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct Foreground {
    id: String,
    input: bool,
    tty: bool,
    /// Whether it goes away at its end.
    removed: bool,
    /// Whether it gets our signals.
    proxy: bool,
}

impl Foreground {
    async fn run(&self, app: &App<'_>) -> Outcome {
        let id = segment(&self.id);
        let input = i32::from(self.input);
        let line = app
            .engine
            .raw_line(
                &format!("/containers/{id}/attach?stream=1&stdin={input}&stdout=1&stderr=1"),
                None,
            )
            .await?;
        let condition = if self.removed { "removed" } else { "next-exit" };
        let path = format!("/containers/{id}/wait?condition={condition}");
        let engine = app.engine.clone();
        let (heard, hear) = tokio::sync::oneshot::channel();
        let wait = tokio::spawn(async move {
            let answer = engine.raw("POST", &path, Sent::Nothing).await;
            // Nobody may listen any more.
            let _ = heard.send(());
            answer?.whole().await
        });
        let _ = tokio::time::timeout(WAITING, hear).await;
        start_one(app, &self.id).await?;
        self.attend(app, line).await?;
        let answer = wait
            .await
            .map_err(|error| Failure::text(error.to_string()))??;
        let status = Json::read(&answer).unwrap_or_default();
        let code = status.get("StatusCode").int();
        let error = status.at("Error.Message").str();
        if !error.is_empty() {
            return Err(Failure::Text {
                text: format!("Error waiting for container: {error}"),
                code: 125,
            });
        }
        Ok(u8::try_from(code & 255).unwrap_or(125))
    }

    async fn attend(&self, app: &App<'_>, line: Line) -> Result<(), Failure> {
        let raw = (self.tty && self.input).then(RawMode::take);
        let target = format!("/containers/{}", segment(&self.id));
        let result = tokio::select! {
            pumped = stream::pump(line, self.tty, self.input) => pumped,
            () = tty::follow_size(app, &target), if self.tty => Ok(()),
            () = hand_signals_on(app, &target), if self.proxy => Ok(()),
        };
        drop(raw);
        result
    }
}

/// Ctrl-C and its like go to the container. Never ends.
async fn hand_signals_on(app: &App<'_>, target: &str) {
    loop {
        let signal = next_signal().await;
        // The container may have ended just now.
        let _ = app
            .post(&format!("{target}/kill?signal={signal}"), None)
            .await;
    }
}

#[cfg(unix)]
async fn next_signal() -> &'static str {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => "INT",
        _ = terminate.recv() => "TERM",
    }
}

#[cfg(not(unix))]
async fn next_signal() -> &'static str {
    if tokio::signal::ctrl_c().await.is_err() {
        return std::future::pending().await;
    }
    "INT"
}

async fn start_one(app: &App<'_>, id: &str) -> Result<(), Failure> {
    let path = format!("/containers/{}/start", segment(id));
    app.post(&path, None).await?;
    Ok(())
}

/// `docker run`'s way of saying what went wrong, and its exit code.
pub fn worded(failure: Failure, words: &Words, command: &str) -> Failure {
    let code = match &failure {
        Failure::Quiet(_) | Failure::Own { .. } => return failure,
        failure => failure.refusal().map_or(125, start_code),
    };
    Failure::Text {
        text: format!(
            "docker: {}\n\nRun 'docker {command} --help' for more information",
            failure.say(words)
        ),
        code,
    }
}

/// The exit code for a program that could not be started, as a shell has it; else 125.
pub fn start_code(message: &str) -> u8 {
    let has = |part: &str| message.contains(part);
    if has("executable file not found")
        || has("no such file or directory")
        || has("system cannot find the file specified")
    {
        127
    } else if has("permission denied") || has("Is a directory") {
        126
    } else {
        125
    }
}

pub async fn start(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let attach = parsed.on("attach") || parsed.on("interactive");
    if attach {
        if parsed.arguments.len() > 1 {
            return Err(Failure::text(
                "you cannot start and attach multiple containers at once",
            ));
        }
        let name = parsed.argument(0);
        let container = app
            .get(&format!("/containers/{}/json", segment(name)))
            .await?;
        let with_tty = container.at("Config.Tty").is_true();
        let input = parsed.on("interactive") && container.at("Config.OpenStdin").is_true();
        tty::check(input, with_tty)?;
        let work = Foreground {
            id: container.get("Id").str().to_owned(),
            input,
            tty: with_tty,
            removed: container.at("HostConfig.AutoRemove").is_true(),
            proxy: true,
        };
        return work.run(app).await;
    }
    let mut failed = Vec::new();
    for name in &parsed.arguments {
        match start_one(app, name).await {
            Ok(()) => say(&format!("{name}\n"))?,
            Err(failure) => {
                complain(&app.words_of(&failure));
                failed.push(name.as_str());
            }
        }
    }
    if failed.is_empty() {
        return Ok(0);
    }
    Err(Failure::text(format!(
        "Error: failed to start containers: {}",
        failed.join(", ")
    )))
}
