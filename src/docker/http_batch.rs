//! Requests from the same container at the same moment share one program start, which costs a real
//! engine far more than the requests themselves.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::sync::oneshot;

use super::clock::Clock;
use super::exec::ExecOutput;
use super::http_container::{CONNECT, GRACE, NO_PROXY, read_curl};
use super::probe::{ContainerAnswer, HttpFailure, PROBE_AGENT};
use super::{Engine, EngineError, EngineKind};

/// How long the first request waits for company.
const GATHER: Duration = Duration::from_millis(1);
/// How many requests share a program at most.
const MOST: usize = 16;
/// How long a container is asked one by one after sharing did not go well there.
const APART: Duration = Duration::from_secs(30);

/// A shell asks for one address after the other with a fresh curl, which looks up names afresh.
const SCRIPT: &str = r#"connect=$1; limit=$2; mark=$3; shift 3
for url do
  curl -sSi --connect-timeout "$connect" -m "$limit" -A baeum-probe "$url" 2>&1
  printf '\n%s %s\n' "$mark" "$?"
done"#;

type Answer = Result<ContainerAnswer, EngineError>;

struct Waiting {
    url: String,
    timeout: Duration,
    answer: oneshot::Sender<Answer>,
}

/// Requests that wait for company, by container.
#[derive(Default)]
pub(super) struct Batches {
    waiting: Mutex<HashMap<String, Vec<Waiting>>>,
    apart: Mutex<HashMap<String, Instant>>,
    count: AtomicU64,
}

impl Batches {
    /// Puts a request into the queue; says whether it is the first there.
    fn join(&self, container: &str, waiting: Waiting) -> bool {
        let Ok(mut queues) = self.waiting.lock() else {
            return false;
        };
        let queue = queues.entry(container.to_owned()).or_default();
        queue.push(waiting);
        queue.len() == 1
    }

    fn take(&self, container: &str) -> Vec<Waiting> {
        self.waiting
            .lock()
            .ok()
            .and_then(|mut queues| queues.remove(container))
            .unwrap_or_default()
    }

    fn is_apart(&self, container: &str) -> bool {
        self.apart.lock().is_ok_and(|apart| {
            apart
                .get(container)
                .is_some_and(|since| since.elapsed() < APART)
        })
    }

    fn keep_apart(&self, container: &str) {
        if let Ok(mut apart) = self.apart.lock() {
            apart.retain(|_, since| since.elapsed() < APART);
            apart.insert(container.to_owned(), Instant::now());
        }
    }
}

impl Engine {
    /// Asks for `url` from inside a running container and waits at most about `timeout`.
    ///
    /// Requests from the same container at the same moment are sent by one program, one after the
    /// other; so ask side by side, not in turn.
    pub async fn http_from_container(
        &self,
        container: &str,
        url: &str,
        timeout: Duration,
    ) -> Result<ContainerAnswer, EngineError> {
        // The practice engine starts programs at no cost and knows no scripts.
        let alone =
            self.info().kind == EngineKind::Practice || self.inner.batches.is_apart(container);
        if !alone {
            let (answer, coming) = oneshot::channel();
            let waiting = Waiting {
                url: url.to_owned(),
                timeout,
                answer,
            };
            if self.inner.batches.join(container, waiting) {
                // A task of its own: whoever asked first may lose interest, the others did not.
                let (engine, container) = (self.clone(), container.to_owned());
                tokio::spawn(async move {
                    tokio::time::sleep(GATHER).await;
                    let queue = engine.inner.batches.take(&container);
                    engine.serve(&container, queue).await;
                });
            }
            if let Ok(answer) = coming.await {
                return answer;
            }
        }
        self.http_alone(container, url, timeout).await
    }

    async fn serve(&self, container: &str, mut queue: Vec<Waiting>) {
        let mut rest = queue.split_off(queue.len().min(MOST));
        let answers = if queue.len() > 1 {
            self.ask_together(container, &queue).await
        } else {
            None
        };
        let Some(answers) = answers else {
            queue.append(&mut rest);
            return self.serve_apart(container, queue).await;
        };
        if answers.contains(&ContainerAnswer::Failure(HttpFailure::TimedOut)) {
            // Next time one silence shall not hold up the others.
            self.inner.batches.keep_apart(container);
        }
        for (waiting, answer) in queue.into_iter().zip(answers) {
            let _ = waiting.answer.send(Ok(answer));
        }
        if !rest.is_empty() {
            Box::pin(self.serve(container, rest)).await;
        }
    }

    async fn serve_apart(&self, container: &str, queue: Vec<Waiting>) {
        join_all(queue.into_iter().map(|waiting| async move {
            let answer = self
                .http_alone(container, &waiting.url, waiting.timeout)
                .await;
            let _ = waiting.answer.send(answer);
        }))
        .await;
    }

    /// The answers to all of `queue`, or `None` where they must be asked for one by one.
    async fn ask_together(
        &self,
        container: &str,
        queue: &[Waiting],
    ) -> Option<Vec<ContainerAnswer>> {
        let batches = &self.inner.batches;
        let limit = queue.iter().map(|waiting| waiting.timeout).max()?;
        // Nobody who answers can know it, so no body can pretend to be the end of another.
        let count = batches.count.fetch_add(1, Ordering::Relaxed);
        let mark = format!("{PROBE_AGENT}-{:x}-{count}", Clock::here());
        let connect = format!("{:.3}", limit.min(CONNECT).as_secs_f32());
        let each = format!("{:.3}", limit.as_secs_f32());
        let mut command = vec!["sh", "-c", SCRIPT, "sh", &connect, &each, &mark];
        command.extend(queue.iter().map(|waiting| waiting.url.as_str()));
        let whole = limit * u32::try_from(queue.len()).unwrap_or(1) + GRACE;
        let output = self
            .exec_with(container, &command, &NO_PROXY, whole)
            .await
            .ok();
        let answers = output.and_then(|output| read(&output.stdout, &mark, queue.len()));
        if answers.is_none() {
            batches.keep_apart(container);
        }
        answers
    }
}

/// Takes the shell's output apart; `None` if curl is not there or anything is odd.
fn read(text: &str, mark: &str, count: usize) -> Option<Vec<ContainerAnswer>> {
    let mut answers = Vec::new();
    let mut rest = text;
    let separator = format!("\n{mark} ");
    while let Some((said, after)) = rest.split_once(&separator) {
        let (code, after) = after.split_once('\n')?;
        let exit_code: i64 = code.trim().parse().ok()?;
        if matches!(exit_code, 126 | 127) {
            return None;
        }
        // With exit code 0 curl writes nothing to standard error.
        let output = ExecOutput {
            stdout: said.to_owned(),
            stderr: said.to_owned(),
            exit_code,
            missing: false,
        };
        answers.push(
            read_curl(&output).map_or_else(ContainerAnswer::Failure, ContainerAnswer::Answer),
        );
        rest = after;
    }
    (answers.len() == count).then_some(answers)
}

#[cfg(test)]
mod tests {
    use super::{ContainerAnswer, HttpFailure, SCRIPT, read};
    use crate::docker::PROBE_AGENT;

    #[test]
    fn the_shells_output_is_taken_apart() {
        let text = "HTTP/1.1 200 OK\r\nX: y\r\n\r\nline\n\nend\nM-1 0\n\
            curl: (6) Could not resolve host: x\n\nM-1 6\n";
        let answers = read(text, "M-1", 2).unwrap();
        let ContainerAnswer::Answer(answer) = &answers[0] else {
            panic!("{answers:?}");
        };
        assert_eq!((answer.status, answer.body.as_str()), (200, "line\n\nend"));
        assert_eq!(
            answers[1],
            ContainerAnswer::Failure(HttpFailure::NameNotResolved)
        );
        assert!(read(text, "M-1", 3).is_none(), "one answer is missing");
        assert!(read("sh: curl: not found\n\nM-1 127\n", "M-1", 1).is_none());
    }

    #[test]
    fn the_script_names_itself_as_a_probe() {
        assert!(SCRIPT.contains(PROBE_AGENT));
    }
}
