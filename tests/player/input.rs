//! What cannot be used: commands, names, lessons, terminals.

use serde_json::json;

use super::client::docker;
use super::room::{LESSON, Room};

pub(super) fn mistakes() {
    let room = Room::new(17);
    for (arguments, near) in [
        (vec!["play", "docker-netwrok", "--auto"], "docker-network"),
        (
            vec!["play", LESSON, "--auto", "--step", "create-netwrok"],
            "create-network",
        ),
        (vec!["check", LESSON, "create-netwrk"], "create-network"),
        (
            vec!["play", LESSON, "--auto", "--set", "netwrok=a1"],
            "network",
        ),
        (vec!["play", LESSON, "--auto", "--set", "network"], "="),
        (
            vec!["play", LESSON, "--auto", "--set", "network=my net"],
            "my net",
        ),
        (vec!["play", LESSON, "--auto", "--set", "network=-x"], "-x"),
        (
            vec!["play", LESSON, "--auto", "--set", "network=bridge"],
            "bridge",
        ),
        (
            vec!["play", LESSON, "--auto", "--set", "nginx=a"],
            "two characters",
        ),
        (
            vec![
                "play",
                LESSON,
                "--auto",
                "--set",
                "nginx=same",
                "--set",
                "web=same",
            ],
            "same",
        ),
        (
            vec!["play", LESSON, "--auto", "--set", "http_port=http"],
            "65535",
        ),
        (
            vec!["play", LESSON, "--auto", "--set", "http_port=0"],
            "65535",
        ),
        (
            vec!["play", LESSON, "--auto", "--set", "http_port=70000"],
            "65535",
        ),
        (
            vec!["play", LESSON, "--auto", "--set", "nginx_image=Nginx:1"],
            "lower-case",
        ),
        (vec!["paly"], "play"),
        (vec!["play", LESSON, "--auot"], "--auto"),
        (vec!["check", LESSON, "--format", "yaml"], "junit"),
        (vec!["check"], "LESSON"),
        (
            vec![
                "play",
                LESSON,
                "--auto",
                "--set",
                "network=a\u{1b}]0;x\u{7}b",
            ],
            "network",
        ),
    ] {
        for language in ["en", "ko"] {
            let mut all = vec!["--lang", language];
            all.extend(&arguments);
            let ended = room.baeum(&all).with_code(2);
            if language == "en" {
                assert!(ended.err.contains(near), "{near}: {ended:#?}");
            }
            assert!(ended.out.is_empty(), "{ended:#?}");
            assert!(!ended.err.contains('\u{1b}'), "{ended:#?}");
        }
    }
    for language in ["fr", "english"] {
        let ended = room.baeum(&["--lang", language, "list"]).with_code(2);
        assert!(ended.err.contains("ko"), "{ended:#?}");
    }
    assert!(
        !room.file("state").exists() && !room.file("lab").exists(),
        "nothing changed"
    );
}

pub(super) fn no_terminal() {
    let room = Room::new(18);
    let ended = room.baeum(&["--lang", "en", "play", LESSON]).with_code(5);
    assert!(
        ended.err.contains("needs a terminal") && ended.err.contains("--auto"),
        "{ended:#?}"
    );
    let listed = room.baeum(&["--lang", "en"]).with_code(0);
    assert!(
        listed.out.contains("create-network") || listed.out.contains(LESSON),
        "{listed:#?}"
    );
    let listed = room.baeum(&["list", "--json"]).with_code(0);
    assert!(listed.out.contains(LESSON), "{listed:#?}");
    listed.json();
}

pub(super) fn no_engine() {
    let room = Room::new(19).with("DOCKER_HOST", "unix:///nonexistent/engine.sock");
    for arguments in [
        vec!["play", LESSON, "--auto", "--engine", "docker"],
        vec!["check", LESSON, "lab", "--engine", "docker"],
        vec!["clean", LESSON, "--yes", "--engine", "docker"],
    ] {
        for language in ["en", "ko"] {
            let mut all = vec!["--lang", language];
            all.extend(&arguments);
            let ended = room.baeum(&all).with_code(4);
            assert!(ended.err.contains("/nonexistent/engine.sock"), "{ended:#?}");
            assert!(ended.err.contains("DOCKER_HOST"), "{ended:#?}");
        }
    }
    let mut pty = room.open(
        80,
        24,
        &["--lang", "en", "play", LESSON, "--engine", "docker"],
    );
    pty.wait_for("/nonexistent/engine.sock");
    assert_eq!(pty.end(), 4);
    assert!(pty.is_cooked() && !pty.hides_cursor());
}

pub(super) fn broken_lessons() {
    let room = Room::new(20);
    let play = |find: &str, put: &str| {
        let folder = room.lesson_with_own_defaults();
        let file = folder.join(LESSON).join("lesson.toml");
        let text = std::fs::read_to_string(&file).expect("a lesson");
        assert!(text.contains(find), "{find}");
        let before = &text[..text.find(find).expect("there")];
        let line = before.lines().count() + usize::from(before.ends_with('\n'));
        std::fs::write(&file, text.replacen(find, put, 1)).expect("written");
        let folder = folder.to_str().expect("text").to_owned();
        let arguments = [
            "--lang",
            "en",
            "--lessons",
            &folder,
            "play",
            LESSON,
            "--auto",
        ];
        (line, room.baeum(&arguments).with_code(3))
    };
    for (find, put, said) in [
        ("[needs]", "[needs", "TOML"),
        ("driver = \"bridge\"", "drivr = \"bridge\"", "drivr"),
        ("checkpoint = true", "checkpoint = 1", "checkpoint"),
        (
            "file = \"nginx/myconfig1.conf\", replace",
            "file = \"nginx/none.conf\", replace",
            "nginx/none.conf",
        ),
        (
            "en = \"Container to container\"",
            "en = \"a\\u001b]0;evil\\u0007\"",
            "Control characters",
        ),
    ] {
        let (line, ended) = play(find, put);
        let place = format!("lesson.toml:{line}:");
        assert!(ended.err.contains(&place), "{place} {ended:#?}");
        let column = ended.err.split(&place).nth(1).expect("a place");
        assert!(
            column.starts_with(|sign: char| sign.is_ascii_digit()),
            "{ended:#?}"
        );
        assert!(ended.err.contains(said), "{said} {ended:#?}");
        assert!(!ended.err.contains(['\u{1b}', '\u{7}']), "{ended:#?}");
    }
    assert!(!room.file("lab").exists(), "nothing changed");
}

/// What a container says is shown without what would move the cursor or change the title.
pub(super) fn control_characters() {
    let room = Room::new(21);
    let container = room.name("web");
    let say = r"printf '\033]0;evil\007\033[31mred\033[2J\n'; printf 'HTTP/1.0 200 OK\r\n\r\n\033]0;body\007' > /tmp/page; sleep 1000";
    docker(&[
        "run",
        "-d",
        "--name",
        container,
        "nginx:1.28-alpine",
        "sh",
        "-c",
        say,
    ]);
    let folder = room.file("lessons").join("odd");
    std::fs::create_dir_all(folder.join("en")).expect("a folder");
    let lesson = format!(
        r#"format = 1
id = "odd"
languages = ["en"]
minutes = 1
level = "beginner"
[title]
en = "Odd"
[owns]
containers = ["{container}"]
[[step]]
id = "one"
condition = [
  {{ id = "said", log = {{ container = "{container}", contains = "hello" }} }},
  {{ id = "ran", exec = {{ container = "{container}", command = ["printf", '\033]0;exec\007\033[2J'], stdout = "hello" }} }},
  {{ id = "wrote", file = {{ path = "/tmp/page", in = "{container}", contains = ["hello"] }} }},
]
"#
    );
    std::fs::write(folder.join("lesson.toml"), lesson).expect("written");
    std::fs::write(folder.join("en/one.md"), "# One\n\nText.\n").expect("written");
    let lessons = room.file("lessons");
    let lessons = lessons.to_str().expect("text");
    for form in ["text", "json", "junit", "tap"] {
        let arguments = [
            "--lang",
            "en",
            "--lessons",
            lessons,
            "check",
            "odd",
            "one",
            "--format",
            form,
        ];
        let ended = room.baeum(&arguments).with_code(1);
        let odd = |sign: char| sign.is_control() && sign != '\n';
        assert!(
            !ended.out.contains(odd) && !ended.err.contains(odd),
            "{form} {ended:#?}"
        );
    }
    let mut pty = room.open(
        80,
        40,
        &["--lang", "en", "--lessons", lessons, "play", "odd"],
    );
    pty.wait_for("Is it all right");
    pty.send("y");
    pty.wait_for("Text.");
    pty.wait_for("why not yet");
    pty.send("w");
    pty.wait_for("hello");
    pty.send("q");
    assert_eq!(pty.end(), 0);
    let raw = String::from_utf8_lossy(&pty.raw).into_owned();
    assert!(!raw.contains("\u{1b}]0;"), "{raw:?}");
    assert!(!raw.contains('\u{7}'), "{raw:?}");
}

pub(super) fn odd_terminals() {
    for (columns, rows) in [(20, 10), (2, 2), (1, 1), (7, 40), (200, 5)] {
        let room = Room::new(22).with("BAEUM_LANG", "ko");
        room.remember(&json!({}));
        let mut pty = room.play(columns, rows, &["--lang", "ko"]);
        if columns > 2 {
            pty.wait("something", |shown| !shown.trim().is_empty());
        } else {
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
        for key in ["?", "h", "w", "l", "\u{1b}[B", "\u{1b}[A", "?"] {
            pty.send(key);
            std::thread::sleep(std::time::Duration::from_millis(30));
        }
        pty.resize(columns.max(3) - 1, rows);
        std::thread::sleep(std::time::Duration::from_millis(50));
        assert_eq!(pty.press_until_end("q"), 0, "{columns}x{rows}");
        let mut pty = room.open(columns, rows, &["list"]);
        assert_eq!(pty.end(), 0);
        let mut pty = room.open(columns, rows, &["check", LESSON, "lab"]);
        assert_eq!(pty.end(), 1);
    }
    let room = Room::new(22).with("NO_COLOR", "1");
    let mut pty = room.play(60, 40, &[]);
    pty.wait_for("next: ");
    pty.send("q");
    assert_eq!(pty.end(), 0);
    let raw = String::from_utf8_lossy(&pty.raw).into_owned();
    for colour in [
        "\u{1b}[3",
        "\u{1b}[9",
        "\u{1b}[4",
        "\u{1b}[1m",
        "\u{1b}[2m",
        "\u{1b}[38",
    ] {
        assert!(!raw.contains(colour), "{raw:?}");
    }
    let room = Room::new(22).with("TERM", "dumb");
    let mut pty = room.play(60, 40, &[]);
    assert_eq!(pty.end(), 5);
    let raw = String::from_utf8_lossy(&pty.raw).into_owned();
    assert!(
        raw.contains("needs a terminal") && !raw.contains('\u{1b}'),
        "{raw:?}"
    );
}
