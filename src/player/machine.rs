//! The step machine: what is shown and what is done next, as a pure function of what has happened.

use super::action::Action;
use crate::check::{Cause, Finding, Status, passed};
use crate::screen::Key;

/// What a step has, as far as it decides what can be done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Shape {
    /// It teaches commands.
    pub commands: bool,
    /// It asks for a change to a file.
    pub edit: bool,
    /// It has conditions beside quizzes and questions.
    pub conditions: bool,
    /// How many quizzes it has.
    pub quizzes: usize,
    /// How many questions it has.
    pub questions: usize,
    /// How many hints it has.
    pub hints: usize,
    /// It lets a name be chosen.
    pub renames: bool,
    /// The runner prepares something before it begins, as for every exercise.
    pub prepares: bool,
    /// It is an exercise: begun afresh, its commands kept back, left as one likes.
    pub exercise: bool,
    /// It begins with something broken, and finding out why is what it is for.
    pub broken: bool,
    /// It has a lecture.
    pub talk: bool,
    /// It is the first step.
    pub first: bool,
    /// It is the last step.
    pub last: bool,
}

/// Where a step stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct State {
    /// What the step has.
    pub shape: Shape,
    /// Whether it has been passed.
    pub passed: bool,
    /// What the last look found; empty before the first.
    pub findings: Vec<Finding>,
    /// Hints that are shown.
    pub hints: usize,
    /// Whether every unmet condition is explained.
    pub why: bool,
    /// Whether all actions are shown.
    pub more: bool,
    /// Whether what the runner prepares has been set up; nothing is looked at before.
    pub set_up: bool,
    /// Whether the solution has been shown.
    pub answer_shown: bool,
    /// Whether the lecture is shown in place of the step's page.
    pub talk: bool,
    /// Whether a command has been run here since the step was opened.
    pub ran: bool,
    /// Whether the engine answers.
    pub engine_answers: bool,
    /// The action that Enter does, as a position in [`State::actions`].
    pub marked: usize,
    /// Causes at the first look: what has not changed since is not yet a mistake.
    first_look: Option<Vec<(String, Option<Cause>)>>,
}

/// What has happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key.
    Key(Key),
    /// A look at the conditions.
    Checked(Vec<Finding>),
    /// The engine went away.
    EngineLost,
    /// The engine is back.
    EngineBack,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Draw the live region again.
    Redraw,
    /// Draw the whole page again.
    Repaint,
    /// Show the next hint.
    ShowHint,
    /// The step has just been passed: remember it and show why it worked.
    Celebrate,
    /// Do what the learner chose.
    Do(Action),
    /// A letter that is no key of the page: a command begins with it.
    TypeFrom(char),
    /// Commands were pasted onto the page.
    TypePasted,
    /// Leave at once, as after Ctrl-C.
    Interrupt,
    /// Look at the conditions again.
    Look,
}

impl State {
    /// A step that has just been opened.
    #[must_use]
    pub fn new(shape: Shape, passed: bool) -> Self {
        Self {
            shape,
            passed,
            findings: Vec::new(),
            hints: 0,
            why: false,
            more: false,
            set_up: !shape.prepares,
            answer_shown: false,
            talk: false,
            ran: false,
            engine_answers: true,
            marked: 0,
            first_look: None,
        }
    }

    /// What can be done now; the first is what most would do.
    #[must_use]
    pub fn actions(&self) -> Vec<Action> {
        if self.talk {
            return vec![Action::Talk, Action::Language, Action::Quit];
        }
        let shape = self.shape;
        let mut actions = Vec::new();
        if self.passed {
            actions.push(Action::Next);
        } else if self.set_up {
            actions.extend(self.main_actions());
        } else {
            actions.push(Action::SetUp);
        }
        let few = actions.len();
        let at_work = !self.passed && self.set_up;
        if at_work {
            // The solution of an exercise is offered when it is no secret any more.
            if (shape.commands || shape.edit) && (!shape.exercise || self.answer_shown) {
                actions.push(Action::Run);
            }
            if self.hints < shape.hints {
                actions.push(Action::Hint);
            }
            if shape.conditions {
                actions.push(Action::Why);
            }
        }
        if shape.exercise {
            actions.push(Action::Map);
        }
        if !self.more {
            actions.push(Action::More);
            actions.push(Action::Quit);
            return actions;
        }
        if self.passed {
            debug_assert!(few > 0);
            actions.push(Action::Type);
        } else if at_work {
            if shape.commands || shape.edit || shape.quizzes + shape.questions > 0 {
                actions.push(Action::Answer);
            }
            if shape.renames {
                actions.push(Action::Rename);
            }
        }
        actions.push(Action::Shell);
        if shape.exercise && self.set_up {
            actions.push(Action::SetUp);
        }
        if !shape.first {
            actions.push(Action::Back);
        }
        if !self.passed && !shape.last {
            actions.push(Action::Skip);
        }
        if shape.talk {
            actions.push(Action::Talk);
        }
        actions.push(Action::Picture);
        if !shape.exercise {
            actions.push(Action::Map);
        }
        actions.extend([Action::Language, Action::More, Action::Quit]);
        actions
    }

    /// What the step is about to ask of the learner.
    fn main_actions(&self) -> Vec<Action> {
        let shape = self.shape;
        let mut actions = Vec::new();
        // A quiz stands among the findings as an answer of its own.
        let open = |quiz: bool| {
            self.findings.iter().any(|finding| {
                finding.kind == "answer"
                    && (finding.id == "quiz") == quiz
                    && finding.status == Status::Unmet
            })
        };
        let engine_open = self
            .findings
            .iter()
            .any(|finding| finding.kind != "answer" && finding.status == Status::Unmet);
        if shape.edit && engine_open {
            actions.push(Action::Open);
        }
        if shape.commands || shape.conditions {
            actions.push(Action::Type);
        }
        if shape.questions > 0 && open(false) {
            actions.push(Action::Question);
        }
        if shape.quizzes > 0 && open(true) {
            actions.push(Action::Quiz);
        }
        // Once everything else is done, the question is what Enter is for. Where nothing but the
        // question can show that, a command comes first.
        let done = !engine_open && (shape.conditions || !shape.commands || self.ran);
        if done && actions.len() > 1 && actions.first() == Some(&Action::Type) {
            actions.rotate_left(1);
        }
        if actions.is_empty() {
            actions.push(Action::Type);
        }
        actions
    }

    /// Whether a finding is explained: when asked for, and by itself when it is not simply "not
    /// done yet".
    #[must_use]
    pub fn explains(&self, finding: &Finding) -> bool {
        let open = matches!(finding.status, Status::Unmet | Status::Unknown);
        if !open {
            return self.why && finding.status == Status::Skipped;
        }
        if self.why || finding.status == Status::Unknown {
            return true;
        }
        // An answer is the learner's own; what is broken is theirs to find out.
        if self.shape.broken && finding.kind != "answer" {
            return false;
        }
        let Some(first) = &self.first_look else {
            return false;
        };
        !first
            .iter()
            .any(|(id, cause)| *id == finding.id && *cause == finding.cause)
    }

    /// The findings as they are shown: while a question is open, what was found elsewhere, such as an
    /// address, is left out, because it may be the answer.
    #[must_use]
    pub fn without_answers(&self) -> Vec<Finding> {
        let asks = |finding: &Finding| finding.kind == "answer" && finding.id != "quiz";
        let open = self
            .findings
            .iter()
            .any(|finding| asks(finding) && finding.status != Status::Met);
        let mut shown = self.findings.clone();
        for finding in &mut shown {
            if open && finding.status == Status::Met {
                finding.found = None;
            }
        }
        shown
    }

    /// Takes in what has happened, and says what is to be done.
    pub fn on(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(key) => self.key(key),
            Event::Checked(findings) => self.checked(findings),
            Event::EngineLost => {
                self.engine_answers = false;
                vec![Effect::Redraw]
            }
            Event::EngineBack => {
                self.engine_answers = true;
                vec![Effect::Redraw, Effect::Look]
            }
        }
    }

    /// The step has been set up: what is found from now on is the learner's work.
    pub fn begin_set_up(&mut self) {
        self.set_up = true;
        self.passed = false;
        self.why = false;
        self.more = false;
        self.answer_shown = false;
        self.marked = 0;
        self.findings.clear();
        self.first_look = None;
    }

    fn checked(&mut self, findings: Vec<Finding>) -> Vec<Effect> {
        if !self.set_up {
            return Vec::new();
        }
        if self.first_look.is_none() {
            self.first_look = Some(
                findings
                    .iter()
                    .map(|finding| (finding.id.clone(), finding.cause))
                    .collect(),
            );
        }
        let changed = findings != self.findings;
        let actions_before = self.actions();
        self.findings = findings;
        if self.actions() != actions_before {
            self.marked = 0;
        }
        if !self.passed && passed(&self.findings) {
            self.passed = true;
            self.why = false;
            self.more = false;
            self.marked = 0;
            return vec![Effect::Celebrate, Effect::Redraw];
        }
        if changed {
            vec![Effect::Redraw]
        } else {
            Vec::new()
        }
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        let actions = self.actions();
        let last = actions.len() - 1;
        match key {
            Key::Interrupt => vec![Effect::Interrupt],
            Key::Resize(..) => vec![Effect::Repaint],
            Key::Right | Key::Down | Key::Tab => {
                self.marked = if self.marked >= last {
                    0
                } else {
                    self.marked + 1
                };
                vec![Effect::Redraw]
            }
            Key::Left | Key::Up => {
                self.marked = if self.marked == 0 {
                    last
                } else {
                    self.marked - 1
                };
                vec![Effect::Redraw]
            }
            Key::Enter => self.choose(actions[self.marked.min(last)]),
            Key::EndOfInput => self.choose(Action::Quit),
            Key::Escape if self.talk => self.choose(Action::Talk),
            Key::Pasted if self.takes_commands() => vec![Effect::TypePasted],
            other => match other.command() {
                Some(letter) => self.letter(letter, other),
                None => Vec::new(),
            },
        }
    }

    /// Whether a command may be typed straight onto the page.
    fn takes_commands(&self) -> bool {
        self.set_up && !self.talk
    }

    fn letter(&mut self, letter: char, key: Key) -> Vec<Effect> {
        let all = State {
            more: true,
            ..self.clone()
        }
        .actions();
        // A question and a quiz share a key; the question comes first.
        match all.into_iter().find(|action| action.key() == Some(letter)) {
            Some(action) => self.choose(action),
            // Whoever has just read `docker …` types it, and no key of the page is a `d`.
            None => match key {
                Key::Char(typed)
                    if typed.is_ascii_alphabetic()
                        && self.takes_commands()
                        && !Action::is_key(letter) =>
                {
                    vec![Effect::TypeFrom(typed)]
                }
                _ => Vec::new(),
            },
        }
    }

    fn choose(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::More => {
                self.more = !self.more;
                self.marked = 0;
                vec![Effect::Redraw]
            }
            Action::Why => {
                self.why = !self.why;
                vec![Effect::Redraw]
            }
            Action::Talk => {
                self.talk = !self.talk;
                self.more = false;
                self.marked = 0;
                vec![Effect::Repaint]
            }
            Action::Hint if self.hints < self.shape.hints => {
                self.hints += 1;
                self.marked = 0;
                // Long reasons below it would push it off a small screen.
                self.why = false;
                vec![Effect::ShowHint, Effect::Redraw]
            }
            Action::Hint => Vec::new(),
            action => vec![Effect::Do(action)],
        }
    }
}

#[cfg(test)]
mod tests;
