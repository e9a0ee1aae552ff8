//! Findings for programs: JSON, `JUnit` and TAP; and one line each for people.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

use crate::check::{Finding, Status, passed};
use crate::docker::EngineInfo;
use crate::l10n::Words;
use crate::screen::clean;

/// What was found at one step.
#[derive(Debug, Clone)]
pub struct StepReport {
    /// The step's id.
    pub step: String,
    /// Its findings.
    pub findings: Vec<Finding>,
    /// How long looking took.
    pub elapsed: Duration,
}

/// The engine as every JSON result names it.
#[derive(Serialize)]
pub(crate) struct EngineJson<'r> {
    kind: &'r str,
    version: &'r str,
    api: &'r str,
}

impl<'r> EngineJson<'r> {
    pub(crate) fn of(engine: &'r EngineInfo) -> Self {
        Self {
            kind: engine.kind.code(),
            version: &engine.version,
            api: &engine.api,
        }
    }
}

#[derive(Serialize)]
struct ConditionJson<'r> {
    id: &'r str,
    kind: &'r str,
    status: &'r str,
    expected: String,
    found: Option<String>,
    cause: Option<&'r str>,
    message: Option<String>,
    fix: Option<&'r str>,
}

#[derive(Serialize)]
struct StepJson<'r> {
    lesson: &'r str,
    step: &'r str,
    engine: EngineJson<'r>,
    passed: bool,
    elapsed_ms: u64,
    conditions: Vec<ConditionJson<'r>>,
}

#[derive(Serialize)]
struct LessonJson<'r> {
    lesson: &'r str,
    steps: Vec<StepJson<'r>>,
}

fn step_json<'r>(
    lesson: &'r str,
    engine: &'r EngineInfo,
    report: &'r StepReport,
    words: &Words,
) -> StepJson<'r> {
    let say = |message: &crate::l10n::Message| clean(&words.say(message));
    StepJson {
        lesson,
        step: &report.step,
        engine: EngineJson::of(engine),
        passed: passed(&report.findings),
        elapsed_ms: u64::try_from(report.elapsed.as_millis()).unwrap_or(u64::MAX),
        conditions: report
            .findings
            .iter()
            .map(|finding| ConditionJson {
                id: &finding.id,
                kind: finding.kind,
                status: finding.status.name(),
                expected: match &finding.expected {
                    Some(expected) => say(expected),
                    None => say(&finding.subject),
                },
                found: finding.found.as_ref().map(say),
                cause: finding.cause.map(crate::check::Cause::name),
                message: finding.why.as_ref().map(say),
                fix: finding.fix.as_deref(),
            })
            .collect(),
    }
}

/// One step as one JSON document.
#[must_use]
pub fn json(lesson: &str, engine: &EngineInfo, report: &StepReport, words: &Words) -> String {
    pretty(&step_json(lesson, engine, report, words))
}

/// A whole lesson as one JSON document.
#[must_use]
pub fn json_all(
    lesson: &str,
    engine: &EngineInfo,
    reports: &[StepReport],
    words: &Words,
) -> String {
    pretty(&LessonJson {
        lesson,
        steps: reports
            .iter()
            .map(|report| step_json(lesson, engine, report, words))
            .collect(),
    })
}

/// JSON with line ends, for people who look at it too.
#[must_use]
pub fn pretty(value: &impl Serialize) -> String {
    // Plain data with string keys cannot fail to serialise.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The Test Anything Protocol, version 13: a test a condition.
#[must_use]
pub fn tap(reports: &[StepReport], words: &Words) -> String {
    let count: usize = reports.iter().map(|report| report.findings.len()).sum();
    let mut text = format!("TAP version 13\n1..{count}\n");
    let mut number = 0;
    for report in reports {
        for finding in &report.findings {
            number += 1;
            let ok = if finding.lets_pass() { "ok" } else { "not ok" };
            let subject = one_line(&words.say(&finding.subject)).replace('#', "\\#");
            let skip = if finding.status == Status::Skipped {
                " # SKIP"
            } else {
                ""
            };
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{ok} {number} - {}/{}: {subject}{skip}",
                report.step, finding.id
            );
            if let (Some(cause), Some(why)) = (finding.cause, &finding.why) {
                let _ = writeln!(
                    text,
                    "  ---\n  cause: {}\n  message: {}\n  ...",
                    cause.name(),
                    serde_json::Value::String(one_line(&words.say(why)))
                );
            }
        }
    }
    text
}

/// `JUnit` XML as CI servers read it: a suite a step, a case a condition.
#[must_use]
pub fn junit(lesson: &str, reports: &[StepReport], words: &Words) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(text, "<testsuites name=\"{}\">", escape(lesson));
    for report in reports {
        let count = |status: &[Status]| {
            report
                .findings
                .iter()
                .filter(|finding| status.contains(&finding.status))
                .count()
        };
        let _ = writeln!(
            text,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" \
             time=\"{:.3}\">",
            escape(&report.step),
            report.findings.len(),
            count(&[Status::Unmet]),
            count(&[Status::Unknown]),
            count(&[Status::Skipped]),
            report.elapsed.as_secs_f64()
        );
        for finding in &report.findings {
            let name = format!("{}: {}", finding.id, one_line(&words.say(&finding.subject)));
            let _ = write!(
                text,
                "    <testcase classname=\"{}.{}\" name=\"{}\"",
                escape(lesson),
                escape(&report.step),
                escape(&name)
            );
            let why = finding
                .why
                .as_ref()
                .map(|why| one_line(&words.say(why)))
                .unwrap_or_default();
            let cause = finding.cause.map_or("", crate::check::Cause::name);
            let _ = match finding.status {
                Status::Met => writeln!(text, "/>"),
                Status::Skipped => {
                    writeln!(text, "><skipped message=\"{}\"/></testcase>", escape(&why))
                }
                Status::Unmet => writeln!(
                    text,
                    "><failure type=\"{cause}\" message=\"{}\"/></testcase>",
                    escape(&why)
                ),
                Status::Unknown => writeln!(
                    text,
                    "><error type=\"{cause}\" message=\"{}\"/></testcase>",
                    escape(&why)
                ),
            };
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

pub(crate) fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{StepReport, junit, tap};
    use crate::check::{Cause, Problem};
    use crate::l10n::{Language, Message, Words};

    fn reports() -> Vec<StepReport> {
        let problem = Problem::new(Cause::NetworkMissing).with("network", "a<b");
        let subject = Message::new("subject-network").with("network", "a<b");
        vec![StepReport {
            step: "create-network".into(),
            findings: vec![problem.unmet().finding("network-there", "network", subject)],
            elapsed: Duration::from_millis(3),
        }]
    }

    #[test]
    fn an_unmet_condition_is_a_failed_case() {
        let words = Words::load(Language::English);
        let text = junit("docker-network", &reports(), &words);
        assert!(text.contains("failures=\"1\""), "{text}");
        assert!(text.contains("type=\"network-missing\""), "{text}");
        assert!(!text.contains("a<b"), "{text}");
    }

    #[test]
    fn tap_counts_every_condition() {
        let words = Words::load(Language::English);
        let text = tap(&reports(), &words);
        assert!(text.starts_with("TAP version 13\n1..1\nnot ok 1 - create-network/"));
    }
}
