//! The way of a request from this computer: through a published port into a container.

use super::aim::Aim;
use super::reply::{answer_subject, found};
use super::walk::{Origin, Walk, Walked};
use crate::check::probe::{Probes, Reply};
use crate::check::{Cause, Problem, verbatim};
use crate::docker::snapshot::Container;
use crate::l10n::Message;

impl<'w, P: Probes> Walk<'w, P> {
    /// Follows a request to a port of this computer.
    pub(super) async fn through_port(
        &mut self,
        origin: Origin<'w>,
        aim: &Aim,
        reply: Option<Reply>,
    ) -> Walked {
        let reply = match reply {
            Some(reply) => reply,
            None => self.ask(origin, aim).await?,
        };
        let scene = self.scene;
        let containers = &scene.snapshot.containers;
        let subject = Message::new("hop-published").with("port", aim.port);
        let server = containers
            .iter()
            .find_map(|container| Some((container, inner_port(container, aim.port)?)));
        let Some((server, port)) = server else {
            return self.nobody_publishes(origin, aim, reply, subject).await;
        };
        let leads_to = format!("{}:{port}", server.name);
        self.well("published", subject, Some(verbatim(&leads_to)));
        self.awake(server).await?;
        self.open(server, port, false, &reply).await?;
        self.answer(origin, aim, server, port, reply).await
    }

    async fn nobody_publishes(
        &mut self,
        origin: Origin<'w>,
        aim: &Aim,
        reply: Reply,
        subject: Message,
    ) -> Walked {
        let scene = self.scene;
        let containers = &scene.snapshot.containers;
        let asks_for = |container: &&Container| {
            container
                .requested_ports
                .iter()
                .any(|requested| requested.host_port == Some(aim.port))
        };
        let answered = matches!(reply, Reply::Answer(_));
        let asleep = containers.iter().filter(|c| !c.running()).find(asks_for);
        if let Some(asleep) = asleep.filter(|_| !answered) {
            self.awake(asleep).await?;
        }
        let in_host_mode = containers
            .iter()
            .find(|c| c.running() && c.network_mode == "host" && scene.owns(c));
        if let Some(server) = in_host_mode {
            self.found_target(aim, server);
            return self.answer(origin, aim, server, aim.port, reply).await;
        }
        if answered {
            // A program of this computer, or a container in host mode.
            self.well("answer", answer_subject(origin, aim), Some(found(&reply)));
            return Ok(reply);
        }
        let problem = Problem::new(Cause::PortNotPublished)
            .why(Message::new("cause-port-not-published-by-anyone").with("port", aim.port))
            .found(found(&reply))
            .fix(self.whoever_publishes(aim.port));
        Err(self.stuck("published", subject, problem))
    }

    /// The lesson's command that publishes this host port.
    fn whoever_publishes(&self, port: u16) -> Option<String> {
        let scene = self.scene;
        scene.own_containers.iter().find_map(|name| {
            let run = scene.recipes.run(name)?;
            let publishes = run.split_whitespace().any(|word| {
                word.split_once(':')
                    .is_some_and(|(host, _)| host == port.to_string())
            });
            publishes.then(|| {
                scene
                    .recipes
                    .replace(name, scene.snapshot.container(name).is_some())
            })?
        })
    }
}

/// The container's port that this port of the host leads to.
fn inner_port(container: &Container, host_port: u16) -> Option<u16> {
    container
        .published
        .iter()
        .find(|published| published.host_port == Some(host_port) && published.protocol == "tcp")
        .map(|published| published.container_port)
}
