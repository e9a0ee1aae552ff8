//! `docker images`, `rmi`, `tag`.

use super::app::App;
use super::failure::{Failure, Outcome};
use super::filters::query;
use super::flags::Parsed;
use super::json::Json;
use super::out::{complain, say};
use super::reference;
use super::table::Listing;
use super::units::{age, go_seconds, now, short, size};
use crate::docker::raw::{encode, reference as in_path};

const NONE: &str = "<none>";

pub async fn list(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let mut filters = parsed.all("filter").to_vec();
    if let Some(name) = parsed.arguments.first() {
        filters.push(format!("reference={name}"));
    }
    let mut path = format!("/images/json?{}", query(&filters, "images")?);
    if parsed.on("all") {
        path.push_str("&all=1");
    }
    let images = app.get(&path).await?;
    let rows: Vec<Json> = images
        .list()
        .iter()
        .flat_map(|image| rows(image, parsed.on("no-trunc")))
        .collect();
    let mut columns = vec![("Repository", "REPOSITORY"), ("Tag", "TAG")];
    let mut further = vec![("CreatedAt", "CREATED AT")];
    if parsed.on("digests") {
        columns.push(("Digest", "DIGEST"));
    } else {
        further.push(("Digest", "DIGEST"));
    }
    columns.extend([
        ("ID", "IMAGE ID"),
        ("CreatedSince", "CREATED"),
        ("Size", "SIZE"),
    ]);
    Listing {
        columns: &columns,
        further: &further,
        key: "ID",
        kind: "formatter.imageContext",
    }
    .print(&rows, parsed.one("format"), parsed.on("quiet"))
}

/// One row for each name of an image.
fn rows(image: &Json, whole: bool) -> Vec<Json> {
    let texts = |key: &str| -> Vec<String> {
        image
            .get(key)
            .list()
            .iter()
            .map(|text| text.str().to_owned())
            .filter(|text| !text.starts_with(NONE))
            .collect()
    };
    let (tags, digests) = (texts("RepoTags"), texts("RepoDigests"));
    let mut names: Vec<(String, String, String)> = tags
        .iter()
        .map(|text| {
            let (name, tag) = reference::name_and_tag(text);
            let digest = digests
                .iter()
                .filter_map(|text| text.split_once('@'))
                .find(|(other, _)| *other == name)
                .map_or(NONE, |(_, digest)| digest);
            (name.to_owned(), tag.to_owned(), digest.to_owned())
        })
        .collect();
    if names.is_empty() {
        names = digests
            .iter()
            .filter_map(|text| text.split_once('@'))
            .map(|(name, digest)| (name.to_owned(), NONE.to_owned(), digest.to_owned()))
            .collect();
    }
    if names.is_empty() {
        names.push((NONE.to_owned(), NONE.to_owned(), NONE.to_owned()));
    }
    let id = image.get("Id").str();
    let (created, bytes) = (image.get("Created").int(), image.get("Size").int());
    names
        .into_iter()
        .map(|(name, tag, digest)| {
            Json::map([
                ("Containers", Json::text("N/A")),
                ("CreatedAt", Json::text(go_seconds(created))),
                (
                    "CreatedSince",
                    Json::text(format!("{} ago", age(now() - created))),
                ),
                ("Digest", Json::text(digest)),
                ("ID", Json::text(if whole { id } else { short(id) })),
                ("Repository", Json::text(name)),
                ("SharedSize", Json::text("N/A")),
                ("Size", Json::text(size(bytes, 3))),
                ("Tag", Json::text(tag)),
                ("UniqueSize", Json::text("N/A")),
                ("VirtualSize", Json::text(size(bytes, 4))),
            ])
        })
        .collect()
}

pub async fn remove(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let force = parsed.on("force");
    let mut query = Vec::new();
    if force {
        query.push("force=1");
    }
    if parsed.on("no-prune") {
        query.push("noprune=1");
    }
    let query = query.join("&");
    let (mut texts, mut fatal) = (Vec::new(), false);
    for name in &parsed.arguments {
        match app
            .delete(&format!("/images/{}?{query}", in_path(name)))
            .await
        {
            Ok(gone) => {
                for one in gone.list() {
                    match one.find("Deleted") {
                        Some(id) => say(&format!("Deleted: {}\n", id.str()))?,
                        None => say(&format!("Untagged: {}\n", one.get("Untagged").str()))?,
                    }
                }
            }
            Err(failure) => {
                fatal |= !failure.is_not_found();
                texts.push(app.words_of(&failure));
            }
        }
    }
    if texts.is_empty() {
        return Ok(0);
    }
    let text = texts.join("\n");
    if force && !fatal {
        complain(&text);
        return Ok(0);
    }
    Err(Failure::text(text))
}

pub async fn tag(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let (source, target) = (parsed.argument(0), parsed.argument(1));
    let whole = reference::complete(target).map_err(|error| {
        Failure::text(format!(
            "Error parsing reference: {target:?} is not a valid repository/tag: {error}"
        ))
    })?;
    let (name, tag) = reference::name_and_tag(&whole);
    let path = format!(
        "/images/{}/tag?repo={}&tag={}",
        in_path(source),
        encode(name),
        encode(tag)
    );
    app.post(&path, None).await?;
    Ok(0)
}
