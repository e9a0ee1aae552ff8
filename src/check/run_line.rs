//! A `docker run` of the lesson, read as the shell and docker read it: image, command, options.

use crate::lesson::is_switch;

/// Stands for what only a shell or a running engine can fill in; nothing is compared with it.
const ANYTHING: char = '…';

/// What a `docker run` or `docker create` asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunLine {
    /// The image.
    pub image: String,
    /// The command behind it; empty where the image's own is run.
    pub command: Vec<String>,
    /// Whether it makes the container only.
    pub only_creates: bool,
    /// Whether it gives another program than the image's.
    pub entrypoint: bool,
    /// The networks it names.
    pub networks: Vec<String>,
    /// Environment, as `NAME=value`.
    pub environment: Vec<String>,
    /// The published ports, as they are written.
    pub ports: Vec<String>,
}

impl RunLine {
    /// Reads the first command of a line; `None` where it is none of these.
    #[must_use]
    pub fn read(line: &str) -> Option<Self> {
        let words = words(line)?;
        let mut words = words.into_iter().peekable();
        words.next_if(|word| word == "docker")?;
        words.next_if(|word| word == "container");
        let mut run = match words.next()?.as_str() {
            "run" => Self::default(),
            "create" => Self {
                only_creates: true,
                ..Self::default()
            },
            _ => return None,
        };
        while let Some(word) = words.next() {
            let (name, value) = if let Some(long) = word.strip_prefix("--") {
                match long.split_once('=') {
                    Some((name, value)) => (name.to_owned(), value.to_owned()),
                    None if is_switch(&word) => continue,
                    None => (long.to_owned(), words.next()?),
                }
            } else if let Some(letters) = word.strip_prefix('-') {
                // An option with a value ends a row of letters; the value may be the next word.
                let Some((at, letter)) = letters
                    .char_indices()
                    .find(|(_, letter)| !"ditPq".contains(*letter))
                else {
                    continue;
                };
                match letters.get(at + letter.len_utf8()..) {
                    None | Some("") => (letter.to_string(), words.next()?),
                    Some(value) => (letter.to_string(), value.to_owned()),
                }
            } else {
                run.image = word;
                run.command = words.collect();
                return Some(run);
            };
            match name.as_str() {
                "entrypoint" => run.entrypoint = true,
                "network" | "net" => run.networks.push(value),
                "e" | "env" if value.contains('=') => run.environment.push(value),
                "p" | "publish" => run.ports.push(value),
                _ => {}
            }
        }
        None
    }

    /// Whether it publishes something on this port of the host.
    #[must_use]
    pub fn publishes(&self, host_port: u16) -> bool {
        let host_port = host_port.to_string();
        self.ports.iter().any(|port| {
            port.contains(ANYTHING)
                || port
                    .rsplit_once(':')
                    .and_then(|(host, _)| host.rsplit(':').next())
                    == Some(host_port.as_str())
        })
    }
}

/// Whether `there` is what is `wanted`, as far as that can be compared.
#[must_use]
pub fn is_like(wanted: &str, there: &str) -> bool {
    wanted == there || wanted.contains(ANYTHING)
}

/// The words of the first command of a line, up to what joins it to another. `None` where a shell
/// puts in words that are not known here, or a quotation does not end.
fn words(line: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        '\'' => break,
                        inner => word.push(inner),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        '"' => break,
                        '\\' => match letters.next()? {
                            escaped @ ('"' | '\\' | '$' | '`') => word.push(escaped),
                            other => word.extend(['\\', other]),
                        },
                        '$' | '`' => word.push(ANYTHING),
                        inner => word.push(inner),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(letters.next()?),
            '`' => return None,
            '$' if letters.peek() == Some(&'(') => return None,
            '$' => word.get_or_insert_default().push(ANYTHING),
            '&' | '|' | ';' | '<' | '>' => break,
            '#' if word.is_none() => break,
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::{RunLine, words};

    fn read(line: &str) -> RunLine {
        RunLine::read(line).unwrap_or_else(|| panic!("not read: {line}"))
    }

    #[test]
    fn the_image_stands_behind_the_options_and_the_command_behind_the_image() {
        for line in [
            "docker run -d -p 80:80 --name web nginx:1 echo hi",
            "docker run -dp80:80 --rm --name=web nginx:1 echo hi",
            "docker run -it -p 80:80 --name web nginx:1 echo hi && docker stop web",
            "docker container run -p 127.0.0.1:80:80 nginx:1 echo 'hi' | cat",
        ] {
            let run = read(line);
            assert_eq!(run.image, "nginx:1", "{line}");
            assert_eq!(run.command, ["echo", "hi"], "{line}");
            assert!(run.publishes(80), "{line}");
            assert!(!run.publishes(8080), "{line}");
            assert!(!run.only_creates);
        }
        let made = read("docker create -e A=b --env C=d -e E --network net web");
        assert!(made.only_creates && made.command.is_empty());
        assert_eq!(made.environment, ["A=b", "C=d"]);
        assert_eq!(made.networks, ["net"]);
        assert_eq!(RunLine::read("docker start web"), None);
        assert_eq!(RunLine::read("docker run -d"), None);
    }

    #[test]
    fn what_only_a_shell_knows_is_compared_with_nothing() {
        let said = |line| words(line).unwrap_or_default();
        assert_eq!(
            said(r#"sh -c "echo \"a b\"" 'it $1'"#),
            ["sh", "-c", "echo \"a b\"", "it $1"]
        );
        assert_eq!(said("echo $HOME"), ["echo", "…HOME"]);
        assert_eq!(said("docker ps # all"), ["docker", "ps"]);
        assert_eq!(words("docker rm $(docker ps -q)"), None);
        assert_eq!(words("echo 'no end"), None);
    }
}
