//! A handout as one HTML page that needs nothing else: no script, no font, no picture from elsewhere.

use std::fmt::Write as _;

use super::document::{Commands, Document, Part, Piece, Section};
use super::prose::{escape, inline, render, terminal};
use crate::l10n::Words;

const STYLE: &str = include_str!("style.css");

/// Writes the document as an HTML page. `words` gives the labels of alerts.
#[must_use]
pub fn html(document: &Document, words: &Words) -> String {
    let page = Page { words };
    let title = escape(&document.title);
    let mut body = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        body,
        "<header>\n<p class=\"kind\">{}</p>\n<h1>{}</h1>\n<p class=\"facts\">{}</p>\n<div class=\"about\">\n{}</div>\n</header>\n",
        escape(&document.kind),
        inline(&document.title, words),
        escape(&document.facts),
        render(&document.note, 1, words),
    );
    body.push_str(&page.contents(document));
    body.push_str("<main>\n");
    for part in &document.parts {
        body.push_str(&page.part(part));
    }
    body.push_str("</main>\n");
    let _ = write!(
        body,
        "<footer>\n{}</footer>\n",
        render(&document.colophon, 1, words)
    );
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        document.language.code(),
    )
}

struct Page<'w> {
    words: &'w Words,
}

impl Page<'_> {
    fn contents(&self, document: &Document) -> String {
        let mut text = format!("<nav>\n<h2>{}</h2>\n<ul>\n", escape(&document.contents));
        for part in &document.parts {
            let _ = write!(
                text,
                "<li><a href=\"#{}\">{}</a>",
                escape(&part.id),
                inline(&part.title, self.words)
            );
            if !part.sections.is_empty() && !part.follows {
                text.push_str("\n<ol>\n");
                for section in &part.sections {
                    let _ = writeln!(
                        text,
                        "<li><a href=\"#{}\">{}</a></li>",
                        escape(&section.id),
                        self.heading(section)
                    );
                }
                text.push_str("</ol>\n");
            }
            text.push_str("</li>\n");
        }
        text.push_str("</ul>\n</nav>\n");
        text
    }

    fn heading(&self, section: &Section) -> String {
        let number = section
            .number
            .map(|number| format!("<span class=\"number\">{number}</span> "));
        number.unwrap_or_default() + &inline(&section.title, self.words)
    }

    fn part(&self, part: &Part) -> String {
        let id = escape(&part.id);
        let mut text = format!(
            "<section class=\"part\" id=\"{id}\">\n<h2>{}</h2>\n",
            inline(&part.title, self.words)
        );
        for piece in &part.pieces {
            text.push_str(&self.piece(piece, 2));
        }
        for section in &part.sections {
            let _ = write!(
                text,
                "<section class=\"{id}\" id=\"{}\">\n<h3>{}</h3>\n",
                escape(&section.id),
                self.heading(section)
            );
            for piece in &section.pieces {
                text.push_str(&self.piece(piece, 3));
            }
            text.push_str(&self.see(section));
            text.push_str("</section>\n");
        }
        text.push_str("</section>\n");
        text
    }

    /// Links for who reads on a screen.
    fn see(&self, section: &Section) -> String {
        let links: Vec<String> = section
            .see
            .iter()
            .map(|(title, id)| {
                format!(
                    "<a href=\"#{}\">{}</a>",
                    escape(id),
                    inline(title, self.words)
                )
            })
            .collect();
        if links.is_empty() {
            return String::new();
        }
        format!("<p class=\"see\">{}</p>\n", links.join(" · "))
    }

    fn piece(&self, piece: &Piece, above: usize) -> String {
        let prose = |text: &str| render(text, above, self.words);
        let label = |label: &str| format!("<p class=\"label\">{}</p>\n", inline(label, self.words));
        match piece {
            Piece::Prose(text) => prose(text),
            Piece::Pointer(text) => {
                format!("<p class=\"pointer\">{}</p>\n", inline(text, self.words))
            }
            Piece::Task { label: name, text } => {
                format!(
                    "<aside class=\"task\">\n{}{}</aside>\n",
                    label(name),
                    prose(text)
                )
            }
            Piece::Commands(commands) => self.commands(commands),
            Piece::Edit {
                label: name,
                removed,
                added,
            } => {
                let rows = |sign: char, tag: &str, lines: &[String]| {
                    lines.iter().fold(String::new(), |rows, line| {
                        format!("{rows}<{tag}>{sign} {}</{tag}>\n", escape(line))
                    })
                };
                format!(
                    "<figure>\n<figcaption>{}</figcaption>\n<pre class=\"edit\"><code>{}{}</code></pre>\n</figure>\n",
                    inline(name, self.words),
                    rows('-', "del", removed),
                    rows('+', "ins", added)
                )
            }
            Piece::Map { caption, svg, .. } => format!(
                "<figure class=\"map\">\n{}\n<figcaption>{}</figcaption>\n</figure>\n",
                svg.trim(),
                inline(caption, self.words)
            ),
            Piece::Question { label: name, text } => {
                format!(
                    "<aside class=\"question\">\n{}{}</aside>\n",
                    label(name),
                    prose(text)
                )
            }
            Piece::Quiz { question, choices } => self.quiz(question, choices, above),
            Piece::Labelled { label: name, text } if text.is_empty() => label(name),
            Piece::Labelled { label: name, text } => format!(
                "<div class=\"after\">\n{}{}</div>\n",
                label(name),
                prose(text)
            ),
            Piece::Hints { label: name, hints } => {
                let hints = hints.iter().fold(String::new(), |items, hint| {
                    format!("{items}<li>{}</li>\n", inline(hint, self.words))
                });
                format!(
                    "<div class=\"hints\">\n{}<ol>\n{hints}</ol>\n</div>\n",
                    label(name)
                )
            }
        }
    }

    fn commands(&self, commands: &Commands) -> String {
        let lines = commands
            .lines
            .iter()
            .map(|line| (commands.prompt(), line.clone()));
        let terminal = terminal(lines);
        match &commands.place {
            Some(place) => format!(
                "<figure>\n<figcaption>{}</figcaption>\n{terminal}</figure>\n",
                inline(place, self.words)
            ),
            None => terminal,
        }
    }

    fn quiz(&self, question: &str, choices: &[(String, bool)], above: usize) -> String {
        let choices = choices.iter().fold(String::new(), |items, (text, ticked)| {
            let (class, mark) = if *ticked {
                ("right", '☑')
            } else {
                ("open", '☐')
            };
            format!(
                "{items}<li class=\"{class}\"><span class=\"box\">{mark}</span> {}</li>\n",
                inline(text, self.words)
            )
        });
        format!(
            "<aside class=\"question\">\n{}<ul class=\"choices\">\n{choices}</ul>\n</aside>\n",
            render(question, above, self.words)
        )
    }
}
