//! Carries a template out.

use super::print::{print, print_plain};
use super::{Base, Node, Operand, Pipe, Place, TemplateError, functions};
use crate::applet::json::Json;

/// A value, and the name of the field it came from: Go prints maps and structs differently.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) json: Json,
    pub(super) name: String,
}

impl Value {
    pub(super) fn plain(json: Json) -> Self {
        Self {
            json,
            name: String::new(),
        }
    }
}

struct Scope {
    typed: bool,
    variables: Vec<(String, Value)>,
    out: String,
}

/// What a template makes of `data`, as of docker's Go types or as of plain JSON.
pub(super) fn run(nodes: &[Node], data: &Json, typed: bool) -> Result<String, TemplateError> {
    let root = Value::plain(data.clone());
    let mut scope = Scope {
        typed,
        variables: vec![(String::new(), root.clone())],
        out: String::new(),
    };
    scope.nodes(nodes, &root)?;
    Ok(scope.out)
}

/// What Go takes for true.
pub(super) fn truth(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::Bool(value) => *value,
        Json::Number(number) => *number != 0,
        Json::Float(number) => *number != 0.0,
        Json::Text(text) | Json::Time(text) => !text.is_empty(),
        Json::List(items) => !items.is_empty(),
        Json::Map(entries) => !entries.is_empty(),
    }
}

impl Scope {
    fn nodes(&mut self, nodes: &[Node], dot: &Value) -> Result<(), TemplateError> {
        for node in nodes {
            match node {
                Node::Text(text) => self.out.push_str(text),
                Node::Print(pipe) => {
                    let value = self.pipe(pipe, dot)?;
                    if pipe.variables.is_empty() {
                        let text = if self.typed {
                            print(&value.json, &value.name)
                        } else {
                            print_plain(&value.json)
                        };
                        self.out.push_str(&text);
                    } else {
                        self.declare(&pipe.variables, &value, None);
                    }
                }
                Node::If(pipe, body, otherwise) => {
                    let value = self.pipe(pipe, dot)?;
                    let branch = if truth(&value.json) { body } else { otherwise };
                    self.inner(pipe, &value, None, branch, dot)?;
                }
                Node::With(pipe, body, otherwise) => {
                    let value = self.pipe(pipe, dot)?;
                    if truth(&value.json) {
                        self.inner(pipe, &value, None, body, &value)?;
                    } else {
                        self.inner(pipe, &value, None, otherwise, dot)?;
                    }
                }
                Node::Range(pipe, body, otherwise) => self.range(pipe, body, otherwise, dot)?,
            }
        }
        Ok(())
    }

    fn range(
        &mut self,
        pipe: &Pipe,
        body: &[Node],
        otherwise: &[Node],
        dot: &Value,
    ) -> Result<(), TemplateError> {
        let value = self.pipe(pipe, dot)?;
        let items: Vec<(Json, Value)> = match value.json {
            Json::Null => Vec::new(),
            Json::List(items) => items
                .into_iter()
                .enumerate()
                .map(|(position, json)| {
                    let name = format!("{}[]", value.name);
                    (
                        Json::Number(i64::try_from(position).unwrap_or_default()),
                        Value { json, name },
                    )
                })
                .collect(),
            Json::Map(mut entries) => {
                entries.sort_by(|one, other| one.0.cmp(&other.0));
                entries
                    .into_iter()
                    .map(|(key, json)| {
                        let name = key.clone();
                        (Json::Text(key), Value { json, name })
                    })
                    .collect()
            }
            other => {
                let detail = format!("range can't iterate over {}", print(&other, ""));
                let operand = pipe.commands.last().and_then(|command| command.last());
                return Err(match operand {
                    Some(Operand::Value(_, _, place) | Operand::Function(_, place)) => {
                        failed(place, &detail)
                    }
                    None => TemplateError(detail),
                });
            }
        };
        if items.is_empty() {
            return self.nodes(otherwise, dot);
        }
        for (key, item) in items {
            self.inner(pipe, &item, Some(key), body, &item)?;
        }
        Ok(())
    }

    /// Carries out a block, whose variables end with it.
    fn inner(
        &mut self,
        pipe: &Pipe,
        value: &Value,
        key: Option<Json>,
        body: &[Node],
        dot: &Value,
    ) -> Result<(), TemplateError> {
        let before = self.variables.len();
        self.declare(&pipe.variables, value, key);
        self.nodes(body, dot)?;
        self.variables.truncate(before);
        Ok(())
    }

    fn declare(&mut self, names: &[String], value: &Value, key: Option<Json>) {
        match (names, key) {
            ([index, item], Some(key)) => {
                self.variables.push((index.clone(), Value::plain(key)));
                self.variables.push((item.clone(), value.clone()));
            }
            ([name, ..], _) => self.variables.push((name.clone(), value.clone())),
            ([], _) => {}
        }
    }

    fn pipe(&mut self, pipe: &Pipe, dot: &Value) -> Result<Value, TemplateError> {
        let mut last = None;
        for command in &pipe.commands {
            last = Some(self.command(command, last, dot)?);
        }
        Ok(last.unwrap_or_else(|| Value::plain(Json::Null)))
    }

    fn command(
        &mut self,
        command: &[Operand],
        handed: Option<Value>,
        dot: &Value,
    ) -> Result<Value, TemplateError> {
        match command {
            [Operand::Function(name, place), operands @ ..] => {
                let mut values = Vec::new();
                for operand in operands {
                    values.push(self.operand(operand, dot)?);
                }
                values.extend(handed);
                functions::call(name, &values)
                    .map_err(|detail| failed(place, &format!("error calling {name}: {detail}")))
            }
            [operand] if handed.is_none() => self.operand(operand, dot),
            [Operand::Value(base, fields, place), name]
                if fields.last().is_some_and(|field| field == "Label") =>
            {
                let above = fields.split_last().map_or(&[][..], |(_, above)| above);
                let row = Operand::Value(base.clone(), above.to_vec(), place.clone());
                let (row, name) = (self.operand(&row, dot)?, self.operand(name, dot)?);
                let labels = row.json.get("Labels").str();
                let label = labels
                    .split(',')
                    .filter_map(|pair| pair.split_once('='))
                    .find(|(other, _)| *other == name.json.str())
                    .map_or("", |(_, value)| value);
                Ok(Value::plain(Json::text(label)))
            }
            [Operand::Value(_, _, place), ..] => Err(failed(
                place,
                &format!("can't give argument to non-function {}", place.text),
            )),
            [] => Ok(Value::plain(Json::Null)),
        }
    }

    fn operand(&mut self, operand: &Operand, dot: &Value) -> Result<Value, TemplateError> {
        match operand {
            Operand::Function(..) => self.command(std::slice::from_ref(operand), None, dot),
            Operand::Value(base, fields, place) => {
                let mut value = match base.as_ref() {
                    Base::Dot => dot.clone(),
                    Base::Constant(json) => Value::plain(json.clone()),
                    Base::Group(pipe) => self.pipe(pipe, dot)?,
                    Base::Variable(name) => self
                        .variables
                        .iter()
                        .rev()
                        .find(|(other, _)| other == name)
                        .map(|(_, value)| value.clone())
                        .ok_or_else(|| {
                            TemplateError(format!("template: :1: undefined variable \"${name}\""))
                        })?,
                };
                for field in fields {
                    value = step(&value, field, place, self.typed)?;
                }
                Ok(value)
            }
        }
    }
}

/// One field further. Docker's Go types and its JSON name a few differently.
fn step(value: &Value, field: &str, place: &Place, typed: bool) -> Result<Value, TemplateError> {
    let wanted = match (typed, field) {
        (true, "ID") if value.json.find("ID").is_none() => "Id",
        (true, "APIVersion") if value.json.find("ApiVersion").is_some() => "ApiVersion",
        (true, "Id") => "",
        (_, field) => field,
    };
    match &value.json {
        Json::Map(entries) => entries
            .iter()
            .find(|(key, _)| key == wanted)
            .cloned()
            // Left out of the engine's answer where it is nil.
            .or_else(|| (typed && field == "Health").then(|| (field.to_owned(), Json::Null)))
            .map(|(name, json)| Value { json, name })
            .ok_or_else(|| failed(place, &format!("map has no entry for key {field:?}"))),
        Json::Null => Err(failed(
            place,
            &format!("nil data; no entry for key {field:?}"),
        )),
        other => {
            let kind = match other {
                Json::Text(_) => "string",
                Json::Time(_) => "time.Time",
                Json::Bool(_) => "bool",
                Json::List(_) => "[]interface {}",
                _ => "float64",
            };
            Err(failed(
                place,
                &format!("can't evaluate field {field} in type {kind}"),
            ))
        }
    }
}

fn failed(place: &Place, detail: &str) -> TemplateError {
    TemplateError(format!(
        "template: :1:{}: executing \"\" at <{}>: {detail}",
        place.column, place.text
    ))
}
