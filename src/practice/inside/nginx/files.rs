//! Pages from the container's files.

use super::answer::{absolute, plain_page};
use super::logs;
use super::model::{Config, Place};
use super::reader::reason;
use super::serve::{Answer, Made};
use super::variables::Asked;
use crate::practice::inside::{FileError, Surroundings};

/// The time that every file of the practice engine's images was last changed: 2022-10-19 08:02:20.
const CHANGED: (&str, &str) = ("Wed, 19 Oct 2022 08:02:20 GMT", "634faf0c");

fn path_of(place: &Place, uri: &str, asked: &Asked) -> String {
    match &place.settings.alias {
        Some(alias) => {
            let rest = uri.strip_prefix(place.path.as_str()).unwrap_or_default();
            format!("{}{rest}", asked.fill(alias, ""))
        }
        None => format!(
            "{}{uri}",
            asked.fill(&place.settings.root, "").trim_end_matches('/')
        ),
    }
}

fn is_folder(path: &str, inside: &dyn Surroundings) -> bool {
    let path = path.trim_end_matches('/');
    inside
        .list_directory(if path.is_empty() { "/" } else { path })
        .is_ok()
}

/// The first of the files that is there; none if the location itself is to go on with it.
pub(super) fn try_files(
    place: &Place,
    asked: &mut Asked,
    inside: &mut dyn Surroundings,
) -> Option<Made> {
    let (last, candidates) = place.try_files.split_last()?;
    for candidate in candidates {
        let uri = asked.fill(candidate, "");
        let path = path_of(place, &uri, asked);
        let there = if uri.ends_with('/') {
            is_folder(&path, inside)
        } else {
            inside.read_file(&path).is_ok()
        };
        if there {
            asked.uri = uri;
            return None;
        }
    }
    if let Some(code) = last.strip_prefix('=') {
        return Some(match code.parse() {
            Ok(status) => Made::Status(status),
            Err(_) => Made::Status(500),
        });
    }
    asked.redirected = true;
    let target = asked.fill(last, "");
    Some(Made::Again(match target.split_once('?') {
        Some((path, arguments)) if !target.starts_with('@') => {
            asked.arguments = Some(arguments.to_owned());
            path.to_owned()
        }
        _ => target,
    }))
}

/// The file for a path, or an index file of its folder.
pub(super) fn serve(
    config: &Config,
    place: &Place,
    asked: &mut Asked,
    inside: &mut dyn Surroundings,
) -> Made {
    asked.root = asked.fill(&place.settings.root, "");
    let path = path_of(place, &asked.uri, asked);
    asked.filename.clone_from(&path);
    if !matches!(asked.request.method.as_str(), "GET" | "HEAD") {
        return Made::Status(405);
    }
    let settings = &place.settings;
    if asked.uri.ends_with('/') {
        for index in &settings.index {
            let file = format!("{path}{index}");
            if inside.read_file(&file).is_ok() {
                let uri = format!("{}{index}", asked.uri);
                asked.redirected = true;
                // Only the file itself is imitated, not the search for its own location.
                asked.uri = uri;
                return file_answer(config, place, &file, inside).unwrap_or(Made::Status(403));
            }
        }
        if is_folder(&path, inside) {
            let text = format!("directory index of \"{path}\" is forbidden");
            logs::error(settings, "error", &text, asked, inside);
            return Made::Status(403);
        }
        let index = settings.index.first().map_or("index.html", String::as_str);
        let text = format!("\"{path}{index}\" is not found (2: No such file or directory)");
        if settings.log_not_found {
            logs::error(settings, "error", &text, asked, inside);
        }
        return Made::Status(404);
    }
    match file_answer(config, place, &path, inside) {
        Ok(made) => made,
        Err(FileError::IsDirectory) => {
            let mut answer = plain_page(301, settings, asked);
            let target = match &asked.arguments {
                Some(arguments) => format!("{}/?{arguments}", asked.uri),
                None => format!("{}/", asked.uri),
            };
            answer
                .headers
                .push(("Location".into(), absolute(&target, settings, asked)));
            Made::Answer(answer)
        }
        Err(error) => {
            let (number, words) = reason(error);
            let text = format!("open() \"{path}\" failed ({number}: {words})");
            if settings.log_not_found || error == FileError::Denied {
                logs::error(settings, "error", &text, asked, inside);
            }
            Made::Status(if error == FileError::Denied { 403 } else { 404 })
        }
    }
}

fn file_answer(
    config: &Config,
    place: &Place,
    path: &str,
    inside: &dyn Surroundings,
) -> Result<Made, FileError> {
    let body = inside.read_file(path)?;
    let name = path.rsplit('/').next().unwrap_or_default();
    let kind = name
        .rsplit_once('.')
        .and_then(|(_, ending)| config.types.get(&ending.to_lowercase()))
        .unwrap_or(&place.settings.default_type)
        .clone();
    Ok(Made::Answer(Answer {
        status: 200,
        headers: vec![
            ("Content-Type".into(), kind),
            ("Content-Length".into(), body.len().to_string()),
            ("Last-Modified".into(), CHANGED.0.into()),
            ("ETag".into(), format!("\"{}-{:x}\"", CHANGED.1, body.len())),
            ("Accept-Ranges".into(), "bytes".into()),
        ],
        body,
        chunked: false,
    }))
}
