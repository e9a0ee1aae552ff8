//! A lesson as one handout: from the lesson to a document, and from the document to Markdown or a single HTML page.
//!
//! Everything here is pure: [`compose`] puts the document together, [`markdown`] and [`html`] write
//! it.

mod appendix;
mod compose;
mod document;
mod example;
mod html;
mod markdown;
mod pieces;
mod prose;
mod rehearsal;
mod slug;

pub use compose::{Companions, compose};
pub use document::{Commands, Document, Part, Piece, Section};
pub use html::html;
pub use markdown::markdown;

#[cfg(test)]
mod tests;
