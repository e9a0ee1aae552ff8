//! The walk over made-up engines: what is planted is found, and nothing else.

mod fake;

use fake::{Fake, World, answer, container, on};

use super::{Origin, Standing, Target, diagnose, http};
use crate::check::probe::{ProbeFailure, Reply};
use crate::check::{Cause, Diagnosis, Problem};
use crate::docker::snapshot::State;
use crate::lesson::condition::Http;

fn target(text: &str) -> Target {
    let (host, port) = super::split_port(text);
    Target {
        host: host.to_owned(),
        port: port.map(|port| port.parse().expect("a port")),
        path: String::new(),
    }
}

async fn ask(world: &World, fake: &Fake, from: &str, to: &str) -> Diagnosis {
    try_to_ask(world, fake, from, to).await.expect("an engine")
}

async fn try_to_ask(
    world: &World,
    fake: &Fake,
    from: &str,
    to: &str,
) -> Result<Diagnosis, ProbeFailure> {
    let scene = world.scene();
    let origin = match world.snapshot.container(from) {
        Some(container) => Origin::Container(container),
        None => Origin::Host,
    };
    diagnose(&scene, fake, origin, &target(to)).await
}

fn cause(diagnosis: &Diagnosis) -> Option<Cause> {
    diagnosis.problem.as_ref().map(|problem| problem.cause)
}

fn fix(diagnosis: &Diagnosis) -> Option<&str> {
    diagnosis.problem.as_ref()?.fix.as_deref()
}

fn kinds(diagnosis: &Diagnosis) -> Vec<&str> {
    diagnosis.hops.iter().map(|hop| hop.kind).collect()
}

/// `ng` and `web` on one network, and a web server that listens.
fn two() -> (World, Fake) {
    let world = World::new(vec![
        container("ng", vec![on("net", "172.18.0.2")]),
        container("web", vec![on("net", "172.18.0.3")]),
    ]);
    let fake = Fake::default()
        .knows("ng", "web", "172.18.0.3")
        .listens("web", "00000000:1F90")
        .replies("ng", "web:8080", answer(200));
    (world, fake)
}

/// The same with `ng` as an nginx that publishes its port and passes everything on to `web`.
fn behind_nginx(reply: Reply) -> (World, Fake) {
    let (mut world, fake) = two();
    world.publish("ng", 80, 8000);
    let fake = fake
        .listens("ng", "00000000:0050")
        .file(
            "ng",
            "server { listen 80; location / { proxy_pass http://web:8080; } }",
        )
        .replies("host", "localhost:8000", reply);
    (world, fake)
}

#[tokio::test]
async fn a_healthy_way_is_shown_hop_by_hop() {
    let (world, fake) = behind_nginx(answer(200));
    let found = ask(&world, &fake, "host", "ng").await;
    assert_eq!(cause(&found), None, "{found:#?}");
    assert!(found.hops.iter().all(|hop| hop.standing == Standing::Well));
    assert_eq!(
        kinds(&found),
        [
            "target",
            "state",
            "published",
            "listening",
            "answer",
            "proxy",
            "target",
            "state",
            "network",
            "name",
            "listening",
            "answer"
        ]
    );
    assert_eq!(found.hops[6].behind, ["ng"]);
}

#[tokio::test]
async fn an_unmet_condition_has_the_cause_that_a_diagnosis_has() {
    let (mut world, fake) = behind_nginx(answer(502));
    world.get("web").state = State::Exited;
    let found = ask(&world, &fake, "host", "ng").await;
    let condition = Http {
        from: None,
        url: "http://localhost:8000/".into(),
        status: Some(200),
        header: None,
        body: None,
        backends: None,
        requests: 1,
        answers: true,
    };
    let scene = world.scene();
    let problem: Problem = http(&scene, &fake, &condition, None, &answer(502)).await;
    let other = found.problem.expect("a problem");
    assert_eq!(problem.cause, Cause::ContainerStopped);
    assert_eq!((problem.cause, &problem.fix), (other.cause, &other.fix));
}

#[tokio::test]
async fn what_only_looks_odd_is_not_blamed_where_an_answer_comes() {
    // Two networks, but the request went by a port of the host.
    let (mut world, fake) = two();
    world.get("web").endpoints = vec![on("other", "172.19.0.2")];
    let fake = fake.replies("ng", "172.19.0.2:8080", answer(200));
    let found = ask(&world, &fake, "ng", "172.19.0.2:8080").await;
    assert_eq!(cause(&found), None, "{found:#?}");
    // A server that is no proxy may say 503 for reasons of its own.
    let (world, fake) = two();
    let fake = fake.replies("ng", "web:8080", answer(503));
    let found = ask(&world, &fake, "ng", "web:8080").await;
    assert_eq!(cause(&found), None, "{found:#?}");
    assert!(found.hops.iter().all(|hop| hop.standing != Standing::Wrong));
    // A server need not speak HTTP.
    let fake = fake.replies("ng", "web:8080", Reply::Reset);
    assert_eq!(cause(&ask(&world, &fake, "ng", "web:8080").await), None);
}

#[tokio::test]
async fn a_frozen_server_is_thawed_and_a_crashed_one_run_anew() {
    let (mut world, fake) = two();
    let fake = fake.replies("ng", "web:8080", Reply::TimedOut);
    world.get("web").state = State::Paused;
    let found = ask(&world, &fake, "ng", "web:8080").await;
    assert_eq!(cause(&found), Some(Cause::ContainerStopped));
    assert_eq!(fix(&found), Some("docker unpause web"));

    let fake = fake
        .replies("ng", "web:8080", Reply::NameNotResolved)
        .log("web", "Error: page.html is not there");
    world.get("web").state = State::Exited;
    world.get("web").exit_code = 1;
    let found = ask(&world, &fake, "ng", "web:8080").await;
    assert_eq!(fix(&found), Some("docker start web"));
    let last = found.hops.last().expect("hops");
    assert_eq!(last.log, ["Error: page.html is not there"]);
    let world = world.with_lesson(&["docker run -d --network net --name web web:1"]);
    let found = ask(&world, &fake, "ng", "web:8080").await;
    let anew = "docker rm -f web && docker run -d --network net --name web web:1";
    assert_eq!(fix(&found), Some(anew));
}

#[tokio::test]
async fn without_a_tool_to_ask_with_other_faults_are_still_found() {
    let (mut world, fake) = two();
    let fake = fake.replies("ng", "web:8080", Reply::ClientMissing);
    let found = ask(&world, &fake, "ng", "web:8080").await;
    assert_eq!(cause(&found), Some(Cause::ClientMissing));
    world.get("web").endpoints = vec![on("other", "172.19.0.2")];
    let found = ask(&world, &fake, "ng", "web:8080").await;
    assert_eq!(cause(&found), Some(Cause::DifferentNetworks));
}

#[tokio::test]
async fn a_container_in_host_mode_is_not_told_to_join_a_network() {
    let (mut world, fake) = two();
    let fake = fake.replies("ng", "web:8080", Reply::NameNotResolved);
    world.get("ng").network_mode = "host".into();
    world.get("ng").endpoints = vec![on("host", "")];
    let found = ask(&world, &fake, "ng", "web:8080").await;
    assert_eq!(cause(&found), Some(Cause::DifferentNetworks));
    assert_eq!(fix(&found), None, "{found:#?}");
}

#[tokio::test]
async fn a_silent_network_blocks_only_where_there_is_no_other() {
    let (mut world, fake) = two();
    world.silence("net");
    let timed_out = fake.replies("ng", "web:8080", Reply::TimedOut);
    let found = ask(&world, &timed_out, "ng", "web:8080").await;
    assert_eq!(cause(&found), Some(Cause::TrafficBlocked));
    world.get("web").endpoints.push(on("open", "172.20.0.3"));
    world.get("ng").endpoints.push(on("open", "172.20.0.2"));
    let found = ask(&world, &timed_out, "ng", "web:8080").await;
    assert_eq!(cause(&found), Some(Cause::ConnectionTimedOut));
}

#[tokio::test]
async fn a_lesson_makes_its_silent_network_anew() {
    let (mut world, fake) = two();
    world.silence("net");
    let world = world.with_lesson(&[
        "docker network create net",
        "docker run -d --network net --name web web:1",
        "docker run -d -p 80:80 --network net --name ng ng:1",
    ]);
    let fake = fake.replies("ng", "web:8080", Reply::TimedOut);
    let found = ask(&world, &fake, "ng", "web:8080").await;
    assert_eq!(
        fix(&found),
        Some(
            "docker rm -f web ng && docker network rm net && docker network create net && \
             docker run -d --network net --name web web:1 && \
             docker run -d -p 80:80 --network net --name ng ng:1"
        )
    );
}

#[tokio::test]
async fn a_server_that_answers_only_itself_is_cut_off() {
    let (world, fake) = two();
    let fake = fake.replies("ng", "web:8080", Reply::TimedOut);
    let busy = fake.replies("web", "172.18.0.3:8080", Reply::TimedOut);
    let found = ask(&world, &busy, "ng", "web:8080").await;
    assert_eq!(cause(&found), Some(Cause::ConnectionTimedOut));
    let cut_off = busy.replies("web", "172.18.0.3:8080", answer(200));
    let found = ask(&world, &cut_off, "ng", "web:8080").await;
    assert_eq!(cause(&found), Some(Cause::TrafficBlocked));
}

#[tokio::test]
async fn a_name_that_leads_to_somebody_else_is_said() {
    let (world, fake) = two();
    let fake = fake
        .replies("ng", "web:8080", Reply::Refused)
        .knows("ng", "web", "10.0.0.1");
    let found = ask(&world, &fake, "ng", "web:8080").await;
    assert_eq!(cause(&found), Some(Cause::NameResolvesUnexpectedly));
}

#[tokio::test]
async fn a_name_goes_before_an_alias_and_a_neighbour_before_a_stranger() {
    let mut stranger = container("stranger", vec![on("far", "172.30.0.2")]);
    stranger.endpoints[0].aliases = vec!["api".into(), "web".into()];
    let mut neighbour = container("neighbour", vec![on("net", "172.18.0.9")]);
    neighbour.endpoints[0].aliases = vec!["api".into()];
    let (mut world, _) = two();
    world.snapshot.containers.insert(0, stranger);
    world.snapshot.containers.push(neighbour);
    let scene = world.scene();
    let ng = world.snapshot.container("ng");
    let called = |name: &str| scene.container_called(name, ng).map(|c| c.name.as_str());
    assert_eq!(called("web"), Some("web"));
    assert_eq!(called("api"), Some("neighbour"));
    assert_eq!(called("WEB.net"), Some("web"));
    assert_eq!(called("172.18.0.9"), Some("neighbour"));
    assert_eq!(called("172.18.0.99"), None);
}

#[tokio::test]
async fn a_file_that_differs_elsewhere_is_not_why_nothing_answers() {
    let (mut world, fake) = behind_nginx(answer(502));
    world.get("web").state = State::Exited;
    let world = world
        .with_lesson(&["docker build -t ng:1 ./nginx"])
        .with_file("ng");
    let lab =
        "server { listen 80; location / { proxy_pass http://web:8080; proxy_set_header Host x; } }";
    let found = ask(&world, &fake.lab(lab), "host", "ng").await;
    assert_eq!(cause(&found), Some(Cause::ContainerStopped), "{found:#?}");
}

#[tokio::test]
async fn an_edited_file_is_told_from_an_old_container() {
    let (world, fake) = behind_nginx(answer(502));
    let fake = fake
        .file(
            "ng",
            "server { listen 80; location / { proxy_pass http://localhost:8080; } }",
        )
        .lab("server { listen 80; location / { proxy_pass http://web:8080; } }");
    let mut world = world
        .with_lesson(&[
            "docker build -t ng:1 ./nginx",
            "docker run -d -p 8000:80 --network net --name ng ng:1",
        ])
        .with_file("ng");
    let found = ask(&world, &fake, "host", "ng").await;
    assert_eq!(cause(&found), Some(Cause::ConfigNotRebuilt));
    let run = "docker rm -f ng && docker run -d -p 8000:80 --network net --name ng ng:1";
    let all = format!("docker build -t ng:1 ./nginx && {run}");
    assert_eq!(fix(&found), Some(all.as_str()));
    world.image("ng:1", "sha256:newer");
    let found = ask(&world, &fake, "host", "ng").await;
    assert_eq!(cause(&found), Some(Cause::ImageDiffers));
    assert_eq!(fix(&found), Some(run));
}

#[tokio::test]
async fn an_address_is_stale_only_if_it_fails_twice() {
    let (world, fake) = behind_nginx(answer(502));
    let fake = fake.log(
        "ng",
        "connect() failed while connecting to upstream, upstream: \"http://172.18.0.9:8080/\"",
    );
    let found = ask(&world, &fake, "host", "ng").await;
    assert_eq!(cause(&found), Some(Cause::ProxyAddressStale), "{found:#?}");
    assert_eq!(fix(&found), Some("docker exec ng nginx -s reload"));
    let up_again = fake.then("host", "localhost:8000", answer(200));
    let found = ask(&world, &up_again, "host", "ng").await;
    assert_eq!(cause(&found), None, "{found:#?}");
}

#[tokio::test]
async fn proxies_in_a_circle_come_to_an_end() {
    let (world, fake) = behind_nginx(answer(502));
    let fake = fake
        .listens("web", "00000000:1F90")
        .file(
            "web",
            "server { listen 8080; location / { proxy_pass http://ng:80; } }",
        )
        .knows("web", "ng", "172.18.0.2")
        .replies("ng", "web:8080", answer(502))
        .replies("web", "ng:80", answer(502));
    let found = ask(&world, &fake, "host", "ng").await;
    assert!(cause(&found).is_some());
    assert!(found.hops.len() < 60, "{}", found.hops.len());
}

#[tokio::test]
async fn whoever_goes_while_we_look_is_no_cause() {
    let (world, fake) = two();
    let found = try_to_ask(&world, &fake.without("web"), "ng", "web:8080").await;
    assert!(matches!(found, Err(ProbeFailure::Other(_))), "{found:?}");
}

#[tokio::test]
async fn an_ipv6_address_leads_to_its_container() {
    let mut both = on("net", "172.18.0.3");
    both.address_v6 = "fd00::3".parse().ok();
    let world = World::new(vec![
        container("ng", vec![on("net", "fd00::2")]),
        container("web", vec![both]),
    ]);
    let fake = Fake::default()
        .listens("web", "00000000000000000000000000000000:0050")
        .replies("ng", "fd00::3:8080", Reply::Refused);
    let found = ask(&world, &fake, "ng", "[fd00::3]:8080").await;
    assert_eq!(cause(&found), Some(Cause::ServerNotListening), "{found:#?}");
}
