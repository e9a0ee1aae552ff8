//! nginx as a command: `-t`, `-T`, `-s`, `-v`.

use std::fmt::Write as _;

use super::{CONFIGURATION, Loaded, VERSION, VISITOR, dated, listeners, load, reader};
use crate::practice::inside::tools::Outcome;
use crate::practice::inside::{Signal, Surroundings, program};

/// What the command line of nginx asks for.
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
#[derive(Default)]
pub(super) struct Asked {
    pub(super) test: bool,
    pub(super) dump: bool,
    pub(super) quiet: bool,
    pub(super) version: bool,
    pub(super) details: bool,
    pub(super) signal: Option<String>,
    pub(super) global: String,
    pub(super) path: Option<String>,
}

pub(super) fn command_line(argv: &[String]) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut words = argv.iter().skip(1);
    while let Some(word) = words.next() {
        let Some(letters) = word.strip_prefix('-') else {
            return Err(format!("nginx: invalid option: \"{word}\""));
        };
        let mut rest = letters.chars();
        while let Some(letter) = rest.next() {
            match letter {
                '?' | 'h' | 'v' => asked.version = true,
                'V' => {
                    asked.version = true;
                    asked.details = true;
                }
                't' => asked.test = true,
                'T' => {
                    asked.test = true;
                    asked.dump = true;
                }
                'q' => asked.quiet = true,
                'g' | 'c' | 's' | 'p' | 'e' => {
                    let attached: String = rest.by_ref().collect();
                    let value = if attached.is_empty() {
                        words.next().cloned()
                    } else {
                        Some(attached)
                    };
                    let what = match letter {
                        'g' => "global directives",
                        'c' => "file name",
                        'e' => "error log path",
                        _ => "directory name",
                    };
                    let Some(value) = value else {
                        return Err(format!("nginx: option \"-{letter}\" requires {what}"));
                    };
                    match letter {
                        'g' => asked.global = value,
                        'c' => asked.path = Some(value),
                        's' => {
                            if !["stop", "quit", "reopen", "reload"].contains(&value.as_str()) {
                                return Err(format!("nginx: invalid option: \"-s {value}\""));
                            }
                            asked.signal = Some(value);
                        }
                        _ => {}
                    }
                }
                _ => return Err(format!("nginx: invalid option: \"{letter}\"")),
            }
        }
    }
    Ok(asked)
}

impl Asked {
    pub(super) fn path(&self) -> String {
        match &self.path {
            Some(path) if path.starts_with('/') => path.clone(),
            Some(path) => format!("{}{path}", reader::FOLDER),
            None => CONFIGURATION.to_owned(),
        }
    }
}

/// `nginx` started in a container whose main program is another.
pub(in crate::practice::inside) fn command(
    argv: &[String],
    inside: &mut dyn Surroundings,
) -> Outcome {
    let asked = match command_line(argv) {
        Ok(asked) => asked,
        Err(text) => return Outcome::failed(1, &text),
    };
    if asked.version {
        let mut text = format!("nginx version: nginx/{VERSION}");
        if asked.details {
            text.push_str(
                "\nbuilt with the practice engine, which imitates it\nconfigure arguments:",
            );
        }
        return Outcome::failed(0, &text);
    }
    let path = asked.path();
    let loaded = load(&asked.global, &path, inside);
    let mut errors = String::new();
    for text in &loaded.warnings {
        let _ = writeln!(errors, "{}", dated("warn", VISITOR, text, inside));
    }
    if asked.test {
        return tested(&asked, &path, &loaded, errors, inside);
    }
    let config = match loaded.config {
        Ok(config) => config,
        Err(text) => {
            let _ = writeln!(errors, "{}", dated("emerg", VISITOR, &text, inside));
            return Outcome::bytes(1, String::new(), errors);
        }
    };
    let running = program::is_nginx(&inside.main_process());
    if let Some(signal) = asked.signal {
        if !running {
            let text = "open() \"/run/nginx.pid\" failed (2: No such file or directory)";
            let _ = writeln!(errors, "{}", dated("error", VISITOR, text, inside));
            return Outcome::bytes(1, String::new(), errors);
        }
        let _ = writeln!(
            errors,
            "{}",
            dated("notice", VISITOR, "signal process started", inside)
        );
        inside.signal_main(match signal.as_str() {
            "stop" => Signal::Terminate,
            "quit" => Signal::Quit,
            "reopen" => Signal::Reopen,
            _ => Signal::Reload,
        });
        return Outcome::bytes(0, String::new(), errors);
    }
    if running {
        for round in 0..6 {
            for listen in listeners(&config) {
                let text = if round < 5 {
                    format!(
                        "bind() to {}:{} failed (98: Address already in use)",
                        listen.address, listen.port
                    )
                } else {
                    "still could not bind()".into()
                };
                let _ = writeln!(errors, "{}", dated("emerg", VISITOR, &text, inside));
                if round == 5 {
                    break;
                }
            }
        }
        return Outcome::bytes(1, String::new(), errors);
    }
    Outcome::failed(
        1,
        "nginx: the practice engine starts nginx only as a container's main program",
    )
}

fn tested(
    asked: &Asked,
    path: &str,
    loaded: &Loaded,
    mut errors: String,
    inside: &dyn Surroundings,
) -> Outcome {
    if loaded.syntax_ok && !asked.quiet {
        let _ = writeln!(errors, "nginx: the configuration file {path} syntax is ok");
    }
    if let Err(text) = &loaded.config {
        let _ = writeln!(errors, "{}", dated("emerg", VISITOR, text, inside));
        if loaded.syntax_ok && text.starts_with("bind()") {
            let _ = writeln!(errors, "nginx: [emerg] {text}");
        }
        let _ = writeln!(errors, "nginx: configuration file {path} test failed");
        return Outcome::bytes(1, String::new(), errors);
    }
    if !asked.quiet {
        let _ = writeln!(
            errors,
            "nginx: configuration file {path} test is successful"
        );
    }
    let mut output = String::new();
    if asked.dump {
        for (path, text) in &loaded.files {
            let _ = write!(output, "# configuration file {path}:\n{text}\n");
        }
    }
    Outcome::bytes(0, output, errors)
}
