//! `/containers/{id}/archive`: files out of a container and into it (`docker cp`).

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{HeaderName, HeaderValue};

use super::call::Call;
use super::json::object;
use super::reply::{Reply, empty, plain};
use crate::practice::archives::{pack, unpack};
use crate::practice::engine::Engine;
use crate::practice::world::World;
use crate::practice::world::container::Container;
use crate::practice::world::fault::Fault;
use crate::practice::world::files::{Kind, Node, normalise};
use crate::practice::world::surroundings::{container_files, written_by_docker};

/// `HEAD`, `GET` and `PUT`
pub async fn route(engine: &Arc<Engine>, call: &mut Call, reference: &str) -> Result<Reply, Fault> {
    let path = call.value("path").to_owned();
    if path.is_empty() {
        return Err(Fault::bad("bad parameter: path cannot be empty"));
    }
    engine.container_id(reference)?;
    match call.method.as_str() {
        "HEAD" => engine.read(|world| {
            let held = world.find_container(reference)?;
            let (name, node) = look(world, held, reference, &path)?;
            described(empty(200), &name, &node)
        }),
        "GET" => get(engine, reference, &path),
        "PUT" => put(engine, call, reference, &path).await,
        _ => Err(super::unknown(call)),
    }
}

fn not_there(reference: &str, path: &str) -> Fault {
    Fault::missing(format!(
        "Could not find the file {path} in container {reference}"
    ))
}

/// What lies at a path: its name and itself, with the content of what Docker writes.
fn look(
    world: &World,
    held: &Container,
    reference: &str,
    path: &str,
) -> Result<(String, Node), Fault> {
    let (place, mut node) = container_files(world, held)
        .stat_link(path)
        .map_err(|_| not_there(reference, path))?;
    if let Some(bytes) = written_by_docker(world, held, &place) {
        node = Node::file(bytes, node.mode, held.created);
    }
    let name = place.rsplit('/').next().unwrap_or_default();
    let name = if name.is_empty() { "/" } else { name };
    Ok((name.to_owned(), node))
}

fn described(mut reply: Reply, name: &str, node: &Node) -> Result<Reply, Fault> {
    let (special, target) = match &node.kind {
        Kind::Directory => (1_u32 << 31, ""),
        Kind::Link(target) => (1 << 27, target.as_str()),
        Kind::File(_) | Kind::Gone => (0, ""),
    };
    let described = object! {
        "name": name,
        "size": node.size(),
        "mode": special | (node.mode & 0o777),
        "mtime": node.changed.rfc3339(),
        "linkTarget": target,
    };
    let text = serde_json::to_vec(&described).unwrap_or_default();
    let value = HeaderValue::from_str(&STANDARD.encode(text))
        .map_err(|error| Fault::internal(error.to_string()))?;
    reply.headers_mut().insert(
        HeaderName::from_static("x-docker-container-path-stat"),
        value,
    );
    Ok(reply)
}

fn get(engine: &Arc<Engine>, reference: &str, path: &str) -> Result<Reply, Fault> {
    engine.change(|world| {
        let held = world.find_container(reference)?;
        let (name, node) = look(world, held, reference, path)?;
        let mut tree = container_files(world, held)
            .tree(path)
            .map_err(|_| not_there(reference, path))?;
        if let Some((_, first)) = tree.first_mut() {
            *first = node.clone();
        }
        let top = name.trim_matches('/');
        let entries: Vec<(String, Node)> = tree
            .into_iter()
            .map(|(relative, node)| match (top, relative.as_str()) {
                ("", "") => (".".to_owned(), node),
                ("", relative) => (relative.to_owned(), node),
                (top, "") => (top.to_owned(), node),
                (top, relative) => (format!("{top}/{relative}"), node),
            })
            .collect();
        let id = held.id.clone();
        world.container_event(&id, "archive-path", &[]);
        described(
            plain(200, Some("application/x-tar"), pack(&entries)),
            &name,
            &node,
        )
    })
}

async fn put(
    engine: &Arc<Engine>,
    call: &mut Call,
    reference: &str,
    path: &str,
) -> Result<Reply, Fault> {
    let bytes = call.archive().await?;
    engine.change(|world| {
        let held = world.find_container(reference)?;
        let id = held.id.clone();
        let files = container_files(world, held);
        let folder = files.locate(path).map_err(|_| not_there(reference, path))?;
        let node = files
            .stat(&folder)
            .map_err(|_| not_there(reference, path))?;
        if !node.is_directory() {
            return Err(Fault::internal("extraction point is not a directory"));
        }
        let mut placed = Vec::new();
        for (relative, node) in unpack(&bytes)? {
            let wanted = normalise(&folder, relative.trim_start_matches('/'))
                .ok_or_else(|| Fault::bad("the archive has a path that cannot be used"))?;
            // Links in the container are followed inside the container.
            let place = files.locate(&wanted).unwrap_or(wanted);
            if place == "/" || (node.is_directory() && files.stat(&place).is_ok()) {
                continue;
            }
            placed.push((place, node));
        }
        let weight = placed
            .iter()
            .map(|(path, node)| path.len() as u64 + node.size())
            .sum();
        world.check_room(weight)?;
        let held = world.container_mut(&id)?;
        for (place, node) in placed {
            held.files.put(&place, node);
        }
        world.container_event(&id, "extract-to-dir", &[]);
        Ok(empty(200))
    })
}
