//! Whether a port that a program of this computer had is free again, which only a request can tell.

use std::time::Duration;

use super::anew::{anew, is_another, publishes};
use super::diagnosis::marked;
use super::look_port::port_problem;
use super::probe::{Probes, Reply};
use super::scene::Scene;
use super::{Cause, Problem};
use crate::docker::snapshot::State;
use crate::l10n::{Message, Value};

/// This computer refuses at once what nobody takes; whoever is silent for so long is there.
const BRIEF: Duration = Duration::from_millis(500);

/// A port that a program outside the engine had may be free by now: then nothing answers on it, and
/// the container only has to be started.
pub async fn unless_free<P: Probes>(scene: &Scene<'_>, probes: &P, problem: Problem) -> Problem {
    if problem.found.as_ref().map(|found| found.id) != Some("found-port-taken") {
        return problem;
    }
    let stuck = problem
        .why
        .args
        .iter()
        .find_map(|(key, value)| match value {
            Value::Text(name) if *key == "container" => scene.snapshot.container(name),
            _ => None,
        });
    let Some((container, taken)) =
        stuck.and_then(|stuck| Some((stuck, port_problem(scene, stuck)?)))
    else {
        return problem;
    };
    let url = marked(&format!("http://localhost:{}/", taken.port));
    if !matches!(probes.http_from_host(&url, BRIEF).await, Ok(Reply::Refused)) {
        return problem;
    }
    let cause = if container.state == State::Created {
        Cause::ContainerNeverStarted
    } else {
        Cause::ContainerStopped
    };
    let other =
        is_another(scene, container) || publishes(scene, container, taken.port) == Some(false);
    let anew = other.then(|| anew(scene, container)).flatten();
    Problem::new(cause)
        .why(
            Message::new("cause-container-never-started-port-free")
                .with("container", &container.name)
                .with("port", i64::from(taken.port)),
        )
        .found(Message::new("found-port-free").with("port", i64::from(taken.port)))
        .fix(anew.unwrap_or_else(|| format!("docker start {}", container.name)))
}
