//! What is inside a container without running anything in it: files and logs.

use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::clock::seconds_with_fraction;
use super::engine::ASK;
use super::transport::{encode, segment};
use super::{Engine, EngineError};

/// How many links are followed to a file.
const MOST_LINKS: usize = 8;
/// How much of a log is read at once, in bytes.
const MOST_LOG: usize = 4 << 20;

/// Which stream a line was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogStream {
    /// Standard output, or a terminal.
    Output,
    /// Standard error.
    Error,
}

/// A line of a container's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When the engine received it: nanoseconds since 1970 by the engine's clock.
    pub time_unix_nanos: i64,
    /// Where it was written.
    pub stream: LogStream,
    /// The line without its end.
    pub text: String,
}

impl Engine {
    /// The first `limit` bytes of a file in a container, running or not; `None` if there is no such
    /// file. Links are followed.
    pub async fn read_file(
        &self,
        container: &str,
        path: &str,
        limit: usize,
    ) -> Result<Option<Vec<u8>>, EngineError> {
        let mut path = PathBuf::from(path);
        for _ in 0..MOST_LINKS {
            let request = format!(
                "/containers/{}/archive?path={}",
                segment(container),
                encode(&path.to_string_lossy())
            );
            // A tar entry has a header of 512 bytes, or a few of them for a long name.
            let tar = self
                .inner
                .transport
                .bytes(&request, limit + 4096, ASK)
                .await;
            let tar = match tar {
                Ok(tar) => tar,
                Err(EngineError::Refused {
                    status: 404,
                    message,
                }) if !message.to_lowercase().contains("no such container:") => {
                    return Ok(None);
                }
                // Links that go round in circles lead to no file either.
                Err(EngineError::Refused { message, .. }) if message.contains("too many links") => {
                    return Ok(None);
                }
                Err(error) => return Err(error),
            };
            match first_entry(&tar, limit) {
                Some(Entry::File(bytes)) => return Ok(Some(bytes)),
                Some(Entry::Link(target)) => {
                    path = plain(&path.parent().unwrap_or(Path::new("/")).join(target));
                }
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    /// A container's log, oldest line first: since a moment of the engine's clock (nanoseconds
    /// since 1970), and no more than the last `tail` lines.
    pub async fn logs(
        &self,
        container: &str,
        since: Option<i64>,
        tail: usize,
    ) -> Result<Vec<LogLine>, EngineError> {
        let mut path = format!(
            "/containers/{}/logs?stdout=true&stderr=true&timestamps=true&tail={tail}",
            segment(container)
        );
        if let Some(since) = since {
            path.push_str("&since=");
            path.push_str(&seconds_with_fraction(since));
        }
        let bytes = self.inner.transport.bytes(&path, MOST_LOG, ASK).await?;
        Ok(lines(&bytes))
    }
}

enum Entry {
    File(Vec<u8>),
    Link(PathBuf),
}

/// The file that an archive of one path consists of; a folder counts as no file.
fn first_entry(tar: &[u8], limit: usize) -> Option<Entry> {
    let mut archive = tar::Archive::new(tar);
    let entry = archive.entries().ok()?.next()?.ok()?;
    let kind = entry.header().entry_type();
    if kind.is_symlink() || kind.is_hard_link() {
        return Some(Entry::Link(entry.link_name().ok()??.into_owned()));
    }
    if !kind.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    let mut bounded = entry.take(u64::try_from(limit).unwrap_or(u64::MAX));
    // The archive was cut at the limit; what is there before the cut is what was asked for.
    let _ = bounded.read_to_end(&mut bytes);
    Some(Entry::File(bytes))
}

/// The path with `..` and `.` worked out, as container paths have `/` on every platform.
fn plain(path: &Path) -> PathBuf {
    let mut parts: Vec<String> = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            Component::ParentDir => {
                parts.pop();
            }
            Component::RootDir => parts.clear(),
            Component::CurDir | Component::Prefix(_) => {}
        }
    }
    PathBuf::from(format!("/{}", parts.join("/")))
}

/// Splits a log into lines. Without a terminal the engine puts frames around the two streams; a
/// terminal's log is plain, which shows in its first byte being a digit of the time.
fn lines(bytes: &[u8]) -> Vec<LogLine> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some((&kind, _)) = rest.split_first() {
        if kind > 2 {
            push_lines(&mut found, LogStream::Output, rest);
            break;
        }
        let Some((header, after)) = rest.split_first_chunk::<8>() else {
            break;
        };
        let [_, _, _, _, a, b, c, d] = *header;
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let stream = if kind == 2 {
            LogStream::Error
        } else {
            LogStream::Output
        };
        let (frame, after) = after.split_at(length.min(after.len()));
        push_lines(&mut found, stream, frame);
        rest = after;
    }
    found
}

fn push_lines(found: &mut Vec<LogLine>, stream: LogStream, bytes: &[u8]) {
    for line in String::from_utf8_lossy(bytes).lines() {
        let (time, text) = line.split_once(' ').unwrap_or((line, ""));
        let time: Option<jiff::Timestamp> = time.parse().ok();
        let time = time.and_then(|time| i64::try_from(time.as_nanosecond()).ok());
        match (time, found.last_mut()) {
            (Some(time_unix_nanos), _) => found.push(LogLine {
                time_unix_nanos,
                stream,
                text: text.to_owned(),
            }),
            // The rest of a line that was too long for one frame.
            (None, Some(last)) => last.text.push_str(line),
            (None, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LogStream, lines, plain};
    use std::path::{Path, PathBuf};

    fn frame(kind: u8, text: &str) -> Vec<u8> {
        let mut bytes = vec![kind, 0, 0, 0];
        bytes.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
        bytes.extend(text.as_bytes());
        bytes
    }

    #[test]
    fn a_log_with_frames_keeps_its_two_streams() {
        let mut bytes = frame(1, "2026-11-23T22:00:00.000000001Z GET / 200\n");
        bytes.extend(frame(2, "2026-11-23T22:00:01Z [emerg] host not found\n"));
        bytes.extend(&frame(1, "2026-11-23T22:00:02Z cut short")[..20]);
        let found = lines(&bytes);
        assert_eq!(found[0].text, "GET / 200");
        assert_eq!(found[0].stream, LogStream::Output);
        assert_eq!(found[0].time_unix_nanos % 1_000_000_000, 1);
        assert_eq!(found[1].stream, LogStream::Error);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_log_of_a_terminal_is_read_as_it_stands() {
        let found = lines(b"2026-11-23T22:00:00Z one\r\n2026-11-23T22:00:01Z two\r\n");
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].text, "two");
    }

    #[test]
    fn links_are_worked_out_from_the_folder_they_are_in() {
        assert_eq!(
            plain(Path::new("/etc/nginx/../resolv.conf")),
            PathBuf::from("/etc/resolv.conf")
        );
        assert_eq!(plain(Path::new("/a/./b/../../..")), PathBuf::from("/"));
    }
}
