//! One HTTP request from this machine, over a fresh connection and no proxy.

use std::io::ErrorKind;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::probe::{HttpAnswer, HttpFailure, MOST_BODY, PROBE_AGENT};

/// Asks for `url` (plain `http://`) and waits at most `timeout` for the whole answer.
pub async fn http_from_host(url: &str, timeout: Duration) -> Result<HttpAnswer, HttpFailure> {
    tokio::time::timeout(timeout, ask(url))
        .await
        .unwrap_or(Err(HttpFailure::TimedOut))
}

async fn ask(url: &str) -> Result<HttpAnswer, HttpFailure> {
    let uri: Uri = url
        .parse()
        .map_err(|error| HttpFailure::Other(format!("{url}: {error}")))?;
    let (Some("http"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(HttpFailure::Other(format!("{url}: not http://")));
    };
    let stream = connect(
        authority.host().trim_matches(['[', ']']),
        authority.port_u16().unwrap_or(80),
    )
    .await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| dropped(&error))?;
    // Dropping the task with the answer keeps nothing open behind the caller's back.
    let connection = tokio::spawn(connection);
    let answer = exchange(&mut sender, &uri, authority.as_str()).await;
    connection.abort();
    answer
}

async fn exchange(
    sender: &mut hyper::client::conn::http1::SendRequest<Empty<Bytes>>,
    uri: &Uri,
    host: &str,
) -> Result<HttpAnswer, HttpFailure> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let request = Request::get(path)
        .header("Host", host)
        .header("User-Agent", PROBE_AGENT)
        .header("Accept", "*/*")
        .header("Connection", "close")
        .body(Empty::new())
        .map_err(|error| HttpFailure::Other(error.to_string()))?;
    let response = sender
        .send_request(request)
        .await
        .map_err(|error| dropped(&error))?;
    let (parts, mut body) = response.into_parts();
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| dropped(&error))?;
        if let Some(data) = frame.data_ref() {
            let room = MOST_BODY.saturating_sub(bytes.len()).min(data.len());
            bytes.extend_from_slice(data.get(..room).unwrap_or_default());
            if bytes.len() == MOST_BODY {
                break;
            }
        }
    }
    Ok(HttpAnswer {
        status: parts.status.as_u16(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect(),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

/// Tries every address of the host, as browsers and curl do.
async fn connect(host: &str, port: u16) -> Result<TcpStream, HttpFailure> {
    let addresses = tokio::net::lookup_host((host, port))
        .await
        .map_err(|_| HttpFailure::NameNotResolved)?;
    let mut failure = HttpFailure::NameNotResolved;
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Err(error) => {
                failure = match error.kind() {
                    ErrorKind::ConnectionRefused => HttpFailure::Refused,
                    ErrorKind::ConnectionReset => HttpFailure::Reset,
                    ErrorKind::TimedOut
                    | ErrorKind::HostUnreachable
                    | ErrorKind::NetworkUnreachable => HttpFailure::TimedOut,
                    _ => HttpFailure::Other(error.to_string()),
                };
            }
        }
    }
    Err(failure)
}

/// A connection that was there and gave no whole answer.
fn dropped(error: &hyper::Error) -> HttpFailure {
    if error.is_parse() {
        HttpFailure::Other(error.to_string())
    } else {
        HttpFailure::Reset
    }
}
