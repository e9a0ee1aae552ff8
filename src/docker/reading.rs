//! From the engine's answers to a snapshot's plain data.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use super::snapshot::{
    Container, Elsewhere, Endpoint, Image, Network, PublishedPort, State, Subnet, Usual,
};
use super::wire::{
    WireBinding, WireContainer, WireImage, WireImageDetails, WireNetwork, WireNetworkSettings,
    WireServed, WireSummary,
};

impl WireSummary {
    /// The container's own name; links of the default bridge give it others with a second slash.
    pub(super) fn name(&self) -> &str {
        self.names
            .iter()
            .map(|name| name.trim_start_matches('/'))
            .find(|name| !name.contains('/'))
            .unwrap_or_default()
    }

    /// The networks it is on, and the one it would start on.
    pub(super) fn network_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.network_settings.networks.keys().cloned().collect();
        names.push(self.host_config.network_mode.clone());
        names
    }

    /// What the list alone says: enough for a container that no lesson looks at closely.
    pub(super) fn into_container(self) -> Container {
        let name = self.name().to_owned();
        let state = state(&self.state);
        let exit_code = self
            .status
            .split_once('(')
            .and_then(|(_, rest)| rest.split_once(')'))
            .and_then(|(code, _)| code.parse().ok())
            .unwrap_or_default();
        let mut published: Vec<PublishedPort> = self
            .ports
            .iter()
            .filter(|port| port.public_port.is_some())
            .map(|port| PublishedPort {
                container_port: port.private_port,
                protocol: port.protocol.clone(),
                host_ip: port.host_ip.clone(),
                host_port: port.public_port,
            })
            .collect();
        published.sort();
        let mut exposed: Vec<u16> = self.ports.iter().map(|port| port.private_port).collect();
        exposed.sort_unstable();
        exposed.dedup();
        Container {
            id: self.id,
            name,
            image: self.image,
            image_id: self.image_id,
            state,
            exit_code,
            network_mode: self.host_config.network_mode,
            created_at: jiff::Timestamp::from_second(self.created)
                .map(|time| time.to_string())
                .unwrap_or_default(),
            labels: self.labels,
            endpoints: self.network_settings.endpoints(),
            requested_ports: published.clone(),
            published,
            exposed,
            ..Container::default()
        }
    }
}

impl WireContainer {
    pub(super) fn into_container(self) -> Container {
        let command = std::iter::once(self.path)
            .filter(|path| !path.is_empty())
            .chain(self.args)
            .collect();
        let mut exposed: Vec<u16> = self
            .config
            .exposed_ports
            .keys()
            .filter_map(|port| port_number(port).map(|(number, _)| number))
            .collect();
        exposed.sort_unstable();
        exposed.dedup();
        Container {
            published: bindings(&self.network_settings.ports),
            requested_ports: bindings(&self.host_config.port_bindings),
            endpoints: self.network_settings.endpoints(),
            id: self.id,
            name: self.name.trim_start_matches('/').to_owned(),
            image: self.config.image,
            image_id: self.image,
            state: state(&self.state.status),
            exit_code: self.state.exit_code,
            error: self.state.error,
            hostname: self.config.hostname,
            network_mode: self.host_config.network_mode,
            created_at: self.created,
            started_at: Some(self.state.started_at)
                .filter(|time| !time.is_empty() && !time.starts_with("0001-")),
            command,
            usual: None,
            environment: self.config.env,
            labels: self.config.labels,
            exposed,
            auto_remove: self.host_config.auto_remove,
        }
    }
}

impl WireNetworkSettings {
    fn endpoints(&self) -> Vec<Endpoint> {
        self.networks
            .iter()
            .map(|(network, endpoint)| {
                let Some(endpoint) = endpoint else {
                    return Endpoint {
                        network: network.clone(),
                        ..Endpoint::default()
                    };
                };
                let mut aliases = endpoint.aliases.clone();
                for name in &endpoint.dns_names {
                    if !aliases.contains(name) {
                        aliases.push(name.clone());
                    }
                }
                Endpoint {
                    network: network.clone(),
                    network_id: endpoint.network_id.clone(),
                    address: address(&endpoint.address).or_else(|| address(&endpoint.address_v6)),
                    address_v6: address(&endpoint.address_v6),
                    gateway: address(&endpoint.gateway),
                    aliases,
                }
            })
            .collect()
    }
}

impl From<WireNetwork> for Network {
    fn from(wire: WireNetwork) -> Self {
        Self {
            id: wire.id,
            name: wire.name,
            driver: wire.driver,
            scope: wire.scope,
            internal: wire.internal,
            options: wire.options,
            labels: wire.labels,
            subnets: wire
                .ipam
                .config
                .into_iter()
                .filter(|config| !config.subnet.is_empty())
                .map(|config| Subnet {
                    range: config.subnet,
                    gateway: address(&config.gateway),
                })
                .collect(),
        }
    }
}

impl From<WireImage> for Image {
    fn from(wire: WireImage) -> Self {
        let named = |name: &String| !name.contains("<none>");
        Self {
            id: wire.id,
            tags: wire.repo_tags.into_iter().filter(named).collect(),
            digests: wire.repo_digests.into_iter().filter(named).collect(),
            labels: wire.labels,
        }
    }
}

impl From<WireImageDetails> for Usual {
    fn from(wire: WireImageDetails) -> Self {
        Self {
            entrypoint: wire.config.entrypoint,
            command: wire.config.cmd,
        }
    }
}

impl WireServed {
    /// The port, if it answers elsewhere than it was asked to.
    pub(super) fn elsewhere(self) -> Option<Elsewhere> {
        let address: SocketAddr = self.served_at.parse().ok()?;
        (address.port() != self.host_port).then_some(Elsewhere {
            container: self.container,
            host_port: self.host_port,
            address,
        })
    }
}

/// Some engines write the prefix length after an address or a gateway.
fn address(text: &str) -> Option<IpAddr> {
    text.split('/').next()?.parse().ok()
}

fn state(text: &str) -> State {
    match text {
        "running" | "stopping" => State::Running,
        "paused" => State::Paused,
        "restarting" => State::Restarting,
        "exited" | "stopped" => State::Exited,
        "removing" => State::Removing,
        "dead" => State::Dead,
        _ => State::Created,
    }
}

/// `80/tcp` as number and protocol; the protocol may be left out.
fn port_number(text: &str) -> Option<(u16, &str)> {
    let (number, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    Some((number.parse().ok()?, protocol))
}

fn bindings(ports: &BTreeMap<String, Option<Vec<WireBinding>>>) -> Vec<PublishedPort> {
    let mut published: Vec<PublishedPort> = ports
        .iter()
        .filter_map(|(port, bindings)| Some((port_number(port)?, bindings.as_ref()?)))
        .flat_map(|((container_port, protocol), bindings)| {
            bindings.iter().map(move |binding| PublishedPort {
                container_port,
                protocol: protocol.to_owned(),
                host_ip: binding.host_ip.clone(),
                host_port: binding.host_port.parse().ok().filter(|port| *port != 0),
            })
        })
        .collect();
    published.sort();
    published
}
