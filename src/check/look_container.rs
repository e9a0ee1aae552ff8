//! Conditions that a snapshot answers by itself: containers, and their places on networks.

use super::look::{self, PREDEFINED_NETWORKS, short_id};
use super::look_state::{ended, ended_otherwise, exit, only_created, running, stopped_after};
use super::scene::Scene;
use super::{Cause, Problem, Verdict, verbatim};
use crate::docker::snapshot::{Container, with_tag};
use crate::l10n::Message;
use crate::lesson::condition::{NetworkMode, WantedState};
use crate::lesson::did_you_mean;

/// What a container must be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'c> {
    /// Its state.
    pub state: WantedState,
    /// How it must have ended.
    pub exit_code: Option<i64>,
    /// The tag whose current image it must have been made from.
    pub image: Option<&'c str>,
}

/// There is no such container.
pub fn absent(scene: &Scene<'_>, name: &str) -> Verdict {
    match scene.snapshot.container(name) {
        None => Verdict::MET,
        Some(_) => Problem::new(Cause::ContainerStillThere)
            .with("container", name)
            .fix(format!("docker rm -f {name}"))
            .unmet(),
    }
}

/// The container is there in the wanted state, ended as wanted, and was made from the current image.
pub fn container(scene: &Scene<'_>, name: &str, wanted: &Wanted<'_>) -> Verdict {
    let state = wanted.state;
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
        WantedState::Exited => ended(scene, container, wanted.exit_code),
        WantedState::Created => only_created(scene, container),
        WantedState::Any => Ok(()),
    };
    if let Err(problem) = life {
        return problem.unmet();
    }
    let verdict = match wanted.image {
        Some(image) => made_from(scene, container, image),
        None => Verdict::MET,
    };
    match wanted.exit_code {
        // An old image is why it ended in another way.
        Some(code) if code != container.exit_code && verdict == Verdict::MET => {
            ended_otherwise(scene, container, code)
        }
        Some(_) if verdict == Verdict::MET => Verdict::Met(Some(exit(container))),
        _ => verdict,
    }
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
