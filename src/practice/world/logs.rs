//! What a container printed: a bounded list of lines that can be followed by number.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::source::Time;
use crate::practice::inside::Stream;

/// Lines kept of one container.
const MAX_LINES: usize = 2000;
/// Bytes kept of one container's lines.
const MAX_BYTES: usize = 256 * 1024;
/// Bytes kept of one line.
const MAX_LINE: usize = 16 * 1024;

/// One line of a log, its newline included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When it was written.
    pub time: Time,
    /// Where it went.
    pub stream: Stream,
    /// The text with its newline.
    pub text: String,
}

/// A container's log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    first: u64,
    bytes: usize,
    lines: VecDeque<Line>,
}

impl Log {
    /// Adds a line, given without its newline.
    pub fn add(&mut self, time: Time, stream: Stream, line: &str) {
        let mut end = line.len().min(MAX_LINE);
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        let text = format!("{}\n", line.get(..end).unwrap_or_default());
        self.bytes += text.len();
        self.lines.push_back(Line { time, stream, text });
        while self.lines.len() > MAX_LINES || self.bytes > MAX_BYTES {
            let Some(old) = self.lines.pop_front() else {
                break;
            };
            self.bytes -= old.text.len();
            self.first += 1;
        }
    }

    /// Takes back the lines from a number on.
    pub fn cut(&mut self, number: u64) {
        let keep = usize::try_from(number.saturating_sub(self.first)).unwrap_or(usize::MAX);
        for line in self.lines.drain(keep.min(self.lines.len())..) {
            self.bytes -= line.text.len();
        }
    }

    /// The number that the next line will have.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.first + self.lines.len() as u64
    }

    /// The lines from a number on that are still there.
    pub fn from(&self, number: u64) -> impl Iterator<Item = &Line> {
        let skip = usize::try_from(number.saturating_sub(self.first)).unwrap_or(usize::MAX);
        self.lines.iter().skip(skip)
    }

    #[must_use]
    /// All lines, oldest first.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &Line> {
        self.lines.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_forgets_its_oldest_lines_and_numbers_go_on() {
        let mut log = Log::default();
        for number in 0..(MAX_LINES + 5) {
            log.add(Time(1), Stream::Out, &number.to_string());
        }
        assert_eq!(log.lines().count(), MAX_LINES);
        assert_eq!(log.from(0).next().unwrap().text, "5\n");
        assert_eq!(log.from(log.next() - 1).count(), 1);
        assert_eq!(log.from(log.next()).count(), 0);
    }

    #[test]
    fn lines_can_be_taken_back() {
        let mut log = Log::default();
        for line in ["a", "b", "c"] {
            log.add(Time(1), Stream::Out, line);
        }
        log.cut(1);
        log.cut(9);
        assert_eq!(log.next(), 1);
        assert_eq!(log.lines().count(), 1);
    }

    #[test]
    fn one_endless_line_is_cut() {
        let mut log = Log::default();
        log.add(Time(1), Stream::Err, &"가".repeat(MAX_LINE));
        assert!(log.lines().all(|line| line.text.len() <= MAX_LINE + 1));
    }
}
