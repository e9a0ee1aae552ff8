//! `baeum list`: the lessons, their steps, and how far the learner is.

use std::io::stdout;

use serde::Serialize;

use super::context::Context;
use super::exit::{CliError, ExitCode};
use super::out;
use crate::l10n::{Language, Message};
use crate::lesson::Catalog;
use crate::lesson::head::Head;
use crate::lesson::source::place_of;
use crate::progress::Progress;
use crate::report::pretty;
use crate::screen::{Line, Paint, Span, Style, clean};

#[derive(Serialize)]
struct LessonJson<'l> {
    id: &'l str,
    title: std::collections::BTreeMap<&'static str, String>,
    level: &'l str,
    minutes: u32,
    languages: Vec<&'static str>,
    steps: &'l [String],
    step: Option<&'l str>,
    passed: Vec<&'l str>,
    finished: bool,
}

/// Prints the list.
pub fn run(context: &Context, json: bool) -> Result<ExitCode, CliError> {
    let catalog = context.catalog()?;
    let heads = catalog.list();
    let mut all = Vec::new();
    for head in &heads {
        all.push(context.progress(&head.id)?);
    }
    if json {
        let lessons: Vec<LessonJson<'_>> = heads
            .iter()
            .zip(&all)
            .map(|(head, progress)| LessonJson {
                id: &head.id,
                title: head
                    .languages
                    .iter()
                    .map(|language| (language.code(), head.title(*language).to_owned()))
                    .collect(),
                level: &head.level,
                minutes: head.minutes,
                languages: head.languages.iter().copied().map(Language::code).collect(),
                steps: &head.steps,
                step: progress.step.as_deref(),
                passed: head
                    .steps
                    .iter()
                    .map(String::as_str)
                    .filter(|step| progress.passed.contains(*step))
                    .collect(),
                finished: progress.finished,
            })
            .collect();
        out::line(&pretty(&serde_json::json!({ "lessons": lessons })))?;
        return Ok(ExitCode::Done);
    }
    let mut page = Paint::new(stdout(), context.theme());
    page.line(&[])?;
    for (head, progress) in heads.iter().zip(&all) {
        page.lines(&entry(context, &catalog, head, progress))?;
    }
    page.line(&[])?;
    context.say(&Message::new("cli-list-how-to-go-on"), Style::Dim)?;
    Ok(ExitCode::Done)
}

/// What is said of a lesson that cannot be read. Those of the program can, which its tests say.
pub(super) fn broken(catalog: &Catalog, id: &str) -> Option<Message> {
    let folder = catalog.folder(id)?;
    let message = || Message::new("cli-list-broken").with("place", place_of(folder));
    catalog.load(id).is_err().then(message)
}

fn entry(context: &Context, catalog: &Catalog, head: &Head, progress: &Progress) -> Vec<Line> {
    let words = &context.words;
    let title = clean(head.title(words.language()));
    if let Some(message) = broken(catalog, &head.id) {
        return vec![
            vec![Span::plain("  "), Span::new(clean(&head.id), Style::Accent)],
            vec![Span::dim(format!("    {}", clean(&words.say(&message))))],
        ];
    }
    let facts = words.say(
        &Message::new("cli-lesson-facts")
            .with("steps", head.steps.len())
            .with("minutes", i64::from(head.minutes)),
    );
    let state = words.say(&standing(head, progress));
    vec![
        vec![
            Span::plain("  "),
            Span::new(clean(&head.id), Style::Accent),
            Span::plain("  "),
            Span::strong(title),
        ],
        vec![Span::dim(format!("    {facts} · {state}"))],
    ]
}

/// How far the learner is in a lesson.
#[must_use]
pub fn standing(head: &Head, progress: &Progress) -> Message {
    let at = progress
        .step
        .as_deref()
        .and_then(|step| head.steps.iter().position(|id| id == step));
    match at {
        _ if progress.finished => Message::new("cli-standing-finished"),
        Some(position) => Message::new("cli-standing-at").with("step", position + 1),
        None => Message::new("cli-standing-new"),
    }
}
