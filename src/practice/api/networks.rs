//! Requests about networks.

use std::sync::Arc;

use serde_json::Value;

use super::call::Call;
use super::filters::{Filters, fits};
use super::json::{Item, Object, object};
use super::reply::{Reply, empty, json};
use crate::practice::engine::Engine;
use crate::practice::world::World;
use crate::practice::world::fault::Fault;
use crate::practice::world::network::{Network, NetworkRequest};

/// `GET /networks`
pub fn list(engine: &Arc<Engine>, call: &Call) -> Result<Reply, Fault> {
    let filters = Filters::read(
        call.value("filters"),
        &["dangling", "driver", "id", "label", "name", "scope", "type"],
    )?;
    let dangling = filters.switch("dangling")?;
    for kind in filters.of("type") {
        if kind != "builtin" && kind != "custom" {
            return Err(Fault::bad(format!("invalid filter: 'type'='{kind}'")));
        }
    }
    let listed: Item = engine.read(|world| {
        world
            .networks
            .values()
            .filter(|network| {
                filters.any("name", |name| fits(name, &network.name))
                    && filters.any("id", |id| network.id.starts_with(id))
                    && filters.any("driver", |driver| driver == network.driver)
                    && filters.any("scope", |scope| scope == "local")
                    && filters.any("type", |kind| (kind == "builtin") == network.predefined)
                    && filters.labels(&network.labels)
                    && dangling.is_none_or(|dangling| {
                        dangling == (!network.predefined && network.endpoints.is_empty())
                    })
            })
            .map(|network| shape(world, network, false))
            .collect()
    });
    Ok(json(200, &listed))
}

/// `GET /networks/{id}`
pub fn inspect(engine: &Arc<Engine>, reference: &str) -> Result<Reply, Fault> {
    engine.read(|world| {
        let network = world.find_network(reference)?;
        Ok(json(200, &shape(world, network, true)))
    })
}

/// `POST /networks/create`
pub async fn create(engine: &Arc<Engine>, call: &mut Call) -> Result<Reply, Fault> {
    let body = call.json().await?;
    let request: NetworkRequest =
        serde_json::from_value(body).map_err(|error| Fault::bad(error.to_string()))?;
    let id = engine.change(|world| world.create_network(request))?;
    Ok(json(201, &object! {"Id": id, "Warning": ""}))
}

/// `POST /networks/{id}/connect` and `/disconnect`
pub async fn join(
    engine: &Arc<Engine>,
    call: &mut Call,
    reference: &str,
    connect: bool,
) -> Result<Reply, Fault> {
    let body = call.json().await?;
    let container = body
        .get("Container")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let config = body.get("EndpointConfig").cloned().unwrap_or_default();
    engine.change(|world| {
        if connect {
            world.connect(reference, container, &config)
        } else {
            world.disconnect(reference, container)
        }
    })?;
    Ok(empty(200))
}

/// `DELETE /networks/{id}`
pub fn remove(engine: &Arc<Engine>, reference: &str) -> Result<Reply, Fault> {
    engine.change(|world| world.remove_network(reference))?;
    Ok(empty(204))
}

/// `POST /networks/prune`
pub fn prune(engine: &Arc<Engine>, call: &Call) -> Result<Reply, Fault> {
    let filters = Filters::read(call.value("filters"), &["label", "label!", "until"])?;
    let removed = engine.change(|world| {
        let unused: Vec<(String, String)> = world
            .networks
            .values()
            .filter(|network| {
                !network.predefined
                    && network.endpoints.is_empty()
                    && filters.labels(&network.labels)
            })
            .map(|network| (network.id.clone(), network.name.clone()))
            .collect();
        let names: Vec<Value> = unused
            .into_iter()
            .filter(|(id, _)| world.remove_network(id).is_ok())
            .map(|(_, name)| Value::String(name))
            .collect();
        world.prune_event("network", 0);
        names
    });
    let removed = if removed.is_empty() {
        Value::Null
    } else {
        Value::Array(removed)
    };
    Ok(json(200, &object! {"NetworksDeleted": removed}))
}

fn text_map(map: &std::collections::BTreeMap<String, String>) -> Object {
    let mut object = Object::default();
    for (key, value) in map {
        object.add(key.clone(), value.as_str());
    }
    object
}

fn shape(world: &World, network: &Network, with_containers: bool) -> Object {
    let config: Item = network
        .shown
        .iter()
        .map(|config| {
            let mut object = Object::default();
            for key in ["Subnet", "IPRange", "Gateway"] {
                if let Some(value) = config.get(key) {
                    object.add(key, value.as_str());
                }
            }
            object
        })
        .collect();
    let mut containers = Object::default();
    for (id, endpoint) in network.endpoints.iter().filter(|_| with_containers) {
        let Some(container) = world.containers.get(id) else {
            continue;
        };
        let attachment = container.networks.get(&network.name);
        let address = attachment
            .and_then(|attachment| Some(format!("{}/{}", attachment.address?, attachment.prefix)))
            .unwrap_or_default();
        containers.add(
            id.clone(),
            object! {
                "Name": container.name.as_str(),
                "EndpointID": endpoint.as_str(),
                "MacAddress": attachment.map(|attachment| attachment.mac.clone()).unwrap_or_default(),
                "IPv4Address": address,
                "IPv6Address": "",
            },
        );
    }
    object! {
        "Name": network.name.as_str(),
        "Id": network.id.as_str(),
        "Created": network.created.rfc3339(),
        "Scope": "local",
        "Driver": network.driver.as_str(),
        "EnableIPv6": false,
        "IPAM": object! {
            "Driver": "default",
            "Options": network.pool_options.clone(),
            "Config": config,
        },
        "Internal": network.internal,
        "Attachable": network.attachable,
        "Ingress": false,
        "ConfigFrom": object! {"Network": ""},
        "ConfigOnly": false,
        "Containers": containers,
        "Options": text_map(&network.options),
        "Labels": text_map(&network.labels),
    }
}
