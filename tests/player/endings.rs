//! How it ends, and how it goes on: Ctrl-C, kill, a broken file, two at once.

use std::process::Command;

use serde_json::json;

use super::client::docker;
use super::pty::Pty;
use super::room::{LESSON, Room};

const CTRL_C: &str = "\u{3}";

fn kill(pty: &mut Pty) {
    let killed = Command::new("kill")
        .args(["-9", &pty.process().to_string()])
        .status();
    assert!(killed.expect("kill").success());
    pty.end();
}

pub(super) fn killed() {
    let room = Room::new(12);
    docker(&["network", "create", room.name("network")]);
    room.remember_step("list-networks");
    let play = ["--lang", "en", "play", LESSON];
    let mut pty = room.open(100, 50, &play);
    pty.wait_for("Listing networks");
    pty.wait_for("type the answer");
    pty.send("i");
    pty.wait_for("❯");
    pty.send("local\r");
    pty.wait_for("That is not the answer");
    kill(&mut pty);
    let kept = room.progress();
    assert_eq!(
        kept["answers"],
        json!({ "list-networks": { "driver": "local" } })
    );

    let mut pty = room.open(100, 50, &play);
    let page = pty.wait_for("type the answer");
    assert!(
        page.contains("Listing networks") && page.contains(room.name("network")),
        "{page}"
    );
    pty.send("i");
    pty.wait_for("❯");
    pty.send("bridge\r");
    pty.wait_for("Well done!");
    kill(&mut pty);
    let mut pty = room.open(100, 50, &play);
    pty.wait_for("next: ");
    assert_eq!(room.progress()["passed"], json!(["list-networks"]));
    assert_eq!(room.progress()["names"], kept["names"]);
    pty.send("q");
    assert_eq!(pty.end(), 0);
}

pub(super) fn corrupted() {
    let room = Room::new(13);
    for (broken, number) in [
        ("{\"version\": 1, \"step\": ", 1),
        ("", 2),
        ("{\"version\": 99}", 3),
    ] {
        std::fs::create_dir_all(room.file("state")).expect("a folder");
        std::fs::write(room.progress_file(), broken).expect("written");
        let mut pty = room.play(100, 50, &[]);
        pty.wait_for("Getting containers to talk");
        let page = pty.wait_for("next: ");
        assert!(page.contains("progress file could not be read"), "{page}");
        pty.send("q");
        assert_eq!(pty.end(), 0);
        let kept: Vec<_> = std::fs::read_dir(room.file("state"))
            .expect("the folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path != &room.progress_file())
            .filter(|path| std::fs::read_to_string(path).is_ok_and(|text| text == broken))
            .filter(|path| path.to_string_lossy().contains("unreadable"))
            .collect();
        assert_eq!(kept.len(), 1, "run {number}: {kept:?}");
    }
}

/// A step, what is waited for and typed on the way from it, and what is seen there.
type Place = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

pub(super) fn interrupted() {
    let places: [Place; 11] = [
        ("welcome", &[], "next: "),
        ("lab", &[], "why not yet"),
        ("lab", &[("why not yet", "t")], "Tab completes"),
        ("lab", &[("why not yet", "k")], "without passing this step"),
        ("lab", &[("why not yet", "a")], "Show the answer?"),
        ("lab", &[("why not yet", "m")], "Esc back"),
        ("create-network", &[], "Run the lesson’s commands again"),
        (
            "create-network",
            &[("again", "n"), ("why not yet", "n")],
            "instead of",
        ),
        (
            "virtual-ip",
            &[("again", "n"), ("answer the quiz", "i")],
            "Esc back",
        ),
        (
            "list-networks",
            &[("again", "n"), ("type the answer", "i")],
            "",
        ),
        (
            "lab",
            &[("why not yet", "s"), ("exit to come back", "exit\r")],
            "why not yet",
        ),
    ];
    for (step, way, there) in places {
        let room = Room::new(14);
        room.remember_step(step);
        if step == "list-networks" {
            docker(&["network", "create", room.name("network")]);
        }
        let mut pty = room.open(100, 50, &["--lang", "en", "play", LESSON]);
        for (seen, key) in way {
            if step == "list-networks" && *seen == "again" {
                continue;
            }
            pty.wait_for(seen);
            pty.send(key);
        }
        if there.is_empty() {
            pty.wait("the question", |shown| !shown.contains("type the answer"));
        } else {
            pty.wait_for(there);
        }
        pty.send(CTRL_C);
        if there == "Tab completes" {
            // Here it gives up the line, as in every shell.
            pty.wait_for("why not yet");
            pty.send(CTRL_C);
        }
        assert_eq!(pty.end(), 130, "{step} {way:?}");
        assert!(pty.is_cooked(), "{step} {way:?}");
        assert!(!pty.hides_cursor(), "{step} {way:?}");
        assert_eq!(room.progress()["step"], step);
    }
    // The first question of all, and the menu.
    let room = Room::new(14);
    let mut pty = room.open(80, 24, &[]);
    pty.wait_for("한국어");
    pty.send(CTRL_C);
    assert_eq!(pty.end(), 130);
    assert!(pty.is_cooked() && !pty.hides_cursor());
    let mut pty = room.open(80, 24, &["--lang", "en"]);
    pty.wait_for("Quit");
    pty.send(CTRL_C);
    assert_eq!(pty.end(), 130);
    assert!(pty.is_cooked() && !pty.hides_cursor());
}

/// Ctrl-C ends the command that has the terminal, and not the lesson.
pub(super) fn command_interrupted() {
    let room = Room::new(15);
    room.remember_step("lab");
    let mut pty = room.open(100, 50, &["--lang", "en", "play", LESSON]);
    pty.wait_for("why not yet");
    pty.send("t");
    pty.wait_for("Tab completes");
    pty.send("echo begun-$((40+2)); sleep 60\r");
    pty.wait_for("begun-42");
    // A shell that is just about to start the next program swallows the signal.
    std::thread::sleep(std::time::Duration::from_millis(500));
    pty.send(CTRL_C);
    pty.wait_for("exit code");
    pty.wait_for("why not yet");
    pty.send("q");
    assert_eq!(pty.end(), 0);
}

pub(super) fn twice() {
    let room = Room::new(16);
    let mut first = room.play(100, 50, &[]);
    first.wait_for("next: ");
    let mut second = room.play(100, 50, &[]);
    second.wait_for("is being played in another window");
    assert_eq!(second.end(), 2);
    let refused = room
        .baeum(&["--lang", "en", "reset", LESSON, "--yes"])
        .with_code(2);
    assert!(
        refused.err.contains("is being played in another window"),
        "{refused:?}"
    );
    first.send("q");
    assert_eq!(first.end(), 0);
    let mut third = room.play(100, 50, &[]);
    third.wait_for("next: ");
    third.send("q");
    assert_eq!(third.end(), 0);
}
