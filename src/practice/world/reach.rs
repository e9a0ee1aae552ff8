//! Who reaches whom: the way of a request from a container or from the host to a listening program.

use std::net::Ipv4Addr;

use super::World;
use super::container::{Container, Mode, Status};
use super::surroundings::Inside;
use crate::practice::inside::{HttpRequest, HttpResponse, Listener, NetError, Program, Stream};

/// How often a request may be passed on before the world gives up.
const MAX_DEPTH: u8 = 8;

/// Where a packet arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// In the network of this container (or of those that share it).
    Container {
        /// The identifier of the container that owns the network.
        owner: String,
        /// The address it was sent to.
        to: Ipv4Addr,
        /// The sender's address as it is seen there.
        from: Ipv4Addr,
    },
    /// At the host itself.
    Host {
        /// The address it was sent to.
        to: Ipv4Addr,
        /// The sender's address as the host sees it.
        from: Ipv4Addr,
    },
}

impl World {
    /// Where a packet from a container to an address arrives, or why it does not.
    pub fn route(&self, container: &Container, to: Ipv4Addr) -> Result<Arrival, NetError> {
        let owner = self.network_owner(container);
        if owner.mode() == Mode::Host {
            return self.route_from_host(to);
        }
        let own = |from: Ipv4Addr| Arrival::Container {
            owner: owner.id.clone(),
            to,
            from,
        };
        if to.is_loopback() || to.is_unspecified() {
            return Ok(own(Ipv4Addr::LOCALHOST));
        }
        let mut inside_only = true;
        let mut first = None;
        for attachment in owner.networks.values() {
            let (Some(network), Some(address)) =
                (self.networks.get(&attachment.network), attachment.address)
            else {
                continue;
            };
            let Some(pool) = &network.pool else { continue };
            first = first.or(Some(address));
            inside_only = inside_only && network.internal;
            if address == to {
                return Ok(own(address));
            }
            if pool.gateway == to {
                return Ok(Arrival::Host { to, from: address });
            }
            if !pool.subnet.contains(to) {
                continue;
            }
            let Some(neighbour) = self.holder(network, to) else {
                return Err(NetError::Unreachable);
            };
            if !network.lets_talk() {
                return Err(NetError::TimedOut);
            }
            return Ok(Arrival::Container {
                owner: neighbour.id.clone(),
                to,
                from: address,
            });
        }
        let Some(from) = first else {
            return Err(NetError::Unreachable);
        };
        if inside_only {
            return Err(NetError::Unreachable);
        }
        let pools = || {
            self.networks
                .values()
                .filter_map(|network| network.pool.as_ref())
        };
        if pools().any(|pool| pool.gateway == to) {
            return Ok(Arrival::Host { to, from });
        }
        // Docker drops what goes from one network to another; the wide world is not there at all.
        if pools().any(|pool| pool.subnet.contains(to)) {
            Err(NetError::TimedOut)
        } else {
            Err(NetError::Unreachable)
        }
    }

    fn route_from_host(&self, to: Ipv4Addr) -> Result<Arrival, NetError> {
        if to.is_loopback() || to.is_unspecified() {
            return Ok(Arrival::Host {
                to,
                from: Ipv4Addr::LOCALHOST,
            });
        }
        for network in self.networks.values() {
            let Some(pool) = &network.pool else { continue };
            if pool.gateway == to {
                return Ok(Arrival::Host { to, from: to });
            }
            if pool.subnet.contains(to) {
                let holder = self.holder(network, to).ok_or(NetError::Unreachable)?;
                return Ok(Arrival::Container {
                    owner: holder.id.clone(),
                    to,
                    from: pool.gateway,
                });
            }
        }
        Err(NetError::Unreachable)
    }

    fn holder(&self, network: &super::network::Network, address: Ipv4Addr) -> Option<&Container> {
        network
            .endpoints
            .keys()
            .filter_map(|id| self.containers.get(id))
            .find(|held| {
                held.networks
                    .get(&network.name)
                    .is_some_and(|attachment| attachment.address == Some(address))
            })
    }

    /// Sends a request from a container.
    pub fn send(
        &mut self,
        container: &str,
        to: Ipv4Addr,
        port: u16,
        request: HttpRequest,
        depth: u8,
    ) -> Result<HttpResponse, NetError> {
        if depth >= MAX_DEPTH {
            return Err(NetError::Reset);
        }
        let sender = self
            .containers
            .get(container)
            .ok_or(NetError::Unreachable)?;
        match self.route(sender, to)? {
            Arrival::Container { owner, to, from } => {
                self.arrive(&owner, to, from, port, request, depth)
            }
            Arrival::Host { to, from } => self.arrive_at_host(to, from, port, request, depth),
        }
    }

    fn arrive(
        &mut self,
        owner: &str,
        to: Ipv4Addr,
        from: Ipv4Addr,
        port: u16,
        request: HttpRequest,
        depth: u8,
    ) -> Result<HttpResponse, NetError> {
        let target = self
            .running()
            .filter(|held| self.network_owner(held).id == owner)
            .find(|held| listens(held, to, port))
            .map(|held| (held.id.clone(), held.state.status));
        let (target, status) = target.ok_or(NetError::Refused)?;
        if status == Status::Paused {
            return Err(NetError::TimedOut);
        }
        self.hand_over(&target, from, port, request, depth)
    }

    /// A request that reaches the host: a published port, or a program in host mode.
    pub fn arrive_at_host(
        &mut self,
        to: Ipv4Addr,
        from: Ipv4Addr,
        port: u16,
        request: HttpRequest,
        depth: u8,
    ) -> Result<HttpResponse, NetError> {
        let published = self.running().find_map(|held| {
            let found = held.published.iter().find(|published| {
                published.host_port == port
                    && published.protocol == "tcp"
                    && match published.host_ip.parse::<Ipv4Addr>() {
                        Ok(address) => address.is_unspecified() || address == to,
                        Err(_) => true,
                    }
            })?;
            Some((held.id.clone(), found.port))
        });
        if let Some((id, inside)) = published {
            return self.through_published(&id, inside, request, depth);
        }
        let local = self
            .running()
            .filter(|held| self.network_owner(held).mode() == Mode::Host)
            .find(|held| listens(held, to, port))
            .map(|held| (held.id.clone(), held.state.status));
        let (target, status) = local.ok_or(NetError::Refused)?;
        if status == Status::Paused {
            return Err(NetError::TimedOut);
        }
        self.hand_over(&target, from, port, request, depth)
    }

    /// A request through a published port: where nobody listens behind it, the connection that the
    /// host has taken already is reset.
    pub fn through_published(
        &mut self,
        container: &str,
        port: u16,
        request: HttpRequest,
        depth: u8,
    ) -> Result<HttpResponse, NetError> {
        let held = self.containers.get(container).ok_or(NetError::Reset)?;
        let place = held.networks.values().find_map(|attachment| {
            let network = self.networks.get(&attachment.network)?;
            Some((attachment.address?, network.pool.as_ref()?.gateway))
        });
        let (to, from) = place.ok_or(NetError::Reset)?;
        self.arrive(container, to, from, port, request, depth)
            .map_err(|error| match error {
                NetError::Refused => NetError::Reset,
                error => error,
            })
    }

    fn hand_over(
        &mut self,
        target: &str,
        from: Ipv4Addr,
        port: u16,
        mut request: HttpRequest,
        depth: u8,
    ) -> Result<HttpResponse, NetError> {
        request.from = from;
        let mut program = self
            .containers
            .get(target)
            .and_then(|held| held.program.clone())
            .ok_or(NetError::Refused)?;
        let mut inside = Inside::new(self, target).deeper(depth + 1);
        let answer = program.handle(port, request, &mut inside);
        if let Some(held) = self.containers.get_mut(target)
            && held.program.is_some()
        {
            held.program = Some(program);
        }
        answer
    }

    /// Asks an address for an echo, from a container.
    pub fn ping(&self, container: &str, to: Ipv4Addr) -> Result<(), NetError> {
        let sender = self
            .containers
            .get(container)
            .ok_or(NetError::Unreachable)?;
        self.route(sender, to).map(|_| ())
    }

    /// What programs in host mode listen on: container, listener.
    pub fn host_listeners(&self) -> impl Iterator<Item = (&Container, Listener)> {
        self.running()
            .filter(|held| self.network_owner(held).mode() == Mode::Host)
            .flat_map(|held| {
                let program = held.program.as_ref();
                program
                    .into_iter()
                    .flat_map(Program::listeners)
                    .map(move |listener| (held, listener))
            })
    }

    /// A port that a new program wants and that another one has, where both share a network.
    pub(super) fn taken_on_host(&self, id: &str, program: &Program) -> Option<u16> {
        let owner = self.network_owner(self.containers.get(id)?);
        let host = owner.mode() == Mode::Host;
        let has = |held: &Container, port: u16| {
            let other = self.network_owner(held);
            let shares = other.id == owner.id || (host && other.mode() == Mode::Host);
            let listens = || {
                held.program
                    .iter()
                    .flat_map(Program::listeners)
                    .any(|listener| listener.port == port)
            };
            let published = || held.published.iter().any(|taken| taken.host_port == port);
            (shares && listens()) || (host && published())
        };
        program
            .listeners()
            .into_iter()
            .map(|wanted| wanted.port)
            .find(|port| self.running().any(|held| held.id != id && has(held, *port)))
    }

    /// Ends a server that finds its port taken: it says so instead of what it logged since a line.
    pub fn end_for_port(&mut self, id: &str, port: u16, since: u64) {
        let now = self.source.now();
        let Ok(container) = self.container_mut(id) else {
            return;
        };
        let argv = container.config.argv();
        let nginx = argv.first().is_some_and(|word| word.ends_with("nginx"));
        let line = if nginx {
            format!("nginx: [emerg] bind() to 0.0.0.0:{port} failed (98: Address already in use)")
        } else {
            format!("Error: listen EADDRINUSE: address already in use 0.0.0.0:{port}")
        };
        container.log.cut(since);
        container.log.add(now, Stream::Err, &line);
        self.end(id, 1);
    }
}

/// Whether a container's program listens at this address and port.
#[must_use]
pub fn listens(container: &Container, to: Ipv4Addr, port: u16) -> bool {
    container.program.as_ref().is_some_and(|program| {
        program.listeners().iter().any(|listener| {
            listener.port == port
                && (listener.address.is_unspecified()
                    || listener.address == to
                    || (listener.address.is_loopback() && to.is_loopback()))
        })
    })
}
