//! What a handout is made of, before it is written in any form. Texts are Markdown with everything filled in.

use crate::l10n::Language;

/// A handout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The language that it is in.
    pub language: Language,
    /// What kind of paper this is, above the title.
    pub kind: String,
    /// The lesson's title.
    pub title: String,
    /// Steps, minutes, level.
    pub facts: String,
    /// What holds for everything below: which names and addresses these are.
    pub note: String,
    /// The heading of the table of contents.
    pub contents: String,
    /// The parts, in order.
    pub parts: Vec<Part>,
    /// The last line.
    pub colophon: String,
}

/// A part of a handout, with a heading of the second level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Unique among parts and sections.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What stands before its sections.
    pub pieces: Vec<Piece>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// Whether its sections go with those of a part before it, and need no line in the contents.
    pub follows: bool,
}

/// A section of a part, with a heading of the third level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Unique among parts and sections.
    pub id: String,
    /// The number of its step, from 1, where it has one.
    pub number: Option<usize>,
    /// Its heading, without the number.
    pub title: String,
    /// What it holds.
    pub pieces: Vec<Piece>,
    /// Where more about its step stands: what it is called, and the id of the section.
    pub see: Vec<(String, String)>,
}

impl Section {
    /// Number and title.
    #[must_use]
    pub fn heading(&self) -> String {
        match self.number {
            Some(number) => format!("{number}. {}", self.title),
            None => self.title.clone(),
        }
    }
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Running text.
    Prose(String),
    /// Where something else stands.
    Pointer(String),
    /// What is to be done.
    Task {
        /// Such as "Your task".
        label: String,
        /// The task.
        text: String,
    },
    /// Commands to type.
    Commands(Commands),
    /// A change to a file.
    Edit {
        /// Which file.
        label: String,
        /// The lines that go.
        removed: Vec<String>,
        /// The lines that come.
        added: Vec<String>,
    },
    /// A picture of the networks.
    Map {
        /// What it shows.
        caption: String,
        /// The picture as plain text, line by line.
        text: String,
        /// The picture as an SVG element.
        svg: String,
    },
    /// A question that is answered by writing.
    Question {
        /// Such as "Question".
        label: String,
        /// The question.
        text: String,
    },
    /// A question with choices, each with whether it is ticked.
    Quiz {
        /// The question.
        question: String,
        /// The choices.
        choices: Vec<(String, bool)>,
    },
    /// Text under a small heading that is not in the table of contents.
    Labelled {
        /// The small heading.
        label: String,
        /// The text.
        text: String,
    },
    /// Hints, in order.
    Hints {
        /// Such as "Hints".
        label: String,
        /// The hints.
        hints: Vec<String>,
    },
}

/// Commands that are typed in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commands {
    /// Where, if not in the learner's own shell.
    pub place: Option<String>,
    /// The commands, one after the other.
    pub lines: Vec<String>,
}

impl Commands {
    /// The prompt that they are typed behind.
    #[must_use]
    pub fn prompt(&self) -> char {
        if self.place.is_some() { '#' } else { '$' }
    }
}
