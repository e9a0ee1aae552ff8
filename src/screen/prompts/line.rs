//! Lines of text in any script, edited with rustyline.

use std::borrow::Cow;

use rustyline::completion::Completer as Completion;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use super::super::terminal::{self, ForEditor};
use super::super::text::{Span, to_plain};
use super::super::theme::{Paint, Theme};
use super::{Entered, PromptError, Prompts, clean, page, question};

/// Finds completions: from the line and the cursor (a byte index into it) to the byte index where
/// they begin and what may stand there.
pub type Completer = Box<dyn Fn(&str, usize) -> (usize, Vec<String>) + Send>;

impl Prompts {
    /// Asks for a line of free text, in any script.
    pub fn ask_text(&self, question: &str) -> Result<Entered, PromptError> {
        let prompt = [
            Span::plain(page::margin(terminal::width())),
            Span::accent("❯ "),
        ];
        self.read(
            &self::question(question),
            &prompt,
            "",
            &mut Vec::new(),
            None,
        )
    }

    /// Reads a command with editing, history, completion and a dim hint from `history`, to which
    /// the command is added. `prompt` stands before it, after the page's margin; `typed` is there
    /// already, such as what was pasted, and what was typed since is put behind it rather than
    /// thrown away.
    pub fn command_line(
        &self,
        prompt: &[Span],
        typed: &str,
        history: &mut Vec<String>,
        completer: Completer,
    ) -> Result<Entered, PromptError> {
        let width = terminal::width();
        let mut line = vec![Span::plain(page::margin(width))];
        line.extend(prompt.iter().cloned());
        let keys = page::paragraph(&[Span::dim(self.line_keys.as_str())], width);
        self.read(&keys, &line, typed, history, Some(completer))
    }

    fn read(
        &self,
        above: &[super::Line],
        prompt: &[Span],
        typed: &str,
        history: &mut Vec<String>,
        completer: Option<Completer>,
    ) -> Result<Entered, PromptError> {
        let typed = if typed.is_empty() {
            if terminal::flush_input()? {
                return Err(PromptError::Interrupted);
            }
            String::new()
        } else {
            // What came right behind it belongs to it.
            let more = terminal::typed_ahead()?.ok_or(PromptError::Interrupted)?;
            clean(&format!("{typed}{more}"))
        };
        let lent = ForEditor::new()?;
        Paint::stdout(self.theme).lines(above)?;
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .auto_add_history(false)
            .build();
        let mut editor: Editor<Assistant, DefaultHistory> =
            Editor::with_config(config).map_err(read_error)?;
        editor.set_helper(Some(Assistant {
            theme: self.theme,
            hinter: HistoryHinter::new(),
            completer,
        }));
        for entry in history.iter() {
            // A history that cannot grow is no reason not to ask.
            let _ = editor.add_history_entry(entry.as_str());
        }
        let raw = to_plain(&[prompt.to_vec()]);
        let styled = self.theme.paint(prompt);
        let prompt = (raw.trim_end_matches('\n'), styled.as_str());
        let line = editor.readline_with_initial(&prompt, (typed.trim_end(), ""));
        drop(editor);
        drop(lent);
        let text = match line {
            Ok(line) => clean(&line).trim().to_owned(),
            Err(ReadlineError::Eof) => return Ok(Entered::Back),
            Err(error) => return Err(read_error(error)),
        };
        if text.is_empty() {
            return Ok(Entered::Back);
        }
        if history.last() != Some(&text) {
            history.push(text.clone());
        }
        Ok(Entered::Text(text))
    }
}

fn read_error(error: ReadlineError) -> PromptError {
    match error {
        ReadlineError::Interrupted => PromptError::Interrupted,
        ReadlineError::Io(error) => error.into(),
        other => PromptError::Io(std::io::Error::other(other.to_string())),
    }
}

/// What helps while a line is typed.
struct Assistant {
    theme: Theme,
    hinter: HistoryHinter,
    completer: Option<Completer>,
}

impl Helper for Assistant {}
impl Validator for Assistant {}

impl Completion for Assistant {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let Some(completer) = &self.completer else {
            return Ok((position, Vec::new()));
        };
        let (start, mut found) = completer(line, position);
        for text in &mut found {
            *text = clean(text);
        }
        // rustyline cuts the line there, and fails inside a letter.
        let start = start.min(position);
        if line.is_char_boundary(start) {
            Ok((start, found))
        } else {
            Ok((position, Vec::new()))
        }
    }
}

impl Hinter for Assistant {
    type Hint = String;

    fn hint(&self, line: &str, position: usize, context: &Context<'_>) -> Option<String> {
        self.completer.as_ref()?;
        self.hinter.hint(line, position, context)
    }
}

impl Highlighter for Assistant {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(self.theme.paint(&[Span::dim(hint)]))
    }

    fn highlight_char(&self, _line: &str, _position: usize, _kind: CmdKind) -> bool {
        false
    }
}
