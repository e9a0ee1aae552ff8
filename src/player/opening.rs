//! Before the first page: names that are taken, images that are missing, a state that no longer fits.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::clash::{Clash, clashes, port_in_use};
use super::desk::Desk;
use super::view::{View, sentence};
use super::{prepare, pull};
use crate::docker::snapshot::Snapshot;
use crate::docker::{EngineError, EngineKind};
use crate::l10n::{Message, Words};
use crate::lesson::model::NameKind;
use crate::progress::{Store, StoreError};
use crate::screen::{Paint, PromptError, Prompts, Spinner, Style, Theme, terminal};

use super::session::SessionError;

/// Who is asked when something has to be decided.
#[derive(Clone)]
pub enum Decider {
    /// The learner, at the terminal.
    Learner(Prompts),
    /// Nobody: what is sensible is done and said.
    Nobody,
}

/// What prepares a lesson needs for talking.
pub struct Opening<'o> {
    /// The words.
    pub words: &'o Words,
    /// The colours.
    pub theme: Theme,
    /// Who decides.
    pub decider: Decider,
    /// Where progress is kept.
    pub store: &'o Store,
    /// The key of the progress in the store.
    pub key: String,
    /// Names that were chosen on the command line: a clash there is the learner's own will.
    pub chosen: BTreeSet<String>,
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ready {
    /// Everything is there.
    Yes,
    /// The learner turned away.
    No,
}

/// A failed pull: the image, and why.
pub type PullFailure = (String, EngineError);

impl Opening<'_> {
    /// Makes everything ready to play from `position` on. `wanted` is true where the learner asked
    /// for this very step, so that its state is brought about without asking.
    pub async fn prepare(
        &self,
        desk: &mut Desk,
        position: usize,
        wanted: bool,
    ) -> Result<Result<Ready, PullFailure>, SessionError> {
        let (snapshot, resumed) = prepare::begin(desk).await?;
        if !resumed {
            self.settle_names(desk, &snapshot).await?;
        }
        self.save(desk)?;
        prepare::lab(desk)?;
        let missing = prepare::missing_images(desk).await?;
        if !missing.is_empty() {
            // The practice engine carries its images: nothing is fetched from anywhere.
            let carried = desk.engine.info().kind == EngineKind::Practice;
            if !carried && !self.agree_to_pull(&missing).await? {
                return Ok(Ok(Ready::No));
            }
            if let Err(failure) = pull::pull(&desk.engine, &missing, self.theme, self.words).await {
                return Ok(Err(failure));
            }
            let snapshot = desk.look().await?;
            desk.remember(&snapshot);
            self.save(desk)?;
        }
        if wanted && !resumed && position > 0 {
            // Nothing has been made yet, whatever the last step before this one asks for.
            self.replay(desk, position).await?;
        } else {
            self.fit(desk, position, wanted, &snapshot).await?;
        }
        Ok(Ok(Ready::Yes))
    }

    fn save(&self, desk: &Desk) -> Result<(), StoreError> {
        self.store.save(&self.key, &desk.progress)
    }

    /// What is said on the way goes to standard error, so that results stay clean.
    fn say(&self, message: &Message, style: Style) -> io::Result<()> {
        let width = usize::from(terminal::size().0);
        let mut out = Paint::new(io::stderr(), self.theme);
        out.lines(&sentence(&self.words.say(message), style, width))?;
        io::stderr().flush()
    }

    async fn confirm(&self, question: &Message, default: bool) -> Result<bool, PromptError> {
        match &self.decider {
            Decider::Nobody => Ok(true),
            Decider::Learner(prompts) => {
                let prompts = prompts.clone();
                let question = self.words.say(question);
                let asked =
                    tokio::task::spawn_blocking(move || prompts.confirm(&question, default));
                asked
                    .await
                    .unwrap_or_else(|ended| std::panic::resume_unwind(ended.into_panic()))
            }
        }
    }

    /// Offers other names for those that somebody else has.
    async fn settle_names(&self, desk: &mut Desk, snapshot: &Snapshot) -> Result<(), SessionError> {
        let local = desk.engine.info().local;
        let made: BTreeSet<String> = BTreeSet::new();
        loop {
            let found = clashes(&desk.names, snapshot, &made, &|port| {
                local && port_in_use(port)
            });
            let Some(clash) = found.into_iter().find(|c| !self.chosen.contains(&c.key)) else {
                break;
            };
            self.say(&taken(&clash), Style::Warning)?;
            let name = match &self.decider {
                Decider::Nobody => clash.free.clone(),
                Decider::Learner(prompts) => self.ask_name(prompts, desk, &clash).await?,
            };
            if desk.names.set(&clash.key, &name).is_err() {
                break;
            }
            let message = Message::new("opening-name-instead")
                .with("old", &clash.value)
                .with("new", &name);
            self.say(&message, Style::Dim)?;
        }
        desk.progress.names = desk
            .names
            .chosen()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        Ok(())
    }

    async fn ask_name(
        &self,
        prompts: &Prompts,
        desk: &Desk,
        clash: &Clash,
    ) -> Result<String, SessionError> {
        let question = self
            .words
            .say(&Message::new("opening-other-name").with("name", &clash.value));
        let (prompts, names) = (prompts.clone(), desk.names.clone());
        let (key, free, old) = (clash.key.clone(), clash.free.clone(), clash.value.clone());
        let language = self.words.language();
        let asked = tokio::task::spawn_blocking(move || {
            let words = Words::load(language);
            prompts.ask_name(&question, &free, |value| {
                if value == old {
                    return Err(words.text("opening-same-name"));
                }
                let problem = names.clone().set(&key, value);
                problem.map_err(|problem| words.say(&problem.message()))
            })
        });
        Ok(asked
            .await
            .unwrap_or_else(|ended| std::panic::resume_unwind(ended.into_panic()))?)
    }

    async fn agree_to_pull(&self, missing: &[String]) -> Result<bool, SessionError> {
        let message = Message::new("opening-images-missing")
            .with("count", missing.len())
            .with("images", missing.join(", "));
        self.say(&message, Style::Plain)?;
        Ok(self.confirm(&Message::new("opening-pull"), true).await?)
    }

    /// Brings about the state that the step begins with, where it is not there.
    async fn fit(
        &self,
        desk: &mut Desk,
        position: usize,
        wanted: bool,
        snapshot: &Snapshot,
    ) -> Result<(), SessionError> {
        let misfits = if wanted {
            prepare::lacking(desk, position, snapshot).await
        } else {
            prepare::misfits(desk, position, snapshot).await
        };
        if misfits.is_empty() {
            return Ok(());
        }
        if !wanted {
            self.say(&Message::new("opening-misfit"), Style::Warning)?;
            let width = usize::from(terminal::size().0);
            let view = View {
                desk,
                snapshot,
                words: self.words,
                width,
            };
            let mut out = Paint::new(io::stderr(), self.theme);
            out.line(&[])?;
            out.lines(&view.findings(&misfits, &|_| true))?;
            out.line(&[])?;
            if !self.confirm(&Message::new("opening-rebuild"), true).await? {
                return Ok(());
            }
        }
        self.replay(desk, position).await
    }

    /// Makes again what the steps before this one make.
    async fn replay(&self, desk: &mut Desk, position: usize) -> Result<(), SessionError> {
        let spinner = Spinner::start(self.theme, &self.words.text("opening-rebuilding"));
        let replayed = prepare::replay(desk, position, &mut |replayed| {
            let message = Message::new("opening-replayed")
                .with("number", replayed.number)
                .with("of", replayed.of)
                .with("command", replayed.line);
            spinner.say(&self.words.say(&message));
        })
        .await;
        spinner.finish();
        replayed?;
        self.save(desk)?;
        Ok(())
    }
}

fn taken(clash: &Clash) -> Message {
    let id = match (clash.kind, &clash.holder) {
        (NameKind::Network, _) => "opening-taken-network",
        (NameKind::Container, _) => "opening-taken-container",
        (NameKind::Image, _) => "opening-taken-image",
        (NameKind::Subnet, _) => "opening-taken-subnet",
        (NameKind::Port, Some(_)) => "opening-taken-port-by",
        (NameKind::Port, None) => "opening-taken-port",
    };
    let message = Message::new(id).with("name", &clash.value);
    match &clash.holder {
        Some(holder) => message.with("container", holder),
        None => message,
    }
}
