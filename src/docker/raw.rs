//! The engine's API as it stands, for the small docker command: requests, streams, and connections
//! taken over.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::{HeaderMap, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

use super::transport::{Body, MOST_BYTES};
pub use super::transport::{encode, reference, segment};
use super::{Engine, EngineError};

/// What is sent with a request.
pub enum Sent {
    /// Nothing.
    Nothing,
    /// A JSON document.
    Json(String),
    /// A tar archive, read from its beginning.
    Tar(tokio::fs::File),
}

/// An answer whose head has come and whose body still comes.
pub struct Answer {
    engine: Engine,
    path: String,
    response: Response<Incoming>,
}

/// A connection taken over from HTTP: raw bytes in both directions.
pub struct Line {
    /// What the engine sends.
    pub incoming: Box<dyn AsyncRead + Send + Unpin>,
    /// What the engine gets; `None` where it takes nothing.
    pub outgoing: Option<Box<dyn AsyncWrite + Send + Unpin>>,
}

impl Engine {
    /// Sends a request and gives its answer as soon as the head is there; a refusal is an error.
    /// `path` is percent-encoded and names no version.
    pub async fn raw(&self, method: &str, path: &str, sent: Sent) -> Result<Answer, EngineError> {
        let (kind, body) = body_of(sent);
        let headers: &[_] = match kind {
            Some(kind) => &[("Content-Type", kind)],
            None => &[],
        };
        let transport = &self.inner.transport;
        let response = transport.send(method, path, headers, body).await?;
        if response.status().is_success() || response.status().as_u16() == 304 {
            return Ok(Answer {
                engine: self.clone(),
                path: path.to_owned(),
                response,
            });
        }
        Err(transport.refused(response, path).await)
    }

    /// Sends a request and takes its connection over.
    pub async fn raw_line(&self, path: &str, json: Option<String>) -> Result<Line, EngineError> {
        let (kind, body) = body_of(Sent::Json(json.unwrap_or_default()));
        let headers = [
            ("Content-Type", kind.unwrap_or("application/json")),
            ("Connection", "Upgrade"),
            ("Upgrade", "tcp"),
        ];
        let transport = &self.inner.transport;
        let response = transport.send("POST", path, &headers, body).await?;
        if response.status().as_u16() == 101 {
            let upgraded = hyper::upgrade::on(response)
                .await
                .map_err(|error| transport.broken(&error))?;
            let (incoming, outgoing) = tokio::io::split(TokioIo::new(upgraded));
            return Ok(Line {
                incoming: Box::new(incoming),
                outgoing: Some(Box::new(outgoing)),
            });
        }
        if response.status().is_success() {
            // An engine that does not upgrade still sends what comes out.
            return Ok(Line {
                incoming: Box::new(BodyReader::new(response.into_body())),
                outgoing: None,
            });
        }
        Err(transport.refused(response, path).await)
    }
}

impl Answer {
    /// Its HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// Its headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The next piece of its body; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, EngineError> {
        while let Some(frame) = self.response.body_mut().frame().await {
            let frame = frame.map_err(|error| self.engine.inner.transport.broken(&error))?;
            if let Ok(data) = frame.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }

    /// Its whole body, up to 64 mebibytes.
    pub async fn whole(self) -> Result<Bytes, EngineError> {
        self.engine
            .inner
            .transport
            .collect(self.response, &self.path, MOST_BYTES)
            .await
    }

    /// Its body as a stream of bytes.
    #[must_use]
    pub fn reader(self) -> Box<dyn AsyncRead + Send + Unpin> {
        Box::new(BodyReader::new(self.response.into_body()))
    }
}

fn body_of(sent: Sent) -> (Option<&'static str>, Body) {
    match sent {
        Sent::Nothing => (
            None,
            Empty::new().map_err(|never| match never {}).boxed_unsync(),
        ),
        Sent::Json(text) => (
            Some("application/json"),
            Full::new(Bytes::from(text))
                .map_err(|never| match never {})
                .boxed_unsync(),
        ),
        Sent::Tar(file) => {
            let pieces = futures_util::stream::try_unfold(file, |mut file| async move {
                let mut piece = vec![0; 64 << 10];
                let length = file.read(&mut piece).await?;
                piece.truncate(length);
                let frame = (length > 0).then(|| (Frame::data(Bytes::from(piece)), file));
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(frame)
            });
            (
                Some("application/x-tar"),
                StreamBody::new(pieces).boxed_unsync(),
            )
        }
    }
}

/// A body that is read like a file.
struct BodyReader {
    body: Incoming,
    rest: Bytes,
}

impl BodyReader {
    fn new(body: Incoming) -> Self {
        Self {
            body,
            rest: Bytes::new(),
        }
    }
}

impl AsyncRead for BodyReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        use hyper::body::Body as _;
        while self.rest.is_empty() {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(Ok(())),
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Err(std::io::Error::other(error)));
                }
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        self.rest = data;
                    }
                }
            }
        }
        let length = self.rest.len().min(into.remaining());
        into.put_slice(&self.rest.split_to(length));
        Poll::Ready(Ok(()))
    }
}
