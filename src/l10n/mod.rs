//! Words: the Fluent bundles of both languages, Korean particles, and the choice of language.

mod choice;
mod josa;
mod message;
mod words;

pub use choice::{Language, choose, from_locale};
pub use josa::attach;
pub use message::{Message, Value};
pub use words::Words;
