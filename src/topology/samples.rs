//! Snapshots for the tests of pictures.

use crate::docker::snapshot::{
    Container, Endpoint, Network, PublishedPort, Snapshot, State, Subnet,
};

/// A bridge network `172.{number}.0.0/16`.
pub(super) fn network(name: &str, number: u8) -> Network {
    Network {
        id: format!("{name}-{}", "0".repeat(60)),
        name: name.into(),
        driver: "bridge".into(),
        scope: "local".into(),
        subnets: vec![Subnet {
            range: format!("172.{number}.0.0/16"),
            gateway: format!("172.{number}.0.1").parse().ok(),
        }],
        ..Network::default()
    }
}

/// The networks that are always there.
pub(super) fn always() -> Vec<Network> {
    let other = |name: &str, driver: &str| Network {
        driver: driver.into(),
        subnets: Vec::new(),
        ..network(name, 0)
    };
    vec![
        network("bridge", 17),
        other("host", "host"),
        other("none", "null"),
    ]
}

/// A running container.
pub(super) fn container(name: &str) -> Container {
    Container {
        id: format!("{name}-{}", "f".repeat(60)),
        name: name.into(),
        image: "nginx:1".into(),
        state: State::Running,
        network_mode: "default".into(),
        ..Container::default()
    }
}

/// The same container, on one more network.
pub(super) fn on(mut container: Container, network: &str, address: &str) -> Container {
    container.endpoints.push(Endpoint {
        network: network.into(),
        network_id: format!("{network}-{}", "0".repeat(60)),
        address: address.parse().ok(),
        ..Endpoint::default()
    });
    container
}

/// The same container with a port that the image names, and published if `outside` says where.
pub(super) fn port(mut container: Container, outside: Option<u16>, inside: u16) -> Container {
    container.exposed.push(inside);
    if let Some(outside) = outside {
        container.published.push(PublishedPort {
            container_port: inside,
            protocol: "tcp".into(),
            host_ip: "0.0.0.0".into(),
            host_port: Some(outside),
        });
    }
    container
}

/// What lesson 1 has at its step `run-in-network`.
pub(super) fn lesson() -> Snapshot {
    let nginx = on(container("nginx-container"), "mynet1", "172.18.0.2");
    let web = on(container("nodeserver-container"), "mynet1", "172.18.0.3");
    let mut networks = always();
    networks.push(network("mynet1", 18));
    Snapshot {
        networks,
        containers: vec![port(web, None, 8080), port(nginx, Some(80), 80)],
        ..Snapshot::default()
    }
}

/// One of everything.
pub(super) fn mixed() -> Snapshot {
    let mut snapshot = lesson();
    let mut backend = network("backend", 19);
    backend.internal = true;
    let mut guarded = network("guarded", 20);
    let icc = "com.docker.network.bridge.enable_icc";
    guarded.options.insert(icc.into(), "false".into());
    let mut six = network("six", 21);
    six.subnets.push(Subnet {
        range: "fd00:1234:5678:9abc::/64".into(),
        gateway: "fd00:1234:5678:9abc::1".parse().ok(),
    });
    let bare = Network {
        subnets: Vec::new(),
        ..network("no-addresses", 0)
    };
    snapshot.networks.extend([backend, guarded, six, bare]);
    snapshot.networks.push(network("empty", 22));
    let nginx = snapshot.containers.pop().unwrap_or_default();
    snapshot.containers.push(on(nginx, "backend", "172.19.0.3"));
    let mut database = on(container("database"), "backend", "172.19.0.2");
    database.endpoints[0].aliases =
        vec!["db".into(), "database".into(), database.id[..12].to_owned()];
    let long = "a-name-of-sixty-characters-that-somebody-had-the-heart-to-type";
    let mut stopped = on(container("stopped"), "guarded", "");
    stopped.state = State::Exited;
    stopped.exit_code = 137;
    let mut paused = on(container("paused"), "guarded", "172.20.0.4");
    paused.state = State::Paused;
    let mut never = on(container("never"), "bridge", "");
    never.state = State::Created;
    let mut left = on(container("left-behind"), "removed-network", "");
    left.state = State::Exited;
    left.endpoints[0].network_id = "gone".into();
    let mut host = port(on(container("host-web"), "host", ""), None, 8080);
    host.network_mode = "host".into();
    let mut sidecar = container("sidecar");
    sidecar.network_mode = format!("container:{}", database.id);
    let mut many = on(container("many-ports"), "bridge", "172.17.0.2");
    for number in 0..10 {
        many = port(many, Some(9000 + 10 * number), 1000 + number);
    }
    snapshot.containers.extend([
        port(database, None, 5432),
        port(
            on(container(long), "guarded", "172.20.0.2"),
            Some(8443),
            443,
        ),
        stopped,
        paused,
        on(container("six-only"), "six", "fd00:1234:5678:9abc::2"),
        on(container("unnumbered"), "no-addresses", ""),
        never,
        left,
        host,
        sidecar,
        many,
        container("disconnected"),
    ]);
    snapshot
}

/// So many networks with so many containers each.
pub(super) fn crowd(networks: u8, containers: u8) -> Snapshot {
    let mut snapshot = Snapshot {
        networks: always(),
        ..Snapshot::default()
    };
    for number in 0..networks {
        let name = format!("team-{number:02}");
        snapshot.networks.push(network(&name, 18 + number));
        for guest in 0..containers {
            let one = container(&format!("{name}-service-{guest:02}"));
            let address = format!("172.{}.0.{}", 18 + number, 2 + guest);
            let one = on(one, &name, &address);
            let open = (guest == 0).then_some(8000 + u16::from(number));
            snapshot.containers.push(port(one, open, 80));
        }
    }
    snapshot
}
