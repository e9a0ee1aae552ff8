//! JSON that keeps the order of its keys and is written as Go writes it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A JSON value.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Json {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A number with a fraction, or one that is too big.
    Float(f64),
    /// A string.
    Text(String),
    /// A moment: a string in JSON, but Go prints it in a way of its own.
    Time(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order of its keys.
    Map(Vec<(String, Json)>),
}

static NULL: Json = Json::Null;

impl Json {
    /// Reads a document.
    pub fn read(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// A string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An object of strings.
    pub fn map<const N: usize>(entries: [(&str, Json); N]) -> Self {
        Self::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    /// The value under `key`, if there is one.
    pub fn find(&self, key: &str) -> Option<&Json> {
        match self {
            Self::Map(entries) => entries
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value under `key`; null where there is none.
    pub fn get(&self, key: &str) -> &Json {
        self.find(key).unwrap_or(&NULL)
    }

    /// The value at a path of keys such as `State.Status`; null where there is none.
    pub fn at(&self, path: &str) -> &Json {
        path.split('.').fold(self, |json, key| json.get(key))
    }

    /// Its text; empty where it is no string.
    pub fn str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Time(text) => text,
            _ => "",
        }
    }

    /// Its whole number; 0 where it is none.
    pub fn int(&self) -> i64 {
        match self {
            Self::Number(number) => *number,
            Self::Float(number) => *number as i64,
            _ => 0,
        }
    }

    /// Whether it is `true`.
    pub fn is_true(&self) -> bool {
        *self == Self::Bool(true)
    }

    /// Its items; none where it is no array.
    pub fn list(&self) -> &[Json] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// Its entries; none where it is no object.
    pub fn entries(&self) -> &[(String, Json)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Adds an entry to an object.
    pub fn put(&mut self, key: &str, value: Json) {
        if let Self::Map(entries) = self {
            entries.push((key.to_owned(), value));
        }
    }

    /// Turns the string under `key` into a moment.
    pub fn with_time(mut self, key: &str) -> Self {
        if let Self::Map(entries) = &mut self
            && let Some((_, value)) = entries.iter_mut().find(|(name, _)| name == key)
        {
            *value = Self::Time(std::mem::take(value).str().to_owned());
        }
        self
    }

    /// On one line, as Go's `json.Marshal`.
    pub fn compact(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, None, 0);
        text
    }

    /// On many lines, as `docker inspect` prints it: four spaces a level, beginning at `level`.
    pub fn indented(&self, level: usize) -> String {
        let mut text = String::new();
        self.write(&mut text, Some("    "), level);
        text
    }

    fn write(&self, text: &mut String, indent: Option<&str>, level: usize) {
        let line = |text: &mut String, level: usize| {
            if let Some(indent) = indent {
                text.push('\n');
                text.push_str(&indent.repeat(level));
            }
        };
        match self {
            Self::Null => text.push_str("null"),
            Self::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Self::Number(number) => text.push_str(&number.to_string()),
            Self::Float(number) => text.push_str(&number.to_string()),
            Self::Text(value) | Self::Time(value) => quote(text, value),
            Self::List(items) => {
                text.push('[');
                for (position, item) in items.iter().enumerate() {
                    if position > 0 {
                        text.push(',');
                    }
                    line(text, level + 1);
                    item.write(text, indent, level + 1);
                }
                if !items.is_empty() {
                    line(text, level);
                }
                text.push(']');
            }
            Self::Map(entries) => {
                text.push('{');
                for (position, (key, value)) in entries.iter().enumerate() {
                    if position > 0 {
                        text.push(',');
                    }
                    line(text, level + 1);
                    quote(text, key);
                    text.push_str(if indent.is_some() { ": " } else { ":" });
                    value.write(text, indent, level + 1);
                }
                if !entries.is_empty() {
                    line(text, level);
                }
                text.push('}');
            }
        }
    }
}

/// A string with the escapes that Go's encoder makes.
fn quote(text: &mut String, value: &str) {
    use fmt::Write as _;
    text.push('"');
    for letter in value.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(letter));
            }
            _ => text.push(letter),
        }
    }
    text.push('"');
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value))
    }

    #[allow(clippy::cast_precision_loss, reason = "Go does the same")]
    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Float(value as f64), Json::Number))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Json::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_order_and_gos_escapes_stay() {
        let json = Json::read(br#"{"b":1,"a":[],"c":{"x":"<\n"},"d":{}}"#).unwrap();
        assert_eq!(
            json.compact(),
            "{\"b\":1,\"a\":[],\"c\":{\"x\":\"\\u003c\\n\"},\"d\":{}}"
        );
        assert_eq!(
            json.indented(0),
            "{\n    \"b\": 1,\n    \"a\": [],\n    \"c\": {\n        \"x\": \"\\u003c\\n\"\n    },\n    \"d\": {}\n}"
        );
    }
}
