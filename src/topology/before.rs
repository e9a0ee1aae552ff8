//! What a picture is compared with: the little of an earlier snapshot that tells what has changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::docker::snapshot::{Container, Network, Snapshot};

/// An earlier moment, small enough to be remembered with the progress in a lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Before {
    /// Names of networks, by ID.
    networks: BTreeMap<String, String>,
    /// Containers, by ID.
    containers: BTreeMap<String, Earlier>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Earlier {
    name: String,
    running: bool,
    /// Addresses, by the name of the network.
    on: BTreeMap<String, Option<IpAddr>>,
}

/// How something differs from an earlier moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was not there.
    New,
    /// Another one of the same name was there.
    Replaced,
    /// It was there, but not on this network.
    Joined,
    /// It did not run, and runs now.
    Started,
    /// It ran, and does not run now.
    Stopped,
    /// It has another address on this network.
    Moved,
}

impl Change {
    /// The word for it in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Replaced => "replaced",
            Self::Joined => "joined",
            Self::Started => "started",
            Self::Stopped => "stopped",
            Self::Moved => "moved",
        }
    }

    /// The id of the word for it on the screen.
    #[must_use]
    pub const fn message_id(self) -> &'static str {
        match self {
            Self::New => "map-change-new",
            Self::Replaced => "map-change-replaced",
            Self::Joined => "map-change-joined",
            Self::Started => "map-change-started",
            Self::Stopped => "map-change-stopped",
            Self::Moved => "map-change-moved",
        }
    }
}

/// Something that was there and is no longer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gone {
    /// A network, by name.
    Network(String),
    /// A container, by name.
    Container(String),
    /// A container that has left a network.
    Left {
        /// The container's name.
        container: String,
        /// The network's name.
        network: String,
    },
}

impl Before {
    /// What is worth remembering of a snapshot.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let networks = snapshot.networks.iter();
        let containers = snapshot.containers.iter();
        Self {
            networks: networks
                .map(|network| (network.id.clone(), network.name.clone()))
                .collect(),
            containers: containers
                .map(|container| {
                    let on = container.endpoints.iter();
                    let earlier = Earlier {
                        name: container.name.clone(),
                        running: container.running(),
                        on: on
                            .map(|endpoint| (endpoint.network.clone(), endpoint.address))
                            .collect(),
                    };
                    (container.id.clone(), earlier)
                })
                .collect(),
        }
    }

    /// How a network differs.
    #[must_use]
    pub fn network(&self, network: &Network) -> Option<Change> {
        if self.networks.contains_key(&network.id) {
            return None;
        }
        let replaced = self.networks.values().any(|name| *name == network.name);
        Some(if replaced {
            Change::Replaced
        } else {
            Change::New
        })
    }

    /// How a container differs, on the network of this name or as a whole.
    #[must_use]
    pub fn container(&self, container: &Container, on: Option<&str>) -> Option<Change> {
        let Some(earlier) = self.containers.get(&container.id) else {
            let mut others = self.containers.values();
            return Some(if others.any(|other| other.name == container.name) {
                Change::Replaced
            } else {
                Change::New
            });
        };
        let here = on.map(|network| earlier.on.get(network));
        if here == Some(None) {
            return Some(Change::Joined);
        }
        match (earlier.running, container.running()) {
            (false, true) => return Some(Change::Started),
            (true, false) => return Some(Change::Stopped),
            _ => {}
        }
        let then = here.flatten().copied().flatten()?;
        let now = container.endpoint(on?)?.address?;
        (then != now).then_some(Change::Moved)
    }

    /// What is no longer there, apart from what is `foreign`, by ID.
    #[must_use]
    pub fn gone(&self, snapshot: &Snapshot, foreign: &BTreeSet<String>) -> Vec<Gone> {
        let mut gone = Vec::new();
        for (id, name) in &self.networks {
            let there = snapshot.networks.iter();
            if !foreign.contains(id) && !there.clone().any(|n| n.id == *id || n.name == *name) {
                gone.push(Gone::Network(name.clone()));
            }
        }
        for (id, earlier) in &self.containers {
            if foreign.contains(id) {
                continue;
            }
            let mut there = snapshot.containers.iter();
            if let Some(now) = there.clone().find(|container| container.id == *id) {
                let left = earlier.on.keys().filter(|network| {
                    now.endpoint(network).is_none()
                        // Said already, if the network itself is gone.
                        && snapshot.network(network).is_some()
                });
                gone.extend(left.map(|network| Gone::Left {
                    container: now.name.clone(),
                    network: network.clone(),
                }));
            } else if !there.any(|container| container.name == earlier.name) {
                gone.push(Gone::Container(earlier.name.clone()));
            }
        }
        gone.sort();
        gone
    }
}
