//! One HTTP request from inside a container, with whichever client it has.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use super::exec::ExecOutput;
use super::probe::{ContainerAnswer, HttpAnswer, HttpFailure, PROBE_AGENT, parse, parse_head};
use super::{Engine, EngineError};

/// How long a connection may take. Less than the three seconds after which the kernel gives up on
/// an address that nobody has, so that such an address counts as silent and not as refusing.
pub(super) const CONNECT: Duration = Duration::from_millis(2500);
/// What the program in the container may take beyond its own limit.
pub(super) const GRACE: Duration = Duration::from_secs(2);

/// The container's own environment may send requests through a proxy; a probe goes straight.
pub(super) const NO_PROXY: [&str; 5] = [
    "http_proxy=",
    "HTTP_PROXY=",
    "all_proxy=",
    "ALL_PROXY=",
    "no_proxy=*",
];

/// A program that can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Client {
    Curl,
    Wget,
    /// Debian's static busybox knows no `-T` and crashes on it: `timeout` bounds it instead.
    BoundedWget,
    BusyboxWget,
    BoundedBusyboxWget,
    /// No program that speaks HTTP at all, but a shell that opens connections.
    Bash,
}

/// Asks for path `$3` of host `$4` at `$1:$2`.
const BASH: &str = r#"exec 3<>"/dev/tcp/$1/$2" || exit 7
printf 'GET %s HTTP/1.0\r\nHost: %s\r\nUser-Agent: %s\r\nAccept: */*\r\n\r\n' "$3" "$4" "$0" >&3
cat <&3"#;

/// Which client worked in which container.
#[derive(Default)]
pub(super) struct Clients(Mutex<HashMap<String, Client>>);

impl Clients {
    fn known(&self, container: &str) -> Option<Client> {
        self.0.lock().ok()?.get(container).copied()
    }

    fn remember(&self, container: &str, client: Client) {
        if let Ok(mut known) = self.0.lock() {
            if known.len() > 256 {
                known.clear();
            }
            known.insert(container.to_owned(), client);
        }
    }
}

impl Client {
    const ALL: [Self; 6] = [
        Self::Curl,
        Self::Wget,
        Self::BoundedWget,
        Self::BusyboxWget,
        Self::BoundedBusyboxWget,
        Self::Bash,
    ];

    fn command(self, url: &str, timeout: Duration) -> Vec<String> {
        let connect = format!("{:.3}", timeout.min(CONNECT).as_secs_f32());
        let whole = format!("{:.3}", timeout.as_secs_f32());
        let seconds = timeout.as_secs().max(1).to_string();
        let curl = ["curl", "-sSi", "--connect-timeout", &connect, "-m", &whole];
        let bound = ["timeout", &seconds];
        let wget = ["wget", "-S", "-O", "-"];
        let limit = ["-t", "1", "-T", &seconds];
        let (parts, agent): (Vec<&[&str]>, _) = match self {
            Self::Curl => (vec![&curl], "-A"),
            Self::Wget => (vec![&wget, &limit], "-U"),
            Self::BoundedWget => (vec![&bound, &wget], "-U"),
            Self::BusyboxWget => (vec![&["busybox"], &wget, &limit], "-U"),
            Self::BoundedBusyboxWget => (vec![&bound, &["busybox"], &wget], "-U"),
            Self::Bash => return bash(url, timeout),
        };
        parts
            .concat()
            .into_iter()
            .chain([agent, PROBE_AGENT, url])
            .map(str::to_owned)
            .collect()
    }

    fn read(self, output: &ExecOutput) -> ContainerAnswer {
        match self {
            Self::Curl => read_curl(output),
            Self::Bash => read_bash(output),
            _ => read_wget(output),
        }
        .map_or_else(ContainerAnswer::Failure, ContainerAnswer::Answer)
    }
}

impl Engine {
    /// One request with a program of its own.
    pub(super) async fn http_alone(
        &self,
        container: &str,
        url: &str,
        timeout: Duration,
    ) -> Result<ContainerAnswer, EngineError> {
        let known = self.inner.clients.known(container);
        for client in Client::ALL {
            if known.is_some_and(|known| known != client) {
                continue;
            }
            let command = client.command(url, timeout);
            let output = match self
                .exec_with(container, &command, &NO_PROXY, timeout + GRACE)
                .await
            {
                Ok(output) => output,
                // Old wgets do not heed their limit; that says nothing about the engine.
                Err(EngineError::TimedOut { .. }) => {
                    return Ok(ContainerAnswer::Failure(HttpFailure::TimedOut));
                }
                Err(error) => return Err(error),
            };
            if output.missing || is_useless(&output) {
                continue;
            }
            self.inner.clients.remember(container, client);
            return Ok(client.read(&output));
        }
        Ok(ContainerAnswer::ClientMissing)
    }
}

fn bash(url: &str, timeout: Duration) -> Vec<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, "80"),
    };
    let path = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    };
    let seconds = timeout.as_secs().max(1).to_string();
    let name = host.trim_matches(['[', ']']);
    let words = [
        "timeout",
        &seconds,
        "bash",
        "-c",
        BASH,
        PROBE_AGENT,
        name,
        port,
        &path,
        authority,
    ];
    words.map(str::to_owned).into()
}

/// bash says in the system's words why a connection could not be opened.
fn read_bash(output: &ExecOutput) -> Result<HttpAnswer, HttpFailure> {
    let said = &output.stderr;
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if output.exit_code == 0 {
        // What is no HTTP was a connection all the same.
        return parse(&output.stdout).ok_or(HttpFailure::Reset);
    }
    Err(if says(&["Connection refused"]) {
        HttpFailure::Refused
    } else if says(&["not known", "name resolution", "No address associated"]) {
        HttpFailure::NameNotResolved
    } else if output.exit_code == 124 || is_unreachable(said) || says(&["timed out"]) {
        HttpFailure::TimedOut
    } else if says(&["reset by peer"]) {
        HttpFailure::Reset
    } else {
        HttpFailure::Other(said.trim().to_owned())
    })
}

/// Whether the program could not even try.
fn is_useless(output: &ExecOutput) -> bool {
    let says = |word| output.stderr.contains(word);
    let crashed = matches!(output.exit_code, 132..=139) && output.stderr.is_empty();
    crashed
        || says("applet not found")
        || says("invalid option")
        || says("unrecognized option")
        || says("timeout: failed to run command")
        || says("timeout: can't execute")
}

pub(super) fn read_curl(output: &ExecOutput) -> Result<HttpAnswer, HttpFailure> {
    let words = || {
        let said = output.stderr.trim();
        HttpFailure::Other(if said.is_empty() {
            format!("curl: exit code {}", output.exit_code)
        } else {
            said.to_owned()
        })
    };
    match output.exit_code {
        0 => parse(&output.stdout).ok_or_else(words),
        6 => Err(HttpFailure::NameNotResolved),
        7 if is_unreachable(&output.stderr) => Err(HttpFailure::TimedOut),
        7 => Err(HttpFailure::Refused),
        28 => Err(HttpFailure::TimedOut),
        // Something that speaks another language than HTTP has taken the connection.
        1 if output.stderr.contains("HTTP/0.9") => Err(HttpFailure::Reset),
        52 | 55 | 56 => Err(HttpFailure::Reset),
        _ => Err(words()),
    }
}

/// GNU's and busybox's wget say on standard error what happened; with `-S`, the headers too.
fn read_wget(output: &ExecOutput) -> Result<HttpAnswer, HttpFailure> {
    let said = &output.stderr;
    if let Some(start) = said.rfind("  HTTP/") {
        let head: Vec<&str> = said
            .get(start..)
            .unwrap_or_default()
            .lines()
            .take_while(|line| line.starts_with("  "))
            .map(str::trim)
            .collect();
        if let Some(mut answer) = parse_head(&head.join("\n")) {
            answer.body.clone_from(&output.stdout);
            return Ok(answer);
        }
    }
    if let Some((_, status)) = said.split_once("server returned error: ")
        && let Some(answer) = parse_head(status.trim())
    {
        return Ok(answer);
    }
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    Err(
        // What `timeout` itself, or the signal it sends, makes of the exit code.
        if matches!(output.exit_code, 124 | 143) {
            HttpFailure::TimedOut
        } else if says(&["bad address", "unable to resolve host", "bad host name"]) {
            HttpFailure::NameNotResolved
        } else if says(&["timed out"]) || is_unreachable(said) {
            HttpFailure::TimedOut
        } else if says(&["refused"]) {
            HttpFailure::Refused
        } else if says(&[
            "reset by peer",
            "error getting response",
            "No data received",
            "Broken pipe",
        ]) {
            HttpFailure::Reset
        } else {
            HttpFailure::Other(said.trim().to_owned())
        },
    )
}

fn is_unreachable(said: &str) -> bool {
    said.contains("No route to host")
        || said.contains("is unreachable")
        || said.contains("Network unreachable")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ExecOutput, HttpFailure, bash, read_bash, read_curl};

    #[test]
    fn bash_is_given_host_port_and_path() {
        let words = bash("http://[fd00::2]:8080?baeum-probe", Duration::from_secs(4));
        let last = words.get(5..).unwrap();
        assert_eq!(
            last,
            [
                "baeum-probe",
                "fd00::2",
                "8080",
                "/?baeum-probe",
                "[fd00::2]:8080"
            ]
        );
        let words = bash("http://web/a", Duration::from_secs(4));
        assert_eq!(words.get(6..).unwrap(), ["web", "80", "/a", "web"]);
    }

    #[test]
    fn what_bash_says_is_understood() {
        let read = |exit_code, stdout: &str, stderr: &str| {
            read_bash(&ExecOutput {
                stdout: stdout.into(),
                stderr: stderr.into(),
                exit_code,
                missing: false,
            })
        };
        let answer = read(0, "HTTP/1.1 404 Not Found\r\nA: b\r\n\r\nno", "").unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (404, "no"));
        assert_eq!(read(0, "-ERR unknown command", ""), Err(HttpFailure::Reset));
        for (code, said, failure) in [
            (7, "bash: connect: Connection refused", HttpFailure::Refused),
            (
                7,
                "bash: web: Name or service not known",
                HttpFailure::NameNotResolved,
            ),
            (
                7,
                "bash: web: Temporary failure in name resolution",
                HttpFailure::NameNotResolved,
            ),
            (7, "bash: connect: No route to host", HttpFailure::TimedOut),
            (124, "", HttpFailure::TimedOut),
        ] {
            assert_eq!(read(code, "", said), Err(failure), "{said}");
        }
    }

    #[test]
    fn a_server_that_speaks_something_else_was_reached() {
        let output = ExecOutput {
            exit_code: 1,
            stderr: "curl: (1) Received HTTP/0.9 when not allowed".into(),
            ..ExecOutput::default()
        };
        assert_eq!(read_curl(&output), Err(HttpFailure::Reset));
    }
}
