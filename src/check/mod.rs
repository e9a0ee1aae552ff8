//! Conditions looked at: pure looks at a snapshot, probes, and the chain from a symptom to its cause.

mod anew;
#[cfg(test)]
mod cure_tests;
mod diagnosis;
mod files;
mod finding;
mod freed;
mod live;
mod look;
mod look_container;
mod look_port;
mod look_state;
#[cfg(test)]
mod look_tests;
pub mod probe;
mod recipes;
mod resolve;
mod run;
mod run_line;
mod scene;
pub mod subject;
mod traces;
mod traffic;

pub use crate::lesson::Cause;
pub use diagnosis::{Diagnosis, Hop, Origin, Standing, Target, diagnose, split_port};
pub use finding::{Finding, Problem, Status, Verdict, passed, verbatim};
pub use live::LiveProbes;
pub use look::short_id;
pub use recipes::{Configuration, Recipes, unattended};
pub use resolve::resolve;
pub use run::check;
pub use scene::{Abilities, Scene, live_value};
