//! Results on standard output: written whole, and a reader that has had enough is no fault.

use std::io::{Write, stdout};

use super::CliError;

/// Writes `text` as it stands.
///
/// Fails where standard output takes no more: [`CliError::Closed`] if its reader has gone.
pub fn write(text: &str) -> Result<(), CliError> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Takes a closed standard output for what it is, where the exit code still has something to say.
pub fn unless_closed(written: Result<(), CliError>) -> Result<(), CliError> {
    match written {
        Err(CliError::Closed) => Ok(()),
        written => written,
    }
}

/// Writes `text` and a line feed.
pub fn line(text: &str) -> Result<(), CliError> {
    write(&format!("{text}\n"))
}
