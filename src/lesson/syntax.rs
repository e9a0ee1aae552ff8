//! What the TOML parser complains of, in words that can be translated.

use std::ops::Range;

use crate::l10n::Message;

/// Parts of the parser's English descriptions, and what they come to. The first that fits is taken.
const KNOWN: &[(&str, &str)] = &[
    ("duplicate key", "lesson-syntax-duplicate"),
    ("missing comma", "lesson-syntax-comma"),
    ("extra comma", "lesson-syntax-extra-comma"),
    ("extra `=`", "lesson-syntax-equals"),
    ("extra assignment", "lesson-syntax-equals"),
    ("unexpected `=`", "lesson-syntax-equals"),
    ("missing assignment", "lesson-syntax-no-value"),
    ("missing value", "lesson-syntax-no-value"),
    ("key with no value", "lesson-syntax-no-value"),
    ("must be quoted", "lesson-syntax-quote"),
    ("escape", "lesson-syntax-escape"),
    ("unicode", "lesson-syntax-escape"),
    ("quote", "lesson-syntax-string"),
    ("invalid basic string", "lesson-syntax-string"),
    ("invalid literal string", "lesson-syntax-string"),
    ("invalid multi-line", "lesson-syntax-string"),
    ("unclosed", "lesson-syntax-unclosed"),
    ("recurs", "lesson-syntax-deep"),
    ("leading zero", "lesson-syntax-number"),
    ("sign", "lesson-syntax-number"),
    ("radix", "lesson-syntax-number"),
    ("between digits", "lesson-syntax-number"),
    ("dotted key", "lesson-syntax-duplicate"),
    ("unexpected", "lesson-syntax-unexpected"),
    ("invalid", "lesson-syntax-unexpected"),
];

/// The places and messages of syntax errors: one for each line, and only the first where a bracket
/// was left open, since everything behind it is then read as something else.
pub(super) fn details(text: &str, errors: &[toml::de::Error]) -> Vec<(Range<usize>, Message)> {
    let mut found: Vec<(Range<usize>, Message)> = errors
        .iter()
        .map(|error| (error.span().unwrap_or(0..0), detail(error.message())))
        .collect();
    found.sort_by_key(|(span, _)| span.start);
    if let Some(open) = found
        .iter()
        .find(|(_, message)| message.id == "lesson-syntax-unclosed")
        .map(|(_, message)| message.clone())
    {
        found.truncate(1);
        for (_, message) in &mut found {
            *message = open.clone();
        }
    }
    found.dedup_by(|later, earlier| {
        text.get(earlier.0.start..later.0.start)
            .is_some_and(|between| !between.contains('\n'))
    });
    found
}

/// The message for a description of the parser; its own words where nothing fits.
pub(super) fn detail(description: &str) -> Message {
    // What stands behind this is what the grammar would have liked, not what is wrong.
    let wrong = description
        .split(", expected")
        .next()
        .unwrap_or(description);
    KNOWN
        .iter()
        .find(|(part, _)| wrong.contains(part))
        .map_or_else(
            || Message::new("lesson-syntax-other").with("detail", super::control::shown(wrong)),
            |(_, id)| Message::new(id),
        )
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, detail};
    use crate::l10n::{Language, Words};

    #[test]
    fn every_complaint_has_words() {
        for language in Language::ALL {
            let words = Words::load(language);
            for (_, id) in KNOWN {
                assert!(words.has(id), "{id}");
            }
            assert!(words.has(detail("something new").id));
        }
    }

    #[test]
    fn what_was_expected_does_not_decide() {
        assert_eq!(
            detail("extra `=`, expected literal string").id,
            "lesson-syntax-equals"
        );
    }
}
