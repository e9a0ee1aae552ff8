//! What a learner sees and types, prompt by prompt.

use libtest_mimic::Trial;

use portable_pty::CommandBuilder;

use super::pty::Pty;

impl Pty {
    /// Plays a scene in a terminal of its own.
    fn start(scene: &str, columns: u16, rows: u16) -> Self {
        Self::start_with(scene, columns, rows, &[])
    }

    fn start_with(scene: &str, columns: u16, rows: u16, variables: &[(&str, &str)]) -> Self {
        let mut command = CommandBuilder::new(std::env::current_exe().expect("this program"));
        command.env(super::scenes::VARIABLE, scene);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        for (name, value) in variables {
            command.env(name, value);
        }
        Self::run(command, columns, rows)
    }
}

pub(crate) fn all() -> Vec<Trial> {
    let tests: [(&str, fn()); 20] = [
        (
            "moving in a korean menu leaves the lines above alone",
            moving_in_a_menu,
        ),
        (
            "a picker taller than the screen scrolls",
            a_long_list_scrolls,
        ),
        ("several answers are marked and taken", several_answers),
        (
            "ctrl c gives the terminal back from every prompt",
            interrupting,
        ),
        ("a panic gives the terminal back and can be read", a_panic),
        ("yes works with a korean keyboard", yes_in_korean),
        (
            "a key typed while waiting does not answer the next question",
            typed_too_early,
        ),
        ("ctrl c while waiting is not lost", interrupted_too_early),
        ("the language is chosen with arrows", choosing_a_language),
        ("a name has a default and says what is wrong", a_name),
        ("korean text can be edited", editing_korean),
        ("a command has history hints and completion", a_command_line),
        ("without colour nothing is coloured", no_colour),
        ("a dumb terminal is no terminal for prompts", dumb_terminal),
        ("conditions tick in place at 40 columns", ticking_in_place),
        ("a new size is drawn afresh", resizing),
        (
            "a prompt in the middle of a page gives the keys back",
            a_prompt_in_a_page,
        ),
        ("a child command has the terminal to itself", a_child),
        ("pasted text is not read as single keys", pasting),
        ("progress goes away again", bars_go_away),
    ];
    tests
        .into_iter()
        .map(|(name, test)| {
            Trial::test(name, move || {
                test();
                Ok(())
            })
        })
        .collect()
}

const DOWN: &str = "\u{1b}[B";
const UP: &str = "\u{1b}[A";
const CTRL_C: &str = "\u{3}";

fn moving_in_a_menu() {
    let mut pty = Pty::start("menu", 60, 24);
    let first = pty.wait_for("Esc 뒤로");
    assert!(
        first.starts_with("above 1\nabove 2\n  ❯ 컨테이너 간 통신"),
        "{first}"
    );
    for _ in 0..4 {
        pty.send(DOWN);
    }
    pty.wait_for("❯ 준비 상태 확인");
    for _ in 0..4 {
        pty.send(UP);
    }
    let last = pty.wait_for("❯ 컨테이너 간 통신");
    assert_eq!(first, last);
    pty.send(DOWN);
    pty.send("\r");
    let shown = pty.wait_for("answer");
    assert_eq!(shown.trim_end(), "above 1\nabove 2\nanswer: Item(1)");
    assert_eq!(pty.end(), 0);
    assert!(!pty.hides_cursor() && pty.is_cooked());
}

fn a_long_list_scrolls() {
    let mut pty = Pty::start("long", 60, 12);
    pty.wait_for("❯ 1단계");
    for _ in 0..23 {
        pty.send(DOWN);
    }
    let shown = pty.wait_for("❯ 24단계");
    assert!(shown.contains("Esc 뒤로") && shown.contains('↑'), "{shown}");
    pty.send("7");
    pty.wait_for("❯ 7단계");
    pty.send("\r");
    pty.wait_for("Item(6)");
    assert_eq!(pty.end(), 0);
}

fn several_answers() {
    let mut pty = Pty::start("many", 60, 24);
    pty.wait_for("❯ ○ 1단계");
    pty.send(" ");
    pty.send(DOWN);
    pty.send(DOWN);
    pty.send(" ");
    pty.wait_for("❯ ✔ 3단계");
    pty.send("\r");
    pty.wait_for("Items([0, 2])");
}

fn interrupting() {
    let scenes = [
        ("menu", "Esc 뒤로"),
        ("many", "Esc 뒤로"),
        ("confirm", "(n)"),
        ("language", "English"),
        ("name", "❯"),
        ("text", "❯"),
        ("line", "$ "),
        ("page", "나가기"),
    ];
    for (scene, ready) in scenes {
        let mut pty = Pty::start(scene, 60, 40);
        pty.wait_for(ready);
        pty.send(CTRL_C);
        assert_eq!(pty.end(), 130, "{scene}");
        assert!(!pty.hides_cursor(), "{scene} leaves the cursor hidden");
        assert!(pty.is_cooked(), "{scene} leaves the terminal raw");
    }
}

fn a_panic() {
    let mut pty = Pty::start("panic", 80, 24);
    pty.wait_for("a fault of ours");
    assert_eq!(pty.end(), 101);
    assert!(!pty.hides_cursor() && pty.is_cooked());
}

fn yes_in_korean() {
    let mut pty = Pty::start("confirm", 60, 24);
    pty.wait_for("(n)");
    pty.send("호");
    pty.send("ㅛ");
    pty.wait_for("answer: true");
    let mut pty = Pty::start("confirm", 60, 24);
    pty.wait_for("(n)");
    pty.send("\r");
    pty.wait_for("answer: false");
}

fn typed_too_early() {
    let mut pty = Pty::start("late", 60, 24);
    pty.wait_for("확인하는 중");
    pty.send("y");
    pty.wait_for("(n)");
    pty.send("\r");
    pty.wait_for("answer: false");
}

fn interrupted_too_early() {
    let mut pty = Pty::start("busy", 60, 24);
    pty.wait_for("바빠요");
    pty.send(CTRL_C);
    assert_eq!(pty.end(), 130);
    assert!(!pty.hides_cursor() && pty.is_cooked());
}

fn choosing_a_language() {
    let mut pty = Pty::start("language", 60, 24);
    let shown = pty.wait_for("English");
    assert!(shown.contains("❯ 한국어"), "{shown}");
    pty.send(DOWN);
    pty.wait_for("❯ English");
    pty.send("\r");
    pty.wait_for("answer: en");
    assert_eq!(pty.end(), 0);
    assert!(!pty.hides_cursor() && pty.is_cooked());
}

fn a_name() {
    let mut pty = Pty::start("name", 60, 24);
    pty.wait_for("❯");
    pty.send("my net\r");
    pty.wait_for("빈칸을 쓸 수 없어요");
    pty.send("net2\r");
    pty.wait_for("answer: net2");
    let mut pty = Pty::start("name", 60, 24);
    pty.wait_for("❯");
    pty.send("\r");
    pty.wait_for("answer: mynet1");
}

fn editing_korean() {
    let mut pty = Pty::start("text", 60, 24);
    pty.wait_for("❯");
    pty.send("배움과");
    pty.wait_for("배움과");
    pty.send("\u{7f}");
    pty.send("\u{1b}[D");
    pty.send("고");
    pty.wait_for("배고움");
    pty.send("\r");
    pty.wait_for("answer: 배고움");
}

fn a_command_line() {
    let mut pty = Pty::start("line", 60, 24);
    pty.wait_for("$ ");
    pty.send("docker n");
    pty.wait_for("docker network create mynet1");
    pty.send("\u{15}docker stop ngi\t");
    pty.wait_for("docker stop nginx-container");
    pty.send("\r");
    pty.wait_for("answer: docker stop nginx-container (2)");
}

fn no_colour() {
    for scene in ["menu", "name", "line", "page"] {
        let mut pty = Pty::start_with(scene, 60, 40, &[("NO_COLOR", "1")]);
        pty.wait(scene, |shown| {
            shown.contains('❯')
                || shown.contains("$ ") && shown.contains('○')
                || shown.contains("$ ")
        });
        pty.send(CTRL_C);
        pty.end();
        let text = String::from_utf8_lossy(&pty.raw).into_owned();
        let colour = text.split("\u{1b}[").skip(1).find(|rest| {
            let end = rest.find(|sign: char| sign.is_ascii_alphabetic());
            end.is_some_and(|end| rest[end..].starts_with('m'))
        });
        assert_eq!(colour, None, "{scene}");
    }
}

fn dumb_terminal() {
    let mut pty = Pty::start_with("menu", 60, 24, &[("TERM", "dumb")]);
    assert_eq!(pty.end(), 5);
    assert!(!String::from_utf8_lossy(&pty.raw).contains('\u{1b}'));
}

fn ticking_in_place() {
    let mut pty = Pty::start("page", 40, 40);
    let before = pty.wait_for("나가기");
    assert!(before.contains("○  mynet1 네트워크가 있다"), "{before}");
    pty.send("t");
    pty.wait_for("172.18.0.0/16");
    pty.send("ㅅ");
    let after = pty.wait_for("✔  드라이버가 bridge이다");
    assert!(!after.contains('○'), "{after}");
    // Everything else is still there, in the same order.
    let mut lines = after.lines();
    for line in before.lines().filter(|line| !line.contains('○')) {
        assert!(lines.any(|new| new == line), "{line} is gone:\n{after}");
    }
    pty.send("q");
    pty.wait_for("answer: met 2");
    assert_eq!(pty.end(), 0);
}

fn resizing() {
    let mut pty = Pty::start("page", 100, 40);
    pty.wait_for("나가기");
    pty.resize(60, 40);
    pty.send("t");
    let shown = pty.wait_for("✔  mynet1 네트워크가 있다");
    assert_eq!(
        shown.matches("mynet1 네트워크가 있다").count(),
        1,
        "{shown}"
    );
    assert_eq!(shown.matches("컨테이너 간 통신").count(), 1, "{shown}");
    assert_eq!(pty.press_until_end("q"), 0);
}

fn a_prompt_in_a_page() {
    let mut pty = Pty::start("page", 60, 40);
    pty.wait_for("나가기");
    pty.send("s");
    pty.wait_for("❯");
    pty.send("가나다\r");
    pty.wait_for("Text(\"가나다\")");
    pty.send("t");
    pty.wait_for("✔  mynet1");
    pty.send("q");
    pty.wait_for("answer: met 1");
    assert_eq!(pty.end(), 0);
    assert!(!pty.hides_cursor() && pty.is_cooked());
}

fn bars_go_away() {
    let mut pty = Pty::start("bars", 80, 24);
    pty.wait_for("받는 중");
    let shown = pty.wait_for("answer: done");
    assert!(!shown.contains('━'), "{shown}");
    assert!(shown.contains("Step 1/3"), "{shown}");
}

fn a_child() {
    let mut pty = Pty::start("child", 60, 24);
    pty.wait_for("name?");
    assert!(!pty.hides_cursor() && pty.is_cooked());
    pty.send("배움\r");
    pty.wait_for("아래");
    assert_eq!(pty.rows()[3..6], ["name? 배움", "hello 배움", "아래"]);
    pty.send("x");
    pty.wait_for("answer: true Char('x')");
    assert_eq!(pty.end(), 0);
    assert!(!pty.hides_cursor() && pty.is_cooked());
}

fn pasting() {
    let mut pty = Pty::start("page", 60, 40);
    pty.wait_for("나가기");
    pty.send("\u{1b}[200~quit 배움\u{1b}[201~");
    pty.wait_for("[quit 배움]");
    pty.send("t");
    pty.wait_for("✔  mynet1");
    pty.send("q");
    assert_eq!(pty.end(), 0);
}
