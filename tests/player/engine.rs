//! What the player sees of the engine: changes from elsewhere, the engine going away, what it holds.

use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};

use super::client::docker;
use super::proxy::Proxy;
use super::room::{LESSON, Room};

/// Fails unless the JSON object has these keys and no others.
fn keys(value: &Value, wanted: &[&str]) {
    let found: Vec<&str> = value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    let mut sorted = found.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, wanted);
}

/// The forms for CI servers, while the network is not there.
fn other_forms(room: &Room) {
    let tap = room
        .baeum(&["check", LESSON, "create-network", "--format", "tap"])
        .with_code(1);
    let lines: Vec<&str> = tap.out.lines().collect();
    assert_eq!(lines[..2], ["TAP version 13", "1..2"]);
    assert!(
        lines[2].starts_with("not ok 1 - create-network/network-there"),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("ok 2 - ") && line.ends_with("# SKIP")),
        "{lines:?}"
    );
    let junit = room
        .baeum(&["check", LESSON, "create-network", "--format", "junit"])
        .with_code(1);
    assert!(
        junit.out.starts_with("<?xml version=\"1.0\""),
        "{}",
        junit.out
    );
    for (part, count) in [
        ("<testcase ", 2),
        ("<failure ", 1),
        ("<skipped", 1),
        ("</testsuites>", 1),
    ] {
        assert_eq!(
            junit.out.matches(part).count(),
            count,
            "{part} in {}",
            junit.out
        );
    }
}

pub(super) fn ticks() {
    let room = Room::new(4);
    let mut pty = room.play_at("create-network", "Creating a network");
    let check = ["check", LESSON, "create-network", "--json", "--lang", "en"];
    let before = room.baeum(&check).with_code(1).json();
    keys(
        &before,
        &[
            "lesson",
            "step",
            "engine",
            "passed",
            "elapsed_ms",
            "conditions",
        ],
    );
    keys(&before["engine"], &["kind", "version", "api"]);
    let network = &before["conditions"][0];
    keys(
        network,
        &[
            "id", "kind", "status", "expected", "found", "cause", "message", "fix",
        ],
    );
    let command = format!("docker network create {}", room.name("network"));
    assert_eq!(
        (
            &network["id"],
            &network["kind"],
            &network["status"],
            &network["cause"],
            &network["fix"]
        ),
        (
            &json!("network-there"),
            &json!("network"),
            &json!("unmet"),
            &json!("network-missing"),
            &json!(command)
        )
    );
    assert_eq!(before["conditions"][1]["status"], "skipped");
    assert_eq!(before["engine"]["kind"], "docker");
    // Without a step it is the learner's own, and in Korean the keys are the same.
    let own = room
        .baeum(&["--lang", "ko", "check", LESSON, "--json"])
        .with_code(1)
        .json();
    assert_eq!(own["step"], "create-network");
    assert_eq!(own["conditions"][0]["cause"], "network-missing");
    other_forms(&room);

    docker(&["network", "create", room.name("network")]);
    let made = Instant::now();
    pty.wait_for("Well done!");
    println!(
        "from the docker command's exit to the tick: {:?}",
        made.elapsed()
    );
    let after = room.baeum(&check).with_code(0).json();
    assert_eq!(after["passed"], true);
    assert!(
        after["conditions"]
            .as_array()
            .unwrap()
            .iter()
            .all(|condition| { condition["status"] == "met" && condition["cause"].is_null() })
    );
    pty.send("q");
    assert_eq!(pty.end(), 0);
}

/// How long ticks take, one after the other, in one step.
pub(super) fn lost() {
    let room = Room::new(6);
    let socket = room.file("engine.sock");
    let proxy = Proxy::open(&socket);
    let room = room.with("DOCKER_HOST", format!("unix://{}", socket.display()));
    let mut pty = room.play_at("create-network", "Creating a network");
    for _ in 0..2 {
        proxy.close();
        pty.wait_for("The Docker engine went away");
        // Keys work all the same.
        pty.send("h");
        pty.wait_for("Hint 1 of 3");
        proxy.reopen();
        pty.wait("the engine is back", |shown| !shown.contains("went away"));
    }
    docker(&["network", "create", room.name("network")]);
    pty.wait_for("Well done!");
    // While the engine is away the learner can go on reading, and leave.
    proxy.close();
    pty.wait_for("went away");
    pty.send("\r");
    pty.wait_for("Listing networks");
    pty.wait_for("went away");
    pty.send("q");
    assert_eq!(pty.end(), 0);
    assert_eq!(room.progress()["step"], "list-networks");
}

/// Requests fail for a while, but the events keep coming: no `Lost` and no `Back` is ever told.
pub(super) fn hiccup() {
    let room = Room::new(7);
    let socket = room.file("engine.sock");
    let proxy = Proxy::open(&socket);
    let room = room.with("DOCKER_HOST", format!("unix://{}", socket.display()));
    let mut pty = room.play_at("create-network", "Creating a network");
    proxy.refuse(true);
    docker(&["network", "create", room.name("network")]);
    pty.wait_for("went away");
    proxy.refuse(false);
    pty.wait_for("Well done!");
    pty.send("q");
    assert_eq!(pty.end(), 0);
}

/// The ids and states of what the learner had before.
fn standing(room: &Room) -> [String; 4] {
    [
        docker(&[
            "network",
            "inspect",
            "-f",
            "{{.Id}} {{.Created}}",
            room.name("network"),
        ]),
        docker(&[
            "inspect",
            "-f",
            "{{.Id}} {{.State.Running}} {{.State.StartedAt}} {{.Config.Image}}",
            room.name("nginx"),
        ]),
        docker(&[
            "inspect",
            "-f",
            "{{.Id}} {{.State.Status}}",
            room.name("old_web"),
        ]),
        docker(&["image", "inspect", "-f", "{{.Id}}", room.name("web_image")]),
    ]
}

pub(super) fn foreign() {
    let room = Room::new(8);
    docker(&["network", "create", room.name("network")]);
    docker(&[
        "run",
        "-d",
        "--name",
        room.name("nginx"),
        "--network",
        room.name("network"),
        "nginx:1.28-alpine",
        "sleep",
        "1000",
    ]);
    docker(&[
        "create",
        "--name",
        room.name("old_web"),
        "node:22-alpine",
        "true",
    ]);
    docker(&["tag", "node:22-alpine", room.name("web_image")]);
    let held = std::net::TcpListener::bind(("0.0.0.0", room.port("http_port"))).expect("the port");
    let before = standing(&room);

    // By hand: each is explained, and another is offered.
    room.remember(&json!({}));
    let mut pty = room.open(100, 50, &["--lang", "en", "play", LESSON]);
    for key in ["network", "nginx", "old_web", "http_port", "web_image"] {
        pty.wait_for(&format!("Use this instead of {}", room.name(key)));
        pty.send("\r");
        pty.wait("the next question", |shown| {
            shown.contains(&format!("instead of {}.", room.name(key)))
                || shown.contains("Getting containers to talk")
        });
    }
    pty.wait_for("Getting containers to talk");
    let names = &room.progress()["names"];
    for (key, other) in [
        ("network", format!("{}-2", room.name("network"))),
        ("nginx", format!("{}-2", room.name("nginx"))),
        ("old_web", format!("{}-2", room.name("old_web"))),
        ("http_port", (room.port("http_port") + 2).to_string()),
        ("web_image", format!("{}-lesson1", room.name("web_image"))),
    ] {
        assert_eq!(names[key], other);
    }
    pty.send("q");
    assert_eq!(pty.end(), 0);
    // What the learner makes with the new names goes, and nothing else.
    let made = format!("{}-2", room.name("network"));
    docker(&["network", "create", &made]);
    let cleaned = room
        .baeum(&["--lang", "en", "clean", LESSON, "--yes"])
        .with_code(0);
    assert!(cleaned.out.contains(&made), "{cleaned:?}");
    assert_eq!(standing(&room), before);
    room.baeum(&["reset", LESSON, "--yes"]).with_code(0);
    assert_eq!(standing(&room), before);

    // Who insists on the names keeps what they had too.
    let mut pty = room.play(100, 50, &[]);
    pty.wait_for("Getting containers to talk");
    pty.wait_for("next: ");
    pty.send("q");
    assert_eq!(pty.end(), 0);
    room.baeum(&["clean", LESSON, "--yes"]).with_code(0);
    room.baeum(&["reset", LESSON, "--yes"]).with_code(0);
    assert_eq!(standing(&room), before);

    // By itself: other names are taken and said.
    let lessons = room.lesson_with_own_defaults();
    let _alone = super::alone::turn();
    let lessons = lessons.to_str().expect("text");
    let played = room
        .baeum(&[
            "--lang",
            "en",
            "--lessons",
            lessons,
            "play",
            LESSON,
            "--auto",
            "--yes",
        ])
        .with_code(0);
    for key in ["network", "nginx", "old_web", "http_port", "web_image"] {
        let said = format!("instead of {}", room.name(key));
        assert!(played.err.contains(&said), "{said}\n{played:#?}");
    }
    assert_eq!(standing(&room), before);
    let left = docker(&[
        "ps",
        "-a",
        "--format",
        "{{.Names}}",
        "--filter",
        &format!("name={}", room.mark()),
    ]);
    assert_eq!(left.lines().count(), 2, "{left}");
    drop(held);
}

pub(super) fn misfit() {
    let room = Room::new(9);
    let mut pty = room.play(100, 60, &["--step", "browser"]);
    pty.wait_for("Opening it in the browser");
    pty.wait_for("quit");
    let page = format!("http://localhost:{}/", room.port("http_port"));
    let fetch = Command::new("curl")
        .args([
            "-s",
            "--retry",
            "20",
            "--retry-delay",
            "1",
            "--retry-all-errors",
            &page,
        ])
        .output()
        .expect("curl");
    assert!(
        String::from_utf8_lossy(&fetch.stdout).contains("Hello from"),
        "{fetch:?}"
    );
    pty.wait_for("Well done!");
    pty.send("q");
    assert_eq!(pty.end(), 0);

    for gone in [vec!["web"], vec!["nginx", "web"]] {
        for key in &gone {
            docker(&["rm", "-f", room.name(key)]);
        }
        if gone.len() == 2 {
            docker(&["network", "rm", room.name("network")]);
        }
        let mut pty = room.open(100, 60, &["--lang", "en", "play", LESSON]);
        let asked = pty.wait_for("Run the lesson’s commands again");
        assert!(asked.contains(room.name("web")), "{asked}");
        pty.send("y");
        pty.wait_for("Opening it in the browser");
        pty.wait_for("Enter");
        for key in ["nginx", "web"] {
            let running = docker(&["inspect", "-f", "{{.State.Running}}", room.name(key)]);
            assert_eq!(running, "true");
        }
        pty.send("q");
        assert_eq!(pty.end(), 0);
    }
    room.baeum(&["clean", LESSON, "--yes"]).with_code(0);
    let left = docker(&["ps", "-aq", "--filter", &format!("name={}", room.mark())]);
    assert_eq!(left, "");
}
