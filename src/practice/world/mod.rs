//! The practice world: networks, containers, images and what happened to them. Pure state; its
//! clock and its identifiers come from outside, and it touches no file and no socket.

pub mod config;
pub mod container;
pub mod creation;
mod endpoint;
pub mod events;
pub mod exec;
pub mod fault;
pub mod files;
pub mod image;
pub mod ipam;
pub mod life;
pub mod logs;
pub mod names;
pub mod network;
pub mod ports;
pub mod reach;
pub mod refused;
#[cfg(test)]
mod rules;
pub mod source;
pub mod surroundings;
mod words;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use container::Container;
use events::{Event, Events};
use exec::Exec;
use fault::Fault;
use files::Layer;
use image::Image;
use logs::Log;
use network::Network;
use source::Source;

/// What all files of a world may take together, in bytes.
pub const MAX_STORED: u64 = 64 * 1024 * 1024;
/// How many removed containers' exit codes are remembered for those who wait.
const MAX_DEPARTED: usize = 256;

/// How many removed containers' logs are kept for those who are still reading.
const MAX_DEPARTED_LOGS: usize = 16;

/// What is remembered of a removed container.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Departed {
    /// Its identifier.
    pub id: String,
    /// The code it ended with.
    pub exit_code: i32,
    /// What it printed, for a moment.
    #[serde(skip)]
    pub log: Log,
}

/// Everything there is.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct World {
    /// Networks by identifier.
    pub networks: BTreeMap<String, Network>,
    /// Containers by identifier.
    pub containers: BTreeMap<String, Container>,
    /// Containers' identifiers by name.
    pub container_names: BTreeMap<String, String>,
    /// Images by identifier.
    pub images: BTreeMap<String, Image>,
    /// Images' identifiers by name with tag.
    pub tags: BTreeMap<String, String>,
    /// Layers of images by identifier.
    pub layers: BTreeMap<String, Layer>,
    /// Execs by identifier.
    pub execs: BTreeMap<String, Exec>,
    /// What happened.
    pub events: Events,
    /// Containers that are gone, for those who still wait for them.
    pub departed: VecDeque<Departed>,
    /// The last process number given out.
    pub last_pid: u32,
    /// The name of the machine, as containers in host mode see it.
    pub host_name: String,
    /// Where time and identifiers come from.
    #[serde(skip)]
    pub source: Source,
}

impl World {
    /// A world with the three networks that every engine has.
    #[must_use]
    pub fn new(source: Source, host_name: &str) -> World {
        let mut world = World {
            source,
            last_pid: 1000,
            host_name: host_name.to_owned(),
            ..World::default()
        };
        // The pools are all free in an empty world, so this cannot fail.
        let _ = world.add_predefined_networks();
        world
    }

    /// The containers whose main program runs.
    pub fn running(&self) -> impl Iterator<Item = &Container> {
        self.containers
            .values()
            .filter(|container| container.is_running())
    }

    /// A fresh process number.
    pub fn next_pid(&mut self) -> u32 {
        self.last_pid = self.last_pid.wrapping_add(37).max(1000);
        self.last_pid
    }

    /// Whether there is room for some more bytes of files.
    pub fn check_room(&self, bytes: u64) -> Result<(), Fault> {
        let layers: u64 = self.layers.values().map(Layer::weight).sum();
        let changed: u64 = self
            .containers
            .values()
            .map(|container| container.files.weight())
            .sum();
        if layers + changed + bytes > MAX_STORED {
            return Err(Fault::internal(
                "no space left on device: the practice engine keeps 64 MB of files at most",
            ));
        }
        Ok(())
    }

    fn event(&mut self, kind: &str, action: &str, id: &str, attributes: BTreeMap<String, String>) {
        self.events.add(Event {
            time: self.source.now(),
            kind: kind.to_owned(),
            action: action.to_owned(),
            id: id.to_owned(),
            attributes,
        });
    }

    /// Something happened to a container.
    pub fn container_event(&mut self, id: &str, action: &str, more: &[(&str, &str)]) {
        let Some(container) = self.containers.get(id) else {
            return;
        };
        let mut attributes = container.config.labels.clone().unwrap_or_default();
        attributes.insert("image".to_owned(), container.config.image.clone());
        attributes.insert("name".to_owned(), container.name.clone());
        for (key, value) in more {
            attributes.insert((*key).to_owned(), (*value).to_owned());
        }
        self.event("container", action, id, attributes);
    }

    /// Something happened to a network.
    pub(super) fn network_event(&mut self, id: &str, action: &str, container: Option<&str>) {
        let Some(network) = self.networks.get(id) else {
            return;
        };
        let mut attributes = BTreeMap::from([
            ("name".to_owned(), network.name.clone()),
            ("type".to_owned(), network.driver.clone()),
        ]);
        if let Some(container) = container {
            attributes.insert("container".to_owned(), container.to_owned());
        }
        self.event("network", action, id, attributes);
    }

    /// Something happened to an image.
    pub fn image_event(&mut self, id: &str, action: &str, name: &str) {
        let mut attributes = self
            .images
            .get(id)
            .and_then(|image| image.config.labels.clone())
            .unwrap_or_default();
        attributes.insert("name".to_owned(), name.to_owned());
        self.event("image", action, id, attributes);
    }

    /// Something was tidied up.
    pub fn prune_event(&mut self, kind: &str, reclaimed: u64) {
        let attributes = BTreeMap::from([("reclaimed".to_owned(), reclaimed.to_string())]);
        self.event(kind, "prune", "", attributes);
    }

    fn remember_departed(&mut self, departed: Departed) {
        self.departed.push_back(departed);
        while self.departed.len() > MAX_DEPARTED {
            self.departed.pop_front();
        }
        let old = self.departed.len().saturating_sub(MAX_DEPARTED_LOGS);
        if let Some(old) = old.checked_sub(1).and_then(|at| self.departed.get_mut(at)) {
            old.log = Log::default();
        }
    }

    /// A removed container that is still remembered.
    #[must_use]
    pub fn departed(&self, id: &str) -> Option<&Departed> {
        self.departed.iter().rev().find(|gone| gone.id == id)
    }
}
