//! What can go wrong between baeum and the engine, and what to do about it.

use super::{Address, Platform};
use crate::l10n::Message;

/// Why the engine did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// There is neither a docker command nor any engine's socket.
    #[error("no container engine is installed")]
    NotInstalled,
    /// The engine is installed, but does not listen.
    #[error("no engine listens at {}", address.url)]
    NotRunning {
        /// Where it should.
        address: Address,
    },
    /// This user may not use the engine's socket.
    #[error("permission denied for {}", address.url)]
    PermissionDenied {
        /// The socket.
        address: Address,
    },
    /// The engine speaks no API version that baeum knows.
    #[error("engine {version} with API {api} is too old")]
    TooOld {
        /// The engine's version, such as `19.03.5`.
        version: String,
        /// The newest API version it speaks, such as `1.40`.
        api: String,
    },
    /// `DOCKER_CONTEXT` or `docker context use` names a context that is not there.
    #[error("unknown docker context {name}")]
    ContextUnknown {
        /// The context's name.
        name: String,
    },
    /// The address needs a way of talking that baeum does not have (ssh, TLS).
    #[error("{scheme} is not supported: {}", address.url)]
    Unsupported {
        /// The address.
        address: Address,
        /// `ssh`, `TLS`, …
        scheme: String,
    },
    /// Something is there, but it does not talk like an engine, or the network is in the way.
    #[error("{} cannot be reached: {detail}", address.url)]
    Unreachable {
        /// The address.
        address: Address,
        /// The operating system's words.
        detail: String,
    },
    /// The engine did not answer in time.
    #[error("{} did not answer {doing} within {seconds} s", address.url)]
    TimedOut {
        /// The address.
        address: Address,
        /// The request, such as `GET /containers/json`.
        doing: String,
        /// How long was waited, in seconds.
        seconds: u64,
    },
    /// The engine answered before, and no longer does.
    #[error("the engine at {} went away", address.url)]
    Gone {
        /// The address.
        address: Address,
    },
    /// The engine said no.
    #[error("the engine answered {status}: {message}")]
    Refused {
        /// The HTTP status; 0 for a failure inside a stream.
        status: u16,
        /// The engine's own words.
        message: String,
    },
    /// The engine's answer makes no sense to baeum.
    #[error("the answer to {doing} cannot be read: {detail}")]
    Unreadable {
        /// The request.
        doing: String,
        /// What is odd about it.
        detail: String,
    },
}

impl EngineError {
    /// What happened, to what, why.
    #[must_use]
    pub fn message(&self) -> Message {
        let at = |id, address: &Address| {
            Message::new(id)
                .with("address", &address.url)
                .with("source", address.source.message())
        };
        match self {
            Self::NotInstalled => Message::new("docker-error-not-installed"),
            Self::NotRunning { address } => at("docker-error-not-running", address),
            Self::PermissionDenied { address } => at("docker-error-permission-denied", address),
            Self::TooOld { version, api } => Message::new("docker-error-too-old")
                .with("version", version)
                .with("api", api),
            Self::ContextUnknown { name } => {
                Message::new("docker-error-context-unknown").with("name", name)
            }
            Self::Unsupported { address, scheme } => {
                at("docker-error-unsupported", address).with("scheme", scheme)
            }
            Self::Unreachable { address, detail } => {
                at("docker-error-unreachable", address).with("detail", detail)
            }
            Self::TimedOut {
                address, seconds, ..
            } => at("docker-error-timed-out", address)
                .with("seconds", i64::try_from(*seconds).unwrap_or(i64::MAX)),
            Self::Gone { address } => at("docker-error-gone", address),
            Self::Refused { message, .. } => {
                Message::new("docker-error-refused").with("detail", message)
            }
            Self::Unreadable { doing, detail } => Message::new("docker-error-unreadable")
                .with("doing", doing)
                .with("detail", detail),
        }
    }

    /// What to do next on this machine.
    #[must_use]
    pub fn advice(&self) -> Message {
        self.advice_on(Platform::here())
    }

    /// What to do next on such a machine.
    #[must_use]
    pub fn advice_on(&self, platform: Platform) -> Message {
        let linux = platform == Platform::Linux;
        Message::new(match self {
            Self::NotInstalled if linux => "docker-advice-install-linux",
            Self::NotInstalled => "docker-advice-install-desktop",
            Self::NotRunning { address }
            | Self::Gone { address }
            | Self::Unreachable { address, .. }
                if address.url.starts_with("tcp:") || address.url.starts_with("http:") =>
            {
                "docker-advice-remote"
            }
            Self::NotRunning { .. } | Self::Gone { .. } if linux => "docker-advice-start-linux",
            Self::NotRunning { .. } | Self::Gone { .. } => "docker-advice-start-desktop",
            Self::PermissionDenied { .. } if linux => "docker-advice-permission-linux",
            Self::PermissionDenied { .. } => "docker-advice-permission-desktop",
            Self::TooOld { .. } | Self::Unreadable { .. } => "docker-advice-update",
            Self::ContextUnknown { .. } => "docker-advice-context",
            Self::Unsupported { .. } => "docker-advice-unsupported",
            Self::TimedOut { .. } | Self::Unreachable { .. } if linux => {
                "docker-advice-restart-linux"
            }
            Self::TimedOut { .. } | Self::Unreachable { .. } => "docker-advice-restart-desktop",
            Self::Refused { .. } => "docker-advice-refused",
        })
    }

    /// The cause in the vocabulary of findings.
    #[must_use]
    pub fn cause(&self) -> &'static str {
        match self {
            Self::PermissionDenied { .. } => "engine-permission-denied",
            Self::TooOld { .. } => "engine-too-old",
            Self::TimedOut { .. } => "timed-out",
            _ => "engine-unreachable",
        }
    }

    /// Whether the engine said that the thing asked about does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }

    /// Whether the engine itself is out of reach, so that waiting for it makes sense.
    #[must_use]
    pub fn is_engine_away(&self) -> bool {
        matches!(
            self,
            Self::NotRunning { .. }
                | Self::Gone { .. }
                | Self::Unreachable { .. }
                | Self::TimedOut { .. }
        )
    }
}
