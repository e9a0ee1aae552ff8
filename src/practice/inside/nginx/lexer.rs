//! The words of a configuration file, split exactly as nginx splits them.

/// How a directive ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With `;`.
    Semicolon,
    /// With `{`.
    Block,
    /// There was none: `}`.
    BlockDone,
    /// There was none: the file is over.
    File,
}

pub(super) struct Lexer {
    text: Vec<char>,
    position: usize,
    pub(super) line: usize,
}

impl Lexer {
    pub(super) fn new(text: &str) -> Lexer {
        Lexer {
            text: text.chars().collect(),
            position: 0,
            line: 1,
        }
    }

    /// The words up to the next `;`, `{` or `}`, or what nginx says of them.
    #[allow(clippy::too_many_lines)] // one automaton, in the order of nginx's own
    pub(super) fn next(&mut self) -> Result<(Vec<String>, End), String> {
        let mut words: Vec<String> = Vec::new();
        let mut word = String::new();
        let (mut comment, mut quoted, mut need_space, mut variable) = (false, false, false, false);
        let mut last_space = true;
        let mut quote: Option<char> = None;
        while let Some(&character) = self.text.get(self.position) {
            self.position += 1;
            if character == '\n' {
                self.line += 1;
                comment = false;
            }
            if comment {
                continue;
            }
            if quoted {
                quoted = false;
                word.push(character);
                continue;
            }
            let white = matches!(character, ' ' | '\t' | '\r' | '\n');
            if need_space {
                need_space = false;
                last_space = true;
                match character {
                    _ if white => continue,
                    ';' => return Ok((words, End::Semicolon)),
                    '{' => return Ok((words, End::Block)),
                    ')' => {}
                    _ => return Err(format!("unexpected \"{character}\"")),
                }
            }
            if last_space {
                match character {
                    _ if white => continue,
                    ';' | '{' if words.is_empty() => {
                        return Err(format!("unexpected \"{character}\""));
                    }
                    ';' => return Ok((words, End::Semicolon)),
                    '{' => return Ok((words, End::Block)),
                    '}' if !words.is_empty() => return Err("unexpected \"}\"".into()),
                    '}' => return Ok((words, End::BlockDone)),
                    '#' => {
                        comment = true;
                        continue;
                    }
                    _ => {}
                }
                last_space = false;
                word.clear();
                match character {
                    '"' | '\'' => quote = Some(character),
                    '\\' => {
                        quoted = true;
                        word.push(character);
                    }
                    _ => {
                        variable = character == '$';
                        word.push(character);
                    }
                }
                continue;
            }
            if character == '{' && variable {
                word.push(character);
                continue;
            }
            variable = character == '$';
            if character == '\\' {
                quoted = true;
                word.push(character);
                continue;
            }
            let found = match quote {
                Some(mark) if character == mark => {
                    quote = None;
                    need_space = true;
                    true
                }
                None if white || character == ';' || character == '{' => {
                    last_space = true;
                    true
                }
                _ => false,
            };
            if !found {
                word.push(character);
                continue;
            }
            words.push(unescape(&word));
            word.clear();
            if !need_space && character == ';' {
                return Ok((words, End::Semicolon));
            }
            if !need_space && character == '{' {
                return Ok((words, End::Block));
            }
        }
        if words.is_empty() && last_space && !need_space {
            Ok((words, End::File))
        } else {
            Err("unexpected end of file, expecting \";\" or \"}\"".into())
        }
    }
}

fn unescape(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    let mut characters = word.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        let replaced = match characters.peek() {
            Some('"') => '"',
            Some('\'') => '\'',
            Some('\\') => '\\',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('n') => '\n',
            _ => {
                plain.push('\\');
                continue;
            }
        };
        characters.next();
        plain.push(replaced);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_nginx_ends_them() {
        let mut lexer = Lexer::new("a \"b c\" ${d} 'e\\'f'; # g\nh{");
        assert_eq!(
            lexer.next(),
            Ok((
                vec!["a".into(), "b c".into(), "${d}".into(), "e'f".into()],
                End::Semicolon
            ))
        );
        assert_eq!(lexer.next(), Ok((vec!["h".into()], End::Block)));
        assert_eq!(lexer.line, 2);
        assert_eq!(lexer.next(), Ok((vec![], End::File)));
    }
}
