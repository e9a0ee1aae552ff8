//! HTTP to the engine over connections that are kept, for bollard and for what bollard reads too strictly.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bollard::BollardRequest;
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::{HeaderMap, Request, Response, Uri};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::de::DeserializeOwned;

use super::connect::Reach;
use super::{Address, EngineError, local};

pub(super) type Body = UnsyncBoxBody<Bytes, Box<dyn std::error::Error + Send + Sync>>;

/// How long a TCP connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// An answer longer than this is none of an engine.
pub(super) const MOST_BYTES: usize = 64 << 20;

/// The way to one engine.
#[derive(Clone)]
pub(super) struct Transport {
    client: Pooled,
    /// What stands for the host in request addresses.
    base: Arc<str>,
    /// `/v1.41` once it is negotiated.
    prefix: Arc<str>,
    address: Arc<Address>,
    /// Whether this engine has answered before; then its silence means that it went away.
    met: bool,
}

#[derive(Clone)]
enum Pooled {
    #[cfg(unix)]
    Unix(Client<local::Connector, Body>),
    #[cfg(windows)]
    Pipe(Client<local::Connector, Body>),
    Tcp(Client<HttpConnector, Body>),
}

impl Transport {
    pub(super) fn new(address: Address) -> Result<Self, EngineError> {
        let mut builder = Client::builder(TokioExecutor::new());
        builder
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(8);
        let (client, base) = match address.reach()? {
            #[cfg(unix)]
            Reach::Unix(path) => (
                Pooled::Unix(builder.build(local::Connector::new(path))),
                "http://docker".to_owned(),
            ),
            #[cfg(windows)]
            Reach::Pipe(name) => (
                Pooled::Pipe(builder.build(local::Connector::new(name))),
                "http://docker".to_owned(),
            ),
            Reach::Tcp(authority) => {
                let mut connector = HttpConnector::new();
                connector.set_nodelay(true);
                connector.set_connect_timeout(Some(CONNECT));
                (
                    Pooled::Tcp(builder.build(connector)),
                    format!("http://{authority}"),
                )
            }
            #[allow(
                unreachable_patterns,
                reason = "which ways there are depends on the platform"
            )]
            _ => {
                return Err(EngineError::Unsupported {
                    scheme: "local".to_owned(),
                    address,
                });
            }
        };
        Ok(Self {
            client,
            base: base.into(),
            prefix: "".into(),
            address: Arc::new(address),
            met: false,
        })
    }

    /// The same way, speaking this API version from now on.
    pub(super) fn speaking(mut self, api: &str) -> Self {
        self.prefix = format!("/v{api}").into();
        self.met = true;
        self
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// The same way as bollard takes it. bollard names no version in its paths, so it is put in
    /// here.
    pub(super) fn for_bollard(&self, timeout_seconds: u64) -> Result<bollard::Docker, EngineError> {
        let (client, prefix) = (self.client.clone(), Arc::clone(&self.prefix));
        let transport = move |request: BollardRequest| {
            let (mut parts, body) = request.into_parts();
            let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
            let uri = Uri::builder()
                .scheme(parts.uri.scheme_str().unwrap_or("http"))
                .authority(parts.uri.authority().map_or("docker", |name| name.as_str()))
                .path_and_query(format!("{prefix}{path}"))
                .build();
            let client = client.clone();
            async move {
                parts.uri = uri?;
                let request = Request::from_parts(parts, body.boxed_unsync());
                Ok(client.send(request).await?)
            }
        };
        bollard::Docker::connect_with_custom_transport(
            transport,
            Some(self.base.as_ref()),
            timeout_seconds,
            bollard::API_DEFAULT_VERSION,
        )
        .map_err(|error| self.explain(&error, "connect", timeout_seconds))
    }

    /// Asks for `path` and gives the answer as soon as its head is there. No time-out.
    pub(super) async fn open(&self, path: &str) -> Result<Response<Incoming>, EngineError> {
        let request = Request::get(format!("{}{}{path}", self.base, self.prefix))
            .header("User-Agent", "baeum")
            .body(Empty::new().map_err(|never| match never {}).boxed_unsync())
            .map_err(|error| EngineError::Unreadable {
                doing: path.to_owned(),
                detail: error.to_string(),
            })?;
        let response = self
            .client
            .send(request)
            .await
            .map_err(|error| self.failed(&error))?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status().as_u16();
        let body = self.collect(response, path, 64 << 10).await?;
        Err(EngineError::Refused {
            status,
            message: refusal(&body),
        })
    }

    /// Sends a request to a path of the API and gives the answer's head, whatever its status. The
    /// version is put in here. No time-out.
    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Body,
    ) -> Result<Response<Incoming>, EngineError> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{}{path}", self.base, self.prefix))
            .header("User-Agent", "baeum");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(body)
            .map_err(|error| EngineError::Unreadable {
                doing: path.to_owned(),
                detail: error.to_string(),
            })?;
        self.client
            .send(request)
            .await
            .map_err(|error| self.failed(&error))
    }

    /// The engine's refusal, read from the body of its answer.
    pub(super) async fn refused(&self, response: Response<Incoming>, path: &str) -> EngineError {
        let status = response.status().as_u16();
        match self.collect(response, path, 64 << 10).await {
            Ok(body) => EngineError::Refused {
                status,
                message: refusal(&body),
            },
            Err(error) => error,
        }
    }

    /// The whole answer to `GET path`, up to `most` bytes.
    pub(super) async fn bytes(
        &self,
        path: &str,
        most: usize,
        timeout: Duration,
    ) -> Result<Bytes, EngineError> {
        self.within(timeout, path, async {
            let response = self.open(path).await?;
            self.collect(response, path, most).await
        })
        .await
    }

    /// The answer to `GET path` with its headers. No time-out.
    pub(super) async fn head_and_body(
        &self,
        path: &str,
    ) -> Result<(HeaderMap, Bytes), EngineError> {
        let mut response = self.open(path).await?;
        let headers = std::mem::take(response.headers_mut());
        Ok((headers, self.collect(response, path, MOST_BYTES).await?))
    }

    /// The answer to `GET path`, read as JSON.
    pub(super) async fn json<T: DeserializeOwned>(
        &self,
        path: &str,
        timeout: Duration,
    ) -> Result<T, EngineError> {
        let bytes = self.bytes(path, MOST_BYTES, timeout).await?;
        serde_json::from_slice(&bytes).map_err(|error| EngineError::Unreadable {
            doing: path.to_owned(),
            detail: error.to_string(),
        })
    }

    /// Bounds `work` in time.
    pub(super) async fn within<T>(
        &self,
        timeout: Duration,
        doing: &str,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        tokio::time::timeout(timeout, work)
            .await
            .unwrap_or_else(|_| {
                Err(EngineError::TimedOut {
                    address: self.address().clone(),
                    doing: doing.to_owned(),
                    seconds: timeout.as_secs(),
                })
            })
    }

    /// Reads a body to its end, or to `most` bytes, after which the rest is dropped.
    pub(super) async fn collect(
        &self,
        response: Response<Incoming>,
        path: &str,
        most: usize,
    ) -> Result<Bytes, EngineError> {
        let mut body = response.into_body();
        let mut bytes = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| self.broken(&error))?;
            if let Some(data) = frame.data_ref() {
                if bytes.len() + data.len() > most {
                    if most == MOST_BYTES {
                        return Err(EngineError::Unreadable {
                            doing: path.to_owned(),
                            detail: format!("more than {most} bytes"),
                        });
                    }
                    bytes.extend_from_slice(data.get(..most - bytes.len()).unwrap_or_default());
                    break;
                }
                bytes.extend_from_slice(data);
            }
        }
        Ok(Bytes::from(bytes))
    }

    /// A connection that broke in the middle of an answer.
    pub(super) fn broken(&self, error: &dyn std::error::Error) -> EngineError {
        if self.met {
            EngineError::Gone {
                address: self.address().clone(),
            }
        } else {
            EngineError::Unreachable {
                address: self.address().clone(),
                detail: innermost(error),
            }
        }
    }

    /// Why a request got no answer.
    fn failed(&self, error: &ClientError) -> EngineError {
        let address = self.address().clone();
        let Some(kind) = io_kind(error) else {
            return self.broken(error);
        };
        if !error.is_connect() {
            return self.broken(error);
        }
        match kind {
            std::io::ErrorKind::PermissionDenied => EngineError::PermissionDenied { address },
            _ if self.met => EngineError::Gone { address },
            std::io::ErrorKind::NotFound | std::io::ErrorKind::ConnectionRefused => {
                EngineError::NotRunning { address }
            }
            _ => EngineError::Unreachable {
                address,
                detail: innermost(error),
            },
        }
    }

    /// What an error of bollard means.
    pub(super) fn explain(
        &self,
        error: &bollard::errors::Error,
        doing: &str,
        seconds: u64,
    ) -> EngineError {
        use bollard::errors::Error;
        match error {
            Error::DockerResponseServerError {
                status_code,
                message,
            } => EngineError::Refused {
                status: *status_code,
                message: refusal(message.as_bytes()),
            },
            Error::DockerStreamError { error } => EngineError::Refused {
                status: 0,
                message: error.clone(),
            },
            Error::RequestTimeoutError => EngineError::TimedOut {
                address: self.address().clone(),
                doing: doing.to_owned(),
                seconds,
            },
            Error::HyperLegacyError { err } => self.failed(err),
            Error::HyperResponseError { err } => self.broken(err),
            Error::IOError { err } => self.broken(err),
            other => EngineError::Unreadable {
                doing: doing.to_owned(),
                detail: other.to_string(),
            },
        }
    }
}

impl Pooled {
    async fn send(&self, request: Request<Body>) -> Result<Response<Incoming>, ClientError> {
        match self {
            #[cfg(unix)]
            Self::Unix(client) => client.request(request).await,
            #[cfg(windows)]
            Self::Pipe(client) => client.request(request).await,
            Self::Tcp(client) => client.request(request).await,
        }
    }
}

/// The engine's own words: JSON with a message, or plain text (Podman, proxies).
fn refusal(body: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Refusal {
        message: String,
    }
    match serde_json::from_slice::<Refusal>(body) {
        Ok(refusal) => refusal.message,
        Err(_) => String::from_utf8_lossy(body).trim().to_owned(),
    }
}

fn io_kind(error: &(dyn std::error::Error + 'static)) -> Option<std::io::ErrorKind> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        next = error.source();
    }
    None
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

/// A container's or network's name or ID as one segment of a path, and nothing but that: names come
/// from lessons, and `..` would lead elsewhere.
#[must_use]
pub fn segment(name: &str) -> String {
    if name.trim_start_matches('.').is_empty() {
        // A name that nothing can have.
        "-".to_owned()
    } else {
        encode(name)
    }
}

/// An image's reference as part of a path; its slashes and colons belong there.
#[must_use]
pub fn reference(image: &str) -> String {
    let segments: Vec<String> = image
        .split('/')
        .map(|part| segment(part).replace("%3A", ":").replace("%40", "@"))
        .collect();
    segments.join("/")
}

/// Percent-encodes a path segment or a query value.
#[must_use]
pub fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}
