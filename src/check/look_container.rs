//! Conditions that a snapshot answers by itself: containers, and their places on networks.

use super::anew::{anew, is_another};
use super::look::{self, PREDEFINED_NETWORKS, short_id};
use super::look_port::port_problem;
use super::scene::Scene;
use super::{Cause, Problem, Verdict, verbatim};
use crate::docker::snapshot::{Container, State, with_tag};
use crate::l10n::Message;
use crate::lesson::condition::{NetworkMode, WantedState};
use crate::lesson::did_you_mean;

/// The container is there in the wanted state, made from the current image (or is not there).
pub fn container(
    scene: &Scene<'_>,
    name: &str,
    state: WantedState,
    image: Option<&str>,
    absent: bool,
) -> Verdict {
    if absent {
        return match scene.snapshot.container(name) {
            None => Verdict::MET,
            Some(_) => Problem::new(Cause::ContainerStillThere)
                .with("container", name)
                .fix(format!("docker rm -f {name}"))
                .unmet(),
        };
    }
    let container = match present(scene, name) {
        Ok(container) => container,
        Err(mut problem) => {
            if state == WantedState::Exited {
                problem.fix = problem.fix.map(|fix| stopped_after(scene, name, fix));
            }
            return problem.unmet();
        }
    };
    let life = match state {
        WantedState::Running => running(scene, container),
        WantedState::Exited => ended(scene, container),
        WantedState::Created => only_created(scene, container),
        WantedState::Any => Ok(()),
    };
    if let Err(problem) = life {
        return problem.unmet();
    }
    match image {
        Some(image) => made_from(scene, container, image),
        None => Verdict::MET,
    }
}

/// A command that brings the container back, with what stops it where the lesson stops it too. A
/// program that ends by itself needs no stopping.
fn stopped_after(scene: &Scene<'_>, name: &str, fix: String) -> String {
    if scene.recipes.stops(name) {
        format!("{fix} && docker stop {name}")
    } else {
        fix
    }
}

/// Whether it has run and ended, or why it has not.
fn ended(scene: &Scene<'_>, container: &Container) -> Result<(), Problem> {
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
            let fix = match anew {
                Some(anew) => stopped_after(scene, name, anew),
                None => format!("docker stop {name}"),
            };
            Err(Problem::new(Cause::ContainerStillRunning)
                .with("container", name)
                .fix(fix))
        }
    }
}

/// Whether it was made and never started; if it was, only making it anew helps.
fn only_created(scene: &Scene<'_>, container: &Container) -> Result<(), Problem> {
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
fn exit(container: &Container) -> Message {
    Message::new("found-state-exited").with("code", container.exit_code)
}

/// The container, or why there is none.
pub fn present<'s>(scene: &'s Scene<'_>, name: &str) -> Result<&'s Container, Problem> {
    if let Some(container) = scene.snapshot.container(name) {
        return Ok(container);
    }
    let others = scene
        .snapshot
        .containers
        .iter()
        // What was there before the lesson is nobody's slip, and not to be renamed.
        .filter(|container| !scene.foreign.contains(&container.id))
        .map(|container| container.name.as_str())
        .filter(|other| !scene.own_containers.contains(*other));
    Err(match did_you_mean(name, others) {
        Some(close) => Problem::new(Cause::ContainerNameClose)
            .with("container", name)
            .with("close", close)
            .expected(verbatim(name))
            .found(verbatim(close))
            .fix(format!("docker rename {close} {name}")),
        None => Problem::new(Cause::ContainerMissing)
            .with("container", name)
            .fix(scene.recipes.replace(name, false)),
    })
}

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

fn made_from(scene: &Scene<'_>, container: &Container, image: &str) -> Verdict {
    let current = scene.snapshot.image(image);
    let same = match current {
        Some(current) => current.id == container.image_id,
        None => with_tag(&container.image) == with_tag(image),
    };
    if same {
        return Verdict::MET;
    }
    if current.is_none()
        && let Some(rebuild) = scene.recipes.rebuild(&container.name, image)
    {
        return Problem::new(Cause::ImageMissing)
            .with("image", image)
            .fix(rebuild)
            .unmet();
    }
    Problem::new(Cause::ImageDiffers)
        .with("container", &container.name)
        .with("image", image)
        .expected(
            Message::new("image-with-id")
                .with("image", image)
                .with("id", current.map_or("", |current| short_id(&current.id))),
        )
        .found(
            Message::new("image-with-id")
                .with("image", &container.image)
                .with("id", short_id(&container.image_id)),
        )
        .fix(scene.recipes.replace(&container.name, true))
        .unmet()
}

/// The container is on the network with an address of its own (or is not on it).
pub fn endpoint(scene: &Scene<'_>, name: &str, network: &str, only: bool, absent: bool) -> Verdict {
    let container = match present(scene, name) {
        Ok(container) => container,
        Err(_) if absent => return Verdict::MET,
        Err(problem) => return problem.unmet(),
    };
    let Some(endpoint) = container.endpoint(network) else {
        return if absent {
            Verdict::MET
        } else {
            not_on(scene, container, network)
        };
    };
    let disconnect = |from: &str| format!("docker network disconnect {from} {name}");
    if absent {
        return Problem::new(Cause::StillOnNetwork)
            .with("container", name)
            .with("network", network)
            .fix(disconnect(network))
            .unmet();
    }
    if let Some(other) = container.endpoints.iter().find(|e| e.network != network)
        && only
    {
        return Problem::new(Cause::StillOnNetwork)
            .with("container", name)
            .with("network", &other.network)
            .expected(verbatim(network))
            .found(verbatim(&networks_of(container)))
            .fix(disconnect(&other.network))
            .unmet();
    }
    match endpoint.address {
        Some(address) => Verdict::met_with(&address.to_string()),
        None => match running(scene, container) {
            Err(problem) => problem.unmet(),
            Ok(()) => Problem::new(Cause::NoAddress)
                .with("container", name)
                .with("network", network)
                .fix(format!("docker restart {name}"))
                .unmet(),
        },
    }
}

/// Some container runs on the network with an address, whatever it is called.
pub fn anybody(scene: &Scene<'_>, network: &str) -> Verdict {
    if scene.snapshot.network(network).is_none() {
        return look::network(scene, network, None, false);
    }
    let containers = || {
        let containers = &scene.snapshot.containers;
        containers.iter().filter(|container| container.running())
    };
    let there = containers().find(|container| {
        container
            .endpoint(network)
            .is_some_and(|endpoint| endpoint.address.is_some())
    });
    if let Some(there) = there {
        return Verdict::met_with(&there.name);
    }
    let asleep = scene
        .snapshot
        .containers
        .iter()
        .filter(|container| scene.owns(container) && container.endpoint(network).is_some())
        .find_map(|container| running(scene, container).err());
    if let Some(asleep) = asleep {
        return asleep.unmet();
    }
    match containers().find(|container| scene.owns(container)) {
        Some(elsewhere) => not_on(scene, elsewhere, network),
        None => Problem::new(Cause::ContainerMissing)
            .why(Message::new("cause-container-missing-anybody").with("network", network))
            .fix(scene.recipes.run_on(network))
            .unmet(),
    }
}

fn networks_of(container: &Container) -> String {
    let names: Vec<&str> = container
        .endpoints
        .iter()
        .map(|endpoint| endpoint.network.as_str())
        .collect();
    names.join(", ")
}

/// Why a container is not on a network, with the command that puts it there.
pub fn not_on(scene: &Scene<'_>, container: &Container, network: &str) -> Verdict {
    let name = &container.name;
    let connect = format!("docker network connect {network} {name}");
    let on: Vec<&str> = container
        .endpoints
        .iter()
        .map(|endpoint| endpoint.network.as_str())
        .collect();
    let problem = match on.as_slice() {
        ["bridge" | "podman"] => {
            Problem::new(Cause::OnDefaultBridge).found(Message::new("found-default-bridge"))
        }
        ["host"] => Problem::new(Cause::NotOnNetwork).found(Message::new("found-host-mode")),
        [] | ["none"] => Problem::new(Cause::NotOnNetwork).found(Message::new("found-no-network")),
        [other, ..] => {
            let cause = if PREDEFINED_NETWORKS.contains(other) {
                Cause::NotOnNetwork
            } else {
                Cause::DifferentNetworks
            };
            Problem::new(cause).found(verbatim(&networks_of(container)))
        }
    };
    // A container in host mode cannot be connected to anything: it has to be made anew.
    let fix = if matches!(on.as_slice(), ["host"]) {
        scene.recipes.replace(name, true)
    } else if scene.snapshot.network(network).is_none() {
        Some(format!("docker network create {network} && {connect}"))
    } else {
        Some(connect)
    };
    problem
        .with("container", name)
        .with("network", network)
        .expected(verbatim(network))
        .fix(fix)
        .unmet()
}

/// The container's network mode.
pub fn mode(scene: &Scene<'_>, name: &str, wanted: NetworkMode) -> Verdict {
    let container = match present(scene, name) {
        Ok(container) => container,
        Err(problem) => return problem.unmet(),
    };
    let mode = container.network_mode.as_str();
    let is = match wanted {
        NetworkMode::Host => mode == "host",
        NetworkMode::None => mode == "none",
        NetworkMode::Container => mode.starts_with("container:"),
        NetworkMode::Bridge => mode != "host" && mode != "none" && !mode.starts_with("container:"),
    };
    if is {
        return Verdict::met_with(mode);
    }
    let cause = if wanted == NetworkMode::Host {
        Cause::NotInHostMode
    } else {
        Cause::NetworkModeDiffers
    };
    Problem::new(cause)
        .with("container", name)
        .found(verbatim(mode))
        .fix(scene.recipes.replace(name, true))
        .unmet()
}
