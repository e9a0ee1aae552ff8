//! The names and ports a learner may choose: what Docker takes, and what was chosen.

use std::collections::BTreeMap;

use super::model::{Lesson, NameDeclaration, NameKind};
use super::near::did_you_mean;
use super::template;
use crate::l10n::Message;

/// Why a value cannot be taken for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameProblem {
    /// The lesson has no name with this key.
    UnknownKey {
        /// The key that was asked for.
        key: String,
        /// The key that may have been meant.
        near: Option<String>,
        /// The keys there are.
        known: Vec<String>,
    },
    /// Docker would refuse it.
    Refused {
        /// What it should name.
        kind: NameKind,
        /// The value.
        value: String,
    },
    /// Docker has an object of its own with this name.
    Reserved {
        /// The value.
        value: String,
    },
    /// Another name of the same kind has this value.
    Taken {
        /// The value.
        value: String,
        /// The key that has it.
        by: String,
    },
}

impl NameProblem {
    /// What to say about it.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::UnknownKey {
                key,
                near: Some(near),
                ..
            } => Message::new("lesson-name-unknown-near")
                .with("key", super::control::shown(key))
                .with("near", near),
            Self::UnknownKey { key, known, .. } => Message::new("lesson-name-unknown")
                .with("key", super::control::shown(key))
                .with("known", known.join(", ")),
            Self::Refused { kind, value } => Message::new(match kind {
                NameKind::Network => "lesson-name-refused-network",
                NameKind::Container => "lesson-name-refused-container",
                NameKind::Image => "lesson-name-refused-image",
                NameKind::Port => "lesson-name-refused-port",
                NameKind::Subnet => "lesson-name-refused-subnet",
            })
            .with("value", super::control::shown(value)),
            Self::Reserved { value } => {
                Message::new("lesson-name-reserved").with("value", value.as_str())
            }
            Self::Taken { value, by } => Message::new("lesson-name-taken")
                .with("value", value.as_str())
                .with("by", by.as_str()),
        }
    }
}

/// Whether Docker takes `value` for a name of this kind.
pub fn check(kind: NameKind, value: &str) -> Result<(), NameProblem> {
    let taken = match kind {
        NameKind::Network => is_network(value),
        NameKind::Container => is_container(value),
        NameKind::Image => is_image(value),
        NameKind::Port => is_port(value),
        NameKind::Subnet => is_subnet(value),
    };
    if !taken {
        return Err(NameProblem::Refused {
            kind,
            value: value.to_owned(),
        });
    }
    if kind == NameKind::Network && matches!(value, "bridge" | "host" | "none" | "default") {
        return Err(NameProblem::Reserved {
            value: value.to_owned(),
        });
    }
    Ok(())
}

/// Longest name that makes sense: a label of the domain name system.
const LONGEST_NAME: usize = 63;

fn is_network(value: &str) -> bool {
    value.len() <= LONGEST_NAME && starts_and_goes_on(value)
}

fn is_container(value: &str) -> bool {
    (2..=LONGEST_NAME).contains(&value.len()) && starts_and_goes_on(value)
}

/// `[a-zA-Z0-9][a-zA-Z0-9_.-]*`, as dockerd has it.
fn starts_and_goes_on(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_alphanumeric())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

fn is_port(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_digit())
        && !value.starts_with('0')
        && value.parse::<u16>().is_ok()
}

/// A network in CIDR form: no bits set behind the mask, and room for at least two containers.
fn is_subnet(value: &str) -> bool {
    let Some((address, length)) = value.split_once('/') else {
        return false;
    };
    let Ok(length) = length.parse::<u32>() else {
        return false;
    };
    match address.parse() {
        Ok(std::net::IpAddr::V4(address)) => {
            (8..=29).contains(&length) && u32::from(address) << length == 0
        }
        Ok(std::net::IpAddr::V6(address)) => {
            (8..=125).contains(&length) && u128::from(address) << length == 0
        }
        Err(_) => false,
    }
}

/// An image reference as the registry's grammar has it, without being 64 hexadecimal digits.
fn is_image(value: &str) -> bool {
    if value.len() > 255 || value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit()) {
        return false;
    }
    let (value, digest) = match value.split_once('@') {
        Some((value, digest)) => (value, Some(digest)),
        None => (value, None),
    };
    let (path, tag) = match value.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (value, None),
    };
    let tag_is_fine = tag.is_none_or(|tag| {
        (1..=128).contains(&tag.len())
            && !tag.starts_with(['.', '-'])
            && tag
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
    });
    let digest_is_fine = digest.is_none_or(|digest| {
        digest.strip_prefix("sha256:").is_some_and(|hex| {
            hex.len() == 64
                && hex
                    .bytes()
                    .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        })
    });
    let path = match path.split_once('/') {
        Some((host, rest))
            if host.contains(['.', ':']) || host == "localhost" || has_capital(host) =>
        {
            if !is_host(host) {
                return false;
            }
            rest
        }
        _ => path,
    };
    tag_is_fine && digest_is_fine && path.split('/').all(is_path_part)
}

fn has_capital(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_host(host: &str) -> bool {
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
        && name.split('.').all(|part| {
            !part.is_empty()
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// Lower-case letters and digits, with `.`, `_`, `__` or any number of `-` between them.
fn is_path_part(part: &str) -> bool {
    let outer = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    outer(part.chars().next())
        && outer(part.chars().next_back())
        && part.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-')
        })
        && !["..", "._", "_.", "___", ".-", "-.", "_-", "-_"]
            .iter()
            .any(|pair| part.contains(pair))
}

/// The names of a lesson as they are now: what the learner chose, the defaults elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    declarations: Vec<NameDeclaration>,
    chosen: BTreeMap<String, String>,
}

impl Names {
    /// The defaults of `lesson`.
    #[must_use]
    pub fn new(lesson: &Lesson) -> Self {
        Self::of(&lesson.names)
    }

    /// The defaults of these declarations.
    #[must_use]
    pub fn of(declarations: &[NameDeclaration]) -> Self {
        Self {
            declarations: declarations.to_vec(),
            chosen: BTreeMap::new(),
        }
    }

    /// Chooses `value` for the name with this key, if Docker takes it and no other name of the
    /// same kind has it. Blanks around it do not count.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), NameProblem> {
        let value = value.trim();
        let Some(declaration) = self.declarations.iter().find(|name| name.key == key) else {
            let known = self.declarations.iter().map(|name| name.key.as_str());
            return Err(NameProblem::UnknownKey {
                key: key.to_owned(),
                near: did_you_mean(key, known.clone()).map(str::to_owned),
                known: known.map(str::to_owned).collect(),
            });
        };
        check(declaration.kind, value)?;
        let twin = self.declarations.iter().find(|other| {
            other.key != key && other.kind == declaration.kind && self.value(other) == value
        });
        if let Some(twin) = twin {
            return Err(NameProblem::Taken {
                value: value.to_owned(),
                by: twin.key.clone(),
            });
        }
        if value == declaration.default {
            self.chosen.remove(key);
        } else {
            self.chosen.insert(key.to_owned(), value.to_owned());
        }
        Ok(())
    }

    fn value<'a>(&'a self, declaration: &'a NameDeclaration) -> &'a str {
        self.chosen
            .get(&declaration.key)
            .unwrap_or(&declaration.default)
    }

    /// What the name with this key is now.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.declarations
            .iter()
            .find(|name| name.key == key)
            .map(|name| self.value(name))
    }

    /// What an object is called that a live value names by key or by itself.
    #[must_use]
    pub fn resolve<'a>(&'a self, key_or_name: &'a str) -> &'a str {
        self.get(key_or_name).unwrap_or(key_or_name)
    }

    /// `text` with every `${name}` of the lesson filled in; live values stay.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        template::fill(text, &|key| self.get(key).map(str::to_owned))
    }

    /// Every key with its value, in the order of the lesson.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.declarations
            .iter()
            .map(|name| (name.key.as_str(), self.value(name)))
    }

    /// Only what differs from the defaults, to be remembered.
    pub fn chosen(&self) -> impl Iterator<Item = (&str, &str)> {
        self.chosen
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The declarations, in the order of the lesson.
    #[must_use]
    pub fn declarations(&self) -> &[NameDeclaration] {
        &self.declarations
    }
}

#[cfg(test)]
mod tests {
    use super::{NameKind, NameProblem, Names, check};
    use crate::lesson::model::NameDeclaration;

    fn names() -> Names {
        let name = |key: &str, kind, default: &str| NameDeclaration {
            key: key.into(),
            kind,
            default: default.into(),
        };
        Names::of(&[
            name("network", NameKind::Network, "mynet1"),
            name("web", NameKind::Container, "nodeserver-container"),
            name("nginx", NameKind::Container, "nginx-container"),
            name("http_port", NameKind::Port, "80"),
        ])
    }

    #[test]
    fn what_docker_would_refuse_is_refused() {
        for (kind, good) in [
            (NameKind::Container, "nginx-container"),
            (NameKind::Container, "A_1.b"),
            (NameKind::Network, "mynet1"),
            (NameKind::Image, "nginx:1"),
            (NameKind::Image, "localhost:5000/a/b__c:latest"),
            (NameKind::Image, "ghcr.io/a/b-c"),
            (NameKind::Port, "65535"),
            (NameKind::Subnet, "172.30.0.0/16"),
            (NameKind::Subnet, "fd00::/64"),
        ] {
            assert_eq!(check(kind, good), Ok(()), "{good}");
        }
        for (kind, bad) in [
            (NameKind::Container, "a"),
            (NameKind::Container, "-a"),
            (NameKind::Container, "my net"),
            (NameKind::Container, "도커"),
            (NameKind::Container, "${network}"),
            (NameKind::Network, ""),
            (NameKind::Network, "bridge"),
            (NameKind::Image, "Nginx"),
            (NameKind::Image, "nginx:"),
            (NameKind::Image, "nginx:-1"),
            (NameKind::Image, "a//b"),
            (NameKind::Port, "0"),
            (NameKind::Port, "65536"),
            (NameKind::Port, "+80"),
            (NameKind::Port, "080"),
            (NameKind::Subnet, "172.30.0.1/16"),
            (NameKind::Subnet, "172.30.0.0/33"),
            (NameKind::Subnet, "172.30.0.0"),
        ] {
            assert!(check(kind, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_chosen_name_stands_before_the_default() {
        let mut names = names();
        names.set("network", " other ").unwrap();
        assert_eq!(names.get("network"), Some("other"));
        assert_eq!(names.fill("${network} ${http_port}"), "other 80");
        assert_eq!(names.chosen().collect::<Vec<_>>(), [("network", "other")]);
        assert_eq!(names.resolve("web"), "nodeserver-container");
        assert_eq!(names.resolve("something"), "something");
    }

    #[test]
    fn a_name_cannot_be_given_to_two_things_of_one_kind() {
        let mut names = names();
        assert!(matches!(
            names.set("web", "nginx-container"),
            Err(NameProblem::Taken { by, .. }) if by == "nginx"
        ));
        names.set("web", "mynet1").unwrap();
    }

    #[test]
    fn an_unknown_key_lists_what_there_is() {
        assert_eq!(
            names().set("netwrok", "x"),
            Err(NameProblem::UnknownKey {
                key: "netwrok".into(),
                near: Some("network".into()),
                known: vec![
                    "network".into(),
                    "web".into(),
                    "nginx".into(),
                    "http_port".into()
                ],
            })
        );
    }
}
