//! A configuration as it runs: everything merged, every upstream name resolved.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Config {
    /// How many worker processes take turns.
    pub(super) workers: usize,
    pub(super) daemon: bool,
    /// Level and place of the main error log.
    pub(super) error_log: ErrorLog,
    pub(super) servers: Vec<Server>,
    pub(super) upstreams: BTreeMap<String, Vec<Peer>>,
    pub(super) formats: BTreeMap<String, String>,
    /// File name ending to media type.
    pub(super) types: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ErrorLog {
    pub(super) path: String,
    pub(super) level: String,
}

impl Default for ErrorLog {
    fn default() -> ErrorLog {
        ErrorLog {
            path: "/var/log/nginx/error.log".into(),
            level: "error".into(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Listen {
    pub(super) address: Ipv4Addr,
    pub(super) port: u16,
    pub(super) default: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Server {
    pub(super) listens: Vec<Listen>,
    pub(super) names: Vec<String>,
    pub(super) place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Matching {
    Exact,
    Prefix,
    Named,
}

/// A server or a location: what happens to a request there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) matching: Option<Matching>,
    pub(super) path: String,
    pub(super) internal: bool,
    pub(super) actions: Vec<Action>,
    pub(super) try_files: Vec<String>,
    pub(super) proxy: Option<ProxyPass>,
    pub(super) settings: Settings,
    pub(super) locations: Vec<Place>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Action {
    Set(String, String),
    Return(u16, Option<String>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ProxyPass {
    /// As it is written.
    pub(super) url: String,
    /// The name of its entry in [`Config::upstreams`]; none if the URL has variables.
    pub(super) upstream: Option<String>,
    /// What the upstream is told as `Host`.
    pub(super) host: String,
    /// The path that replaces the location's.
    pub(super) path: Option<String>,
}

/// What a place inherits from the one around it.
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) root: String,
    pub(super) alias: Option<String>,
    pub(super) index: Vec<String>,
    pub(super) default_type: String,
    pub(super) error_pages: Vec<ErrorPage>,
    /// Name, value, and whether it is added to every answer.
    pub(super) add_headers: Vec<(String, String, bool)>,
    /// Path and format.
    pub(super) access_logs: Vec<(String, String)>,
    pub(super) error_log: ErrorLog,
    pub(super) set_headers: Vec<(String, String)>,
    pub(super) hide_headers: Vec<String>,
    pub(super) pass_headers: Vec<String>,
    pub(super) next_upstream: bool,
    pub(super) intercept_errors: bool,
    pub(super) tokens: bool,
    pub(super) log_not_found: bool,
    pub(super) absolute_redirect: bool,
    pub(super) charset: Option<String>,
    pub(super) has_resolver: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            root: "/etc/nginx/html".into(),
            alias: None,
            index: vec!["index.html".into()],
            default_type: "text/plain".into(),
            error_pages: Vec::new(),
            add_headers: Vec::new(),
            access_logs: vec![("/var/log/nginx/access.log".into(), "combined".into())],
            error_log: ErrorLog::default(),
            set_headers: Vec::new(),
            hide_headers: Vec::new(),
            pass_headers: Vec::new(),
            next_upstream: true,
            intercept_errors: false,
            tokens: true,
            log_not_found: true,
            absolute_redirect: true,
            charset: None,
            has_resolver: false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ErrorPage {
    pub(super) codes: Vec<u16>,
    /// `=`: the status that the page gives itself; `=200`: this one.
    #[allow(clippy::option_option)]
    pub(super) change: Option<Option<u16>>,
    pub(super) target: String,
}

/// One server of an upstream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Peer {
    pub(super) address: Ipv4Addr,
    pub(super) port: u16,
    pub(super) weight: i64,
    pub(super) max_fails: u32,
    /// Seconds.
    pub(super) fail_timeout: i64,
    pub(super) down: bool,
    pub(super) backup: bool,
}
