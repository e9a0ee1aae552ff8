//! Standard output that takes no more: baeum ends without a fault, and says nothing of it.

use std::process::{Command, Output};

/// Runs baeum with a standard output whose reader has already gone.
fn into_a_closed_pipe(arguments: &[&str]) -> Output {
    let home = tempfile::tempdir().expect("a folder");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    Command::new(env!("CARGO_BIN_EXE_baeum"))
        .args(arguments)
        .env("BAEUM_HOME", home.path())
        .env("DOCKER_HOST", "unix:///nowhere/docker.sock")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(writer)
        .output()
        .expect("baeum starts")
}

#[test]
fn a_reader_that_has_had_enough_is_no_fault() {
    for arguments in [
        &["list"][..],
        &["list", "--json"],
        &["completions", "bash"],
        &["lesson", "schema"],
        &["lesson", "lint", "--format", "json"],
        &["export", "docker-network"],
    ] {
        let output = into_a_closed_pipe(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
}

#[test]
fn an_answer_that_nobody_reads_is_still_told_by_the_exit_code() {
    let arguments = [
        "check",
        "docker-network",
        "create-network",
        "--json",
        "--engine",
        "practice",
    ];
    let output = into_a_closed_pipe(&arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
}
