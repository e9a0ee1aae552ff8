//! Tools that ask about the container itself: hostname, env, date, ps, kill, node.

use std::time::Duration;

use super::{Call, Outcome, find_along};
use crate::practice::inside::clock::Moment;
use crate::practice::inside::program::{base_name, is_nginx};
use crate::practice::inside::{Signal, Surroundings};

const NODE: &str = "v22.11.0";

pub(super) fn hostname(call: &mut Call<'_>) -> Outcome {
    let addresses: Vec<String> = call
        .inside
        .interfaces()
        .iter()
        .filter(|interface| interface.name != "lo")
        .map(|interface| interface.address.to_string())
        .collect();
    match call.words().first().map(String::as_str) {
        None | Some("-s" | "-f") => Outcome::printed(format!("{}\n", call.inside.hostname())),
        Some("-i") if addresses.is_empty() => Outcome::printed("127.0.0.1\n"),
        Some("-i") => Outcome::printed(format!("{}\n", addresses.join(" "))),
        Some("-I") => Outcome::printed(
            addresses.join(" ")
                + " 
",
        ),
        Some("-d") => Outcome::printed("\n"),
        Some(word) if word.starts_with('-') => Outcome::failed(
            1,
            &format!(
                "hostname: invalid option -- '{}'",
                word.trim_start_matches('-')
            ),
        ),
        Some(_) => Outcome::failed(1, "hostname: sethostname: Operation not permitted"),
    }
}

pub(super) fn env(call: &mut Call<'_>) -> Outcome {
    let mut environment = call.environment.to_vec();
    let mut words = call.words();
    while let Some((first, rest)) = words.split_first() {
        let Some((key, value)) = first.split_once('=') else {
            let search = call.variable("PATH").unwrap_or_default().to_owned();
            let Ok(Some(path)) = find_along(first, call.folder, &search, call.inside) else {
                return Outcome::failed(
                    127,
                    &format!("env: can't execute '{first}': No such file or directory"),
                );
            };
            let words = words.to_vec();
            return super::call(
                &path,
                Call {
                    argv: &words,
                    environment: &environment,
                    depth: call.depth + 1,
                    stdin: call.stdin,
                    folder: call.folder,
                    terminal: call.terminal,
                    inside: call.inside,
                },
            );
        };
        environment.retain(|(known, _)| known != key);
        environment.push((key.to_owned(), value.to_owned()));
        words = rest;
    }
    let mut outcome = Outcome::default();
    for (key, value) in environment {
        outcome.line(&format!("{key}={value}"));
    }
    outcome
}

pub(super) fn printenv(call: &mut Call<'_>) -> Outcome {
    if call.words().is_empty() {
        return env(call);
    }
    let mut outcome = Outcome::default();
    for word in call.words().to_vec() {
        match call.variable(&word).map(str::to_owned) {
            Some(value) => outcome.line(&value),
            None => outcome.exit_code = 1,
        }
    }
    outcome
}

pub(super) fn uname(call: &mut Call<'_>) -> Outcome {
    let host = call.inside.hostname();
    let all = [
        ("s", "Linux"),
        ("n", host.as_str()),
        ("r", "6.6.0-practice"),
        ("v", "#1 SMP PREEMPT_DYNAMIC"),
        ("m", "x86_64"),
        ("o", "Linux"),
    ];
    let letters: String = call
        .words()
        .iter()
        .filter_map(|word| word.strip_prefix('-'))
        .collect();
    let shown: Vec<&str> = all
        .iter()
        .filter(|(letter, _)| {
            letters.contains('a')
                || letters.contains(letter)
                || (letters.is_empty() && *letter == "s")
        })
        .map(|(_, text)| *text)
        .collect();
    Outcome::printed(format!("{}\n", shown.join(" ")))
}

pub(super) fn date(call: &mut Call<'_>) -> Outcome {
    let moment = Moment::of(call.inside.now());
    let format = call.words().iter().find_map(|word| word.strip_prefix('+'));
    let Some(format) = format else {
        return match call.words().iter().find(|word| *word != "-u") {
            Some(word) => Outcome::failed(1, &format!("date: invalid date '{word}'")),
            None => Outcome::printed(format!("{}\n", moment.date())),
        };
    };
    let mut text = String::new();
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            text.push(character);
            continue;
        }
        let piece = match characters.next() {
            Some('Y') => moment.year.to_string(),
            Some('m') => format!("{:02}", moment.month),
            Some('d') => format!("{:02}", moment.day),
            Some('H') => format!("{:02}", moment.hour),
            Some('M') => format!("{:02}", moment.minute),
            Some('S') => format!("{:02}", moment.second),
            Some('F') => format!("{}-{:02}-{:02}", moment.year, moment.month, moment.day),
            Some('T') => format!(
                "{:02}:{:02}:{:02}",
                moment.hour, moment.minute, moment.second
            ),
            Some('s') => moment.unix.to_string(),
            Some('a') => moment.weekday().to_owned(),
            Some('b') => moment.month_name().to_owned(),
            Some('Z') => "UTC".to_owned(),
            Some('N') => "000000000".to_owned(),
            Some('%') | None => "%".to_owned(),
            Some(other) => format!("%{other}"),
        };
        text.push_str(&piece);
    }
    Outcome::printed(format!("{text}\n"))
}

pub(super) fn ps(call: &mut Call<'_>) -> Outcome {
    let main = call.inside.main_process();
    let mut rows: Vec<(u32, &str, String)> = Vec::new();
    if is_nginx(&main) {
        let shown: Vec<&str> = main
            .iter()
            .map(String::as_str)
            .skip_while(|word| base_name(word) != "nginx")
            .collect();
        rows.push((
            1,
            "root",
            format!("nginx: master process {}", shown.join(" ")),
        ));
        rows.push((6, "nginx", "nginx: worker process".into()));
        rows.push((7, "nginx", "nginx: worker process".into()));
    } else {
        rows.push((1, "root", main.join(" ")));
    }
    rows.push((31, "root", call.argv.join(" ")));
    let mut outcome = Outcome::default();
    outcome.line("PID   USER     TIME  COMMAND");
    for (pid, user, command) in rows {
        outcome.line(&format!("{pid:5} {user:8}  0:00 {command}"));
    }
    outcome
}

/// What `sleep` makes of its words; none if they are wrong, none inside for ever.
#[allow(clippy::option_option)]
pub(in crate::practice::inside) fn seconds(words: &[String]) -> Option<Option<u64>> {
    let mut total: u64 = 0;
    if words.is_empty() {
        return None;
    }
    for word in words {
        if word == "infinity" || word == "inf" {
            return Some(None);
        }
        let (digits, unit) = match word.char_indices().next_back() {
            Some((at, letter @ ('s' | 'm' | 'h' | 'd'))) => {
                (word.get(..at).unwrap_or_default(), letter)
            }
            _ => (word.as_str(), 's'),
        };
        let number: f64 = digits
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite() && *number >= 0.0)?;
        let factor = match unit {
            'm' => 60.0,
            'h' => 3600.0,
            'd' => 86_400.0,
            _ => 1.0,
        };
        #[allow(clippy::cast_sign_loss)] // it was checked above
        let whole = (number * factor).ceil().min(1e15) as u64;
        total = total.saturating_add(whole);
    }
    Some(Some(total))
}

pub(super) fn sleep(call: &mut Call<'_>) -> Outcome {
    match seconds(call.words()) {
        Some(Some(seconds)) => Outcome {
            took: Duration::from_secs(seconds),
            ..Outcome::default()
        },
        Some(None) => Outcome::failed(1, "sleep: the practice engine does not sleep for ever here"),
        None if call.words().is_empty() => Outcome::failed(1, "Usage: sleep [N]..."),
        None => {
            let wrong = call
                .words()
                .iter()
                .find(|word| seconds(std::slice::from_ref(*word)).is_none());
            Outcome::failed(
                1,
                &format!(
                    "sleep: invalid number '{}'",
                    wrong.map_or("", String::as_str)
                ),
            )
        }
    }
}

pub(super) fn kill(call: &mut Call<'_>) -> Outcome {
    let mut signal = Signal::Terminate;
    let mut targets = Vec::new();
    let mut words = call.words().iter();
    while let Some(word) = words.next() {
        let named = match word.strip_prefix('-') {
            Some("s") => words.next().map(String::as_str),
            Some(rest) if !rest.is_empty() => Some(rest),
            _ => {
                targets.push(word.clone());
                None
            }
        };
        if let Some(name) = named {
            signal = match name.trim_start_matches("SIG") {
                "1" | "HUP" => Signal::Reload,
                "2" | "INT" => Signal::Interrupt,
                "3" | "QUIT" => Signal::Quit,
                "9" | "KILL" => Signal::Kill,
                "10" | "USR1" => Signal::Reopen,
                "15" | "TERM" => Signal::Terminate,
                "0" => continue,
                _ => return Outcome::failed(1, &format!("kill: bad signal name '{name}'")),
            };
        }
    }
    if targets.is_empty() {
        return Outcome::failed(1, "kill: you need to specify whom to kill");
    }
    let mut outcome = Outcome::default();
    for target in targets {
        match target.parse::<u32>() {
            // Nothing inside a container can kill its process 1 for good.
            Ok(1) if signal != Signal::Kill => call.inside.signal_main(signal),
            Ok(1) => {}
            Ok(_) => {
                outcome.exit_code = 1;
                outcome.write_error(&format!("kill: can't kill pid {target}: No such process"));
            }
            Err(_) => {
                outcome.exit_code = 1;
                outcome.write_error(&format!("kill: invalid number '{target}'"));
            }
        }
    }
    outcome
}

/// What Node says of a script that is not there; none if it is there.
pub(in crate::practice::inside) fn node_without_script(
    argv: &[String],
    inside: &dyn Surroundings,
) -> Option<Outcome> {
    let script = argv.get(1)?;
    let path = super::absolute(&inside.working_directory(), script);
    if inside.read_file(&path).is_ok() || inside.read_file(&format!("{path}.js")).is_ok() {
        return None;
    }
    Some(Outcome::bytes(
        1,
        "",
        format!(
            "node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '{path}'\n    at Function._resolveFilename (node:internal/modules/cjs/loader:1225:15)\n    at Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:154:5)\n    at node:internal/main/run_main_module:33:47 {{\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}}\n\nNode.js {NODE}\n"
        ),
    ))
}

pub(super) fn node(call: &mut Call<'_>) -> Outcome {
    match call.words().first().map(String::as_str) {
        None => Outcome::silent(0),
        Some("-v" | "--version") => Outcome::printed(format!("{NODE}\n")),
        Some(word) if !word.starts_with('-') => match node_without_script(call.argv, call.inside) {
            Some(outcome) => outcome,
            None => Outcome::failed(
                1,
                "node: the practice engine does not run JavaScript; it imitates the server that an image's label describes",
            ),
        },
        Some(_) => Outcome::failed(9, "node: the practice engine does not run JavaScript"),
    }
}
