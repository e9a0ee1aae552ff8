//! What a lesson from elsewhere would run: to be shown and agreed to once, and told from a changed one.

use crate::lesson::condition::{Condition, Kind};
use crate::lesson::{Command, Lesson, Names, lab};

/// A command that a lesson can run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runs {
    /// The command, names filled in.
    pub line: String,
    /// The container in which it runs; the learner's own machine if `None`.
    pub inside: Option<String>,
}

/// Everything that a lesson can run, in order and each once: its commands with the forms that run
/// where nobody types, what the runner prepares, and what its conditions run in containers.
#[must_use]
pub fn commands(lesson: &Lesson, names: &Names) -> Vec<Runs> {
    let mut all = Vec::new();
    let mut add = |line: &str, inside: Option<&str>| {
        let runs = Runs {
            line: names.fill(line),
            inside: inside.map(|container| names.fill(container)),
        };
        if !all.contains(&runs) {
            all.push(runs);
        }
    };
    for step in &lesson.steps {
        for line in &step.setup {
            add(line, None);
        }
        for command in &step.run {
            match command {
                Command::Shell {
                    command,
                    unattended,
                } => {
                    add(command, None);
                    if let Some(unattended) = unattended {
                        add(unattended, None);
                    }
                }
                Command::Inside { container, command } => add(command, Some(container)),
            }
        }
        for (container, command) in executed(&step.conditions) {
            add(&command.join(" "), Some(container));
        }
    }
    all
}

/// What conditions run in containers.
fn executed(conditions: &[Condition]) -> Vec<(&str, &[String])> {
    conditions
        .iter()
        .flat_map(|condition| match &condition.kind {
            Kind::Exec {
                container, command, ..
            } => vec![(container.as_str(), command.as_slice())],
            Kind::All(inner) | Kind::Any(inner) => executed(inner),
            Kind::Not(inner) => executed(std::slice::from_ref(&**inner)),
            _ => Vec::new(),
        })
        .collect()
}

/// A fingerprint of everything that decides what the lesson runs: SHA-256 in hexadecimal over its
/// commands, its names with their defaults, its changes to lab files, and the lab files themselves,
/// because a command may run one of them.
#[must_use]
pub fn fingerprint(lesson: &Lesson) -> String {
    let mut all = Vec::new();
    // With its length before it no part can pass for the end of one and the begin of another.
    let mut add = |part: &[u8]| {
        all.extend((part.len() as u64).to_le_bytes());
        all.extend(part);
    };
    add(lesson.id.as_bytes());
    for name in &lesson.names {
        add(name.key.as_bytes());
        add(name.default.as_bytes());
    }
    let as_written = Names::of(&[]);
    for runs in commands(lesson, &as_written) {
        add(runs.line.as_bytes());
        add(runs.inside.unwrap_or_default().as_bytes());
    }
    for edit in lesson.steps.iter().flat_map(|step| &step.edit) {
        add(edit.file.as_bytes());
        add(edit.replace.as_bytes());
        add(edit.with.as_bytes());
    }
    for file in &lesson.lab {
        add(file.path.to_string_lossy().as_bytes());
        add(&file.content);
    }
    lab::hash(&all)
}

#[cfg(test)]
mod tests {
    use super::{Runs, commands, fingerprint};
    use crate::lesson::{Lesson, LessonFiles, Names, read};

    const TOML: &str = r#"format = 1
id = "small"
languages = ["en"]
minutes = 5
level = "beginner"
[title]
en = "Small"
[names]
web = { kind = "container", default = "small-web" }
[owns]
containers = ["${web}"]
[[step]]
id = "one"
setup = ["docker pull nginx:1.28-alpine"]
run = [
  "docker run -d --name ${web} nginx:1.28-alpine",
  { command = "docker exec -it ${web} sh", unattended = "docker exec ${web} hostname" },
  { inside = "${web}", command = "ls" },
]
edit = [{ file = "run.sh", replace = "one", with = "two" }]
condition = [{ exec = { container = "${web}", command = ["cat", "/etc/hostname"] } }]
"#;

    fn lesson(toml: &str, script: &str) -> Lesson {
        let files = LessonFiles::default()
            .with("lesson.toml", toml)
            .with("lab/run.sh", script)
            .with("en/one.md", "# One\n\nText.\n");
        let reading = read(&files);
        reading.lesson.expect("a valid lesson")
    }

    #[test]
    fn everything_that_can_run_is_shown_also_what_a_learner_would_not_see() {
        let lesson = lesson(TOML, "echo one");
        let runs = commands(&lesson, &Names::new(&lesson));
        let on_the_machine: Vec<&str> = runs
            .iter()
            .filter(|runs| runs.inside.is_none())
            .map(|runs| runs.line.as_str())
            .collect();
        assert_eq!(
            on_the_machine,
            [
                "docker pull nginx:1.28-alpine",
                "docker run -d --name small-web nginx:1.28-alpine",
                "docker exec -it small-web sh",
                "docker exec small-web hostname",
            ]
        );
        let inside = Some("small-web".to_owned());
        assert!(runs.contains(&Runs {
            line: "cat /etc/hostname".into(),
            inside: inside.clone(),
        }));
        assert!(runs.contains(&Runs {
            line: "ls".into(),
            inside,
        }));
    }

    #[test]
    fn what_changes_what_runs_has_another_fingerprint() {
        let first = fingerprint(&lesson(TOML, "echo one"));
        assert_eq!(first, fingerprint(&lesson(TOML, "echo one")));
        let retitled = TOML.replace("en = \"Small\"", "en = \"Tiny\"");
        assert_eq!(first, fingerprint(&lesson(&retitled, "echo one")));
        for (from, to) in [
            ("hostname\" },", "hostname -i\" },"),
            ("docker pull nginx", "docker  pull nginx"),
            ("default = \"small-web\"", "default = \"other-web\""),
            ("with = \"two\"", "with = \"three\""),
            ("\"cat\", \"/etc", "\"rm\", \"/etc"),
        ] {
            let changed = TOML.replace(from, to);
            assert_ne!(changed, TOML, "{from}");
            assert_ne!(first, fingerprint(&lesson(&changed, "echo one")), "{from}");
        }
        assert_ne!(first, fingerprint(&lesson(TOML, "echo one; echo more")));
    }
}
