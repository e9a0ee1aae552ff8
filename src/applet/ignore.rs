//! `.dockerignore`.

use std::path::Path;

use super::failure::Failure;

/// What is left out of a build context.
#[derive(Debug, Default)]
pub struct Ignore {
    /// Patterns cut at slashes, in order, and whether each takes back what was left out.
    rules: Vec<(Vec<String>, bool)>,
}

impl Ignore {
    /// Reads the file that stands beside the Dockerfile, or else that of the context.
    pub fn read(folder: &Path, dockerfile: &str) -> Result<Self, Failure> {
        for name in [
            format!("{dockerfile}.dockerignore"),
            ".dockerignore".to_owned(),
        ] {
            match std::fs::read_to_string(folder.join(&name)) {
                Ok(text) => return Ok(Self::parse(&text)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(Failure::text(format!("error reading {name}: {error}")));
                }
            }
        }
        Ok(Self::default())
    }

    fn parse(text: &str) -> Self {
        let rules = text
            .trim_start_matches('\u{feff}')
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .filter_map(|line| {
                let (line, back) = match line.strip_prefix('!') {
                    Some(line) => (line.trim(), true),
                    None => (line, false),
                };
                let parts: Vec<String> = line
                    .split('/')
                    .filter(|part| !part.is_empty() && *part != ".")
                    .map(str::to_owned)
                    .collect();
                (!parts.is_empty()).then_some((parts, back))
            })
            .collect();
        Self { rules }
    }

    /// Whether something is left out; `name` has slashes and begins at the context.
    pub fn covers(&self, name: &str) -> bool {
        let parts: Vec<&str> = name.split('/').collect();
        let mut covered = false;
        for (pattern, back) in &self.rules {
            // What is in a folder goes with it.
            let hit = (1..=parts.len())
                .any(|length| matches(pattern, parts.get(..length).unwrap_or_default()));
            if hit {
                covered = !back;
            }
        }
        covered
    }

    /// Whether something in a folder that is left out may be taken back.
    pub fn has_exceptions(&self) -> bool {
        self.rules.iter().any(|(_, back)| *back)
    }
}

fn matches(pattern: &[String], parts: &[&str]) -> bool {
    match (pattern, parts) {
        ([], []) => true,
        ([first, rest @ ..], _) if first == "**" => {
            // At the end it covers everything below.
            if rest.is_empty() {
                return true;
            }
            (0..=parts.len()).any(|from| matches(rest, parts.get(from..).unwrap_or_default()))
        }
        ([first, rest @ ..], [part, parts @ ..]) => {
            let (first, part): (Vec<char>, Vec<char>) =
                (first.chars().collect(), part.chars().collect());
            glob(&first, &part) && matches(rest, parts)
        }
        _ => false,
    }
}

/// `*`, `?`, `[a-z]`, `\x` within one part of a path.
fn glob(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        (['*', rest @ ..], _) => {
            (0..=text.len()).any(|from| glob(rest, text.get(from..).unwrap_or_default()))
        }
        (['?', rest @ ..], [_, text @ ..]) => glob(rest, text),
        (['[', rest @ ..], [found, text @ ..]) => {
            let Some(end) = rest.iter().position(|letter| *letter == ']') else {
                return false;
            };
            let (set, after) = (
                rest.get(..end).unwrap_or_default(),
                rest.get(end + 1..).unwrap_or_default(),
            );
            let (set, negated) = match set {
                ['^', set @ ..] => (set, true),
                set => (set, false),
            };
            in_set(set, *found) != negated && glob(after, text)
        }
        (['\\', letter, rest @ ..] | [letter, rest @ ..], [found, text @ ..]) => {
            letter == found && glob(rest, text)
        }
        _ => false,
    }
}

fn in_set(set: &[char], found: char) -> bool {
    match set {
        [] => false,
        [first, '-', last, rest @ ..] => (*first..=*last).contains(&found) || in_set(rest, found),
        [first, rest @ ..] => *first == found || in_set(rest, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ignored_is_what_docker_ignores() {
        let ignore = Ignore::parse(
            "# comment\nnode_modules\n*.log\n!keep.log\n**/*.tmp\n/dist/\na/?.txt\n[xy].md\n",
        );
        for (name, covered) in [
            ("node_modules", true),
            ("node_modules/a/b.js", true),
            ("src/node_modules", false),
            ("a.log", true),
            ("keep.log", false),
            ("src/a.log", false),
            ("x.tmp", true),
            ("src/deep/x.tmp", true),
            ("dist/a", true),
            ("a/b.txt", true),
            ("a/bb.txt", false),
            ("x.md", true),
            ("z.md", false),
            ("server.js", false),
        ] {
            assert_eq!(ignore.covers(name), covered, "{name}");
        }
    }
}
