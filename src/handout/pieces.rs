//! The pieces of a single step: what it says, what is typed, what is asked.

use std::collections::BTreeSet;

use super::document::{Commands, Piece};
use super::example::Examples;
use crate::docker::EngineKind;
use crate::l10n::{Message, Words};
use crate::lesson::condition::{Condition, Kind, Wanted};
use crate::lesson::model::{Command, Edit};
use crate::lesson::text::{Quiz, StepText};
use crate::lesson::{Lesson, LiveKind, Step, live_values};
use crate::screen::text::to_plain;
use crate::topology::{self, Looking, Picture};

/// Columns of a map in a Markdown page.
const MAP_WIDTH: usize = 78;

/// Writes the pieces of one lesson's steps.
pub(super) struct Pieces<'p> {
    pub(super) lesson: &'p Lesson,
    pub(super) words: &'p Words,
    examples: Examples,
}

impl<'p> Pieces<'p> {
    pub(super) fn new(lesson: &'p Lesson, words: &'p Words) -> Self {
        Self {
            lesson,
            words,
            examples: Examples::new(lesson),
        }
    }

    /// The text of a step in the handout's language.
    pub(super) fn text(&self, step: &'p Step) -> Option<&'p StepText> {
        step.text(self.words.language())
    }

    /// Names and examples of live values put in.
    pub(super) fn fill(&self, text: &str) -> String {
        self.examples.fill(text)
    }

    pub(super) fn title(&self, step: &'p Step) -> String {
        let title = self.text(step).map_or(step.id.as_str(), |text| &text.title);
        self.fill(title)
    }

    /// What is read, and what is to be done.
    pub(super) fn assignment(&self, step: &'p Step) -> Vec<Piece> {
        let Some(text) = self.text(step) else {
            return Vec::new();
        };
        let mut pieces = Vec::new();
        if !text.body.is_empty() {
            pieces.push(Piece::Prose(self.fill(&text.body)));
        }
        if let Some(task) = &text.task {
            pieces.push(Piece::Task {
                label: self.words.text("player-task"),
                text: self.fill(task),
            });
        }
        pieces
    }

    /// How it is done: the changes to files, then the commands.
    pub(super) fn solution(&self, edit: &[Edit], run: &[Command]) -> Vec<Piece> {
        let edits = edit.iter().map(|edit| self.edit(edit));
        edits.chain(self.commands(run)).collect()
    }

    /// The commands that set an exercise up.
    pub(super) fn set_up(&self, lines: &[String]) -> Option<Piece> {
        let lines: Vec<String> = lines.iter().map(|line| self.fill(line)).collect();
        (!lines.is_empty()).then_some(Piece::Commands(Commands { place: None, lines }))
    }

    /// Commands, those that are typed in one place together.
    fn commands(&self, commands: &[Command]) -> Vec<Piece> {
        let mut groups: Vec<Commands> = Vec::new();
        for command in commands {
            let (place, line) = match command {
                Command::Shell { command, .. } => (None, command),
                Command::Inside { container, command } => (Some(container), command),
            };
            let place = place.map(|container| {
                let message = Message::new("handout-inside");
                self.words
                    .say(&message.with("container", self.fill(container)))
            });
            let line = self.fill(line);
            match groups.last_mut() {
                Some(group) if group.place == place => group.lines.push(line),
                _ => groups.push(Commands {
                    place,
                    lines: vec![line],
                }),
            }
        }
        groups.into_iter().map(Piece::Commands).collect()
    }

    /// A change to a file, in whole lines.
    fn edit(&self, edit: &Edit) -> Piece {
        let file = self
            .lesson
            .lab
            .iter()
            .find(|file| file.path == std::path::Path::new(&edit.file))
            .map(|file| String::from_utf8_lossy(&file.content));
        let (before, after) = file
            .as_ref()
            .and_then(|file| file.split_once(&edit.replace))
            .map_or(("", ""), |(before, after)| {
                let start = before.rfind('\n').map_or(0, |at| at + 1);
                let end = after.find('\n').unwrap_or(after.len());
                (&before[start..], &after[..end])
            });
        let whole = |part: &str| -> Vec<String> {
            let filled = self.fill(&format!("{before}{part}{after}"));
            filled
                .lines()
                .map(|line| line.trim_end().to_owned())
                .collect()
        };
        let (mut removed, mut added) = (whole(&edit.replace), whole(&edit.with));
        let indentation = removed
            .iter()
            .chain(&added)
            .filter(|line| !line.is_empty())
            .map(|line| line.len() - line.trim_start_matches(' ').len())
            .min()
            .unwrap_or_default();
        for line in removed.iter_mut().chain(&mut added) {
            *line = line.get(indentation..).unwrap_or_default().to_owned();
        }
        Piece::Edit {
            label: self
                .words
                .say(&Message::new("player-edit").with("file", format!("`{}`", edit.file))),
            removed,
            added,
        }
    }

    /// The questions of a step, not answered.
    pub(super) fn questions(&self, step: &'p Step) -> Vec<Piece> {
        let Some(text) = self.text(step) else {
            return Vec::new();
        };
        let asked = text.questions.iter().map(|question| Piece::Question {
            label: self.words.text("handout-question"),
            text: self.fill(&question.question),
        });
        let quizzes = text.quizzes.iter().map(|quiz| self.quiz(quiz, false));
        asked.chain(quizzes).collect()
    }

    /// A quiz: every choice with an empty box, or the right ones with a tick.
    fn quiz(&self, quiz: &Quiz, answered: bool) -> Piece {
        let choices = quiz
            .choices
            .iter()
            .filter(|choice| !answered || choice.right);
        Piece::Quiz {
            question: self.fill(&quiz.question),
            choices: choices
                .map(|choice| (self.fill(&choice.text), answered))
                .collect(),
        }
    }

    /// Why it worked, under the label with this id.
    pub(super) fn after(&self, step: &'p Step, label: &'static str) -> Option<Piece> {
        let after = self.text(step)?.after.as_ref()?;
        Some(Piece::Labelled {
            label: self.words.text(label),
            text: self.fill(after),
        })
    }

    /// The networks once a step is done.
    pub(super) fn map(&self, step: &Step) -> Option<Piece> {
        let snapshot = self.examples.snapshot(&step.id)?;
        let picture = Picture::new(
            snapshot,
            &Looking {
                engine: EngineKind::Docker,
                host_mode: true,
                before: None,
                foreign: &BTreeSet::new(),
            },
        );
        let lines = topology::lines(&picture, self.words, MAP_WIDTH);
        Some(Piece::Map {
            caption: self.words.text("handout-map"),
            text: to_plain(&lines),
            svg: topology::svg(&picture, self.words),
        })
    }

    pub(super) fn hints(&self, step: &'p Step) -> Option<Piece> {
        let hints = &self.text(step)?.hints;
        (!hints.is_empty()).then(|| Piece::Hints {
            label: self.words.text("handout-hints"),
            hints: hints.iter().map(|hint| self.fill(hint)).collect(),
        })
    }

    /// The right answers of a step.
    pub(super) fn answers(&self, step: &'p Step) -> Vec<Piece> {
        let Some(text) = self.text(step) else {
            return Vec::new();
        };
        let asked = text.questions.iter().filter_map(|question| {
            let answer = right_answer(&step.conditions, &question.name)?;
            let text = match answer {
                Wanted::Live(text) | Wanted::Beginning(text) | Wanted::Equals(text) => text,
                Wanted::OneOf(texts) => texts.first()?,
            };
            // An address is another one on another computer.
            let varies = live_values(text)
                .iter()
                .any(|live| live.what != LiveKind::Driver);
            let message = if varies {
                Message::new("handout-answer-example")
            } else {
                Message::new("handout-answer-text")
            };
            let message = message.with("answer", self.fill(text));
            Some(Piece::Question {
                label: self.words.text("handout-question"),
                text: format!(
                    "{}\n\n{}",
                    self.fill(&question.question),
                    self.words.say(&message)
                ),
            })
        });
        let quizzes = text.quizzes.iter().map(|quiz| self.quiz(quiz, true));
        asked.chain(quizzes).collect()
    }
}

/// What is right for the question with this name.
fn right_answer<'c>(conditions: &'c [Condition], question: &str) -> Option<&'c Wanted> {
    conditions
        .iter()
        .find_map(|condition| match &condition.kind {
            Kind::Answer { name, wanted, .. } if name == question => Some(wanted),
            Kind::All(inner) | Kind::Any(inner) => right_answer(inner, question),
            _ => None,
        })
}
