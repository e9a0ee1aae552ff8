//! Snapshots of the building blocks, in both languages and two widths.

use super::super::text::to_plain;
use super::*;

fn findings(korean: bool) -> Vec<FindingView> {
    let pick = |ko: &str, en: &str| if korean { ko.to_owned() } else { en.to_owned() };
    vec![
        FindingView {
            sign: Sign::Met,
            text: pick("nginx-container가 mynet1에 있다", "nginx-container is on mynet1"),
            detail: Some("172.18.0.2".to_owned()),
            explanation: Vec::new(),
        },
        FindingView {
            sign: Sign::Unmet,
            text: pick(
                "nodeserver-container가 mynet1에 있다",
                "nodeserver-container is on mynet1",
            ),
            detail: None,
            explanation: vec![
                (pick("기대한 값", "expected"), vec!["mynet1".into()]),
                (
                    pick("실제 값", "found"),
                    vec![pick("bridge (기본 네트워크)", "bridge (the default network)").into()],
                ),
                (
                    pick("까닭", "why"),
                    vec![
                        pick(
                            "--network 없이 실행한 컨테이너는 기본 브리지에 들어가고, 거기서는 이름을 찾을 수 없어요.",
                            "Without --network a container goes to the default bridge, and names are not resolved there.",
                        )
                        .into(),
                    ],
                ),
                (
                    pick("다음", "next"),
                    vec![Span::code(
                        "docker network connect mynet1 nodeserver-container",
                    )],
                ),
            ],
        },
        FindingView {
            sign: Sign::Skipped,
            text: pick("웹 서버가 대답한다", "the web server answers"),
            detail: None,
            explanation: Vec::new(),
        },
        FindingView {
            sign: Sign::Waiting,
            text: pick("드라이버가 bridge이다", "the driver is bridge"),
            detail: Some(pick("아주 긴 설명이 오른쪽에 붙어서 한 줄에 들어가지 않을 때도 있어요", "a long detail that does not fit at the right of the text of this condition any more")),
            explanation: Vec::new(),
        },
    ]
}

fn actions(korean: bool) -> Vec<Action> {
    let names: [(&str, &str, &str); 6] = [
        ("Enter", "여기에 입력", "type it here"),
        ("r", "대신 실행", "run it for me"),
        ("h", "힌트", "hint"),
        ("w", "왜 안 될까", "why not yet"),
        ("?", "더 보기", "more"),
        ("q", "나가기", "quit"),
    ];
    names
        .into_iter()
        .enumerate()
        .map(|(index, (key, ko, en))| Action {
            key: key.to_owned(),
            text: if korean { ko } else { en }.to_owned(),
            highlighted: index == 0,
        })
        .collect()
}

fn whole(korean: bool, width: usize) -> String {
    let (app, title, task) = if korean {
        ("배움", "컨테이너 간 통신", "할 일")
    } else {
        ("baeum", "Container to container", "Your task")
    };
    let commands = [
        CommandLine {
            prompt: '$',
            text: "docker network create mynet1".to_owned(),
            place: None,
        },
        CommandLine {
            prompt: '#',
            text: "curl --silent --max-time 3 http://nodeserver-container:8080/".to_owned(),
            place: Some("nginx-container".to_owned()),
        },
    ];
    let mut lines = header(app, title, 5, 24, width);
    lines.push(Line::new());
    lines.extend(task_block(
        task,
        &commands_block(&commands, task_room(width)),
        width,
    ));
    lines.push(Line::new());
    lines.extend(finding_lines(&findings(korean), width));
    lines.push(Line::new());
    lines.extend(actions_bar(&actions(korean), width));
    lines.push(Line::new());
    let next = vec![vec![
        Span::plain(if korean {
            "Docker Desktop을 켜거나 "
        } else {
            "Start Docker Desktop or run "
        }),
        Span::code("baeum play --engine practice"),
    ]];
    let (what, why) = if korean {
        (
            "Docker에 연결할 수 없어요",
            "설치되어 있지만 실행 중이 아니에요.",
        )
    } else {
        (
            "Docker cannot be reached",
            "It is installed but not running.",
        )
    };
    lines.extend(error_page(what, why, &next, width));
    for line in &lines {
        assert!(line_columns(line) <= width, "{line:?}");
    }
    to_plain(&lines)
}

#[test]
fn a_page_in_korean_at_100_columns() {
    insta::assert_snapshot!(whole(true, 100));
}

#[test]
fn a_page_in_korean_at_60_columns() {
    insta::assert_snapshot!(whole(true, 60));
}

#[test]
fn a_page_in_english_at_100_columns() {
    insta::assert_snapshot!(whole(false, 100));
}

#[test]
fn a_page_in_english_at_60_columns() {
    insta::assert_snapshot!(whole(false, 60));
}

#[test]
fn a_very_narrow_page_does_not_fail() {
    for width in 4..30 {
        whole(true, width);
        whole(false, width);
    }
    for width in 0..4 {
        let _ = header("배움", "컨테이너", 1, 2, width);
        let _ = finding_lines(&findings(true), width);
        let _ = actions_bar(&actions(true), width);
    }
}

#[test]
fn a_progress_bar_is_as_long_as_asked() {
    for (done, total, width) in [
        (0, 0, 10),
        (0, 24, 10),
        (24, 24, 10),
        (30, 24, 10),
        (1, 24, 0),
    ] {
        assert_eq!(line_columns(&progress_bar(done, total, width)), width);
    }
}

#[test]
fn text_from_an_engine_cannot_colour_the_page() {
    let finding = FindingView {
        sign: Sign::Unmet,
        text: "\u{1b}[31mred".to_owned(),
        detail: Some("\u{7}bell".to_owned()),
        explanation: vec![("l".to_owned(), vec![Span::plain("\u{1b}]0;t\u{7}x")])],
    };
    let text = to_plain(&finding_lines(&[finding], 80));
    assert!(!text.contains(['\u{1b}', '\u{7}']), "{text:?}");
}
