//! Before a step can be played: the lab folder, the base images, and the state that earlier steps leave behind.

use std::path::PathBuf;

use super::command::{only_looks, quiet};
use super::desk::Desk;
use super::{clean, ownership, standing};
use crate::check::{Finding, Status};
use crate::docker::EngineError;
use crate::docker::snapshot::Snapshot;
use crate::lesson::lab::{self, LabError};
use crate::lesson::model::{Command, Step};

/// Why a state could not be prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The lab folder.
    #[error(transparent)]
    Lab(#[from] LabError),
}

/// Marks the begin of a lesson on this engine: everything that is there now is somebody else's. Gives
/// what is there, and whether the lesson was under way here before.
pub async fn begin(desk: &mut Desk) -> Result<(Snapshot, bool), PrepareError> {
    let snapshot = desk.look().await?;
    let began = desk.progress.under_way;
    let resumed = ownership::turn_to(&mut desk.progress, desk.engine.info().kind, &snapshot);
    if !resumed {
        let progress = &mut desk.progress;
        progress.foreign = ownership::foreign(&snapshot);
        // What had to stay when it was cleaned up is the lesson's all the same.
        ownership::keep_known(&mut progress.made, &mut progress.foreign, &snapshot);
        progress.under_way = true;
        progress.engine = Some(desk.engine.info().kind.code().to_owned());
        if !began {
            progress.finished = false;
        }
    }
    Ok((snapshot, resumed))
}

/// Puts the lab files into the learner's folder, never over one that they changed.
pub fn lab(desk: &Desk) -> Result<Vec<lab::LabAction>, LabError> {
    lab::prepare(&desk.lesson, &desk.names, &desk.lab)
}

/// The base images that are not there.
pub async fn missing_images(desk: &Desk) -> Result<Vec<String>, EngineError> {
    let mut missing = Vec::new();
    for image in &desk.lesson.base_images {
        if !desk.engine.image_exists(image).await? {
            missing.push(image.clone());
        }
    }
    Ok(missing)
}

/// A command that is about to be replayed: its number from 1, how many there are, and its text.
pub struct Replayed<'r> {
    /// From 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// The command.
    pub line: &'r str,
}

/// Brings about the state in which the step at `position` begins: removes what the lesson made,
/// then makes the changes and runs the commands of every step before it. Commands that only look
/// are left out. Their failures show in what the next check finds.
pub async fn replay(
    desk: &mut Desk,
    position: usize,
    tell: &mut dyn FnMut(Replayed<'_>),
) -> Result<(), PrepareError> {
    let removal = clean::plan(desk).await?;
    clean::carry_out(&desk.engine, &removal).await?;
    desk.progress.set_up = None;
    lab(desk)?;
    let steps = leading_to(&desk.lesson.steps, position);
    let of = steps
        .iter()
        .flat_map(|step| {
            step.setup
                .iter()
                .cloned()
                .chain(step.run.iter().filter_map(changing))
        })
        .filter(|line| !only_looks(line))
        .count();
    let mut number = 0;
    for step in &steps {
        for edit in &step.edit {
            // A file that the learner wrote differently stays theirs.
            let _ = lab::apply(edit, &desk.names, &desk.lab);
        }
        let lines = step
            .setup
            .iter()
            .cloned()
            .chain(step.run.iter().filter_map(changing));
        for line in lines.filter(|line| !only_looks(line)) {
            let snapshot = Snapshot::default();
            let line = desk.fill_live(&line, &snapshot);
            number += 1;
            tell(Replayed {
                number,
                of,
                line: &line,
            });
            // What a command says when it fails stands in the finding of the condition it was for.
            let _ = quiet(&line, &desk.lab, &desk.engine).await;
            let snapshot = desk.look().await?;
            desk.remember(&snapshot);
        }
    }
    Ok(())
}

/// The steps before one that its state comes from: exercises leave nothing behind, and need nothing.
#[must_use]
pub fn leading_to(steps: &[Step], position: usize) -> Vec<Step> {
    let alone = steps.get(position).is_some_and(|step| step.exercise);
    let before = steps.iter().take(if alone { 0 } else { position });
    before.filter(|step| !step.exercise).cloned().collect()
}

/// What has been done to begin an exercise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Afresh {
    /// Lab files of the learner's that got another name: that name.
    pub aside: Vec<PathBuf>,
    /// What of the lesson's stays, because somebody else uses it: its name, and whose it is.
    pub kept: Vec<(String, String)>,
}

/// Begins an exercise: removes what the lesson made but its images, and has the lab files as the
/// lesson brings them. Its `setup` is still to be run.
pub async fn afresh(desk: &mut Desk) -> Result<Afresh, PrepareError> {
    let removal = clean::plan_afresh(desk).await?;
    clean::carry_out(&desk.engine, &removal).await?;
    let aside = lab::restore(&desk.lesson, &desk.names, &desk.lab)?;
    desk.progress.set_up = None;
    Ok(Afresh {
        aside,
        kept: removal.kept,
    })
}

/// The command, unless it is typed inside a container: those look, and leave nothing behind.
#[must_use]
pub fn changing(command: &Command) -> Option<String> {
    match command {
        Command::Shell {
            command,
            unattended: None,
        } => Some(command.clone()),
        _ => None,
    }
}

/// The kinds that a look answers.
const LOOKS: [&str; 6] = ["image", "network", "container", "endpoint", "mode", "port"];

/// What does not fit the step at `position`, for a learner who comes back to it: the conditions of
/// the last step before it that made something, as far as a look answers them.
pub async fn misfits(desk: &Desk, position: usize, snapshot: &Snapshot) -> Vec<Finding> {
    if desk.step(position).exercise {
        return Vec::new();
    }
    let made_something = |step: &Step| {
        !step.exercise
            && step
                .run
                .iter()
                .filter_map(changing)
                .any(|line| !only_looks(&line))
    };
    let Some(earlier) = (0..position)
        .rev()
        .find(|earlier| made_something(desk.step(*earlier)))
    else {
        return Vec::new();
    };
    let mut findings = desk.check(earlier, snapshot, None).await;
    findings.retain(|finding| finding.status == Status::Unmet && LOOKS.contains(&finding.kind));
    findings
}

/// What a step that was asked for by name lacks: of everything that earlier steps brought about and
/// a look can answer, that which is not there.
pub async fn lacking(desk: &Desk, position: usize, snapshot: &Snapshot) -> Vec<Finding> {
    let leading = leading_to(&desk.lesson.steps, position);
    let conditions = standing::before(&leading, desk.step(position));
    let mut findings = desk
        .check_these(&conditions, position.saturating_sub(1), snapshot, None)
        .await;
    findings.retain(|finding| finding.status == Status::Unmet);
    findings
}
