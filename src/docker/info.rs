//! What kind of engine it is, and what lessons may expect of it.

use super::connect::Reach;
use super::wire::WireVersion;
use super::{Address, EngineError, Platform};

/// The oldest API version that baeum speaks (Docker 20.10).
const OLDEST: (u32, u32) = (1, 41);
/// The newest API version that baeum speaks.
const NEWEST: (u32, u32) = (1, 53);

/// What kind of engine it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineKind {
    /// Docker's own.
    Docker,
    /// Podman behind its Docker-compatible socket.
    Podman,
    /// The practice engine built into baeum.
    Practice,
}

impl EngineKind {
    /// The name that JSON results use.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Podman => "podman",
            Self::Practice => "practice",
        }
    }
}

/// What differs between engines and matters to lessons.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a question with two answers, and they do not depend on each other"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether `name.network` resolves besides `name`.
    pub names_with_network: bool,
    /// Whether a container in host mode answers on this machine's own ports.
    pub host_mode: bool,
    /// Whether this machine reaches containers at their own addresses.
    pub reachable_from_host: bool,
    /// The host name or address at which published ports answer.
    pub host_address: String,
    /// Whether the engine tells when networks come and go.
    pub network_events: bool,
}

/// What is known of an engine since it was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineInfo {
    /// What kind it is.
    pub kind: EngineKind,
    /// Its version, such as `20.10.24`.
    pub version: String,
    /// The API version that is spoken with it, such as `1.41`.
    pub api: String,
    /// The product around it, such as `Docker Desktop 4.50.0`; may be empty.
    pub platform: String,
    /// `linux` or `windows`: what its containers run on.
    pub os: String,
    /// Whether its ports are ports of this machine.
    pub local: bool,
    /// What lessons may expect of it.
    pub capabilities: Capabilities,
}

impl EngineInfo {
    pub(super) fn read(wire: &WireVersion, address: &Address) -> Result<Self, EngineError> {
        let server = version_pair(&wire.api_version).ok_or_else(|| EngineError::Unreachable {
            address: address.clone(),
            detail: format!("no API version in its answer: {:?}", wire.api_version),
        })?;
        if server < OLDEST {
            return Err(EngineError::TooOld {
                version: wire.version.clone(),
                api: wire.api_version.clone(),
            });
        }
        let spoken = server.min(NEWEST);
        let kind = if wire.platform.name == "baeum practice engine" {
            EngineKind::Practice
        } else if wire
            .components
            .iter()
            .any(|component| component.name.starts_with("Podman"))
        {
            EngineKind::Podman
        } else {
            EngineKind::Docker
        };
        let host = remote_host(address);
        Ok(Self {
            kind,
            version: wire
                .version
                .split('+')
                .next()
                .unwrap_or_default()
                .to_owned(),
            api: format!("{}.{}", spoken.0, spoken.1),
            platform: wire.platform.name.clone(),
            os: wire.os.clone(),
            local: host.is_none(),
            capabilities: capabilities(kind, &wire.platform.name, address, host),
        })
    }
}

fn capabilities(
    kind: EngineKind,
    platform: &str,
    address: &Address,
    remote: Option<String>,
) -> Capabilities {
    let in_a_machine = platform.contains("Desktop")
        || address.url.contains("/.docker/desktop/")
        || Platform::here() != Platform::Linux;
    let on_this_kernel = remote.is_none() && !in_a_machine;
    Capabilities {
        names_with_network: kind != EngineKind::Podman,
        host_mode: kind == EngineKind::Practice
            || on_this_kernel
            || address.url.contains("/.orbstack/"),
        reachable_from_host: on_this_kernel && kind != EngineKind::Practice,
        host_address: remote.unwrap_or_else(|| "localhost".to_owned()),
        network_events: kind != EngineKind::Podman,
    }
}

/// The host of an engine that runs elsewhere.
fn remote_host(address: &Address) -> Option<String> {
    let Ok(Reach::Tcp(authority)) = address.reach() else {
        return None;
    };
    let (host, _) = authority.rsplit_once(':')?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let loopback = bare == "localhost"
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    (!loopback).then(|| host.to_owned())
}

fn version_pair(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
