//! The picture as lines of text: this computer's ports at the left, arrows from them into the networks.

use super::before::Change;
use super::doors::Door;
use super::picture::{Picture, Place, Resident};
use super::wording::{NO_BREAK, Wording};
use crate::docker::snapshot::State;
use crate::l10n::Words;
use crate::screen::text::{fit, fit_line, line_columns, pad};
use crate::screen::{Line, Span, Style, clean, columns, page, wrap};

/// No wider than this, as the eye loses the row.
const WIDEST: usize = 120;
/// The host's side of an arrow takes at most this many columns.
const WIDEST_OUTSIDE: usize = 21;
/// Below this a name has no column of its own.
const LEAST_NAME: usize = 12;
/// Where names need the room, a longer address stands below them.
const LONGEST_ADDRESS: usize = 16;
/// What has changed stands at most this far from a container's name.
const MARK: usize = 72;
/// Between two columns.
const GAP: usize = 2;
/// The sign of a container's state with the space after it.
const SIGN: usize = 2;
/// A box's border with the spaces after it.
const BORDER: usize = 3;

/// The picture for a page of `width` columns.
#[must_use]
pub fn lines(picture: &Picture, words: &Words, width: usize) -> Vec<Line> {
    let margin = page::margin(width);
    let room = width.min(WIDEST).saturating_sub(2 * columns(margin)).max(1);
    let mut lines = Drawing::new(Wording { picture, words }, room).all();
    for line in &mut lines {
        *line = fit_line(line, room);
        for span in line.iter_mut() {
            span.text = span.text.replace(NO_BREAK, " ");
        }
        if !line.is_empty() && !margin.is_empty() {
            line.insert(0, Span::plain(margin));
        }
    }
    lines
}

/// A picture with the widths of its columns.
struct Drawing<'d> {
    wording: Wording<'d>,
    room: usize,
    /// Columns of the host's ports; 0 where none is open.
    outside: usize,
    /// Columns of names; a longer name stands on a line of its own. `None` where all do.
    name: Option<usize>,
    address: usize,
}

impl<'d> Drawing<'d> {
    fn new(wording: Wording<'d>, room: usize) -> Self {
        let (mut names, mut address, mut ports, mut outside) = (Vec::new(), 0, 0, 0);
        let places = wording.picture.places.iter();
        for resident in places.flat_map(|place| &place.residents) {
            names.push(columns(&clean(&wording.container(resident).name)));
            address = address.max(columns(&wording.where_it_is(resident)));
            for row in wording.rows(resident) {
                ports = ports.max(columns(&row.port));
                let door = row.door.as_ref().map_or(0, |d| columns(&d.outside_text()));
                outside = outside.max(door.min(WIDEST_OUTSIDE));
            }
        }
        let mut drawing = Self {
            wording,
            room,
            outside,
            name: None,
            address: 0,
        };
        let left = |address: usize| {
            let others = SIGN + GAP + address + GAP + ports;
            drawing.inner().saturating_sub(others)
        };
        let longest = names.iter().copied().max().unwrap_or(0);
        if left(address) < longest {
            // A name needs the columns more than the second half of an IPv6 address does.
            address = address.min(LONGEST_ADDRESS);
        }
        let left = left(address);
        let widest = names.into_iter().filter(|name| *name <= left).max();
        drawing.name = widest.filter(|_| left >= LEAST_NAME);
        drawing.address = address;
        drawing
    }

    /// Columns before a box's border.
    fn gutter(&self) -> usize {
        match self.outside {
            0 => 0,
            outside => outside + 4,
        }
    }

    /// Columns inside a box.
    fn inner(&self) -> usize {
        self.room.saturating_sub(self.gutter() + BORDER)
    }

    /// Columns before what stands after a container's name.
    fn details_at(&self) -> usize {
        SIGN + self.name.map_or(2, |size| size + GAP)
    }

    fn all(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(practice) = self.wording.practice() {
            lines.extend(wrap(&[Span::dim(practice)], self.room, &[], &[]));
            lines.push(Line::new());
        }
        if self.outside > 0 {
            let here = self.wording.text("map-this-computer");
            lines.push(vec![Span::strong(here)]);
        }
        for place in self.wording.places().0 {
            lines.extend(self.place(place));
            lines.push(Line::new());
        }
        for (note, style) in self.wording.footnotes() {
            lines.extend(wrap(&[Span::new(note, style)], self.room, &[], &[]));
        }
        if lines.last().is_some_and(Vec::is_empty) {
            lines.pop();
        }
        lines
    }

    /// A network as a box that is open to the right.
    fn place(&self, place: &Place) -> Vec<Line> {
        let mut lines = self.heading(place);
        for resident in &place.residents {
            lines.extend(self.resident(resident));
        }
        if let Some(more) = self.wording.more(place) {
            lines.push(self.behind(None, vec![Span::dim(more)]));
        }
        let closing = [Span::dim(self.wording.closing(place))];
        let first = [Span::plain(" ".repeat(self.gutter())), Span::dim("└ ")];
        let next = [Span::plain(" ".repeat(self.gutter() + 2))];
        let mut closing = wrap(&closing, self.room, &first, &next);
        closing.iter_mut().for_each(trim_end);
        lines.append(&mut closing);
        lines
    }

    /// The name of a network and what is known of it.
    fn heading(&self, place: &Place) -> Vec<Line> {
        let room = self.room.saturating_sub(self.gutter() + 2);
        let mark = self.mark(place.change);
        let text = [
            Span::strong(clean(&place.name)),
            Span::plain("   "),
            Span::dim(self.wording.facts(place)),
        ];
        let wrapped = wrap(&text, room - mark_room(mark.as_ref()).min(room), &[], &[]);
        let mut lines = Vec::new();
        for (row, mut inside) in wrapped.into_iter().enumerate() {
            if row == 0
                && let Some(mark) = &mark
            {
                push_right(&mut inside, mark.clone(), room.min(MARK + 1));
            }
            let corner = if row == 0 { "┌ " } else { "│ " };
            let mut line = vec![Span::plain(" ".repeat(self.gutter())), Span::dim(corner)];
            line.extend(inside);
            lines.push(line);
        }
        lines
    }

    fn mark(&self, change: Option<Change>) -> Option<Span> {
        change.map(|change| Span::accent(self.wording.text(change.message_id())))
    }

    /// A line of a box: the way in, the border, what is inside.
    fn behind(&self, door: Option<&Door>, inside: Line) -> Line {
        let mut line = Line::new();
        if let Some(door) = door {
            let outside = fit(&door.outside_text(), self.outside);
            let dashes = self.gutter().saturating_sub(columns(&outside) + 1);
            line.push(Span::accent(outside));
            line.push(Span::dim(format!(" {}┼", "─".repeat(dashes))));
            line.push(Span::accent("► "));
        } else {
            line.push(Span::plain(" ".repeat(self.gutter())));
            line.push(Span::dim("│  "));
        }
        line.extend(inside);
        line
    }

    /// A container: a line for each of its ports, or one; what else there is to say after them.
    fn resident(&self, resident: &Resident) -> Vec<Line> {
        let inner = self.inner();
        let mut mark = self.mark(resident.change);
        let (mut lines, mut begin) = self.name(resident, &mut mark);
        let mut notes = Vec::new();
        let mut whereabouts = self.whereabouts(resident);
        if whereabouts.columns() > self.address {
            notes.push(std::mem::take(&mut whereabouts));
        }
        let more = self.wording.notes(resident).into_iter().map(Span::dim);
        let mut more: Vec<Span> = more.collect();
        let mut rows = self.wording.rows(resident).into_iter().peekable();
        while let Some(row) = rows.next() {
            let mut line = std::mem::take(&mut begin);
            if line.is_empty() {
                line.push(Span::plain(" ".repeat(self.details_at())));
            }
            let place = std::mem::take(&mut whereabouts);
            line.push(Span::new(pad(&place.text, self.address + GAP), place.style));
            line.push(Span::plain(row.port.clone()));
            if rows.peek().is_none() {
                notes.append(&mut more);
            }
            let mut said: Vec<Span> = row.note.iter().map(Span::dim).collect();
            said.extend(notes.iter().filter(|_| rows.peek().is_none()).cloned());
            let said = joined(said);
            let mut left = inner.saturating_sub(line_columns(&line));
            if !said.is_empty() && GAP + line_columns(&said) + mark_room(mark.as_ref()) <= left {
                left -= GAP + line_columns(&said);
                line.push(Span::plain(" ".repeat(GAP)));
                line.extend(said);
                if rows.peek().is_none() {
                    notes.clear();
                }
            } else if let Some(note) = row.note {
                let note = format!("{} {note}", row.port);
                notes.insert(0, Span::dim(note.trim_start()));
            }
            trim_end(&mut line);
            match mark.take() {
                Some(mark) if mark_room(Some(&mark)) <= left => {
                    push_right(&mut line, mark, inner.min(MARK));
                }
                Some(mark) => notes.insert(0, mark),
                None => {}
            }
            if row.door.is_some() || !line.is_empty() {
                lines.push(self.behind(row.door.as_ref(), line));
            }
        }
        if !notes.is_empty() {
            let hang = [Span::plain(" ".repeat(2 * SIGN))];
            let wrapped = wrap(&joined(notes), inner, &hang, &hang);
            lines.extend(wrapped.into_iter().map(|line| self.behind(None, line)));
        }
        lines
    }

    /// Its address, or its state where it has none.
    fn whereabouts(&self, resident: &Resident) -> Span {
        let style = match resident.address {
            Some(_) => Style::Code,
            None => Style::Dim,
        };
        Span::new(self.wording.where_it_is(resident), style)
    }

    /// What the first line of a container begins with, and the lines above it where the name is too
    /// long for its column. The mark is taken where it stands beside such a name.
    fn name(&self, resident: &Resident, mark: &mut Option<Span>) -> (Vec<Line>, Line) {
        let container = self.wording.container(resident);
        let name = clean(&container.name);
        let sign = sign(container.state);
        let style = if container.running() {
            Style::Strong
        } else {
            Style::Plain
        };
        if let Some(size) = self.name.filter(|size| columns(&name) <= *size) {
            let name = Span::new(pad(&name, size + GAP), style);
            return (Vec::new(), vec![sign, Span::plain(" "), name]);
        }
        let inner = self.inner();
        let room = inner - mark_room(mark.as_ref()).min(inner);
        let first = [sign, Span::plain(" ")];
        let mut lines = wrap(&[Span::new(name, style)], room, &first, &["  ".into()]);
        if let (Some(line), Some(mark)) = (lines.first_mut(), mark.take()) {
            push_right(line, mark, inner.min(MARK));
        }
        let lines = lines.into_iter().map(|line| self.behind(None, line));
        (lines.collect(), Line::new())
    }
}

fn sign(state: State) -> Span {
    match state {
        State::Running => Span::new("●", Style::Good),
        State::Paused | State::Restarting => Span::new("◌", Style::Warning),
        State::Created | State::Exited | State::Removing | State::Dead => Span::dim("○"),
    }
}

/// What is said of a container, one after the other.
fn joined(said: Vec<Span>) -> Line {
    let mut line = Line::new();
    for span in said {
        if !line.is_empty() {
            line.push(Span::dim(" · "));
        }
        line.push(span);
    }
    line
}

/// Columns that a mark takes with the space before it.
fn mark_room(mark: Option<&Span>) -> usize {
    mark.map_or(0, |mark| mark.columns() + GAP)
}

/// Puts a span at the right edge of `room` columns.
fn push_right(line: &mut Line, span: Span, room: usize) {
    let used = line_columns(line) + span.columns();
    line.push(Span::plain(" ".repeat(room.saturating_sub(used).max(GAP))));
    line.push(span);
}

fn trim_end(line: &mut Line) {
    while let Some(last) = line.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            break;
        }
        line.pop();
    }
}
