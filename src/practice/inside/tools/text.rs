//! Tools that print and sift text: cat, head, tail, grep, wc, sort, echo, printf.

use super::{Call, Outcome, reason};
use crate::practice::inside::FileError;

/// The inputs of a tool: the files named, or standard input; what cannot be read is reported.
fn inputs(call: &Call<'_>, files: &[String], outcome: &mut Outcome) -> Vec<(String, Vec<u8>)> {
    if files.is_empty() {
        return vec![(String::new(), call.stdin.to_vec())];
    }
    let mut found = Vec::new();
    for file in files {
        match call.read(file) {
            Ok(bytes) => found.push((file.clone(), bytes)),
            Err(error) => {
                outcome.exit_code = 1;
                let line = if error == FileError::IsDirectory {
                    format!("{}: read error: Is a directory", call.name())
                } else {
                    format!("{}: can't open '{file}': {}", call.name(), reason(error))
                };
                outcome.write_error(&line);
            }
        }
    }
    found
}

pub(super) fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut found: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    if found.last().is_some_and(|line| line.is_empty()) {
        found.pop();
    }
    found
}

pub(super) fn bare(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n").unwrap_or(line)
}

pub(super) fn cat(call: &mut Call<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut numbered = false;
    let mut files = Vec::new();
    for word in call.words() {
        match word.as_str() {
            "-n" => numbered = true,
            "-" => files.push(word.clone()),
            _ if word.starts_with('-') => {
                return Outcome::failed(
                    1,
                    &format!("cat: invalid option -- '{}'", word.trim_start_matches('-')),
                );
            }
            _ => files.push(word.clone()),
        }
    }
    let mut number = 0;
    for (_, bytes) in inputs(call, &files, &mut outcome) {
        if numbered {
            for line in lines(&bytes) {
                number += 1;
                outcome.write(format!("{number:6}\t").as_bytes());
                outcome.write(line);
            }
        } else {
            outcome.write(&bytes);
        }
    }
    outcome
}

/// `-n 5`, `-n5` and `-5`: the count and the files.
fn count_and_files(
    call: &Call<'_>,
    letter: char,
) -> Result<(Option<String>, Vec<String>), Outcome> {
    let mut count = None;
    let mut files = Vec::new();
    let mut words = call.words().iter();
    while let Some(word) = words.next() {
        match word.strip_prefix('-') {
            Some("f" | "F" | "q") => {}
            Some(rest) if rest == letter.to_string() => {
                if let Some(value) = words.next() {
                    count = Some(value.clone());
                } else {
                    let text =
                        format!("{}: option requires an argument -- '{letter}'", call.name());
                    return Err(Outcome::failed(1, &text));
                }
            }
            Some(rest) if rest.starts_with(letter) => {
                count = Some(rest.trim_start_matches(letter).to_owned());
            }
            Some(rest) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) => {
                count = Some(rest.to_owned());
            }
            Some(rest) if !rest.is_empty() => {
                let text = format!(
                    "{}: invalid option -- '{}'",
                    call.name(),
                    rest.chars().next().unwrap_or('-')
                );
                return Err(Outcome::failed(1, &text));
            }
            _ => files.push(word.clone()),
        }
    }
    Ok((count, files))
}

pub(super) fn head(call: &mut Call<'_>) -> Outcome {
    let (mut outcome, count, found) = match pieces(call) {
        Ok(pieces) => pieces,
        Err(outcome) => return outcome,
    };
    let Ok(count) = count.trim_start_matches('+').parse::<i64>() else {
        return Outcome::failed(1, &format!("head: invalid number '{count}'"));
    };
    let several = found.len() > 1;
    for (index, (name, bytes)) in found.iter().enumerate() {
        title(&mut outcome, several, index, name);
        let all = lines(bytes);
        let take = usize::try_from(count)
            .unwrap_or_else(|_| all.len().saturating_sub(count.unsigned_abs() as usize));
        all.iter().take(take).for_each(|line| outcome.write(line));
    }
    outcome
}

type Pieces = (Outcome, String, Vec<(String, Vec<u8>)>);

fn pieces(call: &Call<'_>) -> Result<Pieces, Outcome> {
    let (count, files) = count_and_files(call, 'n')?;
    let mut outcome = Outcome::default();
    let found = inputs(call, &files, &mut outcome);
    Ok((outcome, count.unwrap_or_else(|| "10".into()), found))
}

fn title(outcome: &mut Outcome, several: bool, index: usize, name: &str) {
    if several {
        let gap = if index > 0 { "\n" } else { "" };
        outcome.line(&format!("{gap}==> {name} <=="));
    }
}

pub(super) fn tail(call: &mut Call<'_>) -> Outcome {
    let follows = call.words().iter().any(|word| word == "-f" || word == "-F");
    let (mut outcome, count, found) = match pieces(call) {
        Ok(pieces) => pieces,
        Err(outcome) => return outcome,
    };
    let from_start = count.starts_with('+');
    let Ok(number) = count.trim_start_matches(['+', '-']).parse::<usize>() else {
        return Outcome::failed(1, &format!("tail: invalid number '{count}'"));
    };
    let several = found.len() > 1;
    for (index, (name, bytes)) in found.iter().enumerate() {
        title(&mut outcome, several, index, name);
        let all = lines(bytes);
        let skip = if from_start {
            number.saturating_sub(1)
        } else {
            all.len().saturating_sub(number)
        };
        all.iter().skip(skip).for_each(|line| outcome.write(line));
    }
    if found.is_empty() {
        outcome.write_error("tail: no files");
    } else if follows {
        outcome.write_error("tail: the practice engine does not follow files");
    }
    outcome
}

pub(super) fn wc(call: &mut Call<'_>) -> Outcome {
    let mut letters = String::new();
    let mut files = Vec::new();
    for word in call.words() {
        match word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            Some(rest) => letters.push_str(rest),
            None => files.push(word.clone()),
        }
    }
    if let Some(wrong) = letters.chars().find(|letter| !"lwcmL".contains(*letter)) {
        return Outcome::failed(1, &format!("wc: invalid option -- '{wrong}'"));
    }
    let mut outcome = Outcome::default();
    let mut totals = [0_usize; 3];
    let found = inputs(call, &files, &mut outcome);
    let row = |counts: [usize; 3], name: &str| {
        let wanted: Vec<usize> = "lwc"
            .chars()
            .zip(counts)
            .filter(|(letter, _)| letters.is_empty() || letters.contains(*letter))
            .map(|(_, count)| count)
            .collect();
        let mut row = match wanted.as_slice() {
            [only] => only.to_string(),
            many => many
                .iter()
                .map(|count| format!("{count:9}"))
                .collect::<Vec<_>>()
                .join(" "),
        };
        if !name.is_empty() {
            row.push(' ');
            row.push_str(name);
        }
        row
    };
    for (name, bytes) in &found {
        let words = String::from_utf8_lossy(bytes).split_whitespace().count();
        let counts = [
            lines(bytes)
                .iter()
                .filter(|line| line.ends_with(b"\n"))
                .count(),
            words,
            bytes.len(),
        ];
        for (total, count) in totals.iter_mut().zip(counts) {
            *total += count;
        }
        outcome.line(&row(counts, name));
    }
    if found.len() > 1 {
        outcome.line(&row(totals, "total"));
    }
    outcome
}

pub(super) fn sort(call: &mut Call<'_>) -> Outcome {
    let mut letters = String::new();
    let mut files = Vec::new();
    for word in call.words() {
        match word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            Some(rest) => letters.push_str(rest),
            None => files.push(word.clone()),
        }
    }
    if let Some(wrong) = letters.chars().find(|letter| !"rnu".contains(*letter)) {
        return Outcome::failed(
            1,
            &format!("sort: the practice engine does not know the option -{wrong}"),
        );
    }
    let mut outcome = Outcome::default();
    let found = inputs(call, &files, &mut outcome);
    let mut all: Vec<String> = found
        .iter()
        .flat_map(|(_, bytes)| lines(bytes))
        .map(|line| String::from_utf8_lossy(bare(line)).into_owned())
        .collect();
    if letters.contains('n') {
        let number = |line: &String| {
            let digits: String = line
                .trim_start()
                .chars()
                .take_while(char::is_ascii_digit)
                .take(18)
                .collect();
            digits.parse::<i64>().unwrap_or(0)
        };
        all.sort_by(|a, b| number(a).cmp(&number(b)).then_with(|| a.cmp(b)));
    } else {
        all.sort();
    }
    if letters.contains('r') {
        all.reverse();
    }
    if letters.contains('u') {
        all.dedup();
    }
    for line in &all {
        outcome.line(line);
    }
    outcome
}
