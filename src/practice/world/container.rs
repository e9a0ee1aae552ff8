//! Containers: what they are, and finding them.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::World;
use super::config::Config;
use super::fault::Fault;
use super::files::Layer;
use super::logs::Log;
use super::ports::Published;
use super::source::{Time, short};
use crate::practice::inside::Program;

/// Where a container is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Made and never started (or its start failed).
    #[default]
    Created,
    /// Its main program runs.
    Running,
    /// Its main program is frozen.
    Paused,
    /// Its main program has ended.
    Exited,
}

impl Status {
    /// dockerd's word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Status::Created => "created",
            Status::Running => "running",
            Status::Paused => "paused",
            Status::Exited => "exited",
        }
    }
}

/// A container's life so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Where it is.
    pub status: Status,
    /// The number of its main process; 0 where there is none.
    pub pid: u32,
    /// How the main program ended, or 128 and 127 where it could not be started.
    pub exit_code: i32,
    /// Why it could not be started.
    pub error: String,
    /// When it was last started.
    pub started: Time,
    /// When it last ended.
    pub finished: Time,
    /// How often it has ended.
    pub ends: u64,
}

impl State {
    /// Whether the main program runs (or is frozen).
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self.status, Status::Running | Status::Paused)
    }
}

/// How a container is on the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// On the networks it lists.
    Networks,
    /// It shares the host's.
    Host,
    /// It has none.
    Nothing,
    /// It shares another container's.
    Container(String),
}

/// A container's place on one network.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// What the request said of addresses, as it is shown.
    pub ipam: Value,
    /// The address that was asked for.
    pub asked_address: Option<Ipv4Addr>,
    /// The aliases that were asked for.
    pub aliases: Vec<String>,
    /// The network's identifier, once it was joined.
    pub network: String,
    /// The endpoint's identifier while the container runs.
    pub endpoint: String,
    /// The address while the container runs.
    pub address: Option<Ipv4Addr>,
    /// The gateway while the container runs.
    pub gateway: Option<Ipv4Addr>,
    /// The length of the subnet's prefix.
    pub prefix: u8,
    /// The hardware address.
    pub mac: String,
}

impl Attachment {
    /// What a request asks for in an `EndpointConfig`.
    #[must_use]
    pub fn asked(config: &Value) -> Attachment {
        let ipam = config.get("IPAMConfig").cloned().unwrap_or_default();
        let asked_address = ipam
            .get("IPv4Address")
            .and_then(Value::as_str)
            .and_then(|address| address.parse().ok());
        let aliases = config
            .get("Aliases")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|alias| alias.as_str().map(str::to_owned))
            .collect();
        Attachment {
            ipam,
            asked_address,
            aliases,
            ..Attachment::default()
        }
    }

    /// Forgets what only a running container has.
    pub fn release(&mut self) {
        self.endpoint.clear();
        self.address = None;
        self.gateway = None;
        self.prefix = 0;
        self.mac.clear();
    }
}

/// A container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Container {
    /// Its identifier.
    pub id: String,
    /// Its name, without a slash.
    pub name: String,
    /// When it was made.
    pub created: Time,
    /// The image's identifier.
    pub image: String,
    /// The merged configuration.
    pub config: Config,
    /// The host configuration as it was given.
    pub host: Value,
    /// Its life so far.
    pub state: State,
    /// Its networks by name.
    pub networks: BTreeMap<String, Attachment>,
    /// The files it changed.
    pub files: Layer,
    /// What it printed.
    pub log: Log,
    /// Its main program while it runs.
    pub program: Option<Program>,
    /// The ports that are published while it runs.
    pub published: Vec<Published>,
    /// The identifier of its network sandbox, once it was started.
    pub sandbox: String,
    /// Execs under way.
    pub execs: Vec<String>,
}

impl Container {
    /// Whether its main program runs (or is frozen).
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.state.is_running()
    }

    /// The network mode as it was asked for.
    #[must_use]
    pub fn network_mode(&self) -> &str {
        match self.host.get("NetworkMode").and_then(Value::as_str) {
            None | Some("") => "default",
            Some(mode) => mode,
        }
    }

    /// How it is on the network.
    #[must_use]
    pub fn mode(&self) -> Mode {
        mode_of(self.network_mode())
    }

    /// Whether it is removed when it ends.
    #[must_use]
    pub fn removes_itself(&self) -> bool {
        self.host.get("AutoRemove").and_then(Value::as_bool) == Some(true)
    }

    /// The first twelve digits of its identifier.
    #[must_use]
    pub fn short_id(&self) -> &str {
        short(&self.id)
    }
}

pub(super) fn mode_of(mode: &str) -> Mode {
    match mode {
        "host" => Mode::Host,
        "none" => Mode::Nothing,
        mode => match mode.strip_prefix("container:") {
            Some(other) => Mode::Container(other.to_owned()),
            None => Mode::Networks,
        },
    }
}

impl World {
    /// The container with exactly this identifier.
    pub fn container(&self, id: &str) -> Result<&Container, Fault> {
        self.containers
            .get(id)
            .ok_or_else(|| Fault::no_container(id))
    }

    /// The same, to be changed.
    pub fn container_mut(&mut self, id: &str) -> Result<&mut Container, Fault> {
        self.containers
            .get_mut(id)
            .ok_or_else(|| Fault::no_container(id))
    }

    /// The container of this identifier, name or beginning of an identifier, in this order.
    pub fn find_container(&self, reference: &str) -> Result<&Container, Fault> {
        if let Some(container) = self.containers.get(reference) {
            return Ok(container);
        }
        let name = reference.strip_prefix('/').unwrap_or(reference);
        if let Some(container) = self
            .container_names
            .get(name)
            .and_then(|id| self.containers.get(id))
        {
            return Ok(container);
        }
        if reference.is_empty() {
            return Err(Fault::no_container(reference));
        }
        let mut matches = self
            .containers
            .range(reference.to_owned()..)
            .take_while(|(id, _)| id.starts_with(reference));
        match (matches.next(), matches.next()) {
            (Some((_, container)), None) => Ok(container),
            (Some(_), Some(_)) => Err(Fault::bad(format!(
                "Multiple IDs found with provided prefix: {reference}"
            ))),
            _ => Err(Fault::no_container(reference)),
        }
    }

    /// The container whose network this one uses: itself, or the one it shares with.
    #[must_use]
    pub fn network_owner<'a>(&'a self, container: &'a Container) -> &'a Container {
        let mut owner = container;
        for _ in 0..4 {
            let Mode::Container(other) = owner.mode() else {
                break;
            };
            let Ok(other) = self.find_container(&other) else {
                break;
            };
            owner = other;
        }
        owner
    }
}
