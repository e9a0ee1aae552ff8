//! The step machine, told as what learners do.

use super::super::action::Action;
use super::{Effect, Event, Shape, State};
use crate::check::{Cause, Finding, Problem, Verdict};
use crate::l10n::Message;
use crate::screen::Key;

fn shape() -> Shape {
    Shape {
        commands: true,
        conditions: true,
        hints: 2,
        ..Shape::default()
    }
}

fn finding(verdict: Verdict) -> Finding {
    let subject = Message::new("subject-network").with("network", "app-network");
    verdict.finding("there", "network", subject)
}

fn unmet(cause: Cause) -> Finding {
    finding(Problem::new(cause).unmet())
}

#[test]
fn a_step_is_passed_the_moment_its_conditions_are_met() {
    let mut state = State::new(shape(), false);
    state.on(Event::Checked(vec![unmet(Cause::NetworkMissing)]));
    assert!(!state.passed);
    let effects = state.on(Event::Checked(vec![finding(Verdict::MET)]));
    assert!(effects.contains(&Effect::Celebrate));
    assert_eq!(state.actions()[0], Action::Next);
}

#[test]
fn what_could_not_be_found_out_lets_nobody_past() {
    let mut state = State::new(shape(), false);
    let unknown = finding(Problem::new(Cause::TimedOut).unknown());
    state.on(Event::Checked(vec![unknown]));
    assert!(!state.passed);
}

#[test]
fn what_is_not_done_yet_is_no_mistake_until_something_else_is_found() {
    let mut state = State::new(shape(), false);
    let missing = unmet(Cause::NetworkMissing);
    state.on(Event::Checked(vec![missing.clone()]));
    assert!(!state.explains(&missing));
    let close = unmet(Cause::NetworkNameClose);
    state.on(Event::Checked(vec![close.clone()]));
    assert!(state.explains(&close));
    state.on(Event::Key(Key::Char('w')));
    assert!(state.explains(&missing));
}

#[test]
fn enter_does_what_is_marked_and_arrows_move_the_mark() {
    let mut state = State::new(shape(), false);
    assert_eq!(state.on(Event::Key(Key::Enter)), [Effect::Do(Action::Type)]);
    state.on(Event::Key(Key::Right));
    assert_eq!(state.on(Event::Key(Key::Enter)), [Effect::Do(Action::Run)]);
}

#[test]
fn a_command_typed_or_pasted_straight_onto_the_page_is_taken_as_one() {
    let mut state = State::new(shape(), false);
    let typed = state.on(Event::Key(Key::Char('d')));
    assert_eq!(typed, [Effect::TypeFrom('d')]);
    assert_eq!(state.on(Event::Key(Key::Pasted)), [Effect::TypePasted]);
    // A key of the page stays what it is, and what is no letter begins nothing.
    assert_eq!(
        state.on(Event::Key(Key::Char('r'))),
        [Effect::Do(Action::Run)]
    );
    for key in ['ㅇ', '독', '7', ' '] {
        assert_eq!(state.on(Event::Key(Key::Char(key))), [], "{key}");
    }
    // An exercise that is not set up yet has nothing to be typed for.
    let mut exercise = State::new(
        Shape {
            exercise: true,
            prepares: true,
            ..shape()
        },
        false,
    );
    assert_eq!(exercise.on(Event::Key(Key::Char('d'))), []);
    assert_eq!(exercise.on(Event::Key(Key::Pasted)), []);
}

#[test]
fn hints_come_one_at_a_time_and_end() {
    let mut state = State::new(shape(), false);
    for _ in 0..2 {
        let effects = state.on(Event::Key(Key::Char('h')));
        assert!(effects.contains(&Effect::ShowHint));
    }
    assert_eq!(state.on(Event::Key(Key::Char('h'))), []);
}

#[test]
fn once_everything_is_done_enter_asks_the_question() {
    let mut state = State::new(
        Shape {
            questions: 1,
            ..shape()
        },
        false,
    );
    let question = Problem::new(Cause::AnswerMissing).unmet().finding(
        "driver-known",
        "answer",
        Message::new("subject-answer"),
    );
    state.on(Event::Checked(vec![
        finding(Verdict::MET),
        question.clone(),
    ]));
    assert_eq!(state.actions()[0], Action::Question);

    // Where only the question can tell, the command comes first.
    let mut state = State::new(
        Shape {
            questions: 1,
            conditions: false,
            ..shape()
        },
        false,
    );
    state.on(Event::Checked(vec![question]));
    assert_eq!(state.actions()[..2], [Action::Type, Action::Question]);
    state.ran = true;
    assert_eq!(state.actions()[..2], [Action::Question, Action::Type]);
}

#[test]
fn an_open_question_is_not_answered_by_the_line_above_it() {
    let mut state = State::new(shape(), false);
    let mut address = finding(Verdict::MET);
    address.found = Some(Message::new("subject-answer"));
    let question =
        |verdict: Verdict| verdict.finding("address", "answer", Message::new("subject-answer"));
    let open = question(Problem::new(Cause::AnswerMissing).unmet());
    state.on(Event::Checked(vec![address.clone(), open]));
    assert_eq!(state.without_answers()[0].found, None);
    state.on(Event::Checked(vec![address, question(Verdict::MET)]));
    assert!(state.without_answers()[0].found.is_some());
}

#[test]
fn a_step_that_the_runner_prepares_waits_for_that_like_an_exercise() {
    let mut state = State::new(
        Shape {
            prepares: true,
            ..shape()
        },
        false,
    );
    assert_eq!(
        state.on(Event::Key(Key::Enter)),
        [Effect::Do(Action::SetUp)]
    );
    assert_eq!(state.on(Event::Checked(vec![finding(Verdict::MET)])), []);
    state.begin_set_up();
    assert_eq!(state.actions()[0], Action::Type);
    // It cannot be set up again: what it goes on from is the learner's work.
    assert!(!state.actions().contains(&Action::SetUp));
    state.on(Event::Key(Key::Char('?')));
    assert!(!state.actions().contains(&Action::SetUp));
}

#[test]
fn an_exercise_is_set_up_before_anything_is_looked_at_or_given_away() {
    let exercise = Shape {
        exercise: true,
        prepares: true,
        broken: true,
        ..shape()
    };
    let mut state = State::new(exercise, false);
    assert_eq!(state.actions()[0], Action::SetUp);
    state.on(Event::Checked(vec![finding(Verdict::MET)]));
    assert!(!state.passed, "nothing was set up");
    state.begin_set_up();
    assert_eq!(state.actions()[0], Action::Type);
    assert!(!state.actions().contains(&Action::Run));
    state.on(Event::Checked(vec![unmet(Cause::NetworkMissing)]));
    let close = unmet(Cause::NetworkNameClose);
    state.on(Event::Checked(vec![close.clone()]));
    assert!(!state.explains(&close), "the learner finds out, or asks");
    state.answer_shown = true;
    assert!(state.actions().contains(&Action::Run));
    state.on(Event::Checked(vec![finding(Verdict::MET)]));
    assert!(state.passed);
    state.more = true;
    assert!(state.actions().contains(&Action::SetUp), "once more");
}

#[test]
fn the_lecture_is_offered_where_there_is_one_and_leads_back_to_the_step() {
    let mut state = State::new(shape(), false);
    assert_eq!(state.on(Event::Key(Key::Char('c'))), []);
    state.shape.talk = true;
    assert!(!state.actions().contains(&Action::Talk), "only in more");
    let page = state.actions();
    for back in [Key::Enter, Key::Escape, Key::Char('c'), Key::Char('ㅊ')] {
        assert_eq!(state.on(Event::Key(Key::Char('ㅊ'))), [Effect::Repaint]);
        assert!(state.talk);
        assert_eq!(state.actions()[0], Action::Talk);
        assert_eq!(
            state.on(Event::Key(Key::Char('r'))),
            [],
            "nothing runs unseen"
        );
        assert_eq!(state.on(Event::Key(back)), [Effect::Repaint]);
        assert_eq!(state.actions(), page);
    }
}

#[test]
fn a_step_that_is_passed_during_the_lecture_is_not_missed() {
    let mut state = State::new(
        Shape {
            talk: true,
            ..shape()
        },
        false,
    );
    state.on(Event::Key(Key::Char('c')));
    let effects = state.on(Event::Checked(vec![finding(Verdict::MET)]));
    assert!(effects.contains(&Effect::Celebrate));
    assert!(state.talk, "nobody is torn from reading");
    state.on(Event::Key(Key::Enter));
    assert_eq!(state.actions()[0], Action::Next);
}

#[test]
fn an_engine_that_comes_back_is_looked_at_again() {
    let mut state = State::new(shape(), false);
    state.on(Event::EngineLost);
    assert!(!state.engine_answers);
    assert!(state.on(Event::EngineBack).contains(&Effect::Look));
}
