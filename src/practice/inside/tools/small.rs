//! The smallest tools: echo, printf, tr and cut in their plainest forms, uniq, seq.

use super::{Call, Outcome};

pub(super) fn echo(call: &mut Call<'_>) -> Outcome {
    let mut words = call.words();
    let (mut newline, mut escapes) = (true, false);
    while let Some((first, rest)) = words.split_first() {
        let letters = first.strip_prefix('-').unwrap_or_default();
        if letters.is_empty() || letters.chars().any(|letter| !"neE".contains(letter)) {
            break;
        }
        newline &= !letters.contains('n');
        escapes |= letters.contains('e');
        words = rest;
    }
    let mut text = words.join(" ");
    if escapes {
        text = unescape(&text);
    }
    if newline {
        text.push('\n');
    }
    Outcome::printed(text)
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('r') => plain.push('\r'),
            Some('a') => plain.push('\u{7}'),
            Some('e') => plain.push('\u{1b}'),
            Some('\\') | None => plain.push('\\'),
            Some(other) => {
                plain.push('\\');
                plain.push(other);
            }
        }
    }
    plain
}

pub(super) fn printf(call: &mut Call<'_>) -> Outcome {
    let Some((format, arguments)) = call.words().split_first() else {
        return Outcome::failed(1, "Usage: printf FORMAT [ARG]...");
    };
    let format = unescape(format);
    let mut arguments = arguments.iter();
    let mut outcome = Outcome::default();
    loop {
        let before = arguments.len();
        let mut characters = format.chars();
        while let Some(character) = characters.next() {
            if character != '%' {
                outcome.write(character.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            match characters.next() {
                Some('%') => outcome.write(b"%"),
                Some('s') => outcome.write(arguments.next().map_or("", String::as_str).as_bytes()),
                Some('b') => {
                    outcome.write(unescape(arguments.next().map_or("", String::as_str)).as_bytes());
                }
                Some('d' | 'i' | 'u') => {
                    let word = arguments.next().map_or("0", String::as_str);
                    if let Ok(number) = word.parse::<i64>() {
                        outcome.write(number.to_string().as_bytes());
                    } else {
                        outcome.write_error(&format!("printf: invalid number '{word}'"));
                        outcome.exit_code = 1;
                        outcome.write(b"0");
                    }
                }
                other => {
                    let shown = other.map_or(String::new(), String::from);
                    outcome.write_error(&format!(
                        "printf: %{shown}: the practice engine does not know this format"
                    ));
                    outcome.exit_code = 1;
                    return outcome;
                }
            }
        }
        if arguments.len() == 0
            || arguments.len() == before
            || outcome.stdout.len() >= super::MOST_OUTPUT
        {
            return outcome;
        }
    }
}

/// The smallest filters: tr and cut in their plainest forms, uniq, seq.
pub(super) fn small(name: &str, call: &mut Call<'_>) -> Outcome {
    let unknown = || {
        Outcome::failed(
            1,
            &format!("{name}: the practice engine does not know these options"),
        )
    };
    let text = String::from_utf8_lossy(call.stdin).into_owned();
    let words: Vec<&str> = call.words().iter().map(String::as_str).collect();
    match (name, words.as_slice()) {
        ("tr", ["-d", set]) if !set.contains(['[', '-']) => {
            let set = unescape(set);
            Outcome::printed(
                text.chars()
                    .filter(|c| !set.contains(*c))
                    .collect::<String>(),
            )
        }
        ("tr", [from, to])
            if !from.starts_with('-') && !from.contains('[') && !from.contains('-') =>
        {
            let (from, to): (Vec<char>, Vec<char>) = (
                unescape(from).chars().collect(),
                unescape(to).chars().collect(),
            );
            let swap = |c: char| match from.iter().position(|known| *known == c) {
                Some(index) => to.get(index).or(to.last()).copied().unwrap_or(c),
                None => c,
            };
            Outcome::printed(text.chars().map(swap).collect::<String>())
        }
        ("cut", ["-d", separator, "-f", field]) => match field.parse::<usize>() {
            Ok(field) if field > 0 => cut(&text, separator, field),
            _ => unknown(),
        },
        ("cut", [separator, field]) => match (
            separator.strip_prefix("-d"),
            field.strip_prefix("-f").map(str::parse::<usize>),
        ) {
            (Some(separator), Some(Ok(field))) if field > 0 => cut(&text, separator, field),
            _ => unknown(),
        },
        ("uniq", [] | ["-c"]) => {
            let counted = !words.is_empty();
            let mut runs: Vec<(usize, &str)> = Vec::new();
            for line in text.lines() {
                match runs.last_mut() {
                    Some((count, last)) if *last == line => *count += 1,
                    _ => runs.push((1, line)),
                }
            }
            let mut outcome = Outcome::default();
            for (count, line) in runs {
                outcome.line(&if counted {
                    format!("{count:7} {line}")
                } else {
                    line.to_owned()
                });
            }
            outcome
        }
        ("seq", [last]) => seq("1", last).unwrap_or_else(unknown),
        ("seq", [first, last]) => seq(first, last).unwrap_or_else(unknown),
        _ => unknown(),
    }
}

fn cut(text: &str, separator: &str, field: usize) -> Outcome {
    let mut outcome = Outcome::default();
    if separator.is_empty() {
        return Outcome::failed(1, "cut: the delimiter must be a single character");
    }
    for line in text.lines() {
        let shown = if line.contains(separator) {
            line.split(separator).nth(field - 1).unwrap_or("")
        } else {
            line
        };
        outcome.line(shown);
    }
    outcome
}

fn seq(first: &str, last: &str) -> Option<Outcome> {
    let (first, last) = (first.parse::<i32>().ok()?, last.parse::<i32>().ok()?);
    let mut outcome = Outcome::default();
    for number in (first..=last).take(100_000) {
        outcome.line(&number.to_string());
    }
    Some(outcome)
}
