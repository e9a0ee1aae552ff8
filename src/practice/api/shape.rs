//! How a container looks in `inspect` and in lists.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::json::{Item, Object, object};
use crate::practice::world::World;
use crate::practice::world::container::{Attachment, Container, Mode, Status};
use crate::practice::world::ports::{Published, port_and_protocol};
use crate::practice::world::source::{Time, short};

/// The host configuration in dockerd's order, with what it fills in.
const HOST: &str = r#"{"Binds":null,"ContainerIDFile":"","LogConfig":{"Type":"json-file","Config":{}},"NetworkMode":"default","PortBindings":null,"RestartPolicy":{"Name":"","MaximumRetryCount":0},"AutoRemove":false,"VolumeDriver":"","VolumesFrom":null,"CapAdd":null,"CapDrop":null,"CgroupnsMode":"host","Dns":null,"DnsOptions":null,"DnsSearch":null,"ExtraHosts":null,"GroupAdd":null,"IpcMode":"private","Cgroup":"","Links":null,"OomScoreAdj":0,"PidMode":"","Privileged":false,"PublishAllPorts":false,"ReadonlyRootfs":false,"SecurityOpt":null,"UTSMode":"","UsernsMode":"","ShmSize":67108864,"Runtime":"runc","ConsoleSize":[0,0],"Isolation":"","CpuShares":0,"Memory":0,"NanoCpus":0,"CgroupParent":"","BlkioWeight":0,"BlkioWeightDevice":null,"BlkioDeviceReadBps":null,"BlkioDeviceWriteBps":null,"BlkioDeviceReadIOps":null,"BlkioDeviceWriteIOps":null,"CpuPeriod":0,"CpuQuota":0,"CpuRealtimePeriod":0,"CpuRealtimeRuntime":0,"CpusetCpus":"","CpusetMems":"","Devices":null,"DeviceCgroupRules":null,"DeviceRequests":null,"KernelMemory":0,"KernelMemoryTCP":0,"MemoryReservation":0,"MemorySwap":0,"MemorySwappiness":null,"OomKillDisable":false,"PidsLimit":null,"Ulimits":null,"CpuCount":0,"CpuPercent":0,"IOMaximumIOps":0,"IOMaximumBandwidth":0,"MaskedPaths":["/proc/asound","/proc/acpi","/proc/kcore","/proc/keys","/proc/latency_stats","/proc/timer_list","/proc/timer_stats","/proc/sched_debug","/proc/scsi","/sys/firmware"],"ReadonlyPaths":["/proc/bus","/proc/fs","/proc/irq","/proc/sys","/proc/sysrq-trigger"]}"#;

/// The keys of [`HOST`] in their order, with their values.
fn host_defaults() -> &'static [(String, Value)] {
    static DEFAULTS: OnceLock<Vec<(String, Value)>> = OnceLock::new();
    DEFAULTS.get_or_init(|| {
        let map: serde_json::Map<String, Value> = serde_json::from_str(HOST).unwrap_or_default();
        let mut fields: Vec<(String, Value)> = map.into_iter().collect();
        fields.sort_by_key(|(key, _)| HOST.find(&format!("\"{key}\":")));
        fields
    })
}

fn host_config(container: &Container) -> Object {
    let mut object = Object::default();
    for (key, default) in host_defaults() {
        let given = container.host.get(key).filter(|value| {
            // Zero values of the client stand for what the engine fills in.
            let zero = (value.as_str() == Some("") && default.is_string())
                || (**value == json!(0) && default.is_number());
            !(value.is_null() || zero)
        });
        let value = match (key.as_str(), given) {
            ("LogConfig", Some(given)) if given.get("Type") == Some(&json!("")) => default.clone(),
            (_, Some(given)) => given.clone(),
            (_, None) => default.clone(),
        };
        object.add(key.clone(), in_host_order(value));
    }
    object
}

/// A value with its keys in the order of [`HOST`]: templates that print a whole object show it.
fn in_host_order(value: Value) -> Item {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<(String, Value)> = map.into_iter().collect();
            fields.sort_by_key(|(key, _)| HOST.find(&format!("\"{key}\":")));
            let fields = fields.into_iter();
            Item::Object(Object(
                fields.map(|(key, value)| (key, value.into())).collect(),
            ))
        }
        other => Item::Plain(other),
    }
}

/// `GET /containers/{id}/json`
#[must_use]
pub fn inspect(world: &World, container: &Container) -> Object {
    let argv = container.config.argv();
    let (path, arguments) = argv
        .split_first()
        .map_or((String::new(), Vec::new()), |(path, rest)| {
            (path.clone(), rest.to_vec())
        });
    let state = &container.state;
    let started = !container.sandbox.is_empty() || state.started != Time::ZERO;
    let owner = world.network_owner(container);
    let file = |id: &str, name: &str| {
        if started {
            format!("/var/lib/docker/containers/{id}/{name}")
        } else {
            String::new()
        }
    };
    let execs: Value = if container.execs.is_empty() {
        Value::Null
    } else {
        json!(container.execs)
    };
    object! {
        "Id": container.id.as_str(),
        "Created": container.created.rfc3339(),
        "Path": path,
        "Args": json!(arguments),
        "State": object! {
            "Status": state.status.word(),
            "Running": container.is_running(),
            "Paused": state.status == Status::Paused,
            "Restarting": false,
            "OOMKilled": false,
            "Dead": false,
            "Pid": state.pid,
            "ExitCode": state.exit_code,
            "Error": state.error.as_str(),
            "StartedAt": state.started.rfc3339(),
            "FinishedAt": state.finished.rfc3339(),
        },
        "Image": container.image.as_str(),
        "ResolvConfPath": file(&owner.id, "resolv.conf"),
        "HostnamePath": file(&owner.id, "hostname"),
        "HostsPath": file(&owner.id, "hosts"),
        "LogPath": file(&container.id, &format!("{}-json.log", container.id)),
        "Name": format!("/{}", container.name),
        "RestartCount": 0,
        "Driver": "practice",
        "Platform": "linux",
        "MountLabel": "",
        "ProcessLabel": "",
        "AppArmorProfile": "",
        "ExecIDs": execs,
        "HostConfig": host_config(container),
        "GraphDriver": object! {"Data": Value::Null, "Name": "practice"},
        "Mounts": json!([]),
        "Config": config(&container.config),
        "NetworkSettings": network_settings(container),
    }
}

/// A configuration in dockerd's order.
#[must_use]
pub fn config(config: &crate::practice::world::config::Config) -> Object {
    // The struct's own order is dockerd's; a map in between would lose it.
    let text = serde_json::to_string(config).unwrap_or_default();
    let map: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap_or_default();
    let mut fields: Vec<(String, Value)> = map.into_iter().collect();
    fields.sort_by_key(|(key, _)| {
        crate::practice::world::config::ORDER
            .iter()
            .position(|known| known == key)
    });
    let mut object = Object::default();
    for (key, value) in fields {
        object.add(key, value);
    }
    object
}

fn network_settings(container: &Container) -> Object {
    let bridge = container
        .networks
        .get("bridge")
        .filter(|_| container.mode() == Mode::Networks)
        .cloned()
        .unwrap_or_default();
    let sandbox = container.sandbox.as_str();
    let key = match container.mode() {
        _ if sandbox.is_empty() => String::new(),
        Mode::Host => "/var/run/docker/netns/default".to_owned(),
        _ => format!("/var/run/docker/netns/{}", short(sandbox)),
    };
    let mut networks = Object::default();
    for (name, attachment) in &container.networks {
        networks.add(name.clone(), endpoint(container, name, attachment, true));
    }
    object! {
        "Bridge": "",
        "SandboxID": sandbox,
        "HairpinMode": false,
        "LinkLocalIPv6Address": "",
        "LinkLocalIPv6PrefixLen": 0,
        "Ports": ports_map(container),
        "SandboxKey": key,
        "SecondaryIPAddresses": Value::Null,
        "SecondaryIPv6Addresses": Value::Null,
        "EndpointID": bridge.endpoint.as_str(),
        "Gateway": address(bridge.gateway),
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "IPAddress": address(bridge.address),
        "IPPrefixLen": bridge.prefix,
        "IPv6Gateway": "",
        "MacAddress": bridge.mac.as_str(),
        "Networks": networks,
    }
}

fn address(address: Option<std::net::Ipv4Addr>) -> String {
    address
        .map(|address| address.to_string())
        .unwrap_or_default()
}

fn endpoint(container: &Container, name: &str, attachment: &Attachment, full: bool) -> Object {
    // The short identifier joins the aliases once a container was started on a network with names.
    let named = !matches!(name, "bridge" | "host" | "none");
    let mut aliases = attachment.aliases.clone();
    if named && !attachment.network.is_empty() {
        aliases.push(container.short_id().to_owned());
        if container.config.hostname != container.short_id() {
            aliases.push(container.config.hostname.clone());
        }
    }
    let aliases = if aliases.is_empty() || !full {
        Value::Null
    } else {
        json!(aliases)
    };
    object! {
        "IPAMConfig": attachment.ipam.clone(),
        "Links": Value::Null,
        "Aliases": aliases,
        "NetworkID": attachment.network.as_str(),
        "EndpointID": attachment.endpoint.as_str(),
        "Gateway": address(attachment.gateway),
        "IPAddress": address(attachment.address),
        "IPPrefixLen": attachment.prefix,
        "IPv6Gateway": "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "MacAddress": attachment.mac.as_str(),
        "DriverOpts": Value::Null,
    }
}

/// The addresses on the host that a published port is shown with.
fn host_addresses(published: &Published) -> Vec<&str> {
    if published.host_ip.is_empty() {
        vec!["0.0.0.0", "::"]
    } else {
        vec![published.host_ip.as_str()]
    }
}

fn ports_map(container: &Container) -> Object {
    let mut object = Object::default();
    if !container.is_running() || container.mode() != Mode::Networks {
        return object;
    }
    let mut keys: Vec<String> = container
        .config
        .exposed_ports
        .iter()
        .flatten()
        .map(|(port, _)| port.clone())
        .collect();
    keys.extend(
        container
            .published
            .iter()
            .map(|published| format!("{}/{}", published.port, published.protocol)),
    );
    keys.sort();
    keys.dedup();
    for key in keys {
        let Some((port, protocol)) = port_and_protocol(&key) else {
            continue;
        };
        let bindings: Vec<Object> = container
            .published
            .iter()
            .filter(|published| published.port == port && published.protocol == protocol)
            .flat_map(|published| {
                host_addresses(published).into_iter().map(|address| {
                    object! {
                        "HostIp": address,
                        "HostPort": published.host_port.to_string(),
                    }
                })
            })
            .collect();
        let item: Item = if bindings.is_empty() {
            Value::Null.into()
        } else {
            bindings.into_iter().collect()
        };
        object.add(key, item);
    }
    object
}

fn ports_list(container: &Container) -> Item {
    let mut list = Vec::new();
    if container.is_running() && container.mode() == Mode::Networks {
        for exposed in container.config.exposed_ports.iter().flatten() {
            let Some((port, protocol)) = port_and_protocol(exposed.0) else {
                continue;
            };
            let published = container
                .published
                .iter()
                .any(|published| published.port == port && published.protocol == protocol);
            if !published {
                list.push(object! {"PrivatePort": port, "Type": protocol});
            }
        }
        for published in &container.published {
            for address in host_addresses(published) {
                list.push(object! {
                    "IP": address,
                    "PrivatePort": published.port,
                    "PublicPort": published.host_port,
                    "Type": published.protocol.as_str(),
                });
            }
        }
    }
    list.into_iter().collect()
}

/// One line of `GET /containers/json`
#[must_use]
pub fn summary(world: &World, container: &Container, with_size: bool) -> Object {
    let mut networks = Object::default();
    for (name, attachment) in &container.networks {
        networks.add(name.clone(), endpoint(container, name, attachment, false));
    }
    // The image's name, unless the name means another image by now.
    let image = match world.find_image(&container.config.image) {
        Ok(image) if image.id == container.image => container.config.image.as_str(),
        _ => container.image.as_str(),
    };
    let mut object = object! {
        "Id": container.id.as_str(),
        "Names": json!([format!("/{}", container.name)]),
        "Image": image,
        "ImageID": container.image.as_str(),
        "Command": command(&container.config.argv()),
        "Created": container.created.seconds(),
        "Ports": ports_list(container),
    };
    if with_size {
        let size = container.files.size();
        let below = world
            .images
            .get(&container.image)
            .map_or(0, |image| world.image_size(image));
        if size > 0 {
            object.add("SizeRw", size);
        }
        object.add("SizeRootFs", size + below);
    }
    object.add(
        "Labels",
        json!(container.config.labels.clone().unwrap_or_default()),
    );
    object.add("State", container.state.status.word());
    object.add("Status", status(container, world.source.now()));
    object.add(
        "HostConfig",
        object! {"NetworkMode": container.network_mode()},
    );
    object.add("NetworkSettings", object! {"Networks": networks});
    object.add("Mounts", json!([]));
    object
}

/// A command as one line: words with spaces in quotes.
fn command(argv: &[String]) -> String {
    let words: Vec<String> = argv
        .iter()
        .enumerate()
        .map(|(at, word)| {
            if at > 0 && word.contains([' ', '\t', '\n']) {
                format!("'{}'", word.replace('\'', "\\'"))
            } else {
                word.clone()
            }
        })
        .collect();
    words.join(" ")
}

/// "Up 5 minutes", "Exited (0) 3 seconds ago".
fn status(container: &Container, now: Time) -> String {
    let since = |time: Time| spoken((now.0 - time.0) / 1_000_000_000);
    let state = &container.state;
    match state.status {
        Status::Created => "Created".to_owned(),
        Status::Running => format!("Up {}", since(state.started)),
        Status::Paused => format!("Up {} (Paused)", since(state.started)),
        Status::Exited => format!("Exited ({}) {} ago", state.exit_code, since(state.finished)),
    }
}

/// A span of time in Docker's words.
fn spoken(seconds: i64) -> String {
    let minutes = seconds / 60;
    let hours = (minutes + 30) / 60;
    match seconds {
        i64::MIN..1 => "Less than a second".to_owned(),
        1 => "1 second".to_owned(),
        2..60 => format!("{seconds} seconds"),
        _ => match minutes {
            1 => "About a minute".to_owned(),
            2..60 => format!("{minutes} minutes"),
            _ => match hours {
                1 => "About an hour".to_owned(),
                2..48 => format!("{hours} hours"),
                48..336 => format!("{} days", hours / 24),
                336..1440 => format!("{} weeks", hours / 24 / 7),
                1440..17520 => format!("{} months", hours / 24 / 30),
                _ => format!("{} years", hours / 24 / 365),
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_are_told_in_dockers_words() {
        for (seconds, words) in [
            (0, "Less than a second"),
            (1, "1 second"),
            (59, "59 seconds"),
            (61, "About a minute"),
            (150, "2 minutes"),
            (3700, "About an hour"),
            (3600 * 50, "2 days"),
        ] {
            assert_eq!(spoken(seconds), words);
        }
    }

    #[test]
    fn words_with_spaces_are_shown_in_quotes() {
        let argv: Vec<String> = ["nginx", "-g", "daemon off;"].map(String::from).to_vec();
        assert_eq!(command(&argv), "nginx -g 'daemon off;'");
    }

    #[test]
    fn the_host_configuration_keeps_dockerds_order() {
        let defaults = host_defaults();
        assert_eq!(defaults.first().map(|(key, _)| key.as_str()), Some("Binds"));
        assert_eq!(
            defaults.get(3).map(|(key, _)| key.as_str()),
            Some("NetworkMode")
        );
        assert_eq!(
            defaults.last().map(|(key, _)| key.as_str()),
            Some("ReadonlyPaths")
        );
    }
}
