//! Everything a condition is looked at with: the engine's state, the lesson's names and commands.

use std::collections::{BTreeMap, BTreeSet};

use super::recipes::Recipes;
use crate::docker::snapshot::{Container, Endpoint, Snapshot};

/// What the engine can do, as far as conditions depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Whether `container.network` resolves inside containers.
    pub names_with_network: bool,
    /// Whether a container in host mode is reachable on this computer.
    pub host_mode_reachable: bool,
}

/// The scene of a check.
#[derive(Debug, Clone)]
pub struct Scene<'a> {
    /// What exists.
    pub snapshot: &'a Snapshot,
    /// The API version that the engine speaks, such as `1.41`.
    pub api: &'a str,
    /// What the engine can do.
    pub abilities: Abilities,
    /// The lesson's own commands.
    pub recipes: &'a Recipes,
    /// Names of the lesson's containers, filled in.
    pub own_containers: &'a BTreeSet<String>,
    /// Names of the lesson's networks, filled in.
    pub own_networks: &'a BTreeSet<String>,
    /// Ids of what was there before the lesson began.
    pub foreign: &'a BTreeSet<String>,
    /// What the learner has typed, by the question's name.
    pub answers: &'a BTreeMap<String, String>,
    /// From when on requests and commands count, in nanoseconds since 1970 by the engine's clock;
    /// from a container's start where `None`.
    pub since: Option<i64>,
}

impl Scene<'_> {
    /// Whether the lesson may tell the learner to change this container.
    #[must_use]
    pub fn owns(&self, container: &Container) -> bool {
        self.own_containers.contains(&container.name) && !self.foreign.contains(&container.id)
    }

    /// The address of `container` on a network that it shares with `other`.
    #[must_use]
    pub fn shared_address(&self, container: &Container, other: &Container) -> Option<String> {
        self.shared_networks(container, other)
            .iter()
            .find_map(|network| self.endpoint(container, network)?.address)
            .map(|address| address.to_string())
    }

    /// The names of the networks that both are on.
    #[must_use]
    pub fn shared_networks(&self, one: &Container, other: &Container) -> Vec<String> {
        self.endpoints(one)
            .iter()
            .filter(|endpoint| self.endpoint(other, &endpoint.network).is_some())
            .map(|endpoint| endpoint.network.clone())
            .collect()
    }

    /// A container's places on networks; those of another where it uses that one's.
    #[must_use]
    pub fn endpoints<'c>(&'c self, container: &'c Container) -> &'c [Endpoint] {
        container
            .network_mode
            .strip_prefix("container:")
            .and_then(|other| {
                let all = &self.snapshot.containers;
                all.iter().find(|c| c.id == other || c.name == other)
            })
            .map_or(&container.endpoints, |other| &other.endpoints)
    }

    /// A container's place on the network with this name.
    #[must_use]
    pub fn endpoint<'c>(&'c self, container: &'c Container, network: &str) -> Option<&'c Endpoint> {
        let endpoints = self.endpoints(container);
        endpoints.iter().find(|place| place.network == network)
    }

    /// The container that `from` reaches by this name, alias, short ID or address. Names go before
    /// aliases, and what is on a network of `from` before what is elsewhere.
    #[must_use]
    pub fn container_called(&self, host: &str, from: Option<&Container>) -> Option<&Container> {
        let name = self.without_network(host).unwrap_or(host);
        let all = &self.snapshot.containers;
        let address: Option<std::net::IpAddr> = host.parse().ok();
        let is_called = |endpoint: &Endpoint| {
            endpoint
                .aliases
                .iter()
                .any(|alias| alias.eq_ignore_ascii_case(name))
                || address.is_some_and(|address| endpoint.has(address))
        };
        let nearby = |endpoint: &&Endpoint| {
            from.is_some_and(|from| self.endpoint(from, &endpoint.network).is_some())
        };
        all.iter()
            .find(|container| container.name.eq_ignore_ascii_case(name))
            .or_else(|| {
                let near = |c: &&Container| c.endpoints.iter().filter(nearby).any(is_called);
                all.iter().find(near)
            })
            .or_else(|| all.iter().find(|c| c.id.get(..12) == Some(name)))
            .or_else(|| all.iter().find(|c| c.endpoints.iter().any(is_called)))
    }

    /// The container's name in `container.network`, where that is what `host` looks like.
    #[must_use]
    pub fn without_network<'h>(&self, host: &'h str) -> Option<&'h str> {
        let (name, network) = host.split_once('.')?;
        (self.own_networks.contains(network) || self.snapshot.network(network).is_some())
            .then_some(name)
    }
}

/// A live value: `address` of a container, `subnet`, `gateway`, `driver` or `id` of a network.
///
/// A container's address is the one on a network of the lesson, else on any.
#[must_use]
pub fn live_value(
    snapshot: &Snapshot,
    own_networks: &BTreeSet<String>,
    what: &str,
    name: &str,
) -> Option<String> {
    let network = || snapshot.network(name);
    match what {
        "address" => {
            let container = snapshot.container(name)?;
            let on_own = container
                .endpoints
                .iter()
                .filter(|endpoint| own_networks.contains(&endpoint.network));
            on_own
                .chain(&container.endpoints)
                .find_map(|endpoint| endpoint.address)
                .map(|address| address.to_string())
        }
        "subnet" => Some(network()?.subnets.first()?.range.clone()),
        "gateway" => Some(network()?.subnets.first()?.gateway?.to_string()),
        "driver" => Some(network()?.driver.clone()),
        "id" => Some(network()?.id.clone()),
        _ => None,
    }
}
