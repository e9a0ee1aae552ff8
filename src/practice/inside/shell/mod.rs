//! A small shell with busybox's words.

mod builtin;
mod command;
mod compound;
mod expand;
mod redirect;
mod syntax;
mod words;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use self::syntax::{Command, List, Part, Problem, Redirect, When};
use super::tools::{self, Call, Outcome, absolute};
use super::{FileError, Stream, Surroundings};

/// How many commands one text may run.
const MOST_STEPS: usize = 5000;

/// A shell under way.
#[derive(Debug, Clone)]
pub(super) struct Shell {
    /// How it calls itself in its errors.
    name: String,
    /// The number of the line in errors of builtins; an interactive shell gives none.
    interactive: bool,
    folder: String,
    previous_folder: String,
    /// Value, and whether programs get it.
    variables: BTreeMap<String, (String, bool)>,
    positional: Vec<String>,
    status: i32,
    steps: usize,
    depth: usize,
    took: Duration,
    /// Set by `exit`.
    pub(super) ended: Option<i32>,
    /// Loops to leave, and whether to go on with the outermost of them.
    leaving: Option<(usize, bool)>,
}

/// What was printed, in order.
#[derive(Debug, Default)]
pub(super) struct Printed {
    pub(super) pieces: Vec<(Stream, Vec<u8>)>,
    size: usize,
}

impl Printed {
    fn push(&mut self, stream: Stream, bytes: &[u8]) {
        let room = tools::MOST_OUTPUT.saturating_sub(self.size);
        let bytes = bytes.get(..bytes.len().min(room)).unwrap_or_default();
        if bytes.is_empty() {
            return;
        }
        self.size += bytes.len();
        match self.pieces.last_mut() {
            Some((last, piece)) if *last == stream => piece.extend_from_slice(bytes),
            _ => self.pieces.push((stream, bytes.to_vec())),
        }
    }

    fn of(&self, wanted: Stream) -> Vec<u8> {
        self.pieces
            .iter()
            .filter(|(stream, _)| *stream == wanted)
            .flat_map(|(_, bytes)| bytes.clone())
            .collect()
    }
}

/// Where a stream goes.
#[derive(Debug, Clone, PartialEq)]
enum Target {
    Stream(Stream),
    Nowhere,
    File(String),
}

/// What a command is started with.
#[derive(Clone)]
struct Input {
    bytes: Rc<Vec<u8>>,
    /// Whether standard output is a terminal.
    terminal: bool,
}

impl Shell {
    /// A shell as a program of the container has it.
    pub(super) fn new(
        name: &str,
        folder: &str,
        environment: &[(String, String)],
        interactive: bool,
    ) -> Shell {
        Shell {
            name: name.to_owned(),
            interactive,
            folder: folder.to_owned(),
            previous_folder: folder.to_owned(),
            variables: environment
                .iter()
                .map(|(key, value)| (key.clone(), (value.clone(), true)))
                .collect(),
            positional: Vec::new(),
            status: 0,
            steps: 0,
            depth: 0,
            took: Duration::ZERO,
            ended: None,
            leaving: None,
        }
    }

    /// `sh`, `sh -c TEXT` and `sh FILE`.
    pub(super) fn command(call: &mut Call<'_>) -> Outcome {
        let name = call
            .argv
            .first()
            .map_or("sh", |word| super::program::base_name(word))
            .to_owned();
        let mut words = call.argv.get(1..).unwrap_or_default();
        let mut from_words = false;
        while let Some((first, rest)) = words.split_first() {
            let Some(letters) = first
                .strip_prefix(['-', '+'])
                .filter(|rest| !rest.is_empty())
            else {
                break;
            };
            if let Some(wrong) = letters.chars().find(|letter| !"cli".contains(*letter)) {
                return Outcome::failed(
                    2,
                    &format!(
                        "{name}: the practice engine's shell does not know the option -{wrong}"
                    ),
                );
            }
            from_words |= letters.contains('c');
            words = rest;
        }
        let mut shell = Shell::new(&name, call.folder, call.environment, false);
        shell.depth = call.depth;
        let text = if from_words {
            let Some((text, rest)) = words.split_first() else {
                return Outcome::failed(2, &format!("{name}: -c requires an argument"));
            };
            if let Some((zero, rest)) = rest.split_first() {
                shell.name.clone_from(zero);
                shell.positional = rest.to_vec();
            }
            text.clone()
        } else if let Some((file, rest)) = words.split_first() {
            shell.positional = rest.to_vec();
            match call.inside.read_file(&absolute(call.folder, file)) {
                Ok(bytes) => {
                    shell.name.clone_from(file);
                    String::from_utf8_lossy(&bytes).into_owned()
                }
                Err(error) => {
                    let words = if error == FileError::NotFound {
                        "No such file or directory"
                    } else {
                        "Permission denied"
                    };
                    return Outcome::failed(2, &format!("{name}: can't open '{file}': {words}"));
                }
            }
        } else {
            String::from_utf8_lossy(call.stdin).into_owned()
        };
        // A shell that reads its commands from standard input leaves none of it for them.
        let stdin = if from_words || !words.is_empty() {
            call.stdin.to_vec()
        } else {
            Vec::new()
        };
        shell.outcome(&text, stdin, call)
    }

    /// An executable file of commands.
    pub(super) fn script(path: &str, text: &str, call: &mut Call<'_>) -> Outcome {
        let mut shell = Shell::new(path, call.folder, call.environment, false);
        shell.depth = call.depth;
        shell.positional = call.argv.get(1..).unwrap_or_default().to_vec();
        shell.outcome(text, call.stdin.to_vec(), call)
    }

    fn outcome(&mut self, text: &str, stdin: Vec<u8>, call: &mut Call<'_>) -> Outcome {
        let mut printed = Printed::default();
        let input = Input {
            bytes: Rc::new(stdin),
            terminal: call.terminal,
        };
        let status = self.run(text, &input, &mut printed, call.inside);
        Outcome {
            stdout: printed.of(Stream::Out),
            stderr: printed.of(Stream::Err),
            exit_code: status,
            took: self.took,
            missing: None,
        }
    }

    fn run(
        &mut self,
        text: &str,
        input: &Input,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) -> i32 {
        match syntax::parse(text) {
            Ok(list) => self.list(&list, input, printed, inside),
            Err(problem) => {
                self.status = 2;
                let text = match problem {
                    Problem::Syntax(text) | Problem::Unfinished(text) => text,
                    Problem::Unknown(what) => {
                        format!("the practice engine's shell does not know {what}")
                    }
                };
                printed.push(Stream::Err, format!("{}: {text}\n", self.name).as_bytes());
            }
        }
        self.ended.unwrap_or(self.status)
    }

    /// Runs what was typed at a terminal; none if more lines are needed.
    pub(super) fn typed(&mut self, text: &str, inside: &mut dyn Surroundings) -> Option<Printed> {
        if matches!(syntax::parse(text), Err(Problem::Unfinished(_))) {
            return None;
        }
        let mut printed = Printed::default();
        self.steps = 0;
        let input = Input {
            bytes: Rc::default(),
            terminal: true,
        };
        self.run(text, &input, &mut printed, inside);
        Some(printed)
    }

    /// The words of a typed line that is one simple command without redirections.
    pub(super) fn simple_words(
        &self,
        text: &str,
        inside: &mut dyn Surroundings,
    ) -> Option<Vec<String>> {
        let list = syntax::parse(text).ok()?;
        let [(_, pipeline)] = list.as_slice() else {
            return None;
        };
        let [(Command::Simple(simple), _)] = pipeline.commands.as_slice() else {
            return None;
        };
        if !simple.redirects.is_empty() || pipeline.negated {
            return None;
        }
        let plain = simple
            .words
            .iter()
            .flatten()
            .all(|part| !matches!(part, Part::Command(..)));
        plain.then(|| {
            self.clone()
                .words(&simple.words, &mut Printed::default(), inside)
        })
    }

    pub(super) fn environment(&self) -> Vec<(String, String)> {
        let mut environment: Vec<(String, String)> = self
            .variables
            .iter()
            .filter(|(_, (_, exported))| *exported)
            .map(|(key, (value, _))| (key.clone(), value.clone()))
            .collect();
        environment.retain(|(key, _)| key != "PWD");
        environment.push(("PWD".into(), self.folder.clone()));
        environment
    }

    pub(super) fn folder(&self) -> &str {
        &self.folder
    }

    pub(super) fn interrupted(&mut self) {
        self.status = 130;
    }

    pub(super) fn status(&self) -> i32 {
        self.status
    }

    pub(super) fn set_status(&mut self, status: i32) {
        self.status = status;
    }

    /// `/ # `
    pub(super) fn prompt(&self) -> String {
        let home = self
            .variables
            .get("HOME")
            .map_or("", |(value, _)| value.as_str());
        let shown = match self.folder.strip_prefix(home) {
            Some(rest) if home.len() > 1 && (rest.is_empty() || rest.starts_with('/')) => {
                format!("~{rest}")
            }
            _ => self.folder.clone(),
        };
        format!("{shown} # ")
    }

    fn list(
        &mut self,
        list: &List,
        input: &Input,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) {
        for (when, pipeline) in list {
            if self.ended.is_some() || self.leaving.is_some() {
                return;
            }
            let skip = match when {
                When::Always => false,
                When::Success => self.status != 0,
                When::Failure => self.status == 0,
            };
            if skip {
                continue;
            }
            let count = pipeline.commands.len();
            let mut input = input.clone();
            let outer_terminal = input.terminal;
            for (index, (command, redirects)) in pipeline.commands.iter().enumerate() {
                let at_end = index + 1 == count;
                input.terminal = outer_terminal && at_end;
                let mut own = Printed::default();
                if count == 1 {
                    self.one(command, redirects, &input, &mut own, inside);
                } else {
                    // Each part of a pipe has a shell of its own.
                    let mut inner = self.clone();
                    inner.one(command, redirects, &input, &mut own, inside);
                    self.steps = inner.steps;
                    self.took = self.took.max(inner.took);
                    self.status = inner.ended.unwrap_or(inner.status);
                }
                if at_end {
                    for (stream, bytes) in own.pieces {
                        printed.push(stream, &bytes);
                    }
                } else {
                    printed.push(Stream::Err, &own.of(Stream::Err));
                    input.bytes = Rc::new(own.of(Stream::Out));
                }
            }
            if pipeline.negated {
                self.status = i32::from(self.status == 0);
            }
        }
    }

    fn one(
        &mut self,
        command: &Command,
        redirects: &[Redirect],
        input: &Input,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            let text = format!(
                "{}: the practice engine's shell stops after {MOST_STEPS} commands\n",
                self.name
            );
            printed.push(Stream::Err, text.as_bytes());
            self.ended = Some(2);
            return;
        }
        if let Command::Simple(simple) = command {
            self.simple(simple, input, printed, inside);
            return;
        }
        let Some((input, targets)) = self.redirected(redirects, input, printed, inside) else {
            return;
        };
        let mut own = Printed::default();
        self.compound(command, &input, &mut own, inside);
        self.deliver(&own, &targets, printed, inside);
    }

    fn set(&mut self, name: &str, value: String) {
        let exported = self
            .variables
            .get(name)
            .is_some_and(|(_, exported)| *exported);
        self.variables.insert(name.to_owned(), (value, exported));
    }

    fn complain(&mut self, text: &str, status: i32, printed: &mut Printed) {
        printed.push(Stream::Err, format!("{}: {text}\n", self.name).as_bytes());
        self.status = status;
    }
}

/// A text whose last command is simple: what comes before it, and its words.
pub(super) fn split_last(text: &str) -> Option<(String, Vec<String>)> {
    let list = syntax::parse(text).ok()?;
    let (_, pipeline) = list.last()?;
    let [(Command::Simple(simple), _)] = pipeline.commands.as_slice() else {
        return None;
    };
    if pipeline.negated || !simple.assignments.is_empty() {
        return None;
    }
    let mut words = Vec::new();
    for word in &simple.words {
        let mut plain = String::new();
        for part in word {
            let Part::Text(text, _) = part else {
                return None;
            };
            plain.push_str(text);
        }
        words.push(plain);
    }
    if words.first().is_some_and(|word| word == "exec") {
        words.remove(0);
    }
    let before: String = text.chars().take(simple.start).collect();
    let before = before
        .trim_end()
        .trim_end_matches("&&")
        .trim_end_matches(';')
        .trim_end();
    (!before.ends_with("||")).then(|| (before.to_owned(), words))
}
