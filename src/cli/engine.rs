//! Which engine a command works with: Docker, or the practice engine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::EngineName;
use super::context::{Context, at_terminal};
use super::exit::CliError;
use crate::docker::{Address, Asked, Engine, EngineError, EngineKind};
use crate::l10n::Message;
use crate::player::command;
use crate::practice::{self, Member, PracticeError, ServeOptions};
use crate::screen::{Prompts, Style};

/// An engine, with this process's part in the practice engine, if it has one.
#[derive(Clone)]
pub struct Chosen {
    /// The engine.
    pub engine: Engine,
    part: Option<Arc<Member>>,
}

impl Chosen {
    fn docker(engine: Engine) -> Self {
        Self { engine, part: None }
    }

    /// Ends this process's part in the practice engine, and keeps its world. Others who have joined
    /// go on.
    pub async fn close(self) {
        let Self { engine, part } = self;
        // Its connections are closed first, so that nobody waits for them.
        drop(engine);
        if let Some(part) = part.and_then(Arc::into_inner) {
            part.close().await;
        }
    }
}

/// What the command line or the environment ask for.
#[must_use]
pub fn wanted(context: &Context) -> EngineName {
    asked_for(context.global.engine)
}

/// What an option or, without it, the environment asks for.
#[must_use]
pub fn asked_for(option: Option<EngineName>) -> EngineName {
    option.unwrap_or_else(|| match std::env::var("BAEUM_ENGINE").as_deref() {
        Ok("docker") => EngineName::Docker,
        Ok("practice") => EngineName::Practice,
        _ => EngineName::Auto,
    })
}

/// The engine for a command. `remembered` is the engine that the lesson has been played on, and
/// `ask` says whether a person may be asked.
pub async fn choose(
    context: &Context,
    remembered: Option<&str>,
    ask: bool,
) -> Result<Chosen, CliError> {
    let tools = context.home.state().join("bin");
    command::offer_docker(&tools).map_err(|source| CliError::Io {
        path: Some(tools),
        source,
    })?;
    match wanted(context) {
        EngineName::Docker | EngineName::All => docker_only(context).await,
        EngineName::Practice => practice(context).await,
        EngineName::Auto if remembered == Some("practice") => practice(context).await,
        EngineName::Auto => match docker(context).await {
            Ok(engine) => Ok(Chosen::docker(engine)),
            // Who names an engine wants that one.
            Err(error) if context.global.host.is_some() => Err(error.into()),
            Err(error) => instead(context, error.into(), ask).await,
        },
    }
}

/// The engine for a command that only looks at what is there: a practice engine on which nothing
/// was ever done takes nobody's place.
pub async fn choose_existing(
    context: &Context,
    remembered: Option<&str>,
) -> Result<Chosen, CliError> {
    let auto = wanted(context) == EngineName::Auto && remembered != Some("practice");
    let used = [options(context).socket, options(context).state];
    if auto && !used.iter().flatten().any(|path| path.exists()) {
        return docker_only(context).await;
    }
    choose(context, remembered, false).await
}

async fn docker(context: &Context) -> Result<Engine, EngineError> {
    let asked = Asked {
        host: context.global.host.clone(),
    };
    Engine::connect(&asked).await
}

/// The engine that the docker command would use.
pub async fn docker_only(context: &Context) -> Result<Chosen, CliError> {
    Ok(Chosen::docker(docker(context).await?))
}

/// A practice engine with a world of its own, which is forgotten when it is closed.
pub async fn fresh_practice() -> Result<Chosen, CliError> {
    let running = practice::serve(ServeOptions::default()).await;
    let running = running.map_err(CliError::Practice)?;
    let engine = Engine::connect_to(Address::given(running.address())).await?;
    Ok(Chosen {
        engine,
        part: Some(Arc::new(running.into())),
    })
}

/// Whether another engine may take the place of the one that answers: nobody asked for just this
/// one, and it is not the practice engine already.
#[must_use]
pub fn may_be_replaced(context: &Context, engine: &Engine) -> bool {
    wanted(context) == EngineName::Auto
        && context.global.host.is_none()
        && engine.info().kind != EngineKind::Practice
}

/// The practice engine instead of one that does not answer, or has no images and cannot get them: a
/// person is asked, a program is told.
pub async fn instead(context: &Context, error: CliError, ask: bool) -> Result<Chosen, CliError> {
    if !ask || !at_terminal() {
        let message = Message::new("cli-practice-instead").with("why", error.message());
        context.complain(&message, Style::Warning)?;
        return practice(context).await;
    }
    context.complain(&error.message(), Style::Warning)?;
    if let Some(advice) = error.advice() {
        context.complain(&advice, Style::Plain)?;
    }
    let prompts = Prompts::new(context.theme(), &context.words);
    let question = context.words.text("cli-practice-sure");
    let agreed = tokio::task::spawn_blocking(move || prompts.confirm(&question, true)).await;
    let agreed = agreed.unwrap_or_else(|ended| std::panic::resume_unwind(ended.into_panic()))?;
    if agreed {
        practice(context).await
    } else {
        Err(error)
    }
}

/// Where the practice engine of this user answers and is kept.
#[must_use]
pub fn options(context: &Context) -> ServeOptions {
    let folder: PathBuf = context.home.state().join("practice");
    ServeOptions {
        socket: Some(folder.join("engine.sock")),
        state: Some(folder.join("world.json")),
    }
}

/// Serves the practice engine, or joins one that is served already.
pub async fn practice(context: &Context) -> Result<Chosen, CliError> {
    let member = practice::join(options(context)).await;
    let member = member.map_err(CliError::Practice)?;
    tell_set_aside(context, member.set_aside())?;
    // Not as an error of Docker, whose advice would lead astray.
    let engine = Engine::connect_to(Address::given(member.address())).await;
    let engine = engine.map_err(|_| {
        let address = member.address().to_owned();
        CliError::Practice(PracticeError::Silent { address })
    })?;
    Ok(Chosen {
        engine,
        part: Some(Arc::new(member)),
    })
}

/// Says where a world went that could not be read.
pub fn tell_set_aside(context: &Context, aside: Option<&Path>) -> Result<(), CliError> {
    if let Some(aside) = aside {
        let message = Message::new("cli-practice-set-aside")
            .with("path", crate::screen::clean(&aside.display().to_string()));
        context.complain(&message, Style::Warning)?;
    }
    Ok(())
}

/// Whether an error is that the practice engine does not answer. Where that happens, the advice for
/// Docker would lead astray.
#[must_use]
pub fn is_practice_away(error: &EngineError) -> bool {
    match error {
        EngineError::NotRunning { address }
        | EngineError::Gone { address }
        | EngineError::Unreachable { address, .. }
        | EngineError::TimedOut { address, .. } => address.url.ends_with("/practice/engine.sock"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::exit::CliError;

    #[test]
    fn an_image_that_the_practice_engine_does_not_carry_is_no_matter_of_the_internet() {
        let advice = |message: &str| {
            let error = CliError::Pull {
                image: "redis".to_owned(),
                source: EngineError::Refused {
                    status: 404,
                    message: message.to_owned(),
                },
            };
            error.advice().map(|advice| advice.id.to_string())
        };
        let refused = crate::practice::carried::not_carried("redis:latest");
        assert_eq!(
            advice(&refused.message).as_deref(),
            Some("cli-advice-carried")
        );
        assert_eq!(advice("no such host").as_deref(), Some("cli-advice-pull"));
    }

    #[test]
    fn a_practice_engine_that_went_away_is_not_explained_as_docker() {
        let advice = |url: &str| {
            let address = Address::given(url);
            let error = CliError::Engine(EngineError::Gone { address });
            (
                error.message().id.to_string(),
                error.advice().map(|advice| advice.id.to_string()),
            )
        };
        let (said, advised) = advice("unix:///home/me/state/practice/engine.sock");
        assert_eq!(said, "cli-practice-gone");
        assert_eq!(advised.as_deref(), Some("cli-advice-practice-gone"));
        assert_eq!(advice("unix:///var/run/docker.sock").0, "docker-error-gone");
    }
}
