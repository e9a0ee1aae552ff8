//! A container's main program: what it listens on and how it answers.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::described::{Described, LABEL};
use super::nginx::Nginx;
use super::tools;
use super::{HttpRequest, HttpResponse, Listener, NetError, Signal, Surroundings};

/// How the start of a main program went.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// It serves.
    Serving(Program),
    /// It runs and serves nothing (`sleep`, a shell, `tail -f`). A shell stays only where standard
    /// input is kept open (`-i`); elsewhere it ends at once with 0, which the caller has to see to.
    Waiting(Program),
    /// It ran to its end; what it printed is in the log.
    Ended {
        /// Its exit code.
        exit_code: i32,
    },
    /// There is no such executable in the container.
    NotFound {
        /// The executable as it was asked for.
        executable: String,
    },
}

/// A running main program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Program(Kind);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Kind {
    Nginx(Box<Nginx>),
    Described(Box<Described>),
    /// For how many seconds; none is for ever.
    Waiting(Option<u64>),
}

pub(super) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Whether this is the command line of an nginx.
pub(super) fn is_nginx(argv: &[String]) -> bool {
    argv.iter().any(|word| {
        base_name(word.split_whitespace().next().unwrap_or_default()) == "nginx"
            || word.contains("nginx -g")
    })
}

/// Starts the container's main program; what it prints goes to the log.
///
/// `labels` are those of the image. `baeum.practice.server` describes a server that is imitated.
pub fn start(
    argv: &[String],
    labels: &BTreeMap<String, String>,
    inside: &mut dyn Surroundings,
) -> Start {
    start_within(argv, labels, inside, 0)
}

fn start_within(
    argv: &[String],
    labels: &BTreeMap<String, String>,
    inside: &mut dyn Surroundings,
    depth: usize,
) -> Start {
    let executable = argv.first().cloned().unwrap_or_default();
    if !matches!(tools::find(&executable, inside), Ok(Some(_))) {
        return Start::NotFound { executable };
    }
    let ended = |exit_code| Start::Ended { exit_code };
    match base_name(&executable) {
        "nginx" => match Nginx::start(argv, inside) {
            Ok(nginx) => Start::Serving(Program(Kind::Nginx(Box::new(nginx)))),
            Err(exit_code) => ended(exit_code),
        },
        "node" if argv.len() > 1 && !argv.iter().skip(1).any(|word| word.starts_with('-')) => {
            if let Some(outcome) = tools::node_without_script(argv, inside) {
                return ended(outcome.into_log(inside));
            }
            match labels.get(LABEL) {
                Some(label) => match Described::start(label, inside) {
                    Ok(server) => Start::Serving(Program(Kind::Described(Box::new(server)))),
                    Err(exit_code) => ended(exit_code),
                },
                None => ended(tools::run(argv, b"", inside).into_log(inside)),
            }
        }
        "docker-entrypoint.sh" if argv.len() > 1 && depth < 4 => {
            start_within(argv.get(1..).unwrap_or_default(), labels, inside, depth + 1)
        }
        "sleep" => match tools::seconds(argv.get(1..).unwrap_or_default()) {
            Some(seconds) => waiting(seconds),
            None => ended(tools::run(argv, b"", inside).into_log(inside)),
        },
        "tail" if argv.iter().any(|word| word == "-f" || word == "-F") => waiting(None),
        "sh" | "ash" | "bash" if argv.len() == 1 => waiting(None),
        "sh" | "ash" | "bash" if argv.get(1).is_some_and(|word| word == "-c") && depth < 4 => {
            match tools::split_last(argv.get(2).map_or("", String::as_str)) {
                Some((before, last)) if stays(&last) => {
                    if !before.is_empty() {
                        let script = ["sh".to_owned(), "-c".to_owned(), before];
                        let code = tools::run(&script, b"", inside).into_log(inside);
                        if code != 0 {
                            return ended(code);
                        }
                    }
                    match start_within(&last, labels, inside, depth + 1) {
                        Start::NotFound { executable } => {
                            inside.log(super::Stream::Err, &format!("sh: {executable}: not found"));
                            ended(127)
                        }
                        started => started,
                    }
                }
                _ => ended(tools::run(argv, b"", inside).into_log(inside)),
            }
        }
        _ => ended(tools::run(argv, b"", inside).into_log(inside)),
    }
}

/// Whether this program would stay as a main program.
fn stays(argv: &[String]) -> bool {
    let name = argv.first().map_or("", |word| base_name(word));
    matches!(name, "nginx" | "node" | "sleep" | "tail")
}

fn waiting(seconds: Option<u64>) -> Start {
    Start::Waiting(Program(Kind::Waiting(seconds)))
}

impl Program {
    /// What it listens on.
    #[must_use]
    pub fn listeners(&self) -> Vec<Listener> {
        match &self.0 {
            Kind::Nginx(nginx) => nginx.listeners(),
            Kind::Described(server) => server.listeners(),
            Kind::Waiting(_) => Vec::new(),
        }
    }

    /// After which time it ends by itself with exit code 0; none is never.
    #[must_use]
    pub fn lasts(&self) -> Option<Duration> {
        match self.0 {
            Kind::Waiting(Some(seconds)) => Some(Duration::from_secs(seconds)),
            _ => None,
        }
    }

    /// Answers a request that arrived at one of its ports.
    ///
    /// nginx may ask other servers through [`Surroundings::send`] before it answers; who implements
    /// that bounds how deep requests may go.
    pub fn handle(
        &mut self,
        port: u16,
        request: HttpRequest,
        inside: &mut dyn Surroundings,
    ) -> Result<HttpResponse, NetError> {
        if !self
            .listeners()
            .iter()
            .any(|listener| listener.port == port)
        {
            return Err(NetError::Refused);
        }
        match &mut self.0 {
            Kind::Nginx(nginx) => nginx.handle(port, request, inside),
            Kind::Described(server) => Ok(server.handle(&request, inside)),
            Kind::Waiting(_) => Err(NetError::Refused),
        }
    }

    /// Takes a signal; the exit code if the program ends by it.
    ///
    /// A process 1 that handles no signals, such as `sleep`, ends by [`Signal::Kill`] only.
    pub fn signal(&mut self, signal: Signal, inside: &mut dyn Surroundings) -> Option<i32> {
        match (&mut self.0, signal) {
            (_, Signal::Kill) => Some(137),
            (Kind::Nginx(nginx), _) => nginx.signal(signal, inside),
            (Kind::Described(_), Signal::Terminate) => Some(0),
            _ => None,
        }
    }
}
