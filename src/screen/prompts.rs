//! Questions to the learner; they block, so call them in `spawn_blocking`, one at a time.
//!
//! Drop [`super::Keys`] before any of them. Each throws away what was typed before it, gives the
//! terminal back as it found it, and answers Ctrl-C with [`PromptError::Interrupted`].

mod line;
mod name;
mod picker;

use std::io;

use thiserror::Error;

use super::keys::{self, Key};
use super::live::Live;
use super::text::{Line, Span, Style};
use super::theme::Theme;
use super::{clean, page, terminal, wrap};
use crate::l10n::Words;

pub use line::Completer;
pub use name::choose_language;
pub use picker::PickItem;

/// Why a prompt has no answer.
#[derive(Debug, Error)]
pub enum PromptError {
    /// Ctrl-C. The terminal is as it was; leave with exit code 130.
    #[error("interrupted")]
    Interrupted,
    /// There is no terminal to ask at.
    #[error("not a terminal")]
    NotATerminal,
    /// The terminal failed.
    #[error(transparent)]
    Io(io::Error),
}

impl From<io::Error> for PromptError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::Interrupted => Self::Interrupted,
            io::ErrorKind::NotConnected => Self::NotATerminal,
            _ => Self::Io(error),
        }
    }
}

/// What came out of a picker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picked {
    /// The item with this index.
    Item(usize),
    /// A single key of `keys` (as its Latin twin) while the item with this index was marked.
    Key(char, usize),
    /// Escape, `q`, arrow left or Ctrl-D.
    Back,
}

/// What came out of a picker of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PickedMany {
    /// The items with these indices, in order.
    Items(Vec<usize>),
    /// Escape, `q`, arrow left or Ctrl-D.
    Back,
}

/// What came out of a line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// This text, trimmed, without control characters.
    Text(String),
    /// Ctrl-D, or an empty line.
    Back,
}

/// The prompts, with the words they need. Cheap to clone and free to send to another thread.
#[derive(Debug, Clone)]
pub struct Prompts {
    theme: Theme,
    yes: String,
    no: String,
    pick_keys: String,
    pick_many_keys: String,
    line_keys: String,
    default: String,
}

/// Stands in for the value until the default is known, as prompts outlive the words.
const VALUE: &str = "\u{fffc}";

impl Prompts {
    /// Prompts in the language of `words`.
    #[must_use]
    pub fn new(theme: Theme, words: &Words) -> Self {
        use crate::l10n::Message;
        Self {
            theme,
            yes: words.text("screen-yes"),
            no: words.text("screen-no"),
            pick_keys: words.text("screen-pick-keys"),
            pick_many_keys: words.text("screen-pick-many-keys"),
            line_keys: words.text("screen-line-keys"),
            default: words.say(&Message::new("screen-default").with("value", VALUE)),
        }
    }

    /// Lets the learner choose one of `items`, beginning at `start`; `keys` are further single keys
    /// (small letters) that end the picker. The list is taken away again.
    ///
    /// Arrows move, digits jump to the item of that number, Enter takes.
    pub fn pick(
        &self,
        items: &[PickItem],
        start: usize,
        keys: &[char],
    ) -> Result<Picked, PromptError> {
        self.pick_below(&[], items, start, keys)
    }

    /// The same below a question that stands on the screen, which is printed again when the screen
    /// has to be cleared.
    pub fn pick_below(
        &self,
        question: &[Line],
        items: &[PickItem],
        start: usize,
        keys: &[char],
    ) -> Result<Picked, PromptError> {
        let picker = picker::Picker::one(items, start, keys, &self.pick_keys);
        match self.run(question, picker)? {
            picker::Outcome::Taken(index) => Ok(Picked::Item(index)),
            picker::Outcome::Key(key, index) => Ok(Picked::Key(key, index)),
            _ => Ok(Picked::Back),
        }
    }

    /// Lets the learner mark one or more of `items` with the space bar or their numbers, below a
    /// question as in [`Prompts::pick_below`]; Enter takes them.
    pub fn pick_many(
        &self,
        question: &[Line],
        items: &[PickItem],
    ) -> Result<PickedMany, PromptError> {
        let picker = picker::Picker::many(items, &self.pick_many_keys);
        match self.run(question, picker)? {
            picker::Outcome::Marked(indices) => Ok(PickedMany::Items(indices)),
            _ => Ok(PickedMany::Back),
        }
    }

    fn run(
        &self,
        question: &[Line],
        mut picker: picker::Picker<'_>,
    ) -> Result<picker::Outcome, PromptError> {
        let _terminal = begin()?;
        let (mut columns, mut rows) = terminal::size();
        let mut live = Live::new(self.theme);
        loop {
            live.show(&picker.frame(usize::from(columns), usize::from(rows)))?;
            let key = keys::read()?;
            if let Key::Resize(new_columns, new_rows) = key {
                // The terminal has rearranged the old frame; only a fresh screen is sure to be right.
                (columns, rows) = (new_columns, new_rows);
                live.resize(columns, rows);
                live.clear_screen()?;
                live.print(question)?;
                continue;
            }
            if let Some(outcome) = picker.key(key) {
                live.clear()?;
                return match outcome {
                    picker::Outcome::Interrupted => Err(PromptError::Interrupted),
                    outcome => Ok(outcome),
                };
            }
        }
    }

    /// Asks yes or no; Enter takes `default`, Escape is no. Question and answer stay on the screen.
    pub fn confirm(&self, question: &str, default: bool) -> Result<bool, PromptError> {
        let _terminal = begin()?;
        let mut region = Live::new(self.theme);
        let question = Span::strong(clean(question));
        let choice = |yes: bool| {
            let (text, key) = if yes {
                (&self.yes, "y")
            } else {
                (&self.no, "n")
            };
            let style = if yes == default {
                Style::Chosen
            } else {
                Style::Dim
            };
            [
                Span::new(text.as_str(), style),
                Span::dim(format!(" ({key})")),
            ]
        };
        let mut line = vec![question.clone(), Span::plain("   ")];
        line.extend(choice(true));
        line.push(Span::plain("   "));
        line.extend(choice(false));
        region.show(&page::paragraph(&line, terminal::width()))?;
        let answer = loop {
            let key = keys::read()?;
            match (key, key.command()) {
                (Key::Enter, _) => break default,
                // Some input methods send a whole syllable at once: 네, 예, 응, or the first of 아니요.
                (_, Some('y')) | (Key::Char('네' | '예' | '응'), _) => break true,
                (_, Some('n')) | (Key::Escape | Key::Char('아'), _) => break false,
                (Key::Interrupt | Key::EndOfInput, _) => {
                    region.finish()?;
                    return Err(PromptError::Interrupted);
                }
                (Key::Resize(columns, rows), _) => {
                    region.resize(columns, rows);
                    region.show(&page::paragraph(&line, usize::from(columns)))?;
                }
                _ => {}
            }
        };
        let answered = if answer { &self.yes } else { &self.no };
        let line = [
            question,
            Span::plain("   "),
            Span::accent(answered.as_str()),
        ];
        region.show(&page::paragraph(&line, terminal::width()))?;
        region.finish()?;
        Ok(answer)
    }

    /// Waits for any key, with `text` on the screen meanwhile.
    pub fn wait_for_key(&self, text: &str) -> Result<(), PromptError> {
        let _terminal = begin()?;
        let mut live = Live::new(self.theme);
        live.show(&page::paragraph(&[Span::dim(text)], terminal::width()))?;
        let key = loop {
            match keys::read()? {
                Key::Resize(..) => {}
                key => break key,
            }
        };
        live.clear()?;
        if key == Key::Interrupt {
            return Err(PromptError::Interrupted);
        }
        Ok(())
    }
}

/// Takes the terminal and throws away what was typed before.
fn begin() -> Result<terminal::Terminal, PromptError> {
    let terminal = terminal::Terminal::open()?;
    if terminal::flush_input()? {
        return Err(PromptError::Interrupted);
    }
    Ok(terminal)
}

/// A question above its answer, wrapped, with the page's margin.
fn question(text: &str) -> Vec<Line> {
    let width = terminal::width();
    let margin = [Span::plain(page::margin(width))];
    wrap(
        &[Span::strong(clean(text))],
        page::room(width) + page::margin(width).len(),
        &margin,
        &margin,
    )
}
