//! Short ASCII answers and choices among short labels, asked with dialoguer.

use std::fmt;
#[cfg(unix)]
use std::io;

use console::Term;
use dialoguer::{Input, Select};

use super::super::page;
use super::super::terminal::{self, Terminal};
use super::super::text::{Line, Span, Style};
use super::super::theme::{Paint, Theme};
use super::{PromptError, Prompts, VALUE, question};
use crate::l10n::Language;

impl Prompts {
    /// Asks for a short ASCII name or number; an empty answer takes `default`. `validate` says what
    /// is wrong with an answer, and the question is asked again.
    pub fn ask_name(
        &self,
        question: &str,
        default: &str,
        validate: impl Fn(&str) -> Result<(), String>,
    ) -> Result<String, PromptError> {
        let lectern = Lectern::begin()?;
        let mut lines = self::question(question);
        let hint = self.default.replace(VALUE, default);
        if !default.is_empty() {
            lines.extend(page::paragraph(&[Span::dim(hint)], terminal::width()));
        }
        Paint::stdout(self.theme).lines(&lines)?;
        let look = Look { theme: self.theme };
        let mut input = Input::<String>::with_theme(&look).show_default(false);
        if !default.is_empty() {
            input = input.default(default.to_owned());
        }
        let answer = input
            .validate_with(|answer: &String| validate(answer.trim()))
            .interact_text_on(&Lectern::term());
        if answer.is_err() {
            // What comes next must not stand beside what was typed.
            Paint::stdout(self.theme).line(&[])?;
        }
        drop(lectern);
        Ok(answer.map_err(io_error)?.trim().to_owned())
    }
}

/// Asks for the language when it is not known yet, in both languages at once.
pub fn choose_language(theme: Theme, first: Language) -> Result<Language, PromptError> {
    let lectern = Lectern::begin()?;
    let languages = [Language::Korean, Language::English];
    Paint::stdout(theme).lines(&[
        vec![],
        vec![
            Span::plain("  "),
            Span::strong("언어를 골라 주세요"),
            Span::dim("  ·  "),
            Span::strong("Choose your language"),
        ],
        vec![],
    ])?;
    let picked = Select::with_theme(&Look { theme })
        .items(["한국어", "English"])
        .default(usize::from(first == Language::English))
        .report(false)
        .interact_on(&Lectern::term());
    drop(lectern);
    let index = picked.map_err(io_error)?;
    Ok(languages.get(index).copied().unwrap_or(first))
}

/// The terminal for dialoguer: raw, so that Ctrl-C between two keys cannot slip through as a
/// signal that nobody at the prompt hears, but with a visible cursor.
struct Lectern {
    _terminal: Terminal,
}

impl Lectern {
    fn begin() -> Result<Self, PromptError> {
        let terminal = super::begin()?;
        // console raises SIGINT for Ctrl-C; without a handler the process would end with a hidden
        // cursor before anything here could run.
        terminal::hold_interrupts();
        terminal::show_cursor();
        Ok(Self {
            _terminal: terminal,
        })
    }

    #[cfg(unix)]
    fn term() -> Term {
        Term::read_write_pair(io::stdin(), Returning(io::stdout()))
    }

    /// Windows returns to the first column in raw mode too.
    #[cfg(not(unix))]
    fn term() -> Term {
        Term::stdout()
    }
}

/// Standard output of a raw terminal, where a line feed alone does not return to the first column.
#[cfg(unix)]
#[derive(Debug)]
struct Returning(io::Stdout);

#[cfg(unix)]
impl io::Write for Returning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if index > 0 {
                self.0.write_all(b"\r\n")?;
            }
            self.0.write_all(line)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(unix)]
impl std::os::fd::AsRawFd for Returning {
    fn as_raw_fd(&self) -> std::os::fd::RawFd {
        self.0.as_raw_fd()
    }
}

fn io_error(error: dialoguer::Error) -> PromptError {
    let dialoguer::Error::IO(error) = error;
    error.into()
}

/// dialoguer in the looks of the page.
struct Look {
    theme: Theme,
}

impl Look {
    fn write(&self, out: &mut dyn fmt::Write, line: &Line) -> fmt::Result {
        out.write_str(&self.theme.paint(line))
    }
}

impl dialoguer::theme::Theme for Look {
    fn format_error(&self, out: &mut dyn fmt::Write, error: &str) -> fmt::Result {
        self.write(
            out,
            &vec![
                Span::plain("  "),
                Span::new("✘  ", Style::Bad),
                Span::plain(super::clean(error)),
            ],
        )
    }

    fn format_input_prompt(
        &self,
        out: &mut dyn fmt::Write,
        _prompt: &str,
        _default: Option<&str>,
    ) -> fmt::Result {
        self.write(out, &vec![Span::plain("  "), Span::accent("❯ ")])
    }

    fn format_input_prompt_selection(
        &self,
        out: &mut dyn fmt::Write,
        _prompt: &str,
        answer: &str,
    ) -> fmt::Result {
        self.write(
            out,
            &vec![Span::plain("  "), Span::accent("❯ "), Span::code(answer)],
        )
    }

    fn format_select_prompt_item(
        &self,
        out: &mut dyn fmt::Write,
        text: &str,
        active: bool,
    ) -> fmt::Result {
        let line = if active {
            vec![Span::accent("  ❯ "), Span::new(text, Style::Chosen)]
        } else {
            vec![Span::plain("    "), Span::plain(text)]
        };
        self.write(out, &line)
    }
}
