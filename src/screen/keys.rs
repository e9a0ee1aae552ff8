//! Keys from the terminal, as a stream and one by one, with the Korean keyboard understood.

use std::io;

use crossterm::event::{self, Event, EventStream, KeyCode, KeyEventKind, KeyModifiers};
use futures_util::StreamExt;

use super::clean;

/// A key, or something else that the terminal tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Enter.
    Enter,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Escape.
    Escape,
    /// Backspace.
    Backspace,
    /// Tab.
    Tab,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
    /// A letter or sign as it was typed; [`Key::command`] reads it as a command.
    Char(char),
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-D.
    EndOfInput,
    /// Text was pasted, which is never read as single keys; [`Keys::take_paste`] gives it.
    Pasted,
    /// The terminal now has this many columns and rows.
    Resize(u16, u16),
}

impl Key {
    /// The sign of a single-key command, always a small letter: `ㅂ` or `ㅃ` typed on a two-set
    /// Korean keyboard is `q`.
    ///
    /// Capitals are no commands of their own, as most Korean keys are the same with Shift.
    #[must_use]
    pub fn command(&self) -> Option<char> {
        match self {
            Self::Char(letter) => Some(latin_twin(*letter).to_ascii_lowercase()),
            _ => None,
        }
    }
}

/// The Latin letter on the same key of a two-set (두벌식) keyboard; anything else as it is.
fn latin_twin(letter: char) -> char {
    match letter {
        'ㅂ' | 'ㅃ' => 'q',
        'ㅈ' | 'ㅉ' => 'w',
        'ㄷ' | 'ㄸ' => 'e',
        'ㄱ' | 'ㄲ' => 'r',
        'ㅅ' | 'ㅆ' => 't',
        'ㅛ' => 'y',
        'ㅕ' => 'u',
        'ㅑ' => 'i',
        'ㅐ' | 'ㅒ' => 'o',
        'ㅔ' | 'ㅖ' => 'p',
        'ㅁ' => 'a',
        'ㄴ' => 's',
        'ㅇ' => 'd',
        'ㄹ' => 'f',
        'ㅎ' => 'g',
        'ㅗ' => 'h',
        'ㅓ' => 'j',
        'ㅏ' => 'k',
        'ㅣ' => 'l',
        'ㅋ' => 'z',
        'ㅌ' => 'x',
        'ㅊ' => 'c',
        'ㅍ' => 'v',
        'ㅠ' => 'b',
        'ㅜ' => 'n',
        'ㅡ' => 'm',
        other => other,
    }
}

/// What an event of the terminal means here; `None` for what nobody waits for.
pub(crate) fn key_of(event: &Event) -> Option<Key> {
    let key = match event {
        Event::Resize(columns, rows) => return Some(Key::Resize(*columns, *rows)),
        Event::Paste(_) => return Some(Key::Pasted),
        // Windows tells of the release of each key as well.
        Event::Key(key) if key.kind != KeyEventKind::Release => key,
        _ => return None,
    };
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(match key.code {
        // Windows tells AltGr as Ctrl and Alt together; what it types is a sign, not a command.
        KeyCode::Char(letter) if control && !alt => match latin_twin(letter).to_ascii_lowercase() {
            'c' => Key::Interrupt,
            'd' => Key::EndOfInput,
            // A line feed, as some terminals send Enter.
            'j' | 'm' => Key::Enter,
            'h' => Key::Backspace,
            _ => return None,
        },
        KeyCode::Char(_) if alt && !control => return None,
        KeyCode::Char(letter) => Key::Char(letter),
        KeyCode::Enter => Key::Enter,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Esc => Key::Escape,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Tab => Key::Tab,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}

/// The keys of the terminal, as they come.
///
/// Only one at a time may exist, and none while a prompt or a child command runs: drop it first.
#[derive(Debug, Default)]
pub struct Keys {
    events: EventStream,
    pasted: String,
}

impl Keys {
    /// Begins to listen. The terminal must be open (raw), see [`super::Terminal`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next key; `None` once the terminal is closed. Nothing is lost when it is cancelled.
    pub async fn next(&mut self) -> Option<Key> {
        loop {
            let event = self.events.next().await?.ok()?;
            if let Some(key) = key_of(&event) {
                if let Event::Paste(text) = event {
                    self.pasted = clean(&text);
                }
                return Some(key);
            }
        }
    }

    /// What was pasted last, cleaned; empty when it was taken already. A good beginning for
    /// [`super::Prompts::command_line`].
    pub fn take_paste(&mut self) -> String {
        std::mem::take(&mut self.pasted)
    }
}

/// Waits for the next key, blocking the thread. The terminal must be raw.
pub fn read() -> io::Result<Key> {
    loop {
        if let Some(key) = key_of(&event::read()?) {
            return Ok(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyEvent;

    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Option<Key> {
        key_of(&Event::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn a_korean_keyboard_gives_the_same_commands() {
        let jamo = "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ";
        let latin = "qwertyuiopasdfghjklzxcvbnm";
        assert_eq!(jamo.chars().count(), 26);
        for (jamo, latin) in jamo.chars().zip(latin.chars()) {
            assert_eq!(Key::Char(jamo).command(), Some(latin));
        }
        for (double, latin) in "ㅃㅉㄸㄲㅆㅒㅖ".chars().zip("qwertop".chars()) {
            assert_eq!(Key::Char(double).command(), Some(latin));
        }
        assert_eq!(Key::Char('Q').command(), Some('q'));
        assert_eq!(Key::Char('?').command(), Some('?'));
        assert_eq!(Key::Enter.command(), None);
    }

    #[test]
    fn a_whole_syllable_is_no_command_and_does_no_harm() {
        assert_eq!(Key::Char('호').command(), Some('호'));
    }

    #[test]
    fn control_keys_work_with_a_korean_keyboard_too() {
        assert_eq!(
            press(KeyCode::Char('c'), KeyModifiers::CONTROL),
            Some(Key::Interrupt)
        );
        assert_eq!(
            press(KeyCode::Char('ㅊ'), KeyModifiers::CONTROL),
            Some(Key::Interrupt)
        );
        assert_eq!(
            press(KeyCode::Char('d'), KeyModifiers::CONTROL),
            Some(Key::EndOfInput)
        );
        assert_eq!(
            press(KeyCode::Char('j'), KeyModifiers::CONTROL),
            Some(Key::Enter)
        );
        assert_eq!(press(KeyCode::Char('x'), KeyModifiers::ALT), None);
    }

    #[test]
    fn the_release_of_a_key_is_not_a_key() {
        let mut key = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
        key.kind = KeyEventKind::Release;
        assert_eq!(key_of(&Event::Key(key)), None);
        key.kind = KeyEventKind::Repeat;
        assert_eq!(key_of(&Event::Key(key)), Some(Key::Enter));
    }
}
