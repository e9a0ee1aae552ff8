//! The few things baeum itself changes on an engine, all of them asked for by the learner.

use bollard::models::NetworkDisconnectRequest;
use bollard::query_parameters::{RemoveContainerOptions, RemoveImageOptions, TagImageOptions};

use super::engine::{ASK, REMOVE};
use super::snapshot::split_reference;
use super::transport::{reference, segment};
use super::{Engine, EngineError};

impl Engine {
    /// Whether there is an image with this reference or ID.
    pub async fn image_exists(&self, image: &str) -> Result<bool, EngineError> {
        let path = format!("/images/{}/json", reference(image));
        match self.inner.transport.bytes(&path, 1 << 20, ASK).await {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Removes a container with its anonymous volumes, a running one only by `force`.
    /// One that is gone already is fine.
    pub async fn remove_container(&self, container: &str, force: bool) -> Result<(), EngineError> {
        let options = RemoveContainerOptions {
            force,
            v: true,
            ..RemoveContainerOptions::default()
        };
        gone_is_fine(
            self.bounded(
                REMOVE,
                "DELETE /containers",
                self.inner
                    .bollard
                    .remove_container(&segment(container), Some(options)),
            )
            .await,
        )
    }

    /// Removes a network. One that is gone already is fine.
    pub async fn remove_network(&self, network: &str) -> Result<(), EngineError> {
        gone_is_fine(
            self.bounded(
                REMOVE,
                "DELETE /networks",
                self.inner.bollard.remove_network(&segment(network)),
            )
            .await,
        )
    }

    /// Puts a name, with its tag, on an image. Another image that had it has it no more.
    pub async fn tag_image(&self, image: &str, name: &str) -> Result<(), EngineError> {
        let (repository, tag) = split_reference(name);
        let tag = tag.and_then(|tag| tag.strip_prefix(':'));
        let options = TagImageOptions {
            repo: Some(repository.to_owned()),
            tag: Some(tag.unwrap_or("latest").to_owned()),
        };
        self.bounded(
            ASK,
            "POST /images/tag",
            self.inner
                .bollard
                .tag_image(&reference(image), Some(options)),
        )
        .await
    }

    /// Removes an image, or only this name of it where it has others. One that is gone already is
    /// fine.
    pub async fn remove_image(&self, image: &str) -> Result<(), EngineError> {
        gone_is_fine(
            self.bounded(
                REMOVE,
                "DELETE /images",
                self.inner.bollard.remove_image(
                    &reference(image),
                    None::<RemoveImageOptions>,
                    None,
                ),
            )
            .await
            .map(|_| ()),
        )
    }

    /// Takes a container off a network.
    pub async fn disconnect(
        &self,
        network: &str,
        container: &str,
        force: bool,
    ) -> Result<(), EngineError> {
        let request = NetworkDisconnectRequest {
            container: container.to_owned(),
            force: Some(force),
        };
        self.bounded(
            REMOVE,
            "POST /networks/disconnect",
            self.inner
                .bollard
                .disconnect_network(&segment(network), request),
        )
        .await
    }
}

fn gone_is_fine(answer: Result<(), EngineError>) -> Result<(), EngineError> {
    match answer {
        Err(error) if error.is_not_found() => Ok(()),
        answer => answer,
    }
}
