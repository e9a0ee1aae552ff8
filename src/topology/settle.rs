//! From a snapshot to a picture: every container is put where it lives.

use super::before::Change;
use super::picture::{Inhabitant, Looking, Picture, Place, PlaceKind, Reach, Resident};
use super::shorten::Omitted;
use crate::docker::EngineKind;
use crate::docker::snapshot::{Container, Network, Snapshot, State};

impl Picture {
    /// The picture of everything in a snapshot; see [`Picture::shorten`].
    #[must_use]
    pub fn new(snapshot: &Snapshot, looking: &Looking<'_>) -> Self {
        let mut picture = Self {
            practice: looking.engine == EngineKind::Practice,
            containers: snapshot
                .containers
                .iter()
                .map(|container| inhabitant(container, looking))
                .collect(),
            places: snapshot
                .networks
                .iter()
                .map(|network| place(network, looking))
                .collect(),
            gone: looking
                .before
                .map(|before| before.gone(snapshot, looking.foreign))
                .unwrap_or_default(),
            elsewhere: snapshot.elsewhere.clone(),
            omitted: Omitted::default(),
        };
        for (position, container) in snapshot.containers.iter().enumerate() {
            picture.settle(position, container, looking);
        }
        picture.settle_sharers(snapshot, looking);
        picture.mark_entrances();
        for place in &mut picture.places {
            let containers = &picture.containers;
            // The learner's own first; who has no address comes last.
            place.residents.sort_by(|one, other| {
                let rank = |resident: &Resident| {
                    let container = &containers[resident.container];
                    let address = resident.address;
                    (
                        container.foreign,
                        address.is_none(),
                        address,
                        container.name.clone(),
                    )
                };
                rank(one).cmp(&rank(other))
            });
            let own = |resident: &Resident| !containers[resident.container].foreign;
            place.foreign = !place.residents.iter().any(own)
                && (place.kind != PlaceKind::Network || looking.foreign.contains(&place.id));
        }
        picture.places.sort_by(|one, other| {
            let rank = |place: &Place| (place.foreign, place.kind, place.residents.is_empty());
            rank(one)
                .cmp(&rank(other))
                .then_with(|| one.name.cmp(&other.name))
        });
        picture
    }

    /// Puts a container into its networks.
    fn settle(&mut self, position: usize, container: &Container, looking: &Looking<'_>) {
        let named: Vec<String> = container
            .endpoints
            .iter()
            .map(|endpoint| endpoint.network.clone())
            .collect();
        for endpoint in &container.endpoints {
            let at = self.place_of(&endpoint.network, &endpoint.network_id);
            let place = &mut self.places[at];
            // Docker 20.10 does not say the gateway of its default network.
            if let [subnet] = place.subnets.as_mut_slice() {
                subnet.gateway = subnet.gateway.or(endpoint.gateway);
            }
            let own_hostname = place.reach == Reach::ByName;
            place.residents.push(Resident {
                container: position,
                address: endpoint.address,
                aliases: new_names(container, &endpoint.aliases, own_hostname),
                also_on: named
                    .iter()
                    .filter(|name| **name != endpoint.network)
                    .cloned()
                    .collect(),
                shares: None,
                entrance: false,
                change: looking
                    .before
                    .and_then(|before| before.container(container, Some(&endpoint.network))),
            });
        }
        if named.is_empty() && shared(container).is_none() {
            let at = match container.network_mode.as_str() {
                "default" | "" => self.default_place(),
                mode => self.places.iter().position(|place| place.name == mode),
            };
            let connected_by_mode = container.state == State::Created;
            let at = at
                .filter(|_| connected_by_mode)
                .unwrap_or_else(|| self.nowhere());
            let change = self.containers[position].change;
            self.places[at].residents.push(guest(position, change));
        }
    }

    /// Puts containers that share another's network beside that one.
    fn settle_sharers(&mut self, snapshot: &Snapshot, looking: &Looking<'_>) {
        for (position, container) in snapshot.containers.iter().enumerate() {
            let Some(host) = shared(container) else {
                continue;
            };
            let change = looking
                .before
                .and_then(|before| before.container(container, None));
            let host = self
                .containers
                .iter()
                .position(|other| other.id == host || other.name == host);
            let mut settled = false;
            for place in &mut self.places {
                let beside = place
                    .residents
                    .iter()
                    .find(|resident| Some(resident.container) == host && resident.shares.is_none());
                if let Some(beside) = beside {
                    let address = beside.address.filter(|_| container.running());
                    let name = self.containers[beside.container].name.clone();
                    place.residents.push(Resident {
                        address,
                        shares: Some(name),
                        ..guest(position, change)
                    });
                    settled = true;
                }
            }
            if !settled {
                let at = self.nowhere();
                self.places[at].residents.push(guest(position, change));
            }
        }
    }

    /// Docker leads published ports through one network of a container: the first by name that is
    /// not internal.
    fn mark_entrances(&mut self) {
        for position in 0..self.containers.len() {
            let at = (0..self.places.len())
                .filter(|at| {
                    let place = &self.places[*at];
                    let is_way_in = matches!(
                        place.kind,
                        PlaceKind::Network | PlaceKind::DefaultNetwork | PlaceKind::Host
                    );
                    is_way_in && !place.internal
                })
                .filter(|at| {
                    let mut residents = self.places[*at].residents.iter();
                    residents.any(|resident| resident.container == position)
                })
                .min_by(|one, other| self.places[*one].name.cmp(&self.places[*other].name));
            if let Some(at) = at {
                let mut residents = self.places[at].residents.iter_mut();
                let resident = residents.find(|resident| resident.container == position);
                if let Some(resident) = resident {
                    resident.entrance = true;
                }
            }
        }
    }

    /// The position of the place with this network, which is made where the network is gone.
    fn place_of(&mut self, name: &str, id: &str) -> usize {
        let by_id = self
            .places
            .iter()
            .position(|place| !id.is_empty() && place.id == id);
        // An ID that is not there belongs to a network that was removed, whatever bears its name now;
        // a container that never ran may have none.
        let by_name = || {
            self.places
                .iter()
                .position(|place| place.name == name && (id.is_empty() || place.id.is_empty()))
        };
        by_id.or_else(by_name).unwrap_or_else(|| {
            self.places.push(Place {
                kind: PlaceKind::Missing,
                name: name.to_owned(),
                ..nobody_there()
            });
            self.places.len() - 1
        })
    }

    fn default_place(&self) -> Option<usize> {
        self.places
            .iter()
            .position(|place| place.kind == PlaceKind::DefaultNetwork)
    }

    fn nowhere(&mut self) -> usize {
        let found = self
            .places
            .iter()
            .position(|place| place.kind == PlaceKind::Nowhere);
        found.unwrap_or_else(|| {
            self.places.push(Place {
                kind: PlaceKind::Nowhere,
                name: "none".to_owned(),
                ..nobody_there()
            });
            self.places.len() - 1
        })
    }
}

fn guest(container: usize, change: Option<Change>) -> Resident {
    Resident {
        container,
        address: None,
        aliases: Vec::new(),
        also_on: Vec::new(),
        shares: None,
        entrance: false,
        change,
    }
}

fn nobody_there() -> Place {
    Place {
        kind: PlaceKind::Nowhere,
        id: String::new(),
        name: String::new(),
        driver: String::new(),
        internal: false,
        subnets: Vec::new(),
        reach: Reach::Nobody,
        foreign: false,
        change: None,
        residents: Vec::new(),
        more: 0,
    }
}

fn inhabitant(container: &Container, looking: &Looking<'_>) -> Inhabitant {
    let named = container.endpoints.iter();
    Inhabitant {
        id: container.id.clone(),
        name: container.name.clone(),
        image: container.image.clone(),
        state: container.state,
        exit_code: container.exit_code,
        network_mode: container.network_mode.clone(),
        networks: named.map(|endpoint| endpoint.network.clone()).collect(),
        published: container.published.clone(),
        exposed: container.exposed.clone(),
        on_host: container.network_mode == "host" && container.running() && looking.host_mode,
        foreign: looking.foreign.contains(&container.id),
        change: looking
            .before
            .and_then(|before| before.container(container, None)),
    }
}

fn place(network: &Network, looking: &Looking<'_>) -> Place {
    let default = match looking.engine {
        EngineKind::Podman => "podman",
        EngineKind::Docker | EngineKind::Practice => "bridge",
    };
    let blocked = network.options.get("com.docker.network.bridge.enable_icc");
    let (kind, reach) = match network.driver.as_str() {
        "host" => (PlaceKind::Host, Reach::Host),
        "null" => (PlaceKind::Nowhere, Reach::Nobody),
        _ if blocked.is_some_and(|value| value == "false") => (PlaceKind::Network, Reach::Blocked),
        _ => (PlaceKind::Network, Reach::ByName),
    };
    let (kind, reach) = match (network.name == default, kind, reach) {
        (true, PlaceKind::Network, Reach::ByName) => (PlaceKind::DefaultNetwork, Reach::ByAddress),
        (true, PlaceKind::Network, reach) => (PlaceKind::DefaultNetwork, reach),
        (_, kind, reach) => (kind, reach),
    };
    Place {
        kind,
        id: network.id.clone(),
        name: network.name.clone(),
        driver: network.driver.clone(),
        internal: network.internal,
        subnets: network.subnets.clone(),
        reach,
        change: looking.before.and_then(|before| before.network(network)),
        ..nobody_there()
    }
}

/// The container whose network this one shares: its ID, or its name before the first start.
fn shared(container: &Container) -> Option<&str> {
    container.network_mode.strip_prefix("container:")
}

/// Aliases that say something new: not the container's name, and not its short ID.
fn new_names(container: &Container, aliases: &[String], own_hostname: bool) -> Vec<String> {
    let hostname = own_hostname.then_some(&container.hostname);
    let mut names: Vec<String> = Vec::new();
    for name in aliases.iter().chain(hostname) {
        let known = name.is_empty()
            || name.eq_ignore_ascii_case(&container.name)
            || (name.len() >= 12 && container.id.starts_with(name.as_str()))
            || names.contains(name);
        if !known {
            names.push(name.clone());
        }
    }
    names
}
