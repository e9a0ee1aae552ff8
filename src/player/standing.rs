//! What stands when a step begins: what earlier steps brought about and no later one has undone.

use std::collections::BTreeSet;

use crate::lesson::condition::{Condition, Kind};
use crate::lesson::model::{Command, Step};

/// What a condition speaks of, names not filled in; `None` where a look cannot answer it.
fn subject(kind: &Kind) -> Option<(&'static str, &str, String)> {
    Some(match kind {
        Kind::Image { name, .. } => ("image", name, String::new()),
        Kind::Network { name, .. } => ("network", name, String::new()),
        Kind::Container { name, .. } => ("container", name, String::new()),
        Kind::Endpoint {
            container: Some(container),
            network,
            ..
        } => ("endpoint", container, network.clone()),
        Kind::Mode { container, .. } => ("mode", container, String::new()),
        Kind::Port {
            container, port, ..
        } => ("port", container, port.to_string()),
        _ => return None,
    })
}

/// The conditions that hold when a step begins, nearest first.
///
/// Of several steps that speak of the same thing the nearest is right; of a container or network
/// that was removed nothing older holds. What the step itself removes on its way is left out: it
/// may have been begun.
#[must_use]
pub fn before(leading: &[Step], step: &Step) -> Vec<Condition> {
    let mut gone = removed(step);
    let mut settled: BTreeSet<(&'static str, String, String)> = BTreeSet::new();
    let mut standing = Vec::new();
    for earlier in leading.iter().rev() {
        let mut spoken = Vec::new();
        for condition in &earlier.conditions {
            let Some((what, name, more)) = subject(&condition.kind) else {
                continue;
            };
            let key = (what, name.to_owned(), more);
            let over = gone.contains(name) || gone.contains(&key.2);
            if over || settled.contains(&key) {
                continue;
            }
            standing.push(Condition {
                needs: Vec::new(),
                ..condition.clone()
            });
            spoken.push(key);
        }
        settled.extend(spoken);
        gone.extend(
            earlier
                .conditions
                .iter()
                .filter_map(|condition| absent(&condition.kind)),
        );
    }
    standing
}

/// The container or network that must not be there.
fn absent(kind: &Kind) -> Option<String> {
    match kind {
        Kind::Container {
            name, absent: true, ..
        }
        | Kind::Network {
            name, absent: true, ..
        } => Some(name.clone()),
        _ => None,
    }
}

/// What the step's own commands stop or remove.
fn removed(step: &Step) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for command in &step.run {
        let Command::Shell { command, .. } = command else {
            continue;
        };
        let words: Vec<&str> = command.split_whitespace().collect();
        let (["docker", "stop" | "rm" | "kill" | "rename", rest @ ..]
        | ["docker", "network", "rm" | "disconnect", rest @ ..]) = words.as_slice()
        else {
            continue;
        };
        names.extend(rest.iter().map(|word| (*word).to_owned()));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::before;
    use crate::lesson::Catalog;
    use crate::lesson::condition::Kind;
    use crate::player::prepare::leading_to;

    /// The ids of the conditions that hold when a step of the first lesson begins.
    fn ids(step: &str) -> Vec<String> {
        let lesson = Catalog::new(None)
            .and_then(|catalog| catalog.load("docker-network"))
            .expect("a lesson");
        let position = lesson.position(step).expect("a step");
        let leading = leading_to(&lesson.steps, position);
        before(&leading, &lesson.steps[position])
            .into_iter()
            .map(|condition| match condition.kind {
                Kind::Container {
                    name, absent: true, ..
                } => format!("no {name}"),
                _ => condition.id,
            })
            .collect()
    }

    #[test]
    fn a_network_that_was_made_earlier_still_stands_after_a_step_that_only_removes() {
        let standing = ids("run-in-network");
        for wanted in ["no ${old_nginx}", "network-there", "web-image-built"] {
            assert!(standing.contains(&wanted.to_owned()), "{standing:?}");
        }
        assert!(!standing.contains(&"old-nginx-runs".to_owned()));
        assert!(!standing.contains(&"old-nginx-published".to_owned()));
    }

    #[test]
    fn the_nearest_step_is_right_about_a_port() {
        let standing = ids("bridge-mode");
        assert!(standing.contains(&"web-not-published".to_owned()));
        assert!(
            !standing.contains(&"web-published".to_owned()),
            "{standing:?}"
        );
    }

    #[test]
    fn what_the_step_itself_removes_may_be_gone_already() {
        let standing = ids("rebuild");
        assert!(standing.contains(&"web-runs".to_owned()), "{standing:?}");
        assert!(!standing.contains(&"nginx-runs".to_owned()), "{standing:?}");
    }
}
