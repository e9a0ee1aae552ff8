//! Dockerfiles: lines to instructions, and the words of an instruction.

use std::collections::BTreeMap;

use super::world::fault::Fault;

/// The longest Dockerfile, in bytes.
const MAX_LENGTH: usize = 256 * 1024;
/// The most instructions of one Dockerfile.
const MAX_INSTRUCTIONS: usize = 500;

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// The line it begins on, from 1.
    pub line: usize,
    /// Its name in capitals.
    pub name: String,
    /// Flags such as `--from=x`.
    pub flags: Vec<String>,
    /// What comes after name and flags.
    pub rest: String,
    /// The whole instruction as it is shown.
    pub shown: String,
}

const KNOWN: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

fn error(line: usize, what: &str) -> Fault {
    Fault::bad(format!("dockerfile parse error line {line}: {what}"))
}

/// Reads a Dockerfile of this name.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Vec<Instruction>, Fault> {
    if bytes.len() > MAX_LENGTH {
        return Err(Fault::new(
            413,
            "the Dockerfile is too long for the practice engine",
        ));
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut found = Vec::new();
    let mut pending: Option<(usize, String)> = None;
    for (at, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        // Comments and empty lines may stand inside an instruction.
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let (start, mut so_far) = pending.take().unwrap_or((at + 1, String::new()));
        let line = if so_far.is_empty() {
            line.trim_start()
        } else {
            line
        };
        if let Some(more) = line.trim_end().strip_suffix('\\') {
            so_far.push_str(more);
            pending = Some((start, so_far));
        } else {
            so_far.push_str(line.trim_end());
            found.push(instruction(start, &so_far)?);
        }
        if found.len() > MAX_INSTRUCTIONS {
            return Err(Fault::bad(
                "the Dockerfile has too many instructions for the practice engine",
            ));
        }
    }
    if let Some((start, so_far)) = pending
        && !so_far.trim().is_empty()
    {
        found.push(instruction(start, &so_far)?);
    }
    if found.is_empty() && !bytes.is_empty() {
        return Err(Fault::bad(format!(
            "failed to parse {name}: file with no instructions"
        )));
    }
    if found.is_empty() {
        return Err(Fault::bad(format!(
            "the Dockerfile ({name}) cannot be empty"
        )));
    }
    Ok(found)
}

fn instruction(line: usize, text: &str) -> Result<Instruction, Fault> {
    let (name, mut rest) = text
        .split_once(char::is_whitespace)
        .map_or((text, ""), |(name, rest)| (name, rest.trim()));
    let name = name.to_ascii_uppercase();
    if !KNOWN.contains(&name.as_str()) {
        return Err(error(line, &format!("unknown instruction: {name}")));
    }
    let mut flags = Vec::new();
    while rest.starts_with("--") {
        let (flag, more) = rest
            .split_once(char::is_whitespace)
            .map_or((rest, ""), |(flag, more)| (flag, more.trim_start()));
        flags.push(flag.to_owned());
        rest = more;
    }
    let shown = format!("{name}{}", text.get(name.len()..).unwrap_or_default());
    let found = Instruction {
        line,
        flags,
        rest: rest.to_owned(),
        shown,
        name,
    };
    check(&found)?;
    Ok(found)
}

/// Refuses what can be seen to be wrong without building.
fn check(found: &Instruction) -> Result<(), Fault> {
    let name = &found.name;
    let count = list(&found.rest)
        .unwrap_or_else(|| found.rest.split_whitespace().map(str::to_owned).collect())
        .len();
    match name.as_str() {
        "COPY" | "ADD" if count < 2 => Err(error(
            found.line,
            &if count == 1 {
                format!(
                    "{name} requires at least two arguments, but only one was provided. Destination could not be determined"
                )
            } else {
                format!(
                    "{name} requires at least two arguments, but no arguments were provided. Source and destination could not be determined"
                )
            },
        )),
        "FROM" if count != 1 && count != 3 => Err(error(
            found.line,
            "FROM requires either one or three arguments",
        )),
        "WORKDIR" | "USER" | "STOPSIGNAL" if count != 1 => Err(error(
            found.line,
            &format!("{name} requires exactly one argument"),
        )),
        "EXPOSE" | "LABEL" | "ENV" | "VOLUME" | "ARG" if count == 0 => Err(error(
            found.line,
            &format!("{name} requires at least one argument"),
        )),
        _ => Ok(()),
    }
}

/// The words of a JSON list, if it is one.
#[must_use]
pub fn list(text: &str) -> Option<Vec<String>> {
    if text.trim_start().starts_with('[') {
        serde_json::from_str(text).ok()
    } else {
        None
    }
}

/// Splits at blanks that are not in quotes; quotes and backslashes are taken away.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\\', None | Some('"')) => {
                if let Some(next) = letters.next() {
                    word.get_or_insert_default().push(next);
                }
            }
            ('"' | '\'', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (letter, Some(open)) if letter == open => quote = None,
            (letter, None) if letter.is_whitespace() => words.extend(word.take()),
            (letter, _) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// `A=b C="d e"`, or the older `A the rest`.
pub fn pairs(found: &Instruction) -> Result<Vec<(String, String)>, Fault> {
    let first = found.rest.split_whitespace().next().unwrap_or_default();
    if !first.contains('=') {
        let (key, value) = found.rest.split_once(char::is_whitespace).ok_or_else(|| {
            error(
                found.line,
                &format!("{} must have two arguments", found.name),
            )
        })?;
        return Ok(vec![(key.to_owned(), words(value.trim()).join(" "))]);
    }
    words(&found.rest)
        .into_iter()
        .map(|word| match word.split_once('=') {
            Some(("", _)) | None => Err(error(
                found.line,
                &format!(
                    "Syntax error - can't find = in \"{word}\". Must be of the form: name=value"
                ),
            )),
            Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
        })
        .collect()
}

/// Puts values in for `$NAME`, `${NAME}`, `${NAME:-else}` and `${NAME:+then}`. What is in single
/// quotes or behind a backslash is left alone.
#[must_use]
pub fn substitute(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut result = String::new();
    let mut rest = text;
    let mut single = false;
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        match letter {
            '\'' => {
                single = !single;
                result.push(letter);
                rest = after;
            }
            '\\' => {
                result.push(letter);
                rest = after;
                if let Some(next) = after.chars().next() {
                    if next == '$' {
                        result.pop();
                    }
                    result.push(next);
                    rest = after.get(next.len_utf8()..).unwrap_or_default();
                }
            }
            '$' if !single => {
                let (value, left) = variable(after, values);
                match value {
                    Some(value) => result.push_str(&value),
                    None => result.push('$'),
                }
                rest = left;
            }
            letter => {
                result.push(letter);
                rest = after;
            }
        }
    }
    result
}

fn variable<'t>(text: &'t str, values: &BTreeMap<String, String>) -> (Option<String>, &'t str) {
    let name_length = |text: &str| {
        text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .unwrap_or(text.len())
    };
    if let Some(inner) = text.strip_prefix('{') {
        let Some((inner, left)) = inner.split_once('}') else {
            return (None, text);
        };
        let (name, what) = inner.split_at(name_length(inner));
        let known = values.get(name).filter(|value| !value.is_empty());
        let value = if let Some(other) = what.strip_prefix(":-") {
            known.map_or_else(|| other.to_owned(), Clone::clone)
        } else if let Some(then) = what.strip_prefix(":+") {
            known.map_or_else(String::new, |_| then.to_owned())
        } else {
            known.cloned().unwrap_or_default()
        };
        return (Some(value), left);
    }
    let (name, left) = text.split_at(name_length(text));
    if name.is_empty() {
        return (None, text);
    }
    (Some(values.get(name).cloned().unwrap_or_default()), left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_continued_lines_are_read() {
        let found = parse("Dockerfile", b"# hi\nfrom a\nRUN x \\\n# between\n  y\n").unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].shown, "FROM a");
        assert_eq!(found[1].rest, "x   y");
        assert_eq!(found[1].line, 3);
    }

    #[test]
    fn mistakes_are_told_in_dockers_words() {
        let told = |text: &str| parse("D2", text.as_bytes()).unwrap_err().message;
        assert_eq!(
            told("FROM a\nNOPE x"),
            "dockerfile parse error line 2: unknown instruction: NOPE"
        );
        assert_eq!(told(""), "the Dockerfile (D2) cannot be empty");
        assert_eq!(
            told("FROM a\nCOPY a.txt"),
            "dockerfile parse error line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined"
        );
    }

    #[test]
    fn words_keep_what_is_in_quotes_together() {
        assert_eq!(
            words(r#"a=b c="d e" f\ g '"'"#),
            ["a=b", "c=d e", "f g", "\""]
        );
    }

    #[test]
    fn values_are_put_in() {
        let values = BTreeMap::from([("A".to_owned(), "1".to_owned())]);
        assert_eq!(
            substitute("$A ${A}x ${B:-2} ${A:+3} \\$A '$A' $", &values),
            "1 1x 2 3 $A '$A' $"
        );
    }

    #[test]
    fn the_label_of_the_labs_server_is_read_as_it_stands() {
        let text = "FROM a\nLABEL baeum.practice.server='{\"port\":8080,\"log\":\"{remote} {x-forwarded-for}\"}'";
        let found = parse("Dockerfile", text.as_bytes()).unwrap();
        let pairs = pairs(&found[1]).unwrap();
        assert_eq!(pairs[0].0, "baeum.practice.server");
        assert_eq!(
            pairs[0].1,
            "{\"port\":8080,\"log\":\"{remote} {x-forwarded-for}\"}"
        );
    }
}
