//! Sizes and ages as docker prints them.

/// `5 minutes`, `About an hour`.
pub fn age(seconds: i64) -> String {
    let minutes = seconds / 60;
    #[allow(
        clippy::integer_division,
        reason = "docker rounds hours to the nearest"
    )]
    let hours = (seconds + 1800) / 3600;
    match () {
        () if seconds < 1 => "Less than a second".to_owned(),
        () if seconds == 1 => "1 second".to_owned(),
        () if seconds < 60 => format!("{seconds} seconds"),
        () if minutes == 1 => "About a minute".to_owned(),
        () if minutes < 60 => format!("{minutes} minutes"),
        () if hours == 1 => "About an hour".to_owned(),
        () if hours < 48 => format!("{hours} hours"),
        () if hours < 24 * 7 * 2 => format!("{} days", hours / 24),
        () if hours < 24 * 30 * 2 => format!("{} weeks", hours / 24 / 7),
        () if hours < 24 * 365 * 2 => format!("{} months", hours / 24 / 30),
        () => format!("{} years", hours / 24 / 365),
    }
}

/// `277MB`: so many digits, in steps of a thousand.
pub fn size(bytes: i64, digits: usize) -> String {
    scaled(bytes, digits, 1000.0, &["B", "kB", "MB", "GB", "TB", "PB"])
}

/// `23.54GiB`: in steps of 1024.
pub fn memory(bytes: i64) -> String {
    scaled(bytes, 4, 1024.0, &["B", "KiB", "MiB", "GiB", "TiB", "PiB"])
}

#[allow(
    clippy::cast_precision_loss,
    reason = "only the first digits are shown"
)]
fn scaled(bytes: i64, digits: usize, step: f64, units: &[&str]) -> String {
    let mut number = bytes as f64;
    let mut units = units.iter();
    let mut unit = units.next().copied().unwrap_or_default();
    while number >= step {
        let Some(next) = units.next() else { break };
        number /= step;
        unit = next;
    }
    // So many digits in all, counted after rounding, as C's `%g` does.
    let rounded = format!("{number:.*e}", digits.saturating_sub(1));
    let exponent = rounded
        .split_once('e')
        .map_or("0", |(_, exponent)| exponent);
    let exponent: usize = exponent.parse().unwrap_or(0);
    if exponent >= digits {
        // What is rounded up to a thousand in three digits.
        return format!("1e+{exponent:02}{unit}");
    }
    let text = format!("{number:.*}", digits.saturating_sub(exponent + 1));
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text}{unit}")
}

/// Now, in seconds since 1970.
pub fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// `2026-11-23 21:35:41 +0000 UTC`, as Go prints a time; with its fraction where there is one.
pub fn go_time(text: &str) -> String {
    match text.strip_suffix('Z').and_then(|text| text.split_once('T')) {
        Some((day, clock)) => {
            let clock = if clock.contains('.') {
                clock.trim_end_matches('0').trim_end_matches('.')
            } else {
                clock
            };
            format!("{day} {clock} +0000 UTC")
        }
        None => text.to_owned(),
    }
}

/// The same for seconds since 1970.
pub fn go_seconds(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| String::new(), |time| go_time(&time.to_string()))
}

/// The first twelve characters of an ID, without its algorithm.
pub fn short(id: &str) -> &str {
    let id = id.strip_prefix("sha256:").unwrap_or(id);
    id.get(..12).unwrap_or(id)
}

/// At most so many characters, the last of which is an ellipsis where something is left out.
pub fn ellipsis(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(most.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_and_sizes_read_as_dockers() {
        for (seconds, text) in [
            (0, "Less than a second"),
            (59, "59 seconds"),
            (60, "About a minute"),
            (119, "About a minute"),
            (3120, "52 minutes"),
            (3600, "About an hour"),
            (7200, "2 hours"),
            (49 * 3600, "2 days"),
        ] {
            assert_eq!(age(seconds), text);
        }
        for (bytes, digits, text) in [
            (0, 3, "0B"),
            (534, 3, "534B"),
            (277_080_000, 3, "277MB"),
            (277_080_000, 4, "277.1MB"),
            (2048, 4, "2.048kB"),
            (9728, 4, "9.728kB"),
            (9_999_600, 4, "10MB"),
            (99_600, 3, "99.6kB"),
            (999_600, 3, "1e+03kB"),
            (7_500_000, 3, "7.5MB"),
        ] {
            assert_eq!(size(bytes, digits), text);
        }
        assert_eq!(memory(25_276_000_000), "23.54GiB");
        assert_eq!(
            go_time("2026-11-23T21:35:41.970Z"),
            "2026-11-23 21:35:41.97 +0000 UTC"
        );
    }
}
