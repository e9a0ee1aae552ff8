//! The command line: one file a command. The only user of clap.

mod agreement;
pub mod args;
pub mod args_author;
pub mod args_help;
mod asked;
mod check;
mod clean;
pub mod context;
mod diagnose;
mod diagnosis_page;
mod docker;
mod doctor;
pub mod engine;
pub mod exit;
mod export;
mod lesson;
mod lint;
mod list;
mod map;
mod menu;
mod out;
mod play;
mod practice;
mod preview;
mod usage;

use std::ffi::OsString;
use std::io::{Write, stderr};
use std::panic::AssertUnwindSafe;

use clap::FromArgMatches;

use self::args::{Cli, ColorName, Command, Global};
use self::context::{Context, color, language};
pub use self::exit::{CliError, ExitCode};
use crate::home::Home;
use crate::l10n::{Language, Message, Words, is_for_the_user};
use crate::lesson::SourceError;
use crate::lesson::render::render_below;
use crate::progress::{Settings, Store};
use crate::screen::{Line, Paint, Span, Theme, page, terminal};

/// Does what the command line asks for.
///
/// Gives the exit code: one of [`ExitCode`], or what a docker command ended with.
#[must_use]
pub fn run(arguments: Vec<OsString>) -> u8 {
    let words = Words::load(early_language(&arguments));
    terminal::restore_on_panic();
    guarded(&words, || {
        if docker::is_name(arguments.first()) {
            return docker::run(arguments.get(1..).unwrap_or_default(), None, &words);
        }
        match read(arguments, &words) {
            Ok(cli) => match (asked::check(&cli), &cli.command) {
                (Err(error), _) => complain(&error, &cli.global, &words) as u8,
                (Ok(()), Some(Command::Docker { arguments })) => {
                    docker::run(arguments, Some(&cli.global), &words)
                }
                _ => carry_out(cli, &words) as u8,
            },
            Err(code) => code as u8,
        }
    })
}

/// A fault of ours ends with its own exit code and a word to the learner, below the report that
/// the panic itself has made.
fn guarded(words: &Words, work: impl FnOnce() -> u8) -> u8 {
    std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        terminal::restore();
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(stderr(), "\n  {}", words.text("cli-fault"));
        ExitCode::Fault as u8
    })
}

/// Reads the command line; an error has been reported.
fn read(arguments: Vec<OsString>, words: &Words) -> Result<Cli, ExitCode> {
    let command = args_help::command(words).color(match asked::early_color(&arguments) {
        ColorName::Auto => clap::ColorChoice::Auto,
        ColorName::Always => clap::ColorChoice::Always,
        ColorName::Never => clap::ColorChoice::Never,
    });
    let path = usage::path(&command, &arguments);
    command
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| usage::report(&error, &path, words))
}

fn carry_out(cli: Cli, words: &Words) -> ExitCode {
    if let Some(Command::Completions { shell }) = cli.command {
        let mut command = args_help::command(words);
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command, "baeum", &mut script);
        return match out::write(&String::from_utf8_lossy(&script)) {
            Ok(()) => ExitCode::Done,
            Err(error) => complain(&error, &cli.global, words),
        };
    }
    let global = cli.global.clone();
    match dispatch(cli) {
        Ok(code) => code,
        Err(error) => {
            terminal::restore();
            complain(&error, &global, words)
        }
    }
}

/// The language for help and for errors on the command line, before that has been read.
fn early_language(arguments: &[OsString]) -> Language {
    let named = arguments.iter().enumerate().find_map(|(position, word)| {
        let word = word.to_str()?;
        match word.strip_prefix("--lang=") {
            Some(code) => Language::from_code(code),
            None if word == "--lang" => Language::from_code(arguments.get(position + 1)?.to_str()?),
            None => None,
        }
    });
    named
        .or_else(|| {
            let home = std::env::var_os("BAEUM_HOME").map(std::path::PathBuf::from);
            let settings = Home::find(home.as_deref())
                .map(|home| Store::new(home.state()).settings())
                .unwrap_or_default();
            language(None, &settings)
        })
        .unwrap_or(Language::English)
}

fn dispatch(cli: Cli) -> Result<ExitCode, CliError> {
    let ask = matches!(cli.command, None | Some(Command::Play(_)));
    let mut context = Context::new(cli.global, ask)?;
    match cli.command {
        // These need neither an engine nor the runtime.
        Some(Command::List { json }) => return list::run(&context, json),
        None if !context::at_terminal() => return list::run(&context, false),
        _ => {}
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let code = runtime.block_on(async {
        match cli.command {
            None => menu::run(&mut context).await,
            Some(Command::Play(args)) => play::run(&mut context, &args).await,
            Some(Command::Check(args)) => check::run(&context, &args).await,
            Some(Command::Clean(args)) => clean::run(&context, &args).await,
            Some(Command::Reset(args)) => clean::reset(&context, &args).await,
            Some(Command::Doctor { json }) => doctor::run(&context, json).await,
            Some(Command::Map(args)) => map::run(&context, &args).await,
            Some(Command::Diagnose(args)) => diagnose::run(&context, &args).await,
            Some(Command::Practice(command)) => practice::run(&context, &command).await,
            Some(Command::Export(args)) => export::run(&context, &args),
            Some(Command::Author { command }) => lesson::run(&context, &command).await,
            Some(Command::List { .. } | Command::Completions { .. } | Command::Docker { .. }) => {
                Ok(ExitCode::Done)
            }
        }
    });
    // A prompt that still waits for a key must not keep the program from ending.
    runtime.shutdown_background();
    code
}

/// An error as a small page on standard error.
fn complain(error: &CliError, global: &Global, words: &Words) -> ExitCode {
    // The language may have been switched while playing.
    let words = match language(global.lang, &current_settings()) {
        Some(language) if language != words.language() => &Words::load(language),
        _ => words,
    };
    let theme = Theme::for_stderr(color(global.color));
    let width = usize::from(terminal::size().0);
    if let CliError::Source(SourceError::Invalid(invalid)) = error {
        let text = render_below(
            &invalid.place,
            &invalid.diagnostics,
            &invalid.sources,
            words,
            theme.is_colored(),
        );
        eprintln!("{text}");
    }
    if matches!(error, CliError::Interrupted | CliError::Closed) {
        return error.code();
    }
    let next: Vec<Line> = error
        .advice()
        .or_else(|| about_home(error))
        .map(|advice| vec![Span::plain(words.say(&advice))])
        .into_iter()
        .collect();
    let lines = page::error_page(&words.say(&error.message()), "", &next, width);
    // Where standard error is closed there is nobody to tell.
    let _ = Paint::new(stderr(), theme).lines(&lines);
    error.code()
}

/// What to do about a place below our own folders where nothing can be written.
fn about_home(error: &CliError) -> Option<Message> {
    let CliError::Io {
        path: Some(path),
        source,
    } = error
    else {
        return None;
    };
    let home = std::env::var_os("BAEUM_HOME").map(std::path::PathBuf::from);
    let home = Home::find(home.as_deref())?;
    let ours = path.starts_with(home.state()) || path.starts_with(home.lab(""));
    (ours && is_for_the_user(source)).then(|| Message::new("cli-advice-home"))
}

fn current_settings() -> Settings {
    let home = std::env::var_os("BAEUM_HOME").map(std::path::PathBuf::from);
    Home::find(home.as_deref())
        .map(|home| Store::new(home.state()).settings())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{ExitCode, guarded};
    use crate::l10n::{Language, Words};

    #[test]
    fn a_fault_of_ours_has_an_exit_code_of_its_own() {
        let words = Words::load(Language::English);
        assert_eq!(
            guarded(&words, || panic!("on purpose")),
            ExitCode::Fault as u8
        );
        assert_eq!(guarded(&words, || 1), 1);
    }
}
