//! `COPY` and `ADD`: which files go where.

use super::archives::unpack;
use super::inside::Entry;
use super::world::fault::Fault;
use super::world::files::{Files, Kind, Layer, Node, normalise};
use super::world::source::Time;

/// Where files come from.
#[derive(Debug)]
pub struct Sources<'f> {
    /// The files.
    pub files: Files<'f>,
    /// Whether it is what the client sent.
    pub is_context: bool,
}

/// Copies some sources to a target: the layer that comes of it.
pub fn copy(
    verb: &str,
    from: &Sources<'_>,
    sources: &[String],
    into: &Files<'_>,
    folder: &str,
    target: &str,
    now: Time,
) -> Result<Layer, Fault> {
    let wrong = |why: String| Fault::bad(format!("{verb} failed: {why}"));
    let place = normalise(if folder.is_empty() { "/" } else { folder }, target)
        .ok_or_else(|| wrong("the destination cannot be used".to_owned()))?;
    let place = into.locate(&place).unwrap_or(place);
    let target_is_folder = target.ends_with('/')
        || matches!(target, "." | "./")
        || into.stat(&place).is_ok_and(|node| node.is_directory());
    let mut found = Vec::new();
    for source in sources {
        if verb == "ADD" && (source.starts_with("http://") || source.starts_with("https://")) {
            return Err(Fault::new(
                501,
                "the practice engine does not do ADD from an address",
            ));
        }
        if from.is_context && leads_out(source) {
            return Err(wrong(format!(
                "forbidden path outside the build context: {source} ()"
            )));
        }
        found.extend(matching(from, source).map_err(|()| {
            wrong(if source.contains(['*', '?']) {
                "no source files were specified".to_owned()
            } else if from.is_context {
                format!("file not found in build context or excluded by .dockerignore: stat {}: file does not exist", source.trim_start_matches('/'))
            } else {
                format!("stat {source}: file does not exist")
            })
        })?);
    }
    if found.len() > 1 && !target.ends_with('/') && !matches!(target, "." | "./") {
        return Err(Fault::bad(format!(
            "When using {verb} with more than one source file, the destination must be a directory and end with a /"
        )));
    }
    let mut layer = Layer::default();
    for path in found {
        let node = from
            .files
            .stat(&path)
            .map_err(|_| wrong(format!("stat {path}: file does not exist")))?;
        let name = path.rsplit('/').next().unwrap_or_default();
        if node.is_directory() {
            let tree = from
                .files
                .tree(&path)
                .map_err(|_| wrong(format!("stat {path}: file does not exist")))?;
            for (relative, node) in tree {
                let at = normalise(&place, &relative)
                    .ok_or_else(|| wrong("a path is too long".to_owned()))?;
                put(&mut layer, &at, node, now);
            }
        } else if verb == "ADD" && is_archive(&node) {
            let Kind::File(content) = &node.kind else {
                continue;
            };
            for (relative, node) in unpack(&content.0)? {
                let at = normalise(&place, relative.trim_start_matches('/'))
                    .ok_or_else(|| wrong("a path is too long".to_owned()))?;
                put(&mut layer, &at, node, now);
            }
        } else if target_is_folder {
            let at =
                normalise(&place, name).ok_or_else(|| wrong("a path is too long".to_owned()))?;
            put(&mut layer, &at, node, now);
        } else {
            put(&mut layer, &place, node, now);
        }
    }
    Ok(layer)
}

fn put(layer: &mut Layer, path: &str, node: Node, now: Time) {
    if path == "/" {
        return;
    }
    let node = if node.changed == Time::ZERO {
        Node {
            changed: now,
            ..node
        }
    } else {
        node
    };
    layer.put(path, node);
}

fn is_archive(node: &Node) -> bool {
    match &node.kind {
        Kind::File(content) => {
            content.0.get(257..262) == Some(b"ustar") || content.0.starts_with(&[0x1f, 0x8b])
        }
        _ => false,
    }
}

fn leads_out(source: &str) -> bool {
    let mut depth = 0_i32;
    for part in source.trim_start_matches('/').split('/') {
        match part {
            "" | "." => {}
            ".." => depth -= 1,
            _ => depth += 1,
        }
        if depth < 0 {
            return true;
        }
    }
    false
}

/// The paths that a source names: itself, or what its wildcards fit.
fn matching(from: &Sources<'_>, source: &str) -> Result<Vec<String>, ()> {
    let path = normalise("/", source).ok_or(())?;
    if !source.contains(['*', '?', '[']) {
        return match from.files.stat(&path) {
            Ok(_) => Ok(vec![path]),
            Err(_) => Err(()),
        };
    }
    let (folder, pattern) = path.rsplit_once('/').ok_or(())?;
    let entries = from
        .files
        .list(if folder.is_empty() { "/" } else { folder })
        .map_err(|_| ())?;
    let fits = |entry: &Entry| fits(pattern.as_bytes(), entry.name.as_bytes());
    let found: Vec<String> = entries
        .iter()
        .filter(|entry| fits(entry))
        .map(|entry| format!("{folder}/{}", entry.name))
        .collect();
    if found.is_empty() { Err(()) } else { Ok(found) }
}

/// Whether a pattern of `*` and `?` fits a name.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut in_name) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(&letter) = name.get(in_name) {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, in_name));
                at += 1;
            }
            Some(&wanted) if wanted == b'?' || wanted == letter => {
                at += 1;
                in_name += 1;
            }
            _ => match star {
                Some((back, taken)) => {
                    at = back + 1;
                    in_name = taken + 1;
                    star = Some((back, taken + 1));
                }
                None => return false,
            },
        }
    }
    pattern
        .get(at..)
        .is_none_or(|rest| rest.iter().all(|letter| *letter == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> Layer {
        let mut layer = Layer::default();
        for path in ["/a.txt", "/b.txt", "/sub/c.txt"] {
            layer.put(path, Node::file(path.as_bytes(), 0o644, Time(1)));
        }
        layer
    }

    fn try_copy(sources: &[&str], target: &str) -> Result<Vec<String>, String> {
        let (context, image) = (context(), Layer::default());
        let from = Sources {
            files: Files::new(vec![&context]),
            is_context: true,
        };
        let sources: Vec<String> = sources.iter().map(|source| (*source).to_owned()).collect();
        copy(
            "COPY",
            &from,
            &sources,
            &Files::new(vec![&image]),
            "/app",
            target,
            Time(2),
        )
        .map(|layer| layer.nodes.into_keys().collect())
        .map_err(|fault| fault.message)
    }

    #[test]
    fn files_go_into_a_folder_or_get_a_new_name() {
        assert_eq!(
            try_copy(&["a.txt", "b.txt"], "./").unwrap(),
            ["/app", "/app/a.txt", "/app/b.txt"]
        );
        assert_eq!(
            try_copy(&["a.txt"], "/etc/x.conf").unwrap(),
            ["/etc", "/etc/x.conf"]
        );
        assert_eq!(try_copy(&["sub"], "/s/").unwrap(), ["/s", "/s/c.txt"]);
        assert_eq!(
            try_copy(&["*.txt"], "/t/").unwrap(),
            ["/t", "/t/a.txt", "/t/b.txt"]
        );
    }

    #[test]
    fn mistakes_are_told_in_dockers_words() {
        assert_eq!(
            try_copy(&["nope"], "/x").unwrap_err(),
            "COPY failed: file not found in build context or excluded by .dockerignore: stat nope: file does not exist"
        );
        assert_eq!(
            try_copy(&["../x"], "/x").unwrap_err(),
            "COPY failed: forbidden path outside the build context: ../x ()"
        );
        assert!(
            try_copy(&["a.txt", "b.txt"], "/x")
                .unwrap_err()
                .starts_with("When using COPY")
        );
    }

    #[test]
    fn wildcards_fit_as_a_shell_has_them() {
        assert!(fits(b"*.txt", b"a.txt"));
        assert!(fits(b"a?c*", b"abcde"));
        assert!(!fits(b"*.txt", b"a.md"));
    }
}
