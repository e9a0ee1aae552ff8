//! What commands name: networks, containers and images at the places where docker takes them, and hosts in addresses.

use crate::lesson::model::NameKind;
use crate::lesson::validate_step::FLAGS;

/// A word at a place where something is named, with its bytes in the text that holds it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named<'t> {
    /// The word.
    pub(super) word: &'t str,
    /// Where it stands in the text.
    pub(super) at: usize,
    /// What is named there; any of them where several are understood.
    pub(super) kind: Option<NameKind>,
}

/// The whole text as a name.
pub(super) fn whole(text: &str, kind: Option<NameKind>) -> Named<'_> {
    Named {
        word: text,
        at: 0,
        kind,
    }
}

/// A host, and what it is made of: `web.mynet1` names a container and a network.
pub(super) fn hosts_of(host: &str, at: usize) -> Vec<Named<'_>> {
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
pub(super) fn urls(text: &str) -> Vec<Named<'_>> {
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
pub(super) fn asks_hosts(program: &str) -> bool {
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
pub(super) fn in_shell(line: &str) -> Vec<Named<'_>> {
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
pub(super) fn in_container(line: &str) -> Vec<Named<'_>> {
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
