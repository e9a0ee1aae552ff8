//! The files of one lesson, as they were found, and what may be among them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::l10n::Message;

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Its bytes.
    Bytes(Cow<'static, [u8]>),
    /// It is larger than any file of a lesson may be, so it was not read; its size in bytes.
    TooLarge(u64),
    /// It is a symbolic link or no ordinary file, so it was not followed.
    NotAFile,
    /// It could not be read; what the operating system says.
    Unreadable(String),
}

/// The files of a lesson.
#[derive(Debug, Clone, Default)]
pub struct LessonFiles {
    /// The id that the lesson must have because its folder is called so; any if `None`.
    pub expected_id: Option<String>,
    /// Whether it came with baeum.
    pub built_in: bool,
    /// Path relative to the lesson's folder, with `/`, and content.
    pub files: BTreeMap<String, Content>,
}

/// Largest file of any kind, in bytes.
pub const LARGEST_FILE: usize = 1 << 20;
/// Most that the files of a lesson may have together, in bytes.
pub const LARGEST_LESSON: u64 = 32 << 20;
/// Largest `lesson.toml`, in bytes.
pub const LARGEST_TOML: usize = LARGEST_FILE;
/// Largest Markdown file, in bytes.
pub const LARGEST_TEXT: usize = 256 << 10;
/// Largest file of the lab folder, in bytes.
pub const LARGEST_LAB_FILE: usize = LARGEST_FILE;
/// Most steps of a lesson.
pub const MOST_STEPS: usize = 200;
/// Most conditions, mistakes or names of a lesson or step.
pub const MOST_ITEMS: usize = 200;
/// Most files of a lesson, lab files and texts together.
pub const MOST_FILES: usize = 2_000;

impl LessonFiles {
    /// A file in memory, for tests and for lessons that are made by the program.
    #[must_use]
    pub fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files
            .insert(path.to_owned(), Content::Bytes(Cow::Owned(content.into())));
        self
    }

    /// The paths below a folder, relative to it, with their contents.
    pub(super) fn below<'a>(
        &'a self,
        folder: &str,
    ) -> impl Iterator<Item = (&'a str, &'a Content)> {
        let prefix = format!("{folder}/");
        self.files
            .range(prefix.clone()..)
            .map_while(move |(path, content)| {
                path.strip_prefix(&prefix).map(|rest| (rest, content))
            })
    }
}

/// Why a path may not be used for a file of the lab folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathProblem {
    /// It is empty.
    Empty,
    /// It starts at the root of a disk.
    Absolute,
    /// It leaves the folder.
    Leaves,
    /// It holds a character that some system refuses, or a name that Windows reserves.
    Name,
    /// It does not start at the root, as a path in a container must.
    Relative,
}

impl PathProblem {
    /// What to say about it.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Empty => "lesson-path-empty",
            Self::Absolute => "lesson-path-absolute",
            Self::Leaves => "lesson-path-leaves",
            Self::Name => "lesson-path-name",
            Self::Relative => "lesson-path-relative",
        })
    }
}

/// Whether `path` stays in its folder on every system.
pub fn check_path(path: &str) -> Result<(), PathProblem> {
    const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];
    if path.is_empty() {
        return Err(PathProblem::Empty);
    }
    let mut characters = path.chars();
    let drive = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.next() == Some(':');
    if path.starts_with(['/', '\\']) || drive {
        return Err(PathProblem::Absolute);
    }
    for part in path.split('/') {
        if part == ".." {
            return Err(PathProblem::Leaves);
        }
        let stem = part.split('.').next().unwrap_or_default().to_lowercase();
        let device = stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit());
        if part.is_empty()
            || part == "."
            || part.ends_with(['.', ' '])
            || part.len() > 200
            || part
                .chars()
                .any(|c| c.is_control() || "\\:*?\"<>|".contains(c))
            || RESERVED.contains(&stem.as_str())
            || device
        {
            return Err(PathProblem::Name);
        }
    }
    Ok(())
}
