//! What can be asked of an engine: every kind of condition, as data. How each is looked at is `check`'s.

use std::time::Duration;

/// Text with `${…}` in it, filled in when names and addresses are known.
pub type Template = String;

/// A condition of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Unique in its step.
    pub id: String,
    /// How long it may take to become true once everything it needs is there.
    pub within: Option<Duration>,
    /// Ids of conditions that must be met before this one is looked at.
    pub needs: Vec<String>,
    /// What is asked.
    pub kind: Kind,
}

/// The kinds of conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// An engine answers, and speaks at least this API version.
    Engine {
        /// Such as `1.41`.
        minimum_api: Option<String>,
    },
    /// An image is there (or not).
    Image {
        /// Reference, such as `nginx:1`.
        name: Template,
        /// A label that it must carry, as `(key, value)`.
        label: Option<(String, String)>,
        /// Must not be there.
        absent: bool,
    },
    /// A network is there (or not).
    Network {
        /// Its name.
        name: Template,
        /// The driver it must have.
        driver: Option<String>,
        /// Must not be there.
        absent: bool,
    },
    /// A container is there in a state (or not there).
    Container {
        /// Its name.
        name: Template,
        /// The state it must be in.
        state: WantedState,
        /// The exit code it must have ended with.
        exit_code: Option<i64>,
        /// The tag whose current image it must have been made from.
        image: Option<Template>,
        /// Must not be there.
        absent: bool,
    },
    /// A container is on a network, with an address in its range (or is not on it).
    Endpoint {
        /// The container; any one that runs if `None`.
        container: Option<Template>,
        /// The network.
        network: Template,
        /// On no other network.
        only: bool,
        /// Must not be on it.
        absent: bool,
    },
    /// A container's network mode.
    Mode {
        /// The container.
        container: Template,
        /// Which mode.
        mode: NetworkMode,
    },
    /// A container's port is published (or not).
    Port {
        /// The container.
        container: Template,
        /// The port inside the container.
        port: u16,
        /// The port on the host; any if `None`.
        host_port: Option<Template>,
        /// Whether it must be published.
        published: bool,
    },
    /// Among the lesson's containers only these host ports are published.
    OnlyPublished {
        /// Host ports.
        host_ports: Vec<Template>,
    },
    /// A name resolves inside a container (or does not).
    Dns {
        /// The container that asks.
        from: Template,
        /// The name asked for.
        name: Template,
        /// The container whose live address the answer must hold.
        to: Option<Template>,
        /// Whether it must resolve.
        resolves: bool,
        /// A name that must resolve when the other must not.
        control: Option<Template>,
    },
    /// An HTTP request is answered as said (or not at all).
    Http(Http),
    /// A command in a container ends as said.
    Exec {
        /// The container.
        container: Template,
        /// Command with its arguments.
        command: Vec<Template>,
        /// The exit code it must have.
        exit_code: i64,
        /// Text that its output must hold.
        stdout: Option<Template>,
    },
    /// A server has really seen a request.
    Request {
        /// The container of the server.
        at: Template,
        /// Who asked: a container, or `host`.
        from: Option<Template>,
        /// The Host header.
        host: Option<Template>,
        /// The path.
        path: Option<Template>,
        /// Further text in the same log line.
        contains: Option<Template>,
    },
    /// Somebody ran a command in a container.
    ExecSeen {
        /// The container.
        container: Template,
        /// Text in the command.
        command: Option<Template>,
    },
    /// A container's log holds a text (or does not).
    Log {
        /// The container.
        container: Template,
        /// The text.
        contains: Template,
        /// Must not hold it.
        absent: bool,
    },
    /// A file of the lab folder or of a container says what it should.
    File {
        /// Path: relative to the lab folder, or absolute in the container.
        path: Template,
        /// The container; the lab folder if `None`.
        container: Option<Template>,
        /// Texts that it must hold; white space counts as one blank.
        contains: Vec<Template>,
        /// Texts that it must not hold.
        lacks: Vec<Template>,
        /// The lab file that it must be equal to.
        same_as: Option<Template>,
    },
    /// What the learner typed.
    Answer {
        /// The name of the question in the step's text.
        name: String,
        /// What it must be.
        wanted: Wanted,
        /// Whether capitals and small letters are the same.
        ignore_case: bool,
    },
    /// Every one of these.
    All(Vec<Condition>),
    /// At least one of these.
    Any(Vec<Condition>),
    /// Not this one.
    Not(Box<Condition>),
}

impl Kind {
    /// The key it has in a lesson, which is also the `kind` of a finding in JSON.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Engine { .. } => "engine",
            Self::Image { .. } => "image",
            Self::Network { .. } => "network",
            Self::Container { .. } => "container",
            Self::Endpoint { .. } => "endpoint",
            Self::Mode { .. } => "mode",
            Self::Port { .. } | Self::OnlyPublished { .. } => "port",
            Self::Dns { .. } => "dns",
            Self::Http(_) => "http",
            Self::Exec { .. } => "exec",
            Self::Request { .. } => "request",
            Self::ExecSeen { .. } => "exec_seen",
            Self::Log { .. } => "log",
            Self::File { .. } => "file",
            Self::Answer { .. } => "answer",
            Self::All(_) => "all",
            Self::Any(_) => "any",
            Self::Not(_) => "not",
        }
    }
}

/// The state a container must be in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WantedState {
    /// Running.
    #[default]
    Running,
    /// Ended.
    Exited,
    /// Made, never started.
    Created,
    /// Any.
    Any,
}

/// How a container meets the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkMode {
    /// The host's own network.
    Host,
    /// A bridge network, the default one or another.
    Bridge,
    /// No network.
    None,
    /// Another container's network.
    Container,
}

/// An HTTP request and what must come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// A container, or `None` for the host.
    pub from: Option<Template>,
    /// Such as `http://nodeserver-container:8080/`.
    pub url: Template,
    /// The status it must have.
    pub status: Option<u16>,
    /// A header it must have, as `(name, text contained)`.
    pub header: Option<(String, Template)>,
    /// Text that the body must hold.
    pub body: Option<Template>,
    /// How many different answers must be seen.
    pub backends: Option<usize>,
    /// How many requests to send; at least one.
    pub requests: usize,
    /// `false`: there must be no answer at all.
    pub answers: bool,
}

/// So many characters of an ID tell it from others, and show that it was looked at.
pub const FEWEST_CHARACTERS: usize = 4;

/// What an answer must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// This text.
    Equals(Template),
    /// This live value, such as `${address:nginx}`.
    Live(Template),
    /// The first characters of this live value, at least [`FEWEST_CHARACTERS`].
    Beginning(Template),
    /// One of these.
    OneOf(Vec<Template>),
}
