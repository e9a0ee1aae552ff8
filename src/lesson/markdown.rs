//! The Markdown of a step, taken apart: title, body, task, hints, quizzes, questions, and what comes after.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::codes::Code;
use super::diagnostics::Problem;
use super::text::{Choice, Question, Quiz, StepText};
use crate::l10n::Message;

/// What GitHub understands, so that a lesson reads well there too.
#[must_use]
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// A step's text with what a diagnostic must point at.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) text: StepText,
    /// Where each quiz stands, in order.
    pub(super) quizzes: Vec<Range<usize>>,
    /// Where each question stands, in order.
    pub(super) questions: Vec<Range<usize>>,
    /// Where each hint stands, in order.
    pub(super) hints: Vec<Range<usize>>,
    /// Where the task stands.
    pub(super) task: Option<Range<usize>>,
    /// Whether something could not be read, so that nothing more is to be said of what seems to be
    /// missing or too much.
    pub(super) broken: bool,
}

/// A block that stands directly in the document.
struct Block<'s> {
    kind: Kind,
    range: Range<usize>,
    source: &'s str,
}

enum Kind {
    Heading {
        level: HeadingLevel,
        inner: Range<usize>,
    },
    Paragraph,
    Alert(BlockQuoteKind),
    TaskList(Vec<Item>),
    Rule,
    Other,
}

struct Item {
    /// `None` where the item has no box.
    right: Option<bool>,
    /// Behind the box to the end of the item.
    text: Range<usize>,
}

/// Takes the text of a step apart and says what is wrong with it.
pub(super) fn parse(source: &str, problems: &mut Vec<Problem>) -> Parsed {
    let blocks = blocks(source);
    let mut parsed = Parsed::default();
    let mut body: Vec<&str> = Vec::new();
    let mut pending: Option<&Block> = None;
    let mut titled = false;
    let mut blocks_left = blocks.iter();
    for block in blocks_left.by_ref() {
        if !matches!(block.kind, Kind::TaskList(_))
            && let Some(paragraph) = pending.take()
        {
            body.push(paragraph.source);
        }
        match &block.kind {
            Kind::Heading { level, inner } => {
                if !block.source.starts_with('#') {
                    problems.push(Problem::new(Code::AccidentalHeading, block.range.clone()));
                }
                if titled {
                    body.push(block.source);
                } else {
                    titled = true;
                    if *level != HeadingLevel::H1 {
                        problems.push(Problem::new(Code::NoTitle, block.range.clone()));
                    }
                    slice(source, inner)
                        .trim()
                        .clone_into(&mut parsed.text.title);
                    if parsed.text.title.is_empty() {
                        problems.push(Problem::new(Code::NoTitle, block.range.clone()));
                    }
                }
            }
            Kind::Paragraph if block.source.starts_with("?[") => match question(block.source) {
                Some(question) => {
                    parsed.text.questions.push(question);
                    parsed.questions.push(block.range.clone());
                }
                None => {
                    problems.push(Problem::new(Code::BadQuestion, block.range.clone()));
                }
            },
            Kind::Paragraph => pending = Some(block),
            Kind::TaskList(items) => {
                quiz(source, block, items, pending.take(), &mut parsed, problems);
            }
            Kind::Alert(kind) => alert(*kind, block, &mut body, &mut parsed, problems),
            Kind::Rule => {
                let after = slice(source, &(block.range.end..source.len()));
                parsed.text.after = Some(clean(after)).filter(|text| !text.is_empty());
                if parsed.text.after.is_none() {
                    problems.push(
                        Problem::new(Code::Empty, block.range.clone())
                            .help(Message::new("lesson-help-empty-after")),
                    );
                }
                break;
            }
            Kind::Other => body.push(block.source),
        }
    }
    if let Some(paragraph) = pending {
        body.push(paragraph.source);
    }
    for block in blocks_left {
        let misplaced = match &block.kind {
            Kind::Alert(kind) => matches!(kind, BlockQuoteKind::Important | BlockQuoteKind::Tip),
            Kind::TaskList(_) => true,
            Kind::Paragraph => block.source.starts_with("?["),
            _ => false,
        };
        if misplaced {
            problems.push(Problem::new(Code::AfterLine, first_line(block)));
        }
    }
    if !titled {
        problems.push(Problem::new(Code::NoTitle, 0..first_line_end(source)));
    }
    parsed.text.body = clean(&body.join("\n\n"));
    parsed.broken = !problems.is_empty();
    parsed
}

fn alert<'s>(
    kind: BlockQuoteKind,
    block: &Block<'s>,
    body: &mut Vec<&'s str>,
    parsed: &mut Parsed,
    problems: &mut Vec<Problem>,
) {
    match kind {
        BlockQuoteKind::Important => {
            if parsed.text.task.is_some() {
                problems.push(Problem::new(Code::TwoTasks, first_line(block)));
            }
            let text = unquote(block.source);
            if text.is_empty() {
                problems.push(Problem::new(Code::Empty, block.range.clone()));
            }
            parsed.text.task = Some(text);
            parsed.task = Some(first_line(block));
        }
        BlockQuoteKind::Tip => {
            let text = unquote(block.source);
            if text.is_empty() {
                problems.push(Problem::new(Code::Empty, block.range.clone()));
            }
            parsed.text.hints.push(text);
            parsed.hints.push(first_line(block));
        }
        BlockQuoteKind::Caution => {
            problems.push(Problem::new(Code::UnusedAlert, first_line(block)));
        }
        BlockQuoteKind::Note | BlockQuoteKind::Warning => body.push(block.source),
    }
}

fn quiz(
    source: &str,
    block: &Block<'_>,
    items: &[Item],
    paragraph: Option<&Block<'_>>,
    parsed: &mut Parsed,
    problems: &mut Vec<Problem>,
) {
    let mut choices = Vec::with_capacity(items.len());
    for item in items {
        match item.right {
            Some(right) => choices.push(Choice {
                text: dedent(slice(source, &item.text)),
                right,
            }),
            None => problems.push(Problem::new(Code::MixedQuiz, item.text.clone())),
        }
    }
    if !choices.iter().any(|choice| choice.right) {
        problems.push(Problem::new(Code::NoRightAnswer, first_line(block)));
    }
    let Some(paragraph) = paragraph else {
        problems.push(Problem::new(Code::QuizQuestion, first_line(block)));
        return;
    };
    parsed.text.quizzes.push(Quiz {
        question: clean(paragraph.source),
        choices,
    });
    parsed.quizzes.push(block.range.clone());
}

/// `?[name] question`
fn question(source: &str) -> Option<Question> {
    let (name, question) = source.strip_prefix("?[")?.split_once(']')?;
    let fine = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let question = clean(question.strip_prefix([' ', '\n'])?);
    (fine && !question.is_empty()).then(|| Question {
        name: name.to_owned(),
        question,
    })
}

/// The blocks of the document, with the lines between them left out.
fn blocks(source: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut depth = 0_usize;
    let mut list = ListState::default();
    let mut heading: Option<Range<usize>> = None;
    for (event, range) in Parser::new_ext(source, options()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    let kind = match &tag {
                        Tag::Heading { level, .. } => {
                            heading = None;
                            Kind::Heading {
                                level: *level,
                                inner: 0..0,
                            }
                        }
                        Tag::Paragraph => Kind::Paragraph,
                        Tag::BlockQuote(Some(kind)) => Kind::Alert(*kind),
                        _ => Kind::Other,
                    };
                    if matches!(tag, Tag::List(_)) {
                        list = ListState::default();
                    }
                    blocks.push(Block {
                        kind,
                        source: slice(source, &range).trim_end(),
                        range: range.clone(),
                    });
                } else if depth == 1 && tag == Tag::Item {
                    list.items.push(Item {
                        right: None,
                        text: range.clone(),
                    });
                } else if depth == 1 {
                    widen(&mut heading, &range);
                }
                depth += 1;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                if depth > 0 {
                    continue;
                }
                let Some(block) = blocks.last_mut() else {
                    continue;
                };
                match (&mut block.kind, end) {
                    (Kind::Heading { inner, .. }, _) => {
                        *inner = heading.take().unwrap_or(range.start..range.start);
                    }
                    (kind @ Kind::Other, TagEnd::List(_)) if list.boxes => {
                        *kind = Kind::TaskList(std::mem::take(&mut list.items));
                    }
                    _ => {}
                }
            }
            // A box stands in an item of a tight list, or in the first paragraph of a loose one.
            Event::TaskListMarker(right) if depth == 2 || depth == 3 => {
                if let Some(item) = list.items.last_mut()
                    && item.right.is_none()
                {
                    item.right = Some(right);
                    item.text.start = range.end;
                    list.boxes = true;
                }
            }
            Event::Rule if depth == 0 => blocks.push(Block {
                kind: Kind::Rule,
                source: slice(source, &range),
                range,
            }),
            _ if depth == 0 => blocks.push(Block {
                kind: Kind::Other,
                source: slice(source, &range).trim_end(),
                range,
            }),
            _ if depth == 1 => widen(&mut heading, &range),
            _ => {}
        }
    }
    blocks
}

#[derive(Default)]
struct ListState {
    items: Vec<Item>,
    boxes: bool,
}

fn widen(range: &mut Option<Range<usize>>, by: &Range<usize>) {
    *range = Some(match range.take() {
        Some(old) => old.start.min(by.start)..old.end.max(by.end),
        None => by.clone(),
    });
}

fn slice<'s>(source: &'s str, range: &Range<usize>) -> &'s str {
    source.get(range.clone()).unwrap_or_default()
}

fn first_line(block: &Block<'_>) -> Range<usize> {
    block.range.start..block.range.start + first_line_end(block.source)
}

fn first_line_end(text: &str) -> usize {
    text.find(['\r', '\n']).unwrap_or(text.len())
}

/// The text with line ends of one kind and without blank space around it.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .trim_end()
        .trim_start_matches('\n')
        .to_owned()
}

/// The Markdown inside an alert: without its marks and without the line that names its kind.
fn unquote(source: &str) -> String {
    let lines: Vec<&str> = source
        .lines()
        .skip(1)
        .map(|line| {
            let inner = line.trim_start();
            match inner.strip_prefix('>') {
                Some(inner) => inner.strip_prefix(' ').unwrap_or(inner),
                None => line,
            }
        })
        .collect();
    clean(&lines.join("\n"))
}

/// A choice over several lines, without the indentation that made it part of its item.
fn dedent(text: &str) -> String {
    let indentation = text
        .lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or_default();
    let lines: Vec<&str> = text
        .lines()
        .enumerate()
        .map(|(number, line)| {
            if number == 0 {
                line.trim_start()
            } else {
                line.get(indentation..).unwrap_or_default()
            }
        })
        .collect();
    clean(&lines.join("\n"))
}
