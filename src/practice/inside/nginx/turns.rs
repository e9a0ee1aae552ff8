//! Whose turn it is among the servers of an upstream.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Nginx;
use super::proxy::Target;

/// What one worker process remembers of one upstream server.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Turn {
    current: i64,
    fails: u32,
    /// When it failed last, in seconds since 1970.
    failed_at: i64,
}

/// What one worker process remembers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Worker {
    turns: BTreeMap<String, Vec<Turn>>,
}

impl Nginx {
    /// Whose turn it is: smooth weighted round robin, as nginx has it, in each worker by itself.
    pub(super) fn choose(
        &mut self,
        worker: usize,
        target: &Target,
        tried: &[bool],
        now: i64,
    ) -> Option<usize> {
        let mut fresh;
        let turns = if let Some(key) = &target.key {
            self.turns(worker, key, target.peers.len())?
        } else {
            fresh = vec![Turn::default(); target.peers.len()];
            &mut fresh
        };
        let single = target.peers.len() == 1;
        for backup in [false, true] {
            let mut total = 0;
            let mut best: Option<(usize, i64)> = None;
            for (index, peer) in target.peers.iter().enumerate() {
                let Some(turn) = turns.get_mut(index) else {
                    continue;
                };
                let failing = !single
                    && peer.max_fails > 0
                    && turn.fails >= peer.max_fails
                    && now - turn.failed_at <= peer.fail_timeout;
                let used = tried.get(index).copied().unwrap_or(true);
                if peer.down || peer.backup != backup || failing || used {
                    continue;
                }
                turn.current += peer.weight;
                total += peer.weight;
                if best.is_none_or(|(_, current)| turn.current > current) {
                    best = Some((index, turn.current));
                }
            }
            if let Some((index, _)) = best {
                if let Some(turn) = turns.get_mut(index) {
                    turn.current -= total;
                }
                return Some(index);
            }
        }
        None
    }

    fn turns(&mut self, worker: usize, key: &str, count: usize) -> Option<&mut Vec<Turn>> {
        if self.workers.len() <= worker {
            self.workers.resize_with(worker + 1, Worker::default);
        }
        let turns = self
            .workers
            .get_mut(worker)?
            .turns
            .entry(key.to_owned())
            .or_default();
        turns.resize_with(count, Turn::default);
        Some(turns)
    }

    pub(super) fn note(
        &mut self,
        worker: usize,
        target: &Target,
        index: usize,
        failed: bool,
        now: i64,
    ) {
        let Some(key) = &target.key else { return };
        let Some(turns) = self.turns(worker, key, target.peers.len()) else {
            return;
        };
        if let Some(turn) = turns.get_mut(index) {
            if failed {
                turn.fails += 1;
                turn.failed_at = now;
            } else {
                turn.fails = 0;
            }
        }
    }
}
