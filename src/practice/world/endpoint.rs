//! Endpoints: joining containers to networks, and taking them off again.

use std::net::Ipv4Addr;

use serde_json::Value;

use super::World;
use super::container::{Attachment, Mode};
use super::fault::Fault;
use super::ipam::mac;
use super::network::Network;
use super::refused::refuse_of_endpoint;

impl World {
    /// Connects a container to a network.
    pub fn connect(&mut self, network: &str, container: &str, config: &Value) -> Result<(), Fault> {
        if container.is_empty() {
            return Err(Fault::bad("invalid name or ID supplied: \"\""));
        }
        refuse_of_endpoint(config)?;
        let id = self.find_container(container)?.id.clone();
        let network = self.find_network(network)?.clone();
        let container = self.container(&id)?;
        match container.mode() {
            Mode::Host | Mode::Container(_) => {
                return Err(Fault::bad(
                    "container sharing network namespace with another container or host cannot be connected to any other network",
                ));
            }
            _ => {}
        }
        if network.driver == "host" {
            return Err(Fault::bad(
                "container cannot be disconnected from host network or connected to host network",
            ));
        }
        let others = container.networks.keys().any(|name| *name != network.name);
        if others && (network.driver == "null" || container.networks.contains_key("none")) {
            return Err(Fault::bad(
                "container cannot be connected to multiple networks with one of the networks in private (none) mode",
            ));
        }
        let attachment = Attachment::asked(config);
        if !network.has_names() && !attachment.aliases.is_empty() {
            return Err(Fault::bad(
                "network-scoped alias is supported only for containers in user defined networks",
            ));
        }
        check_address(&network, attachment.asked_address)?;
        if container.is_running() && container.networks.contains_key(&network.name) {
            return Err(Fault::forbidden(format!(
                "endpoint with name {} already exists in network {}",
                container.name, network.name
            )));
        }
        let running = container.is_running();
        self.container_mut(&id)?
            .networks
            .insert(network.name.clone(), attachment);
        if running && let Err(fault) = self.attach(&id, &network.name) {
            self.container_mut(&id)?.networks.remove(&network.name);
            return Err(fault);
        }
        Ok(())
    }

    /// Takes a container off a network.
    pub fn disconnect(&mut self, network: &str, container: &str) -> Result<(), Fault> {
        if container.is_empty() {
            return Err(Fault::bad("invalid name or ID supplied: \"\""));
        }
        let network = self.find_network(network)?.clone();
        let container = self.find_container(container)?;
        let id = container.id.clone();
        if !container.networks.contains_key(&network.name) {
            return Err(Fault::internal(format!(
                "container {id} is not connected to network {}",
                network.name
            )));
        }
        if network.driver == "host" && container.is_running() {
            return Err(Fault::bad(
                "container cannot be disconnected from host network or connected to host network",
            ));
        }
        if container.is_running() {
            self.detach(&id, &network.name);
        }
        self.container_mut(&id)?.networks.remove(&network.name);
        Ok(())
    }

    /// Gives a running container its endpoint on a network that it is to be on.
    pub(super) fn attach(&mut self, container: &str, network_name: &str) -> Result<(), Fault> {
        let (asked, known) = {
            let attachment = self
                .container(container)?
                .networks
                .get(network_name)
                .cloned()
                .unwrap_or_default();
            (attachment.asked_address, attachment.network)
        };
        let network_id = if known.is_empty() {
            self.find_network(network_name)?.id.clone()
        } else {
            known
        };
        let endpoint = self.source.id();
        let missing = || Fault::missing(format!("network {network_id} not found"));
        let network = self.networks.get_mut(&network_id).ok_or_else(missing)?;
        check_address(network, asked)?;
        let place = match network.pool.as_mut() {
            None => None,
            Some(pool) => {
                let address = match asked {
                    Some(address) => {
                        pool.take(address)?;
                        address
                    }
                    None => pool.lowest()?,
                };
                Some((address, pool.gateway, pool.subnet.prefix()))
            }
        };
        let gateway_shown = !network.internal;
        network
            .endpoints
            .insert(container.to_owned(), endpoint.clone());
        if let Some(attachment) = self
            .container_mut(container)?
            .networks
            .get_mut(network_name)
        {
            attachment.network.clone_from(&network_id);
            attachment.endpoint = endpoint;
            if let Some((address, gateway, prefix)) = place {
                attachment.address = Some(address);
                attachment.gateway = gateway_shown.then_some(gateway);
                attachment.prefix = prefix;
                attachment.mac = mac(address);
            }
        }
        self.network_event(&network_id, "connect", Some(container));
        Ok(())
    }

    /// Takes the endpoint away again; what was asked for stays.
    pub(super) fn detach(&mut self, container: &str, network_name: &str) {
        let Ok(held) = self.container_mut(container) else {
            return;
        };
        let Some(attachment) = held.networks.get_mut(network_name) else {
            return;
        };
        if attachment.endpoint.is_empty() {
            return;
        }
        let (network_id, address) = (attachment.network.clone(), attachment.address);
        attachment.release();
        if let Some(network) = self.networks.get_mut(&network_id) {
            network.endpoints.remove(container);
            if let (Some(pool), Some(address)) = (network.pool.as_mut(), address) {
                pool.release(address);
            }
        }
        self.network_event(&network_id, "disconnect", Some(container));
    }
}

/// An address of one's own needs a subnet of one's own.
fn check_address(network: &Network, asked: Option<Ipv4Addr>) -> Result<(), Fault> {
    if asked.is_none() || network.own_subnet {
        return Ok(());
    }
    Err(Fault::bad(if network.predefined {
        "user specified IP address is supported on user defined networks only"
    } else {
        "user specified IP address is supported only when connecting to networks with user configured subnets"
    }))
}
