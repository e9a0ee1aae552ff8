//! A step as a learner will see it, without playing it: every part of its page in one language.

use std::net::{IpAddr, Ipv4Addr};

use super::desk::Desk;
use super::view::View;
use crate::check::{resolve, subject};
use crate::docker::snapshot::{Container, Endpoint, Network, Snapshot, State, Subnet};
use crate::l10n::{Message, Words};
use crate::lesson::condition::Condition;
use crate::lesson::model::NameKind;
use crate::lesson::{Lesson, Names};
use crate::screen::page::{self, FindingView, Sign};
use crate::screen::{Line, Style, clean};

/// The parts of a step's page, always as many and in this order, so that two languages can be put
/// side by side: the text with the task, what is checked, the quizzes, the hints, the change to
/// make, and what is shown once the step is passed. Parts that the step does not have are empty.
#[must_use]
pub fn parts(
    desk: &Desk,
    position: usize,
    snapshot: &Snapshot,
    words: &Words,
    width: usize,
) -> Vec<Vec<Line>> {
    let view = View {
        desk,
        snapshot,
        words,
        width,
    };
    let step = desk.step(position);
    let caption = |id: &'static str, lines: Vec<Line>| -> Vec<Line> {
        if lines.is_empty() {
            return lines;
        }
        let mut all = view.sentence(&Message::new(id), Style::Dim);
        all.push(Line::new());
        all.extend(lines);
        if all.last().is_some_and(|line| !line.is_empty()) {
            all.push(Line::new());
        }
        all
    };
    let mut parts = vec![view.intro(position), checked(&view, position)];
    let Some(text) = step.text(words.language()) else {
        parts.resize(6, Vec::new());
        return parts;
    };
    let quizzes = text.quizzes.iter().flat_map(|quiz| view.quiz(quiz));
    let hints = text
        .hints
        .iter()
        .enumerate()
        .flat_map(|(number, hint)| view.hint(hint, number + 1, text.hints.len()));
    let after = text.after.as_deref().map(|after| view.markdown(after));
    parts.push(caption("preview-quiz", quizzes.collect()));
    parts.push(caption("preview-hints", hints.collect()));
    parts.push(caption("preview-edit", view.edits(&step.edit)));
    parts.push(caption("preview-after", after.unwrap_or_default()));
    parts
}

/// The list of conditions as it stands before anything was done.
fn checked(view: &View<'_>, position: usize) -> Vec<Line> {
    let desk = view.desk;
    let filled: Vec<Condition> = desk
        .step(position)
        .conditions
        .iter()
        .map(|condition| resolve(condition, &mut |text| desk.fill_live(text, view.snapshot)))
        .collect();
    let findings: Vec<FindingView> = (0..filled.len())
        .map(|place| FindingView {
            sign: Sign::Waiting,
            text: clean(&view.words.say(&subject::among(&filled, place))),
            detail: None,
            explanation: Vec::new(),
        })
        .collect();
    let mut lines = page::finding_lines(&findings, view.width);
    if !lines.is_empty() {
        lines.push(Line::new());
    }
    lines
}

/// A snapshot with an example of everything that the lesson names, so that live values show as
/// addresses: every container runs and is on every network.
#[must_use]
pub fn examples(lesson: &Lesson, names: &Names) -> Snapshot {
    let of = |kind: NameKind, templates: &[String]| -> Vec<String> {
        let declared = names
            .declarations()
            .iter()
            .filter(|name| name.kind == kind)
            .filter_map(|name| names.get(&name.key).map(str::to_owned));
        let owned = templates.iter().map(|text| names.fill(text));
        let mut all: Vec<String> = Vec::new();
        for name in declared.chain(owned) {
            if !all.contains(&name) {
                all.push(name);
            }
        }
        all
    };
    // Docker's own first address range behind the default bridge.
    let range = |number: u8| [172, 18_u8.saturating_add(number)];
    let networks: Vec<Network> = (0..)
        .zip(of(NameKind::Network, &lesson.owns.networks))
        .map(|(number, name)| {
            let [a, b] = range(number);
            Network {
                id: format!("{number:064x}"),
                name,
                driver: "bridge".to_owned(),
                scope: "local".to_owned(),
                subnets: vec![Subnet {
                    range: format!("{a}.{b}.0.0/16"),
                    gateway: Some(IpAddr::V4(Ipv4Addr::new(a, b, 0, 1))),
                }],
                ..Network::default()
            }
        })
        .collect();
    let containers = (2_u8..)
        .zip(of(NameKind::Container, &lesson.owns.containers))
        .map(|(last, name)| Container {
            id: format!("{last:064x}"),
            name,
            state: State::Running,
            endpoints: (0..)
                .zip(&networks)
                .map(|(number, network)| {
                    let [a, b] = range(number);
                    Endpoint {
                        network: network.name.clone(),
                        network_id: network.id.clone(),
                        address: Some(IpAddr::V4(Ipv4Addr::new(a, b, 0, last))),
                        gateway: Some(IpAddr::V4(Ipv4Addr::new(a, b, 0, 1))),
                        ..Endpoint::default()
                    }
                })
                .collect(),
            ..Container::default()
        })
        .collect();
    Snapshot {
        networks,
        containers,
        ..Snapshot::default()
    }
}
