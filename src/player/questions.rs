//! Questions and quizzes of a step, asked.

use super::session::{Session, SessionError};
use super::view::sentence;
use crate::check::Status;
use crate::l10n::Message;
use crate::lesson::Kind;
use crate::lesson::text::Quiz;
use crate::screen::prompts::{Entered, PickedMany};
use crate::screen::{Line, PickItem, Picked, Style, columns, markdown, terminal, text};

/// Columns beside a choice: margin, mark, number.
const QUIZ_MARGIN: usize = 11;

impl Session {
    /// Asks the first question that is not answered rightly yet.
    pub(super) async fn question(&mut self) -> Result<(), SessionError> {
        let step = self.desk.step(self.position).clone();
        let open =
            step.conditions
                .iter()
                .zip(&self.state.findings)
                .find_map(|(condition, finding)| match &condition.kind {
                    Kind::Answer { name, .. } if finding.status != Status::Met => {
                        Some(name.clone())
                    }
                    _ => None,
                });
        let text = step.text(self.words.language());
        let question = text.and_then(|text| {
            text.questions
                .iter()
                .find(|question| Some(&question.name) == open.as_ref())
        });
        let Some(question) = question else {
            return self.quizzes().await;
        };
        self.live.clear()?;
        let lines = self.view(|view| view.markdown(&question.question));
        self.print(&lines)?;
        let entered = self.ask(|prompts| prompts.ask_text("")).await?;
        // A command is no answer: whoever types one here wants to look first.
        if let Entered::Text(line) = &entered
            && line.starts_with("docker ")
        {
            self.run_attended(line).await?;
            return self.redraw();
        }
        if let Entered::Text(answer) = entered {
            let answers = self
                .desk
                .progress
                .answers
                .entry(step.id.clone())
                .or_default();
            answers.insert(question.name.clone(), answer);
            self.save()?;
            self.note("answer")?;
            self.stale = true;
        }
        self.print(&[Line::new()])?;
        self.redraw()
    }

    pub(super) async fn quizzes(&mut self) -> Result<(), SessionError> {
        let step = self.desk.step(self.position).clone();
        let Some(text) = step.text(self.words.language()) else {
            return Ok(());
        };
        for (number, quiz) in text.quizzes.iter().enumerate() {
            // After a slip it goes on where it was.
            if self.right.contains(&number) {
                continue;
            }
            match self.quiz(quiz).await? {
                Some(true) => {
                    self.right.insert(number);
                    self.notice = None;
                    let mut right =
                        self.view(|view| view.sentence(&Message::new("player-right"), Style::Good));
                    // The choices are gone from the screen by now.
                    let width = usize::from(terminal::size().0);
                    for choice in quiz.choices.iter().filter(|choice| choice.right) {
                        let text = format!("✔ {}", self.choice(&choice.text));
                        right.extend(sentence(&text, Style::Plain, width));
                    }
                    self.print(&right)?;
                    self.print(&[Line::new()])?;
                }
                Some(false) => {
                    self.note("quiz-wrong")?;
                    self.notice = Some(Message::new("player-wrong"));
                    return self.redraw();
                }
                None => return self.redraw(),
            }
        }
        if !text.quizzes.is_empty() {
            self.desk.progress.quizzes.insert(step.id.clone());
            self.save()?;
            self.stale = true;
        }
        self.redraw()
    }

    /// A choice as plain text, names and live values filled in.
    fn choice(&self, markdown: &str) -> String {
        let filled = self.desk.fill_live(markdown, &self.snapshot);
        text::to_plain(&[markdown::inline(&filled)])
            .trim()
            .to_owned()
    }

    /// `None` where the learner turned away from it.
    async fn quiz(&mut self, quiz: &Quiz) -> Result<Option<bool>, SessionError> {
        self.live.clear()?;
        // The picker shows a line a choice: longer ones are printed in full above it.
        let room = usize::from(terminal::size().0).saturating_sub(QUIZ_MARGIN);
        let choices: Vec<String> = quiz
            .choices
            .iter()
            .map(|choice| self.choice(&choice.text))
            .collect();
        let fits = choices.iter().all(|choice| columns(choice) <= room);
        let mut lines = self.view(|view| {
            if fits {
                view.markdown(&quiz.question)
            } else {
                view.quiz(quiz)
            }
        });
        self.print(&lines)?;
        if fits {
            self.print(&[Line::new()])?;
            lines.push(Line::new());
        }
        let items: Vec<PickItem> = (1..)
            .zip(&choices)
            .map(|(number, choice)| {
                let choice = text::fit(choice, room);
                PickItem::new(format!("{number}  {choice}"))
            })
            .collect();
        let several = quiz.choices.iter().filter(|choice| choice.right).count() > 1;
        let chosen = if several {
            let hint = self.view(|view| view.sentence(&Message::new("player-several"), Style::Dim));
            self.print(&hint)?;
            let above = [lines, hint].concat();
            match self
                .ask(move |prompts| prompts.pick_many(&above, &items))
                .await?
            {
                PickedMany::Items(chosen) => Some(chosen),
                PickedMany::Back => None,
            }
        } else {
            match self
                .ask(move |prompts| prompts.pick_below(&lines, &items, 0, &[]))
                .await?
            {
                Picked::Item(chosen) => Some(vec![chosen]),
                _ => None,
            }
        };
        Ok(chosen.map(|chosen| quiz.passed(&chosen)))
    }
}
