//! Connections that stay open in both directions: exec and attach.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONNECTION, HeaderValue, UPGRADE};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::call::Call;
use super::events::{Wanted, frame, new_lines};
use super::json::object;
use super::reply::{Reply, Writer, empty, json, plain, streamed};
use crate::practice::engine::Engine;
use crate::practice::heirs;
use crate::practice::inside::{Stream, Terminal};
use crate::practice::world::container::{Container, State};
use crate::practice::world::exec::Exec;
use crate::practice::world::fault::Fault;
use crate::practice::world::surroundings::Inside;

/// The most that is read from standard input of a program without a terminal, in bytes.
const MAX_STDIN: usize = 1024 * 1024;
/// How long a client may go on sending when it was told that nothing more comes.
const CLOSING: Duration = Duration::from_secs(5);
const RAW: &str = "application/vnd.docker.raw-stream";

/// The client's side of an open connection.
enum Line {
    /// Both directions.
    Both(TokioIo<Upgraded>),
    /// Only towards the client.
    Out(Writer),
}

impl Line {
    async fn write(&mut self, bytes: Bytes) -> bool {
        if bytes.is_empty() {
            return true;
        }
        match self {
            Line::Both(io) => io.write_all(&bytes).await.is_ok() && io.flush().await.is_ok(),
            Line::Out(writer) => writer.write(bytes).await,
        }
    }

    /// What the client sends next; `None` at its end. Without that direction it ends at once.
    async fn read(&mut self, buffer: &mut [u8]) -> Option<usize> {
        match self {
            Line::Both(io) => io.read(buffer).await.ok().filter(|count| *count > 0),
            Line::Out(_) => None,
        }
    }

    async fn close(&mut self) {
        let Line::Both(io) = self else {
            return;
        };
        let _ = io.shutdown().await;
        // A socket that is closed with something unread in it is reset, and the client would lose
        // what it has not read yet. So what it still sends is taken, for a moment.
        let mut unread = io.take(MAX_STDIN as u64);
        let mut nowhere = tokio::io::sink();
        let draining = tokio::io::copy(&mut unread, &mut nowhere);
        let _ = tokio::time::timeout(CLOSING, draining).await;
    }
}

/// An answer that opens the line: an upgrade where the client asks for one, else a stream.
enum Opening {
    Upgrade(OnUpgrade),
    Stream(Writer),
}

impl Opening {
    fn new(call: &mut Call) -> (Reply, Opening) {
        if call.request.headers().contains_key(UPGRADE) {
            let upgrade = hyper::upgrade::on(&mut call.request);
            let mut reply = plain(101, Some(RAW), Bytes::new());
            *reply.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
            let headers = reply.headers_mut();
            headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
            headers.insert(UPGRADE, HeaderValue::from_static("tcp"));
            (reply, Opening::Upgrade(upgrade))
        } else {
            let (reply, writer) = streamed(200, RAW);
            (reply, Opening::Stream(writer))
        }
    }

    async fn line(self) -> Option<Line> {
        match self {
            Opening::Upgrade(upgrade) => upgrade.await.ok().map(|io| Line::Both(TokioIo::new(io))),
            Opening::Stream(writer) => Some(Line::Out(writer)),
        }
    }
}

/// `POST /containers/{id}/exec`
pub async fn create_exec(
    engine: &Arc<Engine>,
    call: &mut Call,
    reference: &str,
) -> Result<Reply, Fault> {
    let body = call.json().await?;
    let id = engine.change(|world| world.create_exec(reference, &body))?;
    Ok(json(201, &object! {"Id": id}))
}

/// `GET /exec/{id}/json`
pub fn inspect_exec(engine: &Arc<Engine>, id: &str) -> Result<Reply, Fault> {
    let exec = engine.read(|world| world.exec(id).cloned())?;
    let (entrypoint, arguments) = exec
        .argv
        .split_first()
        .map_or((String::new(), Vec::new()), |(first, rest)| {
            (first.clone(), rest.to_vec())
        });
    Ok(json(
        200,
        &object! {
            "ID": exec.id.as_str(),
            "Running": exec.running,
            "ExitCode": exec.exit_code.map_or(Value::Null, Value::from),
            "ProcessConfig": object! {
                "tty": exec.tty,
                "entrypoint": entrypoint,
                "arguments": json!(arguments),
                "privileged": false,
            },
            "OpenStdin": exec.stdin,
            "OpenStderr": exec.stderr,
            "OpenStdout": exec.stdout,
            "CanRemove": false,
            "ContainerID": exec.container.as_str(),
            "DetachKeys": "",
            "Pid": exec.pid,
        },
    ))
}

/// `POST /exec/{id}/resize` and `POST /containers/{id}/resize`: the size has no effect here.
pub fn resize(engine: &Arc<Engine>, call: &Call, exec: bool, id: &str) -> Result<Reply, Fault> {
    for key in ["h", "w"] {
        let value = call.value(key);
        if value.parse::<u32>().is_err() {
            return Err(Fault::bad(format!(
                "strconv.Atoi: parsing \"{value}\": invalid syntax"
            )));
        }
    }
    if exec {
        let running = engine.read(|world| world.exec(id).is_ok_and(|exec| exec.running));
        if !running {
            return Err(Fault::missing("no such exec"));
        }
    } else {
        let held = engine.container(id)?;
        engine.change(|world| {
            world.container_event(
                &held.id,
                "resize",
                &[("height", call.value("h")), ("width", call.value("w"))],
            );
        });
    }
    Ok(empty(200))
}

/// `POST /exec/{id}/start`
pub async fn start_exec(engine: &Arc<Engine>, call: &mut Call, id: &str) -> Result<Reply, Fault> {
    let body = call.json_or_null().await?;
    let detach = body.get("Detach").and_then(Value::as_bool) == Some(true);
    engine.read(|world| world.exec(id).map(|_| ()))?;
    if detach {
        let exec = engine.change(|world| world.start_exec(id))?;
        if exec.tty {
            let mut shell = Shell::start(engine, &exec)?.0;
            shell.end(engine, &exec);
        } else {
            engine.change(|world| world.run_exec(&exec, &[]))?;
        }
        return Ok(empty(200));
    }
    let started = engine.change(|world| world.start_exec(id));
    let (reply, opening) = Opening::new(call);
    let engine = Arc::clone(engine);
    tokio::spawn(async move {
        let Some(mut line) = opening.line().await else {
            if let Ok(exec) = started {
                engine.change(|world| world.end_exec(&exec.id, 137));
            }
            return;
        };
        match started {
            Ok(exec) if exec.tty => talk(&engine, &exec, &mut line).await,
            Ok(exec) => run_through(&engine, &exec, &mut line).await,
            Err(fault) => complain(&fault, false, &mut line).await,
        }
        line.close().await;
    });
    Ok(reply)
}

/// An exec that cannot be started says so on the stream, as dockerd does it.
async fn complain(fault: &Fault, tty: bool, line: &mut Line) {
    let text = format!("{}\r\n", fault.message);
    let bytes = if tty {
        Bytes::from(text)
    } else {
        frame(Stream::Out, text.as_bytes())
    };
    line.write(bytes).await;
}

/// A program without a terminal: its input, then its output.
async fn run_through(engine: &Arc<Engine>, exec: &Exec, line: &mut Line) {
    let mut stdin = Vec::new();
    if exec.stdin {
        let mut buffer = [0; 8192];
        while let Some(count) = line.read(&mut buffer).await {
            stdin.extend_from_slice(buffer.get(..count).unwrap_or_default());
            if stdin.len() > MAX_STDIN {
                break;
            }
        }
    }
    match engine.change(|world| world.run_exec(exec, &stdin)) {
        Ok(outcome) => {
            for (stream, wanted, bytes) in [
                (Stream::Out, exec.stdout, &outcome.stdout),
                (Stream::Err, exec.stderr, &outcome.stderr),
            ] {
                for piece in bytes.chunks(32 * 1024).filter(|_| wanted) {
                    if !line.write(frame(stream, piece)).await {
                        return;
                    }
                }
            }
        }
        Err(fault) => complain(&fault, false, line).await,
    }
}

/// A program on a terminal, in some container.
struct Shell {
    terminal: Terminal,
    container: String,
}

impl Shell {
    fn start(engine: &Arc<Engine>, exec: &Exec) -> Result<(Shell, Vec<u8>), Fault> {
        engine.change(|world| {
            if let Err(fault) = world.check_folder(exec) {
                world.fail_exec(&exec.id);
                return Err(fault);
            }
            match Terminal::new(&exec.argv) {
                Ok(mut terminal) => {
                    let mut inside = Inside::new(world, &exec.container).for_exec(exec);
                    let first = terminal.start(&mut inside);
                    let container = exec.container.clone();
                    Ok((
                        Shell {
                            terminal,
                            container,
                        },
                        first,
                    ))
                }
                Err(missing) => {
                    let fault = world.exec_not_found(exec, &missing.executable);
                    world.fail_exec(&exec.id);
                    Err(fault)
                }
            }
        })
    }

    fn feed(&mut self, engine: &Arc<Engine>, exec: &Exec, bytes: &[u8]) -> Vec<u8> {
        engine.change(|world| {
            let mut inside = Inside::new(world, &self.container).for_exec(exec);
            self.terminal.feed(bytes, &mut inside)
        })
    }

    fn end(&mut self, engine: &Arc<Engine>, exec: &Exec) {
        let code = self.terminal.finished().unwrap_or(137);
        engine.change(|world| world.end_exec(&exec.id, code));
    }
}

async fn talk(engine: &Arc<Engine>, exec: &Exec, line: &mut Line) {
    let (mut shell, first) = match Shell::start(engine, exec) {
        Ok(started) => started,
        Err(fault) => return complain(&fault, true, line).await,
    };
    let mut open = line.write(first.into()).await;
    let mut changes = engine.changes();
    let mut buffer = [0; 4096];
    while open && shell.terminal.finished().is_none() {
        tokio::select! {
            count = line.read(&mut buffer), if exec.stdin => {
                let Some(count) = count else { break };
                let typed = buffer.get(..count).unwrap_or_default();
                let shown = shell.feed(engine, exec, typed);
                open = line.write(shown.into()).await;
            }
            turn = changes.changed() => {
                // The container may have ended under the program's feet.
                let running = engine.read(|world| {
                    world.exec(&exec.id).is_ok_and(|exec| exec.running)
                });
                if turn.is_err() || !running {
                    return;
                }
            }
        }
    }
    shell.end(engine, exec);
}

/// `POST /baeum/heir`: who asks this goes on serving when this process ends.
pub fn heir(engine: &Arc<Engine>, call: &mut Call) -> Reply {
    let (reply, opening) = Opening::new(call);
    let (heirs, again) = (engine.heirs(), call.on("again"));
    tokio::spawn(async move {
        if let Some(Line::Both(line)) = opening.line().await {
            heirs::attend(heirs, line, again).await;
        }
    });
    reply
}

/// `POST /containers/{id}/attach`
pub fn attach(engine: &Arc<Engine>, call: &mut Call, reference: &str) -> Result<Reply, Fault> {
    let held = engine.container(reference)?;
    let wanted = Wanted {
        stdout: call.on("stdout"),
        stderr: call.on("stderr"),
        timestamps: false,
        since: None,
        until: None,
        raw: held.config.tty,
    };
    let mut next = if call.on("logs") { 0 } else { held.log.next() };
    let stream = call.on("stream");
    let at_keyboard = stream && call.on("stdin") && held.config.tty && held.config.open_stdin;
    // Seen now: by the time the connection is open, it may have been started and have ended.
    let before = held.state.clone();
    engine.change(|world| world.container_event(&held.id, "attach", &[]));
    let (reply, opening) = Opening::new(call);
    let engine = Arc::clone(engine);
    tokio::spawn(async move {
        let Some(mut line) = opening.line().await else {
            return;
        };
        if !stream {
            let (bytes, _) = new_lines(&engine, &held.id, &wanted, &mut next);
            line.write(bytes.into()).await;
        } else if at_keyboard {
            if begins(&engine, &held.id, &before).await {
                at_main_program(&engine, &held.id, &held.config.argv(), &mut line).await;
            } else {
                let (bytes, _) = new_lines(&engine, &held.id, &wanted, &mut next);
                line.write(bytes.into()).await;
            }
        } else {
            watch(&engine, &held.id, &wanted, next, before, &mut line).await;
        }
        line.close().await;
    });
    Ok(reply)
}

/// A container's state; none once it is removed.
fn state(engine: &Engine, id: &str) -> Option<State> {
    engine.read(|world| world.containers.get(id).map(|held| held.state.clone()))
}

/// Waits until a container runs: `false` if it has run since it was in the state `before`, or could
/// not be started.
async fn begins(engine: &Engine, id: &str, before: &State) -> bool {
    let mut changes = engine.changes();
    loop {
        changes.mark_unchanged();
        match state(engine, id) {
            Some(now) if now.is_running() => return true,
            Some(now) if now == *before => {}
            _ => return false,
        }
        if changes.changed().await.is_err() {
            return false;
        }
    }
}

/// Writes what a container prints until it ends. One that was not started yet, in the state
/// `before`, is waited for.
async fn watch(
    engine: &Arc<Engine>,
    id: &str,
    wanted: &Wanted,
    mut next: u64,
    before: State,
    line: &mut Line,
) {
    let mut changes = engine.changes();
    loop {
        changes.mark_unchanged();
        let (bytes, running) = new_lines(engine, id, wanted, &mut next);
        if !line.write(bytes.into()).await {
            return;
        }
        // It has ended, or its start failed, since the client came.
        if !running && state(engine, id).as_ref() != Some(&before) {
            return;
        }
        if changes.changed().await.is_err() {
            return;
        }
    }
}

/// Attached to a main program on a terminal (`docker run -it … sh`).
async fn at_main_program(engine: &Arc<Engine>, id: &str, argv: &[String], line: &mut Line) {
    let mut changes = engine.changes();
    let Ok(mut terminal) = Terminal::new(argv) else {
        return;
    };
    let running =
        |engine: &Arc<Engine>| engine.read(|world| world.container(id).map(Container::is_running));
    changes.mark_unchanged();
    let first = engine.change(|world| terminal.start(&mut Inside::new(world, id)));
    let mut open = line.write(first.into()).await;
    let mut buffer = [0; 4096];
    while open && terminal.finished().is_none() {
        tokio::select! {
            count = line.read(&mut buffer) => {
                let Some(count) = count else { return };
                let typed = buffer.get(..count).unwrap_or_default();
                let shown = engine.change(|world| terminal.feed(typed, &mut Inside::new(world, id)));
                open = line.write(shown.into()).await;
            }
            turn = changes.changed() => {
                if turn.is_err() || !matches!(running(engine), Ok(true)) {
                    return;
                }
            }
        }
    }
    if let Some(code) = terminal.finished() {
        engine.change(|world| world.end(id, code));
    }
}
