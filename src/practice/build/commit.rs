//! The end of a step: the same image again from the cache, or a new one.

use super::Builder;
use crate::practice::world::fault::Fault;
use crate::practice::world::files::Layer;
use crate::practice::world::image::{History, Image};
use crate::practice::world::source::{digest, short};

impl Builder<'_> {
    /// Ends a step: the same image again from the cache, or a new one.
    pub(super) fn commit(
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

    pub(super) fn arrive(&mut self, id: String) {
        self.say(format!(" ---> {}\n", short(&id)));
        if let Some((_, stage)) = self.stages.last_mut() {
            stage.clone_from(&id);
        }
        self.image = Some(id);
    }
}
