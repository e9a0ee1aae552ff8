//! What a proof has found: data, which `report` turns into words.

use std::time::Duration;

use crate::docker::EngineInfo;
use crate::l10n::Message;

/// What was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The step is not passed before anything was done.
    Before,
    /// A condition is met after the step's commands.
    After,
    /// The step is passed once more.
    Again,
    /// Checking has changed nothing.
    ReadOnly,
    /// Right choices pass, wrong ones do not.
    Quiz,
    /// A wrong answer does not pass.
    Answer,
    /// A mistake is caught with its cause.
    Mistake,
    /// The fix that is reported for a mistake cures it.
    Fix,
    /// The state could be prepared.
    Prepare,
    /// The engine is as it was.
    Clean,
}

impl What {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Before => "fails-before",
            Self::After => "passes-after",
            Self::Again => "passes-again",
            Self::ReadOnly => "read-only",
            Self::Quiz => "quiz",
            Self::Answer => "wrong-answer",
            Self::Mistake => "mistake",
            Self::Fix => "fix",
            Self::Prepare => "prepare",
            Self::Clean => "clean",
        }
    }
}

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What.
    pub what: What,
    /// The id of the condition or mistake that it is about; may be empty.
    pub name: String,
    /// What is wrong; `None` if it is proven.
    pub wrong: Option<Message>,
}

impl Check {
    /// Proven, or wrong for this reason.
    #[must_use]
    pub fn new(what: What, name: &str, wrong: Option<Message>) -> Self {
        Self {
            what,
            name: name.to_owned(),
            wrong,
        }
    }
}

/// What was found at one step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepProof {
    /// The step's id.
    pub step: String,
    /// What was tried, in order.
    pub checks: Vec<Check>,
    /// Conditions that never were unmet, neither before nor by a mistake.
    pub never_unmet: Vec<String>,
    /// Mistakes that are caught without a command that cures them.
    pub without_fix: Vec<String>,
    /// How long it took.
    pub elapsed: Duration,
}

impl StepProof {
    /// Whether everything is proven.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.checks.iter().all(|check| check.wrong.is_none())
    }

    /// How many checks of this kind there are.
    #[must_use]
    pub fn count(&self, what: What) -> usize {
        self.checks
            .iter()
            .filter(|check| check.what == what)
            .count()
    }
}

/// What was found about a lesson on one engine.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The lesson's id.
    pub lesson: String,
    /// The engine.
    pub engine: EngineInfo,
    /// Its steps, and at the end one without a name for what concerns the lesson as a whole.
    pub steps: Vec<StepProof>,
    /// Steps that were not tried, because one before them could not be passed.
    pub not_tried: Vec<String>,
    /// What is new or gone on the engine without being known as the lesson's: `+name`, `-name`.
    pub strange: Vec<String>,
    /// How long it took.
    pub elapsed: Duration,
    /// How much of that the commands took.
    pub commands: Duration,
    /// How often the state was built anew from the beginning.
    pub replays: usize,
}

impl Proof {
    /// Whether everything is proven.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.not_tried.is_empty() && self.steps.iter().all(StepProof::passed)
    }

    /// How many checks of this kind there are.
    #[must_use]
    pub fn count(&self, what: What) -> usize {
        self.steps.iter().map(|step| step.count(what)).sum()
    }

    /// How many checks there are, and how many of them are wrong.
    #[must_use]
    pub fn checks(&self) -> (usize, usize) {
        let all = self.steps.iter().flat_map(|step| &step.checks);
        (
            all.clone().count(),
            all.filter(|check| check.wrong.is_some()).count(),
        )
    }
}
