//! What is wrong with a command line, said in the learner's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::exit::ExitCode;
use crate::l10n::{Message, Words};
use crate::screen::clean;

/// Prints help and versions on standard output, and errors on standard error.
pub fn report(error: &clap::Error, words: &Words) -> ExitCode {
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
            eprintln!("  {}", words.text("usage-help"));
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
            Message::new("usage-unknown-argument").with("argument", of(ContextKind::InvalidArg))
        }
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
        ErrorKind::ArgumentConflict => Message::new("usage-conflict")
            .with("argument", of(ContextKind::InvalidArg))
            .with("other", of(ContextKind::PriorArg)),
        _ => Message::new("usage-other"),
    }
}
