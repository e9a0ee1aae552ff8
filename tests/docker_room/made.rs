//! What a test makes on the engine, removed with it whether it passes or fails.

use std::process::Command;
use std::time::Duration;

use baeum::docker::Engine;

pub(super) use super::client::docker;

use super::LIMIT;

/// Objects of one test, removed with it, whether it passes or fails.
pub(super) struct Made {
    pub(super) containers: Vec<String>,
    pub(super) networks: Vec<String>,
    pub(super) images: Vec<String>,
    mark: String,
}

impl Made {
    pub(super) fn new(test: &str) -> Self {
        Self {
            containers: Vec::new(),
            networks: Vec::new(),
            images: Vec::new(),
            mark: format!("docker-{test}-{}", std::process::id()),
        }
    }

    pub(super) fn name(&self, part: &str) -> String {
        format!("{}-{part}", self.mark)
    }

    pub(super) fn container(
        &mut self,
        part: &str,
        before: &[&str],
        image: &str,
        after: &[&str],
    ) -> String {
        let name = self.name(part);
        self.containers.push(name.clone());
        let mut command = vec!["run", "-d", "--name", &name];
        command.extend(before);
        command.push(image);
        command.extend(after);
        docker(&command);
        name
    }

    pub(super) fn network(&mut self, part: &str) -> String {
        let name = self.name(part);
        self.networks.push(name.clone());
        docker(&["network", "create", &name]);
        name
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let quietly = |command: &[&str], names: &mut Vec<String>| {
            for name in names.drain(..) {
                let _ = Command::new("docker").args(command).arg(&name).output();
            }
        };
        quietly(&["rm", "-f", "-v"], &mut self.containers);
        quietly(&["network", "rm"], &mut self.networks);
        quietly(&["rmi"], &mut self.images);
    }
}

pub(super) const SLEEP: [&str; 2] = ["sleep", "1000"];

/// Waits until the container has said `word`, as its program does when it is ready.
pub(super) async fn said(engine: &Engine, container: &str, word: &str) {
    let waiting = async {
        loop {
            let lines = engine.logs(container, None, 100).await.unwrap();
            if lines.iter().any(|line| line.text == word) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(LIMIT, waiting).await.unwrap();
}
