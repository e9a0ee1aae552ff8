//! Commands typed or pasted straight onto the page of a step.

use super::room::{LESSON, Room};

/// Whoever has just read a command types it, whatever the page is waiting for.
pub(super) fn straight() {
    let room = Room::new(24);
    let set = room.set();
    let network = room.name("network").to_owned();
    let mut arguments = vec!["--lang", "en", "--engine", "practice", "play", LESSON];
    arguments.extend(["--step", "create-network"]);
    arguments.extend(set.iter().map(String::as_str));
    let mut pty = room.open(100, 50, &arguments);
    pty.wait_for("why not yet");
    // All at once, as a terminal without bracketed paste sends it.
    pty.send(&format!("docker network create {network}"));
    let shown = pty.wait_for("Tab completes");
    assert!(!shown.contains("Enter next"), "nothing runs before Enter");
    pty.wait_for(&format!("$ docker network create {network}"));
    pty.send("\r");
    pty.wait_for("Enter next");
    // Pasted, with the sign of the prompt that was copied too: one after the other.
    pty.send(&format!(
        "\u{1b}[200~$ docker network ls\r\n$ docker network rm {network}\u{1b}[201~"
    ));
    pty.wait_for("$ docker network ls");
    pty.send("\r");
    pty.wait_for("NETWORK ID");
    pty.wait_for(&format!("$ docker network rm {network}"));
    // Ctrl-D leaves the rest be.
    pty.send("\u{15}\u{4}");
    pty.wait_for("Enter next");
    pty.send("q");
    assert_eq!(pty.end(), 0);
    assert!(pty.is_cooked() && !pty.hides_cursor());
}
