//! `docker ps`.

use super::app::App;
use super::failure::Outcome;
use super::filters::{joined, query};
use super::flags::Parsed;
use super::json::Json;
use super::ports::displayed;
use super::table::Listing;
use super::units::{age, ellipsis, go_seconds, now, short, size};

pub async fn containers(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let format = parsed.one("format");
    let with_size = parsed.on("size") || format.is_some_and(|format| format.contains(".Size"));
    let mut path = format!("/containers/json?{}", query(parsed.all("filter"), "ps")?);
    let limit = match parsed.one("last") {
        Some(count) => count.parse().unwrap_or(-1),
        None if parsed.on("latest") => 1,
        None => -1,
    };
    if parsed.on("all") || limit > 0 {
        path.push_str("&all=1");
    }
    if limit > 0 {
        path.push_str(&format!("&limit={limit}"));
    }
    if with_size {
        path.push_str("&size=1");
    }
    let found = app.get(&path).await?;
    let whole = parsed.on("no-trunc");
    let rows: Vec<Json> = found
        .list()
        .iter()
        .map(|container| row(container, whole))
        .collect();
    let mut columns = vec![
        ("ID", "CONTAINER ID"),
        ("Image", "IMAGE"),
        ("Command", "COMMAND"),
        ("RunningFor", "CREATED"),
        ("Status", "STATUS"),
        ("Ports", "PORTS"),
        ("Names", "NAMES"),
    ];
    let mut further = vec![
        ("CreatedAt", "CREATED AT"),
        ("State", "STATE"),
        ("Labels", "LABELS"),
        ("Mounts", "MOUNTS"),
        ("LocalVolumes", "LOCAL VOLUMES"),
        ("Networks", "NETWORKS"),
    ];
    if parsed.on("size") {
        columns.push(("Size", "SIZE"));
    } else {
        further.push(("Size", "SIZE"));
    }
    Listing {
        columns: &columns,
        further: &further,
        key: "ID",
        kind: "formatter.ContainerContext",
    }
    .print(&rows, format, parsed.on("quiet"))
}

fn row(container: &Json, whole: bool) -> Json {
    let created = container.get("Created").int();
    let id = container.get("Id").str();
    let command = container.get("Command").str();
    let command = if whole {
        command.to_owned()
    } else {
        ellipsis(command, 20)
    };
    let image = match container.get("Image").str() {
        "" => "<no image>",
        id if id.starts_with("sha256:") && !whole => short(id),
        image => image,
    };
    let names: Vec<&str> = container
        .get("Names")
        .list()
        .iter()
        .map(|name| name.str().trim_start_matches('/'))
        // Names of old links, such as `other/alias`.
        .filter(|name| whole || !name.contains('/'))
        .collect();
    let mut networks: Vec<&str> = container
        .at("NetworkSettings.Networks")
        .entries()
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    networks.sort_unstable();
    let mounts = container.get("Mounts").list();
    let volumes = mounts
        .iter()
        .filter(|mount| mount.get("Driver").str() == "local")
        .count();
    let mounted: Vec<String> = mounts
        .iter()
        .map(|mount| {
            let name = match mount.get("Name").str() {
                "" => mount.get("Source").str(),
                name => name,
            };
            if whole {
                name.to_owned()
            } else {
                ellipsis(name, 15)
            }
        })
        .collect();
    let written = size(container.get("SizeRw").int(), 3);
    let space = match container.get("SizeRootFs").int() {
        root if root > 0 => format!("{written} (virtual {})", size(root, 3)),
        _ => written,
    };
    Json::map([
        ("Command", Json::text(format!("{command:?}"))),
        ("CreatedAt", Json::text(go_seconds(created))),
        ("ID", Json::text(if whole { id } else { short(id) })),
        ("Image", Json::text(image)),
        ("Labels", Json::text(joined(container.get("Labels")))),
        ("LocalVolumes", Json::text(volumes.to_string())),
        ("Mounts", Json::text(mounted.join(","))),
        ("Names", Json::text(names.join(","))),
        ("Networks", Json::text(networks.join(","))),
        ("Platform", Json::Null),
        ("Ports", Json::text(displayed(container.get("Ports")))),
        (
            "RunningFor",
            Json::text(format!("{} ago", age(now() - created))),
        ),
        ("Size", Json::text(space)),
        ("State", container.get("State").clone()),
        ("Status", container.get("Status").clone()),
    ])
}
