//! The author's guide: its reference parts are what the program says, and its examples are true on the practice engine.
//!
//! `BAEUM_UPDATE_GUIDE=1 cargo test --test guide` writes the reference parts anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use baeum::l10n::{Language, Words};
use baeum::lesson::schema::schema;
use baeum::lesson::{Cause, Code, Kind, LessonFiles, Severity, read};
use serde_json::Value;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/README.md")
}

fn guide() -> String {
    fs::read_to_string(path()).expect("the guide")
}

/// The keys of a table as the schema describes them.
fn keys(definition: &Value) -> String {
    let mut text = String::from("| key | what it is |\n|---|---|\n");
    let required: Vec<&str> = definition["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (key, value) in definition["properties"].as_object().expect("keys") {
        let must = if required.contains(&key.as_str()) {
            " (required)"
        } else {
            ""
        };
        let what = value["description"].as_str().expect("a description");
        writeln!(text, "| `{key}`{must} | {what} |").expect("written");
    }
    text
}

/// The sentence of each cause, with the variables as words in italics.
fn causes() -> String {
    let sources: Vec<&str> = Words::sources(Language::English).collect();
    let mut text = String::from("| cause | what the learner reads |\n|---|---|\n");
    for cause in Cause::ALL {
        let start = format!("{} = ", cause.message_id());
        let sentence = sources
            .iter()
            .flat_map(|source| source.lines())
            .find_map(|line| line.strip_prefix(&start))
            .expect("a sentence on one line");
        let sentence = sentence.replace("{ $", "*").replace(" }", "*");
        writeln!(text, "| `{}` | {sentence} |", cause.name()).expect("written");
    }
    text
}

fn codes() -> String {
    let words = Words::load(Language::English);
    let mut text = String::from("| code | | what is wrong |\n|---|---|---|\n");
    for code in Code::ALL {
        let severity = match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let title = words.by_name(code.title());
        writeln!(text, "| {code} | {severity} | {title} |").expect("written");
    }
    text
}

/// The guide with every reference part made anew.
fn fresh(guide: &str) -> String {
    let schema = schema();
    let mut text = String::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        let part = line
            .strip_prefix("<!-- ")
            .and_then(|rest| rest.strip_suffix(" -->"));
        let (made, end) = match part {
            Some("causes") => (causes(), "<!-- end of causes -->"),
            Some("codes") => (codes(), "<!-- end of codes -->"),
            Some(part) if part.starts_with("keys of ") => {
                let name = part.trim_start_matches("keys of ");
                let definition = match name {
                    "RawLesson" => &schema,
                    name => &schema["$defs"][name],
                };
                (keys(definition), "<!-- end of keys -->")
            }
            _ => continue,
        };
        write!(text, "\n{made}\n{end}\n").expect("written");
        assert!(lines.any(|line| line == end), "{part:?} has no end");
    }
    text
}

#[test]
fn the_reference_parts_are_fresh() {
    let guide = guide();
    let fresh = fresh(&guide);
    if std::env::var_os("BAEUM_UPDATE_GUIDE").is_some() {
        fs::write(path(), fresh).expect("written");
        return;
    }
    assert!(
        guide == fresh,
        "BAEUM_UPDATE_GUIDE=1 cargo test --test guide makes it so"
    );
}

/// The conditions that the guide shows, each under the heading of its kind.
fn examples() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut heading = String::new();
    let mut block = None;
    for line in guide().lines() {
        if let Some(text) = line.strip_prefix("### ") {
            text.clone_into(&mut heading);
        }
        match (&mut block, line) {
            (None, "```toml") => block = Some(String::new()),
            (Some(text), "```") => {
                if text.starts_with("{ ") {
                    found.push((heading.clone(), text.clone()));
                }
                block = None;
            }
            (Some(text), line) => {
                text.push_str(line);
                text.push('\n');
            }
            _ => {}
        }
    }
    found
}

/// The first lesson's names and files, with one step that brings about what the examples ask for.
fn lesson() -> (String, Vec<(PathBuf, Vec<u8>)>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/docker-network");
    let toml = fs::read_to_string(folder.join("lesson.toml")).expect("the first lesson");
    let head = toml.split("[[step]]").next().expect("a head");
    let head = head.replace("id = \"docker-network\"", "id = \"guide\"");
    let conditions: Vec<String> = examples()
        .into_iter()
        .map(|(_, example)| example.trim().to_owned())
        .collect();
    let text = format!(
        r#"{head}
[[step]]
id = "all"
run = [
  "docker network create ${{network}}",
  "docker build -t ${{web_image}} ./nodeserver",
  "docker build -t ${{nginx_image}} ./nginx",
  "docker run -d --network ${{network}} --name ${{web}} ${{web_image}}",
  "docker run -d -p ${{http_port}}:80 --network ${{network}} --name ${{nginx}} ${{nginx_image}}",
  "docker exec ${{nginx}} curl -s http://${{web}}:8080/",
]
condition = [
  {}
]
"#,
        conditions.join(",\n  ")
    );
    let mut files = Vec::new();
    let mut open = vec![folder.join("lab")];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("the lab folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let relative = path.strip_prefix(&folder).expect("below it").to_owned();
                files.push((relative, fs::read(&path).expect("a file")));
            }
        }
    }
    let step = "# All\n\nText.\n\n> [!IMPORTANT]\n> Do it.\n\n?[driver] Which driver?\n";
    for language in ["ko", "en"] {
        files.push((Path::new(language).join("all.md"), step.into()));
    }
    (text, files)
}

#[test]
fn every_kind_of_condition_has_an_example_that_can_be_read() {
    let (toml, files) = lesson();
    let files = files.into_iter().fold(
        LessonFiles::default().with("lesson.toml", toml),
        |all, (path, content)| all.with(path.to_str().expect("text"), content),
    );
    let reading = read(&files);
    assert_eq!(reading.diagnostics, []);
    let lesson = reading.lesson.expect("a lesson");
    let kinds: Vec<&str> = lesson.steps[0]
        .conditions
        .iter()
        .map(|condition| condition.kind.key())
        .collect();
    let schema = schema();
    let there = schema["$defs"]["RawCondition"]["properties"].as_object();
    for kind in there.expect("kinds").keys() {
        let option = matches!(kind.as_str(), "id" | "within" | "needs");
        assert!(
            option || kinds.contains(&kind.as_str()),
            "no example of {kind}"
        );
    }
    for ((heading, example), condition) in examples().iter().zip(&lesson.steps[0].conditions) {
        let kind = condition.kind.key();
        assert!(
            heading.contains(&format!("`{kind}`")),
            "{example} under {heading}"
        );
        assert!(!matches!(condition.kind, Kind::All(ref all) if all.is_empty()));
    }
}

#[test]
fn every_example_is_true_on_the_practice_engine() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("guide");
    let (toml, files) = lesson();
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("lesson.toml"), toml).expect("written");
    for (path, content) in files {
        let full = folder.join(path);
        fs::create_dir_all(full.parent().expect("a folder")).expect("made");
        fs::write(full, content).expect("written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_baeum"))
        .args(["--lang", "en", "--engine", "practice", "play"])
        .arg(&folder)
        .args(["--auto", "--yes", "--set", "http_port=20737"])
        .env("BAEUM_HOME", home.path())
        .stdin(Stdio::null())
        .output()
        .expect("baeum starts");
    let text = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{text}\n{said}");
    assert_eq!(text.matches('✔').count(), examples().len(), "{text}");
}
