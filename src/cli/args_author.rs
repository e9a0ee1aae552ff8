//! The command line of those who write lessons: `baeum lesson …`.

use clap::{Args, Subcommand, ValueEnum};

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
