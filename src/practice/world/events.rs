//! What happened in the world: a ring of events as dockerd words them.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::source::Time;

/// Events kept; dockerd keeps 256 for those who ask later.
const KEPT: usize = 1024;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it happened.
    pub time: Time,
    /// `container`, `network` or `image`.
    pub kind: String,
    /// `create`, `start`, `exec_create: sh -c …` …
    pub action: String,
    /// The identifier of what it happened to.
    pub id: String,
    /// Names, labels and the like.
    pub attributes: BTreeMap<String, String>,
}

/// The last events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Events {
    first: u64,
    ring: VecDeque<Event>,
}

impl Events {
    /// Adds one.
    pub fn add(&mut self, event: Event) {
        self.ring.push_back(event);
        while self.ring.len() > KEPT {
            self.ring.pop_front();
            self.first += 1;
        }
    }

    /// The number that the next event will have.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.first + self.ring.len() as u64
    }

    /// The events from a number on that are still there.
    pub fn from(&self, number: u64) -> impl Iterator<Item = &Event> {
        let skip = usize::try_from(number.saturating_sub(self.first)).unwrap_or(usize::MAX);
        self.ring.iter().skip(skip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_events_are_kept_and_the_numbers_go_on() {
        let mut events = Events::default();
        for number in 0..2000 {
            events.add(Event {
                time: Time(number),
                kind: "network".to_owned(),
                action: "create".to_owned(),
                id: String::new(),
                attributes: BTreeMap::new(),
            });
        }
        assert_eq!(events.next(), 2000);
        assert_eq!(events.from(0).count(), KEPT);
        assert_eq!(events.from(1999).next().unwrap().time, Time(1999));
    }
}
