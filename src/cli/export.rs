//! `baeum export`: a lesson as one handout, in a file or on standard output.

use std::path::Path;

use super::args::{Export, HandoutFormat};
use super::context::Context;
use super::exit::{CliError, ExitCode};
use super::out;
use crate::handout::{Companions, compose, html, markdown};
use crate::l10n::{Message, Words};
use crate::lesson::{Lesson, lab};
use crate::screen::Style;

/// What the id of the lesson with the repairs to a lesson ends with.
const REPAIR: &str = "-repair";
/// What the id of the lesson with the exercises to a lesson ends with.
const EXERCISES: &str = "-exercises";

/// Writes the handout.
pub fn run(context: &Context, args: &Export) -> Result<ExitCode, CliError> {
    let lesson = context.lesson(&args.lesson)?;
    // A lesson that is not there in the language of the program is written in its own.
    let asked = context.words.language();
    let language = lesson
        .languages
        .iter()
        .copied()
        .find(|language| *language == asked)
        .or(lesson.languages.first().copied())
        .unwrap_or(asked);
    let words = Words::load(language);
    let repair = companion(context, &lesson, REPAIR)?;
    let exercises = companion(context, &lesson, EXERCISES)?;
    let speaks = |lesson: &&Lesson| lesson.languages.contains(&language);
    let companions = Companions {
        repair: repair.as_ref().filter(speaks),
        exercises: exercises.as_ref().filter(speaks),
    };
    let document = compose(&lesson, &companions, &words);
    let output = args
        .output
        .as_deref()
        .filter(|path| *path != Path::new("-"));
    let text = match args.format.unwrap_or_else(|| form(output)) {
        HandoutFormat::Md => markdown(&document),
        HandoutFormat::Html => html(&document, &words),
    };
    let Some(path) = output else {
        out::write(&text)?;
        return Ok(ExitCode::Done);
    };
    write(path, &text).map_err(|source| CliError::Io {
        path: Some(path.to_owned()),
        source,
    })?;
    let written = Message::new("handout-written").with("path", path.display().to_string());
    context.complain(&written, Style::Good)?;
    Ok(ExitCode::Done)
}

/// The lesson that goes with this one, where there is one.
fn companion(context: &Context, lesson: &Lesson, kind: &str) -> Result<Option<Lesson>, CliError> {
    let catalog = context.catalog()?;
    let id = format!("{}{kind}", lesson.id);
    let is_there = catalog.ids().any(|known| known == id);
    Ok(if is_there {
        Some(catalog.load(&id)?)
    } else {
        None
    })
}

/// The form that the name of a file asks for.
fn form(path: Option<&Path>) -> HandoutFormat {
    let ending = path.and_then(Path::extension).unwrap_or_default();
    if ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm") {
        HandoutFormat::Html
    } else {
        HandoutFormat::Md
    }
}

/// Writes a file whole or not at all, over one that is there. What is no ordinary file, such as a
/// terminal or a pipe, is written into.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if path.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    let is_special = std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file());
    if is_special {
        return std::fs::write(path, text);
    }
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    lab::write_whole(parent.unwrap_or(Path::new(".")), path, text.as_bytes())
}
