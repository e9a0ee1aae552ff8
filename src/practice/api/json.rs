//! JSON objects whose keys stay in the order in which dockerd writes them.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// A value of an ordered object.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Plain JSON.
    Plain(Value),
    /// An object in order.
    Object(Object),
    /// A list.
    List(Vec<Item>),
}

/// An object in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object(pub Vec<(String, Item)>);

impl Object {
    /// Adds a key at the end.
    pub fn add(&mut self, key: impl Into<String>, item: impl Into<Item>) {
        self.0.push((key.into(), item.into()));
    }

    /// As one line with its newline, as dockerd ends each value.
    #[must_use]
    pub fn line(&self) -> Vec<u8> {
        to_line(self)
    }
}

/// Any value as one line with its newline.
pub fn to_line(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(value).unwrap_or_default();
    // Go escapes these three so that JSON can stand inside HTML.
    if bytes.iter().any(|byte| matches!(byte, b'<' | b'>' | b'&')) {
        let text = String::from_utf8_lossy(&bytes)
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026");
        bytes = text.into_bytes();
    }
    bytes.push(b'\n');
    bytes
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, item) in &self.0 {
            map.serialize_entry(key, item)?;
        }
        map.end()
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Item::Plain(value) => value.serialize(serializer),
            Item::Object(object) => object.serialize(serializer),
            Item::List(list) => list.serialize(serializer),
        }
    }
}

impl<T: Into<Value>> From<T> for Item {
    fn from(value: T) -> Item {
        Item::Plain(value.into())
    }
}

impl From<Object> for Item {
    fn from(object: Object) -> Item {
        Item::Object(object)
    }
}

impl FromIterator<Object> for Item {
    fn from_iter<I: IntoIterator<Item = Object>>(objects: I) -> Item {
        Item::List(objects.into_iter().map(Item::Object).collect())
    }
}

/// An ordered object, written as in JSON.
macro_rules! object {
    ($($key:literal : $value:expr),* $(,)?) => {{
        #[allow(unused_mut)]
        let mut object = $crate::practice::api::json::Object::default();
        $(object.add($key, $value);)*
        object
    }};
}
pub(crate) use object;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_in_order_and_angle_brackets_are_escaped_as_go_does() {
        let value = object! {"b": 1, "a": object! {"z": "<x>", "y": Value::Null}};
        assert_eq!(
            String::from_utf8(value.line()).unwrap(),
            "{\"b\":1,\"a\":{\"z\":\"\\u003cx\\u003e\",\"y\":null}}\n"
        );
    }
}
