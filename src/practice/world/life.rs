//! The life of a container: start, end, removal.

use super::container::{Container, Mode, Status};
use super::fault::Fault;
use super::ports::Published;
use super::source::Time;
use super::surroundings::Inside;
use super::{Departed, World};
use crate::practice::inside::{self, Signal, Start};

impl World {
    /// Prepares a container's start: joins its networks. `false` if it runs already.
    pub fn begin_start(&mut self, id: &str) -> Result<bool, Fault> {
        let container = self.container(id)?;
        match container.state.status {
            Status::Running => return Ok(false),
            Status::Paused => {
                return Err(Fault::conflict(
                    "cannot start a paused container, try unpause instead",
                ));
            }
            Status::Created | Status::Exited => {}
        }
        if let Err(fault) = self.join_networks(id) {
            self.fail_start(id, 128, &fault);
            return Err(fault);
        }
        Ok(true)
    }

    fn join_networks(&mut self, id: &str) -> Result<(), Fault> {
        let container = self.container(id)?;
        let mode = container.mode();
        if let Mode::Container(other) = &mode {
            let other = self.find_container(other)?;
            if !other.is_running() {
                return Err(Fault::conflict(format!(
                    "cannot join network of a non running container: {}",
                    other.id
                )));
            }
        }
        let first = match container.network_mode() {
            "default" => "bridge",
            mode => mode,
        }
        .to_owned();
        let mut names: Vec<String> = container.networks.keys().cloned().collect();
        names.sort_by_key(|name| *name != first);
        for name in names {
            self.attach(id, &name)?;
        }
        let sandbox = self.source.id();
        let container = self.container_mut(id)?;
        container.sandbox = sandbox;
        Ok(())
    }

    /// A start did not succeed: the container is as before, and remembers why.
    pub fn fail_start(&mut self, id: &str, exit_code: i32, fault: &Fault) {
        self.leave_networks(id);
        if let Ok(container) = self.container_mut(id) {
            container.published.clear();
            container.program = None;
            container.state.exit_code = exit_code;
            container.state.error.clone_from(&fault.message);
            container.state.pid = 0;
            if container.removes_itself() {
                self.forget_container(id);
            }
        }
    }

    /// Starts the main program of a container that [`World::begin_start`] has prepared.
    pub fn finish_start(&mut self, id: &str, published: Vec<Published>) -> Result<(), Fault> {
        let pid = self.next_pid();
        let now = self.source.now();
        let container = self.container_mut(id)?;
        let before = container.state.clone();
        container.published = published;
        container.state.status = Status::Running;
        container.state.pid = pid;
        container.state.exit_code = 0;
        container.state.error.clear();
        container.state.started = now;
        container.state.finished = if before.finished == Time::ZERO {
            Time::ZERO
        } else {
            before.finished
        };
        let log_before = container.log.next();
        let argv = container.config.argv();
        let labels = container.config.labels.clone().unwrap_or_default();
        let started = inside::start(&argv, &labels, &mut Inside::new(self, id));
        match started {
            Start::Serving(program) | Start::Waiting(program) => {
                let taken = self.taken_on_host(id, &program);
                self.container_mut(id)?.program = Some(program);
                self.container_event(id, "start", &[]);
                if let Some(port) = taken {
                    self.end_for_port(id, port, log_before);
                }
            }
            Start::Ended { exit_code } => {
                self.container_event(id, "start", &[]);
                self.end(id, exit_code);
            }
            Start::NotFound { executable } => {
                let fault = Fault::bad(format!(
                    "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"{executable}\": {}: unknown",
                    why_not_found(&executable)
                ));
                self.container_mut(id)?.state = before;
                self.fail_start(id, 127, &fault);
                return Err(fault);
            }
        }
        Ok(())
    }

    /// The main program has ended, for whatever reason.
    pub fn end(&mut self, id: &str, exit_code: i32) {
        let now = self.source.now();
        let Ok(container) = self.container_mut(id) else {
            return;
        };
        container.state.status = Status::Exited;
        container.state.pid = 0;
        container.state.exit_code = exit_code;
        container.state.finished = now;
        container.state.ends += 1;
        container.program = None;
        container.published.clear();
        let execs = std::mem::take(&mut container.execs);
        let removes_itself = container.removes_itself();
        for exec in execs {
            self.end_exec(&exec, 137);
        }
        self.container_event(id, "die", &[("exitCode", &exit_code.to_string())]);
        self.leave_networks(id);
        if removes_itself {
            self.forget_container(id);
        }
    }

    /// When the first main program ends that runs for some time only, such as `sleep 5`.
    #[must_use]
    pub fn next_end(&self) -> Option<Time> {
        self.containers.values().filter_map(ends_at).min()
    }

    /// Ends the main programs whose time is over.
    pub fn end_what_is_over(&mut self) {
        let now = self.source.now();
        let over: Vec<String> = self
            .containers
            .values()
            .filter(|container| ends_at(container).is_some_and(|end| end <= now))
            .map(|container| container.id.clone())
            .collect();
        for id in over {
            self.end(&id, 0);
        }
    }

    fn leave_networks(&mut self, id: &str) {
        let names: Vec<String> = self
            .container(id)
            .map(|container| container.networks.keys().cloned().collect())
            .unwrap_or_default();
        for name in names {
            self.detach(id, &name);
        }
    }

    /// Sends a signal to the main program.
    pub fn kill(&mut self, reference: &str, signal: &str) -> Result<(), Fault> {
        let number =
            signal_number(signal).ok_or_else(|| Fault::bad(format!("Invalid signal: {signal}")))?;
        let wrap = |fault: Fault| Fault {
            message: format!("Cannot kill container: {reference}: {}", fault.message),
            ..fault
        };
        let container = self.find_container(reference).map_err(wrap)?;
        let id = container.id.clone();
        if !container.is_running() {
            return Err(wrap(Fault::conflict(format!(
                "Container {id} is not running"
            ))));
        }
        self.signal(&id, number);
        Ok(())
    }

    /// Sends a signal, and ends the container if its program ends by it: whether it did.
    pub fn signal(&mut self, id: &str, number: i32) -> bool {
        self.container_event(id, "kill", &[("signal", &number.to_string())]);
        if number == 9 {
            self.end(id, 137);
            return true;
        }
        let Some(signal) = known_signal(number) else {
            return false;
        };
        self.deliver(id, signal)
    }

    /// Gives a signal to the main program: whether it ended by it.
    pub fn deliver(&mut self, id: &str, signal: Signal) -> bool {
        let Some(mut program) = self
            .container(id)
            .ok()
            .and_then(|container| container.program.clone())
        else {
            return false;
        };
        let ended = program.signal(signal, &mut Inside::new(self, id));
        if let Some(exit_code) = ended {
            self.end(id, exit_code);
            return true;
        }
        if let Ok(container) = self.container_mut(id) {
            container.program = Some(program);
        }
        false
    }

    /// Stops a container: its stop signal, and if that does not end it, the last one. `false` if
    /// it does not run.
    pub fn stop(&mut self, id: &str) -> Result<bool, Fault> {
        let container = self.container(id)?;
        if !container.is_running() {
            return Ok(false);
        }
        let signal = container
            .config
            .stop_signal
            .as_deref()
            .and_then(signal_number)
            .unwrap_or(15);
        if !self.signal(id, signal) {
            self.signal(id, 9);
        }
        self.container_event(id, "stop", &[]);
        Ok(true)
    }

    /// Freezes a container's programs or lets them go on.
    pub fn pause(&mut self, reference: &str, freeze: bool) -> Result<(), Fault> {
        let container = self.find_container(reference)?;
        let id = container.id.clone();
        let fault = match (container.state.status, freeze) {
            (Status::Running, true) | (Status::Paused, false) => None,
            (Status::Paused, true) => {
                Some(Fault::conflict(format!("Container {id} is already paused")))
            }
            (Status::Running, false) => {
                Some(Fault::internal(format!("Container {id} is not paused")))
            }
            (_, true) => Some(Fault::conflict(format!("Container {id} is not running"))),
            (_, false) => Some(Fault::internal(format!("Container {id} is not paused"))),
        };
        if let Some(fault) = fault {
            return Err(fault);
        }
        self.container_mut(&id)?.state.status = if freeze {
            Status::Paused
        } else {
            Status::Running
        };
        self.container_event(&id, if freeze { "pause" } else { "unpause" }, &[]);
        Ok(())
    }

    /// Removes a container; `force` ends it first if it runs.
    pub fn remove_container(&mut self, reference: &str, force: bool) -> Result<(), Fault> {
        let container = self.find_container(reference)?;
        let id = container.id.clone();
        if container.state.status == Status::Paused && !force {
            return Err(Fault::conflict(format!(
                "You cannot remove a paused container {id}. Unpause and then stop the container before attempting removal or force remove"
            )));
        }
        if container.is_running() {
            if !force {
                return Err(Fault::conflict(format!(
                    "You cannot remove a running container {id}. Stop the container before attempting removal or force remove"
                )));
            }
            self.signal(&id, 9);
        }
        self.forget_container(&id);
        Ok(())
    }

    fn forget_container(&mut self, id: &str) {
        self.container_event(id, "destroy", &[]);
        if let Some(container) = self.containers.remove(id) {
            self.container_names.remove(&container.name);
            self.execs.retain(|_, exec| exec.container != id);
            self.remember_departed(Departed {
                id: id.to_owned(),
                exit_code: container.state.exit_code,
                log: container.log,
            });
        }
    }
}

/// When a main program ends by itself; one that is frozen does not.
fn ends_at(container: &Container) -> Option<Time> {
    if container.state.status != Status::Running {
        return None;
    }
    let lasts = container.program.as_ref()?.lasts()?;
    let lasts = i64::try_from(lasts.as_nanos()).ok()?;
    container.state.started.0.checked_add(lasts).map(Time)
}

/// Why an executable was not found, as runc says it.
#[must_use]
pub fn why_not_found(executable: &str) -> String {
    if executable.contains('/') {
        format!("stat {executable}: no such file or directory")
    } else {
        "executable file not found in $PATH".to_owned()
    }
}

/// The number of a signal given as `SIGTERM`, `TERM` or `15`.
#[must_use]
pub fn signal_number(signal: &str) -> Option<i32> {
    if let Ok(number) = signal.parse::<i32>() {
        return (1..=64).contains(&number).then_some(number);
    }
    let upper = signal.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    Some(match name {
        "HUP" => 1,
        "INT" => 2,
        "QUIT" => 3,
        "ABRT" => 6,
        "KILL" => 9,
        "USR1" => 10,
        "SEGV" => 11,
        "USR2" => 12,
        "PIPE" => 13,
        "ALRM" => 14,
        "TERM" => 15,
        "CHLD" => 17,
        "CONT" => 18,
        "STOP" => 19,
        "TSTP" => 20,
        "WINCH" => 28,
        _ => return None,
    })
}

fn known_signal(number: i32) -> Option<Signal> {
    Some(match number {
        1 => Signal::Reload,
        2 => Signal::Interrupt,
        3 => Signal::Quit,
        10 => Signal::Reopen,
        15 => Signal::Terminate,
        _ => return None,
    })
}
