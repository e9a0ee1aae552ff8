//! What happens on the engine, as it happens, with a once-a-second tick beside it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::Stream;
use http_body_util::BodyExt;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

use super::clock::{Clock, seconds_with_fraction};
use super::events::{Event, Events};
use super::transport::encode;
use super::{Engine, EngineError};

/// How often to look even though nothing was said.
const TICK: Duration = Duration::from_secs(1);
/// How long to wait before looking for a lost engine again: at first, and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Something that may have changed what a check would find. It wakes; a snapshot decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A container was made, started, stopped, renamed, removed, …
    Container {
        /// Its ID.
        id: String,
        /// Its name.
        name: String,
        /// The engine's word, such as `start`.
        action: String,
    },
    /// A network was made or removed, or a container joined or left it.
    Network {
        /// Its ID.
        id: String,
        /// Its name.
        name: String,
        /// The engine's word, such as `connect`.
        action: String,
    },
    /// An image was pulled, built, tagged, removed, …
    Image {
        /// Its ID or reference.
        id: String,
        /// Its reference, where the engine says it.
        name: String,
        /// The engine's word, such as `tag`.
        action: String,
    },
    /// Somebody other than baeum runs a program in a container.
    Exec {
        /// The container's name.
        container: String,
        /// The command with its arguments, joined by spaces.
        command: String,
        /// When: nanoseconds since 1970 by the engine's clock.
        time: i64,
    },
    /// The engine no longer answers.
    Lost,
    /// The engine answers again.
    Back,
    /// A second has passed. None come while the engine is lost.
    Tick,
}

/// The changes on `engine` from now on, or from a moment of its clock on (nanoseconds since 1970).
///
/// Listening begins with this call, not with the first poll: take a snapshot after it and nothing
/// falls between. It ends when the stream is dropped. Must be called within a Tokio runtime.
#[must_use = "dropping the stream ends the listening"]
pub fn changes(engine: &Engine, since: Option<i64>) -> Changes {
    let (sender, receiver) = mpsc::channel(256);
    let (engine, called) = (engine.clone(), Clock::here());
    let task = tokio::spawn(async move {
        let since = match since {
            Some(since) => Some(since),
            None => engine
                .now()
                .await
                .ok()
                .map(|now| now - (Clock::here() - called)),
        };
        // It ends only when nobody listens any more.
        let _ = listen(engine, since, sender).await;
    });
    Changes { receiver, task }
}

/// See [`changes`].
#[derive(Debug)]
pub struct Changes {
    receiver: mpsc::Receiver<Change>,
    task: JoinHandle<()>,
}

impl Stream for Changes {
    type Item = Change;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Change>> {
        self.receiver.poll_recv(context)
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Nobody listens any more.
struct Closed;

async fn listen(
    engine: Engine,
    mut since: Option<i64>,
    sender: mpsc::Sender<Change>,
) -> Result<(), Closed> {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.reset();
    let mut pause = FIRST_PAUSE;
    loop {
        let begun = Instant::now();
        ticking(&mut ticks, &sender, hear(&engine, &mut since, &sender)).await??;
        if begun.elapsed() > LONGEST_PAUSE {
            pause = FIRST_PAUSE;
        }
        if engine.ping().await.is_ok() {
            // Only the stream ended: a proxy grew tired of it, or this engine tells nothing. Then
            // the ticks must do.
            ticking(&mut ticks, &sender, tokio::time::sleep(pause)).await?;
            pause = (pause * 2).min(LONGEST_PAUSE);
            continue;
        }
        sender.send(Change::Lost).await.map_err(|_| Closed)?;
        let mut pause = FIRST_PAUSE;
        while engine.ping().await.is_err() {
            if sender.is_closed() {
                return Err(Closed);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        sender.send(Change::Back).await.map_err(|_| Closed)?;
        ticks.reset();
    }
}

/// Does `work` and sends a tick every second meanwhile.
async fn ticking<T>(
    ticks: &mut Interval,
    sender: &mpsc::Sender<Change>,
    work: impl Future<Output = T>,
) -> Result<T, Closed> {
    tokio::pin!(work);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return Ok(done),
            _ = ticks.tick() => sender.send(Change::Tick).await.map_err(|_| Closed)?,
        }
    }
}

/// Hands events on until the engine falls silent.
async fn hear(
    engine: &Engine,
    since: &mut Option<i64>,
    sender: &mpsc::Sender<Change>,
) -> Result<(), Closed> {
    let Ok(mut body) = open(engine, *since).await else {
        return Ok(());
    };
    let mut events = Events::default();
    while let Some(Ok(frame)) = body.frame().await {
        let Some(data) = frame.data_ref() else {
            continue;
        };
        for event in events.feed(data) {
            *since = Some(event.time());
            if let Some(change) = read(engine, &event) {
                sender.send(change).await.map_err(|_| Closed)?;
            }
        }
    }
    Ok(())
}

async fn open(engine: &Engine, since: Option<i64>) -> Result<hyper::body::Incoming, EngineError> {
    let filters = serde_json::json!({"type": ["container", "network", "image"]});
    let mut path = format!("/events?filters={}", encode(&filters.to_string()));
    if let Some(since) = since {
        path.push_str("&since=");
        path.push_str(&seconds_with_fraction(since));
    }
    Ok(engine.inner.transport.open(&path).await?.into_body())
}

/// What an event means; `None` for what changes nothing, and for baeum's own probes, which would
/// otherwise wake the checks that send them.
fn read(engine: &Engine, event: &Event) -> Option<Change> {
    let (id, name) = (event.id().to_owned(), event.name().to_owned());
    let action = event.action.clone();
    match event.kind.as_str() {
        "network" => {
            let name = if name.is_empty() { id.clone() } else { name };
            Some(Change::Network { id, name, action })
        }
        "image" => Some(Change::Image { id, name, action }),
        "container" => {
            let word = action.split(':').next().unwrap_or_default();
            match word {
                "exec_create" | "exec_die" if engine.inner.own.is_ours(event) => None,
                "exec_create" => Some(Change::Exec {
                    container: name,
                    command: event.exec_command().unwrap_or_default().to_owned(),
                    time: event.time(),
                }),
                "exec_start" | "exec_detach" | "archive-path" | "resize" | "top" | "export" => None,
                _ => Some(Change::Container { id, name, action }),
            }
        }
        _ => None,
    }
}
