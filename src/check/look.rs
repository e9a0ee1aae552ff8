//! Conditions that a snapshot answers by itself: engine, image and network.

use super::scene::Scene;
use super::{Cause, Problem, Verdict, verbatim};
use crate::l10n::Message;
use crate::lesson::did_you_mean;

/// The networks that every engine has.
pub const PREDEFINED_NETWORKS: [&str; 4] = ["bridge", "host", "none", "podman"];

/// The engine answers and speaks at least `minimum_api`.
pub fn engine(scene: &Scene<'_>, minimum_api: Option<&str>) -> Verdict {
    match minimum_api {
        Some(minimum) if version(scene.api) < version(minimum) => Problem::new(Cause::EngineTooOld)
            .expected(verbatim(minimum))
            .found(verbatim(scene.api))
            .unmet(),
        _ => Verdict::met_with(scene.api),
    }
}

fn version(api: &str) -> (u32, u32) {
    let (major, minor) = api.split_once('.').unwrap_or((api, "0"));
    (major.parse().unwrap_or(0), minor.parse().unwrap_or(0))
}

/// The image is there and carries the label (or is not there).
pub fn image(
    scene: &Scene<'_>,
    name: &str,
    label: Option<&(String, String)>,
    absent: bool,
) -> Verdict {
    let image = scene.snapshot.image(name);
    match (image, absent) {
        (None, true) => Verdict::MET,
        (Some(_), true) => Problem::new(Cause::ImageStillThere)
            .with("image", name)
            .fix(format!("docker rmi {name}"))
            .unmet(),
        (None, false) => Problem::new(Cause::ImageMissing)
            .with("image", name)
            .fix(scene.recipes.build(name))
            .unmet(),
        (Some(image), false) => match label {
            Some((key, value)) if image.labels.get(key) != Some(value) => {
                Problem::new(Cause::ImagePulledNotBuilt)
                    .with("image", name)
                    .expected(Message::new("expected-built-here"))
                    .found(Message::new("found-image-from-elsewhere"))
                    .fix(scene.recipes.build(name))
                    .unmet()
            }
            _ => Verdict::met_with(short_id(&image.id)),
        },
    }
}

/// The first twelve characters of an ID, as docker prints it.
#[must_use]
pub fn short_id(id: &str) -> &str {
    let bare = id.strip_prefix("sha256:").unwrap_or(id);
    bare.get(..12).unwrap_or(bare)
}

/// The network is there with the driver (or is not there).
pub fn network(scene: &Scene<'_>, name: &str, driver: Option<&str>, absent: bool) -> Verdict {
    match (scene.snapshot.network(name), absent) {
        (None, true) => Verdict::MET,
        (Some(_), true) => still_there(scene, name),
        (None, false) => missing(scene, name, driver),
        (Some(network), false) => match driver {
            Some(driver) if network.driver != driver => Problem::new(Cause::NetworkDriverDiffers)
                .with("network", name)
                .with("driver", driver)
                .expected(verbatim(driver))
                .found(verbatim(&network.driver))
                .fix(replace_network(scene, name, driver))
                .unmet(),
            Some(_) => Verdict::met_with(&network.driver),
            None => Verdict::met_with(network.subnets.first().map_or("", |subnet| &subnet.range)),
        },
    }
}

fn create(name: &str, driver: Option<&str>) -> String {
    match driver {
        None | Some("bridge") => format!("docker network create {name}"),
        Some(driver) => format!("docker network create --driver {driver} {name}"),
    }
}

fn missing(scene: &Scene<'_>, name: &str, driver: Option<&str>) -> Verdict {
    let others = scene
        .snapshot
        .networks
        .iter()
        .filter(|network| !scene.foreign.contains(&network.id))
        .map(|network| network.name.as_str())
        .filter(|other| !PREDEFINED_NETWORKS.contains(other))
        .filter(|other| !scene.own_networks.contains(*other));
    let create = create(name, driver);
    match did_you_mean(name, others) {
        Some(close) => Problem::new(Cause::NetworkNameClose)
            .with("network", name)
            .with("close", close)
            .expected(verbatim(name))
            .found(verbatim(close))
            .fix(create)
            .unmet(),
        None => Problem::new(Cause::NetworkMissing)
            .with("network", name)
            .fix(create)
            .unmet(),
    }
}

/// Removing a network needs it empty: the lesson's containers are removed, others only leave it.
fn empty_commands(scene: &Scene<'_>, network: &str) -> (Vec<String>, Vec<String>) {
    let on_it = scene
        .snapshot
        .containers
        .iter()
        .filter(|container| container.running() && container.endpoint(network).is_some());
    let mut commands = Vec::new();
    let mut names = Vec::new();
    for container in on_it {
        names.push(container.name.clone());
        commands.push(if scene.owns(container) {
            format!("docker rm -f {}", container.name)
        } else {
            format!("docker network disconnect {network} {}", container.name)
        });
    }
    (commands, names)
}

fn still_there(scene: &Scene<'_>, name: &str) -> Verdict {
    let (mut commands, containers) = empty_commands(scene, name);
    commands.push(format!("docker network rm {name}"));
    let problem = Problem::new(Cause::NetworkStillThere).with("network", name);
    let problem = if containers.is_empty() {
        problem
    } else {
        problem
            .why(
                Message::new("cause-network-still-there-in-use")
                    .with("network", name)
                    .with("containers", containers.join(", ")),
            )
            .found(Message::new("found-containers-on-it").with("containers", containers.join(", ")))
    };
    problem.fix(commands.join(" && ")).unmet()
}

fn replace_network(scene: &Scene<'_>, name: &str, driver: &str) -> String {
    let (mut commands, _) = empty_commands(scene, name);
    commands.push(format!("docker network rm {name}"));
    commands.push(create(name, Some(driver)));
    commands.join(" && ")
}
