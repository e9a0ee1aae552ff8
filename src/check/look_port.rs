//! Conditions on published ports, and host ports that somebody else has.

use super::anew::{anew, publishes};
use super::look_container::present;
use super::look_state::running;
use super::scene::Scene;
use super::{Cause, Problem, Verdict, verbatim};
use crate::docker::snapshot::{Container, State};
use crate::l10n::Message;

/// A host port that kept a container from starting.
pub struct TakenPort {
    /// Which.
    pub port: u16,
    holder: Option<(String, bool)>,
}

impl TakenPort {
    /// Who has it.
    pub fn found(&self) -> Message {
        match &self.holder {
            Some((holder, _)) => Message::new("found-port-taken-by")
                .with("port", i64::from(self.port))
                .with("container", holder),
            None => Message::new("found-port-taken").with("port", i64::from(self.port)),
        }
    }

    /// Frees the port if a container of the lesson has it, or makes the container anew where the
    /// lesson gives it another port. Nothing else may be stopped for it, and with the same port it
    /// would fail again.
    pub fn fix(&self, scene: &Scene<'_>, container: &Container) -> Option<String> {
        let start = || format!("docker start {}", container.name);
        if publishes(scene, container, self.port) == Some(false) {
            return anew(scene, container);
        }
        // What was stopped keeps its files; what never ran has none of its own.
        let again = (container.state == State::Created)
            .then(|| anew(scene, container))
            .flatten();
        match &self.holder {
            Some((holder, true)) => Some(format!(
                "docker rm -f {holder} && {}",
                again.unwrap_or_else(start)
            )),
            _ => None,
        }
    }

    /// The problem with who has the port, and what can be done. `why` are the sentences for when a
    /// command cures it, and for when only the learner can.
    pub fn explain(
        &self,
        scene: &Scene<'_>,
        container: &Container,
        problem: Problem,
        why: [&'static str; 2],
    ) -> Problem {
        let fix = self.fix(scene, container);
        let [cured, choose] = why;
        let why = Message::new(if fix.is_some() { cured } else { choose });
        problem
            .why(why)
            .with("container", &container.name)
            .with("port", i64::from(self.port))
            .found(self.found())
            .fix(fix)
    }
}

/// The port that the engine names in its refusal to start the container, and who has it now.
pub fn port_problem(scene: &Scene<'_>, container: &Container) -> Option<TakenPort> {
    let refused = container.error.contains("port is already allocated")
        || container.error.contains("address already in use")
        || container.error.contains("ports are not available");
    let holder_of = |port: u16| {
        let holder = scene.snapshot.containers.iter().find(|other| {
            other.id != container.id
                && other.running()
                && other.published.iter().any(|p| p.host_port == Some(port))
        });
        holder.map(|holder| (holder.name.clone(), scene.owns(holder)))
    };
    let requested = container
        .requested_ports
        .iter()
        .filter_map(|requested| requested.host_port);
    let named = |port: &u16| container.error.contains(&format!(":{port}"));
    let port = requested
        .clone()
        .find(|port| refused && named(port))
        .or_else(|| requested.clone().find(|port| holder_of(*port).is_some()))?;
    Some(TakenPort {
        port,
        holder: holder_of(port),
    })
}

/// The container's port is published on the host (or is not).
pub fn port(
    scene: &Scene<'_>,
    name: &str,
    port: u16,
    host_port: Option<&str>,
    published: bool,
) -> Verdict {
    let container = match present(scene, name) {
        Ok(container) => container,
        Err(problem) => return problem.unmet(),
    };
    let on_host: Vec<u16> = container
        .published
        .iter()
        .filter(|binding| binding.container_port == port && binding.protocol == "tcp")
        .filter_map(|binding| binding.host_port)
        .collect();
    let anew = scene.recipes.replace(name, true);
    if !published {
        return match on_host.first() {
            None => Verdict::MET,
            Some(host) => Problem::new(Cause::PortStillPublished)
                .with("container", name)
                .with("port", port)
                .found(Message::new("found-published-as").with("port", i64::from(*host)))
                .fix(anew)
                .unmet(),
        };
    }
    let wanted = host_port.and_then(|port| port.parse::<u16>().ok());
    match (on_host.first(), wanted) {
        (Some(_), Some(wanted)) if on_host.contains(&wanted) => Verdict::MET,
        (Some(host), None) => published_as(*host),
        (Some(host), Some(wanted)) => Problem::new(Cause::PortDiffers)
            .with("container", name)
            .with("port", i64::from(wanted))
            .expected(verbatim(&wanted.to_string()))
            .found(verbatim(&host.to_string()))
            .fix(anew)
            .unmet(),
        (None, _) => not_published(scene, container, port, wanted),
    }
}

fn published_as(host_port: u16) -> Verdict {
    Verdict::Met(Some(
        Message::new("found-published-as").with("port", i64::from(host_port)),
    ))
}

fn not_published(
    scene: &Scene<'_>,
    container: &Container,
    port: u16,
    wanted: Option<u16>,
) -> Verdict {
    let name = &container.name;
    if !container.running() {
        if let Some(taken) = port_problem(scene, container) {
            let why = ["cause-host-port-taken", "cause-host-port-taken-choose"];
            return taken
                .explain(scene, container, Problem::new(Cause::HostPortTaken), why)
                .unmet();
        }
        if let Err(problem) = running(scene, container) {
            return problem.unmet();
        }
    }
    let problem = Problem::new(Cause::PortNotPublished)
        .with("container", name)
        .with("port", port)
        .fix(scene.recipes.replace(name, true));
    // Published it is, but another port of the container: above all under the wanted number.
    let others = || {
        let tcp = container.published.iter().filter(|p| p.protocol == "tcp");
        tcp.filter(|p| p.container_port != port)
    };
    let other = others()
        .find(|p| wanted.is_some() && p.host_port == wanted)
        .or_else(|| others().next());
    match other {
        Some(other) => problem
            .why(
                Message::new("cause-port-not-published-other")
                    .with("container", name)
                    .with("port", port)
                    .with("other", other.container_port),
            )
            .found(Message::new("found-other-port-published").with("port", other.container_port)),
        None => problem,
    }
    .unmet()
}

/// Among the lesson's containers only these host ports are published.
pub fn only_published(scene: &Scene<'_>, allowed: &[String]) -> Verdict {
    let offender = scene
        .snapshot
        .containers
        .iter()
        .filter(|container| container.running() && scene.owns(container))
        .find_map(|container| {
            let port = container
                .published
                .iter()
                .filter_map(|published| published.host_port)
                .find(|port| !allowed.contains(&port.to_string()))?;
            Some((container, port))
        });
    match offender {
        None => Verdict::met_with(&allowed.join(", ")),
        Some((container, port)) => Problem::new(Cause::PortStillPublished)
            .with("container", &container.name)
            .with("port", port)
            .expected(verbatim(&allowed.join(", ")))
            .found(
                Message::new("found-port-of")
                    .with("port", i64::from(port))
                    .with("container", &container.name),
            )
            .fix(scene.recipes.replace(&container.name, true))
            .unmet(),
    }
}
