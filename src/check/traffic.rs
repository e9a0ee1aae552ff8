//! Conditions that need traffic: names that resolve, HTTP requests that are answered, commands.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;

use super::anew::unless_made_otherwise;
use super::diagnosis::{self, LookUp, look_up, marked};
use super::look_container::present;
use super::look_state::running;
use super::probe::{Answer, MARK, Output, Probes, Reply};
use super::run::failed;
use super::scene::Scene;
use super::{Cause, Problem, Verdict, verbatim};
use crate::docker::snapshot::Container;
use crate::l10n::Message;
use crate::lesson::condition::Http;

/// How long one probe may take; nginx itself gives up on a silent upstream after a minute.
pub const PROBE_TIMEOUT: Duration = Duration::from_secs(4);

/// An HTTP request is answered as said, or not at all.
pub async fn http<P: Probes>(scene: &Scene<'_>, probes: &P, http: &Http) -> Verdict {
    let from = match &http.from {
        Some(name) => match able(scene, name) {
            Ok(container) => Some(container),
            Err(problem) => return problem.unmet(),
        },
        None => None,
    };
    let url = marked(&http.url);
    let ask = || async {
        match from {
            Some(container) => {
                probes
                    .http_from_container(container, &url, PROBE_TIMEOUT)
                    .await
            }
            None => probes.http_from_host(&url, PROBE_TIMEOUT).await,
        }
    };
    let replies = join_all((0..http.requests.max(1)).map(|_| ask())).await;
    let replies: Result<Vec<Reply>, _> = replies.into_iter().collect();
    let replies = match replies {
        Ok(replies) => replies,
        Err(failure) => return failed(&failure),
    };
    if !http.answers {
        return silent(http, &replies);
    }
    let mut answers = Vec::new();
    for reply in &replies {
        match reply {
            Reply::Answer(answer) if wrong(http, answer).is_none() => answers.push(answer),
            other => {
                return diagnosis::http(scene, probes, http, from, other)
                    .await
                    .unmet();
            }
        }
    }
    enough_backends(http, &answers)
}

/// A running container to send something from.
fn able<'s>(scene: &'s Scene<'_>, name: &str) -> Result<&'s Container, Problem> {
    let container = present(scene, name)?;
    running(scene, container)?;
    Ok(container)
}

fn silent(http: &Http, replies: &[Reply]) -> Verdict {
    let answer = replies.iter().find_map(|reply| match reply {
        Reply::Answer(answer) => Some(answer),
        _ => None,
    });
    match answer {
        None => Verdict::MET,
        Some(answer) => Problem::new(Cause::AnswersUnexpectedly)
            .with("url", &http.url)
            .found(status_message(answer.status))
            .unmet(),
    }
}

/// `HTTP 502` and the like, the same in every language.
pub fn status_message(status: u16) -> Message {
    verbatim(&format!("HTTP {status}"))
}

/// In what way an answer is not the wanted one.
pub fn wrong(http: &Http, answer: &Answer) -> Option<Cause> {
    if http.status.is_some_and(|status| status != answer.status) {
        return Some(Cause::StatusDiffers);
    }
    let header_is_there = http.header.as_ref().is_none_or(|(name, text)| {
        answer
            .headers
            .iter()
            .any(|(there, value)| there.eq_ignore_ascii_case(name) && value.contains(text))
    });
    let body_is_there = http
        .body
        .as_ref()
        .is_none_or(|text| answer.body.contains(text));
    (!header_is_there || !body_is_there).then_some(Cause::BodyDiffers)
}

fn enough_backends(http: &Http, answers: &[&Answer]) -> Verdict {
    let Some(wanted) = http.backends else {
        let status = answers.first().map_or(0, |answer| answer.status);
        return Verdict::Met(Some(status_message(status)));
    };
    let different: BTreeSet<&str> = answers.iter().map(|answer| answer.body.as_str()).collect();
    let count = Message::new("found-backends").with("count", different.len());
    if different.len() >= wanted {
        Verdict::Met(Some(count))
    } else {
        Problem::new(Cause::OneBackendOnly)
            .with("url", &http.url)
            .expected(Message::new("found-backends").with("count", wanted))
            .found(count)
            .unmet()
    }
}

/// What a name must do.
pub struct Naming<'c> {
    /// The container that asks.
    pub from: &'c str,
    /// The name.
    pub name: &'c str,
    /// The container whose address it must give.
    pub to: Option<&'c str>,
    /// Whether it must resolve.
    pub resolves: bool,
    /// A name that must resolve when the other must not.
    pub control: Option<&'c str>,
}

/// A name resolves inside a container, or does not.
pub async fn dns<P: Probes>(scene: &Scene<'_>, probes: &P, naming: &Naming<'_>) -> Verdict {
    let container = match able(scene, naming.from) {
        Ok(container) => container,
        Err(problem) => return problem.unmet(),
    };
    if !scene.abilities.names_with_network && scene.without_network(naming.name).is_some() {
        return Verdict::Skipped(Message::new("skipped-no-names-with-network"));
    }
    if naming.resolves {
        return match look_up(probes, container, naming.name).await {
            Ok(LookUp::Addresses(addresses)) => resolved(scene, container, naming, &addresses),
            Ok(LookUp::NotFound) => diagnosis::name(scene, container, naming.name).unmet(),
            Ok(LookUp::NoTool) => no_tool(naming.from).unknown(),
            Err(failure) => failed(&failure),
        };
    }
    // A name that must not resolve says nothing unless another does, and one look is not enough.
    let control = naming.control.unwrap_or("localhost");
    for (name, must) in [(control, true), (naming.name, false), (naming.name, false)] {
        match look_up(probes, container, name).await {
            Ok(LookUp::Addresses(_)) if must => {}
            Ok(LookUp::NotFound) if !must => {}
            Ok(LookUp::Addresses(addresses)) => {
                return Problem::new(Cause::NameResolvesUnexpectedly)
                    .with("name", name)
                    .with("container", naming.from)
                    .found(verbatim(&addresses.join(", ")))
                    .unmet();
            }
            Ok(LookUp::NotFound) => return diagnosis::name(scene, container, name).unknown(),
            Ok(LookUp::NoTool) => return no_tool(naming.from).unknown(),
            Err(failure) => return failed(&failure),
        }
    }
    Verdict::MET
}

fn no_tool(container: &str) -> Problem {
    Problem::new(Cause::ClientMissing).with("container", container)
}

fn resolved(
    scene: &Scene<'_>,
    container: &Container,
    naming: &Naming<'_>,
    addresses: &[String],
) -> Verdict {
    let found = verbatim(&addresses.join(", "));
    let Some(target) = naming.to else {
        return Verdict::Met(Some(found));
    };
    let target = match present(scene, target) {
        Ok(target) => target,
        Err(problem) => return problem.unmet(),
    };
    let expected = scene.shared_address(target, container);
    match expected {
        Some(address) if addresses.contains(&address) => Verdict::Met(Some(found)),
        _ => Problem::new(Cause::NameResolvesUnexpectedly)
            .with("name", naming.name)
            .with("container", naming.from)
            .expected(verbatim(expected.as_deref().unwrap_or("-")))
            .found(found)
            .unmet(),
    }
}

/// A command in a container ends as said.
pub async fn exec<P: Probes>(
    scene: &Scene<'_>,
    probes: &P,
    name: &str,
    command: &[String],
    exit_code: i64,
    stdout: Option<&str>,
) -> Verdict {
    let container = match able(scene, name) {
        Ok(container) => container,
        Err(problem) => return problem.unmet(),
    };
    let output = match probes.exec(container, command, PROBE_TIMEOUT).await {
        Ok(output) => output,
        Err(failure) => return failed(&failure),
    };
    let line = command.join(" ");
    if output.missing {
        let problem = Problem::new(Cause::ClientMissing)
            .with("container", name)
            .found(verbatim(&line));
        let why = "cause-client-missing-otherwise";
        return unless_made_otherwise(scene, container, problem, why).unmet();
    }
    let says = stdout.is_none_or(|text| output.stdout.contains(text));
    if output.exit_code == exit_code && says {
        return Verdict::MET;
    }
    let problem = Problem::new(Cause::ExitCodeDiffers)
        .with("container", name)
        .with("command", line)
        .found(ended_with(&output));
    let problem = match stdout {
        Some(text) if output.exit_code == exit_code => problem.expected(verbatim(text)),
        _ => problem.expected(Message::new("found-exit-code").with("code", exit_code)),
    };
    let why = "cause-exit-code-differs-otherwise";
    unless_made_otherwise(scene, container, problem, why).unmet()
}

/// How a command ended, and the last thing it said.
fn ended_with(output: &Output) -> Message {
    let last = |text: &str| {
        let mut lines = text.lines().rev().map(str::trim);
        // The mark of our own commands is nobody's output.
        lines
            .find(|line| !line.is_empty() && !line.contains(MARK))
            .map(str::to_owned)
    };
    let said = last(&output.stderr).or_else(|| last(&output.stdout));
    let message = match said {
        Some(said) => Message::new("found-exit-code-said").with("text", said),
        None => Message::new("found-exit-code"),
    };
    message.with("code", output.exit_code)
}
