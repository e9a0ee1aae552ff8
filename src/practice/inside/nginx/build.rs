//! Makes a running configuration of directives that have been read and checked.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use super::check::{host_and_port, listen, location};
use super::directives::is_number;
use super::model::{
    Action, Config, ErrorLog, ErrorPage, Listen, Matching, Peer, Place, ProxyPass, Server, Settings,
};
use super::reader::{Directive, at};
use super::variables;
use crate::practice::inside::{Resolution, Surroundings};

const COMBINED: &str = "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"";
/// How many worker processes `auto` makes: the practice machine has two processors.
const PROCESSORS: usize = 2;

pub(super) struct Builder<'a> {
    inside: &'a dyn Surroundings,
    config: Config,
    /// Variables that `set` makes.
    own: BTreeSet<String>,
    /// Every text with variables, in order.
    texts: Vec<String>,
    /// Upstreams named only by a `proxy_pass`: their host, file and line.
    implicit: Vec<(String, String, u16, String, usize)>,
    port_names: BTreeSet<String>,
}

/// The configuration of these directives, or what nginx says at the end of its reading.
pub(super) fn build(directives: &[Directive], inside: &dyn Surroundings) -> Result<Config, String> {
    let mut builder = Builder {
        inside,
        config: Config {
            workers: 1,
            daemon: true,
            ..Config::default()
        },
        own: BTreeSet::new(),
        texts: Vec::new(),
        implicit: Vec::new(),
        port_names: BTreeSet::new(),
    };
    builder
        .config
        .formats
        .insert("combined".into(), COMBINED.into());
    builder.main(directives);
    for text in &builder.texts {
        variables::check(text, &builder.own)?;
    }
    builder.resolve()?;
    if builder.config.types.is_empty() {
        for (ending, kind) in [
            ("html", "text/html"),
            ("gif", "image/gif"),
            ("jpg", "image/jpeg"),
        ] {
            builder.config.types.insert(ending.into(), kind.into());
        }
    }
    Ok(builder.config)
}

impl Builder<'_> {
    fn main(&mut self, directives: &[Directive]) {
        let mut settings = Settings::default();
        for directive in directives {
            match directive.name() {
                "worker_processes" => {
                    self.config.workers = match directive.word(1) {
                        "auto" => PROCESSORS,
                        count => count.parse().unwrap_or(1).clamp(1, 64),
                    };
                }
                "daemon" => self.config.daemon = directive.word(1) == "on",
                "error_log" => {
                    settings.error_log = error_log(directive);
                    self.config.error_log = settings.error_log.clone();
                }
                _ => {}
            }
        }
        for http in directives.iter().filter(|found| found.name() == "http") {
            self.upstreams(&http.block);
            let mut settings = settings.clone();
            self.settings(&http.block, &mut settings);
            for directive in &http.block {
                match directive.name() {
                    "log_format" => {
                        let format = directive
                            .words
                            .iter()
                            .skip(2)
                            .filter(|word| !word.starts_with("escape="))
                            .cloned()
                            .collect::<String>();
                        self.texts.push(format.clone());
                        self.config.formats.insert(directive.word(1).into(), format);
                    }
                    "server" => self.server(directive, &settings),
                    _ => {}
                }
            }
        }
    }

    fn upstreams(&mut self, directives: &[Directive]) {
        for upstream in directives.iter().filter(|found| found.name() == "upstream") {
            let mut peers = Vec::new();
            for server in upstream
                .block
                .iter()
                .filter(|found| found.name() == "server")
            {
                let Ok((host, port)) = host_and_port(server.word(1), 80) else {
                    continue;
                };
                let number = |key: &str, default: u32| {
                    server
                        .words
                        .iter()
                        .find_map(|word| word.strip_prefix(key))
                        .and_then(|digits| digits.trim_end_matches('s').parse().ok())
                        .unwrap_or(default)
                };
                for address in addresses(self.inside, &host) {
                    peers.push(Peer {
                        address,
                        port,
                        weight: i64::from(number("weight=", 1).min(1_000_000)),
                        max_fails: number("max_fails=", 1),
                        fail_timeout: i64::from(number("fail_timeout=", 10)),
                        down: server.words.iter().any(|word| word == "down"),
                        backup: server.words.iter().any(|word| word == "backup"),
                    });
                }
            }
            self.config.upstreams.insert(upstream.word(1).into(), peers);
        }
    }

    fn resolve(&mut self) -> Result<(), String> {
        for (key, host, port, file, line) in std::mem::take(&mut self.implicit) {
            let found = addresses(self.inside, &host);
            if found.is_empty() {
                let text = format!("host not found in upstream \"{host}\"");
                return Err(at(&text, &file, line));
            }
            let peers = found.into_iter().map(|address| peer(address, port));
            self.config.upstreams.insert(key, peers.collect());
        }
        Ok(())
    }

    fn server(&mut self, directive: &Directive, around: &Settings) {
        let mut server = Server::default();
        for inner in &directive.block {
            match inner.name() {
                "listen" => {
                    if let Ok(Some((address, port))) = listen(inner.word(1), self.inside) {
                        server.listens.push(Listen {
                            address,
                            port,
                            default: inner
                                .words
                                .iter()
                                .skip(2)
                                .any(|word| word == "default_server" || word == "default"),
                        });
                    }
                }
                "server_name" => server
                    .names
                    .extend(inner.after_name().iter().map(|name| name.to_lowercase())),
                _ => {}
            }
        }
        if !directive.block.iter().any(|inner| inner.name() == "listen") {
            server.listens.push(Listen {
                address: Ipv4Addr::UNSPECIFIED,
                port: 80,
                default: false,
            });
        }
        server.place = self.place(directive, around);
        self.config.servers.push(server);
    }

    fn place(&mut self, directive: &Directive, around: &Settings) -> Place {
        let mut place = Place {
            settings: around.clone(),
            ..Place::default()
        };
        if directive.name() == "location" {
            let (kind, path) = location(&directive.words).unwrap_or((b'/', String::new()));
            place.path = path;
            place.matching = Some(match kind {
                b'=' => Matching::Exact,
                b'@' => Matching::Named,
                _ => Matching::Prefix,
            });
        }
        self.settings(&directive.block, &mut place.settings);
        for inner in &directive.block {
            match inner.name() {
                "internal" => place.internal = true,
                "try_files" => {
                    self.texts.extend_from_slice(inner.after_name());
                    place.try_files = inner.after_name().to_vec();
                }
                "set" => {
                    let name = inner.word(1).trim_start_matches('$').to_owned();
                    self.own.insert(name.clone());
                    self.texts.push(inner.word(2).into());
                    place.actions.push(Action::Set(name, inner.word(2).into()));
                }
                "return" => {
                    let action = returned(inner);
                    if let Action::Return(_, Some(text)) = &action {
                        self.texts.push(text.clone());
                    }
                    place.actions.push(action);
                }
                "proxy_pass" => place.proxy = Some(self.proxy(inner)),
                "location" => {
                    let location = self.place(inner, &place.settings);
                    place.locations.push(location);
                }
                _ => {}
            }
        }
        place
    }

    fn proxy(&mut self, directive: &Directive) -> ProxyPass {
        let url = directive.word(1).to_owned();
        if url.contains('$') {
            self.texts.push(url.clone());
            return ProxyPass {
                url,
                upstream: None,
                host: String::new(),
                path: None,
            };
        }
        let rest = url.strip_prefix("http://").unwrap_or(&url);
        let split = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(split);
        let (host, port) = host_and_port(authority, 80).unwrap_or_default();
        let key = if self.config.upstreams.contains_key(authority) {
            authority.to_owned()
        } else {
            let key = format!("{host}:{port}");
            if self.port_names.insert(key.clone()) {
                let file = directive.file.clone();
                self.implicit
                    .push((key.clone(), host.clone(), port, file, directive.line));
            }
            key
        };
        ProxyPass {
            host: if port == 80 {
                host
            } else {
                format!("{host}:{port}")
            },
            path: (!path.is_empty()).then(|| match path.strip_prefix('?') {
                Some(query) => format!("/?{query}"),
                None => path.to_owned(),
            }),
            upstream: Some(key),
            url,
        }
    }

    fn settings(&mut self, directives: &[Directive], settings: &mut Settings) {
        // Lists are inherited only where the inner block has none of its own.
        let has = |name: &str| directives.iter().any(|found| found.name() == name);
        for (name, list) in [
            ("error_page", 0),
            ("add_header", 1),
            ("access_log", 2),
            ("proxy_set_header", 3),
            ("index", 4),
        ] {
            if has(name) {
                match list {
                    0 => settings.error_pages.clear(),
                    1 => settings.add_headers.clear(),
                    2 => settings.access_logs.clear(),
                    3 => settings.set_headers.clear(),
                    _ => settings.index.clear(),
                }
            }
        }
        for directive in directives {
            self.setting(directive, settings);
        }
    }

    fn setting(&mut self, directive: &Directive, settings: &mut Settings) {
        let word = directive.word(1).to_owned();
        let second = directive.word(2).to_owned();
        let on = word == "on";
        match directive.name() {
            "root" => {
                self.texts.push(word.clone());
                settings.root = absolute(&word);
                settings.alias = None;
            }
            "alias" => {
                self.texts.push(word.clone());
                settings.alias = Some(absolute(&word));
            }
            "index" => settings.index.extend_from_slice(directive.after_name()),
            "default_type" => settings.default_type = word,
            "charset" => settings.charset = (word != "off").then_some(word),
            "error_page" => settings.error_pages.push(error_page(directive)),
            "add_header" => {
                self.texts.push(second.clone());
                let always = directive.word(3) == "always";
                settings.add_headers.push((word, second, always));
            }
            "access_log" if word == "off" => settings.access_logs.clear(),
            "access_log" => {
                let format = if second.is_empty() || second.contains('=') {
                    "combined".to_owned()
                } else {
                    second
                };
                settings.access_logs.push((word, format));
            }
            "error_log" => settings.error_log = error_log(directive),
            "proxy_set_header" => {
                self.texts.push(second.clone());
                settings.set_headers.push((word, second));
            }
            "proxy_hide_header" => settings.hide_headers.push(word.to_lowercase()),
            "proxy_pass_header" => settings.pass_headers.push(word.to_lowercase()),
            "proxy_next_upstream" => settings.next_upstream = word != "off",
            "proxy_intercept_errors" => settings.intercept_errors = on,
            "server_tokens" => settings.tokens = word != "off",
            "log_not_found" => settings.log_not_found = on,
            "absolute_redirect" => settings.absolute_redirect = on,
            "resolver" => settings.has_resolver = true,
            "types" => {
                for pair in &directive.block {
                    for ending in pair.after_name() {
                        self.config
                            .types
                            .insert(ending.to_lowercase(), pair.name().to_owned());
                    }
                }
            }
            _ => {}
        }
    }
}

fn absolute(path: &str) -> String {
    if path.starts_with('/') || path.starts_with('$') {
        path.to_owned()
    } else {
        format!("{}{path}", super::reader::FOLDER)
    }
}

pub(super) fn peer(address: Ipv4Addr, port: u16) -> Peer {
    Peer {
        address,
        port,
        weight: 1,
        max_fails: 1,
        fail_timeout: 10,
        down: false,
        backup: false,
    }
}

fn addresses(inside: &dyn Surroundings, host: &str) -> Vec<Ipv4Addr> {
    if let Ok(address) = host.parse() {
        return vec![address];
    }
    match inside.resolve(host) {
        // The hosts file of a container gives this name to 127.0.0.1 and to ::1, and the resolver
        // turns the second into the first where there is no IPv6: nginx sees two servers.
        Resolution::Addresses(found) if host == "localhost" && found.len() == 1 => {
            [found.clone(), found].concat()
        }
        Resolution::Addresses(found) => found,
        Resolution::NotFound => Vec::new(),
    }
}

fn error_log(directive: &Directive) -> ErrorLog {
    let level = directive.word(2);
    ErrorLog {
        path: directive.word(1).to_owned(),
        level: if level.is_empty() { "error" } else { level }.to_owned(),
    }
}

fn returned(directive: &Directive) -> Action {
    let word = directive.word(1);
    let text = directive.words.get(2).cloned();
    match word.parse() {
        Ok(code) => Action::Return(code, text),
        Err(_) => Action::Return(302, Some(word.to_owned())),
    }
}

fn error_page(directive: &Directive) -> ErrorPage {
    let words = directive.after_name();
    let (target, codes) = words
        .split_last()
        .map_or(("", words), |(last, rest)| (last, rest));
    ErrorPage {
        codes: codes.iter().filter_map(|code| code.parse().ok()).collect(),
        change: codes
            .iter()
            .find_map(|code| code.strip_prefix('='))
            .map(|code| is_number(code).then(|| code.parse().unwrap_or(200))),
        target: target.to_owned(),
    }
}
