//! Templates: `${network}` for the names of a lesson, `${address:nginx}` for what the engine says.

use std::ops::Range;

/// What a live value tells of the object it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LiveKind {
    /// A container's address in the lesson's network, without the mask.
    Address,
    /// A network's subnet, such as `172.18.0.0/16`.
    Subnet,
    /// A network's gateway.
    Gateway,
    /// A network's driver.
    Driver,
    /// A network's whole ID.
    Id,
}

impl LiveKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Address,
        Self::Subnet,
        Self::Gateway,
        Self::Driver,
        Self::Id,
    ];

    /// The word before the colon.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Subnet => "subnet",
            Self::Gateway => "gateway",
            Self::Driver => "driver",
            Self::Id => "id",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A live value that a text asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LiveValue {
    /// What is asked.
    pub what: LiveKind,
    /// Of what: a key of `[names]`, or the name itself.
    pub name: String,
}

/// Something that looks like a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found<'t> {
    /// From the dollar sign to behind the closing brace.
    pub(super) span: Range<usize>,
    pub(super) what: What<'t>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What<'t> {
    /// `${word}`
    Name(&'t str),
    /// `${word:name}`
    Live(&'t str, &'t str),
}

/// Everything in `text` that looks like a template. What other languages write between `${` and
/// `}`, such as `${req.url}` or `${PORT:-80}`, does not.
pub(super) fn find(text: &str) -> impl Iterator<Item = Found<'_>> {
    text.match_indices("${").filter_map(move |(start, _)| {
        // Names are short; without a limit, many `${` without an end would take quadratic time.
        const LONGEST: usize = 200;
        let inner_start = start + 2;
        let rest = text.get(inner_start..)?;
        let end = rest.bytes().take(LONGEST).position(|byte| byte == b'}')?;
        let inner = rest.get(..end)?;
        let what = match inner.split_once(':') {
            None if is_word(inner) => What::Name(inner),
            Some((kind, name)) if is_word(kind) && is_object(name) => What::Live(kind, name),
            _ => return None,
        };
        Some(Found {
            span: start..inner_start + end + 1,
            what,
        })
    })
}

fn is_word(word: &str) -> bool {
    word.bytes()
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_object(name: &str) -> bool {
    name.bytes()
        .next()
        .is_some_and(|first| first.is_ascii_alphanumeric())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// `text` with each `${name}` replaced by what `value` gives for the name; where it gives nothing,
/// and everywhere else (`{{…}}`, `$VAR`, `$host`, live values), the text stays as it stands.
#[must_use]
pub fn fill(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    replace(text, |what| match what {
        What::Name(name) => value(name),
        What::Live(..) => None,
    })
}

/// The live values that `text` asks for, in order, each once.
#[must_use]
pub fn live_values(text: &str) -> Vec<LiveValue> {
    let mut values = Vec::new();
    for found in find(text) {
        if let Some(value) = live(&found.what)
            && !values.contains(&value)
        {
            values.push(value);
        }
    }
    values
}

/// `text` with each live value replaced by what `value` gives for it; where it gives nothing, the
/// text stays as it stands.
#[must_use]
pub fn fill_live(text: &str, value: &dyn Fn(&LiveValue) -> Option<String>) -> String {
    replace(text, |what| live(what).and_then(|found| value(&found)))
}

fn live(what: &What<'_>) -> Option<LiveValue> {
    match what {
        What::Live(kind, name) => Some(LiveValue {
            what: LiveKind::from_word(kind)?,
            name: (*name).to_owned(),
        }),
        What::Name(_) => None,
    }
}

fn replace(text: &str, value: impl Fn(&What<'_>) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut done = 0;
    for found in find(text) {
        if let Some(value) = value(&found.what)
            && let Some(before) = text.get(done..found.span.start)
        {
            filled.push_str(before);
            filled.push_str(&value);
            done = found.span.end;
        }
    }
    filled.push_str(text.get(done..).unwrap_or_default());
    filled
}

#[cfg(test)]
mod tests {
    use super::{LiveKind, LiveValue, fill, fill_live, live_values};

    fn names(key: &str) -> Option<String> {
        match key {
            "network" => Some("mynet1".to_owned()),
            "port" => Some("${network}".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn only_known_names_are_filled_in() {
        assert_eq!(
            fill("docker network create ${network}", &names),
            "docker network create mynet1"
        );
        let other = "{{.Name}} $HOME $host ${unknown} ${req.url} ${ network } $${ ${";
        assert_eq!(fill(other, &names), other);
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        assert_eq!(fill("${port}:${network}", &names), "${network}:mynet1");
    }

    proptest::proptest! {
        #[test]
        fn text_without_known_names_is_never_changed(text in "([${}:a-z.한 \\n]|\\$\\{){0,60}") {
            proptest::prop_assert_eq!(fill(&text, &|_| None), text.clone());
            proptest::prop_assert_eq!(fill_live(&text, &|_| None), text);
        }
    }

    #[test]
    fn live_values_are_found_and_filled_in() {
        let text = "curl ${address:nginx}:8080 on ${subnet:my-net.1}, ${nothing:nginx}";
        assert_eq!(
            live_values(text),
            [
                LiveValue {
                    what: LiveKind::Address,
                    name: "nginx".into()
                },
                LiveValue {
                    what: LiveKind::Subnet,
                    name: "my-net.1".into()
                }
            ]
        );
        let filled = fill_live(text, &|value| {
            (value.what == LiveKind::Address).then(|| "172.18.0.2".to_owned())
        });
        assert_eq!(
            filled,
            "curl 172.18.0.2:8080 on ${subnet:my-net.1}, ${nothing:nginx}"
        );
    }
}
