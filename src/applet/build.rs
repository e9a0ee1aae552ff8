//! `docker build`, by the engine's own builder.

use std::path::{Path, PathBuf};

use super::app::App;
use super::failure::{Failure, Outcome};
use super::filters::pairs;
use super::flags::Parsed;
use super::ignore::Ignore;
use super::messages::Messages;
use super::out::say;
use super::{reference, units};
use crate::docker::raw::{Sent, encode};
use crate::l10n::Message;

pub async fn build(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let context = parsed.argument(0);
    if context == "-" || context.contains("://") || context.starts_with("git@") {
        return Err(Failure::own(
            Message::new("applet-build-elsewhere").with("context", crate::screen::clean(context)),
        ));
    }
    let folder = app.folder.join(context);
    if !folder.is_dir() {
        return Err(unprepared(&format!("path {context:?} not found")));
    }
    let (dockerfile, outside) = dockerfile(&folder, parsed.one("file"))?;
    let path = query(parsed, &dockerfile)?;
    let archive = pack(&folder, &dockerfile, outside.as_deref())?;
    let quiet = parsed.on("quiet");
    if !quiet {
        let length = i64::try_from(archive.metadata()?.len()).unwrap_or(i64::MAX);
        say(&format!(
            "Sending build context to Docker daemon  {}\n",
            units::size(length, 4)
        ))?;
    }
    let sent = Sent::Tar(tokio::fs::File::from_std(archive));
    let mut answer = app.engine.raw("POST", &path, sent).await?;
    let terminal = std::io::IsTerminal::is_terminal(&std::io::stdout());
    let mut messages = Messages::new(terminal, false, quiet);
    while let Some(bytes) = answer.next().await? {
        messages.feed(&bytes)?;
    }
    messages.finish()?;
    if quiet && let Some(image) = &messages.image {
        say(&format!("{image}\n"))?;
    }
    Ok(0)
}

fn unprepared(text: &str) -> Failure {
    Failure::text(format!("unable to prepare context: {text}"))
}

fn query(parsed: &Parsed, dockerfile: &str) -> Result<String, Failure> {
    let mut path = format!("/build?version=1&dockerfile={}", encode(dockerfile));
    for tag in parsed.all("tag") {
        reference::complete(tag).map_err(|error| Failure::Text {
            text: format!(
                "invalid argument {tag:?} for \"-t, --tag\" flag: {error}\n\nUsage:  docker build [OPTIONS] PATH | URL | -\n\nRun 'docker build --help' for more information"
            ),
            code: 125,
        })?;
        path.push_str(&format!("&t={}", encode(tag)));
    }
    for (flag, name) in [("build-arg", "buildargs"), ("label", "labels")] {
        if !parsed.all(flag).is_empty() {
            let json = pairs(parsed.all(flag)).compact();
            path.push_str(&format!("&{name}={}", encode(&json)));
        }
    }
    for (flag, text) in [
        ("no-cache", "&nocache=1"),
        ("pull", "&pull=1"),
        ("force-rm", "&forcerm=1"),
    ] {
        if parsed.on(flag) {
            path.push_str(text);
        }
    }
    if parsed.one("rm") == Some("false") {
        path.push_str("&rm=0");
    } else {
        path.push_str("&rm=1");
    }
    for (flag, name) in [
        ("target", "target"),
        ("network", "networkmode"),
        ("platform", "platform"),
    ] {
        if let Some(text) = parsed.one(flag) {
            path.push_str(&format!("&{name}={}", encode(text)));
        }
    }
    Ok(path)
}

/// The Dockerfile's name within the context, and where it really is if that is elsewhere.
fn dockerfile(folder: &Path, asked: Option<&str>) -> Result<(String, Option<PathBuf>), Failure> {
    let missing = |path: &Path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        unprepared(&format!(
            "unable to evaluate symlinks in Dockerfile path: lstat {}: no such file or directory",
            path.display()
        ))
    };
    let Some(asked) = asked.filter(|name| !name.is_empty()) else {
        let usual = folder.join("Dockerfile");
        return match usual.exists() {
            true => Ok(("Dockerfile".to_owned(), None)),
            false if folder.join("dockerfile").exists() => Ok(("dockerfile".to_owned(), None)),
            false => Err(missing(&usual)),
        };
    };
    let path = Path::new(asked)
        .canonicalize()
        .map_err(|_| missing(Path::new(asked)))?;
    let inside = folder
        .canonicalize()
        .ok()
        .and_then(|folder| Some(path.strip_prefix(folder).ok()?.to_path_buf()));
    match inside {
        Some(inside) => Ok((slashed(&inside), None)),
        // docker gives it a name that nothing else has.
        None => Ok((".dockerfile.baeum".to_owned(), Some(path))),
    }
}

fn slashed(path: &Path) -> String {
    let parts: Vec<String> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/")
}

/// The context as a tar archive in a file that vanishes by itself.
fn pack(folder: &Path, dockerfile: &str, outside: Option<&Path>) -> Result<std::fs::File, Failure> {
    let ignore = Ignore::read(folder, dockerfile)?;
    let mut builder = tar::Builder::new(tempfile::tempfile()?);
    builder.follow_symlinks(false);
    add(&mut builder, folder, Path::new(""), &ignore, dockerfile)?;
    if let Some(path) = outside {
        builder.append_path_with_name(path, dockerfile)?;
    }
    let mut file = builder.into_inner()?;
    std::io::Seek::rewind(&mut file)?;
    Ok(file)
}

fn add(
    builder: &mut tar::Builder<std::fs::File>,
    folder: &Path,
    below: &Path,
    ignore: &Ignore,
    dockerfile: &str,
) -> Result<(), Failure> {
    let here = folder.join(below);
    let told = |error: std::io::Error, path: &Path| {
        unprepared(&format!(
            "error checking context: {}: {error}",
            path.display()
        ))
    };
    let mut entries = std::fs::read_dir(&here)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .map_err(|error| told(error, &here))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = below.join(entry.file_name());
        let name = slashed(&path);
        let whole = entry.path();
        let kind = entry.file_type().map_err(|error| told(error, &whole))?;
        // The builder itself needs these two.
        let needed = name == dockerfile || name == ".dockerignore";
        let ignored = ignore.covers(&name) && !needed;
        if kind.is_dir() {
            if !ignored {
                builder.append_dir(&path, &whole)?;
            }
            if !ignored || ignore.has_exceptions() || dockerfile.starts_with(&format!("{name}/")) {
                add(builder, folder, &path, ignore, dockerfile)?;
            }
        } else if !ignored && (kind.is_file() || kind.is_symlink()) {
            builder
                .append_path_with_name(&whole, &path)
                .map_err(|error| told(error, &whole))?;
        }
    }
    Ok(())
}
