//! The small docker command beside the real one: the same commands, compared after normalising,
//! on dockerd and on the practice engine.

mod normal;
mod scripts;
mod terminal;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use baeum::practice::{ServeOptions, serve};
use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// The image that every script uses; it is there, so nothing is pulled.
const IMAGE: &str = "nginx:1.28-alpine";
/// Whose words are imitated.
const CLIENT: &str = "Docker version 28.";

fn main() {
    let mut arguments = Arguments::from_args();
    // The scripts share engines, and what one tags another would see.
    arguments.test_threads = Some(1);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let practice = runtime
        .block_on(serve(ServeOptions::default()))
        .expect("the practice engine is served");
    let address: Arc<str> = practice.address().into();
    let mut trials: Vec<Trial> = Vec::new();
    for (number, (name, lines)) in scripts::SCRIPTS.iter().enumerate() {
        trials.push(Trial::ignorable_test(*name, move || match ready(true)? {
            None => compare(number, lines, None),
            Some(why) => Ok(Completion::ignored_with(why)),
        }));
        let address = Arc::clone(&address);
        let on_practice = move || match real() {
            Some(_) => compare(number, lines, Some(&address)),
            None => Ok(Completion::ignored_with(format!("there is no {CLIENT}"))),
        };
        trials.push(Trial::ignorable_test(
            format!("{name}_on_the_practice_engine"),
            on_practice,
        ));
    }
    for (name, test) in terminal::TESTS {
        trials.push(Trial::ignorable_test(*name, move || {
            if let Some(why) = ready(false)? {
                return Ok(Completion::ignored_with(why));
            }
            test();
            Ok(Completion::Completed)
        }));
    }
    trials.push(Trial::test("what_is_not_known_is_an_honest_error", unknown));
    let conclusion = libtest_mimic::run(&arguments, trials);
    runtime.block_on(practice.stop());
    conclusion.exit();
}

/// The small docker command, for an engine that may have been named.
fn small(engine: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baeum"));
    command.arg("docker").env("BAEUM_LANG", "en");
    command.envs(engine.map(|address| ("DOCKER_HOST", address)));
    command
}

/// The docker command of the version that is imitated.
fn real() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join("docker"))
        .find(|docker| {
            Command::new(docker)
                .arg("--version")
                .output()
                .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).starts_with(CLIENT))
        })
}

/// Why the tests cannot run here.
fn ready(comparing: bool) -> Result<Option<String>, Failed> {
    if comparing && real().is_none() {
        return Ok(Some(format!("there is no {CLIENT}")));
    }
    let output = Command::new(env!("CARGO_BIN_EXE_baeum"))
        .args(["docker", "images", "-q", IMAGE])
        .output()?;
    let there = output.status.success() && !output.stdout.is_empty();
    Ok((!there).then(|| format!("there is no engine with the image {IMAGE}")))
}

/// One of the two commands, with what belongs to it alone.
struct Side {
    program: PathBuf,
    before: Vec<&'static str>,
    /// Begins the names of all it makes.
    prefix: String,
    /// The first of ten host ports of its own.
    port: usize,
    folder: tempfile::TempDir,
    /// The engine, where it is not the one that both find by themselves.
    engine: Option<String>,
}

impl Side {
    fn words(&self, line: &str) -> Vec<String> {
        let line = line
            .replace('@', &self.prefix)
            .replace("IMAGE", IMAGE)
            .replace("FOLDER", &self.folder.path().display().to_string())
            .replace("SIDE", &(self.port / 10 % 100).to_string())
            .replace("PORT", &(self.port / 10).to_string());
        split(&line)
    }

    /// What a command printed and how it ended, normalised.
    fn run(&self, line: &str) -> String {
        let (input, line) = match line.strip_prefix("typed | ") {
            Some(line) => ("typed\n", line),
            None => ("", line),
        };
        let mut child = Command::new(&self.program)
            .args(&self.before)
            .args(self.words(line))
            .env("DOCKER_BUILDKIT", "0")
            .env("TZ", "UTC")
            .env("BAEUM_LANG", "en")
            .envs(self.engine.iter().map(|address| ("DOCKER_HOST", address)))
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        if let Some(mut stdin) = child.stdin.take() {
            // A command that reads nothing may have ended.
            let _ = stdin.write_all(input.as_bytes());
        }
        let output = child.wait_with_output().expect("the command ends");
        let text = |bytes: &[u8]| {
            normal::normal(
                &String::from_utf8_lossy(bytes)
                    .replace(&self.prefix, "@")
                    .replace(&self.folder.path().display().to_string(), "FOLDER"),
                self.port,
            )
        };
        format!(
            "exit code {}\n{}--- standard error\n{}",
            output.status.code().unwrap_or(-1),
            text(&output.stdout),
            text(&output.stderr)
        )
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        let docker = |words: &[&str]| {
            let output = small(self.engine.as_deref()).args(words).output();
            output.map_or_else(
                |_| String::new(),
                |output| String::from_utf8_lossy(&output.stdout).into_owned(),
            )
        };
        let filter = format!("name={}", self.prefix);
        for id in docker(&["ps", "-aq", "--filter", &filter]).lines() {
            docker(&["rm", "-f", id]);
        }
        for id in docker(&["network", "ls", "-q", "--filter", &filter]).lines() {
            docker(&["network", "rm", id]);
        }
        let images = docker(&["images", "--format", "{{.Repository}}:{{.Tag}}"]);
        for image in images
            .lines()
            .filter(|image| image.starts_with(&self.prefix))
        {
            docker(&["rmi", image]);
        }
    }
}

fn compare(number: usize, lines: &str, engine: Option<&str>) -> Result<Completion, Failed> {
    if engine.is_some() {
        // What the engine carries is not there until it is asked for.
        for image in [IMAGE, "node:22-alpine"] {
            small(engine).args(["pull", "-q", image]).output()?;
        }
    }
    let apart = if engine.is_some() { 400 } else { 0 };
    let side = |letter: &str, program: &Path, before: Vec<&'static str>, port: usize| {
        let folder = tempfile::tempdir().expect("a folder");
        let where_it_is = if engine.is_some() { "p" } else { "" };
        let prefix = format!(
            "applet-{where_it_is}{letter}{number}-{}-",
            std::process::id()
        );
        scripts::prepare(folder.path(), &prefix);
        Side {
            program: program.to_owned(),
            before,
            prefix,
            port: port + apart,
            folder,
            engine: engine.map(str::to_owned),
        }
    };
    let real = real().ok_or("no docker")?;
    let theirs = side("d", &real, Vec::new(), 21_600 + number * 10);
    let baeum = Path::new(env!("CARGO_BIN_EXE_baeum"));
    let ours = side("b", baeum, vec!["docker"], 21_800 + number * 10);
    let mut differences = Vec::new();
    let mut count = 0;
    for line in lines.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        count += 1;
        // Side by side: each has names and ports of its own, and much of the time is the engine's.
        // Only of prunes dockerd does one at a time.
        let (one, other) = if line.contains("prune") {
            (theirs.run(line), ours.run(line))
        } else {
            std::thread::scope(|scope| {
                let one = scope.spawn(|| theirs.run(line));
                let other = ours.run(line);
                (one.join().expect("it runs"), other)
            })
        };
        if one != other {
            differences.push(format!(
                "$ docker {line}\n{one}--- but baeum docker\n{other}"
            ));
        }
    }
    if differences.is_empty() {
        Ok(Completion::Completed)
    } else {
        Err(Failed::from(format!(
            "{} of {count} commands differ\n{}",
            differences.len(),
            differences.join("\n")
        )))
    }
}

/// Splits a line at blanks; single quotes keep them.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

fn unknown() -> Result<(), Failed> {
    for (line, part) in [
        ("swarm init", "docker swarm"),
        ("run --cpus 1 nginx", "--cpus"),
        ("ps -Z", "-Z"),
        ("build -", "-"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_baeum"))
            .arg("docker")
            .args(split(line))
            .env("BAEUM_LANG", "en")
            .output()?;
        let text = String::from_utf8_lossy(&output.stderr);
        if output.status.code() == Some(1) && line == "build -" {
            // There is no engine to ask.
            continue;
        }
        assert_eq!(output.status.code(), Some(125), "{line}: {text}");
        assert!(
            text.contains("small docker") && text.contains(part),
            "{line}: {text}"
        );
    }
    Ok(())
}
