//! The lesson's own commands, searched for the one that makes a thing: the source of every fix.

use crate::docker::snapshot::with_tag;
use crate::lesson::Command;

/// Commands that the lesson teaches up to the step at hand, names filled in, in order.
#[derive(Debug, Clone, Default)]
pub struct Recipes {
    earlier: Vec<String>,
    step: Vec<String>,
    /// Container path and lab file of configuration that an image carries.
    pub configurations: Vec<Configuration>,
}

/// A file of the lab folder that an image carries at a path of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// The container that is made from the image.
    pub container: String,
    /// Absolute path in the container.
    pub path: String,
    /// Relative path in the lab folder.
    pub lab: String,
    /// Texts that the lesson wants in it once it has been edited.
    pub wanted: Vec<String>,
}

impl Recipes {
    /// From the commands of the steps before and of the step itself, in order, names filled in.
    #[must_use]
    pub fn new(earlier: Vec<String>, step: Vec<String>) -> Self {
        Self {
            earlier,
            step,
            configurations: Vec::new(),
        }
    }

    fn latest(&self, wanted: impl Fn(&[&str]) -> bool) -> Option<String> {
        self.step
            .iter()
            .rev()
            .chain(self.earlier.iter().rev())
            .find(|command| {
                let words: Vec<&str> = command.split_whitespace().collect();
                wanted(&words)
            })
            .cloned()
    }

    /// The command that runs this container.
    #[must_use]
    pub fn run(&self, container: &str) -> Option<String> {
        self.latest(|words| {
            matches!(words, ["docker", "run" | "create", ..]) && option(words, "--name", container)
        })
    }

    /// How the lesson stops the container by a command of its own, after it has run it: `stop` or
    /// `kill`.
    #[must_use]
    pub fn stops(&self, container: &str) -> Option<&'static str> {
        let all: Vec<Vec<&str>> = self
            .earlier
            .iter()
            .chain(&self.step)
            .map(|command| command.split_whitespace().collect())
            .collect();
        let runs = |words: &Vec<&str>| {
            matches!(words[..], ["docker", "run" | "create", ..])
                && option(words, "--name", container)
        };
        let after = all.iter().rposition(runs).map_or(0, |run| run + 1);
        let about_it = |words: &&Vec<&str>| words.contains(&container);
        all.iter()
            .skip(after)
            .filter(about_it)
            .rev()
            .find_map(|words| match words[..] {
                ["docker", "stop", ..] => Some("stop"),
                ["docker", "kill", ..] => Some("kill"),
                _ => None,
            })
    }

    /// Whether the lesson runs the container from this image, where it runs it at all.
    #[must_use]
    pub fn runs_image(&self, container: &str, image: &str) -> Option<bool> {
        let run = self.run(container)?;
        let image = with_tag(image);
        Some(run.split_whitespace().any(|word| with_tag(word) == image))
    }

    /// The command that runs a container on this network.
    #[must_use]
    pub fn run_on(&self, network: &str) -> Option<String> {
        self.latest(|words| {
            matches!(words, ["docker", "run", ..])
                && (option(words, "--network", network) || option(words, "--net", network))
        })
    }

    /// The command that builds this image.
    #[must_use]
    pub fn build(&self, image: &str) -> Option<String> {
        self.latest(|words| matches!(words, ["docker", "build", ..]) && option(words, "-t", image))
    }

    /// Where a command stands among the lesson's.
    #[must_use]
    pub fn place(&self, command: &str) -> Option<usize> {
        let all = self.step.iter().chain(&self.earlier);
        all.into_iter().position(|other| other == command)
    }

    /// The command that makes this network.
    #[must_use]
    pub fn network(&self, network: &str) -> Option<String> {
        self.latest(|words| {
            matches!(words, ["docker", "network", "create", ..]) && words.last() == Some(&network)
        })
    }

    /// Removes the container, if it is there, and runs it as the lesson does.
    #[must_use]
    pub fn replace(&self, container: &str, there: bool) -> Option<String> {
        let run = self.run(container)?;
        Some(if there {
            format!("docker rm -f {container} && {run}")
        } else {
            run
        })
    }

    /// Builds the image anew, then removes the container and runs it as the lesson does.
    #[must_use]
    pub fn rebuild(&self, container: &str, image: &str) -> Option<String> {
        let build = self.build(image)?;
        let replace = self.replace(container, true)?;
        Some(format!("{build} && {replace}"))
    }

    /// The step's own command that runs something in this container.
    #[must_use]
    pub fn exec(&self, container: &str) -> Option<String> {
        self.step
            .iter()
            .rev()
            .find(|command| {
                let words: Vec<&str> = command.split_whitespace().collect();
                matches!(words[..], ["docker", "exec", ..]) && words.contains(&container)
            })
            .cloned()
    }

    /// The step's own command that calls this server from the host.
    #[must_use]
    pub fn request_from_host(&self) -> Option<String> {
        self.step
            .iter()
            .rev()
            .find(|command| command.starts_with("curl "))
            .cloned()
    }

    /// The configuration file that this container's image carries.
    #[must_use]
    pub fn configuration(&self, container: &str) -> Option<&Configuration> {
        self.configurations
            .iter()
            .find(|configuration| configuration.container == container)
    }
}

fn option(words: &[&str], option: &str, value: &str) -> bool {
    words.windows(2).any(|pair| pair == [option, value])
        || words.iter().any(|word| {
            word.strip_prefix(option)
                .and_then(|rest| rest.strip_prefix('='))
                == Some(value)
        })
}

/// How a command of a lesson is run where nobody types: the form that needs no terminal.
#[must_use]
pub fn unattended(command: &Command) -> String {
    match command {
        Command::Shell {
            unattended: Some(unattended),
            ..
        } => unattended.clone(),
        Command::Shell { command, .. } => command.clone(),
        Command::Inside { container, command } => format!("docker exec {container} {command}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Recipes;

    fn recipes() -> Recipes {
        Recipes::new(
            vec![
                "docker build -t nginx:1 ./nginx".into(),
                "docker run -d -p 8080:8080 --network mynet1 --name web nodeserver:1".into(),
            ],
            vec!["docker run -d --network mynet1 --name web nodeserver:1".into()],
        )
    }

    #[test]
    fn the_steps_own_way_of_running_a_container_comes_first() {
        assert_eq!(
            recipes().replace("web", true).as_deref(),
            Some("docker rm -f web && docker run -d --network mynet1 --name web nodeserver:1")
        );
    }

    #[test]
    fn a_container_that_only_sounds_alike_has_no_recipe() {
        assert_eq!(recipes().run("we"), None);
        assert_eq!(recipes().build("nginx"), None);
    }
}
