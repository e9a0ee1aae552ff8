//! The world between runs: one file, written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::world::World;

/// The version of the file.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Saved<'w> {
    format: u32,
    world: &'w World,
}

#[derive(Deserialize)]
struct Loaded {
    format: u32,
    world: World,
}

/// The world as the bytes of its file.
pub fn to_bytes(world: &World) -> io::Result<Vec<u8>> {
    serde_json::to_vec(&Saved {
        format: FORMAT,
        world,
    })
    .map_err(io::Error::other)
}

/// Writes the file: first beside it, then in its place.
pub fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// What came of loading.
#[derive(Debug)]
pub enum Load {
    /// There was no file.
    Nothing,
    /// The world as it was saved.
    World(Box<World>),
    /// The file cannot be understood; it was moved here.
    SetAside(PathBuf),
}

/// Reads the file. One that cannot be understood is set aside, never overwritten.
pub fn load(path: &Path) -> io::Result<Load> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Load::Nothing),
        Err(error) => return Err(error),
    };
    match serde_json::from_slice::<Loaded>(&bytes) {
        Ok(loaded) if loaded.format == FORMAT => Ok(Load::World(Box::new(loaded.world))),
        _ => {
            let mut aside = path.as_os_str().to_owned();
            aside.push(".unreadable");
            let mut target = PathBuf::from(&aside);
            let mut number = 1;
            while target.exists() {
                number += 1;
                let mut next = aside.clone();
                next.push(format!("-{number}"));
                target = PathBuf::from(next);
            }
            fs::rename(path, &target)?;
            Ok(Load::SetAside(target))
        }
    }
}

/// Forgets the saved world.
pub fn reset(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::carried;
    use crate::practice::world::source::Source;

    #[test]
    fn a_saved_world_is_the_same_when_it_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/world.json");
        let mut world = World::new(Source::steady(), "host");
        carried::pull(&mut world, "nginx:1.28-alpine").unwrap();
        save(&path, &to_bytes(&world).unwrap()).unwrap();
        let Load::World(loaded) = load(&path).unwrap() else {
            panic!("not loaded");
        };
        assert_eq!(loaded.networks, world.networks);
        assert_eq!(loaded.images, world.images);
        assert_eq!(loaded.layers, world.layers);
        reset(&path).unwrap();
        assert!(matches!(load(&path).unwrap(), Load::Nothing));
    }

    #[test]
    fn a_file_that_cannot_be_understood_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("world.json");
        for _ in 0..2 {
            fs::write(&path, b"{\"format\":99}").unwrap();
            let Load::SetAside(aside) = load(&path).unwrap() else {
                panic!("not set aside");
            };
            assert_eq!(fs::read(aside).unwrap(), b"{\"format\":99}");
            assert!(!path.exists());
        }
    }
}
