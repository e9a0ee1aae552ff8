//! Finds the command that was asked for, and the engine, and does it.

use super::commands::{self, GROUPS};
use super::failure::{Failure, Outcome};
use super::flags::{Parsed, parse};
use super::json::Json;
use super::out::{self, Heard, complain, say};
use super::{
    about, build, cp, create, events, exec, images, inspect, lifecycle, list, logs, network, ports,
    pull, remove, run,
};
use std::path::{Path, PathBuf};

use crate::docker::raw::Sent;
use crate::docker::{Asked, Engine};
use crate::l10n::{Message, Words};

/// What every command works with.
pub struct App<'a> {
    /// The engine.
    pub engine: Engine,
    /// For what baeum itself has to say.
    pub words: &'a Words,
    /// Where relative paths begin; empty for the folder of this process.
    pub folder: PathBuf,
}

/// Carries out a docker command line, without the program's name; gives the exit code.
#[must_use]
pub fn main(arguments: &[String], asked: &Asked, words: &Words) -> u8 {
    match dispatch(arguments, asked.clone(), words) {
        Ok(code) => code,
        Err(failure) => {
            let text = failure.say(words);
            if !text.is_empty() {
                complain(&text);
            }
            failure.code()
        }
    }
}

fn dispatch(arguments: &[String], mut asked: Asked, words: &Words) -> Outcome {
    let mut rest = arguments;
    while let [flag, after @ ..] = rest
        && flag.starts_with('-')
    {
        rest = after;
        if let Some(host) = flag
            .strip_prefix("--host=")
            .or_else(|| flag.strip_prefix("-H="))
        {
            asked.host = Some(host.to_owned());
            continue;
        }
        match flag.as_str() {
            "-h" | "--help" => return help(&commands::help()),
            "-v" | "--version" => {
                return help(&format!(
                    "Docker version {}, build baeum\n",
                    env!("CARGO_PKG_VERSION")
                ));
            }
            "-H" | "--host" => {
                let [host, after @ ..] = rest else {
                    return Err(Failure::Text {
                        text: format!("flag needs an argument: {flag}"),
                        code: 125,
                    });
                };
                asked.host = Some(host.clone());
                rest = after;
            }
            other => {
                return Err(Failure::own(
                    Message::new("applet-unknown-flag")
                        .with("flag", crate::screen::clean(other))
                        .with("command", "docker"),
                ));
            }
        }
    }
    let Some(first) = rest.first() else {
        return help(&commands::help());
    };
    if first == "help" {
        return help(&commands::help());
    }
    let group = GROUPS.iter().find(|(name, _)| name == first);
    let (name, rest) = match (group, rest) {
        (Some((group, about)), [_] | [_, _, ..])
            if rest
                .get(1)
                .is_none_or(|word| word == "--help" || word == "-h") =>
        {
            return help(&commands::group_help(group, about));
        }
        (Some(_), [group, command, rest @ ..]) => (format!("{group} {command}"), rest),
        (_, [command, rest @ ..]) => (command.clone(), rest),
        _ => (String::new(), rest),
    };
    let Some(command) = commands::find(&name) else {
        return Err(Failure::own(
            Message::new("applet-unknown-command")
                .with("command", crate::screen::clean(&format!("docker {name}"))),
        ));
    };
    let parsed = parse(command, rest)?;
    if parsed.help {
        return help(&command.help());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let outcome = runtime.block_on(async {
        let connected = Engine::connect(&asked).await.map_err(Failure::from);
        let engine = match connected {
            Err(failure) if command.name == "run" => {
                return Err(run::worded(failure, words, "run"));
            }
            connected => connected?,
        };
        let app = App {
            engine,
            words,
            folder: PathBuf::new(),
        };
        app.carry_out(command.name, &name, &parsed).await
    });
    // Standard input may still be waited for.
    runtime.shutdown_background();
    outcome
}

/// What a command left that was carried out without a process of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// The exit code.
    pub code: u8,
    /// What it printed.
    pub heard: Heard,
}

/// The command that is meant, as it is typed, and the words after it.
fn split(arguments: &[String]) -> Option<(String, &[String])> {
    let first = arguments.first()?;
    if GROUPS.iter().any(|(group, _)| group == first) {
        let name = format!("{first} {}", arguments.get(1)?);
        return Some((name, arguments.get(2..)?));
    }
    Some((first.clone(), arguments.get(1..)?))
}

/// Whether [`within`] can carry this out: a command that is known and neither reads from this
/// process's terminal, files or signals nor waits for something that may never come.
#[must_use]
pub fn fits_within(arguments: &[String]) -> bool {
    const READS: [&str; 5] = ["interactive", "tty", "attach", "follow", "latest"];
    const GIVEN: [&str; 4] = ["file", "env-file", "volume", "mount"];
    let Some((name, rest)) = split(arguments) else {
        return false;
    };
    let Some(command) = commands::find(&name) else {
        return false;
    };
    let Ok(parsed) = parse(command, rest) else {
        return false;
    };
    if parsed.help
        || READS
            .iter()
            .chain(&GIVEN)
            .any(|flag| parsed.one(flag).is_some())
    {
        return false;
    }
    match command.name {
        "run" => parsed.on("detach"),
        "cp" | "events" | "pull" | "network prune" | "container prune" | "wait" => false,
        _ => true,
    }
}

/// Carries out a docker command line on an engine that is connected already, with relative paths
/// below `folder`, and keeps what it prints. Only for what [`fits_within`].
pub async fn within(arguments: &[String], engine: &Engine, folder: &Path, words: &Words) -> Ran {
    let app = App {
        engine: engine.clone(),
        words,
        folder: folder.to_owned(),
    };
    let (outcome, mut heard) = out::hear(async {
        let unknown = || Failure::own(Message::new("applet-unknown-command").with("command", ""));
        let (name, rest) = split(arguments).ok_or_else(unknown)?;
        let command = commands::find(&name).ok_or_else(unknown)?;
        let parsed = parse(command, rest)?;
        app.carry_out(command.name, &name, &parsed).await
    })
    .await;
    let code = outcome.unwrap_or_else(|failure| {
        let text = failure.say(words);
        if !text.is_empty() {
            heard.errors.extend(text.into_bytes());
            heard.errors.push(b'\n');
        }
        failure.code()
    });
    Ran { code, heard }
}

fn help(text: &str) -> Outcome {
    say(text)?;
    Ok(0)
}

impl App<'_> {
    async fn carry_out(&self, command: &str, typed: &str, parsed: &Parsed) -> Outcome {
        match command {
            "network create" => network::create(self, parsed).await,
            "network ls" => network::list(self, parsed).await,
            "network rm" => network::remove(self, parsed).await,
            "network connect" => network::connect(self, parsed).await,
            "network disconnect" => network::disconnect(self, parsed).await,
            "network prune" => network::prune(self, parsed).await,
            "network inspect" => inspect::inspect(self, parsed, "network").await,
            "inspect" => {
                let group = typed.split_once(' ').map_or("", |(group, _)| group);
                inspect::inspect(self, parsed, group).await
            }
            "run" => run::run(self, parsed).await,
            "create" => create::only(self, parsed).await,
            "start" => run::start(self, parsed).await,
            "ps" => list::containers(self, parsed).await,
            "stop" | "restart" | "kill" => lifecycle::signal(self, command, parsed).await,
            "rename" => lifecycle::rename(self, parsed).await,
            "wait" => lifecycle::wait(self, parsed).await,
            "container prune" => lifecycle::prune(self, parsed).await,
            "rm" => remove::containers(self, parsed).await,
            "exec" => exec::exec(self, parsed).await,
            "logs" => logs::logs(self, parsed).await,
            "images" => images::list(self, parsed).await,
            "rmi" => images::remove(self, parsed).await,
            "tag" => images::tag(self, parsed).await,
            "pull" => pull::command(self, parsed).await,
            "cp" => cp::cp(self, parsed).await,
            "build" => build::build(self, parsed).await,
            "events" => events::events(self, parsed).await,
            "version" => about::version(self, parsed).await,
            "info" => about::info(self, parsed).await,
            "port" => ports::port(self, parsed).await,
            _ => Err(Failure::own(
                Message::new("applet-unknown-command").with("command", format!("docker {typed}")),
            )),
        }
    }

    /// The JSON answer to `GET path`.
    pub async fn get(&self, path: &str) -> Result<Json, Failure> {
        self.ask("GET", path, Sent::Nothing).await
    }

    /// The JSON answer to `POST path`; null where there is none.
    pub async fn post(&self, path: &str, body: Option<&Json>) -> Result<Json, Failure> {
        let sent = body.map_or(Sent::Nothing, |json| Sent::Json(json.compact()));
        self.ask("POST", path, sent).await
    }

    /// The JSON answer to `DELETE path`; null where there is none.
    pub async fn delete(&self, path: &str) -> Result<Json, Failure> {
        self.ask("DELETE", path, Sent::Nothing).await
    }

    async fn ask(&self, method: &str, path: &str, sent: Sent) -> Result<Json, Failure> {
        let bytes = self.engine.raw(method, path, sent).await?.whole().await?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Json::Null);
        }
        Json::read(&bytes).map_err(|error| Failure::text(format!("{method} {path}: {error}")))
    }

    /// What a failure says.
    pub fn words_of(&self, failure: &Failure) -> String {
        failure.say(self.words)
    }

    /// The outcome of a command over several objects: all that failed is said at the end.
    pub fn after_all(&self, failures: &[Failure]) -> Outcome {
        if failures.is_empty() {
            return Ok(0);
        }
        let texts: Vec<String> = failures
            .iter()
            .map(|failure| self.words_of(failure))
            .collect();
        Err(Failure::text(texts.join("\n")))
    }
}
