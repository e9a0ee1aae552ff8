//! From a lesson to a handout: which parts there are, and what stands in them.

use super::appendix;
use super::document::{Commands, Document, Part, Piece, Section};
use super::pieces::Pieces;
use crate::l10n::{Message, Words};
use crate::lesson::model::Level;
use crate::lesson::{Lesson, Step};

/// Steps that may follow the summary, such as tidying up.
const AFTER_SUMMARY: usize = 2;

/// What a handout takes from elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct Companions<'c> {
    /// The lesson in which things are repaired; its closing steps are the troubleshooting guide.
    pub repair: Option<&'c Lesson>,
    /// The lesson with the exercises.
    pub exercises: Option<&'c Lesson>,
}

/// The handout of a lesson, in the language of `words`.
#[must_use]
pub fn compose(lesson: &Lesson, companions: &Companions<'_>, words: &Words) -> Document {
    let pieces = Pieces::new(lesson, words);
    let parts: Vec<Part> = [
        steps(&pieces),
        companions
            .repair
            .map(|repair| guide(&Pieces::new(repair, words)))
            .unwrap_or_default(),
        companions
            .exercises
            .map(|exercises| appendix::exercises(&Pieces::new(exercises, words)))
            .unwrap_or_default(),
        appendix::answers(&pieces),
        companions
            .exercises
            .map(|exercises| appendix::solutions(&Pieces::new(exercises, words)))
            .unwrap_or_default(),
        appendix::lecture(&pieces),
    ]
    .into_iter()
    .flatten()
    .collect();
    let level = words.text(match lesson.level {
        Level::Beginner => "handout-level-beginner",
        Level::Intermediate => "handout-level-intermediate",
        Level::Advanced => "handout-level-advanced",
    });
    let facts = Message::new("handout-facts")
        .with("steps", lesson.steps.len())
        .with("minutes", i64::from(lesson.minutes))
        .with("level", level);
    Document {
        language: words.language(),
        kind: words.text("handout-kind"),
        title: lesson.title(words.language()).to_owned(),
        facts: words.say(&facts),
        note: words.text("handout-note"),
        contents: words.text("handout-contents"),
        parts: linked(parts),
        colophon: words.say(&Message::new("handout-colophon").with("lesson", &lesson.id)),
    }
}

/// The parts with links from each step to what is said of it further behind.
fn linked(mut parts: Vec<Part>) -> Vec<Part> {
    let targets: Vec<(String, Vec<String>)> = parts
        .iter()
        .filter(|part| part.follows)
        .map(|part| {
            let ids = part.sections.iter().map(|section| section.id.clone());
            (part.title.clone(), ids.collect())
        })
        .collect();
    for section in parts.iter_mut().flat_map(|part| &mut part.sections) {
        let behind: &[&str] = match section.id.split_once('-') {
            Some(("step", _)) => &["answers", "lecture"],
            Some(("exercise", _)) => &["solution"],
            _ => &[],
        };
        let step = section.id.split_once('-').map_or("", |(_, step)| step);
        let wanted: Vec<String> = behind.iter().map(|id| format!("{id}-{step}")).collect();
        for (title, ids) in &targets {
            if let Some(id) = ids.iter().find(|id| wanted.contains(id)) {
                section.see.push((title.clone(), id.clone()));
            }
        }
    }
    parts
}

/// Whether there is nothing to do at a step but to read.
fn is_reading(step: &Step) -> bool {
    step.run.is_empty()
        && step.edit.is_empty()
        && step.setup.is_empty()
        && step.conditions.is_empty()
}

/// The steps, in up to three parts: what comes before, the work, and the summary.
fn steps<'p>(pieces: &Pieces<'p>) -> Vec<Part> {
    let steps: &'p [Step] = &pieces.lesson.steps;
    let asks = |step: &'p Step| {
        let text = pieces.text(step);
        text.is_some_and(|text| text.task.is_some() || !text.quizzes.is_empty())
    };
    let first = steps
        .iter()
        .take_while(|step| is_reading(step) && !asks(step))
        .count();
    let last = steps
        .iter()
        .rposition(is_reading)
        .filter(|last| *last > first && last + AFTER_SUMMARY >= steps.len() - 1)
        .unwrap_or(steps.len());
    let part = |id: &str, title: &'static str, range: std::ops::Range<usize>| Part {
        id: id.to_owned(),
        title: pieces.words.text(title),
        sections: range
            .filter_map(|position| {
                let step = steps.get(position)?;
                Some(section(pieces, step, position + 1))
            })
            .collect(),
        ..Part::default()
    };
    [
        part("before", "handout-before", 0..first),
        part("steps", "handout-steps", first..last),
        part("summary", "handout-summary", last..steps.len()),
    ]
    .into_iter()
    .filter(|part| !part.sections.is_empty())
    .collect()
}

/// A step. The solution of an exercise stands at the end of the handout.
fn section<'p>(pieces: &Pieces<'p>, step: &'p Step, number: usize) -> Section {
    let mut all = pieces.assignment(step);
    if appendix::is_exercise(step) {
        all.extend(pieces.questions(step));
    } else {
        all.extend(pieces.solution(&step.edit, &step.run));
        let questions = pieces.questions(step);
        if questions.is_empty() {
            all.extend(pieces.after(step, "handout-after"));
        } else {
            // What is said afterwards gives the answers away.
            all.extend(questions);
            all.push(Piece::Pointer(pieces.words.text("handout-look-up")));
        }
        all.extend(pieces.map(step));
    }
    Section {
        id: format!("step-{}", step.id),
        number: Some(number),
        title: pieces.title(step),
        pieces: all,
        see: Vec::new(),
    }
}

/// What to ask when something does not work: the closing steps of the lesson about repairs, and
/// the command that asks by itself.
fn guide(pieces: &Pieces<'_>) -> Vec<Part> {
    let steps = &pieces.lesson.steps;
    let closing = steps.iter().filter(|step| is_reading(step));
    let mut all: Vec<Piece> = closing
        .filter_map(|step| Some(Piece::Prose(pieces.fill(list(&pieces.text(step)?.body)?))))
        .collect();
    if all.is_empty() {
        return Vec::new();
    }
    all.insert(0, Piece::Prose(pieces.words.text("handout-guide-ask")));
    let lines: Vec<String> = steps
        .iter()
        .filter_map(|step| Some(diagnose(&pieces.text(step)?.body)))
        .find(|lines| !lines.is_empty())
        .unwrap_or_default()
        .into_iter()
        .map(|line| pieces.fill(line))
        .collect();
    if !lines.is_empty() {
        all.push(Piece::Prose(pieces.words.text("handout-diagnose")));
        all.push(Piece::Commands(Commands { place: None, lines }));
    }
    vec![Part {
        id: "guide".to_owned(),
        title: pieces.words.text("handout-guide"),
        pieces: all,
        ..Part::default()
    }]
}

/// A text from its first list on: what stands before it speaks to who has just repaired things.
fn list(text: &str) -> Option<&str> {
    let start = if text.starts_with("- ") {
        0
    } else {
        text.find("\n- ")? + 1
    };
    text.get(start..)
}

/// The calls of `baeum diagnose` that a text shows.
fn diagnose(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("$ "))
        .filter(|line| line.starts_with("baeum diagnose "))
        .collect()
}
