//! Proves a step: fails before, catches its mistakes, passes after, passes again, changes nothing by looking.

use std::collections::BTreeSet;
use std::time::Instant;

use super::bench::{Bench, ProofError};
use super::mistake::{describe, try_mistake};
use super::quiz::{self, QuizFault};
use super::result::{Check, StepProof, What};
use super::state::{self, State};
use crate::check::{Finding, Status, passed};
use crate::l10n::{Language, Message};
use crate::lesson::condition::{Condition, Kind};
use crate::lesson::lab;
use crate::lesson::model::{Mistake, Step};
use crate::player::command::only_looks;
use crate::player::{auto, prepare};

/// No right answer to anything.
const WRONG_ANSWER: &str = "baeum-wrong-answer";

/// Proves the step at a position; the bench must be in the state in which it begins, but for the
/// step's own `setup`. Says whether the step could be passed, so that the next one can be tried.
pub(super) async fn prove_step(
    bench: &mut Bench,
    position: usize,
    prepared: bool,
) -> Result<(StepProof, bool), ProofError> {
    let began = Instant::now();
    let step = bench.desk.step(position).clone();
    let mut proof = StepProof {
        step: step.id.clone(),
        ..StepProof::default()
    };
    let mut seen_unmet = BTreeSet::new();
    quizzes(&step, &mut proof);
    let mut met = true;
    for form in 0..step.variants.len().max(1) {
        if form > 0 {
            bench.desk.take_variant(position, form);
        }
        let step = bench.desk.step(position).clone();
        if step.exercise && (form > 0 || !prepared) {
            bench.afresh(position).await?;
        } else if !prepared && !step.setup.is_empty() {
            bench.set_up(position).await?;
        }
        before(bench, position, &step, &mut proof, &mut seen_unmet).await?;
        let own = if form == 0 { &step.mistakes[..] } else { &[] };
        let tried: Vec<Mistake> = as_found(&step, form)
            .into_iter()
            .chain(own.to_vec())
            .collect();
        mistakes(bench, position, &tried, &mut proof, &mut seen_unmet).await?;
        met = after(bench, position, &step, &mut proof).await?;
        if !met {
            break;
        }
        again(bench, position, &mut proof).await?;
        wrong_answers(bench, position, &step, &mut proof, &mut seen_unmet).await?;
    }
    proof.never_unmet = step
        .conditions
        .iter()
        .filter(|condition| !seen_unmet.contains(&condition.id))
        .map(|condition| condition.id.clone())
        .collect();
    proof.elapsed = began.elapsed();
    Ok((proof, met))
}

/// What is set up is itself a mistake, which somebody else has made: its cause must be reported.
fn as_found(step: &Step, form: usize) -> Option<Mistake> {
    let id = step
        .variants
        .get(form)
        .map_or("as-found", |variant| variant.id.as_str());
    Some(Mistake {
        id: id.to_owned(),
        edit: Vec::new(),
        run: Vec::new(),
        answer: std::collections::BTreeMap::new(),
        cause: step.cause.clone()?,
        condition: None,
    })
}

fn has_something_to_do(step: &Step) -> bool {
    !step.conditions.is_empty() || step.text.values().any(|text| !text.quizzes.is_empty())
}

/// Nothing was done yet, so that the step must not be passed.
async fn before(
    bench: &mut Bench,
    position: usize,
    step: &Step,
    proof: &mut StepProof,
    seen_unmet: &mut BTreeSet<String>,
) -> Result<(), ProofError> {
    if !has_something_to_do(step) {
        return Ok(());
    }
    bench.begin(position).await?;
    let findings = look(bench, position).await?;
    seen_unmet.extend(ids(&findings, Status::Unmet));
    let unknown: Vec<String> = ids(&findings, Status::Unknown).collect();
    let wrong = if passed(&findings) {
        Some(Message::new("proof-passes-before"))
    } else if unknown.is_empty() {
        None
    } else {
        Some(Message::new("proof-unknown").with("found", describe(&findings)))
    };
    proof.checks.push(Check::new(What::Before, "", wrong));
    Ok(())
}

fn ids(findings: &[Finding], status: Status) -> impl Iterator<Item = String> {
    findings
        .iter()
        .filter(move |finding| finding.status == status)
        .map(|finding| finding.id.clone())
}

async fn look(bench: &mut Bench, position: usize) -> Result<Vec<Finding>, ProofError> {
    let snapshot = bench.look().await?;
    let since = bench.desk.progress.step_began;
    Ok(bench.desk.check(position, &snapshot, since).await)
}

/// The quizzes, in every language.
fn quizzes(step: &Step, proof: &mut StepProof) {
    for language in Language::ALL {
        let Some(text) = step.text.get(&language) else {
            continue;
        };
        for (number, quiz) in (1..).zip(&text.quizzes) {
            let wrong = quiz::prove(quiz).err().map(|fault| match fault {
                QuizFault::NothingRight => Message::new("proof-quiz-nothing-right"),
                QuizFault::NothingWrong => Message::new("proof-quiz-nothing-wrong"),
                QuizFault::RightRefused => Message::new("proof-quiz-right-refused"),
                QuizFault::WrongTaken(choice) => {
                    Message::new("proof-quiz-wrong-taken").with("choice", choice)
                }
            });
            let name = format!("{}/{number}", language.code());
            proof.checks.push(Check::new(What::Quiz, &name, wrong));
        }
    }
}

/// Every mistake, each from the state in which the step begins.
async fn mistakes(
    bench: &mut Bench,
    position: usize,
    mistakes: &[Mistake],
    proof: &mut StepProof,
    seen_unmet: &mut BTreeSet<String>,
) -> Result<(), ProofError> {
    if mistakes.is_empty() {
        return Ok(());
    }
    let mut begin: State = bench.state().await?;
    for mistake in mistakes {
        let tried = try_mistake(bench, position, mistake).await?;
        seen_unmet.extend(tried.unmet);
        let caught = tried.checks.iter().all(|check| check.wrong.is_none());
        if caught && !tried.has_fix {
            proof.without_fix.push(mistake.id.clone());
        }
        proof.checks.extend(tried.checks);
        bench.restore(&mut begin, position, &tried.touched).await?;
    }
    Ok(())
}

/// What the step teaches is done; then every condition must be met in its time.
async fn after(
    bench: &mut Bench,
    position: usize,
    step: &Step,
    proof: &mut StepProof,
) -> Result<bool, ProofError> {
    bench.begin(position).await?;
    for edit in &step.edit {
        if let Err(error) = lab::apply(edit, &bench.desk.names, &bench.desk.lab) {
            proof
                .checks
                .push(Check::new(What::After, &edit.file, Some(error.message())));
            return Ok(false);
        }
    }
    let mut said = String::new();
    for number in 0..step.run.len() {
        // Addresses may be known only now.
        let snapshot = bench.look().await?;
        let commands = bench.desk.commands(position, &snapshot);
        let Some(command) = commands.get(number) else {
            continue;
        };
        let output = bench.run_line(&command.unattended).await?;
        if !output.status.success() {
            String::from_utf8_lossy(&output.stderr)
                .trim()
                .clone_into(&mut said);
        }
        let changes = prepare::changing(&step.run[number]).is_some();
        if changes && !only_looks(&command.unattended) {
            bench.history.push(command.unattended.clone());
        }
    }
    let snapshot = bench.look().await?;
    let right = auto::right_answers(&bench.desk, &step.conditions, &snapshot);
    let progress = &mut bench.desk.progress;
    progress
        .answers
        .entry(step.id.clone())
        .or_default()
        .extend(right);
    progress.quizzes.insert(step.id.clone());
    let (findings, _) = auto::wait(&mut bench.desk, position).await?;
    for finding in &findings {
        let wrong = (!finding.lets_pass()).then(|| {
            Message::new("proof-not-met")
                .with("found", describe(std::slice::from_ref(finding)))
                .with("said", said.lines().last().unwrap_or_default())
        });
        proof
            .checks
            .push(Check::new(What::After, &finding.id, wrong));
    }
    bench.until_ready().await?;
    Ok(passed(&findings))
}

/// Once more, with a close look at whether looking changes anything.
async fn again(
    bench: &mut Bench,
    position: usize,
    proof: &mut StepProof,
) -> Result<(), ProofError> {
    if bench.desk.step(position).conditions.is_empty() {
        return Ok(());
    }
    let before = bench.state().await?;
    let findings = look(bench, position).await?;
    let after = bench.state().await?;
    let wrong = (!passed(&findings))
        .then(|| Message::new("proof-not-met-again").with("found", describe(&findings)));
    proof.checks.push(Check::new(What::Again, "", wrong));
    // Images by their tags: what others do with theirs may make one of ours nameless.
    let same = before.ours.containers == after.ours.containers
        && before.ours.networks == after.ours.networks
        && state::tags(&before.ours) == state::tags(&after.ours)
        && before.files == after.files;
    let wrong = (!same)
        .then(|| Message::new("proof-not-read-only").with("found", difference(&before, &after)));
    proof.checks.push(Check::new(What::ReadOnly, "", wrong));
    Ok(())
}

/// What looking has changed, by name.
fn difference(before: &State, after: &State) -> String {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let containers = before.ours.containers.iter().chain(&after.ours.containers);
    for container in containers {
        if before.ours.container(&container.name) != after.ours.container(&container.name) {
            names.insert(container.name.clone());
        }
    }
    let networks = before.ours.networks.iter().chain(&after.ours.networks);
    for network in networks {
        if before.ours.network(&network.name) != after.ours.network(&network.name) {
            names.insert(network.name.clone());
        }
    }
    if state::tags(&before.ours) != state::tags(&after.ours) {
        names.extend(state::tags(&after.ours).into_keys());
    }
    for path in before.files.keys().chain(after.files.keys()) {
        if before.files.get(path) != after.files.get(path) {
            names.insert(path.display().to_string());
        }
    }
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// A wrong answer to a question must not pass, everything else being right.
async fn wrong_answers(
    bench: &mut Bench,
    position: usize,
    step: &Step,
    proof: &mut StepProof,
    seen_unmet: &mut BTreeSet<String>,
) -> Result<(), ProofError> {
    let given = bench
        .desk
        .progress
        .answers
        .get(&step.id)
        .cloned()
        .unwrap_or_default();
    for name in questions(&step.conditions) {
        let answers = bench
            .desk
            .progress
            .answers
            .entry(step.id.clone())
            .or_default();
        answers.insert(name.clone(), WRONG_ANSWER.to_owned());
        let findings = look(bench, position).await?;
        seen_unmet.extend(ids(&findings, Status::Unmet));
        let wrong = passed(&findings).then(|| Message::new("proof-wrong-answer-taken"));
        proof.checks.push(Check::new(What::Answer, &name, wrong));
        bench
            .desk
            .progress
            .answers
            .insert(step.id.clone(), given.clone());
    }
    Ok(())
}

fn questions(conditions: &[Condition]) -> Vec<String> {
    conditions
        .iter()
        .flat_map(|condition| match &condition.kind {
            Kind::Answer { name, .. } => vec![name.clone()],
            Kind::All(inner) | Kind::Any(inner) => questions(inner),
            _ => Vec::new(),
        })
        .collect()
}
