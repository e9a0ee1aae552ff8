//! Taking a snapshot: lists side by side, then a closer look at the containers that matter.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::engine::ASK;
use super::snapshot::{Container, Elsewhere, Image, Network, Snapshot, Usual, with_tag};
use super::transport::{reference, segment};
use super::wire::{
    WireContainer, WireImage, WireImageDetails, WireNetwork, WireServed, WireSummary,
};
use super::{Engine, EngineError, EngineKind};

/// How many containers are inspected at once; each needs a connection of its own.
const AT_ONCE: usize = 8;

/// The names a lesson cares for. Other containers are described from the list alone, which lacks
/// their command, start time, host name, aliases and a failed start's error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interest {
    /// Names of containers to look at closely.
    pub containers: Vec<String>,
    /// Networks whose containers, running or not, are looked at closely too.
    pub networks: Vec<String>,
    /// Images whose containers are looked at closely too, by reference.
    pub images: Vec<String>,
}

impl Interest {
    fn covers(&self, summary: &WireSummary, networks: &[String]) -> bool {
        self.containers.iter().any(|name| name == summary.name())
            || self
                .images
                .iter()
                .any(|image| with_tag(image) == with_tag(&summary.image))
            || self
                .networks
                .iter()
                .any(|network| networks.contains(network))
    }
}

/// What was seen last, and the entity tag that the engine had just before: as long as it has it
/// still, another look would show the same. dockerd has no such tag.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<Option<(String, Option<Interest>, Snapshot)>>);

impl Seen {
    fn get(&self, tag: Option<&str>, interest: Option<&Interest>) -> Option<Snapshot> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, of, snapshot) = seen.as_ref()?;
        (tag == Some(at) && interest == of.as_ref()).then(|| snapshot.clone())
    }

    fn keep(&self, tag: String, interest: Option<&Interest>, snapshot: &Snapshot) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = Some((tag, interest.cloned(), snapshot.clone()));
    }
}

/// What images run where nobody says otherwise, by their IDs: under an ID it never changes.
#[derive(Debug, Default)]
pub(super) struct Usuals(Mutex<HashMap<String, Usual>>);

impl Usuals {
    fn get(&self, image_id: &str) -> Option<Usual> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(image_id).cloned()
    }

    fn keep(&self, image_id: &str, usual: &Usual) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(image_id.to_owned(), usual.clone());
    }
}

impl Engine {
    /// Everything there is, every container looked at closely.
    pub async fn snapshot(&self) -> Result<Snapshot, EngineError> {
        self.look(None).await
    }

    /// Everything there is, with a close look only at what `interest` covers.
    pub async fn snapshot_of(&self, interest: &Interest) -> Result<Snapshot, EngineError> {
        self.look(Some(interest)).await
    }

    /// One container as it is now, by ID or name; `None` if there is none.
    pub async fn container(&self, container: &str) -> Result<Option<Container>, EngineError> {
        let path = format!("/containers/{}/json", segment(container));
        match self.inner.transport.json::<WireContainer>(&path, ASK).await {
            Ok(wire) => {
                let mut container = wire.into_container();
                container.usual = self.usual(&container.image_id).await;
                Ok(Some(container))
            }
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What this image runs where nobody says otherwise; it is asked for once. An image that is gone
    /// has nothing to say any more.
    async fn usual(&self, image_id: &str) -> Option<Usual> {
        if image_id.is_empty() {
            return None;
        }
        if let Some(known) = self.inner.usuals.get(image_id) {
            return Some(known);
        }
        let path = format!("/images/{}/json", reference(image_id));
        let asked = self.inner.transport.json::<WireImageDetails>(&path, ASK);
        let usual = Usual::from(asked.await.ok()?);
        self.inner.usuals.keep(image_id, &usual);
        Some(usual)
    }

    async fn look(&self, interest: Option<&Interest>) -> Result<Snapshot, EngineError> {
        if self.inner.info.kind != EngineKind::Practice {
            return self.look_anew(interest, Vec::new()).await;
        }
        let (tag, elsewhere) = self.look_elsewhere().await?;
        let seen = self.inner.seen.get(tag.as_deref(), interest);
        if let Some(snapshot) = seen {
            return Ok(snapshot);
        }
        let snapshot = self.look_anew(interest, elsewhere).await?;
        if let Some(tag) = tag {
            self.inner.seen.keep(tag, interest, &snapshot);
        }
        Ok(snapshot)
    }

    async fn look_anew(
        &self,
        interest: Option<&Interest>,
        elsewhere: Vec<Elsewhere>,
    ) -> Result<Snapshot, EngineError> {
        let transport = &self.inner.transport;
        let (networks, images, containers) = tokio::try_join!(
            transport.json::<Vec<WireNetwork>>("/networks", ASK),
            transport.json::<Vec<WireImage>>("/images/json", ASK),
            self.look_at_containers(interest),
        )?;
        Ok(in_order(Snapshot {
            networks: networks.into_iter().map(Network::from).collect(),
            containers,
            images: images.into_iter().map(Image::from).collect(),
            elsewhere,
        }))
    }

    /// Only the practice engine serves a port elsewhere, where it may not open the one asked for.
    /// Gives the entity tag of its whole state too.
    async fn look_elsewhere(&self) -> Result<(Option<String>, Vec<Elsewhere>), EngineError> {
        const PATH: &str = "/baeum/ports";
        let transport = &self.inner.transport;
        let asked = transport.head_and_body(PATH);
        let (headers, body) = transport.within(ASK, PATH, asked).await?;
        let served: Vec<WireServed> =
            serde_json::from_slice(&body).map_err(|error| EngineError::Unreadable {
                doing: PATH.to_owned(),
                detail: error.to_string(),
            })?;
        let tag = headers.get(hyper::header::ETAG);
        Ok((
            tag.and_then(|tag| tag.to_str().ok()).map(str::to_owned),
            served
                .into_iter()
                .filter_map(WireServed::elsewhere)
                .collect(),
        ))
    }

    async fn look_at_containers(
        &self,
        interest: Option<&Interest>,
    ) -> Result<Vec<Container>, EngineError> {
        let list: Vec<WireSummary> = self
            .inner
            .transport
            .json("/containers/json?all=true", ASK)
            .await?;
        stream::iter(list.into_iter().map(|summary| async move {
            let closely =
                interest.is_none_or(|interest| interest.covers(&summary, &summary.network_names()));
            if closely {
                // Removed since it was listed: then it does not belong in the snapshot.
                self.container(&summary.id).await
            } else {
                Ok(Some(summary.into_container()))
            }
        }))
        .buffered(AT_ONCE)
        .try_filter_map(|container| async move { Ok(container) })
        .try_collect()
        .await
    }
}

/// Engines list networks in another order each time; two looks at the same things must be equal.
fn in_order(mut snapshot: Snapshot) -> Snapshot {
    snapshot
        .networks
        .sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    snapshot
        .containers
        .sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    snapshot.images.sort_by(|one, other| one.id.cmp(&other.id));
    snapshot
}

#[cfg(test)]
mod tests {
    use super::in_order;
    use crate::docker::snapshot::{Container, Image, Network, Snapshot};

    #[test]
    fn the_order_in_which_an_engine_lists_things_makes_no_difference() {
        let names = ["b", "a", "c"];
        let network = |name: &str| Network {
            name: name.into(),
            ..Network::default()
        };
        let container = |name: &str| Container {
            name: name.into(),
            ..Container::default()
        };
        let image = |id: &str| Image {
            id: id.into(),
            ..Image::default()
        };
        let one = Snapshot {
            networks: names.map(network).to_vec(),
            containers: names.map(container).to_vec(),
            images: names.map(image).to_vec(),
            ..Snapshot::default()
        };
        let mut other = one.clone();
        other.networks.reverse();
        other.containers.rotate_left(1);
        other.images.reverse();
        assert_ne!(one, other);
        assert_eq!(in_order(one), in_order(other));
    }
}
