//! `docker build` as the classic builder does it: one image a step, files copied from the archive.

use std::collections::BTreeMap;

use serde_json::json;

use super::api::images::pull_lines;
use super::api::json::{Object, object};
use super::archives::unpack;
use super::carried;
use super::copying::{Sources, copy};
use super::dockerfile::{Instruction, list, pairs, parse, substitute, words};
use super::world::World;
use super::world::config::Config;
use super::world::fault::Fault;
use super::world::files::{Layer, normalise};
use super::world::image::{History, Image, full_name};
use super::world::life::signal_number;
use super::world::source::{digest, short};
use super::world::surroundings::PATH;

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
    let text = super::world::files::Files::new(vec![&context])
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
            "USER" => self.config.user = words(&text).join(" "),
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

    fn from(&mut self, text: &str) -> Result<(), Fault> {
        let parts = words(text);
        let name = parts.first().cloned().unwrap_or_default();
        let stage = parts.get(2).cloned().unwrap_or_default();
        let known = self
            .stages
            .iter()
            .rev()
            .find(|(known, _)| *known == name && !known.is_empty());
        let id = match known {
            Some((_, id)) => id.clone(),
            None if name == "scratch" => {
                return Err(Fault::new(
                    501,
                    "the practice engine does not do FROM scratch",
                ));
            }
            None => self.base(&name)?,
        };
        let image = self.world.find_image(&id)?;
        self.config = image.config.clone();
        self.config.image.clone_from(&id);
        let env = self.config.env.get_or_insert_default();
        if !env.iter().any(|entry| entry.starts_with("PATH=")) {
            env.push(format!("PATH={PATH}"));
        }
        self.own_command = false;
        self.image = Some(id.clone());
        self.stages.push((stage, id.clone()));
        self.say(format!(" ---> {}\n", short(&id)));
        Ok(())
    }

    fn base(&mut self, name: &str) -> Result<String, Fault> {
        if let Ok(image) = self.world.find_image(name) {
            return Ok(image.id.clone());
        }
        let full = full_name(name)?;
        let new = carried::pull(self.world, &full)?;
        if !self.order.quiet {
            self.lines.extend(pull_lines(&full, new));
        }
        self.world.find_image(&full).map(|image| image.id.clone())
    }

    fn argument(&mut self, text: &str) -> Result<(), Fault> {
        for word in words(text) {
            let (name, default) = match word.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (word, None),
            };
            if let Some(value) = self.order.arguments.get(&name).cloned().or(default) {
                self.arguments.insert(name, value);
            }
        }
        if self.image.is_some() {
            self.metadata(&format!("ARG {text}"))?;
        }
        Ok(())
    }

    fn metadata(&mut self, shown: &str) -> Result<(), Fault> {
        self.commit(&format!("/bin/sh -c #(nop)  {shown}"), shown, None, true)
    }

    fn workdir(&mut self, shown: &str) -> Result<(), Fault> {
        let folder = self.config.working_dir.clone();
        let image = self.world.find_image(&self.current()?)?;
        let there = self.world.image_files(image).stat(&folder).is_ok();
        let layer = (!there).then(|| {
            let mut layer = Layer::default();
            layer.put(
                &folder,
                super::world::files::Node::directory(0o755, image.created),
            );
            layer
        });
        self.commit(&format!("/bin/sh -c #(nop) {shown}"), shown, layer, true)
    }

    fn run(&mut self, text: &str) -> Result<(), Fault> {
        let shown = format!("RUN {text}");
        self.commit(&format!("/bin/sh -c {text}"), &shown, None, true)
    }

    fn copy_step(&mut self, found: &Instruction, text: &str) -> Result<(), Fault> {
        let mut parts = list(text).unwrap_or_else(|| words(text));
        let Some(target) = parts.pop() else {
            return Err(Fault::bad("no destination"));
        };
        let stage = found
            .flags
            .iter()
            .find_map(|flag| flag.strip_prefix("--from="));
        let image = self.world.find_image(&self.current()?)?;
        let into = self.world.image_files(image);
        let from = match stage {
            None => None,
            Some(stage) => Some(self.stage(stage)?),
        };
        let sources = match &from {
            Some(id) => Sources {
                files: self.world.image_files(self.world.find_image(id)?),
                is_context: false,
            },
            None => Sources {
                files: super::world::files::Files::new(vec![&self.context]),
                is_context: true,
            },
        };
        let now = self.world.source.now();
        let folder = self.config.working_dir.clone();
        let layer = copy(&found.name, &sources, &parts, &into, &folder, &target, now)?;
        let content = serde_json::to_vec(
            &layer
                .nodes
                .iter()
                .filter(|(_, node)| !node.is_directory())
                .map(|(path, node)| (path, &node.kind, node.mode))
                .collect::<Vec<_>>(),
        )
        .unwrap_or_default();
        let sum = digest(&[&content]);
        let one_folder = parts.len() == 1
            && parts
                .first()
                .and_then(|path| normalise("/", path))
                .is_some_and(|path| {
                    sources
                        .files
                        .stat(&path)
                        .is_ok_and(|node| node.is_directory())
                });
        let kind = match parts.len() {
            1 if one_folder => "dir",
            1 => "file",
            _ => "multi",
        };
        let created_by = format!("/bin/sh -c #(nop) {} {kind}:{sum} in {target} ", found.name);
        self.commit(
            &created_by,
            &format!("{} {text} {sum}", found.name),
            Some(layer),
            false,
        )
    }

    fn stage(&self, name: &str) -> Result<String, Fault> {
        let by_number = name
            .parse::<usize>()
            .ok()
            .and_then(|at| self.stages.get(at));
        if let Some((_, id)) = self
            .stages
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .or(by_number)
        {
            return Ok(id.clone());
        }
        Ok(self.world.find_image(name)?.id.clone())
    }

    /// Ends a step: the same image again from the cache, or a new one.
    fn commit(
        &mut self,
        created_by: &str,
        step: &str,
        layer: Option<Layer>,
        in_container: bool,
    ) -> Result<(), Fault> {
        let parent = self.current()?;
        let arguments = if step.starts_with("RUN") {
            format!("{:?}", self.arguments)
        } else {
            String::new()
        };
        let step = digest(&[step.as_bytes(), arguments.as_bytes()]);
        let cached = self
            .world
            .images
            .values()
            .find(|image| image.parent == parent && image.step == step && !self.order.no_cache)
            .map(|image| (image.id.clone(), image.config.clone()));
        if let Some((id, config)) = cached {
            self.say(" ---> Using cache\n");
            self.config = config;
            self.arrive(id);
            return Ok(());
        }
        let container = self.world.source.id();
        if in_container {
            self.say(format!(" ---> Running in {}\n", short(&container)));
            if created_by.starts_with("/bin/sh -c ") && !created_by.contains("#(nop)") {
                self.say(
                    "The baeum practice engine notes this command down and does not run it.\n",
                );
            }
            self.say(format!(
                "Removing intermediate container {}\n",
                short(&container)
            ));
        }
        let below = self.world.find_image(&parent)?.clone();
        let mut layers = below.layers;
        let mut size = 0;
        if let Some(layer) = layer {
            size = layer.size();
            layers.push(self.world.add_layer(layer)?);
        }
        let mut history = below.history;
        let now = self.world.source.now();
        history.push(History {
            created: now,
            created_by: created_by.to_owned(),
            comment: String::new(),
            size,
            image: String::new(),
        });
        self.config.image.clone_from(&parent);
        let id = self.world.add_image(Image {
            id: String::new(),
            parent,
            created: now,
            config: self.config.clone(),
            layers,
            history,
            comment: String::new(),
            container,
            step,
        })?;
        self.arrive(id);
        Ok(())
    }

    fn arrive(&mut self, id: String) {
        self.say(format!(" ---> {}\n", short(&id)));
        if let Some((_, stage)) = self.stages.last_mut() {
            stage.clone_from(&id);
        }
        self.image = Some(id);
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
