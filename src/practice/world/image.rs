//! Images: finding, tagging and removing them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::World;
use super::config::Config;
use super::fault::Fault;
use super::files::{Files, Layer};
use super::source::{Time, digest, short};

/// How many images one world holds.
const MAX_IMAGES: usize = 5000;

/// One line of an image's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// When it was made.
    pub created: Time,
    /// The instruction it came from.
    pub created_by: String,
    /// A remark.
    pub comment: String,
    /// The bytes of its layer.
    pub size: u64,
    /// The image as which it was kept, if it is kept here.
    pub image: String,
}

/// An image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// Its identifier: `sha256:` and 64 digits.
    pub id: String,
    /// The image it was built upon; empty if there is none.
    pub parent: String,
    /// When it was made.
    pub created: Time,
    /// How its containers run.
    pub config: Config,
    /// Its layers, lowest first.
    pub layers: Vec<String>,
    /// How it came to be, oldest first.
    pub history: Vec<History>,
    /// A remark.
    pub comment: String,
    /// The container in which the last step of its build ran.
    pub container: String,
    /// What the build's cache knows its last step by.
    pub step: String,
}

/// One line of what a removal did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// A name is gone.
    Untagged(String),
    /// An image is gone.
    Deleted(String),
}

/// A name with its tag, short as people write it (`nginx:latest`).
pub fn full_name(reference: &str) -> Result<String, Fault> {
    let invalid = || Fault::bad("invalid reference format");
    let reference = reference
        .strip_prefix("docker.io/library/")
        .or_else(|| reference.strip_prefix("library/"))
        .or_else(|| reference.strip_prefix("docker.io/"))
        .unwrap_or(reference);
    let reference = reference.split('@').next().unwrap_or_default();
    let after_folder = reference.rfind('/').map_or(0, |at| at + 1);
    let last = reference.get(after_folder..).unwrap_or_default();
    let (repository, tag) = match last.split_once(':') {
        Some((_, tag)) => (
            reference
                .get(..reference.len() - tag.len() - 1)
                .unwrap_or_default(),
            tag,
        ),
        None => (reference, "latest"),
    };
    if repository.is_empty() || repository.len() > 255 {
        return Err(invalid());
    }
    if repository.chars().any(|letter| letter.is_ascii_uppercase()) {
        return Err(Fault::bad(
            "invalid reference format: repository name must be lowercase",
        ));
    }
    let part = |text: &str, more: &str| {
        text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
            && text
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || more.contains(letter))
    };
    if !part(repository, "_.-/:") || !part(tag, "_.-") || tag.len() > 128 {
        return Err(invalid());
    }
    Ok(format!("{repository}:{tag}"))
}

impl World {
    /// The image of this name or identifier, or beginning of an identifier.
    pub fn find_image(&self, reference: &str) -> Result<&Image, Fault> {
        let digits = reference.strip_prefix("sha256:").unwrap_or(reference);
        let is_id = !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        if is_id && let Some(image) = self.images.get(&format!("sha256:{digits}")) {
            return Ok(image);
        }
        if !reference.starts_with("sha256:") {
            let name = full_name(reference)?;
            if let Some(image) = self.tags.get(&name).and_then(|id| self.images.get(id)) {
                return Ok(image);
            }
        }
        if is_id {
            let start = format!("sha256:{digits}");
            let mut matches = self
                .images
                .range(start.clone()..)
                .take_while(|(id, _)| id.starts_with(&start));
            if let (Some((_, image)), None) = (matches.next(), matches.next()) {
                return Ok(image);
            }
        }
        let name = full_name(reference).unwrap_or_else(|_| reference.to_owned());
        Err(Fault::missing(format!("No such image: {name}")))
    }

    /// The names of an image, in order.
    pub fn tags_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        self.tags
            .iter()
            .filter(move |(_, image)| *image == id)
            .map(|(name, _)| name.as_str())
    }

    /// Whether another image was built upon this one.
    #[must_use]
    pub fn has_children(&self, id: &str) -> bool {
        self.images.values().any(|image| image.parent == id)
    }

    /// The bytes of an image's files.
    #[must_use]
    pub fn image_size(&self, image: &Image) -> u64 {
        image
            .layers
            .iter()
            .filter_map(|layer| self.layers.get(layer))
            .map(Layer::size)
            .sum()
    }

    /// The files of an image.
    #[must_use]
    pub fn image_files(&self, image: &Image) -> Files<'_> {
        Files::new(self.image_layers(image))
    }

    /// The layers of an image, lowest first.
    #[must_use]
    pub fn image_layers(&self, image: &Image) -> Vec<&Layer> {
        image
            .layers
            .iter()
            .filter_map(|layer| self.layers.get(layer))
            .collect()
    }

    /// Keeps an image: its identifier comes from what it is made of.
    pub fn add_image(&mut self, mut image: Image) -> Result<String, Fault> {
        if self.images.len() >= MAX_IMAGES {
            return Err(Fault::internal("too many images in the practice engine"));
        }
        let text = serde_json::to_vec(&(
            &image.parent,
            image.created,
            &image.config,
            &image.layers,
            &image.step,
        ))
        .unwrap_or_default();
        image.id = format!("sha256:{}", digest(&[&text]));
        if let Some(last) = image.history.last_mut() {
            last.image.clone_from(&image.id);
        }
        let id = image.id.clone();
        self.images.insert(id.clone(), image);
        Ok(id)
    }

    /// Keeps a layer: its identifier.
    pub fn add_layer(&mut self, layer: Layer) -> Result<String, Fault> {
        self.check_room(layer.weight())?;
        let text = serde_json::to_vec(&layer).unwrap_or_default();
        let id = format!("sha256:{}", digest(&[&text]));
        self.layers.insert(id.clone(), layer);
        Ok(id)
    }

    /// Gives an image a name, taking it from whatever image had it.
    pub fn tag_image(&mut self, id: &str, name: &str) -> Result<(), Fault> {
        let name = full_name(name)?;
        self.tags.insert(name.clone(), id.to_owned());
        self.image_event(id, "tag", &name);
        Ok(())
    }

    /// Removes a name, and the image with its last name.
    pub fn remove_image(
        &mut self,
        reference: &str,
        force: bool,
        prune: bool,
    ) -> Result<Vec<Removed>, Fault> {
        let image = self.find_image(reference)?;
        let id = image.id.clone();
        let by_id = !full_name(reference).is_ok_and(|name| self.tags.contains_key(&name));
        let names: Vec<String> = self.tags_of(&id).map(str::to_owned).collect();
        let user = self.containers.values().find(|held| held.image == id);
        let user = user.map(|held| (held.short_id().to_owned(), held.is_running()));
        let mut done = Vec::new();
        if by_id {
            if names.len() > 1 && !force {
                return Err(Fault::conflict(format!(
                    "conflict: unable to delete {} (must be forced) - image is referenced in multiple repositories",
                    short(&id)
                )));
            }
            self.check_unused(&id, user.as_ref(), force)?;
            for name in names {
                self.untag(&id, &name, &mut done);
            }
        } else {
            let name = full_name(reference)?;
            if names.len() == 1
                && !force
                && let Some((container, _)) = &user
            {
                return Err(Fault::conflict(format!(
                    "conflict: unable to remove repository reference \"{reference}\" (must force) - container {container} is using its referenced image {}",
                    short(&id)
                )));
            }
            self.untag(&id, &name, &mut done);
            if names.len() > 1 || user.is_some() || self.has_children(&id) {
                return Ok(done);
            }
        }
        self.delete_image(&id, prune, &mut done);
        Ok(done)
    }

    fn check_unused(
        &self,
        id: &str,
        user: Option<&(String, bool)>,
        force: bool,
    ) -> Result<(), Fault> {
        let why = match user {
            _ if self.has_children(id) => {
                "(cannot be forced) - image has dependent child images".to_owned()
            }
            Some((container, true)) => {
                format!("(cannot be forced) - image is being used by running container {container}")
            }
            Some((container, false)) if !force => {
                format!("(must be forced) - image is being used by stopped container {container}")
            }
            _ => return Ok(()),
        };
        Err(Fault::conflict(format!(
            "conflict: unable to delete {} {why}",
            short(id)
        )))
    }

    fn untag(&mut self, id: &str, name: &str, done: &mut Vec<Removed>) {
        self.tags.remove(name);
        self.image_event(id, "untag", id);
        done.push(Removed::Untagged(name.to_owned()));
    }

    /// Removes an image, and the nameless ones below it that nobody needs any more.
    pub fn delete_image(&mut self, id: &str, prune: bool, done: &mut Vec<Removed>) {
        let Some(image) = self.images.remove(id) else {
            return;
        };
        let attributes = std::collections::BTreeMap::from([("name".to_owned(), id.to_owned())]);
        self.event("image", "delete", id, attributes);
        done.push(Removed::Deleted(id.to_owned()));
        self.drop_unused_layers();
        let parent = image.parent;
        let needed = parent.is_empty()
            || !prune
            || self.tags_of(&parent).next().is_some()
            || self.has_children(&parent)
            || self.containers.values().any(|held| held.image == parent);
        if !needed {
            self.delete_image(&parent, prune, done);
        }
    }

    fn drop_unused_layers(&mut self) {
        // A removed image may still be the base of a container, whose files must stay readable.
        if self
            .containers
            .values()
            .any(|held| !self.images.contains_key(&held.image))
        {
            return;
        }
        let used: BTreeSet<&String> = self
            .images
            .values()
            .flat_map(|image| &image.layers)
            .collect();
        let unused: Vec<String> = self
            .layers
            .keys()
            .filter(|layer| !used.contains(layer))
            .cloned()
            .collect();
        for layer in unused {
            self.layers.remove(&layer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gets_its_tag_and_loses_its_registry() {
        assert_eq!(full_name("nginx").unwrap(), "nginx:latest");
        assert_eq!(full_name("docker.io/library/nginx:1").unwrap(), "nginx:1");
        assert_eq!(full_name("host:5000/a/b").unwrap(), "host:5000/a/b:latest");
        assert_eq!(full_name("a/b:c").unwrap(), "a/b:c");
    }

    #[test]
    fn a_name_with_a_capital_letter_is_refused_in_dockers_words() {
        assert_eq!(
            full_name("ZZ").unwrap_err().message,
            "invalid reference format: repository name must be lowercase"
        );
        assert_eq!(
            full_name("").unwrap_err().message,
            "invalid reference format"
        );
        assert_eq!(
            full_name("a b").unwrap_err().message,
            "invalid reference format"
        );
    }
}
