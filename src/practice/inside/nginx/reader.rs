//! Reads the configuration files into directives, in order, stopping where nginx would stop.

use super::check::Checker;
use super::directives::{
    EVENTS, HTTP, Kind, LOCATION, MAIN, RULES, Rule, SERVER, UPSTREAM, is_number, is_size, is_time,
};
use super::lexer::{End, Lexer};
use crate::practice::inside::{FileError, Surroundings};

/// Where nginx looks for a configuration file that is named relatively.
pub(super) const FOLDER: &str = "/etc/nginx/";
const DEEPEST_INCLUDE: usize = 16;
const DEEPEST_BLOCK: usize = 32;
const MOST_DIRECTIVES: usize = 20_000;
const LARGEST_FILE: usize = 1 << 20;

/// One directive and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Directive {
    pub(super) words: Vec<String>,
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) block: Vec<Directive>,
}

impl Directive {
    pub(super) fn name(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// The word after the name, counted from 1; empty if there is none.
    pub(super) fn word(&self, index: usize) -> &str {
        self.words.get(index).map_or("", String::as_str)
    }

    pub(super) fn after_name(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }
}

pub(super) struct Reader<'a> {
    inside: &'a dyn Surroundings,
    checker: Checker<'a>,
    count: usize,
    /// Every file read, for `nginx -T`.
    pub(super) files: Vec<(String, String)>,
}

/// The place that an error names: ` in FILE:LINE`.
pub(super) fn at(text: &str, file: &str, line: usize) -> String {
    format!("{text} in {file}:{line}")
}

impl<'a> Reader<'a> {
    pub(super) fn new(inside: &'a dyn Surroundings) -> Reader<'a> {
        Reader {
            inside,
            checker: Checker::new(inside),
            count: 0,
            files: Vec::new(),
        }
    }

    /// The directives of `-g`, which has neither file nor line.
    pub(super) fn global(&mut self, text: &str) -> Result<Vec<Directive>, String> {
        let mut directives = Vec::new();
        let mut lexer = Lexer::new(text);
        loop {
            match lexer.next() {
                Ok((words, End::Semicolon)) => {
                    self.directive(&words, End::Semicolon, MAIN, "command line", 1)
                        .map_err(|text| text.replace(" in command line:1", " in command line"))?;
                    directives.push(Directive {
                        words,
                        file: "command line".into(),
                        line: 1,
                        block: Vec::new(),
                    });
                }
                Ok((_, End::File)) => return Ok(directives),
                Ok(_) => {
                    return Err(
                        "block directives are not supported in -g option in command line".into(),
                    );
                }
                Err(text) if text.starts_with("unexpected end") => {
                    return Err(
                        "unexpected end of parameter, expecting \";\" in command line".into(),
                    );
                }
                Err(text) => return Err(format!("{text} in command line")),
            }
        }
    }

    /// One whole file.
    pub(super) fn file(
        &mut self,
        path: &str,
        context: u16,
        depth: (usize, usize),
        from: Option<(&str, usize)>,
    ) -> Result<Vec<Directive>, String> {
        let bytes = self.inside.read_file(path).map_err(|error| {
            let (number, reason) = reason(error);
            let verb = if error == FileError::IsDirectory {
                "read"
            } else {
                "open"
            };
            let text = format!("{verb}() \"{path}\" failed ({number}: {reason})");
            match from {
                Some((file, line)) => at(&text, file, line),
                None => text,
            }
        })?;
        if bytes.len() > LARGEST_FILE {
            return Err(at("the practice engine reads no file this large", path, 1));
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut lexer = Lexer::new(&text);
        if !self.files.iter().any(|(known, _)| known == path) {
            self.files.push((path.to_owned(), text));
        }
        self.directives(&mut lexer, path, context, depth, false)
    }

    fn directives(
        &mut self,
        lexer: &mut Lexer,
        file: &str,
        context: u16,
        depth: (usize, usize),
        in_block: bool,
    ) -> Result<Vec<Directive>, String> {
        let mut directives = Vec::new();
        loop {
            let (words, end) = lexer.next().map_err(|text| at(&text, file, lexer.line))?;
            let line = lexer.line;
            match end {
                End::BlockDone if in_block => return Ok(directives),
                End::BlockDone => return Err(at("unexpected \"}\"", file, line)),
                End::File if in_block => {
                    return Err(at("unexpected end of file, expecting \"}\"", file, line));
                }
                End::File => return Ok(directives),
                End::Semicolon | End::Block => {}
            }
            self.count += 1;
            if self.count > MOST_DIRECTIVES || depth.1 > DEEPEST_BLOCK {
                let text = "the practice engine reads no configuration this large or deep";
                return Err(at(text, file, line));
            }
            let inner = self.directive(&words, end, context, file, line)?;
            if words.first().is_some_and(|name| name == "include") {
                let pattern = words.get(1).cloned().unwrap_or_default();
                directives.extend(self.include(&pattern, context, depth, (file, line))?);
                continue;
            }
            let mut directive = Directive {
                words,
                file: file.to_owned(),
                line,
                block: Vec::new(),
            };
            if let Some(inner) = inner {
                self.checker.enter(&directive);
                directive.block = if directive.name() == "types" {
                    pairs(lexer, file)?
                } else {
                    self.directives(lexer, file, inner, (depth.0, depth.1 + 1), true)?
                };
                self.checker.leave(&directive, lexer.line)?;
            }
            directives.push(directive);
        }
    }

    /// Checks one directive; the context of its block if it opens one.
    fn directive(
        &mut self,
        words: &[String],
        end: End,
        context: u16,
        file: &str,
        line: usize,
    ) -> Result<Option<u16>, String> {
        let name = words.first().map_or("", String::as_str);
        let fail = |text: String| Err(at(&text, file, line));
        let mut known = RULES.iter().filter(|rule| rule.name == name).peekable();
        if known.peek().is_none() {
            return fail(format!("unknown directive \"{name}\""));
        }
        let Some(rule) = known.find(|rule| rule.contexts & context != 0) else {
            return fail(format!("\"{name}\" directive is not allowed here"));
        };
        if rule.kind == Kind::Unknown {
            return fail(format!(
                "the practice engine's nginx does not know the directive \"{name}\""
            ));
        }
        if rule.kind != Kind::Block && end != End::Semicolon {
            return fail(format!("directive \"{name}\" is not terminated by \";\""));
        }
        if rule.kind == Kind::Block && end != End::Block {
            return fail(format!("directive \"{name}\" has no opening \"{{\""));
        }
        let count = words.len() - 1;
        if count < rule.least || count > rule.most {
            return fail(format!(
                "invalid number of arguments in \"{name}\" directive"
            ));
        }
        value(rule, words, self.checker.seen(rule)).map_err(|text| at(&text, file, line))?;
        self.checker
            .check(words, context)
            .map_err(|text| at(&text, file, line))?;
        Ok((rule.kind == Kind::Block).then(|| inner_context(name)))
    }

    fn include(
        &mut self,
        pattern: &str,
        context: u16,
        depth: (usize, usize),
        from: (&str, usize),
    ) -> Result<Vec<Directive>, String> {
        if depth.0 >= DEEPEST_INCLUDE {
            let text = format!("open() \"{pattern}\" failed (24: Too many open files)");
            return Err(at(&text, from.0, from.1));
        }
        let path = if pattern.starts_with('/') {
            pattern.to_owned()
        } else {
            format!("{FOLDER}{pattern}")
        };
        let deeper = (depth.0 + 1, depth.1);
        if !path.contains(['*', '?']) {
            return self.file(&path, context, deeper, Some(from));
        }
        let (folder, last) = path.rsplit_once('/').unwrap_or(("", &path));
        let mut names: Vec<String> = self
            .inside
            .list_directory(if folder.is_empty() { "/" } else { folder })
            .unwrap_or_default()
            .into_iter()
            .filter(|entry| {
                !entry.name.starts_with('.')
                    && crate::practice::inside::glob::matches(last, &entry.name)
            })
            .map(|entry| entry.name)
            .collect();
        names.sort();
        let mut directives = Vec::new();
        for name in names {
            directives.extend(self.file(
                &format!("{folder}/{name}"),
                context,
                deeper,
                Some(from),
            )?);
        }
        Ok(directives)
    }
}

fn inner_context(name: &str) -> u16 {
    match name {
        "events" => EVENTS,
        "http" => HTTP,
        "server" => SERVER,
        "upstream" => UPSTREAM,
        _ => LOCATION,
    }
}

/// The lines of a `types` block.
fn pairs(lexer: &mut Lexer, file: &str) -> Result<Vec<Directive>, String> {
    let mut directives = Vec::new();
    loop {
        let (words, end) = lexer.next().map_err(|text| at(&text, file, lexer.line))?;
        match end {
            End::BlockDone => return Ok(directives),
            End::Semicolon => directives.push(Directive {
                words,
                file: file.to_owned(),
                line: lexer.line,
                block: Vec::new(),
            }),
            End::Block => return Err(at("unexpected \"{\"", file, lexer.line)),
            End::File => {
                let text = "unexpected end of file, expecting \"}\"";
                return Err(at(text, file, lexer.line));
            }
        }
    }
}

fn value(rule: &Rule, words: &[String], seen: bool) -> Result<(), String> {
    let name = rule.name;
    let word = words.get(1).map_or("", String::as_str);
    let once = matches!(
        rule.kind,
        Kind::Flag | Kind::Number | Kind::Time | Kind::Size | Kind::Once
    );
    if once && seen {
        return Err(format!("\"{name}\" directive is duplicate"));
    }
    match rule.kind {
        Kind::Flag if word != "on" && word != "off" => Err(format!(
            "invalid value \"{word}\" in \"{name}\" directive, it must be \"on\" or \"off\""
        )),
        Kind::Number if !is_number(word) => Err(format!("\"{name}\" directive invalid number")),
        Kind::Time if !is_time(word) => Err(format!("\"{name}\" directive invalid value")),
        Kind::Size if !is_size(word) => Err(format!("\"{name}\" directive invalid value")),
        _ => Ok(()),
    }
}

/// The number and the words that a system gives for a file error.
pub(super) fn reason(error: FileError) -> (u8, &'static str) {
    match error {
        FileError::NotFound => (2, "No such file or directory"),
        FileError::IsDirectory => (21, "Is a directory"),
        FileError::NotDirectory => (20, "Not a directory"),
        FileError::Denied => (13, "Permission denied"),
    }
}
