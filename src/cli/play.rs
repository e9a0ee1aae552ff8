//! `baeum play`: by hand at a terminal, or by itself.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::args::{ColorName, Play};
use super::context::{Context, at_terminal};
use super::exit::{CliError, ExitCode};
use super::{agreement, clean, engine, list};
use crate::l10n::Message;
use crate::lesson::Lesson;
use crate::player::Desk;
use crate::player::auto::{self, Played};
use crate::player::opening::{Decider, Opening, Ready};
use crate::player::ownership;
use crate::player::session::{End, Session};
use crate::progress::{self, Store, StoreError};
use crate::screen::{Prompts, Style, terminal};

/// Plays a lesson, or shows the menu where none is named.
pub async fn run(context: &mut Context, args: &Play) -> Result<ExitCode, CliError> {
    if args.plain {
        context.global.color = ColorName::Never;
    }
    let Some(asked) = &args.lesson else {
        return if at_terminal() && !args.auto {
            super::menu::run(context).await
        } else {
            list::run(context, false)
        };
    };
    let lesson = context.lesson(asked)?;
    let first = match &args.step {
        Some(step) => Some(Context::position(&lesson, step)?),
        None => None,
    };
    let names = parse_names(&args.set)?;
    check_names(&lesson, &names)?;
    if !args.auto && !at_terminal() {
        return Err(CliError::NeedsTerminal {
            instead: "cli-advice-auto",
        });
    }
    if !agreement::agreed(context, &lesson, &names, args.agree).await? {
        return Ok(ExitCode::Done);
    }
    if args.auto {
        by_itself(context, args, lesson, first, &names).await
    } else {
        by_hand(context, lesson, first, &names).await
    }
}

/// `NAME=VALUE` pairs.
pub(super) fn parse_names(set: &[String]) -> Result<Vec<(String, String)>, CliError> {
    set.iter()
        .map(|pair| {
            pair.split_once('=')
                .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
                .ok_or_else(|| CliError::SetForm(crate::screen::clean(pair)))
        })
        .collect()
}

/// A name that cannot be taken is refused before anything is touched.
fn check_names(lesson: &Lesson, names: &[(String, String)]) -> Result<(), CliError> {
    let mut all = crate::lesson::Names::new(lesson);
    for (key, value) in names {
        all.set(key, value)?;
    }
    Ok(())
}

fn take_names(desk: &mut Desk, names: &[(String, String)]) -> Result<(), CliError> {
    for (key, value) in names {
        desk.names.set(key, value)?;
    }
    if !names.is_empty() {
        desk.progress.names = desk
            .names
            .chosen()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
    }
    Ok(())
}

fn chosen(names: &[(String, String)]) -> BTreeSet<String> {
    names.iter().map(|(key, _)| key.clone()).collect()
}

/// Plays at the terminal until the learner leaves.
pub async fn by_hand(
    context: &mut Context,
    lesson: Lesson,
    first: Option<usize>,
    names: &[(String, String)],
) -> Result<ExitCode, CliError> {
    let id = lesson.id.clone();
    let _lock = context.store.lock(&id)?;
    let (progress, complaint) = context.progress_and_complaint(&id)?;
    let remembered = progress.engine.clone().filter(|_| progress.under_way);
    let mut chosen_engine = engine::choose(context, remembered.as_deref(), true).await?;
    let (mut progress, mut complaint) = (progress, complaint);
    loop {
        let engine = chosen_engine.engine.clone();
        let replaceable = engine::may_be_replaced(context, &engine);
        let desk = context.desk(lesson.clone(), engine, progress);
        let played = at_the_desk(context, desk, first, names, complaint.take()).await;
        chosen_engine.close().await;
        match played {
            Err(error @ CliError::Pull { .. }) if replaceable => {
                chosen_engine = engine::instead(context, error, true).await?;
                progress = context.progress(&id)?;
            }
            played => return played,
        }
    }
}

async fn at_the_desk(
    context: &mut Context,
    mut desk: Desk,
    first: Option<usize>,
    names: &[(String, String)],
    greeting: Option<Message>,
) -> Result<ExitCode, CliError> {
    let id = desk.lesson.id.clone();
    take_names(&mut desk, names)?;
    let resumed = desk
        .progress
        .step
        .as_deref()
        .and_then(|step| desk.lesson.position(step))
        .filter(|_| !desk.progress.finished);
    let position = first.or(resumed).unwrap_or(0);
    if desk.progress.finished && first.is_none() {
        // Once more from the beginning: what was passed then has to be passed again.
        desk.progress.passed.clear();
        desk.progress.quizzes.clear();
        desk.progress.answers.clear();
        desk.progress.finished = false;
    }
    let prompts = Prompts::new(context.theme(), &context.words);
    let opening = Opening {
        words: &context.words,
        theme: context.theme(),
        decider: Decider::Learner(prompts),
        store: &context.store,
        key: id.clone(),
        chosen: chosen(names),
    };
    match opening
        .prepare(&mut desk, position, first.is_some())
        .await?
    {
        Ok(Ready::Yes) => {}
        Ok(Ready::No) => return Ok(ExitCode::Done),
        Err((image, source)) => return Err(CliError::Pull { image, source }),
    }
    let words = crate::l10n::Words::load(context.words.language());
    let store = Store::new(context.home.state());
    let mut session =
        Session::new(desk, store, words, context.theme(), position)?.greeting(greeting);
    let end = session.run().await?;
    let (mut desk, words) = session.into_desk();
    context.words = words;
    match end {
        End::Left => {
            let message = Message::new("cli-kept").with("lesson", &id);
            context.say(&message, Style::Dim)?;
            Ok(ExitCode::Done)
        }
        End::Finished => {
            context.say(&Message::new("cli-finished"), Style::Good)?;
            clean::offer(context, &mut desk).await?;
            Ok(ExitCode::Done)
        }
        End::Interrupted => Ok(ExitCode::Interrupted),
        End::Closed => Ok(ExitCode::Done),
    }
}

/// The key under which a lesson that plays itself keeps its progress, so that the learner's stays
/// as it is.
#[must_use]
pub fn auto_key(lesson: &str) -> String {
    format!("{lesson}{AUTO}")
}

/// What such a key ends with.
const AUTO: &str = ".auto";

/// The lesson that a key of the store belongs to.
#[must_use]
pub fn lesson_of_key(key: &str) -> &str {
    key.strip_suffix(AUTO).unwrap_or(key)
}

/// How long an interrupted command may take to end.
const INTERRUPTED_COMMAND: Duration = Duration::from_secs(15);
/// How long an engine may take to finish what an interrupted command asked of it.
const LATE: Duration = Duration::from_millis(700);

/// How long an engine may be busy with what an interrupted command asked it to make or remove.
const BUSY: Duration = Duration::from_secs(20);

/// Plays by itself: on a desk of its own, unless the result is to be kept for the learner.
async fn by_itself(
    context: &mut Context,
    args: &Play,
    lesson: Lesson,
    first: Option<usize>,
    names: &[(String, String)],
) -> Result<ExitCode, CliError> {
    let id = lesson.id.clone();
    let key = if args.keep { id.clone() } else { auto_key(&id) };
    let _lock = context.store.lock(&key)?;
    let progress = context.progress(&key)?;
    // What is kept goes on where it was.
    let remembered = progress
        .engine
        .clone()
        .filter(|_| args.keep && progress.under_way);
    let mut chosen_engine = engine::choose(context, remembered.as_deref(), false).await?;
    loop {
        let engine = chosen_engine.engine.clone();
        let replaceable = engine::may_be_replaced(context, &engine);
        let desk = context.desk(lesson.clone(), engine, context.progress(&key)?);
        let played = alone(context, args, desk, &key, first, names).await;
        chosen_engine.close().await;
        match played {
            Err(error @ CliError::Pull { .. }) if replaceable => {
                chosen_engine = engine::instead(context, error, false).await?;
            }
            played => return played,
        }
    }
}

async fn alone(
    context: &mut Context,
    args: &Play,
    mut desk: Desk,
    key: &str,
    first: Option<usize>,
    names: &[(String, String)],
) -> Result<ExitCode, CliError> {
    let id = desk.lesson.id.clone();
    if !args.keep {
        desk.lab = context.home.state().join("auto").join(&id);
        // What an interrupted run has left behind goes first.
        let snapshot = desk.look().await?;
        if ownership::turn_to(&mut desk.progress, desk.engine.info().kind, &snapshot) {
            crate::player::clean::clean(&mut desk).await?;
        }
        desk.progress = crate::progress::Progress {
            elsewhere: std::mem::take(&mut desk.progress.elsewhere),
            ..crate::progress::Progress::default()
        };
        desk.names = crate::lesson::Names::new(&desk.lesson);
        fresh_lab(&desk.lab)?;
    }
    take_names(&mut desk, names)?;
    let position = first
        .or_else(|| {
            let step = desk.progress.step.as_deref().filter(|_| args.keep)?;
            desk.lesson
                .position(step)
                .filter(|_| !desk.progress.finished)
        })
        .unwrap_or(0);
    let theme = context.theme();
    let opening = Opening {
        words: &context.words,
        theme,
        decider: Decider::Nobody,
        store: &context.store,
        key: key.to_owned(),
        chosen: chosen(names),
    };
    match opening.prepare(&mut desk, position, true).await? {
        Ok(_) => {}
        Err((image, source)) => return Err(CliError::Pull { image, source }),
    }
    let width = usize::from(terminal::size().0).min(100);
    let mut diary = Diary::of(&desk, context.store.clone(), key, args.keep);
    let mut save = |desk: &Desk| diary.take(desk);
    let played = {
        let playing = auto::play(&mut desk, position, &context.words, theme, width, &mut save);
        tokio::select! {
            played = playing => Some(played),
            _ = tokio::signal::ctrl_c() => None,
        }
    };
    if let Some(failed) = diary.failed {
        return Err(failed.into());
    }
    if played.is_none() {
        crate::player::command::all_ended(INTERRUPTED_COMMAND).await;
        // The engine may still be at what the interrupted command asked of it.
        tokio::time::sleep(LATE).await;
    }
    // What was made while a command ran is remembered before it is cleaned up.
    if let Ok(snapshot) = desk.look().await {
        desk.remember(&snapshot);
    }
    if !args.keep {
        let cleaned = if played.is_none() {
            clean_when_settled(&mut desk).await
        } else {
            crate::player::clean::clean(&mut desk).await
        };
        context.store.save(key, &desk.progress)?;
        for (name, detail) in cleaned?.refused {
            let message = Message::new("cli-not-removed")
                .with("name", name)
                .with("detail", detail);
            context.complain(&message, Style::Warning)?;
        }
        if desk.progress.elsewhere.is_empty() {
            context.store.forget(key)?;
        }
    }
    match played {
        None => Err(CliError::Interrupted),
        Some(Err(error)) => Err(error.into()),
        Some(Ok(Played::ToTheEnd)) => {
            let message =
                Message::new("cli-played-to-the-end").with("steps", desk.lesson.steps.len());
            context.complain(&message, Style::Good)?;
            Ok(ExitCode::Done)
        }
        Some(Ok(Played::Stopped(position))) => {
            let message = Message::new("cli-stopped-at").with("step", &desk.step(position).id);
            context.complain(&message, Style::Bad)?;
            Ok(ExitCode::Unmet)
        }
    }
}

/// Keeps what a lesson that plays itself has reached, and logs it where it is the learner's.
struct Diary<'d> {
    store: Store,
    key: &'d str,
    /// What is not kept is nobody's attempt.
    logs: bool,
    noted: (Option<String>, usize),
    failed: Option<StoreError>,
}

impl<'d> Diary<'d> {
    fn of(desk: &Desk, store: Store, key: &'d str, logs: bool) -> Self {
        Self {
            store,
            key,
            logs,
            noted: (desk.progress.step.clone(), desk.progress.passed.len()),
            failed: None,
        }
    }

    fn take(&mut self, desk: &Desk) {
        let mut saved = self.store.save(self.key, &desk.progress);
        let now = (desk.progress.step.clone(), desk.progress.passed.len());
        let step = now.0.clone().unwrap_or_default();
        let (begins, passes) = (now.0 != self.noted.0, now.1 > self.noted.1);
        for (event, happened) in [("began", begins), ("passed", passes)] {
            if happened && self.logs {
                let entry = progress::Event::now(&step, event);
                saved = saved.and_then(|()| self.store.note(self.key, &entry));
            }
        }
        self.noted = now;
        self.failed = saved.err().or(self.failed.take());
    }
}

/// Cleans up after an interrupted command, when the engine has let go of what it was asked for.
///
/// A container that the command asked for can appear late, or be taken back by the engine, and
/// until then it keeps its image; what is being removed already cannot be removed again.
async fn clean_when_settled(
    desk: &mut Desk,
) -> Result<crate::player::clean::Cleaned, crate::docker::EngineError> {
    let until = Instant::now() + BUSY;
    loop {
        let late = Instant::now() >= until;
        if late || crate::player::clean::plan(desk).await?.kept.is_empty() {
            let cleaned = crate::player::clean::clean(desk).await?;
            if late || cleaned.refused.is_empty() {
                return Ok(cleaned);
            }
        }
        tokio::time::sleep(LATE).await;
        let snapshot = desk.look().await?;
        desk.remember(&snapshot);
    }
}

/// The folder of a lesson that plays itself begins empty each time.
fn fresh_lab(folder: &std::path::Path) -> Result<(), CliError> {
    match std::fs::remove_dir_all(folder) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(CliError::Io {
            path: Some(folder.to_owned()),
            source,
        }),
        _ => Ok(()),
    }
}
