//! Runs commands of the lesson and of the learner in the lab folder, against the same engine.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::rc::Rc;
use std::sync::{LazyLock, OnceLock};
use std::time::Duration;

use tokio::process::Command;
use tokio::sync::watch;

use super::plain::{self, Part};
use crate::applet;
use crate::docker::{Engine, EngineKind, Surroundings};
use crate::l10n::{Language, Words};

/// The learner's shell with one command, set up for the lab folder and the engine.
fn shell(line: &str, lab: &Path, engine: &Engine) -> Command {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.arg("/C").arg(line);
        command
    } else {
        let mut command = Command::new("sh");
        command.arg("-c").arg(line);
        command
    };
    command.current_dir(lab);
    surround(&mut command, engine);
    command
}

/// The exit code as a shell says it: 128 and the signal's number where a signal ended the command.
#[must_use]
pub fn exit_code(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return 128 + signal;
    }
    status.code().unwrap_or(1)
}

/// The folder with a `docker` for who has none, once it has been made.
static TOOLS: OnceLock<PathBuf> = OnceLock::new();

/// Makes a `docker` in `folder` that is this program, where there is none on the `PATH`: commands
/// that are run from here find it.
pub fn offer_docker(folder: &Path) -> io::Result<()> {
    if Surroundings::of_this_process().has_command("docker") {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    let itself = std::env::current_exe()?;
    let docker = folder.join(if cfg!(windows) {
        "docker.exe"
    } else {
        "docker"
    });
    match std::fs::remove_file(&docker) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(&itself, &docker)?;
    #[cfg(not(unix))]
    std::fs::copy(&itself, &docker)?;
    // A second lesson of the same run finds the same folder.
    let _ = TOOLS.set(folder.to_owned());
    Ok(())
}

/// The same engine for the command as for us, whatever contexts say.
fn surround(command: &mut Command, engine: &Engine) {
    // Lessons name `baeum` itself too, and it need not be installed.
    let itself = std::env::current_exe().ok();
    let own = itself.as_deref().and_then(Path::parent).map(Path::to_owned);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path)
        .chain(TOOLS.get().cloned())
        .chain(own);
    if let Ok(path) = std::env::join_paths(folders) {
        command.env("PATH", path);
    }
    for name in engine.environment_to_remove() {
        command.env_remove(name);
    }
    command.envs(engine.environment());
    // Advertising below the output of a command that a learner is to read.
    command.env("DOCKER_CLI_HINTS", "false");
}

/// Runs a command with the terminal handed over and waits for its end.
///
/// Ctrl-C reaches the command, not us, as long as a handler for it is installed.
pub async fn attended(line: &str, lab: &Path, engine: &Engine) -> io::Result<ExitStatus> {
    shell(line, lab, engine).status().await
}

/// How many commands run that nobody can type into.
static RUNNING: LazyLock<watch::Sender<usize>> = LazyLock::new(|| watch::Sender::new(0));

/// Runs a command that nobody can type into; what it prints is seen.
///
/// Where this is given up, the command still comes to its end: see [`all_ended`].
pub async fn unattended(line: &str, lab: &Path, engine: &Engine) -> io::Result<ExitStatus> {
    let mut child = shell(line, lab, engine).stdin(Stdio::null()).spawn()?;
    RUNNING.send_modify(|running| *running += 1);
    let ended = tokio::spawn(async move {
        let status = child.wait().await;
        RUNNING.send_modify(|running| *running -= 1);
        status
    });
    ended.await.map_err(io::Error::other)?
}

/// Waits until no command of [`unattended`] runs any more, at most this long: what one of them
/// makes on the engine is there only then.
pub async fn all_ended(patience: Duration) {
    let mut running = RUNNING.subscribe();
    let none = running.wait_for(|running| *running == 0);
    // Whoever has waited long enough goes on all the same.
    let _ = tokio::time::timeout(patience, none).await;
}

/// Runs a command and keeps what it prints, for commands that the runner needs itself.
///
/// On the practice engine plain docker commands are carried out by baeum's own docker command, in
/// this process: starting a program takes many times as long as the practice engine needs.
pub async fn quiet(line: &str, lab: &Path, engine: &Engine) -> io::Result<Output> {
    if engine.info().kind == EngineKind::Practice
        && let Some(parts) = plain::parts(line)
        && parts.iter().all(|part| match part {
            Part::Docker(words) => applet::fits_within(words),
            Part::Sed(_) => true,
        })
    {
        return here(&parts, lab, engine).await;
    }
    by_shell(line, lab, engine).await
}

async fn by_shell(line: &str, lab: &Path, engine: &Engine) -> io::Result<Output> {
    shell(line, lab, engine)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
}

thread_local! {
    /// What the small docker command says itself, in the language that docker speaks.
    static ENGLISH: Rc<Words> = Rc::new(Words::load(Language::English));
}

/// Carries out the parts of a line one after the other until one fails.
async fn here(parts: &[Part<'_>], lab: &Path, engine: &Engine) -> io::Result<Output> {
    let words = ENGLISH.with(Rc::clone);
    let mut output = Output {
        status: status(0),
        stdout: Vec::new(),
        stderr: Vec::new(),
    };
    for part in parts {
        match part {
            Part::Docker(arguments) => {
                let ran = applet::within(arguments, engine, lab, &words).await;
                output.status = status(ran.code);
                output.stdout.extend(ran.heard.output);
                output.stderr.extend(ran.heard.errors);
            }
            Part::Sed(line) => {
                let ran = by_shell(line, lab, engine).await?;
                output.status = ran.status;
                output.stdout.extend(ran.stdout);
                output.stderr.extend(ran.stderr);
            }
        }
        if !output.status.success() {
            break;
        }
    }
    Ok(output)
}

#[cfg(unix)]
fn status(code: u8) -> ExitStatus {
    use std::os::unix::process::ExitStatusExt as _;
    // As `wait` gives it: the exit code stands in the second byte.
    ExitStatus::from_raw(i32::from(code) << 8)
}

#[cfg(windows)]
fn status(code: u8) -> ExitStatus {
    use std::os::windows::process::ExitStatusExt as _;
    ExitStatus::from_raw(u32::from(code))
}

/// Opens the learner's own shell in the lab folder.
pub async fn open_shell(lab: &Path, engine: &Engine) -> io::Result<ExitStatus> {
    let variable = if cfg!(windows) { "COMSPEC" } else { "SHELL" };
    let fallback = if cfg!(windows) { "cmd" } else { "sh" };
    let program = std::env::var_os(variable).unwrap_or_else(|| fallback.into());
    let mut command = Command::new(program);
    command.current_dir(lab);
    surround(&mut command, engine);
    command.status().await
}

/// Whether a command of a lesson changes nothing that a later step could need.
#[must_use]
pub fn only_looks(line: &str) -> bool {
    let mut words = line.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some("curl"), _, _) => true,
        (Some("docker"), Some("network" | "image" | "container"), Some(verb)) => {
            matches!(verb, "ls" | "list" | "inspect" | "logs")
        }
        (Some("docker"), Some(verb), _) => matches!(
            verb,
            "inspect" | "ps" | "logs" | "images" | "version" | "info" | "port" | "top" | "events"
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::only_looks;

    #[test]
    fn commands_that_only_look_are_told_from_those_that_change_things() {
        assert!(only_looks("docker network ls"));
        assert!(only_looks(
            "docker inspect nginx-container | grep IPAddress"
        ));
        assert!(!only_looks("docker network create mynet1"));
        assert!(!only_looks("docker stop web"));
    }
}
