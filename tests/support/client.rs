//! The docker command, as a learner would type it.

use std::process::Command;

/// Runs it and gives what it prints; fails if it fails.
pub(crate) fn docker(command: &[&str]) -> String {
    let output = Command::new("docker").args(command).output().unwrap();
    assert!(
        output.status.success(),
        "docker {command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
