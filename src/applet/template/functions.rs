//! The functions of docker's templates.

use super::print::{is_map, print};
use super::run::{Value, truth};
use crate::applet::json::Json;

const NAMES: [&str; 23] = [
    "json", "index", "len", "print", "printf", "println", "eq", "ne", "lt", "le", "gt", "ge",
    "and", "or", "not", "join", "split", "upper", "lower", "title", "pad", "truncate", "html",
];

/// Whether there is such a function.
pub(super) fn is_one(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Calls a function; an error is its own words.
pub(super) fn call(name: &str, values: &[Value]) -> Result<Value, String> {
    let text = |text: String| Ok(Value::plain(Json::Text(text)));
    let truth_of = |value: bool| Ok(Value::plain(Json::Bool(value)));
    let nothing = Value::plain(Json::Null);
    let first = values.first().unwrap_or(&nothing);
    let second = values.get(1).unwrap_or(&nothing);
    let of = |value: &Value| print(&value.json, &value.name);
    match name {
        "json" => text(sorted(&first.json, &first.name).compact()),
        "index" => index(values),
        "len" => Ok(Value::plain(Json::Number(
            i64::try_from(match &first.json {
                Json::Text(text) => text.len(),
                Json::List(items) => items.len(),
                Json::Map(entries) => entries.len(),
                Json::Null => 0,
                _ => return Err("len of this type".to_owned()),
            })
            .unwrap_or_default(),
        ))),
        "print" => text(values.iter().map(of).collect()),
        "println" => text(values.iter().map(of).collect::<Vec<_>>().join(" ") + "\n"),
        "printf" => text(printf(values)),
        "eq" => truth_of(values.iter().skip(1).any(|value| same(first, value))),
        "ne" => truth_of(!same(first, second)),
        "lt" => truth_of(less(first, second)?),
        "ge" => truth_of(!less(first, second)?),
        "gt" => truth_of(less(second, first)?),
        "le" => truth_of(!less(second, first)?),
        "and" => Ok(pick(values, false)),
        "or" => Ok(pick(values, true)),
        "not" => truth_of(!truth(&first.json)),
        "join" => {
            let items: Vec<String> = first
                .json
                .list()
                .iter()
                .map(|item| print(item, ""))
                .collect();
            text(items.join(second.json.str()))
        }
        "split" => Ok(Value::plain(Json::List(
            first
                .json
                .str()
                .split(second.json.str())
                .map(Json::text)
                .collect(),
        ))),
        "upper" => text(of(first).to_uppercase()),
        "lower" => text(of(first).to_lowercase()),
        "title" => {
            let whole = of(first);
            let mut letters = whole.chars();
            text(letters.next().map_or(String::new(), |letter| {
                letter.to_uppercase().collect::<String>() + letters.as_str()
            }))
        }
        "pad" => {
            let blanks = |value: Option<&Value>| {
                let count = value.map_or(0, |value| value.json.int()).clamp(0, 1000);
                " ".repeat(usize::try_from(count).unwrap_or_default())
            };
            text(blanks(values.get(1)) + &of(first) + &blanks(values.get(2)))
        }
        "truncate" => {
            let most = usize::try_from(second.json.int()).unwrap_or_default();
            text(of(first).chars().take(most).collect())
        }
        _ => text(of(first)),
    }
}

/// Go writes the keys of a map in order, the fields of a struct as they are declared.
fn sorted(json: &Json, name: &str) -> Json {
    match json {
        Json::List(items) => {
            let name = format!("{name}[]");
            Json::List(items.iter().map(|item| sorted(item, &name)).collect())
        }
        Json::Map(entries) => {
            let mut ordered: Vec<(String, Json)> = entries
                .iter()
                .map(|(key, value)| (key.clone(), sorted(value, key)))
                .collect();
            if is_map(entries, name) {
                ordered.sort_by(|one, other| one.0.cmp(&other.0));
            }
            Json::Map(ordered)
        }
        other => other.clone(),
    }
}

/// The first value that decides; else the last.
fn pick(values: &[Value], wanted: bool) -> Value {
    values
        .iter()
        .find(|value| truth(&value.json) == wanted)
        .or(values.last())
        .cloned()
        .unwrap_or_else(|| Value::plain(Json::Null))
}

fn index(values: &[Value]) -> Result<Value, String> {
    let [first, keys @ ..] = values else {
        return Err("wrong number of args".to_owned());
    };
    keys.iter().try_fold(first.clone(), |value, key| {
        match (&value.json, &key.json) {
            // A key that a map does not have gives Go's zero value.
            (Json::Map(_), Json::Text(name)) => Ok(Value {
                json: value
                    .json
                    .find(name)
                    .cloned()
                    .unwrap_or_else(|| Json::text("")),
                name: name.clone(),
            }),
            (Json::List(items), Json::Number(at)) => {
                let name = format!("{}[]", value.name);
                usize::try_from(*at)
                    .ok()
                    .and_then(|at| items.get(at))
                    .map(|json| Value {
                        json: json.clone(),
                        name,
                    })
                    .ok_or_else(|| format!("reflect: slice index out of range: {at}"))
            }
            (Json::Null, _) => Err("index of untyped nil".to_owned()),
            (Json::List(_), _) => Err(format!("cannot index slice/array with type {}", kind(key))),
            (Json::Map(_), _) => Err(format!("value has type {}; should be string", kind(key))),
            _ => Err(format!("can't index item of type {}", kind(&value))),
        }
    })
}

fn kind(value: &Value) -> &'static str {
    match value.json {
        Json::Text(_) => "string",
        Json::Bool(_) => "bool",
        Json::Number(_) => "int",
        Json::Float(_) => "float64",
        _ => "interface {}",
    }
}

#[allow(clippy::cast_precision_loss, reason = "docker's numbers are small")]
fn number(value: &Value) -> Option<f64> {
    match value.json {
        Json::Number(number) => Some(number as f64),
        Json::Float(number) => Some(number),
        _ => None,
    }
}

fn same(one: &Value, other: &Value) -> bool {
    match (number(one), number(other)) {
        (Some(one), Some(other)) => (one - other).abs() < f64::EPSILON,
        _ => one.json == other.json,
    }
}

fn less(one: &Value, other: &Value) -> Result<bool, String> {
    match (&one.json, &other.json, number(one), number(other)) {
        (Json::Text(one), Json::Text(other), ..) => Ok(one < other),
        (_, _, Some(one), Some(other)) => Ok(one < other),
        _ => Err("incompatible types for comparison".to_owned()),
    }
}

/// `%s %v %d %q %%`, with a width.
fn printf(values: &[Value]) -> String {
    let mut values = values.iter();
    let format = values.next().map_or("", |value| value.json.str());
    let mut text = String::new();
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let left = letters.next_if_eq(&'-').is_some();
        let mut width = 0usize;
        while let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(10)) {
            width = (width * 10 + digit as usize).min(1000);
            letters.next();
        }
        let verb = letters.next().unwrap_or('%');
        if verb == '%' {
            text.push('%');
            continue;
        }
        let Some(value) = values.next() else {
            text.push_str(&format!("%!{verb}(MISSING)"));
            continue;
        };
        let mut piece = match verb {
            'q' => Json::text(print(&value.json, &value.name)).compact(),
            _ => print(&value.json, &value.name),
        };
        if verb == 'x' {
            piece = format!("{:x}", value.json.int());
        }
        let blanks = " ".repeat(width.saturating_sub(piece.chars().count()));
        text.push_str(&if left {
            piece + &blanks
        } else {
            blanks + &piece
        });
    }
    text
}
