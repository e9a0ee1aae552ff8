//! Mistakes on the command line, in the environment and with files, as a person meets them; no engine but the practice engine.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A home of its own.
struct Room {
    home: TempDir,
}

impl Room {
    fn new() -> Self {
        Self {
            home: TempDir::new().expect("a folder"),
        }
    }

    fn path(&self) -> &Path {
        self.home.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baeum"));
        command
            .args(arguments)
            .env("BAEUM_HOME", self.path().join("home"))
            .env("BAEUM_LANG", "en")
            .env_remove("BAEUM_ENGINE")
            .env_remove("COLUMNS")
            .env_remove("NO_COLOR")
            .current_dir(self.path())
            .stdin(Stdio::null());
        command
    }

    fn baeum(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("baeum starts")
    }

    /// Exit code and standard error, in one line.
    fn refused(&self, arguments: &[&str]) -> (i32, String) {
        said(&self.baeum(arguments))
    }
}

fn said(output: &Output) -> (i32, String) {
    let text = String::from_utf8_lossy(&output.stderr);
    let words: Vec<&str> = text.split_whitespace().collect();
    (output.status.code().expect("a code"), words.join(" "))
}

fn assert_refused(found: &(i32, String), code: i32, parts: &[&str]) {
    assert_eq!(found.0, code, "{}", found.1);
    for part in parts {
        assert!(found.1.contains(part), "{part}: {}", found.1);
    }
}

#[test]
fn a_wait_beyond_every_clock_is_no_fault() {
    let room = Room::new();
    let command = [
        "check",
        "docker-network",
        "welcome",
        "--engine",
        "practice",
        "--wait",
        "18446744073709551615",
    ];
    assert_eq!(room.refused(&command).0, 0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_while_waiting_ends_with_130_and_closes_the_engine() {
    let room = Room::new();
    let mut command = room.command(&[
        "check",
        "docker-network",
        "create-network",
        "--engine",
        "practice",
        "--wait",
        "60",
    ]);
    let child = command.stderr(Stdio::piped()).spawn().expect("starts");
    let socket = room.path().join("home/state/practice/engine.sock");
    for _ in 0..400 {
        if socket.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    std::thread::sleep(std::time::Duration::from_millis(500));
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill");
    assert!(killed.success());
    let output = child.wait_with_output().expect("ends");
    assert_eq!(output.status.code(), Some(130));
    assert!(!socket.exists(), "the engine is still there");
}

#[test]
fn somebody_who_has_not_begun_is_checked_where_there_is_something_to_check() {
    let room = Room::new();
    let output = room.baeum(&["check", "docker-network", "--engine", "practice", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_ne!(found["step"], "welcome");
    assert_ne!(found["conditions"], serde_json::json!([]));
}

#[test]
fn files_that_a_person_has_to_see_to_are_no_fault_of_ours() {
    let room = Room::new();
    fs::create_dir(room.path().join("mine")).expect("made");
    assert_refused(
        &room.refused(&["lesson", "new", "mine"]),
        2,
        &["mine", "here already"],
    );
    let export = |to: &str| room.refused(&["export", "docker-network", "-o", to]);
    let missing = export("nowhere/a.md");
    assert_refused(&missing, 2, &["nowhere/a.md", "no such file or folder"]);
    assert!(!missing.1.contains(".baeum-"), "{}", missing.1);
    assert_refused(&export("."), 2, &["it is a folder"]);
    let korean = room
        .command(&["lesson", "new", "mine"])
        .env("BAEUM_LANG", "ko")
        .output()
        .expect("starts");
    assert_refused(&said(&korean), 2, &["같은 이름이 이미 있어요"]);
}

#[test]
fn a_home_that_cannot_be_written_to_is_told_with_what_to_do() {
    let room = Room::new();
    fs::write(room.path().join("home"), "a file").expect("written");
    let found = room.refused(&["play", "docker-network", "--auto", "--engine", "practice"]);
    assert_refused(&found, 2, &["Set BAEUM_HOME to a folder"]);
    let doctor = room.baeum(&["doctor", "--engine", "practice"]);
    let text = String::from_utf8_lossy(&doctor.stdout);
    assert!(text.contains("Set BAEUM_HOME to a folder"), "{text}");
    let reset = room.refused(&["practice", "reset", "--yes"]);
    assert_refused(&reset, 2, &["world.json", "Set BAEUM_HOME to a folder"]);
}

#[test]
fn a_mistyped_engine_or_language_in_the_environment_is_refused() {
    let room = Room::new();
    let with = |name: &str, value: &str, arguments: &[&str]| {
        let output = room.command(arguments).env(name, value).output();
        said(&output.expect("starts"))
    };
    let engine = with("BAEUM_ENGINE", "practise", &["list"]);
    assert_refused(
        &engine,
        2,
        &["BAEUM_ENGINE", "practise", "auto, docker, practice"],
    );
    let docker = with("BAEUM_ENGINE", "practise", &["docker", "ps"]);
    assert_refused(&docker, 2, &["BAEUM_ENGINE"]);
    let language = with("BAEUM_LANG", "kr", &["list"]);
    assert_refused(&language, 2, &["BAEUM_LANG", "ko, en"]);
    assert_eq!(with("BAEUM_LANG", "ko_KR.UTF-8", &["list"]).0, 0);
    assert_eq!(with("BAEUM_ENGINE", "", &["list"]).0, 0);
}

#[test]
fn all_engines_or_languages_are_for_authors_only() {
    let room = Room::new();
    assert_refused(
        &room.refused(&["check", "docker-network", "--engine", "all"]),
        2,
        &["--engine cannot be “all”", "auto, docker, practice"],
    );
    assert_refused(
        &room.refused(&["list", "--lang", "all"]),
        2,
        &["--lang cannot be “all”", "ko, en"],
    );
    let offered = room.refused(&["list", "--engine", "some"]);
    assert_refused(&offered, 2, &["auto, docker, practice"]);
    assert!(!offered.1.contains("all"), "{}", offered.1);
    let preview = [
        "lesson",
        "preview",
        "docker-network",
        "welcome",
        "--lang",
        "all",
    ];
    assert_eq!(room.refused(&preview).0, 0);
}

#[test]
fn what_is_wrong_with_a_command_line_is_said_as_it_is() {
    let room = Room::new();
    let cases: [(&[&str], &[&str]); 7] = [
        (
            &["play", "a", "b"],
            &["“b” is one argument too many", "baeum play --help"],
        ),
        (&["play", "--fast"], &["no option “--fast”"]),
        (
            &["list", "--lang", "en", "--lang", "ko"],
            &["stands here twice"],
        ),
        (
            &["practice"],
            &["baeum practice needs one of", "serve, env, reset"],
        ),
        (&["lesson"], &["baeum lesson needs one of", "lint"]),
        (&["check"], &["missing", "baeum check --help"]),
        (
            &["--engine", "practice", "nope"],
            &["no command “nope”", "baeum --help"],
        ),
    ];
    for (arguments, parts) in cases {
        assert_refused(&room.refused(arguments), 2, parts);
    }
    let korean = room
        .command(&["check", "a", "b", "--all"])
        .env("BAEUM_LANG", "ko")
        .output()
        .expect("starts");
    assert_refused(&said(&korean), 2, &["다음 둘은 함께 쓸 수 없어요"]);
}

#[test]
fn an_unknown_step_is_answered_with_the_steps_there_are() {
    let room = Room::new();
    let found = room.refused(&["check", "docker-network", "nope"]);
    assert_refused(&found, 2, &["The steps of docker-network: welcome, "]);
}

#[test]
fn a_target_with_two_ports_is_refused_before_anything_is_asked() {
    let room = Room::new();
    let found = room.refused(&["diagnose", "web", "friend:80:80", "--engine", "practice"]);
    assert_refused(&found, 2, &["friend:80:80"]);
    let run = room
        .command(&["docker", "run", "-d", "--name", "web", "nginx:1.28-alpine"])
        .env("BAEUM_ENGINE", "practice")
        .status();
    assert!(run.expect("starts").success());
    let found = room.refused(&["diagnose", "web", "[::1]:80", "--engine", "practice"]);
    assert_refused(&found, 2, &["web cannot send a request to [::1]:80"]);
}

#[test]
fn help_has_no_colour_where_none_is_wanted() {
    let room = Room::new();
    let help = |color: &str| room.baeum(&["--color", color, "--help"]).stdout;
    assert!(!help("never").contains(&0x1b));
    assert!(help("always").contains(&0x1b));
}

#[test]
fn help_in_korean_fits_the_width() {
    let room = Room::new();
    let output = room
        .command(&["lesson", "--help"])
        .env("BAEUM_LANG", "ko")
        .env("COLUMNS", "60")
        .output()
        .expect("starts");
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 60, "{line}");
    }
}

#[test]
fn a_broken_lesson_is_listed_as_such_and_its_file_is_named() {
    let room = Room::new();
    let folder = room.path().join("lessons/three");
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("lesson.toml"), "format = \n").expect("written");
    let list = room.baeum(&["list", "--lessons", "lessons"]);
    let text = String::from_utf8_lossy(&list.stdout);
    assert!(text.contains("baeum lesson lint lessons/three"), "{text}");
    assert!(!text.contains("0 steps"), "{text}");
    for command in [
        &["export", "lessons/three"][..],
        &["check", "three", "--lessons", "lessons"],
        &["lesson", "test", "./lessons/three"],
    ] {
        assert_refused(&room.refused(command), 3, &["lessons/three/lesson.toml:1:"]);
    }
}

#[test]
fn a_lesson_that_plays_itself_elsewhere_is_named_as_learners_know_it() {
    let room = Room::new();
    let state = room.path().join("home/state");
    fs::create_dir_all(&state).expect("made");
    let lock = fs::File::create(state.join("docker-network.auto.lock")).expect("made");
    lock.lock().expect("locked");
    let found = room.refused(&["play", "docker-network", "--auto", "--engine", "practice"]);
    assert_refused(&found, 2, &["Lesson docker-network is being played"]);
}

#[test]
fn what_is_counted_is_counted_in_good_english() {
    let room = Room::new();
    fs::create_dir(room.path().join("lessons")).expect("made");
    assert_eq!(
        room.refused(&["lesson", "new", "one", "--lessons", "lessons"])
            .0,
        0
    );
    let toml = room.path().join("lessons/one/lesson.toml");
    let text = fs::read_to_string(&toml).expect("text");
    fs::write(&toml, text.replacen("minutes = ", "minutes = -", 1)).expect("written");
    assert_refused(
        &room.refused(&["lesson", "lint", "lessons/one"]),
        3,
        &["1 error and 0 warnings in 1 lesson."],
    );
}
