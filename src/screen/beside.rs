//! Two pages side by side, for comparing two languages.

use super::text::{Line, Span, columns, fit_line, pad_line};

/// What stands between the two pages.
const GAP: &str = "  ";

/// Columns of each of two pages on a terminal of `width` columns; `None` where that would be too
/// narrow to read.
#[must_use]
pub fn half(width: usize) -> Option<usize> {
    /// Below this, Korean running text breaks every few words.
    const LEAST: usize = 52;
    let half = width.saturating_sub(columns(GAP)) / 2;
    (half >= LEAST).then_some(half)
}

/// Two pages of `half` columns each as one, the shorter one filled up with empty lines.
#[must_use]
pub fn beside(left: &[Line], right: &[Line], half: usize) -> Vec<Line> {
    let rows = left.len().max(right.len());
    (0..rows)
        .map(|row| {
            let side = |lines: &[Line]| {
                let line = lines.get(row).map(Vec::as_slice).unwrap_or_default();
                fit_line(line, half)
            };
            let (one, other) = (side(left), side(right));
            if other.is_empty() {
                return one;
            }
            let mut line = pad_line(one, half);
            line.push(Span::plain(GAP));
            line.extend(other);
            line
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{beside, half};
    use crate::screen::text::{Line, Span, to_plain};

    #[test]
    fn two_pages_stand_in_columns_whatever_the_script() {
        let page = |texts: &[&str]| -> Vec<Line> {
            texts.iter().map(|text| vec![Span::plain(*text)]).collect()
        };
        let lines = beside(&page(&["네트워크", "둘"]), &page(&["network"]), 10);
        assert_eq!(to_plain(&lines), "네트워크    network\n둘\n");
        let lines = beside(&page(&["a"]), &page(&["b", "c"]), 4);
        assert_eq!(to_plain(&lines), "a     b\n      c\n");
    }

    #[test]
    fn a_narrow_terminal_has_no_room_for_two_pages() {
        assert_eq!(half(80), None);
        assert_eq!(half(140), Some(69));
    }
}
