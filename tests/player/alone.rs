//! A lesson that plays itself.

use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::client::docker;
use super::room::{LESSON, Room};

/// A web server in host mode takes a port of the computer that cannot be chosen, so lessons play
/// themselves one at a time.
pub(super) fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Everything on the engine that could be this room's, and the base images.
pub(super) fn holds(room: &Room) -> [String; 4] {
    let named = format!("name={}", room.mark());
    let reference = format!("reference={}*", room.mark());
    [
        docker(&["ps", "-aq", "--no-trunc", "--filter", &named]),
        docker(&["network", "ls", "-q", "--no-trunc", "--filter", &named]),
        docker(&[
            "images",
            "--no-trunc",
            "--format",
            "{{.ID}} {{.Repository}}:{{.Tag}}",
            "--filter",
            &reference,
        ]),
        docker(&[
            "image",
            "inspect",
            "-f",
            "{{.Id}}",
            "nginx:1.28-alpine",
            "node:22-alpine",
        ]),
    ]
}

pub(super) fn both() {
    let _turn = turn();
    for (language, first, last) in [
        ("ko", "컨테이너끼리 이야기 나누기", "24"),
        ("en", "Getting containers to talk", "24"),
    ] {
        let room = Room::new(10);
        // An image of the same content under another name: building gives the same id again.
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/lessons/docker-network/lab/nodeserver"
        );
        let other = format!("{}-other:1", room.mark());
        docker(&["build", "-q", "-t", &other, folder]);
        let before = holds(&room);
        let set = room.set();
        let mut arguments = vec![
            "--lang", language, "play", LESSON, "--auto", "--engine", "docker",
        ];
        arguments.extend(set.iter().map(String::as_str));
        let played = room.baeum(&arguments).with_code(0);
        assert!(played.out.contains(first), "{}", played.out);
        assert!(played.err.contains(last), "{}", played.err);
        assert!(!played.out.contains('\u{1b}'), "no colours in a file");
        let map = format!("┌ {} ", room.name("network"));
        let maps = played.out.matches(&map).count();
        assert_eq!(maps, 2, "a map at two steps: {}", played.out);
        assert_eq!(holds(&room), before);
        assert!(
            !room.progress_file().exists(),
            "the learner's progress stays as it is"
        );
    }
}

/// A server that takes its time is called again.
pub(super) fn patient() {
    let room = Room::new(23);
    let container = room.name("web");
    let folder = room.file("lessons").join("slow");
    std::fs::create_dir_all(folder.join("en")).expect("a folder");
    let lesson = format!(
        r#"format = 1
id = "slow"
languages = ["en"]
minutes = 1
level = "beginner"
[title]
en = "Slow"
[owns]
containers = ["{container}"]
[[step]]
id = "one"
run = [
  "docker run -d --name {container} nginx:1.28-alpine sh -c \"sleep 2; echo 'server {{ listen 80; }}' > /etc/nginx/conf.d/default.conf; exec nginx -g 'daemon off;'\"",
  {{ inside = "{container}", command = "curl -s http://localhost/page" }},
]
condition = [{{ request = {{ at = "{container}", path = "/page" }} }}]
"#
    );
    std::fs::write(folder.join("lesson.toml"), lesson).expect("written");
    std::fs::write(folder.join("en/one.md"), "# One\n\nText.\n").expect("written");
    let lessons = room.file("lessons");
    let lessons = lessons.to_str().expect("text");
    room.baeum(&[
        "--lang",
        "en",
        "--lessons",
        lessons,
        "play",
        "slow",
        "--auto",
        "--yes",
    ])
    .with_code(0);
}

/// An image of what the lesson builds, without a name: what is left where something else took it.
fn nameless(room: &Room) -> String {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/lessons/docker-network/lab/nginx"
    );
    let name = format!("{}-nameless:1", room.mark());
    let id = docker(&["build", "-q", "-t", &name, folder]);
    docker(&["tag", "node:22-alpine", &name]);
    docker(&["rmi", &name]);
    id
}

pub(super) fn interrupted() {
    let _turn = turn();
    let room = Room::new(11);
    // Building the same content again gives the same image, and it is not the lesson's.
    let nameless = nameless(&room);
    let tags = || docker(&["image", "inspect", "-f", "{{.RepoTags}}", &nameless]);
    assert_eq!(tags(), "[]");
    let before = holds(&room);
    let mut pty = room.play(100, 40, &["--auto"]);
    pty.wait("the network", |_| {
        !docker(&[
            "network",
            "ls",
            "-q",
            "--filter",
            &format!("name={}", room.name("network")),
        ])
        .is_empty()
    });
    pty.send("\u{3}");
    assert_eq!(pty.end(), 130);
    assert!(pty.is_cooked() && !pty.hides_cursor());
    assert_eq!(holds(&room), before);
    assert_eq!(tags(), "[]");

    // Killed, it cannot tidy; the next run does, before it begins.
    let mut pty = room.play(100, 40, &["--auto"]);
    pty.wait("the network", |_| {
        !docker(&[
            "network",
            "ls",
            "-q",
            "--filter",
            &format!("name={}", room.name("network")),
        ])
        .is_empty()
    });
    let killed = Command::new("kill")
        .args(["-9", &pty.process().to_string()])
        .status();
    assert!(killed.expect("kill").success());
    room.baeum(&["clean", LESSON, "--yes"]).with_code(0);
    assert_eq!(holds(&room), before);
    assert_eq!(tags(), "[]");
    docker(&["rmi", &nameless]);
}
