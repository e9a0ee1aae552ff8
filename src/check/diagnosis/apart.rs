//! Whether two containers can meet, as far as their networks tell, and how to bring them together.

use crate::check::look::PREDEFINED_NETWORKS;
use crate::check::scene::Scene;
use crate::check::{Cause, Problem};
use crate::docker::snapshot::{Container, Network};
use crate::l10n::Message;

/// The option that keeps a network's containers from talking to each other.
const TALKING: &str = "com.docker.network.bridge.enable_icc";

/// Networks that both are on, or why they cannot meet. On the default network containers meet
/// only by address: `by_address` says whether the request needs no name.
pub fn meeting(
    scene: &Scene<'_>,
    from: &Container,
    target: &Container,
    by_address: bool,
) -> Result<Vec<String>, Problem> {
    let shared = scene.shared_networks(from, target);
    let chosen: Vec<String> = shared
        .iter()
        .filter(|network| is_chosen(network))
        .cloned()
        .collect();
    if !chosen.is_empty() {
        return Ok(chosen);
    }
    if by_address && !shared.is_empty() {
        return Ok(shared);
    }
    Err(apart(scene, from, target, &shared))
}

/// Whether somebody made this network; names resolve only there.
fn is_chosen(network: &str) -> bool {
    !PREDEFINED_NETWORKS.contains(&network)
}

fn is_default(network: &str) -> bool {
    matches!(network, "bridge" | "podman")
}

/// The names of a container's networks, for people.
pub fn networks_of(scene: &Scene<'_>, container: &Container) -> String {
    let names: Vec<&str> = scene
        .endpoints(container)
        .iter()
        .map(|endpoint| endpoint.network.as_str())
        .collect();
    if names.is_empty() {
        "-".to_owned()
    } else {
        names.join(", ")
    }
}

fn apart(scene: &Scene<'_>, from: &Container, target: &Container, shared: &[String]) -> Problem {
    let only_default = |container: &Container| {
        let endpoints = scene.endpoints(container);
        !endpoints.is_empty() && endpoints.iter().all(|place| is_default(&place.network))
    };
    let (cause, fix) = if shared.iter().any(|network| is_default(network)) {
        (
            Cause::DefaultBridgeHasNoDns,
            bring_together(scene, &[from, target]),
        )
    } else if only_default(target) {
        (Cause::OnDefaultBridge, connect(scene, target, from))
    } else if only_default(from) {
        (Cause::DefaultBridgeHasNoDns, connect(scene, from, target))
    } else {
        let fix = connect(scene, target, from).or_else(|| connect(scene, from, target));
        (Cause::DifferentNetworks, fix)
    };
    let about = if cause == Cause::DefaultBridgeHasNoDns {
        from
    } else {
        target
    };
    let fix = fix.or_else(|| {
        // Who has no network of its own must be made anew.
        let stuck = [target, from].into_iter().find(|c| !can_join(c))?;
        scene.recipes.replace(&stuck.name, true)
    });
    Problem::new(cause)
        .with("container", &about.name)
        .with("network", networks_of(scene, from))
        .found(
            Message::new("found-networks-of-both")
                .with("one", &from.name)
                .with("its", networks_of(scene, from))
                .with("other", &target.name)
                .with("others", networks_of(scene, target)),
        )
        .fix(fix)
}

/// Whether the engine lets the container join networks.
fn can_join(container: &Container) -> bool {
    container.network_mode != "host" && !container.network_mode.starts_with("container:")
}

/// The command that lets `who` join a network of `whose` on which containers may talk.
fn connect(scene: &Scene<'_>, who: &Container, whose: &Container) -> Option<String> {
    let places = scene.endpoints(whose);
    let mut networks: Vec<&str> = places
        .iter()
        .map(|place| place.network.as_str())
        .filter(|network| is_chosen(network))
        .collect();
    // The lesson's own network before others; the order is kept otherwise.
    networks.sort_by_key(|network| {
        (
            is_silent(scene, network),
            !scene.own_networks.contains(*network),
        )
    });
    join(who, networks.first()?)
}

fn join(who: &Container, network: &str) -> Option<String> {
    if !can_join(who) {
        return None;
    }
    let name = &who.name;
    let connect = format!("docker network connect {network} {name}");
    Some(if who.network_mode == "none" {
        format!("docker network disconnect none {name} && {connect}")
    } else {
        connect
    })
}

/// The commands that let all of them join one network, which is made if it must be.
fn bring_together(scene: &Scene<'_>, all: &[&Container]) -> Option<String> {
    let (network, create) = meeting_place(scene);
    let joins = all
        .iter()
        .filter(|container| scene.endpoint(container, &network).is_none())
        .map(|container| join(container, &network))
        .collect::<Option<Vec<String>>>()?;
    let commands: Vec<String> = create.into_iter().chain(joins).collect();
    Some(commands.join(" && "))
}

/// A network where containers may talk: one of the lesson's that is there, else one to be made, with
/// the command that makes it.
fn meeting_place(scene: &Scene<'_>) -> (String, Option<String>) {
    let own = || scene.own_networks.iter();
    let there =
        own().find(|name| scene.snapshot.network(name).is_some() && !is_silent(scene, name));
    if let Some(name) = there {
        return (name.clone(), None);
    }
    let recipe = own().find_map(|name| {
        let command = scene.recipes.network(name)?;
        let plain = scene.snapshot.network(name).is_none() && !command.contains(TALKING);
        plain.then(|| (name.clone(), Some(command)))
    });
    recipe.unwrap_or_else(|| {
        let taken = |name: &String| scene.snapshot.network(name).is_some();
        let names = std::iter::once("mynet".to_owned())
            .chain((2_u32..).map(|number| format!("mynet{number}")));
        let name = names
            .into_iter()
            .find(|name| !taken(name))
            .unwrap_or_default();
        let create = format!("docker network create {name}");
        (name, Some(create))
    })
}

/// Whether the network's containers may not talk to each other.
fn is_silent(scene: &Scene<'_>, network: &str) -> bool {
    let silent = |network: &Network| network.options.get(TALKING).is_some_and(|v| v == "false");
    scene.snapshot.network(network).is_some_and(silent)
}

/// The network that keeps the two from talking, if every one of `shared` does.
pub fn blocked(
    scene: &Scene<'_>,
    from: &Container,
    target: &Container,
    shared: &[String],
) -> Option<Problem> {
    let network = shared.first()?;
    if !shared.iter().all(|network| is_silent(scene, network)) {
        return None;
    }
    Some(
        Problem::new(Cause::TrafficBlocked)
            .with("network", network)
            .found(crate::check::verbatim(&format!("{TALKING}=false")))
            .fix(anew(scene, network).or_else(|| unblock(scene, from, target, shared))),
    )
}

/// Makes the network anew as the lesson does, with everybody who was on it; only where the lesson
/// makes all of them.
fn anew(scene: &Scene<'_>, network: &str) -> Option<String> {
    let create = scene.recipes.network(network)?;
    if create.contains(TALKING) {
        return None;
    }
    let all = scene.snapshot.containers.iter();
    let mut members = all
        .filter(|container| container.endpoint(network).is_some())
        .map(|container| {
            let run = scene.recipes.run(&container.name)?;
            scene.owns(container).then_some((&container.name, run))
        })
        .collect::<Option<Vec<_>>>()?;
    members.sort_by_key(|(_, run)| scene.recipes.place(run));
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    let remove = format!("docker rm -f {}", names.join(" "));
    let remove_network = format!("docker network rm {network}");
    let runs = members.into_iter().map(|(_, run)| run);
    let commands: Vec<String> = [remove, remove_network, create]
        .into_iter()
        .chain(runs)
        .collect();
    Some(commands.join(" && "))
}

/// The option cannot be changed: the two move to another network. A name leads to one address only,
/// so they must leave the silent one.
fn unblock(
    scene: &Scene<'_>,
    from: &Container,
    target: &Container,
    silent: &[String],
) -> Option<String> {
    let mut commands = vec![bring_together(scene, &[from, target])?];
    for network in silent {
        for who in [from, target] {
            commands.push(format!("docker network disconnect {network} {}", who.name));
        }
    }
    Some(commands.join(" && "))
}
