//! Exercises: set up in sight, kept back, set up again, and played by themselves.

use super::alone::{holds, turn};
use super::room::Room;

/// The lesson of repairs with names of the room's own, and the lesson of exercises.
fn set(room: &Room, keys: &[&str], port: u16) -> Vec<String> {
    let value = |key: &&str| match *key {
        "http_port" => format!("http_port={port}"),
        key if key.ends_with("image") => format!("{key}={}-{key}:1", room.mark()),
        key => format!("{key}={}-{key}", room.mark()),
    };
    let pairs = keys.iter().map(value);
    pairs.flat_map(|pair| ["--set".to_owned(), pair]).collect()
}

const REPAIR: (&str, &[&str]) = (
    "docker-network-repair",
    &[
        "network",
        "other_network",
        "nginx",
        "web",
        "docs",
        "http_port",
        "nginx_image",
        "web_image",
    ],
);
const EXERCISES: (&str, &[&str]) = (
    "docker-network-exercises",
    &[
        "network",
        "second_network",
        "nginx",
        "web",
        "second_web",
        "client",
        "second_client",
        "http_port",
        "nginx_image",
        "web_image",
    ],
);

pub(super) fn alone() {
    let _turn = turn();
    for (language, (lesson, keys), steps) in [("ko", REPAIR, "8"), ("en", EXERCISES, "9")] {
        let room = Room::new(5);
        let before = holds(&room);
        let set = set(&room, keys, room.port("http_port"));
        let mut arguments = vec![
            "--lang", language, "play", lesson, "--auto", "--engine", "docker",
        ];
        arguments.extend(set.iter().map(String::as_str));
        let played = room.baeum(&arguments).with_code(0);
        assert!(played.err.contains(steps), "{}", played.err);
        assert_eq!(holds(&room), before);
    }
}

pub(super) fn by_hand() {
    let room = Room::new(0).with("BAEUM_LANG", "en");
    let (lesson, keys) = REPAIR;
    let set = set(&room, keys, room.port("http_port"));
    let mut arguments = vec![
        "--engine",
        "practice",
        "play",
        lesson,
        "--step",
        "server-running",
    ];
    arguments.extend(set.iter().map(String::as_str));
    let mut pty = room.open(110, 60, &arguments);

    // What will be run stands on the page before it is run.
    let page = pty.wait_for("Enter set up");
    assert!(page.contains("rm page.html"), "{page}");
    assert!(!page.contains("Your task"), "{page}");
    pty.send("\r");
    let page = pty.wait_for("Enter type here");
    assert!(page.contains("Your task"), "{page}");
    assert!(!page.contains("rm page.html"), "{page}");
    assert!(!page.contains("run it for me"), "{page}");

    // Nothing is given away until it is asked for.
    assert!(!page.contains("is not running"), "{page}");
    pty.send("w");
    pty.wait_for("is not running");

    // Any way that mends it will do; the next time there is another fault.
    let name = |key: &str| format!("{}-{key}", room.mark());
    let (network, web, nginx) = (name("network"), name("web"), name("nginx"));
    let image = name("web_image:1");
    pty.send("\r");
    pty.wait_for("Ctrl-D");
    pty.send(&format!(
        "docker rm -f {web} && docker run -d --network {network} --name {web} {image} \
         && docker restart {nginx}\r"
    ));
    pty.wait_for("three common reasons");
    pty.send("u");
    pty.wait_for("LISTEN=127.0.0.1");
    pty.send("\r");
    let page = pty.wait_for("Enter type here");
    assert!(!page.contains("three common reasons"), "{page}");
    assert!(!page.contains("127.0.0.1"), "{page}");
    pty.send("w");
    pty.wait_for("127.0.0.1");

    // Any exercise can be opened, also one that comes later.
    pty.send("m");
    pty.wait_for("The questions to ask");
    pty.send("\u{1b}");
    pty.wait_for("Enter type here");
    pty.send("q");
    assert_eq!(pty.end(), 0);
}
