//! Checks of the texts: one for each step and language, of the same structure, and fit for a terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::codes::Code;
use super::control;
use super::diagnostics::Problem;
use super::files::{Content, LARGEST_TEXT};
use super::markdown::{self, Parsed};
use super::markdown_lint;
use super::near::did_you_mean;
use super::raw::{RawLesson, RawStep};
use super::read::At;
use super::text::StepText;
use super::validate::Checker;
use super::validate_template::{Live, template_problems};
use crate::l10n::{Language, Message};

impl Checker<'_> {
    /// The texts of a step in each language.
    pub(super) fn texts(
        &mut self,
        raw: &RawStep,
        languages: &[Language],
        answers: &[At<String>],
    ) -> BTreeMap<Language, StepText> {
        let mut texts = BTreeMap::new();
        let mut first: Option<(String, Parsed)> = None;
        for &language in languages {
            let path = format!("{}/{}.md", language.code(), raw.id.value);
            if !self.files.files.contains_key(&path) {
                let problem = Problem::new(Code::NoText, raw.id.span.clone())
                    .with("path", control::shown(&path));
                let near = near_help(
                    &format!("{}.md", raw.id.value),
                    self.files.below(language.code()).map(|(name, _)| name),
                );
                self.add(match near {
                    Some(help) => problem.help(help),
                    None => problem,
                });
                continue;
            }
            let Some(mut parsed) = self.markdown(&path, language) else {
                continue;
            };
            if !parsed.broken {
                self.questions(&path, &parsed, answers);
            }
            parsed.text.talk = self.talk(&raw.id.value, language);
            texts.insert(language, parsed.text.clone());
            match &first {
                Some((other, model)) if !parsed.broken && !model.broken => {
                    self.same_structure(&path, &parsed, other, model);
                }
                Some(_) => {}
                None => first = Some((path, parsed)),
            }
        }
        texts
    }

    fn markdown(&mut self, path: &str, language: Language) -> Option<Parsed> {
        let source = self.text(path, LARGEST_TEXT)?;
        if !self.characters(path, &source) {
            return None;
        }
        let mut problems = Vec::new();
        let parsed = markdown::parse(&source, &mut problems);
        markdown_lint::look(&source, language, &mut problems);
        problems.extend(template_problems(
            &source,
            &self.names,
            Live::Allowed,
            |span, _| span,
        ));
        for problem in problems {
            self.problems.add(path, problem);
        }
        Some(parsed)
    }

    /// The lecture for a step, where there is one. Whoever plays may never ask for it, so only what
    /// could do harm or cannot be filled in is looked for; `lint` reads it as Markdown.
    fn talk(&mut self, step: &str, language: Language) -> Option<String> {
        let path = talk_path(language, step);
        if !self.files.files.contains_key(&path) {
            return None;
        }
        let source = self.text(&path, LARGEST_TEXT)?;
        if !self.characters(&path, &source) {
            return None;
        }
        if source.trim().is_empty() {
            self.problems
                .add(&path, Problem::new(Code::Empty, 0..source.len()));
        }
        for problem in template_problems(&source, &self.names, Live::Allowed, |span, _| span) {
            self.problems.add(&path, problem);
        }
        Some(source.replace("\r\n", "\n"))
    }

    /// Whether there is no control character in a text.
    fn characters(&mut self, path: &str, source: &str) -> bool {
        let Some((at, character)) = control::first(source) else {
            return true;
        };
        self.problems.add(
            path,
            Problem::new(Code::Control, at..at + character.len_utf8())
                .with("character", control::name(character)),
        );
        false
    }

    /// Questions in the text and answer conditions belong together.
    fn questions(&mut self, path: &str, parsed: &Parsed, answers: &[At<String>]) {
        let asked: Vec<&str> = parsed
            .text
            .questions
            .iter()
            .map(|question| question.name.as_str())
            .collect();
        let mut seen = BTreeSet::new();
        for (name, place) in asked.iter().zip(&parsed.questions) {
            if !seen.insert(*name) {
                self.problems.add(
                    path,
                    Problem::new(Code::DuplicateId, place.clone()).with("id", *name),
                );
            } else if !answers.iter().any(|answer| answer.value == *name) {
                self.problems.add(
                    path,
                    Problem::new(Code::NoAnswer, place.clone())
                        .with("name", *name)
                        .suggest(name, answers.iter().map(|answer| answer.value.as_str())),
                );
            }
        }
        for answer in answers {
            if !asked.contains(&answer.value.as_str()) {
                self.add(
                    Problem::new(Code::NoQuestion, answer.span.clone())
                        .with("name", control::shown(&answer.value))
                        .with("path", path),
                );
            }
        }
    }

    /// Two languages say the same with other words.
    fn same_structure(&mut self, path: &str, parsed: &Parsed, other: &str, model: &Parsed) {
        let (text, wanted) = (&parsed.text, &model.text);
        let last = |places: &[Range<usize>]| places.last().cloned().unwrap_or(0..0);
        let counts = [
            (
                "lesson-what-tasks",
                usize::from(text.task.is_some()),
                usize::from(wanted.task.is_some()),
                parsed.task.clone().unwrap_or(0..0),
            ),
            (
                "lesson-what-hints",
                text.hints.len(),
                wanted.hints.len(),
                last(&parsed.hints),
            ),
            (
                "lesson-what-quizzes",
                text.quizzes.len(),
                wanted.quizzes.len(),
                last(&parsed.quizzes),
            ),
            (
                "lesson-what-questions",
                text.questions.len(),
                wanted.questions.len(),
                last(&parsed.questions),
            ),
            (
                "lesson-what-afters",
                usize::from(text.after.is_some()),
                usize::from(wanted.after.is_some()),
                0..0,
            ),
        ];
        for (what, found, wanted, place) in counts {
            if found != wanted {
                self.problems.add(
                    path,
                    Problem::new(Code::Structure, place)
                        .with("what", Message::new(what))
                        .with("found", found)
                        .with("wanted", wanted)
                        .with("other", other),
                );
            }
        }
        for ((quiz, twin), place) in text
            .quizzes
            .iter()
            .zip(&wanted.quizzes)
            .zip(&parsed.quizzes)
        {
            let right = |quiz: &super::text::Quiz| -> Vec<bool> {
                quiz.choices.iter().map(|choice| choice.right).collect()
            };
            if quiz.choices.len() != twin.choices.len() {
                self.problems.add(
                    path,
                    Problem::new(Code::Structure, place.clone())
                        .with("what", Message::new("lesson-what-choices"))
                        .with("found", quiz.choices.len())
                        .with("wanted", twin.choices.len())
                        .with("other", other),
                );
            } else if right(quiz) != right(twin) {
                self.problems.add(
                    path,
                    Problem::new(Code::QuizDiffers, place.clone()).with("other", other),
                );
            }
        }
    }

    /// Texts that belong to no step, and folders of languages that the lesson does not have.
    pub(super) fn stray_texts(&mut self, raw: &RawLesson, languages: &[Language]) {
        if raw.languages.is_none()
            || raw.step.is_empty()
            || raw.step.iter().any(|step| step.value.id.is_missing())
        {
            return;
        }
        let ids: BTreeSet<&str> = raw
            .step
            .iter()
            .map(|step| step.value.id.value.as_str())
            .collect();
        for language in Language::ALL {
            for (name, content) in self.files.below(language.code()) {
                let path = format!("{}/{name}", language.code());
                let step = name.strip_suffix(TALK).or_else(|| name.strip_suffix(".md"));
                let belongs = languages.contains(&language)
                    && step.is_none_or(|step| ids.contains(step))
                    && !matches!(content, Content::NotAFile);
                if !belongs {
                    let problem = Problem::new(Code::StrayText, 0..0)
                        .with("path", control::shown(&path))
                        .suggest(step.unwrap_or(name), ids.iter().copied());
                    self.problems.add(&path, problem);
                }
            }
        }
    }
}

/// What the name of a lecture ends with.
const TALK: &str = ".talk.md";

/// The file that holds the lecture for a step.
pub(super) fn talk_path(language: Language, step: &str) -> String {
    format!("{}/{step}{TALK}", language.code())
}

/// The near miss of a word among others, as help.
fn near_help<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Message> {
    did_you_mean(word, candidates)
        .map(|near| Message::new("lesson-help-did-you-mean").with("near", near))
}
