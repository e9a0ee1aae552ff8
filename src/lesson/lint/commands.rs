//! Commands: what they create is the lesson's own, and images have fixed tags.

use std::ops::Range;

use super::{Code, Lint, Problem, lines};
use crate::l10n::Message;
use crate::lesson::names::Names;
use crate::lesson::validate_step::FLAGS;

/// What a command creates.
#[derive(Debug, PartialEq, Eq)]
enum Created {
    Network(String),
    Container(String),
    Image(String),
    /// A container whose name Docker makes up.
    Nameless,
}

impl Lint<'_> {
    pub(super) fn commands(&mut self) {
        let lesson = self.lesson;
        let names = Names::new(lesson);
        let fill = |templates: &[String]| -> Vec<String> {
            templates.iter().map(|text| names.fill(text)).collect()
        };
        let networks = fill(&lesson.owns.networks);
        let containers = fill(&lesson.owns.containers);
        let images = fill(&lesson.owns.images);
        for step in &lesson.steps {
            for line in lines(step) {
                let Some(created) = created(&names.fill(line)) else {
                    continue;
                };
                let (owned, list, name) = match created {
                    // A network that cannot be created is there to be refused.
                    Created::Network(name) => (networks.contains(&name), "networks", name),
                    Created::Container(name) => (containers.contains(&name), "containers", name),
                    Created::Image(name) => (images.contains(&name), "images", name),
                    Created::Nameless => {
                        let problem = Problem::new(Code::NotOwned, self.in_step(step, line))
                            .with("name", line)
                            .help(Message::new("lesson-help-name-it"));
                        self.add(problem);
                        continue;
                    }
                };
                if !owned {
                    let place = self.in_step(step, line);
                    let help = Message::new("lesson-help-own-it")
                        .with("list", list)
                        .with("name", &name);
                    self.add(
                        Problem::new(Code::NotOwned, place)
                            .with("name", name)
                            .help(help),
                    );
                }
            }
        }
        for image in &lesson.base_images {
            if !has_fixed_tag(image) {
                let place = self.in_toml(image);
                self.add(loose(place, image));
            }
        }
        for step in &lesson.steps {
            for line in lines(step) {
                let Some(image) = image_of(line).filter(|image| !has_fixed_tag(image)) else {
                    continue;
                };
                // What the lesson builds itself is what it is.
                if !images.contains(&names.fill(image)) {
                    let place = self.in_step(step, line);
                    self.add(loose(place, image));
                }
            }
        }
        for file in &lesson.lab {
            let is_dockerfile = file
                .path
                .file_name()
                .is_some_and(|name| name == "Dockerfile");
            let path = format!("lab/{}", file.path.display());
            let text = String::from_utf8_lossy(&file.content).into_owned();
            for line in text.lines().filter(|_| is_dockerfile) {
                let mut words = line.split_whitespace();
                let from = words
                    .next()
                    .is_some_and(|word| word.eq_ignore_ascii_case("FROM"));
                let image = words
                    .find(|word| !word.starts_with("--"))
                    .unwrap_or_default();
                if from && image != "scratch" && !has_fixed_tag(image) {
                    self.problems.add(&path, loose(0..0, image));
                }
            }
        }
    }
}

fn loose(place: Range<usize>, image: &str) -> Problem {
    let name = image.split_once(':').map_or(image, |(name, _)| name);
    Problem::new(Code::LooseTag, place)
        .with("image", image)
        .help(Message::new("lesson-help-fixed-tag").with("name", name))
}

/// The image that a command runs or pulls, as it is written.
fn image_of(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().skip(1).peekable();
    if !line.starts_with("docker ") {
        return None;
    }
    words.next_if(|word| matches!(*word, "container" | "image"));
    if !matches!(words.next()?, "run" | "create" | "pull") {
        return None;
    }
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            if !long.contains('=') && !FLAGS.contains(&word) {
                words.next();
            }
        } else if let Some(letters) = word.strip_prefix('-') {
            // A flag that takes a value ends a row of letters; the value may be the next word.
            let value = letters.find(|letter| !"ditPq".contains(letter));
            if value.is_some_and(|at| at + 1 == letters.len()) {
                words.next();
            }
        } else {
            return Some(word);
        }
    }
    None
}

fn has_fixed_tag(image: &str) -> bool {
    let last = image.rsplit('/').next().unwrap_or(image);
    image.contains("${")
        || image.contains('@')
        || last
            .split_once(':')
            .is_some_and(|(_, tag)| !tag.is_empty() && tag != "latest")
}

fn created(line: &str) -> Option<Created> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let after = |option: &str| {
        words.iter().enumerate().find_map(|(at, word)| {
            if *word == option {
                words.get(at + 1).map(|word| (*word).to_owned())
            } else {
                Some(word.strip_prefix(option)?.strip_prefix('=')?.to_owned())
            }
        })
    };
    match words.get(..3)? {
        ["docker", "network", "create"] => Some(Created::Network((*words.last()?).to_owned())),
        ["docker", "run" | "create", _] if words.contains(&"--rm") => None,
        ["docker", "run" | "create", _] => {
            Some(after("--name").map_or(Created::Nameless, Created::Container))
        }
        ["docker", "build", _] => after("-t").or_else(|| after("--tag")).map(Created::Image),
        ["docker", "tag", _] => Some(Created::Image((*words.last()?).to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Created, created, has_fixed_tag, image_of};

    #[test]
    fn what_a_command_creates_is_read_from_it() {
        let container = |name: &str| Some(Created::Container(name.into()));
        assert_eq!(created("docker run -d --name web web:1"), container("web"));
        assert_eq!(created("docker run -d --name=web web:1"), container("web"));
        assert_eq!(created("docker run -d web:1"), Some(Created::Nameless));
        assert_eq!(created("docker run --rm web:1"), None);
        assert_eq!(created("docker network ls --quiet"), None);
        let network = Created::Network("net".into());
        assert_eq!(
            created("docker network create --driver bridge net"),
            Some(network)
        );
    }

    #[test]
    fn the_image_of_a_command_is_found_behind_its_options() {
        for line in [
            "docker run nginx",
            "docker run -d -p 80:80 --name web nginx",
            "docker run -dp80:80 --rm --network=net nginx sh -c ls",
            "docker container create --name web nginx",
            "docker pull nginx",
        ] {
            assert_eq!(image_of(line), Some("nginx"), "{line}");
        }
        assert_eq!(image_of("docker network create nginx"), None);
        assert_eq!(image_of("docker exec web nginx -t"), None);
    }

    #[test]
    fn latest_is_no_fixed_tag() {
        assert!(has_fixed_tag("nginx:1.28-alpine"));
        assert!(!has_fixed_tag("nginx"));
        assert!(!has_fixed_tag("registry:5000/nginx:latest"));
    }
}
