//! Defaults of names that are written by hand: where a network, a container or an image is named, and elsewhere only if they are no ordinary words.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::named::{Named, asks_hosts, hosts_of, in_container, in_shell, urls, whole};
use super::{Code, Lint, Problem};
use crate::lesson::model::{NameDeclaration, NameKind};

/// A text of `lesson.toml` with the bytes it stands at, quotes included.
type Text<'v> = (&'v str, Range<usize>);

impl Lint<'_> {
    /// Defaults in commands and conditions: they do not follow what the learner chooses.
    pub(super) fn names_by_hand(&mut self) {
        let toml = self.toml;
        let (table, _) = DeTable::parse_recoverable(toml);
        let steps = table.get_ref().get("step").map(Spanned::get_ref);
        for step in steps.and_then(DeValue::as_array).into_iter().flatten() {
            let mut found = Found::default();
            if let Some(step) = step.get_ref().as_table() {
                in_step(step, &mut found);
            }
            // One word is enough to see it everywhere in the step.
            for name in &self.lesson.names {
                // A port is a number like any other.
                if name.kind == NameKind::Port {
                    continue;
                }
                let place = named(toml, &found, name).or_else(|| apart(toml, &found, name));
                if let Some(place) = place {
                    self.add(
                        Problem::new(Code::NameByHand, place)
                            .with("value", &name.default)
                            .with("name", &name.key),
                    );
                }
            }
        }
    }
}

/// What stands in a step.
#[derive(Default)]
struct Found<'v> {
    /// Words that name something, with the texts that hold them.
    named: Vec<(Text<'v>, Named<'v>)>,
    /// Texts in which a name may stand anywhere.
    texts: Vec<Text<'v>>,
}

impl<'v> Found<'v> {
    fn add(&mut self, text: &Text<'v>, named: Vec<Named<'v>>) {
        self.named
            .extend(named.into_iter().map(|named| (text.clone(), named)));
    }
}

/// Where this name is written by hand as what it names.
fn named(toml: &str, found: &Found<'_>, name: &NameDeclaration) -> Option<Range<usize>> {
    let is_it = |named: &Named<'_>| {
        named.word == name.default && named.kind.is_none_or(|kind| kind == name.kind)
    };
    let (text, named) = found.named.iter().find(|(_, named)| is_it(named))?;
    Some(place(toml, text, named.at, named.word))
}

/// Where this name stands by itself in any text, if it is none that stands there by chance.
fn apart(toml: &str, found: &Found<'_>, name: &NameDeclaration) -> Option<Range<usize>> {
    let word = name.default.as_str();
    if word.chars().all(|sign| sign.is_ascii_alphabetic()) {
        return None;
    }
    found.texts.iter().find_map(|text| {
        let at = stands_apart(text.0, word)?;
        Some(place(toml, text, at, word))
    })
}

/// Where a word is no part of a longer one, nor of a path.
fn stands_apart(text: &str, word: &str) -> Option<usize> {
    let joins = |sign: char| sign.is_ascii_alphanumeric() || "-_/.{".contains(sign);
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).unwrap_or_default();
        let ends_sentence = after
            .strip_prefix('.')
            .is_some_and(|rest| !rest.starts_with(joins));
        !before.is_some_and(joins) && (ends_sentence || !after.starts_with(joins))
    })
}

/// The bytes of a word of a text in the file.
fn place(toml: &str, text: &Text<'_>, at: usize, word: &str) -> Range<usize> {
    let written = toml.get(text.1.clone()).unwrap_or_default();
    // With escapes in it the text stands elsewhere than in the file; then all of it is meant.
    let from = written.find(text.0).map(|start| text.1.start + start + at);
    from.map_or(text.1.clone(), |from| from..from + word.len())
}

fn in_step<'v>(step: &'v DeTable<'_>, found: &mut Found<'v>) {
    let get = |key: &str| step.get(key);
    for key in ["setup", "run"] {
        each(get(key), |command| in_command_value(command, found));
    }
    for key in ["variant", "mistake"] {
        each(get(key), |part| {
            let part = part.get_ref().as_table();
            for key in ["setup", "run"] {
                each(part.and_then(|part| part.get(key)), |command| {
                    in_command_value(command, found);
                });
            }
        });
    }
    each(get("condition"), |condition| in_condition(condition, found));
}

fn each<'v, 'd: 'v>(
    value: Option<&'v Spanned<DeValue<'d>>>,
    mut take: impl FnMut(&'v Spanned<DeValue<'d>>),
) {
    for item in value
        .and_then(|value| value.get_ref().as_array())
        .into_iter()
        .flatten()
    {
        take(item);
    }
}

fn text<'v>(value: &'v Spanned<DeValue<'_>>) -> Option<Text<'v>> {
    Some((value.get_ref().as_str()?, value.span()))
}

/// A command, as a string or as a table with more to say about it.
fn in_command_value<'v>(value: &'v Spanned<DeValue<'_>>, found: &mut Found<'v>) {
    let mut take = |value: &'v Spanned<DeValue<'_>>, read: fn(&'v str) -> Vec<Named<'v>>| {
        let Some(text) = text(value) else { return };
        found.add(&text, read(text.0));
        found.texts.push(text);
    };
    let Some(table) = value.get_ref().as_table() else {
        take(value, in_shell);
        return;
    };
    let inside = table.get("inside");
    if let Some(value) = inside {
        take(value, |text| vec![whole(text, Some(NameKind::Container))]);
    }
    for value in ["command", "unattended"]
        .iter()
        .filter_map(|key| table.get(*key))
    {
        take(
            value,
            if inside.is_some() {
                in_container
            } else {
                in_shell
            },
        );
    }
}

fn in_condition<'v>(value: &'v Spanned<DeValue<'_>>, found: &mut Found<'v>) {
    let Some(condition) = value.get_ref().as_table() else {
        return;
    };
    for (kind, value) in condition {
        match kind.get_ref().as_ref() {
            "all" | "any" => each(Some(value), |inner| in_condition(inner, found)),
            "not" => in_condition(value, found),
            kind => {
                let Some(table) = value.get_ref().as_table() else {
                    continue;
                };
                for (key, value) in table {
                    in_field(kind, key.get_ref(), value, found);
                }
            }
        }
    }
}

fn in_field<'v>(kind: &str, key: &str, value: &'v Spanned<DeValue<'_>>, found: &mut Found<'v>) {
    if (kind, key) == ("exec", "command") {
        let mut words = Vec::new();
        each(Some(value), |word| words.extend(text(word)));
        let asks = words
            .first()
            .is_some_and(|(program, _)| asks_hosts(program));
        for text in words.into_iter().skip(1) {
            found.add(&text, urls(text.0));
            if asks {
                found.add(&text, hosts_of(text.0, 0));
            }
            found.texts.push(text);
        }
        return;
    }
    if matches!(key, "contains" | "lacks" | "one_of") {
        each(Some(value), |part| in_words(text(part), found));
    }
    let Some(text) = text(value) else { return };
    let named = match (kind, key) {
        ("network", "name") | ("endpoint", "network") => {
            vec![whole(text.0, Some(NameKind::Network))]
        }
        ("image", "name") | ("container", "image") => vec![whole(text.0, Some(NameKind::Image))],
        ("container", "name") | (_, "container" | "from" | "to" | "at" | "in") => {
            vec![whole(text.0, Some(NameKind::Container))]
        }
        ("dns", "name" | "control") | ("request", "host") => hosts_of(text.0, 0),
        ("exec_seen", "command") => in_container(text.0),
        (_, "url") => urls(text.0),
        (_, "contains" | "stdout" | "body" | "equals") => return in_words(Some(text), found),
        // Paths, drivers and states are words like any other.
        _ => return,
    };
    found.add(&text, named);
}

/// A text that something must say.
fn in_words<'v>(text: Option<Text<'v>>, found: &mut Found<'v>) {
    let Some(text) = text else { return };
    found.add(&text, urls(text.0));
    found.texts.push(text);
}
