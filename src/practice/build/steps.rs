//! The steps of a build that need more than the image's configuration: bases, folders and files.

use super::Builder;
use crate::practice::api::images::pull_lines;
use crate::practice::carried;
use crate::practice::copying::{Sources, copy};
use crate::practice::dockerfile::{Instruction, list, words};
use crate::practice::world::fault::Fault;
use crate::practice::world::files::{Files, Layer, Node, normalise};
use crate::practice::world::image::full_name;
use crate::practice::world::source::{digest, short};
use crate::practice::world::surroundings::PATH;

impl Builder<'_> {
    pub(super) fn from(&mut self, text: &str) -> Result<(), Fault> {
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

    pub(super) fn base(&mut self, name: &str) -> Result<String, Fault> {
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

    pub(super) fn argument(&mut self, text: &str) -> Result<(), Fault> {
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

    pub(super) fn metadata(&mut self, shown: &str) -> Result<(), Fault> {
        self.commit(&format!("/bin/sh -c #(nop)  {shown}"), shown, None, true)
    }

    pub(super) fn workdir(&mut self, shown: &str) -> Result<(), Fault> {
        let folder = self.config.working_dir.clone();
        let image = self.world.find_image(&self.current()?)?;
        let there = self.world.image_files(image).stat(&folder).is_ok();
        let layer = (!there).then(|| {
            let mut layer = Layer::default();
            layer.put(&folder, Node::directory(0o755, image.created));
            layer
        });
        self.commit(&format!("/bin/sh -c #(nop) {shown}"), shown, layer, true)
    }

    pub(super) fn run(&mut self, text: &str) -> Result<(), Fault> {
        let shown = format!("RUN {text}");
        self.commit(&format!("/bin/sh -c {text}"), &shown, None, true)
    }

    pub(super) fn copy_step(&mut self, found: &Instruction, text: &str) -> Result<(), Fault> {
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
                files: Files::new(vec![&self.context]),
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

    pub(super) fn stage(&self, name: &str) -> Result<String, Fault> {
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
}
