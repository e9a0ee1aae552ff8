//! The patterns `*`, `?` and `[…]` in file names.

/// Whether a name fits a pattern; `/` is an ordinary character here.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        let here = name.get(n).copied().unwrap_or_default();
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
                continue;
            }
            Some('[') => {
                if let Some((fits, next)) = class(&pattern, p, here) {
                    if fits {
                        p = next;
                        n += 1;
                        continue;
                    }
                } else if here == '[' {
                    p += 1;
                    n += 1;
                    continue;
                }
            }
            Some(&wanted) if wanted == '?' || wanted == here => {
                p += 1;
                n += 1;
                continue;
            }
            _ => {}
        }
        // Let the last star take one character more.
        let Some((star_at, taken)) = star else {
            return false;
        };
        star = Some((star_at, taken + 1));
        p = star_at + 1;
        n = taken + 1;
    }
    pattern.iter().skip(p).all(|&character| character == '*')
}

/// Whether a character is in the class that opens at `open`, and where the pattern goes on.
fn class(pattern: &[char], open: usize, character: char) -> Option<(bool, usize)> {
    let mut index = open + 1;
    let negated = matches!(pattern.get(index), Some('!' | '^'));
    if negated {
        index += 1;
    }
    let mut fits = false;
    let mut first = true;
    loop {
        let low = *pattern.get(index)?;
        if low == ']' && !first {
            return Some((fits != negated, index + 1));
        }
        first = false;
        match (pattern.get(index + 1), pattern.get(index + 2)) {
            (Some('-'), Some(&high)) if high != ']' => {
                fits |= (low..=high).contains(&character);
                index += 3;
            }
            _ => {
                fits |= low == character;
                index += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_takes_any_number_of_characters() {
        assert!(matches("*.conf", "default.conf"));
        assert!(!matches("*.conf", "default.conf.off"));
        assert!(matches("a*b*c", "axxbyybzc"));
        assert!(matches("[a-c]?", "b1"));
        assert!(!matches("[!a-c]?", "b1"));
        assert!(matches("[x", "[x"));
    }
}
