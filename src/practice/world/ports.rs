//! Published ports: which the request wants, and which are free in the world.

use std::net::{IpAddr, Ipv4Addr};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::World;
use super::container::{Container, Mode};
use super::fault::Fault;

/// The first of the ports that are chosen where none is asked for.
const EPHEMERAL: std::ops::RangeInclusive<u16> = 32768..=60999;

/// A port of a container that the host answers on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The port inside.
    pub port: u16,
    /// `tcp` or `udp`.
    pub protocol: String,
    /// The address on the host as it is shown; empty means all.
    pub host_ip: String,
    /// The port on the host as it is shown.
    pub host_port: u16,
}

/// A port that the request wants published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The port inside.
    pub port: u16,
    /// `tcp` or `udp`.
    pub protocol: String,
    /// The address on the host; empty means all.
    pub host_ip: String,
    /// The port on the host; 0 means any.
    pub host_port: u16,
    /// The end of the range of ports on the host, if one was given.
    pub until: u16,
}

/// Reads `80/tcp`.
#[must_use]
pub fn port_and_protocol(text: &str) -> Option<(u16, &str)> {
    let (port, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    Some((port.parse().ok()?, protocol))
}

/// Refuses bindings that cannot be read, in dockerd's words.
pub fn check_bindings(host: &Value) -> Result<(), Fault> {
    for (port, bindings) in host
        .get("PortBindings")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        if port_and_protocol(port).is_none() {
            return Err(Fault::bad(format!(
                "invalid port specification: \"{port}\""
            )));
        }
        for binding in bindings.as_array().into_iter().flatten() {
            let wanted = binding
                .get("HostPort")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if range(wanted).is_none() {
                return Err(Fault::bad(format!(
                    "invalid port specification: \"{wanted}\""
                )));
            }
        }
    }
    Ok(())
}

fn range(text: &str) -> Option<(u16, u16)> {
    if text.is_empty() {
        return Some((0, 0));
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some((first, last))
}

/// What a container wants published, lowest port first.
#[must_use]
pub fn wishes(container: &Container) -> Vec<Wish> {
    if container.mode() != Mode::Networks {
        return Vec::new();
    }
    let mut wishes = Vec::new();
    let bindings = container
        .host
        .get("PortBindings")
        .and_then(Value::as_object);
    for (port, list) in bindings.into_iter().flatten() {
        let Some((port, protocol)) = port_and_protocol(port) else {
            continue;
        };
        for binding in list.as_array().into_iter().flatten() {
            let text = |key: &str| binding.get(key).and_then(Value::as_str).unwrap_or_default();
            let (host_port, until) = range(text("HostPort")).unwrap_or((0, 0));
            wishes.push(Wish {
                port,
                protocol: protocol.to_owned(),
                host_ip: text("HostIp").to_owned(),
                host_port,
                until,
            });
        }
    }
    if container
        .host
        .get("PublishAllPorts")
        .and_then(Value::as_bool)
        == Some(true)
    {
        for exposed in container.config.exposed_ports.iter().flatten() {
            let Some((port, protocol)) = port_and_protocol(exposed.0) else {
                continue;
            };
            if !wishes
                .iter()
                .any(|wish| wish.port == port && wish.protocol == protocol)
            {
                wishes.push(Wish {
                    port,
                    protocol: protocol.to_owned(),
                    host_ip: String::new(),
                    host_port: 0,
                    until: 0,
                });
            }
        }
    }
    wishes.sort_by_key(|wish| wish.port);
    wishes
}

impl World {
    /// The host port for a wish, as far as the world decides. `tried` are ports that the machine
    /// itself refused.
    pub fn choose_port(&self, wish: &Wish, own: &[Published], tried: &[u16]) -> Result<u16, Fault> {
        let free = |port: u16| {
            !tried.contains(&port)
                && !self
                    .running()
                    .flat_map(|container| &container.published)
                    .chain(own)
                    .any(|taken| {
                        taken.host_port == port
                            && taken.protocol == wish.protocol
                            && same_address(&taken.host_ip, &wish.host_ip)
                    })
        };
        if wish.host_port == 0 {
            return EPHEMERAL
                .into_iter()
                .find(|port| free(*port))
                .ok_or_else(|| Fault::internal("all ports are allocated"));
        }
        if let Some(port) = (wish.host_port..=wish.until).find(|port| free(*port)) {
            return Ok(port);
        }
        let address = if wish.host_ip.is_empty() {
            "0.0.0.0"
        } else {
            &wish.host_ip
        };
        Err(Fault::internal(format!(
            "Bind for {address}:{} failed: port is already allocated",
            wish.host_port
        )))
    }
}

fn same_address(one: &str, other: &str) -> bool {
    let all = |address: &str| {
        address.is_empty()
            || address
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_unspecified())
    };
    one == other || all(one) || all(other)
}

/// The address of this machine that a published port is really served on: its loopback.
pub const SERVED_ON: Ipv4Addr = Ipv4Addr::LOCALHOST;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_port_that_is_no_port_is_refused_in_dockerds_words() {
        let host = json!({"PortBindings": {"80/tcp": [{"HostPort": "70000"}]}});
        assert_eq!(
            check_bindings(&host).unwrap_err().message,
            "invalid port specification: \"70000\""
        );
        assert!(check_bindings(&json!({"PortBindings": {"80/tcp": [{"HostPort": ""}]}})).is_ok());
    }

    #[test]
    fn all_addresses_clash_with_one_of_them() {
        assert!(same_address("", "127.0.0.1"));
        assert!(same_address("0.0.0.0", "::"));
        assert!(!same_address("127.0.0.1", "127.0.0.2"));
    }
}
