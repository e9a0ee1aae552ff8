//! What stands behind the steps: exercises, hints, answers and solutions, and the lecture.

use super::document::{Part, Piece, Section};
use super::pieces::Pieces;
use crate::l10n::Message;
use crate::lesson::{Command, Lesson, Step};

/// The id of the part with the exercises.
const EXERCISES: &str = "exercise";

/// Whether a step is an exercise, whose solution is not shown where it is set.
pub(super) fn is_exercise(step: &Step) -> bool {
    step.exercise && !step.run.is_empty()
}

/// A part with a section for each step for which `make` gives anything.
fn part<'p>(
    pieces: &Pieces<'p>,
    id: &str,
    title: String,
    make: impl Fn(&'p Step) -> Vec<Piece>,
) -> Vec<Part> {
    let lesson: &'p Lesson = pieces.lesson;
    let is_numbered = !lesson.steps.iter().all(is_exercise);
    let sections: Vec<Section> = (1..)
        .zip(&lesson.steps)
        .filter_map(|(number, step)| {
            let all = make(step);
            (!all.is_empty()).then(|| Section {
                id: format!("{id}-{}", step.id),
                number: is_numbered.then_some(number),
                title: pieces.title(step),
                pieces: all,
                see: Vec::new(),
            })
        })
        .collect();
    if sections.is_empty() {
        return Vec::new();
    }
    vec![Part {
        id: id.to_owned(),
        title,
        sections,
        follows: id != EXERCISES,
        ..Part::default()
    }]
}

/// The exercises of another lesson, without their solutions.
pub(super) fn exercises(pieces: &Pieces<'_>) -> Vec<Part> {
    let title = pieces.lesson.title(pieces.words.language()).to_owned();
    let mut parts = part(pieces, EXERCISES, title, |step| {
        if !is_exercise(step) {
            return Vec::new();
        }
        let mut all = pieces.assignment(step);
        all.extend(pieces.questions(step));
        all
    });
    let intro = Message::new("handout-exercises").with("lesson", &pieces.lesson.id);
    for part in &mut parts {
        part.pieces.push(Piece::Pointer(pieces.words.say(&intro)));
    }
    parts
}

/// The hints and solutions of those exercises.
pub(super) fn solutions(pieces: &Pieces<'_>) -> Vec<Part> {
    let title = pieces.words.text("handout-solutions");
    part(pieces, "solution", title, |step| {
        if is_exercise(step) {
            solution(pieces, step)
        } else {
            Vec::new()
        }
    })
}

/// Hints and answers of the lesson's own steps; of its exercises the solution as well.
pub(super) fn answers(pieces: &Pieces<'_>) -> Vec<Part> {
    let title = pieces.words.text("handout-answers");
    part(pieces, "answers", title, |step| {
        if is_exercise(step) {
            return solution(pieces, step);
        }
        let mut all: Vec<Piece> = pieces.hints(step).into_iter().collect();
        let answers = pieces.answers(step);
        if !answers.is_empty() {
            all.extend(answers);
            all.extend(pieces.after(step, "handout-explanation"));
        }
        all
    })
}

/// Hints, what is set up, how it is solved, and why. An exercise of several forms has each of them.
fn solution<'p>(pieces: &Pieces<'p>, step: &'p Step) -> Vec<Piece> {
    let mut all: Vec<Piece> = pieces.hints(step).into_iter().collect();
    let mut form = |number: Option<usize>, setup: &[String], run: &[Command]| {
        if !setup.is_empty() || number.is_some() {
            let label = match number {
                Some(number) => Message::new("handout-set-up-of").with("number", number),
                None => Message::new("handout-set-up"),
            };
            all.push(labelled(pieces.words.say(&label)));
            all.extend(pieces.set_up(setup));
        }
        let solution = pieces.solution(&step.edit, run);
        if !solution.is_empty() {
            all.push(labelled(pieces.words.text("handout-solution")));
        }
        all.extend(solution);
    };
    if step.variants.is_empty() {
        form(None, &step.setup, &step.run);
    }
    for (number, variant) in (1..).zip(&step.variants) {
        form(Some(number), &variant.setup, &variant.run);
    }
    all.extend(pieces.answers(step));
    all.extend(pieces.after(step, "handout-explanation"));
    all
}

fn labelled(label: String) -> Piece {
    Piece::Labelled {
        label,
        text: String::new(),
    }
}

/// The lecture, step by step.
pub(super) fn lecture(pieces: &Pieces<'_>) -> Vec<Part> {
    let title = pieces.words.text("handout-lecture");
    part(pieces, "lecture", title, |step| {
        let talk = pieces.text(step).and_then(|text| text.talk.as_deref());
        talk.map(|talk| Piece::Prose(pieces.fill(talk.trim())))
            .into_iter()
            .collect()
    })
}
