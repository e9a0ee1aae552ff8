//! The variables of a configuration (`$host`, `$remote_addr` …) and the texts they stand in.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use crate::practice::inside::clock::Moment;
use crate::practice::inside::{HttpRequest, Surroundings};

const KNOWN: &[&str] = &[
    "host",
    "http_host",
    "remote_addr",
    "remote_port",
    "remote_user",
    "scheme",
    "server_port",
    "server_addr",
    "server_name",
    "server_protocol",
    "request",
    "request_method",
    "request_uri",
    "request_body",
    "request_filename",
    "request_length",
    "request_id",
    "request_time",
    "uri",
    "document_uri",
    "document_root",
    "args",
    "query_string",
    "is_args",
    "status",
    "body_bytes_sent",
    "bytes_sent",
    "time_local",
    "time_iso8601",
    "msec",
    "pid",
    "hostname",
    "nginx_version",
    "connection",
    "connection_requests",
    "content_type",
    "content_length",
    "proxy_host",
    "proxy_port",
    "proxy_add_x_forwarded_for",
    "upstream_addr",
    "upstream_status",
    "upstream_response_time",
    "upstream_connect_time",
    "https",
    "limit_rate",
];
const PREFIXES: &[&str] = &["http_", "arg_", "cookie_", "sent_http_", "upstream_http_"];
/// How long a text may grow by its variables.
const LONGEST: usize = 64 * 1024;

/// A piece of a text.
enum Piece<'a> {
    Text(&'a str),
    Variable(&'a str),
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, ()> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('$') {
        let (before, after) = rest.split_at(start);
        if !before.is_empty() {
            found.push(Piece::Text(before));
        }
        let after = after.get(1..).unwrap_or_default();
        let (name, next) = if let Some(inner) = after.strip_prefix('{') {
            inner.split_once('}').ok_or(())?
        } else {
            let end = after
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(after.len());
            after.split_at(end)
        };
        if name.is_empty() {
            return Err(());
        }
        found.push(Piece::Variable(name));
        rest = next;
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    Ok(found)
}

/// What nginx says of a text with a variable that it does not know.
pub(super) fn check(text: &str, own: &BTreeSet<String>) -> Result<(), String> {
    let found = pieces(text).map_err(|()| "invalid variable name".to_owned())?;
    for piece in found {
        if let Piece::Variable(name) = piece {
            let known = own.contains(name)
                || KNOWN.contains(&name)
                || PREFIXES.iter().any(|prefix| name.starts_with(prefix));
            if !known {
                return Err(format!("unknown \"{name}\" variable"));
            }
        }
    }
    Ok(())
}

/// One request under way, as far as variables can ask about it.
pub(super) struct Asked {
    pub(super) request: HttpRequest,
    pub(super) port: u16,
    pub(super) server_address: Ipv4Addr,
    pub(super) server_name: String,
    /// The path, decoded and normalised; internal redirects change it.
    pub(super) uri: String,
    pub(super) arguments: Option<String>,
    pub(super) redirected: bool,
    pub(super) root: String,
    pub(super) filename: String,
    pub(super) own: BTreeMap<String, String>,
    pub(super) proxy_host: String,
    pub(super) proxy_port: u16,
    pub(super) upstream_address: Vec<String>,
    pub(super) upstream_status: Vec<String>,
    pub(super) upstream_headers: Vec<(String, String)>,
    pub(super) connection: u64,
    pub(super) pid: u32,
    pub(super) hostname: String,
    pub(super) moment: Moment,
    /// Filled in when the answer is complete.
    pub(super) status: u16,
    pub(super) sent: usize,
    pub(super) sent_headers: Vec<(String, String)>,
}

impl Asked {
    /// A text with its variables filled in; a variable without a value gives `missing`.
    pub(super) fn fill(&self, text: &str, missing: &str) -> String {
        let mut filled = String::new();
        for piece in pieces(text).unwrap_or_default() {
            match piece {
                Piece::Text(plain) => filled.push_str(plain),
                Piece::Variable(name) => match self.value(name) {
                    Some(value) => filled.push_str(&value),
                    None => filled.push_str(missing),
                },
            }
            if filled.len() > LONGEST {
                break;
            }
        }
        filled
    }

    /// `$host`: the Host header without its port, in small letters, or the server's name.
    pub(super) fn host(&self) -> String {
        match self.request.header("host") {
            Some(host) if !host.is_empty() => host
                .split(':')
                .next()
                .unwrap_or_default()
                .trim_end_matches('.')
                .to_lowercase(),
            _ => self.server_name.clone(),
        }
    }

    /// `GET /path HTTP/1.1`
    pub(super) fn request_line(&self) -> String {
        format!("{} {} HTTP/1.1", self.request.method, self.request.target)
    }

    fn header(&self, name: &str) -> Option<String> {
        let wanted = name.replace('_', "-");
        let values: Vec<&str> = self
            .request
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(&wanted))
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    fn value(&self, name: &str) -> Option<String> {
        if let Some(value) = self.own.get(name) {
            return Some(value.clone());
        }
        if let Some(value) = self.prefixed(name) {
            return value;
        }
        let list = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
        Some(match name {
            "host" => self.host(),
            "remote_addr" => self.request.from.to_string(),
            "remote_port" => (32_768 + self.connection % 28_000).to_string(),
            "scheme" => "http".into(),
            "server_port" => self.port.to_string(),
            "server_addr" => self.server_address.to_string(),
            "server_name" => self.server_name.clone(),
            "server_protocol" => "HTTP/1.1".into(),
            "request" => self.request_line(),
            "request_method" => self.request.method.clone(),
            "request_uri" => self.request.target.clone(),
            "request_filename" => self.filename.clone(),
            "request_length" => {
                let headers: usize = self
                    .request
                    .headers
                    .iter()
                    .map(|(k, v)| k.len() + v.len() + 4)
                    .sum();
                (self.request_line().len() + 4 + headers + self.request.body.len()).to_string()
            }
            "request_id" => format!("{:016x}{:016x}", self.moment.unix, self.connection),
            "request_time" => "0.000".into(),
            "uri" | "document_uri" => self.uri.clone(),
            "document_root" => self.root.clone(),
            "args" | "query_string" => return self.arguments.clone(),
            "is_args" => match &self.arguments {
                Some(arguments) if !arguments.is_empty() => "?".into(),
                _ => String::new(),
            },
            "status" => format!("{:03}", self.status),
            "body_bytes_sent" => self.sent.to_string(),
            "bytes_sent" => {
                let headers: usize = self
                    .sent_headers
                    .iter()
                    .map(|(k, v)| k.len() + v.len() + 4)
                    .sum();
                (self.sent + headers + 19).to_string()
            }
            "time_local" => self.moment.access_log(),
            "time_iso8601" => self.moment.iso(),
            "msec" => format!("{}.000", self.moment.unix),
            "pid" => self.pid.to_string(),
            "hostname" => self.hostname.clone(),
            "nginx_version" => super::VERSION.into(),
            "connection" => self.connection.to_string(),
            "connection_requests" => "1".into(),
            "content_type" => return self.header("content_type"),
            "content_length" => return self.header("content_length"),
            "proxy_host" => self.proxy_host.clone(),
            "proxy_port" => self.proxy_port.to_string(),
            "proxy_add_x_forwarded_for" => match self.header("x_forwarded_for") {
                Some(known) => format!("{known}, {}", self.request.from),
                None => self.request.from.to_string(),
            },
            "upstream_addr" => return list(&self.upstream_address),
            "upstream_status" => return list(&self.upstream_status),
            "upstream_response_time" | "upstream_connect_time" => {
                return (!self.upstream_status.is_empty()).then(|| "0.001".into());
            }
            _ => return None,
        })
    }

    #[allow(clippy::option_option)] // whether it is such a name, and then whether it has a value
    fn prefixed(&self, name: &str) -> Option<Option<String>> {
        let among = |headers: &[(String, String)], rest: &str| {
            let wanted = rest.replace('_', "-");
            headers
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(&wanted))
                .map(|(_, value)| value.clone())
        };
        if let Some(rest) = name.strip_prefix("upstream_http_") {
            return Some(among(&self.upstream_headers, rest));
        }
        if let Some(rest) = name.strip_prefix("sent_http_") {
            return Some(among(&self.sent_headers, rest));
        }
        if let Some(rest) = name.strip_prefix("http_") {
            return Some(self.header(rest));
        }
        let pair = |text: Option<&str>, separator: char, key: &str| {
            text.unwrap_or_default()
                .split(separator)
                .filter_map(|pair| pair.trim().split_once('='))
                .find(|(found, _)| found.eq_ignore_ascii_case(key))
                .map(|(_, value)| value.to_owned())
        };
        if let Some(rest) = name.strip_prefix("arg_") {
            return Some(pair(self.arguments.as_deref(), '&', rest));
        }
        let rest = name.strip_prefix("cookie_")?;
        Some(pair(self.request.header("cookie"), ';', rest))
    }
}

/// The address at which a request from `from` most likely arrived.
pub(super) fn own_address(inside: &dyn Surroundings, from: Ipv4Addr) -> Ipv4Addr {
    if from.is_loopback() {
        return Ipv4Addr::LOCALHOST;
    }
    let interfaces = inside.interfaces();
    interfaces
        .iter()
        .filter(|interface| interface.name != "lo")
        .find(|interface| {
            let mask = u32::MAX
                .checked_shl(32 - u32::from(interface.prefix.min(32)))
                .unwrap_or(0);
            u32::from(interface.address) & mask == u32::from(from) & mask
        })
        .or_else(|| interfaces.iter().find(|interface| interface.name != "lo"))
        .map_or(Ipv4Addr::LOCALHOST, |interface| interface.address)
}
