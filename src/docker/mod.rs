//! The learner's Docker engine: the only room that knows bollard.

mod act;
mod changes;
mod clock;
mod connect;
mod content;
mod engine;
mod error;
mod events;
mod exec;
mod http_batch;
mod http_container;
mod http_host;
mod info;
mod local;
mod look;
mod probe;
mod pull;
pub mod raw;
mod reading;
pub mod snapshot;
mod transport;
mod wire;

pub use changes::{Change, Changes, changes};
pub use connect::{Address, AddressSource, Asked, Platform, Surroundings};
pub use content::{LogLine, LogStream};
pub use engine::Engine;
pub use error::EngineError;
pub use exec::{ExecOutput, ExecSeen};
pub use http_host::http_from_host;
pub use info::{Capabilities, EngineInfo, EngineKind};
pub use look::Interest;
pub use probe::{ContainerAnswer, HttpAnswer, HttpFailure, PROBE_AGENT};
pub use pull::PullProgress;
