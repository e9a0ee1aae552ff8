//! Where lessons come from: those that are part of the program, and folders. The only place of this room that reads files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::diagnostics::{Diagnostic, Sources};
use super::files::{Content, LARGEST_FILE, LARGEST_LESSON, LessonFiles, MOST_FILES};
use super::head::Head;
use super::model::Lesson;
use super::near::did_you_mean;
use super::validate;
use crate::l10n::{Message, detail};

static LESSONS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/lessons");

/// Every lesson there is.
#[derive(Debug, Clone)]
pub struct Catalog {
    places: BTreeMap<String, Place>,
}

#[derive(Debug, Clone)]
enum Place {
    Embedded(&'static Dir<'static>),
    Folder(PathBuf),
}

/// Why lessons could not be found or read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A folder or file could not be read.
    #[error("cannot read {path}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The folder holds no `lesson.toml`.
    #[error("no lesson.toml in {path}")]
    NoLesson {
        /// The folder.
        path: PathBuf,
    },
    /// There is no lesson with this id.
    #[error("no lesson {id}")]
    Unknown {
        /// The id that was asked for.
        id: String,
        /// The id that may have been meant.
        near: Option<String>,
        /// The ids there are.
        known: Vec<String>,
    },
    /// The lesson has problems.
    #[error("the lesson is invalid")]
    Invalid(Box<Invalid>),
}

/// A lesson that cannot be played: what is wrong, and the texts it points into.
#[derive(Debug)]
pub struct Invalid {
    /// Every problem, errors and warnings, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts of the files.
    pub sources: Sources,
    /// What stands before the paths of its files, such as `lessons/docker-network`.
    pub place: String,
}

impl SourceError {
    /// What to say about it in a sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Unreadable { path, source } => Message::new("lesson-source-unreadable")
                .with("path", path.display().to_string())
                .with("detail", detail(source)),
            Self::NoLesson { path } => {
                Message::new("lesson-source-no-lesson").with("path", path.display().to_string())
            }
            Self::Unknown {
                id,
                near: Some(near),
                ..
            } => Message::new("lesson-source-unknown-near")
                .with("id", super::control::shown(id))
                .with("near", near),
            Self::Unknown { id, known, .. } => Message::new("lesson-source-unknown")
                .with("id", super::control::shown(id))
                .with("known", known.join(", ")),
            Self::Invalid(invalid) => {
                Message::new("lesson-source-invalid").with("count", invalid.diagnostics.len())
            }
        }
    }
}

impl Catalog {
    /// The lessons of the program, and those of the folder `extra`, which replace others with the
    /// same id. `extra` may also be the folder of a single lesson.
    pub fn new(extra: Option<&Path>) -> Result<Self, SourceError> {
        let mut places = BTreeMap::new();
        for folder in LESSONS.dirs() {
            let name = folder.path().file_name().and_then(|name| name.to_str());
            if let Some(name) = name
                && folder.get_file(folder.path().join(super::TOML)).is_some()
            {
                places.insert(name.to_owned(), Place::Embedded(folder));
            }
        }
        if let Some(extra) = extra {
            for (id, path) in lessons_in(extra)? {
                places.insert(id, Place::Folder(path));
            }
        }
        Ok(Self { places })
    }

    /// The ids of the lessons, in alphabetical order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// The heads of all lessons, the easiest first: what a list shows.
    #[must_use]
    pub fn list(&self) -> Vec<Head> {
        let mut heads: Vec<Head> = self.ids().filter_map(|id| self.head(id)).collect();
        heads.sort_by_key(|head| match head.level.as_str() {
            "beginner" => 0,
            "intermediate" => 1,
            _ => 2,
        });
        heads
    }

    /// What a list shows of a lesson, read without checking the lesson. What cannot be read is
    /// left empty. `None` if there is no such lesson.
    #[must_use]
    pub fn head(&self, id: &str) -> Option<Head> {
        let text = match self.places.get(id)? {
            Place::Embedded(folder) => folder
                .get_file(folder.path().join(super::TOML))
                .and_then(include_dir::File::contents_utf8)
                .map(Cow::Borrowed),
            Place::Folder(path) => {
                match content(&path.join(super::TOML), &mut { LARGEST_LESSON }) {
                    Content::Bytes(bytes) => {
                        String::from_utf8(bytes.into_owned()).ok().map(Cow::Owned)
                    }
                    _ => None,
                }
            }
        };
        Some(Head::read(id, text.as_deref().unwrap_or_default()))
    }

    /// Whether the lesson came with the program.
    #[must_use]
    pub fn is_built_in(&self, id: &str) -> bool {
        matches!(self.places.get(id), Some(Place::Embedded(_)))
    }

    /// The folder of the lesson with this id; `None` if it came with the program, or is not there.
    #[must_use]
    pub fn folder(&self, id: &str) -> Option<&Path> {
        match self.places.get(id)? {
            Place::Embedded(_) => None,
            Place::Folder(path) => Some(path),
        }
    }

    /// The files of the lesson with this id.
    pub fn files(&self, id: &str) -> Result<LessonFiles, SourceError> {
        match self.places.get(id) {
            Some(Place::Embedded(folder)) => Ok(embedded(id, folder)),
            Some(Place::Folder(path)) => {
                let mut files = folder(path)?;
                files.expected_id = Some(id.to_owned());
                Ok(files)
            }
            None => Err(SourceError::Unknown {
                id: id.to_owned(),
                near: did_you_mean(id, self.ids()).map(str::to_owned),
                known: self.ids().map(str::to_owned).collect(),
            }),
        }
    }

    /// The lesson with this id, if there is nothing wrong with it but warnings.
    pub fn load(&self, id: &str) -> Result<Lesson, SourceError> {
        let place = match self.folder(id) {
            Some(path) => place_of(path),
            None => format!("lessons/{id}"),
        };
        valid(&self.files(id)?, place)
    }

    /// The lesson in this folder.
    pub fn load_path(path: &Path) -> Result<Lesson, SourceError> {
        valid(&folder(path)?, place_of(path))
    }
}

/// The path of a lesson's folder as it stands before those of its files.
#[must_use]
pub fn place_of(folder: &Path) -> String {
    let path = folder.to_string_lossy().replace('\\', "/");
    path.trim_end_matches('/').to_owned()
}

fn valid(files: &LessonFiles, place: String) -> Result<Lesson, SourceError> {
    let reading = validate::read(files);
    match reading.lesson {
        Some(lesson) => Ok(lesson),
        None => Err(SourceError::Invalid(Box::new(Invalid {
            diagnostics: reading.diagnostics,
            sources: reading.sources,
            place,
        }))),
    }
}

fn embedded(id: &str, folder: &'static Dir<'static>) -> LessonFiles {
    let mut files = LessonFiles {
        expected_id: Some(id.to_owned()),
        built_in: true,
        ..LessonFiles::default()
    };
    let mut open = vec![folder];
    while let Some(next) = open.pop() {
        open.extend(next.dirs());
        for file in next.files() {
            let relative = file.path().strip_prefix(folder.path());
            if let Some(path) = relative.ok().and_then(slashed) {
                files
                    .files
                    .insert(path, Content::Bytes(Cow::Borrowed(file.contents())));
            }
        }
    }
    files
}

/// The folders of lessons in `folder`, by name.
fn lessons_in(folder: &Path) -> Result<Vec<(String, PathBuf)>, SourceError> {
    let unreadable = |source| SourceError::Unreadable {
        path: folder.to_owned(),
        source,
    };
    if folder.join(super::TOML).is_file() {
        let absolute = fs::canonicalize(folder).map_err(unreadable)?;
        let name = absolute.file_name().and_then(|name| name.to_str());
        return Ok(vec![(name.unwrap_or("lesson").to_owned(), absolute)]);
    }
    let mut lessons = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(name) = name
            && path.join(super::TOML).is_file()
        {
            lessons.push((name.to_owned(), path.clone()));
        }
    }
    if lessons.is_empty() {
        return Err(SourceError::NoLesson {
            path: folder.to_owned(),
        });
    }
    Ok(lessons)
}

/// Reads the files of the lesson in `path`, without following links and without reading what is
/// too large. Hidden files are passed over.
pub fn folder(path: &Path) -> Result<LessonFiles, SourceError> {
    if !path.join(super::TOML).is_file() {
        // Says why, where the folder itself cannot be read.
        fs::read_dir(path).map_err(|source| SourceError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        return Err(SourceError::NoLesson {
            path: path.to_owned(),
        });
    }
    let mut files = LessonFiles::default();
    let mut left = LARGEST_LESSON;
    let mut open = vec![path.to_owned()];
    while let Some(next) = open.pop() {
        let unreadable = |source| SourceError::Unreadable {
            path: next.clone(),
            source,
        };
        for entry in fs::read_dir(&next).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            if entry.file_name().to_string_lossy().starts_with('.') && next == path {
                continue;
            }
            let kind = entry.file_type().map_err(unreadable)?;
            let full = entry.path();
            if kind.is_dir() {
                open.push(full);
                continue;
            }
            let Some(relative) = full.strip_prefix(path).ok().and_then(slashed) else {
                continue;
            };
            let content = if kind.is_file() {
                content(&full, &mut left)
            } else {
                Content::NotAFile
            };
            files.files.insert(relative, content);
            if files.files.len() > MOST_FILES {
                return Ok(files);
            }
        }
    }
    Ok(files)
}

/// Reads a file, if it is not too large by itself or for what is `left` for the lesson.
fn content(path: &Path, left: &mut u64) -> Content {
    let size = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) => return Content::Unreadable(error.to_string()),
    };
    if size > (LARGEST_FILE as u64).min(*left) {
        return Content::TooLarge(size);
    }
    *left -= size;
    match fs::read(path) {
        Ok(bytes) => Content::Bytes(Cow::Owned(bytes)),
        Err(error) => Content::Unreadable(error.to_string()),
    }
}

/// The path with `/` between its parts; what is not UTF-8 is shown as such and refused later.
fn slashed(path: &Path) -> Option<String> {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}
