//! Styled text and how many columns it takes.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What a piece of text is, from which the theme decides how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Style {
    /// Running text.
    #[default]
    Plain,
    /// What matters most in a sentence.
    Strong,
    /// Stress; a colour, not a slant, as slanted Hangul is hard to read.
    Emphasis,
    /// The title of a page.
    Title,
    /// A name, a command or a value in running text.
    Code,
    /// The one accent colour: where the eye should go.
    Accent,
    /// The accent colour in bold: the key or the line that is chosen now.
    Chosen,
    /// What is secondary.
    Dim,
    /// Something that is as it should be.
    Good,
    /// Something that is not as it should be.
    Bad,
    /// Something to beware of, or not known.
    Warning,
    /// An address that can be opened.
    Link,
}

/// A run of text in one style, without line breaks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Span {
    /// The text.
    pub text: String,
    /// How it is meant.
    pub style: Style,
}

impl Span {
    /// Text in the given style.
    pub fn new(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
        }
    }

    /// Running text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Style::Plain)
    }

    /// Secondary text.
    pub fn dim(text: impl Into<String>) -> Self {
        Self::new(text, Style::Dim)
    }

    /// Text that matters.
    pub fn strong(text: impl Into<String>) -> Self {
        Self::new(text, Style::Strong)
    }

    /// A name, a command or a value.
    pub fn code(text: impl Into<String>) -> Self {
        Self::new(text, Style::Code)
    }

    /// Text in the accent colour.
    pub fn accent(text: impl Into<String>) -> Self {
        Self::new(text, Style::Accent)
    }

    /// Columns that this span takes.
    #[must_use]
    pub fn columns(&self) -> usize {
        columns(&self.text)
    }
}

impl From<&str> for Span {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl From<String> for Span {
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

/// One line of the screen: spans from left to right.
pub type Line = Vec<Span>;

/// Terminal columns that `text` takes; a Hangul syllable takes two.
///
/// Counted by grapheme, as the terminal draws it, so that it agrees with [`fit`] and wrapping.
#[must_use]
pub fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| !byte.is_ascii_control()).count();
    }
    // Whole segmentation is slow; ordinary Korean text does not need it.
    if let Some(sum) = text.chars().map(ordinary_columns).sum::<Option<usize>>() {
        return sum;
    }
    text.graphemes(true).map(grapheme_columns).sum()
}

/// Columns of a character that is a grapheme of its own beside others of its kind.
fn ordinary_columns(letter: char) -> Option<usize> {
    match letter {
        ' '..='~' | '\u{2010}'..='\u{2027}' | '\u{2500}'..='\u{259f}' => Some(1),
        // Whole Hangul syllables and CJK punctuation and ideographs.
        '가'..='힣' | '\u{3001}'..='\u{3029}' | '\u{4e00}'..='\u{9fff}' => Some(2),
        _ => None,
    }
}

/// Columns of one grapheme: never more than two, as terminals draw no wider cells.
#[must_use]
pub(crate) fn grapheme_columns(grapheme: &str) -> usize {
    if grapheme.chars().all(char::is_control) {
        return 0;
    }
    UnicodeWidthStr::width(grapheme)
}

/// Terminal columns that a line takes.
#[must_use]
pub fn line_columns(line: &[Span]) -> usize {
    line.iter().map(Span::columns).sum()
}

/// `text` in at most `width` columns, with `…` where something was left out.
#[must_use]
pub fn fit(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut kept = head(text, width.saturating_sub(1)).to_owned();
    if width > 0 {
        kept.push('…');
    }
    kept
}

/// `line` in at most `width` columns, with `…` where something was left out.
#[must_use]
pub fn fit_line(line: &[Span], width: usize) -> Line {
    if line_columns(line) <= width {
        return line.to_vec();
    }
    let mut left = width.saturating_sub(1);
    let mut kept = Line::new();
    let mut last = Style::Plain;
    for span in line {
        last = span.style;
        let taken = span.columns();
        if taken > left {
            let part = head(&span.text, left);
            if !part.is_empty() {
                kept.push(Span::new(part, span.style));
            }
            break;
        }
        left -= taken;
        kept.push(span.clone());
    }
    if width > 0 {
        kept.push(Span::new("…", last));
    }
    kept
}

/// `text` with spaces after it up to `width` columns; longer text is left as it is.
#[must_use]
pub fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(columns(text));
    format!("{text}{}", " ".repeat(missing))
}

/// `line` with spaces after it up to `width` columns; a longer line is left as it is.
#[must_use]
pub fn pad_line(mut line: Line, width: usize) -> Line {
    let missing = width.saturating_sub(line_columns(&line));
    if missing > 0 {
        line.push(Span::plain(" ".repeat(missing)));
    }
    line
}

/// The longest beginning of `text` that takes at most `width` columns.
#[must_use]
pub(crate) fn head(text: &str, width: usize) -> &str {
    let mut taken = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        taken += grapheme_columns(grapheme);
        if taken > width {
            return text.get(..at).unwrap_or(text);
        }
    }
    text
}

/// The lines as plain text, one line each, without styles.
#[must_use]
pub fn to_plain(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        for span in line {
            text.push_str(&span.text);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hangul_syllable_takes_two_columns() {
        assert_eq!(columns("배움 ok"), 7);
        assert_eq!(columns("▌ ━─✔✘○●"), 8);
    }

    #[test]
    fn the_short_way_of_counting_agrees_with_the_long_one() {
        for letter in '\u{20}'..'\u{10000}' {
            if let Some(quick) = ordinary_columns(letter) {
                assert_eq!(quick, grapheme_columns(&letter.to_string()), "{letter:?}");
            }
        }
    }

    #[test]
    fn fitting_never_cuts_a_syllable_in_half() {
        assert_eq!(fit("네트워크", 8), "네트워크");
        assert_eq!(fit("네트워크", 7), "네트워…");
        assert_eq!(fit("네트워크", 6), "네트…");
        assert_eq!(fit("네트워크", 0), "");
        let line = vec![Span::code("mynet1"), Span::plain(" 네트워크")];
        assert_eq!(to_plain(&[fit_line(&line, 10)]), "mynet1 네…\n");
    }

    #[test]
    fn padding_counts_columns_not_letters() {
        assert_eq!(pad("배움", 6), "배움  ");
        assert_eq!(pad("배움", 2), "배움");
    }
}
