//! `baeum check`: is a step passed, for people and for programs.

use std::time::{Duration, Instant};

use super::args::{Check, Format};
use super::context::Context;
use super::engine;
use super::exit::{CliError, ExitCode};
use super::out;
use crate::check::passed;
use crate::lesson::{Lesson, Step};
use crate::player::Desk;
use crate::player::view::View;
use crate::report::{self, StepReport};
use crate::screen::{Paint, Style, terminal};

/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(200);

/// Longer than this nobody waits, and further from now no clock need reach: a hundred years.
const LONGEST: u64 = 100 * 366 * 24 * 60 * 60;

/// Checks a step, the learner's own step, or all of them.
pub async fn run(context: &Context, args: &Check) -> Result<ExitCode, CliError> {
    let lesson = context.lesson(&args.lesson)?;
    let progress = context.progress(&lesson.id)?;
    let positions: Vec<usize> = match (&args.step, args.all) {
        (Some(step), _) => vec![Context::position(&lesson, step)?],
        (None, true) => (0..lesson.steps.len()).collect(),
        (None, false) => {
            let own = progress
                .step
                .as_deref()
                .and_then(|step| lesson.position(step));
            vec![own.unwrap_or_else(|| first_to_check(&lesson))]
        }
    };
    let played = context.store.is_played(&lesson.id);
    let remembered = progress.engine.clone().filter(|_| progress.under_way);
    let chosen = engine::choose(context, remembered.as_deref(), false).await?;
    let desk = context.desk(lesson, chosen.engine.clone(), progress);
    let checked = tokio::select! {
        checked = wait_and_print(context, desk, args, &positions, played) => checked,
        _ = tokio::signal::ctrl_c() => Err(CliError::Interrupted),
    };
    // Also where looking failed, and where it was interrupted.
    chosen.close().await;
    checked
}

/// The step of somebody who has not begun: the first at which something is checked. A step of mere
/// reading would count as passed before anything was done.
fn first_to_check(lesson: &Lesson) -> usize {
    let checks = |step: &Step| !step.conditions.is_empty();
    lesson.steps.iter().position(checks).unwrap_or(0)
}

async fn wait_and_print(
    context: &Context,
    desk: Desk,
    args: &Check,
    positions: &[usize],
    played: bool,
) -> Result<ExitCode, CliError> {
    let deadline = args
        .wait
        .map(|seconds| Instant::now() + Duration::from_secs(seconds.min(LONGEST)));
    let reports = loop {
        let reports = look(&desk, positions, played).await?;
        let done = reports.iter().all(|report| passed(&report.findings));
        if done || deadline.is_none_or(|deadline| Instant::now() >= deadline) {
            break reports;
        }
        tokio::time::sleep(PAUSE).await;
    };
    out::unless_closed(print(context, &desk, args, positions, &reports).await)?;
    let done = reports.iter().all(|report| passed(&report.findings));
    Ok(if done {
        ExitCode::Done
    } else {
        ExitCode::Unmet
    })
}

async fn look(desk: &Desk, positions: &[usize], played: bool) -> Result<Vec<StepReport>, CliError> {
    let mut reports = Vec::new();
    for position in positions {
        let began = Instant::now();
        let step = desk.step(*position);
        let is_current = desk.progress.step.as_deref() == Some(&step.id);
        let since = desk.progress.step_began.filter(|_| played && is_current);
        let snapshot = desk.look().await?;
        let findings = desk.check(*position, &snapshot, since).await;
        reports.push(StepReport {
            step: step.id.clone(),
            findings,
            elapsed: began.elapsed(),
        });
    }
    Ok(reports)
}

async fn print(
    context: &Context,
    desk: &Desk,
    args: &Check,
    positions: &[usize],
    reports: &[StepReport],
) -> Result<(), CliError> {
    let format = if args.json { Format::Json } else { args.format };
    let (words, engine) = (&context.words, desk.engine.info());
    let lesson = &desk.lesson.id;
    match (format, reports) {
        (Format::Json, [report]) if !args.all => {
            out::line(&report::json(lesson, engine, report, words))?;
        }
        (Format::Json, reports) => {
            out::line(&report::json_all(lesson, engine, reports, words))?;
        }
        (Format::Junit, reports) => out::write(&report::junit(lesson, reports, words))?,
        (Format::Tap, reports) => out::write(&report::tap(reports, words))?,
        (Format::Text, reports) => {
            let snapshot = desk.look().await?;
            let view = View {
                desk,
                snapshot: &snapshot,
                words,
                width: usize::from(terminal::size().0),
            };
            let mut page = Paint::new(std::io::stdout(), context.theme());
            for (position, report) in positions.iter().zip(reports) {
                let step = desk.step(*position);
                let title = step
                    .text(words.language())
                    .map_or(step.id.as_str(), |text| text.title.as_str());
                let title = format!("{} · {}", desk.fill_live(title, &snapshot), step.id);
                page.line(&[])?;
                page.lines(&crate::player::view::sentence(
                    &title,
                    Style::Title,
                    view.width,
                ))?;
                page.line(&[])?;
                page.lines(&view.findings(&report.findings, &|finding| !finding.lets_pass()))?;
                if report.findings.is_empty() {
                    let nothing = crate::l10n::Message::new("cli-nothing-to-check");
                    page.lines(&view.sentence(&nothing, Style::Dim))?;
                }
            }
            page.line(&[])?;
        }
    }
    Ok(())
}
