//! Near misses: which of the words there are a misspelt one was meant to be.

/// The candidate that `word` was most likely meant to be, if one is near enough.
///
/// Capitals, `-`, `_`, `.` and blanks make little difference; otherwise about one slip (a letter
/// too many, missing, wrong, or two exchanged) in four letters is forgiven. A candidate equal to
/// `word` is no near miss and is passed over.
#[must_use]
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Longer words than this are no slips of the hand, and the table would grow with their square.
    const LONGEST: usize = 100;
    let wanted = normal(word);
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .filter_map(|candidate| {
            let other = normal(candidate);
            if other.is_empty() || other.len() > LONGEST {
                return None;
            }
            let slips = distance(&wanted, &other);
            let allowed = (wanted.len().max(other.len()) + 1) / 4;
            let prefix = wanted.len().min(other.len()) >= 4
                && (other.starts_with(&wanted) || wanted.starts_with(&other));
            (slips <= allowed.clamp(1, 3) && slips < wanted.len().min(other.len()) || prefix)
                .then_some((slips, candidate))
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

fn normal(word: &str) -> Vec<char> {
    word.chars()
        .filter(|c| !matches!(c, '-' | '_' | '.' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Optimal string alignment: insertions, deletions, substitutions, exchanges of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn a_slip_of_the_hand_finds_the_word_that_was_meant() {
        assert_eq!(did_you_mean("mynet", ["mynet1", "bridge"]), Some("mynet1"));
        assert_eq!(
            did_you_mean("netwrok", ["network", "container"]),
            Some("network")
        );
        assert_eq!(
            did_you_mean("Nginx_Container", ["nginx-container", "web"]),
            Some("nginx-container")
        );
        assert_eq!(
            did_you_mean(
                "nodesever-container",
                ["nginx-container", "nodeserver-container"]
            ),
            Some("nodeserver-container")
        );
        assert_eq!(
            did_you_mean("nodeserver", ["nodeserver-container"]),
            Some("nodeserver-container")
        );
    }

    #[test]
    fn words_that_have_nothing_to_do_with_each_other_are_not_near() {
        assert_eq!(did_you_mean("redis", ["network", "container"]), None);
        assert_eq!(did_you_mean("a", ["b"]), None);
        assert_eq!(did_you_mean("", ["b"]), None);
    }

    #[test]
    fn the_word_itself_is_no_near_miss() {
        assert_eq!(did_you_mean("mynet1", ["mynet1"]), None);
        assert_eq!(did_you_mean("mynet1", ["mynet1", "mynet2"]), Some("mynet2"));
    }
}
