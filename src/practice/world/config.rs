//! What an image or a container is told about its main program.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The keys of a [`Config`] in dockerd's order.
pub const ORDER: [&str; 20] = [
    "Hostname",
    "Domainname",
    "User",
    "AttachStdin",
    "AttachStdout",
    "AttachStderr",
    "ExposedPorts",
    "Tty",
    "OpenStdin",
    "StdinOnce",
    "Env",
    "Cmd",
    "Image",
    "Volumes",
    "WorkingDir",
    "Entrypoint",
    "OnBuild",
    "Labels",
    "StopSignal",
    "StopTimeout",
];

#[allow(clippy::struct_excessive_bools)] // The API's own switches.
/// The part of the configuration that images and containers share, in dockerd's order and spelling.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Config {
    /// The host name inside.
    #[serde(deserialize_with = "or_default")]
    pub hostname: String,
    /// The domain name inside.
    #[serde(deserialize_with = "or_default")]
    pub domainname: String,
    /// The user whom programs run as.
    #[serde(deserialize_with = "or_default")]
    pub user: String,
    /// Whether standard input is attached.
    #[serde(deserialize_with = "or_default")]
    pub attach_stdin: bool,
    /// Whether standard output is attached.
    #[serde(deserialize_with = "or_default")]
    pub attach_stdout: bool,
    /// Whether standard error is attached.
    #[serde(deserialize_with = "or_default")]
    pub attach_stderr: bool,
    /// Ports such as `80/tcp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposed_ports: Option<BTreeMap<String, Value>>,
    /// Whether there is a terminal.
    #[serde(deserialize_with = "or_default")]
    pub tty: bool,
    /// Whether standard input stays open.
    #[serde(deserialize_with = "or_default")]
    pub open_stdin: bool,
    /// Whether it is closed after the first client.
    #[serde(deserialize_with = "or_default")]
    pub stdin_once: bool,
    /// `NAME=value`.
    pub env: Option<Vec<String>>,
    /// The command, or the arguments of the entry point.
    #[serde(deserialize_with = "words")]
    pub cmd: Option<Vec<String>>,
    /// The image's name as it was given.
    #[serde(deserialize_with = "or_default")]
    pub image: String,
    /// Folders that are volumes.
    pub volumes: Option<BTreeMap<String, Value>>,
    /// Where programs start.
    #[serde(deserialize_with = "or_default")]
    pub working_dir: String,
    /// The program, where the command is only its arguments.
    #[serde(deserialize_with = "words")]
    pub entrypoint: Option<Vec<String>>,
    /// What a build from this image does first; always none here.
    pub on_build: Option<Vec<String>>,
    /// Labels.
    pub labels: Option<BTreeMap<String, String>>,
    /// The signal by which `docker stop` ends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_signal: Option<String>,
    /// How long `docker stop` waits, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_timeout: Option<i64>,
}

/// `null` is as good as nothing.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// One word or a list of words.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Words {
        One(String),
        Many(Vec<String>),
    }
    Ok(
        Option::<Words>::deserialize(deserializer)?.map(|words| match words {
            Words::One(word) => vec![word],
            Words::Many(words) => words,
        }),
    )
}

impl Config {
    /// Fills in from the image what the request leaves open, as dockerd merges them.
    pub fn merge(&mut self, image: &Config) {
        if self.user.is_empty() {
            self.user.clone_from(&image.user);
        }
        if let Some(ports) = &image.exposed_ports {
            let own = self.exposed_ports.get_or_insert_default();
            for (port, value) in ports {
                own.entry(port.clone()).or_insert_with(|| value.clone());
            }
        }
        merge_environment(&mut self.env, image.env.as_deref());
        let labels = self.labels.get_or_insert_default();
        for (key, value) in image.labels.iter().flatten() {
            labels.entry(key.clone()).or_insert_with(|| value.clone());
        }
        // `--entrypoint ""` is a list with one empty word: it clears the image's.
        let own_entrypoint = self
            .entrypoint
            .as_ref()
            .is_some_and(|words| !words.is_empty());
        if !own_entrypoint {
            if self.cmd.as_ref().is_none_or(Vec::is_empty) {
                self.cmd.clone_from(&image.cmd);
            }
            self.entrypoint.clone_from(&image.entrypoint);
        } else if self.entrypoint.as_deref() == Some(&[String::new()]) {
            self.entrypoint = None;
        }
        if self.working_dir.is_empty() {
            self.working_dir.clone_from(&image.working_dir);
        }
        if let Some(volumes) = &image.volumes {
            let own = self.volumes.get_or_insert_default();
            for (path, value) in volumes {
                own.entry(path.clone()).or_insert_with(|| value.clone());
            }
        }
        if self.stop_signal.is_none() {
            self.stop_signal.clone_from(&image.stop_signal);
        }
    }

    /// The words of the main program.
    #[must_use]
    pub fn argv(&self) -> Vec<String> {
        let words = |part: &Option<Vec<String>>| part.clone().unwrap_or_default();
        let mut argv = words(&self.entrypoint);
        argv.extend(words(&self.cmd));
        argv
    }
}

fn merge_environment(own: &mut Option<Vec<String>>, image: Option<&[String]>) {
    let Some(image) = image.filter(|image| !image.is_empty()) else {
        return;
    };
    let name = |entry: &str| entry.split('=').next().unwrap_or_default().to_owned();
    let own = own.get_or_insert_default();
    for entry in image {
        if !own.iter().any(|mine| name(mine) == name(entry)) {
            own.push(entry.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image() -> Config {
        Config {
            env: Some(vec!["A=image".to_owned(), "B=image".to_owned()]),
            cmd: Some(vec!["serve".to_owned()]),
            entrypoint: Some(vec!["/start".to_owned()]),
            ..Config::default()
        }
    }

    #[test]
    fn what_the_request_leaves_open_comes_from_the_image() {
        let mut config = Config {
            env: Some(vec!["A=mine".to_owned()]),
            ..Config::default()
        };
        config.merge(&image());
        assert_eq!(config.env.clone().unwrap(), ["A=mine", "B=image"]);
        assert_eq!(config.argv(), ["/start", "serve"]);
    }

    #[test]
    fn an_entry_point_of_ones_own_drops_the_images_command() {
        let mut config = Config {
            entrypoint: Some(vec!["sh".to_owned()]),
            ..Config::default()
        };
        config.merge(&image());
        assert_eq!(config.argv(), ["sh"]);
    }

    #[test]
    fn a_command_may_be_one_word() {
        let config: Config = serde_json::from_str(r#"{"Cmd":"ls","Hostname":null}"#).unwrap();
        assert_eq!(config.cmd.unwrap(), ["ls"]);
    }
}
