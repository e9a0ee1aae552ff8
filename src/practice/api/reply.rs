//! Answers: the headers dockerd sends with each, and the kinds of bodies.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;
use tokio::sync::mpsc;

use super::json::{object, to_line};
use crate::practice::world::fault::Fault;

/// The body of an answer.
pub type Body = BoxBody<Bytes, Infallible>;
/// An answer.
pub type Reply = Response<Body>;

/// The highest version of the API that is spoken.
pub const API_VERSION: &str = "1.51";

/// An answer with the headers that all have.
#[must_use]
pub fn plain(status: u16, kind: Option<&'static str>, body: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(Full::new(body.into()).boxed());
    *reply.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    dress(&mut reply, kind);
    reply
}

fn dress(reply: &mut Reply, kind: Option<&'static str>) {
    let headers = reply.headers_mut();
    for (name, value) in [
        ("api-version", API_VERSION),
        ("docker-experimental", "false"),
        ("ostype", "linux"),
        (
            "server",
            concat!("baeum-practice/", env!("CARGO_PKG_VERSION"), " (linux)"),
        ),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if let Some(kind) = kind {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
}

/// An answer without a body.
#[must_use]
pub fn empty(status: u16) -> Reply {
    plain(status, None, Bytes::new())
}

/// A JSON answer.
pub fn json(status: u16, value: &impl Serialize) -> Reply {
    plain(status, Some("application/json"), to_line(value))
}

/// An error as dockerd gives it.
#[must_use]
pub fn fault(fault: &Fault) -> Reply {
    json(fault.status, &object! {"message": fault.message.as_str()})
}

/// Where the rest of a streamed answer is written.
#[derive(Debug, Clone)]
pub struct Writer(mpsc::Sender<Bytes>);

impl Writer {
    /// Writes a piece; `false` once nobody reads any more.
    pub async fn write(&self, bytes: impl Into<Bytes>) -> bool {
        self.0.send(bytes.into()).await.is_ok()
    }

    /// Comes back once nobody reads any more.
    pub async fn closed(&self) {
        self.0.closed().await;
    }
}

/// An answer whose head goes out at once and whose body follows.
#[must_use]
pub fn streamed(status: u16, kind: &'static str) -> (Reply, Writer) {
    let (sender, receiver) = mpsc::channel(64);
    let pieces = stream::unfold(receiver, |mut receiver: mpsc::Receiver<Bytes>| async move {
        let bytes = receiver.recv().await?;
        Some((Ok::<_, Infallible>(Frame::data(bytes)), receiver))
    });
    let mut reply = Response::new(BodyExt::boxed(StreamBody::new(pieces)));
    *reply.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    dress(&mut reply, Some(kind));
    (reply, Writer(sender))
}
