//! Characters that must not reach a terminal or mislead a reader.

/// The first character of `text` that controls a terminal or turns the direction of text around,
/// with its position in bytes. Line ends and tabs are fine.
#[must_use]
pub fn first(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(at, c)| match c {
        '\n' | '\t' => false,
        '\r' => !text[at + 1..].starts_with('\n'),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => true,
        _ => c.is_control(),
    })
}

/// How such a character is called: `U+001B`.
#[must_use]
pub fn name(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// `text` for a message: without control characters, and not longer than a line.
#[must_use]
pub fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(LONGEST)
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}
