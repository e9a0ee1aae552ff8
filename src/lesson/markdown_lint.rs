//! What in Markdown does not come out right on a terminal, or reads wrong.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::codes::Code;
use super::control;
use super::diagnostics::Problem;
use super::markdown::options;
use super::template;
use crate::l10n::Language;

/// Particles whose form depends on the word before them.
const PARTICLES: &[&str] = &[
    "은", "는", "이", "가", "을", "를", "과", "와", "아", "야", "나", "이나", "랑", "이랑",
];

/// Starts of such particles and of endings of 이다.
const PARTICLE_STARTS: &[&str] = &[
    "으로",
    "로",
    "이라",
    "라는",
    "라고",
    "라면",
    "이에요",
    "예요",
    "이었",
    "였",
    "이고",
    "이며",
    "이니",
    "이든",
];

/// Looks for left-over asterisks, raw HTML, links that lead elsewhere, and bare particles.
pub(super) fn look(source: &str, language: Language, problems: &mut Vec<Problem>) {
    let mut code = 0_usize;
    let events = Parser::new_ext(source, options()).into_offset_iter();
    for (_, definition) in events.reference_definitions().iter() {
        problems.push(Problem::new(Code::LinkElsewhere, definition.span.clone()));
    }
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock) => code = code.saturating_sub(1),
            Event::Text(_) if code == 0 => {
                let text = source.get(range.clone()).unwrap_or_default();
                for (at, _) in text.match_indices('*') {
                    let place = range.start + at;
                    let escaped = source
                        .as_bytes()
                        .get(..place)
                        .is_some_and(|before| before.ends_with(b"\\"));
                    let again = source
                        .as_bytes()
                        .get(..place)
                        .is_some_and(|before| before.ends_with(b"*"));
                    if !escaped && !again {
                        problems.push(Problem::new(Code::LeftOverAsterisk, place..place + 1));
                    }
                }
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => html(source, range, problems),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })
                if !is_harmless(&dest_url) =>
            {
                problems.push(
                    Problem::new(Code::BadLink, range).with("link", control::shown(&dest_url)),
                );
            }
            _ => {}
        }
    }
    if language == Language::Korean {
        particles(source, problems);
    }
}

fn html(source: &str, range: Range<usize>, problems: &mut Vec<Problem>) {
    let text = source.get(range.clone()).unwrap_or_default().trim();
    problems.push(Problem::new(Code::Html, range).with("html", control::shown(first_line(text))));
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn is_harmless(link: &str) -> bool {
    if link.starts_with("http://") || link.starts_with("https://") || link.starts_with('#') {
        return true;
    }
    let before_colon = link.split(['/', '?', '#']).next().unwrap_or_default();
    !before_colon.contains(':')
        && !link.starts_with(['/', '\\'])
        && !link.split(['/', '\\']).any(|part| part == "..")
}

/// Inserted values that a bare particle follows: which one is right depends on the value.
fn particles(source: &str, problems: &mut Vec<Problem>) {
    for found in template::find(source) {
        let rest = source.get(found.span.end..).unwrap_or_default();
        let marks = rest.len()
            - rest
                .trim_start_matches(['`', '*', '_', '"', '\'', ')'])
                .len();
        let rest = rest.get(marks..).unwrap_or_default();
        let end = rest
            .find(|c: char| !('가'..='힣').contains(&c))
            .unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let bare = PARTICLES.contains(&word)
            || PARTICLE_STARTS.iter().any(|start| word.starts_with(start));
        if bare {
            let start = found.span.end + marks;
            problems.push(
                Problem::new(Code::BareParticle, start..start + word.len())
                    .with("particle", word)
                    .with("value", source.get(found.span).unwrap_or_default()),
            );
        }
    }
}
