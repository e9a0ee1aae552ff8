//! Texts: both languages show the same code, values and links, and commands as the step runs them.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthStr;

use super::{Code, Lint, Problem, lines};
use crate::l10n::Language;
use crate::lesson::markdown::options;
use crate::lesson::markdown_lint;
use crate::lesson::model::Step;
use crate::lesson::template;
use crate::lesson::validate_text::talk_path;

/// Columns of a step's title in the list of steps.
const TITLE: usize = 50;
/// Columns of a choice in a list of choices.
const CHOICE: usize = 76;

/// What two languages must have in common.
#[derive(Default)]
struct Shape {
    /// Code blocks: whether it is a picture, the code, and its place.
    blocks: Vec<(bool, String, Range<usize>)>,
    values: BTreeSet<String>,
    links: usize,
    /// Levels of the headings, in order.
    headings: Vec<HeadingLevel>,
    /// Code in running text, with its place.
    inline: Vec<(String, Range<usize>)>,
}

fn shape(source: &str) -> Shape {
    let mut shape = Shape::default();
    let mut block: Option<(bool, String, Range<usize>)> = None;
    for (event, range) in Parser::new_ext(source, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let picture = match &kind {
                    CodeBlockKind::Fenced(language) => &**language == "text",
                    CodeBlockKind::Indented => true,
                };
                block = Some((picture, String::new(), range));
            }
            Event::Text(text) => {
                if let Some((_, code, _)) = &mut block {
                    code.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => shape.blocks.extend(block.take()),
            Event::Start(Tag::Link { .. }) => shape.links += 1,
            Event::Start(Tag::Heading { level, .. }) => shape.headings.push(level),
            Event::Code(code) => shape.inline.push((code.to_string(), range)),
            _ => {}
        }
    }
    shape.values = template::find(source)
        .filter_map(|found| source.get(found.span).map(str::to_owned))
        .collect();
    shape
}

impl Lint<'_> {
    pub(super) fn texts(&mut self) {
        for step in &self.lesson.steps {
            for &language in &self.lesson.languages {
                self.labels(&text_path(language, &step.id), language, step);
            }
            self.code(step, text_path);
            self.code(step, talk_path);
            self.talk(step);
        }
    }

    /// What the texts of a step have in common, and what of it is nearly a command of the step.
    fn code(&mut self, step: &Step, path: fn(Language, &str) -> String) {
        let mut model: Option<(String, Shape)> = None;
        for &language in &self.lesson.languages {
            let path = path(language, &step.id);
            let Some(source) = self.sources.text(&path) else {
                continue;
            };
            let shape = shape(source);
            self.near_commands(&path, &shape, step);
            match &model {
                Some((other, wanted)) => self.same_shape(&path, &shape, other, wanted),
                None => model = Some((path, shape)),
            }
        }
    }

    /// The lecture for a step: in every language or in none, and fit for a terminal. It is read as
    /// Markdown here only.
    fn talk(&mut self, step: &Step) {
        let languages = &self.lesson.languages;
        let path = |language: &Language| talk_path(*language, &step.id);
        let (there, missing): (Vec<&Language>, Vec<&Language>) = languages
            .iter()
            .partition(|language| self.sources.text(&path(language)).is_some());
        let Some(first) = there.first() else {
            return;
        };
        for language in missing {
            let problem = Problem::new(Code::TalkMissing, 0..0).with("path", path(language));
            self.problems.add(&path(first), problem);
        }
        for language in there {
            let path = path(language);
            let mut found = Vec::new();
            let source = self.sources.text(&path).unwrap_or_default();
            markdown_lint::look(source, *language, &mut found);
            for problem in found {
                self.problems.add(&path, problem);
            }
        }
    }

    fn same_shape(&mut self, path: &str, shape: &Shape, other: &str, wanted: &Shape) {
        if shape.blocks.len() == wanted.blocks.len() {
            let pairs = shape.blocks.iter().zip(&wanted.blocks);
            for ((picture, code, place), (twin_picture, twin, _)) in pairs {
                // Pictures have words in them.
                if picture != twin_picture || !picture && code != twin {
                    let problem = Problem::new(Code::CodeDiffers, place.clone());
                    self.problems.add(path, problem.with("other", other));
                }
            }
        } else {
            let place = shape.blocks.last().map_or(0..0, |block| block.2.clone());
            let problem = Problem::new(Code::CodeDiffers, place).with("other", other);
            self.problems.add(path, problem);
        }
        let differing: Vec<&str> = shape
            .values
            .symmetric_difference(&wanted.values)
            .map(String::as_str)
            .collect();
        if !differing.is_empty() {
            let problem = Problem::new(Code::ValuesDiffer, 0..0)
                .with("values", differing.join(", "))
                .with("other", other);
            self.problems.add(path, problem);
        }
        if shape.headings != wanted.headings {
            let levels = |headings: &[HeadingLevel]| -> String {
                let each: Vec<String> = headings.iter().map(ToString::to_string).collect();
                each.join(" ")
            };
            let problem = Problem::new(Code::HeadingsDiffer, 0..0)
                .with("found", levels(&shape.headings))
                .with("wanted", levels(&wanted.headings))
                .with("other", other);
            self.problems.add(path, problem);
        }
        if shape.links != wanted.links {
            let problem = Problem::new(Code::LinksDiffer, 0..0)
                .with("found", shape.links)
                .with("wanted", wanted.links)
                .with("other", other);
            self.problems.add(path, problem);
        }
    }

    /// Commands that are nearly those of the step: a learner who copies them gets stuck.
    fn near_commands(&mut self, path: &str, shape: &Shape, step: &Step) {
        let blocks = shape.blocks.iter().filter(|(picture, ..)| !picture);
        let in_blocks = blocks.flat_map(|(_, code, place)| {
            code.lines()
                .map(|line| (line.trim_start_matches("$ ").trim(), place.clone()))
                .collect::<Vec<_>>()
        });
        let inline = shape
            .inline
            .iter()
            .map(|(code, place)| (code.as_str(), place.clone()));
        let written: Vec<(&str, Range<usize>)> = in_blocks.chain(inline).collect();
        for (line, place) in written {
            if lines(step).any(|run| run == line) {
                continue;
            }
            if let Some(run) = lines(step).find(|run| is_near(line, run)) {
                let problem = Problem::new(Code::CommandDiffers, place).with("run", run);
                self.problems.add(path, problem);
            }
        }
    }

    fn labels(&mut self, path: &str, language: Language, step: &Step) {
        let Some(text) = step.text.get(&language) else {
            return;
        };
        let choices = text.quizzes.iter().flat_map(|quiz| &quiz.choices);
        let long: Vec<(&str, usize)> = std::iter::once((text.title.as_str(), TITLE))
            .chain(choices.map(|choice| (choice.text.as_str(), CHOICE)))
            .filter(|(label, limit)| columns(label) > *limit)
            .collect();
        for (label, limit) in long {
            let source = self.sources.text(path).unwrap_or_default();
            let place = source.find(label).map_or(0..0, |at| at..at + label.len());
            let problem = Problem::new(Code::LongLabel, place)
                .with("found", columns(label))
                .with("limit", limit);
            self.problems.add(path, problem);
        }
    }
}

fn text_path(language: Language, step: &str) -> String {
    format!("{}/{step}.md", language.code())
}

/// The columns of a label without the marks around code.
fn columns(label: &str) -> usize {
    label.width() - label.matches('`').count()
}

/// Whether two commands of at least four words differ in one of them, or by one.
fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) = (
        one.split_whitespace().collect(),
        other.split_whitespace().collect(),
    );
    // `docker network rm` and `docker network inspect` are two commands.
    let verb = match one.get(1) {
        Some(&("network" | "image" | "container" | "volume" | "compose")) => 3,
        _ => 2,
    };
    if one.len() < 4 || other.len() < 4 || one.get(..verb) != other.get(..verb) {
        return false;
    }
    let same_from_start = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let same_from_end = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    one != other
        && one.len().abs_diff(other.len()) <= 1
        && same_from_start + same_from_end + 1 >= one.len().max(other.len())
}
