//! The Fluent bundle of one language, and the one place where a message becomes a sentence.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use unic_langid::LanguageIdentifier;

use super::{Language, Message, Value, josa};

static LOCALES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// Everything baeum can say in one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// Reads the embedded messages of `language`.
    ///
    /// A broken message file cannot reach a user: a test reads them all without a single error.
    #[must_use]
    pub fn load(language: Language) -> Self {
        let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![identifier]);
        bundle.set_use_isolating(false);
        // The function is new to this bundle, so adding it cannot clash.
        let _ = bundle.add_function("JOSA", |positional, _named| match positional {
            [name, FluentValue::String(pair)] => {
                FluentValue::String(Cow::Owned(josa::attach(&plain(name), pair)))
            }
            _ => FluentValue::Error,
        });
        for source in Self::sources(language) {
            let resource = match FluentResource::try_new(source.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// The texts of the message files of `language`.
    pub fn sources(language: Language) -> impl Iterator<Item = &'static str> {
        LOCALES
            .get_dir(language.code())
            .into_iter()
            .flat_map(Dir::files)
            .filter_map(include_dir::File::contents_utf8)
    }

    /// The language that these words are in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence for `message`. An unknown id is given back as it stands, which a test excludes.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        let Some(pattern) = self.bundle.get_message(message.id).and_then(|m| m.value()) else {
            return message.id.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, value) in &message.args {
            match value {
                Value::Text(text) => args.set(*name, text.clone()),
                Value::Number(number) => args.set(*name, *number),
                Value::Message(inner) => args.set(*name, self.say(inner)),
            }
        }
        let mut problems = Vec::new();
        self.bundle
            .format_pattern(pattern, Some(&args), &mut problems)
            .into_owned()
    }

    /// The sentence for an id that takes no arguments.
    #[must_use]
    pub fn text(&self, id: &'static str) -> String {
        self.say(&Message::new(id))
    }

    /// The sentence for an id that is known only at run time; empty if there is none.
    #[must_use]
    pub fn by_name(&self, id: &str) -> String {
        let pattern = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value());
        pattern.map_or_else(String::new, |pattern| {
            self.bundle
                .format_pattern(pattern, None, &mut Vec::new())
                .into_owned()
        })
    }

    /// Whether there is a message with this id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }
}

fn plain(value: &FluentValue<'_>) -> String {
    match value {
        FluentValue::String(text) => text.clone().into_owned(),
        FluentValue::Number(number) => number.as_string().into_owned(),
        _ => String::new(),
    }
}
