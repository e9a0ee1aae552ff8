//! The engine's clock: in a virtual machine or elsewhere it may go differently from ours.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::Deserialize;

use super::engine::ASK;
use super::transport::Transport;
use super::{EngineError, EngineInfo, EngineKind, Platform};

/// How long a measured difference is believed.
const BELIEVED: Duration = Duration::from_mins(1);
/// The `Date` of an answer tells seconds only.
const DATE_BLUR: i64 = 2_000_000_000;

/// The one line of `GET /info` that matters here.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Info {
    #[serde(default)]
    system_time: String,
}

/// How the engine's clock differs from ours.
pub(super) struct Clock {
    /// Whether it is this machine's own clock.
    shared: bool,
    /// Nanoseconds to add to ours, and when that was measured.
    measured: Mutex<Option<(i64, Instant)>>,
}

impl Clock {
    /// `date` is the engine's `Date` header for a question asked at `asked_at`.
    pub(super) fn new(info: &EngineInfo, date: Option<&str>, asked_at: i64) -> Self {
        let same_kernel = info.kind == EngineKind::Practice
            || (info.local
                && info.capabilities.reachable_from_host
                && Platform::here() == Platform::Linux);
        let agrees = date
            .and_then(|date| jiff::fmt::rfc2822::parse(date).ok())
            .is_none_or(|date| {
                let theirs = nanoseconds(date.timestamp());
                (theirs - asked_at).abs() <= DATE_BLUR
            });
        Self {
            shared: same_kernel && agrees,
            measured: Mutex::new(None),
        }
    }

    /// Our clock, in nanoseconds since 1970.
    pub(super) fn here() -> i64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .ok()
            .and_then(|time| i64::try_from(time.as_nanos()).ok())
            .unwrap_or_default()
    }

    /// The engine's clock.
    pub(super) async fn now(&self, transport: &Transport) -> Result<i64, EngineError> {
        if self.shared {
            return Ok(Self::here());
        }
        if let Some(offset) = self.known() {
            return Ok(Self::here() + offset);
        }
        let before = Self::here();
        let info: Info = transport.json("/info", ASK).await?;
        let middle = before + (Self::here() - before) / 2;
        let theirs: Option<jiff::Timestamp> = info.system_time.parse().ok();
        let offset = theirs.map_or(0, |time| nanoseconds(time) - middle);
        if let Ok(mut measured) = self.measured.lock() {
            *measured = Some((offset, Instant::now()));
        }
        Ok(Self::here() + offset)
    }

    fn known(&self) -> Option<i64> {
        let measured = self.measured.lock().ok()?;
        let (offset, at) = (*measured)?;
        (at.elapsed() < BELIEVED).then_some(offset)
    }
}

fn nanoseconds(time: jiff::Timestamp) -> i64 {
    i64::try_from(time.as_nanosecond()).unwrap_or_default()
}

/// As `since` and `until` want it: seconds and nanoseconds with a point between.
pub(super) fn seconds_with_fraction(unix_nanoseconds: i64) -> String {
    let whole = unix_nanoseconds.max(0);
    format!("{}.{:09}", whole / 1_000_000_000, whole % 1_000_000_000)
}
