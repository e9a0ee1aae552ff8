//! Words with their variables, commands and patterns filled in.

use super::syntax::{Part, Word};
use super::{Input, Printed, Shell};
use crate::practice::inside::{Stream, Surroundings, glob};

/// How many words one line may become.
const MOST_WORDS: usize = 10_000;
const MOST_TEXT: usize = 1 << 20;

/// A word under way: its text, the same as a pattern, and whether the pattern is one.
#[derive(Default)]
struct Field {
    text: String,
    pattern: String,
    is_pattern: bool,
}

impl Field {
    fn push(&mut self, text: &str, quoted: bool) {
        if self.text.len() + text.len() > MOST_TEXT {
            return;
        }
        self.text.push_str(text);
        for character in text.chars() {
            let special = matches!(character, '*' | '?' | '[');
            if special && quoted {
                self.pattern.push('[');
                self.pattern.push(character);
                self.pattern.push(']');
            } else {
                self.is_pattern |= special;
                self.pattern.push(character);
            }
        }
    }
}

impl Shell {
    /// The words that these become.
    pub(super) fn words(
        &mut self,
        words: &[Word],
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) -> Vec<String> {
        let mut found = Vec::new();
        for word in words {
            for field in self.fields(word, printed, inside) {
                let names = if field.is_pattern {
                    self.names(&field.pattern, inside)
                } else {
                    Vec::new()
                };
                if names.is_empty() {
                    found.push(field.text);
                } else {
                    found.extend(names);
                }
                if found.len() >= MOST_WORDS {
                    return found;
                }
            }
        }
        found
    }

    /// A word as one text, as in an assignment.
    pub(super) fn text(
        &mut self,
        word: &Word,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) -> String {
        let quoted: Word = word
            .iter()
            .map(|part| match part {
                Part::Text(text, quoted) => Part::Text(text.clone(), *quoted),
                Part::Variable(name, other, _) => Part::Variable(name.clone(), other.clone(), true),
                Part::Command(text, _) => Part::Command(text.clone(), true),
            })
            .collect();
        let fields = self.fields(&quoted, printed, inside);
        fields
            .into_iter()
            .map(|field| field.text)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn fields(
        &mut self,
        word: &Word,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) -> Vec<Field> {
        let mut done: Vec<Field> = Vec::new();
        let mut field: Option<Field> = None;
        for (index, part) in word.iter().enumerate() {
            let (value, quoted) = match part {
                Part::Text(text, quoted) => {
                    let home = text.strip_prefix('~').filter(|rest| {
                        index == 0 && !quoted && (rest.is_empty() || rest.starts_with('/'))
                    });
                    let slot = field.get_or_insert_with(Field::default);
                    if let Some(rest) = home {
                        slot.push(&self.value("HOME"), true);
                        slot.push(rest, *quoted);
                    } else {
                        slot.push(text, *quoted);
                    }
                    continue;
                }
                Part::Variable(name, other, quoted) => {
                    if name == "@" && *quoted {
                        for (number, word) in self.positional.clone().iter().enumerate() {
                            if number > 0 {
                                done.extend(field.take());
                            }
                            field.get_or_insert_with(Field::default).push(word, true);
                        }
                        continue;
                    }
                    let value = self.value(name);
                    let value = match other {
                        Some(other) if value.is_empty() => other.clone(),
                        _ => value,
                    };
                    (value, *quoted)
                }
                Part::Command(text, quoted) => (self.substituted(text, printed, inside), *quoted),
            };
            if quoted {
                field.get_or_insert_with(Field::default).push(&value, true);
                continue;
            }
            // Not quoted: white space in the value ends the word.
            let mut pieces = value.split([' ', '\t', '\n']).peekable();
            while let Some(piece) = pieces.next() {
                if !piece.is_empty() {
                    field.get_or_insert_with(Field::default).push(piece, false);
                }
                if pieces.peek().is_some() {
                    done.extend(field.take());
                    if done.len() >= MOST_WORDS {
                        return done;
                    }
                }
            }
        }
        done.extend(field);
        done
    }

    pub(super) fn value(&self, name: &str) -> String {
        match name {
            "?" => self.status.to_string(),
            "$" => "31".into(),
            "#" => self.positional.len().to_string(),
            "@" | "*" => self.positional.join(" "),
            "!" | "-" => String::new(),
            "0" => self.name.clone(),
            "PWD" => self.folder.clone(),
            "OLDPWD" => self.previous_folder.clone(),
            _ => match name.parse::<usize>() {
                Ok(number) => self
                    .positional
                    .get(number.wrapping_sub(1))
                    .cloned()
                    .unwrap_or_default(),
                Err(_) => self
                    .variables
                    .get(name)
                    .map(|(value, _)| value.clone())
                    .unwrap_or_default(),
            },
        }
    }

    fn substituted(
        &mut self,
        text: &str,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) -> String {
        if self.depth > 16 {
            return String::new();
        }
        let mut inner = self.clone();
        inner.depth += 1;
        inner.interactive = false;
        let mut own = Printed::default();
        let input = Input {
            bytes: std::rc::Rc::default(),
            terminal: false,
        };
        self.status = inner.run(text, &input, &mut own, inside);
        self.steps = inner.steps;
        printed.push(Stream::Err, &own.of(Stream::Err));
        String::from_utf8_lossy(&own.of(Stream::Out))
            .trim_end_matches('\n')
            .to_owned()
    }

    /// The files that fit a pattern, sorted.
    fn names(&self, pattern: &str, inside: &dyn Surroundings) -> Vec<String> {
        let rooted = pattern.starts_with('/');
        let mut found = vec![if rooted {
            "/".to_owned()
        } else {
            String::new()
        }];
        for part in pattern.split('/').filter(|part| !part.is_empty()) {
            let mut deeper = Vec::new();
            for folder in &found {
                let path =
                    super::absolute(&self.folder, if folder.is_empty() { "." } else { folder });
                let Ok(entries) = inside.list_directory(&path) else {
                    continue;
                };
                let mut names: Vec<String> = entries.into_iter().map(|entry| entry.name).collect();
                names.sort();
                for name in names {
                    let hidden = name.starts_with('.') && !part.starts_with('.');
                    if !hidden && glob::matches(part, &name) && deeper.len() < MOST_WORDS {
                        deeper.push(if folder.is_empty() || folder == "/" {
                            format!("{folder}{name}")
                        } else {
                            format!("{folder}/{name}")
                        });
                    }
                }
            }
            found = deeper;
        }
        found
    }
}
