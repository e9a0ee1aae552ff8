//! Reads a command's flags as docker reads them.

use std::collections::HashMap;

use super::commands::{Arguments, Command, Flag, Kind};
use super::failure::Failure;
use crate::l10n::Message;

/// What was said on the command line.
#[derive(Debug, Default)]
pub struct Parsed {
    values: HashMap<&'static str, Vec<String>>,
    /// What is no flag.
    pub arguments: Vec<String>,
    /// Whether `--help` was asked for.
    pub help: bool,
}

impl Parsed {
    /// Whether a switch is on.
    pub fn on(&self, long: &str) -> bool {
        self.one(long) == Some("true")
    }

    /// The last value of a flag.
    pub fn one(&self, long: &str) -> Option<&str> {
        self.values.get(long)?.last().map(String::as_str)
    }

    /// All values of a flag.
    pub fn all(&self, long: &str) -> &[String] {
        self.values.get(long).map_or(&[], Vec::as_slice)
    }

    /// The argument at a position; empty where there is none.
    pub fn argument(&self, position: usize) -> &str {
        self.arguments.get(position).map_or("", String::as_str)
    }
}

/// Reads the words after a command's name.
pub fn parse(command: &'static Command, words: &[String]) -> Result<Parsed, Failure> {
    let mut parsed = Parsed::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--" {
            parsed.arguments.extend(words.by_ref().cloned());
        } else if let Some(long) = word.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (long, None),
            };
            if name == "help" {
                parsed.help = true;
                continue;
            }
            let flag = command
                .flag(name)
                .ok_or_else(|| unknown(command, &format!("--{name}")))?;
            let value = match (value, flag.kind) {
                (Some(value), _) => value,
                (None, Kind::Switch) => "true".to_owned(),
                (None, _) => words
                    .next()
                    .cloned()
                    .ok_or_else(|| bad(command, &format!("flag needs an argument: --{name}")))?,
            };
            take(command, &mut parsed, flag, value)?;
        } else if word.len() > 1 && word.starts_with('-') {
            shorthands(command, &mut parsed, word, &mut words)?;
        } else {
            parsed.arguments.push(word.clone());
            if command.stops_at_argument() {
                parsed.arguments.extend(words.by_ref().cloned());
            }
        }
    }
    if !parsed.help {
        count(command, parsed.arguments.len())?;
    }
    Ok(parsed)
}

/// `-itd`, `-p80:80`, `-p=80:80`, `-p 80:80`.
fn shorthands<'a>(
    command: &'static Command,
    parsed: &mut Parsed,
    word: &str,
    words: &mut impl Iterator<Item = &'a String>,
) -> Result<(), Failure> {
    let mut rest = word.get(1..).unwrap_or_default();
    while let Some(letter) = rest.chars().next() {
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        let Some(flag) = command.flags().find(|flag| flag.short == Some(letter)) else {
            if letter == 'h' {
                parsed.help = true;
                continue;
            }
            return Err(unknown(command, &format!("-{letter}")));
        };
        let value = match (rest.strip_prefix('='), flag.kind) {
            (Some(value), _) => {
                let value = value.to_owned();
                rest = "";
                value
            }
            (None, Kind::Switch) => "true".to_owned(),
            (None, _) if !rest.is_empty() => std::mem::take(&mut rest).to_owned(),
            (None, _) => words.next().cloned().ok_or_else(|| {
                bad(
                    command,
                    &format!("flag needs an argument: '{letter}' in {word}"),
                )
            })?,
        };
        take(command, parsed, flag, value)?;
    }
    Ok(())
}

fn take(
    command: &'static Command,
    parsed: &mut Parsed,
    flag: &'static Flag,
    mut value: String,
) -> Result<(), Failure> {
    let refuse = |value: &str, function: &str| {
        let name = match flag.short {
            Some(short) => format!("-{short}, --{}", flag.long),
            None => format!("--{}", flag.long),
        };
        bad(
            command,
            &format!(
                "invalid argument {value:?} for {name:?} flag: strconv.{function}: parsing {value:?}: invalid syntax"
            ),
        )
    };
    match flag.kind {
        Kind::Switch => {
            let truth = match value.as_str() {
                "1" | "t" | "T" | "true" | "TRUE" | "True" => "true",
                "0" | "f" | "F" | "false" | "FALSE" | "False" => "false",
                other => return Err(refuse(other, "ParseBool")),
            };
            truth.clone_into(&mut value);
        }
        Kind::Int if value.parse::<i64>().is_err() => return Err(refuse(&value, "ParseInt")),
        Kind::Int | Kind::Value(_) | Kind::List(_) => {}
    }
    parsed.values.entry(flag.long).or_default().push(value);
    Ok(())
}

/// A flag that docker may know, but not this small docker.
fn unknown(command: &'static Command, flag: &str) -> Failure {
    Failure::own(
        Message::new("applet-unknown-flag")
            .with("flag", crate::screen::clean(flag))
            .with("command", command.path()),
    )
}

/// A flag used wrongly, as docker says it.
fn bad(command: &'static Command, text: &str) -> Failure {
    Failure::Text {
        text: format!(
            "{text}\n\nUsage:  {}\n\nRun '{} --help' for more information",
            command.usage,
            command.path()
        ),
        code: 125,
    }
}

fn count(command: &'static Command, given: usize) -> Result<(), Failure> {
    let plural = |number: usize| if number == 1 { "" } else { "s" };
    let (right, wants, begin) = match command.arguments {
        Arguments::None => (given == 0, "accepts no arguments".to_owned(), "Run"),
        Arguments::Exactly(number) => (
            given == number,
            format!("requires {number} argument{}", plural(number)),
            "Run",
        ),
        Arguments::AtLeast(number) => (
            given >= number,
            format!("requires at least {number} argument{}", plural(number)),
            "See",
        ),
        Arguments::Between(least, most) => (
            (least..=most).contains(&given),
            if least == 0 {
                format!("requires at most {most} argument{}", plural(most))
            } else {
                format!("requires at least {least} and at most {most} arguments")
            },
            "Run",
        ),
    };
    if right {
        return Ok(());
    }
    let path = command.path();
    Err(Failure::text(format!(
        "docker: '{path}' {wants}\n\nUsage:  {}\n\n{begin} '{path} --help' for more information",
        command.usage
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applet::commands;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn flags_are_read_in_every_form_docker_takes() {
        let run = commands::find("run").unwrap();
        let parsed = parse(
            run,
            &words("-dit -p80:80 -p=81:81 -p 82:82 --name=web --rm=false nginx -x --y"),
        )
        .unwrap();
        assert!(parsed.on("detach") && parsed.on("tty") && parsed.on("interactive"));
        assert!(!parsed.on("rm"));
        assert_eq!(parsed.all("publish"), ["80:80", "81:81", "82:82"]);
        assert_eq!(parsed.one("name"), Some("web"));
        assert_eq!(parsed.arguments, ["nginx", "-x", "--y"]);
    }

    #[test]
    fn a_flag_may_follow_an_argument_where_docker_allows_it() {
        let rm = commands::find("rm").unwrap();
        let parsed = parse(rm, &words("a -f b")).unwrap();
        assert!(parsed.on("force"));
        assert_eq!(parsed.arguments, ["a", "b"]);
    }

    #[test]
    fn what_is_not_known_ends_with_125() {
        let run = commands::find("run").unwrap();
        assert_eq!(
            parse(run, &words("--cpus 1 nginx")).unwrap_err().code(),
            125
        );
        assert_eq!(parse(run, &words("--name")).unwrap_err().code(), 125);
        assert_eq!(parse(run, &[]).unwrap_err().code(), 1);
    }
}
