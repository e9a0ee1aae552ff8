//! Problems of a lesson: a code, a place with line and column, and what is to be said about it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use super::codes::Code;
pub use super::render::{render, render_below};
use crate::l10n::{Message, Value};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The lesson cannot be played.
    Error,
    /// The lesson can be played, but something about it is wrong.
    Warning,
}

impl Severity {
    /// The word for machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One problem of a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem, such as `B012`.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The file, relative to the lesson's folder, with `/` between its parts.
    pub file: String,
    /// Where in the file, in bytes. Empty at 0 where the file as a whole is meant.
    pub span: Range<usize>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong here.
    pub message: Message,
    /// What to do about it.
    pub help: Option<Message>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}:{}:{}: {} {}",
            self.file, self.line, self.column, self.code, self.message
        )
    }
}

/// A problem before its line and column are known.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    code: Code,
    span: Range<usize>,
    message: Message,
    help: Option<Message>,
}

impl Problem {
    pub(super) fn new(code: Code, span: Range<usize>) -> Self {
        Self {
            code,
            span,
            message: Message::new(code.message()),
            help: None,
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.message = self.message.with(name, value);
        self
    }

    pub(super) fn help(mut self, help: Message) -> Self {
        self.help = Some(help);
        self
    }

    /// The help "did you mean …", where a candidate is near.
    pub(super) fn suggest<'a>(
        self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        match super::near::did_you_mean(word, candidates) {
            Some(near) => self.help(Message::new("lesson-help-did-you-mean").with("near", near)),
            None => self,
        }
    }
}

/// More problems than this are not listed one by one: nobody reads them, and a machine-made
/// lesson must not take seconds to be refused.
const MOST: usize = 500;

/// Every problem found so far.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: Vec<(String, Problem)>,
}

impl Problems {
    pub(super) fn add(&mut self, file: &str, problem: Problem) {
        if self.found.len() < MOST {
            self.found.push((file.to_owned(), problem));
        }
    }

    /// How many there are, to see whether something added one.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.found.len() >= MOST
    }

    /// All of them with line and column, in the order of the files and places.
    pub(super) fn finish(self, sources: &Sources) -> Vec<Diagnostic> {
        let mut lines: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut diagnostics = Vec::with_capacity(self.found.len());
        for (file, problem) in self.found {
            let (text, starts) = match sources.texts.get_key_value(&file) {
                Some((name, text)) => (
                    text.as_str(),
                    &*lines
                        .entry(name.as_str())
                        .or_insert_with(|| line_starts(text)),
                ),
                None => ("", &*lines.entry("").or_insert_with(|| vec![0])),
            };
            let span = clamp(text, problem.span);
            let (line, column) = place(text, starts, span.start);
            diagnostics.push(Diagnostic {
                code: problem.code,
                severity: problem.code.severity(),
                file,
                span,
                line,
                column,
                message: problem.message,
                help: problem.help,
            });
        }
        diagnostics.sort_by(|a, b| {
            (a.file != super::TOML, &a.file, a.span.start, a.code).cmp(&(
                b.file != super::TOML,
                &b.file,
                b.span.start,
                b.code,
            ))
        });
        diagnostics.dedup();
        diagnostics
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    starts
}

fn place(text: &str, starts: &[usize], at: usize) -> (usize, usize) {
    let line = starts.partition_point(|&start| start <= at).max(1);
    let start = starts.get(line - 1).copied().unwrap_or_default();
    let column = text
        .get(start..at)
        .map_or(1, |before| before.chars().count() + 1);
    (line, column)
}

fn clamp(text: &str, span: Range<usize>) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(span.start);
    start..floor(span.end).max(start)
}

/// The texts that diagnostics point into, by file.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    texts: BTreeMap<String, String>,
}

impl Sources {
    /// The text of a file.
    #[must_use]
    pub fn text(&self, file: &str) -> Option<&str> {
        self.texts.get(file).map(String::as_str)
    }

    pub(super) fn add(&mut self, file: &str, text: &str) {
        self.texts.insert(file.to_owned(), text.to_owned());
    }
}
