//! Pulls base images with bars that show how far it is.

use futures_util::StreamExt;

use crate::docker::{Engine, EngineError};
use crate::l10n::{Message, Words};
use crate::screen::{Bars, Theme, clean};

/// Pulls the images one after the other.
pub async fn pull(
    engine: &Engine,
    images: &[String],
    theme: Theme,
    words: &Words,
) -> Result<(), (String, EngineError)> {
    for image in images {
        let title = words.say(&Message::new("player-pulling").with("image", image));
        let bars = Bars::new(theme, &title);
        let mut progress = engine.pull(image);
        while let Some(step) = progress.next().await {
            match step {
                Ok(step) if step.layer.is_empty() => bars.say(&clean(&step.status)),
                Ok(step) => bars.layer(
                    &step.layer,
                    &clean(&step.status),
                    step.current.unwrap_or(0),
                    step.total,
                ),
                Err(error) => {
                    bars.finish();
                    return Err((image.clone(), error));
                }
            }
        }
        bars.finish();
    }
    Ok(())
}
