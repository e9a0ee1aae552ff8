//! Removes what a lesson made, and nothing else.

use super::desk::Desk;
use super::ownership::{Removal, removal};
use crate::docker::{Engine, EngineError};
use crate::progress::Made;

/// What was removed, and what could not be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Names of what was removed.
    pub removed: Vec<String>,
    /// Names of what could not be removed, each with the engine's words.
    pub refused: Vec<(String, String)>,
}

/// What of the lesson's objects there is to remove.
pub async fn plan(desk: &Desk) -> Result<Removal, EngineError> {
    let snapshot = desk.look().await?;
    Ok(removal(
        &desk.progress.made,
        &desk.progress.foreign,
        &snapshot,
    ))
}

/// Removes it: containers, then networks, then images. Fails only if the engine is away.
pub async fn carry_out(engine: &Engine, removal: &Removal) -> Result<Cleaned, EngineError> {
    let mut cleaned = Cleaned::default();
    for (id, name) in &removal.containers {
        note(&mut cleaned, name, engine.remove_container(id, true).await)?;
    }
    for (id, name) in &removal.networks {
        note(&mut cleaned, name, engine.remove_network(id).await)?;
    }
    for (name, other) in &removal.names {
        let moved = engine.tag_image(other, name).await;
        let taken_off = match moved {
            Ok(()) => engine.remove_image(name).await,
            Err(error) => Err(error),
        };
        note(&mut cleaned, name, taken_off)?;
    }
    // An image that another is based on can only go after it, so go round until nothing moves.
    let mut left: Vec<&(String, String)> = removal.images.iter().collect();
    loop {
        let before = left.len();
        let mut stuck = Vec::new();
        let mut refusals = Vec::new();
        for image in left {
            match engine.remove_image(&image.0).await {
                Ok(()) => cleaned.removed.push(image.1.clone()),
                Err(error) if error.is_not_found() => {}
                Err(error) if error.is_engine_away() => return Err(error),
                Err(error) => {
                    refusals.push((image.1.clone(), error.to_string()));
                    stuck.push(image);
                }
            }
        }
        if stuck.is_empty() || stuck.len() == before {
            cleaned.refused.extend(refusals);
            return Ok(cleaned);
        }
        left = stuck;
    }
}

fn note(
    cleaned: &mut Cleaned,
    name: &str,
    result: Result<(), EngineError>,
) -> Result<(), EngineError> {
    match result {
        Ok(()) => cleaned.removed.push(name.to_owned()),
        Err(error) if error.is_not_found() => {}
        Err(error) if error.is_engine_away() => return Err(error),
        Err(error) => cleaned.refused.push((name.to_owned(), error.to_string())),
    }
    Ok(())
}

/// What an exercise begins without: everything that the lesson made but its images.
pub async fn plan_afresh(desk: &Desk) -> Result<Removal, EngineError> {
    let mut removal = plan(desk).await?;
    removal.images.clear();
    removal.names.clear();
    // An image that somebody uses is no matter here.
    let networks: Vec<String> = desk.progress.made.networks.values().cloned().collect();
    removal.kept.retain(|(name, _)| networks.contains(name));
    Ok(removal)
}

/// Cleans a desk and remembers of what the lesson made only what had to stay.
pub async fn clean(desk: &mut Desk) -> Result<Cleaned, EngineError> {
    let removal = plan(desk).await?;
    let cleaned = carry_out(&desk.engine, &removal).await?;
    if cleaned.refused.is_empty() {
        forget_removed(&mut desk.progress.made, &removal);
        desk.progress.under_way = false;
        desk.progress.set_up = None;
    }
    Ok(cleaned)
}

/// What stays because somebody uses it is still the lesson's, to be removed another time.
fn forget_removed(made: &mut Made, removal: &Removal) {
    let stays = |name: &String| removal.kept.iter().any(|(kept, _)| kept == name);
    made.containers.clear();
    made.networks.retain(|_, name| stays(name));
    made.images.retain(|_, name| stays(name));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::forget_removed;
    use crate::player::ownership::Removal;
    use crate::progress::Made;

    #[test]
    fn what_had_to_stay_is_remembered_for_another_time() {
        let one = |id: &str, name: &str| BTreeMap::from([(id.to_owned(), name.to_owned())]);
        let mut made = Made {
            networks: one("n", "mynet1"),
            containers: one("c", "web"),
            images: one("i", "nginx:1"),
        };
        let removal = Removal {
            kept: vec![("mynet1".to_owned(), "theirs".to_owned())],
            ..Removal::default()
        };
        forget_removed(&mut made, &removal);
        assert_eq!(made.networks, one("n", "mynet1"));
        assert!(made.containers.is_empty() && made.images.is_empty());
    }
}
