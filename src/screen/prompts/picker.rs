//! The list picker: what it shows and what each key does, without a terminal.

use super::super::keys::Key;
use super::super::page;
use super::super::text::{Line, Span, Style, fit_line, line_columns, pad_line};
use super::super::wrap::wrap;

/// Rows that are kept free around the list: the cursor's, an empty one and the keys'.
const AROUND: usize = 3;
const DETAIL_GAP: usize = 3;

/// One line of a picker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PickItem {
    /// What it is; the line that is chosen is drawn in the accent colour.
    pub label: Line,
    /// Columns of secondary text, aligned with those of the other items.
    pub details: Vec<Line>,
    /// Whether it can be chosen; others are dim.
    pub enabled: bool,
    /// Whether an empty line stands before it.
    pub gap: bool,
}

impl PickItem {
    /// An item that can be chosen.
    pub fn new(label: impl Into<Span>) -> Self {
        Self {
            label: vec![label.into()],
            enabled: true,
            ..Self::default()
        }
    }

    /// An item that can be chosen, whose label has several styles (an answer of a quiz).
    #[must_use]
    pub fn styled(label: Line) -> Self {
        Self {
            label,
            enabled: true,
            ..Self::default()
        }
    }

    /// The same item with one more column of secondary text.
    #[must_use]
    pub fn detail(mut self, detail: Line) -> Self {
        self.details.push(detail);
        self
    }

    /// The same item with an empty line before it.
    #[must_use]
    pub fn after_gap(mut self) -> Self {
        self.gap = true;
        self
    }

    /// The same item, shown but not to be chosen.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }
}

pub(super) enum Outcome {
    Taken(usize),
    Key(char, usize),
    Marked(Vec<usize>),
    Back,
    Interrupted,
}

pub(super) struct Picker<'a> {
    items: &'a [PickItem],
    keys: &'a [char],
    hint: &'a str,
    at: usize,
    /// In a picker of several: which items are marked.
    marks: Option<Vec<bool>>,
    /// Digits typed so far, as an item may have two.
    number: usize,
    /// The first row of the list that is shown.
    top: usize,
}

impl<'a> Picker<'a> {
    pub(super) fn one(
        items: &'a [PickItem],
        start: usize,
        keys: &'a [char],
        hint: &'a str,
    ) -> Self {
        let mut picker = Self {
            items,
            keys,
            hint,
            at: start.min(items.len().saturating_sub(1)),
            marks: None,
            number: 0,
            top: 0,
        };
        if !picker.is_enabled(picker.at) {
            picker.step(true);
        }
        picker
    }

    pub(super) fn many(items: &'a [PickItem], hint: &'a str) -> Self {
        Self {
            marks: Some(vec![false; items.len()]),
            ..Self::one(items, 0, &[], hint)
        }
    }

    fn is_enabled(&self, index: usize) -> bool {
        self.items.get(index).is_some_and(|item| item.enabled)
    }

    /// Moves to the next item that can be chosen, around the end.
    fn step(&mut self, forward: bool) {
        let count = self.items.len();
        let mut index = self.at;
        for _ in 0..count {
            index = if forward {
                (index + 1) % count
            } else {
                (index + count - 1) % count
            };
            if self.is_enabled(index) {
                self.at = index;
                return;
            }
        }
    }

    fn jump(&mut self, to: usize) {
        let near = (to..self.items.len())
            .find(|index| self.is_enabled(*index))
            .or_else(|| (0..to).rev().find(|index| self.is_enabled(*index)));
        self.at = near.unwrap_or(self.at);
    }

    /// What a key does; mostly nothing that ends the picker.
    pub(super) fn key(&mut self, key: Key) -> Option<Outcome> {
        let number = std::mem::take(&mut self.number);
        match key {
            Key::Interrupt => return Some(Outcome::Interrupted),
            Key::EndOfInput | Key::Escape | Key::Left => return Some(Outcome::Back),
            Key::Up => self.step(false),
            Key::Down | Key::Tab => self.step(true),
            Key::Home => self.jump(0),
            Key::End => self.jump(self.items.len().saturating_sub(1)),
            Key::PageUp => self.jump(self.at.saturating_sub(10)),
            Key::PageDown => self.jump((self.at + 10).min(self.items.len().saturating_sub(1))),
            Key::Enter | Key::Right => return self.take(),
            Key::Char(' ') => self.toggle(),
            Key::Char(digit @ '0'..='9') => {
                let digit = digit as usize - '0' as usize;
                // `1` then `2` is the twelfth, where there are as many.
                self.number = match number * 10 + digit {
                    both if both <= self.items.len() => both,
                    _ => digit,
                };
                if self.is_enabled(self.number.wrapping_sub(1)) {
                    self.at = self.number - 1;
                    // With more items the first digit may be half a number.
                    if self.items.len() <= 9 {
                        self.toggle();
                    }
                }
            }
            _ => {
                let command = key.command()?;
                if self.keys.contains(&command) {
                    return Some(Outcome::Key(command, self.at));
                }
                match command {
                    'q' => return Some(Outcome::Back),
                    'k' => self.step(false),
                    'j' => self.step(true),
                    _ => {}
                }
            }
        }
        None
    }

    /// Marks the item at hand, in a picker of several, or takes its mark away.
    fn toggle(&mut self) {
        if let Some(mark) = self.marks.as_mut().and_then(|marks| marks.get_mut(self.at)) {
            *mark = !*mark;
        }
    }

    fn take(&self) -> Option<Outcome> {
        match &self.marks {
            // Nothing is no answer: Enter was pressed too early.
            Some(marks) if !marks.contains(&true) => None,
            Some(marks) => {
                let marked = marks.iter().enumerate().filter(|(_, mark)| **mark);
                Some(Outcome::Marked(marked.map(|(index, _)| index).collect()))
            }
            None => self.is_enabled(self.at).then_some(Outcome::Taken(self.at)),
        }
    }

    /// The list as it stands, for a screen of this size; scrolled so that the marked item is seen.
    pub(super) fn frame(&mut self, width: usize, height: usize) -> Vec<Line> {
        let room = page::room(width);
        let mut rows: Vec<Line> = Vec::new();
        let mut at = 0..0;
        let sizes = self.column_sizes();
        for (index, item) in self.items.iter().enumerate() {
            if item.gap && index > 0 {
                rows.push(Line::new());
            }
            let first = rows.len();
            rows.extend(self.rows(index, item, &sizes, room));
            if index == self.at {
                at = first..rows.len();
            }
        }
        let hint = wrap(&[Span::dim(self.hint)], room, &[], &[]);
        let space = height.saturating_sub(AROUND + hint.len()).max(3);
        let mut lines = if rows.len() <= space {
            rows
        } else {
            self.scrolled(rows, &at, space)
        };
        lines.push(Line::new());
        lines.extend(hint);
        for line in lines.iter_mut().filter(|line| !line.is_empty()) {
            line.insert(0, Span::plain(page::margin(width)));
        }
        lines
    }

    /// The part of the rows around the marked item, with a sign where there is more.
    fn scrolled(
        &mut self,
        rows: Vec<Line>,
        at: &std::ops::Range<usize>,
        space: usize,
    ) -> Vec<Line> {
        let inner = space - 2;
        if at.end > self.top + inner {
            self.top = at.end - inner;
        }
        if at.start < self.top {
            self.top = at.start;
        }
        self.top = self.top.min(rows.len() - inner);
        let below = rows.len() - inner - self.top;
        let more = |sign: &str, count: usize| {
            if count > 0 {
                vec![Span::dim(format!("  {sign}"))]
            } else {
                Line::new()
            }
        };
        let mut lines = vec![more("↑", self.top)];
        lines.extend(rows.into_iter().skip(self.top).take(inner));
        lines.push(more("↓", below));
        lines
    }

    /// Columns of the widest label and of the widest of each column of details.
    fn column_sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0];
        // Long items without details need no column and must not push those of the others away.
        for item in self.items.iter().filter(|item| !item.details.is_empty()) {
            for (index, part) in std::iter::once(&item.label)
                .chain(&item.details)
                .enumerate()
            {
                let size = line_columns(part);
                match sizes.get_mut(index) {
                    Some(widest) => *widest = size.max(*widest),
                    None => sizes.push(size),
                }
            }
        }
        sizes
    }

    fn rows(&self, index: usize, item: &PickItem, sizes: &[usize], room: usize) -> Vec<Line> {
        let is_here = index == self.at;
        let mut first = vec![if is_here {
            Span::accent("❯ ")
        } else {
            Span::plain("  ")
        }];
        if let Some(marks) = &self.marks {
            first.push(if marks.get(index) == Some(&true) {
                Span::new("✔ ", Style::Good)
            } else {
                Span::dim("○ ")
            });
        }
        let next = [Span::plain(" ".repeat(line_columns(&first)))];
        let label: Line = item
            .label
            .iter()
            .map(|span| match (span.style, is_here, item.enabled) {
                (_, _, false) => Span::dim(span.text.as_str()),
                (Style::Plain | Style::Strong, true, _) => {
                    Span::new(span.text.as_str(), Style::Chosen)
                }
                _ => span.clone(),
            })
            .collect();
        let mark = line_columns(&first);
        let whole = mark + sizes.iter().sum::<usize>() + DETAIL_GAP * (sizes.len() - 1);
        if item.details.is_empty() || whole > room {
            let mut rows = wrap(&label, room, &first, &next);
            if !item.details.is_empty() {
                // Not enough width for columns: what is secondary goes below.
                let mut below = next.to_vec();
                for (at, detail) in item.details.iter().enumerate() {
                    if at > 0 {
                        below.push(Span::plain("  "));
                    }
                    below.extend(dimmed(detail));
                }
                rows.push(fit_line(&below, room));
            }
            return rows;
        }
        let mut line = first;
        line.extend(label);
        let mut end = mark;
        for (detail, size) in item.details.iter().zip(sizes) {
            end += size + DETAIL_GAP;
            line = pad_line(line, end);
            line.extend(dimmed(detail));
        }
        vec![fit_line(&line, room)]
    }
}

/// Details are secondary unless they say otherwise (a progress bar).
fn dimmed(detail: &[Span]) -> impl Iterator<Item = Span> + '_ {
    detail.iter().map(|span| match span.style {
        Style::Plain => Span::dim(span.text.as_str()),
        _ => span.clone(),
    })
}

#[cfg(test)]
mod tests;
