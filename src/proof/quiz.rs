//! Quizzes proven without an engine: right choices pass, everything else does not.

use crate::lesson::text::Quiz;

/// What is wrong with a quiz.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum QuizFault {
    /// No choice is right.
    NothingRight,
    /// Every choice is right, so that nothing can be answered wrongly.
    NothingWrong,
    /// The right choices do not pass.
    RightRefused,
    /// Another choice passes: its number from 1.
    WrongTaken(usize),
}

/// Tries the right choices, each single wrong one, and the right ones with each wrong one.
pub(super) fn prove(quiz: &Quiz) -> Result<(), QuizFault> {
    let (right, wrong): (Vec<usize>, Vec<usize>) =
        (0..quiz.choices.len()).partition(|position| quiz.choices[*position].right);
    if right.is_empty() {
        return Err(QuizFault::NothingRight);
    }
    if wrong.is_empty() {
        return Err(QuizFault::NothingWrong);
    }
    if !quiz.passed(&right) {
        return Err(QuizFault::RightRefused);
    }
    for position in wrong {
        let mut with_right = right.clone();
        with_right.push(position);
        if quiz.passed(&[position]) || quiz.passed(&with_right) {
            return Err(QuizFault::WrongTaken(position + 1));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{QuizFault, prove};
    use crate::lesson::text::{Choice, Quiz};

    fn quiz(right: &[bool]) -> Quiz {
        Quiz {
            question: "?".into(),
            choices: right
                .iter()
                .map(|right| Choice {
                    text: String::new(),
                    right: *right,
                })
                .collect(),
        }
    }

    #[test]
    fn a_quiz_needs_something_right_and_something_wrong() {
        assert_eq!(prove(&quiz(&[true, false, true])), Ok(()));
        assert_eq!(prove(&quiz(&[false, false])), Err(QuizFault::NothingRight));
        assert_eq!(prove(&quiz(&[true, true])), Err(QuizFault::NothingWrong));
    }
}
