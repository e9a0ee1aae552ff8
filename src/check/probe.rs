//! What a check may ask beyond a snapshot. Everything here only reads.

use std::future::Future;
use std::time::Duration;

use crate::docker::snapshot::Container;

/// How a probe failed without an answer about its subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeFailure {
    /// The engine went away.
    EngineGone,
    /// It took too long.
    TimedOut,
    /// Anything else, in the engine's words.
    Other(String),
}

/// An answer to an HTTP request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Header names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body, as text, cut off at a limit.
    pub body: String,
}

/// What came of an HTTP request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// An answer.
    Answer(Answer),
    /// The name is not known.
    NameNotResolved,
    /// Nothing listens there.
    Refused,
    /// The connection was cut.
    Reset,
    /// No answer in time.
    TimedOut,
    /// There is no curl and no wget in the container.
    ClientMissing,
}

/// What a command in a container gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// The exit code.
    pub exit_code: i64,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The executable is not there.
    pub missing: bool,
}

/// One line of a container's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Nanoseconds since 1970 by the engine's clock.
    pub time: i64,
    /// The line without its end.
    pub text: String,
}

/// A command that somebody ran in a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenExec {
    /// The full ID of the container.
    pub container: String,
    /// Nanoseconds since 1970 by the engine's clock.
    pub time: i64,
    /// The command as the engine tells it.
    pub command: String,
}

/// The mark by which our own requests and commands are known, and not taken for the learner's.
pub const MARK: &str = "baeum-probe";

/// Asks an engine. Implemented over a real one by `live`, and by a fake in tests.
pub trait Probes: Sync {
    /// A GET from the host.
    fn http_from_host(
        &self,
        url: &str,
        timeout: Duration,
    ) -> impl Future<Output = Result<Reply, ProbeFailure>> + Send;

    /// A GET from inside a container.
    fn http_from_container(
        &self,
        container: &Container,
        url: &str,
        timeout: Duration,
    ) -> impl Future<Output = Result<Reply, ProbeFailure>> + Send;

    /// Runs a command that changes nothing.
    fn exec(
        &self,
        container: &Container,
        command: &[String],
        timeout: Duration,
    ) -> impl Future<Output = Result<Output, ProbeFailure>> + Send;

    /// The container's log from a time on (nanoseconds since 1970), at most some thousand lines.
    fn log(
        &self,
        container: &Container,
        since: Option<i64>,
    ) -> impl Future<Output = Result<Vec<LogLine>, ProbeFailure>> + Send;

    /// Commands that were run in the container since then.
    fn seen_execs(
        &self,
        container: &Container,
        since: Option<i64>,
    ) -> impl Future<Output = Result<Vec<SeenExec>, ProbeFailure>> + Send;

    /// A file of the container; `None` if there is none.
    fn container_file(
        &self,
        container: &Container,
        path: &str,
    ) -> impl Future<Output = Result<Option<String>, ProbeFailure>> + Send;

    /// A file of the lab folder; `None` if there is none.
    fn lab_file(
        &self,
        path: &str,
    ) -> impl Future<Output = Result<Option<String>, ProbeFailure>> + Send;
}
