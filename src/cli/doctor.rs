//! `baeum doctor`: is everything here that a lesson needs.

use std::io::stdout;

use serde::Serialize;

use super::args::EngineName;
use super::context::Context;
use super::engine::{self, wanted};
use super::exit::{CliError, ExitCode};
use super::out;
use crate::docker::{Asked, Engine, Surroundings};
use crate::l10n::Message;
use crate::report::pretty;
use crate::screen::page::{FindingView, Sign, finding_lines};
use crate::screen::{Paint, Span, clean, terminal};

/// One thing that was looked at.
struct Examined {
    id: &'static str,
    sign: Sign,
    what: Message,
    detail: Option<String>,
    advice: Option<Message>,
    /// Without it no lesson can be played on this engine.
    needed: bool,
}

#[derive(Serialize)]
struct ExaminedJson {
    id: &'static str,
    status: &'static str,
    message: String,
    detail: Option<String>,
    advice: Option<String>,
}

/// Looks at everything and says what it found.
pub async fn run(context: &Context, json: bool) -> Result<ExitCode, CliError> {
    let mut all = vec![docker_command()];
    let practice = wanted(context) == EngineName::Practice;
    let asked = Asked {
        host: context.global.host.clone(),
    };
    let mut chosen = None;
    let met = if practice {
        engine::practice(context).await.map(|serving| {
            let met = serving.engine.clone();
            chosen = Some(serving);
            met
        })
    } else {
        Engine::connect(&asked).await.map_err(CliError::from)
    };
    match met {
        Ok(engine) => examine_engine(context, &engine, &mut all).await?,
        Err(error) => all.push(Examined {
            id: "engine",
            sign: Sign::Unmet,
            what: error.message(),
            detail: None,
            advice: error.advice(),
            needed: true,
        }),
    }
    if let Some(chosen) = chosen {
        chosen.close().await;
    }
    all.push(folder(context));
    let well = all
        .iter()
        .all(|examined| !examined.needed || examined.sign == Sign::Met);
    if json {
        out::unless_closed(print_json(context, &all, well))?;
    } else {
        out::unless_closed(print_text(context, &all))?;
    }
    Ok(if well {
        ExitCode::Done
    } else if all.iter().any(|e| e.id == "engine" && e.sign != Sign::Met) {
        ExitCode::NoEngine
    } else {
        ExitCode::Unmet
    })
}

fn docker_command() -> Examined {
    let there = Surroundings::of_this_process().has_command("docker");
    Examined {
        id: "docker-command",
        sign: if there { Sign::Met } else { Sign::Unmet },
        what: Message::new(if there {
            "doctor-docker-command"
        } else {
            "doctor-no-docker-command"
        }),
        detail: None,
        advice: (!there).then(|| Message::new("doctor-advice-docker-command")),
        needed: true,
    }
}

async fn examine_engine(
    context: &Context,
    engine: &Engine,
    all: &mut Vec<Examined>,
) -> Result<(), CliError> {
    let info = engine.info();
    all.push(Examined {
        id: "engine",
        sign: Sign::Met,
        what: Message::new("doctor-engine")
            .with("kind", info.kind.code())
            .with("version", &info.version),
        detail: Some(format!("API {} · {}", info.api, engine.address().url)),
        advice: None,
        needed: true,
    });
    if info.os != "linux" {
        all.push(Examined {
            id: "engine-os",
            sign: Sign::Unmet,
            what: Message::new("doctor-windows-containers"),
            detail: Some(info.os.clone()),
            advice: Some(Message::new("doctor-advice-linux-containers")),
            needed: true,
        });
    }
    let catalog = context.catalog()?;
    let ids: Vec<String> = catalog.ids().map(str::to_owned).collect();
    let mut images = std::collections::BTreeSet::new();
    for id in ids {
        // A broken lesson is `lesson lint`'s to report; it has no say here.
        if let Ok(lesson) = catalog.load(&id) {
            images.extend(lesson.base_images);
        }
    }
    for image in images {
        let there = engine.image_exists(&image).await?;
        all.push(Examined {
            id: "base-image",
            // A missing one is pulled when it is first needed.
            sign: if there { Sign::Met } else { Sign::Waiting },
            what: Message::new(if there {
                "doctor-image"
            } else {
                "doctor-image-missing"
            })
            .with("image", &image),
            detail: None,
            advice: (!there).then(|| Message::new("doctor-advice-image").with("image", &image)),
            needed: false,
        });
    }
    Ok(())
}

fn folder(context: &Context) -> Examined {
    let lab = context.home.lab("");
    let state = context.home.state();
    let writable = std::fs::create_dir_all(&lab)
        .and_then(|()| std::fs::create_dir_all(state))
        .and_then(|()| tempfile::NamedTempFile::new_in(state).map(|_| ()));
    let shown = lab.display().to_string();
    match writable {
        Ok(()) => Examined {
            id: "folder",
            sign: Sign::Met,
            what: Message::new("doctor-folder"),
            detail: Some(shown),
            advice: None,
            needed: true,
        },
        Err(error) => Examined {
            id: "folder",
            sign: Sign::Unmet,
            what: Message::new("doctor-folder-not-writable")
                .with("folder", shown)
                .with("detail", crate::l10n::detail(&error)),
            detail: None,
            advice: Some(Message::new("cli-advice-home")),
            needed: true,
        },
    }
}

fn print_json(context: &Context, all: &[Examined], well: bool) -> Result<(), CliError> {
    let words = &context.words;
    let checks: Vec<ExaminedJson> = all
        .iter()
        .map(|examined| ExaminedJson {
            id: examined.id,
            status: match examined.sign {
                Sign::Met => "ok",
                Sign::Unmet => "failed",
                _ => "missing",
            },
            message: clean(&words.say(&examined.what)),
            detail: examined.detail.clone(),
            advice: examined.advice.as_ref().map(|advice| words.say(advice)),
        })
        .collect();
    out::line(&pretty(
        &serde_json::json!({ "ready": well, "checks": checks }),
    ))
}

fn print_text(context: &Context, all: &[Examined]) -> Result<(), CliError> {
    let words = &context.words;
    let views: Vec<FindingView> = all
        .iter()
        .map(|examined| FindingView {
            sign: examined.sign,
            text: clean(&words.say(&examined.what)),
            detail: examined.detail.as_deref().map(clean),
            explanation: examined
                .advice
                .iter()
                .map(|advice| {
                    (
                        words.text("finding-next"),
                        vec![Span::plain(words.say(advice))],
                    )
                })
                .collect(),
        })
        .collect();
    let mut page = Paint::new(stdout(), context.theme());
    page.line(&[])?;
    page.lines(&finding_lines(&views, usize::from(terminal::size().0)))?;
    page.line(&[])?;
    Ok(())
}
