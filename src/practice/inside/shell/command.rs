//! One simple command: its words, its redirections, and the program that is run.

use super::syntax::{Part, Simple};
use super::{Input, Printed, Shell};
use crate::practice::inside::tools::{self, Call, Outcome};
use crate::practice::inside::{Stream, Surroundings};

impl Shell {
    pub(super) fn simple(
        &mut self,
        simple: &Simple,
        input: &Input,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) {
        let before = self.status;
        self.status = 0;
        let substituted = simple
            .assignments
            .iter()
            .flat_map(|(_, word)| word)
            .any(|part| matches!(part, Part::Command(..)));
        self.status = before;
        let words = self.words(&simple.words, printed, inside);
        let mut assigned = Vec::new();
        for (name, word) in &simple.assignments {
            let value = self.text(word, printed, inside);
            assigned.push((name.clone(), value));
        }
        let Some((input, targets)) = self.redirected(&simple.redirects, input, printed, inside)
        else {
            return;
        };
        let Some(first) = words.first().cloned() else {
            if !substituted {
                self.status = 0;
            }
            for (name, value) in assigned {
                self.set(&name, value);
            }
            return;
        };
        let mut own = Printed::default();
        if !self.builtin(&words, &assigned, &input, &mut own, inside) {
            self.external(&first, &words, assigned, &input, &mut own, inside);
        }
        self.deliver(&own, &targets, printed, inside);
    }

    pub(super) fn external(
        &mut self,
        first: &str,
        words: &[String],
        assigned: Vec<(String, String)>,
        input: &Input,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) {
        let mut environment = self.environment();
        for (name, value) in assigned {
            environment.retain(|(known, _)| *known != name);
            environment.push((name, value));
        }
        let search = environment
            .iter()
            .find(|(key, _)| key == "PATH")
            .map_or("", |(_, value)| value.as_str())
            .to_owned();
        let path = match tools::find_along(first, &self.folder, &search, inside) {
            Ok(Some(path)) => path,
            Ok(None) => return self.complain(&format!("{first}: not found"), 127, printed),
            Err(_) => return self.complain(&format!("{first}: Permission denied"), 126, printed),
        };
        let outcome = tools::call(
            &path,
            Call {
                argv: words,
                stdin: &input.bytes,
                folder: &self.folder,
                environment: &environment,
                terminal: input.terminal,
                depth: self.depth + 1,
                inside,
            },
        );
        self.finish(&outcome, printed);
    }

    pub(super) fn finish(&mut self, outcome: &Outcome, printed: &mut Printed) {
        printed.push(Stream::Err, &outcome.stderr);
        printed.push(Stream::Out, &outcome.stdout);
        self.status = outcome.exit_code;
        self.took = self.took.saturating_add(outcome.took);
    }
}
