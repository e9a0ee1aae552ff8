//! The server's connections: who is let in, and how each ends when the serving does.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Semaphore, watch};

use super::api;
use super::engine::Engine;

/// How long those who are connected must be silent before their connections are closed, when an heir
/// has taken the socket's place.
const SILENCE: Duration = Duration::from_millis(100);
/// How long they may take until they are, or until their first request is there.
pub(super) const LAST_REQUESTS: Duration = Duration::from_secs(1);
/// How long a request that is being answered holds up the end.
pub(super) const BUSY: Duration = Duration::from_secs(2);
/// How long an answer may take to be sent; those without end are cut off then.
pub(super) const GRACE: Duration = Duration::from_millis(200);
/// How many connections are served at a time; further ones are closed at once.
pub(super) const MAX_CONNECTIONS: usize = 1024;

#[cfg(unix)]
pub(super) type Listener = tokio::net::UnixListener;
#[cfg(not(unix))]
pub(super) type Listener = tokio::net::TcpListener;

/// How serving ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With this process.
    Over,
    /// An heir goes on.
    HandedOver,
}

/// Lets clients in until the end.
pub(super) async fn accept(
    listener: Listener,
    engine: Arc<Engine>,
    room: Arc<Semaphore>,
    mut ending: watch::Receiver<Option<Ending>>,
) {
    let ended = ending.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = ending.changed() => break,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file handles, perhaps: others must close theirs first.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        admit(stream, &engine, &room, &ended);
    }
    // Who connected before the heir took the place is answered here.
    if *ending.borrow() == Some(Ending::HandedOver) {
        while let Ok(Ok((stream, _))) = tokio::time::timeout(SILENCE / 2, listener.accept()).await {
            admit(stream, &engine, &room, &ended);
        }
    }
}

fn admit<S>(
    stream: S,
    engine: &Arc<Engine>,
    room: &Arc<Semaphore>,
    ending: &watch::Receiver<Option<Ending>>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Ok(permit) = Arc::clone(room).try_acquire_owned() else {
        return;
    };
    let talk = talk(stream, Arc::clone(engine), ending.clone());
    tokio::spawn(async move {
        talk.await;
        drop(permit);
    });
}

/// What a connection is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing was asked yet.
    Fresh,
    /// An answer is being made.
    Busy,
    /// The answer goes out, or has gone.
    Answered,
}

async fn talk<S>(stream: S, engine: Arc<Engine>, mut ending: watch::Receiver<Option<Ending>>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (phase, mut seen) = watch::channel(Phase::Fresh);
    let phase = Arc::new(phase);
    let service = service_fn(move |request| {
        let (phase, engine) = (Arc::clone(&phase), Arc::clone(&engine));
        async move {
            phase.send_replace(Phase::Busy);
            let answer = api::answer(engine, request).await;
            phase.send_replace(Phase::Answered);
            answer
        }
    });
    let connection = http1::Builder::new()
        .half_close(true)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    let ending = tokio::select! {
        _ = connection.as_mut() => return,
        ending = ending.wait_for(Option::is_some) => ending.ok().and_then(|ending| *ending),
    };
    let handed = ending == Some(Ending::HandedOver);
    tokio::select! {
        _ = connection.as_mut() => return,
        () = last_requests(&mut seen, handed) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(GRACE, connection).await;
}

/// Waits until a connection can be closed without losing what its client has just sent.
async fn last_requests(seen: &mut watch::Receiver<Phase>, handed: bool) {
    if handed {
        let silence = async {
            let _ = seen.wait_for(|phase| *phase != Phase::Fresh).await;
            while let Ok(Ok(())) = tokio::time::timeout(SILENCE, seen.changed()).await {}
        };
        let _ = tokio::time::timeout(LAST_REQUESTS, silence).await;
    }
    let answered = seen.wait_for(|phase| *phase != Phase::Busy);
    let _ = tokio::time::timeout(BUSY, answered).await;
}
