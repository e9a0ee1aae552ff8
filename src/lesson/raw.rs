//! A lesson as it is written: every key of `lesson.toml`, not yet checked. The comments here become the descriptions of the JSON schema.

use toml::Spanned;
use toml::de::DeValue;

use super::diagnostics::Problems;
use super::raw_condition::RawCondition;
use super::read::{At, FreeTable, FromToml, TextOrNumber, table, wrong_type};

table! {
    /// A lesson: its structure, without prose.
    RawLesson {
        /// Version of this format: 1.
        format: At<i64>,
        /// The lesson's id, which is also the name of its folder.
        id: At<String>,
        /// Codes of its languages; the first is the source.
        languages: Option<At<Vec<At<String>>>>,
        /// How long it takes, in minutes.
        minutes: At<i64>,
        /// For whom it is: beginner, intermediate or advanced.
        level: At<String>,
        /// Its name in each of its languages.
        title: At<FreeTable<String>>,
        /// Names and ports that a learner may choose.
        names: Option<At<FreeTable<RawName>>>,
        /// The only things that the lesson may create and that clean may remove.
        owns: Option<At<RawOwns>>,
        /// What must be there before the first use.
        needs: Option<At<RawNeeds>>,
        /// The steps, in order.
        step: Vec<At<RawStep>>,
    }
}

table! {
    /// A name or port that a learner may choose.
    RawName {
        /// What it names: network, container, image, port or subnet.
        kind: At<String>,
        /// What it is unless the learner chooses.
        default: At<TextOrNumber>,
    }
}

table! {
    /// What the lesson may create. `${name}` may be used.
    RawOwns {
        /// Names of networks.
        networks: Vec<At<String>>,
        /// Names of containers.
        containers: Vec<At<String>>,
        /// References of images.
        images: Vec<At<String>>,
    }
}

table! {
    /// What must be there before the first use.
    RawNeeds {
        /// Base images, which are pulled.
        images: Vec<At<String>>,
    }
}

table! {
    /// One step: one thing to learn.
    RawStep {
        /// The step's id, which is also the name of its text files.
        id: At<String>,
        /// How long it takes, in minutes.
        minutes: Option<At<i64>>,
        /// The key of `[names]` that the learner is asked to choose here.
        ask: Option<At<String>>,
        /// Whether an instructor may take stock here.
        checkpoint: Option<At<bool>>,
        /// Whether the map is shown.
        map: Option<At<bool>>,
        /// An exercise: it begins afresh, its commands are kept back as the solution, and it can be opened in any order.
        exercise: Option<At<bool>>,
        /// Commands that the runner itself runs before the step begins.
        setup: Vec<At<String>>,
        /// The cause that must be reported once `setup` has been run and nothing been repaired.
        cause: Option<At<String>>,
        /// Several forms of an exercise, of which one is set up at a time.
        variant: Vec<At<RawVariant>>,
        /// The commands it teaches, in order.
        run: Vec<At<RawCommand>>,
        /// The solution's changes to lab files, made before `run`.
        edit: Vec<At<RawEdit>>,
        /// What must be true for the step to be passed.
        condition: Vec<At<RawCondition>>,
        /// Ways to go wrong, each with the cause that must be reported.
        mistake: Vec<At<RawMistake>>,
    }
}

table! {
    /// One form of an exercise.
    RawVariant {
        /// Unique in its step.
        id: At<String>,
        /// Commands that the runner itself runs after those of the step.
        setup: Vec<At<String>>,
        /// Its solution.
        run: Vec<At<RawCommand>>,
        /// The cause that must be reported before anything has been repaired.
        cause: Option<At<String>>,
    }
}

table! {
    /// A command with more to say about it.
    RawCommandTable {
        /// The command, as shown and typed.
        command: At<String>,
        /// What to run instead where nobody can type into it.
        unattended: Option<At<String>>,
        /// The container in whose shell it is typed.
        inside: Option<At<String>>,
    }
}

/// A command: a string, or a table with more to say about it.
#[derive(Debug, Clone)]
pub(super) struct RawCommand(pub(super) RawCommandTable);

impl FromToml for RawCommand {
    fn from_toml(value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(_) => Some(Self(RawCommandTable {
                command: At::new(String::from_toml(value, problems)?, value.span()),
                unattended: None,
                inside: None,
                broken: false,
            })),
            DeValue::Table(_) => RawCommandTable::from_toml(value, problems).map(Self),
            _ => {
                wrong_type(value, "string or table", problems);
                None
            }
        }
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "oneOf": [String::schema(), RawCommandTable::schema()] })
    }
}

table! {
    /// A change to a lab file.
    RawEdit {
        /// Path relative to the lab folder.
        file: At<String>,
        /// The text to replace, which must occur exactly once.
        replace: At<String>,
        /// What to put there.
        with: At<String>,
    }
}

table! {
    /// A way to go wrong.
    RawMistake {
        /// Unique in its step.
        id: At<String>,
        /// Commands that produce the wrong state.
        run: Vec<At<String>>,
        /// Changes to lab files that are part of it.
        edit: Vec<At<RawEdit>>,
        /// Wrong answers, by the question's name.
        answer: Option<At<FreeTable<TextOrNumber>>>,
        /// The cause that must be reported.
        cause: At<String>,
        /// The id of the condition that must report it, where it matters which.
        condition: Option<At<String>>,
    }
}
