//! `GET /events` and `GET /containers/{id}/logs`: what happened, and what goes on happening.

use std::sync::Arc;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use serde_json::json;

use super::call::Call;
use super::filters::Filters;
use super::json::{Object, object};
use super::reply::{Reply, Writer, streamed};
use crate::practice::engine::Engine;
use crate::practice::inside::Stream;
use crate::practice::world::events::Event;
use crate::practice::world::fault::Fault;
use crate::practice::world::logs::Line;
use crate::practice::world::source::Time;

/// Reads `1700000000`, `1700000000.123456789` (seconds since 1970).
fn moment(text: &str) -> Result<Option<Time>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    let invalid = || {
        Fault::internal(format!(
            "strconv.ParseInt: parsing \"{text}\": invalid syntax"
        ))
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let seconds: i64 = whole.parse().map_err(|_| invalid())?;
    let digits: String = fraction
        .chars()
        .chain("000000000".chars())
        .take(9)
        .collect();
    let nanoseconds: i64 = digits.parse().map_err(|_| invalid())?;
    Ok(Some(Time(
        seconds
            .saturating_mul(1_000_000_000)
            .saturating_add(nanoseconds),
    )))
}

fn event_shape(event: &Event) -> Object {
    let mut object = Object::default();
    if event.kind == "container" || event.kind == "image" {
        if !event.id.is_empty() {
            object.add("status", event.action.as_str());
            object.add("id", event.id.as_str());
        }
        if event.kind == "container"
            && let Some(image) = event.attributes.get("image")
        {
            object.add("from", image.as_str());
        }
    }
    object.add("Type", event.kind.as_str());
    object.add("Action", event.action.as_str());
    object.add(
        "Actor",
        object! {"ID": event.id.as_str(), "Attributes": json!(event.attributes)},
    );
    object.add("scope", "local");
    object.add("time", event.time.seconds());
    object.add("timeNano", event.time.0);
    object
}

fn wanted(event: &Event, filters: &Filters) -> bool {
    let about = |kind: &str, wanted: &str| {
        event.kind == kind
            && (event.id.starts_with(wanted)
                || event
                    .attributes
                    .get("name")
                    .is_some_and(|name| name == wanted)
                || (kind == "image"
                    && event
                        .attributes
                        .get("name")
                        .is_some_and(|name| name.split(':').next() == Some(wanted))))
    };
    let image_of_container = |wanted: &str| {
        event
            .attributes
            .get("image")
            .is_some_and(|image| image == wanted || image.split(':').next() == Some(wanted))
    };
    filters.any("type", |kind| kind == event.kind)
        && filters.any("event", |action| {
            // `exec_create` alone stands for `exec_create: COMMAND`.
            event.action == action
                || event
                    .action
                    .strip_prefix(action)
                    .is_some_and(|rest| rest.starts_with(':'))
        })
        && filters.any("container", |wanted| about("container", wanted))
        && filters.any("network", |wanted| about("network", wanted))
        && filters.any("image", |wanted| {
            about("image", wanted) || image_of_container(wanted)
        })
        && filters.any("scope", |scope| scope == "local")
        && filters.any("daemon", |_| true)
        && filters.labels(&event.attributes)
}

/// `GET /events`
pub fn events(engine: &Arc<Engine>, call: &Call) -> Result<Reply, Fault> {
    let (since, until) = (moment(call.value("since"))?, moment(call.value("until"))?);
    let filters = Filters::read_any(call.value("filters"))?;
    let mut next = engine.read(|world| match since {
        Some(_) => 0,
        None => world.events.next(),
    });
    // Without `since`, `until` in the past means there is nothing to tell.
    let (reply, writer) = streamed(200, "application/json");
    let engine = Arc::clone(engine);
    tokio::spawn(async move {
        let mut changes = engine.changes();
        loop {
            changes.mark_unchanged();
            let (lines, now) = engine.read(|world| {
                let mut lines = Vec::new();
                for event in world.events.from(next) {
                    if since.is_none_or(|since| event.time >= since)
                        && until.is_none_or(|until| event.time <= until)
                        && wanted(event, &filters)
                    {
                        lines.extend(event_shape(event).line());
                    }
                }
                next = world.events.next();
                (lines, world.source.now())
            });
            if !lines.is_empty() && !writer.write(lines).await {
                return;
            }
            let left = match until {
                Some(until) if until <= now => return,
                Some(until) => Duration::from_nanos(u64::try_from(until.0 - now.0).unwrap_or(0)),
                None => Duration::from_hours(1),
            };
            tokio::select! {
                turn = changes.changed() => if turn.is_err() { return },
                () = writer.closed() => return,
                () = tokio::time::sleep(left) => {}
            }
        }
    });
    Ok(reply)
}

/// One piece of a stream without a terminal: eight bytes of head, then the text.
#[must_use]
pub fn frame(stream: Stream, text: &[u8]) -> Bytes {
    let mut bytes = BytesMut::with_capacity(text.len() + 8);
    bytes.put_u8(match stream {
        Stream::Out => 1,
        Stream::Err => 2,
    });
    bytes.put_bytes(0, 3);
    bytes.put_u32(u32::try_from(text.len()).unwrap_or(u32::MAX));
    bytes.put_slice(text);
    bytes.freeze()
}

/// Which lines of a log are wanted, and how they are written.
#[allow(clippy::struct_excessive_bools)] // Each is a switch of the request.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Lines of standard output.
    pub stdout: bool,
    /// Lines of standard error.
    pub stderr: bool,
    /// With the moment before each line.
    pub timestamps: bool,
    /// Not before this moment.
    pub since: Option<Time>,
    /// Not after this moment.
    pub until: Option<Time>,
    /// Without heads, as a terminal has it.
    pub raw: bool,
}

impl Wanted {
    fn write(&self, line: &Line) -> Option<Bytes> {
        let stream_wanted = match line.stream {
            Stream::Out => self.stdout,
            Stream::Err => self.stderr,
        };
        if !stream_wanted
            || self.since.is_some_and(|since| line.time < since)
            || self.until.is_some_and(|until| line.time > until)
        {
            return None;
        }
        let text = if self.timestamps {
            format!("{} {}", line.time.log_stamp(), line.text)
        } else {
            line.text.clone()
        };
        Some(if self.raw {
            Bytes::from(text.replace('\n', "\r\n"))
        } else {
            frame(line.stream, text.as_bytes())
        })
    }
}

/// `GET /containers/{id}/logs`
pub fn logs(engine: &Arc<Engine>, call: &Call, reference: &str) -> Result<Reply, Fault> {
    let wanted = Wanted {
        stdout: call.on("stdout"),
        stderr: call.on("stderr"),
        timestamps: call.on("timestamps"),
        since: moment(call.value("since"))?.filter(|since| *since != Time::ZERO),
        until: moment(call.value("until"))?.filter(|until| *until != Time::ZERO),
        raw: engine.container(reference)?.config.tty,
    };
    if !(wanted.stdout || wanted.stderr) {
        return Err(Fault::bad(
            "Bad parameters: you must choose at least one stream",
        ));
    }
    let tail = call.value("tail").parse::<usize>().ok();
    let follow = call.on("follow");
    let id = engine.container_id(reference)?;
    let (first, next) = engine.read(|world| {
        let held = world.container(&id)?;
        let mut lines: Vec<Bytes> = held
            .log
            .lines()
            .filter_map(|line| wanted.write(line))
            .collect();
        if let Some(tail) = tail {
            lines.drain(..lines.len().saturating_sub(tail));
        }
        Ok::<_, Fault>((lines.concat(), held.log.next()))
    })?;
    let kind = if wanted.raw {
        "application/vnd.docker.raw-stream"
    } else {
        "application/vnd.docker.multiplexed-stream"
    };
    let (reply, writer) = streamed(200, kind);
    let engine = Arc::clone(engine);
    tokio::spawn(async move {
        if (first.is_empty() || writer.write(first).await) && follow {
            follow_log(&engine, &id, &wanted, next, &writer).await;
        }
    });
    Ok(reply)
}

/// Writes what a container prints from a line number on, until it ends or nobody reads.
pub async fn follow_log(
    engine: &Arc<Engine>,
    id: &str,
    wanted: &Wanted,
    mut next: u64,
    writer: &Writer,
) {
    let mut changes = engine.changes();
    loop {
        changes.mark_unchanged();
        let (bytes, running) = new_lines(engine, id, wanted, &mut next);
        if !bytes.is_empty() && !writer.write(bytes).await {
            return;
        }
        if !running {
            return;
        }
        tokio::select! {
            turn = changes.changed() => if turn.is_err() { return },
            () = writer.closed() => return,
        }
    }
}

/// The lines since a number, which moves on; and whether the container still runs.
pub fn new_lines(
    engine: &Arc<Engine>,
    id: &str,
    wanted: &Wanted,
    next: &mut u64,
) -> (Vec<u8>, bool) {
    engine.read(|world| {
        let (log, running) = match (world.containers.get(id), world.departed(id)) {
            (Some(held), _) => (&held.log, held.is_running()),
            (None, Some(gone)) => (&gone.log, false),
            (None, None) => return (Vec::new(), false),
        };
        let lines: Vec<Bytes> = log
            .from(*next)
            .filter_map(|line| wanted.write(line))
            .collect();
        *next = log.next();
        (lines.concat(), running)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_with_their_fraction() {
        assert_eq!(
            moment("1700000000.5").unwrap(),
            Some(Time(1_700_000_000_500_000_000))
        );
        assert_eq!(moment("").unwrap(), None);
        assert_eq!(
            moment("x").unwrap_err().message,
            "strconv.ParseInt: parsing \"x\": invalid syntax"
        );
    }

    #[test]
    fn a_frame_has_eight_bytes_of_head() {
        assert_eq!(&frame(Stream::Err, b"hi")[..], b"\x02\0\0\0\0\0\0\x02hi");
    }
}
