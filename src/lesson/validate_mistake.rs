//! Checks of a step's mistakes.

use std::collections::{BTreeMap, BTreeSet};

use super::causes::Cause;
use super::codes::Code;
use super::control;
use super::diagnostics::Problem;
use super::model::Mistake;
use super::raw::RawMistake;
use super::read::At;
use super::validate::Checker;
use super::validate_condition::ids;
use super::validate_step::{Alone, values};
use super::validate_template::Live;
use crate::l10n::Message;

impl Checker<'_> {
    pub(super) fn mistakes(
        &mut self,
        raw: &[At<RawMistake>],
        conditions: &[super::Condition],
        questions: &[At<String>],
    ) -> Vec<Mistake> {
        let mut seen = BTreeSet::new();
        let known = ids(conditions);
        raw.iter()
            .map(|mistake| {
                let raw = &mistake.value;
                self.id(&raw.id);
                if !raw.id.is_missing() && !seen.insert(raw.id.value.as_str()) {
                    self.duplicate(&raw.id);
                }
                self.mistake(raw, &known, questions, mistake.span.clone())
            })
            .collect()
    }

    fn mistake(
        &mut self,
        raw: &RawMistake,
        known: &[String],
        questions: &[At<String>],
        span: std::ops::Range<usize>,
    ) -> Mistake {
        for command in &raw.run {
            self.command(command, Alone::Always);
        }
        let edit = if raw.edit.is_empty() {
            Vec::new()
        } else {
            let mut lab = self.lab.clone();
            self.edits(&raw.edit, &mut lab)
        };
        self.cause(&raw.cause);
        if let Some(condition) = &raw.condition
            && !known.contains(&condition.value)
        {
            self.add(
                Problem::new(Code::UnknownCondition, condition.span.clone())
                    .with("id", control::shown(&condition.value))
                    .with("known", known.join(", "))
                    .suggest(&condition.value, known.iter().map(String::as_str)),
            );
        }
        let mut answer = BTreeMap::new();
        if let Some(answers) = &raw.answer {
            for (name, given) in &answers.value.0 {
                let text = At::new(given.value.0.clone(), given.span.clone());
                self.template(&text, Live::Allowed);
                if !questions.iter().any(|asked| asked.value == name.value) {
                    let known: Vec<&str> = questions.iter().map(|q| q.value.as_str()).collect();
                    self.add(
                        Problem::new(Code::UnknownQuestion, name.span.clone())
                            .with("name", control::shown(&name.value))
                            .with("known", known.join(", "))
                            .suggest(&name.value, known.iter().copied()),
                    );
                }
                answer.insert(name.value.clone(), text.value);
            }
        }
        if raw.run.is_empty() && raw.edit.is_empty() && answer.is_empty() && !raw.broken {
            self.add(Problem::new(Code::IdleMistake, span).help(Message::new("lesson-help-idle")));
        }
        Mistake {
            id: raw.id.value.clone(),
            edit,
            run: values(&raw.run),
            answer,
            cause: raw.cause.value.clone(),
            condition: raw.condition.as_ref().map(|id| id.value.clone()),
        }
    }

    /// A cause must be one of those there are.
    pub(super) fn cause(&mut self, cause: &At<String>) {
        if cause.is_missing() || Cause::NAMES.contains(&cause.value.as_str()) {
            return;
        }
        let family = cause.value.split('-').next().unwrap_or_default();
        let of_family: Vec<&str> = Cause::NAMES
            .iter()
            .copied()
            .filter(|cause| cause.split('-').next() == Some(family))
            .collect();
        let known = if of_family.is_empty() {
            Cause::NAMES.join(", ")
        } else {
            of_family.join(", ")
        };
        self.add(
            Problem::new(Code::UnknownCause, cause.span.clone())
                .with("cause", control::shown(&cause.value))
                .with("known", known)
                .suggest(&cause.value, Cause::NAMES.iter().copied()),
        );
    }
}
