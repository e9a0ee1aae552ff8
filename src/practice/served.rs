//! Published ports as real listeners on this machine's loopback address, speaking HTTP.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

use super::engine::Engine;
use super::inside::{HttpRequest, NetError};
use super::world::ports::Published;

/// The largest body of a request through a published port, in bytes.
const MAX_BODY: usize = 1024 * 1024;
/// How many connections one port takes at a time.
const MAX_CONNECTIONS: usize = 256;

/// How long a connection that leads nowhere is held at most.
const RESET_AFTER: Duration = Duration::from_secs(5);

/// Where a published port is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The container's identifier.
    pub container: String,
    /// The port as it was asked for.
    pub asked: u16,
    /// The port inside; the same as `asked` in host mode.
    pub inside: u16,
    /// The address that works on this machine.
    pub served_at: SocketAddr,
}

#[derive(Debug)]
struct Open {
    place: Place,
    published: Option<Published>,
    /// Closed when they are dropped.
    _doors: Vec<Door>,
}

/// A listener in the hands of the doorkeeper.
#[derive(Debug)]
struct Door {
    task: AbortHandle,
    /// Ends when the listener is closed.
    closed: mpsc::Receiver<Infallible>,
}

impl Drop for Door {
    /// Gives the port back before anything else happens: the next request may want it.
    fn drop(&mut self) {
        self.task.abort();
        let _ = self.closed.recv_timeout(CLOSES_WITHIN);
    }
}

/// Long enough for a thread that only has to wake up.
const CLOSES_WITHIN: Duration = Duration::from_secs(5);

/// The thread that all listeners live on. It never waits for the world, so that a port can be given
/// back by whoever has the world in hand.
fn doorkeeper() -> Option<&'static Handle> {
    static DOORKEEPER: OnceLock<Option<Handle>> = OnceLock::new();
    DOORKEEPER
        .get_or_init(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .ok()?;
            let handle = runtime.handle().clone();
            std::thread::Builder::new()
                .name("practice ports".to_owned())
                .spawn(move || runtime.block_on(std::future::pending::<()>()))
                .ok()?;
            Some(handle)
        })
        .as_ref()
}

/// The open ports.
#[derive(Debug, Default)]
pub struct Served {
    open: Vec<Open>,
}

/// What may come of the wish for a port.
enum Bound {
    Here(TcpListener),
    Taken,
}

/// Takes a port on the loopback address; a high one where the machine keeps this one from us.
fn bind(port: u16, any: bool, at: impl Fn(u16) -> std::io::Result<TcpListener>) -> Bound {
    match at(port) {
        Ok(listener) => Bound::Here(listener),
        Err(error) if any || error.kind() != ErrorKind::AddrInUse => {
            let higher = port.checked_add(20_000).unwrap_or(0);
            match at(higher).or_else(|_| at(0)) {
                Ok(listener) => Bound::Here(listener),
                Err(_) => Bound::Taken,
            }
        }
        Err(_) => Bound::Taken,
    }
}

fn on_loopback(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

impl Served {
    /// Opens a published port; `false` if somebody else has it.
    pub fn open(&mut self, engine: &Arc<Engine>, container: &str, published: &Published) -> bool {
        self.serve(
            engine,
            container,
            Some(published.clone()),
            published.host_port,
            false,
        )
    }

    /// Opens a port again that was published before; elsewhere, if it is taken by now.
    pub fn reopen(&mut self, engine: &Arc<Engine>, container: &str, published: &Published) {
        if published.protocol == "tcp" {
            self.serve(
                engine,
                container,
                Some(published.clone()),
                published.host_port,
                true,
            );
        }
    }

    /// Opens a port that a program in host mode listens on, unless that was done; `false` if
    /// somebody else has it and no other place will do.
    pub fn open_host(
        &mut self,
        engine: &Arc<Engine>,
        container: &str,
        port: u16,
        anywhere: bool,
    ) -> bool {
        let done = self
            .open
            .iter()
            .any(|open| open.published.is_none() && open.place.asked == port);
        done || self.serve(engine, container, None, port, anywhere)
    }

    fn serve(
        &mut self,
        engine: &Arc<Engine>,
        container: &str,
        published: Option<Published>,
        port: u16,
        any: bool,
    ) -> bool {
        let Bound::Here(listener) = bind(port, any, on_loopback) else {
            return false;
        };
        let Ok(served_at) = listener.local_addr() else {
            return false;
        };
        let inside = published.as_ref().map_or(port, |published| published.port);
        let place = Place {
            container: container.to_owned(),
            asked: port,
            inside,
            served_at,
        };
        let mut doors = Vec::new();
        // A browser may try the newer loopback address first; it is no loss where there is none.
        let second = TcpListener::bind((Ipv6Addr::LOCALHOST, served_at.port()));
        for listener in std::iter::once(Ok(listener)).chain([second]).flatten() {
            doors.extend(accept(engine, listener, &place, published.is_some()));
        }
        if doors.is_empty() {
            return false;
        }
        self.open.push(Open {
            place,
            published,
            _doors: doors,
        });
        true
    }

    /// Closes the ports that are not wanted any more.
    pub fn keep(&mut self, wanted: impl Fn(&str, Option<&Published>) -> bool) {
        self.open
            .retain(|open| wanted(&open.place.container, open.published.as_ref()));
    }

    /// Where the ports are served.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        self.open.iter().map(|open| open.place.clone()).collect()
    }

    /// Closes them all.
    pub fn close_all(&mut self) {
        self.open.clear();
    }
}

fn accept(
    engine: &Arc<Engine>,
    listener: TcpListener,
    place: &Place,
    published: bool,
) -> Option<Door> {
    listener.set_nonblocking(true).ok()?;
    let doorkeeper = doorkeeper()?;
    let (engine, place) = (Arc::downgrade(engine), place.clone());
    // Whoever opened the port serves what comes in; the doorkeeper only opens the door.
    let servers = Handle::try_current().ok()?;
    let (open, closed) = mpsc::channel();
    // The listener goes before the sender, whose end tells that it is closed.
    let held = (listener, open);
    let task = doorkeeper.spawn(async move {
        let (listener, open) = held;
        let _open = open;
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
            return;
        };
        let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let Some(engine) = engine.upgrade() else {
                return;
            };
            let (Ok(permit), Ok(stream)) =
                (Arc::clone(&room).try_acquire_owned(), stream.into_std())
            else {
                continue;
            };
            let place = place.clone();
            servers.spawn(async move {
                if let Ok(stream) = TcpStream::from_std(stream) {
                    talk(engine, stream, place, published).await;
                }
                drop(permit);
            });
        }
    });
    Some(Door {
        task: task.abort_handle(),
        closed,
    })
}

/// One connection from the host.
async fn talk(engine: Arc<Engine>, stream: TcpStream, place: Place, published: bool) {
    let someone = engine.read(|world| {
        let Some(held) = world.containers.get(&place.container) else {
            return false;
        };
        let owner = &world.network_owner(held).id;
        world
            .running()
            .filter(|other| !published || world.network_owner(other).id == *owner)
            .filter_map(|other| other.program.as_ref())
            .flat_map(super::inside::Program::listeners)
            .any(|listener| {
                listener.port == place.inside && !(published && listener.address.is_loopback())
            })
    });
    if !someone {
        // As Docker's proxy does when nothing listens behind it: taken, then reset. Not before the
        // client has seen its connection and asked, else it would take it for a refusal.
        let _ = tokio::time::timeout(RESET_AFTER, stream.readable()).await;
        let _ = stream.set_zero_linger();
        return;
    }
    let service = service_fn(move |request| {
        let (engine, place) = (Arc::clone(&engine), place.clone());
        async move { answer(&engine, &place, published, request).await }
    });
    let _ = http1::Builder::new()
        .auto_date_header(false)
        .title_case_headers(true)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// The connection is given up without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is given up")]
struct GivenUp;

async fn answer(
    engine: &Arc<Engine>,
    place: &Place,
    published: bool,
    request: Request<Incoming>,
) -> Result<Response<http_body_util::combinators::BoxBody<Bytes, Infallible>>, GivenUp> {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, MAX_BODY)
        .collect()
        .await
        .map_err(|_| GivenUp)?
        .to_bytes();
    let target = parts
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| {
            (
                title_case(name.as_str()),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    let request = HttpRequest {
        method: parts.method.as_str().to_owned(),
        target: target.to_owned(),
        headers,
        body: body.to_vec(),
        from: Ipv4Addr::LOCALHOST,
    };
    let result = engine.change(|world| {
        if published {
            world.through_published(&place.container, place.inside, request, 0)
        } else {
            let here = Ipv4Addr::LOCALHOST;
            world.arrive_at_host(here, here, place.inside, request, 0)
        }
    });
    let answer = match result {
        Ok(answer) => answer,
        Err(NetError::TimedOut) => std::future::pending().await,
        Err(NetError::Refused | NetError::Reset | NetError::Unreachable) => return Err(GivenUp),
    };
    let mut response = Response::new(Full::new(Bytes::from(answer.body)).boxed());
    *response.status_mut() = StatusCode::from_u16(answer.status).map_err(|_| GivenUp)?;
    for (name, value) in &answer.headers {
        // The framing is ours; the rest goes as it is.
        if name.eq_ignore_ascii_case("transfer-encoding") || name.eq_ignore_ascii_case("connection")
        {
            continue;
        }
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            response.headers_mut().append(name, value);
        }
    }
    Ok(response)
}

fn title_case(name: &str) -> String {
    let mut start = true;
    name.chars()
        .map(|letter| {
            let letter = if start {
                letter.to_ascii_uppercase()
            } else {
                letter
            };
            start = letter == '-';
            letter
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_the_machine_keeps_for_itself_is_served_on_a_high_one() {
        let refused = |port: u16| {
            if port != 0 && port < 1024 {
                Err(std::io::Error::from(ErrorKind::PermissionDenied))
            } else {
                on_loopback(port)
            }
        };
        let Bound::Here(listener) = bind(81, false, refused) else {
            panic!("no port at all");
        };
        assert!(listener.local_addr().unwrap().port() > 1024);
    }

    #[test]
    fn a_port_that_somebody_else_has_is_taken() {
        let first = on_loopback(0).unwrap();
        let port = first.local_addr().unwrap().port();
        assert!(matches!(bind(port, false, on_loopback), Bound::Taken));
        assert!(matches!(bind(port, true, on_loopback), Bound::Here(_)));
    }

    #[test]
    fn header_names_are_written_as_browsers_write_them() {
        assert_eq!(title_case("x-forwarded-for"), "X-Forwarded-For");
    }
}
