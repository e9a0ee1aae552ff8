//! Lessons that can be played and still are not right: what lint says of each, in both languages.

#[path = "broken/cases.rs"]
#[allow(dead_code, reason = "shared with the tests of the lesson room")]
mod cases;

use std::collections::BTreeSet;

use baeum::l10n::{Language, Words};
use baeum::lesson::lint::lint;
use baeum::lesson::starter::starter_files;
use baeum::lesson::{Code, Content, LessonFiles, Reading, render};
use cases::CASES;

/// What is changed in a lesson that is right: file, text, and what stands there instead. A file
/// that is not there is written.
type Change = (&'static str, &'static str, &'static str);

/// One lesson that is not right, and the findings that must come of it.
struct Finding {
    name: &'static str,
    changes: &'static [Change],
    expected: &'static [&'static str],
}

const CONDITION: &str =
    r#"id = "network-there", network = { name = "${network}", driver = "bridge" }"#;

const FINDINGS: &[Finding] = &[
    Finding {
        name: "a code block that is another one in the other language",
        changes: &[
            ("ko/tidy.md", "", "# 정리\n\n```console\n$ docker ps\n```\n"),
            (
                "en/tidy.md",
                "",
                "# Tidy up\n\n```console\n$ docker ps -a\n```\n",
            ),
        ],
        expected: &["B100 en/tidy.md:3:1"],
    },
    Finding {
        name: "a value that only one language shows",
        changes: &[("en/tidy.md", "the network `${network}`", "it")],
        expected: &["B101 en/tidy.md:1:1"],
    },
    Finding {
        name: "a link that only one language has",
        changes: &[("en/tidy.md", "Remove", "[Remove](https://docs.docker.com/)")],
        expected: &["B102 en/tidy.md:1:1"],
    },
    Finding {
        name: "a heading that only one language has",
        changes: &[("en/look.md", "> [!IMPORTANT]", "## More\n\n> [!IMPORTANT]")],
        expected: &["B114 en/look.md:1:1"],
    },
    Finding {
        name: "a lecture that only one language has",
        changes: &[("ko/tidy.talk.md", "", "이제 정리할게요.\n")],
        expected: &["B113 ko/tidy.talk.md:1:1"],
    },
    Finding {
        name: "a command in a text that is nearly the step's",
        changes: &[
            (
                "ko/tidy.md",
                "`${network}` 네트워크를",
                "`docker network rm ${network}s` 명령으로",
            ),
            (
                "en/tidy.md",
                "the network `${network}`",
                "it with `docker network rm ${network}s`",
            ),
        ],
        expected: &["B103 en/tidy.md:4:18", "B103 ko/tidy.md:4:3"],
    },
    Finding {
        name: "a name that nothing uses",
        changes: &[(
            "lesson.toml",
            "[owns]",
            "spare = { kind = \"port\", default = 8081 }\n\n[owns]",
        )],
        expected: &["B104 lesson.toml:20:1"],
    },
    Finding {
        name: "a name written by hand in a condition",
        changes: &[(
            "lesson.toml",
            CONDITION,
            r#"id = "network-there", network = { name = "small-net" }"#,
        )],
        expected: &["B105 lesson.toml:29:47"],
    },
    Finding {
        name: "an address written by hand in a condition",
        changes: &[(
            "lesson.toml",
            CONDITION,
            r#"id = "network-there", network = { name = "${network}" } }, { http = { from = "host", url = "http://172.18.0.2:8080/" }"#,
        )],
        expected: &["B106 lesson.toml:29:104"],
    },
    Finding {
        name: "something that must not answer, without a control",
        changes: &[(
            "lesson.toml",
            CONDITION,
            r#"id = "network-there", network = { name = "${network}" } }, { id = "closed", http = { from = "host", url = "http://localhost:8080/", answers = false }"#,
        )],
        expected: &["B107 lesson.toml:29:72"],
    },
    Finding {
        name: "a name that must not resolve, without a control",
        changes: &[(
            "lesson.toml",
            CONDITION,
            r#"id = "network-there", network = { name = "${network}" } }, { id = "unknown", dns = { from = "web", name = "other", resolves = false }"#,
        )],
        expected: &["B107 lesson.toml:29:72"],
    },
    Finding {
        name: "a container that the lesson does not own",
        changes: &[(
            "lesson.toml",
            "run = [\"docker network ls\"]",
            "run = [\"docker network ls\", \"docker run -d --name web nginx:1.28-alpine\"]",
        )],
        expected: &["B108 lesson.toml:41:30"],
    },
    Finding {
        name: "a container without a name",
        changes: &[(
            "lesson.toml",
            "run = [\"docker network ls\"]",
            "run = [\"docker network ls\", \"docker run -d nginx:1.28-alpine\"]",
        )],
        expected: &["B108 lesson.toml:41:30"],
    },
    Finding {
        name: "a lab file that nothing mentions",
        changes: &[("lab/notes.txt", "", "notes")],
        expected: &["B109 lesson.toml:1:1"],
    },
    Finding {
        name: "base images without a fixed tag",
        changes: &[(
            "lesson.toml",
            "[[step]]\nid = \"create-network\"",
            "[needs]\nimages = [\"nginx\", \"node:latest\"]\n\n[[step]]\nid = \"create-network\"",
        )],
        expected: &["B110 lesson.toml:24:12", "B110 lesson.toml:24:21"],
    },
    Finding {
        name: "a command that runs an image without a fixed tag",
        changes: &[(
            "lesson.toml",
            "run = [\"docker network ls\"]",
            "run = [\"docker network ls\", \"docker run --rm --network ${network} alpine hostname\"]",
        )],
        expected: &["B110 lesson.toml:41:30"],
    },
    Finding {
        name: "a Dockerfile that builds on whatever is latest",
        changes: &[
            ("lab/web/Dockerfile", "", "FROM nginx:latest\n"),
            (
                "lesson.toml",
                "run = [\"docker network ls\"]",
                "run = [\"docker network ls\", \"docker build -t web:1 ./web\"]",
            ),
            (
                "lesson.toml",
                "networks = [\"${network}\"]",
                "networks = [\"${network}\"]\nimages = [\"web:1\"]",
            ),
        ],
        expected: &["B110 lab/web/Dockerfile:1:1"],
    },
    Finding {
        name: "a title too long for the list of steps",
        changes: &[(
            "ko/tidy.md",
            "# 정리하기",
            "# 지금까지 만든 네트워크와 컨테이너와 이미지를 하나도 남김없이 정리하기",
        )],
        expected: &["B111 ko/tidy.md:1:3"],
    },
    Finding {
        name: "a network that every engine has",
        changes: &[(
            "lesson.toml",
            CONDITION,
            r#"id = "network-there", network = { name = "bridge" }"#,
        )],
        expected: &["B112 lesson.toml:29:11"],
    },
    Finding {
        name: "an image that is pulled before the lesson begins",
        changes: &[
            (
                "lesson.toml",
                CONDITION,
                r#"id = "image-there", image = { name = "nginx:1.28-alpine" }"#,
            ),
            ("lesson.toml", "condition = \"network-there\"", ""),
            (
                "lesson.toml",
                "[[step]]\nid = \"create-network\"",
                "[needs]\nimages = [\"nginx:1.28-alpine\"]\n\n[[step]]\nid = \"create-network\"",
            ),
        ],
        expected: &["B112 lesson.toml:32:11"],
    },
    Finding {
        name: "a condition that runs something in a container of somebody else",
        changes: &[(
            "lesson.toml",
            CONDITION,
            r#"id = "network-there", network = { name = "${network}" } }, { exec = { container = "db", command = ["rm", "-rf", "/"] }"#,
        )],
        expected: &["B050 lesson.toml:29:87"],
    },
    Finding {
        name: "a command that ends well whatever happens",
        changes: &[
            (
                "lesson.toml",
                CONDITION,
                r#"id = "network-there", network = { name = "${network}" } }, { id = "runs", exec = { container = "web", command = ["echo", "hello"] }"#,
            ),
            (
                "lesson.toml",
                "networks = [\"${network}\"]",
                "networks = [\"${network}\"]\ncontainers = [\"web\"]",
            ),
        ],
        expected: &["B112 lesson.toml:30:72"],
    },
];

fn text(files: &LessonFiles, path: &str) -> Option<String> {
    match files.files.get(path)? {
        Content::Bytes(bytes) => Some(String::from_utf8(bytes.to_vec()).expect("text")),
        other => panic!("{path}: {other:?}"),
    }
}

fn changed(finding: &Finding) -> LessonFiles {
    let mut files = starter_files("small");
    for (path, from, to) in finding.changes {
        let new = match text(&files, path) {
            Some(old) if !from.is_empty() => {
                assert_eq!(old.matches(from).count(), 1, "{from:?} in {path}");
                old.replace(from, to)
            }
            _ => (*to).to_owned(),
        };
        files = files.with(path, new);
    }
    files
}

fn explained(reading: &Reading, language: Language) -> String {
    let words = Words::load(language);
    render(&reading.diagnostics, &reading.sources, &words, false)
}

#[test]
fn each_lesson_gives_its_findings() {
    let mut wrong = Vec::new();
    for finding in FINDINGS {
        let reading = lint(&changed(finding));
        let found: Vec<String> = reading
            .diagnostics
            .iter()
            .map(|one| format!("{} {}:{}:{}", one.code, one.file, one.line, one.column))
            .collect();
        if found != finding.expected {
            wrong.push(format!("{}: {found:?}", finding.name));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_finding_is_explained_in_both_languages() {
    for (name, language) in [
        ("findings_korean", Language::Korean),
        ("findings_english", Language::English),
    ] {
        let pages: Vec<String> = FINDINGS
            .iter()
            .map(|finding| {
                let reading = lint(&changed(finding));
                format!("### {}\n{}", finding.name, explained(&reading, language))
            })
            .collect();
        insta::assert_snapshot!(name, pages.join("\n"));
    }
}

#[test]
fn every_code_has_a_lesson_that_gives_it() {
    let given: BTreeSet<&str> = CASES
        .iter()
        .flat_map(|case| case.expected)
        .chain(FINDINGS.iter().flat_map(|finding| finding.expected))
        .filter_map(|place| place.split(' ').next())
        // Too large, and called otherwise than its folder: in the tests of the lesson room and of folders.
        .chain(["B006", "B018"])
        .collect();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.as_str())
        .filter(|code| !given.contains(code))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert!(CASES.len() + FINDINGS.len() >= 100);
}

#[test]
fn a_finding_says_what_to_write_instead_where_that_can_be_known() {
    let help = |name: &str| {
        let finding = FINDINGS
            .iter()
            .find(|one| one.name == name)
            .expect("a case");
        explained(&lint(&changed(finding)), Language::English)
    };
    for (name, instead) in [
        ("a name written by hand in a condition", "write ${network}"),
        (
            "a container that the lesson does not own",
            "containers = [\"web\"]",
        ),
        ("a container without a name", "--rm"),
        ("base images without a fixed tag", "nginx:VERSION"),
        (
            "a command in a text that is nearly the step's",
            "docker network rm ${network}",
        ),
    ] {
        let text = help(name);
        assert!(text.contains(instead), "{instead}\n{text}");
    }
}
