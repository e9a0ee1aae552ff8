//! The command line: what can be asked for, and its help in the learner's language.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::l10n::Words;

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "baeum", version, disable_help_subcommand = true)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// The command; the menu without one.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds for every command.
#[derive(Debug, Clone, Default, Args)]
pub struct Global {
    /// Language.
    #[arg(long, global = true, value_name = "ko|en")]
    pub lang: Option<LanguageName>,
    /// Engine.
    #[arg(long, global = true, value_name = "ENGINE")]
    pub engine: Option<EngineName>,
    /// Address of the engine.
    #[arg(long, global = true, value_name = "URL")]
    pub host: Option<String>,
    /// Further lessons.
    #[arg(long, global = true, value_name = "DIR")]
    pub lessons: Option<PathBuf>,
    /// Colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorName,
}

/// A language on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageName {
    /// Korean.
    Ko,
    /// English.
    En,
    /// Every one of them, for `lesson test` and `lesson preview`.
    All,
}

/// An engine on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EngineName {
    /// Docker where it answers.
    Auto,
    /// Docker only.
    Docker,
    /// The practice engine.
    Practice,
    /// Every one of them in turn, for `lesson test`.
    All,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorName {
    /// At a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Plays a lesson.
    Play(Play),
    /// Lists lessons.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Checks a step.
    Check(Check),
    /// Removes what a lesson made.
    Clean(Lesson),
    /// Cleans, and forgets the progress.
    Reset(Lesson),
    /// Looks whether everything is there.
    Doctor {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Draws the networks.
    Map(Map),
    /// Says why one cannot reach another.
    Diagnose(Diagnose),
    /// The practice engine.
    #[command(subcommand)]
    Practice(PracticeCommand),
    /// For authors of lessons.
    #[command(name = "lesson")]
    Author {
        /// What to do.
        #[command(subcommand)]
        command: AuthorCommand,
    },
    /// A docker command.
    #[command(disable_help_flag = true)]
    Docker {
        /// What docker is asked to do.
        #[arg(
            trailing_var_arg = true,
            allow_hyphen_values = true,
            value_name = "COMMAND"
        )]
        arguments: Vec<OsString>,
    },
    /// Writes a lesson as a handout.
    Export(Export),
    /// Completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// `baeum practice`.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum PracticeCommand {
    /// Serves it.
    Serve,
    /// Says how to join it.
    Env,
    /// Forgets its world.
    Reset {
        /// Does not ask.
        #[arg(long, short)]
        yes: bool,
    },
}

/// `baeum play`.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
#[derive(Debug, Args)]
pub struct Play {
    /// The lesson.
    pub lesson: Option<String>,
    /// The step to begin at.
    #[arg(long, value_name = "ID")]
    pub step: Option<String>,
    /// Plays by itself.
    #[arg(long)]
    pub auto: bool,
    /// No colours, no live list.
    #[arg(long)]
    pub plain: bool,
    /// A name to use.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Does not clean up at the end.
    #[arg(long)]
    pub keep: bool,
    /// Agrees to the commands of a lesson from elsewhere.
    #[arg(id = "agree", long = "yes", short = 'y')]
    pub agree: bool,
}

/// `baeum check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The lesson.
    pub lesson: String,
    /// The step; the learner's own without it.
    #[arg(conflicts_with = "all")]
    pub step: Option<String>,
    /// Every step.
    #[arg(long)]
    pub all: bool,
    /// The form of the result.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: Format,
    /// The same as `--format json`.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Waits until it is met.
    #[arg(long, value_name = "SECONDS")]
    pub wait: Option<u64>,
}

/// `baeum map`.
#[derive(Debug, Args)]
pub struct Map {
    /// Networks or containers to show; everything if none is named.
    #[arg(id = "map-names", value_name = "NAME")]
    pub names: Vec<String>,
    /// The form of the picture.
    #[arg(
        id = "map-format",
        long = "format",
        value_name = "FORM",
        default_value = "text"
    )]
    pub format: MapFormat,
}

/// The form of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MapFormat {
    /// For people at a terminal.
    Text,
    /// For programs.
    Json,
    /// For pages and browsers.
    Svg,
}

/// The form of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For CI servers.
    Junit,
    /// The Test Anything Protocol.
    Tap,
}

/// `baeum export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The lesson.
    pub lesson: String,
    /// The form of the handout; that of the file's name without it.
    #[arg(id = "handout-format", long = "format", value_name = "FORM")]
    pub format: Option<HandoutFormat>,
    /// The file to write; standard output without it.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The form of a handout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HandoutFormat {
    /// Markdown.
    Md,
    /// One HTML page.
    Html,
}

/// `baeum diagnose`.
#[derive(Debug, Args)]
pub struct Diagnose {
    /// Who sends the request.
    pub from: String,
    /// Who must answer it.
    #[arg(value_name = "TARGET[:PORT]")]
    pub target: String,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// A lesson, and whether to ask.
#[derive(Debug, Args)]
pub struct Lesson {
    /// The lesson.
    pub lesson: String,
    /// Does not ask.
    #[arg(long, short)]
    pub yes: bool,
}

/// What authors of lessons can ask for.
#[derive(Debug, Subcommand)]
pub enum AuthorCommand {
    /// Proves lessons on an engine.
    Test(LessonTest),
    /// Looks through lessons without an engine.
    Lint(LessonLint),
    /// Writes a small lesson to begin with.
    New {
        /// Its id, which is also its folder's name.
        #[arg(id = "new-lesson", value_name = "NAME")]
        name: String,
    },
    /// Shows a step as a learner will see it.
    Preview(LessonPreview),
    /// Prints the JSON schema of `lesson.toml`.
    Schema,
}

/// `baeum lesson preview`.
#[derive(Debug, Args)]
pub struct LessonPreview {
    /// The lesson, by id or folder; the one in the current folder without it.
    #[arg(id = "lesson-to-preview", value_name = "LESSON")]
    pub lesson: Option<String>,
    /// The step; the first one, or without a terminal every one, without it.
    #[arg(id = "step-to-preview", value_name = "STEP")]
    pub step: Option<String>,
}

/// `baeum lesson lint`.
#[derive(Debug, Args)]
pub struct LessonLint {
    /// The lessons, by id or folder; all of them if none is named.
    #[arg(id = "lessons-to-lint", value_name = "LESSON")]
    pub lessons: Vec<String>,
    /// The form of the result.
    #[arg(
        id = "lint-format",
        long = "format",
        value_name = "FORM",
        default_value = "text"
    )]
    pub format: LintFormat,
}

/// The form of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LintFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For code hosts, which show them at their lines.
    Github,
}

/// `baeum lesson test`.
#[derive(Debug, Args)]
pub struct LessonTest {
    /// The lessons, by id or folder; all of them if none is named.
    #[arg(id = "lessons-to-test", value_name = "LESSON")]
    pub lessons: Vec<String>,
    /// Only this step.
    #[arg(long, value_name = "ID")]
    pub step: Option<String>,
    /// A name to use.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// The form of the result.
    #[arg(
        id = "proof-format",
        long = "format",
        value_name = "FORM",
        default_value = "text"
    )]
    pub format: ProofFormat,
}

/// The form of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProofFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For CI servers.
    Junit,
}

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
