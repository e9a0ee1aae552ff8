//! The world's rules, told as a learner meets them.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use super::World;
use super::container::Status;
use super::fault::Fault;
use super::network::NetworkRequest;
use super::ports::wishes;
use super::source::Source;
use crate::practice::carried;
use crate::practice::inside::{HttpRequest, NetError};

fn world() -> World {
    let mut world = World::new(Source::steady(), "host");
    carried::pull(&mut world, "nginx:1.28-alpine").unwrap();
    world
}

fn network(world: &mut World, body: Value) -> Result<String, Fault> {
    let request: NetworkRequest = serde_json::from_value(body).unwrap();
    world.create_network(request)
}

fn make(world: &mut World, name: &str, host: Value) -> String {
    let mut body = json!({"Image": "nginx:1.28-alpine"});
    body["HostConfig"] = host;
    world.create_container(name, &body).unwrap().id
}

/// As the engine starts a container, without real ports.
fn start(world: &mut World, id: &str) -> Result<(), Fault> {
    assert!(world.begin_start(id)?);
    let mut published = Vec::new();
    for wish in wishes(world.container(id)?) {
        match world.choose_port(&wish, &published, &[]) {
            Ok(host_port) => published.push(super::ports::Published {
                port: wish.port,
                protocol: wish.protocol,
                host_ip: wish.host_ip,
                host_port,
            }),
            Err(fault) => {
                world.fail_start(id, 128, &fault);
                return Err(fault);
            }
        }
    }
    world.finish_start(id, published)
}

fn run(world: &mut World, name: &str, network: &str) -> String {
    let id = make(world, name, json!({"NetworkMode": network}));
    start(world, &id).unwrap();
    id
}

fn address(world: &World, id: &str, network: &str) -> Ipv4Addr {
    world.container(id).unwrap().networks[network]
        .address
        .unwrap()
}

fn resolve(world: &World, from: &str, name: &str) -> Vec<Ipv4Addr> {
    world.resolve(world.container(from).unwrap(), name)
}

fn get() -> HttpRequest {
    HttpRequest {
        method: "GET".to_owned(),
        target: "/".to_owned(),
        headers: vec![("Host".to_owned(), "web".to_owned())],
        body: Vec::new(),
        from: Ipv4Addr::LOCALHOST,
    }
}

#[test]
fn a_new_network_gets_the_next_free_pool() {
    let mut world = world();
    network(&mut world, json!({"Name": "one"})).unwrap();
    let two = network(&mut world, json!({"Name": "two"})).unwrap();
    let subnet = |world: &World, name: &str| {
        let pool = world.find_network(name).unwrap().pool.clone().unwrap();
        pool.subnet.to_string()
    };
    assert_eq!(subnet(&world, "bridge"), "172.17.0.0/16");
    assert_eq!(subnet(&world, "one"), "172.18.0.0/16");
    assert_eq!(subnet(&world, &two[..8]), "172.19.0.0/16");
    world.remove_network("one").unwrap();
    network(&mut world, json!({"Name": "three"})).unwrap();
    assert_eq!(subnet(&world, "three"), "172.18.0.0/16");
}

#[test]
fn pools_run_out_after_thirty_networks() {
    let mut world = world();
    for number in 0..30 {
        network(&mut world, json!({"Name": format!("n{number}")})).unwrap();
    }
    let fault = network(&mut world, json!({"Name": "one-more"})).unwrap_err();
    assert!(fault.message.starts_with("could not find an available"));
}

#[test]
fn names_are_known_on_a_network_of_ones_own_and_not_on_the_default_bridge() {
    let mut world = world();
    network(&mut world, json!({"Name": "net"})).unwrap();
    let web = run(&mut world, "web", "net");
    let other = run(&mut world, "other", "net");
    let lonely = run(&mut world, "lonely", "bridge");
    let expected = vec![address(&world, &web, "net")];
    for name in ["web", "WEB", "web.net", "web.", &web[..12]] {
        assert_eq!(resolve(&world, &other, name), expected, "{name}");
    }
    assert!(resolve(&world, &other, "lonely").is_empty());
    assert!(resolve(&world, &lonely, "web").is_empty());
    let reversed = world.reverse(world.container(&other).unwrap(), expected[0]);
    assert_eq!(reversed.as_deref(), Some("web.net"));
    world.rename_container("web", "renamed").unwrap();
    assert!(resolve(&world, &other, "web").is_empty());
    assert_eq!(resolve(&world, &other, "renamed"), expected);
    world.stop(&web).unwrap();
    assert!(resolve(&world, &other, "renamed").is_empty());
}

#[test]
fn an_alias_of_two_containers_has_both_addresses() {
    let mut world = world();
    network(&mut world, json!({"Name": "net"})).unwrap();
    let from = run(&mut world, "from", "net");
    for name in ["one", "two"] {
        let id = run(&mut world, name, "bridge");
        world
            .connect("net", &id, &json!({"Aliases": ["app"]}))
            .unwrap();
    }
    assert_eq!(resolve(&world, &from, "app").len(), 2);
}

#[test]
fn an_address_is_given_out_again_once_its_container_is_gone() {
    let mut world = world();
    network(&mut world, json!({"Name": "net"})).unwrap();
    let first = run(&mut world, "first", "net");
    let held = address(&world, &first, "net");
    run(&mut world, "second", "net");
    world.remove_container("first", true).unwrap();
    let third = run(&mut world, "third", "net");
    assert_eq!(address(&world, &third, "net"), held);
}

#[test]
fn containers_reach_each_other_on_a_shared_network_only() {
    let mut world = world();
    network(&mut world, json!({"Name": "one"})).unwrap();
    network(&mut world, json!({"Name": "two"})).unwrap();
    let web = run(&mut world, "web", "one");
    let near = run(&mut world, "near", "one");
    let far = run(&mut world, "far", "two");
    let to = address(&world, &web, "one");
    assert_eq!(world.send(&near, to, 80, get(), 0).unwrap().status, 200);
    assert_eq!(world.send(&near, to, 81, get(), 0), Err(NetError::Refused));
    assert_eq!(world.send(&far, to, 80, get(), 0), Err(NetError::TimedOut));
    let nobody = Ipv4Addr::new(172, 18, 0, 99);
    assert_eq!(
        world.send(&near, nobody, 80, get(), 0),
        Err(NetError::Unreachable)
    );
    world.connect("one", "far", &Value::Null).unwrap();
    assert_eq!(world.send(&far, to, 80, get(), 0).unwrap().status, 200);
    world.disconnect("one", "far").unwrap();
    assert_eq!(world.send(&far, to, 80, get(), 0), Err(NetError::TimedOut));
}

#[test]
fn without_icc_a_name_resolves_and_the_connection_times_out() {
    let mut world = world();
    let options = json!({"com.docker.network.bridge.enable_icc": "false"});
    network(&mut world, json!({"Name": "net", "Options": options})).unwrap();
    let web = run(&mut world, "web", "net");
    let other = run(&mut world, "other", "net");
    let to = address(&world, &web, "net");
    assert_eq!(resolve(&world, &other, "web"), [to]);
    assert_eq!(
        world.send(&other, to, 80, get(), 0),
        Err(NetError::TimedOut)
    );
}

#[test]
fn a_published_port_answers_on_the_host_and_is_reset_where_nothing_listens() {
    let mut world = world();
    let ports = json!({"80/tcp": [{"HostPort": "80"}], "81/tcp": [{"HostPort": "81"}]});
    let id = make(&mut world, "web", json!({"PortBindings": ports}));
    start(&mut world, &id).unwrap();
    let here = Ipv4Addr::LOCALHOST;
    let mut ask = |port| world.arrive_at_host(here, here, port, get(), 0);
    assert_eq!(ask(80).unwrap().status, 200);
    assert_eq!(ask(81), Err(NetError::Reset));
    assert_eq!(ask(82), Err(NetError::Refused));
}

#[test]
fn a_second_container_for_the_same_port_stays_created_and_keeps_its_name() {
    let mut world = world();
    let host = json!({"PortBindings": {"80/tcp": [{"HostPort": "8080"}]}});
    let one = make(&mut world, "one", host.clone());
    start(&mut world, &one).unwrap();
    let two = make(&mut world, "two", host);
    let fault = start(&mut world, &two).unwrap_err();
    assert_eq!(
        fault.message,
        "Bind for 0.0.0.0:8080 failed: port is already allocated"
    );
    assert_eq!(world.container(&two).unwrap().state.status, Status::Created);
    let again = world.create_container("two", &json!({"Image": "nginx:1.28-alpine"}));
    assert_eq!(again.unwrap_err().status, 409);
    world.stop(&one).unwrap();
    start(&mut world, &two).unwrap();
}

#[test]
fn two_servers_in_host_mode_cannot_have_the_same_port() {
    let mut world = world();
    run(&mut world, "one", "host");
    let two = run(&mut world, "two", "host");
    let held = world.container(&two).unwrap();
    assert_eq!(held.state.status, Status::Exited);
    let lines: Vec<&str> = held.log.lines().map(|line| line.text.as_str()).collect();
    assert_eq!(
        lines,
        ["nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n"]
    );
}

#[test]
fn a_network_in_use_cannot_be_removed_and_a_stopped_container_does_not_use_it() {
    let mut world = world();
    network(&mut world, json!({"Name": "net"})).unwrap();
    let id = run(&mut world, "web", "net");
    let fault = world.remove_network("net").unwrap_err();
    assert!(fault.message.ends_with("has active endpoints"));
    world.stop(&id).unwrap();
    world.remove_network("net").unwrap();
    assert_eq!(start(&mut world, &id).unwrap_err().status, 404);
}

#[test]
fn a_beginning_of_an_identifier_is_enough_where_it_is_the_only_one() {
    let mut world = world();
    let id = make(&mut world, "web", Value::Null);
    assert_eq!(world.find_container(&id[..4]).unwrap().id, id);
    assert_eq!(world.find_container("/web").unwrap().id, id);
    for number in 0..40 {
        make(&mut world, &format!("more-{number}"), Value::Null);
    }
    let twice = world.containers.keys().find(|one| {
        let start = &one[..1];
        world
            .containers
            .keys()
            .filter(|other| other.starts_with(start))
            .count()
            > 1
    });
    let start = twice.unwrap()[..1].to_owned();
    let fault = world.find_container(&start).unwrap_err();
    assert_eq!(
        fault.message,
        format!("Multiple IDs found with provided prefix: {start}")
    );
}

#[test]
fn events_come_in_dockerds_order() {
    let mut world = world();
    let before = world.events.next();
    let id = run(&mut world, "web", "bridge");
    world.remove_container("web", true).unwrap();
    let actions: Vec<String> = world
        .events
        .from(before)
        .map(|event| format!("{} {}", event.kind, event.action))
        .collect();
    assert_eq!(
        actions,
        [
            "container create",
            "network connect",
            "container start",
            "container kill",
            "container die",
            "network disconnect",
            "container destroy"
        ]
    );
    assert_eq!(world.departed(&id).unwrap().exit_code, 137);
}
