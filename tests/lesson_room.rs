//! The lesson room from the outside: a valid lesson, many broken ones, and input that nobody wrote on purpose.

#[path = "broken/cases.rs"]
mod cases;

use std::path::Path;

use baeum::l10n::{Language, Words};
use baeum::lesson::source::folder;
use baeum::lesson::{Content, Diagnostic, Kind, LessonFiles, Reading, read, render};
use cases::{CASES, Change};
use proptest::prelude::*;

fn base() -> LessonFiles {
    folder(Path::new("tests/broken/base")).unwrap()
}

fn text(files: &LessonFiles, path: &str) -> String {
    match files.files.get(path) {
        Some(Content::Bytes(bytes)) => String::from_utf8(bytes.to_vec()).unwrap(),
        other => panic!("{path}: {other:?}"),
    }
}

fn broken(file: &str, change: &Change) -> LessonFiles {
    let mut files = base();
    match change {
        Change::Replace(from, to) => {
            let old = text(&files, file);
            assert_eq!(old.matches(from).count(), 1, "{from:?} in {file}");
            files.with(file, old.replace(from, to))
        }
        Change::Write(content) => files.with(file, *content),
        Change::Remove => {
            files.files.remove(file).unwrap();
            files
        }
    }
}

fn short(diagnostic: &Diagnostic) -> String {
    format!(
        "{} {}:{}:{}",
        diagnostic.code, diagnostic.file, diagnostic.line, diagnostic.column
    )
}

fn rendered(reading: &Reading, language: Language) -> String {
    render(
        &reading.diagnostics,
        &reading.sources,
        &Words::load(language),
        false,
    )
}

#[test]
fn a_valid_lesson_is_read_whole() {
    let reading = read(&base());
    assert_eq!(reading.diagnostics, []);
    let lesson = reading.lesson.unwrap();
    let step = &lesson.steps[1];
    let ids: Vec<&str> = step.conditions.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(
        ids[..5],
        [
            "network-there",
            "engine",
            "image",
            "container",
            "container-2"
        ]
    );
    assert!(
        matches!(&step.conditions[8].kind, Kind::OnlyPublished { host_ports }
        if *host_ports == ["28081", "${web_port}"])
    );
    let korean = step.text(Language::Korean).unwrap();
    assert_eq!(korean.title, "네트워크 만들기");
    assert_eq!(
        korean.task.as_deref(),
        Some("`${network}` 네트워크를 만드세요.")
    );
    assert_eq!(korean.hints[1], "`create`를 써요.\n이름도 필요해요.");
    assert_eq!(korean.questions[0].question, "DRIVER 열에는 무엇이 있나요?");
    assert_eq!(korean.after.as_deref(), Some("이제 네트워크가 있어요."));
    assert_eq!(
        korean.talk.as_deref(),
        Some("오늘은 네트워크를 만들어 볼게요.\n")
    );
    assert_eq!(
        korean.body,
        "컨테이너의 주소는 `${address:web}` 값이에요.\n\n```text\n base-web ---> ${network}   *{{.Name}}* $HOME\n```"
    );
    let welcome = lesson.steps[0].text(Language::English).unwrap();
    assert_eq!(welcome.quizzes[0].question, "What does a network do?");
    assert!(welcome.quizzes[0].passed(&[0]));
    assert!(!welcome.quizzes[0].passed(&[0, 1]));
    assert!(
        welcome
            .body
            .contains("> [!NOTE]\n> We use the network `${network}`.")
    );
    assert!(!welcome.body.contains("What does"));
}

#[test]
fn a_lesson_with_windows_line_ends_is_the_same_lesson() {
    let mut files = base();
    let paths: Vec<String> = files.files.keys().cloned().collect();
    for path in paths {
        let windows = text(&files, &path).replace('\n', "\r\n");
        files = files.with(&path, windows);
    }
    let (windows, unix) = (read(&files), read(&base()));
    assert_eq!(windows.diagnostics, []);
    let (windows, unix) = (windows.lesson.unwrap(), unix.lesson.unwrap());
    for (a, b) in windows.steps.iter().zip(&unix.steps) {
        assert_eq!(a.text, b.text);
        assert_eq!(a.conditions, b.conditions);
    }
}

#[test]
fn each_broken_lesson_gives_its_diagnostics() {
    let mut wrong = Vec::new();
    for case in CASES {
        let reading = read(&broken(case.file, &case.change));
        let found: Vec<String> = reading.diagnostics.iter().map(short).collect();
        if found != case.expected {
            wrong.push(format!("{}: {found:?}", case.name));
        }
        for language in Language::ALL {
            let text = rendered(&reading, language);
            assert!(!text.contains("lesson-"), "a message is missing: {text}");
            assert!(!text.contains("{$"), "an argument is missing: {text}");
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(CASES.len() >= 40);
}

#[test]
fn each_broken_lesson_is_explained_in_both_languages() {
    for (name, language) in [
        ("cases_korean", Language::Korean),
        ("cases_english", Language::English),
    ] {
        let pages: Vec<String> = CASES
            .iter()
            .map(|case| {
                let reading = read(&broken(case.file, &case.change));
                format!("### {}\n{}", case.name, rendered(&reading, language))
            })
            .collect();
        insta::assert_snapshot!(name, pages.join("\n"));
    }
}

#[test]
fn every_problem_of_a_lesson_is_reported_at_once() {
    let toml = text(&base(), "lesson.toml")
        .replace("minutes = 10", "minutes = \"ten\"")
        .replace("driver = \"bridge\" }", "drivr = \"bridge\" }")
        .replace(
            "docker network create ${network}",
            "docker network create ${netwrok}",
        )
        .replace("mode = \"bridge\"", "mode = \"bride\"")
        .replace("network-name-close", "network-name-near");
    let korean = text(&base(), "ko/create.md")
        .replace(
            "네트워크를 만드세요",
            "이 **네트워크(network)**를 만드세요<br>",
        )
        .replace(" 값이에요", "예요");
    let reading = read(
        &base()
            .with("lesson.toml", toml)
            .with("ko/create.md", korean),
    );
    assert!(reading.lesson.is_none());
    insta::assert_snapshot!("many_korean", rendered(&reading, Language::Korean));
    insta::assert_snapshot!("many_english", rendered(&reading, Language::English));
}

#[test]
fn several_syntax_errors_are_reported_at_once() {
    let toml = text(&base(), "lesson.toml")
        .replace("minutes = 10", "minutes = = 10")
        .replace("id = \"welcome\"", "id = welcome");
    let reading = read(&base().with("lesson.toml", toml));
    insta::assert_snapshot!(rendered(&reading, Language::English));
}

#[test]
fn a_lesson_with_warnings_only_can_be_played() {
    let korean = text(&base(), "ko/create.md").replace(" 값이에요", "예요");
    let reading = read(&base().with("ko/create.md", korean));
    assert_eq!(reading.diagnostics.len(), 1);
    assert!(reading.lesson.is_some());
}

#[test]
fn a_huge_lesson_is_refused_quickly() {
    let start = std::time::Instant::now();
    let step = "[[step]]\nid = \"x\"\n";
    let many = text(&base(), "lesson.toml") + &step.repeat(10_000);
    let reading = read(&base().with("lesson.toml", many));
    assert_eq!(reading.diagnostics.len(), 1);
    let large = read(&base().with("ko/create.md", vec![b'x'; 50_000_000]));
    assert_eq!(large.diagnostics.len(), 1);
    let deep = format!("x = {}", "[".repeat(200_000));
    assert!(read(&base().with("lesson.toml", deep)).lesson.is_none());
    let dots = format!(
        "[[step]]\nid = \"x\"\n[[step.condition]]\n{}engine = {{}}\n",
        "not.".repeat(100_000)
    );
    assert!(read(&base().with("lesson.toml", dots)).lesson.is_none());
    let headers = format!("[{}x]\n", "a.".repeat(200_000));
    assert!(read(&base().with("lesson.toml", headers)).lesson.is_none());
    let keys: Vec<String> = (0..40_000).map(|n| format!("key{n} = 1\n")).collect();
    assert!(
        read(&base().with("lesson.toml", keys.concat()))
            .lesson
            .is_none()
    );
    let conditions = "  { id = \"a\", engine = {} },\n".repeat(20_000);
    let conditions = text(&base(), "lesson.toml")
        .replace("condition = [\n", &format!("condition = [\n{conditions}"));
    assert!(
        read(&base().with("lesson.toml", conditions))
            .lesson
            .is_none()
    );
    let quotes = ">".repeat(100_000) + " x\n";
    assert!(read(&base().with("ko/create.md", quotes)).lesson.is_none());
    let emphasis = "*a ".repeat(60_000);
    assert!(
        read(&base().with("ko/create.md", emphasis))
            .lesson
            .is_none()
    );
    let open = "${".repeat(100_000);
    assert!(read(&base().with("ko/create.md", open)).lesson.is_none());
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(toml in ".*", markdown in "(\\PC|[#>!\\[\\]*`?$\\{\\}\\-\\n x가를]){0,200}") {
        let files = base().with("ko/create.md", markdown);
        let reading = read(&files);
        let _ = rendered(&reading, Language::Korean);
        let _ = rendered(&read(&base().with("lesson.toml", toml)), Language::English);
    }

    #[test]
    fn no_slip_in_a_lesson_makes_it_panic(at in 0.0..1.0_f64, length in 0_usize..20, new in "[\\[\\]{}\"=#, a-z0-9\\n$:한\u{1b}]{0,6}", file in 0_usize..3) {
        let path = ["lesson.toml", "ko/create.md", "en/welcome.md"][file];
        let old = text(&base(), path);
        let characters: Vec<char> = old.chars().collect();
        #[allow(clippy::cast_precision_loss, clippy::cast_sign_loss)]
        let start = (at * characters.len() as f64) as usize;
        let end = (start + length).min(characters.len());
        let changed: String = characters[..start].iter().copied().chain(new.chars()).chain(characters[end..].iter().copied()).collect();
        let reading = read(&base().with(path, changed));
        let _ = rendered(&reading, Language::Korean);
        prop_assert!(reading.lesson.is_some() || !reading.diagnostics.is_empty());
    }
}
