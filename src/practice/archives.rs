//! Archives (tar) into paths and back, in memory only.

use std::io::Read;

use super::world::MAX_STORED;
use super::world::fault::Fault;
use super::world::files::{Kind, Node, normalise};
use super::world::source::Time;

/// How many entries one archive may have.
const MAX_ENTRIES: usize = 20_000;

/// Reads an archive: absolute, normalised paths, in its order. A path that would lead out of the
/// archive's own folder is an error.
pub fn unpack(bytes: &[u8]) -> Result<Vec<(String, Node)>, Fault> {
    let broken = |error: std::io::Error| {
        let text = error.to_string();
        let why = if text.contains("failed to read entire block") || text.contains("unexpected EOF")
        {
            "unexpected EOF".to_owned()
        } else {
            text
        };
        Fault::internal(format!("Error processing tar file(exit status 1): {why}"))
    };
    if bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(b"BZh") {
        return Err(Fault::not_done("compressed archives"));
    }
    let mut archive = tar::Archive::new(bytes);
    let mut found: Vec<(String, Node)> = Vec::new();
    let mut total = 0;
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        if found.len() >= MAX_ENTRIES {
            return Err(Fault::new(
                413,
                "the archive has too many entries for the practice engine",
            ));
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if name.split('/').any(|part| part == "..") {
            return Err(Fault::bad(format!(
                "the archive's path \"{name}\" leads out of its folder"
            )));
        }
        let path = normalise("/", name.trim_start_matches('/'))
            .ok_or_else(|| Fault::bad("the archive has a path that cannot be used"))?;
        let header = entry.header();
        let mode = header.mode().unwrap_or(0o644) & 0o7777;
        let seconds = header
            .mtime()
            .unwrap_or(0)
            .min(i64::MAX as u64 / 2_000_000_000);
        let changed = Time(i64::try_from(seconds).unwrap_or(0) * 1_000_000_000);
        let kind = header.entry_type();
        let target = entry
            .link_name_bytes()
            .map(|target| String::from_utf8_lossy(&target).into_owned())
            .unwrap_or_default();
        let node = if kind.is_dir() {
            Node::directory(mode, changed)
        } else if kind.is_symlink() {
            Node {
                kind: Kind::Link(target),
                mode: 0o777,
                changed,
            }
        } else if kind.is_hard_link() {
            let target = normalise("/", &target).unwrap_or_default();
            let same = found.iter().rev().find(|(path, _)| *path == target);
            let Some((_, node)) = same else {
                return Err(Fault::bad(format!(
                    "the archive links to \"{target}\", which it lacks"
                )));
            };
            node.clone()
        } else if kind.is_file() || kind.is_contiguous() {
            let mut content = Vec::new();
            let wanted = entry.size();
            (&mut entry)
                .take(MAX_STORED + 1)
                .read_to_end(&mut content)
                .map_err(broken)?;
            total += content.len() as u64;
            if total > MAX_STORED {
                return Err(Fault::new(
                    413,
                    "the archive is too large for the practice engine",
                ));
            }
            if (content.len() as u64) < wanted {
                return Err(broken(std::io::Error::other("unexpected EOF")));
            }
            Node::file(content, mode, changed)
        } else {
            continue;
        };
        if path != "/" {
            found.push((path, node));
        }
    }
    Ok(found)
}

/// Writes an archive of some paths.
#[must_use]
pub fn pack(entries: &[(String, Node)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, node) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_mode(node.mode);
        header.set_mtime(u64::try_from(node.changed.seconds()).unwrap_or(0));
        header.set_uid(0);
        header.set_gid(0);
        let _ = header.set_username("root");
        let _ = header.set_groupname("root");
        // Writing to memory cannot fail; a name that no header can hold is left out.
        let _ = match &node.kind {
            Kind::File(content) => {
                header.set_entry_type(tar::EntryType::Regular);
                header.set_size(content.0.len() as u64);
                builder.append_data(&mut header, path, &content.0[..])
            }
            Kind::Directory => {
                header.set_entry_type(tar::EntryType::Directory);
                header.set_size(0);
                builder.append_data(&mut header, format!("{path}/"), std::io::empty())
            }
            Kind::Link(target) => {
                header.set_entry_type(tar::EntryType::Symlink);
                header.set_size(0);
                builder.append_link(&mut header, path, target)
            }
            Kind::Gone => continue,
        };
    }
    builder.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<(String, Node)> {
        vec![
            ("d".to_owned(), Node::directory(0o755, Time(1_000_000_000))),
            (
                "d/f".to_owned(),
                Node::file(&b"text"[..], 0o600, Time(2_000_000_000)),
            ),
        ]
    }

    #[test]
    fn what_was_packed_is_unpacked_again() {
        let found = unpack(&pack(&sample())).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found.last().unwrap().0, "/d/f");
        assert_eq!(found.last().unwrap().1, sample().last().unwrap().1);
    }

    #[test]
    fn an_archive_that_ends_too_early_is_an_error() {
        let bytes = pack(&sample());
        for end in [3, 700, 1030] {
            let part = bytes.get(..end).unwrap();
            assert!(unpack(part).is_err(), "{end} bytes");
        }
        assert!(unpack(b"abc").is_err());
    }

    #[test]
    fn a_path_out_of_the_folder_is_an_error() {
        let mut builder = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(1);
        header.as_mut_bytes()[..9].copy_from_slice(b"../escape");
        header.set_cksum();
        builder.append(&header, &b"x"[..]).unwrap();
        let fault = unpack(&builder.into_inner().unwrap()).unwrap_err();
        assert!(fault.message.contains("leads out of its folder"));
    }
}
