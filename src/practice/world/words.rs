//! Names for containers that were given none, made of two words as dockerd makes them.

const HOW: [&str; 24] = [
    "brave", "bright", "busy", "calm", "clever", "curious", "eager", "gentle", "happy", "honest",
    "jolly", "keen", "kind", "lively", "merry", "nimble", "patient", "polite", "quick", "quiet",
    "sunny", "tidy", "warm", "wise",
];

const WHO: [&str; 24] = [
    "babbage", "bell", "boole", "curie", "darwin", "euclid", "euler", "fermat", "galileo", "gauss",
    "hopper", "hypatia", "jang", "kepler", "lovelace", "maxwell", "newton", "noether", "pascal",
    "planck", "sejong", "turing", "volta", "woo",
];

/// A name chosen by some random bytes.
#[must_use]
pub fn container_name(bytes: &[u8; 32]) -> String {
    let [first, second, ..] = *bytes;
    let pick = |list: &[&'static str; 24], byte: u8| {
        list.get(usize::from(byte) % list.len())
            .copied()
            .unwrap_or_default()
    };
    format!("{}_{}", pick(&HOW, first), pick(&WHO, second))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_made_up_name_has_two_words() {
        assert_eq!(super::container_name(&[0; 32]), "brave_babbage");
    }
}
