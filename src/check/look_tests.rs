//! What a snapshot answers by itself: each mistake a learner makes has its cause, and what is right has none.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use super::look::{engine, image, network};
use super::look_container::{Wanted, absent, container, endpoint, mode};
use super::look_port::{only_published, port};
use super::recipes::Recipes;
use super::scene::{Abilities, Scene};
use super::{Cause, Problem, Verdict};
use crate::docker::snapshot::{
    Container, Endpoint, Image, Network, PublishedPort, Snapshot, State, Subnet,
};
use crate::lesson::condition::NetworkMode;

/// A learner's engine in the middle of a lesson with the network `mynet1` and the containers
/// `proxy` and `web`.
pub(super) struct World {
    pub(super) snapshot: Snapshot,
    pub(super) recipes: Recipes,
    containers: BTreeSet<String>,
    networks: BTreeSet<String>,
    pub(super) foreign: BTreeSet<String>,
    answers: BTreeMap<String, String>,
}

fn net(name: &str, driver: &str) -> Network {
    Network {
        id: format!("id-of-{name}"),
        name: name.into(),
        driver: driver.into(),
        subnets: vec![Subnet {
            range: "172.18.0.0/16".into(),
            gateway: None,
        }],
        ..Network::default()
    }
}

pub(super) fn running(name: &str, network: &str) -> Container {
    Container {
        id: format!("id-of-{name}"),
        name: name.into(),
        image: "web:1".into(),
        image_id: "sha256:web".into(),
        state: State::Running,
        network_mode: network.into(),
        endpoints: vec![Endpoint {
            network: network.into(),
            address: Some(IpAddr::V4(Ipv4Addr::new(172, 18, 0, 2))),
            ..Endpoint::default()
        }],
        ..Container::default()
    }
}

pub(super) fn published(container_port: u16, host_port: u16) -> PublishedPort {
    PublishedPort {
        container_port,
        protocol: "tcp".into(),
        host_ip: "0.0.0.0".into(),
        host_port: Some(host_port),
    }
}

impl World {
    pub(super) fn new(containers: Vec<Container>) -> Self {
        let own = |names: [&str; 2]| names.map(str::to_owned).into();
        Self {
            snapshot: Snapshot {
                networks: vec![net("bridge", "bridge"), net("mynet1", "bridge")],
                containers,
                images: vec![Image {
                    id: "sha256:web".into(),
                    tags: vec!["web:1".into()],
                    ..Image::default()
                }],
                ..Snapshot::default()
            },
            recipes: Recipes::new(
                vec!["docker build -t web:1 ./web".into()],
                vec!["docker run -d -p 8080:8080 --network mynet1 --name web web:1".into()],
            ),
            containers: own(["proxy", "web"]),
            networks: own(["mynet1", "mynet2"]),
            foreign: BTreeSet::new(),
            answers: BTreeMap::new(),
        }
    }

    pub(super) fn scene(&self) -> Scene<'_> {
        Scene {
            snapshot: &self.snapshot,
            api: "1.41",
            abilities: Abilities {
                names_with_network: true,
                host_mode_reachable: true,
            },
            recipes: &self.recipes,
            own_containers: &self.containers,
            own_networks: &self.networks,
            foreign: &self.foreign,
            answers: &self.answers,
            since: None,
        }
    }

    pub(super) fn container(&self, image: Option<&str>) -> Verdict {
        let wanted = Wanted {
            image,
            ..Wanted::default()
        };
        container(&self.scene(), "web", &wanted)
    }
}

pub(super) fn problem(verdict: Verdict) -> Problem {
    match verdict {
        Verdict::Unmet(problem) => *problem,
        other => panic!("not unmet: {other:?}"),
    }
}

pub(super) fn cause(verdict: Verdict) -> Cause {
    problem(verdict).cause
}

pub(super) fn met(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Met(_))
}

#[test]
fn an_engine_is_too_old_by_number_and_not_by_letter() {
    let world = World::new(vec![]);
    assert!(met(&engine(&world.scene(), Some("1.9"))));
    assert!(met(&engine(&world.scene(), Some("1.41"))));
    let verdict = engine(&world.scene(), Some("1.44"));
    assert_eq!(cause(verdict), Cause::EngineTooOld);
}

#[test]
fn an_image_from_a_registry_does_not_pass_for_one_that_was_built() {
    let mut world = World::new(vec![]);
    let label = ("baeum.lab".to_owned(), "web".to_owned());
    let verdict = image(&world.scene(), "web:1", Some(&label), false);
    let found = problem(verdict);
    assert_eq!(found.cause, Cause::ImagePulledNotBuilt);
    assert_eq!(found.fix.as_deref(), Some("docker build -t web:1 ./web"));
    world.snapshot.images[0].labels = [label.clone()].into();
    assert!(met(&image(&world.scene(), "web:1", Some(&label), false)));
    assert_eq!(
        cause(image(&world.scene(), "web:2", None, false)),
        Cause::ImageMissing
    );
    assert_eq!(
        cause(image(&world.scene(), "web:1", None, true)),
        Cause::ImageStillThere
    );
}

#[test]
fn a_network_is_missing_misspelt_or_of_another_driver() {
    let mut world = World::new(vec![]);
    assert!(met(&network(
        &world.scene(),
        "mynet1",
        Some("bridge"),
        false
    )));
    let other = problem(network(&world.scene(), "mynet1", Some("macvlan"), false));
    assert_eq!(other.cause, Cause::NetworkDriverDiffers);
    assert_eq!(
        other.fix.as_deref(),
        Some("docker network rm mynet1 && docker network create --driver macvlan mynet1")
    );
    world.snapshot.networks[1].name = "mynet".into();
    let close = problem(network(&world.scene(), "mynet1", None, false));
    assert_eq!(close.cause, Cause::NetworkNameClose);
    world.snapshot.networks.pop();
    let none = problem(network(&world.scene(), "mynet1", None, false));
    assert_eq!(none.cause, Cause::NetworkMissing);
    assert_eq!(none.fix.as_deref(), Some("docker network create mynet1"));
}

#[test]
fn a_network_that_is_in_use_is_emptied_before_it_is_removed() {
    let world = World::new(vec![running("guest", "mynet1"), running("web", "mynet1")]);
    let found = problem(network(&world.scene(), "mynet1", None, true));
    assert_eq!(found.cause, Cause::NetworkStillThere);
    // What the lesson did not make only leaves it.
    assert_eq!(
        found.fix.as_deref(),
        Some(
            "docker network disconnect mynet1 guest && docker rm -f web && docker network rm mynet1"
        )
    );
}

#[test]
fn a_container_is_missing_misspelt_stopped_or_never_started() {
    let missing = problem(World::new(vec![]).container(None));
    assert_eq!(missing.cause, Cause::ContainerMissing);
    assert_eq!(
        missing.fix.as_deref(),
        Some("docker run -d -p 8080:8080 --network mynet1 --name web web:1")
    );
    let close = problem(World::new(vec![running("webs", "mynet1")]).container(None));
    assert_eq!(close.cause, Cause::ContainerNameClose);
    assert_eq!(close.fix.as_deref(), Some("docker rename webs web"));
    let mut world = World::new(vec![running("web", "mynet1")]);
    assert!(met(&world.container(None)));
    for (state, expected) in [
        (State::Exited, Cause::ContainerStopped),
        (State::Paused, Cause::ContainerStopped),
        (State::Created, Cause::ContainerNeverStarted),
    ] {
        world.snapshot.containers[0].state = state;
        assert_eq!(cause(world.container(None)), expected);
    }
    assert_eq!(
        cause(absent(&world.scene(), "web")),
        Cause::ContainerStillThere
    );
}

#[test]
fn what_was_there_before_the_lesson_is_no_near_miss_of_its_names() {
    let mut world = World::new(vec![running("webs", "mynet1")]);
    world.foreign.insert("id-of-webs".into());
    assert_eq!(cause(world.container(None)), Cause::ContainerMissing);
    world.snapshot.networks[1].name = "mynet".into();
    world.foreign.insert("id-of-mynet1".into());
    assert_eq!(
        cause(network(&world.scene(), "mynet1", None, false)),
        Cause::NetworkMissing
    );
}

#[test]
fn a_container_that_could_not_start_says_who_has_its_port() {
    let mut web = running("web", "mynet1");
    web.state = State::Created;
    web.error = "Bind for 0.0.0.0:8080 failed: port is already allocated".into();
    web.requested_ports = vec![published(8080, 8080)];
    let mut proxy = running("proxy", "mynet1");
    proxy.published = vec![published(80, 8080)];
    let found = problem(World::new(vec![web, proxy]).container(None));
    assert_eq!(found.cause, Cause::ContainerNeverStarted);
    assert!(found.fix.unwrap().starts_with("docker rm -f proxy && "));
}

#[test]
fn a_container_of_an_older_image_is_not_the_current_one() {
    let mut world = World::new(vec![running("web", "mynet1")]);
    assert!(met(&world.container(Some("web:1"))));
    world.snapshot.images[0].id = "sha256:newer".into();
    let found = problem(world.container(Some("web:1")));
    assert_eq!(found.cause, Cause::ImageDiffers);
    assert!(found.fix.unwrap().starts_with("docker rm -f web && "));
}

#[test]
fn a_container_is_on_the_network_or_it_is_said_where_it_is() {
    let on = |network: &str| World::new(vec![running("web", network)]);
    let look = |world: &World| endpoint(&world.scene(), "web", "mynet1", false, false);
    assert!(met(&look(&on("mynet1"))));
    for (network, expected) in [
        ("bridge", Cause::OnDefaultBridge),
        ("mynet2", Cause::DifferentNetworks),
        ("host", Cause::NotOnNetwork),
    ] {
        assert_eq!(cause(look(&on(network))), expected, "{network}");
    }
    let fix = problem(look(&on("mynet2"))).fix;
    assert_eq!(fix.as_deref(), Some("docker network connect mynet1 web"));
    let mut world = on("mynet1");
    world.snapshot.containers[0].endpoints[0].address = None;
    assert_eq!(cause(look(&world)), Cause::NoAddress);
}

#[test]
fn a_container_that_should_have_left_a_network_is_still_on_it() {
    let mut world = World::new(vec![running("web", "mynet1")]);
    let gone = endpoint(&world.scene(), "web", "mynet1", false, true);
    assert_eq!(cause(gone), Cause::StillOnNetwork);
    let second = world.snapshot.containers[0].endpoints[0].clone();
    world.snapshot.containers[0].endpoints.push(Endpoint {
        network: "mynet2".into(),
        ..second
    });
    let only = problem(endpoint(&world.scene(), "web", "mynet1", true, false));
    assert_eq!(only.cause, Cause::StillOnNetwork);
    assert_eq!(
        only.fix.as_deref(),
        Some("docker network disconnect mynet2 web")
    );
}

#[test]
fn host_mode_is_the_containers_own_and_not_a_networks_name() {
    let look = |network: &str| {
        let world = World::new(vec![running("web", network)]);
        mode(&world.scene(), "web", NetworkMode::Host)
    };
    assert!(met(&look("host")));
    assert_eq!(cause(look("mynet1")), Cause::NotInHostMode);
}

#[test]
fn a_port_is_published_as_it_should_be_or_not_at_all() {
    let mut world = World::new(vec![running("web", "mynet1")]);
    let look = |world: &World, wanted| port(&world.scene(), "web", 8080, Some("8080"), wanted);
    assert_eq!(cause(look(&world, true)), Cause::PortNotPublished);
    assert!(met(&look(&world, false)));
    world.snapshot.containers[0].published = vec![published(8080, 8081)];
    assert_eq!(cause(look(&world, true)), Cause::PortDiffers);
    assert_eq!(cause(look(&world, false)), Cause::PortStillPublished);
    world.snapshot.containers[0].published = vec![published(8080, 8080)];
    assert!(met(&look(&world, true)));
    // Another protocol is another port.
    world.snapshot.containers[0].published[0].protocol = "udp".into();
    assert_eq!(cause(look(&world, true)), Cause::PortNotPublished);
}

#[test]
fn a_port_that_somebody_else_has_is_named_as_taken() {
    let mut web = running("web", "mynet1");
    web.state = State::Created;
    web.requested_ports = vec![published(8080, 8080)];
    let mut guest = running("guest", "bridge");
    guest.published = vec![published(80, 8080)];
    let world = World::new(vec![web, guest]);
    let found = problem(port(&world.scene(), "web", 8080, Some("8080"), true));
    assert_eq!(found.cause, Cause::HostPortTaken);
    // Nobody is told to remove what the lesson did not make.
    assert_eq!(found.fix, None);
}

#[test]
fn only_the_lessons_own_containers_are_held_to_few_ports() {
    let mut web = running("web", "mynet1");
    web.published = vec![published(8080, 8080)];
    let mut guest = running("guest", "bridge");
    guest.published = vec![published(80, 9000)];
    let world = World::new(vec![guest, web]);
    let allowed = |port: &str| only_published(&world.scene(), &[port.to_owned()]);
    assert!(met(&allowed("8080")));
    assert_eq!(cause(allowed("80")), Cause::PortStillPublished);
}
