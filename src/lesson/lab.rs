//! The lab folder: which files a lesson puts there, and never over one that the learner has changed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::files::check_path;
use super::model::{Edit, Lesson};
use super::names::Names;
use crate::l10n::{Message, detail};

/// Where the lab folder keeps what was put there, so that a change can be told from an original.
const RECORD: &str = ".baeum.json";

/// The originals that were put into a lab folder: path relative to it, and SHA-256 in hexadecimal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Originals {
    hashes: BTreeMap<String, String>,
}

impl Originals {
    /// What was put into `folder`; nothing where that is not known.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        let hashes = fs::read(folder.join(RECORD))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Self { hashes }
    }

    fn save(&self, folder: &Path) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(&self.hashes).map_err(io::Error::other)?;
        write_whole(folder, &folder.join(RECORD), &text)
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
#[must_use]
pub fn hash(content: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(content)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing into a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// What is to be done with one file of the lab folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabAction {
    /// It is not there: put it there.
    Create {
        /// Relative to the lab folder.
        path: PathBuf,
        /// Its bytes, names filled in.
        content: Vec<u8>,
    },
    /// It is there as baeum left it, but the names or the lesson have changed: write it anew.
    Update {
        /// Relative to the lab folder.
        path: PathBuf,
        /// Its bytes, names filled in.
        content: Vec<u8>,
    },
    /// It is there as it should be.
    Unchanged {
        /// Relative to the lab folder.
        path: PathBuf,
    },
    /// The learner has changed it: it stays as it is.
    Kept {
        /// Relative to the lab folder.
        path: PathBuf,
    },
}

impl LabAction {
    /// The file, relative to the lab folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Create { path, .. }
            | Self::Update { path, .. }
            | Self::Unchanged { path }
            | Self::Kept { path } => path,
        }
    }
}

/// The content of a lab file with names filled in; what is no text stays as it is.
#[must_use]
pub fn filled(content: &[u8], names: &Names) -> Vec<u8> {
    match std::str::from_utf8(content) {
        Ok(text) => names.fill(text).into_bytes(),
        Err(_) => content.to_vec(),
    }
}

/// What is to be done to have the files of `lesson` in a lab folder. `existing` gives the content
/// of a file that is there, by its path relative to the folder.
#[must_use]
pub fn plan(
    lesson: &Lesson,
    names: &Names,
    originals: &Originals,
    existing: &dyn Fn(&Path) -> Option<Vec<u8>>,
) -> Vec<LabAction> {
    lesson
        .lab
        .iter()
        .map(|file| {
            let path = file.path.clone();
            let content = filled(&file.content, names);
            let Some(present) = existing(&path) else {
                return LabAction::Create { path, content };
            };
            if present == content {
                return LabAction::Unchanged { path };
            }
            let known = originals.hashes.get(&slashed(&path));
            if known.is_some_and(|known| *known == hash(&present)) {
                return LabAction::Update { path, content };
            }
            LabAction::Kept { path }
        })
        .collect()
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

/// Why a lab folder could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// A file or folder could not be written.
    #[error("cannot write {path}")]
    Write {
        /// Which.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A path leaves the folder, or a part of it is a symbolic link.
    #[error("{path} leads out of the lab folder")]
    Outside {
        /// Which.
        path: PathBuf,
    },
}

impl LabError {
    /// What to say about it in a sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Write { path, source } => Message::new("lesson-lab-write")
                .with("path", path.display().to_string())
                .with("detail", detail(source)),
            Self::Outside { path } => {
                Message::new("lesson-lab-outside").with("path", path.display().to_string())
            }
        }
    }
}

/// Puts the files of `lesson` into `folder`, which is made if it is not there, and says what was
/// done with each.
pub fn prepare(lesson: &Lesson, names: &Names, folder: &Path) -> Result<Vec<LabAction>, LabError> {
    fs::create_dir_all(folder).map_err(|source| LabError::Write {
        path: folder.to_owned(),
        source,
    })?;
    let mut originals = Originals::load(folder);
    let actions = plan(lesson, names, &originals, &|path| {
        // A link, a folder or an unreadable file is not ours either: it counts as changed.
        let full = folder.join(path);
        match fs::symlink_metadata(&full) {
            Ok(metadata) if metadata.is_file() => Some(fs::read(&full).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Ok(_) | Err(_) => Some(Vec::new()),
        }
    });
    for action in &actions {
        match action {
            LabAction::Create { path, content } | LabAction::Update { path, content } => {
                write(folder, path, content)?;
                originals.hashes.insert(slashed(path), hash(content));
            }
            LabAction::Unchanged { path } => {
                if let Ok(content) = fs::read(folder.join(path)) {
                    originals.hashes.insert(slashed(path), hash(&content));
                }
            }
            LabAction::Kept { .. } => {}
        }
    }
    originals.save(folder).map_err(|source| LabError::Write {
        path: folder.join(RECORD),
        source,
    })?;
    Ok(actions)
}

/// What a file is called that makes room for the lesson's own.
const ASIDE: &str = ".mine";

/// Has the files of `lesson` in `folder` as the lesson brings them. Files that differ are not lost:
/// they get another name, which is given back.
pub fn restore(lesson: &Lesson, names: &Names, folder: &Path) -> Result<Vec<PathBuf>, LabError> {
    let mut aside = Vec::new();
    for action in prepare(lesson, names, folder)? {
        let LabAction::Kept { path } = action else {
            continue;
        };
        let full = inside(folder, &path)?;
        let mut name = path.clone().into_os_string();
        name.push(ASIDE);
        let name = PathBuf::from(name);
        fs::rename(&full, inside(folder, &name)?)
            .map_err(|source| LabError::Write { path: full, source })?;
        aside.push(name);
    }
    if !aside.is_empty() {
        prepare(lesson, names, folder)?;
    }
    Ok(aside)
}

/// Writes one file below `folder`, whole or not at all, never through a symbolic link.
fn write(folder: &Path, path: &Path, content: &[u8]) -> Result<(), LabError> {
    let full = inside(folder, path)?;
    let parent = full.parent().unwrap_or(folder).to_owned();
    fs::create_dir_all(&parent)
        .and_then(|()| write_whole(&parent, &full, content))
        .map_err(|source| LabError::Write { path: full, source })
}

/// Writes the file `full` in the folder `parent`, whole or not at all.
pub fn write_whole(parent: &Path, full: &Path, content: &[u8]) -> io::Result<()> {
    use io::Write as _;
    let mut file = tempfile::Builder::new()
        .prefix(".baeum-")
        .tempfile_in(parent)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    readable(file.path())?;
    file.persist(full).map_err(|error| error.error)?;
    Ok(())
}

/// A temporary file is for its owner only; a container that gets it must be able to read it.
#[cfg(unix)]
fn readable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// The full path of a lab file, if neither its parts nor a link on the way lead out of `folder`.
pub fn inside(folder: &Path, path: &Path) -> Result<PathBuf, LabError> {
    let outside = || LabError::Outside {
        path: path.to_owned(),
    };
    if check_path(&slashed(path)).is_err() {
        return Err(outside());
    }
    let mut full = folder.to_owned();
    for part in path.components() {
        let Component::Normal(part) = part else {
            return Err(outside());
        };
        full.push(part);
        if fs::symlink_metadata(&full).is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(outside());
        }
    }
    Ok(full)
}

/// Why the change that a step asks for could not be made.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The file could not be read.
    #[error("cannot read {path}")]
    Read {
        /// Which.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file does not hold the text exactly once: the learner has changed it there.
    #[error("{path} does not hold the text to replace exactly once")]
    TextDiffers {
        /// Relative to the lab folder.
        path: PathBuf,
    },
    /// The file could not be written.
    #[error(transparent)]
    Lab(#[from] LabError),
}

impl EditError {
    /// What to say about it in a sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Read { path, source } => Message::new("lesson-edit-read")
                .with("path", path.display().to_string())
                .with("detail", detail(source)),
            Self::TextDiffers { path } => {
                Message::new("lesson-edit-differs").with("path", path.display().to_string())
            }
            Self::Lab(error) => error.message(),
        }
    }
}

/// `text` after the change, or `None` where the text to replace does not occur exactly once. A
/// text that is changed already stays as it is.
#[must_use]
pub fn edited(text: &str, edit: &Edit, names: &Names) -> Option<String> {
    let unix = text.replace("\r\n", "\n");
    let (replace, with) = (names.fill(&edit.replace), names.fill(&edit.with));
    let done = !with.is_empty() && unix.contains(with.as_str());
    let changed = match unix.matches(replace.as_str()).count() {
        // Where the new text holds the old one, a second time would put it in twice.
        1 if !(done && with.contains(replace.as_str())) => {
            unix.replacen(replace.as_str(), &with, 1)
        }
        0 | 1 if done => unix,
        _ => return None,
    };
    Some(if text.contains("\r\n") {
        changed.replace('\n', "\r\n")
    } else {
        changed
    })
}

/// Makes the change that a step asks for in `folder`.
pub fn apply(edit: &Edit, names: &Names, folder: &Path) -> Result<(), EditError> {
    let path = PathBuf::from(&edit.file);
    let full = inside(folder, &path)?;
    let text =
        fs::read_to_string(&full).map_err(|source| EditError::Read { path: full, source })?;
    match edited(&text, edit, names) {
        Some(changed) => Ok(write(folder, &path, changed.as_bytes())?),
        None => Err(EditError::TextDiffers { path }),
    }
}
