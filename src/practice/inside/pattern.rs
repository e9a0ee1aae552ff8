//! Small regular expressions, as far as `grep` in a lesson needs them.

/// One thing to match.
enum Atom {
    Any,
    Literal(char),
    /// Characters and ranges, and whether they are the ones that do not match.
    Class(Vec<(char, char)>, bool),
}

struct Item {
    atom: Atom,
    least: usize,
    most: usize,
}

/// How many steps a match may take; what needs more does not match.
const MOST_STEPS: usize = 200_000;

/// Where the pattern matches first, as byte offsets.
pub(super) fn find(pattern: &str, text: &str) -> Option<(usize, usize)> {
    let anchored = pattern.starts_with('^');
    let (items, end) = parse(pattern.strip_prefix('^').unwrap_or(pattern));
    // Each item is one level of recursion.
    if items.len() > 500 {
        return None;
    }
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let offset = |index: usize| {
        characters
            .get(index)
            .map_or(text.len(), |(offset, _)| *offset)
    };
    let mut steps = 0;
    let starts = if anchored { 1 } else { characters.len() + 1 };
    for start in 0..starts {
        if let Some(stop) = matches(&items, &characters, start, end, &mut steps) {
            return Some((offset(start), offset(stop)));
        }
    }
    None
}

fn matches(
    items: &[Item],
    text: &[(usize, char)],
    at: usize,
    end: bool,
    steps: &mut usize,
) -> Option<usize> {
    *steps += 1;
    if *steps > MOST_STEPS {
        return None;
    }
    let Some((item, rest)) = items.split_first() else {
        return (!end || at == text.len()).then_some(at);
    };
    let mut taken = 0;
    while taken < item.most
        && text
            .get(at + taken)
            .is_some_and(|(_, c)| fits(&item.atom, *c))
    {
        taken += 1;
    }
    loop {
        if taken < item.least {
            return None;
        }
        if let Some(stop) = matches(rest, text, at + taken, end, steps) {
            return Some(stop);
        }
        taken = taken.checked_sub(1)?;
    }
}

fn fits(atom: &Atom, character: char) -> bool {
    match atom {
        Atom::Any => true,
        Atom::Literal(wanted) => *wanted == character,
        Atom::Class(ranges, negated) => {
            ranges
                .iter()
                .any(|(low, high)| (*low..=*high).contains(&character))
                != *negated
        }
    }
}

fn parse(pattern: &str) -> (Vec<Item>, bool) {
    let mut items: Vec<Item> = Vec::new();
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        let atom = match character {
            '$' if characters.peek().is_none() => return (items, true),
            '*' | '+' | '?' if !items.is_empty() => {
                if let Some(last) = items.last_mut() {
                    last.least = usize::from(character == '+');
                    last.most = if character == '?' { 1 } else { usize::MAX };
                }
                continue;
            }
            '.' => Atom::Any,
            '\\' => Atom::Literal(characters.next().unwrap_or('\\')),
            '[' => {
                let negated = characters.next_if_eq(&'^').is_some();
                let mut ranges = Vec::new();
                while let Some(low) = characters.next() {
                    if low == ']' && !ranges.is_empty() {
                        break;
                    }
                    let mut high = low;
                    if characters.peek() == Some(&'-') {
                        let mut ahead = characters.clone();
                        ahead.next();
                        if let Some(next) = ahead.next().filter(|next| *next != ']') {
                            high = next;
                            characters = ahead;
                        }
                    }
                    ranges.push((low, high));
                }
                Atom::Class(ranges, negated)
            }
            other => Atom::Literal(other),
        };
        items.push(Item {
            atom,
            least: 1,
            most: 1,
        });
    }
    (items, false)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_pattern_is_found_where_grep_finds_it() {
        assert_eq!(find("IPA.*:", "x IPAddress: 1"), Some((2, 12)));
        assert_eq!(find("^a[0-9]+$", "a12"), Some((0, 3)));
        assert_eq!(find("^b", "ab"), None);
        assert_eq!(find("", "ab"), Some((0, 0)));
        assert_eq!(find("[[", "["), Some((0, 1)));
    }
}
