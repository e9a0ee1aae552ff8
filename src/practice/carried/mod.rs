//! The lessons' base images, which the practice engine carries itself because it reaches no registry.

use std::collections::BTreeMap;

use serde_json::json;

use super::world::World;
use super::world::config::Config;
use super::world::fault::Fault;
use super::world::files::{Kind, Layer, Node};
use super::world::image::{History, Image, full_name};
use super::world::source::Time;

/// The names of the images that can be pulled.
pub const CARRIED: [&str; 2] = ["nginx:1.28-alpine", "node:22-alpine"];

/// When the carried images say they were made: 2026-01-01.
const MADE: Time = Time(1_767_225_600_000_000_000);

/// Tools in both images.
const TOOLS: [&str; 25] = [
    "cat", "cp", "date", "echo", "env", "false", "grep", "head", "hostname", "ip", "kill", "ls",
    "mkdir", "mv", "ping", "printenv", "ps", "rm", "sh", "sleep", "tail", "true", "uname", "wc",
    "wget",
];

/// Pulls a carried image: whether it is new here.
///
/// # Errors
/// What a registry answers that does not know the image.
pub fn pull(world: &mut World, reference: &str) -> Result<bool, Fault> {
    let name = full_name(reference)?;
    if !CARRIED.contains(&name.as_str()) {
        return Err(not_carried(&name));
    }
    if world.tags.contains_key(&name) {
        return Ok(false);
    }
    let layer = if name.starts_with("nginx") {
        nginx_files()
    } else {
        node_files()
    };
    let size = layer.size();
    let layer = world.add_layer(layer)?;
    let image = Image {
        id: String::new(),
        parent: String::new(),
        created: MADE,
        config: config(&name),
        layers: vec![layer],
        history: vec![History {
            created: MADE,
            created_by: String::new(),
            comment: "carried by the baeum practice engine".to_owned(),
            size,
            image: String::new(),
        }],
        comment: "carried by the baeum practice engine".to_owned(),
        container: String::new(),
        step: name.clone(),
    };
    let id = world.add_image(image)?;
    world.tags.insert(name.clone(), id);
    world.image_event(&name, "pull", name.split(':').next().unwrap_or_default());
    Ok(true)
}

/// Why other images cannot be pulled.
const NO_REGISTRY: &str = "the practice engine reaches no registry";

/// What is said of an image that is not carried.
#[must_use]
pub fn not_carried(name: &str) -> Fault {
    Fault::missing(format!(
        "manifest for {name} not found: {NO_REGISTRY}, it carries only {}",
        CARRIED.join(" and ")
    ))
}

/// Whether this was said by [`not_carried`].
#[must_use]
pub fn is_not_carried(message: &str) -> bool {
    message.contains(NO_REGISTRY)
}

fn config(name: &str) -> Config {
    let words = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    if name.starts_with("nginx") {
        Config {
            exposed_ports: Some(BTreeMap::from([("80/tcp".to_owned(), json!({}))])),
            cmd: words(&["nginx", "-g", "daemon off;"]),
            ..Config::default()
        }
    } else {
        Config {
            cmd: words(&["node"]),
            ..Config::default()
        }
    }
}

fn base(release: &str) -> Layer {
    let mut layer = Layer::default();
    for folder in [
        "/bin",
        "/dev",
        "/etc",
        "/home",
        "/proc",
        "/root",
        "/run",
        "/sbin",
        "/sys",
        "/tmp",
        "/usr/bin",
        "/usr/local/bin",
        "/usr/sbin",
        "/var/log",
    ] {
        let mode = match folder {
            "/tmp" => 0o1777,
            "/root" => 0o700,
            _ => 0o755,
        };
        layer.put(folder, Node::directory(mode, MADE));
    }
    for (path, text) in [
        (
            "/etc/passwd",
            "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\nnginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin\n",
        ),
        (
            "/etc/group",
            "root:x:0:root\nnobody:x:65534:\nnginx:x:101:nginx\n",
        ),
        ("/etc/hosts", ""),
        ("/etc/hostname", ""),
        ("/etc/resolv.conf", ""),
        ("/etc/os-release", release),
    ] {
        layer.put(path, Node::file(text.as_bytes(), 0o644, MADE));
    }
    layer.put("/bin/busybox", executable());
    for tool in TOOLS {
        layer.put(&format!("/bin/{tool}"), link("/bin/busybox"));
    }
    for tool in ["getent", "nslookup"] {
        layer.put(&format!("/usr/bin/{tool}"), link("/bin/busybox"));
    }
    layer.put("/usr/bin/curl", executable());
    layer
}

fn executable() -> Node {
    Node::file(
        &b"A program of the practice engine: it is imitated, not run.\n"[..],
        0o755,
        MADE,
    )
}

fn link(target: &str) -> Node {
    Node {
        kind: Kind::Link(target.to_owned()),
        mode: 0o777,
        changed: MADE,
    }
}

const RELEASE: &str = "NAME=\"baeum practice engine\"\nID=baeum\nPRETTY_NAME=\"baeum practice engine (imitates Alpine Linux)\"\n";

fn nginx_files() -> Layer {
    let mut layer = base(RELEASE);
    for (path, text) in [
        ("/etc/nginx/nginx.conf", include_str!("nginx.conf")),
        ("/etc/nginx/mime.types", include_str!("mime.types")),
        (
            "/etc/nginx/conf.d/default.conf",
            include_str!("default.conf"),
        ),
        (
            "/usr/share/nginx/html/index.html",
            include_str!("../inside/base/index.html"),
        ),
        (
            "/usr/share/nginx/html/50x.html",
            include_str!("../inside/base/50x.html"),
        ),
    ] {
        layer.put(path, Node::file(text.as_bytes(), 0o644, MADE));
    }
    layer.put("/var/log/nginx/access.log", link("/dev/stdout"));
    layer.put("/var/log/nginx/error.log", link("/dev/stderr"));
    layer.put("/usr/sbin/nginx", executable());
    layer
}

fn node_files() -> Layer {
    let mut layer = base(RELEASE);
    layer.put("/usr/local/bin/node", executable());
    layer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::world::source::Source;

    #[test]
    fn the_base_images_can_be_pulled_once_and_others_are_refused_honestly() {
        let mut world = World::new(Source::steady(), "host");
        assert!(pull(&mut world, "nginx:1.28-alpine").unwrap());
        assert!(!pull(&mut world, "docker.io/library/nginx:1.28-alpine").unwrap());
        assert!(pull(&mut world, "node:22-alpine").unwrap());
        let fault = pull(&mut world, "redis").unwrap_err();
        assert_eq!(fault.status, 404);
        assert!(fault.message.contains("practice engine"));
    }
}
