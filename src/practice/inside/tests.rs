//! Tests of the whole room against what real programs printed.

#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    clippy::too_many_lines
)] // tests may be slow and long

mod nginx;
mod programs;
mod shell;
mod terminal;
mod tools;
