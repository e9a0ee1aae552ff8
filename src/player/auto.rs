//! A lesson that plays itself: prints each step, runs its commands in sight, checks, goes on.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use super::desk::Desk;
use super::view::{View, sentence};
use super::{command, exercise, prepare};
use crate::check::{Finding, passed, short_id};
use crate::docker::snapshot::Snapshot;
use crate::docker::{EngineError, EngineKind};
use crate::l10n::{Message, Words};
use crate::lesson::condition::{Condition, Kind, Wanted};
use crate::lesson::{Command, lab};
use crate::screen::{Line, Paint, Span, Style, Theme};
use crate::topology::{Before, Most};

/// How long a step's conditions may take where they say nothing themselves.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait between two looks.
#[must_use]
pub fn pause(desk: &Desk) -> Duration {
    // A look at the practice engine takes a millisecond.
    let practice = desk.engine.info().kind == EngineKind::Practice;
    Duration::from_millis(if practice { 10 } else { 50 })
}

/// How long to wait before a command is run again that found a server still starting.
const SECOND_TRY: Duration = Duration::from_secs(1);

/// Why a lesson could not be played to its end.
#[derive(Debug, thiserror::Error)]
pub enum AutoError {
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The lab folder, or a state that could not be prepared.
    #[error(transparent)]
    Prepare(#[from] prepare::PrepareError),
    /// A solution's change does not fit the lab file.
    #[error(transparent)]
    Edit(#[from] lab::EditError),
    /// Printing or starting a command failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Played {
    /// Every step was met.
    ToTheEnd,
    /// The step at this position was not met.
    Stopped(usize),
}

/// Plays the steps from `first` on. `save` is called whenever progress is worth keeping.
pub async fn play(
    desk: &mut Desk,
    first: usize,
    words: &Words,
    theme: Theme,
    width: usize,
    save: &mut (dyn FnMut(&Desk) + Send),
) -> Result<Played, AutoError> {
    let mut out = Paint::new(io::stdout(), theme);
    for position in first..desk.lesson.steps.len() {
        let step = desk.step(position).clone();
        let snapshot = desk.look().await?;
        desk.progress.step = Some(step.id.clone());
        desk.progress.step_began = Some(desk.engine.now().await?);
        desk.progress.before = Some(Before::of(&snapshot));
        save(desk);
        let view = |desk: &Desk, snapshot: &Snapshot, make: &dyn Fn(&View<'_>) -> Vec<Line>| {
            make(&View {
                desk,
                snapshot,
                words,
                width,
            })
        };
        out.lines(&view(desk, &snapshot, &|view| view.intro(position)))?;
        set_up(desk, &mut out, position, words, width).await?;
        save(desk);
        if step.exercise && !(step.run.is_empty() && step.edit.is_empty()) {
            heading(&mut out, words, "exercise-solution")?;
        }
        if !step.edit.is_empty() {
            out.lines(&view(desk, &snapshot, &|view| view.edits(&step.edit)))?;
            for edit in &step.edit {
                lab::apply(edit, &desk.names, &desk.lab)?;
            }
        }
        let mut failed = Vec::new();
        for number in 0..step.run.len() {
            if !run_of_step(desk, &mut out, position, number).await? {
                failed.push(number);
            }
        }
        // What is typed inside a container only looks, so it may be done again.
        failed.retain(|number| matches!(step.run.get(*number), Some(Command::Inside { .. })));
        answer(desk, &step.id, &step.conditions).await?;
        let snapshot = desk.look().await?;
        show_quizzes(desk, position, &snapshot, words, width, &mut out)?;
        let until = Instant::now() + longest(&step.conditions);
        let (findings, snapshot) = loop {
            let left = until.saturating_duration_since(Instant::now());
            let patience = if failed.is_empty() {
                left
            } else {
                left.min(SECOND_TRY)
            };
            let (findings, snapshot) = wait_at_most(desk, position, patience).await?;
            if passed(&findings) || failed.is_empty() || left.is_zero() {
                break (findings, snapshot);
            }
            // A server may have been still starting when it was called.
            let mut failed_again = Vec::new();
            for number in failed {
                if !run_of_step(desk, &mut out, position, number).await? {
                    failed_again.push(number);
                }
            }
            failed = failed_again;
        };
        save(desk);
        let done = passed(&findings);
        out.lines(&view(desk, &snapshot, &|view| {
            view.findings(&findings, &|finding| !finding.lets_pass())
        }))?;
        out.line(&[])?;
        if !done {
            return Ok(Played::Stopped(position));
        }
        desk.progress.passed.insert(step.id.clone());
        save(desk);
        if step.map {
            out.lines(&view(desk, &snapshot, &|view| view.picture(Most::OWN)))?;
        }
        if let Some(after) = step.text(words.language()).and_then(|t| t.after.as_ref()) {
            out.lines(&view(desk, &snapshot, &|view| view.markdown(after)))?;
            out.line(&[])?;
        }
    }
    desk.progress.finished = true;
    save(desk);
    Ok(Played::ToTheEnd)
}

/// Does what the runner itself prepares for a step, in sight.
async fn set_up(
    desk: &mut Desk,
    out: &mut Paint<io::Stdout>,
    position: usize,
    words: &Words,
    width: usize,
) -> Result<(), AutoError> {
    let step = desk.step(position).clone();
    if step.exercise {
        let afresh = prepare::afresh(desk).await?;
        for (name, container) in &afresh.kept {
            let message = Message::new("exercise-kept")
                .with("name", name)
                .with("container", container);
            out.lines(&sentence(&words.say(&message), Style::Warning, width))?;
        }
    }
    if step.setup.is_empty() {
        return Ok(());
    }
    heading(out, words, "exercise-set-up")?;
    for line in &step.setup {
        let snapshot = desk.look().await?;
        let line = desk.fill_live(line, &snapshot);
        run(desk, out, &line).await?;
    }
    if step.cause.is_some() {
        exercise::settle(desk, position).await?;
    }
    // What the runner itself has done is not the learner's.
    desk.progress.before = Some(Before::of(&desk.look().await?));
    desk.progress.step_began = Some(desk.engine.now().await?);
    Ok(())
}

fn heading(out: &mut Paint<io::Stdout>, words: &Words, id: &'static str) -> io::Result<()> {
    out.line(&[Span::strong(format!("  {}", words.text(id)))])?;
    out.line(&[])
}

/// Runs the command with this number of a step. Says whether it succeeded.
async fn run_of_step(
    desk: &mut Desk,
    out: &mut Paint<io::Stdout>,
    position: usize,
    number: usize,
) -> Result<bool, AutoError> {
    // Addresses may be known only now.
    let snapshot = desk.look().await?;
    let commands = desk.commands(position, &snapshot);
    match commands.get(number) {
        Some(command) => run(desk, out, &command.unattended).await,
        None => Ok(true),
    }
}

/// Shows a command, then runs it. Says whether it succeeded.
async fn run(desk: &mut Desk, out: &mut Paint<io::Stdout>, line: &str) -> Result<bool, AutoError> {
    let shown = crate::screen::clean(line);
    out.line(&[Span::strong("  $ "), Span::new(shown, Style::Code)])?;
    io::stdout().flush()?;
    // Some commands are there to be refused; the conditions say what counts.
    let status = command::unattended(line, &desk.lab, &desk.engine).await?;
    out.line(&[])?;
    let snapshot = desk.look().await?;
    desk.remember(&snapshot);
    Ok(status.success())
}

/// Gives the right answers to the questions of a step.
async fn answer(desk: &mut Desk, step: &str, conditions: &[Condition]) -> Result<(), AutoError> {
    let snapshot = desk.look().await?;
    let right = right_answers(desk, conditions, &snapshot);
    if !right.is_empty() {
        let answers = desk.progress.answers.entry(step.to_owned()).or_default();
        answers.extend(right);
    }
    Ok(())
}

/// The right answers, live values filled in.
#[must_use]
pub fn right_answers(
    desk: &Desk,
    conditions: &[Condition],
    snapshot: &Snapshot,
) -> BTreeMap<String, String> {
    let mut answers = BTreeMap::new();
    for condition in conditions {
        match &condition.kind {
            Kind::Answer { name, wanted, .. } => {
                let text = match wanted {
                    Wanted::Equals(text) | Wanted::Live(text) | Wanted::Beginning(text) => {
                        Some(text)
                    }
                    Wanted::OneOf(texts) => texts.first(),
                };
                if let Some(text) = text {
                    let text = desk.fill_live(text, snapshot);
                    // Docker shows so much of an ID.
                    let text = match wanted {
                        Wanted::Beginning(_) => short_id(&text).to_owned(),
                        _ => text,
                    };
                    answers.insert(name.clone(), text);
                }
            }
            Kind::All(inner) | Kind::Any(inner) => {
                answers.extend(right_answers(desk, inner, snapshot));
            }
            _ => {}
        }
    }
    answers
}

/// Prints the quizzes of a step with their right answers, and counts them as answered.
fn show_quizzes(
    desk: &mut Desk,
    position: usize,
    snapshot: &Snapshot,
    words: &Words,
    width: usize,
    out: &mut Paint<io::Stdout>,
) -> Result<(), AutoError> {
    let step = desk.step(position).clone();
    let Some(text) = step.text(words.language()) else {
        return Ok(());
    };
    for quiz in &text.quizzes {
        let view = View {
            desk,
            snapshot,
            words,
            width,
        };
        out.lines(&view.quiz(quiz))?;
        let right: Vec<String> = (1..)
            .zip(&quiz.choices)
            .filter(|(_, choice)| choice.right)
            .map(|(number, _)| number.to_string())
            .collect();
        let message = Message::new("player-quiz-right").with("numbers", right.join(", "));
        out.lines(&sentence(&words.say(&message), Style::Good, width))?;
        out.line(&[])?;
    }
    if !text.quizzes.is_empty() {
        desk.progress.quizzes.insert(step.id.clone());
    }
    Ok(())
}

/// Looks until the step is passed or its time is up.
pub async fn wait(desk: &mut Desk, position: usize) -> Result<(Vec<Finding>, Snapshot), AutoError> {
    let longest = longest(&desk.step(position).conditions);
    wait_at_most(desk, position, longest).await
}

async fn wait_at_most(
    desk: &mut Desk,
    position: usize,
    patience: Duration,
) -> Result<(Vec<Finding>, Snapshot), AutoError> {
    let began = Instant::now();
    loop {
        let snapshot = desk.look().await?;
        desk.remember(&snapshot);
        let findings = desk
            .check(position, &snapshot, desk.progress.step_began)
            .await;
        if passed(&findings) || began.elapsed() > patience {
            return Ok((findings, snapshot));
        }
        tokio::time::sleep(pause(desk)).await;
    }
}

/// The longest time that any of the conditions asks for.
#[must_use]
pub fn longest(conditions: &[Condition]) -> Duration {
    conditions
        .iter()
        .filter_map(|condition| condition.within)
        .max()
        .unwrap_or(PATIENCE)
        .max(PATIENCE)
}
