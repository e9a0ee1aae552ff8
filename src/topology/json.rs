//! The picture for programs: one JSON document with stable keys.

use serde::Serialize;

use super::before::{Change, Gone};
use super::picture::{Picture, Place, PlaceKind};
use crate::docker::EngineInfo;
use crate::report::{EngineJson, pretty};

#[derive(Serialize)]
struct MapJson<'m> {
    engine: EngineJson<'m>,
    networks: Vec<NetworkJson<'m>>,
    containers: Vec<ContainerJson<'m>>,
    gone: Vec<GoneJson<'m>>,
}

#[derive(Serialize)]
struct NetworkJson<'m> {
    name: &'m str,
    id: &'m str,
    driver: &'m str,
    default: bool,
    internal: bool,
    reach: &'static str,
    subnets: Vec<SubnetJson<'m>>,
    containers: Vec<&'m str>,
    change: Option<&'static str>,
}

#[derive(Serialize)]
struct SubnetJson<'m> {
    range: &'m str,
    gateway: Option<String>,
}

#[derive(Serialize)]
struct ContainerJson<'m> {
    name: &'m str,
    id: &'m str,
    image: &'m str,
    state: &'static str,
    exit_code: i64,
    network_mode: &'m str,
    networks: Vec<EndpointJson<'m>>,
    published: Vec<PublishedJson<'m>>,
    exposed: &'m [u16],
    change: Option<&'static str>,
}

#[derive(Serialize)]
struct EndpointJson<'m> {
    network: &'m str,
    address: Option<String>,
    aliases: &'m [String],
    shares: Option<&'m str>,
    change: Option<&'static str>,
}

#[derive(Serialize)]
struct PublishedJson<'m> {
    container_port: u16,
    protocol: &'m str,
    host_ip: &'m str,
    host_port: Option<u16>,
    served_at: Option<String>,
}

#[derive(Serialize)]
struct GoneJson<'m> {
    container: Option<&'m str>,
    network: Option<&'m str>,
}

/// The picture as one JSON document, nothing left out. `reach` says how the containers of a network
/// reach each other: `name` (and address), `address`, `blocked`, `host`, `nobody`.
#[must_use]
pub fn json(picture: &Picture, engine: &EngineInfo) -> String {
    let shown = picture.shown();
    pretty(&MapJson {
        engine: EngineJson::of(engine),
        networks: picture
            .places
            .iter()
            // What stands for no network at all and what is gone are no networks.
            .filter(|place| !place.id.is_empty() && place.kind != PlaceKind::Missing)
            .map(|place| network(picture, place))
            .collect(),
        containers: shown
            .into_iter()
            .map(|position| container(picture, position))
            .collect(),
        gone: picture
            .gone
            .iter()
            .map(|gone| match gone {
                Gone::Network(network) => GoneJson {
                    container: None,
                    network: Some(network),
                },
                Gone::Container(container) => GoneJson {
                    container: Some(container),
                    network: None,
                },
                Gone::Left { container, network } => GoneJson {
                    container: Some(container),
                    network: Some(network),
                },
            })
            .collect(),
    })
}

fn network<'m>(picture: &'m Picture, place: &'m Place) -> NetworkJson<'m> {
    NetworkJson {
        name: &place.name,
        id: &place.id,
        driver: &place.driver,
        default: place.kind == PlaceKind::DefaultNetwork,
        internal: place.internal,
        reach: place.reach.code(),
        subnets: place
            .subnets
            .iter()
            .map(|subnet| SubnetJson {
                range: &subnet.range,
                gateway: subnet.gateway.map(|gateway| gateway.to_string()),
            })
            .collect(),
        containers: place
            .residents
            .iter()
            .map(|resident| picture.containers[resident.container].name.as_str())
            .collect(),
        change: place.change.map(Change::code),
    }
}

fn container(picture: &Picture, position: usize) -> ContainerJson<'_> {
    let container = &picture.containers[position];
    let places = picture.places.iter();
    let networks = places
        .flat_map(|place| place.residents.iter().map(move |there| (place, there)))
        .filter(|(place, there)| {
            // Who is on no network at all is drawn where nobody is reached.
            let really = container.networks.contains(&place.name) || there.shares.is_some();
            there.container == position && really
        })
        .map(|(place, there)| EndpointJson {
            network: &place.name,
            address: there.address.map(|address| address.to_string()),
            aliases: &there.aliases,
            shares: there.shares.as_deref(),
            change: there.change.map(Change::code),
        })
        .collect();
    ContainerJson {
        name: &container.name,
        id: &container.id,
        image: &container.image,
        state: container.state_code(),
        exit_code: container.exit_code,
        network_mode: &container.network_mode,
        networks,
        published: container
            .published
            .iter()
            .map(|port| PublishedJson {
                container_port: port.container_port,
                protocol: &port.protocol,
                host_ip: &port.host_ip,
                host_port: port.host_port,
                served_at: port
                    .host_port
                    .and_then(|port| picture.served_at(&container.id, port))
                    .map(|address| address.to_string()),
            })
            .collect(),
        exposed: &container.exposed,
        change: container.change.map(Change::code),
    }
}
