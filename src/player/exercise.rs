//! Exercises and other steps that the runner prepares: set up in sight, looked at once they stand, exercises left in any order.

use std::time::{Duration, Instant};

use super::desk::Desk;
use super::machine::State;
use super::ownership::Removal;
use super::session::{Session, SessionError};
use super::{clean, command, prepare};
use crate::check::{Cause, Finding, Status};
use crate::docker::EngineError;
use crate::l10n::Message;
use crate::screen::{Line, Spinner};
use crate::topology::Before;

/// How long a system that has just been set up may take until it fails as it should.
const STANDS: Duration = Duration::from_secs(12);
/// How long to wait between two looks at it.
const PAUSE: Duration = Duration::from_millis(300);

impl Session {
    /// The step that comes after this one: the next, or in turn an exercise that is still open.
    pub(super) fn following(&self) -> Option<usize> {
        let steps = &self.desk.lesson.steps;
        let here = self.position;
        if here + 1 < steps.len() {
            return Some(here + 1);
        }
        let open = |position: &usize| {
            let step = &steps[*position];
            *position != here && step.exercise && !self.desk.progress.passed.contains(&step.id)
        };
        (0..steps.len()).find(open)
    }

    /// Finds out what has to be done before the step can begin. Nothing at all: then it begins.
    pub(super) async fn open_prepared(&mut self, passed: bool) -> Result<(), SessionError> {
        let step = self.desk.step(self.position);
        let stands = self.desk.progress.set_up.as_deref() == Some(step.id.as_str());
        let nothing_to_run = step.setup.is_empty();
        self.to_remove = self.to_remove_first().await;
        if passed {
            return Ok(());
        }
        if stands {
            self.state.set_up = true;
        } else if nothing_to_run && self.to_remove.is_empty() {
            self.begin_set_up().await?;
        }
        Ok(())
    }

    /// Only exercises begin afresh; every other step goes on from what stands.
    async fn to_remove_first(&self) -> Removal {
        if !self.state.shape.exercise {
            return Removal::default();
        }
        clean::plan_afresh(&self.desk).await.unwrap_or_default()
    }

    /// Sets the step up, or shows once more what that would do: after it was passed, with the
    /// next fault where there are several.
    pub(super) async fn set_up(&mut self) -> Result<(), SessionError> {
        if !self.state.set_up && !self.state.passed {
            return self.run_set_up().await;
        }
        let step = self.desk.step(self.position);
        if self.state.passed && step.variants.len() > 1 {
            let number = self.desk.progress.variants.get(&step.id).map_or(0, |n| *n);
            self.desk.take_variant(self.position, number + 1);
            self.save()?;
        }
        self.to_remove = self.to_remove_first().await;
        self.opened += 1;
        self.state = State::new(self.shape(), false);
        self.repaint()
    }

    /// Removes what earlier exercises left, if this is one, then runs the commands that set it up.
    /// They have been shown on the page before.
    async fn run_set_up(&mut self) -> Result<(), SessionError> {
        self.live.clear()?;
        self.keys = None;
        let setup = self.desk.step(self.position).setup.clone();
        let exercise = self.state.shape.exercise;
        let (preparing, has_failed) = if exercise {
            ("exercise-preparing", "exercise-command-failed")
        } else {
            ("step-preparing", "step-command-failed")
        };
        let spinner = Spinner::start(self.theme, &self.words.text(preparing));
        let afresh = if exercise {
            prepare::afresh(&mut self.desk).await
        } else {
            Ok(prepare::Afresh::default())
        };
        let mut failed = None;
        for (number, line) in (1_usize..).zip(&setup) {
            let snapshot = self.desk.look().await?;
            let line = self.desk.fill_live(line, &snapshot);
            let message = Message::new("opening-replayed")
                .with("number", number)
                .with("of", setup.len())
                .with("command", &line);
            spinner.say(&self.words.say(&message));
            let output = command::quiet(&line, &self.desk.lab, &self.desk.engine).await?;
            if !output.status.success() && failed.is_none() {
                failed = Some((line, output));
            }
            let snapshot = self.desk.look().await?;
            self.desk.remember(&snapshot);
        }
        spinner.say(&self.words.text("exercise-settling"));
        let settled = settle(&self.desk, self.position).await;
        spinner.finish();
        crate::screen::terminal::flush_input()?;
        let afresh = afresh?;
        settled?;
        self.begin_set_up().await?;
        self.notice = failed.map(|(line, output)| {
            let said = String::from_utf8_lossy(&output.stderr);
            Message::new(has_failed)
                .with("command", line)
                .with("detail", said.lines().last().unwrap_or_default())
        });
        self.repaint()?;
        let mut lines: Vec<Line> = Vec::new();
        for name in &afresh.aside {
            let message =
                Message::new("exercise-file-aside").with("file", name.display().to_string());
            lines.extend(self.view(|view| view.sentence(&message, crate::screen::Style::Warning)));
        }
        for (name, container) in &afresh.kept {
            let message = Message::new("exercise-kept")
                .with("name", name)
                .with("container", container);
            lines.extend(self.view(|view| view.sentence(&message, crate::screen::Style::Warning)));
        }
        if !lines.is_empty() {
            lines.push(Line::new());
            self.print(&lines)?;
            self.redraw()?;
        }
        Ok(())
    }

    /// What happens from now on counts.
    async fn begin_set_up(&mut self) -> Result<(), SessionError> {
        let id = self.desk.step(self.position).id.clone();
        self.desk.progress.set_up = Some(id.clone());
        self.desk.progress.answers.remove(&id);
        self.desk.progress.quizzes.remove(&id);
        self.desk.progress.step_began = self.desk.engine.now().await.ok();
        if let Ok(snapshot) = self.desk.look().await {
            self.snapshot = snapshot;
        }
        self.desk.progress.before = Some(Before::of(&self.snapshot));
        // A look that began before says nothing of what stands here now.
        self.opened += 1;
        self.state.begin_set_up();
        self.note("set-up")?;
        self.stale = true;
        self.save()?;
        Ok(())
    }
}

/// Waits until the broken system fails as it should: a server that is about to end still runs.
pub(super) async fn settle(desk: &Desk, position: usize) -> Result<(), EngineError> {
    let step = desk.step(position);
    if step.conditions.is_empty() {
        return Ok(());
    }
    let until = Instant::now() + STANDS;
    let mut before: Option<Vec<Finding>> = None;
    while Instant::now() < until {
        let snapshot = desk.look().await?;
        let findings = desk.check(position, &snapshot, None).await;
        let fails_with = |cause: &str| {
            findings.iter().any(|finding| {
                finding.status == Status::Unmet && finding.cause.map(Cause::name) == Some(cause)
            })
        };
        let stands = match &step.cause {
            Some(cause) => fails_with(cause),
            None => before.as_ref() == Some(&findings),
        };
        if stands {
            break;
        }
        before = Some(findings);
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}
