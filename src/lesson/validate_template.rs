//! Checks of templates: only declared names, only live values that there are.

use std::ops::Range;

use super::codes::Code;
use super::diagnostics::Problem;
use super::model::{NameDeclaration, NameKind};
use super::names;
use super::read::At;
use super::template::{self, LiveKind, What};
use super::validate::Checker;
use crate::l10n::Message;

/// Whether a text may ask for live values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Live {
    /// Where the engine can be asked by then.
    Allowed,
    /// Where nothing exists yet.
    Forbidden,
}

impl Checker<'_> {
    /// A template that must be the name of an object once names are filled in.
    pub(super) fn object(&mut self, item: &At<String>, kind: NameKind, live: Live) {
        if item.is_missing() || !self.template(item, live) {
            return;
        }
        let filled = self.fill(&item.value);
        // A default that is wrong has been reported where it stands.
        if filled != item.value || filled.contains("${") {
            return;
        }
        if let Err(problem) = names::check(kind, &filled)
            && !matches!(problem, names::NameProblem::Reserved { .. })
        {
            self.add(
                Problem::new(Code::BadName, item.span.clone()).with("reason", problem.message()),
            );
        }
    }

    /// `text` with the names of the lesson at their defaults.
    pub(super) fn fill(&self, text: &str) -> String {
        template::fill(text, &|key| {
            let name = self.names.iter().find(|name| name.key == key)?;
            Some(name.default.clone())
        })
    }

    /// Checks the templates in `text`; whether all are fine.
    pub(super) fn template(&mut self, text: &At<String>, live: Live) -> bool {
        let source = self.toml.get(text.span.clone()).unwrap_or_default();
        let problems = template_problems(&text.value, &self.names, live, |found, needle| {
            // The value may hold escapes, so the place is looked for in what is written.
            source.find(needle).map_or_else(
                || text.span.clone(),
                |at| text.span.start + at..text.span.start + at + found.len(),
            )
        });
        let fine = problems.is_empty();
        for problem in problems {
            self.add(problem);
        }
        fine
    }
}

/// What is wrong with the templates in `text`. `place` gives the span of a template from the
/// template itself.
pub(super) fn template_problems(
    text: &str,
    names: &[NameDeclaration],
    live: Live,
    place: impl Fn(Range<usize>, &str) -> Range<usize>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for found in template::find(text) {
        let span = place(
            found.span.clone(),
            text.get(found.span.clone()).unwrap_or_default(),
        );
        let keys = names.iter().map(|name| name.key.as_str());
        match found.what {
            What::Name(name) => {
                if keys.clone().any(|key| key == name) {
                    continue;
                }
                problems.push(
                    Problem::new(Code::UnknownName, span)
                        .with("name", name)
                        .with("known", keys.clone().collect::<Vec<_>>().join(", "))
                        .suggest(name, keys),
                );
            }
            What::Live(kind, object) => {
                let Some(kind) = LiveKind::from_word(kind) else {
                    let known = LiveKind::ALL.map(LiveKind::as_str);
                    problems.push(
                        Problem::new(Code::UnknownLive, span)
                            .with("kind", kind)
                            .with("known", known.join(", "))
                            .suggest(kind, known),
                    );
                    continue;
                };
                if live == Live::Forbidden {
                    problems.push(Problem::new(Code::LiveNotHere, span));
                    continue;
                }
                let wanted = match kind {
                    LiveKind::Address => NameKind::Container,
                    _ => NameKind::Network,
                };
                let declared = names.iter().find(|name| name.key == object);
                if declared.is_some_and(|name| name.kind != wanted) {
                    problems.push(
                        Problem::new(Code::LiveKind, span)
                            .with("kind", kind.as_str())
                            .with("name", object)
                            .with(
                                "wanted",
                                Message::new(match wanted {
                                    NameKind::Container => "lesson-what-container",
                                    _ => "lesson-what-network",
                                }),
                            ),
                    );
                }
            }
        }
    }
    problems
}
