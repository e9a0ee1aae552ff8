//! Handouts of the lessons that come with baeum, and of one that means harm.

use std::collections::BTreeSet;

use super::{Companions, Document, compose, html, markdown};
use crate::l10n::{Language, Words};
use crate::lesson::starter::starter_files;
use crate::lesson::{Catalog, Content, Lesson, LessonFiles, Names, read};

const LESSON: &str = "docker-network";

fn lesson() -> Lesson {
    let catalog = Catalog::new(None).expect("the lessons");
    catalog.load(LESSON).expect("a lesson")
}

fn document(lesson: &Lesson, language: Language) -> Document {
    compose(lesson, &Companions::default(), &Words::load(language))
}

/// Both forms of the handout of the first lesson, in both languages.
fn pages() -> Vec<(Language, String, String)> {
    let lesson = lesson();
    Language::ALL
        .into_iter()
        .map(|language| {
            let document = document(&lesson, language);
            let page = html(&document, &Words::load(language));
            (language, markdown(&document), page)
        })
        .collect()
}

/// What is typed in a Markdown text: the lines of its terminals, without their prompts.
fn commands(markdown: &str) -> Vec<&str> {
    let mut in_terminal = false;
    markdown
        .lines()
        .filter(|line| {
            if line.starts_with("```") {
                in_terminal = *line == "```console";
            }
            in_terminal && !line.starts_with("```")
        })
        .filter_map(|line| line.get(2..))
        .collect()
}

/// Code in running text that is a command with arguments.
fn mentioned(markdown: &str) -> Vec<&str> {
    let code = markdown.split('`').skip(1).step_by(2);
    code.filter(|code| code.starts_with("docker ") || code.starts_with("curl "))
        .collect()
}

/// Everything that the files of the lesson say, with names and example addresses filled in.
fn said(lesson: &Lesson) -> String {
    let files = Catalog::new(None).expect("the lessons").files(LESSON);
    let files = files.expect("its files").files;
    let texts = files.iter().filter_map(|(path, content)| match content {
        Content::Bytes(bytes) if !path.starts_with("lab/") => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        _ => None,
    });
    let text: Vec<String> = texts.collect();
    Names::new(lesson)
        .fill(&text.join("\n"))
        .replace("${address:nginx}", "172.18.0.2")
        .replace("${address:web}", "172.18.0.3")
}

#[test]
fn every_command_in_a_handout_occurs_in_the_lesson() {
    let lesson = lesson();
    let said = said(&lesson);
    for (language, text, _) in pages() {
        let commands = commands(&text);
        assert!(commands.len() > 30, "{language:?}: {commands:#?}");
        for command in commands.into_iter().chain(mentioned(&text)) {
            assert!(said.contains(command), "{language:?}: {command}");
        }
    }
}

#[test]
fn every_command_of_the_lesson_occurs_in_the_handout() {
    let lesson = lesson();
    let names = Names::new(&lesson);
    for (language, text, page) in pages() {
        for step in &lesson.steps {
            for command in &step.run {
                let (crate::lesson::Command::Shell { command, .. }
                | crate::lesson::Command::Inside { command, .. }) = command;
                let command = names.fill(command).replace("${address:web}", "172.18.0.3");
                assert!(text.contains(&command), "{language:?}: {command}");
                let command = super::prose::escape(&command);
                assert!(page.contains(&command), "{language:?}: {command}");
            }
        }
    }
}

#[test]
fn everything_is_filled_in() {
    for (language, text, page) in pages() {
        for written in [&text, &page] {
            assert!(!written.contains("${"), "{language:?}");
            assert!(!written.contains("handout-note"), "{language:?}");
        }
    }
}

#[test]
fn both_languages_have_the_same_sections() {
    let lesson = lesson();
    let ids = |language| -> Vec<String> {
        let document = document(&lesson, language);
        let parts = document.parts.iter();
        parts
            .flat_map(|part| {
                let sections = part.sections.iter().map(|section| section.id.clone());
                std::iter::once(part.id.clone()).chain(sections)
            })
            .collect()
    };
    let korean = ids(Language::Korean);
    assert_eq!(korean, ids(Language::English));
    let unique: BTreeSet<&String> = korean.iter().collect();
    assert_eq!(unique.len(), korean.len(), "{korean:#?}");
    for wanted in ["before", "steps", "summary", "answers", "lecture"] {
        assert!(korean.iter().any(|id| id == wanted), "{wanted}");
    }
}

#[test]
fn a_quiz_is_answered_at_the_end_only() {
    for (language, text, _) in pages() {
        let answers = match language {
            Language::Korean => "\n## 힌트와 정답\n",
            Language::English => "\n## Hints and answers\n",
        };
        let (before, after) = text.split_once(answers).expect("the answers");
        assert!(before.contains("\n- [ ] ") && !before.contains("\n- [x] "));
        assert!(after.contains("\n- [x] ") && !after.contains("\n- [ ] "));
    }
}

#[test]
fn the_guide_and_the_exercises_come_from_the_companions_of_the_lesson() {
    let catalog = Catalog::new(None).expect("the lessons");
    let load = |id: &str| catalog.load(id).expect("a lesson");
    let (repair, exercises) = (
        load("docker-network-repair"),
        load("docker-network-exercises"),
    );
    let companions = Companions {
        repair: Some(&repair),
        exercises: Some(&exercises),
    };
    for language in Language::ALL {
        let words = Words::load(language);
        let document = compose(&lesson(), &companions, &words);
        let part = |id: &str| {
            let found = document.parts.iter().find(|part| part.id == id);
            found.unwrap_or_else(|| panic!("{id}"))
        };
        assert_eq!(part("exercise").sections.len(), 9);
        assert_eq!(part("solution").sections.len(), 9);
        let guide = format!("{:?}", part("guide").pieces);
        assert!(guide.contains("baeum diagnose nginx-container"), "{guide}");
        for looked_at in ["docker inspect", "docker ps", "docker logs"] {
            assert!(guide.contains(looked_at), "{guide}");
        }
        for section in &part("exercise").sections {
            let is_shown = |piece: &super::Piece| {
                matches!(
                    piece,
                    super::Piece::Commands(_) | super::Piece::Hints { .. }
                )
            };
            assert!(!section.pieces.iter().any(is_shown), "{section:?}");
        }
        let text = markdown(&document);
        assert!(!text.contains("${"), "{language:?}");
    }
}

/// The tags of a page in order, such as `h2` and `/h2`, each with its attributes.
fn tags(page: &str) -> Vec<(&str, &str)> {
    let (_, body) = page.split_once("</style>").expect("a style");
    body.split('<')
        .skip(1)
        .map(|tag| {
            let (tag, _) = tag.split_once('>').expect("the end of a tag");
            let (name, attributes) = tag.split_once([' ', '/']).unwrap_or((tag, ""));
            if name.is_empty() {
                (tag, "")
            } else {
                (name, attributes)
            }
        })
        .collect()
}

#[test]
fn a_page_is_well_formed() {
    for (language, _, page) in pages() {
        let mut open = Vec::new();
        for (tag, attributes) in tags(&page) {
            assert_eq!(attributes.matches('"').count() % 2, 0, "{attributes}");
            match tag.strip_prefix('/') {
                Some("head" | "html" | "body") => {}
                Some(name) => assert_eq!(open.pop(), Some(name), "{language:?}"),
                None if matches!(tag, "br" | "hr" | "body") || attributes.ends_with('/') => {}
                None => open.push(tag),
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}

#[test]
fn a_page_needs_nothing_from_elsewhere() {
    for (_, _, page) in pages() {
        for loads in [
            "<script", "<link", "<img", "<iframe", "url(", "@import", " src=",
        ] {
            assert!(!page.contains(loads), "{loads}");
        }
        for (tag, attributes) in tags(&page) {
            // The name that SVG has for itself is no address that is asked.
            let attributes = attributes.replace("http://www.w3.org/2000/svg", "");
            assert!(
                tag == "a" || !attributes.contains("://"),
                "{tag} {attributes}"
            );
            assert!(!attributes.contains(" on"), "{tag} {attributes}");
        }
    }
}

#[test]
fn steps_with_a_map_show_their_networks_with_the_addresses_of_the_text() {
    for (language, text, page) in pages() {
        let maps: Vec<&str> = text
            .split("```text\n")
            .filter_map(|block| block.split_once("```"))
            .map(|(block, _)| block)
            .filter(|block| block.contains("─► ● ") || block.contains("┼► ● "))
            .collect();
        assert_eq!(maps.len(), 2, "{language:?}: {maps:#?}");
        for map in maps {
            let web = map
                .lines()
                .find(|line| line.contains("nodeserver-container"));
            assert!(web.is_some_and(|line| line.contains("172.18.0.3")), "{map}");
            assert!(
                map.contains("172.18.0.0/16") && !map.contains("bridge\n"),
                "{map}"
            );
        }
        assert_eq!(page.matches("<svg ").count(), 2);
        assert!(
            text.contains("$ curl 172.18.0.3:8080\n") || text.contains("# curl 172.18.0.3:8080\n")
        );
    }
}

#[test]
fn headings_form_an_outline_and_links_lead_somewhere() {
    for (_, _, page) in pages() {
        let tags = tags(&page);
        let levels: Vec<usize> = tags
            .iter()
            .filter_map(|(tag, _)| tag.strip_prefix('h')?.parse().ok())
            .collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
        assert_eq!(levels.first(), Some(&1));
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{levels:?}");
        }
        let value = |attributes: &str, name: &str| {
            let (_, rest) = attributes.split_once(&format!("{name}=\""))?;
            Some(rest.split('"').next()?.to_owned())
        };
        let ids: Vec<String> = tags
            .iter()
            .filter_map(|(_, attributes)| value(attributes, "id"))
            .collect();
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len());
        let mut links = 0;
        for (tag, attributes) in &tags {
            if *tag == "a"
                && let Some(target) = value(attributes, "href")
                && let Some(id) = target.strip_prefix('#')
            {
                assert!(ids.iter().any(|other| other == id), "{id}");
                links += 1;
            }
        }
        assert!(links > 60, "{links}");
    }
}

#[test]
fn the_contents_of_a_markdown_page_lead_to_its_headings() {
    for (_, text, _) in pages() {
        let mut slugs = super::slug::Slugs::default();
        let anchors: Vec<String> = text
            .lines()
            .filter_map(|line| {
                line.strip_prefix("# ")
                    .or(line.strip_prefix("## "))
                    .or(line.strip_prefix("### "))
            })
            .map(|heading| slugs.next(heading))
            .collect();
        let links: Vec<&str> = text
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("- [")?.strip_suffix(')'))
            .filter_map(|line| Some(line.split_once("](#")?.1))
            .collect();
        assert!(links.len() > 25, "{links:?}");
        for link in links {
            assert!(anchors.iter().any(|anchor| anchor == link), "{link}");
        }
    }
}

/// The starter lesson with another text for its first step.
fn with_text(path: &str, text: &str) -> LessonFiles {
    starter_files("small").with(path, text)
}

#[test]
fn a_small_lesson_reads_well_as_markdown() {
    let lesson = read(&starter_files("small")).lesson.expect("a lesson");
    for language in Language::ALL {
        let text = markdown(&document(&lesson, language));
        insta::assert_snapshot!(format!("small_{}", language.code()), text);
    }
}

#[test]
fn a_lecture_that_means_harm_stays_text() {
    let harm = "<script>alert(1)</script> <b onclick=x>\n\n[a](javascript:alert(1)) [b](data:text/html,x) \
        ![c](https://evil.example/x.png) [d](https://good.example/?a=\"b\"&c)\n\n# Title\n\n### Deep\n\n\
        ```text\n</code></pre><script>\n```\n";
    let files = with_text("en/look.talk.md", harm);
    let lesson = read(&files)
        .lesson
        .expect("lectures are looked through by lint");
    let words = Words::load(Language::English);
    let page = html(&document(&lesson, Language::English), &words);
    for bad in [
        "<script",
        "<b ",
        "javascript:",
        "data:",
        "evil.example",
        "onclick=x>",
    ] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains(
        "<a href=\"https://good.example/?a=&quot;b&quot;&amp;c\" rel=\"noreferrer\">d</a>"
    ));
    assert!(page.contains("<h4>Title</h4>") && page.contains("<h5>Deep</h5>"));
    let text = markdown(&document(&lesson, Language::English));
    assert!(text.contains("\n#### Title\n") && text.contains("\n##### Deep\n"));
}

#[test]
fn an_exercise_of_several_forms_has_each_of_them_in_the_answers() {
    let catalog = Catalog::new(None).expect("the lessons");
    let repair = catalog.load("docker-network-repair").expect("a lesson");
    let companions = Companions {
        repair: None,
        exercises: None,
    };
    let document = compose(&repair, &companions, &Words::load(Language::English));
    let answers = document.parts.iter().find(|part| part.id == "answers");
    let sections = &answers.expect("the answers").sections;
    let section = sections.iter().find(|s| s.id == "answers-server-running");
    let text = format!("{:?}", section.expect("the step").pieces);
    for (label, command) in [
        (
            "Fault 1: what is set up",
            "docker restart nodeserver-container",
        ),
        ("Fault 2: what is set up", "-e LISTEN=127.0.0.1"),
        (
            "Fault 3: what is set up",
            "docker start nodeserver-container",
        ),
    ] {
        assert!(text.contains(label), "{label}: {text}");
        assert!(text.contains(command), "{command}: {text}");
    }
}
