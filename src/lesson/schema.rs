//! The JSON schema of `lesson.toml`, made from the same tables that read it.

use serde_json::{Value, json};

use super::raw::{
    RawCommandTable, RawEdit, RawLesson, RawMistake, RawName, RawNeeds, RawOwns, RawStep,
    RawVariant,
};
use super::raw_condition as condition;

/// The schema, for completion in editors (`#:schema`).
#[must_use]
pub fn schema() -> Value {
    let mut schema = RawLesson::definition();
    let mut definitions = serde_json::Map::new();
    macro_rules! define {
        ($($name:ident: $type:ty,)+) => {
            $(definitions.insert(stringify!($name).to_owned(), <$type>::definition());)+
        };
    }
    define! {
        RawName: RawName,
        RawOwns: RawOwns,
        RawNeeds: RawNeeds,
        RawStep: RawStep,
        RawCommandTable: RawCommandTable,
        RawEdit: RawEdit,
        RawMistake: RawMistake,
        RawVariant: RawVariant,
        RawCondition: condition::RawCondition,
        RawEngine: condition::RawEngine,
        RawImage: condition::RawImage,
        RawNetwork: condition::RawNetwork,
        RawContainer: condition::RawContainer,
        RawEndpoint: condition::RawEndpoint,
        RawMode: condition::RawMode,
        RawPort: condition::RawPort,
        RawDns: condition::RawDns,
        RawHttp: condition::RawHttp,
        RawHeader: condition::RawHeader,
        RawExec: condition::RawExec,
        RawRequest: condition::RawRequest,
        RawExecSeen: condition::RawExecSeen,
        RawLog: condition::RawLog,
        RawFile: condition::RawFile,
        RawAnswer: condition::RawAnswer,
    }
    if let Some(object) = schema.as_object_mut() {
        object.insert(
            "$schema".to_owned(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        object.insert("title".to_owned(), json!("baeum lesson"));
        object.insert("$defs".to_owned(), Value::Object(definitions));
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::schema;
    use serde_json::Value;

    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    match value.as_str() {
                        Some(target) if key == "$ref" => found.push(target.to_owned()),
                        _ => references(value, found),
                    }
                }
            }
            Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn the_committed_schema_is_fresh() {
        let committed: Value =
            serde_json::from_str(include_str!("../../lessons/lesson.schema.json")).unwrap();
        let fresh = "baeum lesson schema > lessons/lesson.schema.json makes it so";
        assert_eq!(committed, schema(), "{fresh}");
    }

    #[test]
    fn everything_the_schema_refers_to_is_defined() {
        let schema = schema();
        let mut found = Vec::new();
        references(&schema, &mut found);
        assert!(found.len() > 20);
        for target in found {
            let name = target.strip_prefix("#/$defs/").unwrap();
            assert!(schema["$defs"][name].is_object(), "{name}");
        }
        assert_eq!(
            schema["$defs"]["RawFile"]["properties"]["in"]["description"],
            "Where it is: lab (unless given), or a container."
        );
    }
}
