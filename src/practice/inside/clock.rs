//! The world's time, written as servers and tools write it (UTC).

use std::time::{SystemTime, UNIX_EPOCH};

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A moment in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: u32,
    pub(super) day: u32,
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    /// Seconds since 1970.
    pub(super) unix: i64,
    days: i64,
}

impl Moment {
    pub(super) fn of(time: SystemTime) -> Moment {
        let unix = match time.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX / 4),
            Err(_) => 0,
        };
        let days = unix.div_euclid(86_400);
        let rest = u32::try_from(unix.rem_euclid(86_400)).unwrap_or(0);
        // Howard Hinnant's civil_from_days: eras of 400 years that begin in March.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        Moment {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month: u32::try_from(month).unwrap_or(1),
            day: u32::try_from(day).unwrap_or(1),
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60,
            unix,
            days,
        }
    }

    pub(super) fn weekday(&self) -> &'static str {
        let index = usize::try_from(self.days.rem_euclid(7)).unwrap_or(0);
        WEEKDAYS.get(index).copied().unwrap_or("Thu")
    }

    pub(super) fn month_name(&self) -> &'static str {
        let index = usize::try_from(self.month).unwrap_or(1).saturating_sub(1);
        MONTHS.get(index).copied().unwrap_or("Jan")
    }

    fn clock(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }

    /// `Mon, 23 Nov 2026 22:01:52 GMT`
    pub(super) fn http(&self) -> String {
        format!(
            "{}, {:02} {} {} {} GMT",
            self.weekday(),
            self.day,
            self.month_name(),
            self.year,
            self.clock()
        )
    }

    /// `23/Nov/2026:22:01:52 +0000`
    pub(super) fn access_log(&self) -> String {
        format!(
            "{:02}/{}/{}:{} +0000",
            self.day,
            self.month_name(),
            self.year,
            self.clock()
        )
    }

    /// `2026/11/23 22:01:52`
    pub(super) fn error_log(&self) -> String {
        format!(
            "{}/{:02}/{:02} {}",
            self.year,
            self.month,
            self.day,
            self.clock()
        )
    }

    /// `2026-11-23T22:01:52+00:00`
    pub(super) fn iso(&self) -> String {
        format!(
            "{}-{:02}-{:02}T{}+00:00",
            self.year,
            self.month,
            self.day,
            self.clock()
        )
    }

    /// `Mon Nov 23 22:02:18 UTC 2026`
    pub(super) fn date(&self) -> String {
        format!(
            "{} {} {:>2} {} UTC {}",
            self.weekday(),
            self.month_name(),
            self.day,
            self.clock(),
            self.year
        )
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_moment_is_written_as_servers_write_it() {
        let moment = Moment::of(UNIX_EPOCH + Duration::from_secs(1_795_471_312));
        assert_eq!(moment.http(), "Mon, 23 Nov 2026 22:01:52 GMT");
        assert_eq!(moment.access_log(), "23/Nov/2026:22:01:52 +0000");
        assert_eq!(moment.error_log(), "2026/11/23 22:01:52");
        assert_eq!(moment.date(), "Mon Nov 23 22:01:52 UTC 2026");
        assert_eq!(moment.iso(), "2026-11-23T22:01:52+00:00");
    }

    #[test]
    fn a_leap_day_is_a_day_of_february() {
        let moment = Moment::of(UNIX_EPOCH + Duration::from_secs(1_709_164_801));
        assert_eq!((moment.year, moment.month, moment.day), (2024, 2, 29));
    }
}
