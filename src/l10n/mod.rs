//! Words: the Fluent bundles of both languages, Korean particles, and the choice of language.

mod choice;
mod josa;
mod message;
mod system;
mod words;

pub use choice::{Language, choose, from_locale};
pub use josa::attach;
pub use message::{Message, Value};
pub use system::{detail, is_for_the_user};
pub use words::Words;
