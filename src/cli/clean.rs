//! `baeum clean` and `baeum reset`: what the lesson made goes away, and nothing else.

use super::args::{EngineName, Lesson};
use super::context::{Context, at_terminal};
use super::engine;
use super::exit::{CliError, ExitCode};
use super::play::auto_key;
use crate::l10n::Message;
use crate::player::Desk;
use crate::player::clean::{self, Cleaned};
use crate::player::ownership::{self, Removal};
use crate::progress::{Ground, Progress};
use crate::screen::{Prompts, Style};

/// `baeum clean`.
pub async fn run(context: &Context, args: &Lesson) -> Result<ExitCode, CliError> {
    remove(context, args, false).await
}

/// `baeum reset`.
pub async fn reset(context: &Context, args: &Lesson) -> Result<ExitCode, CliError> {
    remove(context, args, true).await
}

async fn remove(context: &Context, args: &Lesson, forget: bool) -> Result<ExitCode, CliError> {
    let lesson = context.lesson(&args.lesson)?;
    let id = lesson.id.clone();
    let keys = [id.clone(), auto_key(&id)];
    let _locks = (context.store.lock(&keys[0])?, context.store.lock(&keys[1])?);
    let chosen = where_it_was_played(context, &context.progress(&id)?).await?;
    let engine = &chosen.engine;
    let mut desks = Vec::new();
    for key in &keys {
        let mut desk = context.desk(lesson.clone(), engine.clone(), context.progress(key)?);
        let snapshot = desk.look().await?;
        ownership::turn_to(&mut desk.progress, engine.info().kind, &snapshot);
        // What was made since the last look is the lesson's too.
        desk.remember(&snapshot);
        desks.push(desk);
    }
    let mut plans = Vec::new();
    for desk in &desks {
        plans.push(clean::plan(desk).await?);
    }
    let nothing = plans.iter().all(Removal::is_empty);
    let elsewhere: Vec<Ground> = desks
        .iter()
        .flat_map(|desk| desk.progress.elsewhere.clone())
        .collect();
    if nothing && elsewhere.is_empty() && plans.iter().all(|plan| plan.kept.is_empty()) {
        context.say(&Message::new("cli-nothing-to-clean"), Style::Plain)?;
    }
    for plan in &plans {
        show(context, plan)?;
    }
    tell_elsewhere(context, &args.lesson, &elsewhere)?;
    if (!nothing || forget) && !args.yes && !agreed(context, forget).await? {
        chosen.close().await;
        return Ok(ExitCode::Done);
    }
    let mut refused = false;
    for (key, desk) in keys.iter().zip(&mut desks) {
        let cleaned = clean::clean(desk).await?;
        refused |= !cleaned.refused.is_empty();
        tell(context, &cleaned)?;
        let progress = &desk.progress;
        let known = progress.step.is_some()
            || !progress.foreign.is_empty()
            || !progress.elsewhere.is_empty();
        if known {
            context.store.save(key, &desk.progress)?;
        }
    }
    // Who resets on Docker, and is told that it was another Docker, lets that one go.
    let kind = engine.info().kind.code();
    let mut left: Vec<Vec<Ground>> = desks
        .into_iter()
        .map(|desk| desk.progress.elsewhere)
        .collect();
    for grounds in &mut left {
        grounds.retain(|ground| ground.engine.as_deref() != Some(kind));
    }
    chosen.close().await;
    if forget && !refused {
        for (key, elsewhere) in keys.iter().zip(left) {
            context.store.forget(key)?;
            // What is still there is all that stays known.
            if !elsewhere.is_empty() {
                let progress = Progress {
                    elsewhere,
                    ..Progress::default()
                };
                context.store.save(key, &progress)?;
            }
        }
        context.say(
            &Message::new("cli-forgotten").with("lesson", &id),
            Style::Plain,
        )?;
    }
    Ok(if refused || !elsewhere.is_empty() {
        ExitCode::Unmet
    } else {
        ExitCode::Done
    })
}

/// The engine on which the lesson left something. Where that one does not answer, no other one takes
/// its place: there is nothing of it there.
async fn where_it_was_played(
    context: &Context,
    progress: &Progress,
) -> Result<engine::Chosen, CliError> {
    let elsewhere = progress.elsewhere.first();
    let remembered = if progress.under_way {
        progress.engine.as_deref()
    } else {
        elsewhere.and_then(|ground| ground.engine.as_deref())
    };
    let asked = engine::wanted(context);
    if asked == EngineName::Auto && remembered.is_some_and(|kind| kind != "practice") {
        return engine::docker_only(context).await;
    }
    engine::choose(context, remembered, false).await
}

/// What is not on this engine, and how to get at it.
fn tell_elsewhere(context: &Context, lesson: &str, elsewhere: &[Ground]) -> Result<(), CliError> {
    for ground in elsewhere {
        let made = &ground.made;
        let names = made.containers.values().chain(made.networks.values());
        let names = listed(names.chain(made.images.values()).map(String::as_str));
        let message = if ground.engine.as_deref() == Some("practice") {
            Message::new("cli-clean-on-practice")
        } else {
            Message::new("cli-clean-on-docker")
        };
        let message = message.with("names", names).with("lesson", lesson);
        context.complain(&message, Style::Warning)?;
    }
    Ok(())
}

async fn agreed(context: &Context, forget: bool) -> Result<bool, CliError> {
    if !at_terminal() {
        return Err(CliError::NeedsTerminal {
            instead: "cli-advice-yes",
        });
    }
    let id = if forget {
        "cli-reset-sure"
    } else {
        "cli-clean-sure"
    };
    let prompts = Prompts::new(context.theme(), &context.words);
    let question = context.words.text(id);
    let asked = tokio::task::spawn_blocking(move || prompts.confirm(&question, false)).await;
    Ok(asked.unwrap_or_else(|ended| std::panic::resume_unwind(ended.into_panic()))?)
}

fn show(context: &Context, removal: &Removal) -> Result<(), CliError> {
    let kinds = [
        ("cli-clean-containers", &removal.containers),
        ("cli-clean-networks", &removal.networks),
        ("cli-clean-images", &removal.images),
    ];
    for (id, things) in kinds {
        if !things.is_empty() {
            let names = listed(things.iter().map(|(_, name)| name.as_str()));
            let message = Message::new(id).with("names", names);
            context.say(&message, Style::Plain)?;
        }
    }
    if !removal.names.is_empty() {
        let names = listed(removal.names.iter().map(|(name, _)| name.as_str()));
        let message = Message::new("cli-clean-names").with("names", names);
        context.say(&message, Style::Plain)?;
    }
    for (name, user) in &removal.kept {
        let message = Message::new("cli-clean-kept")
            .with("name", name)
            .with("user", user);
        context.say(&message, Style::Dim)?;
    }
    Ok(())
}

/// Names in a row. An image that was built twice has left two under one name.
fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen.join(", ")
}

fn tell(context: &Context, cleaned: &Cleaned) -> Result<(), CliError> {
    if !cleaned.removed.is_empty() {
        let names = listed(cleaned.removed.iter().map(String::as_str));
        let message = Message::new("cli-removed").with("names", names);
        context.say(&message, Style::Good)?;
    }
    for (name, detail) in &cleaned.refused {
        let message = Message::new("cli-not-removed")
            .with("name", name)
            .with("detail", detail);
        context.complain(&message, Style::Warning)?;
    }
    Ok(())
}

/// After the last step: offers to remove what is left.
pub async fn offer(context: &Context, desk: &mut Desk) -> Result<(), CliError> {
    let snapshot = desk.look().await?;
    desk.remember(&snapshot);
    let removal = clean::plan(desk).await?;
    if removal.is_empty() {
        return Ok(());
    }
    show(context, &removal)?;
    if agreed(context, false).await? {
        let cleaned = clean::clean(desk).await?;
        tell(context, &cleaned)?;
        context.store.save(&desk.lesson.id, &desk.progress)?;
    }
    Ok(())
}
