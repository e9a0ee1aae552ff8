//! The rooms of baeum, lowest first; `DESIGN.md` says what each one knows.

pub mod applet;
pub mod check;
pub mod cli;
pub mod docker;
pub mod handout;
pub mod home;
pub mod l10n;
pub mod lesson;
pub mod player;
pub mod practice;
pub mod progress;
pub mod proof;
pub mod report;
pub mod screen;
pub mod topology;
