//! Probes over a real engine and a real lab folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::probe::{Answer, LogLine, MARK, Output, ProbeFailure, Probes, Reply, SeenExec};
use crate::docker::snapshot::Container;
use crate::docker::{
    ContainerAnswer, Engine, EngineError, HttpAnswer, HttpFailure, http_from_host,
};
use crate::lesson::lab;

/// How many lines of a log are read at most.
const LOG_LINES: usize = 5_000;
/// How much of a file is read at most, in bytes.
const FILE_LIMIT: usize = 1 << 20;

/// An engine with the learner's lab folder.
#[derive(Debug, Clone)]
pub struct LiveProbes {
    engine: Engine,
    lab: PathBuf,
    seen: Vec<SeenExec>,
}

impl LiveProbes {
    /// Probes of `engine`, with lab files read below `lab`, and the commands that were already
    /// seen to run in containers.
    #[must_use]
    pub fn new(engine: Engine, lab: &Path, seen: Vec<SeenExec>) -> Self {
        Self {
            engine,
            lab: lab.to_owned(),
            seen,
        }
    }
}

fn failure(error: EngineError) -> ProbeFailure {
    match error {
        EngineError::TimedOut { .. } => ProbeFailure::TimedOut,
        error if error.is_engine_away() => ProbeFailure::EngineGone,
        EngineError::Refused { message, .. } => ProbeFailure::Other(message),
        other => ProbeFailure::Other(other.to_string()),
    }
}

fn answer(answer: HttpAnswer) -> Reply {
    Reply::Answer(Answer {
        status: answer.status,
        headers: answer.headers,
        body: answer.body,
    })
}

fn no_answer(failure: HttpFailure) -> Result<Reply, ProbeFailure> {
    match failure {
        HttpFailure::Refused => Ok(Reply::Refused),
        HttpFailure::Reset => Ok(Reply::Reset),
        HttpFailure::TimedOut => Ok(Reply::TimedOut),
        HttpFailure::NameNotResolved => Ok(Reply::NameNotResolved),
        HttpFailure::Other(detail) => Err(ProbeFailure::Other(detail)),
    }
}

impl Probes for LiveProbes {
    async fn http_from_host(&self, url: &str, timeout: Duration) -> Result<Reply, ProbeFailure> {
        let host = &self.engine.info().capabilities.host_address;
        let url = url.replacen("://localhost", &format!("://{host}"), 1);
        match http_from_host(&url, timeout).await {
            Ok(found) => Ok(answer(found)),
            Err(failure) => no_answer(failure),
        }
    }

    async fn http_from_container(
        &self,
        container: &Container,
        url: &str,
        timeout: Duration,
    ) -> Result<Reply, ProbeFailure> {
        let asked = self
            .engine
            .http_from_container(&container.id, url, timeout)
            .await;
        match asked.map_err(failure)? {
            ContainerAnswer::Answer(found) => Ok(answer(found)),
            ContainerAnswer::Failure(failure) => no_answer(failure),
            ContainerAnswer::ClientMissing => Ok(Reply::ClientMissing),
        }
    }

    async fn exec(
        &self,
        container: &Container,
        command: &[String],
        timeout: Duration,
    ) -> Result<Output, ProbeFailure> {
        // The mark tells every other baeum that this is not the learner's command.
        let mark = format!("BAEUM={MARK}");
        let marked: Vec<&str> = ["env", &mark]
            .into_iter()
            .chain(command.iter().map(String::as_str))
            .collect();
        let run = self.engine.exec(&container.id, &marked, timeout).await;
        let output = run.map_err(failure)?;
        Ok(Output {
            exit_code: output.exit_code,
            stdout: output.stdout,
            stderr: output.stderr,
            missing: output.missing,
        })
    }

    async fn log(
        &self,
        container: &Container,
        since: Option<i64>,
    ) -> Result<Vec<LogLine>, ProbeFailure> {
        let lines = self.engine.logs(&container.id, since, LOG_LINES).await;
        let lines = lines.map_err(failure)?;
        Ok(lines
            .into_iter()
            .map(|line| LogLine {
                time: line.time_unix_nanos,
                text: line.text,
            })
            .collect())
    }

    async fn seen_execs(
        &self,
        container: &Container,
        since: Option<i64>,
    ) -> Result<Vec<SeenExec>, ProbeFailure> {
        let since = since.unwrap_or(0);
        let mut seen: Vec<SeenExec> = self
            .seen
            .iter()
            .filter(|exec| {
                exec.time >= since
                    && (exec.container == container.name || exec.container == container.id)
            })
            .cloned()
            .collect();
        let past = self.engine.past_execs(&container.id, since).await;
        seen.extend(past.map_err(failure)?.into_iter().map(|exec| SeenExec {
            container: container.id.clone(),
            time: exec.time_unix_nanos,
            command: exec.command,
        }));
        Ok(seen)
    }

    async fn container_file(
        &self,
        container: &Container,
        path: &str,
    ) -> Result<Option<String>, ProbeFailure> {
        let bytes = self.engine.read_file(&container.id, path, FILE_LIMIT).await;
        let bytes = bytes.map_err(failure)?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    async fn lab_file(&self, path: &str) -> Result<Option<String>, ProbeFailure> {
        // A link may lead out of the folder, also one that was made after the files were put there.
        let full = lab::inside(&self.lab, Path::new(path))
            .map_err(|error| ProbeFailure::Other(error.to_string()))?;
        match tokio::fs::read(full).await {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ProbeFailure::Other(error.to_string())),
        }
    }
}
