//! What is remembered of a learner: versioned, written whole or not at all, locked while playing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::topology::Before;

/// The form in which progress is written now.
const VERSION: u32 = 1;

/// To what the learner has agreed.
const AGREEMENTS: &str = "agreements.json";
/// The settings.
const SETTINGS: &str = "settings.json";
/// What was typed at the prompt.
const HISTORY: &str = "history.json";

/// Progress in one lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The form of this file.
    pub version: u32,
    /// The step the learner is at; `None` before the first.
    pub step: Option<String>,
    /// Ids of the steps that have been passed.
    pub passed: BTreeSet<String>,
    /// Names that the learner chose, by key.
    pub names: BTreeMap<String, String>,
    /// Ids of objects that were there before the lesson with names that the lesson may use.
    pub foreign: BTreeSet<String>,
    /// Ids of objects that the lesson made, with the names they had.
    pub made: Made,
    /// What the learner typed: step, question, answer.
    pub answers: BTreeMap<String, BTreeMap<String, String>>,
    /// Steps whose quizzes have been answered rightly.
    pub quizzes: BTreeSet<String>,
    /// When the current step began, in nanoseconds since 1970 by the engine's clock.
    pub step_began: Option<i64>,
    /// The exercise that has been set up and stands as it was left.
    pub set_up: Option<String>,
    /// Which form of an exercise with several is at hand, by step.
    pub variants: BTreeMap<String, usize>,
    /// What was there when the current step began.
    pub before: Option<Before>,
    /// The kind of engine that the lesson is played on: `docker`, `podman` or `practice`.
    pub engine: Option<String>,
    /// Whether the lesson has been started and not been cleaned up since.
    pub under_way: bool,
    /// Whether the last step has been passed.
    pub finished: bool,
    /// What the lesson made on other engines than the one it is played on, and may still be there.
    pub elsewhere: Vec<Ground>,
}

/// What is remembered of an engine that the lesson was played on before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ground {
    /// Its kind: `docker`, `podman` or `practice`.
    pub engine: Option<String>,
    /// As [`Progress::foreign`].
    pub foreign: BTreeSet<String>,
    /// As [`Progress::made`].
    pub made: Made,
}

/// Objects that a lesson made: id and name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Made {
    /// Networks.
    pub networks: BTreeMap<String, String>,
    /// Containers.
    pub containers: BTreeMap<String, String>,
    /// Images.
    pub images: BTreeMap<String, String>,
}

impl Made {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty() && self.containers.is_empty() && self.images.is_empty()
    }
}

/// What is remembered beyond a lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `ko` or `en`.
    pub language: Option<String>,
    /// The engine that was chosen at the terminal, `docker` or `practice`.
    pub engine: Option<String>,
}

/// Why progress could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder could not be used.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another baeum plays this lesson.
    #[error("{lesson} is being played already")]
    InUse {
        /// The lesson.
        lesson: String,
    },
}

/// What reading gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The progress, empty where there was none.
    pub progress: Progress,
    /// Where a file that could not be read was put.
    pub set_aside: Option<PathBuf>,
}

/// The folder where progress is kept.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// Keeps other runs from playing the same lesson; given back when dropped, or when the process ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Store {
    /// A store in this folder, which is made when something is first written.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    fn path(&self, lesson: &str, extension: &str) -> PathBuf {
        self.folder.join(format!("{lesson}.{extension}"))
    }

    /// The progress in a lesson. A file that cannot be understood is set aside, never overwritten.
    pub fn load(&self, lesson: &str) -> Result<Loaded, StoreError> {
        let path = self.path(lesson, "json");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Loaded {
                    progress: Progress::default(),
                    set_aside: None,
                });
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => String::new(),
            Err(source) => return Err(StoreError::Io { path, source }),
        };
        match serde_json::from_str::<Progress>(&text) {
            Ok(progress) if progress.version <= VERSION => Ok(Loaded {
                progress,
                set_aside: None,
            }),
            _ => Ok(Loaded {
                progress: Progress::default(),
                set_aside: Some(set_aside(&path)?),
            }),
        }
    }

    /// Writes the progress: to a temporary file, synced, then renamed.
    pub fn save(&self, lesson: &str, progress: &Progress) -> Result<(), StoreError> {
        let progress = Progress {
            version: VERSION,
            ..progress.clone()
        };
        self.write(&self.path(lesson, "json"), &progress)
    }

    /// Forgets the progress in a lesson; what happened stays in its log.
    pub fn forget(&self, lesson: &str) -> Result<(), StoreError> {
        let path = self.path(lesson, "json");
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::Io { path, source })
            }
            _ => Ok(()),
        }
    }

    /// Adds a line to the log of attempts.
    pub fn note(&self, lesson: &str, event: &Event<'_>) -> Result<(), StoreError> {
        let path = self.path(lesson, "log");
        let failed = |source| StoreError::Io {
            path: path.clone(),
            source,
        };
        fs::create_dir_all(&self.folder).map_err(failed)?;
        let mut line = serde_json::to_vec(event).map_err(|error| failed(error.into()))?;
        line.push(b'\n');
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(failed)?;
        file.write_all(&line).map_err(failed)
    }

    /// Takes the lesson for this run.
    pub fn lock(&self, lesson: &str) -> Result<Lock, StoreError> {
        let path = self.path(lesson, "lock");
        let failed = |source| StoreError::Io {
            path: path.clone(),
            source,
        };
        fs::create_dir_all(&self.folder).map_err(failed)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse {
                lesson: lesson.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// Whether a run plays this lesson now.
    #[must_use]
    pub fn is_played(&self, lesson: &str) -> bool {
        File::open(self.path(lesson, "lock"))
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Whether the learner has agreed to what a lesson from elsewhere runs, by its fingerprint.
    #[must_use]
    pub fn has_agreed(&self, fingerprint: &str) -> bool {
        self.agreements().contains_key(fingerprint)
    }

    /// Remembers that the learner has agreed to what a lesson runs.
    pub fn agree(&self, lesson: &str, fingerprint: &str) -> Result<(), StoreError> {
        let mut agreements = self.agreements();
        agreements.insert(fingerprint.to_owned(), lesson.to_owned());
        self.replace(AGREEMENTS, &agreements)
    }

    /// Fingerprint and lesson. What cannot be read counts as not agreed: asking again is safe.
    fn agreements(&self) -> BTreeMap<String, String> {
        self.read(AGREEMENTS)
    }

    /// A file with defaults where it is not there or cannot be understood. It stays where it is
    /// until something is written in its place: whoever only looks changes nothing.
    fn read<T: DeserializeOwned + Default>(&self, name: &str) -> T {
        read_json(&self.folder.join(name)).unwrap_or_default()
    }

    /// Writes such a file; one that cannot be understood is set aside before, never overwritten.
    fn replace<T: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        value: &T,
    ) -> Result<(), StoreError> {
        let path = self.folder.join(name);
        if read_json::<T>(&path).is_none() && path.symlink_metadata().is_ok() {
            set_aside(&path)?;
        }
        self.write(&path, value)
    }

    /// The settings; the defaults where there are none or they cannot be read.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.read(SETTINGS)
    }

    /// Writes the settings.
    pub fn save_settings(&self, settings: &Settings) -> Result<(), StoreError> {
        self.replace(SETTINGS, settings)
    }

    /// The commands that were typed here before, oldest first.
    #[must_use]
    pub fn history(&self) -> Vec<String> {
        self.read(HISTORY)
    }

    /// Writes the commands that were typed, the last few hundred of them.
    pub fn save_history(&self, history: &[String]) -> Result<(), StoreError> {
        const KEPT: usize = 300;
        let first = history.len().saturating_sub(KEPT);
        self.replace(HISTORY, &history[first..].to_vec())
    }

    fn write(&self, path: &Path, value: &impl Serialize) -> Result<(), StoreError> {
        let failed = |source| StoreError::Io {
            path: path.to_owned(),
            source,
        };
        fs::create_dir_all(&self.folder).map_err(failed)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder).map_err(failed)?;
        serde_json::to_writer_pretty(&mut file, value).map_err(|error| failed(error.into()))?;
        file.write_all(b"\n").map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

/// What a file holds; `None` where it is not there or cannot be understood.
fn read_json<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let text = fs::read_to_string(path).ok()?;
    serde_json::from_str(&text).ok()
}

/// Renames a file out of the way, to a name that is still free.
fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    for number in 1.. {
        let aside = path.with_extension(format!("unreadable-{number}"));
        if aside.exists() {
            continue;
        }
        return match fs::rename(path, &aside) {
            Ok(()) => Ok(aside),
            Err(source) => Err(StoreError::Io {
                path: path.to_owned(),
                source,
            }),
        };
    }
    Ok(path.to_owned())
}

/// A line of the log of attempts.
#[derive(Debug, Serialize)]
pub struct Event<'e> {
    /// When, RFC 3339.
    pub time: String,
    /// At which step.
    pub step: &'e str,
    /// What happened: `began`, `passed`, `hint`, `answer`, `skipped`, …
    pub event: &'e str,
}

impl<'e> Event<'e> {
    /// Something that happens now.
    #[must_use]
    pub fn now(step: &'e str, event: &'e str) -> Self {
        Self {
            time: jiff::Timestamp::now().to_string(),
            step,
            event,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Progress, Settings, Store, StoreError};

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::new(folder.path());
        (folder, store)
    }

    #[test]
    fn what_was_saved_is_read_again() {
        let (_folder, store) = store();
        let progress = Progress {
            version: 1,
            step: Some("curl-name".into()),
            ..Progress::default()
        };
        store.save("lesson", &progress).expect("saved");
        assert_eq!(store.load("lesson").expect("loaded").progress, progress);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_set_aside_and_kept() {
        let (folder, store) = store();
        fs::write(folder.path().join("lesson.json"), "{ half").expect("written");
        let loaded = store.load("lesson").expect("loaded");
        assert_eq!(loaded.progress, Progress::default());
        let aside = loaded.set_aside.expect("set aside");
        assert_eq!(fs::read_to_string(aside).expect("kept"), "{ half");
    }

    #[test]
    fn progress_of_a_later_version_is_not_overwritten() {
        let (folder, store) = store();
        fs::write(folder.path().join("lesson.json"), r#"{"version": 99}"#).expect("written");
        assert!(store.load("lesson").expect("loaded").set_aside.is_some());
    }

    #[test]
    fn an_agreement_holds_for_what_was_agreed_to_only() {
        let (folder, store) = store();
        assert!(!store.has_agreed("first"));
        store.agree("lesson", "first").expect("saved");
        assert!(store.has_agreed("first"));
        assert!(!store.has_agreed("changed"));
        fs::write(folder.path().join("agreements.json"), "{ half").expect("written");
        assert!(!store.has_agreed("first"));
    }

    #[test]
    fn what_is_remembered_and_cannot_be_read_is_set_aside_before_it_is_written_anew() {
        let (folder, store) = store();
        let at = |name: &str| folder.path().join(name);
        for name in ["agreements.json", "settings.json", "history.json"] {
            fs::write(at(name), "{ half").expect("written");
        }
        assert_eq!(store.settings(), Settings::default());
        assert_eq!(store.history(), Vec::<String>::new());
        store.agree("lesson", "first").expect("saved");
        store.save_settings(&Settings::default()).expect("saved");
        store.save_history(&["docker ps".into()]).expect("saved");
        for name in ["agreements", "settings", "history"] {
            let aside = at(&format!("{name}.unreadable-1"));
            assert_eq!(fs::read_to_string(aside).expect(name), "{ half");
        }
        assert!(store.has_agreed("first"));
        store.agree("lesson", "second").expect("saved");
        assert!(store.has_agreed("first"));
        assert!(!at("agreements.unreadable-2").exists());
    }

    #[test]
    fn a_lesson_is_played_by_one_run_at_a_time() {
        let (_folder, store) = store();
        let lock = store.lock("lesson").expect("first");
        assert!(store.is_played("lesson"));
        assert!(matches!(
            store.lock("lesson"),
            Err(StoreError::InUse { .. })
        ));
        drop(lock);
        assert!(!store.is_played("lesson"));
    }
}
