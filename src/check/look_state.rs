//! Where a container is in its life, and what brings it to where it should be.

use super::anew::{anew, is_another, unless_made_otherwise};
use super::look_port::port_problem;
use super::scene::Scene;
use super::{Cause, Problem, Verdict, verbatim};
use crate::docker::snapshot::{Container, State};
use crate::l10n::Message;

/// Whether it runs, or why it does not.
pub fn running(scene: &Scene<'_>, container: &Container) -> Result<(), Problem> {
    let name = &container.name;
    match container.state {
        State::Running => Ok(()),
        State::Created => Err(never_started(scene, container)),
        State::Paused => Err(Problem::new(Cause::ContainerStopped)
            .with("container", name)
            .found(Message::new("found-state-paused"))
            .fix(format!("docker unpause {name}"))),
        _ => Err(stopped(scene, container)),
    }
}

/// Why a container that was made has not run: nobody started it, or it could not start.
fn never_started(scene: &Scene<'_>, container: &Container) -> Problem {
    let name = &container.name;
    let problem = Problem::new(Cause::ContainerNeverStarted).with("container", name);
    if let Some(taken) = port_problem(scene, container) {
        return taken.explain(
            scene,
            container,
            problem,
            [
                "cause-container-never-started-port",
                "cause-container-never-started-port-choose",
            ],
        );
    }
    let start = || format!("docker start {name}");
    match container.error.trim() {
        "" if is_another(scene, container) => problem
            .found(Message::new("found-state-created"))
            .fix(anew(scene, container).unwrap_or_else(start)),
        "" => problem
            .found(Message::new("found-state-created"))
            .fix(start()),
        // The engine has said why, and would say it again.
        error => problem
            .why(
                Message::new("cause-container-never-started-error")
                    .with("container", name)
                    .with("error", short(error)),
            )
            .found(verbatim(error))
            .fix(anew(scene, container).or_else(|| can_start_now(scene, error).then(start))),
    }
}

/// Whether the network that an engine did not find is there by now.
fn can_start_now(scene: &Scene<'_>, error: &str) -> bool {
    let network = error
        .split_once("network ")
        .and_then(|(_, rest)| rest.split_once(" not found"))
        .map(|(network, _)| network);
    network.is_some_and(|network| scene.snapshot.network(network).is_some())
}

/// What an engine says of a start that failed, without the names of its own parts around it.
fn short(error: &str) -> &str {
    let inner = [
        "unable to start container process: ",
        "OCI runtime create failed: ",
    ]
    .into_iter()
    .find_map(|before| error.split_once(before))
    .map_or(error, |(_, inner)| inner);
    inner
        .strip_suffix(": unknown")
        .unwrap_or(inner)
        .trim_end_matches('.')
}

/// Why a container that has run does not run now.
fn stopped(scene: &Scene<'_>, container: &Container) -> Problem {
    let name = &container.name;
    let problem = Problem::new(Cause::ContainerStopped)
        .with("container", name)
        .found(exit(container));
    if !container.error.is_empty()
        && let Some(taken) = port_problem(scene, container)
    {
        let why = ["cause-host-port-taken", "cause-host-port-taken-choose"];
        let problem = Problem::new(Cause::HostPortTaken);
        return taken.explain(scene, container, problem, why);
    }
    let start = || format!("docker start {name}");
    if is_another(scene, container) {
        return problem
            .why(Message::new("cause-container-stopped-otherwise").with("container", name))
            .fix(anew(scene, container).unwrap_or_else(start));
    }
    // Who was stopped is started; who crashed would crash again, and is run as the lesson does.
    // Docker's own signals, and Ctrl-C, end a container with these codes.
    let crashed = !matches!(container.exit_code, 0 | 130 | 137 | 143);
    let anew = crashed.then(|| anew(scene, container)).flatten();
    problem.fix(anew.unwrap_or_else(start))
}

/// Why it ended with another exit code: it was made otherwise than the lesson makes it, was stopped
/// before its time, or the program itself says so.
pub fn ended_otherwise(scene: &Scene<'_>, container: &Container, code: i64) -> Verdict {
    let name = &container.name;
    let problem = Problem::new(Cause::ExitCodeDiffers)
        .why(
            Message::new("cause-exit-code-differs-container")
                .with("container", name)
                .with("code", code.to_string()),
        )
        .expected(Message::new("found-exit-code").with("code", code))
        .found(Message::new("found-exit-code").with("code", container.exit_code));
    let why = "cause-exit-code-differs-container-otherwise";
    let problem = unless_made_otherwise(scene, container, problem, why);
    let fix = match (&problem.fix, scene.recipes.stops(name)) {
        // It is what it should be, and was only ended in another way.
        (None, Some(_)) => Some(format!("docker start {name}")),
        _ => anew(scene, container),
    };
    problem
        .fix(fix.map(|fix| stopped_after(scene, name, fix)))
        .unmet()
}

/// A command that brings the container back, with what stops it where the lesson stops it too. A
/// program that ends by itself needs no stopping.
pub fn stopped_after(scene: &Scene<'_>, name: &str, fix: String) -> String {
    match scene.recipes.stops(name) {
        Some(stop) => format!("{fix} && docker {stop} {name}"),
        None => fix,
    }
}

/// Whether it has run and ended, or why it has not. Where it must end with a code of its own it is
/// not stopped, unless the lesson does.
pub fn ended(
    scene: &Scene<'_>,
    container: &Container,
    exit_code: Option<i64>,
) -> Result<(), Problem> {
    let name = &container.name;
    match container.state {
        State::Exited => Ok(()),
        // Who never ran is not running still.
        State::Created => running(scene, container).map_err(|problem| Problem {
            fix: problem.fix.map(|fix| stopped_after(scene, name, fix)),
            ..problem
        }),
        _ => {
            let anew = is_another(scene, container)
                .then(|| anew(scene, container))
                .flatten();
            let fix = match (anew, scene.recipes.stops(name)) {
                (Some(anew), _) => Some(stopped_after(scene, name, anew)),
                (None, Some(stop)) => Some(format!("docker {stop} {name}")),
                (None, None) => exit_code.is_none().then(|| format!("docker stop {name}")),
            };
            Err(Problem::new(Cause::ContainerStillRunning)
                .with("container", name)
                .fix(fix))
        }
    }
}

/// Whether it was made and never started; if it was, only making it anew helps.
pub fn only_created(scene: &Scene<'_>, container: &Container) -> Result<(), Problem> {
    let name = &container.name;
    let made = scene.recipes.replace(name, true);
    let fix = made.filter(|fix| fix.contains("docker create") && scene.owns(container));
    match container.state {
        State::Created => Ok(()),
        State::Exited => Err(Problem::new(Cause::ContainerStopped)
            .with("container", name)
            .found(exit(container))
            .fix(fix)),
        _ => Err(Problem::new(Cause::ContainerStillRunning)
            .with("container", name)
            .fix(fix.unwrap_or_else(|| format!("docker stop {name}")))),
    }
}

/// That it ended, and how.
pub fn exit(container: &Container) -> Message {
    Message::new("found-state-exited").with("code", container.exit_code)
}
