//! The learner's desk: a lesson, an engine, the lab folder and what is remembered, and what can be asked of them together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::ownership;
use crate::check::probe::SeenExec;
use crate::check::{
    Abilities, Cause, Configuration, Finding, LiveProbes, Problem, Recipes, Scene, Verdict, check,
    live_value, unattended,
};
use crate::docker::snapshot::Snapshot;
use crate::docker::{Engine, EngineError, Interest};
use crate::l10n::{Language, Message};
use crate::lesson::condition::Condition;
use crate::lesson::{Command, Kind, Lesson, Names, Step, template};
use crate::progress::Progress;

/// What stands in a text for a live value that is not there.
pub const UNKNOWN: &str = "…";

/// Everything a step is checked with.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The learner's engine.
    pub engine: Engine,
    /// The lesson.
    pub lesson: Arc<Lesson>,
    /// The names that were chosen.
    pub names: Names,
    /// The learner's folder.
    pub lab: PathBuf,
    /// What is remembered.
    pub progress: Progress,
    /// Commands that were seen to run in containers while this run listened.
    pub seen: Vec<SeenExec>,
}

/// What a lesson tells about names and commands; nothing where none is under way.
#[derive(Debug, Clone, Default)]
pub struct Known {
    recipes: Recipes,
    containers: BTreeSet<String>,
    networks: BTreeSet<String>,
    foreign: BTreeSet<String>,
    answers: BTreeMap<String, String>,
}

impl Known {
    /// The scene of a check on this engine. `since` is from when on requests and commands count.
    #[must_use]
    pub fn scene<'k>(
        &'k self,
        engine: &'k Engine,
        snapshot: &'k Snapshot,
        since: Option<i64>,
    ) -> Scene<'k> {
        let info = engine.info();
        Scene {
            snapshot,
            api: &info.api,
            abilities: Abilities {
                names_with_network: info.capabilities.names_with_network,
                host_mode_reachable: info.capabilities.host_mode,
            },
            recipes: &self.recipes,
            own_containers: &self.containers,
            own_networks: &self.networks,
            foreign: &self.foreign,
            answers: &self.answers,
            since,
        }
    }
}

/// A command as it is shown and as it is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyCommand {
    /// As the learner types it.
    pub shown: String,
    /// The container in whose shell it is typed, if not in the learner's own.
    pub inside: Option<String>,
    /// As it is run for the learner at a terminal.
    pub attended: String,
    /// As it is run where nobody can type.
    pub unattended: String,
}

impl Desk {
    /// The step at a position; the last one for a position beyond the end.
    #[must_use]
    pub fn step(&self, position: usize) -> &Step {
        let last = self.lesson.steps.len() - 1;
        &self.lesson.steps[position.min(last)]
    }

    /// Has the forms of exercises at hand that were at hand before.
    pub fn take_variants(&mut self) {
        let variants = self.progress.variants.clone();
        for (step, number) in variants {
            if let Some(position) = self.lesson.position(&step) {
                self.take_variant(position, number);
            }
        }
    }

    /// Has this form of an exercise at hand.
    pub fn take_variant(&mut self, position: usize, number: usize) {
        let lesson = Arc::make_mut(&mut self.lesson);
        if let Some(step) = lesson.steps.get_mut(position) {
            step.take_variant(number);
            self.progress.variants.insert(step.id.clone(), number);
        }
    }

    /// The names of what the lesson may create, filled in.
    #[must_use]
    pub fn own(&self) -> ownership::OwnNames {
        let fill = |templates: &[String]| -> BTreeSet<String> {
            templates.iter().map(|name| self.names.fill(name)).collect()
        };
        ownership::OwnNames {
            networks: fill(&self.lesson.owns.networks),
            containers: fill(&self.lesson.owns.containers),
            images: fill(&self.lesson.owns.images),
        }
    }

    /// A snapshot that looks closely at what the lesson cares for.
    pub async fn look(&self) -> Result<Snapshot, EngineError> {
        let own = self.own();
        let interest = Interest {
            containers: own.containers.into_iter().collect(),
            networks: own.networks.into_iter().collect(),
            images: own.images.into_iter().collect(),
        };
        self.engine.snapshot_of(&interest).await
    }

    /// Checks a step: its conditions, then its quiz. `since` is when the step began, by the
    /// engine's clock in nanoseconds since 1970, or `None` where no play is under way.
    pub async fn check(
        &self,
        position: usize,
        snapshot: &Snapshot,
        since: Option<i64>,
    ) -> Vec<Finding> {
        let step = self.step(position);
        let mut findings = self
            .check_these(&step.conditions, position, snapshot, since)
            .await;
        findings.extend(self.quiz_finding(step));
        findings
    }

    /// Checks conditions with what is known up to the step at `position`.
    pub async fn check_these(
        &self,
        conditions: &[Condition],
        position: usize,
        snapshot: &Snapshot,
        since: Option<i64>,
    ) -> Vec<Finding> {
        let known = self.known(position, snapshot);
        let scene = known.scene(&self.engine, snapshot, since);
        let fill = |text: &str| self.fill_live(text, snapshot);
        check(&scene, &self.probes(), conditions, &fill).await
    }

    /// What this lesson tells about the names and commands up to a step.
    #[must_use]
    pub fn known(&self, position: usize, snapshot: &Snapshot) -> Known {
        let own = self.own();
        let answers = self.progress.answers.get(&self.step(position).id);
        Known {
            recipes: self.recipes(position, snapshot),
            containers: own.containers,
            networks: own.networks,
            foreign: self.progress.foreign.clone(),
            answers: answers.cloned().unwrap_or_default(),
        }
    }

    /// What can be asked of the engine and the lab folder.
    #[must_use]
    pub fn probes(&self) -> LiveProbes {
        LiveProbes::new(self.engine.clone(), &self.lab, self.seen.clone())
    }

    /// The quiz of a step counts as a condition of its own. Where no play is under way nobody has
    /// been asked, and what can be looked at decides alone.
    fn quiz_finding(&self, step: &Step) -> Option<Finding> {
        let has_quiz = step
            .text(Language::Korean)
            .is_some_and(|text| !text.quizzes.is_empty());
        has_quiz.then(|| {
            let verdict = if self.progress.quizzes.contains(&step.id) {
                Verdict::MET
            } else if !self.progress.under_way && !step.conditions.is_empty() {
                Verdict::Skipped(Message::new("skipped-quiz-not-asked"))
            } else {
                Problem::new(Cause::AnswerMissing).unmet()
            };
            verdict.finding("quiz", "answer", Message::new("subject-quiz"))
        })
    }

    /// The commands of the lesson that this step's fixes are taken from.
    fn recipes(&self, position: usize, snapshot: &Snapshot) -> Recipes {
        let commands = |steps: &[Step]| -> Vec<String> {
            steps
                .iter()
                .flat_map(|step| &step.run)
                .map(|command| self.fill_live(&unattended(command), snapshot))
                .collect()
        };
        let steps = &self.lesson.steps;
        let position = position.min(steps.len() - 1);
        let step = &steps[position];
        // An exercise is made by what sets it up, and by nothing before it.
        let earlier = if step.exercise {
            let setup = step.setup.iter();
            setup.map(|line| self.fill_live(line, snapshot)).collect()
        } else {
            commands(&steps[..position])
        };
        let mut recipes = Recipes::new(earlier, commands(&steps[position..=position]));
        recipes.configurations = self.configurations();
        recipes
    }

    /// Which lab file each container carries, told by the conditions that compare the two.
    fn configurations(&self) -> Vec<Configuration> {
        let files = || {
            self.lesson
                .steps
                .iter()
                .flat_map(|step| &step.conditions)
                .map(|condition| &condition.kind)
        };
        files()
            .filter_map(|kind| match kind {
                Kind::File {
                    path,
                    container: Some(container),
                    same_as: Some(lab),
                    ..
                } => Some((container, path, lab)),
                _ => None,
            })
            .map(|(container, path, lab)| {
                let wanted = files()
                    .filter_map(|kind| match kind {
                        Kind::File {
                            path,
                            container: None,
                            contains,
                            ..
                        } if path == lab => Some(contains),
                        _ => None,
                    })
                    .max_by_key(|contains| contains.len());
                Configuration {
                    container: self.names.fill(container),
                    path: path.clone(),
                    lab: lab.clone(),
                    wanted: wanted
                        .into_iter()
                        .flatten()
                        .map(|text| self.names.fill(text))
                        .collect(),
                }
            })
            .collect()
    }

    /// Puts names and live values into a text. A live value that is not known yet shows as `…`.
    #[must_use]
    pub fn fill_live(&self, text: &str, snapshot: &Snapshot) -> String {
        let own = self.own();
        let named = self.names.fill(text);
        template::fill_live(&named, &|live| {
            let name = self.names.resolve(&live.name);
            let value = live_value(snapshot, &own.networks, live.what.as_str(), name);
            Some(value.unwrap_or_else(|| UNKNOWN.to_owned()))
        })
    }

    /// The commands of a step, names and live values filled in.
    #[must_use]
    pub fn commands(&self, position: usize, snapshot: &Snapshot) -> Vec<ReadyCommand> {
        self.step(position)
            .run
            .iter()
            .map(|command| self.ready(command, snapshot))
            .collect()
    }

    fn ready(&self, command: &Command, snapshot: &Snapshot) -> ReadyCommand {
        let fill = |text: &str| self.fill_live(text, snapshot);
        let quiet = fill(&unattended(command));
        match command {
            Command::Shell { command, .. } => ReadyCommand {
                shown: fill(command),
                inside: None,
                attended: fill(command),
                unattended: quiet,
            },
            Command::Inside { container, command } => ReadyCommand {
                shown: fill(command),
                inside: Some(fill(container)),
                attended: quiet.clone(),
                unattended: quiet,
            },
        }
    }

    /// Remembers what the lesson has made. Says whether anything is new.
    pub fn remember(&mut self, snapshot: &Snapshot) -> bool {
        let own = self.own();
        self.progress.under_way
            && ownership::is_of(&self.progress.foreign, snapshot)
            && ownership::remember(
                &own,
                &self.progress.foreign,
                snapshot,
                &mut self.progress.made,
            )
    }
}
