//! `baeum practice`: the practice engine for other programs.

use super::args::PracticeCommand;
use super::context::Context;
use super::engine;
use super::exit::{CliError, ExitCode};
use super::out;
use crate::docker::Surroundings;
use crate::l10n::Message;
use crate::practice::{self, PracticeError};
use crate::screen::{Prompts, Style};

/// Serves it, says how to join it, or forgets its world.
pub async fn run(context: &Context, command: &PracticeCommand) -> Result<ExitCode, CliError> {
    match command {
        PracticeCommand::Serve => serve(context).await,
        PracticeCommand::Env => env(context).await,
        PracticeCommand::Reset { yes } => reset(context, *yes).await,
    }
}

async fn serve(context: &Context) -> Result<ExitCode, CliError> {
    match practice::serve(engine::options(context)).await {
        Ok(running) => {
            let address = running.address();
            engine::tell_set_aside(context, running.set_aside())?;
            let message = Message::new("cli-practice-serving");
            context.complain(&message, Style::Plain)?;
            join(context, &address)?;
            let _ = tokio::signal::ctrl_c().await;
            running.stop().await;
            Ok(ExitCode::Interrupted)
        }
        Err(PracticeError::AlreadyServed { address }) => {
            context.complain(&Message::new("cli-practice-already"), Style::Plain)?;
            join(context, &address)?;
            Ok(ExitCode::Done)
        }
        Err(error) => Err(CliError::Practice(error)),
    }
}

/// What another terminal types to join.
fn join(context: &Context, address: &str) -> Result<(), CliError> {
    out::line(&if cfg!(windows) {
        format!("$env:DOCKER_HOST = \"{address}\"")
    } else {
        format!("export DOCKER_HOST={}", quoted(address))
    })?;
    if !Surroundings::of_this_process().has_command("docker") {
        context.complain(&Message::new("cli-practice-no-docker"), Style::Plain)?;
    }
    Ok(())
}

/// An address as one word of a shell; a home folder may have a space in its name.
fn quoted(address: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/:._-".contains(letter);
    if address.chars().all(plain) {
        address.to_owned()
    } else {
        format!("'{}'", address.replace('\'', r"'\''"))
    }
}

/// Prints the address of a practice engine that is being served.
async fn env(context: &Context) -> Result<ExitCode, CliError> {
    match practice::serve(engine::options(context)).await {
        Err(PracticeError::AlreadyServed { address }) => {
            join(context, &address)?;
            Ok(ExitCode::Done)
        }
        Ok(running) => {
            engine::tell_set_aside(context, running.set_aside())?;
            running.stop().await;
            context.complain(&Message::new("cli-practice-not-served"), Style::Warning)?;
            Ok(ExitCode::NoEngine)
        }
        Err(error) => Err(CliError::Practice(error)),
    }
}

async fn reset(context: &Context, yes: bool) -> Result<ExitCode, CliError> {
    if !yes {
        if !super::context::at_terminal() {
            return Err(CliError::NeedsTerminal {
                instead: "cli-advice-yes",
            });
        }
        let prompts = Prompts::new(context.theme(), &context.words);
        let question = context.words.text("cli-practice-reset-sure");
        let agreed = tokio::task::spawn_blocking(move || prompts.confirm(&question, false)).await;
        if !agreed.unwrap_or_else(|ended| std::panic::resume_unwind(ended.into_panic()))? {
            return Ok(ExitCode::Done);
        }
    }
    let options = engine::options(context);
    let state = options.state.clone().unwrap_or_default();
    match practice::serve(options).await {
        Err(PracticeError::AlreadyServed { .. }) => {
            context.complain(&Message::new("cli-practice-in-use"), Style::Warning)?;
            return Ok(ExitCode::Usage);
        }
        Ok(running) => {
            engine::tell_set_aside(context, running.set_aside())?;
            if running.stop().await {
                // Somebody has joined in this very moment.
                context.complain(&Message::new("cli-practice-in-use"), Style::Warning)?;
                return Ok(ExitCode::Usage);
            }
        }
        // A world that cannot be read is what a reset is for.
        Err(_) => {}
    }
    practice::reset(&state).map_err(|source| CliError::Io {
        path: Some(state),
        source,
    })?;
    context.say(&Message::new("cli-practice-forgotten"), Style::Plain)?;
    Ok(ExitCode::Done)
}
