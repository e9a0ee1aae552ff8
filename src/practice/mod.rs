//! The practice engine: an in-process server for the part of the Docker Engine API that lessons need.

pub mod api;
mod archives;
mod build;
pub mod carried;
mod connections;
mod copying;
mod dockerfile;
pub mod engine;
mod heirs;
pub mod inside;
mod joined;
mod serve;
pub mod served;
mod store;
pub mod world;

use std::io;
use std::path::Path;

pub use api::system::NAME;
pub use joined::{Member, join};
pub use serve::{PracticeError, Running, ServeOptions, serve};

/// Forgets a saved world. Not while it is being served: that would save it again.
///
/// # Errors
/// What the system says of the file, unless there is none.
pub fn reset(state: &Path) -> io::Result<()> {
    store::reset(state)
}
