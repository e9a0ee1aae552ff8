//! The files of images and containers: layers of paths, the upper hiding the lower.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::source::Time;
use crate::practice::inside::{Entry, FileError};

/// How many symbolic links one path may go through.
const MAX_LINKS: u8 = 16;
/// The longest path that is taken, in bytes.
const MAX_PATH: usize = 4096;

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content(pub Arc<[u8]>);

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => serializer.collect_str(&format_args!("text:{text}")),
            Err(_) => serializer.collect_str(&format_args!("base64:{}", STANDARD.encode(&self.0))),
        }
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let text = String::deserialize(deserializer)?;
        if let Some(plain) = text.strip_prefix("text:") {
            return Ok(Content(plain.as_bytes().into()));
        }
        let coded = text
            .strip_prefix("base64:")
            .ok_or_else(|| D::Error::custom("a file's content begins with text: or base64:"))?;
        STANDARD
            .decode(coded)
            .map(|bytes| Content(bytes.into()))
            .map_err(D::Error::custom)
    }
}

/// What lies at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A file.
    File(Content),
    /// A folder.
    Directory,
    /// A symbolic link to a path.
    Link(String),
    /// Something that a lower layer has was removed here.
    Gone,
}

/// One path of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Permission bits, such as `0o644`.
    pub mode: u32,
    /// When it was last changed.
    pub changed: Time,
}

impl Node {
    /// A file.
    #[must_use]
    pub fn file(bytes: impl Into<Arc<[u8]>>, mode: u32, changed: Time) -> Node {
        Node {
            kind: Kind::File(Content(bytes.into())),
            mode,
            changed,
        }
    }

    /// A folder.
    #[must_use]
    pub fn directory(mode: u32, changed: Time) -> Node {
        Node {
            kind: Kind::Directory,
            mode,
            changed,
        }
    }

    /// Its size in bytes, as `stat` gives it.
    #[must_use]
    pub fn size(&self) -> u64 {
        match &self.kind {
            Kind::File(content) => content.0.len() as u64,
            Kind::Directory => 4096,
            Kind::Link(target) => target.len() as u64,
            Kind::Gone => 0,
        }
    }

    /// Whether it is a folder.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        self.kind == Kind::Directory
    }
}

/// Paths that were added or changed together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// Absolute, normalised paths; the root itself is not listed.
    pub nodes: BTreeMap<String, Node>,
}

impl Layer {
    /// Puts something at a path, with the folders above it.
    pub fn put(&mut self, path: &str, node: Node) {
        let mut end = 0;
        while let Some(next) = path.get(end + 1..).and_then(|rest| rest.find('/')) {
            end += next + 1;
            if let Some(above) = path.get(..end) {
                let changed = node.changed;
                self.nodes
                    .entry(above.to_owned())
                    .or_insert_with(|| Node::directory(0o755, changed));
            }
        }
        self.nodes.insert(path.to_owned(), node);
    }

    /// What it takes in memory, roughly, in bytes.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.nodes
            .iter()
            .map(|(path, node)| path.len() as u64 + 64 + node.size_in_memory())
            .sum()
    }

    /// The bytes of its files.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.nodes.values().map(Node::size_in_memory).sum()
    }
}

impl Node {
    fn size_in_memory(&self) -> u64 {
        match &self.kind {
            Kind::File(content) => content.0.len() as u64,
            Kind::Link(target) => target.len() as u64,
            Kind::Directory | Kind::Gone => 0,
        }
    }
}

/// Makes a path absolute and takes `.`, `..` and double slashes out of it; `None` if it is too long
/// or holds a zero byte. It never leads above the root.
#[must_use]
pub fn normalise(folder: &str, path: &str) -> Option<String> {
    if path.len() > MAX_PATH || folder.len() > MAX_PATH || path.contains('\0') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    let folder = if path.starts_with('/') { "" } else { folder };
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(format!("/{}", parts.join("/")))
}

/// The layers of one container or image, lowest first.
#[derive(Debug, Clone)]
pub struct Files<'a> {
    layers: Vec<&'a Layer>,
}

impl<'a> Files<'a> {
    /// Looks through these layers, lowest first.
    #[must_use]
    pub fn new(layers: Vec<&'a Layer>) -> Files<'a> {
        Files { layers }
    }

    /// What lies at a normalised path, without following a link there.
    fn node(&self, path: &str) -> Option<&'a Node> {
        for layer in self.layers.iter().rev() {
            if let Some(node) = layer.nodes.get(path) {
                return (node.kind != Kind::Gone).then_some(node);
            }
            if ancestors(path).any(|above| {
                layer
                    .nodes
                    .get(above)
                    .is_some_and(|node| node.kind != Kind::Directory)
            }) {
                return None;
            }
        }
        None
    }

    /// Follows the links of a path: where it really leads. The last part need not be there.
    pub fn locate(&self, path: &str) -> Result<String, FileError> {
        let mut links = 0;
        let mut path = normalise("/", path).ok_or(FileError::NotFound)?;
        'again: loop {
            let mut done = String::new();
            let all = path.clone();
            let mut parts = all.split('/').skip(1).filter(|part| !part.is_empty());
            while let Some(part) = parts.next() {
                let here = format!("{done}/{part}");
                match self.node(&here).map(|node| &node.kind) {
                    Some(Kind::Link(target)) => {
                        links += 1;
                        if links > MAX_LINKS {
                            return Err(FileError::NotFound);
                        }
                        let mut next = normalise(&done, target).ok_or(FileError::NotFound)?;
                        for rest in parts {
                            next.push('/');
                            next.push_str(rest);
                        }
                        path = normalise("/", &next).ok_or(FileError::NotFound)?;
                        continue 'again;
                    }
                    Some(Kind::File(_)) => {
                        if parts.next().is_some() {
                            return Err(FileError::NotDirectory);
                        }
                        return Ok(here);
                    }
                    Some(Kind::Directory) => done = here,
                    None | Some(Kind::Gone) => {
                        if parts.next().is_some() {
                            return Err(FileError::NotFound);
                        }
                        return Ok(here);
                    }
                }
            }
            return Ok(if done.is_empty() {
                "/".to_owned()
            } else {
                done
            });
        }
    }

    /// What lies at a path, links followed.
    pub fn stat(&self, path: &str) -> Result<Node, FileError> {
        let path = self.locate(path)?;
        if path == "/" {
            return Ok(Node::directory(0o755, Time::ZERO));
        }
        self.node(&path).cloned().ok_or(FileError::NotFound)
    }

    /// What lies at a path, the last part not followed if it is a link.
    pub fn stat_link(&self, path: &str) -> Result<(String, Node), FileError> {
        let path = normalise("/", path).ok_or(FileError::NotFound)?;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", ""));
        let folder = self.locate(folder)?;
        let path = normalise(&folder, name).ok_or(FileError::NotFound)?;
        if path == "/" {
            return Ok((path, Node::directory(0o755, Time::ZERO)));
        }
        let node = self.node(&path).cloned().ok_or(FileError::NotFound)?;
        Ok((path, node))
    }

    /// The content of a file.
    pub fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        match self.stat(path)?.kind {
            Kind::File(content) => Ok(content.0),
            Kind::Directory => Err(FileError::IsDirectory),
            Kind::Link(_) | Kind::Gone => Err(FileError::NotFound),
        }
    }

    /// What lies in a folder, by name.
    pub fn list(&self, path: &str) -> Result<Vec<Entry>, FileError> {
        let folder = self.locate(path)?;
        if !self.stat(&folder)?.is_directory() {
            return Err(FileError::NotDirectory);
        }
        let prefix = if folder == "/" {
            folder
        } else {
            format!("{folder}/")
        };
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for layer in &self.layers {
            for path in layer.nodes.range(prefix.clone()..).map(|(path, _)| path) {
                let Some(name) = path.strip_prefix(&prefix) else {
                    break;
                };
                if !name.contains('/') {
                    names.insert(name);
                }
            }
        }
        let entry = |name: &str| {
            let node = self.node(&format!("{prefix}{name}"))?;
            Some(Entry {
                name: name.to_owned(),
                is_directory: node.is_directory(),
                size: node.size(),
                mode: node.mode,
            })
        };
        Ok(names.into_iter().filter_map(entry).collect())
    }

    /// Where a new file at this path would really lie, if one may be put there.
    pub fn place(&self, path: &str) -> Result<String, FileError> {
        let place = self.locate(path)?;
        match self.node(&place) {
            Some(node) if node.is_directory() => Err(FileError::IsDirectory),
            _ if place == "/" => Err(FileError::IsDirectory),
            _ => Ok(place),
        }
    }

    /// A folder with all that is in it (or one file): paths relative to its own name, folders first.
    pub fn tree(&self, path: &str) -> Result<Vec<(String, Node)>, FileError> {
        let (place, node) = self.stat_link(path)?;
        let mut found = vec![(String::new(), node.clone())];
        if node.is_directory() {
            let mut waiting = vec![place.clone()];
            while let Some(folder) = waiting.pop() {
                for entry in self.list(&folder)? {
                    let below = normalise(&folder, &entry.name).ok_or(FileError::NotFound)?;
                    let Some(node) = self.node(&below) else {
                        continue;
                    };
                    let relative = below
                        .strip_prefix(place.trim_end_matches('/'))
                        .unwrap_or(&below);
                    found.push((relative.trim_start_matches('/').to_owned(), node.clone()));
                    if node.is_directory() {
                        waiting.push(below);
                    }
                }
            }
        }
        Ok(found)
    }
}

fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/')
        .filter(|(at, _)| *at > 0)
        .filter_map(|(at, _)| path.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(paths: &[(&str, &str)]) -> Layer {
        let mut layer = Layer::default();
        for (path, text) in paths {
            layer.put(path, Node::file(text.as_bytes(), 0o644, Time(1)));
        }
        layer
    }

    #[test]
    fn an_upper_layer_hides_the_lower_one() {
        let (lower, upper) = (
            layer(&[("/a/b", "old"), ("/a/c", "c")]),
            layer(&[("/a/b", "new")]),
        );
        let files = Files::new(vec![&lower, &upper]);
        assert_eq!(&*files.read("/a/b").unwrap(), b"new");
        assert_eq!(&*files.read("/a/./x/../c").unwrap(), b"c");
        let names: Vec<String> = files
            .list("/a")
            .unwrap()
            .into_iter()
            .map(|e| e.name)
            .collect();
        assert_eq!(names, ["b", "c"]);
    }

    #[test]
    fn what_was_removed_above_is_gone_with_all_below_it() {
        let lower = layer(&[("/a/b", "old")]);
        let mut upper = Layer::default();
        upper.nodes.insert(
            "/a".to_owned(),
            Node {
                kind: Kind::Gone,
                mode: 0,
                changed: Time(2),
            },
        );
        let files = Files::new(vec![&lower, &upper]);
        assert_eq!(files.read("/a/b").unwrap_err(), FileError::NotFound);
        assert!(files.list("/").unwrap().is_empty());
    }

    #[test]
    fn a_path_never_leads_above_the_root() {
        assert_eq!(
            normalise("/x", "../../../etc/passwd").unwrap(),
            "/etc/passwd"
        );
        assert_eq!(normalise("/", "a\0b"), None);
    }

    #[test]
    fn links_are_followed_and_a_circle_of_links_ends() {
        let mut only = layer(&[("/usr/bin/sh", "x")]);
        let link = |target: &str| Node {
            kind: Kind::Link(target.to_owned()),
            mode: 0o777,
            changed: Time(1),
        };
        only.put("/bin", link("usr/bin"));
        only.put("/one", link("/two"));
        only.put("/two", link("/one"));
        let files = Files::new(vec![&only]);
        assert_eq!(&*files.read("/bin/sh").unwrap(), b"x");
        assert_eq!(files.read("/one").unwrap_err(), FileError::NotFound);
        assert_eq!(
            files.read("/bin/sh/x").unwrap_err(),
            FileError::NotDirectory
        );
    }

    #[test]
    fn a_file_that_is_not_text_survives_being_saved() {
        let mut only = layer(&[]);
        only.put("/bin/x", Node::file(vec![0xff, 0, 1], 0o755, Time(1)));
        let text = serde_json::to_string(&only).unwrap();
        assert_eq!(serde_json::from_str::<Layer>(&text).unwrap(), only);
    }
}
