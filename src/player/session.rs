//! A lesson played at a terminal: one loop over keys, changes on the engine and looks at the conditions.

use std::collections::BTreeSet;
use std::io;

use futures_util::StreamExt;
use tokio::task::JoinHandle;

use super::desk::Desk;
use super::machine::{Effect, Event, Shape, State};
use super::ownership::Removal;
use super::prepare::PrepareError;
use super::view::View;
use crate::check::probe::SeenExec;
use crate::check::{Cause, Finding};
use crate::docker::snapshot::Snapshot;
use crate::docker::{Change, EngineError, changes};
use crate::l10n::{Message, Words};
use crate::lesson::Kind;
use crate::lesson::lab::{EditError, LabError};
use crate::progress::{self, Settings, Store, StoreError};
use crate::screen::{Keys, Live, PromptError, Prompts, Terminal, Theme, terminal};
use crate::topology::Before;

/// Why a session ended without the learner wanting it.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A state could not be prepared.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// A prompt was interrupted, or there is no terminal.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// Progress could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A change to a lab file does not fit.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The terminal failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<LabError> for SessionError {
    fn from(error: LabError) -> Self {
        Self::Prepare(PrepareError::Lab(error))
    }
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The learner left; everything is kept.
    Left,
    /// The last step was passed.
    Finished,
    /// Ctrl-C.
    Interrupted,
    /// The terminal was closed.
    Closed,
}

/// How many pasted commands are taken; more is no part of a step but a slip.
const MOST_PASTED: usize = 20;

/// What a look gives.
type Look = Result<(Snapshot, Vec<Finding>), EngineError>;

/// A lesson that is being played.
pub struct Session {
    pub(super) desk: Desk,
    pub(super) store: Store,
    pub(super) settings: Settings,
    /// What the exercise at hand would begin without.
    pub(super) to_remove: Removal,
    pub(super) words: Words,
    pub(super) theme: Theme,
    pub(super) prompts: Prompts,
    pub(super) position: usize,
    /// How many steps have been opened and exercises set up; tells an old look from one at what
    /// is at hand.
    pub(super) opened: usize,
    pub(super) state: State,
    pub(super) snapshot: Snapshot,
    pub(super) history: Vec<String>,
    pub(super) live: Live,
    pub(super) keys: Option<Keys>,
    pub(super) terminal: Terminal,
    /// The conditions may have changed since the last look.
    pub(super) stale: bool,
    /// The engine gives a sign of life although a look just now failed.
    trying: bool,
    /// What was found before the first page, said on it: the page clears the screen.
    greeting: Option<Message>,
    /// The quizzes of the step that were answered rightly, by their place.
    pub(super) right: BTreeSet<usize>,
    /// A line above the actions that says what just happened.
    pub(super) notice: Option<Message>,
}

impl Session {
    /// Takes the terminal and opens the step at `position`.
    pub fn new(
        desk: Desk,
        store: Store,
        words: Words,
        theme: Theme,
        position: usize,
    ) -> Result<Self, SessionError> {
        let terminal = Terminal::open()?;
        let prompts = Prompts::new(theme, &words);
        let settings = store.settings();
        let history = store.history();
        Ok(Self {
            desk,
            store,
            settings,
            to_remove: Removal::default(),
            words,
            theme,
            prompts,
            position,
            opened: 0,
            state: State::new(Shape::default(), false),
            snapshot: Snapshot::default(),
            history,
            live: Live::new(theme),
            keys: None,
            terminal,
            stale: true,
            trying: false,
            greeting: None,
            right: BTreeSet::new(),
            notice: None,
        })
    }

    /// The same, with something to say on the first page.
    #[must_use]
    pub fn greeting(mut self, greeting: Option<Message>) -> Self {
        self.greeting = greeting;
        self
    }

    /// What is said on the page at hand, if it is the first.
    pub(super) fn first_words(&self) -> Option<&Message> {
        self.greeting.as_ref().filter(|_| self.opened == 1)
    }

    /// The desk and the language as they are at the end.
    #[must_use]
    pub fn into_desk(self) -> (Desk, Words) {
        (self.desk, self.words)
    }

    /// Plays until the learner leaves or the lesson ends.
    pub async fn run(&mut self) -> Result<End, SessionError> {
        let mut changes = changes(&self.desk.engine, None);
        self.open(self.position).await?;
        let mut look: Option<JoinHandle<(usize, Look)>> = None;
        loop {
            let worth_a_try = self.state.engine_answers || self.trying;
            if self.stale && look.is_none() && worth_a_try && self.state.set_up {
                self.stale = false;
                self.trying = false;
                look = Some(self.start_look());
            }
            let keys = self.keys.get_or_insert_with(Keys::new);
            let effects = tokio::select! {
                biased;
                key = keys.next() => match key {
                    Some(key) => self.state.on(Event::Key(key)),
                    None => return Ok(End::Closed),
                },
                looked = ended(&mut look) => {
                    look = None;
                    match looked {
                        // A look at a step that has been left says nothing of this one.
                        Ok((opened, _)) if opened != self.opened => {
                            self.stale = true;
                            Vec::new()
                        }
                        Ok((_, looked)) => self.take_in(looked)?,
                        // The task was ended by the runtime: the program is ending.
                        Err(_) => return Ok(End::Closed),
                    }
                }
                change = changes.next() => match change {
                    Some(change) => self.hear(change),
                    None => return Ok(End::Closed),
                },
            };
            for effect in effects {
                if let Some(end) = self.carry_out(effect).await? {
                    return Ok(end);
                }
            }
        }
    }

    fn start_look(&self) -> JoinHandle<(usize, Look)> {
        let desk = self.desk.clone();
        let (opened, position) = (self.opened, self.position);
        let since = desk.progress.step_began;
        tokio::spawn(async move {
            let look = async {
                let snapshot = desk.look().await?;
                let findings = desk.check(position, &snapshot, since).await;
                Ok((snapshot, findings))
            };
            (opened, look.await)
        })
    }

    fn take_in(&mut self, looked: Look) -> Result<Vec<Effect>, SessionError> {
        match looked {
            Ok((snapshot, findings)) => {
                if self.desk.remember(&snapshot) {
                    self.save()?;
                }
                self.snapshot = snapshot;
                let mut effects = Vec::new();
                if !self.state.engine_answers {
                    effects.extend(self.state.on(Event::EngineBack));
                }
                effects.extend(self.state.on(Event::Checked(findings)));
                Ok(effects)
            }
            Err(error) if error.is_engine_away() => Ok(self.state.on(Event::EngineLost)),
            // A hiccup: the next change or tick looks again.
            Err(_) => {
                self.stale = true;
                tokio::task::block_in_place(|| {
                    std::thread::sleep(std::time::Duration::from_millis(50));
                });
                Ok(Vec::new())
            }
        }
    }

    fn hear(&mut self, change: Change) -> Vec<Effect> {
        match change {
            Change::Lost => return self.state.on(Event::EngineLost),
            Change::Back => return self.state.on(Event::EngineBack),
            Change::Exec {
                container,
                command,
                time,
            } => self.desk.seen.push(SeenExec {
                container,
                time,
                command,
            }),
            Change::Tick if self.state.engine_answers && !self.needs_polling() => {
                return Vec::new();
            }
            _ => {}
        }
        // Only a look failed: the engine was never lost, so nobody will say that it is back.
        self.trying = !self.state.engine_answers;
        self.stale = true;
        Vec::new()
    }

    /// Whether something is waited for that no event tells of, or that an event may not have told.
    fn needs_polling(&self) -> bool {
        if self.state.passed {
            return false;
        }
        if !self.desk.engine.info().capabilities.network_events {
            return true;
        }
        // A program outside the engine that lets go of a port says so to nobody.
        let mut findings = self.state.findings.iter();
        if findings.any(|finding| finding.cause == Some(Cause::HostPortTaken)) {
            return true;
        }
        self.desk
            .step(self.position)
            .conditions
            .iter()
            .any(|condition| {
                !matches!(
                    condition.kind,
                    Kind::Network { .. }
                        | Kind::Image { .. }
                        | Kind::Container { .. }
                        | Kind::Endpoint { .. }
                        | Kind::Mode { .. }
                        | Kind::Port { .. }
                        | Kind::OnlyPublished { .. }
                        | Kind::Answer { .. }
                )
            })
    }

    /// Opens a step: remembers it, shows its page, and has its conditions looked at.
    pub(super) async fn open(&mut self, position: usize) -> Result<(), SessionError> {
        self.position = position.min(self.desk.lesson.steps.len() - 1);
        self.opened += 1;
        let step = self.desk.step(self.position).clone();
        let passed = self.desk.progress.passed.contains(&step.id);
        if let Ok(snapshot) = self.desk.look().await {
            self.snapshot = snapshot;
        }
        if self.desk.progress.step.as_deref() != Some(&step.id) {
            self.desk.progress.step = Some(step.id.clone());
            self.desk.progress.step_began = self.desk.engine.now().await.ok();
            self.desk.progress.before = Some(Before::of(&self.snapshot));
            self.note("began")?;
        }
        self.save()?;
        self.state = State::new(self.shape(), passed);
        self.notice = None;
        self.right.clear();
        self.stale = true;
        if self.state.shape.prepares {
            self.open_prepared(passed).await?;
        }
        self.repaint()
    }

    pub(super) fn shape(&self) -> Shape {
        let step = self.desk.step(self.position);
        let text = step.text(self.words.language());
        let questions = text.map_or(0, |text| text.questions.len());
        Shape {
            commands: !step.run.is_empty(),
            edit: !step.edit.is_empty(),
            conditions: step
                .conditions
                .iter()
                .any(|condition| !matches!(condition.kind, Kind::Answer { .. })),
            quizzes: text.map_or(0, |text| text.quizzes.len()),
            questions,
            hints: text.map_or(0, |text| text.hints.len()),
            renames: step.ask.is_some(),
            prepares: step.exercise || !step.setup.is_empty(),
            exercise: step.exercise,
            broken: step.cause.is_some(),
            talk: text.is_some_and(|text| text.talk.is_some()),
            first: self.position == 0,
            last: self.following().is_none(),
        }
    }

    async fn carry_out(&mut self, effect: Effect) -> Result<Option<End>, SessionError> {
        match effect {
            Effect::Redraw => self.redraw()?,
            Effect::Repaint => {
                let (columns, rows) = terminal::size();
                self.live.resize(columns, rows);
                self.repaint()?;
            }
            Effect::ShowHint => self.show_hint()?,
            Effect::Celebrate => self.celebrate()?,
            Effect::Look => self.stale = true,
            Effect::Interrupt => {
                self.live.finish()?;
                return Ok(Some(End::Interrupted));
            }
            Effect::Do(action) => return self.act(action).await,
            Effect::TypeFrom(letter) => self.type_commands(vec![letter.into()]).await?,
            Effect::TypePasted => {
                let pasted = self.keys.as_mut().map(Keys::take_paste);
                let lines = commands_in(&pasted.unwrap_or_default());
                if !lines.is_empty() {
                    self.type_commands(lines).await?;
                }
            }
        }
        Ok(None)
    }

    pub(super) fn view<T>(&self, make: impl FnOnce(&View<'_>) -> T) -> T {
        make(&View {
            desk: &self.desk,
            snapshot: &self.snapshot,
            words: &self.words,
            width: usize::from(terminal::size().0),
        })
    }

    pub(super) fn save(&self) -> Result<(), SessionError> {
        Ok(self.store.save(&self.desk.lesson.id, &self.desk.progress)?)
    }

    pub(super) fn note(&self, event: &str) -> Result<(), SessionError> {
        let entry = progress::Event::now(&self.desk.step(self.position).id, event);
        Ok(self.store.note(&self.desk.lesson.id, &entry)?)
    }
}

/// The commands of a pasted text, without the sign of a prompt that was copied with them.
fn commands_in(pasted: &str) -> Vec<String> {
    pasted
        .lines()
        .map(|line| line.trim().trim_start_matches("$ ").trim().to_owned())
        .filter(|line| !line.is_empty())
        .take(MOST_PASTED)
        .collect()
}

/// The end of a task; never, where there is none.
async fn ended<T>(task: &mut Option<JoinHandle<T>>) -> Result<T, tokio::task::JoinError> {
    match task {
        Some(task) => task.await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::commands_in;

    #[test]
    fn pasted_commands_lose_the_prompt_that_was_copied_with_them() {
        assert_eq!(
            commands_in("  $ docker ps\n\n$ docker network ls\r\n"),
            ["docker ps", "docker network ls"]
        );
        assert!(commands_in(" \n").is_empty());
    }
}
