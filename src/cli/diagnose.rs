//! `baeum diagnose`: why one container, or this computer, cannot reach another.

use std::io::stdout;

use super::args::Diagnose;
use super::context::Context;
use super::diagnosis_page::Shown;
use super::engine;
use super::exit::{CliError, ExitCode};
use crate::check::probe::ProbeFailure;
use crate::check::{Cause, Diagnosis, LiveProbes, Origin, Target, diagnose, split_port};
use crate::docker::snapshot::{Container, Snapshot};
use crate::docker::{Engine, EngineError};
use crate::l10n::Value;
use crate::lesson::did_you_mean;
use crate::player::Desk;
use crate::player::desk::Known;
use crate::screen::{Paint, clean, terminal};

/// What curl says of an address that it does not take, such as an IPv6 one where it speaks none.
const BAD_ADDRESS: &str = "curl: (3)";

/// How this computer is called on the command line.
pub(super) const HOST: &str = "host";

/// Follows the way of a request and says where it gets stuck.
pub async fn run(context: &Context, args: &Diagnose) -> Result<ExitCode, CliError> {
    let target = target(&args.target)?;
    let (lesson, remembered) = lesson_under_way(context, &[&args.from, &target.host])?;
    let chosen = engine::choose(context, remembered.as_deref(), false).await?;
    let desk =
        lesson.map(|(lesson, progress)| context.desk(lesson, chosen.engine.clone(), progress));
    let diagnosis = look(context, &chosen.engine, desk.as_ref(), &args.from, &target).await;
    let info = chosen.engine.info().clone();
    chosen.close().await;
    let diagnosis = diagnosis?;
    let next = next_command(&diagnosis, &args.from, &target);
    let shown = Shown {
        context,
        from: &args.from,
        target: &target.host,
        diagnosis: &diagnosis,
        next: next.as_deref(),
        folder: desk.as_ref().map(|desk| desk.lab.display().to_string()),
    };
    if args.json {
        let engine = serde_json::json!({
            "kind": info.kind.code(), "version": info.version, "api": info.api,
        });
        println!("{}", shown.json(&engine));
    } else {
        let width = usize::from(terminal::size().0);
        let lines = shown.lines(info.kind, width);
        Paint::new(stdout(), context.theme()).lines(&lines)?;
    }
    Ok(if diagnosis.problem.is_none() {
        ExitCode::Done
    } else {
        ExitCode::Unmet
    })
}

/// `TARGET[:PORT]`; a whole address is understood too.
fn target(written: &str) -> Result<Target, CliError> {
    let refused = || CliError::TargetForm(clean(written));
    let rest = written.split_once("://").map_or(written, |(_, rest)| rest);
    let (authority, path) = match rest.find(['/', '?', '#']) {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    let (host, port) = split_port(authority);
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .filter(|inner| inner.contains(':'));
    let host = bare.unwrap_or(host);
    let port = match port {
        Some(port) => match port.parse::<u16>() {
            Ok(port @ 1..) => Some(port),
            _ => return Err(refused()),
        },
        None if written.starts_with("https://") => Some(443),
        None => None,
    };
    let is_name = |host: &str| {
        !host.is_empty()
            && host
                .chars()
                .all(|sign| sign.is_alphanumeric() || matches!(sign, '.' | '-' | '_'))
            || host.parse::<std::net::Ipv6Addr>().is_ok()
    };
    if !is_name(host) || path.chars().any(char::is_control) {
        return Err(refused());
    }
    Ok(Target {
        host: host.to_owned(),
        port,
        path: path.to_owned(),
    })
}

type UnderWay = Option<(crate::lesson::Lesson, crate::progress::Progress)>;

/// The lesson that these names belong to, with the engine it is played on: its files and commands
/// give the cure.
fn lesson_under_way(
    context: &Context,
    names: &[&str],
) -> Result<(UnderWay, Option<String>), CliError> {
    let catalog = context.catalog()?;
    let ids: Vec<String> = catalog.ids().map(str::to_owned).collect();
    let mut under_way = Vec::new();
    for id in ids {
        let loaded = context.store.load(&id)?;
        // A broken lesson is `lesson lint`'s to report; it has no say here.
        if loaded.progress.under_way
            && let Ok(lesson) = catalog.load(&id)
        {
            under_way.push((lesson, loaded.progress));
        }
    }
    let owns = |(lesson, progress): &(crate::lesson::Lesson, crate::progress::Progress)| {
        let mut known = crate::lesson::Names::new(lesson);
        for (key, value) in &progress.names {
            let _ = known.set(key, value);
        }
        lesson
            .owns
            .containers
            .iter()
            .any(|template| names.contains(&known.fill(template).as_str()))
    };
    let played = |(lesson, _): &(crate::lesson::Lesson, _)| context.store.is_played(&lesson.id);
    let position = under_way
        .iter()
        .position(owns)
        .or_else(|| under_way.iter().position(played))
        .or((under_way.len() == 1).then_some(0));
    let found = position.map(|position| under_way.swap_remove(position));
    let engine = found
        .as_ref()
        .and_then(|(_, progress)| progress.engine.clone());
    Ok((found, engine))
}

async fn look(
    context: &Context,
    engine: &Engine,
    desk: Option<&Desk>,
    from: &str,
    target: &Target,
) -> Result<Diagnosis, CliError> {
    let mut again = true;
    loop {
        let snapshot = engine.snapshot().await?;
        let sender = sender(&snapshot, from)?;
        let known = desk.map_or_else(Known::default, |desk| {
            let step = desk.progress.step.as_deref();
            let position = step.and_then(|step| desk.lesson.position(step));
            desk.known(position.unwrap_or(0), &snapshot)
        });
        let probes = match desk {
            Some(desk) => desk.probes(),
            None => LiveProbes::new(engine.clone(), context.home.state(), Vec::new()),
        };
        let scene = known.scene(engine, &snapshot, None);
        match diagnose(&scene, &probes, sender, target).await {
            Ok(diagnosis) => return Ok(diagnosis),
            Err(ProbeFailure::Other(message)) if message.contains(BAD_ADDRESS) => {
                return Err(CliError::TargetNotAsked {
                    from: clean(from),
                    target: clean(&written(target)),
                });
            }
            // Somebody may have gone while we looked.
            Err(ProbeFailure::Other(_)) if again => again = false,
            Err(failure) => return Err(failed(engine, failure).into()),
        }
    }
}

/// A target as it is written on the command line.
fn written(target: &Target) -> String {
    let host = if target.host.contains(':') {
        format!("[{}]", target.host)
    } else {
        target.host.clone()
    };
    match target.port {
        Some(port) => format!("{host}:{port}"),
        None => host,
    }
}

/// Who sends: this computer, or a container by its name or the beginning of its ID.
fn sender<'s>(snapshot: &'s Snapshot, from: &str) -> Result<Origin<'s>, CliError> {
    if from == HOST {
        return Ok(Origin::Host);
    }
    let by_id = |container: &&Container| from.len() >= 4 && container.id.starts_with(from);
    let found = snapshot
        .container(from)
        .or_else(|| snapshot.containers.iter().find(by_id));
    found.map(Origin::Container).ok_or_else(|| {
        let names = snapshot.containers.iter().map(|c| c.name.as_str());
        let near = did_you_mean(from, names.chain([HOST, "localhost"]));
        CliError::SenderUnknown {
            name: clean(from),
            near: near.map(|near| if near == "localhost" { HOST } else { near }.to_owned()),
        }
    })
}

fn failed(engine: &Engine, failure: ProbeFailure) -> EngineError {
    let address = engine.address().clone();
    match failure {
        ProbeFailure::EngineGone => EngineError::Gone { address },
        ProbeFailure::TimedOut => EngineError::TimedOut {
            address,
            doing: "POST /exec".to_owned(),
            seconds: 4,
        },
        ProbeFailure::Other(message) => EngineError::Refused { status: 0, message },
    }
}

/// The command that shows more, where none is known that cures.
fn next_command(diagnosis: &Diagnosis, from: &str, target: &Target) -> Option<String> {
    let problem = diagnosis.problem.as_ref()?;
    if problem.cause == Cause::ContainerNameClose
        && problem.fix.is_none()
        && let Some((_, Value::Text(close))) =
            problem.why.args.iter().find(|(key, _)| *key == "close")
    {
        let port = target
            .port
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        return Some(format!("baeum diagnose {from} {close}{port}"));
    }
    diagnosis.look()
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn a_target_is_a_name_with_or_without_a_port() {
        let read = |text: &str| {
            let target = target(text).expect("a target");
            (target.host, target.port, target.path)
        };
        let some = |host: &str, port, path: &str| (host.to_owned(), port, path.to_owned());
        assert_eq!(read("web"), some("web", None, ""));
        assert_eq!(read("web.net:8080"), some("web.net", Some(8080), ""));
        assert_eq!(read("[fd00::2]:80"), some("fd00::2", Some(80), ""));
        assert_eq!(read("fd00::2"), some("fd00::2", None, ""));
        assert_eq!(read("http://web:81/a?b"), some("web", Some(81), "/a?b"));
    }

    #[test]
    fn what_cannot_be_a_target_is_refused() {
        for text in [
            "",
            ":80",
            "web:",
            "web:0",
            "web:70000",
            "web:http",
            "web:80:80",
            "[web]:80",
            "[web",
            "::1]",
            "web:80:",
            "a b",
            "a;b",
            "$(x)",
        ] {
            assert!(target(text).is_err(), "{text}");
        }
    }
}
