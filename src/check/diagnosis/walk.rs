//! The way of a request, hop by hop, from who sends it to who must answer.

use futures_util::future::{BoxFuture, FutureExt};

use super::aim::Aim;
use super::apart::{blocked, meeting};
use super::ended::stopped;
use super::hop::{Hop, Standing};
use super::listening::{self, Listening, listening};
use super::missing::missing;
use super::names::{Resolution, name_subject};
use super::reply::{answer_subject, found, gateway_error};
use crate::check::probe::{ProbeFailure, Probes, Reply};
use crate::check::scene::Scene;
use crate::check::traffic::PROBE_TIMEOUT;
use crate::check::{Cause, Problem, verbatim};
use crate::docker::snapshot::Container;
use crate::l10n::Message;

/// Who sends a request.
#[derive(Debug, Clone, Copy)]
pub enum Origin<'w> {
    /// This computer.
    Host,
    /// A container.
    Container(&'w Container),
}

/// Why a walk did not come to an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// The request gets stuck here.
    Stuck(Box<Problem>),
    /// It could not be found out.
    Failed(ProbeFailure),
}

impl From<ProbeFailure> for Halt {
    fn from(failure: ProbeFailure) -> Self {
        Self::Failed(failure)
    }
}

/// What came back in the end, or why the walk ended before.
pub(super) type Walked = Result<Reply, Halt>;

/// Follows requests and notes what it sees.
pub struct Walk<'w, P> {
    pub(super) scene: &'w Scene<'w>,
    pub(super) probes: &'w P,
    /// Whether every hop is wanted, also of a way on which nothing is wrong.
    pub(super) whole: bool,
    /// What was seen, in order.
    pub hops: Vec<Hop>,
    /// The proxies that the request has passed.
    pub(super) behind: Vec<String>,
}

impl<'w, P: Probes> Walk<'w, P> {
    /// Looks only as far as is needed to find out why a request does not get its answer.
    pub fn new(scene: &'w Scene<'w>, probes: &'w P) -> Self {
        Self {
            scene,
            probes,
            whole: false,
            hops: Vec::new(),
            behind: Vec::new(),
        }
    }

    /// The same, but every hop is looked at and kept.
    pub fn whole(scene: &'w Scene<'w>, probes: &'w P) -> Self {
        Self {
            whole: true,
            ..Self::new(scene, probes)
        }
    }

    fn noted(
        &self,
        standing: Standing,
        kind: &'static str,
        subject: Message,
        found: Option<Message>,
    ) -> Hop {
        Hop {
            kind,
            subject,
            found,
            standing,
            log: Vec::new(),
            behind: self.behind.clone(),
        }
    }

    pub(super) fn hop(
        &mut self,
        standing: Standing,
        kind: &'static str,
        subject: Message,
        found: Option<Message>,
    ) {
        let hop = self.noted(standing, kind, subject, found);
        // Two legs of one way may meet at the same container.
        if !self.hops.contains(&hop) {
            self.hops.push(hop);
        }
    }

    pub(super) fn well(&mut self, kind: &'static str, subject: Message, found: Option<Message>) {
        self.hop(Standing::Well, kind, subject, found);
    }

    /// Notes where the request gets stuck.
    pub(super) fn stuck(&mut self, kind: &'static str, subject: Message, problem: Problem) -> Halt {
        self.hop(Standing::Wrong, kind, subject, problem.found.clone());
        Halt::Stuck(Box::new(problem))
    }

    /// Sends a request.
    pub(super) async fn ask(&self, origin: Origin<'_>, aim: &Aim) -> Result<Reply, ProbeFailure> {
        let url = aim.marked();
        match origin {
            Origin::Host => self.probes.http_from_host(&url, PROBE_TIMEOUT).await,
            Origin::Container(from) => {
                self.probes
                    .http_from_container(from, &url, PROBE_TIMEOUT)
                    .await
            }
        }
    }

    /// Follows a request. `reply` is what came of it, where it has been sent already; otherwise it
    /// is sent as soon as nothing that can be inspected stands in its way.
    ///
    /// Boxed, because a proxy sends a request of its own.
    pub fn follow<'f>(
        &'f mut self,
        origin: Origin<'w>,
        aim: &'f Aim,
        reply: Option<Reply>,
    ) -> BoxFuture<'f, Walked>
    where
        'w: 'f,
    {
        async move {
            match origin {
                Origin::Container(from) if !(shares_hosts_ports(from) && aim.is_loopback()) => {
                    self.between_containers(from, aim, reply).await
                }
                _ => self.through_port(origin, aim, reply).await,
            }
        }
        .boxed()
    }

    async fn between_containers(
        &mut self,
        from: &'w Container,
        aim: &Aim,
        reply: Option<Reply>,
    ) -> Walked {
        let origin = Origin::Container(from);
        let own = is_itself(from, &aim.host);
        let target = if own {
            Some(from)
        } else {
            self.scene.container_called(&aim.host, Some(from))
        };
        let Some(target) = target else {
            return self.nobody(origin, aim, reply).await;
        };
        self.found_target(aim, target);
        self.awake(target).await?;
        let mut resolution = self.resolution(from, target, aim, reply.as_ref()).await?;
        let shared = if own {
            Vec::new()
        } else {
            self.meet(from, target, aim, &resolution, reply.as_ref())?
        };
        let reply = if let Some(reply) = reply {
            reply
        } else {
            // A network that lets nobody talk need not be tried.
            self.may_talk(from, target, &shared)?;
            let reply = self.ask(origin, aim).await?;
            resolution = self.resolution(from, target, aim, Some(&reply)).await?;
            reply
        };
        self.name(from, target, aim, &resolution, &reply)?;
        self.open(target, aim.port, aim.is_loopback(), &reply)
            .await?;
        if reply == Reply::TimedOut {
            self.may_talk(from, target, &shared)?;
        }
        let reply = self.answer(origin, aim, target, aim.port, reply).await?;
        if reply == Reply::TimedOut && !own {
            self.not_cut_off(from, target, aim, &shared).await?;
        }
        Ok(reply)
    }

    /// The networks on which the two meet.
    fn meet(
        &mut self,
        from: &Container,
        target: &Container,
        aim: &Aim,
        resolution: &Resolution,
        reply: Option<&Reply>,
    ) -> Result<Vec<String>, Halt> {
        let subject = Message::new("hop-network")
            .with("one", &from.name)
            .with("other", &target.name);
        match meeting(self.scene, from, target, resolution.needs_no_name()) {
            Ok(networks) => {
                self.well("network", subject, Some(verbatim(&networks.join(", "))));
                Ok(networks)
            }
            // An answer came all the same: by a published port, or a link of the old kind.
            Err(_) if matches!(reply, Some(Reply::Answer(_))) => Ok(Vec::new()),
            Err(problem) => {
                let shared = self.scene.shared_networks(from, target).join(", ");
                if shared.is_empty() {
                    return Err(self.stuck("network", subject, problem));
                }
                // They do meet on the default network, but not by name.
                self.well("network", subject, Some(verbatim(&shared)));
                let problem = problem.found(Message::new("found-name-not-resolved"));
                Err(self.stuck("name", name_subject(from, aim), problem))
            }
        }
    }

    /// Whether a server that does not answer others answers its own container: then something
    /// between the two swallows the traffic.
    async fn not_cut_off(
        &mut self,
        from: &Container,
        target: &Container,
        aim: &Aim,
        shared: &[String],
    ) -> Result<(), Halt> {
        let (Some(address), Some(network)) =
            (self.scene.shared_address(target, from), shared.first())
        else {
            return Ok(());
        };
        let to_itself = Aim::new(&address, aim.port, &aim.path);
        let reply = self.ask(Origin::Container(target), &to_itself).await?;
        if !matches!(reply, Reply::Answer(_) | Reply::Reset) {
            return Ok(());
        }
        let problem = Problem::new(Cause::TrafficBlocked)
            .with("network", network)
            .found(Message::new("found-answers-only-itself").with("container", &target.name));
        let subject = Message::new("hop-traffic").with("network", network);
        Err(self.stuck("traffic", subject, problem))
    }

    /// What came back, and what is behind it if the server is a proxy.
    pub(super) async fn answer(
        &mut self,
        origin: Origin<'w>,
        aim: &Aim,
        server: &'w Container,
        port: u16,
        reply: Reply,
    ) -> Walked {
        let at = self.hops.len();
        let first = reply.clone();
        let walked = self.proxy(origin, aim, server, port, reply).await;
        let reply = walked.as_ref().unwrap_or(&first);
        let standing = match reply {
            Reply::Answer(answer) if !gateway_error(answer) => Standing::Well,
            // Whoever listens has taken the connection, but speaks something else than HTTP.
            Reply::Reset => Standing::Noted,
            Reply::ClientMissing => Standing::Unknown,
            _ => Standing::Wrong,
        };
        let listens = |hop: &Hop| hop.kind == "listening" && hop.standing == Standing::Well;
        let found = if *reply == Reply::Reset && self.hops.iter().any(listens) {
            Message::new("found-no-http")
        } else {
            found(reply)
        };
        let subject = answer_subject(origin, aim);
        let answer = self.noted(standing, "answer", subject, Some(found));
        // It comes before what is behind it, as it was seen first.
        self.hops.insert(at, answer);
        walked
    }

    /// Nobody bears this name or has this address.
    async fn nobody(&mut self, origin: Origin<'w>, aim: &Aim, reply: Option<Reply>) -> Walked {
        let reply = match reply {
            Some(reply) => reply,
            None => self.ask(origin, aim).await?,
        };
        let answered = matches!(reply, Reply::Answer(_) | Reply::Reset);
        if !answered && !aim.is_address() {
            return Err(self.missing(aim));
        }
        let (owner, answer) = if answered {
            (Standing::Noted, Standing::Well)
        } else {
            (Standing::Wrong, Standing::Unknown)
        };
        let subject = Message::new("hop-owner").with("host", &aim.host);
        let nobody = Some(Message::new("found-no-such-container"));
        self.hop(owner, "target", subject, nobody);
        self.hop(
            answer,
            "answer",
            answer_subject(origin, aim),
            Some(found(&reply)),
        );
        Ok(reply)
    }

    /// Notes that nobody bears this name.
    pub(super) fn missing(&mut self, aim: &Aim) -> Halt {
        let subject = Message::new("subject-container-there").with("container", &aim.host);
        self.stuck("target", subject, missing(self.scene, &aim.host))
    }

    pub(super) fn found_target(&mut self, aim: &Aim, target: &Container) {
        let subject = Message::new("subject-container-there").with("container", &target.name);
        let other = (!aim.host.eq_ignore_ascii_case(&target.name)).then(|| verbatim(&aim.host));
        self.well("target", subject, other);
    }

    /// Whether the container runs; if not, why, with the last lines it said.
    pub(super) async fn awake(&mut self, container: &Container) -> Result<(), Halt> {
        let subject = Message::new("subject-container-runs").with("container", &container.name);
        if container.running() {
            self.well("state", subject, None);
            return Ok(());
        }
        let (problem, log) = stopped(self.scene, self.probes, container).await;
        let halt = self.stuck("state", subject, problem);
        if let Some(hop) = self.hops.last_mut() {
            hop.log = log;
        }
        Err(halt)
    }

    /// Whether somebody who can be reached listens on the port.
    pub(super) async fn open(
        &mut self,
        target: &Container,
        port: u16,
        from_inside: bool,
        reply: &Reply,
    ) -> Result<(), Halt> {
        let answered = matches!(reply, Reply::Answer(_));
        if answered && !self.whole {
            return Ok(());
        }
        let subject = Message::new("hop-listening")
            .with("container", &target.name)
            .with("port", port);
        match listening(self.probes, target, port, from_inside).await? {
            Listening::Open(sockets) => {
                let sockets = verbatim(&listening::join(&sockets));
                self.well("listening", subject, Some(sockets));
            }
            _ if answered => {}
            Listening::Closed {
                inside_only,
                others,
            } => {
                let problem = listening::closed(self.scene, target, port, &inside_only, &others);
                return Err(self.stuck("listening", subject, problem));
            }
            Listening::Unknown => self.hop(Standing::Unknown, "listening", subject, None),
        }
        Ok(())
    }

    /// Whether the networks let the two talk.
    fn may_talk(
        &mut self,
        from: &Container,
        target: &Container,
        shared: &[String],
    ) -> Result<(), Halt> {
        let Some(problem) = blocked(self.scene, from, target, shared) else {
            return Ok(());
        };
        let subject = Message::new("hop-traffic").with("network", shared.join(", "));
        Err(self.stuck("traffic", subject, problem))
    }
}

/// Whether the container's ports are the host's.
fn shares_hosts_ports(container: &Container) -> bool {
    container.network_mode == "host"
}

/// Whether a container means itself by this name or address.
pub(super) fn is_itself(container: &Container, host: &str) -> bool {
    let by_address = host.parse::<std::net::IpAddr>().is_ok_and(|address| {
        address.is_loopback()
            || address.is_unspecified()
            || container
                .endpoints
                .iter()
                .any(|endpoint| endpoint.has(address))
    });
    by_address
        || host.eq_ignore_ascii_case("localhost")
        || host.eq_ignore_ascii_case(&container.name)
        || !container.hostname.is_empty() && host == container.hostname
}
