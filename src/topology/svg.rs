//! The picture as SVG: the same boxes and arrows, for browsers and handouts, light and dark.

use std::fmt::Write as _;

use super::before::Change;
use super::picture::{Picture, Place, Resident};
use super::wording::{Row, Wording};
use crate::docker::snapshot::State;
use crate::l10n::Words;
use crate::report::{escape, one_line};
use crate::screen::text::to_plain;
use crate::screen::{Span, Style, clean, columns, wrap};

/// Pixels of a column of a name, at 14 pixels in a fixed-width font.
const NAME: f64 = 8.6;
/// Pixels of a column of an address or a port, at 13 pixels in a fixed-width font.
const CODE: f64 = 8.0;
/// Pixels of a column of running text, at 13 pixels; a Hangul syllable has two.
const TEXT: f64 = 6.9;
/// A longer name stands on a line of its own.
const LONGEST_NAME: usize = 34;
/// The height of a line in a container, and of a line of running text.
const LINE: f64 = 26.0;
const TEXT_LINE: f64 = 19.0;
/// Space inside a box, and between boxes.
const PAD: f64 = 16.0;
const GAP: f64 = 18.0;
/// The length of an arrow.
const ARROW: f64 = 64.0;
/// No box is narrower than this.
const LEAST_BOX: f64 = 430.0;
/// Lines between the places of one container; more would be a tangle.
const MOST_LINKS: usize = 5;
/// Pixels between two such lines.
const LANE: f64 = 12.0;

/// Colours, once for light and once for dark; a printed page is light.
const LOOK: &str = "\
.baeum-map{color-scheme:light dark;--page:#fff;--box:#f4f7fb;--edge:#c3d0e0;--card:#fff;--ink:#1b2733;--dim:#5b6b7c;\
--accent:#0b6bcb;--good:#1a8f4c;--warn:#a86200;--mark:#fff3d6}\
@media screen and (prefers-color-scheme:dark){.baeum-map{--page:#12181f;--box:#1a232d;--edge:#36475a;\
--card:#222e3a;--ink:#e8eef5;--dim:#9fb0c2;--accent:#63b3ff;--good:#4cc883;--warn:#f0b35a;\
--mark:#453a1e}}\
.baeum-map text{font:13px system-ui,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans CJK KR',sans-serif;\
fill:var(--ink)}\
.baeum-map .dim{fill:var(--dim)}\
.baeum-map .strong{font-weight:600}\
.baeum-map .name,.baeum-map .code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,\
'D2Coding','DejaVu Sans Mono','Noto Sans Mono CJK KR',monospace}\
.baeum-map .name{font-size:14px;font-weight:600}\
.baeum-map .quiet{font-weight:400;fill:var(--dim)}\
.baeum-map .code{fill:var(--accent)}\
.baeum-map .warn{fill:var(--warn)}\
.baeum-map .good{fill:var(--good)}\
.baeum-map .page{fill:var(--page)}\
.baeum-map .box{fill:var(--box);stroke:var(--edge)}\
.baeum-map .card{fill:var(--card);stroke:var(--edge)}\
.baeum-map .fresh{stroke:var(--warn);stroke-width:1.5}\
.baeum-map .mark{fill:var(--mark)}\
.baeum-map .arrow{stroke:var(--accent);stroke-width:2;fill:none}\
.baeum-map .head{fill:var(--accent)}\
.baeum-map .off{fill:none;stroke:var(--dim);stroke-width:1.5}\
.baeum-map .link{stroke:var(--dim);stroke-width:1.5;stroke-dasharray:3 4;fill:none}";

/// The picture as an SVG document, which can stand alone or inside a page.
#[must_use]
pub fn svg(picture: &Picture, words: &Words) -> String {
    let mut sheet = Sheet::new(Wording { picture, words });
    let body = sheet.all();
    let (width, height) = (sheet.width().ceil(), sheet.down.ceil());
    let language = words.language().code();
    let label = attribute(&words.text("map-title"));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"baeum-map\" role=\"img\" \
         lang=\"{language}\" aria-label=\"{label}\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" style=\"max-width:100%;height:auto\">\n<style>{LOOK}</style>\n\
         <rect class=\"page\" width=\"{width}\" height=\"{height}\" rx=\"12\"/>\n{body}</svg>\n"
    )
}

/// Text for an attribute or an element, without anything that XML forbids.
fn attribute(text: &str) -> String {
    let text: String = one_line(text)
        .chars()
        .filter(|letter| !matches!(letter, '\u{fffe}' | '\u{ffff}'))
        .collect();
    escape(&text)
}

/// What is being drawn, from top to bottom.
struct Sheet<'s> {
    wording: Wording<'s>,
    /// The left edge of the boxes of networks.
    left: f64,
    /// Their width.
    wide: f64,
    /// Columns of names, addresses and ports, in pixels.
    name: f64,
    address: f64,
    /// How far down it is drawn.
    down: f64,
    /// Where the cards of each container are: its position, and the middle of the card's right edge.
    cards: Vec<(usize, f64)>,
    /// How many lines are drawn between places.
    links: usize,
    /// How far down the ports of this computer are.
    doors: Vec<(f64, String)>,
}

impl<'s> Sheet<'s> {
    fn new(wording: Wording<'s>) -> Self {
        let (mut name, mut address, mut ports, mut outside, mut notes) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let (mut marks, mut longest) = (0.0, 0);
        for resident in wording.picture.places.iter().flat_map(|p| &p.residents) {
            let size = |text: &str, column: f64| width(columns(&clean(text)), column);
            if let Some(columns) = short(&wording.container(resident).name) {
                name = f64::max(name, width(columns, NAME));
            }
            longest = longest.max(columns(&clean(&wording.container(resident).name)));
            address = f64::max(address, size(&wording.where_it_is(resident), CODE));
            notes = f64::max(notes, size(&wording.notes(resident).join(" · "), TEXT));
            for row in wording.rows(resident) {
                let note = row
                    .note
                    .as_deref()
                    .map_or(0.0, |note| size(note, TEXT) + 10.0);
                ports = f64::max(ports, size(&row.port, CODE) + note);
                let door = row.door.map(|door| size(&door.outside_text(), CODE));
                outside = f64::max(outside, door.unwrap_or(0.0));
            }
            if let Some(change) = resident.change {
                let mark = size(&wording.text(change.message_id()), TEXT);
                marks = f64::max(marks, mark + 24.0);
            }
        }
        let left = if outside > 0.0 {
            // Bold letters are wider.
            let here = width(columns(&wording.text("map-this-computer")), NAME);
            PAD + f64::max(outside + 20.0, here) + 2.0 * PAD + ARROW
        } else {
            PAD
        };
        let row = 30.0 + name + 24.0 + address + 24.0 + ports + marks + PAD;
        let long = 46.0 + width(longest, NAME) + marks;
        let inside = row.max(long).max(f64::min(notes, 420.0) + 46.0) + 2.0 * PAD;
        Self {
            wording,
            left,
            wide: inside.max(LEAST_BOX),
            name,
            address,
            down: PAD,
            cards: Vec::new(),
            links: 0,
            doors: Vec::new(),
        }
    }

    fn width(&self) -> f64 {
        let lanes = match self.links {
            0 => 0.0,
            links => LANE * width(links, 1.0) + 8.0,
        };
        self.left + self.wide + lanes + PAD
    }

    fn all(&mut self) -> String {
        let mut body = String::new();
        if let Some(practice) = self.wording.practice() {
            self.down += 12.0;
            body.push_str(&text(PAD, self.down, "warn", &practice));
            self.down += 16.0;
        }
        let top = self.down;
        for place in self.wording.places().0 {
            let drawn = self.place(place);
            body.push_str(&drawn);
            self.down += GAP;
        }
        body.push_str(&self.this_computer(top, self.down - GAP));
        body.push_str(&self.links());
        let room = self.left + self.wide - PAD;
        for (note, style) in self.wording.footnotes() {
            let class = match style {
                Style::Accent | Style::Warning => "warn",
                _ => "dim",
            };
            for line in broken(&note, room) {
                self.down += TEXT_LINE;
                body.push_str(&text(PAD, self.down - 5.0, class, &line));
            }
        }
        self.down += PAD;
        body
    }

    /// A network with its containers.
    fn place(&mut self, place: &Place) -> String {
        let top = self.down;
        let inner = self.left + PAD;
        let mut inside = String::new();
        self.down += PAD + 14.0;
        inside.push_str(&text(inner, self.down, "name", &place.name));
        let facts = self.wording.facts(place);
        let after = width(columns(&clean(&place.name)), NAME) + 16.0;
        let mark = place
            .change
            .map(|change| self.mark(change, self.down - 14.0));
        let mark_room = mark.as_ref().map_or(0.0, |(_, size)| size + 8.0);
        if after + width(columns(&facts), TEXT) + mark_room <= self.wide - 2.0 * PAD {
            inside.push_str(&text(inner + after, self.down, "dim", &facts));
        } else {
            for line in broken(&facts, self.wide - 2.0 * PAD) {
                self.down += TEXT_LINE;
                inside.push_str(&text(inner, self.down, "dim", &line));
            }
        }
        inside.extend(mark.map(|(drawn, _)| drawn));
        self.down += 12.0;
        for resident in &place.residents {
            inside.push_str(&self.card(resident));
            self.down += 8.0;
        }
        if let Some(more) = self.wording.more(place) {
            self.down += TEXT_LINE;
            inside.push_str(&text(inner, self.down - 4.0, "dim", &more));
        }
        for line in broken(&self.wording.closing(place), self.wide - 2.0 * PAD) {
            self.down += TEXT_LINE;
            inside.push_str(&text(inner, self.down - 3.0, "dim", &line));
        }
        self.down += PAD - 4.0;
        let height = self.down - top;
        format!(
            "{}{inside}",
            rectangle("box", self.left, top, self.wide, height, 14.0)
        )
    }

    /// A container: a line for each of its ports, what else there is to say below.
    fn card(&mut self, resident: &Resident) -> String {
        let container = self.wording.container(resident);
        let (left, wide) = (self.left + PAD, self.wide - 2.0 * PAD);
        let top = self.down;
        let mut inside = String::new();
        let name_at = left + 32.0;
        let address_at = name_at + self.name + 24.0;
        let ports_at = address_at + self.address + 24.0;
        self.down += 6.0;
        let first = self.down + LINE / 2.0;
        inside.push_str(&sign(left + 16.0, first, container.state));
        let class = if container.running() {
            "name"
        } else {
            "name quiet"
        };
        inside.push_str(&text(name_at, first + 5.0, class, &container.name));
        if short(&container.name).is_none() {
            self.down += LINE - 4.0;
        }
        let class = if resident.address.is_some() {
            "code"
        } else {
            "dim"
        };
        let whereabouts = self.wording.where_it_is(resident);
        let beside = self.down + LINE / 2.0 + 5.0;
        inside.push_str(&text(address_at, beside, class, &whereabouts));
        for Row { door, port, note } in self.wording.rows(resident) {
            let middle = self.down + LINE / 2.0;
            inside.push_str(&text(ports_at, middle + 5.0, "code", &port));
            if let Some(note) = note {
                let after = width(columns(&port), CODE);
                let after = if after > 0.0 { after + 8.0 } else { 0.0 };
                inside.push_str(&text(ports_at + after, middle + 5.0, "dim", &note));
            }
            if let Some(door) = door {
                self.doors.push((middle, door.outside_text()));
                inside.push_str(&self.arrow(middle, left));
            }
            self.down += LINE;
        }
        for line in broken(&self.wording.notes(resident).join(" · "), wide - 46.0) {
            self.down += TEXT_LINE;
            inside.push_str(&text(name_at, self.down - 5.0, "dim", &line));
        }
        self.down += 6.0;
        let mut class = "card";
        if let Some(change) = resident.change {
            class = "card fresh";
            let (drawn, _) = self.mark(change, first - 10.0);
            inside.push_str(&drawn);
        }
        self.cards
            .push((resident.container, f64::midpoint(top, self.down)));
        let height = self.down - top;
        format!("{}{inside}", rectangle(class, left, top, wide, height, 9.0))
    }

    /// What has changed, at the right; and how wide it is.
    fn mark(&self, change: Change, top: f64) -> (String, f64) {
        let said = self.wording.text(change.message_id());
        let size = width(columns(&said), TEXT) + 16.0;
        let left = self.left + self.wide - PAD - 8.0 - size;
        let mut drawn = rectangle("mark", left, top, size, 20.0, 10.0);
        drawn.push_str(&text(left + 8.0, top + 14.5, "warn", &said));
        (drawn, size)
    }

    fn arrow(&self, at: f64, to: f64) -> String {
        let from = self.left - ARROW;
        format!(
            "<path class=\"arrow\" d=\"M{from:.1} {at:.1}H{:.1}\"/>\
             <path class=\"head\" d=\"M{to:.1} {at:.1}l-10 -5.5v11z\"/>\n",
            to - 8.0
        )
    }

    /// The learner's machine, as high as all networks, with the ports that arrows begin at.
    fn this_computer(&self, top: f64, bottom: f64) -> String {
        if self.doors.is_empty() {
            return String::new();
        }
        let wide = self.left - ARROW - PAD;
        let here = self.wording.text("map-this-computer");
        let mut drawn = rectangle("box", PAD, top, wide, bottom - top, 14.0);
        drawn.push_str(&text(2.0 * PAD, top + PAD + 13.0, "strong", &here));
        for (at, port) in &self.doors {
            let size = wide - 2.0 * PAD;
            drawn.push_str(&rectangle("card", 2.0 * PAD, at - 12.0, size, 24.0, 7.0));
            drawn.push_str(&text(2.0 * PAD + 10.0, at + 4.5, "code", port));
        }
        drawn
    }

    /// Dashed lines at the right between the places of one container.
    fn links(&mut self) -> String {
        let mut drawn = String::new();
        let edge = self.left + self.wide - PAD;
        let cards = std::mem::take(&mut self.cards);
        for (number, (container, from)) in cards.iter().enumerate() {
            let later = cards.get(number + 1..).unwrap_or_default();
            let next = later.iter().find(|(other, _)| other == container);
            let Some((_, to)) = next.filter(|_| self.links < MOST_LINKS) else {
                continue;
            };
            self.links += 1;
            let lane = edge + PAD + LANE * width(self.links, 1.0);
            let _ = writeln!(
                drawn,
                "<path class=\"link\" d=\"M{edge:.1} {from:.1}H{lane:.1}V{to:.1}H{edge:.1}\"/>"
            );
        }
        drawn
    }
}

/// The columns of a name that stands on one line with the rest.
fn short(name: &str) -> Option<usize> {
    let size = columns(&clean(name));
    (size <= LONGEST_NAME).then_some(size)
}

/// Pixels of so many columns.
fn width(count: usize, column: f64) -> f64 {
    // No text has as many columns as would not fit.
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) * column
}

/// Running text in lines of at most `room` pixels; nothing for nothing.
fn broken(said: &str, room: f64) -> Vec<String> {
    if said.is_empty() {
        return Vec::new();
    }
    let mut fitting = 20;
    while width(fitting + 1, TEXT) <= room {
        fitting += 1;
    }
    wrap(&[Span::plain(clean(said))], fitting, &[], &[])
        .iter()
        .map(|line| to_plain(std::slice::from_ref(line)).trim_end().to_owned())
        .collect()
}

fn text(left: f64, base: f64, class: &str, said: &str) -> String {
    if said.is_empty() {
        return String::new();
    }
    let said = attribute(said);
    format!("<text class=\"{class}\" x=\"{left:.1}\" y=\"{base:.1}\">{said}</text>\n")
}

fn rectangle(class: &str, left: f64, top: f64, wide: f64, high: f64, round: f64) -> String {
    format!(
        "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" \
         height=\"{high:.1}\" rx=\"{round}\"/>\n"
    )
}

/// The state of a container as a dot: full, or only its edge.
fn sign(across: f64, down: f64, state: State) -> String {
    let class = match state {
        State::Running => "good",
        State::Paused | State::Restarting => "warn",
        State::Created | State::Exited | State::Removing | State::Dead => "off",
    };
    format!("<circle class=\"{class}\" cx=\"{across:.1}\" cy=\"{down:.1}\" r=\"5\"/>\n")
}
