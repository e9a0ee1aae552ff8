//! Names and ports that somebody else has already, and free ones to offer instead.

use std::collections::BTreeSet;

use crate::docker::snapshot::{Snapshot, with_tag};
use crate::lesson::Names;
use crate::lesson::model::{NameDeclaration, NameKind};

/// A name of the lesson that is taken by something that is not the lesson's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The key in `[names]`.
    pub key: String,
    /// What it names.
    pub kind: NameKind,
    /// The name that is taken.
    pub value: String,
    /// The container that has a port; `None` for another program, and for other kinds.
    pub holder: Option<String>,
    /// A name that is free.
    pub free: String,
}

/// The names that are taken, given the ids of what the lesson made, and a way to ask whether
/// another program has a port.
pub fn clashes(
    names: &Names,
    snapshot: &Snapshot,
    made: &BTreeSet<String>,
    port_in_use: &dyn Fn(u16) -> bool,
) -> Vec<Clash> {
    let look = Look {
        snapshot,
        made,
        port_in_use,
    };
    names
        .declarations()
        .iter()
        .filter_map(|declaration| look.clash(declaration, names))
        .collect()
}

/// Who has a name or a port that is taken.
enum Holder {
    /// Something other than a container, or nobody can say.
    Something,
    /// This container.
    Container(String),
}

struct Look<'a> {
    snapshot: &'a Snapshot,
    made: &'a BTreeSet<String>,
    port_in_use: &'a dyn Fn(u16) -> bool,
}

impl Look<'_> {
    fn clash(&self, declaration: &NameDeclaration, names: &Names) -> Option<Clash> {
        let value = names.get(&declaration.key)?.to_owned();
        let holder = self.holder(declaration.kind, &value)?;
        let used: BTreeSet<&str> = names.pairs().map(|(_, value)| value).collect();
        let free = candidates(declaration.kind, &value)
            .find(|candidate| {
                !used.contains(candidate.as_str())
                    && self.holder(declaration.kind, candidate).is_none()
            })
            .unwrap_or_else(|| value.clone());
        Some(Clash {
            key: declaration.key.clone(),
            kind: declaration.kind,
            value,
            holder: match holder {
                Holder::Container(name) => Some(name),
                Holder::Something => None,
            },
            free,
        })
    }

    /// `None` where it is free.
    fn holder(&self, kind: NameKind, value: &str) -> Option<Holder> {
        let foreign = |id: &String| !self.made.contains(id);
        match kind {
            NameKind::Network => self
                .snapshot
                .networks
                .iter()
                .any(|network| network.name == value && foreign(&network.id))
                .then_some(Holder::Something),
            NameKind::Container => self
                .snapshot
                .containers
                .iter()
                .any(|container| container.name == value && foreign(&container.id))
                .then_some(Holder::Something),
            NameKind::Image => {
                let reference = with_tag(value);
                self.snapshot
                    .images
                    .iter()
                    .any(|image| image.tags.contains(&reference) && foreign(&image.id))
                    .then_some(Holder::Something)
            }
            NameKind::Port => self.port_holder(value.parse().ok()?),
            NameKind::Subnet => self
                .snapshot
                .networks
                .iter()
                .any(|network| {
                    foreign(&network.id) && network.subnets.iter().any(|s| s.range == value)
                })
                .then_some(Holder::Something),
        }
    }

    fn port_holder(&self, port: u16) -> Option<Holder> {
        let publishing = self.snapshot.containers.iter().find(|container| {
            container.running()
                && container
                    .published
                    .iter()
                    .any(|published| published.host_port == Some(port))
        });
        match publishing {
            Some(container) if self.made.contains(&container.id) => None,
            Some(container) => Some(Holder::Container(container.name.clone())),
            None => (self.port_in_use)(port).then_some(Holder::Something),
        }
    }
}

/// Names like the one that is taken, nearest first.
fn candidates(kind: NameKind, value: &str) -> Box<dyn Iterator<Item = String>> {
    let value = value.to_owned();
    match kind {
        NameKind::Port => {
            let port: u16 = value.parse().unwrap_or(8000);
            // Below 1024 an ordinary user may not be allowed to listen.
            let first = if port < 1024 { port + 8000 } else { port + 1 };
            Box::new((first..=first.saturating_add(500)).map(|port| port.to_string()))
        }
        NameKind::Image => Box::new((1..100).map(move |number| {
            let reference = with_tag(&value);
            format!("{reference}-lesson{number}")
        })),
        NameKind::Subnet => Box::new((100..250).map(|number| format!("10.{number}.0.0/24"))),
        NameKind::Network | NameKind::Container => {
            Box::new((2..100).map(move |number| format!("{value}-{number}")))
        }
    }
}

/// Whether a program on this computer listens on the port.
#[must_use]
pub fn port_in_use(port: u16) -> bool {
    use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
    match TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)) {
        Ok(_) => false,
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => true,
        // Not allowed to try (a low port): whoever answers has it.
        Err(_) => TcpStream::connect_timeout(
            &SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            std::time::Duration::from_millis(100),
        )
        .is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::clashes;
    use crate::docker::snapshot::{Container, Network, PublishedPort, Snapshot, State};
    use crate::lesson::Names;
    use crate::lesson::model::{NameDeclaration, NameKind};

    fn names() -> Names {
        let declare = |key: &str, kind, default: &str| NameDeclaration {
            key: key.into(),
            kind,
            default: default.into(),
        };
        Names::of(&[
            declare("network", NameKind::Network, "mynet1"),
            declare("http_port", NameKind::Port, "80"),
        ])
    }

    #[test]
    fn another_name_is_offered_for_a_network_that_was_there_before() {
        let network = |id: &str, name: &str| Network {
            id: id.into(),
            name: name.into(),
            ..Network::default()
        };
        let snapshot = Snapshot {
            networks: vec![network("1", "mynet1"), network("2", "mynet1-2")],
            ..Snapshot::default()
        };
        let found = clashes(&names(), &snapshot, &BTreeSet::new(), &|_| false);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].free, "mynet1-3");
        let made = BTreeSet::from(["1".to_owned()]);
        assert!(clashes(&names(), &snapshot, &made, &|_| false).is_empty());
    }

    #[test]
    fn a_taken_port_names_the_container_that_has_it() {
        let snapshot = Snapshot {
            containers: vec![Container {
                name: "blog".into(),
                state: State::Running,
                published: vec![PublishedPort {
                    container_port: 80,
                    protocol: "tcp".into(),
                    host_ip: "0.0.0.0".into(),
                    host_port: Some(80),
                }],
                ..Container::default()
            }],
            ..Snapshot::default()
        };
        let found = clashes(&names(), &snapshot, &BTreeSet::new(), &|port| port == 8080);
        assert_eq!(found[0].holder.as_deref(), Some("blog"));
        assert_eq!(found[0].free, "8081");
    }
}
