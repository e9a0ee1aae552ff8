//! `baeum map`: the networks and containers of the engine as a picture.

use std::collections::BTreeSet;
use std::io::stdout;

use super::args::{Map, MapFormat};
use super::context::Context;
use super::engine;
use super::exit::{CliError, ExitCode};
use crate::lesson::did_you_mean;
use crate::progress::Progress;
use crate::screen::{Paint, clean, terminal};
use crate::topology::{self, Looking, Most, Picture};

/// Prints the picture.
pub async fn run(context: &Context, args: &Map) -> Result<ExitCode, CliError> {
    let lessons = under_way(context)?;
    let played = lessons.first();
    let remembered = played.and_then(|(progress, _)| progress.engine.as_deref());
    let chosen = engine::choose_existing(context, remembered).await?;
    let snapshot = chosen.engine.snapshot().await;
    let info = chosen.engine.info().clone();
    chosen.close().await;
    let snapshot = snapshot?;
    let same_engine = |progress: &Progress| progress.engine.as_deref() == Some(info.kind.code());
    let picture = Picture::new(
        &snapshot,
        &Looking {
            engine: info.kind,
            host_mode: info.capabilities.host_mode,
            before: played
                .filter(|(progress, is_played)| *is_played && same_engine(progress))
                .and_then(|(progress, _)| progress.before.as_ref()),
            foreign: &foreign(&lessons),
        },
    );
    let picture = only(picture, &args.names)?;
    match args.format {
        MapFormat::Json => println!("{}", topology::json(&picture, &info)),
        MapFormat::Text => {
            let picture = readable(picture, args);
            let mut out = Paint::new(stdout(), context.theme());
            out.line(&[])?;
            out.lines(&topology::lines(
                &picture,
                &context.words,
                terminal::width(),
            ))?;
            out.line(&[])?;
        }
        MapFormat::Svg => {
            let picture = readable(picture, args);
            print!("{}", topology::svg(&picture, &context.words));
        }
    }
    Ok(ExitCode::Done)
}

/// The lessons that are under way, and whether each is open in another window; that one first.
fn under_way(context: &Context) -> Result<Vec<(Progress, bool)>, CliError> {
    let mut lessons = Vec::new();
    for head in context.catalog()?.list() {
        let progress = context.progress(&head.id)?;
        if progress.under_way {
            lessons.push((progress, context.store.is_played(&head.id)));
        }
    }
    lessons.sort_by_key(|(_, is_played)| !is_played);
    Ok(lessons)
}

/// What was there before all of the lessons.
fn foreign(lessons: &[(Progress, bool)]) -> BTreeSet<String> {
    let all = lessons.iter().map(|(progress, _)| progress);
    let mut foreign: BTreeSet<String> = all
        .clone()
        .flat_map(|progress| progress.foreign.iter().cloned())
        .collect();
    for progress in all {
        let made = progress.made.networks.keys();
        for id in made.chain(progress.made.containers.keys()) {
            foreign.remove(id);
        }
    }
    foreign
}

/// The picture of what was named, if anything was.
fn only(mut picture: Picture, names: &[String]) -> Result<Picture, CliError> {
    if names.is_empty() {
        return Ok(picture);
    }
    let whole = picture.clone();
    match picture.keep_only(names).first() {
        None => Ok(picture),
        Some(unknown) => Err(CliError::ObjectUnknown {
            name: clean(unknown),
            near: did_you_mean(unknown, whole.names()).map(clean),
        }),
    }
}

/// As much as stays easy to read; what was named is shown whole.
fn readable(mut picture: Picture, args: &Map) -> Picture {
    if args.names.is_empty() {
        picture.shorten(Most::READABLE);
    }
    picture
}
