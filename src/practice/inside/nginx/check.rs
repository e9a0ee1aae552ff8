//! What nginx looks at in a directive while it reads it.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use super::directives::{Rule, SERVER, UPSTREAM, is_number};
use super::reader::{Directive, at};
use crate::practice::inside::{Resolution, Surroundings};

#[derive(Default)]
struct Frame {
    seen: BTreeSet<&'static str>,
    locations: BTreeSet<(u8, String)>,
    listens: BTreeSet<(Ipv4Addr, u16)>,
    path: String,
    servers: usize,
}

/// What has been read so far, as far as it matters for what follows.
pub(super) struct Checker<'a> {
    inside: &'a dyn Surroundings,
    frames: Vec<Frame>,
    defaults: BTreeSet<(Ipv4Addr, u16)>,
    upstreams: BTreeSet<String>,
    formats: BTreeSet<String>,
}

/// How a location is matched: its kind and its path.
pub(super) fn location(directive: &[String]) -> Result<(u8, String), String> {
    let word = directive.get(1).map_or("", String::as_str);
    let regular = "the practice engine's nginx does not know locations by regular expression";
    match directive.get(2) {
        Some(path) => match word {
            "=" => Ok((b'=', path.clone())),
            "^~" => Ok((b'^', path.clone())),
            "~" | "~*" => Err(regular.into()),
            _ => Err(format!("invalid location modifier \"{word}\"")),
        },
        None if word.starts_with('@') => Ok((b'@', word.to_owned())),
        None if word.starts_with('~') => Err(regular.into()),
        None => match word.strip_prefix("^~") {
            Some(path) => Ok((b'^', path.to_owned())),
            None => match word.strip_prefix('=') {
                Some(path) => Ok((b'=', path.to_owned())),
                None => Ok((b'/', word.to_owned())),
            },
        },
    }
}

/// The address and port of a `listen` directive; none for `unix:` and `[::]`, which nobody can reach here.
pub(super) fn listen(
    word: &str,
    inside: &dyn Surroundings,
) -> Result<Option<(Ipv4Addr, u16)>, String> {
    if word.starts_with("unix:") || word.starts_with('[') {
        return Ok(None);
    }
    let wrong = |what: &str| format!("{what} in \"{word}\" of the \"listen\" directive");
    let port_of = |digits: &str| {
        digits
            .parse::<u16>()
            .ok()
            .filter(|port| *port > 0)
            .ok_or_else(|| wrong("invalid port"))
    };
    if is_number(word) {
        return Ok(Some((Ipv4Addr::UNSPECIFIED, port_of(word)?)));
    }
    let (host, port) = match word.split_once(':') {
        Some((host, digits)) => (host, port_of(digits)?),
        None => (word, 80),
    };
    if host == "*" {
        return Ok(Some((Ipv4Addr::UNSPECIFIED, port)));
    }
    if let Ok(address) = host.parse() {
        return Ok(Some((address, port)));
    }
    match inside.resolve(host) {
        Resolution::Addresses(found) if !host.is_empty() => Ok(found.first().map(|a| (*a, port))),
        _ => Err(format!(
            "host not found in \"{word}\" of the \"listen\" directive"
        )),
    }
}

/// Host and port of an upstream, as `ngx_parse_url` sees them.
pub(super) fn host_and_port(url: &str, default: u16) -> Result<(String, u16), String> {
    let authority = url.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.split_once(':') {
        Some((host, digits)) => {
            let port = digits
                .parse::<u16>()
                .ok()
                .filter(|port| *port > 0 && !digits.starts_with('+'))
                .ok_or_else(|| format!("invalid port in upstream \"{url}\""))?;
            (host, port)
        }
        None => (authority, default),
    };
    if host.is_empty() {
        return Err(format!("no host in upstream \"{url}\""));
    }
    if authority.starts_with("unix:") || host.starts_with('[') {
        return Err("the practice engine's nginx connects over IPv4 only".into());
    }
    Ok((host.to_owned(), port))
}

impl<'a> Checker<'a> {
    pub(super) fn new(inside: &'a dyn Surroundings) -> Checker<'a> {
        Checker {
            inside,
            frames: vec![Frame::default()],
            defaults: BTreeSet::new(),
            upstreams: BTreeSet::new(),
            formats: BTreeSet::from(["combined".to_owned()]),
        }
    }

    /// Whether the block under way has this directive already; from now on it has.
    pub(super) fn seen(&mut self, rule: &Rule) -> bool {
        self.frames
            .last_mut()
            .is_some_and(|frame| !frame.seen.insert(rule.name))
    }

    pub(super) fn enter(&mut self, directive: &Directive) {
        let path = match directive.name() {
            "location" => location(&directive.words).map_or(String::new(), |(_, path)| path),
            _ => String::new(),
        };
        self.frames.push(Frame {
            path,
            ..Frame::default()
        });
    }

    pub(super) fn leave(&mut self, directive: &Directive, line: usize) -> Result<(), String> {
        let frame = self.frames.pop().unwrap_or_default();
        if directive.name() == "upstream" && frame.servers == 0 {
            let text = "no servers are inside upstream";
            return Err(at(text, &directive.file, line));
        }
        Ok(())
    }

    pub(super) fn check(&mut self, words: &[String], context: u16) -> Result<(), String> {
        let name = words.first().map_or("", String::as_str);
        let word = words.get(1).map_or("", String::as_str);
        let rest = words.get(2..).unwrap_or_default();
        match name {
            "worker_processes" if word != "auto" && !is_number(word) => {
                Err("\"worker_processes\" directive invalid number".into())
            }
            "location" => self.location(words),
            "listen" => self.listen(word, rest),
            "server" if context == UPSTREAM => self.peer(word, rest),
            "upstream" if !self.upstreams.insert(word.to_owned()) => {
                Err(format!("duplicate upstream \"{word}\""))
            }
            "server_name" if context == SERVER => {
                match words.iter().skip(1).find(|name| name.starts_with('~')) {
                    Some(_) => Err("the practice engine's nginx does not know server names by regular expression".into()),
                    None => Ok(()),
                }
            }
            "return" => return_code(word, rest),
            "set" if word.len() < 2 || !word.starts_with('$') => {
                Err(format!("invalid variable name \"{word}\""))
            }
            "proxy_http_version" if word != "1.0" && word != "1.1" => {
                Err(format!("invalid value \"{word}\""))
            }
            "proxy_pass" => {
                proxy_pass(word)?;
                let named = self
                    .frames
                    .last()
                    .is_some_and(|frame| frame.path.starts_with('@'));
                let rest = word.strip_prefix("http://").unwrap_or_default();
                if named && !word.contains('$') && rest.contains(['/', '?']) {
                    return Err("\"proxy_pass\" cannot have URI part in location given by regular expression, or inside named location, or inside \"if\" statement, or inside \"limit_except\" block".into());
                }
                Ok(())
            }
            "error_page" => error_page(words),
            "resolver" => self.resolver(words),
            "log_format" => {
                if self.formats.insert(word.to_owned()) {
                    Ok(())
                } else {
                    Err(format!("duplicate \"log_format\" name \"{word}\""))
                }
            }
            "access_log" => match rest.first() {
                Some(format)
                    if word != "off" && !format.contains('=') && !self.formats.contains(format) =>
                {
                    Err(format!("unknown log format \"{format}\""))
                }
                _ => Ok(()),
            },
            "error_log" => match rest.iter().find(|level| !LEVELS.contains(&level.as_str())) {
                Some(level) => Err(format!("invalid log level \"{level}\"")),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn location(&mut self, words: &[String]) -> Result<(), String> {
        let (kind, path) = location(words)?;
        let Some(frame) = self.frames.last_mut() else {
            return Ok(());
        };
        if !frame.path.is_empty() && kind != b'@' && !path.starts_with(&frame.path) {
            return Err(format!(
                "location \"{path}\" is outside location \"{}\"",
                frame.path
            ));
        }
        let group = if kind == b'^' { b'/' } else { kind };
        if frame.locations.insert((group, path.clone())) {
            Ok(())
        } else {
            Err(format!("duplicate location \"{path}\""))
        }
    }

    fn listen(&mut self, word: &str, rest: &[String]) -> Result<(), String> {
        let place = listen(word, self.inside)?;
        for parameter in rest {
            let known = matches!(
                parameter.as_str(),
                "default_server" | "default" | "reuseport" | "bind" | "deferred" | "proxy_protocol"
            ) || [
                "backlog=",
                "rcvbuf=",
                "sndbuf=",
                "so_keepalive=",
                "ipv6only=",
            ]
            .iter()
            .any(|prefix| parameter.starts_with(prefix));
            if parameter == "ssl" || parameter == "http2" || parameter == "quic" {
                return Err(format!(
                    "the practice engine's nginx does not know the \"{parameter}\" parameter of the \"listen\" directive"
                ));
            }
            if !known {
                return Err(format!("invalid parameter \"{parameter}\""));
            }
        }
        let Some((address, port)) = place else {
            return Ok(());
        };
        let again = self
            .frames
            .last_mut()
            .is_some_and(|frame| !frame.listens.insert((address, port)));
        if again {
            return Err(format!("a duplicate listen {address}:{port}"));
        }
        let default = rest
            .iter()
            .any(|parameter| parameter == "default_server" || parameter == "default");
        if default && !self.defaults.insert((address, port)) {
            return Err(format!("a duplicate default server for {address}:{port}"));
        }
        Ok(())
    }

    fn peer(&mut self, word: &str, rest: &[String]) -> Result<(), String> {
        if let Some(frame) = self.frames.last_mut() {
            frame.servers += 1;
        }
        for parameter in rest {
            let right = match parameter.split_once('=') {
                None => matches!(parameter.as_str(), "down" | "backup" | "resolve"),
                Some(("weight" | "max_fails" | "max_conns", number)) => is_number(number),
                Some(("fail_timeout" | "slow_start", time)) => super::directives::is_time(time),
                Some(_) => false,
            };
            if !right {
                return Err(format!("invalid parameter \"{parameter}\""));
            }
        }
        let (host, _) = host_and_port(word, 80)?;
        match self.inside.resolve(&host) {
            Resolution::Addresses(_) => Ok(()),
            Resolution::NotFound if host.parse::<Ipv4Addr>().is_ok() => Ok(()),
            Resolution::NotFound => Err(format!("host not found in upstream \"{word}\"")),
        }
    }

    fn resolver(&self, words: &[String]) -> Result<(), String> {
        for word in words.iter().skip(1) {
            if word.contains('=') {
                let known = ["valid=", "ipv6=", "ipv4=", "status_zone="]
                    .iter()
                    .any(|prefix| word.starts_with(prefix));
                if !known {
                    return Err(format!("invalid parameter: {word}"));
                }
                continue;
            }
            let host = word.split(':').next().unwrap_or_default();
            let found = host.parse::<Ipv4Addr>().is_ok()
                || matches!(self.inside.resolve(host), Resolution::Addresses(_));
            if !found {
                return Err(format!("host not found in resolver \"{word}\""));
            }
        }
        Ok(())
    }
}

const LEVELS: [&str; 9] = [
    "debug", "info", "notice", "warn", "error", "crit", "alert", "emerg", "stderr",
];

fn return_code(word: &str, rest: &[String]) -> Result<(), String> {
    let address = ["http://", "https://", "$"]
        .iter()
        .any(|prefix| word.starts_with(prefix));
    let code = word.parse::<u16>().ok().filter(|code| *code <= 999);
    if code.is_some() || (rest.is_empty() && address) {
        Ok(())
    } else {
        Err(format!("invalid return code \"{word}\""))
    }
}

fn proxy_pass(word: &str) -> Result<(), String> {
    if word.contains('$') {
        return Ok(());
    }
    if word.starts_with("https://") {
        return Err("the practice engine's nginx speaks no TLS".into());
    }
    match word.strip_prefix("http://") {
        Some(url) => host_and_port(url, 80).map(|_| ()),
        None => Err("invalid URL prefix".into()),
    }
}

fn error_page(words: &[String]) -> Result<(), String> {
    let codes = words
        .get(1..words.len().saturating_sub(1))
        .unwrap_or_default();
    for (index, code) in codes.iter().enumerate() {
        if index > 0 && index == codes.len() - 1 && code.starts_with('=') {
            continue;
        }
        match code.parse::<u16>() {
            Err(_) => return Err(format!("invalid value \"{code}\"")),
            Ok(number) if !(300..=599).contains(&number) => {
                return Err(format!("value \"{code}\" must be between 300 and 599"));
            }
            Ok(_) => {}
        }
    }
    Ok(())
}
