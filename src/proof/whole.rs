//! Proves a whole lesson on one engine, and that the engine is afterwards as it was.

use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::bench::{Bench, ProofError, Stop};
use super::choose;
use super::result::{Check, Proof, StepProof, What};
use super::step::prove_step;
use crate::docker::Engine;
use crate::l10n::Message;
use crate::lesson::Lesson;
use crate::player::clash::port_in_use;

/// What to prove.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The lesson.
    pub lesson: Arc<Lesson>,
    /// The engine; its base images must be there.
    pub engine: Engine,
    /// Names that are asked for; all others are chosen.
    pub names: Vec<(String, String)>,
    /// Only the step at this position.
    pub only: Option<usize>,
    /// Asks it to stop.
    pub stop: Stop,
}

/// Proves a lesson. `tell` hears of each step when it begins and when it ends.
///
/// An error says that the proof could not be carried on, not that the lesson is wrong. What was
/// made on the engine is removed in any case, as far as the engine lets it.
pub async fn prove(plan: &Plan, tell: &mut dyn FnMut(Told<'_>)) -> Result<Proof, ProofError> {
    let began = Instant::now();
    let seed = seed();
    let mark = mark(seed);
    let names = choose(
        &plan.lesson.names,
        &plan.names,
        &mark,
        u16::try_from(seed % 60_000).unwrap_or_default(),
        &port_in_use,
    )
    .map_err(ProofError::Name)?;
    let (lesson, engine) = (plan.lesson.clone(), plan.engine.clone());
    let mut bench = Bench::new(lesson, engine, names, &mark, plan.stop.clone()).await?;
    let mut proof = Proof {
        lesson: plan.lesson.id.clone(),
        engine: plan.engine.info().clone(),
        steps: Vec::new(),
        not_tried: Vec::new(),
        strange: Vec::new(),
        elapsed: std::time::Duration::ZERO,
        commands: std::time::Duration::ZERO,
        replays: 0,
    };
    let outcome = steps(&mut bench, plan, &mut proof, tell).await;
    let refused = bench.remove_all(true).await;
    outcome?;
    let refused = refused?;
    whole(&mut bench, refused, &mut proof).await?;
    proof.commands = bench.commands;
    proof.replays = bench.replays;
    proof.elapsed = began.elapsed();
    Ok(proof)
}

/// News of a proof.
#[derive(Debug, Clone, Copy)]
pub enum Told<'t> {
    /// This step begins: its id, its number from 1, and how many there are.
    Begins(&'t str, usize, usize),
    /// This step has been tried.
    Ended(&'t StepProof),
}

async fn steps(
    bench: &mut Bench,
    plan: &Plan,
    proof: &mut Proof,
    tell: &mut dyn FnMut(Told<'_>),
) -> Result<(), ProofError> {
    let count = plan.lesson.steps.len();
    let positions = plan.only.map_or(0..count, |only| only..only + 1);
    let mut prepared = false;
    if let Some(only) = plan.only {
        bench.replay(only).await?;
        prepared = true;
    }
    for position in positions {
        let step = &plan.lesson.steps[position];
        if !proof.not_tried.is_empty() {
            proof.not_tried.push(step.id.clone());
            continue;
        }
        tell(Told::Begins(&step.id, position + 1, count));
        let (tried, met) = prove_step(bench, position, prepared).await?;
        prepared = false;
        tell(Told::Ended(&tried));
        proof.steps.push(tried);
        if !met {
            let rest = plan.lesson.steps.iter().skip(position + 1);
            if plan.only.is_none() {
                proof.not_tried = rest.map(|step| step.id.clone()).collect();
            }
            break;
        }
    }
    Ok(())
}

/// What concerns the lesson as a whole: everything that was made is gone, and what the lesson names
/// is what it was.
async fn whole(
    bench: &mut Bench,
    refused: Vec<String>,
    proof: &mut Proof,
) -> Result<(), ProofError> {
    let now = bench.look().await?;
    let mut left: Vec<String> = bench
        .ledger
        .leftovers(&now)
        .iter()
        .map(|left| left.name().to_owned())
        .collect();
    if !left.is_empty() {
        left.extend(refused);
    }
    let moved: Vec<String> = plan_images(bench)
        .into_iter()
        .filter(|reference| {
            let id = |snapshot: &crate::docker::snapshot::Snapshot| {
                snapshot.image(reference).map(|image| image.id.clone())
            };
            id(bench.ledger.start()) != id(&now)
        })
        .collect();
    let mut step = StepProof::default();
    let wrong = (!left.is_empty())
        .then(|| Message::new("proof-left-behind").with("names", left.join(", ")));
    step.checks.push(Check::new(What::Clean, "", wrong));
    let wrong = (!moved.is_empty())
        .then(|| Message::new("proof-image-moved").with("names", moved.join(", ")));
    step.checks.push(Check::new(What::Clean, "images", wrong));
    proof.steps.push(step);
    proof.strange = bench.ledger.strange(&now);
    Ok(())
}

/// Images that the lesson uses without making them.
fn plan_images(bench: &Bench) -> Vec<String> {
    bench.desk.lesson.base_images.clone()
}

/// A number that differs from proof to proof, so that several can run side by side.
fn seed() -> u64 {
    let time = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_nanos());
    let time = u64::try_from(time % u128::from(u64::MAX)).unwrap_or_default();
    (time ^ u64::from(std::process::id()) << 40).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 8
}

/// Letters so many that the marks of two proofs are no near misses of each other.
fn mark(seed: u64) -> String {
    let mut rest = seed;
    let letters = (0..8).map(|_| {
        let letter = b'a' + u8::try_from(rest % 26).unwrap_or_default();
        rest /= 26;
        char::from(letter)
    });
    letters.chain(['-']).collect()
}
