//! How each style looks, and the one place where escape codes for it are written.

use std::borrow::Cow;
use std::env;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use super::text::{Line, Span, Style};
use super::{sanitize, terminal};

/// When to colour the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// On a terminal that can, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How styles look: in colour, or without any escape code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    color: bool,
}

impl Theme {
    /// Without any escape code.
    #[must_use]
    pub const fn plain() -> Self {
        Self { color: false }
    }

    /// In colour.
    #[must_use]
    pub const fn colored() -> Self {
        Self { color: true }
    }

    /// The theme for standard output.
    #[must_use]
    pub fn for_stdout(choice: ColorChoice) -> Self {
        Self::decide(choice, io::stdout().is_terminal(), |name| {
            env::var(name).ok()
        })
    }

    /// The theme for standard error.
    #[must_use]
    pub fn for_stderr(choice: ColorChoice) -> Self {
        Self::decide(choice, io::stderr().is_terminal(), |name| {
            env::var(name).ok()
        })
    }

    fn decide(
        choice: ColorChoice,
        is_terminal: bool,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let color = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                is_terminal
                    && variable("NO_COLOR").is_none_or(|value| value.is_empty())
                    && variable("TERM").map_or(cfg!(windows), |term| term != "dumb")
            }
        };
        Self { color }
    }

    /// Whether styles become escape codes.
    #[must_use]
    pub const fn is_colored(self) -> bool {
        self.color
    }

    /// One line as text, with escape codes where the theme has colour; no line end.
    #[must_use]
    pub fn paint(self, line: &[Span]) -> String {
        let mut painted = String::new();
        for span in line {
            let text = harmless(&span.text);
            match look(span.style) {
                // White space looks the same in every style but underlined.
                Some(look) if self.color && !text.trim().is_empty() => {
                    // Writing to a string cannot fail.
                    let _ = write!(painted, "{}", look.force_styling(true).apply_to(&text));
                }
                _ => painted.push_str(&text),
            }
        }
        painted
    }
}

/// The last guard before the terminal: whatever forgot to clean a text, no code of its own gets
/// through, and no line feed that would break the counting of lines.
fn harmless(text: &str) -> Cow<'_, str> {
    if sanitize::is_clean(text) && !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(sanitize::clean(text).replace('\n', " "))
}

/// The table of looks. One accent; red, green and yellow only for how something stands.
fn look(style: Style) -> Option<console::Style> {
    let look = console::Style::new();
    Some(match style {
        Style::Plain => return None,
        Style::Strong | Style::Title => look.bold(),
        Style::Emphasis => look.magenta(),
        Style::Code | Style::Accent => look.cyan(),
        Style::Chosen => look.cyan().bold(),
        Style::Dim => look.dim(),
        Style::Good => look.green(),
        Style::Bad => look.red(),
        Style::Warning => look.yellow(),
        Style::Link => look.underlined(),
    })
}

/// Writes lines to something, painted with a theme.
#[derive(Debug)]
pub struct Paint<W> {
    out: W,
    theme: Theme,
}

impl Paint<io::Stdout> {
    /// Paints to standard output.
    #[must_use]
    pub fn stdout(theme: Theme) -> Self {
        Self::new(io::stdout(), theme)
    }
}

impl Paint<io::Stderr> {
    /// Paints to standard error.
    #[must_use]
    pub fn stderr(theme: Theme) -> Self {
        Self::new(io::stderr(), theme)
    }
}

impl<W: Write> Paint<W> {
    /// Paints to `out`.
    pub fn new(out: W, theme: Theme) -> Self {
        Self { out, theme }
    }

    /// Writes one line.
    pub fn line(&mut self, line: &[Span]) -> io::Result<()> {
        self.lines(&[line.to_vec()])
    }

    /// Writes lines, all at once, and flushes.
    pub fn lines(&mut self, lines: &[Line]) -> io::Result<()> {
        // A raw terminal does not return to the first column by itself.
        let end = if terminal::is_taken() { "\r\n" } else { "\n" };
        let mut text = String::new();
        for line in lines {
            text.push_str(&self.theme.paint(line));
            text.push_str(end);
        }
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    /// The theme that it paints with.
    pub fn theme(&self) -> Theme {
        self.theme
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(choice: ColorChoice, is_terminal: bool, name: &str, value: &str) -> bool {
        Theme::decide(choice, is_terminal, |asked| match asked {
            asked if asked == name => Some(value.to_owned()),
            "TERM" => Some("xterm".to_owned()),
            _ => None,
        })
        .is_colored()
    }

    #[test]
    fn colour_is_for_terminals_that_can_and_people_who_want() {
        assert!(decided(ColorChoice::Auto, true, "TERM", "xterm"));
        assert!(!decided(ColorChoice::Auto, false, "TERM", "xterm"));
        assert!(!decided(ColorChoice::Auto, true, "TERM", "dumb"));
        assert!(!decided(ColorChoice::Auto, true, "NO_COLOR", "1"));
        assert!(decided(ColorChoice::Auto, true, "NO_COLOR", ""));
        assert!(decided(ColorChoice::Always, false, "NO_COLOR", "1"));
        assert!(!decided(ColorChoice::Never, true, "TERM", "xterm"));
    }

    #[test]
    fn no_code_from_elsewhere_gets_through() {
        let line = [Span::code("a\u{1b}[2Jb\nc\u{7}")];
        assert_eq!(Theme::plain().paint(&line), "ab c");
    }

    #[test]
    fn without_colour_there_is_no_escape_code_at_all() {
        let line = [
            Span::strong("a"),
            Span::dim("b"),
            Span::new("c", Style::Link),
        ];
        let mut out = Vec::new();
        Paint::new(&mut out, Theme::plain()).line(&line).unwrap();
        assert_eq!(out, b"abc\n");
        assert_eq!(Theme::colored().paint(&line[..1]), "\u{1b}[1ma\u{1b}[0m");
    }
}
