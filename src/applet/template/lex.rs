//! A template's text and the words of its actions.

use super::TemplateError;
use crate::applet::json::Json;

/// A stretch of plain text, or an action.
#[derive(Debug)]
pub(super) enum Piece {
    Text(String),
    Action(Vec<Token>),
}

/// A word of an action, with the byte of the line where it begins.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Word,
    pub(super) column: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    /// `.` or `.A.B`: the fields.
    Field(Vec<String>),
    /// `$`, `$x`, `$x.A`.
    Variable(String, Vec<String>),
    /// A keyword or a function.
    Name(String),
    Constant(Json),
    Open,
    /// `)`, and the fields right after it.
    Close(Vec<String>),
    Pipe,
    Comma,
    Declare,
}

pub(super) fn error(line: usize, text: &str) -> TemplateError {
    TemplateError(format!("template: :{line}: {text}"))
}

/// Cuts a template into pieces.
pub(super) fn pieces(template: &str) -> Result<Vec<Piece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut rest = template;
    let mut trim = false;
    loop {
        let (mut text, action) = match rest.split_once("{{") {
            Some((text, action)) => (text, Some(action)),
            None => (rest, None),
        };
        if trim {
            text = text.trim_start();
        }
        let Some(mut action) = action else {
            pieces.push(Piece::Text(text.to_owned()));
            return Ok(pieces);
        };
        if action.starts_with("- ") || action.starts_with("-\t") || action.starts_with("-\n") {
            text = text.trim_end();
            action = action.get(1..).unwrap_or_default();
        }
        pieces.push(Piece::Text(text.to_owned()));
        let begin = template.len() - action.len();
        let line_start = template
            .get(..begin)
            .and_then(|text| text.rfind('\n'))
            .map_or(0, |position| position + 1);
        let line = template
            .get(..begin)
            .map_or(1, |text| text.matches('\n').count() + 1);
        if action.trim_start().starts_with("/*") {
            let Some((_, after)) = action.split_once("*/") else {
                return Err(error(line, "unclosed comment"));
            };
            trim = after.starts_with(" -}}");
            rest = after
                .strip_prefix(" -}}")
                .or_else(|| after.strip_prefix("}}"))
                .ok_or_else(|| error(line, "comment ends before closing delimiter"))?;
            continue;
        }
        let mut lexer = Lexer {
            text: template,
            position: begin,
            line,
            line_start,
        };
        let tokens = lexer.action()?;
        trim = template
            .get(..lexer.position)
            .is_some_and(|text| text.ends_with("-}}"));
        rest = template.get(lexer.position..).unwrap_or_default();
        pieces.push(Piece::Action(tokens));
    }
}

struct Lexer<'a> {
    text: &'a str,
    position: usize,
    line: usize,
    line_start: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn action(&mut self) -> Result<Vec<Token>, TemplateError> {
        let mut tokens = Vec::new();
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            let spaced = trimmed.len() < rest.len();
            self.position += rest.len() - trimmed.len();
            if spaced && trimmed.starts_with("-}}") {
                self.position += 3;
                return Ok(tokens);
            }
            if trimmed.starts_with("}}") {
                self.position += 2;
                return Ok(tokens);
            }
            if trimmed.is_empty() {
                return Err(error(self.line, "unclosed action"));
            }
            let column = self.position - self.line_start;
            let kind = self.word(trimmed)?;
            tokens.push(Token { kind, column });
        }
    }

    fn word(&mut self, rest: &str) -> Result<Word, TemplateError> {
        let first = rest.chars().next().unwrap_or_default();
        if rest.starts_with(":=") {
            self.position += 2;
            return Ok(Word::Declare);
        }
        match first {
            '(' => {
                self.position += 1;
                Ok(Word::Open)
            }
            ')' => {
                self.position += 1;
                Ok(Word::Close(self.fields()))
            }
            '|' => {
                self.position += 1;
                Ok(Word::Pipe)
            }
            ',' => {
                self.position += 1;
                Ok(Word::Comma)
            }
            '.' => {
                let fields = self.fields();
                if fields.is_empty() {
                    self.position += 1;
                }
                Ok(Word::Field(fields))
            }
            '$' => {
                self.position += 1;
                let name = self.name();
                Ok(Word::Variable(name, self.fields()))
            }
            '"' | '`' => self.quoted(rest, first),
            '-' | '+' | '0'..='9' => self.number(rest),
            letter if letter.is_alphabetic() || letter == '_' => {
                let name = self.name();
                Ok(match name.as_str() {
                    "true" => Word::Constant(Json::Bool(true)),
                    "false" => Word::Constant(Json::Bool(false)),
                    "nil" => Word::Constant(Json::Null),
                    _ => Word::Name(name),
                })
            }
            other => Err(error(
                self.line,
                &format!("unexpected {other:?} in command"),
            )),
        }
    }

    /// `.A.B` at the present position; empty where no name follows the dot.
    fn fields(&mut self) -> Vec<String> {
        let mut fields = Vec::new();
        while self.rest().starts_with('.')
            && self
                .rest()
                .chars()
                .nth(1)
                .is_some_and(|letter| letter.is_alphabetic() || letter == '_')
        {
            self.position += 1;
            fields.push(self.name());
        }
        fields
    }

    fn name(&mut self) -> String {
        let name: String = self
            .rest()
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect();
        self.position += name.len();
        name
    }

    fn number(&mut self, rest: &str) -> Result<Word, TemplateError> {
        let text: String = rest
            .chars()
            .take_while(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(*letter))
            .collect();
        self.position += text.len();
        if let Ok(number) = text.parse::<i64>() {
            return Ok(Word::Constant(Json::Number(number)));
        }
        text.parse::<f64>()
            .map(|number| Word::Constant(Json::Float(number)))
            .map_err(|_| error(self.line, &format!("bad number syntax: {text:?}")))
    }

    fn quoted(&mut self, rest: &str, mark: char) -> Result<Word, TemplateError> {
        let unclosed = || error(self.line, "unterminated quoted string");
        let mut text = String::new();
        let mut letters = rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                _ if letter == mark => {
                    self.position += at + 1;
                    return Ok(Word::Constant(Json::Text(text)));
                }
                '\\' if mark == '"' => match letters.next().ok_or_else(unclosed)?.1 {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    other => text.push(other),
                },
                '\n' if mark == '"' => return Err(unclosed()),
                other => text.push(other),
            }
        }
        Err(unclosed())
    }
}
