//! What the programs inside one container see of the world.

use std::net::Ipv4Addr;
use std::time::SystemTime;

use super::World;
use super::container::{Container, Mode};
use super::exec::Exec;
use super::files::{Files, Kind, Layer, Node};
use crate::practice::inside::{
    Entry, FileError, HttpRequest, HttpResponse, Interface, Listener, NetError, Program,
    Resolution, Signal, Stream, Surroundings,
};

/// The search path of programs where the image does not give one.
pub const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The view from inside one container.
#[derive(Debug)]
pub struct Inside<'a> {
    world: &'a mut World,
    id: String,
    depth: u8,
    env: Vec<(String, String)>,
    folder: String,
    tty: bool,
}

impl<'a> Inside<'a> {
    /// The view of the container's main program.
    pub fn new(world: &'a mut World, id: &str) -> Inside<'a> {
        Inside {
            world,
            id: id.to_owned(),
            depth: 0,
            env: Vec::new(),
            folder: String::new(),
            tty: false,
        }
    }

    /// The same for an exec, with its own environment and folder.
    #[must_use]
    pub fn for_exec(mut self, exec: &Exec) -> Inside<'a> {
        self.env.clone_from(&exec.env);
        self.folder.clone_from(&exec.folder);
        self.tty = exec.tty;
        self
    }

    /// The same while a request is on its way that was passed on this often.
    #[must_use]
    pub fn deeper(mut self, depth: u8) -> Inside<'a> {
        self.depth = depth;
        self
    }

    fn container(&self) -> Option<&Container> {
        self.world.containers.get(&self.id)
    }

    fn files(&self) -> Option<Files<'_>> {
        Some(container_files(self.world, self.container()?))
    }

    /// The files that Docker writes for each container.
    fn written_by_docker(&self, path: &str) -> Option<Vec<u8>> {
        written_by_docker(self.world, self.container()?, path)
    }
}

/// The content of `/etc/hosts`, `/etc/hostname` or `/etc/resolv.conf`, where it is one of these.
#[must_use]
pub fn written_by_docker(world: &World, container: &Container, path: &str) -> Option<Vec<u8>> {
    match path {
        "/etc/hosts" => Some(world.hosts(container).into_bytes()),
        "/etc/hostname" => Some(format!("{}\n", container.config.hostname).into_bytes()),
        "/etc/resolv.conf" => Some(world.resolv_conf(container).into_bytes()),
        _ => None,
    }
}

/// All files of a container.
#[must_use]
pub fn container_files<'w>(world: &'w World, container: &'w Container) -> Files<'w> {
    let mut layers: Vec<&Layer> = world
        .images
        .get(&container.image)
        .map(|image| world.image_layers(image))
        .unwrap_or_default();
    layers.push(&container.files);
    Files::new(layers)
}

impl Surroundings for Inside<'_> {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let files = self.files().ok_or(FileError::NotFound)?;
        let place = files.locate(path)?;
        if let Some(bytes) = self.written_by_docker(&place) {
            return Ok(bytes);
        }
        files.read(&place).map(|bytes| bytes.to_vec())
    }

    fn write_file(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), FileError> {
        let place = self.files().ok_or(FileError::NotFound)?.place(path)?;
        if self.written_by_docker(&place).is_some() || place.starts_with("/proc/") {
            return Err(FileError::Denied);
        }
        let old = self.files().and_then(|files| files.stat(&place).ok());
        let mode = old.map_or(0o644, |node| node.mode);
        if self
            .world
            .check_room(bytes.len() as u64 + place.len() as u64)
            .is_err()
        {
            return Err(FileError::Denied);
        }
        let now = self.world.source.now();
        let container = self
            .world
            .containers
            .get_mut(&self.id)
            .ok_or(FileError::NotFound)?;
        container.files.put(&place, Node::file(bytes, mode, now));
        Ok(())
    }

    fn remove_file(&mut self, path: &str) -> Result<(), FileError> {
        let (place, node) = self.files().ok_or(FileError::NotFound)?.stat_link(path)?;
        if node.is_directory() {
            return Err(FileError::IsDirectory);
        }
        if self.written_by_docker(&place).is_some() {
            return Err(FileError::Denied);
        }
        let now = self.world.source.now();
        let container = self
            .world
            .containers
            .get_mut(&self.id)
            .ok_or(FileError::NotFound)?;
        container.files.put(
            &place,
            Node {
                kind: Kind::Gone,
                mode: 0,
                changed: now,
            },
        );
        Ok(())
    }

    fn list_directory(&self, path: &str) -> Result<Vec<Entry>, FileError> {
        self.files().ok_or(FileError::NotFound)?.list(path)
    }

    fn environment(&self) -> Vec<(String, String)> {
        let Some(container) = self.container() else {
            return Vec::new();
        };
        let mut all = vec![
            ("PATH".to_owned(), PATH.to_owned()),
            ("HOSTNAME".to_owned(), container.config.hostname.clone()),
        ];
        if self.tty || container.config.tty {
            all.push(("TERM".to_owned(), "xterm".to_owned()));
        }
        let own = container.config.env.iter().flatten().map(|entry| {
            let (name, value) = entry.split_once('=').unwrap_or((entry, ""));
            (name.to_owned(), value.to_owned())
        });
        for (name, value) in own.chain(self.env.iter().cloned()) {
            match all.iter_mut().find(|(known, _)| *known == name) {
                Some((_, old)) => *old = value,
                None => all.push((name, value)),
            }
        }
        if !all.iter().any(|(name, _)| name == "HOME") {
            all.push(("HOME".to_owned(), "/root".to_owned()));
        }
        all
    }

    fn hostname(&self) -> String {
        self.container()
            .map(|container| container.config.hostname.clone())
            .unwrap_or_default()
    }

    fn working_directory(&self) -> String {
        let configured = self
            .container()
            .map(|container| container.config.working_dir.as_str())
            .unwrap_or_default();
        match (self.folder.as_str(), configured) {
            ("", "") => "/".to_owned(),
            ("", folder) | (folder, _) => folder.to_owned(),
        }
    }

    fn interfaces(&self) -> Vec<Interface> {
        let mut all = vec![Interface {
            name: "lo".to_owned(),
            address: Ipv4Addr::LOCALHOST,
            prefix: 8,
            mac: "00:00:00:00:00:00".to_owned(),
            gateway: None,
        }];
        let Some(container) = self.container() else {
            return all;
        };
        let owner = self.world.network_owner(container);
        if owner.mode() == Mode::Host {
            for network in self.world.networks.values() {
                if let Some(pool) = &network.pool {
                    all.push(Interface {
                        name: if network.predefined {
                            "docker0".to_owned()
                        } else {
                            format!("br-{}", super::source::short(&network.id))
                        },
                        address: pool.gateway,
                        prefix: pool.subnet.prefix(),
                        mac: super::ipam::mac(pool.gateway),
                        gateway: None,
                    });
                }
            }
            return all;
        }
        let mut has_route = false;
        for (number, attachment) in owner
            .networks
            .values()
            .filter(|attachment| attachment.address.is_some())
            .enumerate()
        {
            let Some(address) = attachment.address else {
                continue;
            };
            let gateway = attachment.gateway.filter(|_| !has_route);
            has_route = has_route || gateway.is_some();
            all.push(Interface {
                name: format!("eth{number}"),
                address,
                prefix: attachment.prefix,
                mac: attachment.mac.clone(),
                gateway,
            });
        }
        all
    }

    fn resolve(&self, name: &str) -> Resolution {
        let found = self
            .container()
            .map(|container| self.world.resolve(container, name))
            .unwrap_or_default();
        if found.is_empty() {
            Resolution::NotFound
        } else {
            Resolution::Addresses(found)
        }
    }

    fn reverse(&self, address: Ipv4Addr) -> Option<String> {
        self.world.reverse(self.container()?, address)
    }

    fn resolv_conf(&self) -> String {
        self.container()
            .map(|container| self.world.resolv_conf(container))
            .unwrap_or_default()
    }

    fn send(
        &mut self,
        to: Ipv4Addr,
        port: u16,
        request: HttpRequest,
    ) -> Result<HttpResponse, NetError> {
        let id = self.id.clone();
        self.world.send(&id, to, port, request, self.depth)
    }

    fn ping(&mut self, to: Ipv4Addr) -> Result<(), NetError> {
        self.world.ping(&self.id, to)
    }

    fn listening(&self) -> Vec<Listener> {
        self.container()
            .and_then(|container| container.program.as_ref())
            .map(Program::listeners)
            .unwrap_or_default()
    }

    fn main_process(&self) -> Vec<String> {
        self.container()
            .map(|container| container.config.argv())
            .unwrap_or_default()
    }

    fn signal_main(&mut self, signal: Signal) {
        let id = self.id.clone();
        if signal == Signal::Kill {
            self.world.end(&id, 137);
        } else {
            self.world.deliver(&id, signal);
        }
    }

    fn log(&mut self, stream: Stream, line: &str) {
        let now = self.world.source.now();
        if let Some(container) = self.world.containers.get_mut(&self.id) {
            container.log.add(now, stream, line);
        }
    }

    fn now(&self) -> SystemTime {
        self.world.source.now().system()
    }
}
