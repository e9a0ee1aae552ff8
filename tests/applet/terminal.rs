//! `exec -it` and `run -it` in a pseudo-terminal, and baeum under the name `docker`.

use std::io::{Read, Write};
use std::process::Command;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

const PATIENCE: Duration = Duration::from_mins(2);

/// Tests and their names.
pub(crate) const TESTS: &[(&str, fn())] = &[
    ("a_shell_in_a_container_is_used_like_any", shell),
    ("a_container_is_run_in_a_terminal", run),
    ("logs_are_followed_until_ctrl_c", follow),
    ("events_arrive_as_they_happen", events),
    ("the_program_may_be_called_docker", named_docker),
];

struct Pty {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    seen: String,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Pty {
    fn start(words: &[&str]) -> Self {
        let pair = native_pty_system()
            .openpty(size(91, 27))
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_baeum"));
        command.arg("docker");
        command.args(words);
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).expect("baeum starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let (sender, output) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            master: pair.master,
            child,
            writer,
            output,
            seen: String::new(),
        }
    }

    fn send(&mut self, keys: &str) {
        self.seen.clear();
        self.writer
            .write_all(keys.as_bytes())
            .expect("keys are sent");
    }

    fn wait(&mut self, text: &str) {
        assert!(
            self.hears(text, PATIENCE),
            "no {text:?}, but {:?}",
            self.seen
        );
    }

    /// Whether a text comes in this time.
    fn hears(&mut self, text: &str, time: Duration) -> bool {
        let until = Instant::now() + time;
        while !self.seen.contains(text) {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                return false;
            };
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
        true
    }

    fn end(mut self) -> u32 {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.exit_code();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        panic!("it does not end: {:?}", self.seen);
    }
}

/// A container of a test, removed with it.
struct Made(String);

impl Made {
    fn new(part: &str, command: &[&str]) -> Self {
        let made = Self::name(part);
        let mut words = vec!["run", "-d", "--name", &made.0, super::IMAGE];
        words.extend(command);
        docker(&words);
        made
    }

    fn name(part: &str) -> Self {
        Self(format!("applet-t-{part}-{}", std::process::id()))
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        docker(&["rm", "-f", &self.0]);
    }
}

fn docker(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_baeum"))
        .arg("docker")
        .args(words)
        .output()
        .expect("baeum runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn shell() {
    let made = Made::new("shell", &["sleep", "1000"]);
    let mut pty = Pty::start(&["exec", "-it", &made.0, "sh"]);
    pty.wait("# ");
    // The size takes its way through the engine, as the real client's does.
    pty.send("until stty size | grep -v '^0'; do sleep 0.1; done; echo a-$((1+1))\r");
    pty.wait("27 91");
    pty.wait("a-2");
    pty.master.resize(size(70, 20)).expect("another size");
    pty.send("until stty size | grep '^20 '; do sleep 0.1; done\r");
    pty.wait("20 70");
    // Bytes that look like a frame's head come through whole.
    pty.send("printf '\\001\\002\\003\\004\\005\\006\\007\\010whole\\n'\r");
    pty.wait("\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}whole");
    pty.send("sleep 100\r");
    pty.wait("sleep 100");
    pty.send("\u{3}");
    pty.wait("# ");
    pty.send("echo ㄱ한글\r");
    pty.wait("ㄱ한글\r\n");
    pty.send("exit 9\r");
    assert_eq!(pty.end(), 9);
}

fn run() {
    let made = Made::name("run");
    let mut pty = Pty::start(&["run", "-it", "--rm", "--name", &made.0, super::IMAGE, "sh"]);
    pty.wait("# ");
    pty.send("until stty size | grep -v '^0'; do sleep 0.1; done; exit 4\r");
    pty.wait("27 91");
    assert_eq!(pty.end(), 4);
    assert_eq!(
        docker(&["ps", "-aq", "--filter", &format!("name={}", made.0)]),
        ""
    );
}

fn follow() {
    let made = Made::new(
        "follow",
        &["sh", "-c", "echo one; sleep 1; echo two; sleep 1000"],
    );
    let mut pty = Pty::start(&["logs", "-f", &made.0]);
    pty.wait("one");
    pty.wait("two");
    pty.send("\u{3}");
    assert_ne!(pty.end(), 0);
}

fn events() {
    let made = Made::new("events", &["sleep", "1000"]);
    let filter = format!("container={}", made.0);
    let mut pty = Pty::start(&["events", "--filter", &filter]);
    // Nothing says when the listening has begun, so something happens until it is heard.
    let until = Instant::now() + PATIENCE;
    while !pty.hears(" container kill ", Duration::from_millis(300)) {
        assert!(Instant::now() < until, "nothing is heard: {:?}", pty.seen);
        docker(&["kill", "-s", "CONT", &made.0]);
    }
    docker(&["kill", &made.0]);
    pty.wait(" container die ");
    pty.wait(&format!("image={}, name={})", super::IMAGE, made.0));
    pty.send("\u{3}");
    assert_ne!(pty.end(), 0);
}

fn named_docker() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = folder.path().join("docker");
    #[cfg(unix)]
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_baeum"), &name).expect("a link");
    #[cfg(not(unix))]
    std::fs::copy(env!("CARGO_BIN_EXE_baeum"), &name).expect("a copy");
    let output = Command::new(&name)
        .args([
            "image",
            "ls",
            "--format",
            "{{.Repository}}:{{.Tag}}",
            super::IMAGE,
        ])
        .output()
        .expect("it runs");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        format!("{}\n", super::IMAGE)
    );
}
