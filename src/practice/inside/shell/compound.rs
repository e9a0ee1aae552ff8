//! Loops, conditions and groups.

use super::syntax::Command;
use super::{Input, MOST_STEPS, Printed, Shell};
use crate::practice::inside::Surroundings;

impl Shell {
    pub(super) fn compound(
        &mut self,
        command: &Command,
        input: &Input,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) {
        match command {
            Command::Simple(_) => {}
            Command::Group(list, false) => self.list(list, input, printed, inside),
            Command::Group(list, true) => {
                let mut inner = self.clone();
                inner.list(list, input, printed, inside);
                self.steps = inner.steps;
                self.took = inner.took;
                self.status = inner.ended.unwrap_or(inner.status);
            }
            Command::If(branches, otherwise) => {
                for (condition, body) in branches {
                    self.list(condition, input, printed, inside);
                    if self.ended.is_some() {
                        return;
                    }
                    if self.status == 0 {
                        return self.list(body, input, printed, inside);
                    }
                }
                self.status = 0;
                if let Some(list) = otherwise {
                    self.list(list, input, printed, inside);
                }
            }
            Command::For(name, words, body) => {
                let words = self.words(words, printed, inside);
                self.status = 0;
                for word in words {
                    self.set(name, word);
                    self.list(body, input, printed, inside);
                    if self.leaves() {
                        return;
                    }
                }
            }
            Command::While(condition, body, until) => {
                let mut status = 0;
                loop {
                    self.steps += 1;
                    self.list(condition, input, printed, inside);
                    if self.ended.is_some() || self.steps > MOST_STEPS {
                        // The next command says so.
                        if self.ended.is_none() {
                            self.one(command, &[], input, printed, inside);
                        }
                        return;
                    }
                    if (self.status == 0) == *until {
                        self.status = status;
                        return;
                    }
                    self.list(body, input, printed, inside);
                    status = self.status;
                    if self.leaves() {
                        return;
                    }
                }
            }
        }
    }

    /// Whether the loop under way is left.
    fn leaves(&mut self) -> bool {
        if self.ended.is_some() {
            return true;
        }
        match self.leaving.take() {
            None => false,
            Some((1, goes_on)) => !goes_on,
            Some((more, goes_on)) => {
                self.leaving = Some((more - 1, goes_on));
                true
            }
        }
    }
}
