//! Conditions about what has happened: requests that a server saw, commands that were run, logs.

use super::anew::unless_made_otherwise;
use super::look_container::present;
use super::look_state::running;
use super::probe::{LogLine, MARK, Probes};
use super::run::failed;
use super::scene::Scene;
use super::{Cause, Problem, Verdict, verbatim};
use crate::docker::snapshot::{Container, State};
use crate::l10n::Message;

/// A request that must have been seen.
pub struct Wanted<'c> {
    /// The server's container.
    pub at: &'c str,
    /// Who asked: a container, or `host`.
    pub from: Option<&'c str>,
    /// The Host header.
    pub host: Option<&'c str>,
    /// The path.
    pub path: Option<&'c str>,
    /// Further text in the line.
    pub contains: Option<&'c str>,
}

/// From when on things count for a container: the step's begin, but never before its own start.
fn since(scene: &Scene<'_>, container: &Container) -> Option<i64> {
    let started = container
        .started_at
        .as_deref()
        .and_then(|time| time.parse::<jiff::Timestamp>().ok())
        .and_then(|time| i64::try_from(time.as_nanosecond()).ok());
    scene.since.max(started)
}

/// The server's log shows such a request, and it was not ours.
pub async fn request<P: Probes>(scene: &Scene<'_>, probes: &P, wanted: &Wanted<'_>) -> Verdict {
    let server = match present(scene, wanted.at) {
        Ok(server) => server,
        Err(problem) => return problem.unmet(),
    };
    if let Err(problem) = running(scene, server) {
        return problem.unmet();
    }
    if let Some(host) = wanted.host
        && !scene.abilities.names_with_network
        && scene
            .without_network(host.split(':').next().unwrap_or(host))
            .is_some()
    {
        return Verdict::Skipped(Message::new("skipped-no-names-with-network"));
    }
    let addresses = match sender_addresses(scene, server, wanted.from) {
        Ok(addresses) => addresses,
        Err(problem) => return problem.unmet(),
    };
    let lines = match probes.log(server, since(scene, server)).await {
        Ok(lines) => lines,
        Err(failure) => return failed(&failure),
    };
    let theirs = lines
        .iter()
        .filter(|line| !line.text.to_lowercase().contains(MARK));
    let mut close = None;
    for line in theirs {
        let from_right = addresses.is_empty() || has_any(&line.text, &addresses);
        let about_right = describes(&line.text, wanted);
        if from_right && about_right {
            return Verdict::met_with(line.text.trim());
        }
        if about_right {
            close = Some((line, true));
        } else if from_right && close.is_none() && is_request(&line.text) {
            close = Some((line, false));
        }
    }
    not_seen(scene, wanted, close).unmet()
}

fn sender_addresses(
    scene: &Scene<'_>,
    server: &Container,
    from: Option<&str>,
) -> Result<Vec<String>, Problem> {
    match from {
        None => Ok(Vec::new()),
        Some("host") => Ok(server
            .endpoints
            .iter()
            .filter_map(|endpoint| endpoint.gateway)
            .map(|gateway| gateway.to_string())
            .chain(["127.0.0.1".to_owned(), "::1".to_owned()])
            .collect()),
        Some(name) => {
            let sender = present(scene, name)?;
            Ok(sender
                .endpoints
                .iter()
                .filter_map(|endpoint| endpoint.address)
                .map(|address| address.to_string())
                .collect())
        }
    }
}

/// Words of a log line, without the marks that formats put around them.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || matches!(c, '"' | '[' | ']' | '(' | ')' | ',' | '='))
        .filter(|word| !word.is_empty())
}

fn has_any(line: &str, wanted: &[String]) -> bool {
    words(line)
        .next()
        .is_some_and(|sender| wanted.iter().any(|w| w == sender))
        || words(line).any(|word| {
            wanted
                .iter()
                .any(|w| w == word.trim_start_matches("::ffff:"))
        })
}

fn describes(line: &str, wanted: &Wanted<'_>) -> bool {
    let host = wanted
        .host
        .is_none_or(|host| words(line).any(|word| word.eq_ignore_ascii_case(host)));
    let path = wanted
        .path
        .is_none_or(|path| words(line).any(|word| word == path));
    let text = wanted.contains.is_none_or(|text| line.contains(text));
    host && path && text
}

/// A line that looks like a request: it holds a path.
fn is_request(line: &str) -> bool {
    words(line).any(|word| word.starts_with('/'))
}

fn not_seen(scene: &Scene<'_>, wanted: &Wanted<'_>, close: Option<(&LogLine, bool)>) -> Problem {
    let fix = match wanted.from {
        Some("host") | None => scene.recipes.request_from_host(),
        Some(from) => scene
            .recipes
            .exec(from)
            .or_else(|| scene.recipes.request_from_host()),
    };
    let problem = Problem::new(Cause::RequestNotSeen)
        .with("container", wanted.at)
        .fix(fix);
    match close {
        None => problem.found(Message::new("found-no-request")),
        Some((line, true)) => problem
            .why(
                Message::new("cause-request-not-seen-from-elsewhere")
                    .with("container", wanted.at)
                    .with("from", wanted.from.unwrap_or_default()),
            )
            .found(verbatim(line.text.trim())),
        Some((line, false)) => problem.found(verbatim(line.text.trim())),
    }
}

/// Somebody ran a command in the container.
pub async fn exec_seen<P: Probes>(
    scene: &Scene<'_>,
    probes: &P,
    name: &str,
    command: Option<&str>,
) -> Verdict {
    let container = match present(scene, name) {
        Ok(container) => container,
        Err(problem) => return problem.unmet(),
    };
    if let Err(problem) = running(scene, container) {
        return problem.unmet();
    }
    let seen = match probes.seen_execs(container, since(scene, container)).await {
        Ok(seen) => seen,
        Err(failure) => return failed(&failure),
    };
    let theirs = seen.iter().find(|exec| {
        !exec.command.contains(MARK) && command.is_none_or(|text| exec.command.contains(text))
    });
    match theirs {
        Some(exec) => Verdict::met_with(exec.command.trim()),
        None => Problem::new(Cause::ExecNotSeen)
            .with("container", name)
            .fix(scene.recipes.exec(name))
            .unmet(),
    }
}

/// The container's log holds a text, or does not.
pub async fn log<P: Probes>(
    scene: &Scene<'_>,
    probes: &P,
    name: &str,
    text: &str,
    absent: bool,
) -> Verdict {
    let container = match present(scene, name) {
        Ok(container) => container,
        Err(problem) => return problem.unmet(),
    };
    // Who never ran has said nothing, and says why.
    if container.state == State::Created
        && !absent
        && let Err(problem) = running(scene, container)
    {
        return problem.unmet();
    }
    let lines = match probes.log(container, None).await {
        Ok(lines) => lines,
        Err(failure) => return failed(&failure),
    };
    let line = lines.iter().find(|line| line.text.contains(text));
    match (line, absent) {
        (Some(line), false) => Verdict::met_with(line.text.trim()),
        (None, true) => Verdict::MET,
        (Some(line), true) => Problem::new(Cause::LogHasText)
            .with("container", name)
            .found(verbatim(line.text.trim()))
            .unmet(),
        (None, false) => {
            let problem = Problem::new(Cause::LogLacksText)
                .with("container", name)
                .expected(verbatim(text));
            unless_made_otherwise(scene, container, problem, "cause-log-lacks-text-otherwise")
                .unmet()
        }
    }
}
