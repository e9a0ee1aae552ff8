//! Going back to the state in which a step begins: by undoing where that is enough, else from the start.

use std::collections::BTreeSet;

use super::bench::{Bench, ProofError};
use super::own::Leftover;
use super::state::{self, KEEP, State};
use crate::check::{Recipes, short_id};
use crate::docker::snapshot::{Container, Snapshot};
use crate::lesson::lab;
use crate::player::command::only_looks;
use crate::player::prepare;

impl Bench {
    /// Goes back to `state`, in which the step at `position` begins. `touched` are containers in
    /// which something may have been changed that no look at them shows.
    pub(super) async fn restore(
        &mut self,
        state: &mut State,
        position: usize,
        touched: &BTreeSet<String>,
    ) -> Result<(), ProofError> {
        state::write_files(&self.desk.lab, &state.files)?;
        let step = self.desk.step(position);
        let (exercise, broken) = (step.exercise, step.cause.is_some());
        // What makes a system broken, such as an address that nginx remembers, no look may show:
        // it is set up again rather than broken backwards.
        if broken || !self.undo(&state.ours, touched).await? {
            if exercise {
                let now = self.known().await?;
                let images = state::tags(&self.ledger.ours(&now)) == state::tags(&state.ours);
                self.afresh_from(position, images).await?;
            } else {
                self.replay(position).await?;
            }
        }
        *state = self.known_state().await?;
        Ok(())
    }

    /// Undoes what differs from `wanted`. Says whether that was enough.
    async fn undo(
        &mut self,
        wanted: &Snapshot,
        touched: &BTreeSet<String>,
    ) -> Result<bool, ProofError> {
        let now = self.known().await?;
        let ours = self.ledger.ours(&now);
        if touched.is_empty() && state::alike(wanted, &ours, &BTreeSet::new()) {
            // A fix may have started something just now.
            self.until_ready().await?;
            return Ok(true);
        }
        if !self.undo_images(wanted, &ours).await? {
            return Ok(false);
        }
        let made_anew = self.undo_networks(wanted, &ours, touched).await?;
        let Some(made_anew) = made_anew else {
            return Ok(false);
        };
        let mut containers: Vec<&Container> = wanted.containers.iter().collect();
        containers.sort_by(|one, other| one.created_at.cmp(&other.created_at));
        for container in containers {
            let spoilt = touched.contains(&container.name)
                || container
                    .endpoints
                    .iter()
                    .any(|place| made_anew.contains(&place.network));
            if !self.undo_container(container, spoilt).await? {
                return Ok(false);
            }
        }
        self.start_again(wanted).await?;
        self.until_ready().await?;
        self.untag(wanted).await?;
        let now = self.known().await?;
        let ours = self.ledger.ours(&now);
        Ok(state::alike(wanted, &ours, &made_anew))
    }

    /// Gives tags back to the images they stood for.
    async fn undo_images(&mut self, wanted: &Snapshot, now: &Snapshot) -> Result<bool, ProofError> {
        let (before, after) = (state::tags(wanted), state::tags(now));
        for (tag, image) in &before {
            if after.get(tag) != Some(image)
                && !self
                    .run_line(&format!("docker tag {image} {tag}"))
                    .await?
                    .status
                    .success()
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes away tags that are too many. The images stay until the end, under a tag that no
    /// lesson knows: building them again would take longer than all the rest.
    async fn untag(&mut self, wanted: &Snapshot) -> Result<(), ProofError> {
        let now = self.known().await?;
        let ours = self.ledger.ours(&now);
        for image in &ours.images {
            let (kept, tags): (Vec<&String>, Vec<&String>) =
                image.tags.iter().partition(|tag| tag.starts_with(KEEP));
            let too_many: Vec<Leftover> = tags
                .into_iter()
                .filter(|tag| wanted.image(tag).is_none())
                .map(|tag| Leftover::Tag(tag.clone()))
                .collect();
            if !too_many.is_empty() && kept.is_empty() {
                let keep = format!("{KEEP}{}{}", self.ledger.mark(), short_id(&image.id));
                self.run_line(&format!("docker tag {} {keep}", image.id))
                    .await?;
            }
            self.remove(&too_many).await?;
        }
        Ok(())
    }

    /// Removes containers and networks that are too many, and makes networks that are missing.
    /// Gives the names of those; `None` where one cannot be made again.
    async fn undo_networks(
        &mut self,
        wanted: &Snapshot,
        now: &Snapshot,
        touched: &BTreeSet<String>,
    ) -> Result<Option<BTreeSet<String>>, ProofError> {
        let too_many: Vec<Leftover> = self
            .ledger
            .leftovers(now)
            .into_iter()
            .filter(|left| match left {
                // Those to be made again give their addresses and ports back first.
                Leftover::Container(id, name) => {
                    wanted.container(name).is_none_or(|one| one.id != *id) || touched.contains(name)
                }
                Leftover::Network(id, _) => !wanted.networks.iter().any(|one| one.id == *id),
                _ => false,
            })
            .collect();
        self.remove(&too_many).await?;
        let mut made_anew = BTreeSet::new();
        for network in &wanted.networks {
            if now.networks.iter().any(|one| one.id == network.id) {
                continue;
            }
            let line = self
                .history
                .iter()
                .rev()
                .find(|line| {
                    line.starts_with("docker network create ")
                        && line.split_whitespace().any(|word| word == network.name)
                })
                .cloned();
            let Some(line) = line else {
                return Ok(None);
            };
            self.run_line(&line).await?;
            made_anew.insert(network.name.clone());
        }
        Ok(Some(made_anew))
    }

    /// A server may have ended because another one that it needs was made after it.
    async fn start_again(&mut self, wanted: &Snapshot) -> Result<(), ProofError> {
        self.until_ready().await?;
        let now = self.known().await?;
        for container in wanted.containers.iter().filter(|one| one.running()) {
            let ended = |present: &&Container| !present.running();
            if let Some(present) = now.container(&container.name).filter(ended) {
                let line = format!("docker start {}", present.name);
                self.run_line(&line).await?;
            }
        }
        Ok(())
    }

    /// Starts, connects or makes a container again.
    async fn undo_container(
        &mut self,
        wanted: &Container,
        spoilt: bool,
    ) -> Result<bool, ProofError> {
        let now = self.known().await?;
        let present = now.container(&wanted.name);
        if let Some(present) = present
            && !spoilt
            && present.id == wanted.id
            && present.network_mode == wanted.network_mode
        {
            if state::likeness(present) == state::likeness(wanted) {
                return Ok(true);
            }
            let name = &wanted.name;
            for place in &present.endpoints {
                if wanted.endpoint(&place.network).is_none() {
                    self.run_line(&format!(
                        "docker network disconnect {} {name}",
                        place.network
                    ))
                    .await?;
                }
            }
            for place in &wanted.endpoints {
                if present.endpoint(&place.network).is_none() {
                    self.run_line(&format!("docker network connect {} {name}", place.network))
                        .await?;
                }
            }
            if wanted.running() && !present.running() {
                self.run_line(&format!("docker start {name}")).await?;
            }
            return Ok(true);
        }
        let Some(line) = remake(&self.history, &wanted.name) else {
            return Ok(false);
        };
        if let Some(present) = present {
            let old = Leftover::Container(present.id.clone(), present.name.clone());
            self.remove(&[old]).await?;
        }
        self.run_line(&line).await?;
        Ok(true)
    }

    /// Builds the state anew: removes what is ours, then does everything that the steps before
    /// `position` do, and what the runner itself prepares there.
    pub(super) async fn replay(&mut self, position: usize) -> Result<(), ProofError> {
        self.replays += 1;
        self.remove_all(false).await?;
        self.untag(&Snapshot::default()).await?;
        state::write_files(&self.desk.lab, &state::Files::new())?;
        prepare::lab(&self.desk)?;
        self.history.clear();
        let steps = prepare::leading_to(&self.desk.lesson.steps, position);
        for step in &steps {
            for line in &step.setup {
                self.remembered(line).await?;
            }
            for edit in &step.edit {
                // An edit that does not fit shows in the step that it belongs to.
                let _ = lab::apply(edit, &self.desk.names, &self.desk.lab);
            }
            let lines = step.run.iter().filter_map(prepare::changing);
            for line in lines.filter(|line| !only_looks(line)) {
                self.remembered(&line).await?;
            }
        }
        self.set_up(position).await
    }

    /// Runs what the runner itself prepares for the step at `position`.
    pub(super) async fn set_up(&mut self, position: usize) -> Result<(), ProofError> {
        self.set_up_from(position, false).await
    }

    /// The same; where the images are there already they are not built again.
    async fn set_up_from(&mut self, position: usize, images: bool) -> Result<(), ProofError> {
        let setup = self.desk.step(position).setup.clone();
        let mut built = BTreeSet::new();
        // A container of an image that is built once more later needs the first one.
        let once = setup
            .iter()
            .filter_map(|line| built_tag(line))
            .all(|tag| built.insert(tag.to_owned()));
        for line in &setup {
            if !(images && once && built_tag(line).is_some()) {
                self.remembered(line).await?;
            }
        }
        self.until_ready().await
    }

    /// Begins an exercise as for a learner: without what other steps made, but for images.
    pub(super) async fn afresh(&mut self, position: usize) -> Result<(), ProofError> {
        self.afresh_from(position, false).await
    }

    async fn afresh_from(&mut self, position: usize, images: bool) -> Result<(), ProofError> {
        self.remove_all(false).await?;
        state::write_files(&self.desk.lab, &state::Files::new())?;
        prepare::lab(&self.desk)?;
        self.history.clear();
        self.set_up_from(position, images).await
    }

    /// Runs a command that is part of the way to the state at hand.
    pub(super) async fn remembered(&mut self, template: &str) -> Result<(), ProofError> {
        let (line, _) = self.run(template).await?;
        self.history.push(line);
        Ok(())
    }
}

/// The tag that a command builds.
fn built_tag(line: &str) -> Option<&str> {
    let mut words = line.strip_prefix("docker build ")?.split_whitespace();
    words.find(|word| *word == "-t").and_then(|_| words.next())
}

/// The command that makes this container as it was, if it alone does.
fn remake(history: &[String], container: &str) -> Option<String> {
    let run = Recipes::new(history.to_vec(), Vec::new()).run(container)?;
    let at = history.iter().rposition(|line| *line == run)?;
    let changed_later = history
        .get(at + 1..)?
        .iter()
        .any(|line| !only_looks(line) && line.split_whitespace().any(|word| word == container));
    (!changed_later).then_some(run)
}

/// The container that a command makes otherwise than the way to the state at hand does: no look at it
/// may show that, as with a variable of its environment.
pub(super) fn made_otherwise(history: &[String], line: &str) -> Option<String> {
    let line = line.trim();
    let mut words = line.split_whitespace();
    if words.next() != Some("docker") || !matches!(words.next(), Some("run" | "create")) {
        return None;
    }
    let name = words.by_ref().find_map(|word| match word {
        "--name" => Some(None),
        word => word.strip_prefix("--name=").map(Some),
    })?;
    let name = name.or_else(|| words.next())?;
    (remake(history, name).as_deref() != Some(line)).then(|| name.to_owned())
}

/// Containers in which a command may change what no look at them shows.
pub(super) fn touched(line: &str) -> Option<String> {
    const HARMLESS: [&str; 12] = [
        "curl", "wget", "ping", "nslookup", "getent", "cat", "ls", "hostname", "ip", "env", "ps",
        "id",
    ];
    let mut words = line.split_whitespace();
    match (words.next(), words.next()) {
        (Some("docker"), Some("exec")) => {
            let mut rest = words.filter(|word| !word.starts_with('-'));
            let (container, program) = (rest.next()?, rest.next().unwrap_or_default());
            (!HARMLESS.contains(&program)).then(|| container.to_owned())
        }
        (Some("docker"), Some("cp" | "update" | "rename")) => words
            .find(|word| !word.starts_with('-'))
            .map(|word| word.split(':').next().unwrap_or(word).to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{made_otherwise, remake, touched};

    #[test]
    fn a_container_is_made_again_by_the_command_that_made_it() {
        let run = "docker run -d --network net --name web web:1".to_owned();
        let history = [run.clone(), "docker network ls".to_owned()];
        assert_eq!(remake(&history, "web"), Some(run.clone()));
        let history = [run, "docker network connect other web".to_owned()];
        assert_eq!(remake(&history, "web"), None);
    }

    #[test]
    fn a_container_that_was_made_with_another_environment_is_made_again() {
        let history = ["docker run -d --name shop -e NAME=one shop:1".to_owned()];
        let other = "docker run -d --name shop -e NAME=two shop:1";
        assert_eq!(made_otherwise(&history, other), Some("shop".into()));
        assert_eq!(made_otherwise(&history, &format!(" {} ", history[0])), None);
        assert_eq!(made_otherwise(&history, "docker rm shop"), None);
    }

    #[test]
    fn a_shell_in_a_container_may_change_it_and_curl_does_not() {
        assert_eq!(touched("docker exec web curl localhost"), None);
        assert_eq!(
            touched("docker exec -it web sh -c 'rm x'"),
            Some("web".into())
        );
        assert_eq!(touched("docker network ls"), None);
    }
}
