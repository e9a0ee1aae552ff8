//! Whose is what: an object is the lesson's only if the lesson declares its name and it was not there before.

use std::collections::BTreeSet;

use crate::docker::EngineKind;
use crate::docker::snapshot::Snapshot;
use crate::progress::{Ground, Made, Progress};

/// The names that a lesson may use, filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnNames {
    /// Of networks.
    pub networks: BTreeSet<String>,
    /// Of containers.
    pub containers: BTreeSet<String>,
    /// References of images.
    pub images: BTreeSet<String>,
}

/// The ids of everything there is, before a lesson begins: nothing of it can be the lesson's. Images
/// count with their tags too, as building the same content again gives the same id.
#[must_use]
pub fn foreign(snapshot: &Snapshot) -> BTreeSet<String> {
    let networks = snapshot.networks.iter().map(|network| network.id.clone());
    let containers = snapshot.containers.iter().map(|c| c.id.clone());
    let images = snapshot.images.iter().map(|image| image.id.clone());
    let tags = snapshot.images.iter().flat_map(|i| i.tags.iter().cloned());
    networks
        .chain(containers)
        .chain(images)
        .chain(tags)
        .collect()
}

/// Whether `foreign` was seen on the engine of this snapshot: the networks that every engine has from
/// the beginning have an id of their own on each, and keep it.
///
/// `bridge` is left out, because dockerd makes that one anew when it starts. Podman has neither of
/// the others; then any memory counts as one of it.
#[must_use]
pub fn is_of(foreign: &BTreeSet<String>, snapshot: &Snapshot) -> bool {
    let mut own = snapshot
        .networks
        .iter()
        .filter(|network| matches!(network.driver.as_str(), "host" | "null"))
        .peekable();
    if own.peek().is_none() {
        return !foreign.is_empty();
    }
    own.any(|network| foreign.contains(&network.id))
}

/// Has at hand what is remembered of the engine of this snapshot, and puts aside what belongs to
/// another one. Says whether the lesson was played there and has not been cleaned up since. There is
/// only one practice engine: what is remembered of another one went with its world.
pub fn turn_to(progress: &mut Progress, kind: EngineKind, snapshot: &Snapshot) -> bool {
    if is_of(&progress.foreign, snapshot) {
        return progress.under_way;
    }
    let known = progress
        .elsewhere
        .iter()
        .position(|ground| is_of(&ground.foreign, snapshot));
    let ground = known.map(|at| progress.elsewhere.remove(at));
    let found = ground.is_some();
    let ground = ground.unwrap_or_default();
    let left = Ground {
        engine: std::mem::replace(&mut progress.engine, ground.engine),
        foreign: std::mem::replace(&mut progress.foreign, ground.foreign),
        made: std::mem::replace(&mut progress.made, ground.made),
    };
    if !left.made.is_empty() {
        progress.elsewhere.push(left);
    }
    if kind == EngineKind::Practice {
        let practice = Some(kind.code());
        progress
            .elsewhere
            .retain(|ground| ground.engine.as_deref() != practice);
    }
    progress.under_way = found;
    // What was set up there does not stand here, and its clock is another one.
    progress.set_up = None;
    progress.step_began = None;
    progress.before = None;
    found
}

/// Remembers the ids of objects with the lesson's names that are not foreign. Says whether any is
/// new.
pub fn remember(
    own: &OwnNames,
    foreign: &BTreeSet<String>,
    snapshot: &Snapshot,
    made: &mut Made,
) -> bool {
    let before = made.networks.len() + made.containers.len() + made.images.len();
    for network in &snapshot.networks {
        if own.networks.contains(&network.name) && !foreign.contains(&network.id) {
            made.networks
                .insert(network.id.clone(), network.name.clone());
        }
    }
    for container in &snapshot.containers {
        if own.containers.contains(&container.name) && !foreign.contains(&container.id) {
            made.containers
                .insert(container.id.clone(), container.name.clone());
        }
    }
    for image in &snapshot.images {
        // A tag of the lesson's may be on an image that was there before: then the tag is all that
        // was made.
        let tag = image
            .tags
            .iter()
            .find(|tag| own.images.contains(*tag) && !foreign.contains(*tag));
        if let Some(tag) = tag {
            made.images.insert(image.id.clone(), tag.clone());
        }
    }
    before != made.networks.len() + made.containers.len() + made.images.len()
}

/// Of what the lesson made before, what is still there: that is not foreign.
pub fn keep_known(made: &mut Made, foreign: &mut BTreeSet<String>, snapshot: &Snapshot) {
    made.networks
        .retain(|id, _| snapshot.networks.iter().any(|network| network.id == *id));
    made.containers.retain(|id, _| {
        let mut containers = snapshot.containers.iter();
        containers.any(|container| container.id == *id)
    });
    made.images
        .retain(|id, _| snapshot.images.iter().any(|image| image.id == *id));
    for id in made.networks.keys().chain(made.containers.keys()) {
        foreign.remove(id);
    }
    for (id, name) in &made.images {
        foreign.remove(id);
        foreign.remove(name);
    }
}

/// What is to be removed, in the order in which it can be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removal {
    /// Containers: id and name.
    pub containers: Vec<(String, String)>,
    /// Networks: id and name.
    pub networks: Vec<(String, String)>,
    /// Images: what to remove them by, and the name to show.
    pub images: Vec<(String, String)>,
    /// Names that go from images which stay without one, each with an image that has another name.
    pub names: Vec<(String, String)>,
    /// The lesson's networks and images that stay, each with a container that is not the lesson's
    /// and uses it.
    pub kept: Vec<(String, String)>,
}

impl Removal {
    /// Whether there is nothing to remove.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.containers.is_empty()
            && self.networks.is_empty()
            && self.images.is_empty()
            && self.names.is_empty()
    }
}

/// What of the lesson's objects still exists. Only remembered ids count: a name alone says nothing.
#[must_use]
pub fn removal(made: &Made, foreign: &BTreeSet<String>, snapshot: &Snapshot) -> Removal {
    let mut removal = Removal::default();
    for container in &snapshot.containers {
        if made.containers.contains_key(&container.id) {
            removal
                .containers
                .push((container.id.clone(), container.name.clone()));
        }
    }
    for network in &snapshot.networks {
        if !made.networks.contains_key(&network.id) {
            continue;
        }
        let stranger = snapshot.containers.iter().find(|container| {
            !made.containers.contains_key(&container.id)
                && container.running()
                && container.endpoint(&network.name).is_some()
        });
        match stranger {
            Some(stranger) => removal
                .kept
                .push((network.name.clone(), stranger.name.clone())),
            None => removal
                .networks
                .push((network.id.clone(), network.name.clone())),
        }
    }
    for image in &snapshot.images {
        let Some(name) = made.images.get(&image.id) else {
            continue;
        };
        let user = snapshot.containers.iter().find(|container| {
            container.image_id == image.id && !made.containers.contains_key(&container.id)
        });
        // A tag that the learner added is a reason to keep the image itself.
        let own_tags_only = image.tags.iter().all(|tag| tag == name);
        if !own_tags_only {
            // Other tags keep the image itself; only the lesson's own goes.
            if image.tags.contains(name) {
                removal.images.push((name.clone(), name.clone()));
            }
        } else if foreign.contains(&image.id) {
            // It had no tag before. Taking its last one off would remove it, so this one is put on
            // another image first, which has a name to stay by.
            let other = snapshot
                .images
                .iter()
                .find(|other| other.id != image.id && other.tags.iter().any(|tag| tag != name));
            if let Some(other) = other.filter(|_| image.tags.contains(name)) {
                removal.names.push((name.clone(), other.id.clone()));
            }
        } else if let Some(user) = user {
            removal.kept.push((name.clone(), user.name.clone()));
        } else {
            removal.images.push((image.id.clone(), name.clone()));
        }
    }
    removal
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{OwnNames, foreign, is_of, keep_known, remember, removal, turn_to};
    use crate::docker::EngineKind;
    use crate::docker::snapshot::{Container, Endpoint, Image, Network, Snapshot, State};
    use crate::progress::{Made, Progress};

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
            state: State::Running,
            endpoints: vec![Endpoint {
                network: network.into(),
                ..Endpoint::default()
            }],
            ..Container::default()
        }
    }

    fn own() -> OwnNames {
        OwnNames {
            networks: BTreeSet::from(["mynet1".to_owned()]),
            containers: BTreeSet::from(["web".to_owned()]),
            images: BTreeSet::new(),
        }
    }

    /// An engine whose networks `host` and `none` have ids that begin with this mark.
    fn engine(mark: &str) -> Snapshot {
        let own = |driver: &str| Network {
            driver: driver.into(),
            ..network(&format!("{mark}-{driver}"), driver)
        };
        Snapshot {
            networks: vec![own("host"), own("null")],
            ..Snapshot::default()
        }
    }

    /// A lesson that is under way on this engine and has made a network there.
    fn under_way(mark: &str, kind: EngineKind) -> Progress {
        Progress {
            foreign: foreign(&engine(mark)),
            made: Made {
                networks: [(format!("{mark}-n"), "mynet1".to_owned())].into(),
                ..Made::default()
            },
            engine: Some(kind.code().to_owned()),
            under_way: true,
            set_up: Some("step".into()),
            ..Progress::default()
        }
    }

    #[test]
    fn what_was_made_on_another_engine_is_neither_forgotten_nor_taken_for_what_is_here() {
        let mut progress = under_way("docker", EngineKind::Docker);
        let before = progress.clone();
        assert!(turn_to(
            &mut progress,
            EngineKind::Docker,
            &engine("docker")
        ));
        assert_eq!(progress, before);
        // The practice engine knows nothing of it.
        let practice = engine("practice");
        assert!(!turn_to(&mut progress, EngineKind::Practice, &practice));
        assert!(progress.made.is_empty() && !progress.under_way && progress.set_up.is_none());
        assert_eq!(progress.elsewhere.len(), 1);
        // Back on Docker it is all there again.
        assert!(turn_to(
            &mut progress,
            EngineKind::Docker,
            &engine("docker")
        ));
        assert_eq!(progress.made, before.made);
        assert!(progress.under_way && progress.elsewhere.is_empty());
    }

    #[test]
    fn what_was_made_in_a_practice_world_that_was_reset_is_gone() {
        let mut progress = under_way("old", EngineKind::Practice);
        let new = engine("new");
        assert!(!turn_to(&mut progress, EngineKind::Practice, &new));
        assert!(progress.made.is_empty() && progress.elsewhere.is_empty());
    }

    #[test]
    fn podman_has_no_networks_to_be_known_by() {
        let nothing = Snapshot::default();
        assert!(is_of(&foreign(&engine("a")), &nothing));
        assert!(!is_of(&BTreeSet::new(), &nothing));
        assert!(!is_of(&BTreeSet::new(), &engine("a")));
    }

    #[test]
    fn what_had_to_stay_is_the_lessons_when_it_begins_again() {
        let mut made = Made {
            networks: [("n", "net"), ("gone", "old")]
                .map(|(id, name)| (id.to_owned(), name.to_owned()))
                .into(),
            ..Made::default()
        };
        let mut snapshot = engine("a");
        snapshot.networks.push(network("n", "net"));
        let mut foreign = foreign(&snapshot);
        keep_known(&mut made, &mut foreign, &snapshot);
        assert_eq!(made.networks.keys().collect::<Vec<_>>(), ["n"]);
        assert!(!foreign.contains("n") && foreign.contains("a-host"));
    }

    #[test]
    fn what_was_there_before_the_lesson_is_never_the_lessons() {
        let before = Snapshot {
            networks: vec![network("old", "mynet1")],
            ..Snapshot::default()
        };
        let mut made = Made::default();
        assert!(!remember(&own(), &foreign(&before), &before, &mut made));
        assert!(removal(&made, &foreign(&before), &before).is_empty());
    }

    #[test]
    fn what_the_lesson_made_is_removed_even_under_another_name() {
        let mut made = Made::default();
        let mut now = Snapshot {
            containers: vec![container("new", "web", "bridge")],
            ..Snapshot::default()
        };
        assert!(remember(&own(), &BTreeSet::new(), &now, &mut made));
        now.containers[0].name = "renamed".into();
        let removal = removal(&made, &BTreeSet::new(), &now);
        assert_eq!(removal.containers, [("new".into(), "renamed".into())]);
    }

    #[test]
    fn of_an_image_that_was_there_before_only_the_new_tag_is_removed() {
        let image = |tags: &[&str]| Snapshot {
            images: vec![Image {
                id: "same".into(),
                tags: tags.iter().map(ToString::to_string).collect(),
                ..Image::default()
            }],
            ..Snapshot::default()
        };
        let own = OwnNames {
            images: BTreeSet::from(["web:1".to_owned(), "theirs:1".to_owned()]),
            ..OwnNames::default()
        };
        let foreign = foreign(&image(&["theirs:1"]));
        let mut made = Made::default();
        let now = image(&["theirs:1", "web:1"]);
        assert!(remember(&own, &foreign, &now, &mut made));
        let planned = removal(&made, &foreign, &now);
        assert_eq!(planned.images, [("web:1".into(), "web:1".into())]);
        assert!(removal(&made, &foreign, &image(&["web:1"])).is_empty());
    }

    #[test]
    fn an_image_without_a_name_before_the_lesson_is_without_one_after_it() {
        let image = |id: &str, tags: &[&str]| Image {
            id: id.into(),
            tags: tags.iter().map(ToString::to_string).collect(),
            ..Image::default()
        };
        let images = |images: Vec<Image>| Snapshot {
            images,
            ..Snapshot::default()
        };
        let own = OwnNames {
            images: BTreeSet::from(["web:1".to_owned()]),
            ..OwnNames::default()
        };
        let base = || image("base", &["node:22-alpine"]);
        let foreign = foreign(&images(vec![base(), image("old", &[])]));
        let mut made = Made::default();
        let now = images(vec![base(), image("old", &["web:1"])]);
        assert!(remember(&own, &foreign, &now, &mut made));
        let planned = removal(&made, &foreign, &now);
        assert_eq!(planned.names, [("web:1".into(), "base".into())]);
        assert!(planned.images.is_empty());
        let after = images(vec![base(), image("old", &[])]);
        assert!(removal(&made, &foreign, &after).is_empty());
        // With no other image that has a name, nothing is taken off.
        let alone = images(vec![image("old", &["web:1"])]);
        assert!(removal(&made, &foreign, &alone).is_empty());
    }

    #[test]
    fn a_network_that_somebody_else_uses_is_kept() {
        let mut made = Made::default();
        let now = Snapshot {
            networks: vec![network("new", "mynet1")],
            containers: vec![container("theirs", "their-container", "mynet1")],
            ..Snapshot::default()
        };
        remember(&own(), &BTreeSet::new(), &now, &mut made);
        let removal = removal(&made, &BTreeSet::new(), &now);
        assert!(removal.networks.is_empty());
        assert_eq!(removal.kept, [("mynet1".into(), "their-container".into())]);
    }
}
