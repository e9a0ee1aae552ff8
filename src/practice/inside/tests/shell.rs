//! The shell: what busybox's prints for the same text.

use proptest::prelude::*;

use crate::practice::inside::fake::Fake;

fn both(text: &str) -> String {
    let mut fake = Fake::new();
    let (stdout, stderr, code) = fake.shell(text);
    format!("{stdout}{stderr}--- exit {code}")
}

#[test]
fn texts_give_what_busybox_gives() {
    // Each was run with `busybox sh -c` (1.35) in the real image.
    let cases = [
        ("nosuch; echo $?", "127\nsh: nosuch: not found\n--- exit 0"),
        ("curl -s localhost:81 || echo no; exit 3", "no\n--- exit 3"),
        (
            "cd /nosuch; pwd; cd /etc; pwd; echo ~",
            "/\n/etc\n/root\nsh: cd: line 0: can't cd to /nosuch: No such file or directory\n--- exit 0",
        ),
        (
            "echo \"a b\"  c $HOME \"$HOME\" '$HOME'",
            "a b c /root /root $HOME\n--- exit 0",
        ),
        (
            "if",
            "sh: syntax error: unexpected end of file (expecting \"then\")\n--- exit 2",
        ),
        (
            "echo \"abc",
            "sh: syntax error: unterminated quoted string\n--- exit 2",
        ),
        (")", "sh: syntax error: unexpected \")\"\n--- exit 2"),
        (
            "echo a | | b",
            "sh: syntax error: unexpected \"|\"\n--- exit 2",
        ),
        (
            "/etc/passwd",
            "sh: /etc/passwd: Permission denied\n--- exit 126",
        ),
        ("/etc", "sh: /etc: Permission denied\n--- exit 126"),
        ("./x", "sh: ./x: not found\n--- exit 127"),
        (
            "echo hi > /nosuch/x",
            "sh: can't create /nosuch/x: nonexistent directory\n--- exit 1",
        ),
        (
            "cat < /nosuch",
            "sh: can't open /nosuch: no such file\n--- exit 1",
        ),
        (
            "echo a; ; echo b",
            "sh: syntax error: unexpected \";\"\n--- exit 2",
        ),
        (
            "exit abc",
            "sh: exit: line 0: Illegal number: abc\n--- exit 2",
        ),
        (
            "export A=1; echo $A; B=2 env | grep B=; C=3; echo $C$A",
            "1\nB=2\n31\n--- exit 0",
        ),
        (
            "echo /etc/ngi*; echo /nosuch*",
            "/etc/nginx\n/nosuch*\n--- exit 0",
        ),
        (
            "true && echo yes || echo no; ! true; echo $?",
            "yes\n1\n--- exit 0",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(both(text), expected, "{text}");
    }
}

#[test]
fn pipes_redirections_and_loops_work() {
    assert_eq!(
        both("for i in 1 2 3; do echo $i; done | wc -l"),
        "3\n--- exit 0"
    );
    assert_eq!(
        both(
            "echo a > /tmp/x; echo b >> /tmp/x; cat /tmp/x; rm /tmp/x; ls /tmp/x 2>/dev/null; echo $?"
        ),
        "a\nb\n1\n--- exit 0"
    );
    assert_eq!(both("ls /nosuch 2>&1 | grep -c nosuch"), "1\n--- exit 0");
    assert_eq!(
        both("if [ -f /etc/passwd ]; then echo yes; else echo no; fi"),
        "yes\n--- exit 0"
    );
    assert_eq!(
        both("x=$(hostname); echo \"on $x\" `echo and`"),
        "on cd59a98a4be4 and\n--- exit 0"
    );
    assert_eq!(
        both("for i in `seq 3`; do [ $i = 2 ] && continue; echo $i; done"),
        "1\n3\n--- exit 0"
    );
    assert_eq!(
        both("(cd /etc; pwd); pwd # a remark"),
        "/etc\n/\n--- exit 0"
    );
    assert_eq!(
        both("echo ${NOPE:-other} $((1)) "),
        "sh: the practice engine's shell does not know arithmetic ($((…)))\n--- exit 2"
    );
    assert_eq!(
        both("echo *"),
        "bin dev docker-entrypoint.sh etc home mnt opt proc root run sbin srv sys tmp usr var\n--- exit 0"
    );
    assert_eq!(both("echo \"*\" '*' \\*"), "* * *\n--- exit 0");
}

#[test]
fn a_loop_without_end_is_stopped() {
    let shown = both("while true; do :; done");
    assert!(
        shown.contains("the practice engine's shell stops after 5000 commands"),
        "{shown}"
    );
}

#[test]
fn what_the_shell_does_not_know_is_said() {
    assert_eq!(
        both("f() { echo; }"),
        "sh: the practice engine's shell does not know functions\n--- exit 2"
    );
    assert_eq!(
        both("case x in esac"),
        "sh: the practice engine's shell does not know \"case\"\n--- exit 2"
    );
    assert_eq!(
        both("sleep 1 &"),
        "sh: the practice engine's shell does not know commands in the background (&)\n--- exit 2"
    );
}

proptest! {
    #[test]
    fn no_line_makes_the_shell_panic(text in "([ \\n;|&<>()\"'`$\\\\#*?~!={}-]|echo|ls|cat|for|in|do|done|if|then|fi|while|true|x|/etc|/tmp/a|2>&1|\\$\\(|[a-z0-9\u{ac00}]){0,40}") {
        let mut fake = Fake::new();
        let _ = fake.shell(&text);
    }

    #[test]
    fn no_words_make_a_tool_panic(tool in "curl|wget|ping|ip|ls|cat|grep|head|tail|wc|sort|date|printf|test|kill|rm|touch|getent|nslookup|hostname|env|nginx|node|sh|sleep|tr|cut|netstat|ss|ifconfig|cp|mv|which|uniq|seq|echo", words in proptest::collection::vec("-[a-zA-Z0-9]{1,3}|[a-z0-9./:%*\\[\u{ac00}-]{0,8}|web:8080|/etc|http://web:8080/|-o", 0..5)) {
        let mut fake = Fake::new();
        let mut argv = vec![tool];
        argv.extend(words);
        let _ = crate::practice::inside::run(&argv, "a b\nc\n".as_bytes(), &mut fake);
    }
}
