//! Tools for files and folders: ls, touch, rm, cp, test, which.

use super::{Call, Outcome, entry, find_along, reason};
use crate::practice::inside::clock::Moment;
use crate::practice::inside::{Entry, FileError};

fn mode(entry: &Entry) -> String {
    let mut text = String::from(if entry.is_directory { "d" } else { "-" });
    for shift in [6, 3, 0] {
        let bits = entry.mode >> shift;
        text.push(if bits & 4 > 0 { 'r' } else { '-' });
        text.push(if bits & 2 > 0 { 'w' } else { '-' });
        text.push(if bits & 1 > 0 { 'x' } else { '-' });
    }
    text
}

#[allow(clippy::too_many_lines)] // options, then files, then folders
pub(super) fn ls(call: &mut Call<'_>) -> Outcome {
    let (mut long, mut all, mut almost, mut single, mut itself) =
        (false, false, false, false, false);
    let mut paths = Vec::new();
    for word in call.words() {
        let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            paths.push(word.clone());
            continue;
        };
        if letters.starts_with("-color") {
            continue;
        }
        for letter in letters.chars() {
            match letter {
                'l' => long = true,
                'a' => all = true,
                'A' => almost = true,
                '1' => single = true,
                'd' => itself = true,
                'h' | 'F' | 'p' | 't' | 'r' | 'S' | 'n' | 'i' => {}
                _ => return Outcome::failed(1, &format!("ls: unrecognized option: {letter}")),
            }
        }
    }
    if paths.is_empty() {
        paths.push(".".into());
    }
    paths.sort();
    let mut outcome = Outcome::default();
    let mut loose = Vec::new();
    let mut folders = Vec::new();
    for path in &paths {
        let absolute = call.path(path);
        match call.inside.list_directory(&absolute) {
            Ok(entries) if !itself => folders.push((path.clone(), entries)),
            Ok(_) => loose.push(Entry {
                name: path.clone(),
                is_directory: true,
                size: 4096,
                mode: 0o755,
            }),
            Err(error) => match entry(&absolute, call.inside) {
                Some(found) => loose.push(Entry {
                    name: path.clone(),
                    ..found
                }),
                None => {
                    if super::special(&absolute, call.inside).is_some() {
                        loose.push(Entry {
                            name: path.clone(),
                            is_directory: false,
                            size: 0,
                            mode: 0o444,
                        });
                    } else {
                        outcome.exit_code = 1;
                        let words = if error == FileError::Denied {
                            reason(error)
                        } else {
                            "No such file or directory"
                        };
                        outcome.write_error(&format!("ls: {path}: {words}"));
                    }
                }
            },
        }
    }
    let moment = Moment::of(call.inside.now());
    let columns = call.terminal && !single;
    show(&mut outcome, &loose, long, columns, &moment);
    let titled = paths.len() > 1;
    for (index, (path, entries)) in folders.into_iter().enumerate() {
        if titled {
            let gap = if index > 0 || !loose.is_empty() {
                "\n"
            } else {
                ""
            };
            outcome.line(&format!("{gap}{path}:"));
        }
        let mut shown: Vec<Entry> = entries
            .into_iter()
            .filter(|entry| all || almost || !entry.name.starts_with('.'))
            .collect();
        if all {
            for name in [".", ".."] {
                shown.push(Entry {
                    name: name.into(),
                    is_directory: true,
                    size: 4096,
                    mode: 0o755,
                });
            }
        }
        shown.sort_by(|a, b| a.name.cmp(&b.name));
        if long {
            let blocks: u64 = shown
                .iter()
                .map(|entry| {
                    if entry.is_directory {
                        4
                    } else {
                        entry.size.div_ceil(4096).saturating_mul(4)
                    }
                })
                .sum();
            outcome.line(&format!("total {blocks}"));
        }
        show(&mut outcome, &shown, long, columns, &moment);
    }
    outcome
}

fn show(outcome: &mut Outcome, entries: &[Entry], long: bool, columns: bool, moment: &Moment) {
    if long {
        for entry in entries {
            let links = if entry.is_directory { 2 } else { 1 };
            let size = if entry.is_directory { 4096 } else { entry.size };
            outcome.line(&format!(
                "{} {links:4} root     root     {size:9} {} {:2} {:02}:{:02} {}",
                mode(entry),
                moment.month_name(),
                moment.day,
                moment.hour,
                moment.minute,
                entry.name
            ));
        }
        return;
    }
    if !columns {
        for entry in entries {
            outcome.line(&entry.name);
        }
        return;
    }
    // As busybox does on a terminal of 80 columns: downwards, then across.
    let width = entries
        .iter()
        .map(|entry| entry.name.chars().count())
        .max()
        .unwrap_or(0)
        + 2;
    let across = (80 / width.max(1)).max(1);
    let rows = entries.len().div_ceil(across);
    for row in 0..rows {
        let names: Vec<&str> = entries
            .iter()
            .skip(row)
            .step_by(rows.max(1))
            .map(|entry| entry.name.as_str())
            .collect();
        let mut line = String::new();
        for (index, name) in names.iter().enumerate() {
            line.push_str(name);
            if index + 1 < names.len() {
                line.push_str(&" ".repeat(width.saturating_sub(name.chars().count())));
            }
        }
        outcome.line(&line);
    }
}

pub(super) fn touch(call: &mut Call<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    for word in call.words().to_vec() {
        let path = call.path(&word);
        let there = call.inside.read_file(&path);
        let result = match there {
            Ok(_) | Err(FileError::IsDirectory) => Ok(()),
            Err(FileError::NotFound) => call.inside.write_file(&path, Vec::new()),
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            outcome.exit_code = 1;
            outcome.write_error(&format!("touch: {word}: {}", reason(error)));
        }
    }
    outcome
}

pub(super) fn rm(call: &mut Call<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    let (mut force, mut recursive) = (false, false);
    for word in call.words().to_vec() {
        if let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            force |= letters.contains('f');
            recursive |= letters.contains(['r', 'R']);
            continue;
        }
        let path = call.path(&word);
        let result = call.inside.remove_file(&path);
        let text = match result {
            Ok(()) => continue,
            Err(FileError::NotFound | FileError::NotDirectory) if force => continue,
            Err(FileError::IsDirectory) if recursive => {
                format!("rm: the practice engine removes no folders: '{word}'")
            }
            Err(FileError::IsDirectory) => format!("rm: '{word}' is a directory"),
            Err(error) => format!("rm: can't remove '{word}': {}", reason(error)),
        };
        outcome.exit_code = 1;
        outcome.write_error(&text);
    }
    outcome
}

pub(super) fn cp(name: &str, call: &mut Call<'_>) -> Outcome {
    let words: Vec<String> = call
        .words()
        .iter()
        .filter(|word| !word.starts_with('-'))
        .cloned()
        .collect();
    let [from, to] = words.as_slice() else {
        return Outcome::failed(
            1,
            &format!("{name}: the practice engine takes one file and one place"),
        );
    };
    let bytes = match call.read(from) {
        Ok(bytes) => bytes,
        Err(error) => {
            let verb = if name == "mv" {
                "can't rename"
            } else {
                "can't stat"
            };
            return Outcome::failed(1, &format!("{name}: {verb} '{from}': {}", reason(error)));
        }
    };
    let mut target = call.path(to);
    if call.inside.list_directory(&target).is_ok() {
        let last = from.rsplit('/').next().unwrap_or_default();
        target = format!("{}/{last}", target.trim_end_matches('/'));
    }
    let source = call.path(from);
    if source == target {
        return Outcome::failed(1, &format!("{name}: '{from}' and '{to}' are the same file"));
    }
    if let Err(error) = call.inside.write_file(&target, bytes) {
        return Outcome::failed(
            1,
            &format!("{name}: can't create '{to}': {}", reason(error)),
        );
    }
    if name == "mv" && call.inside.remove_file(&source).is_err() {
        return Outcome::failed(1, &format!("mv: can't remove '{from}': Permission denied"));
    }
    Outcome::silent(0)
}

pub(super) fn which(call: &mut Call<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    let search = call.variable("PATH").unwrap_or_default().to_owned();
    for word in call.words().to_vec() {
        match find_along(&word, call.folder, &search, call.inside) {
            Ok(Some(path)) => outcome.line(&path),
            _ => outcome.exit_code = 1,
        }
    }
    outcome
}

pub(super) fn test(call: &mut Call<'_>) -> Outcome {
    let mut words: Vec<&str> = call.words().iter().map(String::as_str).collect();
    let name = call.name().to_owned();
    if name == "[" && words.pop() != Some("]") {
        return Outcome::failed(2, "[: missing ]");
    }
    match judge(&words, call) {
        Ok(true) => Outcome::silent(0),
        Ok(false) => Outcome::silent(1),
        Err(text) => Outcome::failed(2, &format!("{name}: {text}")),
    }
}

fn judge(words: &[&str], call: &Call<'_>) -> Result<bool, String> {
    for joint in ["-o", "-a"] {
        if words.len() > 3
            && let Some(at) = words.iter().position(|word| *word == joint)
            && let (Some(left), Some(right)) = (words.get(..at), words.get(at + 1..))
        {
            let (left, right) = (judge(left, call)?, judge(right, call)?);
            return Ok(if joint == "-o" {
                left || right
            } else {
                left && right
            });
        }
    }
    let folder = |path: &str| call.inside.list_directory(&call.path(path)).is_ok();
    match words {
        [] => Ok(false),
        ["!", rest @ ..] if !rest.is_empty() && rest.len() < 64 => {
            judge(rest, call).map(|found| !found)
        }
        [word] | ["-n", word] => Ok(!word.is_empty()),
        ["-z", word] => Ok(word.is_empty()),
        ["-f", path] => Ok(call.read(path).is_ok()),
        ["-d", path] => Ok(folder(path)),
        ["-e" | "-r" | "-w", path] => Ok(call.read(path).is_ok() || folder(path)),
        ["-s", path] => Ok(call.read(path).is_ok_and(|bytes| !bytes.is_empty())),
        ["-x", path] => Ok(folder(path)
            || entry(&call.path(path), call.inside).is_some_and(|found| found.mode & 0o111 != 0)),
        [left, "=" | "==", right] => Ok(left == right),
        [left, "!=", right] => Ok(left != right),
        [
            left,
            operator @ ("-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge"),
            right,
        ] => {
            let number = |word: &str| {
                word.trim()
                    .parse::<i64>()
                    .map_err(|_| format!("{word}: bad number"))
            };
            let (left, right) = (number(left)?, number(right)?);
            Ok(match *operator {
                "-eq" => left == right,
                "-ne" => left != right,
                "-lt" => left < right,
                "-le" => left <= right,
                "-gt" => left > right,
                _ => left >= right,
            })
        }
        [word, ..] => Err(format!("{word}: unknown operand")),
    }
}
