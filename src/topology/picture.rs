//! The picture as data: places with the containers that are in them.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use super::before::{Before, Change, Gone};
use super::shorten::Omitted;
use crate::docker::EngineKind;
use crate::docker::snapshot::{Elsewhere, PublishedPort, State, Subnet};

/// What a picture is made with beside the snapshot.
#[derive(Debug, Clone, Copy)]
pub struct Looking<'l> {
    /// The kind of engine: what a network does by itself differs.
    pub engine: EngineKind,
    /// Whether a container in host mode answers on this machine's own ports.
    pub host_mode: bool,
    /// The moment to compare with.
    pub before: Option<&'l Before>,
    /// IDs of what was there before the lesson began.
    pub foreign: &'l BTreeSet<String>,
}

/// A snapshot as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Whether it has to be said that this is the practice engine.
    pub practice: bool,
    /// All containers.
    pub containers: Vec<Inhabitant>,
    /// Networks and other places where containers are, the learner's own first.
    pub places: Vec<Place>,
    /// What has gone since the moment that it is compared with.
    pub gone: Vec<Gone>,
    /// Ports of this machine that answer at another address than the engine says.
    pub elsewhere: Vec<Elsewhere>,
    /// What is left out.
    pub omitted: Omitted,
}

/// A container, wherever it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inhabitant {
    /// The full ID.
    pub id: String,
    /// The name.
    pub name: String,
    /// The image as it was asked for.
    pub image: String,
    /// Where it is in its life.
    pub state: State,
    /// The exit code of the last run.
    pub exit_code: i64,
    /// `default`, `bridge`, `host`, a network's name, …
    pub network_mode: String,
    /// The names of its networks.
    pub networks: Vec<String>,
    /// Ports published at this moment.
    pub published: Vec<PublishedPort>,
    /// Ports that its image names.
    pub exposed: Vec<u16>,
    /// Whether its ports are ports of this machine, without any being published.
    pub on_host: bool,
    /// Whether it was there before the lesson began.
    pub foreign: bool,
    /// How it has changed as a whole.
    pub change: Option<Change>,
}

impl Inhabitant {
    /// Whether its program runs now.
    #[must_use]
    pub fn running(&self) -> bool {
        self.state == State::Running
    }

    /// The word for its state in JSON, as Docker has it.
    #[must_use]
    pub const fn state_code(&self) -> &'static str {
        match self.state {
            State::Created => "created",
            State::Running => "running",
            State::Paused => "paused",
            State::Restarting => "restarting",
            State::Exited => "exited",
            State::Removing => "removing",
            State::Dead => "dead",
        }
    }
}

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A network that somebody made.
    Network,
    /// The network where containers go that name none.
    DefaultNetwork,
    /// This machine's own network: host mode.
    Host,
    /// No network at all.
    Nowhere,
    /// A network that a container still names and that is no longer there.
    Missing,
}

/// Who reaches whom in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everybody everybody, by name and by address.
    ByName,
    /// Everybody everybody, by address only.
    ByAddress,
    /// Nobody anybody: names are known, traffic is blocked.
    Blocked,
    /// This machine and everybody in the place are one.
    Host,
    /// Nobody is reached.
    Nobody,
}

impl Reach {
    /// The word for it in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ByName => "name",
            Self::ByAddress => "address",
            Self::Blocked => "blocked",
            Self::Host => "host",
            Self::Nobody => "nobody",
        }
    }

    /// The id of the sentence for it.
    #[must_use]
    pub const fn message_id(self) -> &'static str {
        match self {
            Self::ByName => "map-reach-name",
            Self::ByAddress => "map-reach-address",
            Self::Blocked => "map-reach-blocked",
            Self::Host => "map-reach-host",
            Self::Nobody => "map-reach-nobody",
        }
    }
}

/// A network, or another place where containers are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What kind of place it is.
    pub kind: PlaceKind,
    /// The network's full ID; empty for [`PlaceKind::Missing`].
    pub id: String,
    /// The network's name.
    pub name: String,
    /// The network's driver.
    pub driver: String,
    /// Whether it is cut off from the outside.
    pub internal: bool,
    /// Its address ranges.
    pub subnets: Vec<Subnet>,
    /// Who reaches whom.
    pub reach: Reach,
    /// Whether neither the network nor anybody in it is the learner's own.
    pub foreign: bool,
    /// How the network has changed.
    pub change: Option<Change>,
    /// Who is in it: the learner's own first, in the order of their addresses.
    pub residents: Vec<Resident>,
    /// How many more are in it and left out.
    pub more: usize,
}

/// A container in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    /// Its position in [`Picture::containers`].
    pub container: usize,
    /// Its address here.
    pub address: Option<IpAddr>,
    /// Further names that it answers to here, without those that every container has.
    pub aliases: Vec<String>,
    /// The other networks that it is on.
    pub also_on: Vec<String>,
    /// The container whose place this is, where it shares another's network.
    pub shares: Option<String>,
    /// Whether the arrows of its published ports are drawn here.
    pub entrance: bool,
    /// How it has changed.
    pub change: Option<Change>,
}

impl Picture {
    /// Where a port of this machine really answers, if not where the engine says.
    #[must_use]
    pub fn served_at(&self, container: &str, host_port: u16) -> Option<SocketAddr> {
        let mut all = self.elsewhere.iter();
        all.find(|there| there.container == container && there.host_port == host_port)
            .map(|there| there.address)
    }
}
