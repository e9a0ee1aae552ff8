//! `baeum export` from the outside: where the handout goes, and what is refused.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs baeum in English, in a folder of its own.
fn baeum(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_baeum"))
        .current_dir(folder)
        .env("BAEUM_HOME", folder.join("home"))
        .env_remove("BAEUM_LANG")
        .args(["--lang", "en"])
        .args(arguments)
        .output()
        .expect("baeum starts")
}

fn folder() -> TempDir {
    TempDir::new().expect("a folder")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn the_handout_goes_to_standard_output_and_nothing_else_does() {
    let folder = folder();
    let ended = baeum(folder.path(), &["export", "docker-network"]);
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert!(text(&ended.stdout).starts_with("# Container to container\n"));
    let page = baeum(
        folder.path(),
        &["export", "docker-network", "--format", "html", "-o", "-"],
    );
    assert!(text(&page.stdout).starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
}

#[test]
fn a_file_is_written_whole_in_the_form_of_its_name_over_one_that_is_there() {
    let folder = folder();
    let file = folder.path().join("handout.html");
    std::fs::write(&file, "old").expect("written");
    let ended = baeum(
        folder.path(),
        &["export", "docker-network", "-o", "handout.html"],
    );
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert!(ended.stdout.is_empty());
    assert!(text(&ended.stderr).contains("handout.html"), "{ended:?}");
    let page = std::fs::read_to_string(&file).expect("written");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name != "home")
        .collect();
    assert_eq!(left, ["handout.html"]);
    let arguments = [
        "export",
        "docker-network",
        "--format",
        "md",
        "-o",
        "handout.html",
    ];
    assert_eq!(baeum(folder.path(), &arguments).status.code(), Some(0));
    let page = std::fs::read_to_string(&file).expect("written");
    assert!(
        page.starts_with("# Container"),
        "the form that is asked for counts"
    );
}

#[test]
fn what_cannot_be_written_is_said_with_its_name() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("taken")).expect("a folder");
    for place in ["nowhere/handout.html", "taken"] {
        let ended = baeum(folder.path(), &["export", "docker-network", "-o", place]);
        assert_eq!(ended.status.code(), Some(2), "{ended:?}");
        assert!(text(&ended.stderr).contains(place), "{ended:?}");
        assert!(ended.stdout.is_empty());
    }
    assert!(!folder.path().join("nowhere").exists());
}

#[test]
fn a_lesson_that_is_not_there_is_answered_with_the_one_that_was_meant() {
    let folder = folder();
    let ended = baeum(folder.path(), &["export", "docker-netwrok"]);
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    assert!(text(&ended.stderr).contains("docker-network"), "{ended:?}");
    let ended = baeum(
        folder.path(),
        &["export", "docker-network", "--format", "pdf"],
    );
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    assert!(text(&ended.stderr).contains("html"), "{ended:?}");
}
