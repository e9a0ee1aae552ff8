//! Why a container does not run: its state, and what it said last.

use super::name;
use super::proxy::{cure, rebuild};
use crate::check::freed::unless_free;
use crate::check::look_state::running;
use crate::check::probe::{LogLine, MARK, Probes};
use crate::check::scene::Scene;
use crate::check::{Cause, Problem, verbatim};
use crate::docker::snapshot::{Container, State};
use crate::l10n::Message;

/// How many lines of a log are shown.
const SHOWN: usize = 5;

/// Why a container does not run, and the last lines it said.
pub async fn stopped<P: Probes>(
    scene: &Scene<'_>,
    probes: &P,
    container: &Container,
) -> (Problem, Vec<String>) {
    // Who never ran has said nothing.
    let log = if container.state == State::Created {
        Vec::new()
    } else {
        probes.log(container, None).await.unwrap_or_default()
    };
    let ended = matches!(container.state, State::Exited | State::Restarting);
    let problem = if ended && container.exit_code != 0 {
        why_it_ended(scene, container, &log)
    } else {
        None
    };
    let problem = problem
        .or_else(|| running(scene, container).err())
        .unwrap_or_else(|| {
            Problem::new(Cause::ContainerStopped).with("container", &container.name)
        });
    let problem = unless_free(scene, probes, problem).await;
    // Our own requests say nothing about the end.
    let told: Vec<&LogLine> = log
        .iter()
        .filter(|line| !line.text.contains(MARK) && !line.text.trim().is_empty())
        .collect();
    let last = told.iter().skip(told.len().saturating_sub(SHOWN));
    (problem, last.map(|line| line.text.clone()).collect())
}

/// Why nginx ended: a name it does not know, or a mistake in its configuration.
pub fn why_it_ended(scene: &Scene<'_>, container: &Container, log: &[LogLine]) -> Option<Problem> {
    let line = log
        .iter()
        .rev()
        .find(|line| line.text.contains("[emerg]"))?;
    let configuration = scene.recipes.configuration(&container.name);
    let text = line.text.trim();
    let found = verbatim(text);
    let about = |cause| Problem::new(cause).with("container", &container.name);
    if let Some(unknown) = text
        .split_once("host not found in upstream \"")
        .and_then(|(_, rest)| rest.split(['"', ':']).next())
    {
        // The name is right, but who bears it is missing, stopped or elsewhere.
        if scene.own_containers.contains(unknown)
            || scene.container_called(unknown, Some(container)).is_some()
        {
            let problem = match name(scene, container, unknown) {
                // Nothing keeps it from finding the name now: it only has to try once more.
                problem if problem.cause == Cause::NameNotResolved => {
                    about(Cause::ContainerStopped).why(
                        Message::new("cause-container-stopped-name-there")
                            .with("container", &container.name)
                            .with("name", unknown),
                    )
                }
                problem => problem,
            };
            let start = format!("docker start {}", container.name);
            let fix = match &problem.fix {
                Some(fix) => format!("{fix} && {start}"),
                None => start,
            };
            return Some(problem.found(found).fix(fix));
        }
        return Some(
            about(Cause::ProxyTargetUnknown)
                .with("target", unknown)
                .found(found)
                .fix(cure(scene, container, unknown)),
        );
    }
    Some(
        about(Cause::ConfigInvalid)
            .found(found)
            .fix(configuration.and_then(|_| rebuild(scene, container))),
    )
}

/// The sentence for a problem that lies in a name alone.
pub fn unresolved(container: &Container, host: &str) -> Problem {
    Problem::new(Cause::NameNotResolved)
        .with("name", host)
        .with("container", &container.name)
        .found(Message::new("found-name-not-resolved"))
}
