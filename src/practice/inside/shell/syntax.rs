//! A command line in parts: words, redirections, pipes and lists.

use super::words::is_name;

/// A piece of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Text, and whether it was quoted.
    Text(String, bool),
    /// A variable, what stands for it where it is empty, and whether it was quoted.
    Variable(String, Option<String>, bool),
    /// `$(…)`, and whether it was quoted.
    Command(String, bool),
}

pub(super) type Word = Vec<Part>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Redirect {
    /// From a file.
    In(Word),
    /// From a stream to a file, and whether at its end.
    Out(u8, Word, bool),
    /// One stream to where the other goes.
    Same(u8, u8),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    Simple(Simple),
    For(String, Vec<Word>, List),
    /// Conditions with what to do, and what else.
    If(Vec<(List, List)>, Option<List>),
    /// Condition, body, and whether it goes on *until* the condition holds.
    While(List, List, bool),
    /// `( … )` and `{ …; }`, and whether in a shell of its own.
    Group(List, bool),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Simple {
    /// Where it begins in the text, in characters.
    pub(super) start: usize,
    pub(super) assignments: Vec<(String, Word)>,
    pub(super) words: Vec<Word>,
    pub(super) redirects: Vec<Redirect>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pipeline {
    pub(super) negated: bool,
    /// With the redirections of those that are not simple.
    pub(super) commands: Vec<(Command, Vec<Redirect>)>,
}

/// When the next part of a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Always,
    Success,
    Failure,
}

pub(super) type List = Vec<(When, Pipeline)>;

/// Why a line could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// A mistake, as the shell words it.
    Syntax(String),
    /// More lines are needed; the words if there are none.
    Unfinished(String),
    /// Right, but more than the practice engine's shell knows.
    Unknown(String),
}

const DEEPEST: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    Operator(&'static str),
    Redirect(u8, &'static str),
    End,
}

pub(super) struct Parser {
    pub(super) text: Vec<char>,
    pub(super) at: usize,
    /// Where the token under `peeked` begins.
    pub(super) start: usize,
    peeked: Option<Token>,
    depth: usize,
}

/// Reads a whole text.
pub(super) fn parse(text: &str) -> Result<List, Problem> {
    let mut parser = Parser {
        text: text.chars().collect(),
        at: 0,
        start: 0,
        peeked: None,
        depth: 0,
    };
    let list = parser.list(&[])?;
    match parser.next()? {
        Token::End => Ok(list),
        token => Err(unexpected(&token)),
    }
}

fn unexpected(token: &Token) -> Problem {
    match token {
        Token::End => Problem::Unfinished("syntax error: unexpected end of file".into()),
        Token::Operator("\n") => Problem::Syntax("syntax error: unexpected newline".into()),
        Token::Operator(operator) => {
            Problem::Syntax(format!("syntax error: unexpected \"{operator}\""))
        }
        Token::Redirect(..) => Problem::Syntax("syntax error: unexpected redirection".into()),
        Token::Word(word) => match keyword(word) {
            Some(text) => Problem::Syntax(format!("syntax error: unexpected \"{text}\"")),
            None => Problem::Syntax("syntax error: unexpected word".into()),
        },
    }
}

/// The text of a word that could be a keyword.
fn keyword(word: &Word) -> Option<&str> {
    match word.as_slice() {
        [Part::Text(text, false)] => Some(text),
        _ => None,
    }
}

const CLOSING: [&str; 7] = ["then", "else", "elif", "fi", "do", "done", "}"];
const STRANGE: [&str; 5] = ["case", "function", "[[", "select", "esac"];

impl Parser {
    fn peek(&mut self) -> Result<&Token, Problem> {
        if self.peeked.is_none() {
            self.peeked = Some(self.token()?);
        }
        Ok(self.peeked.as_ref().unwrap_or(&Token::End))
    }

    fn next(&mut self) -> Result<Token, Problem> {
        self.peek()?;
        Ok(self.peeked.take().unwrap_or(Token::End))
    }

    fn operator(&mut self) -> Result<Option<&'static str>, Problem> {
        Ok(match self.peek()? {
            Token::Operator(operator) => Some(operator),
            _ => None,
        })
    }

    fn newlines(&mut self) -> Result<(), Problem> {
        while self.operator()? == Some("\n") {
            self.next()?;
        }
        Ok(())
    }

    /// Commands up to one of these keywords (or `)`), or to the end.
    fn list(&mut self, ends: &[&str]) -> Result<List, Problem> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Problem::Unknown("commands nested this deep".into()));
        }
        let mut list = List::new();
        let mut when = When::Always;
        self.newlines()?;
        loop {
            let done = match self.peek()? {
                Token::End | Token::Operator(")") => true,
                Token::Word(word) => keyword(word).is_some_and(|text| ends.contains(&text)),
                _ => false,
            };
            if done {
                self.depth -= 1;
                return Ok(list);
            }
            list.push((when, self.pipeline()?));
            when = match self.operator()? {
                Some("&&") => When::Success,
                Some("||") => When::Failure,
                Some(";" | "\n") => When::Always,
                Some("&") => return Err(Problem::Unknown("commands in the background (&)".into())),
                _ => {
                    self.depth -= 1;
                    return Ok(list);
                }
            };
            self.next()?;
            self.newlines()?;
            if when != When::Always && matches!(self.peek()?, Token::End) {
                return Err(unexpected(&Token::End));
            }
        }
    }

    fn pipeline(&mut self) -> Result<Pipeline, Problem> {
        let mut negated = false;
        while matches!(self.peek()?, Token::Word(word) if keyword(word) == Some("!")) {
            self.next()?;
            negated = !negated;
        }
        let mut commands = vec![self.command()?];
        while self.operator()? == Some("|") {
            self.next()?;
            self.newlines()?;
            commands.push(self.command()?);
        }
        Ok(Pipeline { negated, commands })
    }

    fn expect(&mut self, wanted: &str) -> Result<(), Problem> {
        let token = self.next()?;
        match &token {
            Token::Word(word) if keyword(word) == Some(wanted) => Ok(()),
            Token::Operator(operator) if *operator == wanted => Ok(()),
            Token::End => Err(Problem::Unfinished(format!(
                "syntax error: unexpected end of file (expecting \"{wanted}\")"
            ))),
            token => match unexpected(token) {
                Problem::Syntax(text) => {
                    Err(Problem::Syntax(format!("{text} (expecting \"{wanted}\")")))
                }
                other => Err(other),
            },
        }
    }

    fn command(&mut self) -> Result<(Command, Vec<Redirect>), Problem> {
        let opening = match self.peek()? {
            Token::Operator("(") => Some("(".to_owned()),
            Token::Word(word) => keyword(word).map(str::to_owned),
            _ => None,
        };
        let command = match opening.as_deref() {
            Some("(") => {
                self.next()?;
                let list = self.list(&[])?;
                self.expect(")")?;
                Command::Group(list, true)
            }
            Some("{") => {
                self.next()?;
                let list = self.list(&["}"])?;
                self.expect("}")?;
                Command::Group(list, false)
            }
            Some("for") => self.for_loop()?,
            Some("if") => self.condition()?,
            Some(word @ ("while" | "until")) => {
                let until = word == "until";
                self.next()?;
                let condition = self.list(&["do"])?;
                self.expect("do")?;
                let body = self.list(&["done"])?;
                self.expect("done")?;
                Command::While(condition, body, until)
            }
            Some(word) if CLOSING.contains(&word) => {
                return Err(Problem::Syntax(format!(
                    "syntax error: unexpected \"{word}\""
                )));
            }
            Some(word) if STRANGE.contains(&word) => {
                return Err(Problem::Unknown(format!("\"{word}\"")));
            }
            _ => return Ok((Command::Simple(self.simple()?), Vec::new())),
        };
        let mut redirects = Vec::new();
        while let Token::Redirect(..) = self.peek()? {
            redirects.push(self.redirect()?);
        }
        Ok((command, redirects))
    }

    fn for_loop(&mut self) -> Result<Command, Problem> {
        self.next()?;
        let name = match self.next()? {
            Token::Word(word) => keyword(&word)
                .filter(|name| is_name(name))
                .map(str::to_owned),
            token => return Err(unexpected(&token)),
        };
        let name =
            name.ok_or_else(|| Problem::Syntax("syntax error: bad for loop variable".into()))?;
        self.newlines()?;
        let mut words = Vec::new();
        if matches!(self.peek()?, Token::Word(word) if keyword(word) == Some("in")) {
            self.next()?;
            while let Token::Word(word) = self.peek()? {
                words.push(word.clone());
                self.next()?;
            }
        }
        if matches!(self.operator()?, Some(";" | "\n")) {
            self.next()?;
        }
        self.newlines()?;
        self.expect("do")?;
        let body = self.list(&["done"])?;
        self.expect("done")?;
        Ok(Command::For(name, words, body))
    }

    fn condition(&mut self) -> Result<Command, Problem> {
        self.next()?;
        let mut branches = Vec::new();
        loop {
            let condition = self.list(&["then"])?;
            self.expect("then")?;
            let body = self.list(&["elif", "else", "fi"])?;
            branches.push((condition, body));
            let token = self.next()?;
            let word = match &token {
                Token::Word(word) => keyword(word),
                Token::End => {
                    return Err(Problem::Unfinished(
                        "syntax error: unexpected end of file (expecting \"fi\")".into(),
                    ));
                }
                _ => None,
            };
            match word {
                Some("elif") => {}
                Some("else") => {
                    let last = self.list(&["fi"])?;
                    self.expect("fi")?;
                    return Ok(Command::If(branches, Some(last)));
                }
                Some("fi") => return Ok(Command::If(branches, None)),
                _ => return Err(unexpected(&token)),
            }
        }
    }

    fn simple(&mut self) -> Result<Simple, Problem> {
        self.peek()?;
        let mut simple = Simple {
            start: self.start,
            ..Simple::default()
        };
        loop {
            match self.peek()?.clone() {
                Token::Word(word) => {
                    self.next()?;
                    match assignment(&word) {
                        Some(pair) if simple.words.is_empty() => simple.assignments.push(pair),
                        _ => simple.words.push(word),
                    }
                }
                Token::Redirect(..) => {
                    let redirect = self.redirect()?;
                    simple.redirects.push(redirect);
                }
                Token::Operator("(") if simple.words.len() == 1 => {
                    return Err(Problem::Unknown("functions".into()));
                }
                token => {
                    let nothing = simple.words.is_empty()
                        && simple.assignments.is_empty()
                        && simple.redirects.is_empty();
                    if nothing {
                        return Err(unexpected(&token));
                    }
                    return Ok(simple);
                }
            }
        }
    }

    fn redirect(&mut self) -> Result<Redirect, Problem> {
        let Token::Redirect(stream, operator) = self.next()? else {
            return Err(unexpected(&Token::End));
        };
        let word = match self.next()? {
            Token::Word(word) => word,
            token => return Err(unexpected(&token)),
        };
        match operator {
            "<" => Ok(Redirect::In(word)),
            ">" | ">>" => Ok(Redirect::Out(stream, word, operator == ">>")),
            _ => match keyword(&word) {
                Some("1") => Ok(Redirect::Same(stream, 1)),
                Some("2") => Ok(Redirect::Same(stream, 2)),
                _ => Err(Problem::Unknown("this redirection".into())),
            },
        }
    }
}

/// `NAME=value`
fn assignment(word: &Word) -> Option<(String, Word)> {
    let (first, rest) = word.split_first()?;
    let Part::Text(text, false) = first else {
        return None;
    };
    let (name, value) = text.split_once('=')?;
    if !is_name(name) {
        return None;
    }
    let mut word = vec![Part::Text(value.to_owned(), false)];
    word.extend_from_slice(rest);
    Some((name.to_owned(), word))
}
