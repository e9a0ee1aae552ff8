//! Lessons from elsewhere and the tools of their authors, as a program sees them; no engine but the practice engine.

#[cfg(unix)]
#[path = "support/pty.rs"]
#[allow(dead_code, reason = "shared with the tests of the player")]
mod pty;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const TOML: &str = r#"format = 1
id = "elsewhere"
languages = ["ko", "en"]
minutes = 5
level = "beginner"

[title]
ko = "다른 곳의 수업"
en = "From elsewhere"

[names]
network = { kind = "network", default = "elsewhere-net" }

[owns]
networks = ["${network}"]
containers = ["elsewhere-web"]

[[step]]
id = "one"
run = ["docker network create ${network}", "echo ran > ran.txt"]
condition = [{ network = { name = "${network}" } }, { file = { path = "ran.txt", contains = ["ran"] } }]
"#;

/// A home and a lesson folder of its own.
struct Desk {
    home: TempDir,
}

impl Desk {
    fn new(toml: &str) -> Self {
        let desk = Self {
            home: TempDir::new().expect("a folder"),
        };
        desk.write("lesson.toml", toml);
        desk.write("ko/one.md", "# 하나\n\n설명이에요.\n\n> [!IMPORTANT]\n> `${network}` 네트워크를 만드세요.\n\n---\n\n됐어요.\n");
        desk.write("en/one.md", "# The first one\n\nWhy.\n\n> [!IMPORTANT]\n> Make the network `${network}`.\n\n---\n\nDone.\n");
        desk
    }

    fn lesson(&self) -> PathBuf {
        self.home.path().join("elsewhere")
    }

    fn write(&self, path: &str, text: &str) {
        let full = self.lesson().join(path);
        fs::create_dir_all(full.parent().expect("a folder")).expect("made");
        fs::write(full, text).expect("written");
    }

    fn baeum(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_baeum"))
            .args(arguments)
            .env("BAEUM_HOME", self.home.path())
            .env("BAEUM_LANG", "en")
            .env_remove("NO_COLOR")
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .output()
            .expect("baeum starts")
    }

    /// Plays the lesson by itself on the practice engine. Gives the exit code and standard error.
    fn play(&self, more: &[&str]) -> (i32, String) {
        let path = self.lesson();
        let mut arguments = vec!["--engine", "practice", "play"];
        arguments.extend([path.to_str().expect("text"), "--auto"]);
        arguments.extend(more);
        ended(&self.baeum(&arguments))
    }

    /// Every file that a command of the lesson may have left.
    fn left_behind(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    walk(&path, found);
                } else if path.ends_with("ran.txt") {
                    found.push(path);
                }
            }
        }
        let mut found = Vec::new();
        walk(self.home.path(), &mut found);
        found
    }
}

fn ended(output: &Output) -> (i32, String) {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().expect("an exit code"), text)
}

#[test]
fn nothing_of_a_lesson_from_elsewhere_runs_before_it_was_agreed_to() {
    let desk = Desk::new(TOML);
    let (code, said) = desk.play(&[]);
    assert_eq!(code, 5, "{said}");
    assert!(
        said.contains("docker network create elsewhere-net"),
        "{said}"
    );
    assert!(said.contains("echo ran > ran.txt"), "{said}");
    assert!(said.contains("--yes"), "{said}");
    assert_eq!(desk.left_behind(), Vec::<PathBuf>::new());
}

#[test]
fn an_agreement_is_asked_for_once_and_again_when_the_commands_have_changed() {
    let desk = Desk::new(TOML);
    let (code, said) = desk.play(&["--yes"]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = desk.play(&[]);
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains("echo ran"), "it is not shown again: {said}");
    // Other words are no other commands.
    desk.write("en/one.md", "# The first one\n\nBecause.\n\n> [!IMPORTANT]\n> Make the network `${network}`.\n\n---\n\nDone.\n");
    assert_eq!(desk.play(&[]).0, 0);
    desk.write("lesson.toml", &TOML.replace("echo ran", "echo ran again"));
    let (code, said) = desk.play(&[]);
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("echo ran again"), "{said}");
    // A file that a command may run counts as well.
    desk.write("lesson.toml", TOML);
    desk.write("lab/run.sh", "echo ran");
    let (code, said) = desk.play(&[]);
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("run.sh"), "{said}");
}

#[test]
fn a_folder_of_lessons_is_from_elsewhere_too() {
    let desk = Desk::new(TOML);
    let folder = desk.home.path().to_str().expect("text");
    let arguments = [
        "--engine",
        "practice",
        "--lessons",
        folder,
        "play",
        "elsewhere",
        "--auto",
    ];
    let (code, said) = ended(&desk.baeum(&arguments));
    assert_eq!(code, 5, "{said}");
    assert_eq!(desk.left_behind(), Vec::<PathBuf>::new());
}

#[test]
fn a_lesson_that_reaches_out_of_its_folder_is_refused_before_anything_else() {
    for (from, to, code) in [
        ("path = \"ran.txt\"", "path = \"../ran.txt\"", "B034"),
        ("path = \"ran.txt\"", "path = \"/etc/passwd\"", "B034"),
        (
            "condition = [{ network",
            "edit = [{ file = \"../x\", replace = \"a\", with = \"b\" }]\ncondition = [{ network",
            "B034",
        ),
        (
            "condition = [{ network",
            "condition = [{ exec = { container = \"other-peoples-db\", command = [\"true\"] } }, { network",
            "B050",
        ),
    ] {
        assert!(TOML.contains(from));
        let desk = Desk::new(&TOML.replace(from, to));
        let (status, said) = desk.play(&["--yes"]);
        assert_eq!(status, 3, "{to}: {said}");
        assert!(said.contains(code), "{to}: {said}");
        assert_eq!(desk.left_behind(), Vec::<PathBuf>::new());
    }
}

#[cfg(unix)]
#[test]
fn a_link_among_the_lab_files_is_refused() {
    let desk = Desk::new(TOML);
    fs::create_dir_all(desk.lesson().join("lab")).expect("made");
    std::os::unix::fs::symlink("/etc/passwd", desk.lesson().join("lab/notes.txt")).expect("linked");
    let (code, said) = desk.play(&["--yes"]);
    assert_eq!(code, 3, "{said}");
    assert!(
        said.contains("B005") && said.contains("lab/notes.txt"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn a_condition_does_not_read_through_a_link_out_of_the_lab_folder() {
    let secret = TempDir::new().expect("a folder");
    fs::write(secret.path().join("secret"), "ran").expect("written");
    let link = format!("ln -s {}/secret ran.txt", secret.path().display());
    let desk = Desk::new(&TOML.replace("echo ran > ran.txt", &link));
    let (code, said) = desk.play(&["--yes"]);
    assert_eq!(code, 1, "{said}");
}

/// What is executed by a condition is executed in a container of the lesson, never here.
#[test]
fn a_condition_runs_nothing_on_the_learners_machine() {
    let marker = TempDir::new().expect("a folder");
    let file = marker.path().join("made");
    let toml = TOML.replace(
        "condition = [",
        &format!(
            "condition = [{{ exec = {{ container = \"elsewhere-web\", command = [\"touch\", {:?}] }} }}, ",
            file.display().to_string()
        ),
    );
    let desk = Desk::new(&toml);
    let path = desk.lesson();
    let path = path.to_str().expect("text");
    let (code, said) = ended(&desk.baeum(&["--engine", "practice", "check", path, "one"]));
    assert_eq!(code, 1, "{said}");
    desk.play(&["--yes"]);
    assert!(!file.exists());
}

#[test]
fn a_preview_without_a_terminal_prints_each_step_in_both_languages() {
    let desk = Desk::new(TOML);
    let output = desk.baeum(&["--lang", "en", "lesson", "preview", "elsewhere", "one"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("The first one") && !text.contains("하나"),
        "{text}"
    );
    let output = desk.baeum(&["lesson", "preview", "elsewhere"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for shown in [
        "하나",
        "The first one",
        "$ docker network create elsewhere-net",
        "elsewhere-net exists",
        "Once the step is passed:",
        "됐어요.",
    ] {
        assert!(text.contains(shown), "{shown}\n{text}");
    }
    let (code, said) = ended(&desk.baeum(&["lesson", "preview", "elsewhere", "two"]));
    assert_eq!(code, 2, "{said}");
    let (code, said) = ended(&desk.baeum(&["lesson", "preview"]));
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("Which lesson?"), "{said}");
    desk.write("lesson.toml", "format = 1\n");
    let output = desk.baeum(&["lesson", "preview", "elsewhere"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stdout).contains("B004"));
}

#[test]
fn a_lesson_of_absurd_size_or_with_absurd_names_gets_a_diagnostic() {
    let lint = |desk: &Desk| {
        let output = desk.baeum(&["lesson", "lint", "elsewhere"]);
        assert_eq!(output.status.code(), Some(3));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let steps: Vec<String> = (0..10_000)
        .map(|number| format!("[[step]]\nid = \"step-{number}\"\n"))
        .collect();
    let steps = steps.concat();
    let found = lint(&Desk::new(&format!("{TOML}{steps}")));
    assert!(found.contains("B006") && found.contains("10001"), "{found}");

    let desk = Desk::new(TOML);
    let large = fs::File::create(desk.lesson().join("ko/one.md")).expect("made");
    large.set_len(50_000_000).expect("made large");
    let found = lint(&desk);
    assert!(
        found.contains("B006") && found.contains("50000000"),
        "{found}"
    );

    for default in ["${network}", "${other}", "../../etc", &"n".repeat(70_000)] {
        let found = lint(&Desk::new(&TOML.replace("elsewhere-net", default)));
        assert!(found.contains("B016"), "{default}: {found}");
        assert!(found.len() < 10_000, "it is quoted in full");
    }
    let needs = r#"condition = [{ id = "a", needs = ["b"], engine = {} }, { id = "b", needs = ["a"], engine = {} }, { network"#;
    let found = lint(&Desk::new(&TOML.replace("condition = [{ network", needs)));
    assert!(found.contains("B044"), "{found}");
}

#[test]
fn a_proof_is_reported_to_programs_as_json_and_junit() {
    let desk = Desk::new(TOML);
    let test = |format: &str| {
        let output = desk.baeum(&[
            "--engine",
            "practice",
            "lesson",
            "test",
            "elsewhere",
            "--format",
            format,
        ]);
        assert_eq!(output.status.code(), Some(0), "{:?}", ended(&output));
        String::from_utf8(output.stdout).expect("text")
    };
    let json: serde_json::Value = serde_json::from_str(&test("json")).expect("one document");
    assert_eq!(json["passed"], true);
    assert_eq!(json["lessons"][0]["engine"]["kind"], "practice");
    assert_eq!(json["lessons"][0]["steps"][0]["step"], "one");
    let xml = test("junit");
    let document = roxmltree::Document::parse(&xml).expect("well-formed");
    let cases = document
        .descendants()
        .filter(|node| node.has_tag_name("testcase"));
    assert!(cases.count() > 4, "{xml}");
    assert!(
        !document
            .descendants()
            .any(|node| node.has_tag_name("failure"))
    );

    // A check that passes before anything was done fails the proof, and the report says why.
    desk.write("lesson.toml", &TOML.replace(
        "condition = [{ network = { name = \"${network}\" } }, { file = { path = \"ran.txt\", contains = [\"ran\"] } }]",
        "condition = [{ network = { name = \"bridge\" } }]",
    ));
    let output = desk.baeum(&[
        "--engine",
        "practice",
        "lesson",
        "test",
        "elsewhere",
        "--format",
        "junit",
    ]);
    assert_eq!(output.status.code(), Some(1));
    let xml = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        xml.contains("<failure") && xml.contains("passes before anything was done"),
        "{xml}"
    );
    let (code, said) = ended(&desk.baeum(&["lesson", "lint", "elsewhere", "--format", "github"]));
    assert_eq!(code, 1, "{said}");
}

#[cfg(unix)]
mod at_a_terminal {
    use super::{Desk, TOML};
    use crate::pty::Pty;
    use portable_pty::CommandBuilder;

    fn open(desk: &Desk, columns: u16, rows: u16, arguments: &[&str]) -> Pty {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_baeum"));
        command.env("BAEUM_HOME", desk.home.path());
        command.env("BAEUM_LANG", "en");
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        command.cwd(desk.lesson());
        command.args(arguments);
        Pty::run(command, columns, rows)
    }

    #[test]
    fn a_preview_shows_both_languages_side_by_side_and_again_after_a_save() {
        let desk = Desk::new(TOML);
        let mut pty = open(&desk, 140, 40, &["lesson", "preview"]);
        let shown = pty.wait_for("The first one");
        let row = shown.lines().find(|row| row.contains("The first one"));
        assert!(row.is_some_and(|row| row.contains("하나")), "{shown}");
        desk.write("en/one.md", "# Another one\n\nWhy.\n\n> [!IMPORTANT]\n> Make the network `${network}`.\n\n---\n\nDone.\n");
        pty.wait_for("Another one");
        desk.write("lesson.toml", "format = 2\n");
        pty.wait_for("B008");
        desk.write("lesson.toml", TOML);
        pty.wait_for("Another one");
        pty.send("q");
        assert_eq!(pty.end(), 0);
        assert!(pty.is_cooked());
    }

    #[test]
    fn who_does_not_agree_runs_nothing() {
        let desk = Desk::new(TOML);
        let mut pty = open(
            &desk,
            100,
            40,
            &["--engine", "practice", "play", ".", "--auto"],
        );
        pty.wait_for("Is it all right");
        pty.send("n");
        assert_eq!(pty.end(), 0);
        assert!(desk.left_behind().is_empty());
    }

    #[test]
    fn a_lesson_that_is_played_plain_has_no_colour_by_hand_either() {
        let desk = Desk::new(TOML);
        let raw = |more: &[&str]| {
            let mut arguments = vec!["--engine", "practice", "play", ".", "--yes"];
            arguments.extend(more);
            let mut pty = open(&desk, 100, 40, &arguments);
            pty.wait_for("The first one");
            pty.wait_for("quit");
            pty.send("q");
            assert_eq!(pty.end(), 0);
            String::from_utf8_lossy(&pty.raw).into_owned()
        };
        // The code of every foreground colour begins with a 3.
        assert!(raw(&[]).contains("\u{1b}[3"));
        let plain = raw(&["--plain"]);
        assert!(!plain.contains("\u{1b}[3"), "{plain:?}");
        assert!(!plain.contains("\u{1b}[1m"), "{plain:?}");
    }
}
