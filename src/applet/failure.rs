//! How a docker command fails: its words and its exit code.

use crate::docker::EngineError;
use crate::l10n::{Message, Words};

/// Why a command ended early.
#[derive(Debug)]
pub enum Failure {
    /// In docker's words.
    Text {
        /// What standard error gets.
        text: String,
        /// The exit code.
        code: u8,
    },
    /// In baeum's own words.
    Own {
        /// What standard error gets.
        message: Message,
        /// The exit code.
        code: u8,
    },
    /// The engine.
    Engine(EngineError),
    /// Everything was said already.
    Quiet(u8),
}

/// What a command comes to: its exit code.
pub type Outcome = Result<u8, Failure>;

impl Failure {
    /// An ordinary failure, exit code 1.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            code: 1,
        }
    }

    /// One in baeum's own words, exit code 125.
    pub fn own(message: Message) -> Self {
        Self::Own { message, code: 125 }
    }

    /// What standard error gets.
    pub fn say(&self, words: &Words) -> String {
        match self {
            Self::Text { text, .. } => text.clone(),
            Self::Own { message, .. } => words.say(message),
            Self::Engine(error) => engine_words(error, words),
            Self::Quiet(_) => String::new(),
        }
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Text { code, .. } | Self::Own { code, .. } | Self::Quiet(code) => *code,
            Self::Engine(_) => 1,
        }
    }

    /// The engine's own words, where it said no.
    pub fn refusal(&self) -> Option<&str> {
        match self {
            Self::Engine(EngineError::Refused { message, .. }) => Some(message),
            _ => None,
        }
    }

    /// Whether the engine knows no such thing.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Engine(error) if error.is_not_found())
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            // Whoever reads has had enough.
            return Self::Quiet(141);
        }
        Self::text(error.to_string())
    }
}

fn engine_words(error: &EngineError, words: &Words) -> String {
    match error {
        EngineError::Refused { status: 0, message } => message.clone(),
        EngineError::Refused { message, .. } => {
            format!("Error response from daemon: {}", message.trim_end())
        }
        EngineError::NotRunning { address } => format!(
            "Cannot connect to the Docker daemon at {}. Is the docker daemon running?",
            address.url
        ),
        EngineError::PermissionDenied { address } => format!(
            "permission denied while trying to connect to the Docker daemon socket at {}",
            address.url
        ),
        other => words.say(&other.message()),
    }
}
