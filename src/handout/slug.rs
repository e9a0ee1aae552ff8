//! The anchors that code hosts give to headings, so that links within a Markdown page lead somewhere.

use std::collections::BTreeMap;

/// Gives each heading its anchor; the second of the same text gets a number.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    seen: BTreeMap<String, usize>,
}

impl Slugs {
    /// The anchor of the next heading, which is Markdown.
    pub(super) fn next(&mut self, heading: &str) -> String {
        let slug = slug(heading);
        let count = self.seen.entry(slug.clone()).or_default();
        *count += 1;
        if *count == 1 {
            slug
        } else {
            format!("{slug}-{}", *count - 1)
        }
    }
}

/// Lower case, without punctuation, blanks as hyphens: the rule of GitHub, GitLab and Forgejo.
fn slug(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .filter_map(|letter| match letter {
            ' ' | '-' => Some('-'),
            '_' => Some('_'),
            letter if letter.is_alphanumeric() => Some(letter),
            _ => None,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Slugs;

    #[test]
    fn anchors_are_those_of_code_hosts() {
        let mut slugs = Slugs::default();
        assert_eq!(slugs.next("2. 실습 준비하기"), "2-실습-준비하기");
        assert_eq!(
            slugs.next("Aims, and `what` to know"),
            "aims-and-what-to-know"
        );
        assert_eq!(slugs.next("Names"), "names");
        assert_eq!(slugs.next("Names"), "names-1");
        assert_eq!(slugs.next("Names"), "names-2");
    }
}
