//! A learner's room: a home of its own, names and ports of its own, and a baeum to start in it.
//! Whatever was made in it is removed with it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use portable_pty::CommandBuilder;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::pty::Pty;

/// The lesson that is played.
pub(super) const LESSON: &str = "docker-network";

/// Variables that would change what a test sees.
const DISTURBING: [&str; 9] = [
    "BAEUM_LANG",
    "BAEUM_ENGINE",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "NO_COLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
];

/// A home, names and ports that nobody else has.
pub(super) struct Room {
    home: TempDir,
    mark: String,
    /// Key and value of each name of the lesson.
    pub(super) names: Vec<(&'static str, String)>,
    variables: Vec<(&'static str, String)>,
}

impl Room {
    /// A room for the test with this number; each number has ports of its own.
    pub(super) fn new(number: u16) -> Self {
        let mark = format!("scen-{number}-{}", std::process::id());
        let name = |part: &str| format!("{mark}-{part}");
        // Two runs at a time, or what a killed one left, shall not be in each other's way.
        let run = u16::try_from(std::process::id() % 30).expect("a small number");
        let port = 23000 + run * 250 + number * 10;
        let names = vec![
            ("network", name("net")),
            ("nginx", name("nginx")),
            ("web", name("web")),
            ("old_nginx", name("old-nginx")),
            ("old_web", name("old-web")),
            ("host_web", name("host-web")),
            ("http_port", port.to_string()),
            ("web_port", (port + 1).to_string()),
            ("nginx_image", format!("{mark}-nginx:1")),
            ("web_image", format!("{mark}-web:1")),
        ];
        Self {
            home: TempDir::new().expect("a folder"),
            mark,
            names,
            variables: Vec::new(),
        }
    }

    /// The same room with one more environment variable for every baeum.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// The room with English as the language that was chosen before, for tests that change it.
    pub(super) fn with_language(self) -> Self {
        std::fs::create_dir_all(self.file("state")).expect("a folder");
        let settings = json!({ "language": "en" }).to_string();
        std::fs::write(self.file("state/settings.json"), settings).expect("settings");
        self
    }

    /// The value of a name of the lesson.
    pub(super) fn name(&self, key: &str) -> &str {
        let found = self.names.iter().find(|(other, _)| *other == key);
        &found.expect("a name of the lesson").1
    }

    /// What all names of this room begin with.
    pub(super) fn mark(&self) -> &str {
        &self.mark
    }

    /// A folder of lessons in which the names of the lesson are the room's without `--set`.
    pub(super) fn lesson_with_own_defaults(&self) -> PathBuf {
        let (from, to) = (
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("lessons")
                .join(LESSON),
            self.file("lessons").join(LESSON),
        );
        let copied = Command::new("cp")
            .args(["-r", "--no-target-directory"])
            .arg(&from)
            .arg({
                std::fs::create_dir_all(self.file("lessons")).expect("a folder");
                &to
            })
            .status();
        assert!(copied.expect("cp").success());
        let mut text = std::fs::read_to_string(from.join("lesson.toml")).expect("a lesson");
        for (key, value) in &self.names {
            let start = text.find(&format!("\n{key} = ")).expect("the name") + 1;
            let end = start + text[start..].find('\n').expect("a line");
            let line = &text[start..end];
            let head = &line[..line.find("default = ").expect("a default")];
            let quoted = match value.parse::<u16>() {
                Ok(port) => port.to_string(),
                Err(_) => format!("\"{value}\""),
            };
            let line = format!("{head}default = {quoted} }}");
            text.replace_range(start..end, &line);
        }
        std::fs::write(to.join("lesson.toml"), text).expect("written");
        self.file("lessons")
    }

    /// A port of the lesson.
    pub(super) fn port(&self, key: &str) -> u16 {
        self.name(key).parse().expect("a port")
    }

    /// `--set` with every name.
    pub(super) fn set(&self) -> Vec<String> {
        let pairs = self.names.iter();
        pairs
            .flat_map(|(key, value)| ["--set".to_owned(), format!("{key}={value}")])
            .collect()
    }

    /// The room's folder.
    pub(super) fn path(&self) -> &Path {
        self.home.path()
    }

    /// A file or folder below the room's home.
    pub(super) fn file(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    /// What is remembered of the lesson.
    pub(super) fn progress(&self) -> Value {
        let text = std::fs::read_to_string(self.progress_file()).expect("progress");
        serde_json::from_str(&text).expect("progress")
    }

    /// Where it is remembered.
    pub(super) fn progress_file(&self) -> PathBuf {
        self.file("state").join(format!("{LESSON}.json"))
    }

    /// Writes what is remembered. `more` is put over what every room's progress has.
    pub(super) fn remember(&self, more: &Value) {
        let names: serde_json::Map<String, Value> = self
            .names
            .iter()
            .map(|(key, value)| ((*key).to_owned(), json!(value)))
            .collect();
        let mut progress = json!({ "version": 1, "names": names });
        for (key, value) in more.as_object().expect("an object") {
            progress[key] = value.clone();
        }
        std::fs::create_dir_all(self.file("state")).expect("a folder");
        std::fs::write(self.progress_file(), progress.to_string()).expect("progress");
    }

    /// A lesson that has come as far as this step, on an engine where nothing of it is left.
    pub(super) fn remember_step(&self, step: &str) {
        // By this network the engine is known again.
        let own = ["network", "ls", "-q", "--no-trunc", "-f", "driver=host"];
        let output = Command::new("docker").args(own).output();
        let ids = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let foreign: Vec<String> = ids.unwrap_or_default().lines().map(str::to_owned).collect();
        self.remember(&json!({ "step": step, "under_way": true, "foreign": foreign }));
    }

    /// Runs baeum without a terminal.
    pub(super) fn baeum(&self, arguments: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baeum"));
        for name in DISTURBING {
            command.env_remove(name);
        }
        command.env("BAEUM_HOME", self.path());
        command.envs(self.variables.iter().map(|(name, value)| (*name, value)));
        command
            .args(arguments)
            .stdin(std::process::Stdio::null())
            .output()
            .expect("baeum starts")
            .into()
    }

    /// Starts baeum in a terminal.
    pub(super) fn open(&self, columns: u16, rows: u16, arguments: &[&str]) -> Pty {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_baeum"));
        for name in DISTURBING {
            command.env_remove(name);
        }
        command.env("BAEUM_HOME", self.path());
        command.env("TERM", "xterm-256color");
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command.args(arguments);
        Pty::run(command, columns, rows)
    }

    /// Starts `baeum play` in English with the room's names.
    pub(super) fn play(&self, columns: u16, rows: u16, more: &[&str]) -> Pty {
        let set = self.set();
        let mut arguments = vec!["--lang", "en", "play", LESSON];
        arguments.extend(set.iter().map(String::as_str));
        arguments.extend(more);
        self.open(columns, rows, &arguments)
    }

    /// Starts `baeum play` at this step, on an engine where nothing of the lesson is there, and
    /// waits until its conditions are on the screen.
    pub(super) fn play_at(&self, step: &str, title: &str) -> Pty {
        self.remember_step(step);
        let mut pty = self.open(100, 50, &["--lang", "en", "play", LESSON]);
        pty.wait_for("Run the lesson’s commands again");
        pty.send("n");
        pty.wait(title, |shown| {
            shown.contains(title) && shown.contains("quit")
        });
        pty
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let list = |command: &[&str]| -> Vec<String> {
            let output = Command::new("docker").args(command).output();
            output.map_or_else(
                |_| Vec::new(),
                |output| {
                    let text = String::from_utf8_lossy(&output.stdout);
                    text.lines().map(str::to_owned).collect()
                },
            )
        };
        let remove = |command: &[&str], things: Vec<String>| {
            if !things.is_empty() {
                let _ = Command::new("docker").args(command).args(things).output();
            }
        };
        let named = format!("name={}-", self.mark);
        remove(
            &["rm", "-f", "-v"],
            list(&["ps", "-aq", "--filter", &named]),
        );
        remove(
            &["network", "rm"],
            list(&["network", "ls", "-q", "--filter", &named]),
        );
        let reference = format!("reference={}-*", self.mark);
        let tags = [
            "images",
            "--format",
            "{{.Repository}}:{{.Tag}}",
            "--filter",
            &reference,
        ];
        remove(&["rmi", "-f"], list(&tags));
    }
}

/// What a baeum without a terminal left.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) code: i32,
    pub(super) out: String,
    pub(super) err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it was not killed"),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

impl Ended {
    /// Fails unless it ended with this code.
    pub(super) fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Standard output as JSON.
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{self:#?}"))
    }
}
