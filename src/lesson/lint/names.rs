//! Names: used where they are declared, and never written by hand; lab files mentioned somewhere.

use std::path::Path;

use super::{Code, Lint, Problem, all_conditions, lines};
use crate::lesson::template::{self, What};

impl Lint<'_> {
    pub(super) fn names(&mut self) {
        self.unused_names();
        self.names_by_hand();
        self.addresses_by_hand();
        self.unused_files();
    }

    /// All texts of the lesson in which a name can be used.
    fn all_text(&self) -> String {
        let mut text = self.toml.to_owned();
        for step in &self.lesson.steps {
            for language in &self.lesson.languages {
                let path = format!("{}/{}.md", language.code(), step.id);
                text.push_str(self.sources.text(&path).unwrap_or_default());
            }
        }
        for file in &self.lesson.lab {
            text.push_str(&String::from_utf8_lossy(&file.content));
        }
        text
    }

    fn unused_names(&mut self) {
        let text = self.all_text();
        let used: Vec<&str> = template::find(&text)
            .map(|found| match found.what {
                What::Name(name) | What::Live(_, name) => name,
            })
            .collect();
        let asked: Vec<&str> = self
            .lesson
            .steps
            .iter()
            .filter_map(|step| step.ask.as_deref())
            .collect();
        for name in &self.lesson.names {
            let key = name.key.as_str();
            if !used.contains(&key) && !asked.contains(&key) {
                let place = self.in_toml(key);
                self.add(Problem::new(Code::UnusedName, place).with("name", key));
            }
        }
    }

    /// Addresses in commands and conditions: another engine gives others.
    fn addresses_by_hand(&mut self) {
        let lesson = self.lesson;
        for step in &lesson.steps {
            let conditions: Vec<String> = all_conditions(&step.conditions)
                .iter()
                .map(|condition| format!("{:?}", condition.kind))
                .collect();
            let mistakes = step.mistakes.iter().flat_map(|mistake| &mistake.run);
            let written: Vec<&str> = lines(step)
                .chain(mistakes.map(String::as_str))
                .chain(conditions.iter().map(String::as_str))
                .collect();
            for address in written.iter().filter_map(|text| address(text)) {
                let place = self.in_step(step, &address);
                self.add(Problem::new(Code::AddressByHand, place).with("address", &address));
            }
        }
    }

    /// A file of the lab folder that neither a text nor a command nor another file speaks of.
    fn unused_files(&mut self) {
        let lesson = self.lesson;
        for file in &lesson.lab {
            let last = |path: &Path| {
                path.file_name()
                    .map(|name| name.to_string_lossy().into_owned())
                    .unwrap_or_default()
            };
            let name = last(&file.path);
            let folder = file.path.parent().map(last).unwrap_or_default();
            let in_others = lesson
                .lab
                .iter()
                .filter(|other| other.path != file.path)
                .any(|other| String::from_utf8_lossy(&other.content).contains(&name));
            let mut texts = self.toml.to_owned();
            for step in &lesson.steps {
                for text in step.text.values() {
                    texts.push_str(&text.body);
                    texts.push_str(text.task.as_deref().unwrap_or_default());
                }
            }
            // `docker build ./nginx` speaks of its Dockerfile, `docker build .` of the one at the top.
            let by_folder = name == "Dockerfile"
                && if folder.is_empty() {
                    builds_here(&texts)
                } else {
                    texts.contains(&folder)
                };
            if !in_others && !by_folder && !texts.contains(&name) {
                let path = file.path.display().to_string();
                self.add(Problem::new(Code::UnusedFile, 0..0).with("path", path));
            }
        }
    }
}

/// Whether a folder is built in which the learner stands.
fn builds_here(texts: &str) -> bool {
    texts.lines().any(|line| {
        let build = line.split_once("docker build ");
        let build = build.or_else(|| line.split_once("docker image build "));
        build.is_some_and(|(_, rest)| {
            let ends = |sign: char| sign.is_whitespace() || matches!(sign, '"' | '\'' | '`');
            rest.split(ends).any(|word| matches!(word, "." | "./"))
        })
    })
}

/// An address that some engine gave, and another one would not.
fn address(text: &str) -> Option<String> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .filter(|word| word.parse::<std::net::Ipv4Addr>().is_ok())
        .find(|word| !word.starts_with("127.") && *word != "0.0.0.0")
        .map(str::to_owned)
}
