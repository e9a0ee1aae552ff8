//! A made-up engine: what exists, and what comes of each question.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::check::diagnosis::Aim;
use crate::check::probe::{Answer, LogLine, MARK, Output, ProbeFailure, Probes, Reply, SeenExec};
use crate::check::recipes::{Configuration, Recipes};
use crate::check::scene::{Abilities, Scene};
use crate::docker::snapshot::{
    Container, Endpoint, Image, Network, PublishedPort, Snapshot, State,
};

/// What exists.
pub(super) struct World {
    pub(super) snapshot: Snapshot,
    recipes: Recipes,
    own_containers: BTreeSet<String>,
    own_networks: BTreeSet<String>,
    foreign: BTreeSet<String>,
    answers: BTreeMap<String, String>,
}

/// A running container.
pub(super) fn container(name: &str, endpoints: Vec<Endpoint>) -> Container {
    Container {
        id: format!("id-of-{name}"),
        name: name.into(),
        image: format!("{name}:1"),
        image_id: format!("sha256:{name}"),
        state: State::Running,
        network_mode: endpoints.first().map_or("none", |e| &e.network).into(),
        endpoints,
        ..Container::default()
    }
}

/// A place on a network.
pub(super) fn on(network: &str, address: &str) -> Endpoint {
    Endpoint {
        network: network.into(),
        address: address.parse().ok(),
        ..Endpoint::default()
    }
}

/// An answer with this status.
pub(super) fn answer(status: u16) -> Reply {
    Reply::Answer(Answer {
        status,
        ..Answer::default()
    })
}

impl World {
    pub(super) fn new(containers: Vec<Container>) -> Self {
        let network = |name: &str| Network {
            id: format!("id-of-{name}"),
            name: name.into(),
            driver: "bridge".into(),
            ..Network::default()
        };
        Self {
            snapshot: Snapshot {
                networks: ["bridge", "net", "other", "open", "far"]
                    .map(network)
                    .into(),
                containers,
                ..Snapshot::default()
            },
            recipes: Recipes::default(),
            own_containers: BTreeSet::new(),
            own_networks: BTreeSet::new(),
            foreign: BTreeSet::new(),
            answers: BTreeMap::new(),
        }
    }

    /// The same in a lesson that teaches these commands and owns everything.
    pub(super) fn with_lesson(mut self, commands: &[&str]) -> Self {
        let commands = commands.iter().map(|&command| command.to_owned());
        self.recipes = Recipes::new(Vec::new(), commands.collect());
        let containers = self.snapshot.containers.iter();
        self.own_containers = containers.map(|c| c.name.clone()).collect();
        self.own_networks = BTreeSet::from(["net".to_owned()]);
        self
    }

    /// The same with the container's configuration in the lab folder.
    pub(super) fn with_file(mut self, container: &str) -> Self {
        self.recipes.configurations = vec![Configuration {
            container: container.into(),
            path: "/etc/nginx/conf.d/default.conf".into(),
            lab: "site.conf".into(),
            wanted: Vec::new(),
        }];
        self
    }

    pub(super) fn get(&mut self, name: &str) -> &mut Container {
        let mut all = self.snapshot.containers.iter_mut();
        all.find(|container| container.name == name).expect("it")
    }

    pub(super) fn publish(&mut self, name: &str, container_port: u16, host_port: u16) {
        let port = PublishedPort {
            container_port,
            protocol: "tcp".into(),
            host_ip: "0.0.0.0".into(),
            host_port: Some(host_port),
        };
        self.get(name).published.push(port.clone());
        self.get(name).requested_ports.push(port);
    }

    pub(super) fn image(&mut self, tag: &str, id: &str) {
        self.snapshot.images.push(Image {
            id: id.into(),
            tags: vec![tag.into()],
            ..Image::default()
        });
    }

    /// Containers on this network may not talk.
    pub(super) fn silence(&mut self, network: &str) {
        let mut all = self.snapshot.networks.iter_mut();
        let found = all.find(|other| other.name == network).expect("it");
        let option = "com.docker.network.bridge.enable_icc";
        found.options.insert(option.into(), "false".into());
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
            own_containers: &self.own_containers,
            own_networks: &self.own_networks,
            foreign: &self.foreign,
            answers: &self.answers,
            since: None,
        }
    }
}

/// What comes of each question.
#[derive(Default)]
pub(super) struct Fake {
    /// Replies by who asks and for what, one after the other; the last one stays.
    replies: BTreeMap<(String, String), (Vec<Reply>, AtomicUsize)>,
    names: BTreeMap<(String, String), String>,
    sockets: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
    logs: BTreeMap<String, String>,
    lab: Option<String>,
    gone: BTreeSet<String>,
}

impl Fake {
    /// What comes of asking `at` from `from`, as the only reply.
    pub(super) fn replies(mut self, from: &str, at: &str, reply: Reply) -> Self {
        let key = (from.to_owned(), at.to_owned());
        self.replies.insert(key, (vec![reply], AtomicUsize::new(0)));
        self
    }

    /// What comes of asking another time.
    pub(super) fn then(mut self, from: &str, at: &str, reply: Reply) -> Self {
        let key = (from.to_owned(), at.to_owned());
        let (replies, asked) = self.replies.get_mut(&key).expect("a first reply");
        replies.push(reply);
        asked.store(0, Ordering::Relaxed);
        self
    }

    pub(super) fn knows(mut self, container: &str, name: &str, address: &str) -> Self {
        let key = (container.to_owned(), name.to_owned());
        self.names.insert(key, address.into());
        self
    }

    /// A listening socket as the kernel writes it.
    pub(super) fn listens(mut self, container: &str, socket: &str) -> Self {
        self.sockets.insert(container.into(), socket.into());
        self
    }

    /// The configuration of nginx.
    pub(super) fn file(mut self, container: &str, text: &str) -> Self {
        self.files.insert(container.into(), text.into());
        self
    }

    pub(super) fn lab(mut self, text: &str) -> Self {
        self.lab = Some(text.into());
        self
    }

    pub(super) fn log(mut self, container: &str, line: &str) -> Self {
        self.logs.insert(container.into(), line.into());
        self
    }

    /// The container has gone since the snapshot.
    pub(super) fn without(mut self, container: &str) -> Self {
        self.gone.insert(container.into());
        self
    }

    fn reply(&self, from: &str, url: &str) -> Reply {
        assert!(url.contains(MARK), "{url} is not marked as ours");
        let aim = Aim::of(url);
        let key = (from.to_owned(), format!("{}:{}", aim.host, aim.port));
        let Some((replies, asked)) = self.replies.get(&key) else {
            return Reply::Refused;
        };
        let number = asked.fetch_add(1, Ordering::Relaxed);
        replies[number.min(replies.len() - 1)].clone()
    }

    fn there(&self, container: &Container) -> Result<(), ProbeFailure> {
        if self.gone.contains(&container.name) {
            return Err(ProbeFailure::Other("No such container".into()));
        }
        Ok(())
    }
}

impl Probes for Fake {
    async fn http_from_host(&self, url: &str, _: Duration) -> Result<Reply, ProbeFailure> {
        Ok(self.reply("host", url))
    }

    async fn http_from_container(
        &self,
        container: &Container,
        url: &str,
        _: Duration,
    ) -> Result<Reply, ProbeFailure> {
        self.there(container)?;
        Ok(self.reply(&container.name, url))
    }

    async fn exec(
        &self,
        container: &Container,
        command: &[String],
        _: Duration,
    ) -> Result<Output, ProbeFailure> {
        self.there(container)?;
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let stdout = match words.as_slice() {
            ["cat", "/proc/net/tcp", ..] => {
                let socket = self.sockets.get(&container.name);
                let row = socket.map(|socket| format!("   0: {socket} 00000000:0000 0A\n"));
                format!("  sl  local_address\n{}", row.unwrap_or_default())
            }
            ["getent", _, name] => {
                let key = (container.name.clone(), (*name).to_owned());
                self.names.get(&key).cloned().unwrap_or_default()
            }
            other => panic!("{other:?} was not expected"),
        };
        Ok(Output {
            exit_code: if stdout.is_empty() { 2 } else { 0 },
            stdout,
            ..Output::default()
        })
    }

    async fn log(
        &self,
        container: &Container,
        _: Option<i64>,
    ) -> Result<Vec<LogLine>, ProbeFailure> {
        let line = self.logs.get(&container.name);
        let line = line.map(|text| LogLine {
            time: 0,
            text: text.clone(),
        });
        Ok(line.into_iter().collect())
    }

    async fn seen_execs(
        &self,
        _: &Container,
        _: Option<i64>,
    ) -> Result<Vec<SeenExec>, ProbeFailure> {
        Ok(Vec::new())
    }

    async fn container_file(
        &self,
        container: &Container,
        path: &str,
    ) -> Result<Option<String>, ProbeFailure> {
        let text = self.files.get(&container.name);
        Ok(text.filter(|_| path.ends_with("default.conf")).cloned())
    }

    async fn lab_file(&self, _: &str) -> Result<Option<String>, ProbeFailure> {
        Ok(self.lab.clone())
    }
}
