//! Playing a lesson: a pure step machine, and sessions around it.

pub mod action;
mod acts;
pub mod agreement;
pub mod auto;
pub mod clash;
pub mod clean;
pub mod command;
pub mod desk;
mod drawing;
mod exercise;
pub mod machine;
pub mod opening;
pub mod ownership;
mod plain;
pub mod prepare;
pub mod preview;
pub mod pull;
mod questions;
pub mod session;
mod standing;
pub mod view;

pub use desk::{Desk, ReadyCommand};
