//! From what is written to a valid lesson, reporting everything that stands in the way.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::codes::Code;
use super::diagnostics::{Diagnostic, Problem, Problems, Severity, Sources};
use super::files::{self, LessonFiles};
use super::model::{Lesson, Level, NameDeclaration, NameKind, Owns};
use super::names;
use super::raw::{RawLesson, RawName};
use super::read::{At, FreeTable};
use super::validate_template::Live;
use super::{TOML, control, syntax};
use crate::l10n::{Language, Message};

/// What came of reading a lesson.
#[derive(Debug)]
pub struct Reading {
    /// The lesson, if there was no error.
    pub lesson: Option<Lesson>,
    /// Errors and warnings, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that they point into.
    pub sources: Sources,
}

/// The one version of the format that there is.
const FORMAT: i64 = 1;

/// Reads a lesson and reports everything that is wrong with it.
#[must_use]
pub fn read(files: &LessonFiles) -> Reading {
    let mut checker = Checker {
        files,
        problems: Problems::default(),
        sources: Sources::default(),
        toml: String::new(),
        names: Vec::new(),
        own_containers: Vec::new(),
        lab: BTreeMap::new(),
        lab_at_first: BTreeMap::new(),
    };
    let lesson = checker.lesson();
    let diagnostics = checker.problems.finish(&checker.sources);
    let failed = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    Reading {
        lesson: lesson.filter(|_| !failed),
        diagnostics,
        sources: checker.sources,
    }
}

/// Everything that is at hand while a lesson is checked.
pub(super) struct Checker<'f> {
    pub(super) files: &'f LessonFiles,
    pub(super) problems: Problems,
    pub(super) sources: Sources,
    pub(super) toml: String,
    pub(super) names: Vec<NameDeclaration>,
    /// The containers that the lesson owns, with default names.
    pub(super) own_containers: Vec<String>,
    /// The texts of the lab files with default names, as the steps so far have edited them.
    pub(super) lab: BTreeMap<String, String>,
    /// The same before the first step.
    pub(super) lab_at_first: BTreeMap<String, String>,
}

impl Checker<'_> {
    pub(super) fn add(&mut self, problem: Problem) {
        self.problems.add(TOML, problem);
    }

    fn lesson(&mut self) -> Option<Lesson> {
        let text = self.text(TOML, files::LARGEST_TOML)?;
        self.toml.clone_from(&text);
        if self.files.files.len() > files::MOST_FILES {
            self.add(
                Problem::new(Code::TooLarge, 0..0)
                    .with("what", Message::new("lesson-what-files"))
                    .with("found", self.files.files.len())
                    .with("limit", files::MOST_FILES),
            );
            return None;
        }
        let (table, errors) = DeTable::parse_recoverable(&text);
        if !errors.is_empty() {
            for (span, detail) in syntax::details(&text, &errors) {
                self.add(Problem::new(Code::Syntax, span).with("detail", detail));
            }
            return None;
        }
        let steps = table.get_ref().get("step");
        if let Some(steps) = steps
            && let Some(count) = steps.get_ref().as_array().map(|array| array.len())
            && count > files::MOST_STEPS
        {
            self.add(
                Problem::new(Code::TooLarge, 0..0)
                    .with("what", Message::new("lesson-what-steps"))
                    .with("found", count)
                    .with("limit", files::MOST_STEPS),
            );
            return None;
        }
        let whole = 0..text.find('\n').unwrap_or(text.len());
        let raw = RawLesson::from_table(table.get_ref(), &whole, &mut self.problems);
        Some(self.check(&raw))
    }

    fn check(&mut self, raw: &RawLesson) -> Lesson {
        if !raw.format.is_missing() && raw.format.value != FORMAT {
            self.add(
                Problem::new(Code::Format, raw.format.span.clone())
                    .with("found", raw.format.value.to_string())
                    .with("known", FORMAT.to_string()),
            );
        }
        self.id(&raw.id);
        if let Some(expected) = &self.files.expected_id
            && !raw.id.is_missing()
            && *expected != raw.id.value
        {
            self.add(
                Problem::new(Code::IdDiffers, raw.id.span.clone())
                    .with("id", control::shown(&raw.id.value))
                    .with("folder", expected),
            );
        }
        let languages = self.languages(raw);
        let title = self.titles(&raw.title, &languages);
        if let Some(names) = &raw.names {
            self.declare(&names.value);
        }
        let minutes = self.within(&raw.minutes, 1, 600);
        let level = self
            .one_of(
                &raw.level,
                &[
                    ("beginner", Level::Beginner),
                    ("intermediate", Level::Intermediate),
                    ("advanced", Level::Advanced),
                ],
            )
            .unwrap_or(Level::Beginner);
        let owns = self.owns(raw);
        self.own_containers = owns.containers.iter().map(|name| self.fill(name)).collect();
        let base_images = self.base_images(raw);
        let lab = self.lab_files();
        self.lab_at_first.clone_from(&self.lab);
        let steps = self.steps(&raw.step, &languages);
        if raw.step.is_empty() && !raw.broken {
            self.add(Problem::new(Code::MissingKey, 0..0).with("key", "step"));
        }
        self.stray_texts(raw, &languages);
        Lesson {
            id: raw.id.value.clone(),
            languages,
            minutes: u32::try_from(minutes).unwrap_or_default(),
            level,
            title,
            names: std::mem::take(&mut self.names),
            owns,
            base_images,
            steps,
            lab,
            built_in: self.files.built_in,
        }
    }

    /// An id: lower-case letters, digits, and single hyphens between them.
    pub(super) fn id(&mut self, id: &At<String>) {
        const LONGEST: usize = 60;
        let fine = id.value.len() <= LONGEST
            && id.value.starts_with(|c: char| c.is_ascii_lowercase())
            && id.value.split('-').all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            });
        if !fine && !id.is_missing() {
            self.add(
                Problem::new(Code::BadId, id.span.clone()).with("id", control::shown(&id.value)),
            );
        }
    }

    /// Says that `id` is there already.
    pub(super) fn duplicate(&mut self, id: &At<String>) {
        self.add(
            Problem::new(Code::DuplicateId, id.span.clone()).with("id", control::shown(&id.value)),
        );
    }

    fn languages(&mut self, raw: &RawLesson) -> Vec<Language> {
        let mut languages = Vec::new();
        let Some(list) = &raw.languages else {
            self.add(Problem::new(Code::MissingKey, 0..0).with("key", "languages"));
            return languages;
        };
        if list.value.is_empty() && !raw.broken {
            self.add(Problem::new(Code::Empty, list.span.clone()));
        }
        for code in &list.value {
            match Language::from_code(&code.value) {
                Some(language) if languages.contains(&language) => self.duplicate(code),
                Some(language) => languages.push(language),
                None => self.add(
                    Problem::new(Code::UnknownLanguage, code.span.clone())
                        .with("code", control::shown(&code.value))
                        .with("known", known_languages()),
                ),
            }
        }
        languages
    }

    fn titles(
        &mut self,
        raw: &At<FreeTable<String>>,
        languages: &[Language],
    ) -> BTreeMap<Language, String> {
        let mut titles = BTreeMap::new();
        for (code, title) in &raw.value.0 {
            match Language::from_code(&code.value) {
                Some(language) if languages.contains(&language) => {
                    self.not_empty(title);
                    titles.insert(language, title.value.clone());
                }
                _ => self.add(
                    Problem::new(Code::UnknownLanguage, code.span.clone())
                        .with("code", control::shown(&code.value))
                        .with("known", codes(languages)),
                ),
            }
        }
        if !raw.is_missing() {
            for language in languages {
                if !titles.contains_key(language) {
                    self.add(
                        Problem::new(Code::TitleLanguage, raw.span.clone())
                            .with("language", language.code()),
                    );
                }
            }
        }
        titles
    }

    fn declare(&mut self, raw: &FreeTable<RawName>) {
        const KINDS: &[(&str, NameKind)] = &[
            ("network", NameKind::Network),
            ("container", NameKind::Container),
            ("image", NameKind::Image),
            ("port", NameKind::Port),
            ("subnet", NameKind::Subnet),
        ];
        for (key, name) in &raw.0 {
            let fine = key.value.starts_with(|c: char| c.is_ascii_lowercase())
                && key.value.len() <= 40
                && key
                    .value
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !fine {
                self.add(
                    Problem::new(Code::BadId, key.span.clone())
                        .with("id", control::shown(&key.value))
                        .help(Message::new("lesson-help-name-key")),
                );
            }
            let default = name.value.default.value.0.clone();
            let kind = self.one_of(&name.value.kind, KINDS);
            if let Some(kind) = kind
                && !name.value.default.is_missing()
            {
                let source = self.toml.get(name.value.default.span.clone());
                let is_number = source.is_some_and(|source| !source.starts_with(['"', '\'']));
                if is_number && kind != NameKind::Port {
                    self.add(
                        Problem::new(Code::WrongType, name.value.default.span.clone())
                            .with("expected", Message::new("lesson-type-string"))
                            .with("found", Message::new("lesson-type-integer")),
                    );
                } else if let Err(problem) = names::check(kind, &default) {
                    self.add(
                        Problem::new(Code::BadName, name.value.default.span.clone())
                            .with("reason", problem.message()),
                    );
                }
                let twin = self
                    .names
                    .iter()
                    .find(|other| other.kind == kind && other.default == default)
                    .map(|other| other.key.clone());
                if let Some(twin) = twin {
                    self.add(
                        Problem::new(Code::SameDefault, name.value.default.span.clone())
                            .with("value", control::shown(&default))
                            .with("by", twin),
                    );
                }
            }
            // A name with problems is declared all the same, so that its uses are not reported.
            self.names.push(NameDeclaration {
                key: key.value.clone(),
                kind: kind.unwrap_or(NameKind::Container),
                default,
            });
        }
    }

    fn owns(&mut self, raw: &RawLesson) -> Owns {
        let Some(owns) = &raw.owns else {
            return Owns::default();
        };
        let owns = &owns.value;
        Owns {
            networks: self.owned(&owns.networks, NameKind::Network),
            containers: self.owned(&owns.containers, NameKind::Container),
            images: self.owned(&owns.images, NameKind::Image),
        }
    }

    fn owned(&mut self, list: &[At<String>], kind: NameKind) -> Vec<String> {
        for item in list {
            self.object(item, kind, Live::Forbidden);
        }
        list.iter().map(|item| item.value.clone()).collect()
    }

    fn base_images(&mut self, raw: &RawLesson) -> Vec<String> {
        let Some(needs) = &raw.needs else {
            return Vec::new();
        };
        self.owned(&needs.value.images, NameKind::Image)
    }

    pub(super) fn not_empty(&mut self, text: &At<String>) {
        if text.value.trim().is_empty() && !text.is_missing() {
            self.add(Problem::new(Code::Empty, text.span.clone()));
        }
    }

    /// A number between two others, or the lower one if it is not.
    pub(super) fn within(&mut self, number: &At<i64>, least: i64, most: i64) -> i64 {
        if (least..=most).contains(&number.value) {
            return number.value;
        }
        if !number.is_missing() {
            self.add(
                Problem::new(Code::OutOfRange, number.span.clone())
                    .with("least", least.to_string())
                    .with("most", most.to_string()),
            );
        }
        least
    }

    /// One of the words there are.
    pub(super) fn one_of<T: Copy>(&mut self, word: &At<String>, known: &[(&str, T)]) -> Option<T> {
        let found = known.iter().find(|(name, _)| *name == word.value);
        if let Some((_, value)) = found {
            return Some(*value);
        }
        if !word.is_missing() {
            let words: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            self.add(
                Problem::new(Code::NotOneOf, word.span.clone())
                    .with("value", control::shown(&word.value))
                    .with("known", words.join(", "))
                    .suggest(&word.value, words.iter().copied()),
            );
        }
        None
    }
}

fn known_languages() -> String {
    codes(&Language::ALL)
}

fn codes(languages: &[Language]) -> String {
    let codes: Vec<&str> = languages.iter().map(|language| language.code()).collect();
    codes.join(", ")
}
