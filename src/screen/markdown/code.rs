//! Code blocks: never re-wrapped, commands apart from their output.

use unicode_segmentation::UnicodeSegmentation;

use super::super::text::{Line, Span, Style, columns, grapheme_columns};
use super::super::wrap::wrap;

const INDENT: &str = "  ";
/// Stands before what continues the line above.
const CONTINUED: &str = "↳ ";

pub(super) fn lay_out(language: &str, text: &str, width: usize) -> Vec<Line> {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let is_session = is_session(language, &lines);
    let comment = comment_sign(language);
    let mut laid_out = Vec::new();
    let mut in_command = false;
    for line in lines {
        let prompt = ["$ ", "# "]
            .into_iter()
            .find(|prompt| is_session && line.starts_with(prompt));
        if let Some(prompt) = prompt {
            let command = line.get(prompt.len()..).unwrap_or_default();
            laid_out.extend(self::command(prompt, command, width));
            in_command = command.ends_with('\\');
        } else if in_command {
            laid_out.extend(self::command("  ", line.trim_start(), width));
            in_command = line.ends_with('\\');
        } else {
            let is_comment = comment.is_some_and(|sign| line.trim_start().starts_with(sign));
            let style = if is_session || is_comment {
                Style::Dim
            } else {
                Style::Plain
            };
            laid_out.extend(cut(line, style, width));
        }
    }
    laid_out
}

/// A typed command: its prompt sign in bold, broken at spaces where it is too long.
pub(crate) fn command(prompt: &str, command: &str, width: usize) -> Vec<Line> {
    let first = [Span::plain(INDENT), Span::new(prompt, Style::Strong)];
    let next = [Span::plain(INDENT), Span::dim(CONTINUED)];
    wrap(&[Span::code(command)], width, &first, &next)
}

/// Whether the block shows a terminal, where `#` is a prompt and not a comment.
fn is_session(language: &str, lines: &[&str]) -> bool {
    let has = |sign: &str| lines.iter().any(|line| line.starts_with(sign));
    match language {
        "console" | "terminal" | "shell-session" | "session" => true,
        "" => has("$ ") || has("# "),
        "sh" | "shell" | "bash" => has("$ "),
        _ => false,
    }
}

fn comment_sign(language: &str) -> Option<&'static str> {
    match language {
        "sh" | "shell" | "bash" | "nginx" | "conf" | "dockerfile" | "yaml" | "toml" => Some("#"),
        "js" | "javascript" | "rust" => Some("//"),
        _ => None,
    }
}

/// A line as it stands; what is too long goes on below, behind a sign.
fn cut(line: &str, style: Style, width: usize) -> Vec<Line> {
    let room = width.saturating_sub(INDENT.len()).max(2);
    if columns(line) <= room {
        return vec![if line.is_empty() {
            Line::new()
        } else {
            vec![Span::plain(INDENT), Span::new(line, style)]
        }];
    }
    let mut lines = Vec::new();
    let mut part = String::new();
    let mut used = 0;
    for grapheme in line.graphemes(true) {
        let size = grapheme_columns(grapheme);
        if used + size > room && !part.is_empty() {
            lines.push(row(&part, style, lines.is_empty()));
            part.clear();
            // At very few columns the sign would leave no room for the text.
            used = if room > 4 { columns(CONTINUED) } else { 0 };
        }
        part.push_str(grapheme);
        used += size;
    }
    lines.push(row(&part, style, lines.is_empty() || room <= 4));
    lines
}

fn row(part: &str, style: Style, is_first: bool) -> Line {
    let mut line = vec![Span::plain(INDENT)];
    if !is_first {
        line.push(Span::dim(CONTINUED));
    }
    line.push(Span::new(part, style));
    line
}
