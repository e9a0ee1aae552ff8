//! Image references as docker reads them.

use crate::docker::snapshot::split_reference;

/// Reads a reference and completes it with `:latest`; an error is docker's words.
pub fn complete(text: &str) -> Result<String, String> {
    let (name, rest) = split(text);
    check(name)?;
    match rest {
        Rest::None => Ok(format!("{name}:latest")),
        Rest::Tag(tag) if is_tag(tag) => Ok(text.to_owned()),
        Rest::Digest(digest) if digest.contains(':') => Ok(text.to_owned()),
        _ => Err("invalid reference format".to_owned()),
    }
}

/// The name, and the tag or digest for `fromImage` and `tag`.
pub fn name_and_tag(complete: &str) -> (&str, &str) {
    match split(complete) {
        (name, Rest::Tag(tag)) => (name, tag),
        (name, Rest::Digest(digest)) => (name, digest),
        (name, Rest::None) => (name, ""),
    }
}

/// Whether a tag or digest was given.
pub fn is_complete(text: &str) -> bool {
    !matches!(split(text).1, Rest::None)
}

/// `docker.io/library/nginx:1`: the whole reference of a complete one.
pub fn canonical(complete: &str) -> String {
    let (domain, path) = domain(complete);
    if domain == "docker.io" && !path.contains('/') {
        format!("docker.io/library/{path}")
    } else {
        format!("{domain}/{path}")
    }
}

enum Rest<'a> {
    None,
    Tag(&'a str),
    Digest(&'a str),
}

fn split(text: &str) -> (&str, Rest<'_>) {
    let (name, rest) = split_reference(text);
    let rest = rest.map_or(Rest::None, |rest| match rest.strip_prefix('@') {
        Some(digest) => Rest::Digest(digest),
        None => Rest::Tag(rest.strip_prefix(':').unwrap_or(rest)),
    });
    (name, rest)
}

fn domain(name: &str) -> (&str, &str) {
    match name.split_once('/') {
        Some((first, path))
            if first.contains(['.', ':'])
                || first == "localhost"
                || first.chars().any(char::is_uppercase) =>
        {
            (first, path)
        }
        _ => ("docker.io", name),
    }
}

fn check(name: &str) -> Result<(), String> {
    let (domain, path) = domain(name);
    let path = if domain == "docker.io" && !path.contains('/') {
        format!("library/{path}")
    } else {
        path.to_owned()
    };
    if path.chars().any(char::is_uppercase) {
        return Err(format!(
            "invalid reference format: repository name ({path}) must be lowercase"
        ));
    }
    if path.split('/').all(is_component) {
        Ok(())
    } else {
        Err("invalid reference format".to_owned())
    }
}

/// Letters and digits, with `.`, `_`, `__` or dashes between them.
fn is_component(part: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    part.starts_with(plain)
        && part.ends_with(plain)
        && part.split(plain).all(|between| {
            matches!(between, "" | "." | "_" | "__") || between.chars().all(|letter| letter == '-')
        })
}

fn is_tag(tag: &str) -> bool {
    let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    tag.len() <= 128
        && tag.starts_with(word)
        && tag
            .chars()
            .all(|letter| word(letter) || letter == '.' || letter == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_completed_or_refused_as_docker_does() {
        for (text, whole) in [
            ("nginx", Ok("nginx:latest")),
            ("nginx:1.28-alpine", Ok("nginx:1.28-alpine")),
            ("host:5000/a/b", Ok("host:5000/a/b:latest")),
            ("a@sha256:00", Ok("a@sha256:00")),
            ("a:b:c", Err("invalid reference format")),
            ("a b", Err("invalid reference format")),
            ("", Err("invalid reference format")),
            (
                "Foo",
                Err("invalid reference format: repository name (library/Foo) must be lowercase"),
            ),
        ] {
            let found = complete(text);
            assert_eq!(found.as_deref().map_err(String::as_str), whole, "{text}");
        }
        assert_eq!(canonical("nginx:1"), "docker.io/library/nginx:1");
        assert_eq!(canonical("host:5000/a:1"), "host:5000/a:1");
    }
}
