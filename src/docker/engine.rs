//! The engine as the rest of baeum holds it: found, met, and ready to be asked.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyper::HeaderMap;

use super::clock::Clock;
use super::exec::OwnExecs;
use super::http_batch::Batches;
use super::http_container::Clients;
use super::look::{Seen, Usuals};
use super::transport::Transport;
use super::wire::WireVersion;
use super::{Address, Asked, EngineError, EngineInfo, Platform, Surroundings};

/// How long an engine may take to say who it is.
const MEET: Duration = Duration::from_secs(5);
/// How long an ordinary question may take.
pub(super) const ASK: Duration = Duration::from_secs(10);
/// How long removing something may take; a container gets time to end.
pub(super) const REMOVE: Duration = Duration::from_secs(30);
/// What bollard itself waits for an answer to begin; a slow registry is within it.
const BOLLARD_SECONDS: u64 = 120;

/// An engine that has answered. Cheap to clone; all clones share connections.
#[derive(Clone)]
pub struct Engine {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) transport: Transport,
    pub(super) bollard: bollard::Docker,
    pub(super) info: EngineInfo,
    pub(super) clock: Clock,
    pub(super) own: OwnExecs,
    pub(super) clients: Clients,
    pub(super) batches: Batches,
    pub(super) seen: Seen,
    pub(super) usuals: Usuals,
}

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Engine")
            .field("address", self.address())
            .field("info", self.info())
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Finds the engine that the docker command would use, or another one on this machine, and
    /// meets it.
    pub async fn connect(asked: &Asked) -> Result<Self, EngineError> {
        Self::connect_in(asked, &Surroundings::of_this_process()).await
    }

    /// The same in other surroundings.
    pub async fn connect_in(
        asked: &Asked,
        surroundings: &Surroundings,
    ) -> Result<Self, EngineError> {
        let addresses = surroundings.addresses(asked)?;
        let nobody_said = addresses
            .first()
            .is_some_and(|address| address.source == super::AddressSource::Default);
        let mut worst: Option<EngineError> = None;
        for address in addresses {
            match Self::connect_to(address).await {
                Ok(engine) => return Ok(engine),
                Err(error) => {
                    if worst
                        .as_ref()
                        .is_none_or(|worst| telling(worst) < telling(&error))
                    {
                        worst = Some(error);
                    }
                }
            }
        }
        match worst {
            Some(EngineError::NotRunning { address })
                if nobody_said
                    && !address.socket().is_some_and(Path::exists)
                    && !["docker", "podman"]
                        .iter()
                        .any(|name| surroundings.has_command(name)) =>
            {
                Err(EngineError::NotInstalled)
            }
            Some(error) => Err(error),
            None => Err(EngineError::NotInstalled),
        }
    }

    /// Meets the engine at this address: one request.
    pub async fn connect_to(address: Address) -> Result<Self, EngineError> {
        let transport = Transport::new(address)?;
        let asked_at = Clock::here();
        let (version, date) = transport
            .within(MEET, "GET /version", Self::meet(&transport))
            .await?;
        let info = EngineInfo::read(&version, transport.address())?;
        let transport = transport.speaking(&info.api);
        Ok(Self {
            inner: Arc::new(Inner {
                bollard: transport.for_bollard(BOLLARD_SECONDS)?,
                clock: Clock::new(&info, date.as_deref(), asked_at),
                own: OwnExecs::default(),
                clients: Clients::default(),
                batches: Batches::default(),
                seen: Seen::default(),
                usuals: Usuals::default(),
                transport,
                info,
            }),
        })
    }

    /// Asks who is there; gives the answer and its `Date`. Something that answers, but not like an
    /// engine, is as good as out of reach.
    async fn meet(transport: &Transport) -> Result<(WireVersion, Option<String>), EngineError> {
        let odd = |detail: String| EngineError::Unreachable {
            address: transport.address().clone(),
            detail,
        };
        let ask = async |path| match transport.head_and_body(path).await {
            Err(EngineError::Refused { status, message }) => {
                Err(odd(format!("HTTP {status}: {message}")))
            }
            answer => answer,
        };
        if is_dockers_own(transport.address()) {
            // `/version` makes dockerd start its helpers to ask for theirs, which takes ten times
            // as long as all the rest; its headers say enough.
            let (headers, _) = ask("/_ping").await?;
            if let Some(version) = WireVersion::of_headers(&headers) {
                return Ok((version, text(&headers, "date")));
            }
        }
        let (headers, body) = ask("/version").await?;
        let version = serde_json::from_slice(&body).map_err(|error| odd(error.to_string()))?;
        Ok((version, text(&headers, "date")))
    }

    /// What is known of it.
    #[must_use]
    pub fn info(&self) -> &EngineInfo {
        &self.inner.info
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> &Address {
        self.inner.transport.address()
    }

    /// What a docker command must find in its environment to use the same engine.
    #[must_use]
    pub fn environment(&self) -> Vec<(String, String)> {
        vec![("DOCKER_HOST".to_owned(), self.address().url.clone())]
    }

    /// What must not be in a docker command's environment lest it uses another engine.
    #[must_use]
    pub fn environment_to_remove(&self) -> &'static [&'static str] {
        &["DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY"]
    }

    /// Whether it answers now.
    pub async fn ping(&self) -> Result<(), EngineError> {
        self.inner
            .transport
            .bytes("/_ping", 1024, Duration::from_secs(3))
            .await
            .map(|_| ())
    }

    /// The engine's clock, in nanoseconds since 1970.
    pub async fn now(&self) -> Result<i64, EngineError> {
        self.inner.clock.now(&self.inner.transport).await
    }

    /// Bounds a request of bollard's in time and explains its errors.
    pub(super) async fn bounded<T>(
        &self,
        timeout: Duration,
        doing: &str,
        work: impl Future<Output = Result<T, bollard::errors::Error>>,
    ) -> Result<T, EngineError> {
        let transport = &self.inner.transport;
        transport
            .within(timeout, doing, async {
                work.await
                    .map_err(|error| transport.explain(&error, doing, BOLLARD_SECONDS))
            })
            .await
    }
}

/// How much a failure tells: a socket that is there and refuses says more than one that is not.
fn telling(error: &EngineError) -> u8 {
    match error {
        EngineError::NotRunning { address } => u8::from(address.socket().is_some_and(Path::exists)),
        _ => 2,
    }
}

/// Whether this is the socket where only dockerd itself listens, or Podman, which says so.
fn is_dockers_own(address: &Address) -> bool {
    Platform::here() == Platform::Linux
        && address.socket().is_some_and(|socket| {
            socket == Path::new("/var/run/docker.sock") || socket == Path::new("/run/docker.sock")
        })
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

impl WireVersion {
    /// What the headers of dockerd say of it; `None` if it is not dockerd.
    fn of_headers(headers: &HeaderMap) -> Option<Self> {
        let server = text(headers, "server")?;
        let version = server.strip_prefix("Docker/")?.split(' ').next()?;
        Some(Self {
            version: version.to_owned(),
            api_version: text(headers, "api-version")?,
            os: text(headers, "ostype").unwrap_or_default(),
            ..Self::default()
        })
    }
}
