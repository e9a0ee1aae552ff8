//! What options and the environment ask for is refused where it means nothing: a mistyped name of an engine must not lead to the real Docker.

use std::ffi::OsString;

use super::args::{Cli, ColorName, Command, EngineName, LanguageName};
use super::args_author::AuthorCommand;
use super::exit::CliError;
use crate::l10n::from_locale;
use crate::screen::clean;

const ENGINES: &str = "auto, docker, practice";
const LANGUAGES: &str = "ko, en";

/// Refuses what this command line and the environment cannot mean together.
pub(super) fn check(cli: &Cli) -> Result<(), CliError> {
    let author = match &cli.command {
        Some(Command::Author { command }) => Some(command),
        _ => None,
    };
    let tests = matches!(author, Some(AuthorCommand::Test(_)));
    let previews = matches!(author, Some(AuthorCommand::Preview(_)));
    let all = |what, valid| CliError::Value {
        what,
        value: "all".to_owned(),
        valid,
    };
    match cli.global.engine {
        Some(EngineName::All) if !tests => return Err(all("--engine", ENGINES)),
        Some(_) => {}
        None => engine_of_environment()?,
    }
    match cli.global.lang {
        Some(LanguageName::All) if !tests && !previews => Err(all("--lang", LANGUAGES)),
        Some(_) => Ok(()),
        None => language_of_environment(),
    }
}

/// Refuses a variable that names no engine. An empty one counts as not set.
pub(super) fn engine_of_environment() -> Result<(), CliError> {
    variable("BAEUM_ENGINE", ENGINES, |value| {
        matches!(value, "auto" | "docker" | "practice")
    })
}

/// Refuses a variable that names no language. The name of a locale, such as `ko_KR.UTF-8`, is one.
fn language_of_environment() -> Result<(), CliError> {
    variable("BAEUM_LANG", LANGUAGES, |value| {
        from_locale(value).is_some()
    })
}

fn variable(
    what: &'static str,
    valid: &'static str,
    is_valid: impl Fn(&str) -> bool,
) -> Result<(), CliError> {
    let Some(value) = std::env::var_os(what).filter(|value| !value.is_empty()) else {
        return Ok(());
    };
    let value = value.to_string_lossy();
    if is_valid(&value) {
        return Ok(());
    }
    Err(CliError::Value {
        what,
        value: clean(&value),
        valid,
    })
}

/// The colours that are asked for, before the command line has been read: help is printed, and
/// errors are made, while it is read.
pub(super) fn early_color(arguments: &[OsString]) -> ColorName {
    let value = arguments.iter().enumerate().find_map(|(position, word)| {
        let word = word.to_str()?;
        match word.strip_prefix("--color=") {
            Some(value) => Some(value),
            None if word == "--color" => arguments.get(position + 1)?.to_str(),
            None => None,
        }
    });
    match value {
        Some("never") => ColorName::Never,
        Some("always") => ColorName::Always,
        _ => ColorName::Auto,
    }
}
