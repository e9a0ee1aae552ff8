//! A whole diagnosis, as a person asks for it: who, whom, and every hop between the two.

use super::aim::Aim;
use super::hop::{Hop, Standing};
use super::listening::open_ports;
use super::reply::gateway_error;
use super::unmet::silence;
use super::walk::{Halt, Origin, Walk, Walked};
use crate::check::probe::{ProbeFailure, Probes, Reply};
use crate::check::scene::Scene;
use crate::check::{Cause, Problem};
use crate::docker::snapshot::Container;
use crate::l10n::{Message, Value};

/// Whom a diagnosis is about: a name or address, and perhaps a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The name or address.
    pub host: String,
    /// The port; without one it is found out.
    pub port: Option<u16>,
    /// The path to ask for.
    pub path: String,
}

/// What a diagnosis found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The port that was asked: the target's own, or this computer's where it was named by that.
    pub port: u16,
    /// Everything that was looked at, in the order of the way.
    pub hops: Vec<Hop>,
    /// Why the target cannot be reached; `None` where it can.
    pub problem: Option<Problem>,
}

impl Diagnosis {
    /// A command that shows more, where nothing is known that would cure it.
    #[must_use]
    pub fn look(&self) -> Option<String> {
        let problem = self
            .problem
            .as_ref()
            .filter(|problem| problem.fix.is_none())?;
        let argument = |name| argument(&problem.why, name);
        // Where the sentence names no container, it is about whoever listens.
        let listening = self.hops.iter().rev().find(|hop| hop.kind == "listening");
        let container =
            || argument("container").or_else(|| self::argument(&listening?.subject, "container"));
        match problem.cause {
            Cause::ContainerMissing | Cause::ContainerNameClose => Some("docker ps -a".to_owned()),
            Cause::ProxyTargetUnknown | Cause::PortNotPublished => Some("docker ps".to_owned()),
            Cause::NetworkMissing | Cause::NetworkNameClose => Some("docker network ls".to_owned()),
            Cause::TrafficBlocked => {
                Some(format!("docker network inspect {}", argument("network")?))
            }
            Cause::NameNotResolved | Cause::NameResolvesUnexpectedly => {
                Some(format!("docker exec {} cat /etc/resolv.conf", container()?))
            }
            Cause::ClientMissing => None,
            _ => Some(format!("docker logs {}", container()?)),
        }
    }
}

fn argument<'m>(message: &'m Message, name: &str) -> Option<&'m str> {
    let (_, value) = message.args.iter().find(|(key, _)| *key == name)?;
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Follows a request from `from` to `target` and says where it gets stuck.
pub async fn diagnose<P: Probes>(
    scene: &Scene<'_>,
    probes: &P,
    from: Origin<'_>,
    target: &Target,
) -> Result<Diagnosis, ProbeFailure> {
    let mut walk = Walk::whole(scene, probes);
    let container = match from {
        Origin::Container(from) if Aim::new(&target.host, 80, "").is_loopback() => Some(from),
        Origin::Container(from) => scene.container_called(&target.host, Some(from)),
        Origin::Host => scene.container_called(&target.host, None),
    };
    let port = match target.port {
        Some(port) => port,
        None => usual_port(probes, from, container).await?,
    };
    let aim = Aim::new(&target.host, port, &target.path);
    let walked = match from {
        Origin::Container(sender) => walk.send(sender, &aim).await,
        Origin::Host => walk.enter(&aim, container).await,
    };
    let sender = match from {
        Origin::Container(sender) => Some(sender),
        Origin::Host => None,
    };
    let saw = |kind| walk.hops.iter().any(|hop| hop.kind == kind);
    let problem = match walked {
        Err(Halt::Failed(failure)) => return Err(failure),
        Err(Halt::Stuck(problem)) => Some(*problem),
        // A server that is no proxy answers for itself, whatever it says.
        Ok(Reply::Answer(answer)) if !(gateway_error(&answer) && saw("proxy")) => None,
        // Somebody took the connection, but speaks something else than HTTP.
        Ok(Reply::Reset) if saw("listening") => None,
        Ok(reply) => Some(silence(&reply, &aim.url(), sender)),
    };
    let mut hops = walk.hops;
    if problem.is_none() {
        // What gets nothing stuck is only worth a note.
        for hop in hops
            .iter_mut()
            .filter(|hop| hop.standing == Standing::Wrong)
        {
            hop.standing = Standing::Noted;
        }
    }
    Ok(Diagnosis {
        port,
        hops,
        problem,
    })
}

/// The port that a request without one means: what the container says, publishes, or listens on.
async fn usual_port<P: Probes>(
    probes: &P,
    from: Origin<'_>,
    container: Option<&Container>,
) -> Result<u16, ProbeFailure> {
    let Some(container) = container else {
        return Ok(80);
    };
    let published = || {
        container
            .requested_ports
            .iter()
            .map(|port| port.container_port)
    };
    let first = match from {
        Origin::Host => published().next().or(container.exposed.first().copied()),
        Origin::Container(_) => container.exposed.first().copied().or(published().next()),
    };
    if let Some(port) = first {
        return Ok(port);
    }
    if !container.running() {
        return Ok(80);
    }
    Ok(open_ports(probes, container)
        .await?
        .first()
        .copied()
        .unwrap_or(80))
}

impl<'w, P: Probes> Walk<'w, P> {
    /// Sends a request from a container, and follows it.
    async fn send(&mut self, sender: &'w Container, aim: &Aim) -> Walked {
        self.awake(sender).await?;
        let origin = Origin::Container(sender);
        let reply = self.ask(origin, aim).await?;
        self.follow(origin, aim, Some(reply)).await
    }

    /// Follows a request from this computer to a container, by whichever port of this computer
    /// leads there.
    async fn enter(&mut self, aim: &Aim, container: Option<&'w Container>) -> Walked {
        let Some(container) = container else {
            if aim.is_loopback() || aim.is_address() {
                return self.follow(Origin::Host, aim, None).await;
            }
            return Err(self.missing(aim));
        };
        self.found_target(aim, container);
        self.awake(container).await?;
        let to_host = |port| Aim::new("localhost", port, &aim.path);
        if container.network_mode == "host" {
            return self.follow(Origin::Host, &to_host(aim.port), None).await;
        }
        let published = container.published.iter().find(|published| {
            published.protocol == "tcp"
                && (published.container_port == aim.port || published.host_port == Some(aim.port))
        });
        if let Some(host_port) = published.and_then(|published| published.host_port) {
            return self.follow(Origin::Host, &to_host(host_port), None).await;
        }
        // On Linux a container's own address leads into it too.
        if aim.is_address() {
            let reply = self.ask(Origin::Host, aim).await?;
            if matches!(reply, Reply::Answer(_)) {
                return self
                    .answer(Origin::Host, aim, container, aim.port, reply)
                    .await;
            }
        }
        let subject = Message::new("subject-port")
            .with("container", &container.name)
            .with("port", aim.port);
        let problem = Problem::new(Cause::PortNotPublished)
            .with("container", &container.name)
            .with("port", aim.port)
            .fix(self.scene.recipes.replace(&container.name, true));
        Err(self.stuck("published", subject, problem))
    }
}
