//! The words and signs of a command line, read one after the other.

use super::syntax::{Parser, Part, Problem, Token, Word};

impl Parser {
    fn look(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    pub(super) fn token(&mut self) -> Result<Token, Problem> {
        loop {
            match self.look(0) {
                Some(' ' | '\t' | '\r') => self.at += 1,
                Some('\\') if self.look(1) == Some('\n') => self.at += 2,
                Some('#') => {
                    while self.look(0).is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
        self.start = self.at;
        let Some(first) = self.look(0) else {
            return Ok(Token::End);
        };
        for operator in ["&&", "||", ";;", "\n", ";", "|", "&", "(", ")"] {
            if operator
                .chars()
                .enumerate()
                .all(|(index, c)| self.look(index) == Some(c))
            {
                self.at += operator.len();
                return Ok(Token::Operator(operator));
            }
        }
        let (stream, skip) = match (first, self.look(1)) {
            (digit @ '0'..='9', Some('<' | '>')) => (u8::try_from(digit).unwrap_or(b'0') - b'0', 1),
            ('>', _) => (1, 0),
            ('<', _) => (0, 0),
            _ => return self.word().map(Token::Word),
        };
        self.at += skip;
        let operator = match (self.look(0), self.look(1)) {
            (Some('<'), Some('<')) => return Err(Problem::Unknown("here-documents (<<)".into())),
            (Some('<'), Some('&' | '>')) => {
                return Err(Problem::Unknown("this redirection".into()));
            }
            (Some('<'), _) => "<",
            (_, Some('>')) => ">>",
            (_, Some('&')) => ">&",
            _ => ">",
        };
        self.at += operator.len();
        if operator == ">" && self.look(0) == Some('|') {
            self.at += 1;
        }
        if stream > 2 {
            return Err(Problem::Unknown(format!("redirections of stream {stream}")));
        }
        Ok(Token::Redirect(stream, operator))
    }

    fn word(&mut self) -> Result<Word, Problem> {
        let mut word = Word::new();
        let mut quoted = false;
        let mut plain = String::new();
        let flush = |plain: &mut String, quoted: bool, word: &mut Word| {
            if !plain.is_empty() {
                word.push(Part::Text(std::mem::take(plain), quoted));
            }
        };
        while let Some(character) = self.look(0) {
            if !quoted
                && matches!(
                    character,
                    ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>'
                )
            {
                break;
            }
            self.at += 1;
            match character {
                '\'' if !quoted => {
                    flush(&mut plain, false, &mut word);
                    let mut inner = String::new();
                    loop {
                        match self.look(0) {
                            None => return Err(unterminated()),
                            Some('\'') => break,
                            Some(other) => inner.push(other),
                        }
                        self.at += 1;
                    }
                    self.at += 1;
                    word.push(Part::Text(inner, true));
                }
                '"' => {
                    flush(&mut plain, quoted, &mut word);
                    // Even an empty pair of quotes makes a word.
                    word.push(Part::Text(String::new(), true));
                    quoted = !quoted;
                }
                '\\' => {
                    let Some(next) = self.look(0) else {
                        if quoted {
                            return Err(unterminated());
                        }
                        plain.push('\\');
                        break;
                    };
                    self.at += 1;
                    if quoted && !matches!(next, '$' | '`' | '"' | '\\' | '\n') {
                        plain.push('\\');
                        plain.push(next);
                    } else if next != '\n' {
                        flush(&mut plain, quoted, &mut word);
                        word.push(Part::Text(next.to_string(), true));
                    }
                }
                '`' => {
                    flush(&mut plain, quoted, &mut word);
                    let mut inner = String::new();
                    loop {
                        match self.look(0) {
                            None => {
                                return Err(Problem::Unfinished(
                                    "syntax error: EOF in backquote substitution".into(),
                                ));
                            }
                            Some('`') => break,
                            Some(other) => inner.push(other),
                        }
                        self.at += 1;
                    }
                    self.at += 1;
                    word.push(Part::Command(inner, quoted));
                }
                '$' => {
                    let part = self.dollar(quoted)?;
                    match part {
                        Some(part) => {
                            flush(&mut plain, quoted, &mut word);
                            word.push(part);
                        }
                        None => plain.push('$'),
                    }
                }
                other => plain.push(other),
            }
        }
        if quoted {
            return Err(unterminated());
        }
        flush(&mut plain, false, &mut word);
        Ok(word)
    }

    fn dollar(&mut self, quoted: bool) -> Result<Option<Part>, Problem> {
        match self.look(0) {
            Some('(') if self.look(1) == Some('(') => {
                Err(Problem::Unknown("arithmetic ($((…)))".into()))
            }
            Some('(') => {
                self.at += 1;
                let mut depth = 1;
                let mut inner = String::new();
                let mut quote = None;
                loop {
                    let Some(character) = self.look(0) else {
                        return Err(Problem::Unfinished(
                            "syntax error: unexpected end of file (expecting \")\")".into(),
                        ));
                    };
                    self.at += 1;
                    match (character, quote) {
                        ('\'' | '"', None) => quote = Some(character),
                        (_, Some(mark)) if character == mark => quote = None,
                        ('(', None) => depth += 1,
                        (')', None) => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 {
                        return Ok(Some(Part::Command(inner, quoted)));
                    }
                    inner.push(character);
                }
            }
            Some('{') => {
                let mut inner = String::new();
                self.at += 1;
                loop {
                    match self.look(0) {
                        None => {
                            return Err(Problem::Unfinished(
                                "syntax error: unterminated quoted string".into(),
                            ));
                        }
                        Some('}') => break,
                        Some(other) => inner.push(other),
                    }
                    self.at += 1;
                }
                self.at += 1;
                if is_parameter(&inner) {
                    return Ok(Some(Part::Variable(inner, None, quoted)));
                }
                match inner.split_once(":-").or_else(|| inner.split_once('-')) {
                    Some((name, other))
                        if is_parameter(name) && !other.contains(['$', '`', '"', '\'']) =>
                    {
                        Ok(Some(Part::Variable(
                            name.to_owned(),
                            Some(other.to_owned()),
                            quoted,
                        )))
                    }
                    _ => Err(Problem::Unknown(format!("${{{inner}}}"))),
                }
            }
            Some(special @ ('?' | '$' | '#' | '@' | '*' | '!' | '-' | '0'..='9')) => {
                self.at += 1;
                Ok(Some(Part::Variable(special.to_string(), None, quoted)))
            }
            Some(first) if first.is_ascii_alphabetic() || first == '_' => {
                let mut name = String::new();
                while let Some(character) = self
                    .look(0)
                    .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
                {
                    name.push(character);
                    self.at += 1;
                }
                Ok(Some(Part::Variable(name, None, quoted)))
            }
            _ => Ok(None),
        }
    }
}

fn unterminated() -> Problem {
    Problem::Unfinished("syntax error: unterminated quoted string".into())
}

pub(super) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_parameter(text: &str) -> bool {
    is_name(text)
        || matches!(
            text,
            "?" | "$" | "#" | "@" | "*" | "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"
        )
}
