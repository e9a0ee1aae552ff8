use super::lint;
use crate::lesson::LessonFiles;

const TOML: &str = r#"format = 1
id = "small"
languages = ["ko", "en"]
minutes = 5
level = "beginner"

[title]
ko = "작은 수업"
en = "A small lesson"

[names]
network = { kind = "network", default = "small-net" }

[owns]
networks = ["${network}"]

[[step]]
id = "create"
run = ["docker network create ${network}"]
condition = [{ id = "there", network = { name = "${network}" } }]
"#;

const KO: &str = "# 만들기\n\n설명이에요.\n\n> [!IMPORTANT]\n> `${network}` 네트워크를 만드세요.\n";
const EN: &str = "# Create\n\nWhy.\n\n> [!IMPORTANT]\n> Create the network `${network}`.\n";

/// Codes and lines of what is found.
fn found(toml: &str, ko: &str, en: &str) -> Vec<String> {
    codes(&files(toml, ko, en))
}

fn files(toml: &str, ko: &str, en: &str) -> LessonFiles {
    LessonFiles::default()
        .with("lesson.toml", toml)
        .with("ko/create.md", ko)
        .with("en/create.md", en)
}

fn codes(files: &LessonFiles) -> Vec<String> {
    lint(files)
        .diagnostics
        .iter()
        .map(|diagnostic| {
            format!(
                "{} {}:{}",
                diagnostic.code, diagnostic.file, diagnostic.line
            )
        })
        .collect()
}

#[test]
fn a_sound_lesson_gives_no_finding() {
    assert_eq!(found(TOML, KO, EN), Vec::<String>::new());
}

#[test]
fn a_lecture_is_there_in_every_language_or_in_none() {
    let files = files(TOML, KO, EN).with("ko/create.talk.md", "자, 시작할게요.\n");
    assert_eq!(codes(&files), ["B113 ko/create.talk.md:1"]);
    let files = files.with("en/create.talk.md", "Let's begin.\n");
    assert_eq!(codes(&files), Vec::<String>::new());
}

#[test]
fn a_lecture_is_looked_through_like_any_other_text() {
    let talks = |ko: &str, en: &str| {
        codes(
            &files(TOML, KO, EN)
                .with("ko/create.talk.md", ko)
                .with("en/create.talk.md", en),
        )
    };
    assert_eq!(
        talks("`${network}`를 **브리지(bridge)**를 봐요.", "`${network}`"),
        [
            "B084 ko/create.talk.md:1",
            "B083 ko/create.talk.md:1",
            "B083 ko/create.talk.md:1"
        ]
    );
    assert_eq!(
        talks("${network} 네트워크예요.", "It is yours."),
        ["B101 en/create.talk.md:1"]
    );
    assert_eq!(
        talks("한 줄<br>두 줄", "One [link](javascript:x)"),
        [
            "B102 en/create.talk.md:1",
            "B078 en/create.talk.md:1",
            "B077 ko/create.talk.md:1"
        ]
    );
    let near = "`docker network create ${network} now`";
    assert_eq!(
        talks(near, near),
        ["B103 en/create.talk.md:1", "B103 ko/create.talk.md:1"]
    );
}

#[test]
fn languages_that_show_different_commands_are_found() {
    let ko = format!("{KO}\n```console\n$ docker ps\n```\n");
    let en = format!("{EN}\n```console\n$ docker ps -a\n```\n");
    assert_eq!(found(TOML, &ko, &en), ["B100 en/create.md:8"]);
    let en = EN.replace("${network}", "the one");
    assert_eq!(found(TOML, KO, &en), ["B101 en/create.md:1"]);
}

#[test]
fn a_command_in_a_text_that_is_nearly_the_steps_is_found() {
    let add = "\n```console\n$ docker network create ${network}2\n```\n";
    let (ko, en) = (format!("{KO}{add}"), format!("{EN}{add}"));
    assert_eq!(
        found(TOML, &ko, &en),
        ["B103 en/create.md:8", "B103 ko/create.md:8"]
    );
}

#[test]
fn names_by_hand_unused_names_and_strange_objects_are_found() {
    let toml = TOML.replace("create ${network}", "create small-net");
    assert_eq!(found(&toml, KO, EN), ["B105 lesson.toml:19"]);
    let toml = TOML.replace(
        "[owns]",
        "spare = { kind = \"port\", default = 99 }\n\n[owns]",
    );
    assert_eq!(found(&toml, KO, EN), ["B104 lesson.toml:14"]);
    let toml = TOML.replace("create ${network}", "create other");
    assert_eq!(found(&toml, KO, EN), ["B108 lesson.toml:19"]);
}

#[test]
fn conditions_that_cannot_fail_or_prove_nothing_are_found() {
    let toml = TOML.replace("name = \"${network}\" }", "name = \"bridge\" }");
    assert_eq!(found(&toml, KO, EN), ["B112 lesson.toml:20"]);
    let toml = TOML.replace(
        "network = { name = \"${network}\" }",
        "http = { from = \"host\", url = \"http://172.18.0.2/\", answers = false }",
    );
    assert_eq!(
        found(&toml, KO, EN),
        ["B107 lesson.toml:20", "B106 lesson.toml:20"]
    );
}

/// A lesson whose container is called like many other things.
fn shop(step: &str) -> Vec<String> {
    let toml = TOML
        .replace(
            "[owns]",
            "shop = { kind = \"container\", default = \"shop\" }\n\n[owns]",
        )
        .replace("networks = [", "containers = [\"${shop}\"]\nnetworks = [");
    let (head, _) = toml.split_once("[[step]]").expect("a step");
    let toml = format!("{head}[[step]]\nid = \"create\"\n{step}");
    lint(&files(&toml, KO, EN))
        .diagnostics
        .iter()
        .filter(|found| found.code.as_str() == "B105")
        .map(|found| format!("{}:{}", found.line, found.column))
        .collect()
}

#[test]
fn a_default_that_is_an_ordinary_word_is_left_alone_where_nothing_is_named() {
    let step = r#"ask = "shop"
run = [
    "docker network create ${network}",
    "docker build -t ${shop}-image:1 ./shop",
    "docker run -d --name ${shop} --network ${network} -v ./shop:/shop nginx:1.28-alpine",
    "docker exec ${shop} sh -c 'echo shop > /shop/shop.txt'",
    "sed -i 's/market/shop/' shop/index.html",
]
condition = [
    { id = "shop", container = { name = "${shop}" } },
    { log = { container = "${shop}", contains = "shop: Baeum is open" } },
    { file = { path = "shop/index.html", contains = ["shop"] } },
    { http = { from = "host", url = "http://localhost:8080/shop", body = "shop" } },
]
"#;
    assert_eq!(shop(step), Vec::<String>::new());
}

#[test]
fn a_name_by_hand_is_shown_where_it_stands() {
    let step = r#"ask = "shop"
run = ["docker run -d --name shop -v ./shop:/shop nginx:1.28-alpine"]
condition = [{ container = { name = "${shop}" } }]
"#;
    assert_eq!(shop(step), ["23:30"]);
    let step = r#"ask = "shop"
run = ["docker run -d --name ${shop} nginx:1.28-alpine"]
condition = [
    { container = { name = "${shop}" } },
    { log = { container = "shop", contains = "shop: open" } },
]
"#;
    assert_eq!(shop(step), ["26:28"]);
    let step = r#"run = [{ command = "curl -s http://shop.${network}/shop", inside = "${shop}" }]
condition = [{ container = { name = "${shop}" } }]
"#;
    assert_eq!(shop(step), ["22:36"]);
    let step = r#"run = ["docker exec ${shop} hostname"]
condition = [{ exec = { container = "${shop}", command = ["curl", "http://shop:80/"] } }]
"#;
    assert_eq!(shop(step), ["23:75"]);
}

#[test]
fn a_name_that_is_no_ordinary_word_is_found_in_what_must_be_said_too() {
    let says = |contains: &str| {
        let condition = format!(
            "condition = [{{ network = {{ name = \"${{network}}\" }} }}, {{ file = {{ path = \"x\", contains = [\"{contains}\"] }} }}]"
        );
        let toml = TOML.replace(
            "condition = [{ id = \"there\", network = { name = \"${network}\" } }]",
            &condition,
        );
        assert_ne!(toml, TOML);
        found(&toml, KO, EN)
    };
    for by_hand in [
        "it is on small-net.",
        "proxy_pass http://web.small-net:8080;",
        "small-net",
    ] {
        assert_eq!(says(by_hand), ["B105 lesson.toml:20"], "{by_hand}");
    }
    for other in [
        "./small-net/x",
        "small-net.conf",
        "a-small-net",
        "nets/small-net",
    ] {
        assert_eq!(says(other), Vec::<String>::new(), "{other}");
    }
}

#[test]
fn a_dockerfile_is_spoken_of_by_whoever_builds_its_folder() {
    let build = |command: &str| {
        let toml = TOML
            .replace("networks = [", "images = [\"small:1\"]\nnetworks = [")
            .replace(
                "create ${network}\"]",
                &format!("create ${{network}}\", \"{command}\"]"),
            );
        let files = files(&toml, KO, EN).with("lab/Dockerfile", "FROM nginx:1.28-alpine\n");
        codes(&files)
    };
    assert_eq!(build("docker build -t small:1 ."), Vec::<String>::new());
    assert_eq!(build("docker build -t small:1 web"), ["B109 lesson.toml:1"]);
}
