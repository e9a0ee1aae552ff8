//! The command line: what can be asked for.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::args_author::AuthorCommand;

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
    #[value(hide = true)]
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
    #[value(hide = true)]
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
