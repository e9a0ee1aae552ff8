//! Tables whose columns shrink and wrap to the width there is.

use super::super::text::{Line, Span, Style, line_columns, pad_line};
use super::super::wrap::wrap;
use super::blocks::Table;

const GAP: usize = 3;
/// A column narrower than this cannot be read; the table becomes a list then.
const LEAST: usize = 8;

pub(super) fn lay_out(table: &Table, width: usize) -> Vec<Line> {
    let head: Vec<Line> = table.head.iter().map(|cell| strong(cell)).collect();
    let count = head.len();
    if count == 0 {
        return Vec::new();
    }
    let mut natural = vec![1; count];
    for row in std::iter::once(&head).chain(&table.rows) {
        for (size, cell) in natural.iter_mut().zip(row) {
            *size = (*size).max(line_columns(cell));
        }
    }
    let Some(sizes) = shrink(&natural, width.saturating_sub(GAP * (count - 1))) else {
        return as_list(&head, &table.rows, width);
    };
    let rows: Vec<Vec<Line>> = table
        .rows
        .iter()
        .map(|row| lay_out_row(row, &sizes))
        .collect();
    // Rows of several lines need air to be told apart.
    let airy = rows.iter().any(|row| row.len() > 1);
    let mut lines = lay_out_row(&head, &sizes);
    let rule = sizes
        .iter()
        .map(|size| "─".repeat(*size))
        .collect::<Vec<_>>()
        .join(&"─".repeat(GAP));
    lines.push(vec![Span::dim(rule)]);
    for (index, row) in rows.into_iter().enumerate() {
        if airy && index > 0 {
            lines.push(Line::new());
        }
        lines.extend(row);
    }
    lines
}

/// Widths of the columns that together take `room`; `None` where that cannot be read any more.
fn shrink(natural: &[usize], room: usize) -> Option<Vec<usize>> {
    let mut sizes = natural.to_vec();
    if sizes.iter().sum::<usize>() <= room {
        return Some(sizes);
    }
    // Columns that need less than their share keep what they need; the others share the rest.
    let mut fixed = vec![false; sizes.len()];
    loop {
        let (mut left, mut wide) = (room, 0);
        for (size, fixed) in natural.iter().zip(&fixed) {
            if *fixed {
                left = left.saturating_sub(*size);
            } else {
                wide += 1;
            }
        }
        let share = left.checked_div(wide)?;
        let mut changed = false;
        for (size, fixed) in natural.iter().zip(&mut fixed) {
            if !*fixed && *size <= share {
                *fixed = true;
                changed = true;
            }
        }
        if changed {
            continue;
        }
        if share < LEAST {
            return None;
        }
        let mut odd = left % wide;
        for (size, fixed) in sizes.iter_mut().zip(&fixed) {
            if !fixed {
                *size = share + usize::from(odd > 0);
                odd = odd.saturating_sub(1);
            }
        }
        return Some(sizes);
    }
}

fn lay_out_row(row: &[Line], sizes: &[usize]) -> Vec<Line> {
    let cells: Vec<Vec<Line>> = sizes
        .iter()
        .enumerate()
        .map(|(index, size)| {
            let cell = row.get(index).map(Vec::as_slice).unwrap_or_default();
            wrap(cell, *size, &[], &[])
        })
        .collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut lines = Vec::with_capacity(height);
    for at in 0..height {
        let mut line = Line::new();
        let mut end = 0;
        for (index, (cell, size)) in cells.iter().zip(sizes).enumerate() {
            if let Some(part) = cell.get(at).filter(|part| !part.is_empty()) {
                // Padded up to where the cell begins only, so that no line ends in spaces.
                line = pad_line(line, end);
                line.extend(part.iter().cloned());
            }
            end += size + GAP;
            debug_assert!(index < sizes.len());
        }
        lines.push(line);
    }
    lines
}

/// Each row as a group of lines, `head  cell`, one below the other.
fn as_list(head: &[Line], rows: &[Vec<Line>], width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for row in rows {
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        for (label, cell) in head.iter().zip(row) {
            let mut text = label.clone();
            text.push(Span::plain("  "));
            text.extend(cell.iter().cloned());
            lines.extend(wrap(&text, width, &[], &[Span::plain("  ")]));
        }
    }
    lines
}

fn strong(cell: &[Span]) -> Line {
    cell.iter()
        .map(|span| Span::new(span.text.as_str(), Style::Strong))
        .collect()
}
