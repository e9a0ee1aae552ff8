//! What a session prints and draws: the page, what has been passed, the live region.

use super::action::Action;
use super::session::{Session, SessionError};
use crate::check::{Finding, Status};
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
        if self.live.height() > usize::from(terminal::size().1) / 2 {
            // A long explanation has pushed the page off the screen, and nothing brings it back.
            return self.repaint();
        }
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
        let (columns, rows) = terminal::size();
        let width = usize::from(columns);
        let mut lines = Vec::new();
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
        let is_open = !self.state.passed && !self.state.talk;
        if is_open && !self.state.findings.is_empty() {
            let room = usize::from(rows).saturating_sub(lines.len() + 2);
            let mut all = self.findings(room);
            all.push(Line::new());
            all.append(&mut lines);
            lines = all;
        }
        self.live.show(&lines)?;
        Ok(())
    }

    /// The conditions, explained as far as `room` lines allow: what can be cured now comes first.
    fn findings(&self, room: usize) -> Vec<Line> {
        let found = &self.state.without_answers();
        let explains = |finding: &Finding| self.state.explains(finding);
        let open = |finding: &Finding| finding.status != Status::Skipped && explains(finding);
        let first = found.iter().find(|finding| open(finding));
        let is_first = |finding: &Finding| first.is_some_and(|first| first.id == finding.id);
        let of = |found: &[Finding], explain: &dyn Fn(&Finding) -> bool| {
            self.view(|view| view.findings(found, explain))
        };
        let all = of(found, &explains);
        if all.len() <= room {
            return all;
        }
        let Some(first) = first else {
            return of(found, &|_| false);
        };
        [of(found, &open), of(found, &is_first)]
            .into_iter()
            .find(|lines| lines.len() <= room)
            .unwrap_or_else(|| of(std::slice::from_ref(first), &|_| true))
    }

    /// Prints what is explained, before it is taken off the screen: a cure is there to be typed.
    pub(super) fn keep_cures(&mut self) -> Result<(), SessionError> {
        let open = !self.state.passed && !self.state.talk;
        let explained: Vec<Finding> = self
            .state
            .findings
            .iter()
            .filter(|finding| finding.status != Status::Skipped && self.state.explains(finding))
            .cloned()
            .collect();
        self.live.clear()?;
        if open && !explained.is_empty() {
            let mut lines = self.view(|view| view.findings(&explained, &|_| true));
            lines.push(Line::new());
            self.print(&lines)?;
        }
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
