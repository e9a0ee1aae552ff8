//! grep, for the patterns of lessons.

use super::text::{bare, lines};
use super::{Call, Outcome, reason};
use crate::practice::inside::{FileError, pattern};

#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
struct Grep {
    ignore_case: bool,
    inverted: bool,
    count: bool,
    numbers: bool,
    quiet: bool,
    names: bool,
    only: bool,
    fixed: bool,
    word: bool,
    recursive: bool,
}

#[allow(clippy::too_many_lines)] // options, then files, then lines
pub(super) fn grep(call: &mut Call<'_>) -> Outcome {
    let mut options = Grep::default();
    let mut patterns: Vec<String> = Vec::new();
    let mut files = Vec::new();
    let mut words = call.words().iter();
    while let Some(word) = words.next() {
        let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            files.push(word.clone());
            continue;
        };
        for (index, letter) in letters.char_indices() {
            match letter {
                'i' => options.ignore_case = true,
                'v' => options.inverted = true,
                'c' => options.count = true,
                'n' => options.numbers = true,
                'q' => options.quiet = true,
                'l' => options.names = true,
                'o' => options.only = true,
                'F' => options.fixed = true,
                'w' => options.word = true,
                'r' | 'R' => options.recursive = true,
                'E' | 's' | 'h' | 'H' => {}
                'e' => {
                    let attached = letters.get(index + 1..).unwrap_or_default();
                    let pattern = if attached.is_empty() {
                        words.next().cloned()
                    } else {
                        Some(attached.to_owned())
                    };
                    patterns.extend(pattern);
                    break;
                }
                _ => return Outcome::failed(2, &format!("grep: invalid option -- '{letter}'")),
            }
        }
    }
    if patterns.is_empty() {
        if files.is_empty() {
            return Outcome::failed(
                2,
                "Usage: grep [-HhnlLoqvsrRiwFEz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...",
            );
        }
        patterns.push(files.remove(0));
    }
    let mut outcome = Outcome::default();
    let mut found = Vec::new();
    if files.is_empty() {
        found.push((String::new(), call.stdin.to_vec()));
    }
    for file in &files {
        match call.read(file) {
            Ok(bytes) => found.push((file.clone(), bytes)),
            Err(FileError::IsDirectory) if options.recursive => below(call, file, 0, &mut found),
            Err(error) => {
                outcome.exit_code = 2;
                outcome.write_error(&format!("grep: {file}: {}", reason(error)));
            }
        }
    }
    let several = files.len() > 1 || options.recursive;
    let mut any = false;
    for (name, bytes) in found {
        let prefix = if several {
            format!("{name}:")
        } else {
            String::new()
        };
        let mut count = 0;
        for (index, line) in lines(&bytes).into_iter().enumerate() {
            let text = String::from_utf8_lossy(bare(line)).into_owned();
            let span = patterns
                .iter()
                .find_map(|pattern| found_in(pattern, &text, &options));
            if span.is_some() == options.inverted {
                continue;
            }
            any = true;
            count += 1;
            if options.quiet || options.count || options.names {
                continue;
            }
            let number = if options.numbers {
                format!("{}:", index + 1)
            } else {
                String::new()
            };
            let shown = match span {
                Some((start, end)) if options.only => text.get(start..end).unwrap_or_default(),
                _ => &text,
            };
            outcome.line(&format!("{prefix}{number}{shown}"));
        }
        if options.count && !options.quiet {
            outcome.line(&format!("{prefix}{count}"));
        } else if options.names && count > 0 {
            outcome.line(&name);
        }
    }
    if outcome.exit_code == 0 && !any {
        outcome.exit_code = 1;
    }
    outcome
}

fn below(call: &Call<'_>, folder: &str, depth: usize, found: &mut Vec<(String, Vec<u8>)>) {
    if depth > 16 || found.len() > 2000 {
        return;
    }
    for entry in call
        .inside
        .list_directory(&call.path(folder))
        .unwrap_or_default()
    {
        let path = format!("{}/{}", folder.trim_end_matches('/'), entry.name);
        if entry.is_directory {
            below(call, &path, depth + 1, found);
        } else if let Ok(bytes) = call.read(&path) {
            found.push((path, bytes));
        }
    }
}

/// Where a pattern matches: literal text with `.`, `*` after one character, `^`, `$` and `\|`.
fn found_in(pattern: &str, text: &str, options: &Grep) -> Option<(usize, usize)> {
    let (pattern, text) = if options.ignore_case {
        (pattern.to_lowercase(), text.to_lowercase())
    } else {
        (pattern.to_owned(), text.to_owned())
    };
    let alternatives: Vec<&str> = if options.fixed {
        vec![&pattern]
    } else {
        pattern
            .split("\\|")
            .flat_map(|part| part.split('|'))
            .collect()
    };
    alternatives.into_iter().find_map(|part| {
        let (start, end) = if options.fixed {
            text.find(part).map(|start| (start, start + part.len()))?
        } else {
            pattern::find(part, &text)?
        };
        let edge =
            |character: Option<char>| !character.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let whole = edge(
            text.get(..start)
                .and_then(|before| before.chars().next_back()),
        ) && edge(text.get(end..).and_then(|after| after.chars().next()));
        (!options.word || whole).then_some((start, end))
    })
}
