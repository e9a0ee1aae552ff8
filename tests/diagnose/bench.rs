//! An engine with a folder and names of one's own. Whatever was made is removed with it.

use std::cell::RefCell;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use baeum::docker::{Address, Asked, Engine};
use serde_json::Value;
use tempfile::TempDir;

/// The program that is tested.
const BAEUM: &str = env!("CARGO_BIN_EXE_baeum");

/// Which engine a scene is set on.
pub(super) enum Stage {
    /// A practice engine of the test's own.
    Practice(baeum::practice::Running),
    /// The engine that the docker command uses.
    Docker,
}

/// Where a scene takes place.
pub(super) struct Bench {
    stage: Stage,
    home: TempDir,
    mark: String,
    port: u16,
    /// Networks that commands have made: a cure may have given one a name of its own.
    networks: RefCell<Vec<String>>,
}

impl Bench {
    /// A bench with names and ten ports that no other has, below those that the machine gives to
    /// whoever calls somebody.
    pub(super) fn new(stage: Stage) -> Self {
        static NUMBER: AtomicU16 = AtomicU16::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let run = u16::try_from(std::process::id() % 12).expect("a small number");
        let home = TempDir::new().expect("a folder");
        let bin = home.path().join("bin");
        std::fs::create_dir(&bin).expect("a folder");
        if matches!(stage, Stage::Practice(_)) {
            std::os::unix::fs::symlink(BAEUM, bin.join("docker")).expect("a link");
        }
        Self {
            stage,
            home,
            mark: format!("diag{}-{number}-", std::process::id()),
            port: 10_000 + run * 1000 + number * 10,
            networks: RefCell::default(),
        }
    }

    /// The folder in which commands are run.
    pub(super) fn folder(&self) -> &Path {
        self.home.path()
    }

    /// Puts the bench's own names into a text: `@name`, and `@PORT` for a port of the host.
    pub(super) fn fill(&self, text: &str) -> String {
        let port = self.port.to_string();
        text.replace("@PORT", &port).replace('@', &self.mark)
    }

    /// What the names of the bench's own begin with.
    pub(super) fn mark(&self) -> &str {
        &self.mark
    }

    /// The first of the bench's own ports.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The engine, as the library holds it.
    pub(super) async fn engine(&self) -> Engine {
        let engine = match &self.stage {
            Stage::Practice(running) => Engine::connect_to(Address::given(running.address())).await,
            Stage::Docker => Engine::connect(&Asked::default()).await,
        };
        engine.expect("an engine")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let path = std::env::var("PATH").unwrap_or_default();
        command
            .env("PATH", format!("{}/bin:{path}", self.folder().display()))
            .env("BAEUM_HOME", self.folder().join("home"))
            .env("BAEUM_LANG", "en")
            .env_remove("BAEUM_ENGINE")
            .current_dir(self.folder())
            .stdin(Stdio::null());
        if let Stage::Practice(running) = &self.stage {
            command
                .env("DOCKER_HOST", running.address())
                .env_remove("DOCKER_CONTEXT");
        }
        command
    }

    /// Runs a line in a shell; fails if it fails.
    pub(super) fn run(&self, line: &str) -> String {
        let line = self.fill(line);
        let made = line.split("&&").filter_map(|part| {
            let made = part.trim().strip_prefix("docker network create ")?;
            made.split_whitespace().next_back().map(str::to_owned)
        });
        self.networks.borrow_mut().extend(made);
        let output = self.command("sh").args(["-c", &line]).output().expect("sh");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}\n{said}");
        String::from_utf8(output.stdout)
            .expect("text")
            .trim()
            .to_owned()
    }

    /// Runs baeum.
    pub(super) fn baeum(&self, arguments: &[&str]) -> Output {
        let arguments: Vec<String> = arguments.iter().map(|text| self.fill(text)).collect();
        let output = self
            .command(BAEUM)
            .args(["--engine", "docker"])
            .args(&arguments)
            .output();
        output.expect("baeum starts")
    }

    /// Diagnoses, and gives the exit code and the document.
    pub(super) fn diagnose(&self, from: &str, target: &str) -> (i32, Value) {
        let target = self.run(&format!("printf %s {target}"));
        let output = self.baeum(&["diagnose", from, &target, "--json"]);
        let text = String::from_utf8_lossy(&output.stdout);
        let document = serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("{error}: {text}{}", String::from_utf8_lossy(&output.stderr))
        });
        (output.status.code().expect("it was not killed"), document)
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if !matches!(self.stage, Stage::Docker) {
            return;
        }
        let list = |command: &str| -> Vec<String> {
            let output = Command::new("sh").args(["-c", command]).output();
            let text = output.map(|output| output.stdout).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            text.lines().map(str::to_owned).collect()
        };
        let remove = |command: &[&str], things: Vec<String>| {
            if !things.is_empty() {
                let _ = Command::new("docker").args(command).args(things).output();
            }
        };
        let mark = &self.mark;
        remove(
            &["rm", "-f", "-v"],
            list(&format!("docker ps -aq --filter name={mark}")),
        );
        remove(&["network", "rm"], self.networks.take());
        remove(
            &["network", "rm"],
            list(&format!("docker network ls -q --filter name={mark}")),
        );
        remove(
            &["rmi"],
            list(&format!(
                "docker images --filter 'reference={mark}*' --format '{{{{.Repository}}}}:{{{{.Tag}}}}'"
            )),
        );
    }
}
