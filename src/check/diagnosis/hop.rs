//! One thing that was looked at on the way of a request, and how it stands.

use crate::l10n::Message;

/// How a hop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As it must be.
    Well,
    /// Here the request gets stuck.
    Wrong,
    /// Not as it should be, but not what the request gets stuck at.
    Noted,
    /// It could not be found out.
    Unknown,
}

impl Standing {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Well => "ok",
            Self::Wrong => "wrong",
            Self::Noted => "noted",
            Self::Unknown => "unknown",
        }
    }
}

/// One thing on the way of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// What kind of thing, as in JSON: `target`, `state`, `network`, `name`, `published`,
    /// `listening`, `traffic`, `answer`, `lab-file`, `proxy`, `resolver` or `remembered-address`.
    pub kind: &'static str,
    /// What must be true, as one short sentence.
    pub subject: Message,
    /// What was found.
    pub found: Option<Message>,
    /// How it stands.
    pub standing: Standing,
    /// Last lines of a log, where it says why.
    pub log: Vec<String>,
    /// The proxies that the request has passed before, outermost first.
    pub behind: Vec<String>,
}
