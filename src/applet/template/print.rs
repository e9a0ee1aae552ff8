//! A value as Go's `fmt` prints it.

use crate::applet::json::Json;
use crate::applet::units::go_time;

/// The fields of an address range of a network, all of which Go prints.
const RANGE: [&str; 4] = ["Subnet", "IPRange", "Gateway", "AuxiliaryAddresses"];
/// Fields that are lists in Go, though JSON may say null.
const LISTS: [&str; 14] = [
    "Cmd",
    "Entrypoint",
    "Aliases",
    "Links",
    "Binds",
    "DNSNames",
    "Dns",
    "DnsOptions",
    "DnsSearch",
    "ExtraHosts",
    "ExecIDs",
    "CapAdd",
    "CapDrop",
    "GroupAdd",
];
/// Fields that are maps in Go, though JSON may say null.
const MAPS: [&str; 8] = [
    "DriverOpts",
    "Labels",
    "Volumes",
    "Options",
    "Ports",
    "PortBindings",
    "ExposedPorts",
    "Sysctls",
];

/// A value as Go prints it; `name` is the field it came from.
#[must_use]
pub fn print(json: &Json, name: &str) -> String {
    match json {
        Json::Null if LISTS.contains(&name) || name.contains('/') => "[]".to_owned(),
        Json::Null if MAPS.contains(&name) => "map[]".to_owned(),
        Json::Null => "<nil>".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => number.to_string(),
        Json::Float(number) => number.to_string(),
        Json::Text(text) => text.clone(),
        Json::Time(text) => go_time(text),
        Json::List(items) => {
            let name = format!("{name}[]");
            let items: Vec<String> = items.iter().map(|item| print(item, &name)).collect();
            format!("[{}]", items.join(" "))
        }
        Json::Map(_) if name == "Config[]" => {
            let fields: Vec<String> = RANGE
                .iter()
                .map(|field| match json.find(field) {
                    Some(value) => print(value, field),
                    None if *field == "AuxiliaryAddresses" => "map[]".to_owned(),
                    None => String::new(),
                })
                .collect();
            format!("{{{}}}", fields.join(" "))
        }
        // A port that is exposed: an empty struct.
        Json::Map(entries) if entries.is_empty() && name.contains('/') => "{}".to_owned(),
        Json::Map(entries) if is_map(entries, name) => {
            let mut entries: Vec<&(String, Json)> = entries.iter().collect();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            let entries: Vec<String> = entries
                .into_iter()
                .map(|(key, value)| format!("{key}:{}", print(value, key)))
                .collect();
            format!("map[{}]", entries.join(" "))
        }
        Json::Map(entries) => {
            let fields: Vec<String> = entries
                .iter()
                .map(|(key, value)| print(value, key))
                .collect();
            format!("{{{}}}", fields.join(" "))
        }
    }
}

/// A value of plain JSON, without docker's types, as Go prints it.
#[must_use]
pub fn print_plain(json: &Json) -> String {
    match json {
        Json::Null => "<no value>".to_owned(),
        other => nested(other),
    }
}

fn nested(json: &Json) -> String {
    match json {
        Json::Time(text) => text.clone(),
        Json::List(items) => {
            let items: Vec<String> = items.iter().map(nested).collect();
            format!("[{}]", items.join(" "))
        }
        Json::Map(entries) => {
            let mut entries: Vec<&(String, Json)> = entries.iter().collect();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            let entries: Vec<String> = entries
                .into_iter()
                .map(|(key, value)| format!("{key}:{}", nested(value)))
                .collect();
            format!("map[{}]", entries.join(" "))
        }
        plain => print(plain, ""),
    }
}

/// Whether Go has a map here, not a struct: the keys of a struct begin with capitals.
pub(super) fn is_map(entries: &[(String, Json)], name: &str) -> bool {
    MAPS.contains(&name)
        || matches!(name, "Networks" | "Containers")
        || entries
            .iter()
            .any(|(key, _)| !key.starts_with(|letter: char| letter.is_ascii_uppercase()))
        || entries.is_empty()
}
