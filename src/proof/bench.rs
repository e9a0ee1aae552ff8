//! The place of a proof: a desk of its own with a temporary lab folder, and a ledger of what it made.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::own::{Ledger, Leftover};
use super::state::{self, State};
use crate::docker::snapshot::{Container, Snapshot};
use crate::docker::{Engine, EngineError, EngineKind};
use crate::lesson::lab::LabError;
use crate::lesson::{Lesson, NameProblem, Names};
use crate::player::desk::UNKNOWN;
use crate::player::prepare::PrepareError;
use crate::player::{Desk, auto, clash, command, prepare};
use crate::progress::Progress;

/// How long a command of a lesson may take.
const COMMAND: Duration = Duration::from_mins(3);
/// How long a server may take until it listens.
const READY: Duration = Duration::from_secs(2);
/// How long one connection to it may take.
const CONNECT: Duration = Duration::from_millis(200);
/// How long a container may take to give its name back after it was removed.
const GONE: Duration = Duration::from_secs(5);

/// Why a proof could not be carried on.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The lab folder.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// A name cannot be taken.
    #[error("{0:?}")]
    Name(NameProblem),
    /// Something that the lesson names is there already, and not the lesson's.
    #[error("{0} is taken")]
    Taken(String),
    /// A command could not be started, or a file not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

impl From<PrepareError> for ProofError {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Engine(error) => Self::Engine(error),
            PrepareError::Lab(error) => Self::Lab(error),
        }
    }
}

impl From<auto::AutoError> for ProofError {
    fn from(error: auto::AutoError) -> Self {
        match error {
            auto::AutoError::Engine(error) => Self::Engine(error),
            auto::AutoError::Prepare(error) => error.into(),
            auto::AutoError::Edit(error) => Self::Io(io::Error::other(error)),
            auto::AutoError::Io(error) => Self::Io(error),
        }
    }
}

/// Asks a proof to stop: it ends the command it is at, cleans up, and gives back an error.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks.
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The place of a proof.
pub(super) struct Bench {
    pub(super) desk: Desk,
    pub(super) ledger: Ledger,
    /// How long commands and removals have taken so far.
    pub(super) commands: Duration,
    /// The commands that led to the state at hand, filled in.
    pub(super) history: Vec<String>,
    /// How often the state was built anew from the beginning.
    pub(super) replays: usize,
    /// Containers, and since when they run, that do not listen at the ports they expose: they are
    /// waited for once.
    silent: BTreeSet<(String, Option<String>)>,
    /// The engine as it was seen last, if nothing was done to it since.
    last: Option<Snapshot>,
    stop: Stop,
    /// Removed when dropped.
    _folder: tempfile::TempDir,
}

impl Bench {
    pub(super) async fn new(
        lesson: Arc<Lesson>,
        engine: Engine,
        names: Names,
        mark: &str,
        stop: Stop,
    ) -> Result<Self, ProofError> {
        let folder = tempfile::Builder::new().prefix("baeum-proof-").tempdir()?;
        let mut desk = Desk {
            engine,
            lesson,
            names,
            lab: folder.path().to_owned(),
            progress: Progress::default(),
            seen: Vec::new(),
        };
        let (start, _) = prepare::begin(&mut desk).await?;
        refuse_taken(&desk, &start)?;
        let own = desk.own();
        let names: BTreeSet<String> = own
            .networks
            .into_iter()
            .chain(own.containers)
            .chain(own.images)
            .collect();
        prepare::lab(&desk)?;
        Ok(Self {
            desk,
            ledger: Ledger::new(start, names, mark),
            commands: Duration::ZERO,
            history: Vec::new(),
            replays: 0,
            silent: BTreeSet::new(),
            last: None,
            stop,
            _folder: folder,
        })
    }

    /// The engine as it is now. Remembers what is ours.
    pub(super) async fn look(&mut self) -> Result<Snapshot, ProofError> {
        let snapshot = self.desk.look().await?;
        self.desk.remember(&snapshot);
        self.ledger.saw(&snapshot);
        if self.is_practice() {
            self.last = Some(snapshot.clone());
        }
        Ok(snapshot)
    }

    /// The engine as it was after the last command. On the practice engine nothing happens between
    /// two commands of ours, so it is not looked at again there.
    pub(super) async fn known(&mut self) -> Result<Snapshot, ProofError> {
        match &self.last {
            Some(snapshot) => Ok(snapshot.clone()),
            None => self.look().await,
        }
    }

    /// Runs a command in the lab folder, live values filled in, and remembers what it made. What
    /// it says when it fails stands in what the next check finds.
    pub(super) async fn run(&mut self, template: &str) -> Result<(String, Output), ProofError> {
        let mut line = self.desk.fill_live(template, &Snapshot::default());
        if line.contains(UNKNOWN) {
            let snapshot = self.known().await?;
            line = self.desk.fill_live(template, &snapshot);
        }
        let output = self.run_line(&line).await?;
        Ok((line, output))
    }

    /// The same for a command in which everything is filled in.
    pub(super) async fn run_line(&mut self, line: &str) -> Result<Output, ProofError> {
        self.go_on()?;
        self.last = None;
        let began = Instant::now();
        let run = command::quiet(line, &self.desk.lab, &self.desk.engine);
        let output = tokio::time::timeout(COMMAND, run)
            .await
            .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, line.to_owned()))??;
        self.commands += began.elapsed();
        self.ledger.heard(&String::from_utf8_lossy(&output.stdout));
        self.ledger.heard(&String::from_utf8_lossy(&output.stderr));
        // On the practice engine what came of it is seen when somebody wants to know.
        if !self.is_practice() {
            self.look().await?;
        }
        self.go_on()?;
        Ok(output)
    }

    /// Stops where that was asked for.
    pub(super) fn go_on(&self) -> Result<(), ProofError> {
        if self.stop.is_asked() {
            return Err(ProofError::Interrupted);
        }
        Ok(())
    }

    /// Begins the step at a position as for a learner who comes to it: nothing answered, and what
    /// happened before does not count.
    pub(super) async fn begin(&mut self, position: usize) -> Result<(), ProofError> {
        let step = self.desk.step(position).id.clone();
        let progress = &mut self.desk.progress;
        progress.answers.remove(&step);
        progress.quizzes.remove(&step);
        progress.step = Some(step);
        self.desk.progress.step_began = Some(self.desk.engine.now().await?);
        Ok(())
    }

    /// The state as it is now.
    pub(super) async fn state(&mut self) -> Result<State, ProofError> {
        self.look().await?;
        self.known_state().await
    }

    /// The state as it was after the last command.
    pub(super) async fn known_state(&mut self) -> Result<State, ProofError> {
        let snapshot = self.known().await?;
        Ok(State {
            ours: self.ledger.ours(&snapshot),
            files: state::read_files(&self.desk.lab)?,
        })
    }

    /// Whether the proof is made on the practice engine.
    pub(super) fn is_practice(&self) -> bool {
        self.desk.engine.info().kind == EngineKind::Practice
    }

    /// Waits until the servers in our containers listen, as far as that can be seen from here.
    pub(super) async fn until_ready(&mut self) -> Result<(), ProofError> {
        if self.is_practice() {
            // Its servers listen as soon as their containers run, at no address of this machine.
            return Ok(());
        }
        let deadline = Instant::now() + READY;
        loop {
            let snapshot = self.look().await?;
            let ours = self.ledger.ours(&snapshot);
            let mut silent = Vec::new();
            // One that has ended meanwhile is waited for no longer.
            for container in ours.containers.iter().filter(|one| one.running()) {
                let run = (container.id.clone(), container.started_at.clone());
                if !self.silent.contains(&run) && !self.listens(container).await {
                    silent.push(run);
                }
            }
            if silent.is_empty() {
                return Ok(());
            }
            if Instant::now() > deadline {
                self.silent.extend(silent);
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Whether every port that a container exposes takes connections, as far as can be seen.
    async fn listens(&self, container: &Container) -> bool {
        let address = if container.network_mode == "host" {
            let reachable = self.desk.engine.info().capabilities.host_mode;
            reachable.then_some(IpAddr::V4(Ipv4Addr::LOCALHOST))
        } else {
            container.endpoints.iter().find_map(|place| place.address)
        };
        let Some(address) = address else {
            return true;
        };
        for port in &container.exposed {
            let connect = tokio::net::TcpStream::connect((address, *port));
            if !matches!(tokio::time::timeout(CONNECT, connect).await, Ok(Ok(_))) {
                return false;
            }
        }
        true
    }

    /// Removes what is ours, images only at the end. Gives the names of what could not be removed,
    /// with the engine's words.
    pub(super) async fn remove_all(&mut self, images: bool) -> Result<Vec<String>, ProofError> {
        let deadline = Instant::now() + GONE;
        loop {
            let snapshot = self.known().await?;
            let mut leftovers = self.ledger.leftovers(&snapshot);
            leftovers
                .retain(|left| images || !matches!(left, Leftover::Tag(_) | Leftover::Image(_)));
            if leftovers.is_empty() {
                return Ok(Vec::new());
            }
            let refused = self.remove(&leftovers).await?;
            if Instant::now() > deadline {
                return Ok(refused);
            }
        }
    }

    /// Removes these: those of a kind side by side, in the order in which they come. The time counts
    /// as that of commands, because without us it would take as many of them.
    pub(super) async fn remove(
        &mut self,
        leftovers: &[Leftover],
    ) -> Result<Vec<String>, ProofError> {
        if leftovers.is_empty() {
            return Ok(Vec::new());
        }
        self.last = None;
        let began = Instant::now();
        let engine = &self.desk.engine;
        let mut refused = Vec::new();
        for of_a_kind in leftovers
            .chunk_by(|one, next| std::mem::discriminant(one) == std::mem::discriminant(next))
        {
            let removals = of_a_kind.iter().map(|left| async move {
                let removed = match left {
                    Leftover::Container(id, _) => engine.remove_container(id, true).await,
                    Leftover::Network(id, _) => engine.remove_network(id).await,
                    Leftover::Tag(reference) | Leftover::Image(reference) => {
                        engine.remove_image(reference).await
                    }
                };
                (left, removed)
            });
            for (left, removed) in join_all(removals).await {
                match removed {
                    Ok(()) => {}
                    Err(error) if error.is_not_found() => {}
                    Err(error) if error.is_engine_away() => return Err(error.into()),
                    Err(error) => refused.push(format!("{}: {error}", left.name())),
                }
            }
        }
        self.commands += began.elapsed();
        Ok(refused)
    }
}

/// What a lesson names without letting it be chosen may be taken: then nothing can be proven.
fn refuse_taken(desk: &Desk, start: &Snapshot) -> Result<(), ProofError> {
    let clashes = clash::clashes(&desk.names, start, &BTreeSet::new(), &clash::port_in_use);
    if let Some(clash) = clashes.into_iter().next() {
        return Err(ProofError::Taken(clash.value));
    }
    let own = desk.own();
    let network = start
        .networks
        .iter()
        .find(|one| own.networks.contains(&one.name));
    let container = start
        .containers
        .iter()
        .find(|one| own.containers.contains(&one.name));
    let taken = network
        .map(|network| network.name.clone())
        .or_else(|| container.map(|container| container.name.clone()));
    taken.map_or(Ok(()), |name| Err(ProofError::Taken(name)))
}
