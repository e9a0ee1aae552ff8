//! What the engine says of itself.

use std::sync::Arc;

use bytes::Bytes;
use hyper::header::{ETAG, HeaderValue};
use serde_json::{Value, json};

use super::json::{Item, object};
use super::reply::{API_VERSION, Reply, json, plain};
use crate::practice::engine::Engine;

/// What the practice engine calls itself.
pub const NAME: &str = "baeum practice engine";

fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// `GET /_ping` and `HEAD /_ping`
#[must_use]
pub fn ping(head: bool) -> Reply {
    let body = if head {
        Bytes::new()
    } else {
        Bytes::from_static(b"OK")
    };
    let mut reply = plain(200, Some("text/plain; charset=utf-8"), body);
    let headers = reply.headers_mut();
    // The first builder: the one without a session of its own.
    headers.insert("builder-version", HeaderValue::from_static("1"));
    headers.insert("swarm", HeaderValue::from_static("inactive"));
    headers.insert(
        "cache-control",
        HeaderValue::from_static("no-cache, no-store, must-revalidate"),
    );
    headers.insert("pragma", HeaderValue::from_static("no-cache"));
    reply
}

/// `GET /version`
#[must_use]
pub fn version() -> Reply {
    let version = env!("CARGO_PKG_VERSION");
    json(
        200,
        &object! {
            "Platform": object! {"Name": NAME},
            "Components": Item::from_iter([object! {
                "Name": NAME,
                "Version": version,
                "Details": object! {
                    "ApiVersion": API_VERSION,
                    "Arch": architecture(),
                    "Experimental": "false",
                    "MinAPIVersion": "1.24",
                    "Os": "linux",
                },
            }]),
            "Version": version,
            "ApiVersion": API_VERSION,
            "MinAPIVersion": "1.24",
            "GitCommit": "",
            "GoVersion": "",
            "Os": "linux",
            "Arch": architecture(),
            "KernelVersion": "",
            "BuildTime": "",
        },
    )
}

/// `GET /info`
pub fn info(engine: &Arc<Engine>) -> Reply {
    use crate::practice::world::container::Status;
    let (all, running, paused, images, now, host_name) = engine.read(|world| {
        let count = |status: Status| {
            world
                .containers
                .values()
                .filter(|held| held.state.status == status)
                .count()
        };
        (
            world.containers.len(),
            count(Status::Running),
            count(Status::Paused),
            world.images.len(),
            world.source.now(),
            world.host_name.clone(),
        )
    });
    let _ = host_name;
    json(
        200,
        &object! {
            "ID": "baeum-practice",
            "Containers": all,
            "ContainersRunning": running,
            "ContainersPaused": paused,
            "ContainersStopped": all - running - paused,
            "Images": images,
            "Driver": "practice",
            "DriverStatus": json!([["Programs", "imitated, not run"]]),
            "Plugins": json!({"Volume": [], "Network": ["bridge", "host", "null"], "Authorization": null, "Log": ["json-file"]}),
            "MemoryLimit": false,
            "SwapLimit": false,
            "IPv4Forwarding": true,
            "BridgeNfIptables": true,
            "BridgeNfIp6tables": true,
            "Debug": false,
            "SystemTime": now.rfc3339(),
            "LoggingDriver": "json-file",
            "CgroupDriver": "none",
            "NEventsListener": 0,
            "KernelVersion": "",
            "OperatingSystem": NAME,
            "OSVersion": "",
            "OSType": "linux",
            "Architecture": std::env::consts::ARCH,
            "IndexServerAddress": "",
            "RegistryConfig": Value::Null,
            "NCPU": 1,
            "MemTotal": 0,
            "DockerRootDir": "",
            "HttpProxy": "",
            "HttpsProxy": "",
            "NoProxy": "",
            "Name": NAME,
            "Labels": json!([]),
            "ExperimentalBuild": false,
            "ServerVersion": env!("CARGO_PKG_VERSION"),
            "DefaultRuntime": "none",
            "Swarm": json!({"NodeID": "", "NodeAddr": "", "LocalNodeState": "inactive", "ControlAvailable": false, "Error": "", "RemoteManagers": null}),
            "LiveRestoreEnabled": false,
            "Isolation": "",
            "InitBinary": "",
            "SecurityOptions": json!([]),
            "Warnings": Value::Null,
        },
    )
}

/// `GET /volumes`: there are none.
#[must_use]
pub fn volumes() -> Reply {
    json(
        200,
        &object! {"Volumes": json!([]), "Warnings": Value::Null},
    )
}

/// `GET /baeum/ports`: at which addresses of this machine the published ports really answer. Its
/// `ETag` is that of the whole world, so that whoever looks at it again and again need not ask for
/// the rest when nothing has changed.
pub fn ports(engine: &Arc<Engine>) -> Reply {
    // Before the ports are read: what changes meanwhile must not pass as seen.
    let tag = engine.entity_tag();
    let places: Item = engine
        .served_ports()
        .into_iter()
        .map(|place| {
            let name = engine
                .container(&place.container)
                .map(|held| held.name)
                .unwrap_or_default();
            object! {
                "Container": place.container,
                "Name": name,
                "HostPort": place.asked,
                "PrivatePort": place.inside,
                "ServedAt": place.served_at.to_string(),
            }
        })
        .collect();
    let mut reply = json(200, &places);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        reply.headers_mut().insert(ETAG, tag);
    }
    reply
}
