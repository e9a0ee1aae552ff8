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
    let seen = home.run(&["--engine", "practice", "docker", "network", "ls"]);
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

#[test]
fn a_lesson_goes_on_when_the_command_that_serves_the_practice_engine_ends() {
    let home = Home::new();
    let mut check = home
        .command(&[
            "check",
            "docker-network",
            "create-network",
            "--wait",
            "1",
            "--engine",
            "practice",
        ])
        .stdout(Stdio::null())
        .spawn()
        .expect("baeum starts");
    std::thread::sleep(std::time::Duration::from_millis(600));
    let played = home.run(&["play", "docker-network", "--auto", "--engine", "practice"]);
    assert_eq!(played.status.code(), Some(0), "{}", err(&played));
    // The lesson may have made what it waits for.
    let code = check.wait().expect("it ends").code();
    assert!(matches!(code, Some(0 | 1)), "{code:?}");
}

#[test]
fn a_lesson_goes_on_when_the_practice_engine_that_it_joined_is_killed() {
    let home = Home::new();
    let (served, _) = home.serve();
    let mut check = home
        .command(&[
            "check",
            "docker-network",
            "create-network",
            "--wait",
            "20",
            "--engine",
            "practice",
        ])
        .stdout(Stdio::null())
        .spawn()
        .expect("baeum starts");
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(served);
    let make = [
        "--engine", "practice", "docker", "network", "create", "mynet1",
    ];
    let created = home.run(&make);
    assert!(created.status.success(), "{}", err(&created));
    assert_eq!(check.wait().expect("it ends").code(), Some(0));
}

#[test]
fn nothing_is_lost_when_many_commands_share_the_practice_engine() {
    let home = Home::new();
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let home = &home;
            scope.spawn(move || {
                for turn in 0..6 {
                    let name = format!("net-{worker}-{turn}");
                    let made =
                        home.run(&["--engine", "practice", "docker", "network", "create", &name]);
                    assert!(made.status.success(), "{name}: {}", err(&made));
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..6 {
                let looked = home.run(&[
                    "check",
                    "docker-network",
                    "create-network",
                    "--engine",
                    "practice",
                ]);
                assert_eq!(looked.status.code(), Some(1), "{}", err(&looked));
            }
        });
    });
    let seen = home.run(&["--engine", "practice", "docker", "network", "ls"]);
    assert_eq!(out(&seen).matches(" net-").count(), 24, "{}", out(&seen));
}

#[test]
fn whoever_opens_a_practice_engine_that_cannot_be_read_is_told() {
    for (language, said) in [("en", "could not be read"), ("ko", "읽을 수 없어서")] {
        let home = Home::new();
        let world = home.0.path().join("state/practice/world.json");
        std::fs::create_dir_all(world.parent().expect("a folder")).expect("made");
        std::fs::write(&world, "{").expect("written");
        let ls = [
            "--lang", language, "--engine", "practice", "docker", "network", "ls",
        ];
        let first = home.run(&ls);
        assert!(first.status.success(), "{}", err(&first));
        assert!(err(&first).contains(said), "{}", err(&first));
        assert!(err(&first).contains("world.json.unreadable"));
        let second = home.run(&ls);
        assert_eq!(
            (second.status.code(), err(&second)),
            (Some(0), String::new())
        );
    }
}

#[test]
fn a_home_whose_name_is_no_text_is_refused_by_the_practice_engine() {
    use std::os::unix::ffi::OsStrExt;
    let home = Home::new();
    let odd = home.0.path().join(std::ffi::OsStr::from_bytes(b"odd-\xff"));
    let refused = home
        .command(&["--engine", "practice", "docker", "network", "ls"])
        .env("BAEUM_HOME", &odd)
        .output()
        .expect("baeum starts");
    assert_eq!(refused.status.code(), Some(4));
    assert!(err(&refused).contains("not UTF-8"), "{}", err(&refused));
}
