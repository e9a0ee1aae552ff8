//! The codes of every problem that a lesson can have, in one table.

use std::fmt;

use super::diagnostics::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $message:literal, $severity:ident;)+) => {
        /// What kind of problem it is. Codes are never given a second meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Such as `B012`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The id of the message that says what is wrong at a place.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$name => concat!("lesson-", $message),)+ }
            }

            /// The id of the message that names the problem in general, without arguments.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => concat!("lesson-", $message, "-title"),)+ }
            }

            /// How bad it is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }
        }
    };
}

codes! {
    /// The file is no TOML.
    Syntax = "B001", "syntax", Error;
    /// A key that does not exist.
    UnknownKey = "B002", "unknown-key", Error;
    /// A value of the wrong type.
    WrongType = "B003", "wrong-type", Error;
    /// A key that must be there is not.
    MissingKey = "B004", "missing-key", Error;
    /// A file that must be there cannot be read.
    Unreadable = "B005", "unreadable", Error;
    /// Larger than a lesson may be.
    TooLarge = "B006", "too-large", Error;
    /// A control character.
    Control = "B007", "control", Error;
    /// A format of lessons that this program does not know.
    Format = "B008", "format", Error;
    /// Nothing where there must be something.
    Empty = "B009", "empty", Error;
    /// An id that is not in lower-case kebab form.
    BadId = "B010", "bad-id", Error;
    /// An id that is there twice.
    DuplicateId = "B011", "duplicate-id", Error;
    /// A language that baeum does not speak.
    UnknownLanguage = "B012", "unknown-language", Error;
    /// A title is missing in a language.
    TitleLanguage = "B013", "title-language", Error;
    /// A word that is none of those there are.
    NotOneOf = "B014", "not-one-of", Error;
    /// A number outside its range.
    OutOfRange = "B015", "out-of-range", Error;
    /// A name, port, image or subnet that Docker would refuse.
    BadName = "B016", "bad-name", Error;
    /// Two names of one kind with the same default.
    SameDefault = "B017", "same-default", Error;
    /// The lesson's id differs from its folder.
    IdDiffers = "B018", "id-differs", Error;
    /// A name that `[names]` does not declare.
    UnknownName = "B020", "unknown-name", Error;
    /// A live value of a kind that does not exist.
    UnknownLive = "B021", "unknown-live", Error;
    /// A live value where none can be known.
    LiveNotHere = "B022", "live-not-here", Error;
    /// The live value of a name of the wrong kind.
    LiveKind = "B023", "live-kind", Error;
    /// A command that needs a terminal has no unattended form.
    NeedsUnattended = "B030", "needs-unattended", Error;
    /// Keys that exclude each other.
    Contradiction = "B031", "contradiction", Error;
    /// A lab file that is not there.
    NoLabFile = "B032", "no-lab-file", Error;
    /// The text to replace does not occur exactly once.
    ReplaceCount = "B033", "replace-count", Error;
    /// A path that leaves the lesson.
    UnsafePath = "B034", "unsafe-path", Error;
    /// A condition without a kind.
    NoKind = "B040", "no-kind", Error;
    /// A condition of several kinds.
    SeveralKinds = "B041", "several-kinds", Error;
    /// A length of time that cannot be read.
    BadDuration = "B042", "bad-duration", Error;
    /// `needs` names a condition that is not there.
    UnknownNeed = "B043", "unknown-need", Error;
    /// Conditions that need each other in a circle.
    CircularNeed = "B044", "circular-need", Error;
    /// An answer condition whose question is not in the text.
    NoQuestion = "B045", "no-question", Error;
    /// A question in the text without an answer condition.
    NoAnswer = "B046", "no-answer", Error;
    /// Not exactly one of several keys.
    ExactlyOne = "B047", "exactly-one", Error;
    /// An address that cannot be asked by HTTP.
    BadUrl = "B048", "bad-url", Error;
    /// A version that cannot be read.
    BadVersion = "B049", "bad-version", Error;
    /// A condition runs a command in a container that the lesson does not own.
    ExecElsewhere = "B050", "exec-elsewhere", Error;
    /// A cause that is not in the vocabulary.
    UnknownCause = "B060", "unknown-cause", Error;
    /// A mistake names a condition that is not in its step.
    UnknownCondition = "B061", "unknown-condition", Error;
    /// A mistake answers a question that is not in its step.
    UnknownQuestion = "B062", "unknown-question", Error;
    /// A mistake that does nothing.
    IdleMistake = "B063", "idle-mistake", Error;
    /// A step has no text in a language.
    NoText = "B070", "no-text", Error;
    /// A text that belongs to no step.
    StrayText = "B071", "stray-text", Error;
    /// A text without a title.
    NoTitle = "B072", "no-title", Error;
    /// A text with two tasks.
    TwoTasks = "B073", "two-tasks", Error;
    /// A quiz without a right answer.
    NoRightAnswer = "B074", "no-right-answer", Error;
    /// A quiz without a question.
    QuizQuestion = "B075", "quiz-question", Error;
    /// A quiz whose items are not all choices.
    MixedQuiz = "B076", "mixed-quiz", Error;
    /// Raw HTML.
    Html = "B077", "html", Error;
    /// A link that is neither http nor relative.
    BadLink = "B078", "bad-link", Error;
    /// A question that cannot be read.
    BadQuestion = "B079", "bad-question", Error;
    /// A kind of alert that lessons do not use.
    UnusedAlert = "B080", "unused-alert", Error;
    /// A task, hint, quiz or question after the line.
    AfterLine = "B081", "after-line", Error;
    /// A line that turns the paragraph above it into a heading.
    AccidentalHeading = "B082", "accidental-heading", Error;
    /// An asterisk that was left over.
    LeftOverAsterisk = "B083", "left-over-asterisk", Warning;
    /// An inserted value followed by a bare particle.
    BareParticle = "B084", "bare-particle", Warning;
    /// A link whose address stands elsewhere, and would be torn from it.
    LinkElsewhere = "B085", "link-elsewhere", Error;
    /// The languages have a different structure.
    Structure = "B090", "structure", Error;
    /// A quiz has other right answers in another language.
    QuizDiffers = "B091", "quiz-differs", Error;
    /// The languages have different code blocks.
    CodeDiffers = "B100", "code-differs", Warning;
    /// The languages have different inserted values.
    ValuesDiffer = "B101", "values-differ", Warning;
    /// The languages have a different number of links.
    LinksDiffer = "B102", "links-differ", Warning;
    /// A command in a text is nearly, but not quite, one that the step runs.
    CommandDiffers = "B103", "command-differs", Warning;
    /// A name that is declared and never used.
    UnusedName = "B104", "unused-name", Warning;
    /// A name written by hand that a learner may choose.
    NameByHand = "B105", "name-by-hand", Warning;
    /// An address written by hand.
    AddressByHand = "B106", "address-by-hand", Warning;
    /// Something that must not be, without a control that shows that looking works.
    NoControl = "B107", "no-control", Warning;
    /// Something is created that the lesson does not own.
    NotOwned = "B108", "not-owned", Warning;
    /// A lab file that nothing mentions.
    UnusedFile = "B109", "unused-file", Warning;
    /// An image without a fixed tag.
    LooseTag = "B110", "loose-tag", Warning;
    /// A label too long for a list.
    LongLabel = "B111", "long-label", Warning;
    /// A condition that is met on every engine.
    NeverFails = "B112", "never-fails", Warning;
    /// A lecture that is there in some of the languages only.
    TalkMissing = "B113", "talk-missing", Warning;
    /// The languages have different headings.
    HeadingsDiffer = "B114", "headings-differ", Warning;
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
