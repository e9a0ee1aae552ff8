//! Looks at all conditions of a step: first what the snapshot answers, then probes, side by side.

use std::collections::BTreeMap;

use futures_util::future::{BoxFuture, FutureExt, join_all};

use super::diagnosis::why_it_ended;
use super::finding::{Finding, Status, Verdict};
use super::freed::unless_free;
use super::probe::{ProbeFailure, Probes};
use super::resolve::resolve;
use super::scene::Scene;
use super::{
    Cause, Problem, files, look, look_container, look_port, subject, traces, traffic, verbatim,
};
use crate::docker::snapshot::Container;
use crate::l10n::Message;
use crate::lesson::condition::{Condition, Kind};

/// Looks at every condition once. The findings stand in the order of the conditions.
///
/// `fill` puts names and live values into templates.
pub async fn check<P: Probes>(
    scene: &Scene<'_>,
    probes: &P,
    conditions: &[Condition],
    fill: &(dyn Fn(&str) -> String + Sync),
) -> Vec<Finding> {
    let conditions: Vec<Condition> = conditions
        .iter()
        .map(|condition| resolve(condition, &mut |text| fill(text)))
        .collect();
    let mut done: BTreeMap<usize, Finding> = BTreeMap::new();
    while done.len() < conditions.len() {
        let open: Vec<usize> = (0..conditions.len())
            .filter(|position| !done.contains_key(position))
            .collect();
        let ready: Vec<usize> = open
            .iter()
            .copied()
            .filter(|position| {
                needed(&conditions, *position)
                    .iter()
                    .all(|need| done.contains_key(need))
            })
            .collect();
        // Needs in a circle cannot be met; a lesson with one is refused when it is read.
        let round = if ready.is_empty() { open } else { ready };
        let looks = round.iter().map(|position| {
            let condition = &conditions[*position];
            let subject = subject::among(&conditions, *position);
            let missing = needed(&conditions, *position)
                .into_iter()
                .find(|need| done.get(need).is_none_or(|f| f.status != Status::Met))
                .and_then(|need| done.get(&need));
            async move {
                let verdict = match missing {
                    Some(need) => Verdict::Skipped(
                        Message::new("skipped-needs").with("need", need.subject.clone()),
                    ),
                    None => look_at(scene, probes, &condition.kind).await,
                };
                verdict.finding(&condition.id, condition.kind.key(), subject)
            }
        });
        let findings = join_all(looks).await;
        done.extend(round.into_iter().zip(findings));
    }
    done.into_values().collect()
}

/// The conditions that must be met before this one is looked at: those it names, and for a probe
/// that names none, everything before it that a snapshot answers.
fn needed(conditions: &[Condition], position: usize) -> Vec<usize> {
    let condition = &conditions[position];
    if condition.needs.is_empty() && is_probe(&condition.kind) {
        return (0..position)
            .filter(|earlier| !is_probe(&conditions[*earlier].kind))
            .filter(|earlier| !matches!(conditions[*earlier].kind, Kind::Answer { .. }))
            .collect();
    }
    (0..conditions.len())
        .filter(|other| *other != position && condition.needs.contains(&conditions[*other].id))
        .collect()
}

fn is_probe(kind: &Kind) -> bool {
    match kind {
        Kind::Dns { .. } | Kind::Http(_) | Kind::Exec { .. } => true,
        Kind::All(inner) | Kind::Any(inner) => inner.iter().any(|c| is_probe(&c.kind)),
        Kind::Not(inner) => is_probe(&inner.kind),
        _ => false,
    }
}

/// The verdict for a probe that could not be made.
pub fn failed(failure: &ProbeFailure) -> Verdict {
    match failure {
        ProbeFailure::EngineGone => Problem::new(Cause::EngineUnreachable).unknown(),
        ProbeFailure::TimedOut => Problem::new(Cause::TimedOut).unknown(),
        ProbeFailure::Other(detail) => Problem::new(Cause::EngineUnreachable)
            .why(Message::new("cause-engine-refused"))
            .found(verbatim(detail))
            .unknown(),
    }
}

/// Boxed, because conditions hold conditions.
fn look_at<'a, P: Probes>(
    scene: &'a Scene<'_>,
    probes: &'a P,
    kind: &'a Kind,
) -> BoxFuture<'a, Verdict> {
    async move {
        let verdict = match kind {
            Kind::Engine { minimum_api } => look::engine(scene, minimum_api.as_deref()),
            Kind::Image {
                name,
                label,
                absent,
            } => look::image(scene, name, label.as_ref(), *absent),
            Kind::Network {
                name,
                driver,
                absent,
            } => look::network(scene, name, driver.as_deref(), *absent),
            Kind::Container {
                name,
                state,
                exit_code,
                image,
                absent,
            } => {
                let wanted = look_container::Wanted {
                    state: *state,
                    exit_code: *exit_code,
                    image: image.as_deref(),
                };
                let verdict = if *absent {
                    look_container::absent(scene, name)
                } else {
                    look_container::container(scene, name, &wanted)
                };
                explain_end(scene, probes, name, verdict).await
            }
            Kind::Endpoint {
                container,
                network,
                only,
                absent,
            } => match container {
                Some(container) => {
                    look_container::endpoint(scene, container, network, *only, *absent)
                }
                None => look_container::anybody(scene, network),
            },
            Kind::Mode { container, mode } => look_container::mode(scene, container, *mode),
            Kind::Port {
                container,
                port,
                host_port,
                published,
            } => look_port::port(scene, container, *port, host_port.as_deref(), *published),
            Kind::OnlyPublished { host_ports } => look_port::only_published(scene, host_ports),
            Kind::All(inner) => all(scene, probes, inner).await,
            Kind::Any(inner) => any(scene, probes, inner).await,
            Kind::Not(inner) => not(scene, probes, inner).await,
            other => ask(scene, probes, other).await,
        };
        match verdict {
            Verdict::Unmet(problem) => unless_free(scene, probes, *problem).await.unmet(),
            other => other,
        }
    }
    .boxed()
}

/// The kinds that ask the engine further, or the lab folder.
async fn ask<P: Probes>(scene: &Scene<'_>, probes: &P, kind: &Kind) -> Verdict {
    match kind {
        Kind::Dns {
            from,
            name,
            to,
            resolves,
            control,
        } => {
            let naming = traffic::Naming {
                from,
                name,
                to: to.as_deref(),
                resolves: *resolves,
                control: control.as_deref(),
            };
            traffic::dns(scene, probes, &naming).await
        }
        Kind::Http(http) => traffic::http(scene, probes, http).await,
        Kind::Exec {
            container,
            command,
            exit_code,
            stdout,
        } => {
            let stdout = stdout.as_deref();
            traffic::exec(scene, probes, container, command, *exit_code, stdout).await
        }
        Kind::Request {
            at,
            from,
            host,
            path,
            contains,
        } => {
            let wanted = traces::Wanted {
                at,
                from: from.as_deref(),
                host: host.as_deref(),
                path: path.as_deref(),
                contains: contains.as_deref(),
            };
            traces::request(scene, probes, &wanted).await
        }
        Kind::ExecSeen { container, command } => {
            traces::exec_seen(scene, probes, container, command.as_deref()).await
        }
        Kind::Log {
            container,
            contains,
            absent,
        } => traces::log(scene, probes, container, contains, *absent).await,
        Kind::File {
            path,
            container,
            contains,
            lacks,
            same_as,
        } => {
            let wanted = files::Expectation {
                path,
                container: container.as_deref(),
                contains,
                lacks,
                same_as: same_as.as_deref(),
            };
            files::file(scene, probes, &wanted).await
        }
        Kind::Answer {
            name,
            wanted,
            ignore_case,
        } => files::answer(scene, name, wanted, *ignore_case),
        // Every other kind is looked at by `look_at`.
        _ => Verdict::MET,
    }
}

/// A container that ended by itself has said why in its log.
async fn explain_end<P: Probes>(
    scene: &Scene<'_>,
    probes: &P,
    name: &str,
    verdict: Verdict,
) -> Verdict {
    let ended = |container: &&Container| !container.running() && container.exit_code != 0;
    match (&verdict, scene.snapshot.container(name).filter(ended)) {
        (Verdict::Unmet(problem), Some(container)) if problem.cause == Cause::ContainerStopped => {
            let log = probes.log(container, None).await.unwrap_or_default();
            why_it_ended(scene, container, &log).map_or(verdict, Problem::unmet)
        }
        _ => verdict,
    }
}

async fn all<P: Probes>(scene: &Scene<'_>, probes: &P, inner: &[Condition]) -> Verdict {
    for condition in inner {
        let verdict = look_at(scene, probes, &condition.kind).await;
        if !matches!(verdict, Verdict::Met(_)) {
            return verdict;
        }
    }
    Verdict::MET
}

async fn any<P: Probes>(scene: &Scene<'_>, probes: &P, inner: &[Condition]) -> Verdict {
    let mut first = None;
    for condition in inner {
        let verdict = look_at(scene, probes, &condition.kind).await;
        if matches!(verdict, Verdict::Met(_)) {
            return verdict;
        }
        first = first.or(Some(verdict));
    }
    first.unwrap_or(Verdict::MET)
}

/// What cannot be found out does not become true by being turned round.
async fn not<P: Probes>(scene: &Scene<'_>, probes: &P, inner: &Condition) -> Verdict {
    match look_at(scene, probes, &inner.kind).await {
        Verdict::Met(found) => {
            let problem = Problem::new(Cause::StillTrue);
            match found {
                Some(found) => problem.found(found),
                None => problem,
            }
            .unmet()
        }
        Verdict::Unmet(_) => Verdict::MET,
        other => other,
    }
}
