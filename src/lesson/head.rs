//! The head of a lesson: what a list shows of it, read fast and without complaint.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use crate::l10n::Language;

/// What a list shows of a lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The name of its folder.
    pub id: String,
    /// Its name in each of its languages.
    pub title: BTreeMap<Language, String>,
    /// How long it takes, in minutes; 0 if not said.
    pub minutes: u32,
    /// `beginner`, `intermediate` or `advanced`.
    pub level: String,
    /// The ids of its steps, in order.
    pub steps: Vec<String>,
    /// Its languages, the source language first.
    pub languages: Vec<Language>,
}

impl Head {
    /// Its name in `language`, or in whichever there is, or its id.
    #[must_use]
    pub fn title(&self, language: Language) -> &str {
        self.title
            .get(&language)
            .or_else(|| self.title.values().next())
            .map_or(self.id.as_str(), String::as_str)
    }

    pub(super) fn read(id: &str, toml: &str) -> Self {
        let mut head = Self {
            id: id.to_owned(),
            ..Self::default()
        };
        if toml.len() > super::files::LARGEST_TOML {
            return head;
        }
        let (table, _) = DeTable::parse_recoverable(toml);
        let table = table.get_ref();
        let text = |value: &DeValue<'_>| {
            value
                .as_str()
                .filter(|text| super::control::first(text).is_none())
                .map(str::to_owned)
        };
        let get = |key: &str| table.get(key).map(toml::Spanned::get_ref);
        head.level = get("level").and_then(text).unwrap_or_default();
        head.minutes = get("minutes")
            .and_then(DeValue::as_integer)
            .and_then(|minutes| minutes.as_str().parse().ok())
            .unwrap_or_default();
        for language in Language::ALL {
            let title = get("title")
                .and_then(DeValue::as_table)
                .and_then(|titles| titles.get(language.code()))
                .and_then(|title| text(title.get_ref()));
            head.title.extend(title.map(|title| (language, title)));
        }
        head.languages = get("languages")
            .and_then(DeValue::as_array)
            .into_iter()
            .flatten()
            .filter_map(|code| Language::from_code(code.get_ref().as_str()?))
            .collect();
        head.steps = get("step")
            .and_then(DeValue::as_array)
            .into_iter()
            .flatten()
            .filter_map(|step| text(step.get_ref().as_table()?.get("id")?.get_ref()))
            .collect();
        head
    }
}
