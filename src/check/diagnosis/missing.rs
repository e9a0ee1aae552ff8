//! Names that no container bears, and which was meant.

use crate::check::look_container::present;
use crate::check::scene::Scene;
use crate::check::{Cause, Problem, verbatim};
use crate::lesson::did_you_mean;

/// Why nobody bears this name. A name that the lesson expects is given to who bears a similar one;
/// any other was written wrong.
pub fn missing(scene: &Scene<'_>, host: &str) -> Problem {
    let bare = scene.without_network(host).unwrap_or(host);
    if scene.own_containers.contains(bare)
        && let Err(problem) = present(scene, bare)
    {
        return problem;
    }
    if let Some((container, network)) = host.split_once('.')
        && scene.snapshot.container(container).is_some()
    {
        let names = scene.snapshot.networks.iter().map(|n| n.name.as_str());
        let problem = |cause| Problem::new(cause).with("network", network);
        return match did_you_mean(network, names) {
            Some(close) => problem(Cause::NetworkNameClose)
                .with("close", close)
                .expected(verbatim(network))
                .found(verbatim(close)),
            None => problem(Cause::NetworkMissing),
        };
    }
    let names = scene.snapshot.containers.iter().map(|c| c.name.as_str());
    let problem = |cause| Problem::new(cause).with("container", bare);
    match did_you_mean(bare, names) {
        Some(close) => problem(Cause::ContainerNameClose)
            .with("close", close)
            .expected(verbatim(bare))
            .found(verbatim(close)),
        None => problem(Cause::ContainerMissing),
    }
}
