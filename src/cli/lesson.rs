//! `baeum lesson`: tools for the people who write lessons.

use std::io::{IsTerminal, Write, stderr};
use std::path::Path;
use std::sync::Arc;

use super::args::EngineName;
use super::args_author::{AuthorCommand, LessonTest, ProofFormat};
use super::context::{Context, color};
use super::engine::{self, Chosen};
use super::exit::{CliError, ExitCode};
use super::out;
use super::play::parse_names;
use crate::docker::Engine;
use crate::l10n::Message;
use crate::lesson::Lesson;
use crate::lesson::lint::lint;
use crate::lesson::starter::{starter, starter_files};
use crate::player::pull::pull;
use crate::proof::{Plan, Proof, Stop, Told, prove, report};
use crate::screen::{Style, Theme, terminal};

/// Does what an author asks for.
pub async fn run(context: &Context, command: &AuthorCommand) -> Result<ExitCode, CliError> {
    match command {
        AuthorCommand::Test(args) => test(context, args).await,
        AuthorCommand::Lint(args) => super::lint::run(context, args),
        AuthorCommand::New { name } => new(context, name),
        AuthorCommand::Preview(args) => super::preview::run(context, args).await,
        AuthorCommand::Schema => {
            out::line(&crate::report::pretty(&crate::lesson::schema::schema()))?;
            Ok(ExitCode::Done)
        }
    }
}

/// Writes a small lesson into a new folder, below `--lessons` or here.
fn new(context: &Context, name: &str) -> Result<ExitCode, CliError> {
    let reading = lint(&starter_files(name));
    if reading.lesson.is_none() {
        let message = Message::new("proof-new-name").with("name", crate::screen::clean(name));
        context.complain(&message, Style::Bad)?;
        return Ok(ExitCode::Usage);
    }
    let folder = context
        .global
        .lessons
        .clone()
        .unwrap_or_default()
        .join(name);
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| CliError::Io {
            path: Some(path),
            source,
        }
    };
    if let Some(parent) = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        std::fs::create_dir_all(parent).map_err(at(parent))?;
    }
    // Refused where something is there already: nothing is overwritten.
    std::fs::create_dir(&folder).map_err(at(&folder))?;
    for (path, text) in starter(name) {
        let full = folder.join(path);
        if let Some(parent) = full.parent() {
            std::fs::create_dir_all(parent).map_err(at(parent))?;
        }
        std::fs::write(&full, text).map_err(at(&full))?;
    }
    let shown = std::path::absolute(&folder).unwrap_or(folder);
    let message = Message::new("proof-new").with("folder", shown.display().to_string());
    context.say(&message, Style::Good)?;
    Ok(ExitCode::Done)
}

/// Proves lessons.
async fn test(context: &Context, args: &LessonTest) -> Result<ExitCode, CliError> {
    let lessons = lessons(context, &args.lessons)?;
    let names = parse_names(&args.set)?;
    let only: Vec<Option<usize>> = lessons
        .iter()
        .map(|lesson| match &args.step {
            Some(step) => Context::position(lesson, step).map(Some),
            None => Ok(None),
        })
        .collect::<Result<_, _>>()?;
    let engines = engines(context).await?;
    let stop = Stop::default();
    let listener = tokio::spawn({
        let stop = stop.clone();
        async move {
            // Where no handler can be set, Ctrl-C ends the program as ever.
            if tokio::signal::ctrl_c().await.is_ok() {
                stop.now();
            }
        }
    });
    let mut proofs = Vec::new();
    for chosen in &engines {
        let engine = &chosen.engine;
        for (lesson, only) in lessons.iter().zip(&only) {
            pull_missing(context, lesson, engine).await?;
            let plan = Plan {
                lesson: lesson.clone(),
                engine: engine.clone(),
                names: names.clone(),
                only: *only,
                stop: stop.clone(),
            };
            proofs.push(one(context, &plan).await?);
        }
    }
    for chosen in engines {
        chosen.close().await;
    }
    listener.abort();
    out::unless_closed(print(context, args.format, &proofs))?;
    let proven = !proofs.is_empty() && proofs.iter().all(Proof::passed);
    Ok(if proven {
        ExitCode::Done
    } else {
        ExitCode::Unmet
    })
}

/// The lessons that are named; all of them where none is.
fn lessons(context: &Context, asked: &[String]) -> Result<Vec<Arc<Lesson>>, CliError> {
    let named: Vec<String> = if asked.is_empty() {
        context.catalog()?.ids().map(str::to_owned).collect()
    } else {
        asked.to_vec()
    };
    named
        .iter()
        .map(|name| Ok(Arc::new(context.lesson(name)?)))
        .collect()
}

/// The engines to prove on. The practice engine is a world of its own, forgotten afterwards.
async fn engines(context: &Context) -> Result<Vec<Chosen>, CliError> {
    match engine::wanted(context) {
        EngineName::Docker => Ok(vec![engine::docker_only(context).await?]),
        EngineName::Auto => match engine::docker_only(context).await {
            Err(error) if context.global.host.is_none() => {
                let message = Message::new("cli-practice-instead").with("why", error.message());
                context.complain(&message, Style::Warning)?;
                Ok(vec![engine::fresh_practice().await?])
            }
            chosen => Ok(vec![chosen?]),
        },
        EngineName::Practice => Ok(vec![engine::fresh_practice().await?]),
        EngineName::All => Ok(vec![
            engine::docker_only(context).await?,
            engine::fresh_practice().await?,
        ]),
    }
}

async fn pull_missing(context: &Context, lesson: &Lesson, engine: &Engine) -> Result<(), CliError> {
    let mut missing = Vec::new();
    for image in &lesson.base_images {
        if !engine.image_exists(image).await? {
            missing.push(image.clone());
        }
    }
    let theme = Theme::for_stderr(color(context.global.color));
    pull(engine, &missing, theme, &context.words)
        .await
        .map_err(|(image, source)| CliError::Pull { image, source })
}

/// Proves one lesson and says on standard error how far it is.
async fn one(context: &Context, plan: &Plan) -> Result<Proof, CliError> {
    let info = plan.engine.info();
    let begins = Message::new("proof-begins")
        .with("lesson", &plan.lesson.id)
        .with("engine", info.kind.code())
        .with("version", &info.version);
    context.complain(&begins, Style::Strong)?;
    let alive = stderr().is_terminal();
    let mut tell = |told: Told<'_>| {
        // Where standard error is closed there is nobody to tell.
        let _ = match told {
            Told::Begins(step, number, of) if alive => {
                let message = Message::new("proof-step-begins")
                    .with("number", number)
                    .with("of", of)
                    .with("step", step);
                write!(stderr(), "\r  {}", context.words.say(&message))
            }
            Told::Begins(..) => Ok(()),
            Told::Ended(step) => ended(context, step, alive),
        };
    };
    Ok(prove(plan, &mut tell).await?)
}

fn ended(context: &Context, step: &crate::proof::StepProof, alive: bool) -> std::io::Result<()> {
    if alive {
        let blank = " ".repeat(usize::from(terminal::size().0).saturating_sub(1));
        write!(stderr(), "\r{blank}\r")?;
    }
    let say = |message: &Message, style| {
        context
            .complain(message, style)
            .map_err(|error| std::io::Error::other(error.to_string()))
    };
    let style = if step.passed() {
        Style::Good
    } else {
        Style::Bad
    };
    say(&report::step_line(step), style)
}

fn print(context: &Context, format: ProofFormat, proofs: &[Proof]) -> Result<(), CliError> {
    match format {
        ProofFormat::Json => out::line(&report::json(proofs, &context.words))?,
        ProofFormat::Junit => out::write(&report::junit(proofs, &context.words))?,
        ProofFormat::Text => {
            for proof in proofs {
                for fault in proof.steps.iter().flat_map(report::faults) {
                    context.say(&fault, Style::Plain)?;
                }
                let style = if proof.passed() {
                    Style::Good
                } else {
                    Style::Bad
                };
                for (number, line) in report::summary(proof).iter().enumerate() {
                    let style = if number == 0 { style } else { Style::Plain };
                    context.say(line, style)?;
                }
            }
        }
    }
    Ok(())
}
