//! Reading TOML values into raw types, piece by piece, so that each piece reports its own problems.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::codes::Code;
use super::diagnostics::{Problem, Problems};
use super::files::MOST_ITEMS;
use crate::l10n::Message;

/// A value and where it stands in the file.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

impl<T> At<T> {
    pub(super) fn new(value: T, span: Range<usize>) -> Self {
        Self { value, span }
    }

    /// Whether it stands for something that was not there or could not be read, which has been
    /// reported already. Even an empty text has its two quotation marks.
    pub(super) fn is_missing(&self) -> bool {
        self.span.is_empty()
    }
}

/// A type that a TOML value can be read into. Problems are added to `problems`; `None` means that
/// there was at least one and nothing could be made of the value.
pub(super) trait FromToml: Sized {
    fn from_toml(value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Option<Self>;

    /// Its JSON schema.
    fn schema() -> serde_json::Value;
}

/// The field of a table: required, optional, or a list.
pub(super) trait Field: Sized {
    const REQUIRED: bool;
    fn read(value: Option<&Spanned<DeValue<'_>>>, problems: &mut Problems) -> Self;
    fn schema() -> serde_json::Value;
}

fn located<T: FromToml>(value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Option<At<T>> {
    T::from_toml(value, problems).map(|read| At::new(read, value.span()))
}

impl<T: FromToml + Default> Field for At<T> {
    const REQUIRED: bool = true;
    fn read(value: Option<&Spanned<DeValue<'_>>>, problems: &mut Problems) -> Self {
        value
            .and_then(|value| located(value, problems))
            .unwrap_or_else(|| Self::new(T::default(), 0..0))
    }
    fn schema() -> serde_json::Value {
        T::schema()
    }
}

impl<T: FromToml> Field for Option<At<T>> {
    const REQUIRED: bool = false;
    fn read(value: Option<&Spanned<DeValue<'_>>>, problems: &mut Problems) -> Self {
        value.and_then(|value| located(value, problems))
    }
    fn schema() -> serde_json::Value {
        T::schema()
    }
}

impl<T: FromToml> Field for Option<Box<At<T>>> {
    const REQUIRED: bool = false;
    fn read(value: Option<&Spanned<DeValue<'_>>>, problems: &mut Problems) -> Self {
        value
            .and_then(|value| located(value, problems))
            .map(Box::new)
    }
    fn schema() -> serde_json::Value {
        T::schema()
    }
}

impl<T: FromToml> Field for Vec<At<T>> {
    const REQUIRED: bool = false;
    fn read(value: Option<&Spanned<DeValue<'_>>>, problems: &mut Problems) -> Self {
        let Some(value) = value else {
            return Self::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            wrong_type(value, "list", problems);
            return Self::new();
        };
        // Work grows with the square of some of these lists, and no lesson for people needs more.
        if array.len() > MOST_ITEMS {
            problems.add(
                super::TOML,
                Problem::new(Code::TooLarge, value.span())
                    .with("what", Message::new("lesson-what-items"))
                    .with("found", array.len())
                    .with("limit", MOST_ITEMS),
            );
            return Self::new();
        }
        let mut list = Self::with_capacity(array.len());
        for item in array {
            if problems.is_full() {
                break;
            }
            list.extend(located(item, problems));
        }
        list
    }
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "array", "items": T::schema() })
    }
}

impl<T: FromToml> Field for Option<At<Vec<At<T>>>> {
    const REQUIRED: bool = false;
    fn read(value: Option<&Spanned<DeValue<'_>>>, problems: &mut Problems) -> Self {
        value.map(|present| At::new(Vec::<At<T>>::read(value, problems), present.span()))
    }
    fn schema() -> serde_json::Value {
        Vec::<At<T>>::schema()
    }
}

/// Says that `value` should have been of another type; `expected` is the last part of a
/// `lesson-type-…` message.
pub(super) fn wrong_type(value: &Spanned<DeValue<'_>>, expected: &str, problems: &mut Problems) {
    let found = match value.get_ref() {
        DeValue::String(_) => "string",
        DeValue::Integer(_) => "integer",
        DeValue::Float(_) => "float",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "datetime",
        DeValue::Array(_) => "list",
        DeValue::Table(_) => "table",
    };
    problems.add(
        super::TOML,
        Problem::new(Code::WrongType, value.span())
            .with("expected", type_name(expected))
            .with("found", type_name(found)),
    );
}

fn type_name(name: &str) -> Message {
    Message::new(match name {
        "string" => "lesson-type-string",
        "integer" => "lesson-type-integer",
        "float" => "lesson-type-float",
        "boolean" => "lesson-type-boolean",
        "datetime" => "lesson-type-datetime",
        "list" => "lesson-type-list",
        "string or integer" => "lesson-type-string-or-integer",
        "string or table" => "lesson-type-string-or-table",
        _ => "lesson-type-table",
    })
}

impl FromToml for String {
    fn from_toml(value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Option<Self> {
        let Some(text) = value.get_ref().as_str() else {
            wrong_type(value, "string", problems);
            return None;
        };
        if let Some(control) = super::control::first(text) {
            problems.add(
                super::TOML,
                Problem::new(Code::Control, value.span())
                    .with("character", super::control::name(control.1)),
            );
            return None;
        }
        Some(text.to_owned())
    }
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "string" })
    }
}

impl FromToml for bool {
    fn from_toml(value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Option<Self> {
        let read = value.get_ref().as_bool();
        if read.is_none() {
            wrong_type(value, "boolean", problems);
        }
        read
    }
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "boolean" })
    }
}

impl FromToml for i64 {
    fn from_toml(value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Option<Self> {
        let Some(integer) = value.get_ref().as_integer() else {
            wrong_type(value, "integer", problems);
            return None;
        };
        // What does not fit is outside every range, and is reported as such.
        Some(Self::from_str_radix(integer.as_str(), integer.radix()).unwrap_or(Self::MAX))
    }
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "integer" })
    }
}

/// A text that may be written as a number, such as a port.
#[derive(Debug, Clone, Default)]
pub(super) struct TextOrNumber(pub(super) String);

impl FromToml for TextOrNumber {
    fn from_toml(value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Option<Self> {
        match value.get_ref() {
            DeValue::Integer(_) => i64::from_toml(value, problems).map(|n| Self(n.to_string())),
            DeValue::String(_) => String::from_toml(value, problems).map(Self),
            _ => {
                wrong_type(value, "string or integer", problems);
                None
            }
        }
    }
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": ["string", "integer"] })
    }
}

/// A table whose keys are free, in the order of the file.
#[derive(Debug, Clone)]
pub(super) struct FreeTable<T>(pub(super) Vec<(At<String>, At<T>)>);

impl<T> Default for FreeTable<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: FromToml> FromToml for FreeTable<T> {
    fn from_toml(value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Option<Self> {
        let Some(table) = value.get_ref().as_table() else {
            wrong_type(value, "table", problems);
            return None;
        };
        if table.len() > MOST_ITEMS {
            problems.add(
                super::TOML,
                Problem::new(Code::TooLarge, value.span())
                    .with("what", Message::new("lesson-what-items"))
                    .with("found", table.len())
                    .with("limit", MOST_ITEMS),
            );
            return None;
        }
        let mut entries: Vec<_> = table
            .iter()
            .filter_map(|(key, value)| {
                let key = At::new(key.get_ref().to_string(), key.span());
                located(value, problems).map(|read| (key, read))
            })
            .collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        Some(Self(entries))
    }
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "object", "additionalProperties": T::schema() })
    }
}

/// Says of every key of `table` that is not among `known` that it is unknown.
pub(super) fn unknown_keys(
    table: &toml::de::DeTable<'_>,
    known: &[&'static str],
    problems: &mut Problems,
) {
    for (key, _) in table {
        if problems.is_full() {
            return;
        }
        let name = key.get_ref().as_ref();
        if !known.contains(&name) {
            problems.add(
                super::TOML,
                Problem::new(Code::UnknownKey, key.span())
                    .with("key", super::control::shown(name))
                    .with("known", known.join(", "))
                    .suggest(name, known.iter().copied()),
            );
        }
    }
}

/// Defines a raw table: its struct, how it is read, and its schema, from one list of keys.
macro_rules! table {
    ($(#[doc = $about:literal])+ $name:ident {
        $($(#[doc = $doc:literal])+ $field:ident $(= $key:literal)?: $kind:ty,)+
    }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone)]
        pub(super) struct $name {
            $($(#[doc = $doc])+ pub(super) $field: $kind,)+
            /// Whether something in it could not be read, so that nothing more is to be said of
            /// what seems to be missing.
            #[allow(dead_code)]
            pub(super) broken: bool,
        }

        impl $name {
            /// The keys it has.
            pub(super) const KEYS: &[&'static str] = &[$($crate::lesson::read::key!($field $(= $key)?),)+];
        }

        impl $crate::lesson::read::FromToml for $name {
            fn from_toml(
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                problems: &mut $crate::lesson::diagnostics::Problems,
            ) -> Option<Self> {
                let Some(table) = value.get_ref().as_table() else {
                    $crate::lesson::read::wrong_type(value, "table", problems);
                    return None;
                };
                Some(Self::from_table(table, &value.span(), problems))
            }
            fn schema() -> serde_json::Value {
                serde_json::json!({ "$ref": concat!("#/$defs/", stringify!($name)) })
            }
        }

        impl $name {
            /// Its JSON schema, to which fields refer by the type's name.
            #[allow(dead_code)]
            pub(super) fn definition() -> serde_json::Value {
                $crate::lesson::read::table_schema(
                    concat!($($about),+),
                    &[$((
                        $crate::lesson::read::key!($field $(= $key)?),
                        concat!($($doc),+),
                        <$kind as $crate::lesson::read::Field>::REQUIRED,
                        <$kind as $crate::lesson::read::Field>::schema,
                    ),)+],
                )
            }
        }

        impl $name {
            /// Reads it from a table that stands at `span`.
            pub(super) fn from_table(
                table: &toml::de::DeTable<'_>,
                span: &std::ops::Range<usize>,
                problems: &mut $crate::lesson::diagnostics::Problems,
            ) -> Self {
                let before = problems.count();
                $crate::lesson::read::unknown_keys(table, Self::KEYS, problems);
                $(let $field = {
                    let key = $crate::lesson::read::key!($field $(= $key)?);
                    let value = table.get(key);
                    if value.is_none() && <$kind as $crate::lesson::read::Field>::REQUIRED {
                        $crate::lesson::read::missing_key(key, span.clone(), problems);
                    }
                    <$kind as $crate::lesson::read::Field>::read(value, problems)
                };)+
                Self {
                    $($field,)+
                    broken: problems.count() > before,
                }
            }
        }
    };
}

macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident = $key:literal) => {
        $key
    };
}

pub(super) use {key, table};

/// Says that a key is missing in the table at `span`; the mark is its first line only.
pub(super) fn missing_key(key: &'static str, span: Range<usize>, problems: &mut Problems) {
    problems.add(
        super::TOML,
        Problem::new(Code::MissingKey, span).with("key", key),
    );
}

type FieldSchema = (&'static str, &'static str, bool, fn() -> serde_json::Value);

/// The schema of a table.
pub(super) fn table_schema(about: &str, fields: &[FieldSchema]) -> serde_json::Value {
    let mut properties = serde_json::Map::new();
    let mut required = Vec::new();
    for (key, doc, needed, schema) in fields {
        let mut property = schema();
        if let Some(object) = property.as_object_mut() {
            object.insert("description".to_owned(), doc.trim().into());
        }
        properties.insert((*key).to_owned(), property);
        if *needed {
            required.push(serde_json::Value::from(*key));
        }
    }
    serde_json::json!({
        "type": "object",
        "description": about.trim(),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}
