//! One lesson on two engines: what was made on one is neither forgotten nor looked for on the other.

use std::process::Command;

use super::client::docker;
use super::proxy::Proxy;
use super::room::Room;

/// A lesson that makes one network with the room's name, and leaves it.
fn lesson(room: &Room) -> String {
    let folder = room.file("short");
    let name = folder.to_str().expect("text").to_owned();
    let made = Command::new(env!("CARGO_BIN_EXE_baeum"))
        .args(["lesson", "new", "short"])
        .current_dir(room.path())
        .output();
    assert!(made.expect("baeum").status.success());
    let file = folder.join("lesson.toml");
    let text = std::fs::read_to_string(&file).expect("a lesson");
    let first = text.split("[[step]]\nid = \"look\"").next();
    let text = first
        .expect("the first step")
        .replace("short-net", room.name("network"));
    std::fs::write(file, text).expect("written");
    for language in ["ko", "en"] {
        for step in ["look", "tidy"] {
            std::fs::remove_file(folder.join(language).join(format!("{step}.md"))).expect("gone");
        }
    }
    name
}

fn is_on_docker(network: &str) -> bool {
    let output = Command::new("docker")
        .args(["network", "inspect", network])
        .output();
    output.expect("docker").status.success()
}

pub(super) fn two() {
    let room = Room::new(25);
    let lesson = lesson(&room);
    let network = room.name("network").to_owned();
    let play = ["play", &lesson, "--auto", "--keep", "--yes", "--engine"];
    let clean = ["--lang", "en", "clean", &lesson, "--yes"];

    // On the practice engine; what has the same name on Docker is the learner's.
    room.baeum(&[&play[..], &["practice"]].concat())
        .with_code(0);
    docker(&["network", "create", &network]);
    let ended = room
        .baeum(&[&clean[..], &["--engine", "docker"]].concat())
        .with_code(1);
    assert!(
        ended.err.contains("made on the practice engine"),
        "{ended:#?}"
    );
    assert!(is_on_docker(&network), "the learner's own stays");
    let ended = room.baeum(&clean).with_code(0);
    assert!(ended.out.contains(&network), "{ended:#?}");
    assert!(is_on_docker(&network));
    docker(&["network", "rm", &network]);

    // On Docker, which then does not answer: no other engine takes its place.
    room.baeum(&[&play[..], &["docker"]].concat()).with_code(0);
    let there = Command::new(env!("CARGO_BIN_EXE_baeum"))
        .args(clean)
        .env("BAEUM_HOME", room.path())
        .env("DOCKER_HOST", "tcp://127.0.0.1:1")
        .output()
        .expect("baeum");
    assert_eq!(there.status.code(), Some(4), "{there:?}");
    assert!(is_on_docker(&network));
    let ended = room
        .baeum(&[&clean[..], &["--engine", "practice"]].concat())
        .with_code(1);
    assert!(ended.err.contains("made on Docker"), "{ended:#?}");
    room.baeum(&clean).with_code(0);
    assert!(!is_on_docker(&network), "and then it goes");
}

/// The classroom without internet: Docker answers, but has no images and cannot get any.
pub(super) fn bare() {
    let room = Room::new(26);
    let socket = room.file("engine.sock");
    let proxy = Proxy::open(&socket);
    proxy.without_images();
    let room = room.with("DOCKER_HOST", format!("unix://{}", socket.display()));
    let set = room.set();
    let mut play = vec!["--lang", "en", "play", super::room::LESSON, "--auto"];
    play.extend(set.iter().map(String::as_str));
    let ended = room.baeum(&play).with_code(0);
    assert!(
        ended.err.contains("Using the practice engine instead")
            && ended.err.contains("nginx:1.28-alpine"),
        "{ended:#?}"
    );
    // Who asks for Docker gets Docker, and is told what is missing.
    let ended = room
        .baeum(&[&play[..], &["--engine", "docker"]].concat())
        .with_code(4);
    assert!(ended.err.contains("could not be pulled"), "{ended:#?}");
}
