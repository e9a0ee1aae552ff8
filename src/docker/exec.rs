//! Running a program inside a container, and seeing which programs others ran there.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::time::Duration;

use bollard::container::LogOutput;
use bollard::exec::StartExecResults;
use bollard::models::ExecConfig;
use futures_util::StreamExt;

use super::clock::seconds_with_fraction;
use super::engine::ASK;
use super::events::{Event, Events};
use super::probe::PROBE_AGENT;
use super::transport::{encode, segment};
use super::{Engine, EngineError};

/// How much of each output stream is kept, in bytes.
const MOST_OUTPUT: usize = 1 << 20;

/// What a program inside a container did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExecOutput {
    /// Its standard output, up to one mebibyte, with anything that is no UTF-8 replaced.
    pub stdout: String,
    /// Its standard error, likewise.
    pub stderr: String,
    /// Its exit code.
    pub exit_code: i64,
    /// Whether there is no such program in the container.
    pub missing: bool,
}

/// A program that somebody ran inside a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecSeen {
    /// When it began: nanoseconds since 1970 by the engine's clock.
    pub time_unix_nanos: i64,
    /// The command with its arguments, joined by spaces.
    pub command: String,
}

/// The programs that this engine's handle runs itself, so that they do not count as the learner's.
#[derive(Default)]
pub(super) struct OwnExecs {
    inner: Mutex<Own>,
}

#[derive(Default)]
struct Own {
    /// The event comes before the engine has told us the ID: container and command, with how many.
    expected: HashMap<(String, String), usize>,
    ids: HashSet<String>,
}

impl OwnExecs {
    fn expect(&self, key: &(String, String)) {
        if let Ok(mut own) = self.inner.lock() {
            *own.expected.entry(key.clone()).or_default() += 1;
        }
    }

    /// What came of an expected exec; its ID from now on does what the expectation did.
    fn settle(&self, key: &(String, String), id: Option<&str>) {
        let Ok(mut own) = self.inner.lock() else {
            return;
        };
        if let Some(id) = id {
            // Engines remember only some hundreds of events; older ones cannot come back.
            if own.ids.len() > 4096 {
                own.ids.clear();
            }
            own.ids.insert(id.to_owned());
        }
        if let Some(count) = own.expected.get_mut(key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                own.expected.remove(key);
            }
        }
    }

    /// Whether an event of the past tells of one of ours.
    fn was_ours(&self, event: &Event) -> bool {
        event
            .exec_command()
            .is_some_and(|command| command.contains(PROBE_AGENT))
            || self
                .inner
                .lock()
                .is_ok_and(|own| own.ids.contains(event.exec_id()))
    }

    /// Whether an event that has just come tells of one of ours.
    pub(super) fn is_ours(&self, event: &Event) -> bool {
        if self.was_ours(event) {
            return true;
        }
        let Some(command) = event.exec_command() else {
            return false;
        };
        self.inner.lock().is_ok_and(|own| {
            [event.id(), event.name()].iter().any(|container| {
                own.expected
                    .contains_key(&((*container).to_owned(), command.to_owned()))
            })
        })
    }
}

impl Engine {
    /// Runs a program in a running container, without a terminal, and waits for its end.
    ///
    /// After `timeout` baeum no longer waits, but the engine offers no way to end the program: give
    /// it a limit of its own.
    pub async fn exec(
        &self,
        container: &str,
        command: &[impl AsRef<str>],
        timeout: Duration,
    ) -> Result<ExecOutput, EngineError> {
        self.exec_with(container, command, &[], timeout).await
    }

    pub(super) async fn exec_with(
        &self,
        container: &str,
        command: &[impl AsRef<str>],
        environment: &[&str],
        timeout: Duration,
    ) -> Result<ExecOutput, EngineError> {
        let argv: Vec<String> = command
            .iter()
            .map(|part| part.as_ref().to_owned())
            .collect();
        self.inner
            .transport
            .within(
                timeout,
                "POST /exec",
                Box::pin(self.run(container, argv, environment, timeout)),
            )
            .await
    }

    async fn run(
        &self,
        container: &str,
        argv: Vec<String>,
        environment: &[&str],
        timeout: Duration,
    ) -> Result<ExecOutput, EngineError> {
        let docker = &self.inner.bollard;
        let key = (container.to_owned(), argv.join(" "));
        let config = ExecConfig {
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            env: (!environment.is_empty())
                .then(|| environment.iter().map(|&text| text.to_owned()).collect()),
            cmd: Some(argv),
            ..ExecConfig::default()
        };
        self.inner.own.expect(&key);
        let created = self
            .bounded(
                timeout,
                "POST /exec",
                docker.create_exec(&segment(container), config),
            )
            .await;
        let id = created.as_ref().ok().map(|created| created.id.as_str());
        self.inner.own.settle(&key, id);
        let created = created?;
        let started = self
            .bounded(
                timeout,
                "POST /exec/start",
                docker.start_exec(&created.id, None),
            )
            .await;
        let mut answer = ExecOutput::default();
        let mut output = match started {
            Ok(StartExecResults::Attached { output, .. }) => output,
            Ok(StartExecResults::Detached) => return Ok(answer),
            Err(EngineError::Refused { message, .. }) if is_missing(&message) => {
                answer.missing = true;
                answer.exit_code = 127;
                answer.stderr = message;
                return Ok(answer);
            }
            Err(error) => return Err(error),
        };
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        while let Some(part) = output.next().await {
            let part = part.map_err(|error| {
                self.inner
                    .transport
                    .explain(&error, "POST /exec/start", timeout.as_secs())
            })?;
            let (into, message) = match &part {
                LogOutput::StdErr { message } => (&mut stderr, message),
                LogOutput::StdOut { message }
                | LogOutput::Console { message }
                | LogOutput::StdIn { message } => (&mut stdout, message),
            };
            let room = MOST_OUTPUT.saturating_sub(into.len()).min(message.len());
            into.extend_from_slice(message.get(..room).unwrap_or_default());
        }
        answer.stdout = String::from_utf8_lossy(&stdout).into_owned();
        answer.stderr = String::from_utf8_lossy(&stderr).into_owned();
        answer.exit_code = self.exit_code(&created.id, timeout).await?;
        // Docker 20.10 reports a missing program on the output stream, newer ones as an error.
        answer.missing = matches!(answer.exit_code, 126 | 127)
            && (is_missing(&answer.stdout) || is_missing(&answer.stderr));
        Ok(answer)
    }

    /// The output may end a moment before the engine knows of the program's end.
    async fn exit_code(&self, id: &str, timeout: Duration) -> Result<i64, EngineError> {
        let mut pause = Duration::from_millis(1);
        loop {
            let state = self
                .bounded(timeout, "GET /exec", self.inner.bollard.inspect_exec(id))
                .await?;
            match state.exit_code {
                Some(code) if state.running != Some(true) => return Ok(code),
                _ => tokio::time::sleep(pause).await,
            }
            pause = (pause * 2).min(Duration::from_millis(50));
        }
    }

    /// The programs that others than baeum ran in a container since a moment of the engine's clock
    /// (nanoseconds since 1970), oldest first, as far back as the engine remembers.
    pub async fn past_execs(
        &self,
        container: &str,
        since: i64,
    ) -> Result<Vec<ExecSeen>, EngineError> {
        let filters = serde_json::json!({
            "type": ["container"],
            "container": [container],
            "event": ["exec_create"],
        });
        let path = format!(
            "/events?since={}&until={}&filters={}",
            seconds_with_fraction(since),
            seconds_with_fraction(self.now().await?),
            encode(&filters.to_string())
        );
        let bytes = self.inner.transport.bytes(&path, 8 << 20, ASK).await?;
        let mut events = Events::default();
        Ok(events
            .feed(&bytes)
            .into_iter()
            .filter(|event| !self.inner.own.was_ours(event))
            .filter_map(|event| {
                Some(ExecSeen {
                    time_unix_nanos: event.time(),
                    command: event.exec_command()?.to_owned(),
                })
            })
            .collect())
    }
}

/// Whether these are an engine's words for a program that is not there.
fn is_missing(text: &str) -> bool {
    text.contains("exec failed")
        && (text.contains("executable file not found")
            || text.contains("no such file or directory"))
        || text.contains("executable file `") && text.contains("not found")
}
