//! The lessons' own systems: each mistake that keeps a request from its answer is diagnosed with its
//! cause and cured by the command that is proposed, and each step's end is diagnosed as healthy.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use baeum::check::probe::ProbeFailure;
use baeum::check::{Diagnosis, Origin, Target, diagnose, split_port};
use baeum::docker::snapshot::{Container, Snapshot};
use baeum::docker::{Engine, EngineKind};
use baeum::lesson::condition::Condition;
use baeum::lesson::model::{Mistake, NameKind};
use baeum::lesson::{Catalog, Kind, Names, lab};
use baeum::player::prepare::{begin, changing, replay};
use baeum::player::{Desk, command};
use baeum::progress::Progress;

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a server may take to fall over on a busy machine.
const CRASHES_WITHIN: Duration = Duration::from_secs(2);
/// The code with which curl ends where nobody listens.
const CURL_REFUSED: i32 = 7;

/// Causes that lie on the way of a request.
const ON_THE_WAY: [&str; 17] = [
    "container-missing",
    "container-name-close",
    "container-stopped",
    "container-never-started",
    "different-networks",
    "on-default-bridge",
    "default-bridge-has-no-dns",
    "name-not-resolved",
    "server-not-listening",
    "traffic-blocked",
    "proxy-target-is-localhost",
    "proxy-target-unknown",
    "proxy-address-stale",
    "config-not-rebuilt",
    "config-invalid",
    "image-differs",
    "port-not-published",
];

/// Who asks and whom, as on the command line.
type Pair = (String, String);

/// A lesson on an engine, with names of its own.
struct Play {
    desk: Desk,
}

/// Diagnoses every step of a lesson; gives how many mistakes were tried.
pub(super) async fn all(id: &str, engine: &Engine, folder: &Path, mark: &str, port: u16) -> usize {
    let catalog = Catalog::new(None).expect("lessons");
    let lesson = catalog.load(id).expect("a lesson");
    let mut names = Names::new(&lesson);
    for (number, name) in (0..).zip(&lesson.names) {
        let value = match name.kind {
            NameKind::Port => (port + number).to_string(),
            NameKind::Image => format!("{mark}image{number}:1"),
            _ => format!("{mark}{}", names.get(&name.key).expect("a default")),
        };
        names.set(&name.key, &value).expect("a name");
    }
    let desk = Desk {
        engine: engine.clone(),
        lab: folder.join("lab").join(id),
        lesson: Arc::new(lesson),
        names,
        progress: Progress::default(),
        seen: Vec::new(),
    };
    let mut play = Play { desk };
    begin(&mut play.desk).await.expect("an engine");
    play.steps().await
}

impl Play {
    async fn steps(&mut self) -> usize {
        let mut tried = 0;
        for position in 0..self.desk.lesson.steps.len() {
            let pairs = self.pairs(position);
            if pairs.is_empty() {
                continue;
            }
            for form in 0..self.desk.step(position).variants.len().max(1) {
                self.desk.take_variant(position, form);
                self.solve(position).await;
                for pair in &pairs {
                    self.until_healthy(position, pair).await;
                }
                let step = self.desk.step(position).clone();
                // What an exercise sets up is broken by itself.
                let broken = step.cause.map(|cause| Mistake {
                    id: format!("form {form}"),
                    cause,
                    edit: Vec::new(),
                    run: Vec::new(),
                    answer: BTreeMap::new(),
                    condition: None,
                });
                let mistakes = step.mistakes.into_iter().filter(|_| form == 0);
                for mistake in broken.into_iter().chain(mistakes) {
                    if ON_THE_WAY.contains(&mistake.cause.as_str()) {
                        self.mistake(position, &mistake, &pairs).await;
                        tried += 1;
                    }
                }
            }
        }
        self.prepare(0).await;
        tried
    }

    /// The requests that a step wants to be answered.
    fn pairs(&self, position: usize) -> Vec<Pair> {
        fn collect(conditions: &[Condition], pairs: &mut Vec<Pair>) {
            for condition in conditions {
                match &condition.kind {
                    Kind::Http(http) if http.answers && http.status.is_none_or(|s| s < 400) => {
                        let from = http.from.clone().unwrap_or_else(|| "host".into());
                        pairs.push((from, http.url.clone()));
                    }
                    Kind::All(inner) | Kind::Any(inner) => collect(inner, pairs),
                    _ => {}
                }
            }
        }
        let step = self.desk.step(position);
        let mut pairs = Vec::new();
        collect(&step.conditions, &mut pairs);
        // Steps of the first lesson that only inspect.
        let further: &[(&str, &str)] = match (self.desk.lesson.id.as_str(), step.id.as_str()) {
            ("docker-network", "problem") => &[("host", "${old_web}")],
            ("docker-network", "run-in-network") => {
                &[("${nginx}", "${web}:8080"), ("host", "${web}")]
            }
            // An address is not known any more when its container has stopped.
            ("docker-network", "curl-address") => &[("${nginx}", "${web}:8080")],
            _ => &[],
        };
        let further = further.iter();
        pairs.extend(further.map(|(from, target)| ((*from).to_owned(), (*target).to_owned())));
        pairs
    }

    async fn prepare(&mut self, position: usize) {
        // The files as the lesson brings them, whatever was edited before.
        let _ = std::fs::remove_dir_all(&self.desk.lab);
        replay(&mut self.desk, position, &mut |_| {})
            .await
            .expect("a state");
        let setup = self.desk.step(position).setup.clone();
        for line in &setup {
            self.run(line).await;
        }
        if !setup.is_empty() {
            self.until_settled().await;
        }
    }

    async fn solve(&mut self, position: usize) {
        self.prepare(position).await;
        let step = self.desk.step(position).clone();
        for edit in &step.edit {
            let _ = lab::apply(edit, &self.desk.names, &self.desk.lab);
        }
        for line in step.run.iter().filter_map(changing) {
            self.run(&line).await;
        }
    }

    async fn run(&mut self, template: &str) {
        let snapshot = self.desk.look().await.expect("an engine");
        let line = self.desk.fill_live(template, &snapshot);
        // Some mistakes are commands that fail.
        let _ = command::quiet(&line, &self.desk.lab, &self.desk.engine).await;
        let snapshot = self.desk.look().await.expect("an engine");
        self.desk.remember(&snapshot);
    }

    async fn ask(&self, position: usize, pair: &Pair) -> Diagnosis {
        loop {
            match self.try_to_ask(position, pair).await {
                Ok(diagnosis) => return diagnosis,
                // Whoever crashes may do so while we look.
                Err(ProbeFailure::Other(_)) => tokio::time::sleep(Duration::from_millis(200)).await,
                Err(failure) => panic!("{failure:?}"),
            }
        }
    }

    async fn try_to_ask(
        &self,
        position: usize,
        (from, target): &Pair,
    ) -> Result<Diagnosis, ProbeFailure> {
        let snapshot = self.desk.engine.snapshot().await.expect("an engine");
        let known = self.desk.known(position, &snapshot);
        let scene = known.scene(&self.desk.engine, &snapshot, None);
        let from = self.desk.fill_live(from, &snapshot);
        let origin = match snapshot.container(&from) {
            Some(container) => Origin::Container(container),
            None => Origin::Host,
        };
        let target = self.desk.fill_live(target, &snapshot);
        // An address that is not known any more is nobody's to ask for.
        let target = target.replace('…', "unknown");
        let authority = target.trim_start_matches("http://").trim_end_matches('/');
        let (host, port) = split_port(authority);
        let target = Target {
            host: host.to_owned(),
            port: port.and_then(|port| port.parse().ok()),
            path: String::new(),
        };
        diagnose(&scene, &self.desk.probes(), origin, &target).await
    }

    async fn until_healthy(&self, position: usize, pair: &Pair) {
        let began = Instant::now();
        loop {
            let found = self.ask(position, pair).await;
            if found.problem.is_none() {
                return;
            }
            let step = &self.desk.step(position).id;
            assert!(began.elapsed() < PATIENCE, "{step} {pair:?}: {found:#?}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Waits until nginx listens or has given up, and whoever is to crash has crashed: what is done
    /// before that may come in time, or too early.
    async fn until_settled(&self) {
        let began = Instant::now();
        loop {
            let before = self.desk.look().await.expect("an engine");
            let nginx = self.desk.fill_live("${nginx}", &before);
            let is_starting = before.container(&nginx).is_some_and(Container::running) && {
                let line = format!("docker exec {nginx} curl -s -o /dev/null http://localhost/");
                let asked = command::quiet(&line, &self.desk.lab, &self.desk.engine).await;
                asked.expect("a command").status.code() == Some(CURL_REFUSED)
            };
            if self.desk.engine.info().kind == EngineKind::Docker {
                tokio::time::sleep(CRASHES_WITHIN).await;
            }
            let after = self.desk.look().await.expect("an engine");
            let states = |snapshot: &Snapshot| -> Vec<_> {
                let containers = snapshot.containers.iter();
                containers.map(|one| (one.id.clone(), one.state)).collect()
            };
            if !is_starting && states(&before) == states(&after) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "nothing comes to rest");
        }
    }

    async fn mistake(&mut self, position: usize, mistake: &Mistake, pairs: &[Pair]) {
        self.prepare(position).await;
        for edit in &mistake.edit {
            lab::apply(edit, &self.desk.names, &self.desk.lab).expect("an edit");
        }
        for line in &mistake.run {
            self.run(line).await;
        }
        let name = format!("{} {}", self.desk.step(position).id, mistake.id);
        let began = Instant::now();
        let fix = loop {
            let mut seen = BTreeSet::new();
            let mut fix = None;
            for pair in pairs {
                if let Some(problem) = self.ask(position, pair).await.problem {
                    seen.insert(problem.cause.name());
                    if problem.cause.name() == mistake.cause {
                        fix = problem.fix;
                    }
                }
            }
            if seen.contains(mistake.cause.as_str()) {
                break fix;
            }
            assert!(
                began.elapsed() < PATIENCE,
                "{name}: not {} but {seen:?}",
                mistake.cause
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        let fix = fix.unwrap_or_else(|| panic!("{name}: no cure"));
        self.run(&fix).await;
        let began = Instant::now();
        // What is cured shows what else is wrong, as where several commands were forgotten.
        loop {
            let mut next = None;
            for pair in pairs {
                let found = self.ask(position, pair).await;
                next = next.or(found.problem.map(|problem| (problem.cause, problem.fix)));
            }
            let Some((cause, another)) = next else {
                return;
            };
            assert!(began.elapsed() < PATIENCE, "{name}: {fix} leaves {cause:?}");
            if cause.name() != mistake.cause
                && let Some(another) = another
            {
                self.run(&another).await;
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }
}
