//! The menu, the pages of a step, and the keys there.

use serde_json::json;

use super::room::{LESSON, Room};

pub(super) fn menu() {
    for (number, language, columns, lesson, title) in [
        (
            1,
            "ko",
            60,
            "컨테이너 간 통신",
            "컨테이너끼리 이야기 나누기",
        ),
        (
            1,
            "en",
            100,
            "Container to container",
            "Getting containers to talk",
        ),
        (
            1,
            "en",
            60,
            "Container to container",
            "Getting containers to talk",
        ),
        (
            1,
            "ko",
            100,
            "컨테이너 간 통신",
            "컨테이너끼리 이야기 나누기",
        ),
    ] {
        let room = Room::new(number).with("BAEUM_LANG", language);
        room.remember(&json!({}));
        let mut pty = room.open(columns, 60, &[]);
        pty.wait(lesson, |shown| shown.contains(&format!("❯ {lesson}")));
        pty.send("\u{1b}[B");
        pty.wait("the mark moved", |shown| {
            shown.contains(lesson) && !shown.contains(&format!("❯ {lesson}"))
        });
        pty.send("\u{1b}[A");
        pty.wait("the mark is back", |shown| {
            shown.contains(&format!("❯ {lesson}"))
        });
        pty.send("\r");
        let page = pty.wait(title, |shown| {
            shown.contains(title) && shown.contains("Enter")
        });
        assert!(page.contains("1/24"), "{page}");
        pty.send("q");
        assert_eq!(pty.end(), 0);
        assert!(pty.is_cooked() && !pty.hides_cursor());
        assert_eq!(room.progress()["step"], "welcome");
    }
}

pub(super) fn middle() {
    let room = Room::new(2).with_language();
    room.remember_step("create-network");
    // Not --lang, which would hold against the key.
    let mut pty = room.open(80, 60, &["play", LESSON]);
    pty.wait_for("Run the lesson’s commands again");
    pty.send("n");
    pty.wait_for("Creating a network");
    pty.wait_for("why not yet");
    let command = format!("docker network create {}", room.name("network"));
    pty.send("h");
    pty.wait_for("Hint 1 of 3");
    pty.send("h");
    pty.wait_for("Hint 2 of 3");
    pty.send("w");
    pty.wait_for("There is no network");
    pty.send("l");
    let page = pty.wait_for("네트워크 만들기");
    assert!(!page.contains("Creating a network"), "{page}");
    assert!(page.contains(&command), "{page}");
    assert!(page.contains("힌트 2"), "hints stay: {page}");
    // The key for hints on a Korean keyboard.
    pty.send("ㅗ");
    pty.wait_for("힌트 3");
    pty.send("ㅂ");
    assert_eq!(pty.end(), 0);
    assert!(pty.is_cooked() && !pty.hides_cursor());
}

/// The lecture takes the place of the page, in both languages, and gives it back.
pub(super) fn lecture() {
    for (number, language, columns, key, page, lecture) in [
        (24, "ko", 60, "ㅊ", "반가워요", "자, 아홉 번째 시간입니다."),
        (24, "ko", 100, "c", "반가워요", "자, 아홉 번째 시간입니다."),
        (24, "en", 60, "c", "Welcome!", "welcome to lecture nine."),
        (24, "en", 100, "c", "Welcome!", "welcome to lecture nine."),
    ] {
        let room = Room::new(number).with("BAEUM_LANG", language);
        let set = room.set();
        let mut arguments = vec!["--engine", "practice", "play", LESSON];
        arguments.extend(set.iter().map(String::as_str));
        let mut pty = room.open(columns, 60, &arguments);
        let shown = pty.wait(page, |shown| shown.contains(page) && shown.contains("q "));
        assert!(!shown.contains(" c "), "only in more: {shown}");
        pty.send(key);
        let shown = pty.wait(lecture, |shown| {
            shown.contains(lecture) && shown.contains("q ")
        });
        assert!(!shown.contains(page), "{shown}");
        pty.send("\u{1b}");
        let shown = pty.wait(page, |shown| shown.contains(page) && shown.contains("q "));
        assert!(!shown.contains(lecture), "{shown}");
        pty.send("q");
        assert_eq!(pty.end(), 0);
        assert!(pty.is_cooked() && !pty.hides_cursor());
    }
}

pub(super) fn quits() {
    let room = Room::new(3);
    let mut pty = room.play(100, 50, &[]);
    pty.wait_for("Getting containers to talk");
    pty.wait_for("next: ");
    pty.send("\r");
    pty.wait_for("2/24");
    pty.wait_for("quit");
    pty.send("q");
    assert_eq!(pty.end(), 0);
    pty.wait_for("baeum play docker-network");
    let mut pty = room.open(100, 50, &["--lang", "en", "play", LESSON]);
    let page = pty.wait_for("2/24");
    assert!(page.contains(room.name("nginx_image")), "{page}");
    assert_eq!(room.progress()["step"], "lab");
    assert_eq!(room.progress()["passed"], json!(["welcome"]));
    pty.send("q");
    assert_eq!(pty.end(), 0);
}

/// On the practice engine: it needs no other.
pub(super) fn map() {
    let room = Room::new(24).with("BAEUM_ENGINE", "practice");
    let network = format!("┌ {} ", room.name("network"));
    let mut pty = room.play(100, 60, &["--step", "create-network"]);
    pty.wait_for("Creating a network");
    pty.wait_for("quit");
    // The key on a Korean keyboard.
    pty.send("ㅔ");
    let page = pty.wait_for("this computer");
    assert!(page.contains(room.name("old_nginx")), "{page}");
    assert!(!page.contains(&network), "{page}");
    pty.send("r");
    pty.wait_for("Well done!");
    pty.send("p");
    pty.wait("the new network in the map", |shown| {
        let line = shown.lines().find(|line| line.contains(&network));
        line.is_some_and(|line| line.trim_end().ends_with("new"))
    });
    pty.send("q");
    assert_eq!(pty.end(), 0);

    // It comes by itself where the step asks for it; `--step` brings about what comes before.
    let room = Room::new(5).with("BAEUM_ENGINE", "practice");
    let network = format!("┌ {} ", room.name("network"));
    let mut pty = room.play(100, 60, &["--step", "run-in-network"]);
    pty.wait_for("Running on the network");
    pty.wait_for("quit");
    pty.send("r");
    let port = format!(":{} ──", room.port("http_port"));
    let page = pty.wait("the map", |shown| {
        shown.contains(&port) && shown.contains(&network)
    });
    let row = page.lines().find(|line| line.contains(&port));
    let row = row.expect("the port's arrow").trim_end();
    assert!(
        row.contains(room.name("nginx")) && row.ends_with("new"),
        "{page}"
    );
    pty.send("q");
    assert_eq!(pty.end(), 0);
}
