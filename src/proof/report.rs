//! A proof in words for people, as JSON, and as `JUnit`.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

use super::result::{Check, Proof, StepProof, What};
use crate::l10n::{Message, Words};
use crate::report::{escape, one_line, pretty};

/// Seconds with one digit, such as `1.3`.
#[must_use]
pub fn seconds(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64())
}

/// What was tried, in words.
#[must_use]
pub fn subject(check: &Check) -> Message {
    let id = match check.what {
        What::Before => "proof-what-before",
        What::After => "proof-what-after",
        What::Again => "proof-what-again",
        What::ReadOnly => "proof-what-read-only",
        What::Quiz => "proof-what-quiz",
        What::Answer => "proof-what-answer",
        What::Mistake => "proof-what-mistake",
        What::Fix => "proof-what-fix",
        What::Prepare => "proof-what-prepare",
        What::Clean => "proof-what-clean",
    };
    Message::new(id).with("name", &check.name)
}

/// One line about a step that has been tried.
#[must_use]
pub fn step_line(step: &StepProof) -> Message {
    Message::new("proof-step")
        .with("step", &step.step)
        .with("checks", step.checks.len())
        .with("mistakes", step.count(What::Mistake))
        .with("seconds", seconds(step.elapsed))
}

/// What is wrong at a step, one message each.
#[must_use]
pub fn faults(step: &StepProof) -> Vec<Message> {
    step.checks
        .iter()
        .filter_map(|check| {
            let wrong = check.wrong.clone()?;
            let id = if step.step.is_empty() {
                "proof-fault-whole"
            } else {
                "proof-fault"
            };
            Some(
                Message::new(id)
                    .with("step", &step.step)
                    .with("what", subject(check))
                    .with("why", wrong),
            )
        })
        .collect()
}

/// The summary of a proof, one message a line.
#[must_use]
pub fn summary(proof: &Proof) -> Vec<Message> {
    let (checks, wrong) = proof.checks();
    let id = if proof.passed() {
        "proof-proven"
    } else {
        "proof-not-proven"
    };
    let mut lines = vec![
        Message::new(id)
            .with("lesson", &proof.lesson)
            .with("engine", proof.engine.kind.code())
            .with("version", &proof.engine.version)
            .with("checks", checks)
            .with("wrong", wrong)
            .with("mistakes", proof.count(What::Mistake))
            .with("fixes", proof.count(What::Fix)),
        Message::new("proof-times")
            .with("seconds", seconds(proof.elapsed))
            .with("commands", seconds(proof.commands))
            .with("replays", proof.replays),
    ];
    if !proof.not_tried.is_empty() {
        lines.push(Message::new("proof-not-tried").with("steps", proof.not_tried.join(", ")));
    }
    let list = |pick: fn(&StepProof) -> &Vec<String>| -> String {
        proof
            .steps
            .iter()
            .flat_map(|step| pick(step).iter().map(|id| format!("{}/{id}", step.step)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let never = list(|step| &step.never_unmet);
    if !never.is_empty() {
        lines.push(Message::new("proof-never-unmet").with("conditions", never));
    }
    let without = list(|step| &step.without_fix);
    if !without.is_empty() {
        lines.push(Message::new("proof-without-fix").with("mistakes", without));
    }
    if !proof.strange.is_empty() {
        lines.push(Message::new("proof-strange").with("names", proof.strange.join(", ")));
    }
    lines
}

#[derive(Serialize)]
struct CheckJson<'p> {
    check: &'static str,
    name: Option<&'p str>,
    passed: bool,
    message: Option<String>,
}

#[derive(Serialize)]
struct StepJson<'p> {
    step: Option<&'p str>,
    passed: bool,
    elapsed_ms: u64,
    checks: Vec<CheckJson<'p>>,
    never_unmet: &'p [String],
    without_fix: &'p [String],
}

#[derive(Serialize)]
struct EngineJson<'p> {
    kind: &'p str,
    version: &'p str,
    api: &'p str,
}

#[derive(Serialize)]
struct ProofJson<'p> {
    lesson: &'p str,
    engine: EngineJson<'p>,
    passed: bool,
    checks: usize,
    wrong: usize,
    mistakes: usize,
    fixes: usize,
    elapsed_ms: u64,
    commands_ms: u64,
    replays: usize,
    steps: Vec<StepJson<'p>>,
    not_tried: &'p [String],
    strange: &'p [String],
}

#[derive(Serialize)]
struct ProofsJson<'p> {
    passed: bool,
    lessons: Vec<ProofJson<'p>>,
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn non_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// All proofs as one JSON document.
#[must_use]
pub fn json(proofs: &[Proof], words: &Words) -> String {
    let step_json = |step| -> StepJson<'_> {
        let step: &StepProof = step;
        StepJson {
            step: non_empty(&step.step),
            passed: step.passed(),
            elapsed_ms: milliseconds(step.elapsed),
            checks: step
                .checks
                .iter()
                .map(|check| CheckJson {
                    check: check.what.name(),
                    name: non_empty(&check.name),
                    passed: check.wrong.is_none(),
                    message: check
                        .wrong
                        .as_ref()
                        .map(|wrong| one_line(&words.say(wrong))),
                })
                .collect(),
            never_unmet: &step.never_unmet,
            without_fix: &step.without_fix,
        }
    };
    pretty(&ProofsJson {
        passed: proofs.iter().all(Proof::passed),
        lessons: proofs
            .iter()
            .map(|proof| {
                let (checks, wrong) = proof.checks();
                ProofJson {
                    lesson: &proof.lesson,
                    engine: EngineJson {
                        kind: proof.engine.kind.code(),
                        version: &proof.engine.version,
                        api: &proof.engine.api,
                    },
                    passed: proof.passed(),
                    checks,
                    wrong,
                    mistakes: proof.count(What::Mistake),
                    fixes: proof.count(What::Fix),
                    elapsed_ms: milliseconds(proof.elapsed),
                    commands_ms: milliseconds(proof.commands),
                    replays: proof.replays,
                    steps: proof.steps.iter().map(step_json).collect(),
                    not_tried: &proof.not_tried,
                    strange: &proof.strange,
                }
            })
            .collect(),
    })
}

/// All proofs as `JUnit` XML: a suite a step, a case a check.
#[must_use]
pub fn junit(proofs: &[Proof], words: &Words) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for proof in proofs {
        let class = format!("{}.{}", proof.engine.kind.code(), proof.lesson);
        for step in &proof.steps {
            let wrong = step
                .checks
                .iter()
                .filter(|check| check.wrong.is_some())
                .count();
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "  <testsuite name=\"{}.{}\" tests=\"{}\" failures=\"{wrong}\" time=\"{:.3}\">",
                escape(&class),
                escape(&step.step),
                step.checks.len(),
                step.elapsed.as_secs_f64()
            );
            for check in &step.checks {
                let name = format!("{} {}", check.what.name(), check.name);
                let _ = write!(
                    text,
                    "    <testcase classname=\"{}.{}\" name=\"{}\"",
                    escape(&class),
                    escape(&step.step),
                    escape(name.trim())
                );
                let _ = match &check.wrong {
                    None => writeln!(text, "/>"),
                    Some(wrong) => writeln!(
                        text,
                        "><failure message=\"{}\"/></testcase>",
                        escape(&one_line(&words.say(wrong)))
                    ),
                };
            }
            text.push_str("  </testsuite>\n");
        }
        for step in &proof.not_tried {
            let _ = writeln!(
                text,
                "  <testsuite name=\"{0}.{1}\" tests=\"1\" skipped=\"1\"><testcase \
                 classname=\"{0}\" name=\"{1}\"><skipped/></testcase></testsuite>",
                escape(&class),
                escape(step)
            );
        }
    }
    text.push_str("</testsuites>\n");
    text
}
