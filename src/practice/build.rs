//! `docker build` as the classic builder does it: one image a step, files copied from the archive.

mod commit;
mod steps;

use std::collections::BTreeMap;

use serde_json::json;

use super::api::json::{Object, object};
use super::archives::unpack;
use super::dockerfile::{Instruction, list, pairs, parse, substitute, words};
use super::world::World;
use super::world::config::Config;
use super::world::fault::Fault;
use super::world::files::{Files, Layer, normalise};
use super::world::image::full_name;
use super::world::life::signal_number;
use super::world::refused::refuse_other_users;
use super::world::source::short;

/// What is to be built.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// The Dockerfile's path in the archive.
    pub dockerfile: String,
    /// The names for the result.
    pub names: Vec<String>,
    /// Values for `ARG`.
    pub arguments: BTreeMap<String, String>,
    /// Labels on top of the Dockerfile's.
    pub labels: BTreeMap<String, String>,
    /// Whether to build everything again.
    pub no_cache: bool,
    /// Whether only the identifier is printed.
    pub quiet: bool,
    /// The stage to stop after.
    pub target: String,
}

struct Builder<'w> {
    world: &'w mut World,
    order: &'w Order,
    context: Layer,
    lines: Vec<Object>,
    stages: Vec<(String, String)>,
    image: Option<String>,
    config: Config,
    arguments: BTreeMap<String, String>,
    own_command: bool,
}

/// Builds: the lines that are printed, an error as the last one. A fault where nothing began.
pub fn build(world: &mut World, order: &Order, archive: &[u8]) -> Result<Vec<Object>, Fault> {
    let missing = || {
        Fault::internal(format!(
            "Cannot locate specified Dockerfile: {}",
            order.dockerfile
        ))
    };
    if archive.is_empty() {
        return Err(missing());
    }
    let mut context = Layer::default();
    for (path, node) in unpack(archive)? {
        context.put(&path, node);
    }
    let path = normalise("/", &order.dockerfile).ok_or_else(missing)?;
    let text = Files::new(vec![&context])
        .read(&path)
        .map_err(|_| missing())?;
    let instructions = parse(&order.dockerfile, &text)?;
    let first = instructions.iter().find(|found| found.name != "ARG");
    if first.is_none_or(|first| first.name != "FROM") {
        return Err(Fault::bad("no build stage in current context"));
    }
    let mut builder = Builder {
        world,
        order,
        context,
        lines: Vec::new(),
        stages: Vec::new(),
        image: None,
        config: Config::default(),
        arguments: BTreeMap::new(),
        own_command: false,
    };
    if let Err(fault) = builder.all(&instructions) {
        builder.lines.push(object! {
            "errorDetail": object! {"message": fault.message.as_str()},
            "error": fault.message.as_str(),
        });
    }
    Ok(builder.lines)
}

impl Builder<'_> {
    fn say(&mut self, text: impl Into<String>) {
        if !self.order.quiet {
            self.lines.push(object! {"stream": text.into()});
        }
    }

    fn all(&mut self, instructions: &[Instruction]) -> Result<(), Fault> {
        let count = instructions.len();
        for (at, instruction) in instructions.iter().enumerate() {
            if instruction.name == "FROM"
                && !self.order.target.is_empty()
                && self
                    .stages
                    .last()
                    .is_some_and(|(name, _)| *name == self.order.target)
            {
                break;
            }
            self.say(format!("Step {}/{count} : {}", at + 1, instruction.shown));
            self.say("\n");
            self.step(instruction)?;
        }
        if !self.order.labels.is_empty() {
            let labels = self.config.labels.get_or_insert_default();
            labels.extend(self.order.labels.clone());
            self.metadata(&format!("LABEL {:?}", self.order.labels))?;
        }
        let id = self.current()?;
        self.lines
            .push(object! {"aux": object! {"ID": id.as_str()}});
        if self.order.quiet {
            self.lines.push(object! {"stream": format!("{id}\n")});
        }
        self.say(format!("Successfully built {}\n", short(&id)));
        for name in &self.order.names.clone() {
            self.world.tag_image(&id, name)?;
            self.say(format!("Successfully tagged {}\n", full_name(name)?));
        }
        Ok(())
    }

    fn current(&self) -> Result<String, Fault> {
        self.image
            .clone()
            .ok_or_else(|| Fault::bad("no build stage in current context"))
    }

    fn values(&self) -> BTreeMap<String, String> {
        let mut values = self.arguments.clone();
        for entry in self.config.env.iter().flatten() {
            if let Some((name, value)) = entry.split_once('=') {
                values.insert(name.to_owned(), value.to_owned());
            }
        }
        values
    }

    #[allow(clippy::too_many_lines)] // One arm an instruction.
    fn step(&mut self, found: &Instruction) -> Result<(), Fault> {
        let text = match found.name.as_str() {
            "RUN" | "CMD" | "ENTRYPOINT" => found.rest.clone(),
            _ => substitute(&found.rest, &self.values()),
        };
        let flags_allowed = match found.name.as_str() {
            "COPY" => &["--from=", "--chown="][..],
            "ADD" => &["--chown="][..],
            _ => &[],
        };
        for flag in &found.flags {
            if flags_allowed
                .iter()
                .any(|allowed| flag.starts_with(allowed))
            {
                continue;
            }
            let name = flag.split('=').next().unwrap_or_default();
            return Err(Fault::bad(format!(
                "the {name} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled"
            )));
        }
        match found.name.as_str() {
            "FROM" => return self.from(&text),
            "ARG" => return self.argument(&text),
            "COPY" | "ADD" => return self.copy_step(found, &text),
            "RUN" => return self.run(&text),
            "ENV" => {
                for (name, value) in pairs(&with(found, &text))? {
                    let env = self.config.env.get_or_insert_default();
                    let start = format!("{name}=");
                    let entry = format!("{name}={value}");
                    match env.iter_mut().find(|held| held.starts_with(&start)) {
                        Some(held) => *held = entry,
                        None => env.push(entry),
                    }
                }
            }
            "LABEL" => {
                let labels = self.config.labels.get_or_insert_default();
                labels.extend(pairs(&with(found, &text))?);
            }
            "EXPOSE" => {
                let ports = self.config.exposed_ports.get_or_insert_default();
                for word in words(&text) {
                    let (port, protocol) = word.split_once('/').unwrap_or((&word, "tcp"));
                    let good =
                        port.parse::<u16>().is_ok() && ["tcp", "udp", "sctp"].contains(&protocol);
                    if !good {
                        return Err(Fault::bad(format!("Invalid containerPort: {word}")));
                    }
                    ports.insert(format!("{port}/{protocol}"), json!({}));
                }
            }
            "WORKDIR" => {
                let folder = words(&text).join(" ");
                self.config.working_dir = normalise(&self.config.working_dir, &folder)
                    .ok_or_else(|| Fault::bad("WORKDIR has a path that cannot be used"))?;
                return self.workdir(&found.shown);
            }
            "USER" => {
                let user = words(&text).join(" ");
                refuse_other_users(Some(&json!(user)), "USER")?;
                self.config.user = user;
            }
            "STOPSIGNAL" => {
                if signal_number(&text).is_none() {
                    return Err(Fault::bad(format!("Invalid signal: {text}")));
                }
                self.config.stop_signal = Some(text.clone());
            }
            "VOLUME" => {
                let paths = list(&text).unwrap_or_else(|| words(&text));
                let volumes = self.config.volumes.get_or_insert_default();
                volumes.extend(paths.into_iter().map(|path| (path, json!({}))));
            }
            "CMD" => {
                self.config.cmd = Some(program(&text));
                self.own_command = true;
            }
            "ENTRYPOINT" => {
                self.config.entrypoint = Some(program(&text));
                // A command of the base image belongs to the base image's program.
                if !self.own_command {
                    self.config.cmd = None;
                }
            }
            name => {
                return Err(Fault::new(
                    501,
                    format!("the practice engine does not do the instruction {name}"),
                ));
            }
        }
        let joined = |found: &Instruction| -> Result<String, Fault> {
            let pairs = pairs(&with(found, &text))?;
            let pairs: Vec<String> = pairs
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            Ok(format!("{} {}", found.name, pairs.join(" ")))
        };
        let shown = match found.name.as_str() {
            "LABEL" | "ENV" => joined(found)?,
            "VOLUME" => format!(
                "VOLUME [{}]",
                list(&text).unwrap_or_else(|| words(&text)).join(" ")
            ),
            "CMD" | "ENTRYPOINT" => {
                format!("{} {:?}", found.name, program(&text)).replace("\", \"", "\" \"")
            }
            name => format!("{name} {text}"),
        };
        self.metadata(&shown)
    }
}

/// A program as `CMD` and `ENTRYPOINT` take it: a list, or a line for the shell.
fn program(text: &str) -> Vec<String> {
    list(text).unwrap_or_else(|| vec!["/bin/sh".to_owned(), "-c".to_owned(), text.to_owned()])
}

fn with(found: &Instruction, text: &str) -> Instruction {
    Instruction {
        rest: text.to_owned(),
        ..found.clone()
    }
}
