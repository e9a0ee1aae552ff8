//! A snapshot as a picture: the networks, who is in them, which ports lead in, who reaches whom, and what has changed.
//!
//! [`Picture::new`] reads a [`Snapshot`](crate::docker::snapshot::Snapshot); [`lines`], [`svg`] and
//! [`json`] draw what it found. Everything here is pure.

mod before;
mod doors;
mod json;
mod picture;
mod settle;
mod shorten;
mod svg;
mod text;
mod wording;

pub use before::{Before, Change, Gone};
pub use doors::{Door, doors, inside_only};
pub use json::json;
pub use picture::{Inhabitant, Looking, Picture, Place, PlaceKind, Reach, Resident};
pub use shorten::{Most, Omitted};
pub use svg::svg;
pub use text::lines;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
