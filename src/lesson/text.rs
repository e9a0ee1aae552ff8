//! The text of a step, taken apart into what is shown when.

/// The text of a step in one language. All parts are Markdown with `${…}` still in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepText {
    /// The first heading, without its mark.
    pub title: String,
    /// What is read first, notes and warnings included.
    pub body: String,
    /// What the learner is asked to do.
    pub task: Option<String>,
    /// Hints, from a nudge to nearly the answer.
    pub hints: Vec<String>,
    /// Questions with choices.
    pub quizzes: Vec<Quiz>,
    /// Questions that are answered by typing.
    pub questions: Vec<Question>,
    /// Shown once the step is passed.
    pub after: Option<String>,
    /// The lecture for this step.
    pub talk: Option<String>,
}

/// A question with choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiz {
    /// The question.
    pub question: String,
    /// The choices, in order.
    pub choices: Vec<Choice>,
}

impl Quiz {
    /// Whether exactly the right choices are among `chosen` (positions from 0).
    #[must_use]
    pub fn passed(&self, chosen: &[usize]) -> bool {
        self.choices
            .iter()
            .enumerate()
            .all(|(position, choice)| choice.right == chosen.contains(&position))
    }
}

/// One choice of a quiz.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it says.
    pub text: String,
    /// Whether it belongs to the right answer.
    pub right: bool,
}

/// A question that is answered by typing; an `answer` condition says what is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The name of the answer.
    pub name: String,
    /// The question.
    pub question: String,
}
