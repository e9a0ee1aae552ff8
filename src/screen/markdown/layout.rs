//! From blocks to lines.

use super::super::text::{Line, Span, Style, columns};
use super::super::wrap::wrap;
use super::blocks::{Alert, Block, List};
use super::{code, table};
use crate::l10n::Words;

pub(super) struct Layout<'a> {
    words: &'a Words,
}

impl<'a> Layout<'a> {
    pub(super) fn new(words: &'a Words) -> Self {
        Self { words }
    }

    /// Blocks one below the other, with an empty line between them.
    pub(super) fn blocks(&mut self, blocks: &[Block], width: usize) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for block in blocks {
            let block = self.block(block, width);
            if !lines.is_empty() && !block.is_empty() {
                lines.push(Line::new());
            }
            lines.extend(block);
        }
        lines
    }

    fn block(&mut self, block: &Block, width: usize) -> Vec<Line> {
        match block {
            Block::Heading(level, spans) => wrap(&as_heading(*level, spans), width, &[], &[]),
            Block::Paragraph(spans) => wrap(spans, width, &[], &[]),
            Block::Code(language, text) => code::lay_out(language, text, width),
            Block::List(list) => self.list(list, width),
            Block::Quote(inner) => {
                let inner = self.blocks(inner, width.saturating_sub(2));
                with_bar(inner, Style::Dim)
            }
            Block::Alert(kind, inner) => self.alert(*kind, inner, width),
            Block::Table(table) => table::lay_out(table, width),
            Block::Rule => vec![vec![Span::dim("─".repeat(width.min(24)))]],
        }
    }

    fn alert(&mut self, kind: Alert, inner: &[Block], width: usize) -> Vec<Line> {
        let (label, style) = match kind {
            Alert::Note => ("screen-note", Style::Strong),
            Alert::Tip => ("screen-tip", Style::Chosen),
            Alert::Important => ("screen-important", Style::Chosen),
            Alert::Warning => ("screen-warning", Style::Warning),
            Alert::Caution => ("screen-caution", Style::Bad),
        };
        let bar = match style {
            Style::Strong => Style::Dim,
            Style::Chosen => Style::Accent,
            other => other,
        };
        let room = width.saturating_sub(2);
        let mut lines = wrap(&[Span::new(self.words.text(label), style)], room, &[], &[]);
        lines.extend(self.blocks(inner, room));
        with_bar(lines, bar)
    }

    fn list(&mut self, list: &List, width: usize) -> Vec<Line> {
        let highest = list
            .start
            .map(|start| start + list.items.len().saturating_sub(1) as u64);
        let mut lines: Vec<Line> = Vec::new();
        let mut was_long = false;
        for (index, item) in list.items.iter().enumerate() {
            let mark = match list.start {
                _ if item.is_task => Span::new("○ ", Style::Accent),
                Some(start) => {
                    let digits = highest.unwrap_or(start).to_string().len();
                    let number = start + index as u64;
                    Span::dim(format!("{number:>digits$}. "))
                }
                None => Span::dim("• "),
            };
            let hang = columns(&mark.text);
            let room = width.saturating_sub(hang).max(1);
            let inner = self.item(&item.blocks, room);
            // Items with several blocks need air; a list of single lines does not.
            let is_long = inner.iter().any(Vec::is_empty);
            if index > 0 && (is_long || was_long) {
                lines.push(Line::new());
            }
            was_long = is_long;
            for (row, mut line) in inner.into_iter().enumerate() {
                if row == 0 {
                    line.insert(0, mark.clone());
                } else if !line.is_empty() {
                    line.insert(0, Span::plain(" ".repeat(hang)));
                }
                lines.push(line);
            }
        }
        lines
    }

    /// The blocks of a list item: a list right below its sentence has no empty line before it.
    fn item(&mut self, blocks: &[Block], width: usize) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for block in blocks {
            if !lines.is_empty() && !matches!(block, Block::List(_)) {
                lines.push(Line::new());
            }
            lines.extend(self.block(block, width));
        }
        if lines.is_empty() {
            lines.push(Line::new());
        }
        lines
    }
}

/// The text of a heading is bold as a whole; names in it keep their colour.
fn as_heading(level: u8, spans: &[Span]) -> Line {
    let style = if level == 1 {
        Style::Title
    } else {
        Style::Strong
    };
    spans
        .iter()
        .map(|span| match span.style {
            Style::Code => span.clone(),
            _ => Span::new(span.text.as_str(), style),
        })
        .collect()
}

fn with_bar(mut lines: Vec<Line>, style: Style) -> Vec<Line> {
    for line in &mut lines {
        let bar = if line.is_empty() { "▌" } else { "▌ " };
        line.insert(0, Span::new(bar, style));
    }
    lines
}
