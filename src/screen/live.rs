//! The live region: lines at the bottom of the page that are drawn again in place.

use std::fmt::Write as _;
use std::io::{self, Stdout, Write};

use super::text::{Line, fit_line, line_columns};
use super::theme::Theme;

/// Terminals that know it show everything between these two at once.
const BEGIN: &str = "\u{1b}[?2026h";
const END: &str = "\u{1b}[?2026l";

/// Lines below the printed page that change in place; only what differs is drawn.
///
/// Between two calls the cursor stands in the first column of the line below the region.
#[derive(Debug)]
pub struct Live<W: Write = Stdout> {
    out: W,
    theme: Theme,
    columns: usize,
    rows: usize,
    shown: Vec<Drawn>,
}

/// A painted line and whether it fills its row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Drawn {
    text: String,
    full: bool,
}

impl Live<Stdout> {
    /// A live region on standard output, sized like the terminal.
    #[must_use]
    pub fn new(theme: Theme) -> Self {
        Self::on(io::stdout(), theme, super::terminal::size())
    }
}

impl<W: Write> Live<W> {
    /// A live region on `out`, a terminal of `size` columns and rows.
    pub fn on(out: W, theme: Theme, size: (u16, u16)) -> Self {
        Self {
            out,
            theme,
            columns: usize::from(size.0),
            rows: usize::from(size.1),
            shown: Vec::new(),
        }
    }

    /// Shows these lines in place of the ones shown before. Of more lines than the screen has rows,
    /// the last `rows - 1` are shown; a line too wide is cut.
    pub fn show(&mut self, lines: &[Line]) -> io::Result<()> {
        let drawn = self.draw(lines);
        if drawn == self.shown {
            return Ok(());
        }
        let mut text = String::from(BEGIN);
        self.redraw(&mut text, &drawn);
        self.shown = drawn;
        self.send(text)
    }

    /// How many rows the region takes.
    #[must_use]
    pub fn height(&self) -> usize {
        self.shown.len()
    }

    /// Prints lines that stay, above the region, which moves down.
    pub fn print(&mut self, lines: &[Line]) -> io::Result<()> {
        let mut text = String::from(BEGIN);
        self.erase(&mut text);
        for line in lines {
            text.push_str(&self.theme.paint(line));
            text.push_str("\r\n");
        }
        let drawn = std::mem::take(&mut self.shown);
        self.redraw(&mut text, &drawn);
        self.shown = drawn;
        self.send(text)
    }

    /// Takes the region away; the cursor stands where it began.
    pub fn clear(&mut self) -> io::Result<()> {
        if self.shown.is_empty() {
            return Ok(());
        }
        let mut text = String::from(BEGIN);
        self.erase(&mut text);
        self.shown.clear();
        self.send(text)
    }

    /// Leaves the region as it stands and goes on below it.
    pub fn finish(&mut self) -> io::Result<()> {
        self.shown.clear();
        self.out.flush()
    }

    /// Tells the new size of the terminal. Terminals rearrange what they show when their size
    /// changes, so nothing can be drawn in place any more: call [`Live::clear_screen`] and print
    /// the page again.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.columns = usize::from(columns);
        self.rows = usize::from(rows);
        self.shown.clear();
    }

    /// Clears the whole screen; the region is empty.
    pub fn clear_screen(&mut self) -> io::Result<()> {
        self.shown.clear();
        self.send(format!("{BEGIN}\u{1b}[H\u{1b}[2J"))
    }

    fn draw(&self, lines: &[Line]) -> Vec<Drawn> {
        let room = self.rows.saturating_sub(1).max(1);
        let first = lines.len().saturating_sub(room);
        let last = lines.get(first..).unwrap_or_default();
        last.iter()
            .map(|line| {
                let line = fit_line(line, self.columns);
                Drawn {
                    text: self.theme.paint(&line),
                    full: line_columns(&line) >= self.columns,
                }
            })
            .collect()
    }

    /// Goes to the first line that differs, and draws from there only what differs.
    fn redraw(&self, text: &mut String, lines: &[Drawn]) {
        let same = self
            .shown
            .iter()
            .zip(lines)
            .take_while(|(old, new)| old == new)
            .count();
        up(text, self.shown.len() - same);
        for (index, line) in lines.iter().enumerate().skip(same) {
            if self.shown.get(index) != Some(line) {
                text.push_str(&line.text);
                // After the last column, erasing to the end would take that column away.
                if index < self.shown.len() && !line.full {
                    text.push_str("\u{1b}[K");
                }
            }
            text.push_str("\r\n");
        }
        if self.shown.len() > lines.len() {
            text.push_str("\u{1b}[J");
        }
    }

    fn erase(&self, text: &mut String) {
        if !self.shown.is_empty() {
            up(text, self.shown.len());
            text.push_str("\u{1b}[J");
        }
    }

    fn send(&mut self, mut text: String) -> io::Result<()> {
        text.push_str(END);
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}

fn up(text: &mut String, lines: usize) {
    if lines > 0 {
        // Writing to a string cannot fail.
        let _ = write!(text, "\u{1b}[{lines}A");
    }
    text.push('\r');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(columns: u16, rows: u16, act: impl FnOnce(&mut Live<&mut Vec<u8>>)) -> String {
        let mut bytes = Vec::new();
        act(&mut Live::on(&mut bytes, Theme::colored(), (columns, rows)));
        let size = |length| std::num::NonZero::new(length).unwrap();
        let mut parser = vt100::Parser::new(size(rows), size(columns), 0);
        parser.process(&bytes);
        parser.screen().contents()
    }

    fn lines(texts: &[&str]) -> Vec<Line> {
        texts.iter().map(|text| vec![(*text).into()]).collect()
    }

    #[test]
    fn changed_lines_replace_the_old_ones() {
        let shown = screen(40, 10, |live| {
            live.print(&lines(&["네트워크 만들기", ""])).unwrap();
            live.show(&lines(&["○  아직 없어요, 긴 줄이에요", "Enter 다음"]))
                .unwrap();
            live.show(&lines(&["✔  있어요", "172.18.0.0/16", "Enter 다음"]))
                .unwrap();
            live.show(&lines(&["✔  있어요", "Enter"])).unwrap();
        });
        assert_eq!(shown, "네트워크 만들기\n\n✔  있어요\nEnter");
    }

    #[test]
    fn what_is_the_same_is_not_drawn_again() {
        let mut bytes = Vec::new();
        let mut live = Live::on(&mut bytes, Theme::plain(), (40, 10));
        live.show(&lines(&["first", "second", "third"])).unwrap();
        live.show(&lines(&["first", "second", "third"])).unwrap();
        live.show(&lines(&["first", "changed", "third"])).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.matches("first").count(), 1);
        assert_eq!(text.matches("third").count(), 1);
    }

    #[test]
    fn of_a_region_taller_than_the_screen_the_end_is_shown() {
        let shown = screen(20, 4, |live| {
            live.show(&lines(&["1", "2", "3", "4", "5"])).unwrap();
            live.show(&lines(&["1", "2", "3", "4", "6"])).unwrap();
        });
        assert_eq!(shown, "3\n4\n6");
    }

    #[test]
    fn a_line_that_fills_its_row_keeps_its_last_column() {
        let shown = screen(6, 5, |live| {
            live.show(&lines(&["abc", "x"])).unwrap();
            live.show(&lines(&["네트워", "x"])).unwrap();
            live.show(&lines(&["123456", "가나다라"])).unwrap();
        });
        assert_eq!(shown, "123456\n가나…");
    }

    #[test]
    fn printing_goes_above_and_clearing_leaves_nothing() {
        let shown = screen(20, 5, |live| {
            live.show(&lines(&["live"])).unwrap();
            live.print(&lines(&["a", "b", "c", "d"])).unwrap();
        });
        assert_eq!(shown, "b\nc\nd\nlive");
        let shown = screen(20, 5, |live| {
            live.show(&lines(&["x", "y"])).unwrap();
            live.clear().unwrap();
            live.print(&lines(&["after"])).unwrap();
        });
        assert_eq!(shown, "after");
    }
}
