//! The `filters` of a request: which of the listed things are wanted.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::practice::world::fault::Fault;

/// The wanted values by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters(BTreeMap<String, Vec<String>>);

impl Filters {
    /// Reads `{"name":["x"]}` or the older `{"name":{"x":true}}`, and refuses unknown keys.
    pub fn read(text: &str, known: &[&str]) -> Result<Filters, Fault> {
        let filters = Filters::read_any(text)?;
        match filters.0.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(Fault::bad(format!("Invalid filter '{key}'"))),
            None => Ok(filters),
        }
    }

    /// The same, whatever the keys are.
    pub fn read_any(text: &str) -> Result<Filters, Fault> {
        if text.is_empty() {
            return Ok(Filters::default());
        }
        let value: Value = serde_json::from_str(text).map_err(|error| {
            Fault::internal(if error.is_eof() {
                "unexpected end of JSON input".to_owned()
            } else {
                format!("invalid filters: {error}")
            })
        })?;
        let mut filters = BTreeMap::new();
        for (key, wanted) in value.as_object().into_iter().flatten() {
            let list = match wanted {
                Value::Array(list) => list
                    .iter()
                    .filter_map(|value| value.as_str().map(str::to_owned))
                    .collect(),
                Value::Object(set) => set.keys().cloned().collect(),
                _ => return Err(Fault::internal("invalid filters")),
            };
            filters.insert(key.clone(), list);
        }
        Ok(Filters(filters))
    }

    /// The wanted values of a key.
    #[must_use]
    pub fn of(&self, key: &str) -> &[String] {
        self.0.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether one of a key's values fits; also if there are none.
    pub fn any(&self, key: &str, fits: impl Fn(&str) -> bool) -> bool {
        let wanted = self.of(key);
        wanted.is_empty() || wanted.iter().any(|value| fits(value))
    }

    /// Whether all `label` filters (and no `label!` filter) fit.
    #[must_use]
    pub fn labels(&self, labels: &BTreeMap<String, String>) -> bool {
        let has = |wanted: &String| match wanted.split_once('=') {
            Some((key, value)) => labels.get(key).is_some_and(|found| found == value),
            None => labels.contains_key(wanted),
        };
        self.of("label").iter().all(has) && !self.of("label!").iter().any(has)
    }

    /// Reads a switch.
    pub fn switch(&self, key: &str) -> Result<Option<bool>, Fault> {
        match self.of(key).first().map(String::as_str) {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(Fault::bad(format!(
                "invalid value for filter '{key}', must be \"true\" (or \"1\"), or \"false\" (or \"0\")"
            ))),
        }
    }
}

/// Whether a pattern as people write it fits a name: somewhere in it, `^` and `$` as anchors.
#[must_use]
pub fn fits(pattern: &str, name: &str) -> bool {
    let (start, pattern) = match pattern.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    let (end, pattern) = match pattern.strip_suffix('$') {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    match (start, end) {
        (true, true) => name == pattern,
        (true, false) => name.starts_with(pattern),
        (false, true) => name.ends_with(pattern),
        (false, false) => name.contains(pattern),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_filters_are_read() {
        for text in [r#"{"name":["x"]}"#, r#"{"name":{"x":true}}"#] {
            let filters = Filters::read(text, &["name"]).unwrap();
            assert!(filters.any("name", |name| name == "x"));
            assert!(!filters.any("name", |name| name == "y"));
        }
    }

    #[test]
    fn an_unknown_filter_is_refused_in_dockerds_words() {
        assert_eq!(
            Filters::read(r#"{"zz":["x"]}"#, &["name"])
                .unwrap_err()
                .message,
            "Invalid filter 'zz'"
        );
        assert_eq!(
            Filters::read(r#"{"zz":["x""#, &["name"])
                .unwrap_err()
                .message,
            "unexpected end of JSON input"
        );
    }

    #[test]
    fn labels_are_wanted_by_key_or_by_value() {
        let labels = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
        let read = |text| Filters::read_any(text).unwrap();
        assert!(read(r#"{"label":["a"]}"#).labels(&labels));
        assert!(read(r#"{"label":["a=b"]}"#).labels(&labels));
        assert!(!read(r#"{"label":["a=c"]}"#).labels(&labels));
        assert!(!read(r#"{"label!":["a"]}"#).labels(&labels));
    }

    #[test]
    fn a_name_pattern_may_have_anchors() {
        assert!(fits("eb", "web"));
        assert!(fits("^web$", "web"));
        assert!(fits("^web", "web-1"));
        assert!(!fits("^web$", "web-1"));
    }
}
