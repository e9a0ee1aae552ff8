//! `baeum docker …`, and baeum started under the name `docker`.

use std::ffi::OsString;
use std::path::Path;

use super::args::{EngineName, Global};
use super::asked;
use super::context::Context;
use super::engine;
use super::exit::CliError;
use crate::applet;
use crate::docker::Asked;
use crate::l10n::Words;

/// Whether the program was started under the name `docker`.
pub fn is_name(program: Option<&OsString>) -> bool {
    program.is_some_and(|program| {
        Path::new(program)
            .file_stem()
            .is_some_and(|stem| stem == "docker")
    })
}

/// Carries the docker command line out; gives its exit code.
pub fn run(arguments: &[OsString], global: Option<&Global>, words: &Words) -> u8 {
    let arguments: Vec<String> = arguments
        .iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    if global.is_none()
        && let Err(error) = asked::engine_of_environment()
    {
        eprintln!("{}", words.say(&error.message()));
        return error.code() as u8;
    }
    let host = global.and_then(|global| global.host.clone());
    if engine::asked_for(global.and_then(|global| global.engine)) != EngineName::Practice {
        return applet::main(&arguments, &Asked { host }, words);
    }
    match on_practice(arguments, global, words) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", words.say(&error.message()));
            error.code() as u8
        }
    }
}

/// The same on the practice engine, which is served meanwhile if nobody else does.
fn on_practice(
    arguments: Vec<String>,
    global: Option<&Global>,
    words: &Words,
) -> Result<u8, CliError> {
    let context = Context::new(global.cloned().unwrap_or_default(), false)?;
    let language = words.language();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let chosen = engine::practice(&context).await?;
        let host = Some(chosen.engine.address().url.clone());
        // The command has a runtime of its own, and may block.
        let code = tokio::task::spawn_blocking(move || {
            applet::main(&arguments, &Asked { host }, &Words::load(language))
        })
        .await
        .unwrap_or_else(|ended| std::panic::resume_unwind(ended.into_panic()));
        chosen.close().await;
        Ok(code)
    })
}
