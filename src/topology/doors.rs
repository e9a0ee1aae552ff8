//! The ways into a container from this computer: its published ports, neighbours drawn as one.

use std::net::IpAddr;

use super::picture::Inhabitant;
use crate::docker::snapshot::PublishedPort;
use crate::screen::clean;

/// A port of the host, or a run of neighbouring ones, that leads to as many ports of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// The host's address where it is not open on all of them.
    pub host_ip: Option<String>,
    /// The first port on the host.
    pub outside: u16,
    /// The first port in the container.
    pub inside: u16,
    /// How many further ports follow.
    pub more: u16,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: String,
}

impl Door {
    /// As it is written at the host's side: `:80`, `127.0.0.1:8080`, `:53/udp`, `:8000-8009`.
    #[must_use]
    pub fn outside_text(&self) -> String {
        let address = match &self.host_ip {
            Some(address) if address.contains(':') => format!("[{}]", clean(address)),
            Some(address) => clean(address),
            None => String::new(),
        };
        format!("{address}:{}", self.text_from(self.outside))
    }

    /// As it is written at the container's side: `80`, `53/udp`, `8000-8009`.
    #[must_use]
    pub fn inside_text(&self) -> String {
        self.text_from(self.inside)
    }

    fn text_from(&self, first: u16) -> String {
        let range = match self.more {
            0 => first.to_string(),
            more => format!("{first}-{}", first.saturating_add(more)),
        };
        match self.protocol.as_str() {
            "tcp" | "" => range,
            other => format!("{range}/{other}"),
        }
    }
}

/// The published ports of a container as doors. In host mode its own ports are the host's.
#[must_use]
pub fn doors(container: &Inhabitant) -> Vec<Door> {
    if container.on_host {
        let ports = container.exposed.iter();
        return ports
            .map(|port| Door {
                host_ip: None,
                outside: *port,
                inside: *port,
                more: 0,
                protocol: "tcp".to_owned(),
            })
            .collect();
    }
    let mut doors: Vec<Door> = Vec::new();
    let mut published: Vec<&PublishedPort> = container.published.iter().collect();
    published.sort_by_key(|port| (&port.protocol, port.container_port, port.host_port));
    for port in published {
        let Some(outside) = port.host_port else {
            continue;
        };
        let door = Door {
            host_ip: narrowed(&port.host_ip),
            outside,
            inside: port.container_port,
            more: 0,
            protocol: port.protocol.clone(),
        };
        // Docker lists a port that is open on all addresses once for IPv4 and once for IPv6.
        if doors.contains(&door) {
            continue;
        }
        match doors.iter_mut().find(|before| before.goes_on_with(&door)) {
            Some(before) => before.more += 1,
            None => doors.push(door),
        }
    }
    doors
}

impl Door {
    fn goes_on_with(&self, next: &Self) -> bool {
        let step = self.more.saturating_add(1);
        self.host_ip == next.host_ip
            && self.protocol == next.protocol
            && self.outside.checked_add(step) == Some(next.outside)
            && self.inside.checked_add(step) == Some(next.inside)
    }
}

/// Ports that the image names and that no door leads to.
#[must_use]
pub fn inside_only(container: &Inhabitant) -> Vec<u16> {
    if container.on_host {
        return Vec::new();
    }
    let published = |port: u16| {
        let mut all = container.published.iter();
        all.any(|published| published.container_port == port && published.host_port.is_some())
    };
    let ports = container.exposed.iter().copied();
    ports.filter(|port| !published(*port)).collect()
}

/// The host's address, unless it stands for all of them.
fn narrowed(host_ip: &str) -> Option<String> {
    let everywhere = host_ip.is_empty()
        || host_ip
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_unspecified());
    (!everywhere).then(|| host_ip.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Door, doors, inside_only};
    use crate::docker::snapshot::PublishedPort;
    use crate::topology::Inhabitant;

    fn port(host_ip: &str, outside: u16, inside: u16, protocol: &str) -> PublishedPort {
        PublishedPort {
            container_port: inside,
            protocol: protocol.into(),
            host_ip: host_ip.into(),
            host_port: Some(outside),
        }
    }

    fn texts(published: Vec<PublishedPort>) -> Vec<String> {
        let container = Inhabitant {
            published,
            ..Inhabitant::default()
        };
        let text = |door: &Door| format!("{} {}", door.outside_text(), door.inside_text());
        doors(&container).iter().map(text).collect()
    }

    #[test]
    fn a_port_open_on_all_addresses_of_both_kinds_is_one_door() {
        assert_eq!(
            texts(vec![
                port("0.0.0.0", 80, 80, "tcp"),
                port("::", 80, 80, "tcp")
            ]),
            [":80 80"]
        );
    }

    #[test]
    fn a_port_open_on_one_address_says_which() {
        assert_eq!(
            texts(vec![
                port("127.0.0.1", 8080, 80, "tcp"),
                port("::1", 8080, 80, "tcp")
            ]),
            ["127.0.0.1:8080 80", "[::1]:8080 80"]
        );
    }

    #[test]
    fn neighbouring_ports_are_one_door() {
        let mut ports: Vec<PublishedPort> = (0..100)
            .map(|n| port("0.0.0.0", 9000 + n, 8000 + n, "tcp"))
            .collect();
        ports.push(port("0.0.0.0", 53, 53, "udp"));
        ports.push(port("0.0.0.0", 65535, 65535, "tcp"));
        assert_eq!(
            texts(ports),
            [":9000-9099 8000-8099", ":65535 65535", ":53/udp 53/udp"]
        );
    }

    #[test]
    fn a_port_that_is_only_named_by_the_image_is_inside_only() {
        let container = Inhabitant {
            published: vec![port("0.0.0.0", 80, 80, "tcp")],
            exposed: vec![80, 443],
            ..Inhabitant::default()
        };
        assert_eq!(inside_only(&container), [443]);
    }
}
