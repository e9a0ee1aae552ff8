//! Conditions on published ports, and host ports that somebody else has.

use super::look_container::{present, running};
use super::scene::Scene;
use super::{Cause, Problem, Verdict, verbatim};
use crate::docker::snapshot::Container;
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

    /// Frees the port if a container of the lesson has it. Nothing else may be stopped for it.
    pub fn fix(&self, scene: &Scene<'_>, container: &Container) -> Option<String> {
        let name = &container.name;
        let start = if scene.recipes.run(name).is_some() {
            scene.recipes.replace(name, true)?
        } else {
            format!("docker start {name}")
        };
        match &self.holder {
            Some((holder, true)) => Some(format!("docker rm -f {holder} && {start}")),
            Some((_, false)) => None,
            None => Some(start),
        }
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
            return Problem::new(Cause::HostPortTaken)
                .with("port", i64::from(taken.port))
                .with("container", name)
                .found(taken.found())
                .fix(taken.fix(scene, container))
                .unmet();
        }
        if let Err(problem) = running(scene, container) {
            return problem.unmet();
        }
    }
    let other = container.published.iter().find(|p| p.host_port == wanted);
    let problem = Problem::new(Cause::PortNotPublished)
        .with("container", name)
        .with("port", port)
        .fix(scene.recipes.replace(name, true));
    match other.filter(|_| wanted.is_some()) {
        Some(other) => problem
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
