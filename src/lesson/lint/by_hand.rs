//! Defaults of names that are written by hand: only at places where a network, a container or an image is named, so that a default that is an ordinary word does no harm.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Code, Lint, Problem};
use crate::lesson::model::{NameDeclaration, NameKind};
use crate::lesson::validate_step::FLAGS;

/// A word at a place where something is named, with its bytes in the text that holds it.
#[derive(Debug, PartialEq, Eq)]
struct Named<'t> {
    word: &'t str,
    at: usize,
    /// What is named there; any of them where several are understood.
    kind: Option<NameKind>,
}

/// A text of `lesson.toml` with the bytes it stands at, quotes included.
type Text<'v> = (&'v str, Range<usize>);

impl Lint<'_> {
    /// Defaults in commands and conditions: they do not follow what the learner chooses.
    pub(super) fn names_by_hand(&mut self) {
        let toml = self.toml;
        let (table, _) = DeTable::parse_recoverable(toml);
        let steps = table.get_ref().get("step").map(Spanned::get_ref);
        for step in steps.and_then(DeValue::as_array).into_iter().flatten() {
            let mut found = Vec::new();
            if let Some(step) = step.get_ref().as_table() {
                in_step(step, &mut found);
            }
            // One word is enough to see it everywhere in the step.
            for name in &self.lesson.names {
                let place = found
                    .iter()
                    .find_map(|(text, named)| place(toml, text, named, name));
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

/// Where a name is written by hand, if it is this one.
fn place(
    toml: &str,
    text: &Text<'_>,
    named: &Named<'_>,
    name: &NameDeclaration,
) -> Option<Range<usize>> {
    // A port is a number like any other.
    let fits = name.kind != NameKind::Port && named.kind.is_none_or(|kind| kind == name.kind);
    if !fits || named.word != name.default {
        return None;
    }
    let written = toml.get(text.1.clone())?;
    // With escapes in it the text stands elsewhere than in the file; then all of it is meant.
    let from = written.find(text.0).map(|at| text.1.start + at + named.at);
    Some(from.map_or(text.1.clone(), |from| from..from + named.word.len()))
}

type Found<'v> = Vec<(Text<'v>, Named<'v>)>;

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
        let all = read(text.0);
        found.extend(all.into_iter().map(|named| (text.clone(), named)));
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
            let named = if asks {
                hosts_of(text.0, 0)
            } else {
                urls(text.0)
            };
            found.extend(named.into_iter().map(|named| (text.clone(), named)));
        }
        return;
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
        // Files, texts and answers are words like any other.
        _ => Vec::new(),
    };
    found.extend(named.into_iter().map(|named| (text.clone(), named)));
}

fn whole(text: &str, kind: Option<NameKind>) -> Named<'_> {
    Named {
        word: text,
        at: 0,
        kind,
    }
}

/// A host, and what it is made of: `web.mynet1` names a container and a network.
fn hosts_of(host: &str, at: usize) -> Vec<Named<'_>> {
    let named = |word, at, kind| Named {
        word,
        at,
        kind: Some(kind),
    };
    if host.contains('/') {
        return Vec::new();
    }
    let host = host.split(':').next().unwrap_or(host);
    let mut all = vec![named(host, at, NameKind::Container)];
    if let Some((container, network)) = host.split_once('.') {
        all.push(named(container, at, NameKind::Container));
        all.push(named(network, at + container.len() + 1, NameKind::Network));
    }
    all
}

/// The hosts of the addresses in a text.
fn urls(text: &str) -> Vec<Named<'_>> {
    const SCHEME: &str = "://";
    text.match_indices(SCHEME)
        .flat_map(|(at, _)| {
            let from = at + SCHEME.len();
            let rest = text.get(from..).unwrap_or_default();
            let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            hosts_of(rest.get(..end).unwrap_or_default(), from)
        })
        .collect()
}

/// Programs whose arguments are hosts.
fn asks_hosts(program: &str) -> bool {
    matches!(
        program,
        "curl" | "wget" | "ping" | "getent" | "nslookup" | "dig" | "host" | "nc"
    )
}

/// The words of a command with their places. What stands in quotes is one word, without them.
fn words(command: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let mut start = None;
    let mut quote = None;
    for (at, sign) in command.char_indices() {
        match (quote, sign) {
            (Some(open), _) if sign == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => {
                quote = Some(sign);
                start.get_or_insert(at);
            }
            (None, _) if sign.is_whitespace() => {
                if let Some(from) = start.take() {
                    all.push((from, command.get(from..at).unwrap_or_default()));
                }
            }
            (None, _) => {
                start.get_or_insert(at);
            }
        }
    }
    if let Some(from) = start {
        all.push((from, command.get(from..).unwrap_or_default()));
    }
    all.into_iter()
        .map(|(at, word)| {
            let inner = ['"', '\''].into_iter().find_map(|quote| {
                word.strip_prefix(quote)
                    .and_then(|word| word.strip_suffix(quote))
            });
            inner.map_or((at, word), |inner| (at + 1, inner))
        })
        .collect()
}

/// What a line of the shell names: the objects of its docker commands, and the hosts of addresses.
fn in_shell(line: &str) -> Vec<Named<'_>> {
    let mut all = urls(line);
    let words = words(line);
    for command in words.split(|(_, word)| matches!(*word, "&&" | "||" | "|" | ";" | "&")) {
        if let Some(((_, "docker"), rest)) = command.split_first() {
            in_docker(rest, &mut all);
        }
    }
    all
}

/// What a line that is typed in a container names: hosts.
fn in_container(line: &str) -> Vec<Named<'_>> {
    let mut all = urls(line);
    in_program(&words(line), &mut all);
    all
}

fn in_program<'t>(words: &[(usize, &'t str)], all: &mut Vec<Named<'t>>) {
    if let Some(((_, program), rest)) = words.split_first()
        && asks_hosts(program)
    {
        for (at, word) in rest {
            all.extend(hosts_of(word, *at));
        }
    }
}

/// What the value of an option names.
fn of_option(verb: &str, option: &str) -> Option<NameKind> {
    match (verb, option) {
        (_, "--name" | "--link" | "--volumes-from") => Some(NameKind::Container),
        (_, "--network" | "--net") => Some(NameKind::Network),
        (_, "--subnet") => Some(NameKind::Subnet),
        ("build", "-t" | "--tag") => Some(NameKind::Image),
        _ => None,
    }
}

fn in_docker<'t>(words: &[(usize, &'t str)], all: &mut Vec<Named<'t>>) {
    let group = match words.first() {
        Some((_, group @ ("network" | "container" | "image"))) => Some(*group),
        _ => None,
    };
    let words = if group.is_some() { &words[1..] } else { words };
    let Some(((_, verb), rest)) = words.split_first() else {
        return;
    };
    let mut place = 0;
    let mut at = 0;
    while let Some(&(from, word)) = rest.get(at) {
        at += 1;
        if word.starts_with('-') && word.len() > 1 {
            let (option, value) = match word.split_once('=') {
                Some((option, value)) => (option, Some((from + option.len() + 1, value))),
                None if is_flag(verb, word) => (word, None),
                None => {
                    at += 1;
                    (word, rest.get(at - 1).copied())
                }
            };
            if let Some((from, value)) = value {
                in_value(verb, option, (from, value), all);
            }
            continue;
        }
        let kind = match (group, *verb, place) {
            (None | Some("container"), "run" | "create", 0) => Some(NameKind::Image),
            (None | Some("container"), "exec", 0)
            | (Some("network"), "connect" | "disconnect", 1) => Some(NameKind::Container),
            (None | Some("container"), "run" | "create" | "exec", _) => {
                in_program(rest.get(at - 1..).unwrap_or_default(), all);
                return;
            }
            (Some("network"), ..) => Some(NameKind::Network),
            (Some("image"), "build", _) | (None, "build" | "volume" | "compose", _) => return,
            (Some("image"), ..) | (None, "pull" | "push" | "tag" | "rmi" | "history", _) => {
                Some(NameKind::Image)
            }
            (_, "cp", _) => {
                if let Some((container, _)) = word.split_once(':') {
                    all.push(Named {
                        word: container,
                        at: from,
                        kind: Some(NameKind::Container),
                    });
                }
                place += 1;
                continue;
            }
            (_, "inspect", _) => None,
            _ => Some(NameKind::Container),
        };
        all.push(Named {
            word,
            at: from,
            kind,
        });
        place += 1;
    }
}

/// Whether an option takes no value. A row of letters is one unless its last letter takes one.
fn is_flag(verb: &str, word: &str) -> bool {
    if word.starts_with("--") {
        return FLAGS.contains(&word) || matches!(word, "--force" | "--all" | "--internal");
    }
    // `-f` forces and follows, and elsewhere it names a filter, a form or a file.
    let valueless = match verb {
        "build" => "q",
        "rm" | "rmi" | "logs" => "fv",
        _ => "ditPqa",
    };
    word.chars()
        .skip(1)
        .all(|letter| valueless.contains(letter))
}

fn in_value<'t>(verb: &str, option: &str, (at, value): (usize, &'t str), all: &mut Vec<Named<'t>>) {
    // `--filter name=web` and `--network container:web`.
    let inner = match option {
        "--filter" | "-f" => value
            .strip_prefix("name=")
            .or_else(|| value.strip_prefix("network="))
            .map(|inner| (inner, None)),
        "--network" | "--net" if value.starts_with("container:") => value
            .strip_prefix("container:")
            .map(|inner| (inner, Some(NameKind::Container))),
        "--link" => value
            .split(':')
            .next()
            .map(|inner| (inner, Some(NameKind::Container))),
        _ => of_option(verb, option).map(|kind| (value, Some(kind))),
    };
    if let Some((word, kind)) = inner {
        let at = at + value.find(word).unwrap_or_default();
        all.push(Named { word, at, kind });
    }
}

#[cfg(test)]
mod tests {
    use super::{in_container, in_shell};
    use crate::lesson::model::NameKind;

    fn named(line: &str) -> Vec<String> {
        let shown =
            |kind: Option<NameKind>| kind.map_or("any".to_owned(), |kind| format!("{kind:?}"));
        in_shell(line)
            .iter()
            .map(|named| {
                assert_eq!(
                    line.get(named.at..named.at + named.word.len()),
                    Some(named.word)
                );
                format!("{} {}", shown(named.kind), named.word)
            })
            .collect()
    }

    #[test]
    fn what_a_command_names_is_found_at_its_place() {
        let cases: [(&str, &[&str]); 12] = [
            ("docker network create mynet1", &["Network mynet1"]),
            (
                "docker network connect --alias db net web",
                &["Network net", "Container web"],
            ),
            (
                "docker run -d --name web --network=net -p 80:80 shop:1 echo shop",
                &["Container web", "Network net", "Image shop:1"],
            ),
            (
                "docker run --rm --network container:web img curl -s shop",
                &[
                    "Container web",
                    "Image img",
                    "Container -s",
                    "Container shop",
                ],
            ),
            (
                "docker exec web curl http://shop.net:80/x",
                &[
                    "Container shop.net",
                    "Container shop",
                    "Network net",
                    "Container web",
                ],
            ),
            ("docker exec web cat /shop/shop", &["Container web"]),
            ("docker build -t shop ./shop", &["Image shop"]),
            ("docker cp ./shop web:/shop", &["Container web"]),
            (
                "docker rm -f web && docker ps --filter name=shop",
                &["Container web", "any shop"],
            ),
            ("docker inspect -f '{{.Name}} shop' web", &["any web"]),
            ("cd shop", &[]),
            ("echo \"docker rm shop\"", &[]),
        ];
        for (line, expected) in cases {
            assert_eq!(named(line), expected, "{line}");
        }
    }

    #[test]
    fn in_a_container_only_hosts_are_named() {
        assert_eq!(in_container("echo web"), []);
        assert_eq!(
            in_container("ping -c 1 web").last().map(|named| named.word),
            Some("web")
        );
    }
}
