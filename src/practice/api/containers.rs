//! Requests about containers: making, listing, life.

use std::sync::Arc;

use serde_json::{Value, json};

use super::call::Call;
use super::filters::{Filters, fits};
use super::json::{Item, object, to_line};
use super::reply::{Reply, empty, json, streamed};
use super::shape;
use crate::practice::engine::Engine;
use crate::practice::world::World;
use crate::practice::world::container::{Container, Status};
use crate::practice::world::fault::Fault;

/// `POST /containers/create`
pub async fn create(engine: &Arc<Engine>, call: &mut Call) -> Result<Reply, Fault> {
    let name = call.value("name").to_owned();
    let body = call.json_or_null().await?;
    if body.is_null() {
        return Err(Fault::internal("EOF"));
    }
    let created = engine.change(|world| world.create_container(&name, &body))?;
    Ok(json(
        201,
        &object! {"Id": created.id, "Warnings": json!(created.warnings)},
    ))
}

/// `GET /containers/json`
pub fn list(engine: &Arc<Engine>, call: &Call) -> Result<Reply, Fault> {
    let filters = Filters::read(
        call.value("filters"),
        &[
            "ancestor",
            "before",
            "exited",
            "expose",
            "health",
            "id",
            "is-task",
            "isolation",
            "label",
            "name",
            "network",
            "publish",
            "since",
            "status",
            "volume",
        ],
    )?;
    for status in filters.of("status") {
        if ![
            "created",
            "running",
            "paused",
            "restarting",
            "removing",
            "exited",
            "dead",
        ]
        .contains(&status.as_str())
        {
            return Err(Fault::bad(format!("Invalid filter 'status={status}'")));
        }
    }
    let limit = call.number("limit")?.filter(|limit| *limit > 0);
    let all = call.on("all")
        || limit.is_some()
        || !filters.of("status").is_empty()
        || !filters.of("exited").is_empty();
    let size = call.on("size");
    let listed: Result<Item, Fault> = engine.read(|world| {
        let created = |key: &str| match filters.of(key).first() {
            Some(reference) => world
                .find_container(reference)
                .map(|held| Some(held.created)),
            None => Ok(None),
        };
        let (before, since) = (created("before")?, created("since")?);
        let mut wanted: Vec<&Container> = world
            .containers
            .values()
            .filter(|held| all || held.is_running())
            .filter(|held| before.is_none_or(|before| held.created < before))
            .filter(|held| since.is_none_or(|since| held.created > since))
            .filter(|held| wanted(world, held, &filters))
            .collect();
        wanted.sort_by_key(|held| std::cmp::Reverse(held.created));
        if let Some(limit) = limit {
            wanted.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        Ok(wanted
            .into_iter()
            .map(|held| shape::summary(world, held, size))
            .collect())
    });
    Ok(json(200, &listed?))
}

fn wanted(world: &World, held: &Container, filters: &Filters) -> bool {
    let slashed = format!("/{}", held.name);
    let labels = held.config.labels.clone().unwrap_or_default();
    filters.any("name", |name| {
        fits(name, &held.name) || fits(name, &slashed)
    }) && filters.any("id", |id| held.id.starts_with(id))
        && filters.any("status", |status| status == held.state.status.word())
        && filters.any("exited", |code| {
            held.state.status == Status::Exited && code == held.state.exit_code.to_string()
        })
        && filters.any("network", |wanted| {
            held.networks.iter().any(|(name, attachment)| {
                name == wanted
                    || (!attachment.network.is_empty() && attachment.network.starts_with(wanted))
            })
        })
        && filters.any("ancestor", |wanted| {
            world.find_image(wanted).is_ok_and(|image| {
                let mut at = Some(held.image.as_str());
                while let Some(id) = at {
                    if id == image.id {
                        return true;
                    }
                    at = world.images.get(id).map(|image| image.parent.as_str());
                }
                false
            })
        })
        && filters.any("publish", |wanted| {
            held.published
                .iter()
                .any(|published| wanted.split('/').next() == Some(&published.host_port.to_string()))
        })
        && filters.any("expose", |wanted| {
            let ports = held.config.exposed_ports.clone().unwrap_or_default();
            ports.contains_key(wanted) || ports.contains_key(&format!("{wanted}/tcp"))
        })
        && filters.any("volume", |_| false)
        && filters.any("health", |health| health == "none")
        && filters.any("is-task", |is| is == "false" || is == "0")
        && filters.labels(&labels)
}

/// `GET /containers/{id}/json`
pub fn inspect(engine: &Arc<Engine>, call: &Call, reference: &str) -> Result<Reply, Fault> {
    let size = call.on("size");
    engine.read(|world| {
        let held = world.find_container(reference)?;
        let mut object = shape::inspect(world, held);
        if size {
            object.add("SizeRw", held.files.size());
            let below = world
                .images
                .get(&held.image)
                .map_or(0, |image| world.image_size(image));
            object.add("SizeRootFs", below + held.files.size());
        }
        Ok(json(200, &object))
    })
}

/// `POST /containers/{id}/start`
pub fn start(engine: &Arc<Engine>, reference: &str) -> Result<Reply, Fault> {
    let id = engine.container_id(reference)?;
    Ok(empty(if engine.start(&id)? { 204 } else { 304 }))
}

/// `POST /containers/{id}/stop`
pub fn stop(engine: &Arc<Engine>, call: &Call, reference: &str) -> Result<Reply, Fault> {
    call.number("t")?;
    let id = engine.container_id(reference)?;
    let stopped = engine.change(|world| world.stop(&id))?;
    Ok(empty(if stopped { 204 } else { 304 }))
}

/// `POST /containers/{id}/restart`
pub fn restart(engine: &Arc<Engine>, call: &Call, reference: &str) -> Result<Reply, Fault> {
    call.number("t")?;
    let id = engine.container_id(reference)?;
    engine.restart(&id).map_err(|fault| Fault {
        message: format!("Cannot restart container {reference}: {}", fault.message),
        ..fault
    })?;
    Ok(empty(204))
}

/// `POST /containers/{id}/kill`
pub fn kill(engine: &Arc<Engine>, call: &Call, reference: &str) -> Result<Reply, Fault> {
    let signal = match call.value("signal") {
        "" => "KILL",
        signal => signal,
    };
    engine.change(|world| world.kill(reference, signal))?;
    Ok(empty(204))
}

/// `POST /containers/{id}/pause` and `/unpause`
pub fn pause(engine: &Arc<Engine>, reference: &str, freeze: bool) -> Result<Reply, Fault> {
    engine.change(|world| world.pause(reference, freeze))?;
    Ok(empty(204))
}

/// `POST /containers/{id}/rename`
pub fn rename(engine: &Arc<Engine>, call: &Call, reference: &str) -> Result<Reply, Fault> {
    engine.change(|world| world.rename_container(reference, call.value("name")))?;
    Ok(empty(204))
}

/// `DELETE /containers/{id}`
pub fn remove(engine: &Arc<Engine>, call: &Call, reference: &str) -> Result<Reply, Fault> {
    if call.on("link") {
        return Err(Fault::not_done("removing links (rm --link)"));
    }
    engine.change(|world| world.remove_container(reference, call.on("force")))?;
    Ok(empty(204))
}

/// `POST /containers/prune`
pub fn prune(engine: &Arc<Engine>, call: &Call) -> Result<Reply, Fault> {
    let filters = Filters::read(call.value("filters"), &["label", "label!", "until"])?;
    let (removed, freed) = engine.change(|world| {
        let unused: Vec<(String, u64)> = world
            .containers
            .values()
            .filter(|held| {
                !held.is_running()
                    && filters.labels(&held.config.labels.clone().unwrap_or_default())
            })
            .map(|held| (held.id.clone(), held.files.size()))
            .collect();
        let mut freed = 0;
        let mut removed = Vec::new();
        for (id, size) in unused {
            if world.remove_container(&id, false).is_ok() {
                freed += size;
                removed.push(Value::String(id));
            }
        }
        world.prune_event("container", freed);
        (removed, freed)
    });
    let removed = if removed.is_empty() {
        Value::Null
    } else {
        Value::Array(removed)
    };
    Ok(json(
        200,
        &object! {"ContainersDeleted": removed, "SpaceReclaimed": freed},
    ))
}

/// `POST /containers/{id}/wait`: the head goes out at once, the exit code when it is known.
pub fn wait(engine: &Arc<Engine>, call: &Call, reference: &str) -> Result<Reply, Fault> {
    let held = engine.container(reference)?;
    let condition = call.value("condition").to_owned();
    if !["", "not-running", "next-exit", "removed"].contains(&condition.as_str()) {
        return Err(Fault::bad(format!("invalid condition: \"{condition}\"")));
    }
    let (id, ends) = (held.id, held.state.ends);
    let (reply, writer) = streamed(200, "application/json");
    let engine = Arc::clone(engine);
    tokio::spawn(async move {
        let mut changes = engine.changes();
        loop {
            changes.mark_unchanged();
            let code = engine.read(|world| exit_code(world, &id, &condition, ends));
            if let Some(code) = code {
                let line = to_line(&object! {"Error": Value::Null, "StatusCode": code});
                writer.write(line).await;
                return;
            }
            tokio::select! {
                turn = changes.changed() => if turn.is_err() { return },
                () = writer.closed() => return,
            }
        }
    });
    Ok(reply)
}

fn exit_code(world: &World, id: &str, condition: &str, ends: u64) -> Option<i32> {
    let Some(held) = world.containers.get(id) else {
        return Some(world.departed(id).map_or(0, |gone| gone.exit_code));
    };
    let done = match condition {
        "removed" => false,
        "next-exit" => held.state.ends > ends,
        _ => !held.is_running(),
    };
    done.then_some(held.state.exit_code)
}

/// `GET /containers/{id}/top`
pub fn top(engine: &Arc<Engine>, call: &Call, reference: &str) -> Result<Reply, Fault> {
    if !matches!(call.value("ps_args"), "" | "-ef") {
        return Err(Fault::not_done("top with options for ps"));
    }
    let held = engine.container(reference)?;
    if !held.is_running() {
        return Err(Fault::conflict(format!(
            "Container {} is not running",
            held.id
        )));
    }
    engine.change(|world| world.container_event(&held.id, "top", &[]));
    let line = json!([
        "root",
        held.state.pid.to_string(),
        "1",
        "0",
        held.state.started.rfc3339().get(11..16).unwrap_or_default(),
        "?",
        "00:00:00",
        held.config.argv().join(" ")
    ]);
    Ok(json(
        200,
        &object! {
            "Processes": json!([line]),
            "Titles": json!(["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]),
        },
    ))
}

/// `GET /containers/{id}/changes`
pub fn changes(engine: &Arc<Engine>, reference: &str) -> Result<Reply, Fault> {
    engine.read(|world| {
        let held = world.find_container(reference)?;
        let below = world.images.get(&held.image);
        let changes: Item = held
            .files
            .nodes
            .iter()
            .map(|(path, node)| {
                let known = below.is_some_and(|image| world.image_files(image).stat(path).is_ok());
                let gone = node.kind == crate::practice::world::files::Kind::Gone;
                let kind = if gone { 2 } else { u8::from(!known) };
                object! {"Path": path.as_str(), "Kind": kind}
            })
            .collect();
        Ok(json(200, &changes))
    })
}
