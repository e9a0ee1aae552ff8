//! What a session prints and draws: the page, what has been passed, the live region.

use super::action::Action;
use super::session::{Session, SessionError};
use crate::docker::EngineKind;
use crate::l10n::Message;
use crate::screen::page::{self, Action as Shown};
use crate::screen::{Line, Style, terminal};
use crate::topology::Most;

impl Session {
    pub(super) fn celebrate(&mut self) -> Result<(), SessionError> {
        let step = self.desk.step(self.position).clone();
        self.desk.progress.passed.insert(step.id.clone());
        self.save()?;
        self.note("passed")?;
        self.notice = None;
        let mut lines = Vec::new();
        let has_conditions = !self.state.findings.is_empty();
        if self.state.talk {
            // The page waits behind the lecture, with why it worked.
            self.notice = has_conditions.then(|| Message::new("player-well-done"));
            return Ok(());
        }
        if has_conditions {
            lines.extend(self.view(|view| view.findings(&self.state.findings, &|_| false)));
            lines.push(Line::new());
            lines.extend(
                self.view(|view| view.sentence(&Message::new("player-well-done"), Style::Good)),
            );
            lines.push(Line::new());
        }
        lines.extend(self.made());
        lines.extend(self.after());
        self.live.print(&lines)?;
        Ok(())
    }

    /// What the step has made, at steps that ask for it.
    fn made(&self) -> Vec<Line> {
        if self.desk.step(self.position).map {
            self.view(|view| view.picture(Most::OWN))
        } else {
            Vec::new()
        }
    }

    /// Why it worked.
    fn after(&self) -> Vec<Line> {
        let step = self.desk.step(self.position);
        let after = step
            .text(self.words.language())
            .and_then(|text| text.after.as_deref());
        let Some(after) = after else {
            return Vec::new();
        };
        let mut lines = self.view(|view| view.markdown(after));
        lines.push(Line::new());
        lines
    }

    pub(super) fn show_hint(&mut self) -> Result<(), SessionError> {
        self.note("hint")?;
        let lines = self.hint(self.state.hints);
        self.live.print(&lines)?;
        Ok(())
    }

    fn hint(&self, number: usize) -> Vec<Line> {
        let step = self.desk.step(self.position);
        let Some(text) = step.text(self.words.language()) else {
            return Vec::new();
        };
        match text.hints.get(number - 1) {
            Some(hint) => self.view(|view| view.hint(hint, number, text.hints.len())),
            None => Vec::new(),
        }
    }

    /// Prints the whole page anew, at the top of an empty screen.
    pub(super) fn repaint(&mut self) -> Result<(), SessionError> {
        self.live.clear_screen()?;
        if self.state.talk {
            let lines = self.view(|view| view.talk(self.position));
            self.live.print(&lines)?;
            return self.redraw();
        }
        let mut lines = if self.state.set_up || self.state.passed {
            self.view(|view| view.intro(self.position))
        } else {
            self.view(|view| view.before_set_up(self.position, &self.to_remove))
        };
        let stands = self.state.shape.exercise && self.state.set_up && !self.state.passed;
        if stands && !self.desk.step(self.position).setup.is_empty() {
            let message = Message::new("exercise-stands");
            lines.extend(self.view(|view| view.sentence(&message, Style::Dim)));
            lines.push(Line::new());
        }
        for number in 1..=self.state.hints {
            lines.extend(self.hint(number));
        }
        if self.state.passed {
            lines.extend(self.made());
            lines.extend(self.after());
        }
        self.live.print(&lines)?;
        self.redraw()
    }

    /// Draws what changes: the conditions, what just happened, and what can be done.
    pub(super) fn redraw(&mut self) -> Result<(), SessionError> {
        let width = usize::from(terminal::size().0);
        let mut lines = Vec::new();
        let is_open = !self.state.passed && !self.state.talk;
        if is_open && !self.state.findings.is_empty() {
            lines.extend(self.view(|view| {
                view.findings(&self.state.findings, &|finding| {
                    self.state.explains(finding)
                })
            }));
            lines.push(Line::new());
        }
        if let Some(greeting) = self.first_words() {
            lines.extend(self.view(|view| view.sentence(greeting, Style::Warning)));
            lines.push(Line::new());
        }
        if let Some((message, style)) = self.status() {
            lines.extend(self.view(|view| view.sentence(&message, style)));
            // What just happened stands by itself; the standing line belongs to the actions.
            if style != Style::Dim {
                lines.push(Line::new());
            }
        }
        let actions: Vec<Shown> = self
            .state
            .actions()
            .into_iter()
            .enumerate()
            .map(|(place, action)| self.shown(place, action))
            .collect();
        lines.extend(page::actions_bar(&actions, width));
        self.live.show(&lines)?;
        Ok(())
    }

    /// The line above the actions.
    fn status(&self) -> Option<(Message, Style)> {
        if !self.state.engine_answers {
            return Some((Message::new("player-engine-lost"), Style::Warning));
        }
        if let Some(notice) = &self.notice {
            return Some((notice.clone(), Style::Accent));
        }
        let state = &self.state;
        let watching = state.shape.conditions && state.set_up && !state.passed && !state.talk;
        watching.then(|| {
            // Other terminals know nothing of the practice engine unless they are told.
            let practice = self.desk.engine.info().kind == EngineKind::Practice;
            let message = if practice {
                Message::new("player-watching-practice")
            } else {
                Message::new("player-watching")
            };
            (message, Style::Dim)
        })
    }

    fn shown(&self, place: usize, action: Action) -> Shown {
        let marked = place == self.state.marked;
        let key = match action.key() {
            _ if marked => "Enter".to_owned(),
            Some(key) => key.to_string(),
            None => "Enter".to_owned(),
        };
        let text = match action {
            Action::Next if self.state.shape.last => self.words.text("action-finish"),
            Action::Next => {
                let next = self
                    .desk
                    .step(self.following().unwrap_or(self.position + 1));
                let title = next
                    .text(self.words.language())
                    .map_or(next.id.as_str(), |text| text.title.as_str());
                let title = self.desk.fill_live(title, &self.snapshot);
                self.words
                    .say(&Message::new("action-next").with("title", title))
            }
            Action::More if self.state.more => self.words.text("action-less"),
            Action::SetUp if self.state.set_up => self.words.text("action-set-up-again"),
            Action::Talk if self.state.talk => self.words.text("action-talk-end"),
            other => self.words.text(other.message_id()),
        };
        Shown {
            key,
            text,
            highlighted: marked,
        }
    }
}
