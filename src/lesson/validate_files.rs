//! Checks of the files of a lesson: readable, text where text belongs, and safe to put elsewhere.

use std::path::PathBuf;

use super::codes::Code;
use super::control;
use super::diagnostics::Problem;
use super::files::{self, Content};
use super::model::LabFile;
use super::validate::Checker;
use crate::l10n::Message;

impl Checker<'_> {
    /// The text of a file of the lesson that must be there, or the problem that keeps it away.
    pub(super) fn text(&mut self, path: &str, largest: usize) -> Option<String> {
        let problem = match self.files.files.get(path) {
            Some(Content::Bytes(bytes)) if bytes.len() > largest => {
                too_large(bytes.len() as u64, largest)
            }
            Some(Content::Bytes(bytes)) => match std::str::from_utf8(bytes) {
                Ok(text) => {
                    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                    self.sources.add(path, text);
                    return Some(text.to_owned());
                }
                Err(_) => unreadable(Message::new("lesson-detail-not-utf8")),
            },
            Some(Content::TooLarge(size)) => too_large(*size, largest),
            Some(Content::NotAFile) => unreadable(Message::new("lesson-detail-not-a-file")),
            Some(Content::Unreadable(detail)) => {
                unreadable(Message::new("lesson-detail-system").with("detail", detail))
            }
            None => unreadable(Message::new("lesson-detail-missing")),
        };
        self.problems.add(path, problem);
        None
    }

    pub(super) fn lab_files(&mut self) -> Vec<LabFile> {
        let mut lab = Vec::new();
        for (path, content) in self.files.below("lab") {
            let full = format!("lab/{path}");
            if let Err(reason) = files::check_path(path) {
                let problem = Problem::new(Code::UnsafePath, 0..0)
                    .with("path", control::shown(path))
                    .with("reason", reason.message());
                self.problems.add(&full, problem);
                continue;
            }
            let problem = match content {
                Content::Bytes(bytes) if bytes.len() <= files::LARGEST_LAB_FILE => {
                    if let Ok(text) = std::str::from_utf8(bytes) {
                        self.lab.insert(path.to_owned(), self.fill(text));
                    }
                    lab.push(LabFile {
                        path: PathBuf::from(path),
                        content: bytes.to_vec(),
                    });
                    continue;
                }
                Content::Bytes(bytes) => too_large(bytes.len() as u64, files::LARGEST_LAB_FILE),
                Content::TooLarge(size) => too_large(*size, files::LARGEST_LAB_FILE),
                Content::NotAFile => unreadable(Message::new("lesson-detail-not-a-file")),
                Content::Unreadable(detail) => {
                    unreadable(Message::new("lesson-detail-system").with("detail", detail))
                }
            };
            self.problems.add(&full, problem);
        }
        lab
    }
}

fn too_large(size: u64, largest: usize) -> Problem {
    Problem::new(Code::TooLarge, 0..0)
        .with("what", Message::new("lesson-what-bytes"))
        .with("found", usize::try_from(size).unwrap_or(usize::MAX))
        .with("limit", largest)
}

fn unreadable(detail: Message) -> Problem {
    Problem::new(Code::Unreadable, 0..0).with("detail", detail)
}
