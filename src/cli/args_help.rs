//! The help of the command line in the learner's language.

use clap::CommandFactory;

use super::args::Cli;
use crate::l10n::Words;

/// The command line with its help in the language of `words`.
#[must_use]
pub fn command(words: &Words) -> clap::Command {
    translate(Cli::command(), words, "")
}

/// Message ids are looked up by name here, because clap knows its arguments by name.
fn help(words: &Words, kind: &str, name: &str) -> Option<String> {
    let id = format!("cli-{kind}-{name}");
    words.has(&id).then(|| words.by_name(&id))
}

/// `path` is what is typed before the command, joined by hyphens: a command may mean something else
/// below another one.
fn translate(command: clap::Command, words: &Words, path: &str) -> clap::Command {
    let name = command.get_name().to_owned();
    let top = path.is_empty();
    let about = help(words, "about", &format!("{path}-{name}"));
    let about = about.or_else(|| help(words, "about", if top { "baeum" } else { &name }));
    let mut command = command
        .help_template(words.text("cli-help-template"))
        .subcommand_help_heading(words.text("cli-heading-commands"))
        // A command that is missing is an error that says which there are.
        .arg_required_else_help(false)
        .disable_help_flag(true)
        .disable_version_flag(true);
    // docker answers `--help` itself.
    if name != "docker" {
        command = command.arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help_heading(words.text("cli-heading-options"))
                .help(words.text("cli-arg-help")),
        );
    }
    if top {
        command = command.arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help_heading(words.text("cli-heading-options"))
                .help(words.text("cli-arg-version")),
        );
    }
    if let Some(about) = about {
        command = command.about(about);
    }
    let arguments = words.text("cli-heading-arguments");
    let options = words.text("cli-heading-options");
    command = command.mut_args(|argument| {
        let heading = if argument.is_positional() {
            &arguments
        } else {
            &options
        };
        let text = help(words, "arg", argument.get_id().as_str());
        let takes_value = argument.is_positional()
            || matches!(
                argument.get_action(),
                clap::ArgAction::Set | clap::ArgAction::Append
            );
        let mut argument = argument.help_heading(heading.clone());
        if takes_value {
            argument = argument.hide_possible_values(true).hide_default_value(true);
        }
        match text {
            Some(text) => argument.help(text),
            None => argument,
        }
    });
    command.mut_subcommands(|sub| translate(sub, words, &name))
}
