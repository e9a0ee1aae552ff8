//! nginx, imitated from its real configuration files.

mod answer;
mod build;
mod check;
mod command;
mod directives;
mod files;
mod lexer;
mod logs;
mod model;
pub(super) mod pages;
mod proxy;
mod reader;
mod serve;
mod turns;
mod variables;

use serde::{Deserialize, Serialize};

pub(super) use self::command::command;
use self::command::command_line;
use self::directives::MAIN;
use self::model::{Config, ErrorLog};
use self::reader::Reader;
use self::turns::Worker;
use super::clock::Moment;
use super::{Listener, Signal, Stream, Surroundings};

/// The version that the practice engine's nginx gives itself.
pub(super) const VERSION: &str = "1.28.0";
const CONFIGURATION: &str = "/etc/nginx/nginx.conf";
/// The number of the first worker process, as it usually is in a container.
const FIRST_WORKER: u32 = 6;
/// The number of a process started by `docker exec`.
const VISITOR: u32 = 31;

/// A running nginx: its configuration as it was read last, and what its workers remember.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Nginx {
    config: Config,
    /// The text of `-g`.
    global: String,
    path: String,
    workers: Vec<Worker>,
    /// How many times the configuration was read again.
    reloads: u32,
    /// Every connection, to clients and to upstreams.
    connections: u64,
    connections_accepted: u64,
}

/// A configuration that was read, or the error at which nginx stopped.
struct Loaded {
    config: Result<Config, String>,
    /// Whether the files could be read to their end, whatever came after.
    syntax_ok: bool,
    warnings: Vec<String>,
    files: Vec<(String, String)>,
}

fn load(global: &str, path: &str, inside: &dyn Surroundings) -> Loaded {
    let mut reader = Reader::new(inside);
    let read = reader.global(global).and_then(|mut directives| {
        directives.extend(reader.file(path, MAIN, (0, 0), None)?);
        Ok(directives)
    });
    let built = read.and_then(|directives| {
        let config = build::build(&directives, inside)?;
        if directives
            .iter()
            .any(|directive| directive.name() == "events")
        {
            Ok(config)
        } else {
            Err("no \"events\" section in configuration".into())
        }
    });
    let mut loaded = Loaded {
        syntax_ok: built.is_ok(),
        warnings: built.as_ref().map(warnings).unwrap_or_default(),
        config: built,
        files: reader.files,
    };
    if let Ok(config) = &loaded.config
        && let Some(text) = cannot_run(config, inside)
    {
        loaded.config = Err(text);
    }
    loaded
}

/// Why a configuration without faults cannot be run here.
fn cannot_run(config: &Config, inside: &dyn Surroundings) -> Option<String> {
    let logs = config
        .servers
        .iter()
        .flat_map(|server| &server.place.settings.access_logs);
    for (path, _) in logs {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if path.starts_with('/')
            && !folder.starts_with("/dev")
            && !folder.starts_with("/proc")
            && !folder.is_empty()
            && inside.list_directory(folder).is_err()
        {
            return Some(format!(
                "open() \"{path}\" failed (2: No such file or directory)"
            ));
        }
    }
    let interfaces = inside.interfaces();
    let listens = config.servers.iter().flat_map(|server| &server.listens);
    for listen in listens {
        let address = listen.address;
        let own = address.is_unspecified()
            || address.is_loopback()
            || interfaces
                .iter()
                .any(|interface| interface.address == address);
        if !own {
            return Some(format!(
                "bind() to {address}:{} failed (99: Cannot assign requested address)",
                listen.port
            ));
        }
    }
    None
}

fn warnings(config: &Config) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    for server in &config.servers {
        for listen in &server.listens {
            for name in &server.names {
                if !seen.insert((listen.address, listen.port, name.clone())) {
                    found.push(format!(
                        "conflicting server name \"{name}\" on {}:{}, ignored",
                        listen.address, listen.port
                    ));
                }
            }
        }
    }
    found
}

fn dated(level: &str, pid: u32, text: &str, inside: &dyn Surroundings) -> String {
    let moment = Moment::of(inside.now());
    format!("{} [{level}] {pid}#{pid}: {text}", moment.error_log())
}

fn listeners(config: &Config) -> Vec<Listener> {
    let mut found: Vec<Listener> = Vec::new();
    for listen in config.servers.iter().flat_map(|server| &server.listens) {
        let listener = Listener {
            address: listen.address,
            port: listen.port,
        };
        // nginx binds the address of all instead of each where both are asked for.
        let covered = found.iter().any(|known| {
            known.port == listener.port
                && (known.address == listener.address || known.address.is_unspecified())
        });
        if !covered {
            found.retain(|known| {
                !(listener.address.is_unspecified() && known.port == listener.port)
            });
            found.push(listener);
        }
    }
    found
}

impl Nginx {
    /// nginx as a container's main program; its exit code if it does not stay.
    pub(super) fn start(argv: &[String], inside: &mut dyn Surroundings) -> Result<Nginx, i32> {
        let asked = command_line(argv).map_err(|text| {
            inside.log(Stream::Err, &text);
            1
        })?;
        if asked.version || asked.test || asked.signal.is_some() {
            return Err(command(argv, inside).into_log(inside));
        }
        let path = asked.path();
        let loaded = load(&asked.global, &path, inside);
        for text in &loaded.warnings {
            let line = dated("warn", 1, text, inside);
            inside.log(Stream::Err, &line);
        }
        let config = loaded.config.map_err(|text| {
            let line = dated("emerg", 1, &text, inside);
            inside.log(Stream::Err, &line);
            1
        })?;
        if config.daemon {
            // The process that the container watches ends as soon as the daemon is on its way.
            return Err(0);
        }
        let nginx = Nginx {
            config,
            global: asked.global,
            path,
            ..Nginx::default()
        };
        nginx.notices(
            &[
                "using the \"epoll\" event method".into(),
                format!("nginx/{VERSION}"),
            ],
            inside,
        );
        nginx.started(inside);
        Ok(nginx)
    }

    fn started(&self, inside: &mut dyn Surroundings) {
        let mut lines = vec!["start worker processes".to_owned()];
        for worker in 0..self.config.workers {
            lines.push(format!("start worker process {}", self.worker_pid(worker)));
        }
        self.notices(&lines, inside);
    }

    fn notices(&self, lines: &[String], inside: &mut dyn Surroundings) {
        let log: &ErrorLog = &self.config.error_log;
        if logs::takes(log, "notice") {
            for text in lines {
                let line = dated("notice", 1, text, inside);
                logs::write(&log.path, &line, Stream::Err, inside);
            }
        }
    }

    fn worker_pid(&self, worker: usize) -> u32 {
        let count = u32::try_from(self.config.workers).unwrap_or(1);
        let worker = u32::try_from(worker).unwrap_or(0);
        FIRST_WORKER + self.reloads.saturating_mul(count + 20) + worker
    }

    pub(super) fn listeners(&self) -> Vec<Listener> {
        listeners(&self.config)
    }

    pub(super) fn signal(&mut self, signal: Signal, inside: &mut dyn Surroundings) -> Option<i32> {
        match signal {
            Signal::Reload => {
                self.notices(
                    &[
                        "signal 1 (SIGHUP) received, reconfiguring".into(),
                        "reconfiguring".into(),
                    ],
                    inside,
                );
                match load(&self.global, &self.path, inside).config {
                    Ok(config) => {
                        self.config = config;
                        self.workers.clear();
                        self.reloads += 1;
                        self.started(inside);
                    }
                    Err(text) => {
                        let line = dated("emerg", 1, &text, inside);
                        inside.log(Stream::Err, &line);
                    }
                }
                None
            }
            Signal::Reopen => None,
            Signal::Quit | Signal::Terminate | Signal::Interrupt => Some(0),
            Signal::Kill => Some(137),
        }
    }
}
