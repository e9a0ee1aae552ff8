//! Where a command's input comes from and its output goes.

use std::rc::Rc;

use super::syntax::Redirect;
use super::{Input, Printed, Shell, Target, tools};
use crate::practice::inside::shell::absolute;
use crate::practice::inside::{FileError, Stream, Surroundings};

impl Shell {
    /// Where input comes from and output goes; none if a file could not be opened.
    pub(super) fn redirected(
        &mut self,
        redirects: &[Redirect],
        input: &Input,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) -> Option<(Input, [Target; 2])> {
        let mut input = input.clone();
        let mut targets = [Target::Stream(Stream::Out), Target::Stream(Stream::Err)];
        for redirect in redirects {
            match redirect {
                Redirect::Same(from, to) => {
                    let to = targets.get(usize::from(*to).wrapping_sub(1)).cloned();
                    if let (Some(slot), Some(to)) =
                        (targets.get_mut(usize::from(*from).wrapping_sub(1)), to)
                    {
                        *slot = to;
                    }
                }
                Redirect::In(word) => {
                    let name = self
                        .words(std::slice::from_ref(word), printed, inside)
                        .join(" ");
                    let path = absolute(&self.folder, &name);
                    let found =
                        tools::special(&path, inside).map_or_else(|| inside.read_file(&path), Ok);
                    match found {
                        Ok(bytes) => input.bytes = Rc::new(bytes),
                        Err(error) => {
                            let words = if error == FileError::NotFound {
                                "no such file"
                            } else {
                                "Permission denied"
                            };
                            self.complain(&format!("can't open {name}: {words}"), 1, printed);
                            return None;
                        }
                    }
                }
                Redirect::Out(stream, word, append) => {
                    let name = self
                        .words(std::slice::from_ref(word), printed, inside)
                        .join(" ");
                    let target = self.open(&name, *append, printed, inside)?;
                    if let Some(slot) = targets.get_mut(usize::from(*stream).wrapping_sub(1)) {
                        *slot = target;
                    }
                }
            }
        }
        input.terminal &= targets.first() == Some(&Target::Stream(Stream::Out));
        Some((input, targets))
    }

    fn open(
        &mut self,
        name: &str,
        append: bool,
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) -> Option<Target> {
        let path = absolute(&self.folder, name);
        match path.as_str() {
            "/dev/null" => return Some(Target::Nowhere),
            "/dev/stdout" | "/proc/self/fd/1" | "/dev/tty" => {
                return Some(Target::Stream(Stream::Out));
            }
            "/dev/stderr" | "/proc/self/fd/2" => return Some(Target::Stream(Stream::Err)),
            "/proc/1/fd/1" | "/proc/1/fd/2" => return Some(Target::File(path)),
            _ => {}
        }
        let there = inside.read_file(&path);
        let opened = match there {
            Ok(_) if append => Ok(()),
            Ok(_) | Err(FileError::NotFound) => inside.write_file(&path, Vec::new()),
            Err(error) => Err(error),
        };
        match opened {
            Ok(()) => Some(Target::File(path)),
            Err(error) => {
                let words = match error {
                    FileError::NotFound | FileError::NotDirectory => "nonexistent directory",
                    FileError::IsDirectory => "Is a directory",
                    FileError::Denied => "Permission denied",
                };
                self.complain(&format!("can't create {name}: {words}"), 1, printed);
                None
            }
        }
    }

    pub(super) fn deliver(
        &mut self,
        own: &Printed,
        targets: &[Target; 2],
        printed: &mut Printed,
        inside: &mut dyn Surroundings,
    ) {
        let [out, err] = targets;
        for (stream, bytes) in &own.pieces {
            let target = if *stream == Stream::Out { out } else { err };
            match target {
                Target::Stream(stream) => printed.push(*stream, bytes),
                Target::Nowhere => {}
                Target::File(path) if path.starts_with("/proc/1/fd/") => {
                    let stream = if path.ends_with('1') {
                        Stream::Out
                    } else {
                        Stream::Err
                    };
                    for line in String::from_utf8_lossy(bytes).lines() {
                        inside.log(stream, line);
                    }
                }
                Target::File(path) => {
                    let mut content = inside.read_file(path).unwrap_or_default();
                    if content.len() + bytes.len() > tools::MOST_OUTPUT {
                        self.complain("write error: No space left on device", 1, printed);
                        return;
                    }
                    content.extend_from_slice(bytes);
                    if inside.write_file(path, content).is_err() {
                        self.complain("write error: Permission denied", 1, printed);
                    }
                }
            }
        }
    }
}
