//! Which of the objects on an engine a proof has made, and what of them is still there.

use std::collections::{BTreeMap, BTreeSet};

use crate::docker::snapshot::{Container, Image, Network, Snapshot};

/// What a proof knows of the objects it has made.
///
/// Others may use the same engine at the same time, so that not everything new is ours. Ours is
/// what has one of the lesson's names, a name that begins with one of them or holds the mark of
/// this proof, an id that one of our commands printed, or what hangs on something that is ours.
#[derive(Debug, Clone, Default)]
pub(super) struct Ledger {
    /// What was there before.
    start: Snapshot,
    names: BTreeSet<String>,
    mark: String,
    /// Words of our commands' output that look like ids.
    printed: BTreeSet<String>,
    /// Ids of images that once had a tag of ours.
    images: BTreeSet<String>,
}

/// Something of ours that is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leftover {
    /// A container: id and name.
    Container(String, String),
    /// A network: id and name.
    Network(String, String),
    /// A tag, which may be one of several of an image.
    Tag(String),
    /// An image without a tag, by its id.
    Image(String),
}

impl Leftover {
    /// What to call it in a report.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Container(_, name) | Self::Network(_, name) => name,
            Self::Tag(tag) => tag,
            Self::Image(id) => id,
        }
    }
}

impl Ledger {
    /// Of a proof that begins now. `names` are all names that the lesson may use, filled in;
    /// `mark` is a text that no other name on the engine holds, or empty.
    pub(super) fn new(start: Snapshot, names: BTreeSet<String>, mark: &str) -> Self {
        Self {
            start,
            names,
            mark: mark.to_owned(),
            ..Self::default()
        }
    }

    /// A text that every tag of ours may hold.
    pub(super) fn mark(&self) -> &str {
        &self.mark
    }

    /// What was there before.
    pub(super) fn start(&self) -> &Snapshot {
        &self.start
    }

    /// Remembers the ids that a command has printed.
    pub(super) fn heard(&mut self, output: &str) {
        let is_id = |word: &&str| {
            matches!(word.len(), 12 | 64) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        self.printed.extend(
            output
                .split(|c: char| !c.is_ascii_alphanumeric())
                .filter(is_id)
                .map(str::to_owned),
        );
    }

    /// Remembers images that have a tag of ours now, because they may lose it.
    pub(super) fn saw(&mut self, snapshot: &Snapshot) {
        for image in &snapshot.images {
            if image.tags.iter().any(|tag| self.is_own_tag(tag)) {
                self.images.insert(image.id.clone());
            }
        }
    }

    fn has_name(&self, name: &str) -> bool {
        self.is_marked(name) || self.names.iter().any(|own| name.starts_with(own.as_str()))
    }

    fn is_marked(&self, name: &str) -> bool {
        !self.mark.is_empty() && name.contains(&self.mark)
    }

    fn was_printed(&self, id: &str) -> bool {
        let hex = id.strip_prefix("sha256:").unwrap_or(id);
        self.printed.contains(hex)
            || hex
                .get(..12)
                .is_some_and(|short| self.printed.contains(short))
    }

    fn is_own_tag(&self, tag: &str) -> bool {
        let before = self
            .start
            .images
            .iter()
            .any(|image| image.tags.iter().any(|t| t == tag));
        // `nginx:1` is the begin of too many names of others.
        !before && (self.is_marked(tag) || self.names.contains(tag))
    }

    /// Whether this network was made by the proof.
    pub(super) fn owns_network(&self, network: &Network) -> bool {
        let before = self.start.networks.iter().any(|old| old.id == network.id);
        !before && (self.has_name(&network.name) || self.was_printed(&network.id))
    }

    /// Whether this container was made by the proof.
    pub(super) fn owns_container(&self, container: &Container) -> bool {
        let before = self
            .start
            .containers
            .iter()
            .any(|old| old.id == container.id);
        let on_own_network = || {
            container.endpoints.iter().any(|endpoint| {
                self.has_name(&endpoint.network) && !self.was_there(&endpoint.network)
            })
        };
        !before
            && (self.has_name(&container.name)
                || self.was_printed(&container.id)
                || self.is_marked(&container.image)
                || on_own_network())
    }

    fn was_there(&self, network: &str) -> bool {
        self.start.network(network).is_some()
    }

    fn owns_untagged(&self, image: &Image) -> bool {
        let before = self.start.images.iter().any(|old| old.id == image.id);
        !before
            && image.tags.is_empty()
            && (self.images.contains(&image.id) || self.was_printed(&image.id))
    }

    /// What of ours is there, in the order in which it can be removed.
    pub(super) fn leftovers(&self, now: &Snapshot) -> Vec<Leftover> {
        let containers = now
            .containers
            .iter()
            .filter(|container| self.owns_container(container))
            .map(|container| Leftover::Container(container.id.clone(), container.name.clone()));
        let networks = now
            .networks
            .iter()
            .filter(|network| self.owns_network(network))
            .map(|network| Leftover::Network(network.id.clone(), network.name.clone()));
        let tags = now
            .images
            .iter()
            .flat_map(|image| &image.tags)
            .filter(|tag| self.is_own_tag(tag))
            .map(|tag| Leftover::Tag(tag.clone()));
        let untagged = now
            .images
            .iter()
            .filter(|image| self.owns_untagged(image))
            .map(|image| Leftover::Image(image.id.clone()));
        containers
            .chain(networks)
            .chain(tags)
            .chain(untagged)
            .collect()
    }

    /// Only what is ours, for comparing two moments on an engine that others use too.
    pub(super) fn ours(&self, now: &Snapshot) -> Snapshot {
        Snapshot {
            networks: now
                .networks
                .iter()
                .filter(|network| self.owns_network(network))
                .cloned()
                .collect(),
            containers: now
                .containers
                .iter()
                .filter(|container| self.owns_container(container))
                .cloned()
                .collect(),
            images: now
                .images
                .iter()
                .filter_map(|image| self.our_part(image))
                .collect(),
            ..Snapshot::default()
        }
    }

    /// The image with our tags only: others may give and take theirs as they like.
    fn our_part(&self, image: &Image) -> Option<Image> {
        let tags: Vec<String> = image
            .tags
            .iter()
            .filter(|tag| self.is_own_tag(tag))
            .cloned()
            .collect();
        (!tags.is_empty() || self.owns_untagged(image)).then(|| Image {
            tags,
            ..image.clone()
        })
    }

    /// Names of what was there before and is gone or another one now, and of what is new without
    /// being known as ours: the work of others, or something a lesson did behind our back.
    pub(super) fn strange(&self, now: &Snapshot) -> Vec<String> {
        let (before, after) = (all(&self.start), all(now));
        let mut names: BTreeSet<String> = BTreeSet::new();
        for (key, name) in &before {
            if !after.contains_key(key) {
                names.insert(format!("-{name}"));
            }
        }
        let ours = all(&self.ours(now));
        for (key, name) in &after {
            if !before.contains_key(key) && !ours.contains_key(key) {
                names.insert(format!("+{name}"));
            }
        }
        names.into_iter().collect()
    }
}

/// Everything there is: what it is, and its name.
fn all(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let networks = snapshot
        .networks
        .iter()
        .map(|network| (network.id.clone(), network.name.clone()));
    let containers = snapshot
        .containers
        .iter()
        .map(|container| (container.id.clone(), container.name.clone()));
    let tags = snapshot.images.iter().flat_map(|image| {
        image
            .tags
            .iter()
            .map(|tag| (format!("{} {tag}", image.id), tag.clone()))
    });
    let untagged = snapshot
        .images
        .iter()
        .filter(|image| image.tags.is_empty())
        .map(|image| {
            (
                image.id.clone(),
                crate::check::short_id(&image.id).to_owned(),
            )
        });
    networks
        .chain(containers)
        .chain(tags)
        .chain(untagged)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Ledger, Leftover};
    use crate::docker::snapshot::{Container, Endpoint, Image, Network, Snapshot};

    fn network(id: &str, name: &str) -> Network {
        Network {
            id: id.into(),
            name: name.into(),
            ..Network::default()
        }
    }

    fn container(id: &str, name: &str, network: &str) -> Container {
        Container {
            id: id.into(),
            name: name.into(),
            endpoints: vec![Endpoint {
                network: network.into(),
                ..Endpoint::default()
            }],
            ..Container::default()
        }
    }

    fn image(id: &str, tags: &[&str]) -> Image {
        Image {
            id: id.into(),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..Image::default()
        }
    }

    fn ledger(start: Snapshot) -> Ledger {
        let names = BTreeSet::from(["net-pq1".to_owned(), "mynet-host".to_owned()]);
        Ledger::new(start, names, "-pq1")
    }

    #[test]
    fn what_was_there_before_is_never_ours_whatever_it_is_called() {
        let start = Snapshot {
            networks: vec![network("1", "net-pq1")],
            containers: vec![container("2", "web-pq1", "net-pq1")],
            images: vec![image("sha256:3", &["web:1-pq1"])],
            ..Snapshot::default()
        };
        assert_eq!(ledger(start.clone()).leftovers(&start), []);
    }

    #[test]
    fn a_mistakes_object_is_ours_by_its_name_its_network_or_what_docker_printed() {
        let id = "a".repeat(64);
        let now = Snapshot {
            networks: vec![network("1", "net-pq10"), network("9", "theirs")],
            containers: vec![
                container("2", "clever_newton", "net-pq1"),
                container(&id, "happy_curie", "bridge"),
                container("4", "their-web", "bridge"),
            ],
            ..Snapshot::default()
        };
        let mut ledger = ledger(Snapshot::default());
        ledger.heard(&format!("{id}\n"));
        let names: Vec<String> = ledger
            .leftovers(&now)
            .iter()
            .map(|left| left.name().to_owned())
            .collect();
        assert_eq!(names, ["clever_newton", "happy_curie", "net-pq10"]);
        assert_eq!(ledger.strange(&now), ["+their-web", "+theirs"]);
    }

    #[test]
    fn an_image_that_lost_our_tag_is_still_ours() {
        let mut ledger = ledger(Snapshot::default());
        ledger.saw(&Snapshot {
            images: vec![image("sha256:1", &["web:1-pq1"])],
            ..Snapshot::default()
        });
        let now = Snapshot {
            images: vec![image("sha256:1", &[]), image("sha256:2", &["web:1-pq1"])],
            ..Snapshot::default()
        };
        let tag = Leftover::Tag("web:1-pq1".into());
        assert_eq!(
            ledger.leftovers(&now),
            [tag, Leftover::Image("sha256:1".into())]
        );
    }

    #[test]
    fn our_tag_on_somebodys_image_is_taken_off_and_the_image_stays() {
        let start = Snapshot {
            images: vec![image("sha256:1", &["web:1"])],
            ..Snapshot::default()
        };
        let now = Snapshot {
            images: vec![image("sha256:1", &["web:1", "web:1-pq1"])],
            ..Snapshot::default()
        };
        let left = ledger(start).leftovers(&now);
        assert_eq!(left, [Leftover::Tag("web:1-pq1".into())]);
    }
}
