//! Markdown as lines of styled spans for a given width.

mod blocks;
pub(super) mod code;
mod layout;
mod table;

use super::page;
use super::text::{Line, Span, line_columns};
use super::wrap::wrap;
use crate::l10n::Words;

/// The lines of a Markdown text for a page of `width` columns, with the page's left margin.
///
/// Quizzes (task lists) are shown as a list without telling which answers are right; `words` gives
/// the labels of alerts. The text is cleaned, so it may come from anywhere. No line is wider than
/// `width`, from four columns up.
#[must_use]
pub fn render(markdown: &str, width: usize, words: &Words) -> Vec<Line> {
    let mut lines = flow(markdown, page::room(width), words);
    for line in &mut lines {
        if !line.is_empty() {
            line.insert(0, Span::plain(page::margin(width)));
        }
    }
    lines
}

/// The same without a margin, `width` columns for the text itself: for what is put into a block,
/// such as [`page::task_block`].
#[must_use]
pub fn flow(markdown: &str, width: usize, words: &Words) -> Vec<Line> {
    let cleaned = super::clean(markdown);
    let blocks = blocks::parse(&cleaned);
    let width = width.max(1);
    let lines = layout::Layout::new(words).blocks(&blocks, width);
    // Deep nesting on a very narrow page leaves less than a syllable's room.
    if lines.iter().all(|line| line_columns(line) <= width) {
        return lines;
    }
    lines
        .iter()
        .flat_map(|line| wrap(line, width, &[], &[]))
        .collect()
}

/// One paragraph of Markdown as spans that are not wrapped yet: a title, a question, an answer.
#[must_use]
pub fn inline(markdown: &str) -> Line {
    let cleaned = super::clean(markdown);
    for block in blocks::parse(&cleaned) {
        if let blocks::Block::Paragraph(spans) | blocks::Block::Heading(_, spans) = block {
            return spans;
        }
    }
    vec![Span::plain(cleaned.trim())]
}

#[cfg(test)]
mod tests;
