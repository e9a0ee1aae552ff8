//! The exit codes, and the errors that lead to them.

use std::path::{Path, PathBuf};

use super::engine::is_practice_away;
use super::play::lesson_of_key;
use crate::docker::EngineError;
use crate::l10n::{Message, detail, is_for_the_user};
use crate::lesson::lab::{EditError, LabError};
use crate::lesson::{NameProblem, SourceError};
use crate::player::auto::AutoError;
use crate::player::prepare::PrepareError;
use crate::player::session::SessionError;
use crate::practice::{PracticeError, carried};
use crate::progress::StoreError;
use crate::proof::ProofError;
use crate::screen::PromptError;

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitCode {
    /// Done, or met.
    Done = 0,
    /// A condition is not met.
    Unmet = 1,
    /// The command line asks for something there is not.
    Usage = 2,
    /// The lesson is invalid.
    InvalidLesson = 3,
    /// No engine could be reached.
    NoEngine = 4,
    /// It needs a terminal.
    NeedsTerminal = 5,
    /// A fault of ours, or of the machine.
    Fault = 70,
    /// Interrupted.
    Interrupted = 130,
}

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A lesson could not be found or read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A name cannot be taken.
    #[error("{0:?}")]
    Name(NameProblem),
    /// `--set` without `=`.
    #[error("--set {0}")]
    SetForm(String),
    /// There is no such step.
    #[error("no step {step} in {lesson}")]
    StepUnknown {
        /// The lesson.
        lesson: String,
        /// The step that was asked for.
        step: String,
        /// The one that may have been meant.
        near: Option<String>,
        /// The ones there are.
        known: Vec<String>,
    },
    /// An option or a variable has a value that means nothing here.
    #[error("{what} {value}")]
    Value {
        /// The option or the variable.
        what: &'static str,
        /// Its value.
        value: String,
        /// What it may be.
        valid: &'static str,
    },
    /// There is no such network or container.
    #[error("no network or container {name}")]
    ObjectUnknown {
        /// The name that was asked for.
        name: String,
        /// The one that may have been meant.
        near: Option<String>,
    },
    /// There is no such container to ask from.
    #[error("no container {name}")]
    SenderUnknown {
        /// The name that was asked for.
        name: String,
        /// The one that may have been meant.
        near: Option<String>,
    },
    /// What must be reached is neither a name nor an address.
    #[error("{0}")]
    TargetForm(String),
    /// The sender's own client does not take the address.
    #[error("{from} cannot ask {target}")]
    TargetNotAsked {
        /// Who was to send the request.
        from: String,
        /// The address.
        target: String,
    },
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// What is remembered.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lab folder.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// A change to a lab file.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// No lesson was named, and it cannot be known which one is meant.
    #[error("which lesson")]
    WhichLesson,
    /// It needs a terminal.
    #[error("needs a terminal")]
    NeedsTerminal {
        /// What to do instead.
        instead: &'static str,
    },
    /// The practice engine cannot be served.
    #[error("{0}")]
    Practice(PracticeError),
    /// Base images could not be pulled.
    #[error("{image}: {source}")]
    Pull {
        /// The image.
        image: String,
        /// Why.
        source: EngineError,
    },
    /// The platform names no home folder.
    #[error("no home folder")]
    NoHome,
    /// Something with a name that a proof needs is there already.
    #[error("{0} is taken")]
    Taken(String),
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// Whoever read our output has had enough.
    #[error("standard output is closed")]
    Closed,
    /// Printing failed, and the like.
    #[error("{path:?}: {source}")]
    Io {
        /// A file, where it is about one.
        path: Option<PathBuf>,
        /// Why.
        source: std::io::Error,
    },
}

impl CliError {
    /// The exit code.
    #[must_use]
    pub fn code(&self) -> ExitCode {
        match self {
            Self::Source(SourceError::Invalid(_)) | Self::Edit(_) => ExitCode::InvalidLesson,
            Self::Source(_)
            | Self::Name(_)
            | Self::SetForm(_)
            | Self::StepUnknown { .. }
            | Self::Value { .. }
            | Self::WhichLesson
            | Self::ObjectUnknown { .. }
            | Self::SenderUnknown { .. }
            | Self::TargetForm(_)
            | Self::TargetNotAsked { .. }
            | Self::Store(StoreError::InUse { .. })
            | Self::Taken(_) => ExitCode::Usage,
            Self::Engine(_) | Self::Pull { .. } | Self::Practice(_) => ExitCode::NoEngine,
            Self::NeedsTerminal { .. } => ExitCode::NeedsTerminal,
            // Where to write is asked for on the command line or in the environment.
            Self::Store(StoreError::Io { source, .. })
            | Self::Lab(LabError::Write { source, .. })
            | Self::Io {
                path: Some(_),
                source,
            } if is_for_the_user(source) => ExitCode::Usage,
            Self::Store(_) | Self::Lab(_) | Self::NoHome | Self::Io { .. } => ExitCode::Fault,
            Self::Interrupted => ExitCode::Interrupted,
            Self::Closed => ExitCode::Done,
        }
    }

    /// What happened.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Source(error) => error.message(),
            Self::Name(problem) => problem.message(),
            Self::SetForm(text) => Message::new("cli-set-form").with("text", text),
            Self::StepUnknown {
                lesson,
                step,
                near: None,
                ..
            } => Message::new("cli-step-unknown")
                .with("lesson", lesson)
                .with("step", step),
            Self::StepUnknown {
                lesson,
                step,
                near: Some(near),
                ..
            } => Message::new("cli-step-unknown-near")
                .with("lesson", lesson)
                .with("step", step)
                .with("near", near),
            Self::ObjectUnknown { name, near: None } => {
                Message::new("map-name-unknown").with("name", name)
            }
            Self::ObjectUnknown {
                name,
                near: Some(near),
            } => Message::new("map-name-unknown-near")
                .with("name", name)
                .with("near", near),
            Self::SenderUnknown { name, near: None } => {
                Message::new("cli-sender-unknown").with("name", name)
            }
            Self::SenderUnknown {
                name,
                near: Some(near),
            } => Message::new("cli-sender-unknown-near")
                .with("name", name)
                .with("near", near),
            Self::Value { what, value, valid } => Message::new("usage-invalid-value")
                .with("argument", *what)
                .with("value", value)
                .with("valid", *valid),
            Self::TargetForm(text) => Message::new("cli-target-form").with("text", text),
            Self::Engine(error) if is_practice_away(error) => Message::new("cli-practice-gone"),
            Self::TargetNotAsked { from, target } => Message::new("cli-target-not-asked")
                .with("from", from)
                .with("target", target),
            Self::Engine(error) => error.message(),
            Self::Store(StoreError::InUse { lesson }) => {
                Message::new("cli-lesson-in-use").with("lesson", lesson_of_key(lesson))
            }
            Self::Store(StoreError::Io { path, source }) => at(path, source),
            Self::Lab(error) => error.message(),
            Self::Edit(error) => error.message(),
            Self::WhichLesson => Message::new("cli-which-lesson"),
            Self::NeedsTerminal { .. } => Message::new("cli-needs-terminal"),
            Self::Practice(error) => {
                Message::new("cli-practice-failed").with("detail", practice(error))
            }
            Self::Pull { image, source } => Message::new("cli-pull-failed")
                .with("image", image)
                .with("detail", source.message()),
            Self::NoHome => Message::new("cli-no-home"),
            Self::Taken(name) => Message::new("proof-taken").with("name", name),
            // Nobody is told of either.
            Self::Interrupted | Self::Closed => Message::new("cli-interrupted"),
            Self::Io { path, source } => match path {
                Some(path) => at(path, source),
                None => Message::new("cli-io").with("detail", detail(source)),
            },
        }
    }

    /// What to do next, where something can be said.
    #[must_use]
    pub fn advice(&self) -> Option<Message> {
        match self {
            Self::Source(SourceError::Unknown { .. }) => Some(Message::new("cli-advice-list")),
            Self::StepUnknown { lesson, known, .. } => Some(
                Message::new("cli-advice-steps")
                    .with("lesson", lesson)
                    .with("steps", known.join(", ")),
            ),
            Self::ObjectUnknown { .. } => Some(Message::new("map-advice-names")),
            Self::SetForm(_) => Some(Message::new("cli-advice-set")),
            Self::WhichLesson => Some(Message::new("cli-advice-which-lesson")),
            Self::SenderUnknown { .. } => Some(Message::new("cli-advice-sender")),
            Self::TargetForm(_) => Some(Message::new("cli-advice-target")),
            Self::Engine(error) if is_practice_away(error) => {
                Some(Message::new("cli-advice-practice-gone"))
            }
            Self::Engine(error) => Some(error.advice()),
            Self::NeedsTerminal { instead } => Some(Message::new(instead)),
            Self::Pull {
                source: EngineError::Refused { message, .. },
                ..
            } if carried::is_not_carried(message) => {
                Some(Message::new("cli-advice-carried").with("images", carried::CARRIED.join(", ")))
            }
            Self::Pull { .. } => Some(Message::new("cli-advice-pull")),
            Self::NoHome => Some(Message::new("cli-advice-home")),
            Self::Store(StoreError::Io { source, .. })
            | Self::Lab(LabError::Write { source, .. })
                if is_for_the_user(source) =>
            {
                Some(Message::new("cli-advice-home"))
            }
            Self::Taken(_) => Some(Message::new("proof-advice-taken")),
            Self::Store(StoreError::InUse { .. }) => Some(Message::new("cli-advice-in-use")),
            _ => None,
        }
    }
}

/// Why the practice engine cannot be served.
fn practice(error: &PracticeError) -> Message {
    match error {
        PracticeError::AlreadyServed { address } => {
            Message::new("cli-practice-served").with("address", address)
        }
        PracticeError::Silent { address } => {
            Message::new("cli-practice-silent").with("address", address)
        }
        PracticeError::Socket { path, source } => at(Path::new(path), source),
        PracticeError::State { path, source } => at(path, source),
    }
}

fn at(path: &Path, source: &std::io::Error) -> Message {
    Message::new("cli-io-at")
        .with("path", path.display().to_string())
        .with("detail", detail(source))
}

impl From<std::io::Error> for CliError {
    fn from(source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::BrokenPipe {
            return Self::Closed;
        }
        Self::Io { path: None, source }
    }
}

impl From<NameProblem> for CliError {
    fn from(problem: NameProblem) -> Self {
        Self::Name(problem)
    }
}

impl From<PrepareError> for CliError {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Engine(error) => Self::Engine(error),
            PrepareError::Lab(error) => Self::Lab(error),
        }
    }
}

impl From<AutoError> for CliError {
    fn from(error: AutoError) -> Self {
        match error {
            AutoError::Engine(error) => Self::Engine(error),
            AutoError::Prepare(error) => error.into(),
            AutoError::Edit(error) => Self::Edit(error),
            AutoError::Io(error) => error.into(),
        }
    }
}

impl From<ProofError> for CliError {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Engine(error) => Self::Engine(error),
            ProofError::Lab(error) => Self::Lab(error),
            ProofError::Name(problem) => Self::Name(problem),
            ProofError::Taken(name) => Self::Taken(name),
            ProofError::Io(error) => error.into(),
            ProofError::Interrupted => Self::Interrupted,
        }
    }
}

impl From<PromptError> for CliError {
    fn from(error: PromptError) -> Self {
        match error {
            PromptError::Interrupted => Self::Interrupted,
            PromptError::NotATerminal => Self::NeedsTerminal {
                instead: "cli-advice-auto",
            },
            PromptError::Io(error) => error.into(),
        }
    }
}

impl From<SessionError> for CliError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Engine(error) => Self::Engine(error),
            SessionError::Prepare(error) => error.into(),
            SessionError::Prompt(error) => error.into(),
            SessionError::Store(error) => Self::Store(error),
            SessionError::Edit(error) => Self::Edit(error),
            SessionError::Io(error) => error.into(),
        }
    }
}
