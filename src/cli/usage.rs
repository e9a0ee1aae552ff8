//! What is wrong with a command line, said in the learner's language.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::exit::ExitCode;
use crate::l10n::{Message, Words};
use crate::screen::clean;

/// The command that was typed, such as `baeum lesson lint`, as far as it is one.
pub fn path(root: &clap::Command, arguments: &[OsString]) -> String {
    let mut path = root.get_name().to_owned();
    let mut command = root;
    let mut words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if let Some(option) = word.strip_prefix("--") {
            let mut known = command.get_arguments().chain(root.get_arguments());
            let takes_value = known.any(|argument| {
                argument.get_long() == Some(option) && argument.get_action().takes_values()
            });
            if takes_value {
                words.next();
            }
        } else if !word.starts_with('-') {
            let Some(found) = command.find_subcommand(word) else {
                break;
            };
            command = found;
            path.push(' ');
            path.push_str(found.get_name());
        }
    }
    path
}

/// Prints help and versions on standard output, and errors on standard error. `path` is the command
/// that was typed.
pub fn report(error: &clap::Error, path: &str, words: &Words) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Where standard output is closed there is nobody to tell.
            let _ = error.print();
            ExitCode::Done
        }
        _ => {
            eprintln!();
            eprintln!("  {}", words.say(&message(error)));
            if let Some(near) = text(error, ContextKind::SuggestedArg)
                .or_else(|| text(error, ContextKind::SuggestedSubcommand))
                .or_else(|| text(error, ContextKind::SuggestedValue))
            {
                eprintln!(
                    "  {}",
                    words.say(&Message::new("usage-near").with("near", near))
                );
            }
            let help = Message::new("usage-help").with("command", path);
            eprintln!("  {}", words.say(&help));
            eprintln!();
            ExitCode::Usage
        }
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(clean(text)),
        ContextValue::Strings(texts) => Some(clean(&texts.join(", "))),
        ContextValue::StyledStr(text) => Some(clean(&text.to_string())),
        ContextValue::StyledStrs(texts) => {
            let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
            Some(clean(&texts.join(", ")))
        }
        _ => None,
    }
}

fn message(error: &clap::Error) -> Message {
    let of = |kind| text(error, kind).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidSubcommand => Message::new("usage-unknown-command")
            .with("command", of(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => {
            let argument = of(ContextKind::InvalidArg);
            let id = if argument.starts_with('-') {
                "usage-unknown-argument"
            } else {
                "usage-surplus-argument"
            };
            Message::new(id).with("argument", argument)
        }
        ErrorKind::MissingSubcommand => Message::new("usage-command-missing")
            .with("command", of(ContextKind::InvalidSubcommand))
            .with("valid", of(ContextKind::ValidSubcommand)),
        ErrorKind::InvalidValue if of(ContextKind::InvalidValue).is_empty() => {
            Message::new("usage-value-missing").with("argument", of(ContextKind::InvalidArg))
        }
        ErrorKind::InvalidValue => Message::new("usage-invalid-value")
            .with("argument", of(ContextKind::InvalidArg))
            .with("value", of(ContextKind::InvalidValue))
            .with("valid", of(ContextKind::ValidValue)),
        ErrorKind::ValueValidation => Message::new("usage-refused-value")
            .with("argument", of(ContextKind::InvalidArg))
            .with("value", of(ContextKind::InvalidValue)),
        ErrorKind::MissingRequiredArgument => {
            Message::new("usage-missing").with("argument", of(ContextKind::InvalidArg))
        }
        ErrorKind::ArgumentConflict if of(ContextKind::InvalidArg) == of(ContextKind::PriorArg) => {
            Message::new("usage-twice").with("argument", of(ContextKind::InvalidArg))
        }
        ErrorKind::ArgumentConflict => Message::new("usage-conflict")
            .with("argument", of(ContextKind::InvalidArg))
            .with("other", of(ContextKind::PriorArg)),
        _ => Message::new("usage-other"),
    }
}
