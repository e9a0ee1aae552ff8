//! What runs inside the practice engine's containers: nothing is executed, everything is imitated.
//!
//! The room sees its container only through [`Surroundings`]; whoever keeps the world implements it.

mod base;
mod clock;
mod described;
mod glob;
mod nginx;
mod pattern;
mod program;
mod seam;
mod shell;
mod terminal;
mod tools;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod tests;

pub use base::{BaseFile, base_nginx_files, base_node_files, base_tools};
pub use program::{Program, Start, start};
pub use seam::{
    Entry, FileError, HttpRequest, HttpResponse, Interface, Listener, NetError, Resolution, Signal,
    Stream, Surroundings,
};
pub use terminal::{NotFound, Terminal};
pub use tools::{Outcome, refusal, run};

/// The words after a status code, as the server that gave this answer writes them.
#[must_use]
pub fn reason_phrase(response: &HttpResponse) -> &'static str {
    tools::reason_phrase(response)
}
