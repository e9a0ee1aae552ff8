//! What the learner can do at a step: its keys and its names.

/// What the learner can do at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Go on to the next step, or end the lesson.
    Next,
    /// Answer the quiz.
    Quiz,
    /// Type the answer to a question.
    Question,
    /// Type a command here.
    Type,
    /// Open the file to edit.
    Open,
    /// Have the step's commands run.
    Run,
    /// One more hint.
    Hint,
    /// The solution.
    Answer,
    /// Why it is not met yet.
    Why,
    /// A shell in the lab folder.
    Shell,
    /// Another name for something.
    Rename,
    /// The step before.
    Back,
    /// The next step, although this one is not passed.
    Skip,
    /// The lecture of the step, and back.
    Talk,
    /// The other language.
    Language,
    /// The networks and containers as a picture.
    Picture,
    /// All steps.
    Map,
    /// Set an exercise up, for the first time or once more.
    SetUp,
    /// All actions.
    More,
    /// Save and leave.
    Quit,
}

impl Action {
    const ALL: [Self; 20] = [
        Self::Next,
        Self::Quiz,
        Self::Question,
        Self::Type,
        Self::Open,
        Self::Run,
        Self::Hint,
        Self::Answer,
        Self::Why,
        Self::Shell,
        Self::Rename,
        Self::Back,
        Self::Skip,
        Self::Talk,
        Self::Language,
        Self::Picture,
        Self::Map,
        Self::SetUp,
        Self::More,
        Self::Quit,
    ];

    /// The single key for it; `None` for what Enter does.
    #[must_use]
    pub const fn key(self) -> Option<char> {
        match self {
            Self::Next => None,
            Self::Quiz | Self::Question => Some('i'),
            Self::Type => Some('t'),
            Self::Open => Some('e'),
            Self::Run => Some('r'),
            Self::Hint => Some('h'),
            Self::Answer => Some('a'),
            Self::Why => Some('w'),
            Self::Shell => Some('s'),
            Self::Rename => Some('n'),
            Self::Back => Some('b'),
            Self::Skip => Some('k'),
            // As in class.
            Self::Talk => Some('c'),
            Self::Language => Some('l'),
            Self::Picture => Some('p'),
            Self::Map => Some('m'),
            Self::SetUp => Some('u'),
            Self::More => Some('?'),
            Self::Quit => Some('q'),
        }
    }

    /// Whether this is the key of some action, even where that one cannot be done now: who presses
    /// it means the action.
    #[must_use]
    pub fn is_key(letter: char) -> bool {
        Self::ALL.iter().any(|action| action.key() == Some(letter))
    }

    /// The id of its name on the screen.
    #[must_use]
    pub const fn message_id(self) -> &'static str {
        match self {
            Self::Next => "action-next",
            Self::Quiz => "action-quiz",
            Self::Question => "action-question",
            Self::Type => "action-type",
            Self::Open => "action-open",
            Self::Run => "action-run",
            Self::Hint => "action-hint",
            Self::Answer => "action-answer",
            Self::Why => "action-why",
            Self::Shell => "action-shell",
            Self::Rename => "action-rename",
            Self::Back => "action-back",
            Self::Skip => "action-skip",
            Self::Talk => "action-talk",
            Self::Language => "action-language",
            Self::Picture => "action-picture",
            Self::Map => "action-map",
            Self::SetUp => "action-set-up",
            Self::More => "action-more",
            Self::Quit => "action-quit",
        }
    }
}
