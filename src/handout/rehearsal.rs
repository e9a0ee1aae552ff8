//! What a lesson's docker commands would make, played on paper: for example addresses, and for pictures of its networks.
//!
//! No engine is asked and no command is run, so that a handout of any lesson can be written
//! anywhere. Commands that are not understood leave things as they are.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use crate::docker::snapshot::{
    Container, Endpoint, Network, PublishedPort, Snapshot, State, Subnet,
};
use crate::lesson::{Command, Lesson, Names, Step};

/// The subnet of the default bridge is `172.17.0.0/16`; those of further networks follow.
const DEFAULT_SUBNET: u8 = 17;
/// The last of these subnets.
const LAST_SUBNET: u8 = 31;
/// The port that the official nginx image names.
const NGINX_PORT: u16 = 80;

/// Flags of `docker run` that take no value.
const SWITCHES: [&str; 10] = [
    "--detach",
    "--init",
    "--interactive",
    "--no-healthcheck",
    "--privileged",
    "--publish-all",
    "--quiet",
    "--read-only",
    "--rm",
    "--tty",
];

/// The state of things so far.
#[derive(Debug)]
pub(super) struct Rehearsal<'r> {
    lesson: &'r Lesson,
    names: &'r Names,
    snapshot: Snapshot,
    /// The ports that images built from the lab folder name.
    exposed: BTreeMap<String, Vec<u16>>,
}

impl<'r> Rehearsal<'r> {
    pub(super) fn new(lesson: &'r Lesson, names: &'r Names) -> Self {
        Self {
            lesson,
            names,
            snapshot: Snapshot::default(),
            exposed: BTreeMap::new(),
        }
    }

    /// What exists now.
    pub(super) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Plays the commands of a step. An exercise begins with nothing but what it sets up.
    pub(super) fn play(&mut self, step: &Step) {
        if step.exercise {
            self.snapshot = Snapshot::default();
        }
        for line in &step.setup {
            self.command(&self.names.fill(line));
        }
        for command in &step.run {
            if let Command::Shell { command, .. } = command {
                self.command(&self.names.fill(command));
            }
        }
    }

    fn command(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["docker", "network", "create", ref rest @ ..] => self.create_network(rest),
            ["docker", "network", "rm", ref names @ ..] => self.remove_networks(names),
            ["docker", "network", "connect", ref rest @ ..] => {
                if let [network, container] = operands(rest)[..] {
                    self.connect(network, container);
                }
            }
            ["docker", "network", "disconnect", ref rest @ ..] => {
                if let [network, container] = operands(rest)[..]
                    && let Some(container) = self.container(container)
                {
                    container
                        .endpoints
                        .retain(|endpoint| endpoint.network != network);
                }
            }
            ["docker", "build", ref rest @ ..] => self.build(rest),
            ["docker", "run", ref rest @ ..] => self.run(rest, State::Running),
            ["docker", "create", ref rest @ ..] => self.run(rest, State::Created),
            ["docker", "start" | "restart", ref names @ ..] => {
                for name in operands(names) {
                    self.start(name);
                }
            }
            ["docker", "stop", ref names @ ..] => {
                for name in operands(names) {
                    self.stop(name);
                }
            }
            ["docker", "rm", ref names @ ..] => {
                let gone = operands(names);
                self.snapshot
                    .containers
                    .retain(|container| !gone.contains(&container.name.as_str()));
            }
            ["docker", "rename", from, to] => {
                if let Some(container) = self.container(from) {
                    to.clone_into(&mut container.name);
                }
            }
            _ => {}
        }
    }

    fn container(&mut self, name: &str) -> Option<&mut Container> {
        let mut all = self.snapshot.containers.iter_mut();
        all.find(|container| container.name == name)
    }

    fn create_network(&mut self, words: &[&str]) {
        let (options, rest) = options(words, "");
        let Some(name) = rest.first() else {
            return;
        };
        let driver = value(&options, &["--driver", "-d"]).unwrap_or("bridge");
        // There is one host network and one without anything, and no second of either.
        if driver != "bridge" || self.snapshot.network(name).is_some() {
            return;
        }
        let taken = |number: u8| {
            let range = range(number);
            let mut subnets = self.snapshot.networks.iter().flat_map(|it| &it.subnets);
            subnets.any(|subnet| subnet.range == range)
        };
        let Some(number) = (DEFAULT_SUBNET + 1..=LAST_SUBNET).find(|number| !taken(*number)) else {
            return;
        };
        let settings = options
            .iter()
            .filter(|(name, _)| matches!(*name, "-o" | "--opt"))
            .filter_map(|(_, value)| value.split_once('='));
        let network = Network {
            options: settings
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            internal: options.iter().any(|(name, _)| *name == "--internal"),
            ..network(name, number)
        };
        self.snapshot.networks.push(network);
    }

    fn remove_networks(&mut self, names: &[&str]) {
        let is_used = |name: &str| {
            let mut all = self.snapshot.containers.iter();
            all.any(|container| container.running() && container.endpoint(name).is_some())
        };
        let gone: Vec<&str> = operands(names)
            .into_iter()
            .filter(|name| !is_used(name))
            .collect();
        self.snapshot
            .networks
            .retain(|network| !gone.contains(&network.name.as_str()));
    }

    /// Remembers which ports the Dockerfile of an image names.
    fn build(&mut self, words: &[&str]) {
        let (options, rest) = options(words, "q");
        let (Some(image), Some(folder)) = (value(&options, &["-t", "--tag"]), rest.first()) else {
            return;
        };
        let folder = Path::new(folder.trim_start_matches("./"));
        let file = folder.join("Dockerfile");
        let found = self.lesson.lab.iter().find(|lab| lab.path == file);
        let text = found.map(|file| String::from_utf8_lossy(&file.content).into_owned());
        let text = self.names.fill(&text.unwrap_or_default());
        let mut ports = Vec::new();
        for line in text.lines() {
            match line.split_whitespace().collect::<Vec<_>>()[..] {
                ["FROM", base, ..] if is_nginx(base) => ports.push(NGINX_PORT),
                ["EXPOSE", ref named @ ..] => {
                    ports.extend(named.iter().filter_map(|port| port.parse::<u16>().ok()));
                }
                _ => {}
            }
        }
        self.exposed.insert(image.to_owned(), ports);
    }

    fn run(&mut self, words: &[&str], state: State) {
        let (options, rest) = options(words, "ditPq");
        let (Some(image), Some(name)) = (rest.first(), value(&options, &["--name"])) else {
            return;
        };
        if self.snapshot.container(name).is_some() {
            return;
        }
        let published = options
            .iter()
            .filter(|(name, _)| matches!(*name, "-p" | "--publish"))
            .filter_map(|(_, ports)| published(ports))
            .collect();
        let exposed = match self.exposed.get(*image) {
            Some(ports) => ports.clone(),
            None if is_nginx(image) => vec![NGINX_PORT],
            None => Vec::new(),
        };
        let network = value(&options, &["--network", "--net"]).unwrap_or("bridge");
        self.snapshot.containers.push(Container {
            id: format!("container {name}"),
            name: name.to_owned(),
            image: (*image).to_owned(),
            network_mode: network.to_owned(),
            published,
            exposed,
            ..Container::default()
        });
        self.connect(network, name);
        if state == State::Running {
            self.start(name);
        }
    }

    /// Puts a container on a network. Those that are always there come up when they are needed.
    fn connect(&mut self, network: &str, container: &str) {
        if self.snapshot.network(network).is_none() {
            let always = match network {
                "bridge" => self::network(network, DEFAULT_SUBNET),
                "host" => Network {
                    driver: network.to_owned(),
                    subnets: Vec::new(),
                    ..self::network(network, 0)
                },
                _ => return,
            };
            self.snapshot.networks.push(always);
        }
        let id = self.snapshot.network(network).map(|it| it.id.clone());
        if let Some(container) = self.container(container) {
            let running = container.running();
            let name = container.name.clone();
            container.endpoints.push(Endpoint {
                network: network.to_owned(),
                network_id: id.unwrap_or_default(),
                ..Endpoint::default()
            });
            if running {
                self.start(&name);
            }
        }
    }

    /// Starts a container: it gets the lowest address that is free on each of its networks.
    fn start(&mut self, name: &str) {
        let Some(at) = self
            .snapshot
            .containers
            .iter()
            .position(|container| container.name == name)
        else {
            return;
        };
        let mut endpoints = self.snapshot.containers[at].endpoints.clone();
        for endpoint in &mut endpoints {
            if endpoint.address.is_none() {
                endpoint.address = self.free_address(&endpoint.network);
            }
        }
        let container = &mut self.snapshot.containers[at];
        container.endpoints = endpoints;
        container.state = State::Running;
    }

    fn free_address(&self, network: &str) -> Option<IpAddr> {
        let gateway = self.snapshot.network(network)?.subnets.first()?.gateway?;
        let IpAddr::V4(gateway) = gateway else {
            return None;
        };
        let [a, b, c, first] = gateway.octets();
        let taken = |address: IpAddr| {
            let containers = self.snapshot.containers.iter();
            let mut endpoints = containers.flat_map(|container| &container.endpoints);
            endpoints.any(|endpoint| endpoint.address == Some(address))
        };
        (first + 1..u8::MAX)
            .map(|last| IpAddr::V4(Ipv4Addr::new(a, b, c, last)))
            .find(|address| !taken(*address))
    }

    fn stop(&mut self, name: &str) {
        if let Some(container) = self.container(name) {
            container.state = State::Exited;
            for endpoint in &mut container.endpoints {
                endpoint.address = None;
            }
        }
    }
}

fn range(number: u8) -> String {
    format!("172.{number}.0.0/16")
}

/// A bridge network in one of Docker's own subnets.
fn network(name: &str, number: u8) -> Network {
    Network {
        id: format!("network {name}"),
        name: name.to_owned(),
        driver: "bridge".to_owned(),
        scope: "local".to_owned(),
        subnets: vec![Subnet {
            range: range(number),
            gateway: Some(IpAddr::V4(Ipv4Addr::new(172, number, 0, 1))),
        }],
        ..Network::default()
    }
}

fn is_nginx(image: &str) -> bool {
    image == "nginx" || image.starts_with("nginx:")
}

/// `80:8080`, `127.0.0.1:80:8080` or `8080`.
fn published(ports: &str) -> Option<PublishedPort> {
    let ports = ports.strip_suffix("/tcp").unwrap_or(ports);
    let mut fields = ports.rsplit(':');
    let container_port = fields.next()?.parse().ok()?;
    let host_port = fields.next().map(str::parse).transpose().ok()?;
    Some(PublishedPort {
        container_port,
        protocol: "tcp".to_owned(),
        host_ip: fields.next().unwrap_or("0.0.0.0").to_owned(),
        host_port,
    })
}

/// The options before the first operand, each with its value, and what follows.
/// `letters` are the short ones that take no value.
fn options<'w>(words: &[&'w str], letters: &str) -> (Vec<(&'w str, &'w str)>, Vec<&'w str>) {
    let mut found = Vec::new();
    let mut words = words.iter().copied().peekable();
    while let Some(word) = words.next_if(|word| word.starts_with('-')) {
        let is_switch = SWITCHES.contains(&word)
            || word == "--internal"
            || !word.starts_with("--") && word.chars().skip(1).all(|sign| letters.contains(sign));
        if let Some((name, value)) = word.split_once('=') {
            found.push((name, value));
        } else if is_switch {
            found.push((word, ""));
        } else {
            found.push((word, words.next().unwrap_or_default()));
        }
    }
    (found, words.collect())
}

/// The words that are no options.
fn operands<'w>(words: &[&'w str]) -> Vec<&'w str> {
    let words = words.iter().copied();
    words.filter(|word| !word.starts_with('-')).collect()
}

fn value<'w>(options: &[(&'w str, &'w str)], names: &[&str]) -> Option<&'w str> {
    let mut found = options.iter().filter(|(name, _)| names.contains(name));
    found.next().map(|(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::Rehearsal;
    use crate::docker::snapshot::State;
    use crate::lesson::{Catalog, Names};

    #[test]
    fn the_first_lesson_ends_as_clean_as_it_began_and_passes_through_its_networks() {
        let lesson = Catalog::new(None).and_then(|all| all.load("docker-network"));
        let lesson = lesson.expect("a lesson");
        let names = Names::new(&lesson);
        let mut rehearsal = Rehearsal::new(&lesson, &names);
        for step in &lesson.steps {
            rehearsal.play(step);
            let seen = |name: &str| rehearsal.snapshot().container(name).cloned();
            match step.id.as_str() {
                "problem" => {
                    let web = seen("my-webserver").expect("a container");
                    assert_eq!(web.endpoints[0].network, "bridge");
                    assert_eq!(web.published[0].host_port, Some(8080));
                }
                "run-in-network" => {
                    let web = seen("nodeserver-container").expect("a container");
                    let endpoint = web.endpoint("mynet1").expect("a place");
                    assert_eq!(endpoint.address, "172.18.0.3".parse().ok());
                    assert_eq!(web.exposed, [8080]);
                }
                "close-port" => {
                    let web = seen("nodeserver-container").expect("a container");
                    assert!(web.published.is_empty());
                    assert_eq!(web.state, State::Running);
                }
                "host-mode" => {
                    assert!(rehearsal.snapshot().network("mynet-host").is_none());
                    let web = seen("host-web").expect("a container");
                    assert_eq!(web.endpoints[0].address, None);
                }
                _ => {}
            }
        }
        assert!(rehearsal.snapshot().containers.is_empty());
        assert!(rehearsal.snapshot().network("mynet1").is_none());
    }

    #[test]
    fn what_is_not_understood_changes_nothing() {
        let lesson = Catalog::new(None).and_then(|all| all.load("docker-network"));
        let lesson = lesson.expect("a lesson");
        let names = Names::new(&lesson);
        let mut rehearsal = Rehearsal::new(&lesson, &names);
        for line in [
            "",
            "docker",
            "docker run",
            "docker run --name",
            "docker run -p x:y --name a",
            "docker network create",
            "docker network connect a",
            "docker network rm bridge",
            "docker rename a",
            "echo docker run --name a nginx:1",
        ] {
            rehearsal.command(line);
        }
        assert!(rehearsal.snapshot().containers.is_empty());
        assert!(rehearsal.snapshot().networks.is_empty());
    }
}
