//! Where baeum keeps what it writes: progress in the state folder, the learner's files where they find them.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// The folders of this user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    state: PathBuf,
    lab: PathBuf,
}

impl Home {
    /// Below `BAEUM_HOME` where it is set; otherwise progress in the platform's state folder and
    /// lab folders in `~/baeum`. `None` where the platform names no home folder.
    #[must_use]
    pub fn find(baeum_home: Option<&Path>) -> Option<Self> {
        if let Some(home) = baeum_home.filter(|home| !home.as_os_str().is_empty()) {
            // The folder is handed to docker and to shells that run elsewhere.
            let home = std::path::absolute(home).unwrap_or_else(|_| home.to_owned());
            return Some(Self {
                state: home.join("state"),
                lab: home.join("lab"),
            });
        }
        let strategy = etcetera::choose_base_strategy().ok()?;
        let state = strategy
            .state_dir()
            .unwrap_or_else(|| strategy.data_dir())
            .join("baeum");
        Some(Self {
            state,
            lab: strategy.home_dir().join("baeum"),
        })
    }

    /// The folder of progress, settings and the practice engine's world.
    #[must_use]
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// The learner's folder for a lesson.
    #[must_use]
    pub fn lab(&self, lesson: &str) -> PathBuf {
        self.lab.join(lesson)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Home;

    #[test]
    fn everything_goes_below_the_folder_that_is_asked_for() {
        let home = Home::find(Some(Path::new("/somewhere"))).expect("a home");
        assert_eq!(home.state(), Path::new("/somewhere/state"));
        assert_eq!(
            home.lab("docker-network"),
            Path::new("/somewhere/lab/docker-network")
        );
    }
}
