//! The lines that nginx writes to its logs.

use std::fmt::Write as _;

use super::model::{Config, ErrorLog, Settings};
use super::variables::Asked;
use crate::practice::inside::{Stream, Surroundings};

/// How large a log file in a container may grow.
const LARGEST_LOG: usize = 1 << 20;
const LEVELS: [&str; 8] = [
    "emerg", "alert", "crit", "error", "warn", "notice", "info", "debug",
];

/// Whether a log of this level takes a line of that one.
pub(super) fn takes(log: &ErrorLog, level: &str) -> bool {
    let rank = |name: &str| LEVELS.iter().position(|known| *known == name);
    match (rank(&log.level), rank(level)) {
        (Some(most), Some(wanted)) => wanted <= most,
        _ => true,
    }
}

/// Writes a line to where a log's path leads.
pub(super) fn write(path: &str, line: &str, usual: Stream, inside: &mut dyn Surroundings) {
    match path {
        "/dev/null" => {}
        "/var/log/nginx/access.log" | "/dev/stdout" | "/proc/1/fd/1" | "/proc/self/fd/1" => {
            inside.log(Stream::Out, line);
        }
        "stderr"
        | "/var/log/nginx/error.log"
        | "/dev/stderr"
        | "/proc/1/fd/2"
        | "/proc/self/fd/2" => {
            inside.log(Stream::Err, line);
        }
        _ if path.starts_with("syslog:") || path.starts_with("memory:") => inside.log(usual, line),
        _ => {
            let path = if path.starts_with('/') {
                path.to_owned()
            } else {
                format!("/etc/nginx/{path}")
            };
            let mut bytes = inside.read_file(&path).unwrap_or_default();
            if bytes.len() < LARGEST_LOG {
                bytes.extend_from_slice(line.as_bytes());
                bytes.push(b'\n');
                // A log that cannot be written stops no request.
                let _ = inside.write_file(&path, bytes);
            }
        }
    }
}

pub(super) fn access(
    config: &Config,
    settings: &Settings,
    asked: &Asked,
    inside: &mut dyn Surroundings,
) {
    for (path, format) in &settings.access_logs {
        let format = config.formats.get(format).map_or("", String::as_str);
        let line = escape(&asked.fill_log(format));
        write(path, &line, Stream::Out, inside);
    }
}

impl Asked {
    fn fill_log(&self, format: &str) -> String {
        // Quotes and backslashes of a value are written as codes; those of the format stand.
        let mut line = String::new();
        let mut rest = format;
        while let Some(start) = rest.find('$') {
            let (before, after) = rest.split_at(start);
            line.push_str(before);
            let end = after
                .char_indices()
                .skip(1)
                .find(|(_, c)| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '{' | '}'))
                .map_or(after.len(), |(index, _)| index);
            let (variable, next) = after.split_at(end);
            let value = self.fill(variable, "-");
            let value = if value.is_empty() && !variable.contains("_name") {
                "-".to_owned()
            } else {
                value
            };
            line.push_str(&value.replace('\\', "\\x5C").replace('"', "\\x22"));
            rest = next;
        }
        line.push_str(rest);
        line
    }
}

/// Control characters and everything beyond ASCII as `\xHH`.
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    for byte in line.bytes() {
        if (0x20..0x7f).contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "\\x{byte:02X}");
        }
    }
    escaped
}

/// A line about a request in the error log.
pub(super) fn error(
    settings: &Settings,
    level: &str,
    text: &str,
    asked: &Asked,
    inside: &mut dyn Surroundings,
) {
    line(settings, level, text, None, asked, inside);
}

/// A line about a request and its upstream in the error log.
pub(super) fn upstream_error(
    settings: &Settings,
    text: &str,
    upstream: &str,
    asked: &Asked,
    inside: &mut dyn Surroundings,
) {
    line(settings, "error", text, Some(upstream), asked, inside);
}

fn line(
    settings: &Settings,
    level: &str,
    text: &str,
    upstream: Option<&str>,
    asked: &Asked,
    inside: &mut dyn Surroundings,
) {
    if !takes(&settings.error_log, level) {
        return;
    }
    let mut line = format!(
        "{} [{level}] {pid}#{pid}: *{} {text}, client: {}, server: {}, request: \"{}\"",
        asked.moment.error_log(),
        asked.connection,
        asked.request.from,
        asked.server_name,
        asked.request_line(),
        pid = asked.pid,
    );
    if let Some(upstream) = upstream {
        let _ = write!(line, ", upstream: \"{upstream}\"");
    }
    if let Some(host) = asked.request.header("host") {
        let _ = write!(line, ", host: \"{host}\"");
    }
    write(&settings.error_log.path, &line, Stream::Err, inside);
}
