//! `baeum lesson lint`: what is wrong with lessons, without an engine.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use super::args_author::{LessonLint, LintFormat};
use super::context::{Context, Place, color};
use super::exit::{CliError, ExitCode};
use super::out;
use crate::l10n::{Message, Words};
use crate::lesson::lint::lint;
use crate::lesson::render::render_below;
use crate::lesson::source::place_of;
use crate::lesson::{Diagnostic, LessonFiles, Reading, Severity};
use crate::report::pretty;
use crate::screen::{Style, Theme};

/// A lesson with what was found in it.
struct Found {
    /// What stands before the path of a file, such as `lessons/docker-network`.
    place: String,
    reading: Reading,
}

/// Looks through lessons.
pub(super) fn run(context: &Context, args: &LessonLint) -> Result<ExitCode, CliError> {
    let found: Vec<Found> = files(context, &args.lessons)?
        .into_iter()
        .map(|(place, files)| Found {
            place,
            reading: lint(&files),
        })
        .collect();
    let count = |severity| {
        let all = found.iter().flat_map(|found| &found.reading.diagnostics);
        all.filter(|diagnostic| diagnostic.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let written = match args.format {
        LintFormat::Text => text(context, &found),
        LintFormat::Json => out::line(&json(&found, &context.words)),
        LintFormat::Github => out::write(&github(&found, &context.words)),
    };
    out::unless_closed(written)?;
    let clean = errors + warnings == 0;
    let summary = Message::new(if clean { "lint-clean" } else { "lint-found" })
        .with("lessons", found.len())
        .with("errors", errors)
        .with("warnings", warnings);
    context.complain(&summary, if clean { Style::Good } else { Style::Bad })?;
    Ok(match (errors, warnings) {
        (0, 0) => ExitCode::Done,
        (0, _) => ExitCode::Unmet,
        _ => ExitCode::InvalidLesson,
    })
}

/// The files of the lessons that are named; of all of them where none is.
fn files(context: &Context, asked: &[String]) -> Result<Vec<(String, LessonFiles)>, CliError> {
    let folder = context
        .global
        .lessons
        .clone()
        .unwrap_or_else(|| PathBuf::from("lessons"));
    let shown = |path: PathBuf| place_of(&path);
    if asked.is_empty() {
        let catalog = context.catalog()?;
        return catalog
            .ids()
            .map(|id| Ok((shown(folder.join(id)), catalog.files(id)?)))
            .collect();
    }
    asked
        .iter()
        .map(|name| {
            let place = match context.find(name)? {
                Place::Folder(path) => path,
                Place::Known(_) => folder.join(name),
            };
            Ok((shown(place), context.files(name)?))
        })
        .collect()
}

fn text(context: &Context, found: &[Found]) -> Result<(), CliError> {
    let colored = Theme::for_stdout(color(context.global.color)).is_colored();
    for Found { place, reading } in found {
        let (diagnostics, sources) = (&reading.diagnostics, &reading.sources);
        let text = render_below(place, diagnostics, sources, &context.words, colored);
        if !text.is_empty() {
            out::line(&text)?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct DiagnosticJson {
    code: &'static str,
    severity: &'static str,
    file: String,
    line: usize,
    column: usize,
    title: String,
    message: String,
    help: Option<String>,
}

fn diagnostic_json(place: &str, diagnostic: &Diagnostic, words: &Words) -> DiagnosticJson {
    DiagnosticJson {
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity.as_str(),
        file: format!("{place}/{}", diagnostic.file),
        line: diagnostic.line,
        column: diagnostic.column,
        title: words.text(diagnostic.code.title()),
        message: words.say(&diagnostic.message),
        help: diagnostic.help.as_ref().map(|help| words.say(help)),
    }
}

fn all<'f>(found: &'f [Found], words: &'f Words) -> impl Iterator<Item = DiagnosticJson> + use<'f> {
    found.iter().flat_map(move |found| {
        let diagnostics = found.reading.diagnostics.iter();
        diagnostics.map(move |diagnostic| diagnostic_json(&found.place, diagnostic, words))
    })
}

fn json(found: &[Found], words: &Words) -> String {
    pretty(&all(found, words).collect::<Vec<_>>())
}

/// Workflow commands, as GitHub and Forgejo read them.
fn github(found: &[Found], words: &Words) -> String {
    let data = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let mut lines = String::new();
    for one in all(found, words) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            lines,
            "::{} file={},line={},col={},title={}::{}",
            one.severity,
            property(&one.file),
            one.line,
            one.column,
            property(&format!("{} {}", one.code, one.title)),
            data(&one.message)
        );
    }
    lines
}
