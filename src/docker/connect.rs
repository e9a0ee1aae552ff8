//! Where the engine is: the same answer as the `docker` command's, and further places to look.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::EngineError;
use crate::l10n::Message;

/// What the user said about the engine on the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The `--host` argument, such as `unix:///run/docker.sock`.
    pub host: Option<String>,
}

/// The operating system that baeum runs on, as far as finding and advising goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Linux and other Unix-like systems.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

impl Platform {
    /// The one this program was built for.
    #[must_use]
    pub const fn here() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::MacOs
        } else {
            Self::Linux
        }
    }
}

/// Where an engine listens, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// As `DOCKER_HOST` would have it: `unix:///…`, `tcp://host:port` or `npipe:////./pipe/…`.
    pub url: String,
    /// Who says so.
    pub source: AddressSource,
}

/// Who says where the engine is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressSource {
    /// The `--host` argument, or another part of baeum.
    Argument,
    /// The variable `DOCKER_HOST`.
    DockerHost,
    /// The variable `DOCKER_CONTEXT`, with the context's name.
    DockerContext(String),
    /// The context chosen with `docker context use`.
    CurrentContext(String),
    /// Nobody: Docker's own default.
    Default,
    /// Nobody: a socket of this product was found.
    Known(&'static str),
}

impl AddressSource {
    /// Where the address comes from, to be put into a sentence in brackets.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Argument => Message::new("docker-source-argument"),
            Self::DockerHost => Message::new("docker-source-docker-host"),
            Self::DockerContext(name) => {
                Message::new("docker-source-docker-context").with("name", name)
            }
            Self::CurrentContext(name) => {
                Message::new("docker-source-current-context").with("name", name)
            }
            Self::Default => Message::new("docker-source-default"),
            Self::Known(product) => Message::new("docker-source-known").with("product", *product),
        }
    }
}

/// The way to an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reach {
    /// A Unix socket.
    Unix(PathBuf),
    /// Host and port, plain HTTP.
    Tcp(String),
    /// A Windows named pipe, such as `\\.\pipe\docker_engine`.
    Pipe(String),
}

impl Address {
    /// An address that another part of baeum knows, such as the practice engine's.
    #[must_use]
    pub fn given(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            source: AddressSource::Argument,
        }
    }

    /// How to get there, or why this program cannot.
    pub(super) fn reach(&self) -> Result<Reach, EngineError> {
        let unsupported = |scheme: &str| EngineError::Unsupported {
            address: self.clone(),
            scheme: scheme.to_owned(),
        };
        let Some((scheme, rest)) = self.url.split_once("://") else {
            return Err(unsupported(&self.url));
        };
        match scheme {
            "unix" if cfg!(unix) => Ok(Reach::Unix(PathBuf::from(rest))),
            "npipe" if cfg!(windows) => Ok(Reach::Pipe(rest.replace('/', "\\"))),
            "tcp" | "http" => {
                let authority = rest.split('/').next().unwrap_or(rest);
                let has_port = authority
                    .rsplit_once(':')
                    .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
                Ok(Reach::Tcp(if has_port {
                    authority.to_owned()
                } else {
                    format!("{authority}:2375")
                }))
            }
            other => Err(unsupported(other)),
        }
    }

    /// The file of a Unix socket.
    pub(super) fn socket(&self) -> Option<&Path> {
        self.url.strip_prefix("unix://").map(Path::new)
    }
}

/// What an address depends on, so that tests can bring their own.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Environment variables.
    pub variables: BTreeMap<String, String>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The root of the file system.
    pub root: PathBuf,
    /// The operating system.
    pub platform: Platform,
}

impl Surroundings {
    /// Those of this process.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self {
            variables: std::env::vars_os()
                .filter_map(|(name, value)| {
                    Some((name.into_string().ok()?, value.into_string().ok()?))
                })
                .collect(),
            home: etcetera::home_dir().ok(),
            root: PathBuf::from("/"),
            platform: Platform::here(),
        }
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The places to try, in order. More than one only where nobody named a place.
    pub fn addresses(&self, asked: &Asked) -> Result<Vec<Address>, EngineError> {
        let one = |url: &str, source| {
            let address = Address {
                url: complete(url),
                source,
            };
            self.refuse_tls(&address, false)?;
            Ok(vec![address])
        };
        if let Some(host) = asked.host.as_deref().filter(|host| !host.is_empty()) {
            return one(host, AddressSource::Argument);
        }
        if let Some(host) = self.variable("DOCKER_HOST") {
            return one(host, AddressSource::DockerHost);
        }
        if let Some(name) = self.variable("DOCKER_CONTEXT") {
            return self.of_context(name, AddressSource::DockerContext(name.to_owned()));
        }
        match self.current_context() {
            Some(name) => self.of_context(&name, AddressSource::CurrentContext(name.clone())),
            None => Ok(self.usual()),
        }
    }

    /// Whether a command of this name is on the `PATH`.
    #[must_use]
    pub fn has_command(&self, name: &str) -> bool {
        let file = if self.platform == Platform::Windows {
            format!("{name}.exe")
        } else {
            name.to_owned()
        };
        self.variable("PATH")
            .is_some_and(|path| std::env::split_paths(path).any(|dir| dir.join(&file).is_file()))
    }

    fn configuration(&self) -> Option<PathBuf> {
        match self.variable("DOCKER_CONFIG") {
            Some(folder) => Some(PathBuf::from(folder)),
            None => Some(self.home.as_ref()?.join(".docker")),
        }
    }

    /// An unreadable `config.json` counts as none: the docker command goes on with a warning.
    fn current_context(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Config {
            #[serde(rename = "currentContext", default)]
            current_context: String,
        }
        let text = std::fs::read_to_string(self.configuration()?.join("config.json")).ok()?;
        let config: Config = serde_json::from_str(&text).ok()?;
        Some(config.current_context).filter(|name| !name.is_empty())
    }

    fn of_context(&self, name: &str, source: AddressSource) -> Result<Vec<Address>, EngineError> {
        if name == "default" {
            return Ok(self.usual());
        }
        let unknown = || EngineError::ContextUnknown {
            name: name.to_owned(),
        };
        let contexts = self.configuration().ok_or_else(unknown)?.join("contexts");
        let folder = hexadecimal(&Sha256::digest(name.as_bytes()));
        let text = std::fs::read_to_string(contexts.join("meta").join(&folder).join("meta.json"))
            .map_err(|_| unknown())?;
        let meta: Meta = serde_json::from_str(&text).map_err(|_| unknown())?;
        if meta.endpoints.docker.host.is_empty() {
            return Ok(self.usual());
        }
        let address = Address {
            url: complete(&meta.endpoints.docker.host),
            source,
        };
        let has_keys = contexts.join("tls").join(&folder).join("docker").is_dir();
        self.refuse_tls(&address, has_keys)?;
        Ok(vec![address])
    }

    /// TLS would need a whole cryptography library; saying so is better than an odd failure.
    fn refuse_tls(&self, address: &Address, has_keys: bool) -> Result<(), EngineError> {
        let wanted = has_keys
            || self.variable("DOCKER_TLS_VERIFY").is_some()
            || self.variable("DOCKER_TLS").is_some();
        if wanted && (address.url.starts_with("tcp://") || address.url.starts_with("http")) {
            return Err(EngineError::Unsupported {
                address: address.clone(),
                scheme: "TLS".to_owned(),
            });
        }
        Ok(())
    }

    /// Docker's default, then every known socket that is there.
    fn usual(&self) -> Vec<Address> {
        if self.platform == Platform::Windows {
            let pipe = |name: &str, source| Address {
                url: format!("npipe:////./pipe/{name}"),
                source,
            };
            return vec![
                pipe("docker_engine", AddressSource::Default),
                pipe(
                    "dockerDesktopLinuxEngine",
                    AddressSource::Known("Docker Desktop"),
                ),
                pipe("podman-machine-default", AddressSource::Known("Podman")),
            ];
        }
        let default = self.root.join("var/run/docker.sock");
        let mut addresses = vec![Address {
            url: format!("unix://{}", default.display()),
            source: AddressSource::Default,
        }];
        for (product, path) in self.known_sockets() {
            if path.exists() {
                addresses.push(Address {
                    url: format!("unix://{}", path.display()),
                    source: AddressSource::Known(product),
                });
            }
        }
        addresses
    }

    fn known_sockets(&self) -> Vec<(&'static str, PathBuf)> {
        let mut sockets = Vec::new();
        let runtime = self.variable("XDG_RUNTIME_DIR").map(PathBuf::from);
        if let Some(runtime) = &runtime {
            sockets.push(("rootless Docker", runtime.join("docker.sock")));
        }
        if let Some(home) = &self.home {
            let configuration = self
                .variable("XDG_CONFIG_HOME")
                .map_or_else(|| home.join(".config"), PathBuf::from);
            sockets.extend([
                ("Docker Desktop", home.join(".docker/run/docker.sock")),
                ("Docker Desktop", home.join(".docker/desktop/docker.sock")),
                ("OrbStack", home.join(".orbstack/run/docker.sock")),
                ("Colima", home.join(".colima/default/docker.sock")),
                ("Colima", home.join(".colima/docker.sock")),
                ("Colima", configuration.join("colima/default/docker.sock")),
                ("Rancher Desktop", home.join(".rd/docker.sock")),
                (
                    "Podman",
                    home.join(".local/share/containers/podman/machine/podman.sock"),
                ),
            ]);
        }
        if let Some(runtime) = &runtime {
            sockets.push(("Podman", runtime.join("podman/podman.sock")));
        }
        sockets.push(("Podman", self.root.join("run/podman/podman.sock")));
        sockets
    }
}

#[derive(Deserialize)]
struct Meta {
    #[serde(rename = "Endpoints", default)]
    endpoints: Endpoints,
}

#[derive(Deserialize, Default)]
struct Endpoints {
    #[serde(default)]
    docker: EndpointMeta,
}

#[derive(Deserialize, Default)]
struct EndpointMeta {
    #[serde(rename = "Host", default)]
    host: String,
}

/// Writes out the short forms that the docker command takes: `host:port`, a bare path.
fn complete(url: &str) -> String {
    let url = url.trim();
    if url.contains("://") {
        url.to_owned()
    } else if url.starts_with('/') {
        format!("unix://{url}")
    } else {
        format!("tcp://{url}")
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
