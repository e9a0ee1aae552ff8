//! A lesson that has been read and found valid: its structure and its texts.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::condition::Condition;
use super::text::StepText;
use crate::l10n::Language;

/// A valid lesson.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Such as `docker-network`.
    pub id: String,
    /// Its languages, the source language first.
    pub languages: Vec<Language>,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// For whom it is.
    pub level: Level,
    /// Its name in each of its languages.
    pub title: BTreeMap<Language, String>,
    /// Names that a learner may choose, in the order of the file.
    pub names: Vec<NameDeclaration>,
    /// What it may create, as templates.
    pub owns: Owns,
    /// Base images that must be there before the first use.
    pub base_images: Vec<String>,
    /// Its steps, in order; at least one.
    pub steps: Vec<Step>,
    /// The files of the lab folder: path relative to it, and content.
    pub lab: Vec<LabFile>,
    /// Whether it came with baeum; commands of others are agreed to before any runs.
    pub built_in: bool,
}

impl Lesson {
    /// The position of the step with this id.
    #[must_use]
    pub fn position(&self, step: &str) -> Option<usize> {
        self.steps.iter().position(|candidate| candidate.id == step)
    }

    /// Its name in `language`, or in its source language.
    #[must_use]
    pub fn title(&self, language: Language) -> &str {
        self.title
            .get(&language)
            .or_else(|| self.title.values().next())
            .map_or(self.id.as_str(), String::as_str)
    }

    /// The declaration of the name with this key.
    #[must_use]
    pub fn name(&self, key: &str) -> Option<&NameDeclaration> {
        self.names.iter().find(|name| name.key == key)
    }
}

/// For whom a lesson is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// No prior knowledge but what its first step names.
    Beginner,
    /// Builds on a beginner's lesson.
    Intermediate,
    /// For those who know their way.
    Advanced,
}

/// A name that a learner may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameDeclaration {
    /// How the lesson refers to it: `network` for `${network}`.
    pub key: String,
    /// What it names.
    pub kind: NameKind,
    /// What it is unless the learner chooses.
    pub default: String,
}

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A network.
    Network,
    /// A container.
    Container,
    /// An image reference.
    Image,
    /// A port on the host.
    Port,
    /// An address range in CIDR form.
    Subnet,
}

/// What a lesson may create, as templates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owns {
    /// Names of networks.
    pub networks: Vec<String>,
    /// Names of containers.
    pub containers: Vec<String>,
    /// References of images.
    pub images: Vec<String>,
}

/// One step: one thing to learn.
#[derive(Debug, Clone)]
pub struct Step {
    /// Such as `create-network`; also the name of its text files.
    pub id: String,
    /// Key of the name that the learner is asked to choose here.
    pub ask: Option<String>,
    /// An exercise stands by itself: what the lesson has made so far is removed before it begins,
    /// `run` is kept back as its solution, and it can be opened in any order.
    pub exercise: bool,
    /// Commands that the runner itself runs first, for broken scenarios.
    pub setup: Vec<String>,
    /// The cause that must be reported when only `setup` has been run.
    pub cause: Option<String>,
    /// Its forms, if there are several. `setup`, `run` and `cause` are those of one of them: the
    /// first, until another one is [taken](Self::take_variant).
    pub variants: Vec<Variant>,
    /// The solution's changes to lab files, made before `run`.
    pub edit: Vec<Edit>,
    /// The commands it teaches, in order.
    pub run: Vec<Command>,
    /// What must be true.
    pub conditions: Vec<Condition>,
    /// Ways to go wrong, each with the cause that must be reported.
    pub mistakes: Vec<Mistake>,
    /// Whether an instructor may take stock here.
    pub checkpoint: bool,
    /// Whether the map is shown.
    pub map: bool,
    /// Its text in each of the lesson's languages.
    pub text: BTreeMap<Language, StepText>,
}

/// One form of an exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Unique in its step.
    pub id: String,
    /// What the runner itself runs, beginning with what all forms have in common.
    pub setup: Vec<String>,
    /// The solution.
    pub run: Vec<Command>,
    /// The cause that must be reported before anything has been repaired.
    pub cause: Option<String>,
}

impl Step {
    /// Makes the form with this number the one at hand; counts on from the first after the last.
    pub fn take_variant(&mut self, number: usize) {
        let count = self.variants.len().max(1);
        if let Some(variant) = self.variants.get(number % count) {
            self.setup.clone_from(&variant.setup);
            self.run.clone_from(&variant.run);
            self.cause.clone_from(&variant.cause);
        }
    }

    /// Its text in `language`, or in whichever there is.
    #[must_use]
    pub fn text(&self, language: Language) -> Option<&StepText> {
        self.text
            .get(&language)
            .or_else(|| self.text.values().next())
    }
}

/// A command that a step teaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Typed in the learner's shell, in the lab folder.
    Shell {
        /// As shown and typed.
        command: String,
        /// What to run instead where nobody can type into it.
        unattended: Option<String>,
    },
    /// Typed in the shell of a container.
    Inside {
        /// The container.
        container: String,
        /// As shown and typed there.
        command: String,
    },
}

/// A change to a lab file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Path relative to the lab folder.
    pub file: String,
    /// The text to replace, which occurs exactly once.
    pub replace: String,
    /// What to put there.
    pub with: String,
}

/// A way to go wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Unique in its step.
    pub id: String,
    /// Changes to lab files that are part of it.
    pub edit: Vec<Edit>,
    /// Commands that produce the wrong state.
    pub run: Vec<String>,
    /// Wrong answers, by the question's name.
    pub answer: BTreeMap<String, String>,
    /// The cause that must be reported.
    pub cause: String,
    /// The condition that must report it, where it matters which.
    pub condition: Option<String>,
}

/// A file of the lab folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabFile {
    /// Relative to the lab folder, never leaving it.
    pub path: PathBuf,
    /// Its bytes, before names are put in.
    pub content: Vec<u8>,
}
