//! Checks of a step: its commands and edits.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::Code;
use super::control;
use super::diagnostics::Problem;
use super::files::check_path;
use super::model::{Command, Edit, NameKind, Step, Variant};
use super::raw::{RawCommandTable, RawEdit, RawStep, RawVariant};
use super::read::At;
use super::validate::Checker;
use super::validate_condition::answers;
use super::validate_template::Live;
use crate::l10n::{Language, Message};

/// Whether a command must run where nobody can type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    /// Somebody types it.
    Never,
    /// It runs by itself.
    Always,
    /// It runs by itself too, unless another one is given for that.
    UnlessUnattended,
}

impl Checker<'_> {
    pub(super) fn steps(&mut self, raw: &[At<RawStep>], languages: &[Language]) -> Vec<Step> {
        let mut seen = BTreeSet::new();
        let mut steps = Vec::with_capacity(raw.len());
        for step in raw {
            if self.problems.is_full() {
                break;
            }
            let id = &step.value.id;
            self.id(id);
            if !id.is_missing() && !seen.insert(id.value.as_str()) {
                self.duplicate(id);
                continue;
            }
            steps.push(self.step(&step.value, languages));
        }
        steps
    }

    fn step(&mut self, raw: &RawStep, languages: &[Language]) -> Step {
        if let Some(minutes) = &raw.minutes {
            self.within(minutes, 1, 120);
        }
        if let Some(ask) = &raw.ask
            && !self.names.iter().any(|name| name.key == ask.value)
        {
            let keys: Vec<String> = self.names.iter().map(|name| name.key.clone()).collect();
            self.add(
                Problem::new(Code::UnknownName, ask.span.clone())
                    .with("name", control::shown(&ask.value))
                    .with("known", keys.join(", "))
                    .suggest(&ask.value, keys.iter().map(String::as_str)),
            );
        }
        for command in &raw.setup {
            self.command(command, Alone::Always);
        }
        if let Some(cause) = &raw.cause {
            self.cause(cause);
        }
        let exercise = raw.exercise.as_ref().is_some_and(|flag| flag.value);
        if exercise {
            // It begins with the files as the lesson brings them.
            self.lab.clone_from(&self.lab_at_first);
        }
        let variants = self.variants(raw, exercise);
        let run = raw.run.iter().map(|run| self.run(&run.value.0)).collect();
        let conditions = self.conditions(&raw.condition);
        // Mistakes are made where the step begins, so before the step's own edits.
        let questions = answers(&raw.condition);
        let mistakes = self.mistakes(&raw.mistake, &conditions, &questions);
        let mut lab = std::mem::take(&mut self.lab);
        let edit = self.edits(&raw.edit, &mut lab);
        self.lab = lab;
        let text = if raw.id.is_missing() {
            BTreeMap::new()
        } else {
            self.texts(raw, languages, &questions)
        };
        let mut step = Step {
            id: raw.id.value.clone(),
            ask: raw.ask.as_ref().map(|ask| ask.value.clone()),
            exercise,
            setup: values(&raw.setup),
            cause: raw.cause.as_ref().map(|cause| cause.value.clone()),
            variants,
            edit,
            run,
            conditions,
            mistakes,
            checkpoint: raw.checkpoint.as_ref().is_some_and(|flag| flag.value),
            map: raw.map.as_ref().is_some_and(|flag| flag.value),
            text,
        };
        step.take_variant(0);
        step
    }

    /// The forms of an exercise, each with what all of them have in common.
    fn variants(&mut self, raw: &RawStep, exercise: bool) -> Vec<Variant> {
        let mut seen = BTreeSet::new();
        let mut variants = Vec::new();
        for variant in &raw.variant {
            let RawVariant {
                id,
                setup,
                run,
                cause,
                ..
            } = &variant.value;
            self.id(id);
            if !id.is_missing() && !seen.insert(id.value.as_str()) {
                self.duplicate(id);
            }
            if !exercise {
                self.add(Problem::new(Code::MissingKey, id.span.clone()).with("key", "exercise"));
            }
            if let Some(command) = raw.run.first() {
                self.contradiction(&command.span, "run", "variant");
            }
            for command in setup {
                self.command(command, Alone::Always);
            }
            if let Some(cause) = cause {
                self.cause(cause);
            }
            let run = run.iter().map(|run| self.run(&run.value.0)).collect();
            variants.push(Variant {
                id: id.value.clone(),
                setup: [values(&raw.setup), values(setup)].concat(),
                run,
                cause: cause
                    .as_ref()
                    .or(raw.cause.as_ref())
                    .map(|cause| cause.value.clone()),
            });
        }
        variants
    }

    fn run(&mut self, raw: &RawCommandTable) -> Command {
        if let Some(inside) = &raw.inside {
            self.object(inside, NameKind::Container, Live::Forbidden);
            self.command(&raw.command, Alone::Never);
            if let Some(unattended) = &raw.unattended {
                self.contradiction(&unattended.span, "inside", "unattended");
            }
            return Command::Inside {
                container: inside.value.clone(),
                command: raw.command.value.clone(),
            };
        }
        let alone = if raw.unattended.is_some() || raw.broken {
            Alone::Never
        } else {
            Alone::UnlessUnattended
        };
        self.command(&raw.command, alone);
        if let Some(unattended) = &raw.unattended {
            self.command(unattended, Alone::Always);
        }
        Command::Shell {
            command: raw.command.value.clone(),
            unattended: raw.unattended.as_ref().map(|line| line.value.clone()),
        }
    }

    pub(super) fn command(&mut self, command: &At<String>, alone: Alone) {
        self.not_empty(command);
        self.template(command, Live::Allowed);
        let help = match alone {
            Alone::Never => return,
            Alone::Always => "lesson-help-no-typing",
            Alone::UnlessUnattended => "lesson-help-unattended",
        };
        if needs_terminal(&command.value) {
            self.add(
                Problem::new(Code::NeedsUnattended, command.span.clone()).help(Message::new(help)),
            );
        }
    }

    /// Applies edits to `lab`, reporting those that cannot be made.
    pub(super) fn edits(
        &mut self,
        raw: &[At<RawEdit>],
        lab: &mut BTreeMap<String, String>,
    ) -> Vec<Edit> {
        raw.iter().map(|edit| self.edit(&edit.value, lab)).collect()
    }

    fn edit(&mut self, raw: &RawEdit, lab: &mut BTreeMap<String, String>) -> Edit {
        let replace_is_fine = self.template(&raw.replace, Live::Forbidden);
        let with_is_fine = self.template(&raw.with, Live::Allowed);
        let fine = replace_is_fine && with_is_fine && !raw.broken;
        if self.lab_path(&raw.file) && fine {
            let wanted = self.fill(&raw.replace.value);
            let found = match lab.get_mut(&raw.file.value) {
                Some(_) if wanted.is_empty() => 0,
                Some(text) => {
                    let found = text.matches(wanted.as_str()).count();
                    if found == 1 {
                        *text = text.replacen(wanted.as_str(), &self.fill(&raw.with.value), 1);
                    }
                    found
                }
                None => {
                    self.no_lab_file(&raw.file, lab);
                    1
                }
            };
            if found != 1 {
                self.add(
                    Problem::new(Code::ReplaceCount, raw.replace.span.clone())
                        .with("file", control::shown(&raw.file.value))
                        .with("found", found),
                );
            }
        }
        Edit {
            file: raw.file.value.clone(),
            replace: raw.replace.value.clone(),
            with: raw.with.value.clone(),
        }
    }

    /// Whether a path stays in the lab folder.
    pub(super) fn lab_path(&mut self, path: &At<String>) -> bool {
        if path.is_missing() {
            return false;
        }
        let Err(reason) = check_path(&path.value) else {
            return true;
        };
        self.add(
            Problem::new(Code::UnsafePath, path.span.clone())
                .with("path", control::shown(&path.value))
                .with("reason", reason.message()),
        );
        false
    }

    pub(super) fn no_lab_file(&mut self, path: &At<String>, lab: &BTreeMap<String, String>) {
        let known: Vec<&str> = lab.keys().map(String::as_str).collect();
        self.add(
            Problem::new(Code::NoLabFile, path.span.clone())
                .with("path", control::shown(&path.value))
                .with("known", control::shown(&known.join(", ")))
                .suggest(&path.value, known.iter().copied()),
        );
    }

    /// Says that two keys exclude each other.
    pub(super) fn contradiction(
        &mut self,
        span: &std::ops::Range<usize>,
        first: &'static str,
        second: &'static str,
    ) {
        self.add(
            Problem::new(Code::Contradiction, span.clone())
                .with("first", first)
                .with("second", second),
        );
    }
}

pub(super) fn values(lines: &[At<String>]) -> Vec<String> {
    lines.iter().map(|line| line.value.clone()).collect()
}

/// Options of run and exec that take no value.
pub(super) const FLAGS: &[&str] = &[
    "--detach",
    "--init",
    "--interactive",
    "--no-healthcheck",
    "--oom-kill-disable",
    "--privileged",
    "--publish-all",
    "--quiet",
    "--read-only",
    "--rm",
    "--sig-proxy",
    "--tty",
];

/// Whether this word is an option of run or exec that takes no value.
#[must_use]
pub fn is_switch(word: &str) -> bool {
    FLAGS.contains(&word)
}

/// Whether a docker command waits for somebody to type: `docker run` or `exec` with a terminal.
#[must_use]
pub fn needs_terminal(command: &str) -> bool {
    let mut words = command.split_whitespace().peekable();
    if words.next() != Some("docker") {
        return false;
    }
    words.next_if_eq(&"container");
    if !matches!(words.next(), Some("run" | "exec")) {
        return false;
    }
    while let Some(word) = words.next() {
        if word == "--tty" || word == "--tty=true" {
            return true;
        }
        if word.starts_with("--") {
            if !word.contains('=') && !FLAGS.contains(&word) {
                words.next();
            }
            continue;
        }
        let Some(letters) = word.strip_prefix('-') else {
            return false;
        };
        for (at, letter) in letters.char_indices() {
            match letter {
                't' => return true,
                'd' | 'i' | 'P' | 'q' => {}
                // The rest of the word is the value, or the next word if there is no rest.
                _ => {
                    if at + letter.len_utf8() == letters.len() {
                        words.next();
                    }
                    break;
                }
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::needs_terminal;

    #[test]
    fn commands_that_wait_for_typing_are_known() {
        for yes in [
            "docker exec -it nginx-container /bin/sh",
            "docker exec -ti web sh",
            "docker container exec --interactive --tty web sh",
            "docker run --rm --name x -p 80:80 -it alpine",
        ] {
            assert!(needs_terminal(yes), "{yes}");
        }
        for no in [
            "docker build -t nginx:1 ./nginx",
            "docker run -d -p 80:80 --name test nginx:1",
            "docker exec web ping -t 3 other",
            "docker run -d --name -t x",
            "ls -t",
            "",
        ] {
            assert!(!needs_terminal(no), "{no}");
        }
    }
}
