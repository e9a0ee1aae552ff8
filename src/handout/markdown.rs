//! A handout as Markdown, as code hosts show it.

use super::document::{Document, Piece};
use super::prose::demoted;
use super::slug::Slugs;

/// Writes the document as Markdown.
#[must_use]
pub fn markdown(document: &Document) -> String {
    let mut blocks = vec![
        format!("# {}", document.title),
        format!("{} · {}", document.kind, document.facts),
        document.note.clone(),
        format!("## {}", document.contents),
        contents(document),
    ];
    for part in &document.parts {
        blocks.push(format!("## {}", part.title));
        blocks.extend(part.pieces.iter().map(|piece| self::piece(piece, 2)));
        for section in &part.sections {
            blocks.push(format!("### {}", section.heading()));
            blocks.extend(section.pieces.iter().map(|piece| self::piece(piece, 3)));
        }
    }
    blocks.push("---".to_owned());
    blocks.push(document.colophon.clone());
    blocks.join("\n\n") + "\n"
}

/// The table of contents. Headings are counted in the order in which they stand on the page.
fn contents(document: &Document) -> String {
    let mut slugs = Slugs::default();
    slugs.next(&document.title);
    slugs.next(&document.contents);
    let mut lines = Vec::new();
    for part in &document.parts {
        let slug = slugs.next(&part.title);
        lines.push(format!("- [{}](#{slug})", bracketed(&part.title)));
        for section in &part.sections {
            let heading = section.heading();
            // Also where it is not shown, its anchor counts.
            let slug = slugs.next(&heading);
            if !part.follows {
                lines.push(format!("  - [{}](#{slug})", bracketed(&heading)));
            }
        }
    }
    lines.join("\n")
}

/// The text of a link, in which brackets would end it.
fn bracketed(heading: &str) -> String {
    heading.replace('[', "\\[").replace(']', "\\]")
}

fn piece(piece: &Piece, above: usize) -> String {
    match piece {
        Piece::Prose(text) | Piece::Pointer(text) => demoted(text, above),
        Piece::Task { text, .. } => quoted(&format!("[!IMPORTANT]\n{}", demoted(text, above))),
        Piece::Commands(commands) => {
            let lines: Vec<String> = commands
                .lines
                .iter()
                .map(|line| format!("{} {line}", commands.prompt()))
                .collect();
            let block = fenced("console", &lines);
            match &commands.place {
                Some(place) => format!("{place}\n\n{block}"),
                None => block,
            }
        }
        Piece::Edit {
            label,
            removed,
            added,
        } => {
            let removed = removed.iter().map(|line| format!("- {line}"));
            let added = added.iter().map(|line| format!("+ {line}"));
            let lines: Vec<String> = removed.chain(added).collect();
            format!("{label}\n\n{}", fenced("diff", &lines))
        }
        Piece::Map { caption, text, .. } => {
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            format!("**{caption}**\n\n{}", fenced("text", &lines))
        }
        Piece::Quiz { question, choices } => {
            let choices: Vec<String> = choices
                .iter()
                .map(|(text, ticked)| {
                    let mark = if *ticked { "- [x] " } else { "- [ ] " };
                    item(mark, text)
                })
                .collect();
            format!("{}\n\n{}", demoted(question, above), choices.join("\n"))
        }
        Piece::Labelled { label, text } if text.is_empty() => format!("**{label}**"),
        Piece::Labelled { label, text } | Piece::Question { label, text } => {
            format!("**{label}**\n\n{}", demoted(text, above))
        }
        Piece::Hints { label, hints } => {
            let hints: Vec<String> = (1..)
                .zip(hints)
                .map(|(number, hint)| item(&format!("{number}. "), hint))
                .collect();
            format!("**{label}**\n\n{}", hints.join("\n"))
        }
    }
}

/// An item of a list, with what follows its first line as far to the right as its text.
fn item(mark: &str, text: &str) -> String {
    let indentation = if mark.starts_with('-') { 2 } else { mark.len() };
    let mut lines = text.lines();
    let first = format!("{mark}{}", lines.next().unwrap_or_default());
    lines.fold(first, |all, line| {
        if line.is_empty() {
            format!("{all}\n")
        } else {
            format!("{all}\n{:indentation$}{line}", "")
        }
    })
}

fn quoted(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            if line.is_empty() {
                ">".to_owned()
            } else {
                format!("> {line}")
            }
        })
        .collect();
    lines.join("\n")
}

/// A code block whose fence is longer than any in it.
fn fenced(language: &str, lines: &[String]) -> String {
    let longest = lines
        .iter()
        .filter_map(|line| {
            let rest = line.trim_start();
            let ticks = rest.len() - rest.trim_start_matches('`').len();
            (ticks > 0).then_some(ticks)
        })
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{}\n{fence}", lines.join("\n"))
}
