//! What exists on the engine at one moment, as plain data that checks can look at.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

/// Networks, containers and images of one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// All networks, in the engine's order.
    pub networks: Vec<Network>,
    /// All containers, stopped ones included.
    pub containers: Vec<Container>,
    /// All images that have a tag or are used, without intermediate ones.
    pub images: Vec<Image>,
    /// Ports of this machine that answer at another address than the engine says.
    pub elsewhere: Vec<Elsewhere>,
}

impl Snapshot {
    /// The network with exactly this name.
    #[must_use]
    pub fn network(&self, name: &str) -> Option<&Network> {
        self.networks.iter().find(|network| network.name == name)
    }

    /// The container with exactly this name (without the leading slash).
    #[must_use]
    pub fn container(&self, name: &str) -> Option<&Container> {
        self.containers
            .iter()
            .find(|container| container.name == name)
    }

    /// The image with this reference; a reference without a tag means `:latest`.
    #[must_use]
    pub fn image(&self, reference: &str) -> Option<&Image> {
        let reference = with_tag(reference);
        self.images
            .iter()
            .find(|image| image.tags.contains(&reference))
    }
}

/// `reference` with `:latest` where it has no tag.
#[must_use]
pub fn with_tag(reference: &str) -> String {
    if split_reference(reference).1.is_some() {
        reference.to_owned()
    } else {
        format!("{reference}:latest")
    }
}

/// An image's name, and what follows it with its sign: `:tag` or `@digest`. A colon before the
/// last slash is a port.
#[must_use]
pub fn split_reference(reference: &str) -> (&str, Option<&str>) {
    let last = reference.rfind('/').map_or(0, |slash| slash + 1);
    let sign = reference
        .find('@')
        .or_else(|| reference[last..].rfind(':').map(|colon| last + colon));
    match sign {
        Some(at) => (&reference[..at], Some(&reference[at..])),
        None => (reference, None),
    }
}

/// A network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// The full ID.
    pub id: String,
    /// The name, such as `mynet1`.
    pub name: String,
    /// `bridge`, `host`, `null`, `overlay`, …
    pub driver: String,
    /// `local`, `swarm`, …
    pub scope: String,
    /// Whether containers on it are cut off from the outside.
    pub internal: bool,
    /// Driver options, such as `com.docker.network.bridge.enable_icc`.
    pub options: BTreeMap<String, String>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// Address ranges; empty for `host` and `none`.
    pub subnets: Vec<Subnet>,
}

/// An address range of a network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subnet {
    /// In CIDR form, such as `172.18.0.0/16`.
    pub range: String,
    /// The gateway's address, such as `172.18.0.1`.
    pub gateway: Option<IpAddr>,
}

/// The life of a container.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    /// Made, never started (or its start failed).
    #[default]
    Created,
    /// Running.
    Running,
    /// Frozen by `docker pause`.
    Paused,
    /// Between two starts.
    Restarting,
    /// Ended.
    Exited,
    /// Being removed, or left behind half removed.
    Removing,
    /// Broken beyond starting.
    Dead,
}

/// A container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Container {
    /// The full ID.
    pub id: String,
    /// The name without the leading slash.
    pub name: String,
    /// The image as it was asked for, such as `nginx:1`.
    pub image: String,
    /// The ID of the image it was made from.
    pub image_id: String,
    /// Where it is in its life.
    pub state: State,
    /// The exit code of the last run.
    pub exit_code: i64,
    /// What the engine says of a start that failed; empty where none did.
    pub error: String,
    /// The name it has for itself.
    pub hostname: String,
    /// `HostConfig.NetworkMode`: `default`, `bridge`, `host`, a network's name, …
    pub network_mode: String,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// When it was last started, RFC 3339; `None` if never.
    pub started_at: Option<String>,
    /// Command with its arguments.
    pub command: Vec<String>,
    /// What its image runs where nobody says otherwise; `None` where that was not found out.
    pub usual: Option<Usual>,
    /// Its environment, as `NAME=value`, its image's included.
    pub environment: Vec<String>,
    /// Labels, those of its image included.
    pub labels: BTreeMap<String, String>,
    /// Its places on networks.
    pub endpoints: Vec<Endpoint>,
    /// Ports published at this moment.
    pub published: Vec<PublishedPort>,
    /// Ports that it asks to be published, whether it runs or not.
    pub requested_ports: Vec<PublishedPort>,
    /// Container ports that its image names, such as 80.
    pub exposed: Vec<u16>,
    /// Whether it is removed when it ends. Mounts and restart policy are left out; lessons do not
    /// need them.
    pub auto_remove: bool,
}

impl Container {
    /// Whether its program runs now.
    #[must_use]
    pub fn running(&self) -> bool {
        self.state == State::Running
    }

    /// Its place on the network with this name.
    #[must_use]
    pub fn endpoint(&self, network: &str) -> Option<&Endpoint> {
        self.endpoints
            .iter()
            .find(|endpoint| endpoint.network == network)
    }
}

/// What an image runs where nobody says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usual {
    /// The program that is always there, with its arguments; often none.
    pub entrypoint: Vec<String>,
    /// What follows it unless a command is given.
    pub command: Vec<String>,
}

/// A container's place on a network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoint {
    /// The network's name.
    pub network: String,
    /// The network's ID; may be empty for a container that never ran.
    pub network_id: String,
    /// The address on that network; `None` while the container does not run.
    pub address: Option<IpAddr>,
    /// The IPv6 address on that network, where it has one beside the other.
    pub address_v6: Option<IpAddr>,
    /// The gateway on that network.
    pub gateway: Option<IpAddr>,
    /// Further names it answers to there.
    pub aliases: Vec<String>,
}

impl Endpoint {
    /// Whether this is one of its addresses.
    #[must_use]
    pub fn has(&self, address: IpAddr) -> bool {
        self.address == Some(address) || self.address_v6 == Some(address)
    }
}

/// A published port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedPort {
    /// The port inside the container.
    pub container_port: u16,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: String,
    /// The host's address it is bound to, such as `0.0.0.0`.
    pub host_ip: String,
    /// The port on the host; `None` where the engine chooses one at each start.
    pub host_port: Option<u16>,
}

/// A port that the practice engine could not open as it was asked to, and serves elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The container's full ID.
    pub container: String,
    /// The port as it was asked for.
    pub host_port: u16,
    /// The address on this machine that works.
    pub address: SocketAddr,
}

/// An image.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image {
    /// The full ID with its `sha256:` prefix.
    pub id: String,
    /// Its references, such as `nginx:1`; empty for a dangling one.
    pub tags: Vec<String>,
    /// Digests under which a registry knows it.
    pub digests: Vec<String>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use super::{Image, Snapshot, split_reference, with_tag};

    #[test]
    fn an_image_without_a_tag_means_latest() {
        assert_eq!(with_tag("nginx"), "nginx:latest");
        assert_eq!(
            with_tag("registry:5000/nginx"),
            "registry:5000/nginx:latest"
        );
        assert_eq!(split_reference("h:5000/a:1"), ("h:5000/a", Some(":1")));
        assert_eq!(split_reference("h:5000/a"), ("h:5000/a", None));
        assert_eq!(split_reference("a@sha256:0"), ("a", Some("@sha256:0")));
        let snapshot = Snapshot {
            images: vec![Image {
                tags: vec!["nginx:latest".into()],
                ..Image::default()
            }],
            ..Snapshot::default()
        };
        assert!(snapshot.image("nginx").is_some());
        assert!(snapshot.image("nginx:1").is_none());
    }
}
