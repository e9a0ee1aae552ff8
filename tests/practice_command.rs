//! `baeum practice` and `--engine` for a program, with no engine but the one that is built in.

#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// A home of its own, in which no Docker answers.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baeum"));
        command
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("BAEUM_HOME", self.0.path())
            .env("BAEUM_LANG", "en")
            .env("DOCKER_HOST", "unix:///nowhere/docker.sock")
            .env_remove("BAEUM_ENGINE")
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("baeum starts")
    }

    /// Serves the practice engine, and gives the line that says how to join it.
    fn serve(&self) -> (Served, String) {
        let mut child = self
            .command(&["practice", "serve"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("baeum starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        (Served(child), line)
    }
}

/// An engine that ends with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn what_serve_and_env_print_lets_another_program_join() {
    let home = Home::new();
    let none = home.run(&["practice", "env"]);
    assert_eq!(none.status.code(), Some(4), "{}", err(&none));
    assert_eq!(out(&none), "");

    let (_served, line) = home.serve();
    let env = home.run(&["practice", "env"]);
    assert_eq!(env.status.code(), Some(0), "{}", err(&env));
    assert_eq!(out(&env), line);
    let joined = Command::new("sh")
        .args([
            "-c",
            &format!("{line} \"$BAEUM\" docker network create joined"),
        ])
        .env("BAEUM", env!("CARGO_BIN_EXE_baeum"))
        .output()
        .expect("a shell");
    assert!(joined.status.success(), "{}", err(&joined));
    let seen = home.run(&["docker", "--engine", "practice", "network", "ls"]);
    let seen = if seen.status.success() {
        seen
    } else {
        home.run(&["--engine", "practice", "docker", "network", "ls"])
    };
    assert!(out(&seen).contains(" joined "), "{seen:?}");
    let again = home.run(&["practice", "serve"]);
    assert_eq!((again.status.code(), out(&again)), (Some(0), line));
}

#[test]
fn the_served_engine_is_its_owners_alone() {
    let home = Home::new();
    let (_served, line) = home.serve();
    let socket = line.trim_end().split_once("unix://").expect("a socket").1;
    let socket = Path::new(socket);
    let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(socket), 0o600);
    assert_eq!(mode(socket.parent().expect("a folder")), 0o700);
}

#[test]
fn reset_forgets_the_world_but_not_one_that_is_in_use() {
    let home = Home::new();
    let make = [
        "--engine", "practice", "docker", "network", "create", "made",
    ];
    assert!(home.run(&make).status.success());
    assert!(!home.run(&make).status.success(), "it was kept");
    let unasked = home.run(&["practice", "reset"]);
    assert_eq!(unasked.status.code(), Some(5), "{}", err(&unasked));
    {
        let _served = home.serve();
        let refused = home.run(&["practice", "reset", "--yes"]);
        assert_eq!(refused.status.code(), Some(2), "{}", err(&refused));
    }
    let done = home.run(&["practice", "reset", "--yes"]);
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    assert!(home.run(&make).status.success(), "it was forgotten");
}

#[test]
fn reset_of_the_practice_engine_is_not_explained_as_that_of_a_lesson() {
    for (language, practice, lesson) in [
        ("en", "begin anew", "forget the progress"),
        ("ko", "연습 엔진에 있는 것을", "진행 기록을"),
    ] {
        let home = Home::new();
        let about = out(&home.run(&["--lang", language, "practice", "--help"]));
        assert!(
            about.contains(practice) && !about.contains(lesson),
            "{about}"
        );
        let about = out(&home.run(&["--lang", language, "--help"]));
        assert!(about.contains(lesson), "{about}");
    }
}

#[test]
fn a_program_gets_the_practice_engine_with_one_line_that_says_so_and_why() {
    let home = Home::new();
    let check = ["check", "docker-network", "create-network", "--json"];
    let checked = home.run(&check);
    assert_eq!(checked.status.code(), Some(1), "{}", err(&checked));
    let said = err(&checked);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("practice engine"), "{said}");
    assert!(said.contains("/nowhere/docker.sock"), "{said}");
    assert!(
        out(&checked).contains(r#""kind": "practice""#)
            || out(&checked).contains(r#""kind":"practice""#)
    );
    // Who names an engine gets that one or none.
    let docker = home.run(&[&["--engine", "docker"], &check[..]].concat());
    assert_eq!(docker.status.code(), Some(4), "{}", err(&docker));
    let named = home.run(&[&["--engine", "practice"], &check[..]].concat());
    assert_eq!((named.status.code(), err(&named)), (Some(1), String::new()));
}
