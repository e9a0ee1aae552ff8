//! `docker pull`, and pulling for `run`.

use std::io::IsTerminal;

use super::app::App;
use super::failure::{Failure, Outcome};
use super::flags::Parsed;
use super::messages::Messages;
use super::out::say;
use super::reference;
use crate::docker::raw::{Sent, encode};

pub async fn command(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let asked = parsed.argument(0);
    let whole = reference::complete(asked).map_err(Failure::text)?;
    let quiet = parsed.on("quiet");
    if !reference::is_complete(asked) && !quiet {
        say("Using default tag: latest\n")?;
    }
    pull(app, &whole, false, quiet).await?;
    say(&format!("{}\n", reference::canonical(&whole)))?;
    Ok(0)
}

/// Pulls an image by its complete reference; the progress goes to standard output, or to standard
/// error where that belongs to a container.
pub async fn pull(app: &App<'_>, whole: &str, beside: bool, quiet: bool) -> Result<(), Failure> {
    let (name, tag) = reference::name_and_tag(whole);
    let path = format!(
        "/images/create?fromImage={}&tag={}",
        encode(name),
        encode(tag)
    );
    let mut answer = app.engine.raw("POST", &path, Sent::Nothing).await?;
    let terminal = if beside {
        std::io::stderr().is_terminal()
    } else {
        std::io::stdout().is_terminal()
    };
    let mut messages = Messages::new(terminal, beside, quiet);
    while let Some(bytes) = answer.next().await? {
        messages.feed(&bytes)?;
    }
    messages.finish()
}
