//! Conditions: each can fail, and what must not be is looked for in a way that is known to work.

use super::{Code, Lint, Problem, all_conditions};
use crate::lesson::condition::{Condition, Kind};

impl Lint<'_> {
    pub(super) fn conditions(&mut self) {
        let lesson = self.lesson;
        for step in &lesson.steps {
            for condition in all_conditions(&step.conditions) {
                if self.never_fails(&condition.kind) {
                    let place = self.in_step(step, &condition.id);
                    self.add(Problem::new(Code::NeverFails, place).with("id", &condition.id));
                }
                if lacks_control(condition) {
                    let place = self.in_step(step, &condition.id);
                    self.add(Problem::new(Code::NoControl, place).with("id", &condition.id));
                }
            }
        }
    }
}

impl Lint<'_> {
    /// What every engine has, what is there before the lesson begins, and commands that end well
    /// whatever happens.
    fn never_fails(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Network { name, absent, .. } => {
                !absent && matches!(name.as_str(), "bridge" | "host" | "none")
            }
            Kind::Engine { minimum_api } => minimum_api.is_none(),
            Kind::Image {
                name,
                label: None,
                absent: false,
            } => self.lesson.base_images.contains(name),
            Kind::Exec {
                command, exit_code, ..
            } => {
                let program = command.first().map(String::as_str);
                *exit_code == 0 && matches!(program, Some("true" | "echo" | ":"))
            }
            _ => false,
        }
    }
}

/// What is not found because nothing can be found proves nothing.
fn lacks_control(condition: &Condition) -> bool {
    let needs_nothing = condition.needs.is_empty();
    match &condition.kind {
        Kind::Dns {
            resolves, control, ..
        } => !resolves && control.is_none() && needs_nothing,
        Kind::Http(http) => !http.answers && needs_nothing,
        Kind::Port { published, .. } => !published && needs_nothing,
        Kind::Log { absent, .. } => *absent && needs_nothing,
        Kind::Not(_) => needs_nothing,
        _ => false,
    }
}
