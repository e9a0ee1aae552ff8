//! Where the world takes its time and its random identifiers from, so that tests can inject both.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A moment, in nanoseconds since 1970; zero is "never", as Go's zero time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Time(pub i64);

impl Time {
    /// "Never".
    pub const ZERO: Time = Time(0);

    /// Whole seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000_000)
    }

    /// As Go's `RFC3339Nano`: trailing zeros of the fraction are left out.
    #[must_use]
    pub fn rfc3339(self) -> String {
        if self == Time::ZERO {
            return "0001-01-01T00:00:00Z".to_owned();
        }
        let fraction = self.0.rem_euclid(1_000_000_000);
        let mut text = self.whole();
        if fraction != 0 {
            let digits = format!("{fraction:09}");
            text.push('.');
            text.push_str(digits.trim_end_matches('0'));
        }
        text.push('Z');
        text
    }

    /// As the logs write it: always nine digits of the fraction.
    #[must_use]
    pub fn log_stamp(self) -> String {
        format!("{}.{:09}Z", self.whole(), self.0.rem_euclid(1_000_000_000))
    }

    fn whole(self) -> String {
        jiff::Timestamp::from_second(self.seconds()).map_or_else(
            |_| "0001-01-01T00:00:00".to_owned(),
            |stamp| stamp.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        )
    }

    /// The same moment for the standard library.
    #[must_use]
    pub fn system(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_nanos(u64::try_from(self.0).unwrap_or(0))
    }
}

/// A clock and a source of identifiers.
#[derive(Clone)]
pub struct Source {
    clock: Arc<dyn Fn() -> Time + Send + Sync>,
    identifiers: Arc<dyn Fn() -> [u8; 32] + Send + Sync>,
}

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Source")
    }
}

impl Default for Source {
    fn default() -> Self {
        Source::system()
    }
}

impl Source {
    /// The machine's clock, and identifiers nobody can foresee.
    #[must_use]
    pub fn system() -> Source {
        let counter = AtomicU64::new(0);
        let keys = [RandomState::new(), RandomState::new()];
        Source {
            clock: Arc::new(|| {
                let since = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                Time(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
            }),
            identifiers: Arc::new(move || {
                let turn = counter.fetch_add(1, Ordering::Relaxed);
                let mut digest = Sha256::new();
                for key in &keys {
                    let mut hasher = key.build_hasher();
                    hasher.write_u64(turn);
                    digest.update(hasher.finish().to_le_bytes());
                }
                digest.update(turn.to_le_bytes());
                digest.finalize().into()
            }),
        }
    }

    /// A clock that moves on by a millisecond each time it is read, and identifiers in a fixed order.
    #[must_use]
    pub fn steady() -> Source {
        let ticks = AtomicU64::new(0);
        let counter = AtomicU64::new(0);
        Source {
            clock: Arc::new(move || {
                let tick = ticks.fetch_add(1, Ordering::Relaxed);
                Time(1_700_000_000_000_000_000 + i64::try_from(tick).unwrap_or(0) * 1_000_000)
            }),
            identifiers: Arc::new(move || {
                let turn = counter.fetch_add(1, Ordering::Relaxed);
                Sha256::digest(turn.to_le_bytes()).into()
            }),
        }
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Time {
        (self.clock)()
    }

    /// 32 fresh bytes.
    #[must_use]
    pub fn bytes(&self) -> [u8; 32] {
        (self.identifiers)()
    }

    /// A fresh identifier: 64 hexadecimal digits. Like dockerd's, its first twelve are never all
    /// decimal, so a short form cannot be taken for a number (or an address).
    #[must_use]
    pub fn id(&self) -> String {
        loop {
            let id = hex(&self.bytes());
            if !id.chars().take(12).all(|digit| digit.is_ascii_digit()) {
                return id;
            }
        }
    }
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The SHA-256 of some parts, as hexadecimal digits.
#[must_use]
pub fn digest(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_le_bytes());
        digest.update(part);
    }
    hex(&digest.finalize())
}

/// The first twelve digits of an identifier.
#[must_use]
pub fn short(id: &str) -> &str {
    let id = id.strip_prefix("sha256:").unwrap_or(id);
    id.get(..12).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_go_writes_it() {
        assert_eq!(
            Time(1_700_000_000_120_000_000).rfc3339(),
            "2023-11-14T22:13:20.12Z"
        );
        assert_eq!(
            Time(1_700_000_000_000_000_000).rfc3339(),
            "2023-11-14T22:13:20Z"
        );
        assert_eq!(Time::ZERO.rfc3339(), "0001-01-01T00:00:00Z");
        assert_eq!(
            Time(1_700_000_000_120_000_000).log_stamp(),
            "2023-11-14T22:13:20.120000000Z"
        );
    }

    #[test]
    fn two_identifiers_differ_and_have_sixty_four_digits() {
        let source = Source::system();
        let (one, two) = (source.id(), source.id());
        assert_eq!(one.len(), 64);
        assert_ne!(one, two);
        assert_eq!(short(&one).len(), 12);
    }
}
