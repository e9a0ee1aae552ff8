//! Cures that can work: what the lesson's own command would change is made anew, and the rest is kept.

use std::time::Duration;

use super::look_container::{Wanted, container};
use super::look_port::port;
use super::look_tests::{World, problem, published, running};
use super::probe::{LogLine, Output, ProbeFailure, Probes, Reply, SeenExec};
use super::recipes::Recipes;
use super::{Cause, Problem, Verdict, check};
use crate::docker::snapshot::{Container, State, Usual};
use crate::lesson::condition::{Condition, Kind, WantedState};

const RUN: &str = "docker run -d -p 8080:8080 --network mynet1 --name web web:1";
const ANEW: &str =
    "docker rm -f web && docker run -d -p 8080:8080 --network mynet1 --name web web:1";

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A container of the lesson's image, in a state, with a command.
fn web(state: State, command: &[&str]) -> Container {
    Container {
        state,
        usual: Some(Usual {
            entrypoint: strings(&["/entry.sh"]),
            command: strings(&["serve"]),
        }),
        command: strings(&[&["/entry.sh"], command].concat()),
        ..running("web", "mynet1")
    }
}

fn with_recipes(container: Container, recipes: &[&str]) -> World {
    let mut world = World::new(vec![container]);
    world.recipes = Recipes::new(Vec::new(), strings(recipes));
    world
}

fn wanted(world: &World, state: WantedState) -> Problem {
    let wanted = Wanted {
        state,
        ..Wanted::default()
    };
    problem(container(&world.scene(), "web", &wanted))
}

/// What an engine says to everything.
#[derive(Default)]
struct Says {
    log: &'static str,
    output: Output,
    port_is_free: bool,
}

impl Probes for Says {
    async fn http_from_host(&self, _: &str, _: Duration) -> Result<Reply, ProbeFailure> {
        Ok(if self.port_is_free {
            Reply::Refused
        } else {
            Reply::Reset
        })
    }

    async fn http_from_container(
        &self,
        _: &Container,
        _: &str,
        _: Duration,
    ) -> Result<Reply, ProbeFailure> {
        Ok(Reply::Refused)
    }

    async fn exec(&self, _: &Container, _: &[String], _: Duration) -> Result<Output, ProbeFailure> {
        Ok(self.output.clone())
    }

    async fn log(&self, _: &Container, _: Option<i64>) -> Result<Vec<LogLine>, ProbeFailure> {
        let line = |text: &str| LogLine {
            time: 0,
            text: text.into(),
        };
        Ok(self.log.lines().map(line).collect())
    }

    async fn seen_execs(
        &self,
        _: &Container,
        _: Option<i64>,
    ) -> Result<Vec<SeenExec>, ProbeFailure> {
        Ok(Vec::new())
    }

    async fn container_file(&self, _: &Container, _: &str) -> Result<Option<String>, ProbeFailure> {
        Ok(None)
    }

    async fn lab_file(&self, _: &str) -> Result<Option<String>, ProbeFailure> {
        Ok(None)
    }
}

/// The problem of one condition.
async fn asked(world: &World, says: &Says, kind: Kind) -> Problem {
    let condition = Condition {
        id: "it".into(),
        within: None,
        needs: Vec::new(),
        kind,
    };
    let scene = world.scene();
    let findings = check(&scene, says, &[condition], &str::to_owned).await;
    let finding = findings.into_iter().next().expect("a finding");
    Problem {
        cause: finding.cause.expect("a cause"),
        why: finding.why.expect("why"),
        expected: finding.expected,
        found: finding.found,
        fix: finding.fix,
    }
}

fn runs() -> Kind {
    Kind::Container {
        name: "web".into(),
        state: WantedState::Running,
        exit_code: None,
        image: None,
        absent: false,
    }
}

#[test]
fn a_container_that_could_not_start_is_run_as_the_lesson_does_and_says_the_engines_reason() {
    for error in [
        "network mynet not found",
        "failed to create shim task: OCI runtime create failed: runc create failed: unable to \
         start container process: exec: \"srve\": executable file not found in $PATH: unknown",
    ] {
        let mut stuck = web(State::Created, &["serve"]);
        stuck.error = error.into();
        let world = World::new(vec![stuck]);
        let found = wanted(&world, WantedState::Running);
        assert_eq!(found.cause, Cause::ContainerNeverStarted);
        assert_eq!(found.fix.as_deref(), Some(ANEW));
        assert_eq!(found.why.id, "cause-container-never-started-error");
        let why = format!("{:?}", found.why);
        assert!(why.contains("not found"), "{why}");
        assert!(!why.contains("OCI"), "{why}");
    }
}

#[test]
fn what_the_lessons_command_needs_is_made_before_it() {
    let mut stuck = web(State::Created, &["serve"]);
    stuck.error = "network mynet1 not found".into();
    let create = "docker network create --driver bridge mynet1";
    let mut world = with_recipes(stuck, &[create, RUN]);
    world.snapshot.networks.pop();
    let found = wanted(&world, WantedState::Running);
    assert_eq!(found.fix, Some(format!("{create} && {ANEW}")));
}

#[test]
fn without_a_command_of_the_lesson_nothing_is_offered_that_fails_again() {
    let mut stuck = web(State::Created, &["serve"]);
    stuck.error = "network other not found".into();
    let mut world = with_recipes(stuck, &[]);
    assert_eq!(wanted(&world, WantedState::Running).fix, None);
    // The network has been made since.
    world.snapshot.networks[1].name = "other".into();
    let fix = wanted(&world, WantedState::Running).fix;
    assert_eq!(fix.as_deref(), Some("docker start web"));
}

#[test]
fn a_container_whose_command_is_not_the_lessons_is_run_anew() {
    for state in [State::Exited, State::Created] {
        let world = World::new(vec![web(state, &["echo", "hi"])]);
        let found = wanted(&world, WantedState::Running);
        assert_eq!(found.fix.as_deref(), Some(ANEW), "{state:?}");
    }
    // Another image runs another program.
    let mut other = web(State::Exited, &["serve"]);
    other.image = "alpine".into();
    other.image_id = "sha256:alpine".into();
    let world = World::new(vec![other]);
    let found = wanted(&world, WantedState::Running);
    assert_eq!(found.fix.as_deref(), Some(ANEW));
    assert_eq!(found.why.id, "cause-container-stopped-otherwise");
}

#[test]
fn a_container_that_was_merely_stopped_keeps_its_files() {
    let own = "docker run -d --name web web:1 sh -c 'echo $0 hi'";
    let by_number = Container {
        image: "sha256:web".into(),
        ..web(State::Exited, &["serve"])
    };
    let unknown = Container {
        usual: None,
        ..web(State::Exited, &["serve"])
    };
    let longer = Container {
        usual: None,
        ..web(State::Exited, &["sh", "-c", "echo $0 hi"])
    };
    for (container, recipe) in [
        (web(State::Exited, &["serve"]), RUN),
        (web(State::Exited, &["sh", "-c", "echo $0 hi"]), own),
        (by_number, RUN),
        (unknown, RUN),
        (longer, own),
        // What only a running lesson can fill in is compared with nothing.
        (
            web(State::Exited, &["ping", "172.18.0.2"]),
            "docker run --name web web:1 ping …",
        ),
    ] {
        let world = with_recipes(container, &[recipe]);
        let fix = wanted(&world, WantedState::Running).fix;
        assert_eq!(fix.as_deref(), Some("docker start web"), "{recipe}");
    }
    // What was there before the lesson is not the lesson's to remove.
    let mut world = World::new(vec![web(State::Exited, &["echo", "hi"])]);
    world.foreign.insert("id-of-web".into());
    let fix = wanted(&world, WantedState::Running).fix;
    assert_eq!(fix.as_deref(), Some("docker start web"));
}

#[tokio::test]
async fn a_log_that_another_command_wrote_is_written_anew() {
    let log = |text: &str| Kind::Log {
        container: "web".into(),
        contains: text.into(),
        absent: false,
    };
    let hello = "docker run --name web web:1 echo hello";
    let says = Says {
        log: "hallo",
        ..Says::default()
    };
    let world = with_recipes(web(State::Exited, &["echo", "hallo"]), &[hello]);
    let found = asked(&world, &says, log("hello")).await;
    assert_eq!(found.cause, Cause::LogLacksText);
    assert_eq!(found.fix, Some(format!("docker rm -f web && {hello}")));
    // The right command may only need time.
    let world = with_recipes(web(State::Running, &["echo", "hello"]), &[hello]);
    assert_eq!(asked(&world, &says, log("hello")).await.fix, None);
    // Who never ran has written nothing.
    let world = with_recipes(web(State::Created, &["echo", "hello"]), &[hello]);
    let found = asked(&world, &says, log("hello")).await;
    assert_eq!(found.cause, Cause::ContainerNeverStarted);
    assert_eq!(found.fix.as_deref(), Some("docker start web"));
}

#[tokio::test]
async fn a_command_that_fails_for_want_of_an_option_has_the_lessons_own_as_cure() {
    let exec = || Kind::Exec {
        container: "web".into(),
        command: strings(&["printenv", "COLOR"]),
        exit_code: 0,
        stdout: None,
    };
    let recipe = "docker run -d -e COLOR=blue --name web web:1";
    let says = Says {
        output: Output {
            exit_code: 127,
            stderr: "exec: \"printenv\": executable file not found in $PATH\n".into(),
            ..Output::default()
        },
        ..Says::default()
    };
    let world = with_recipes(web(State::Running, &["serve"]), &[recipe]);
    let found = asked(&world, &says, exec()).await;
    assert_eq!(found.cause, Cause::ExitCodeDiffers);
    assert_eq!(found.fix, Some(format!("docker rm -f web && {recipe}")));
    let said = format!("{:?}", found.found);
    assert!(said.contains("executable file not found"), "{said}");
    let mut right = web(State::Running, &["serve"]);
    right.environment.push("COLOR=blue".into());
    let world = with_recipes(right, &[recipe]);
    assert_eq!(asked(&world, &says, exec()).await.fix, None);
}

#[test]
fn a_container_that_should_have_ended_but_never_ran_is_not_called_running() {
    let world = World::new(vec![web(State::Created, &["serve"])]);
    let found = wanted(&world, WantedState::Exited);
    assert_eq!(found.cause, Cause::ContainerNeverStarted);
    assert_eq!(found.fix.as_deref(), Some("docker start web"));
    let world = World::new(vec![web(State::Exited, &["serve"])]);
    let found = wanted(&world, WantedState::Created);
    assert_eq!(found.cause, Cause::ContainerStopped);
}

#[test]
fn only_what_the_lesson_stops_is_stopped_by_a_cure() {
    let missing = |recipes: &[&str]| {
        let mut world = World::new(Vec::new());
        world.recipes = Recipes::new(Vec::new(), strings(recipes));
        wanted(&world, WantedState::Exited).fix.expect("a fix")
    };
    let by_itself = "docker run --name web web:1 echo good";
    assert_eq!(missing(&[by_itself]), by_itself);
    assert_eq!(
        missing(&[RUN, "docker stop web"]),
        format!("{RUN} && docker stop web")
    );
    // It was stopped before it was run another time.
    assert_eq!(
        missing(&[RUN, "docker stop web", "docker rm web", by_itself]),
        by_itself
    );
    // A server runs where something else should have ended.
    let world = with_recipes(web(State::Running, &["serve"]), &[by_itself]);
    let found = wanted(&world, WantedState::Exited);
    assert_eq!(found.cause, Cause::ContainerStillRunning);
    assert_eq!(found.fix, Some(format!("docker rm -f web && {by_itself}")));
}

/// A container that could not start because of its port.
fn held_up() -> Container {
    let mut stuck = web(State::Created, &["serve"]);
    stuck.error = "Bind for 0.0.0.0:8080 failed: port is already allocated".into();
    stuck.requested_ports = vec![published(8080, 8080)];
    stuck
}

#[tokio::test]
async fn a_port_that_another_program_has_is_not_asked_for_again() {
    let world = World::new(vec![held_up()]);
    let found = asked(&world, &Says::default(), runs()).await;
    assert_eq!(found.cause, Cause::ContainerNeverStarted);
    assert_eq!(found.fix, None);
    assert_eq!(found.why.id, "cause-container-never-started-port-choose");
    let published = port(&world.scene(), "web", 8080, Some("8080"), true);
    assert_eq!(problem(published).cause, Cause::HostPortTaken);
    // The learner has chosen another port since.
    let other = "docker run -d -p 8081:8080 --name web web:1";
    let world = with_recipes(held_up(), &[other]);
    let found = asked(&world, &Says::default(), runs()).await;
    assert_eq!(found.fix, Some(format!("docker rm -f web && {other}")));
}

#[tokio::test]
async fn a_port_that_is_free_again_needs_only_a_start() {
    let says = Says {
        port_is_free: true,
        ..Says::default()
    };
    let world = World::new(vec![held_up()]);
    let found = asked(&world, &says, runs()).await;
    assert_eq!(found.cause, Cause::ContainerNeverStarted);
    assert_eq!(found.fix.as_deref(), Some("docker start web"));
    assert_eq!(found.found.expect("found").id, "found-port-free");
    // One that had run, and was stopped in between.
    let mut again = held_up();
    again.state = State::Exited;
    again.exit_code = 128;
    let world = World::new(vec![again]);
    let found = asked(&world, &Says::default(), runs()).await;
    assert_eq!((found.cause, found.fix), (Cause::HostPortTaken, None));
    let found = asked(&world, &says, runs()).await;
    assert_eq!(found.cause, Cause::ContainerStopped);
    assert_eq!(found.fix.as_deref(), Some("docker start web"));
}

#[test]
fn the_number_behind_the_colon_is_told_from_a_port_that_is_not_published() {
    let mut server = web(State::Running, &["serve"]);
    server.published = vec![published(80, 8080)];
    let world = World::new(vec![server]);
    let look = |host_port| match port(&world.scene(), "web", 8080, host_port, true) {
        Verdict::Unmet(problem) => *problem,
        other => panic!("not unmet: {other:?}"),
    };
    for found in [look(Some("8080")), look(None), look(Some("9000"))] {
        assert_eq!(found.cause, Cause::PortNotPublished);
        assert_eq!(found.why.id, "cause-port-not-published-other");
        assert_eq!(found.fix.as_deref(), Some(ANEW));
    }
}

#[test]
fn a_container_must_end_as_the_lesson_says() {
    let recipe = "docker run --name web web:1 sh -c 'exit 3'";
    let look = |exit_code: i64, command: &[&str], recipe: &str| {
        let mut ended = web(State::Exited, command);
        ended.exit_code = exit_code;
        let world = with_recipes(ended, &[recipe]);
        let wanted = Wanted {
            state: WantedState::Exited,
            exit_code: Some(3),
            ..Wanted::default()
        };
        container(&world.scene(), "web", &wanted)
    };
    let right = ["sh", "-c", "exit 3"];
    assert!(matches!(look(3, &right, recipe), Verdict::Met(Some(_))));
    let anew = Some(format!("docker rm -f web && {recipe}"));
    let other = problem(look(0, &["sh", "-c", "exit 0"], recipe));
    assert_eq!(other.cause, Cause::ExitCodeDiffers);
    assert_eq!(other.fix, anew);
    assert_eq!(other.why.id, "cause-exit-code-differs-container-otherwise");
    // It was killed before its time.
    let killed = problem(look(137, &right, recipe));
    assert_eq!((killed.cause, killed.fix), (Cause::ExitCodeDiffers, anew));
    assert_eq!(killed.why.id, "cause-exit-code-differs-container");
    // What ends by itself is waited for.
    let world = with_recipes(web(State::Running, &right), &[recipe]);
    let wanted = Wanted {
        state: WantedState::Exited,
        exit_code: Some(3),
        ..Wanted::default()
    };
    let found = problem(container(&world.scene(), "web", &wanted));
    assert_eq!(
        (found.cause, found.fix),
        (Cause::ContainerStillRunning, None)
    );
    // What the lesson kills itself is killed by the cure too.
    let world = with_recipes(web(State::Exited, &["serve"]), &[RUN, "docker kill web"]);
    let wanted = Wanted {
        state: WantedState::Exited,
        exit_code: Some(137),
        ..Wanted::default()
    };
    let found = problem(container(&world.scene(), "web", &wanted));
    let kill = "docker start web && docker kill web";
    assert_eq!(found.fix.as_deref(), Some(kill));
}
