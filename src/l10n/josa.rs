//! Korean particles: which of a pair follows a name, read from how the name ends.

/// How the end of a name sounds, as far as a particle needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Ends in a vowel.
    Vowel,
    /// Ends in ㄹ: like a vowel before 으로/로, like a consonant elsewhere.
    Rieul,
    /// Ends in any other consonant.
    Consonant,
    /// The reading cannot be known.
    Unknown,
}

/// Names that lessons use often and whose last letter misleads, with how Koreans end them.
const KNOWN: &[(&str, Ending)] = &[
    ("web", Ending::Consonant),
    ("nginx", Ending::Vowel),
    ("redis", Ending::Vowel),
    ("bridge", Ending::Vowel),
    ("host", Ending::Vowel),
    ("none", Ending::Consonant),
    ("docker", Ending::Vowel),
    ("container", Ending::Vowel),
    ("server", Ending::Vowel),
    ("webserver", Ending::Vowel),
    ("network", Ending::Vowel),
    ("node", Ending::Vowel),
    ("net", Ending::Consonant),
    ("testnet", Ending::Consonant),
    ("curl", Ending::Rieul),
    ("ping", Ending::Consonant),
    ("image", Ending::Vowel),
    ("app", Ending::Consonant),
    ("api", Ending::Vowel),
    ("db", Ending::Vowel),
    ("driver", Ending::Vowel),
    ("engine", Ending::Consonant),
    ("localhost", Ending::Vowel),
    ("shell", Ending::Rieul),
    ("json", Ending::Consonant),
    ("ip", Ending::Vowel),
    ("id", Ending::Vowel),
    ("podman", Ending::Consonant),
    ("conf", Ending::Vowel),
];

/// `name` followed by the right one of `pair`, such as `"을/를"` or `"으로/로"`.
///
/// The form after a consonant stands first in `pair`. Where the reading cannot be known both
/// forms are given (`을(를)`), which the lessons avoid by putting a noun after the name.
#[must_use]
pub fn attach(name: &str, pair: &str) -> String {
    let Some((after_consonant, after_vowel)) = pair.split_once('/') else {
        return format!("{name}{pair}");
    };
    let particle = match ending(name) {
        Ending::Vowel => after_vowel.to_owned(),
        Ending::Rieul if after_consonant.starts_with('으') => after_vowel.to_owned(),
        Ending::Consonant | Ending::Rieul => after_consonant.to_owned(),
        Ending::Unknown => both(after_consonant, after_vowel),
    };
    format!("{name}{particle}")
}

fn both(after_consonant: &str, after_vowel: &str) -> String {
    match after_consonant.strip_suffix(after_vowel) {
        Some(extra) if !extra.is_empty() => format!("({extra}){after_vowel}"),
        _ => format!("{after_consonant}({after_vowel})"),
    }
}

fn ending(name: &str) -> Ending {
    let spoken = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    let Some(last) = spoken.chars().next_back() else {
        return Ending::Unknown;
    };
    match last {
        '가'..='힣' => hangul(last),
        // 영 일 이 삼 사 오 육 칠 팔 구
        '0' | '3' | '6' => Ending::Consonant,
        '1' | '7' | '8' => Ending::Rieul,
        '2' | '4' | '5' | '9' => Ending::Vowel,
        'a'..='z' | 'A'..='Z' => latin(spoken),
        _ => Ending::Unknown,
    }
}

fn hangul(syllable: char) -> Ending {
    // Precomposed syllables are laid out in blocks of 28 finals from U+AC00 on; final 8 is ㄹ.
    match (u32::from(syllable) - 0xAC00) % 28 {
        0 => Ending::Vowel,
        8 => Ending::Rieul,
        _ => Ending::Consonant,
    }
}

fn latin(spoken: &str) -> Ending {
    let word = spoken
        .rsplit(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if let Some((_, ending)) = KNOWN.iter().find(|(known, _)| *known == word) {
        return *ending;
    }
    match word.as_bytes() {
        // A single letter is read by its name: 엘, 엠, 엔, 알 end in a consonant, the rest do not.
        [b'l' | b'r'] => Ending::Rieul,
        [b'm' | b'n'] | [.., b'm' | b'n'] | [.., b'n', b'g'] => Ending::Consonant,
        [_] | [.., b'a' | b'i' | b'o' | b'u' | b'y'] | [.., b'e', b'r'] => Ending::Vowel,
        [.., b'l'] => Ending::Rieul,
        _ => Ending::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::attach;

    #[test]
    fn a_particle_follows_the_last_hangul_syllable() {
        assert_eq!(attach("네트워크", "을/를"), "네트워크를");
        assert_eq!(attach("컨테이너들", "으로/로"), "컨테이너들로");
        assert_eq!(attach("이름", "이/가"), "이름이");
    }

    #[test]
    fn digits_are_read_in_korean() {
        assert_eq!(attach("mynet1", "을/를"), "mynet1을");
        assert_eq!(attach("mynet2", "을/를"), "mynet2를");
        assert_eq!(attach("mynet1", "으로/로"), "mynet1로");
        assert_eq!(attach("172.18.0.3", "이/가"), "172.18.0.3이");
    }

    #[test]
    fn names_of_the_lessons_are_known() {
        assert_eq!(attach("nginx-container", "을/를"), "nginx-container를");
        assert_eq!(attach("host-web", "은/는"), "host-web은");
        assert_eq!(attach("my-nginx", "과/와"), "my-nginx와");
    }

    #[test]
    fn marks_after_the_name_do_not_count() {
        assert_eq!(attach("`mynet1`", "을/를"), "`mynet1`을");
    }

    #[test]
    fn both_forms_stand_where_the_reading_cannot_be_known() {
        assert_eq!(attach("backend-xz", "을/를"), "backend-xz을(를)");
        assert_eq!(attach("xz", "으로/로"), "xz(으)로");
    }
}
