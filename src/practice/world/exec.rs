//! Execs: programs that are started in a running container.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::World;
use super::container::Status;
use super::fault::Fault;
use super::life::why_not_found;
use super::refused::refuse_other_users;
use super::surroundings::Inside;
use crate::practice::inside::{FileError, Outcome, Surroundings, run};

/// How many execs are remembered.
const MAX_EXECS: usize = 2000;

#[allow(clippy::struct_excessive_bools)] // The API's own switches.
/// An exec.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exec {
    /// Its identifier.
    pub id: String,
    /// When it was made, as a number that grows.
    pub turn: u64,
    /// The container's identifier.
    pub container: String,
    /// The words of its command.
    pub argv: Vec<String>,
    /// Whether it has a terminal.
    pub tty: bool,
    /// Its own environment on top of the container's.
    pub env: Vec<(String, String)>,
    /// Where it starts; empty for the container's folder.
    pub folder: String,
    /// Whether its standard input is attached.
    pub stdin: bool,
    /// Whether its standard output is attached.
    pub stdout: bool,
    /// Whether its standard error is attached.
    pub stderr: bool,
    /// Whether it runs.
    pub running: bool,
    /// How it ended.
    pub exit_code: Option<i32>,
    /// Its process number, once it was started.
    pub pid: u32,
    /// Whether it was started.
    pub started: bool,
}

impl World {
    /// Makes an exec from the body of a request: its identifier.
    pub fn create_exec(&mut self, reference: &str, body: &Value) -> Result<String, Fault> {
        let container = self.find_container(reference)?;
        let id = container.id.clone();
        let argv = list(body, "Cmd");
        if argv.is_empty() {
            return Err(Fault::bad("No exec command specified"));
        }
        refuse_other_users(body.get("User"), "--user")?;
        if body.get("Privileged").and_then(Value::as_bool) == Some(true) {
            return Err(Fault::not_done("extended privileges (--privileged)"));
        }
        match container.state.status {
            Status::Running => {}
            Status::Paused => {
                return Err(Fault::conflict(format!(
                    "Container {reference} is paused, unpause the container before exec"
                )));
            }
            _ => {
                return Err(Fault::conflict(format!("Container {id} is not running")));
            }
        }
        let flag = |key: &str| body.get(key).and_then(Value::as_bool).unwrap_or_default();
        let env = list(body, "Env")
            .iter()
            .map(|entry| {
                let (name, value) = entry.split_once('=').unwrap_or((entry, ""));
                (name.to_owned(), value.to_owned())
            })
            .collect();
        self.forget_old_execs();
        let exec = Exec {
            id: self.source.id(),
            turn: self.events.next(),
            container: id.clone(),
            tty: flag("Tty"),
            env,
            folder: body
                .get("WorkingDir")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            stdin: flag("AttachStdin"),
            stdout: flag("AttachStdout"),
            stderr: flag("AttachStderr"),
            argv,
            ..Exec::default()
        };
        let exec_id = exec.id.clone();
        let action = format!("exec_create: {}", exec.spoken());
        self.execs.insert(exec_id.clone(), exec);
        self.container_event(&id, &action, &[("execID", &exec_id)]);
        Ok(exec_id)
    }

    fn forget_old_execs(&mut self) {
        while self.execs.len() >= MAX_EXECS {
            let Some(oldest) = self
                .execs
                .values()
                .min_by_key(|exec| (exec.running, exec.turn))
                .map(|exec| exec.id.clone())
            else {
                return;
            };
            self.execs.remove(&oldest);
        }
    }

    /// The exec with exactly this identifier.
    pub fn exec(&self, id: &str) -> Result<&Exec, Fault> {
        self.execs
            .get(id)
            .ok_or_else(|| Fault::missing(format!("No such exec instance: {id}")))
    }

    /// Starts an exec; what it does comes next.
    pub fn start_exec(&mut self, id: &str) -> Result<Exec, Fault> {
        let exec = self.exec(id)?;
        if exec.started {
            let how = if exec.running {
                "is already running"
            } else {
                "has already run"
            };
            return Err(Fault::conflict(format!("Error: Exec command {id} {how}")));
        }
        let container_id = exec.container.clone();
        let action = format!("exec_start: {}", exec.spoken());
        let container = self.container(&container_id)?;
        if container.state.status == Status::Paused {
            return Err(Fault::conflict(format!(
                "Container {container_id} is paused, unpause the container before exec"
            )));
        }
        if !container.is_running() {
            return Err(Fault::conflict(format!(
                "Container {container_id} is not running"
            )));
        }
        self.container_event(&container_id, &action, &[("execID", id)]);
        let pid = self.next_pid();
        self.container_mut(&container_id)?.execs.push(id.to_owned());
        let exec = self
            .execs
            .get_mut(id)
            .ok_or_else(|| Fault::missing(format!("No such exec instance: {id}")))?;
        exec.started = true;
        exec.running = true;
        exec.pid = pid;
        Ok(exec.clone())
    }

    /// Runs a started exec without a terminal to its end. A fault where it could not be started.
    pub fn run_exec(&mut self, exec: &Exec, stdin: &[u8]) -> Result<Outcome, Fault> {
        if let Err(fault) = self.check_folder(exec) {
            self.fail_exec(&exec.id);
            return Err(fault);
        }
        let mut inside = Inside::new(self, &exec.container).for_exec(exec);
        let outcome = run(&exec.argv, stdin, &mut inside);
        if let Some(missing) = &outcome.missing {
            let fault = self.exec_not_found(exec, missing);
            self.fail_exec(&exec.id);
            return Err(fault);
        }
        self.end_exec(&exec.id, outcome.exit_code);
        Ok(outcome)
    }

    /// Whether the folder is there in which an exec is to start.
    pub fn check_folder(&mut self, exec: &Exec) -> Result<(), Fault> {
        if exec.folder.is_empty() {
            return Ok(());
        }
        match Inside::new(self, &exec.container).list_directory(&exec.folder) {
            Ok(_) => Ok(()),
            Err(_) => Err(Fault::bad(format!(
                "OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd (\"{}\") set in config.json failed: no such file or directory: unknown",
                exec.folder
            ))),
        }
    }

    /// What Docker says of an executable that is not there.
    pub fn exec_not_found(&mut self, exec: &Exec, missing: &str) -> Fault {
        let there = missing.starts_with('/')
            && !matches!(
                Inside::new(self, &exec.container).read_file(missing),
                Err(FileError::NotFound | FileError::NotDirectory)
            );
        let why = if there {
            "permission denied".to_owned()
        } else {
            why_not_found(missing)
        };
        Fault::bad(format!(
            "OCI runtime exec failed: exec failed: unable to start container process: exec: \"{missing}\": {why}: unknown"
        ))
    }

    /// An exec could not be started: no event tells of its end.
    pub fn fail_exec(&mut self, id: &str) {
        let Some(exec) = self.execs.get_mut(id) else {
            return;
        };
        exec.running = false;
        exec.exit_code = Some(126);
        exec.pid = 0;
        let container = exec.container.clone();
        if let Ok(container) = self.container_mut(&container) {
            container.execs.retain(|held| held != id);
        }
    }

    /// An exec has ended.
    pub fn end_exec(&mut self, id: &str, exit_code: i32) {
        let Some(exec) = self.execs.get_mut(id) else {
            return;
        };
        if !exec.running {
            return;
        }
        exec.running = false;
        exec.exit_code = Some(exit_code);
        let container = exec.container.clone();
        if let Ok(container) = self.container_mut(&container) {
            container.execs.retain(|held| held != id);
        }
        self.container_event(
            &container,
            "exec_die",
            &[("execID", id), ("exitCode", &exit_code.to_string())],
        );
    }
}

impl Exec {
    /// The command as events tell it: a single word is followed by a space.
    fn spoken(&self) -> String {
        let (first, rest) = self
            .argv
            .split_first()
            .map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        format!("{first} {}", rest.join(" "))
    }
}

fn list(body: &Value, key: &str) -> Vec<String> {
    match body.get(key) {
        Some(Value::String(word)) => vec![word.clone()],
        Some(Value::Array(words)) => words
            .iter()
            .filter_map(|word| word.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}
