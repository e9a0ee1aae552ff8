//! Networks: making, finding and removing them.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::World;
use super::fault::Fault;
use super::ipam::{Pool, Subnet, default_pools};
use super::source::Time;

/// How many networks one world holds.
const MAX_NETWORKS: usize = 5000;

#[allow(clippy::struct_excessive_bools)] // The API's own switches.
/// A network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Time,
    /// `bridge`, `host` or `null`.
    pub driver: String,
    /// Whether it has no way out.
    pub internal: bool,
    /// What the request said of `Attachable`.
    pub attachable: bool,
    /// The driver's options.
    pub options: BTreeMap<String, String>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// The address configuration as it is shown.
    pub shown: Vec<BTreeMap<String, String>>,
    /// Options of the address manager as they are shown.
    pub pool_options: Value,
    /// Its addresses; none for `host` and `null`.
    pub pool: Option<Pool>,
    /// Whether the user gave the subnet.
    pub own_subnet: bool,
    /// Whether it is there from the beginning.
    pub predefined: bool,
    /// Which running container is attached by which endpoint.
    pub endpoints: BTreeMap<String, String>,
}

impl Network {
    /// Whether its containers find each other by name.
    #[must_use]
    pub fn has_names(&self) -> bool {
        self.driver == "bridge" && !self.predefined
    }

    /// Whether its containers may talk to each other.
    #[must_use]
    pub fn lets_talk(&self) -> bool {
        self.options
            .get("com.docker.network.bridge.enable_icc")
            .is_none_or(|value| value != "false" && value != "0")
    }
}

/// What a request to make a network says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NetworkRequest {
    name: String,
    driver: Option<String>,
    internal: bool,
    attachable: bool,
    #[serde(rename = "EnableIPv6")]
    ipv6: bool,
    options: Option<BTreeMap<String, String>>,
    labels: Option<BTreeMap<String, String>>,
    #[serde(rename = "IPAM")]
    ipam: Option<IpamRequest>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct IpamRequest {
    driver: Option<String>,
    options: Option<BTreeMap<String, String>>,
    config: Option<Vec<BTreeMap<String, Value>>>,
}

impl World {
    /// The three networks that are there from the beginning.
    pub(super) fn add_predefined_networks(&mut self) -> Result<(), Fault> {
        for (name, driver) in [("none", "null"), ("host", "host"), ("bridge", "bridge")] {
            let mut network = Network {
                id: self.source.id(),
                name: name.to_owned(),
                created: self.source.now(),
                driver: driver.to_owned(),
                internal: false,
                attachable: false,
                options: BTreeMap::new(),
                labels: BTreeMap::new(),
                shown: Vec::new(),
                pool_options: Value::Null,
                pool: None,
                own_subnet: false,
                predefined: true,
                endpoints: BTreeMap::new(),
            };
            if driver == "bridge" {
                let pool = self.free_pool()?;
                network.shown = vec![shown(&pool)];
                network.pool = Some(pool);
                for (key, value) in [
                    ("default_bridge", "true"),
                    ("enable_icc", "true"),
                    ("enable_ip_masquerade", "true"),
                    ("host_binding_ipv4", "0.0.0.0"),
                    ("name", "docker0"),
                ] {
                    network
                        .options
                        .insert(format!("com.docker.network.bridge.{key}"), value.to_owned());
                }
                network.options.insert(
                    "com.docker.network.driver.mtu".to_owned(),
                    "1500".to_owned(),
                );
            }
            self.networks.insert(network.id.clone(), network);
        }
        Ok(())
    }

    /// Makes a network: its identifier.
    pub fn create_network(&mut self, request: NetworkRequest) -> Result<String, Fault> {
        let name = request.name;
        let driver = match request.driver.as_deref() {
            None | Some("" | "default") => "bridge".to_owned(),
            Some(driver) => driver.to_owned(),
        };
        if ["bridge", "host", "none", "default"].contains(&name.as_str()) {
            return Err(Fault::forbidden(format!(
                "operation is not permitted on predefined {name} network "
            )));
        }
        if name.trim().is_empty() || self.networks.values().any(|network| network.name == name) {
            return Err(Fault::conflict(format!(
                "network with name {name} already exists"
            )));
        }
        match driver.as_str() {
            "bridge" => {}
            "host" | "null" => {
                return Err(Fault::forbidden(format!(
                    "only one instance of \"{driver}\" network is allowed"
                )));
            }
            "overlay" => {
                return Err(Fault::new(
                    503,
                    "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.",
                ));
            }
            "macvlan" | "ipvlan" => {
                return Err(Fault::not_done(&format!("networks of the driver {driver}")));
            }
            driver => return Err(Fault::missing(format!("plugin \"{driver}\" not found"))),
        }
        if request.ipv6 {
            return Err(Fault::not_done("networks with IPv6"));
        }
        if self.networks.len() >= MAX_NETWORKS {
            return Err(Fault::internal("too many networks in the practice engine"));
        }
        let ipam = request.ipam.unwrap_or_default();
        if !matches!(ipam.driver.as_deref(), None | Some("" | "default")) {
            return Err(Fault::not_done("address drivers other than \"default\""));
        }
        let (pool, shown, own_subnet) = self.pool_for(&ipam)?;
        let id = self.source.id();
        let network = Network {
            id: id.clone(),
            name: name.clone(),
            created: self.source.now(),
            driver,
            internal: request.internal,
            attachable: request.attachable,
            options: request.options.unwrap_or_default(),
            labels: request.labels.unwrap_or_default(),
            shown,
            pool_options: ipam.options.map_or(Value::Null, |options| {
                serde_json::to_value(options).unwrap_or_default()
            }),
            pool: Some(pool),
            own_subnet,
            predefined: false,
            endpoints: BTreeMap::new(),
        };
        self.networks.insert(id.clone(), network);
        self.network_event(&id, "create", None);
        Ok(id)
    }

    #[allow(clippy::type_complexity)]
    fn pool_for(
        &self,
        ipam: &IpamRequest,
    ) -> Result<(Pool, Vec<BTreeMap<String, String>>, bool), Fault> {
        let configs = ipam.config.as_deref().unwrap_or_default();
        if configs.len() > 1 {
            return Err(Fault::not_done("networks with several subnets"));
        }
        let text = |key: &str| {
            configs
                .first()
                .and_then(|config| config.get(key))
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        let gateway = match text("Gateway") {
            None => None,
            Some(gateway) => Some(
                gateway
                    .parse::<Ipv4Addr>()
                    .map_err(|_| Fault::bad(format!("invalid gateway address {gateway}")))?,
            ),
        };
        let Some(asked) = text("Subnet") else {
            if text("IPRange").is_some() || gateway.is_some() {
                return Err(Fault::bad(
                    "invalid subnet  : invalid CIDR address: ".to_owned(),
                ));
            }
            let pool = self.free_pool()?;
            let shown = vec![shown(&pool)];
            return Ok((pool, shown, false));
        };
        let invalid = |what: &str| {
            Fault::internal(format!(
                "Invalid subnet {what} : invalid CIDR address: {what}"
            ))
        };
        let subnet = Subnet::parse(asked).ok_or_else(|| invalid(asked))?;
        let range = match text("IPRange") {
            None => None,
            Some(range) => Some(Subnet::parse(range).ok_or_else(|| invalid(range))?),
        };
        if self.overlaps(subnet) {
            return Err(Fault::forbidden(
                "Pool overlaps with other one on this address space",
            ));
        }
        let pool = Pool::new(subnet, range, gateway)?;
        let shown = ["Subnet", "IPRange", "Gateway"]
            .iter()
            .filter_map(|key| text(key).map(|value| ((*key).to_owned(), value.to_owned())))
            .collect();
        Ok((pool, vec![shown], true))
    }

    fn overlaps(&self, subnet: Subnet) -> bool {
        self.networks
            .values()
            .filter_map(|network| network.pool.as_ref())
            .any(|pool| pool.subnet.overlaps(subnet))
    }

    fn free_pool(&self) -> Result<Pool, Fault> {
        let subnet = default_pools()
            .find(|subnet| !self.overlaps(*subnet))
            .ok_or_else(|| {
                Fault::internal(
                    "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
                )
            })?;
        Pool::new(subnet, None, None)
    }

    /// The network of this name, identifier or beginning of an identifier.
    pub fn find_network(&self, reference: &str) -> Result<&Network, Fault> {
        let missing = || Fault::missing(format!("network {reference} not found"));
        if reference.is_empty() {
            return Err(missing());
        }
        if let Some(network) = self.networks.get(reference) {
            return Ok(network);
        }
        if let Some(network) = self
            .networks
            .values()
            .find(|network| network.name == reference)
        {
            return Ok(network);
        }
        let mut matches = self
            .networks
            .range(reference.to_owned()..)
            .take_while(|(id, _)| id.starts_with(reference));
        match (matches.next(), matches.next()) {
            (Some((_, network)), None) => Ok(network),
            (Some(_), Some(_)) => Err(Fault::bad(format!(
                "network {reference} is ambiguous (2 matches found based on ID prefix)"
            ))),
            _ => Err(missing()),
        }
    }

    /// Removes a network that nobody uses.
    pub fn remove_network(&mut self, reference: &str) -> Result<(), Fault> {
        let network = self.find_network(reference)?;
        if network.predefined {
            return Err(Fault::forbidden(format!(
                "{} is a pre-defined network and cannot be removed",
                network.name
            )));
        }
        if !network.endpoints.is_empty() {
            return Err(Fault::forbidden(format!(
                "error while removing network: network {} id {} has active endpoints",
                network.name, network.id
            )));
        }
        let id = network.id.clone();
        self.network_event(&id, "destroy", None);
        self.networks.remove(&id);
        Ok(())
    }
}

fn shown(pool: &Pool) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("Subnet".to_owned(), pool.subnet.to_string()),
        ("Gateway".to_owned(), pool.gateway.to_string()),
    ])
}
