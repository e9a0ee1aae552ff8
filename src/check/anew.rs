//! Whether a container was made as the lesson makes it, and the commands that make it anew.

use super::run_line::{RunLine, is_like};
use super::scene::Scene;
use super::{Problem, verbatim};
use crate::docker::snapshot::{Container, with_tag};
use crate::l10n::Message;

/// How the lesson runs this container, where the lesson may say anything about it.
fn recipe(scene: &Scene<'_>, container: &Container) -> Option<RunLine> {
    if !scene.owns(container) {
        return None;
    }
    RunLine::read(&scene.recipes.run(&container.name)?)
}

/// Whether the container was certainly made from another image or with another command than the
/// lesson makes it: then starting it once more does not make it what it should be.
#[must_use]
pub fn is_another(scene: &Scene<'_>, container: &Container) -> bool {
    recipe(scene, container).is_some_and(|run| {
        has_another_image(scene, container, &run) || has_another_command(container, &run)
    })
}

/// The same, or with another environment. What a running container says and does depends on that
/// too.
#[must_use]
pub fn was_made_otherwise(scene: &Scene<'_>, container: &Container) -> bool {
    is_another(scene, container)
        || recipe(scene, container).is_some_and(|run| lacks_environment(container, &run))
}

fn has_another_image(scene: &Scene<'_>, container: &Container, run: &RunLine) -> bool {
    let (wanted, there) = (with_tag(&run.image), with_tag(&container.image));
    // Some engines put the registry before it.
    if is_like(&wanted, &there) || there.ends_with(&format!("/{wanted}")) {
        return false;
    }
    let current = scene.snapshot.image(&run.image);
    current.is_none_or(|current| current.id != container.image_id)
}

fn has_another_command(container: &Container, run: &RunLine) -> bool {
    let there = &container.command;
    if there.is_empty() || run.entrypoint {
        return false;
    }
    let Some(usual) = &container.usual else {
        // Whatever the image puts before it, a command stands at the end.
        let wanted = &run.command;
        let end = there.iter().rev().zip(wanted.iter().rev());
        return wanted.len() > there.len() || !end.into_iter().all(|(t, w)| is_like(w, t));
    };
    let command = if run.command.is_empty() {
        &usual.command
    } else {
        &run.command
    };
    let wanted: Vec<&String> = usual.entrypoint.iter().chain(command).collect();
    wanted.len() != there.len() || !wanted.iter().zip(there).all(|(w, t)| is_like(w, t))
}

fn lacks_environment(container: &Container, run: &RunLine) -> bool {
    let there = &container.environment;
    let lacks = |wanted: &String| !there.iter().any(|there| is_like(wanted, there));
    // A container that was not looked at closely has neither command nor environment.
    !container.command.is_empty() && run.environment.iter().any(lacks)
}

/// Whether the lesson's own way of running the container takes this port of the host.
#[must_use]
pub fn publishes(scene: &Scene<'_>, container: &Container, host_port: u16) -> Option<bool> {
    Some(recipe(scene, container)?.publishes(host_port))
}

/// Removes the container and runs it as the lesson does, after what that needs and is not there.
/// `None` where the lesson has no such command, or may not touch the container.
#[must_use]
pub fn anew(scene: &Scene<'_>, container: &Container) -> Option<String> {
    let name = &container.name;
    let run = recipe(scene, container)?;
    let mut commands = Vec::new();
    if scene.snapshot.image(&run.image).is_none() {
        commands.extend(scene.recipes.build(&run.image));
    }
    let missing = |network: &&String| scene.snapshot.network(network).is_none();
    for network in run.networks.iter().filter(missing) {
        commands.extend(scene.recipes.network(network));
    }
    commands.push(format!("docker rm -f {name}"));
    commands.extend(scene.recipes.run(name));
    if run.only_creates {
        commands.push(format!("docker start {name}"));
    }
    Some(commands.join(" && "))
}

/// A problem with what a container says or does. Where it was made otherwise than the lesson makes
/// it, that is why, and it is made anew.
pub fn unless_made_otherwise(
    scene: &Scene<'_>,
    container: &Container,
    problem: Problem,
    why: &'static str,
) -> Problem {
    if !was_made_otherwise(scene, container) {
        return problem;
    }
    let found = problem.found.clone();
    problem
        .why(Message::new(why).with("container", &container.name))
        .found(found.unwrap_or_else(|| verbatim(&container.command.join(" "))))
        .fix(anew(scene, container))
}
