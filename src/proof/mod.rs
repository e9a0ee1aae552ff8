//! Proves a lesson: every check fails before and passes after, mistakes are caught, nothing is left behind.

mod bench;
mod chosen;
mod mistake;
mod own;
mod quiz;
mod rebuild;
pub mod report;
mod result;
mod state;
mod step;
mod whole;

pub use bench::{ProofError, Stop};
pub use chosen::choose;
pub use result::{Check, Proof, StepProof, What};
pub use whole::{Plan, Told, prove};
