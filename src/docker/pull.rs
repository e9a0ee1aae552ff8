//! Pulling an image, with progress.

use std::time::Duration;

use bollard::query_parameters::CreateImageOptions;
use futures_util::{Stream, StreamExt};

use super::snapshot::with_tag;
use super::{Engine, EngineError};

/// How long a registry may stay silent.
const SILENCE: Duration = Duration::from_secs(90);

/// A sign of life of a pull.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PullProgress {
    /// The layer's short ID; empty for news of the whole pull.
    pub layer: String,
    /// Bytes done so far, where the engine says so.
    pub current: Option<u64>,
    /// Bytes there are, where the engine says so.
    pub total: Option<u64>,
    /// The engine's word, such as `Downloading` or `Pull complete`.
    pub status: String,
}

impl Engine {
    /// Pulls an image. The stream ends after the last progress, or with one error.
    pub fn pull(
        &self,
        reference: &str,
    ) -> impl Stream<Item = Result<PullProgress, EngineError>> + Send + Unpin + use<> {
        let options = CreateImageOptions {
            from_image: Some(with_tag(reference)),
            ..CreateImageOptions::default()
        };
        let engine = self.clone();
        let answers = Box::pin(self.inner.bollard.create_image(Some(options), None, None));
        Box::pin(futures_util::stream::unfold(
            Some(answers),
            move |answers| {
                let engine = engine.clone();
                async move {
                    let mut answers = answers?;
                    let transport = &engine.inner.transport;
                    let next = transport
                        .within(SILENCE, "POST /images/create", async {
                            Ok(answers.next().await)
                        })
                        .await;
                    match next {
                        Ok(None) => None,
                        Ok(Some(Ok(news))) => {
                            let detail = news.progress_detail.unwrap_or_default();
                            let bytes = |number: Option<i64>| {
                                number.and_then(|number| u64::try_from(number).ok())
                            };
                            let progress = PullProgress {
                                layer: news.id.unwrap_or_default(),
                                current: bytes(detail.current),
                                total: bytes(detail.total),
                                status: news.status.unwrap_or_default(),
                            };
                            Some((Ok(progress), Some(answers)))
                        }
                        Ok(Some(Err(error))) => {
                            let error =
                                transport.explain(&error, "POST /images/create", SILENCE.as_secs());
                            Some((Err(error), None))
                        }
                        Err(error) => Some((Err(error), None)),
                    }
                }
            },
        ))
    }
}
