//! The interactive shell: what a person sees.

use proptest::prelude::*;

use crate::practice::inside::fake::{Fake, argv};
use crate::practice::inside::*;

struct Session {
    fake: Fake,
    terminal: Terminal,
}

impl Session {
    fn new(words: &[&str]) -> (Session, String) {
        let mut fake = Fake::new();
        let mut terminal = Terminal::new(&argv(words)).expect("there is something to start");
        let screen = terminal.start(&mut fake);
        (
            Session { fake, terminal },
            String::from_utf8(screen).expect("text"),
        )
    }

    fn types(&mut self, text: &str) -> String {
        String::from_utf8(self.terminal.feed(text.as_bytes(), &mut self.fake)).expect("text")
    }
}

#[test]
fn a_command_is_echoed_run_and_followed_by_the_prompt() {
    let (mut session, first) = Session::new(&["/bin/sh"]);
    assert_eq!(first, "/ # ");
    assert_eq!(
        session.types("curl web:8080\r"),
        "curl web:8080\r\nhello\r\n/ # "
    );
    assert_eq!(
        session.types("cd /etc/nginx\r"),
        "cd /etc/nginx\r\n/etc/nginx # "
    );
    assert_eq!(
        session.types("nosuch\r"),
        "nosuch\r\n/bin/sh: nosuch: not found\r\n/etc/nginx # "
    );
    assert_eq!(session.types("cd\rexit 4\r"), "cd\r\n~ # exit 4\r\n");
    assert_eq!(session.terminal.finished(), Some(4));
    assert_eq!(session.types("x"), "");
}

#[test]
fn mistakes_can_be_rubbed_out_also_in_korean() {
    let (mut session, _) = Session::new(&["sh"]);
    assert_eq!(session.types("ab\u{7f}"), "ab\u{8} \u{8}");
    assert_eq!(
        session.types("\u{15}한\u{7f}"),
        "\u{8} \u{8}한\u{8}\u{8}  \u{8}\u{8}"
    );
    assert_eq!(session.types("echo 한글\r"), "echo 한글\r\n한글\r\n/ # ");
    let bytes = "한".as_bytes();
    let (one, two) = bytes.split_at(1);
    assert_eq!(session.terminal.feed(one, &mut session.fake), b"");
    assert_eq!(session.terminal.feed(two, &mut session.fake), bytes);
}

#[test]
fn control_keys_do_what_they_do_on_a_terminal() {
    let (mut session, _) = Session::new(&["sh"]);
    assert_eq!(session.types("abc\u{3}"), "abc^C\r\n/ # ");
    assert_eq!(session.types("echo $?\r"), "echo $?\r\n130\r\n/ # ");
    assert_eq!(session.types("\u{1b}[D\u{1b}[C\u{1b}[3~\t"), "");
    assert_eq!(session.types("\u{1b}[A"), "echo $?");
    assert_eq!(session.types("\u{1b}[B"), "\u{8} \u{8}".repeat(7));
    assert_eq!(session.types("echo 'a\r"), "echo 'a\r\n> ");
    assert_eq!(session.types("b'\r"), "b'\r\na\r\nb\r\n/ # ");
    assert_eq!(session.types("x\u{4}\u{15}"), "x\u{8} \u{8}");
    assert_eq!(session.types("false\r\u{4}"), "false\r\n/ # \r\n");
    assert_eq!(session.terminal.finished(), Some(1));
}

#[test]
fn a_ping_runs_until_it_is_interrupted() {
    let (mut session, _) = Session::new(&["sh"]);
    assert_eq!(
        session.types("ping web\r"),
        "ping web\r\nPING web (172.22.0.2): 56 data bytes\r\n64 bytes from 172.22.0.2: seq=0 ttl=64 time=0.096 ms\r\n"
    );
    assert!(session.terminal.busy());
    let next = session.terminal.tick(&mut session.fake);
    assert_eq!(
        next,
        b"64 bytes from 172.22.0.2: seq=1 ttl=64 time=0.118 ms\r\n"
    );
    assert_eq!(
        session.types("\u{3}"),
        "^C\r\n--- web ping statistics ---\r\n2 packets transmitted, 2 packets received, 0% packet loss\r\nround-trip min/avg/max = 0.096/0.107/0.118 ms\r\n/ # "
    );
    assert!(!session.terminal.busy());
}

#[test]
fn a_program_that_is_no_shell_runs_to_its_end() {
    let (session, screen) = Session::new(&["hostname"]);
    assert_eq!(
        (screen.as_str(), session.terminal.finished()),
        ("cd59a98a4be4\r\n", Some(0))
    );
    let (session, screen) = Session::new(&["sh", "-c", "exit 5"]);
    assert_eq!(
        (screen.as_str(), session.terminal.finished()),
        ("", Some(5))
    );
}

#[test]
fn nothing_to_start_is_an_error() {
    assert!(Terminal::new(&[]).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_the_terminal_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let (mut session, _) = Session::new(&["sh"]);
        let _ = session.terminal.feed(&bytes, &mut session.fake);
        let _ = session.terminal.tick(&mut session.fake);
    }
}
