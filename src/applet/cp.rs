//! `docker cp`.

use std::fs::File;
use std::io::{IsTerminal, Seek, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use tokio::io::AsyncReadExt;

use super::app::App;
use super::failure::{Failure, Outcome};
use super::flags::Parsed;
use super::json::Json;
use super::{out, units};
use crate::docker::raw::{Answer, Sent, encode, segment};

/// The bit of Go's file mode that says folder.
const FOLDER: i64 = 1 << 31;

pub async fn cp(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let (from, to) = (parsed.argument(0), parsed.argument(1));
    let copied = match (split(from), split(to)) {
        (Some(_), Some(_)) => {
            return Err(Failure::text("copying between containers is not supported"));
        }
        (None, None) => {
            return Err(Failure::text("must specify at least one container source"));
        }
        (Some((container, path)), None) => out_of(app, container, path, to).await?,
        (None, Some((container, path))) => {
            into(app, from, container, path, parsed.on("archive")).await?
        }
    };
    if let Some(bytes) = copied
        && !parsed.on("quiet")
        && std::io::stdout().is_terminal()
    {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        out::complain(&format!(
            "Successfully copied {} to {to}",
            units::size(bytes, 3)
        ));
    }
    Ok(0)
}

/// `container:path`; a path of this machine begins with `.` or is absolute.
fn split(text: &str) -> Option<(&str, &str)> {
    if text.starts_with('.') || Path::new(text).is_absolute() {
        return None;
    }
    text.split_once(':')
        .filter(|(container, _)| !container.is_empty())
}

/// What the engine says of a path: whether it is a folder.
fn is_folder(answer: &Answer) -> bool {
    let stat = answer
        .headers()
        .get("X-Docker-Container-Path-Stat")
        .and_then(|text| {
            base64::engine::general_purpose::STANDARD
                .decode(text.as_bytes())
                .ok()
        })
        .and_then(|bytes| Json::read(&bytes).ok())
        .unwrap_or_default();
    stat.get("mode").int() & FOLDER != 0
}

/// The last part of a path; empty for the root.
fn last(path: &str) -> &str {
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default()
}

/// Whether only what is in the folder is meant, not the folder itself.
fn only_content(path: &str) -> bool {
    path.ends_with("/.") || path == "."
}

async fn out_of(
    app: &App<'_>,
    container: &str,
    path: &str,
    to: &str,
) -> Result<Option<u64>, Failure> {
    let absolute = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    };
    let url = format!(
        "/containers/{}/archive?path={}",
        segment(container),
        encode(&absolute)
    );
    if to != "-" {
        let target = Path::new(to);
        let parent = parent_of(target);
        if !target.is_dir() && !parent.is_dir() {
            return Err(Failure::text(format!(
                "invalid output path: directory \"{}\" does not exist",
                std::path::absolute(&parent).unwrap_or(parent).display()
            )));
        }
    }
    let answer = app.engine.raw("GET", &url, Sent::Nothing).await?;
    let folder = is_folder(&answer);
    let mut reader = answer.reader();
    if to == "-" {
        super::stream::plain(&mut reader).await?;
        return Ok(None);
    }
    let mut archive = tempfile::tempfile()?;
    let mut piece = vec![0; 64 << 10];
    loop {
        let length = reader.read(&mut piece).await?;
        if length == 0 {
            break;
        }
        archive.write_all(piece.get(..length).unwrap_or_default())?;
    }
    archive.rewind()?;
    let (root, name) = target(to, last(&absolute), folder, only_content(path))?;
    let copied = archive.metadata()?.len();
    unpack(archive, &root, name.as_deref(), only_content(path))?;
    Ok(Some(copied))
}

fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_owned(),
        None => path.to_owned(),
    }
}

/// The folder to unpack into, and the name that the archive's first part gets: `None` keeps it,
/// an empty one takes it away.
fn target(
    to: &str,
    source: &str,
    folder: bool,
    content: bool,
) -> Result<(PathBuf, Option<String>), Failure> {
    let path = Path::new(to);
    if path.is_dir() {
        let name = (source.is_empty() && !content).then(String::new);
        return Ok((path.to_owned(), name));
    }
    if path.exists() && folder {
        return Err(Failure::text("cannot copy directory"));
    }
    if to.ends_with(['/', std::path::MAIN_SEPARATOR]) && !folder {
        return Err(Failure::text("no such directory"));
    }
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok((parent_of(path), name))
}

/// Unpacks an archive, and nothing outside of `root`.
fn unpack(archive: File, root: &Path, name: Option<&str>, content: bool) -> Result<(), Failure> {
    let archive = match name {
        None => archive,
        Some(name) => renamed(archive, name, content)?,
    };
    let mut archive = tar::Archive::new(archive);
    archive.set_preserve_permissions(true);
    archive.set_overwrite(true);
    archive.unpack(root)?;
    Ok(())
}

/// The same archive with another first part of every path. What is only the content of a folder has
/// none to be replaced.
fn renamed(archive: File, name: &str, content: bool) -> Result<File, Failure> {
    let first = usize::from(!content);
    let mut archive = tar::Archive::new(archive);
    let mut builder = tar::Builder::new(tempfile::tempfile()?);
    for entry in archive.entries()? {
        let mut entry = entry?;
        let moved = |path: &Path| -> PathBuf {
            let parts = path
                .components()
                .filter(|part| !matches!(part, std::path::Component::CurDir));
            let below: PathBuf = parts.skip(first).collect();
            Path::new(name).join(below)
        };
        let path = moved(&entry.path()?);
        if path.as_os_str().is_empty() {
            continue;
        }
        let mut header = entry.header().clone();
        let kind = header.entry_type();
        if let Some(link) = entry.link_name()? {
            let link = if kind.is_hard_link() {
                moved(&link)
            } else {
                link.into_owned()
            };
            builder.append_link(&mut header, path, link)?;
        } else {
            builder.append_data(&mut header, path, &mut entry)?;
        }
    }
    let mut file = builder.into_inner()?;
    file.rewind()?;
    Ok(file)
}

async fn into(
    app: &App<'_>,
    from: &str,
    container: &str,
    path: &str,
    owners: bool,
) -> Result<Option<u64>, Failure> {
    let absolute = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    };
    let base = format!("/containers/{}/archive", segment(container));
    let mut archive = tempfile::tempfile()?;
    let mut root = absolute.clone();
    let mut size = None;
    if from == "-" {
        std::io::copy(&mut std::io::stdin().lock(), &mut archive)?;
    } else {
        let source = Path::new(from);
        let meta = std::fs::symlink_metadata(source).map_err(|_| {
            let whole = std::path::absolute(source).unwrap_or_else(|_| source.to_owned());
            Failure::text(format!(
                "lstat {}: no such file or directory",
                whole.display()
            ))
        })?;
        let stat = format!("{base}?path={}", encode(&absolute));
        let there = match app.engine.raw("HEAD", &stat, Sent::Nothing).await {
            Ok(answer) => Some(is_folder(&answer)),
            Err(error) if error.is_not_found() => {
                // Perhaps the container itself is not there; then this says so.
                app.get(&format!("/containers/{}/json", segment(container)))
                    .await?;
                None
            }
            Err(error) => return Err(error.into()),
        };
        let name = source.canonicalize().ok().and_then(|path| {
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        });
        let mut name = name.unwrap_or_default();
        let content = only_content(from);
        match there {
            Some(true) if content => name = String::new(),
            Some(true) => {}
            Some(false) if meta.is_dir() => {
                return Err(Failure::text("cannot copy directory"));
            }
            other => {
                if other.is_none() && absolute.ends_with('/') && !meta.is_dir() {
                    return Err(Failure::text("no such directory"));
                }
                last(&absolute).clone_into(&mut name);
                let cut = absolute.trim_end_matches('/');
                root = cut
                    .rsplit_once('/')
                    .map_or(
                        "/",
                        |(parent, _)| if parent.is_empty() { "/" } else { parent },
                    )
                    .to_owned();
            }
        }
        let mut builder = tar::Builder::new(archive);
        builder.follow_symlinks(false);
        if meta.is_dir() {
            let top = if name.is_empty() { "." } else { &name };
            builder.append_dir_all(top, source)?;
        } else {
            builder.append_path_with_name(source, &name)?;
        }
        archive = builder.into_inner()?;
        size = Some(archive.metadata()?.len());
    }
    archive.rewind()?;
    let mut url = format!("{base}?path={}&noOverwriteDirNonDir=true", encode(&root));
    if owners {
        url.push_str("&copyUIDGID=true");
    }
    let sent = Sent::Tar(tokio::fs::File::from_std(archive));
    app.engine.raw("PUT", &url, sent).await?.whole().await?;
    Ok(size)
}
