//! Snapshots of whole pages in both languages, and what must hold for any text.

use std::time::Instant;

use proptest::prelude::*;

use super::super::text::{Style, to_plain};
use super::*;
use crate::l10n::Language;

const KOREAN: &str = include_str!("samples/ko.md");
const ENGLISH: &str = include_str!("samples/en.md");

fn page(markdown: &str, width: usize, language: Language) -> String {
    let lines = render(markdown, width, &Words::load(language));
    for line in &lines {
        assert!(line_columns(line) <= width, "{line:?}");
    }
    to_plain(&lines)
}

#[test]
fn a_korean_page_at_100_columns() {
    insta::assert_snapshot!(page(KOREAN, 100, Language::Korean));
}

#[test]
fn a_korean_page_at_60_columns() {
    insta::assert_snapshot!(page(KOREAN, 60, Language::Korean));
}

#[test]
fn an_english_page_at_100_columns() {
    insta::assert_snapshot!(page(ENGLISH, 100, Language::English));
}

#[test]
fn an_english_page_at_60_columns() {
    insta::assert_snapshot!(page(ENGLISH, 60, Language::English));
}

#[test]
fn any_width_works() {
    let words = Words::load(Language::Korean);
    for width in 0..130 {
        let lines = render(KOREAN, width, &words);
        for line in &lines {
            assert!(
                width < 4 || line_columns(line) <= width,
                "{width}: {line:?}"
            );
        }
    }
}

#[test]
fn commands_stand_out_from_their_output() {
    let words = Words::load(Language::English);
    let lines = flow("```console\n$ docker ps\nCONTAINER ID\n```", 60, &words);
    assert_eq!(
        lines,
        [
            vec![
                Span::plain("  "),
                Span::new("$ ", Style::Strong),
                Span::code("docker ps")
            ],
            vec![Span::plain("  "), Span::dim("CONTAINER ID")],
        ]
    );
}

#[test]
fn a_comment_is_not_a_prompt() {
    let words = Words::load(Language::English);
    let lines = flow("```nginx\n# front\nlisten 80;\n```", 60, &words);
    assert_eq!(lines[0][1], Span::dim("# front"));
    assert_eq!(lines[1][1], Span::plain("listen 80;"));
}

#[test]
fn a_quiz_does_not_tell_its_answer() {
    let words = Words::load(Language::English);
    assert_eq!(
        to_plain(&flow("- [x] right\n- [ ] wrong", 60, &words)),
        "○ right\n○ wrong\n"
    );
}

#[test]
fn a_title_is_spans_without_wrapping() {
    assert_eq!(
        inline("`mynet1` 네트워크"),
        vec![Span::code("mynet1"), Span::plain(" 네트워크")]
    );
}

#[test]
fn escape_codes_in_a_lesson_do_not_reach_the_terminal() {
    let text = page(
        "a \u{1b}[31mred\u{1b}[0m `\u{1b}]0;x\u{7}b`",
        60,
        Language::English,
    );
    assert_eq!(text, "  a red b\n");
}

#[test]
fn rendering_a_page_is_quick() {
    let words = Words::load(Language::Korean);
    let started = Instant::now();
    for _ in 0..100 {
        assert!(!render(KOREAN, 100, &words).is_empty());
    }
    println!("a page takes {:?}", started.elapsed() / 100);
}

proptest! {
    #[test]
    fn any_markdown_fits(
        markdown in "([a-z가-힣 ]{0,12}(\n|\n\n|\\*\\*|`|- |1\\. |> |\\| |\\|---\\|\n|```|# |  ))*",
        width in 4usize..90,
    ) {
        let words = Words::load(Language::English);
        for line in render(&markdown, width, &words) {
            prop_assert!(line_columns(&line) <= width, "{line:?}");
        }
    }
}
