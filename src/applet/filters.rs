//! `--filter name=value`, as the API takes it.

use super::commands::find;
use super::failure::Failure;
use super::json::Json;
use crate::docker::raw::encode;

/// The filters as a query value; empty where there are none.
pub fn query(filters: &[String], command: &str) -> Result<String, Failure> {
    if filters.is_empty() {
        return Ok(String::new());
    }
    let mut map: Vec<(String, Json)> = Vec::new();
    for filter in filters {
        let Some((name, value)) = filter.split_once('=') else {
            let usage = find(command).map_or("", |command| command.usage);
            return Err(Failure::Text {
                text: format!(
                    "invalid argument {filter:?} for \"-f, --filter\" flag: bad format of filter (expected name=value)\n\nUsage:  {usage}\n\nRun 'docker {command} --help' for more information"
                ),
                code: 125,
            });
        };
        let name = name.trim().to_lowercase();
        let position = map.iter().position(|(other, _)| *other == name);
        let at = position.unwrap_or_else(|| {
            map.push((name, Json::Map(Vec::new())));
            map.len() - 1
        });
        if let Some((_, values)) = map.get_mut(at) {
            values.put(value.trim(), Json::Bool(true));
        }
    }
    Ok(format!("filters={}", encode(&Json::Map(map).compact())))
}

/// `name=value` pairs as an object; a value is left out after no `=`.
pub fn pairs(texts: &[String]) -> Json {
    let mut map: Vec<(String, Json)> = Vec::new();
    for text in texts {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        map.retain(|(other, _)| other != name);
        map.push((name.to_owned(), Json::text(value)));
    }
    Json::Map(map)
}

/// An array of strings.
pub fn texts(texts: &[String]) -> Json {
    Json::List(texts.iter().map(Json::text).collect())
}

/// An object's strings as `a=b,c=d`, sorted.
pub fn joined(labels: &Json) -> String {
    let mut pairs: Vec<String> = labels
        .entries()
        .iter()
        .map(|(name, value)| format!("{name}={}", value.str()))
        .collect();
    pairs.sort_unstable();
    pairs.join(",")
}
