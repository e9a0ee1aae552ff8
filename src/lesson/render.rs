//! Diagnostics as text: code and title, the line with a mark under the place, and what to do.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::control;
use super::diagnostics::{Diagnostic, Severity, Sources};
use crate::l10n::Words;

/// What stands before and behind the place, in bytes, where a line is very long.
const AROUND: usize = 200;

/// The diagnostics as text in the language of `words`, with an empty line between two.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, words: &Words, color: bool) -> String {
    render_below("", diagnostics, sources, words, color)
}

/// The same with `prefix` before the path of each file, such as `lessons/docker-network`.
#[must_use]
pub fn render_below(
    prefix: &str,
    diagnostics: &[Diagnostic],
    sources: &Sources,
    words: &Words,
    color: bool,
) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for diagnostic in diagnostics {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&one(diagnostic, sources, prefix, words, &renderer));
        text.push('\n');
    }
    text
}

fn one(
    diagnostic: &Diagnostic,
    sources: &Sources,
    prefix: &str,
    words: &Words,
    renderer: &Renderer,
) -> String {
    let path = if prefix.is_empty() {
        control::shown(&diagnostic.file)
    } else {
        format!("{prefix}/{}", control::shown(&diagnostic.file))
    };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name(words.text("lesson-error")),
        Severity::Warning => Level::WARNING.with_name(words.text("lesson-warning")),
    };
    let title = words.text(diagnostic.code.title());
    let label = words.say(&diagnostic.message);
    let title = level.primary_title(title).id(diagnostic.code.as_str());
    let excerpt = excerpt(diagnostic, sources);
    // A mark under nothing says nothing, so a problem of a whole file is told below its name.
    let mut group = if diagnostic.span.end == 0 || excerpt.line.is_empty() {
        title.element(Origin::path(path)).element(
            Level::NOTE
                .with_name(words.text("lesson-note"))
                .message(label),
        )
    } else {
        title.element(
            Snippet::source(excerpt.line)
                .line_start(diagnostic.line)
                .path(path)
                .annotation(AnnotationKind::Primary.span(excerpt.mark).label(label)),
        )
    };
    if let Some(help) = &diagnostic.help {
        let help = words.say(help);
        group = group.element(
            Level::HELP
                .with_name(words.text("lesson-help"))
                .message(help),
        );
    }
    renderer.render(&[group])
}

struct Excerpt<'s> {
    line: &'s str,
    mark: std::ops::Range<usize>,
}

/// The line of a diagnostic, without what is far from the place, and the part of it to mark.
fn excerpt<'s>(diagnostic: &Diagnostic, sources: &'s Sources) -> Excerpt<'s> {
    let text = sources.text(&diagnostic.file).unwrap_or_default();
    let start = diagnostic.span.start;
    let line_start = text
        .get(..start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let line_end = text
        .get(start..)
        .and_then(|rest| rest.find(['\r', '\n']))
        .map_or(text.len(), |at| start + at);
    let mut from = line_start.max(start.saturating_sub(AROUND));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = line_end.min(diagnostic.span.end.min(line_end).saturating_add(AROUND));
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    Excerpt {
        line: text.get(from..to).unwrap_or_default(),
        mark: start - from..diagnostic.span.end.min(line_end).max(start) - from,
    }
}
