//! The small docker command, for people who have none: `baeum docker …`.

#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "short texts that are printed once read better this way"
)]

mod about;
mod app;
mod build;
mod commands;
mod cp;
mod create;
mod events;
mod exec;
mod failure;
mod filters;
mod flags;
mod ignore;
mod images;
mod inspect;
mod json;
mod lifecycle;
mod list;
mod logs;
mod messages;
mod network;
mod out;
mod ports;
mod pull;
mod reference;
mod remove;
mod run;
mod stream;
mod table;
mod table_of_commands;
mod template;
mod tty;
mod units;

pub use app::{Ran, fits_within, main, within};
pub use out::Heard;
