//! The commands that the shell does itself.

use super::{Input, Printed, Shell, tools};
use crate::practice::inside::shell::words::is_name;
use crate::practice::inside::{Stream, Surroundings};

impl Shell {
    /// Runs a builtin; whether it was one.
    pub(super) fn builtin(
        &mut self,
        words: &[String],
        assigned: &[(String, String)],
        input: &Input,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) -> bool {
        let name = words.first().map_or("", String::as_str);
        let first = words.get(1).map_or("", String::as_str);
        let rest = words.get(1..).unwrap_or_default();
        match name {
            ":" | "true" | "wait" | "umask" | "hash" | "ulimit" => self.status = 0,
            "false" => self.status = 1,
            "cd" => self.cd(rest, printed, inside),
            "exit" => self.exit(rest, printed),
            "pwd" => {
                printed.push(Stream::Out, format!("{}\n", self.folder).as_bytes());
                self.status = 0;
            }
            "export" => self.export(rest, printed),
            "unset" => {
                for name in rest {
                    self.variables.remove(name);
                }
                self.status = 0;
            }
            "set" if rest.is_empty() => {
                for (key, (value, _)) in self.variables.clone() {
                    printed.push(Stream::Out, format!("{key}='{value}'\n").as_bytes());
                }
                self.status = 0;
            }
            "set" => self.complain(
                &format!("the practice engine's shell does not know \"set {first}\""),
                2,
                printed,
            ),
            "break" | "continue" => {
                let levels = first.parse().unwrap_or(1).max(1);
                self.leaving = Some((levels, name == "continue"));
                self.status = 0;
            }
            "read" => {
                let text = String::from_utf8_lossy(&input.bytes).into_owned();
                let line = text.lines().next().unwrap_or_default().trim().to_owned();
                let variable = rest
                    .iter()
                    .find(|word| is_name(word))
                    .cloned()
                    .unwrap_or_else(|| "REPLY".into());
                self.status = i32::from(text.is_empty());
                self.set(&variable, line);
            }
            "type" | "command" => self.which(words, printed, inside),
            "exec" => {
                if let Some(program) = rest.first() {
                    self.external(
                        &program.clone(),
                        rest,
                        assigned.to_vec(),
                        input,
                        printed,
                        inside,
                    );
                    self.ended = Some(self.status);
                }
            }
            "alias" | "eval" | "." | "source" | "trap" | "shift" | "local" | "return" | "jobs"
            | "fg" | "bg" | "getopts" | "let" => {
                self.complain(
                    &format!("the practice engine's shell does not know \"{name}\""),
                    2,
                    printed,
                );
            }
            // These are builtins of busybox too; they see the shell's own folder and variables.
            "echo" | "printf" | "test" | "[" | "kill" => {
                let environment = self.environment();
                let outcome = tools::call(
                    &format!("/bin/{name}"),
                    tools::Call {
                        argv: words,
                        stdin: &input.bytes,
                        folder: &self.folder,
                        environment: &environment,
                        terminal: input.terminal,
                        depth: self.depth + 1,
                        inside,
                    },
                );
                let outcome = prefixed(outcome, name, &self.name);
                self.finish(&outcome, printed);
            }
            _ => return false,
        }
        true
    }

    fn place(&self) -> &'static str {
        if self.interactive { "" } else { " line 0:" }
    }

    fn cd(&mut self, words: &[String], printed: &mut Printed, inside: &mut dyn Surroundings) {
        let target = match words.first().map(String::as_str) {
            None => self.value("HOME"),
            Some("-") => {
                let previous = self.previous_folder.clone();
                printed.push(Stream::Out, format!("{previous}\n").as_bytes());
                previous
            }
            Some(word) => word.to_owned(),
        };
        let path = super::absolute(&self.folder, &target);
        if inside.list_directory(&path).is_ok() {
            self.previous_folder = std::mem::replace(&mut self.folder, path);
            self.status = 0;
        } else {
            let words = if inside.read_file(&path).is_ok() {
                "Not a directory"
            } else {
                "No such file or directory"
            };
            let place = self.place();
            self.complain(
                &format!("cd:{place} can't cd to {target}: {words}"),
                2,
                printed,
            );
            self.status = 1;
        }
    }

    fn exit(&mut self, words: &[String], printed: &mut Printed) {
        match words.first().map(|word| (word, word.parse::<u32>())) {
            None => self.ended = Some(self.status),
            Some((_, Ok(code))) => self.ended = Some(i32::try_from(code & 0xff).unwrap_or(0)),
            Some((word, Err(_))) => {
                let place = self.place();
                self.complain(&format!("exit:{place} Illegal number: {word}"), 2, printed);
                if !self.interactive {
                    self.ended = Some(2);
                }
            }
        }
    }

    fn export(&mut self, words: &[String], printed: &mut Printed) {
        self.status = 0;
        if words.is_empty() || words.first().is_some_and(|word| word == "-p") {
            for (key, (value, exported)) in self.variables.clone() {
                if exported {
                    printed.push(Stream::Out, format!("export {key}='{value}'\n").as_bytes());
                }
            }
        }
        for word in words.iter().filter(|word| *word != "-p") {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (word.as_str(), None),
            };
            if !is_name(name) {
                let place = self.place();
                self.complain(
                    &format!("export:{place} {word}: bad variable name"),
                    2,
                    printed,
                );
                continue;
            }
            let value = value.unwrap_or_else(|| self.value(name));
            self.variables.insert(name.to_owned(), (value, true));
        }
    }

    fn which(&mut self, words: &[String], printed: &mut Printed, inside: &mut dyn Surroundings) {
        let asks = words.first().is_some_and(|word| word == "type");
        let names: Vec<String> = words
            .iter()
            .skip(1)
            .filter(|word| !word.starts_with('-'))
            .cloned()
            .collect();
        let search = self.value("PATH");
        self.status = 0;
        for name in names {
            let own = [
                "cd", "echo", "exit", "export", "printf", "pwd", "test", "true", "false", "kill",
                "read", "type",
            ]
            .contains(&name.as_str());
            let found = tools::find_along(&name, &self.folder, &search, inside)
                .ok()
                .flatten();
            let line = match (own, found, asks) {
                (true, _, true) => format!("{name} is a shell builtin\n"),
                (true, _, false) => format!("{name}\n"),
                (false, Some(path), true) => format!("{name} is {path}\n"),
                (false, Some(path), false) => format!("{path}\n"),
                (false, None, asks) => {
                    self.status = 127;
                    if asks {
                        format!("{name}: not found\n")
                    } else {
                        String::new()
                    }
                }
            };
            printed.push(Stream::Out, line.as_bytes());
        }
    }
}

/// A builtin's errors begin with the shell's name.
fn prefixed(mut outcome: tools::Outcome, name: &str, shell: &str) -> tools::Outcome {
    if outcome.stderr.starts_with(format!("{name}: ").as_bytes()) {
        let mut text = format!("{shell}: ").into_bytes();
        text.append(&mut outcome.stderr);
        outcome.stderr = text;
    }
    outcome
}
