//! The building blocks of a page, as pure functions from data to lines.
//!
//! Every function takes the width of the terminal and gives lines with the page's left margin.
//! Texts are cleaned here once more, as some come from engines and containers.

use super::clean;
use super::markdown::code;
use super::text::{Line, Span, Style, columns, fit, fit_line, line_columns, pad};
use super::wrap::wrap;

/// The margin at the left.
const MARGIN: &str = "  ";
/// A page is no wider than this, as longer lines are hard to read.
const WIDEST: usize = 100;
/// Below this, margins and bars would cost more than they give.
const NARROW: usize = 24;

/// How a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It is as it should be.
    Met,
    /// It is not.
    Unmet,
    /// It is not as it should be, but nothing hangs on it.
    Noted,
    /// It could not be found out.
    Unknown,
    /// It was not looked at, as another comes first.
    Skipped,
    /// It is not there yet, and nothing is wrong with that.
    Waiting,
    /// It is being looked at.
    Working,
}

impl Sign {
    fn span(self) -> Span {
        match self {
            Self::Met => Span::new("✔", Style::Good),
            Self::Unmet => Span::new("✘", Style::Bad),
            Self::Noted => Span::new("!", Style::Warning),
            Self::Unknown => Span::new("?", Style::Warning),
            Self::Skipped => Span::dim("–"),
            Self::Waiting => Span::dim("○"),
            Self::Working => Span::accent("◌"),
        }
    }
}

/// A condition as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingView {
    /// How it stands.
    pub sign: Sign,
    /// What must be true.
    pub text: String,
    /// What was found, at the right, such as an address.
    pub detail: Option<String>,
    /// Labels (`expected`, `found`, `why`, `next`) with their texts; a command is a `Code` span.
    pub explanation: Vec<(String, Line)>,
}

/// A command as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// `$` on the learner's machine, `#` in a container.
    pub prompt: char,
    /// The command.
    pub text: String,
    /// Where it is typed, such as the name of the container.
    pub place: Option<String>,
}

/// One key of the bar of actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The key, such as `Enter` or `h`.
    pub key: String,
    /// What it does.
    pub text: String,
    /// Whether it is what most would do now.
    pub highlighted: bool,
}

/// The margin of a page of `width` columns.
#[must_use]
pub fn margin(width: usize) -> &'static str {
    if width < NARROW { "" } else { MARGIN }
}

/// Columns for text on a page of `width` columns: without the margins at both sides.
#[must_use]
pub fn room(width: usize) -> usize {
    width
        .min(WIDEST)
        .saturating_sub(2 * margin(width).len())
        .max(1)
}

/// `text` as wrapped lines with the page's margin.
#[must_use]
pub fn paragraph(text: &[Span], width: usize) -> Vec<Line> {
    let text: Line = text.iter().map(cleaned).collect();
    with_margin(wrap(&text, room(width), &[], &[]), width)
}

/// A bar of `width` columns of which `done` of `total` is filled.
#[must_use]
pub fn progress_bar(done: usize, total: usize, width: usize) -> Line {
    let filled = (width * done.min(total)).checked_div(total).unwrap_or(0);
    let mut line = Line::new();
    if filled > 0 {
        line.push(Span::accent("━".repeat(filled)));
    }
    if filled < width {
        line.push(Span::dim("─".repeat(width - filled)));
    }
    line
}

/// The first line of a page: name and lesson at the left, step and progress at the right.
#[must_use]
pub fn header(
    app_name: &str,
    lesson_title: &str,
    step: usize,
    steps: usize,
    width: usize,
) -> Vec<Line> {
    let room = room(width);
    let count = format!("{step}/{steps}");
    let name = clean(app_name);
    let title = clean(lesson_title);
    let mut left = vec![
        Span::new(name.as_str(), Style::Chosen),
        Span::dim("  ·  "),
        Span::plain(title.as_str()),
    ];
    // What does not fit goes in this order: the bar, the name, the end of the title.
    let count_size = columns(&count);
    if line_columns(&left) + 2 + count_size > room {
        left.drain(..2);
    }
    let left = fit_line(&left, room.saturating_sub(count_size + 2));
    let spare = room.saturating_sub(line_columns(&left) + 3 + count_size);
    let bar = if spare > 8 { (spare - 1).min(24) } else { 0 };
    let gap = room.saturating_sub(line_columns(&left) + count_size + bar + usize::from(bar > 0));
    let mut line = left;
    line.push(Span::plain(" ".repeat(gap)));
    line.push(Span::dim(count));
    if bar > 0 {
        line.push(Span::plain(" "));
        line.extend(progress_bar(step, steps, bar));
    }
    with_margin(vec![fit_line(&line, room)], width)
}

/// Lines with a bar at their left, under a title: what is to be done. Give lines of at most
/// [`task_room`] columns, without a margin ([`super::markdown::flow`]).
#[must_use]
pub fn task_block(title: &str, lines: &[Line], width: usize) -> Vec<Line> {
    let bar = Span::accent("▌");
    let mut block = vec![vec![
        bar.clone(),
        Span::plain(" "),
        Span::new(fit(&clean(title), task_room(width)), Style::Chosen),
    ]];
    for line in lines {
        let mut row = vec![bar.clone()];
        if !line.is_empty() {
            row.push(Span::plain(" "));
            row.extend(line.iter().cloned());
        }
        block.push(row);
    }
    with_margin(block, width)
}

/// Columns for text inside [`task_block`] on a page of `width` columns.
#[must_use]
pub fn task_room(width: usize) -> usize {
    room(width).saturating_sub(2).max(1)
}

/// Commands, one under the other, without a margin, for [`task_block`]; see [`commands_page`].
#[must_use]
pub fn commands_block(commands: &[CommandLine], width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut place = None;
    for command in commands {
        // Where one types is said once for all commands in a row.
        if command.place.as_ref() != place {
            if let Some(name) = &command.place {
                if !lines.is_empty() {
                    lines.push(Line::new());
                }
                lines.extend(wrap(
                    &[Span::dim(clean(name))],
                    width,
                    &["  ".into()],
                    &["  ".into()],
                ));
            }
            place = command.place.as_ref();
        }
        for (index, part) in clean(&command.text).lines().enumerate() {
            let prompt = if index == 0 {
                format!("{} ", command.prompt)
            } else {
                "  ".to_owned()
            };
            lines.extend(code::command(&prompt, part, width));
        }
    }
    lines
}

/// [`commands_block`] with the page's margin, for a page of `width` columns.
#[must_use]
pub fn commands_page(commands: &[CommandLine], width: usize) -> Vec<Line> {
    with_margin(commands_block(commands, room(width)), width)
}

/// The conditions with their signs; an unmet one with its explanation below.
#[must_use]
pub fn finding_lines(findings: &[FindingView], width: usize) -> Vec<Line> {
    let room = room(width);
    let mut lines: Vec<Line> = Vec::new();
    let mut was_explained = false;
    for finding in findings {
        if was_explained {
            lines.push(Line::new());
        }
        lines.extend(finding_head(finding, room));
        was_explained = !finding.explanation.is_empty();
        if was_explained {
            lines.push(Line::new());
            lines.extend(explanation_lines(&finding.explanation, room));
        }
    }
    with_margin(lines, width)
}

fn finding_head(finding: &FindingView, room: usize) -> Vec<Line> {
    let style = match finding.sign {
        Sign::Skipped => Style::Dim,
        Sign::Unmet | Sign::Unknown => Style::Strong,
        _ => Style::Plain,
    };
    let first = [finding.sign.span(), Span::plain("  ")];
    let mut lines = wrap(
        &[Span::new(clean(&finding.text), style)],
        room,
        &first,
        &["   ".into()],
    );
    let detail = finding.detail.as_deref().map(clean).unwrap_or_default();
    if !detail.is_empty() {
        let size = columns(&detail);
        let used = lines.last().map_or(0, |line| line_columns(line));
        match lines.last_mut() {
            Some(line) if used + 2 + size <= room => {
                line.push(Span::plain(" ".repeat(room - used - size)));
                line.push(Span::dim(detail));
            }
            _ => lines.extend(wrap(
                &[Span::dim(detail)],
                room,
                &["   ".into()],
                &["   ".into()],
            )),
        }
    }
    lines
}

fn explanation_lines(explanation: &[(String, Line)], room: usize) -> Vec<Line> {
    let widest = explanation
        .iter()
        .map(|(label, _)| columns(label))
        .max()
        .unwrap_or(0);
    let hang = 3 + widest + 3;
    let mut lines = Vec::new();
    for (label, text) in explanation {
        let text: Line = text.iter().map(cleaned).collect();
        let label = clean(label);
        if hang + 20 > room {
            // Too narrow for two columns: the label stands above.
            lines.extend(wrap(
                &[Span::dim(label)],
                room,
                &["   ".into()],
                &["   ".into()],
            ));
            lines.extend(wrap(&text, room, &["     ".into()], &["     ".into()]));
        } else {
            let first = [
                Span::plain("   "),
                Span::dim(pad(&label, widest)),
                Span::plain("   "),
            ];
            lines.extend(wrap(&text, room, &first, &[Span::plain(" ".repeat(hang))]));
        }
    }
    lines
}

/// What can be done now; keys that do not fit go on in a further line.
#[must_use]
pub fn actions_bar(actions: &[Action], width: usize) -> Vec<Line> {
    let room = room(width);
    let mut lines: Vec<Line> = Vec::new();
    for action in actions {
        let (key, text) = if action.highlighted {
            (Style::Chosen, Style::Plain)
        } else {
            (Style::Strong, Style::Dim)
        };
        let part = vec![
            Span::new(clean(&action.key), key),
            Span::plain(" "),
            Span::new(clean(&action.text), text),
        ];
        let size = line_columns(&part);
        match lines.last_mut() {
            Some(line) if line_columns(line) + 3 + size <= room => {
                line.push(Span::plain("   "));
                line.extend(part);
            }
            _ => lines.extend(wrap(&part, room, &[], &[])),
        }
    }
    with_margin(lines, width)
}

/// An error as a small page: what happened, why, what to do. Empty texts are left out.
#[must_use]
pub fn error_page(what: &str, why: &str, next: &[Line], width: usize) -> Vec<Line> {
    let room = room(width);
    let indent = [Span::plain("   ")];
    let first = [Sign::Unmet.span(), Span::plain("  ")];
    let mut lines = wrap(&[Span::strong(clean(what))], room, &first, &indent);
    if !why.is_empty() {
        lines.push(Line::new());
        lines.extend(wrap(&[Span::plain(clean(why))], room, &indent, &indent));
    }
    if !next.is_empty() {
        lines.push(Line::new());
        for line in next {
            let line: Line = line.iter().map(cleaned).collect();
            let hang = [Span::plain("     ")];
            lines.extend(wrap(
                &line,
                room,
                &[Span::plain("   "), Span::accent("→ ")],
                &hang,
            ));
        }
    }
    with_margin(lines, width)
}

/// One line of two texts, the second at the right edge and dim; it goes where both do not fit.
#[must_use]
pub fn two_sided(left: &str, right: &str, width: usize) -> Vec<Line> {
    let room = room(width);
    let left = fit(&clean(left), room);
    let right = clean(right);
    let used = columns(&left) + columns(&right);
    let mut line = vec![Span::plain(left)];
    if used + 2 <= room {
        line.push(Span::plain(" ".repeat(room - used)));
        line.push(Span::dim(right));
    }
    with_margin(vec![line], width)
}

fn cleaned(span: &Span) -> Span {
    Span::new(clean(&span.text), span.style)
}

fn with_margin(mut lines: Vec<Line>, width: usize) -> Vec<Line> {
    let margin = margin(width);
    if !margin.is_empty() {
        for line in lines.iter_mut().filter(|line| !line.is_empty()) {
            line.insert(0, Span::plain(margin));
        }
    }
    lines
}

#[cfg(test)]
mod tests;
