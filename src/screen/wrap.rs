//! Breaks styled text into lines at spaces, keeping Korean words whole.

use unicode_segmentation::UnicodeSegmentation;

use super::text::{Line, Span, Style, columns, grapheme_columns, head, line_columns};

/// The least room for text beside an indent; a wider indent is cut.
const LEAST_ROOM: usize = 3;

/// `spans` as lines of at most `width` columns.
///
/// The first line begins with `first_indent`, every other with `next_indent`. Lines break only at
/// spaces; a word longer than a whole line is broken inside. Spans that touch without white space
/// between them are one word, and a line feed in the text is a break. There is always at least one
/// line.
#[must_use]
pub fn wrap(
    spans: &[Span],
    width: usize,
    first_indent: &[Span],
    next_indent: &[Span],
) -> Vec<Line> {
    let mut page = Page::new(width, first_indent, next_indent);
    let mut word = Line::new();
    let mut space = Line::new();
    for span in &merged(spans) {
        for piece in pieces(&span.text) {
            match piece {
                Piece::Word(text) => add(&mut word, text, span.style),
                Piece::Space(text) => {
                    page.word(&space, &word);
                    if !word.is_empty() {
                        space.clear();
                        word.clear();
                    }
                    add(&mut space, text, span.style);
                }
                Piece::Break => {
                    page.word(&space, &word);
                    page.next_line();
                    space.clear();
                    word.clear();
                }
            }
        }
    }
    page.word(&space, &word);
    page.finish()
}

enum Piece<'a> {
    Word(&'a str),
    Space(&'a str),
    Break,
}

/// Cuts text into words, runs of spaces and breaks; a no-break space belongs to its word.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (piece, length) = match first {
            '\n' => (Piece::Break, 1),
            ' ' => {
                let length = rest.len() - rest.trim_start_matches(' ').len();
                (Piece::Space(rest.get(..length)?), length)
            }
            _ => {
                let length = rest.find([' ', '\n']).unwrap_or(rest.len());
                (Piece::Word(rest.get(..length)?), length)
            }
        };
        rest = rest.get(length..)?;
        Some(piece)
    })
}

/// Neighbours of one style as one span, so that no grapheme is cut between them.
fn merged(spans: &[Span]) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        add(&mut merged, &span.text, span.style);
    }
    merged
}

/// Adds text to the end of a line, to its last span where the style is the same.
pub(crate) fn add(line: &mut Line, text: &str, style: Style) {
    if text.is_empty() {
        return;
    }
    match line.last_mut() {
        Some(last) if last.style == style => last.text.push_str(text),
        _ => line.push(Span::new(text, style)),
    }
}

struct Page {
    lines: Vec<Line>,
    line: Line,
    used: usize,
    /// Whether the line has text, not only its indent.
    has_text: bool,
    width: usize,
    next_indent: Line,
}

impl Page {
    fn new(width: usize, first_indent: &[Span], next_indent: &[Span]) -> Self {
        let width = width.max(1);
        let line = cut_indent(first_indent, width);
        Self {
            lines: Vec::new(),
            used: line_columns(&line),
            line,
            has_text: false,
            width,
            next_indent: cut_indent(next_indent, width),
        }
    }

    fn next_line(&mut self) {
        let line = std::mem::replace(&mut self.line, self.next_indent.clone());
        self.lines.push(line);
        self.used = line_columns(&self.line);
        self.has_text = false;
    }

    /// Puts a word with the spaces before it, on a new line if it does not fit on this one.
    fn word(&mut self, space: &[Span], word: &[Span]) {
        if word.is_empty() {
            return;
        }
        let (gap, size) = (line_columns(space), line_columns(word));
        if self.used + gap + size <= self.width {
            self.put(space, gap);
            self.put(word, size);
            return;
        }
        if self.has_text {
            self.next_line();
        }
        if self.used + size <= self.width {
            self.put(word, size);
        } else {
            self.long_word(word);
        }
    }

    fn put(&mut self, spans: &[Span], size: usize) {
        for span in spans {
            add(&mut self.line, &span.text, span.style);
        }
        self.used += size;
        self.has_text |= size > 0;
    }

    /// Breaks a word that is longer than a line, after a sign such as `/` where one is near.
    fn long_word(&mut self, word: &[Span]) {
        let units = units(
            word,
            self.width.saturating_sub(line_columns(&self.next_indent)),
        );
        let mut rest = units.as_slice();
        while !rest.is_empty() {
            let room = self.width.saturating_sub(self.used);
            let mut taken = 0;
            let mut count = 0;
            let mut soft = None;
            for (index, unit) in rest.iter().enumerate() {
                if taken + unit.size > room && index > 0 {
                    break;
                }
                taken += unit.size;
                count = index + 1;
                if matches!(unit.text, "/" | "-" | "=" | "," | "&" | "?" | ":") && taken * 2 > room
                {
                    soft = Some(count);
                }
            }
            let at = if count < rest.len() {
                soft.unwrap_or(count)
            } else {
                count
            };
            let (now, later) = rest.split_at(at);
            for unit in now {
                add(&mut self.line, unit.text, unit.style);
                self.used += unit.size;
            }
            self.has_text = true;
            rest = later;
            if !rest.is_empty() {
                self.next_line();
            }
        }
    }

    fn finish(mut self) -> Vec<Line> {
        self.lines.push(self.line);
        self.lines
    }
}

/// The smallest part that is never cut.
struct Unit<'a> {
    text: &'a str,
    style: Style,
    size: usize,
}

/// The graphemes of a word; one wider than `room` (a heap of jamo) falls into its characters.
fn units(word: &[Span], room: usize) -> Vec<Unit<'_>> {
    let mut units = Vec::new();
    for span in word {
        for grapheme in span.text.graphemes(true) {
            let size = grapheme_columns(grapheme);
            if size <= room.max(2) {
                units.push(Unit {
                    text: grapheme,
                    style: span.style,
                    size,
                });
                continue;
            }
            for (at, letter) in grapheme.char_indices() {
                if let Some(text) = grapheme.get(at..at + letter.len_utf8()) {
                    units.push(Unit {
                        text,
                        style: span.style,
                        size: columns(text),
                    });
                }
            }
        }
    }
    units
}

fn cut_indent(indent: &[Span], width: usize) -> Line {
    let mut room = width.saturating_sub(LEAST_ROOM);
    let mut cut = Line::new();
    for span in indent {
        let text = head(&span.text, room);
        room -= columns(text);
        add(&mut cut, text, span.style);
    }
    cut
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::to_plain;
    use super::*;

    fn wrapped(text: &str, width: usize) -> String {
        to_plain(&wrap(&[text.into()], width, &[], &[]))
    }

    #[test]
    fn korean_breaks_only_at_spaces() {
        assert_eq!(
            wrapped("컨테이너는 저마다 따로 떨어진 컴퓨터라서", 20),
            "컨테이너는 저마다\n따로 떨어진\n컴퓨터라서\n"
        );
    }

    #[test]
    fn a_particle_stays_with_the_name_before_it() {
        let spans = [
            Span::plain("이제 "),
            Span::code("mynet1"),
            Span::plain("에서는 보여요"),
        ];
        assert_eq!(
            to_plain(&wrap(&spans, 14, &[], &[])),
            "이제\nmynet1에서는\n보여요\n"
        );
    }

    #[test]
    fn a_long_path_breaks_after_a_slash() {
        assert_eq!(
            wrapped("see /var/lib/docker/network/files/local-kv.db", 20),
            "see\n/var/lib/docker/\nnetwork/files/local-\nkv.db\n"
        );
    }

    #[test]
    fn next_lines_hang_below_the_first() {
        let lines = wrap(&["one two three".into()], 9, &["• ".into()], &["  ".into()]);
        assert_eq!(to_plain(&lines), "• one two\n  three\n");
    }

    #[test]
    fn a_line_feed_is_a_break_and_nothing_is_one_empty_line() {
        assert_eq!(wrapped("a\n\nb", 10), "a\n\nb\n");
        assert_eq!(wrapped("", 10), "\n");
    }

    #[test]
    fn two_columns_are_enough_not_to_fail() {
        for width in 0..5 {
            let lines = wrap(
                &["배움 abc ━".into()],
                width,
                &["  ▌ ".into()],
                &["    ".into()],
            );
            assert!(!lines.is_empty());
        }
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_page(
            texts in prop::collection::vec("([ -~]|\\PC|[가-힣]| |ᄀ|\u{fe0f})*", 0..6),
            width in 4usize..60,
            indent in "[ ▌]{0,9}",
        ) {
            let styles = [Style::Plain, Style::Code, Style::Strong];
            let spans: Vec<Span> = texts
                .iter()
                .enumerate()
                .map(|(index, text)| Span::new(text.as_str(), styles[index % 3]))
                .collect();
            let lines = wrap(&spans, width, &[indent.as_str().into()], &[indent.as_str().into()]);
            for line in &lines {
                prop_assert!(line_columns(line) <= width, "{line:?}");
            }
        }

        #[test]
        fn no_text_is_lost(texts in prop::collection::vec("([ -~]|\\PC|[가-힣]|\n)*", 0..6), width in 1usize..40) {
            let spans: Vec<Span> = texts.iter().map(|text| Span::plain(text.as_str())).collect();
            let squeeze = |text: &str| text.replace([' ', '\n'], "");
            prop_assert_eq!(
                squeeze(&to_plain(&wrap(&spans, width, &[], &[]))),
                squeeze(&texts.concat())
            );
        }
    }
}
