//! Which language to speak: asked for, remembered, or the machine's own.

/// A language that baeum speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// 한국어, the source language of the lessons that come with baeum.
    Korean,
    /// English.
    English,
}

impl Language {
    /// Every language, the source language first.
    pub const ALL: [Self; 2] = [Self::Korean, Self::English];

    /// The ISO 639-1 code, which is also the folder's name in `locales/` and in a lesson.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Korean => "ko",
            Self::English => "en",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Korean => "\u{d55c}\u{ad6d}\u{c5b4}",
            Self::English => "English",
        }
    }

    /// The language with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
    }

    /// The next language, for a key that switches.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Korean => Self::English,
            Self::English => Self::Korean,
        }
    }
}

/// The language a locale name such as `ko_KR.UTF-8` or `en-US` asks for, if it is one of ours.
#[must_use]
pub fn from_locale(locale: &str) -> Option<Language> {
    let code = locale
        .split(['-', '_', '.', '@', ':'])
        .next()
        .unwrap_or_default();
    Language::from_code(&code.to_ascii_lowercase())
}

/// The language to speak: what was asked for on the command line, else the environment's
/// (`BAEUM_LANG`), else the remembered one, else the machine's. `None` where nothing says: then a
/// person at a terminal is asked, and English is taken elsewhere.
#[must_use]
pub fn choose(
    asked: Option<Language>,
    environment: Option<&str>,
    remembered: Option<&str>,
    locale: impl FnOnce() -> Option<String>,
) -> Option<Language> {
    asked
        .or_else(|| environment.and_then(from_locale))
        .or_else(|| remembered.and_then(from_locale))
        .or_else(|| locale().as_deref().and_then(from_locale))
}

#[cfg(test)]
mod tests {
    use super::{Language, choose};

    #[test]
    fn what_was_asked_for_comes_before_everything_else() {
        let chosen = choose(Some(Language::English), Some("ko"), Some("ko"), || {
            Some("ko-KR".into())
        });
        assert_eq!(chosen, Some(Language::English));
    }

    #[test]
    fn the_machines_language_is_taken_where_nothing_was_said() {
        assert_eq!(
            choose(None, None, None, || Some("ko_KR.UTF-8".into())),
            Some(Language::Korean)
        );
        assert_eq!(choose(None, None, None, || Some("C".into())), None);
    }
}
