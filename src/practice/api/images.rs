//! Requests about images, pulling and building included.

use std::sync::Arc;

use serde_json::{Value, json};

use super::call::Call;
use super::filters::Filters;
use super::json::{Item, Object, object};
use super::reply::{Reply, empty, json, streamed};
use super::shape;
use crate::practice::build::{Order, build as run_build};
use crate::practice::carried;
use crate::practice::engine::Engine;
use crate::practice::world::World;
use crate::practice::world::fault::Fault;
use crate::practice::world::image::{Image, Removed, full_name};
use crate::practice::world::source::{digest, short};

/// Everything below `/images`.
pub fn route(engine: &Arc<Engine>, call: &mut Call, rest: &[&str]) -> Result<Reply, Fault> {
    match (call.method.as_str(), rest) {
        ("GET", ["json"]) => list(engine, call),
        ("POST", ["create"]) => pull(engine, call),
        ("POST", ["prune"]) => prune(engine, call),
        ("GET", [name @ .., "json"]) => inspect(engine, &name.join("/")),
        ("GET", [name @ .., "history"]) => history(engine, &name.join("/")),
        ("POST", [name @ .., "tag"]) => tag(engine, call, &name.join("/")),
        ("DELETE", name) if !name.is_empty() => remove(engine, call, &name.join("/")),
        _ => Err(super::unknown(call)),
    }
}

fn names_or_null(world: &World, id: &str) -> Value {
    let names: Vec<&str> = world.tags_of(id).collect();
    if names.is_empty() {
        json!([])
    } else {
        json!(names)
    }
}

/// Whether a name fits the `reference` filters; also if there are none.
fn asked_for(filters: &Filters, name: &str) -> bool {
    filters.any("reference", |wanted| {
        name == wanted
            || name.split(':').next() == Some(wanted)
            || wanted
                .strip_suffix('*')
                .is_some_and(|start| name.starts_with(start))
    })
}

fn list(engine: &Arc<Engine>, call: &Call) -> Result<Reply, Fault> {
    let filters = Filters::read(
        call.value("filters"),
        &["before", "dangling", "label", "reference", "since", "until"],
    )?;
    let dangling = filters.switch("dangling")?;
    let all = call.on("all");
    let listed: Item = engine.read(|world| {
        let mut images: Vec<&Image> = world
            .images
            .values()
            .filter(|image| {
                let named = world.tags_of(&image.id).next().is_some();
                let shown = all || named || !world.has_children(&image.id);
                shown
                    && (filters.of("reference").is_empty()
                        || world.tags_of(&image.id).any(|name| asked_for(&filters, name)))
                    && dangling.is_none_or(|dangling| dangling != named)
                    && filters.labels(&image.config.labels.clone().unwrap_or_default())
            })
            .collect();
        images.sort_by_key(|image| std::cmp::Reverse(image.created));
        images
            .into_iter()
            .map(|image| {
                let size = world.image_size(image);
                let mut names: Vec<&str> = world
                    .tags_of(&image.id)
                    .filter(|name| asked_for(&filters, name))
                    .collect();
                if names.is_empty() {
                    names.push("<none>:<none>");
                }
                object! {
                    "Containers": -1,
                    "Created": image.created.seconds(),
                    "Id": image.id.as_str(),
                    "Labels": image.config.labels.as_ref().map_or(Value::Null, |labels| json!(labels)),
                    "ParentId": image.parent.as_str(),
                    "RepoDigests": Value::Null,
                    "RepoTags": json!(names),
                    "SharedSize": -1,
                    "Size": size,
                    "VirtualSize": size,
                }
            })
            .collect()
    });
    Ok(json(200, &listed))
}

fn inspect(engine: &Arc<Engine>, reference: &str) -> Result<Reply, Fault> {
    engine.read(|world| {
        let image = world.find_image(reference).map_err(|fault| Fault {
            message: format!("no such image: {reference}: {}", fault.message),
            ..fault
        })?;
        let size = world.image_size(image);
        Ok(json(
            200,
            &object! {
                "Id": image.id.as_str(),
                "RepoTags": names_or_null(world, &image.id),
                "RepoDigests": json!([]),
                "Parent": image.parent.as_str(),
                "Comment": image.comment.as_str(),
                "Created": image.created.rfc3339(),
                "Container": image.container.as_str(),
                "ContainerConfig": shape::config(&image.config),
                "DockerVersion": "",
                "Author": "",
                "Config": shape::config(&image.config),
                "Architecture": if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" },
                "Os": "linux",
                "Size": size,
                "VirtualSize": size,
                "GraphDriver": object! {"Data": Value::Null, "Name": "practice"},
                "RootFS": object! {"Type": "layers", "Layers": json!(image.layers)},
                "Metadata": object! {"LastTagTime": image.created.rfc3339()},
            },
        ))
    })
}

fn history(engine: &Arc<Engine>, reference: &str) -> Result<Reply, Fault> {
    engine.read(|world| {
        let image = world.find_image(reference)?;
        let lines: Item = image
            .history
            .iter()
            .rev()
            .map(|line| {
                let known = world.images.contains_key(&line.image);
                let names: Vec<&str> = world.tags_of(&line.image).collect();
                object! {
                    "Comment": line.comment.as_str(),
                    "Created": line.created.seconds(),
                    "CreatedBy": line.created_by.as_str(),
                    "Id": if known { line.image.as_str() } else { "<missing>" },
                    "Size": line.size,
                    "Tags": if names.is_empty() { Value::Null } else { json!(names) },
                }
            })
            .collect();
        Ok(json(200, &lines))
    })
}

fn tag(engine: &Arc<Engine>, call: &Call, reference: &str) -> Result<Reply, Fault> {
    let name = match call.value("tag") {
        "" => call.value("repo").to_owned(),
        tag => format!("{}:{tag}", call.value("repo")),
    };
    engine.change(|world| {
        let id = world.find_image(reference)?.id.clone();
        world.tag_image(&id, &name).map_err(|fault| Fault {
            status: 500,
            ..fault
        })
    })?;
    Ok(empty(201))
}

fn removed_shape(removed: &[Removed]) -> Item {
    removed
        .iter()
        .map(|line| match line {
            Removed::Untagged(name) => object! {"Untagged": name.as_str()},
            Removed::Deleted(id) => object! {"Deleted": id.as_str()},
        })
        .collect()
}

fn remove(engine: &Arc<Engine>, call: &Call, reference: &str) -> Result<Reply, Fault> {
    let removed = engine
        .change(|world| world.remove_image(reference, call.on("force"), !call.on("noprune")))?;
    Ok(json(200, &removed_shape(&removed)))
}

fn prune(engine: &Arc<Engine>, call: &Call) -> Result<Reply, Fault> {
    let filters = Filters::read(
        call.value("filters"),
        &["dangling", "label", "label!", "until"],
    )?;
    let only_nameless = filters.switch("dangling")?.unwrap_or(true);
    let (removed, freed) = engine.change(|world| {
        let unused: Vec<(String, u64)> = world
            .images
            .values()
            .filter(|image| {
                let named = world.tags_of(&image.id).next().is_some();
                (!named || !only_nameless)
                    && !world.has_children(&image.id)
                    && !world.containers.values().any(|held| held.image == image.id)
                    && filters.labels(&image.config.labels.clone().unwrap_or_default())
            })
            .map(|image| (image.id.clone(), world.image_size(image)))
            .collect();
        let mut removed = Vec::new();
        let mut freed = 0;
        for (id, size) in unused {
            if let Ok(lines) = world.remove_image(&id, true, true) {
                removed.extend(lines);
                freed += size;
            }
        }
        world.prune_event("image", freed);
        (removed, freed)
    });
    let list: Item = if removed.is_empty() {
        Value::Null.into()
    } else {
        removed_shape(&removed)
    };
    Ok(json(
        200,
        &object! {"ImagesDeleted": list, "SpaceReclaimed": freed},
    ))
}

/// The lines that a pull prints.
#[must_use]
pub fn pull_lines(name: &str, new: bool) -> Vec<Object> {
    let (repository, tag) = name.split_once(':').unwrap_or((name, "latest"));
    let layer = digest(&[name.as_bytes()]);
    let layer = short(&layer);
    let mut lines =
        vec![object! {"status": format!("Pulling from library/{repository}"), "id": tag}];
    if new {
        for status in ["Pulling fs layer", "Download complete", "Pull complete"] {
            lines.push(object! {"status": status, "progressDetail": json!({}), "id": layer});
        }
    }
    // In place of "Downloaded newer image", which no client needs and which would not be true.
    let what = if new {
        "Carried by the baeum practice engine; no registry was asked".to_owned()
    } else {
        format!("Status: Image is up to date for {name}")
    };
    lines.push(object! {"status": what});
    lines
}

fn pull(engine: &Arc<Engine>, call: &Call) -> Result<Reply, Fault> {
    let image = call.value("fromImage");
    if image.is_empty() {
        return Err(Fault::not_done("importing images (docker import)"));
    }
    let name = match call.value("tag") {
        "" => full_name(image)?,
        tag if tag.starts_with("sha256:") => {
            return Err(Fault::not_done("pulling an image by its digest"));
        }
        tag => full_name(&format!("{image}:{tag}"))?,
    };
    let new = engine.change(|world| carried::pull(world, &name))?;
    let (reply, writer) = streamed(200, "application/json");
    tokio::spawn(async move {
        for line in pull_lines(&name, new) {
            if !writer.write(line.line()).await {
                return;
            }
        }
    });
    Ok(reply)
}

/// `POST /build`
pub async fn build(engine: &Arc<Engine>, call: &mut Call) -> Result<Reply, Fault> {
    if call.value("version") == "2" {
        return Err(Fault::not_done(
            "building with BuildKit; set DOCKER_BUILDKIT=0",
        ));
    }
    if !call.value("remote").is_empty() {
        return Err(Fault::not_done("building from a remote address"));
    }
    let map = |text: &str| -> std::collections::BTreeMap<String, String> {
        serde_json::from_str(text).unwrap_or_default()
    };
    let order = Order {
        dockerfile: match call.value("dockerfile") {
            "" => "Dockerfile".to_owned(),
            name => name.to_owned(),
        },
        names: call.values("t").map(str::to_owned).collect(),
        arguments: map(call.value("buildargs")),
        labels: map(call.value("labels")),
        no_cache: call.on("nocache"),
        quiet: call.on("q"),
        target: call.value("target").to_owned(),
    };
    for name in &order.names {
        full_name(name)?;
    }
    let context = call.archive().await?;
    let lines = engine.change(|world| run_build(world, &order, &context))?;
    let (reply, writer) = streamed(200, "application/json");
    tokio::spawn(async move {
        for line in lines {
            if !writer.write(line.line()).await {
                return;
            }
        }
    });
    Ok(reply)
}
