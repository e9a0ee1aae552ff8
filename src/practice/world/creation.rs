//! Making containers and naming them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::World;
use super::config::Config;
use super::container::{Attachment, Container, Mode, State, mode_of};
use super::fault::Fault;
use super::files::Layer;
use super::logs::Log;
use super::ports::check_bindings;
use super::refused::{refuse_publishing_all, refuse_what_is_not_done};
use super::source::short;
use super::words;

/// How many containers one world holds.
const MAX_CONTAINERS: usize = 20_000;

/// What was made, and what dockerd has to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The new container's identifier.
    pub id: String,
    /// Warnings for the one who asked.
    pub warnings: Vec<String>,
}

impl World {
    /// Makes a container from the body of a request.
    pub fn create_container(&mut self, name: &str, body: &Value) -> Result<Created, Fault> {
        check_body(body)?;
        if self.containers.len() >= MAX_CONTAINERS {
            return Err(Fault::internal(
                "too many containers in the practice engine",
            ));
        }
        let mut config: Config = serde_json::from_value(body.clone())
            .map_err(|error| Fault::bad(format!("json: cannot unmarshal: {error}")))?;
        let mut host = body.get("HostConfig").cloned().unwrap_or_default();
        if let Some(other) = host
            .get("NetworkMode")
            .and_then(Value::as_str)
            .and_then(|mode| mode.strip_prefix("container:"))
            && let Ok(other) = self.find_container(other)
        {
            let shared = Value::String(format!("container:{}", other.id));
            if let Some(fields) = host.as_object_mut() {
                fields.insert("NetworkMode".to_owned(), shared);
            }
        }
        let mode = match host.get("NetworkMode").and_then(Value::as_str) {
            None | Some("") => "default",
            Some(mode) => mode,
        };
        refuse_what_is_not_done(body)?;
        if config.attach_stdin && config.open_stdin && !config.tty {
            return Err(Fault::not_done(
                "input to a main program without a terminal (-i without -t); docker exec -i takes input",
            ));
        }
        if matches!(mode_of(mode), Mode::Container(_)) && !config.hostname.is_empty() {
            return Err(Fault::bad(
                "conflicting options: hostname and the network mode",
            ));
        }
        check_bindings(&host)?;
        let name = self.check_name(name)?;
        let (image, image_config) = if config.image.is_empty() {
            (String::new(), Config::default())
        } else {
            let image = self.find_image(&config.image)?;
            (image.id.clone(), image.config.clone())
        };
        config.merge(&image_config);
        if config.argv().is_empty() || image.is_empty() {
            return Err(Fault::bad("No command specified"));
        }
        refuse_publishing_all(&host, config.exposed_ports.as_ref())?;
        let networks = self.networks_asked(mode, body);
        let id = self.source.id();
        if config.hostname.is_empty() {
            config.hostname = match mode_of(mode) {
                Mode::Host => self.host_name.clone(),
                Mode::Container(other) => self.find_container(&other).map_or_else(
                    |_| short(&id).to_owned(),
                    |other| other.config.hostname.clone(),
                ),
                _ => short(&id).to_owned(),
            };
        }
        let published = host
            .get("PortBindings")
            .and_then(Value::as_object)
            .is_some_and(|ports| !ports.is_empty());
        let mut warnings = Vec::new();
        if mode == "host" && published {
            warnings.push("Published ports are discarded when using host network mode".to_owned());
        }
        let container = Container {
            id: id.clone(),
            name: name.clone(),
            created: self.source.now(),
            image,
            config,
            host,
            state: State::default(),
            networks,
            files: Layer::default(),
            log: Log::default(),
            program: None,
            published: Vec::new(),
            sandbox: String::new(),
            execs: Vec::new(),
        };
        self.container_names.insert(name, id.clone());
        self.containers.insert(id.clone(), container);
        self.container_event(&id, "create", &[]);
        Ok(Created { id, warnings })
    }

    fn networks_asked(&self, mode: &str, body: &Value) -> BTreeMap<String, Attachment> {
        let mut networks = BTreeMap::new();
        let first = match mode_of(mode) {
            Mode::Container(_) => return networks,
            Mode::Host => "host".to_owned(),
            Mode::Nothing => "none".to_owned(),
            Mode::Networks if mode == "default" => "bridge".to_owned(),
            Mode::Networks => self
                .find_network(mode)
                .map_or_else(|_| mode.to_owned(), |network| network.name.clone()),
        };
        let endpoints = body
            .pointer("/NetworkingConfig/EndpointsConfig")
            .and_then(Value::as_object);
        for (name, config) in endpoints.into_iter().flatten() {
            let name = match (name.as_str(), self.find_network(name)) {
                ("default", _) => "bridge".to_owned(),
                (_, Ok(network)) => network.name.clone(),
                (name, Err(_)) => name.to_owned(),
            };
            networks.insert(name, Attachment::asked(config));
        }
        networks.entry(first).or_default();
        networks
    }

    /// The name to use: the one asked for, if it may be used, or a made-up one.
    fn check_name(&self, name: &str) -> Result<String, Fault> {
        if name.is_empty() {
            let bytes = self.source.bytes();
            let made_up = words::container_name(&bytes);
            return Ok(if self.container_names.contains_key(&made_up) {
                format!("{made_up}{}", self.containers.len())
            } else {
                made_up
            });
        }
        let bare = name.strip_prefix('/').unwrap_or(name);
        if !is_container_name(bare) {
            return Err(Fault::bad(format!(
                "Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
            )));
        }
        if let Some(holder) = self.container_names.get(bare) {
            return Err(Fault::conflict(format!(
                "Conflict. The container name \"/{bare}\" is already in use by container \"{holder}\". You have to remove (or rename) that container to be able to reuse that name."
            )));
        }
        Ok(bare.to_owned())
    }

    /// Gives a container another name.
    pub fn rename_container(&mut self, reference: &str, name: &str) -> Result<(), Fault> {
        let container = self.find_container(reference)?;
        let (id, old) = (container.id.clone(), container.name.clone());
        let bare = name.strip_prefix('/').unwrap_or(name);
        if bare.is_empty() {
            return Err(Fault::bad("Neither old nor new names may be empty"));
        }
        if bare == old {
            return Err(Fault::bad(
                "Renaming a container with the same name as its current name",
            ));
        }
        let name = self
            .check_name(&format!("/{bare}"))
            .map_err(|fault| Fault {
                message: format!("Error when allocating new name: {}", fault.message),
                ..fault
            })?;
        self.container_names.remove(&old);
        self.container_names.insert(name.clone(), id.clone());
        self.container_mut(&id)?.name = name;
        self.container_event(&id, "rename", &[("oldName", &format!("/{old}"))]);
        Ok(())
    }
}

/// A body that says nothing of the container itself is refused.
fn check_body(body: &Value) -> Result<(), Fault> {
    let Some(fields) = body.as_object() else {
        return Err(Fault::bad("the body of the request is not a JSON object"));
    };
    let says_something = fields
        .keys()
        .any(|key| key != "HostConfig" && key != "NetworkingConfig");
    if says_something {
        Ok(())
    } else {
        Err(Fault::bad(
            "Config cannot be empty in order to create a container",
        ))
    }
}

fn is_container_name(name: &str) -> bool {
    name.len() >= 2
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "_.-".contains(letter))
}
