//! What looking at one condition gave: data, which `screen` and `report` turn into words.

use super::Cause;
use crate::l10n::Message;

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It holds.
    Met,
    /// It does not.
    Unmet,
    /// It could not be found out; never counted as met.
    Unknown,
    /// Not looked at, because something it needs is not met or the engine has no such thing.
    Skipped,
}

impl Status {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Unmet => "unmet",
            Self::Unknown => "unknown",
            Self::Skipped => "skipped",
        }
    }
}

/// The outcome of one condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The condition's id.
    pub id: String,
    /// The condition's kind, as in JSON.
    pub kind: &'static str,
    /// Whether it holds.
    pub status: Status,
    /// What must be true, as one short sentence.
    pub subject: Message,
    /// What was expected, where it says more than the subject.
    pub expected: Option<Message>,
    /// What was found instead; for a met condition a detail worth showing, such as an address.
    pub found: Option<Message>,
    /// The likely cause; `None` when met or skipped.
    pub cause: Option<Cause>,
    /// Why, in a sentence.
    pub why: Option<Message>,
    /// The next command, which cures it when run in the lab folder.
    pub fix: Option<String>,
}

impl Finding {
    fn new(id: &str, kind: &'static str, status: Status, subject: Message) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            status,
            subject,
            expected: None,
            found: None,
            cause: None,
            why: None,
            fix: None,
        }
    }

    /// Whether it does not stand in the way of going on.
    #[must_use]
    pub fn lets_pass(&self) -> bool {
        matches!(self.status, Status::Met | Status::Skipped)
    }
}

/// Whether a step with these findings is passed: nothing unmet, nothing unknown.
#[must_use]
pub fn passed(findings: &[Finding]) -> bool {
    findings.iter().all(Finding::lets_pass)
}

/// What a look or a probe says, before it is known for which condition it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds; perhaps with a detail worth showing.
    Met(Option<Message>),
    /// It does not hold.
    Unmet(Box<Problem>),
    /// It could not be found out.
    Unknown(Box<Problem>),
    /// The engine has no such thing; says why.
    Skipped(Message),
}

/// Why something does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The likely cause.
    pub cause: Cause,
    /// Why, in a sentence; the cause's own sentence unless replaced.
    pub why: Message,
    /// What was expected.
    pub expected: Option<Message>,
    /// What was found.
    pub found: Option<Message>,
    /// The command that cures it.
    pub fix: Option<String>,
}

impl Problem {
    /// A problem with the cause's own sentence, which has no arguments yet.
    #[must_use]
    pub fn new(cause: Cause) -> Self {
        Self {
            cause,
            why: Message::new(cause.message_id()),
            expected: None,
            found: None,
            fix: None,
        }
    }

    /// With one more argument for its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<crate::l10n::Value>) -> Self {
        self.why = self.why.with(name, value);
        self
    }

    /// With another sentence for why.
    #[must_use]
    pub fn why(mut self, why: Message) -> Self {
        self.why = why;
        self
    }

    /// With what was expected.
    #[must_use]
    pub fn expected(mut self, expected: Message) -> Self {
        self.expected = Some(expected);
        self
    }

    /// With what was found.
    #[must_use]
    pub fn found(mut self, found: Message) -> Self {
        self.found = Some(found);
        self
    }

    /// With the command that cures it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<String>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// As an unmet verdict.
    #[must_use]
    pub fn unmet(self) -> Verdict {
        Verdict::Unmet(Box::new(self))
    }

    /// As a verdict that could not be reached.
    #[must_use]
    pub fn unknown(self) -> Verdict {
        Verdict::Unknown(Box::new(self))
    }
}

impl Verdict {
    /// Met, without a detail.
    pub const MET: Self = Self::Met(None);

    /// Met, with a detail that stands as it is.
    #[must_use]
    pub fn met_with(detail: &str) -> Self {
        Self::Met(Some(verbatim(detail)))
    }

    /// The finding for the condition that this verdict is about.
    #[must_use]
    pub fn finding(self, id: &str, kind: &'static str, subject: Message) -> Finding {
        match self {
            Self::Met(detail) => Finding {
                found: detail,
                ..Finding::new(id, kind, Status::Met, subject)
            },
            Self::Skipped(why) => Finding {
                why: Some(why),
                ..Finding::new(id, kind, Status::Skipped, subject)
            },
            Self::Unmet(problem) => problem.finding(id, kind, Status::Unmet, subject),
            Self::Unknown(problem) => problem.finding(id, kind, Status::Unknown, subject),
        }
    }
}

impl Problem {
    fn finding(self, id: &str, kind: &'static str, status: Status, subject: Message) -> Finding {
        Finding {
            expected: self.expected,
            found: self.found,
            cause: Some(self.cause),
            why: Some(self.why),
            fix: self.fix,
            ..Finding::new(id, kind, status, subject)
        }
    }
}

/// Text that is the same in every language: an address, a name, a line of a log.
#[must_use]
pub fn verbatim(text: &str) -> Message {
    Message::new("verbatim").with("text", text)
}
