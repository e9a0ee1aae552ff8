//! Makes text from lessons, containers and engines harmless to a terminal.

/// `text` without control characters, escape sequences and bidirectional overrides.
///
/// Line feeds stay, a tab becomes spaces up to the next multiple of eight, and what an escape
/// sequence carries (a title, a hyperlink's address) goes with it.
#[must_use]
pub fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => cleaned.push('\n'),
            '\t' => {
                let line = cleaned.rsplit('\n').next().unwrap_or_default();
                let to_stop = 8 - super::columns(line) % 8;
                cleaned.extend(std::iter::repeat_n(' ', to_stop));
            }
            '\u{1b}' => skip_escape(&mut letters),
            '\u{9b}' => skip_csi(&mut letters),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => skip_string(&mut letters),
            letter if letter.is_control() || overrides_direction(letter) => {}
            letter => cleaned.push(letter),
        }
    }
    cleaned
}

/// Whether there is nothing in `text` that [`clean`] would take away or change.
pub(crate) fn is_clean(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~'))
        || !text
            .chars()
            .any(|letter| (letter.is_control() && letter != '\n') || overrides_direction(letter))
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_escape(letters: &mut Letters<'_>) {
    match letters.peek() {
        Some('[') => {
            letters.next();
            skip_csi(letters);
        }
        Some('P' | 'X' | ']' | '^' | '_') => {
            letters.next();
            skip_string(letters);
        }
        // Two- and three-letter sequences: intermediates, then one final letter.
        Some(' '..='~') => {
            while letters
                .next_if(|letter| matches!(letter, ' '..='/'))
                .is_some()
            {}
            letters.next_if(|letter| matches!(letter, '0'..='~'));
        }
        _ => {}
    }
}

fn skip_csi(letters: &mut Letters<'_>) {
    while letters
        .next_if(|letter| matches!(letter, ' '..='?'))
        .is_some()
    {}
    letters.next_if(|letter| matches!(letter, '@'..='~'));
}

/// Skips to the end of a string sequence; one that is never ended takes its line with it only.
fn skip_string(letters: &mut Letters<'_>) {
    while let Some(letter) = letters.next_if(|letter| *letter != '\n') {
        match letter {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                letters.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

/// Marks that turn the reading direction or hide text; none is needed in a lesson.
fn overrides_direction(letter: char) -> bool {
    matches!(letter,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'
        | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colours_titles_and_hyperlinks_are_taken_away() {
        assert_eq!(clean("\u{1b}[31mred\u{1b}[0m"), "red");
        assert_eq!(clean("\u{1b}]0;title\u{7}text"), "text");
        assert_eq!(
            clean("\u{1b}]8;;http://x.y\u{1b}\\link\u{1b}]8;;\u{1b}\\ after"),
            "link after"
        );
        assert_eq!(clean("\u{1b}P1$r0m\u{1b}\\a\u{9b}2Jb"), "ab");
        assert_eq!(clean("\u{1b}(Ba\u{1b}7b\u{1b}"), "ab");
    }

    #[test]
    fn a_string_that_is_never_ended_does_not_swallow_the_next_line() {
        assert_eq!(clean("\u{1b}]0;never\nnext"), "\nnext");
    }

    #[test]
    fn tabs_become_spaces_up_to_the_next_stop() {
        assert_eq!(clean("a\tb\n가\tb"), "a       b\n가      b");
    }

    #[test]
    fn a_reversed_file_name_is_shown_as_it_is() {
        assert_eq!(clean("evil\u{202e}txt.exe\r\n"), "eviltxt.exe\n");
    }

    proptest! {
        #[test]
        fn no_control_character_survives(text in "(\\PC|\\p{Cc}|\u{1b}|\\[|\\]|[0-9;m]|가|\n)*") {
            let cleaned = clean(&text);
            prop_assert!(cleaned.chars().all(|letter| letter == '\n' || !letter.is_control()));
            prop_assert!(!cleaned.chars().any(overrides_direction));
        }

        #[test]
        fn harmless_text_stays_as_it_is(text in "[ -~가-힣\n]*") {
            prop_assert_eq!(clean(&text), text);
        }
    }
}
