//! A state that can be compared and gone back to: what of the engine is ours, and the lab folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::docker::snapshot::{Container, Snapshot, State as Life};

/// Tags that begin like this keep images that would have to be built again; no lesson sees them.
pub(super) const KEEP: &str = "baeum-proof-keep:";

/// The files of a lab folder, by path relative to it.
pub(super) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The state in which a step begins.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// What of the engine is ours.
    pub(super) ours: Snapshot,
    /// The lab folder.
    pub(super) files: Files,
}

/// What makes one container as good as another for a lesson: everything but its id and its past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Likeness {
    image: String,
    life: Life,
    mode: String,
    command: Vec<String>,
    ports: BTreeSet<(u16, Option<u16>)>,
    places: BTreeMap<String, Option<std::net::IpAddr>>,
}

pub(super) fn likeness(container: &Container) -> Likeness {
    Likeness {
        image: container.image_id.clone(),
        life: container.state,
        mode: container.network_mode.clone(),
        command: container.command.clone(),
        ports: container
            .requested_ports
            .iter()
            .map(|port| (port.container_port, port.host_port))
            .collect(),
        places: container
            .endpoints
            .iter()
            .map(|endpoint| (endpoint.network.clone(), endpoint.address))
            .collect(),
    }
}

/// Tags, each with the image it stands for.
pub(super) fn tags(snapshot: &Snapshot) -> BTreeMap<String, String> {
    snapshot
        .images
        .iter()
        .flat_map(|image| image.tags.iter().map(|tag| (tag.clone(), image.id.clone())))
        .filter(|(tag, _)| !tag.starts_with(KEEP))
        .collect()
}

/// Whether two states of the engine are the same as far as a lesson can tell. Networks made anew
/// have other address ranges, which is as good; `moved` are their names.
pub(super) fn alike(one: &Snapshot, other: &Snapshot, moved: &BTreeSet<String>) -> bool {
    let containers = |snapshot: &Snapshot| -> BTreeMap<String, Likeness> {
        snapshot
            .containers
            .iter()
            .map(|container| {
                let mut likeness = likeness(container);
                for (network, address) in &mut likeness.places {
                    if moved.contains(network) {
                        *address = None;
                    }
                }
                (container.name.clone(), likeness)
            })
            .collect()
    };
    let networks = |snapshot: &Snapshot| -> BTreeMap<String, (String, String, BTreeSet<String>)> {
        snapshot
            .networks
            .iter()
            .map(|network| {
                let ranges = network
                    .subnets
                    .iter()
                    .filter(|_| !moved.contains(&network.name))
                    .map(|subnet| subnet.range.clone());
                let options = format!("{:?}{}", network.options, network.internal);
                (
                    network.name.clone(),
                    (network.driver.clone(), options, ranges.collect()),
                )
            })
            .collect()
    };
    containers(one) == containers(other)
        && networks(one) == networks(other)
        && tags(one) == tags(other)
}

/// Reads all files below a folder. Links are not followed.
pub(super) fn read_files(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    let mut open = vec![PathBuf::new()];
    while let Some(relative) = open.pop() {
        for entry in fs::read_dir(folder.join(&relative))? {
            let entry = entry?;
            let path = relative.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() {
                files.insert(path, fs::read(entry.path())?);
            }
        }
    }
    Ok(files)
}

/// Makes the folder hold exactly these files. Those that are right already are not touched, so
/// that builds find what they know.
pub(super) fn write_files(folder: &Path, files: &Files) -> io::Result<()> {
    let present = read_files(folder)?;
    for path in present.keys().filter(|path| !files.contains_key(*path)) {
        fs::remove_file(folder.join(path))?;
    }
    for (path, content) in files {
        if present.get(path) != Some(content) {
            let full = folder.join(path);
            if let Some(parent) = full.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(full, content)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::{alike, read_files, write_files};
    use crate::docker::snapshot::{Container, Snapshot, State};

    #[test]
    fn a_container_made_again_the_same_way_is_as_good_as_the_old_one() {
        let snapshot = |id: &str, state| Snapshot {
            containers: vec![Container {
                id: id.into(),
                name: "web".into(),
                state,
                ..Container::default()
            }],
            ..Snapshot::default()
        };
        let before = snapshot("1", State::Running);
        let none = BTreeSet::new();
        assert!(alike(&before, &snapshot("2", State::Running), &none));
        assert!(!alike(&before, &snapshot("1", State::Exited), &none));
    }

    #[test]
    fn a_folder_goes_back_to_what_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("nginx")).expect("made");
        fs::write(folder.path().join("nginx/a.conf"), "one").expect("written");
        let files = read_files(folder.path()).expect("read");
        fs::write(folder.path().join("nginx/a.conf"), "two").expect("written");
        fs::write(folder.path().join("new"), "new").expect("written");
        write_files(folder.path(), &files).expect("written");
        assert_eq!(read_files(folder.path()).expect("read"), files);
    }
}
