//! Options of a container that the practice engine does not honour, and refuses.
//!
//! An option may be accepted without being done only if nobody could tell inside the practice
//! engine, where no program really runs: limits of memory, processors, processes, files and blocks
//! (`Memory`, `NanoCpus`, `PidsLimit`, `Ulimits`, `BlkioWeight`, …), the size of `/dev/shm`, control
//! groups, and how a log is rotated. `inspect` shows them as they were given. Everything else that
//! would change what a learner sees is an error: also rights and devices, which no imitated tool
//! uses, because who asks for them is about to use them, and `--init`, by which a program ends that
//! otherwise ignores its signal.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fault::Fault;
use super::ports::port_and_protocol;

/// What may not be said at all, neither in `HostConfig` nor beside it.
const NOT_DONE: [(&str, &str); 30] = [
    ("Annotations", "annotations (--annotation)"),
    ("Binds", "bind mounts and volumes (-v)"),
    ("CapAdd", "added capabilities (--cap-add)"),
    ("CapDrop", "dropped capabilities (--cap-drop)"),
    ("ContainerIDFile", "a file for the identifier (--cidfile)"),
    (
        "DeviceCgroupRules",
        "rules for devices (--device-cgroup-rule)",
    ),
    ("DeviceRequests", "requests for devices (--gpus)"),
    ("Devices", "devices (--device)"),
    ("Dns", "other name servers (--dns)"),
    ("DnsOptions", "options for name resolution (--dns-option)"),
    ("DnsSearch", "search domains (--dns-search)"),
    ("Domainname", "a domain name (--domainname)"),
    ("GroupAdd", "additional groups (--group-add)"),
    ("Init", "an init program (--init)"),
    ("Links", "links (--link)"),
    ("MacAddress", "a chosen MAC address (--mac-address)"),
    ("Mounts", "mounts (--mount)"),
    ("NetworkDisabled", "containers without any network"),
    ("PidMode", "the processes of others (--pid)"),
    ("Privileged", "extended privileges (--privileged)"),
    (
        "ReadonlyRootfs",
        "a read-only root file system (--read-only)",
    ),
    ("SecurityOpt", "security options (--security-opt)"),
    ("StorageOpt", "options for storage (--storage-opt)"),
    ("Sysctls", "kernel parameters (--sysctl)"),
    ("Tmpfs", "temporary file systems (--tmpfs)"),
    ("UTSMode", "the host's name (--uts)"),
    ("UsernsMode", "other user namespaces (--userns)"),
    ("VolumeDriver", "drivers of volumes (--volume-driver)"),
    ("Volumes", "volumes (-v)"),
    (
        "VolumesFrom",
        "volumes of another container (--volumes-from)",
    ),
];

/// What may have only these values.
const ONLY: [(&str, &[&str], &str); 5] = [
    (
        "/HostConfig/RestartPolicy/Name",
        &["no"],
        "restarting by itself (--restart)",
    ),
    (
        "/HostConfig/LogConfig/Type",
        &["json-file"],
        "another log driver (--log-driver)",
    ),
    (
        "/HostConfig/IpcMode",
        &["private", "shareable"],
        "shared memory with others (--ipc)",
    ),
    (
        "/HostConfig/Runtime",
        &["runc"],
        "another runtime (--runtime)",
    ),
    (
        "/HostConfig/Isolation",
        &["default"],
        "other kinds of isolation (--isolation)",
    ),
];

/// Refuses what the body of a request for a container asks for and would not get.
pub fn refuse_what_is_not_done(body: &Value) -> Result<(), Fault> {
    let host = body.get("HostConfig").unwrap_or(&Value::Null);
    for (key, what) in NOT_DONE {
        if [body, host]
            .iter()
            .any(|place| says_something(place.get(key)))
        {
            return Err(Fault::not_done(what));
        }
    }
    for (pointer, good, what) in ONLY {
        let value = body.pointer(pointer).and_then(Value::as_str);
        if value.is_some_and(|value| !value.is_empty() && !good.contains(&value)) {
            return Err(Fault::not_done(what));
        }
    }
    let test = body.pointer("/Healthcheck/Test").and_then(Value::as_array);
    if test.is_some_and(|test| test.first().is_some_and(|first| first != "NONE")) {
        return Err(Fault::not_done("health checks (--health-cmd)"));
    }
    refuse_other_users(body.get("User"), "--user")?;
    let ports = host.get("PortBindings").and_then(Value::as_object);
    for port in ports.into_iter().flatten().map(|(port, _)| port) {
        refuse_other_protocols(port)?;
    }
    let endpoints = body
        .pointer("/NetworkingConfig/EndpointsConfig")
        .and_then(Value::as_object);
    for endpoint in endpoints.into_iter().flatten().map(|(_, config)| config) {
        refuse_of_endpoint(endpoint)?;
    }
    Ok(())
}

/// Refuses what is asked of a container's place on a network and would not be done.
pub fn refuse_of_endpoint(endpoint: &Value) -> Result<(), Fault> {
    for (pointer, what) in [
        ("/Links", "links (--link)"),
        ("/MacAddress", "a chosen MAC address (--mac-address)"),
        ("/DriverOpts", "options for the network (--driver-opt)"),
        ("/IPAMConfig/IPv6Address", "IPv6 addresses (--ip6)"),
        (
            "/IPAMConfig/LinkLocalIPs",
            "link-local addresses (--link-local-ip)",
        ),
    ] {
        if says_something(endpoint.pointer(pointer)) {
            return Err(Fault::not_done(what));
        }
    }
    Ok(())
}

/// Every program runs as root here.
pub fn refuse_other_users(user: Option<&Value>, option: &str) -> Result<(), Fault> {
    let user = user.and_then(Value::as_str).unwrap_or_default();
    let root = user
        .split(':')
        .all(|part| matches!(part, "" | "0" | "root"));
    if root {
        return Ok(());
    }
    Err(Fault::not_done(&format!(
        "programs of another user than root ({option})"
    )))
}

/// `-P` publishes what the image exposes.
pub fn refuse_publishing_all(
    host: &Value,
    exposed: Option<&BTreeMap<String, Value>>,
) -> Result<(), Fault> {
    if !says_something(host.get("PublishAllPorts")) {
        return Ok(());
    }
    let mut ports = exposed.into_iter().flat_map(BTreeMap::keys);
    ports.try_for_each(|port| refuse_other_protocols(port))
}

/// Nothing answers at a published port but what speaks TCP.
fn refuse_other_protocols(port: &str) -> Result<(), Fault> {
    match port_and_protocol(port) {
        Some((_, protocol)) if protocol != "tcp" => Err(Fault::not_done(&format!(
            "published ports of {protocol} (-p {port})"
        ))),
        _ => Ok(()),
    }
}

/// Whether a value differs from what a client sends that was told nothing.
fn says_something(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(on)) => *on,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(list)) => !list.is_empty(),
        Some(Value::Object(map)) => !map.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_would_not_be_done_is_refused() {
        for body in [
            json!({"User": "nobody"}),
            json!({"User": "0:1000"}),
            json!({"Healthcheck": {"Test": ["CMD", "true"]}}),
            json!({"MacAddress": "02:42:ac:11:00:09"}),
            json!({"Volumes": {"/data": {}}}),
            json!({"HostConfig": {"RestartPolicy": {"Name": "always"}}}),
            json!({"HostConfig": {"Tmpfs": {"/tmp": ""}}}),
            json!({"HostConfig": {"ReadonlyRootfs": true}}),
            json!({"HostConfig": {"Dns": ["1.1.1.1"]}}),
            json!({"HostConfig": {"LogConfig": {"Type": "none"}}}),
            json!({"HostConfig": {"PortBindings": {"53/udp": [{"HostPort": "53"}]}}}),
            json!({"HostConfig": {"Devices": [{"PathOnHost": "/dev/null"}]}}),
            json!({"HostConfig": {"PidMode": "host"}}),
            json!({"HostConfig": {"Sysctls": {"net.core.somaxconn": "1024"}}}),
            json!({"HostConfig": {"CapAdd": ["NET_ADMIN"]}}),
            json!({"HostConfig": {"Privileged": true}}),
            json!({"HostConfig": {"Init": true}}),
            json!({"NetworkingConfig": {"EndpointsConfig": {"n": {"MacAddress": "02:42:ac:11:00:09"}}}}),
        ] {
            let fault = refuse_what_is_not_done(&body).unwrap_err();
            assert_eq!(fault.status, 501, "{body}");
            assert!(fault.message.contains("practice engine"), "{body}");
        }
    }

    #[test]
    fn what_a_client_sends_that_was_told_nothing_is_accepted_and_so_are_limits() {
        for body in [
            // What the docker client 28 sends for `docker create nginx`.
            json!({"User": "", "Domainname": "", "Volumes": {}, "OnBuild": null, "HostConfig": {
                "Binds": null, "ContainerIDFile": "", "LogConfig": {"Type": "", "Config": {}},
                "NetworkMode": "default", "PortBindings": {}, "AutoRemove": false,
                "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0}, "ConsoleSize": [0, 0],
                "CapAdd": null, "Dns": [], "IpcMode": "", "PidMode": "", "Privileged": false,
                "UTSMode": "", "ShmSize": 0, "Isolation": "", "Devices": [], "Init": null,
                "MemorySwappiness": -1, "OomKillDisable": false, "MaskedPaths": null,
            }}),
            json!({"User": "root:0", "Healthcheck": {"Test": ["NONE"]}}),
            json!({"HostConfig": {"Memory": 64_000_000, "NanoCpus": 500_000_000, "PidsLimit": 9,
                "Ulimits": [{"Name": "nofile", "Soft": 1, "Hard": 1}],
                "LogConfig": {"Type": "json-file", "Config": {"max-size": "1m"}}}}),
        ] {
            assert_eq!(refuse_what_is_not_done(&body), Ok(()), "{body}");
        }
    }
}
