//! What is wrong with a lesson that can be played: findings for its author, each a warning with a place.

mod by_hand;
mod commands;
mod conditions;
mod named;
mod names;
mod texts;

use std::ops::Range;

use super::TOML;
use super::codes::Code;
use super::condition::{Condition, Kind};
use super::diagnostics::{Problem, Problems, Sources};
use super::files::LessonFiles;
use super::model::{Command, Lesson, Step};
use super::validate::{self, Reading};

/// Reads a lesson, and looks closer where it can be played.
#[must_use]
pub fn lint(files: &LessonFiles) -> Reading {
    let mut reading = validate::read(files);
    if let Some(lesson) = &reading.lesson {
        let mut lint = Lint {
            lesson,
            sources: &reading.sources,
            toml: reading.sources.text(TOML).unwrap_or_default(),
            problems: Problems::default(),
        };
        lint.texts();
        lint.names();
        lint.commands();
        lint.conditions();
        let found = lint.problems.finish(&reading.sources);
        reading.diagnostics.extend(found);
    }
    reading
}

/// Everything that is at hand while a valid lesson is looked at.
struct Lint<'l> {
    lesson: &'l Lesson,
    sources: &'l Sources,
    toml: &'l str,
    problems: Problems,
}

impl Lint<'_> {
    fn add(&mut self, problem: Problem) {
        self.problems.add(TOML, problem);
    }

    /// Where `text` stands in the part of `lesson.toml` that is about this step; the step's id
    /// where it cannot be found, as with escapes.
    fn in_step(&self, step: &Step, text: &str) -> Range<usize> {
        const HEAD: &str = "[[step]]";
        let starts: Vec<usize> = self.toml.match_indices(HEAD).map(|(at, _)| at).collect();
        let position = self.lesson.position(&step.id).unwrap_or_default();
        let start = starts.get(position).copied().unwrap_or_default();
        let end = starts.get(position + 1).copied().unwrap_or(self.toml.len());
        let part = self.toml.get(start..end).unwrap_or_default();
        let found = [text, step.id.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .find_map(|text| part.find(text).map(|at| at..at + text.len()));
        found.map_or(start..start + HEAD.len(), |found| {
            start + found.start..start + found.end
        })
    }

    /// Where `text` stands in `lesson.toml`.
    fn in_toml(&self, text: &str) -> Range<usize> {
        self.toml.find(text).map_or(0..0, |at| at..at + text.len())
    }
}

/// The commands of a step as they are written, those that the runner itself runs first.
fn lines(step: &Step) -> impl Iterator<Item = &str> {
    let run = step.run.iter().map(|command| match command {
        Command::Shell { command, .. } | Command::Inside { command, .. } => command.as_str(),
    });
    step.setup.iter().map(String::as_str).chain(run)
}

/// Every condition with those inside it.
fn all_conditions(conditions: &[Condition]) -> Vec<&Condition> {
    conditions
        .iter()
        .flat_map(|condition| {
            let inner = match &condition.kind {
                Kind::All(inner) | Kind::Any(inner) => all_conditions(inner),
                Kind::Not(inner) => all_conditions(std::slice::from_ref(&**inner)),
                _ => Vec::new(),
            };
            std::iter::once(condition).chain(inner)
        })
        .collect()
}

#[cfg(test)]
mod tests;
