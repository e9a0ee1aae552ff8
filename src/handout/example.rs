//! Names and addresses as they stand on paper: the defaults of the lesson, and what a fresh engine would hand out.

use std::collections::BTreeMap;

use super::rehearsal::Rehearsal;
use crate::docker::snapshot::{Container, Snapshot};
use crate::lesson::{Lesson, LiveKind, LiveValue, Names, fill_live};

/// What stands for an address or a range that nobody can guess.
const UNKNOWN: &str = "…";

/// An ID of a network as Docker shows it.
const EXAMPLE_ID: &str = "3f6c0e1d9b7a";

/// Fills in a lesson's texts without an engine.
pub(super) struct Examples {
    names: Names,
    /// What the lesson's commands make, everything that was ever there.
    seen: BTreeMap<(LiveKind, String), String>,
    /// What there is once a step with a map is done, by the step's id.
    snapshots: BTreeMap<String, Snapshot>,
}

impl Examples {
    pub(super) fn new(lesson: &Lesson) -> Self {
        let names = Names::new(lesson);
        let mut rehearsal = Rehearsal::new(lesson, &names);
        let mut seen = BTreeMap::new();
        let mut snapshots = BTreeMap::new();
        for step in &lesson.steps {
            rehearsal.play(step);
            remember(rehearsal.snapshot(), &mut seen);
            if step.map {
                snapshots.insert(step.id.clone(), inhabited(rehearsal.snapshot()));
            }
        }
        Self {
            names,
            seen,
            snapshots,
        }
    }

    /// `text` with names and examples of live values in it.
    pub(super) fn fill(&self, text: &str) -> String {
        fill_live(&self.names.fill(text), &|live| Some(self.value(live)))
    }

    fn value(&self, live: &LiveValue) -> String {
        let name = self.names.resolve(&live.name).to_owned();
        match self.seen.get(&(live.what, name)) {
            Some(value) => value.clone(),
            None => match live.what {
                LiveKind::Driver => "bridge".to_owned(),
                LiveKind::Id => EXAMPLE_ID.to_owned(),
                LiveKind::Address | LiveKind::Subnet | LiveKind::Gateway => UNKNOWN.to_owned(),
            },
        }
    }

    /// What there is once the step with this id is done, if it has a map and anything runs then.
    pub(super) fn snapshot(&self, step: &str) -> Option<&Snapshot> {
        let snapshot = self.snapshots.get(step)?;
        let runs = snapshot.containers.iter().any(Container::running);
        runs.then_some(snapshot)
    }
}

/// Without the networks that are always there, where nobody is in them.
fn inhabited(snapshot: &Snapshot) -> Snapshot {
    let mut snapshot = snapshot.clone();
    let containers = &snapshot.containers;
    snapshot.networks.retain(|network| {
        let mut all = containers.iter();
        !matches!(network.name.as_str(), "bridge" | "host")
            || all.any(|container| container.endpoint(&network.name).is_some())
    });
    snapshot
}

/// Keeps the first address of each container outside the default network, and what each network has.
fn remember(snapshot: &Snapshot, seen: &mut BTreeMap<(LiveKind, String), String>) {
    for network in &snapshot.networks {
        let mut keep = |what, value: String| {
            seen.entry((what, network.name.clone())).or_insert(value);
        };
        keep(LiveKind::Driver, network.driver.clone());
        if let Some(subnet) = network.subnets.first() {
            keep(LiveKind::Subnet, subnet.range.clone());
            if let Some(gateway) = subnet.gateway {
                keep(LiveKind::Gateway, gateway.to_string());
            }
        }
    }
    for container in &snapshot.containers {
        let mut endpoints = container.endpoints.iter();
        let place = endpoints.find(|endpoint| endpoint.network != "bridge");
        if let Some(address) = place.and_then(|endpoint| endpoint.address) {
            seen.entry((LiveKind::Address, container.name.clone()))
                .or_insert(address.to_string());
        }
    }
}
