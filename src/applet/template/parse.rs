//! From an action's words to what it does.

use super::lex::{Piece, Token, Word, error, pieces};
use super::{Base, Node, Operand, Pipe, Place, TemplateError, functions};
use crate::applet::json::Json;

/// How deeply blocks and brackets may be nested.
const DEEPEST: usize = 64;

/// Reads a whole template.
pub(super) fn parse(template: &str) -> Result<Vec<Node>, TemplateError> {
    let mut reader = Reader {
        pieces: pieces(template)?.into_iter(),
        depth: 0,
    };
    let (nodes, end) = reader.block()?;
    match end {
        End::Template => Ok(nodes),
        End::Block => Err(error(1, "unexpected {{end}}")),
        End::Else(_) => Err(error(1, "unexpected {{else}}")),
    }
}

/// What a block ended with.
enum End {
    Template,
    Block,
    /// The words after `else`.
    Else(Vec<Token>),
}

struct Reader {
    pieces: std::vec::IntoIter<Piece>,
    depth: usize,
}

impl Reader {
    fn block(&mut self) -> Result<(Vec<Node>, End), TemplateError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(error(1, "nested too deeply"));
        }
        let mut nodes = Vec::new();
        while let Some(piece) = self.pieces.next() {
            let tokens = match piece {
                Piece::Text(text) => {
                    if !text.is_empty() {
                        nodes.push(Node::Text(text));
                    }
                    continue;
                }
                Piece::Action(tokens) => tokens,
            };
            let keyword = match tokens.first().map(|token| &token.kind) {
                Some(Word::Name(name)) => name.clone(),
                _ => String::new(),
            };
            let rest = || tokens.get(1..).unwrap_or_default().to_vec();
            match keyword.as_str() {
                "end" => {
                    self.depth -= 1;
                    return Ok((nodes, End::Block));
                }
                "else" => {
                    self.depth -= 1;
                    return Ok((nodes, End::Else(rest())));
                }
                "if" | "with" | "range" => nodes.push(self.control(&keyword, rest())?),
                _ => nodes.push(Node::Print(pipe(&mut tokens.into_iter().peekable(), 0)?)),
            }
        }
        self.depth -= 1;
        Ok((nodes, End::Template))
    }

    fn control(&mut self, keyword: &str, tokens: Vec<Token>) -> Result<Node, TemplateError> {
        if tokens.is_empty() {
            return Err(error(1, &format!("missing value for {keyword}")));
        }
        let condition = pipe(&mut tokens.into_iter().peekable(), 0)?;
        let (body, end) = self.block()?;
        let otherwise = match end {
            End::Template => return Err(error(1, "unexpected EOF")),
            End::Block => Vec::new(),
            End::Else(words) if words.is_empty() => match self.block()? {
                (nodes, End::Block) => nodes,
                (_, End::Template) => return Err(error(1, "unexpected EOF")),
                (_, End::Else(_)) => return Err(error(1, "expected end; found {{else}}")),
            },
            End::Else(mut words) => {
                let first = words.remove(0);
                match first.kind {
                    Word::Name(name) if name == keyword && name != "range" => {
                        vec![self.control(keyword, words)?]
                    }
                    _ => return Err(error(1, "unexpected word in {{else}}")),
                }
            }
        };
        Ok(match keyword {
            "if" => Node::If(condition, body, otherwise),
            "with" => Node::With(condition, body, otherwise),
            _ => Node::Range(condition, body, otherwise),
        })
    }
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<Token>>;

/// Reads a pipeline up to its end, or up to the bracket that closes it.
fn pipe(tokens: &mut Tokens, depth: usize) -> Result<Pipe, TemplateError> {
    if depth > DEEPEST {
        return Err(error(1, "nested too deeply"));
    }
    let mut pipe = Pipe {
        variables: declared(tokens)?,
        commands: Vec::new(),
    };
    let mut command = Vec::new();
    while let Some(token) = tokens.peek() {
        match &token.kind {
            Word::Close(_) if depth > 0 => break,
            Word::Pipe => {
                tokens.next();
                if command.is_empty() {
                    return Err(error(1, "missing value for command"));
                }
                pipe.commands.push(std::mem::take(&mut command));
            }
            _ => command.push(operand(tokens, depth)?),
        }
    }
    if command.is_empty() {
        return Err(error(1, "missing value for command"));
    }
    pipe.commands.push(command);
    Ok(pipe)
}

/// `$x :=`, `$k, $v :=`.
fn declared(tokens: &mut Tokens) -> Result<Vec<String>, TemplateError> {
    let mut ahead = tokens.clone();
    let mut names = Vec::new();
    while let Some(Token {
        kind: Word::Variable(name, fields),
        ..
    }) = ahead.next()
    {
        if !fields.is_empty() {
            return Ok(Vec::new());
        }
        names.push(name);
        match ahead.next().map(|token| token.kind) {
            Some(Word::Comma) if names.len() < 2 => {}
            Some(Word::Comma) => return Err(error(1, "too many declarations")),
            Some(Word::Declare) => {
                *tokens = ahead;
                return Ok(names);
            }
            _ => return Ok(Vec::new()),
        }
    }
    Ok(Vec::new())
}

fn operand(tokens: &mut Tokens, depth: usize) -> Result<Operand, TemplateError> {
    let Some(token) = tokens.next() else {
        return Err(error(1, "missing value for command"));
    };
    let dotted = |fields: &[String]| {
        fields
            .iter()
            .map(|field| format!(".{field}"))
            .collect::<String>()
    };
    // Go names the place of the second part of a chain.
    let place = |column: usize, text: String, second: usize| Place {
        column: column + second,
        text,
    };
    Ok(match token.kind {
        Word::Field(fields) => {
            let text = if fields.is_empty() {
                ".".to_owned()
            } else {
                dotted(&fields)
            };
            let second = match fields.as_slice() {
                [first, _, ..] => first.len() + 1,
                _ => 0,
            };
            let place = place(token.column, text, second);
            Operand::Value(Box::new(Base::Dot), fields, place)
        }
        Word::Variable(name, fields) => {
            let text = format!("${name}{}", dotted(&fields));
            let second = if fields.is_empty() { 0 } else { name.len() + 1 };
            let place = place(token.column, text, second);
            Operand::Value(Box::new(Base::Variable(name)), fields, place)
        }
        Word::Constant(json) => {
            let text = json.compact();
            let place = place(token.column, text, 0);
            Operand::Value(Box::new(Base::Constant(json)), Vec::new(), place)
        }
        Word::Name(name) => {
            if !functions::is_one(&name) {
                return Err(error(1, &format!("function {name:?} not defined")));
            }
            let place = place(token.column, name.clone(), 0);
            Operand::Function(name, place)
        }
        Word::Open => {
            let inner = pipe(tokens, depth + 1)?;
            let Some(Token {
                kind: Word::Close(fields),
                column,
            }) = tokens.next()
            else {
                return Err(error(1, "unclosed left paren"));
            };
            let place = place(column, dotted(&fields), 1);
            Operand::Value(Box::new(Base::Group(inner)), fields, place)
        }
        Word::Close(_) => return Err(error(1, "unexpected right paren")),
        Word::Comma => return Err(error(1, "unexpected \",\" in operand")),
        Word::Declare => return Err(error(1, "unexpected \":=\" in operand")),
        Word::Pipe => Operand::Value(
            Box::new(Base::Constant(Json::Null)),
            Vec::new(),
            place(token.column, String::new(), 0),
        ),
    })
}
