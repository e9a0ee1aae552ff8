//! Proves that a mistake is caught with its cause, and that the reported fix cures it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::bench::{Bench, ProofError};
use super::rebuild::{made_otherwise, touched};
use super::result::{Check, What};
use crate::check::{Cause, Finding, Status, verbatim};
use crate::l10n::Message;
use crate::lesson::lab;
use crate::lesson::model::Mistake;
use crate::player::auto;

/// What a probe found must still be found after this time: a server that is about to listen looks
/// like one that does not. Servers of the practice engine listen as soon as they run.
const STAYS: Duration = Duration::from_millis(300);

/// What trying a mistake gave.
#[derive(Debug, Default)]
pub(super) struct Tried {
    pub(super) checks: Vec<Check>,
    /// Conditions that were unmet.
    pub(super) unmet: BTreeSet<String>,
    /// Whether a fix was reported.
    pub(super) has_fix: bool,
    /// Containers in which something may have changed.
    pub(super) touched: BTreeSet<String>,
}

/// Tries a mistake. The bench is left as the mistake and its fix leave it.
pub(super) async fn try_mistake(
    bench: &mut Bench,
    position: usize,
    mistake: &Mistake,
) -> Result<Tried, ProofError> {
    let mut tried = Tried::default();
    bench.begin(position).await?;
    for edit in &mistake.edit {
        if let Err(error) = lab::apply(edit, &bench.desk.names, &bench.desk.lab) {
            tried.checks.push(Check::new(
                What::Mistake,
                &mistake.id,
                Some(error.message()),
            ));
            return Ok(tried);
        }
    }
    for line in &mistake.run {
        let (line, _) = bench.run(line).await?;
        tried.touched.extend(touched(&line));
        tried.touched.extend(made_otherwise(&bench.history, &line));
    }
    answer(bench, position, mistake).await?;
    let (caught, findings) = until_caught(bench, position, mistake).await?;
    let unmet = findings
        .iter()
        .filter(|finding| finding.status == Status::Unmet);
    tried.unmet.extend(unmet.map(|finding| finding.id.clone()));
    let Some(caught) = caught else {
        let somewhere = Message::new("proof-some-condition");
        let condition = mistake.condition.as_deref().map(verbatim);
        let wrong = Message::new("proof-mistake-not-caught")
            .with("cause", &mistake.cause)
            .with("condition", condition.unwrap_or(somewhere))
            .with("found", describe(&findings));
        tried
            .checks
            .push(Check::new(What::Mistake, &mistake.id, Some(wrong)));
        return Ok(tried);
    };
    tried
        .checks
        .push(Check::new(What::Mistake, &mistake.id, None));
    if let Some(fix) = caught.fix {
        tried.has_fix = true;
        for part in fix.split("&&") {
            tried.touched.extend(touched(part));
            tried.touched.extend(made_otherwise(&bench.history, part));
        }
        let wrong = try_fix(bench, position, &caught.id, &fix).await?;
        tried.checks.push(Check::new(What::Fix, &mistake.id, wrong));
    }
    Ok(tried)
}

/// Gives the mistake's answers, live values filled in.
async fn answer(bench: &mut Bench, position: usize, mistake: &Mistake) -> Result<(), ProofError> {
    if mistake.answer.is_empty() {
        return Ok(());
    }
    let snapshot = bench.look().await?;
    let step = bench.desk.step(position).id.clone();
    let answers: Vec<(String, String)> = mistake
        .answer
        .iter()
        .map(|(name, text)| (name.clone(), bench.desk.fill_live(text, &snapshot)))
        .collect();
    bench
        .desk
        .progress
        .answers
        .entry(step)
        .or_default()
        .extend(answers);
    Ok(())
}

/// Looks until the mistake is caught or time is up.
async fn until_caught(
    bench: &mut Bench,
    position: usize,
    mistake: &Mistake,
) -> Result<(Option<Finding>, Vec<Finding>), ProofError> {
    let began = Instant::now();
    let patience = auto::longest(&bench.desk.step(position).conditions);
    loop {
        let findings = look(bench, position).await?;
        if let Some(caught) = caught(&findings, mistake) {
            if !is_probe(caught.kind) || bench.is_practice() {
                return Ok((Some(caught.clone()), findings));
            }
            tokio::time::sleep(STAYS).await;
            let again = look(bench, position).await?;
            if let Some(caught) = self::caught(&again, mistake) {
                return Ok((Some(caught.clone()), again));
            }
        }
        if began.elapsed() > patience {
            return Ok((None, findings));
        }
        bench.go_on()?;
        tokio::time::sleep(auto::pause(&bench.desk)).await;
    }
}

async fn look(bench: &mut Bench, position: usize) -> Result<Vec<Finding>, ProofError> {
    let snapshot = bench.look().await?;
    let since = bench.desk.progress.step_began;
    Ok(bench.desk.check(position, &snapshot, since).await)
}

fn is_probe(kind: &str) -> bool {
    matches!(kind, "http" | "dns" | "exec" | "all" | "any" | "not")
}

/// The finding that reports the mistake.
fn caught<'f>(findings: &'f [Finding], mistake: &Mistake) -> Option<&'f Finding> {
    findings.iter().find(|finding| {
        finding.status == Status::Unmet
            && finding.cause.map(Cause::name) == Some(mistake.cause.as_str())
            && mistake
                .condition
                .as_ref()
                .is_none_or(|id| *id == finding.id)
    })
}

/// Runs a fix and waits until it has cured the condition. Gives what is wrong with it.
async fn try_fix(
    bench: &mut Bench,
    position: usize,
    condition: &str,
    fix: &str,
) -> Result<Option<Message>, ProofError> {
    let output = bench.run_line(fix).await?;
    let began = Instant::now();
    let patience = auto::longest(&bench.desk.step(position).conditions);
    loop {
        let findings = look(bench, position).await?;
        let cured = findings
            .iter()
            .any(|finding| finding.id == condition && finding.status == Status::Met);
        if cured {
            return Ok(None);
        }
        if began.elapsed() > patience {
            let said = String::from_utf8_lossy(&output.stderr);
            return Ok(Some(
                Message::new("proof-fix-does-not-cure")
                    .with("fix", fix)
                    .with("found", describe(&findings))
                    .with("said", said.lines().last().unwrap_or_default()),
            ));
        }
        bench.go_on()?;
        tokio::time::sleep(auto::pause(&bench.desk)).await;
    }
}

/// What was found: ids, statuses and causes in the words that lessons use, and what was there.
pub(super) fn describe(findings: &[Finding]) -> Message {
    let each = findings
        .iter()
        .filter(|finding| finding.status != Status::Skipped)
        .map(describe_one);
    let all = each.rev().reduce(|rest, first| {
        Message::new("proof-found-list")
            .with("first", first)
            .with("rest", rest)
    });
    all.unwrap_or_else(|| verbatim(""))
}

fn describe_one(finding: &Finding) -> Message {
    let status = format!("{} {}", finding.id, finding.status.name());
    let Some(cause) = finding.cause else {
        return verbatim(&status);
    };
    let what = format!("{status}: {}", cause.name());
    match &finding.found {
        Some(found) => Message::new("proof-found")
            .with("what", what)
            .with("found", found.clone()),
        None => verbatim(&what),
    }
}

#[cfg(test)]
mod tests {
    use super::{caught, describe};
    use crate::check::{Cause, Problem, Verdict};
    use crate::l10n::{Language, Message, Words};
    use crate::lesson::model::Mistake;

    fn mistake(cause: &str, condition: Option<&str>) -> Mistake {
        Mistake {
            id: "wrong".into(),
            edit: Vec::new(),
            run: Vec::new(),
            answer: std::collections::BTreeMap::new(),
            cause: cause.into(),
            condition: condition.map(str::to_owned),
        }
    }

    #[test]
    fn a_mistake_is_caught_by_its_own_cause_at_its_own_condition() {
        let subject = Message::new("subject-network").with("network", "app-network");
        let unmet = Problem::new(Cause::NetworkMissing).unmet();
        let findings = [unmet.finding("network-there", "network", subject)];
        assert!(caught(&findings, &mistake("network-missing", None)).is_some());
        assert!(
            caught(
                &findings,
                &mistake("network-missing", Some("network-there"))
            )
            .is_some()
        );
        assert!(caught(&findings, &mistake("network-missing", Some("other"))).is_none());
        assert!(caught(&findings, &mistake("network-name-close", None)).is_none());
    }

    #[test]
    fn an_author_is_told_what_was_there() {
        let subject = || Message::new("subject-network").with("network", "app-network");
        let missing = Problem::new(Cause::NetworkMissing).unmet();
        let ended = Problem::new(Cause::ExitCodeDiffers).found(
            Message::new("found-exit-code-said")
                .with("code", 127_i64)
                .with("text", "executable file not found"),
        );
        let findings = [
            missing.finding("network-there", "network", subject()),
            Verdict::MET.finding("web-runs", "container", subject()),
            ended.unmet().finding("blue", "exec", subject()),
        ];
        let described = describe(&findings);
        for (language, said) in [
            (
                Language::English,
                "network-there unmet: network-missing, web-runs met, blue unmet: exit-code-differs \
                 (exit code 127: executable file not found)",
            ),
            (
                Language::Korean,
                "network-there unmet: network-missing, web-runs met, blue unmet: exit-code-differs \
                 (종료 코드 127: executable file not found)",
            ),
        ] {
            assert_eq!(Words::load(language).say(&described), said);
        }
    }
}
