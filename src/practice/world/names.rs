//! The name service: what a name means inside a container, by dockerd's rules.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::Ipv4Addr;

use super::World;
use super::container::{Attachment, Container, Mode};
use super::network::Network;

impl World {
    /// The networks with names that a container is on, by name.
    fn named_networks<'a>(
        &'a self,
        container: &'a Container,
    ) -> impl Iterator<Item = (&'a Network, &'a Attachment)> {
        self.network_owner(container)
            .networks
            .values()
            .filter(|attachment| !attachment.endpoint.is_empty())
            .filter_map(|attachment| Some((self.networks.get(&attachment.network)?, attachment)))
            .filter(|(network, _)| network.has_names())
    }

    /// Whether the container asks Docker's own name server.
    #[must_use]
    pub fn has_names(&self, container: &Container) -> bool {
        self.named_networks(container).next().is_some()
    }

    /// The addresses that a name has for a container; none if it is not known.
    #[must_use]
    pub fn resolve(&self, container: &Container, name: &str) -> Vec<Ipv4Addr> {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        if name.is_empty() {
            return Vec::new();
        }
        if let Ok(address) = name.parse() {
            return vec![address];
        }
        let in_hosts = self.hosts(container);
        let listed: Vec<Ipv4Addr> = in_hosts
            .lines()
            .filter(|line| {
                line.split_whitespace()
                    .skip(1)
                    .any(|known| known.eq_ignore_ascii_case(&name))
            })
            .filter_map(|line| line.split_whitespace().next()?.parse().ok())
            .collect();
        if !listed.is_empty() {
            return listed;
        }
        for (network, _) in self.named_networks(container) {
            let found = self.named(network, &name);
            if !found.is_empty() {
                return found;
            }
            let suffix = format!(".{}", network.name.to_ascii_lowercase());
            if let Some(bare) = name.strip_suffix(&suffix) {
                let found = self.named(network, bare);
                if !found.is_empty() {
                    return found;
                }
            }
        }
        Vec::new()
    }

    /// Who goes by this lower-case name on a network.
    fn named(&self, network: &Network, name: &str) -> Vec<Ipv4Addr> {
        let mut found = BTreeSet::new();
        for id in network.endpoints.keys() {
            let Some(container) = self.containers.get(id) else {
                continue;
            };
            let Some(attachment) = container.networks.get(&network.name) else {
                continue;
            };
            let known = container.name.eq_ignore_ascii_case(name)
                || container.short_id() == name
                || container.config.hostname.eq_ignore_ascii_case(name)
                || attachment
                    .aliases
                    .iter()
                    .any(|alias| alias.eq_ignore_ascii_case(name));
            if known {
                found.extend(attachment.address);
            }
        }
        found.into_iter().collect()
    }

    /// The name that belongs to an address: `name.network`.
    #[must_use]
    pub fn reverse(&self, container: &Container, address: Ipv4Addr) -> Option<String> {
        self.named_networks(container).find_map(|(network, _)| {
            network.endpoints.keys().find_map(|id| {
                let held = self.containers.get(id)?;
                let attachment = held.networks.get(&network.name)?;
                (attachment.address == Some(address))
                    .then(|| format!("{}.{}", held.name, network.name))
            })
        })
    }

    /// `/etc/resolv.conf` as Docker writes it.
    #[must_use]
    pub fn resolv_conf(&self, container: &Container) -> String {
        if self.has_names(container) {
            "nameserver 127.0.0.11\noptions ndots:0\n".to_owned()
        } else {
            // Nobody answers there, as nobody would know a container's name.
            "nameserver 192.0.2.53\n".to_owned()
        }
    }

    /// `/etc/hosts` as Docker writes it.
    #[must_use]
    pub fn hosts(&self, container: &Container) -> String {
        let mut text = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n".to_owned();
        let extra = container
            .host
            .get("ExtraHosts")
            .and_then(serde_json::Value::as_array);
        for line in extra.into_iter().flatten().filter_map(|line| line.as_str()) {
            if let Some((name, address)) = line.split_once(':') {
                let _ = writeln!(text, "{address}\t{name}");
            }
        }
        let owner = self.network_owner(container);
        if owner.mode() == Mode::Host {
            let _ = writeln!(text, "127.0.1.1\t{}", owner.config.hostname);
        }
        for attachment in owner.networks.values() {
            if let Some(address) = attachment.address {
                let _ = writeln!(text, "{address}\t{}", owner.config.hostname);
            }
        }
        text
    }
}
