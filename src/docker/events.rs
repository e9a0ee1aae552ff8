//! The engine's events, read line by line without minding kinds that are not known here.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One event.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Event {
    #[serde(rename = "Type")]
    pub(super) kind: String,
    pub(super) action: String,
    actor: Actor,
    #[serde(rename = "time")]
    seconds: i64,
    #[serde(rename = "timeNano")]
    nanoseconds: i64,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Actor {
    #[serde(rename = "ID")]
    id: String,
    attributes: BTreeMap<String, String>,
}

impl Event {
    /// The ID of what it is about.
    pub(super) fn id(&self) -> &str {
        &self.actor.id
    }

    /// The name of what it is about; an image's reference.
    pub(super) fn name(&self) -> &str {
        self.attribute("name")
    }

    pub(super) fn attribute(&self, name: &str) -> &str {
        self.actor.attributes.get(name).map_or("", String::as_str)
    }

    /// The ID of the exec it is about.
    pub(super) fn exec_id(&self) -> &str {
        self.attribute("execID")
    }

    /// Nanoseconds since 1970 by the engine's clock.
    pub(super) fn time(&self) -> i64 {
        if self.nanoseconds == 0 {
            self.seconds.saturating_mul(1_000_000_000)
        } else {
            self.nanoseconds
        }
    }

    /// The command of an exec that was made.
    pub(super) fn exec_command(&self) -> Option<&str> {
        let rest = self.action.strip_prefix("exec_create:")?;
        Some(rest.trim())
    }
}

/// Puts events together from the pieces in which they arrive.
#[derive(Default)]
pub(super) struct Events {
    rest: Vec<u8>,
}

impl Events {
    /// The events that are complete with this piece.
    pub(super) fn feed(&mut self, piece: &[u8]) -> Vec<Event> {
        self.rest.extend_from_slice(piece);
        let mut found = Vec::new();
        let mut done = 0;
        while let Some(rest) = self.rest.get(done..) {
            let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<Event>();
            match values.next() {
                Some(Ok(event)) => {
                    done += values.byte_offset();
                    found.push(event);
                }
                // Something else than an event: on with the next line.
                Some(Err(error)) if !error.is_eof() => {
                    match rest.iter().position(|byte| *byte == b'\n') {
                        Some(end) => done += end + 1,
                        None => break,
                    }
                }
                _ => break,
            }
        }
        self.rest.drain(..done.min(self.rest.len()));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Events;

    #[test]
    fn events_are_put_together_from_pieces() {
        let mut events = Events::default();
        assert!(events.feed(b"{\"Type\":\"container\",\"Act").is_empty());
        let found = events.feed(b"ion\":\"exec_create: ls -l\",\"timeNano\":5}\n{\"Type\":");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].exec_command(), Some("ls -l"));
        assert_eq!(found[0].time(), 5);
        assert_eq!(events.feed(b"\"network\",\"time\":2}").len(), 1);
    }

    #[test]
    fn unknown_kinds_and_broken_lines_do_not_stop_the_rest() {
        let mut events = Events::default();
        let found = events.feed(
            b"{\"Type\":\"starship\",\"Action\":\"warp\",\"scope\":7}\n{\"Type\":5}\nnonsense\n{\"Type\":\"image\"}\n",
        );
        let kinds: Vec<&str> = found.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["starship", "image"]);
    }
}
