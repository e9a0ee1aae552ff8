//! One script against dockerd and against the practice engine: the transcripts must be the same.
//!
//! `tests/conformance/script.txt` holds the commands in groups (`== name`); each group is a test.
//! A line `~ reason` lets the next command differ. Without a Docker engine, or without the base
//! images (tests/base-images.sh makes them), the groups show as ignored.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use baeum::practice::{ServeOptions, serve};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

const DOCKER: &str = "unix:///var/run/docker.sock";
/// Seconds after which a command hangs; a busy engine may take a minute for one layer.
const PATIENCE: &str = "300";
const BASE_IMAGES: [&str; 2] = ["nginx:1.28-alpine", "node:22-alpine"];

/// `api METHOD PATH [BODY]`: the status and the body, over the engine's own socket.
/// `page URL`: a page of this machine, as soon as somebody answers.
const FUNCTIONS: &str = r#"page() {
  for try in $(seq 100); do
    if page=$(curl -s -m 20 -w '\nstatus %{http_code}' "$1"); then echo "$page"; return; fi
    sleep 0.3
  done
  echo "no answer"
}
api() {
  case "$2" in /v1.*|/_ping) path="$2" ;; *) path="/v1.41$2" ;; esac
  if [ $# -gt 2 ]; then
    curl -s -g -m 20 --path-as-is -w '\nstatus %{http_code}\n' --unix-socket "$SOCKET" -X "$1" "http://docker$path" -H 'Content-Type: application/json' -d "$3"
  else
    curl -s -g -m 20 --path-as-is -w '\nstatus %{http_code}\n' --unix-socket "$SOCKET" -X "$1" "http://docker$path"
  fi
}
"#;

#[derive(Debug, Clone)]
struct Step {
    command: String,
    allowed: Option<String>,
}

fn groups(script: &str) -> Vec<(String, Vec<Step>)> {
    let mut groups: Vec<(String, Vec<Step>)> = Vec::new();
    let mut allowed = None;
    for line in script
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        if let Some(name) = line.strip_prefix("== ") {
            groups.push((name.to_owned(), Vec::new()));
        } else if let Some(reason) = line.strip_prefix("~ ") {
            allowed = Some(reason.to_owned());
        } else if let Some((_, steps)) = groups.last_mut() {
            steps.push(Step {
                command: line.to_owned(),
                allowed: allowed.take(),
            });
        }
    }
    groups
}

/// Runs one command; `SINCE` tells it when its group began, `LAB` is a folder of its own.
fn run(command: &str, host: &str, since: u64, lab: &Path) -> String {
    let socket = host.trim_start_matches("unix://");
    let output = Command::new("timeout")
        .args([PATIENCE, "sh", "-c", &format!("{FUNCTIONS}{command}")])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("DOCKER_HOST", host)
        .env("SOCKET", socket)
        .env("SINCE", since.to_string())
        .env("LAB", lab)
        .env("DOCKER_BUILDKIT", "0")
        .env("DOCKER_CLI_HINTS", "false")
        .output()
        .expect("timeout and sh can be started");
    let mut text = String::new();
    for (name, bytes) in [("out", &output.stdout), ("err", &output.stderr)] {
        for line in String::from_utf8_lossy(bytes).lines() {
            let _ = writeln!(text, "{name}: {}", line.trim_end());
        }
    }
    let _ = writeln!(text, "exit: {:?}", output.status.code());
    text
}

/// Makes transcripts comparable: what is different each time is replaced by what it is.
#[derive(Default)]
struct Normaliser {
    second_octets: BTreeMap<String, usize>,
}

impl Normaliser {
    fn transcript(&mut self, text: &str) -> String {
        let mut lines = Vec::new();
        for line in text.lines() {
            let (stream, rest) = line.split_once(": ").unwrap_or((line, ""));
            let rest = match serde_json::from_str::<Value>(rest) {
                Ok(mut value) if rest.starts_with(['{', '[']) => {
                    json(&mut value, "");
                    value.to_string()
                }
                _ => rest.to_owned(),
            };
            lines.push(format!("{stream}: {}", self.words(&rest)));
        }
        lines.join("\n")
    }

    /// Replaces identifiers, times and the pool that a network happened to get.
    fn words(&mut self, text: &str) -> String {
        let mut result = String::new();
        let mut word = String::new();
        for letter in text.chars().chain(['\n']) {
            if letter.is_ascii_alphanumeric() || ".-:".contains(letter) {
                word.push(letter);
            } else {
                result.push_str(&self.word(&word));
                word.clear();
                result.push(letter);
            }
        }
        result.trim_end().to_owned()
    }

    fn word(&mut self, word: &str) -> String {
        if let Some(bare) = word.strip_suffix('.') {
            return format!("{}.", self.word(bare));
        }
        if let Some(bare) = word.strip_suffix("-json.log") {
            return format!("{}-json.log", self.word(bare));
        }
        let bare = word.strip_prefix("sha256:").unwrap_or(word);
        let (start, bare_id) = bare
            .rsplit_once(':')
            .map_or(("", bare), |(start, id)| (start, id));
        let hexadecimal = |text: &str| text.chars().all(|letter| letter.is_ascii_hexdigit());
        if matches!(bare_id.len(), 12 | 64) && hexadecimal(bare_id) && !start.contains("02:42") {
            let colon = if start.is_empty() { "" } else { ":" };
            return format!("{start}{colon}<id>");
        }
        if matches!(start, "file" | "dir" | "multi") && hexadecimal(bare_id) {
            return format!("{start}:<sum>");
        }
        if word.len() > 18 && word.starts_with("20") && word.contains('T') && word.ends_with('Z') {
            return "<time>".to_owned();
        }
        let parts: Vec<&str> = word.split('.').collect();
        if let ["172", second, third, fourth] = parts.as_slice() {
            let next = self.second_octets.len();
            let number = *self
                .second_octets
                .entry((*second).to_owned())
                .or_insert(next);
            // Others may hold addresses on the default bridge of an engine that is shared.
            let fourth = if *second == "17" { "<n>" } else { fourth };
            return format!("172.<{number}>.{third}.{fourth}");
        }
        if word.starts_with("02:42:ac:") {
            return "<mac>".to_owned();
        }
        word.to_owned()
    }
}

/// Takes out of JSON what says how an engine stores things and not what it does.
fn json(value: &mut Value, key: &str) {
    match value {
        Value::Object(map) => {
            for gone in ["GraphDriver", "LogConfig"] {
                map.remove(gone);
            }
            if map.contains_key("GraphDriver") || map.contains_key("ProcessLabel") {
                map.remove("Driver");
            }
            for (key, value) in map.iter_mut() {
                json(value, key);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| json(value, key)),
        Value::Number(number) => {
            let varies = matches!(
                key,
                "Created" | "Pid" | "Size" | "VirtualSize" | "SizeRootFs" | "time" | "timeNano"
            );
            if varies && number.as_i64() != Some(0) {
                *value = Value::String(format!("<{key}>"));
            }
        }
        Value::String(text) if key == "Status" => {
            *text = text.split(" ago").next().unwrap_or_default().to_owned();
            for span in ["Less than a second", "1 second", "2 seconds", "3 seconds"] {
                *text = text.replace(span, "<span>");
            }
        }
        Value::String(text) if key == "SandboxKey" && text.contains("/netns/") => {
            "<sandbox>".clone_into(text);
        }
        _ => {}
    }
}

/// Whole seconds since 1970.
fn now() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

static COMPARED: AtomicUsize = AtomicUsize::new(0);
static ALLOWED: AtomicUsize = AtomicUsize::new(0);

fn compare(steps: &[Step], practice: &str) -> Result<(), Failed> {
    let mut differences = String::new();
    let (mut docker_words, mut practice_words) = (Normaliser::default(), Normaliser::default());
    // One after the other: both want the same ports of this machine, and each group tidies up.
    let (since, lab) = (now(), tempfile::tempdir()?);
    let docker: Vec<String> = steps
        .iter()
        .map(|step| docker_words.transcript(&run(&step.command, DOCKER, since, lab.path())))
        .collect();
    let (since, lab) = (now(), tempfile::tempdir()?);
    for (step, docker) in steps.iter().zip(docker) {
        let ours = practice_words.transcript(&run(&step.command, practice, since, lab.path()));
        COMPARED.fetch_add(1, Ordering::Relaxed);
        if docker == ours {
            continue;
        }
        if step.allowed.is_some() {
            ALLOWED.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        let _ = writeln!(
            differences,
            "$ {}\n--- dockerd\n{docker}\n--- practice\n{ours}\n",
            step.command
        );
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(differences.into())
    }
}

/// Names and ports of the script are fixed, so one run at a time has the engine; held until dropped.
fn turn() -> std::fs::File {
    let path = std::env::temp_dir().join("baeum-conformance.lock");
    let file = std::fs::File::create(path).expect("a file to lock");
    file.lock().expect("the lock");
    file
}

fn docker_is_ready() -> bool {
    BASE_IMAGES.iter().all(|image| {
        Command::new("docker")
            .args(["--host", DOCKER, "image", "inspect", image])
            .output()
            .is_ok_and(|output| output.status.success())
    })
}

fn main() {
    let mut arguments = Arguments::from_args();
    // Groups share one engine, and its ports.
    arguments.test_threads = Some(1);
    let script = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/script.txt"),
    )
    .expect("the script is there");
    let ready = docker_is_ready();
    let turn = ready.then(turn);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let running = runtime
        .block_on(serve(ServeOptions::default()))
        .expect("the practice engine is served");
    let address: Arc<str> = running.address().into();
    if ready {
        for image in BASE_IMAGES {
            run(&format!("docker pull {image}"), &address, 0, Path::new("."));
        }
    }
    let trials = groups(&script)
        .into_iter()
        .map(|(name, steps)| {
            let address = Arc::clone(&address);
            Trial::test(name, move || compare(&steps, &address)).with_ignored_flag(!ready)
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    println!(
        "conformance: {} calls compared, {} listed differences",
        COMPARED.load(Ordering::Relaxed),
        ALLOWED.load(Ordering::Relaxed)
    );
    runtime.block_on(running.stop());
    drop(turn);
    conclusion.exit();
}
