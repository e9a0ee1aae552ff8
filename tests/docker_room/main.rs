//! The docker room against a real engine; every test shows as ignored where none answers.

#[path = "../support/client.rs"]
mod client;
mod hearing;
mod made;
mod probes;

use std::process::Command;
use std::time::{Duration, Instant};

use baeum::docker::snapshot::State;
use baeum::docker::{Asked, Engine, EngineError, Interest, LogStream};
use futures_util::StreamExt;
use hearing::{hears, since};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use made::{Made, SLEEP, docker, said};
use probes::{clients, inside, published, together};

const NGINX: &str = "nginx:1.28-alpine";
const NODE: &str = "node:22-alpine";
/// Long enough for an engine that is busy.
const LIMIT: Duration = Duration::from_mins(1);

fn main() {
    let arguments = Arguments::from_args();
    let trials = vec![
        trial("a_snapshot_shows_what_docker_made", snapshot),
        trial("a_failed_start_and_an_exit_code_are_seen", ends),
        trial("a_program_runs_inside_a_container", exec),
        trial("files_are_read_from_running_and_stopped_containers", files),
        trial("a_log_is_read_from_a_moment_on", logs),
        trial("only_the_learners_programs_are_seen", past_execs),
        trial("a_probe_from_inside_tells_how_it_failed", inside),
        trial("requests_side_by_side_share_a_program", together),
        trial("each_client_in_a_container_reads_alike", clients),
        trial("a_published_port_with_nobody_behind_it_is_reset", published),
        trial("changes_arrive_at_once_and_probes_do_not_count", hears),
        trial("an_event_before_the_snapshot_is_not_lost", since),
        trial("what_is_gone_already_may_be_removed", removes),
        trial("pulling_what_does_not_exist_is_one_error", pulls),
    ];
    libtest_mimic::run(&arguments, trials).exit();
}

/// A test that is ignored at run time, with the reason, where no engine with the base images is.
fn trial(name: &str, test: impl AsyncFn(&Engine) + Send + 'static) -> Trial {
    Trial::ignorable_test(name, move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| Failed::from(error.to_string()))?;
        runtime.block_on(async {
            let engine = match Engine::connect(&Asked::default()).await {
                Ok(engine) => engine,
                Err(error) => return Ok(Completion::ignored_with(error)),
            };
            for image in [NGINX, NODE] {
                if !engine.image_exists(image).await.unwrap_or(false) {
                    return Ok(Completion::ignored_with(format!(
                        "the image {image} is not there"
                    )));
                }
            }
            test(&engine).await;
            Ok(Completion::Completed)
        })
    })
}

async fn snapshot(engine: &Engine) {
    let mut made = Made::new("snapshot");
    let (one, two) = (made.network("one"), made.network("two"));
    let web = made.container(
        "web",
        &[
            "--network",
            &one,
            "--network-alias",
            "www",
            "-p",
            "127.0.0.1:0:80",
            "-l",
            "a=b",
        ],
        NGINX,
        &[],
    );
    docker(&["network", "connect", &two, &web]);
    let idle = made.name("idle");
    made.containers.push(idle.clone());
    docker(&[
        "create",
        "--name",
        &idle,
        "--network",
        &one,
        "-p",
        "20123:80",
        NGINX,
    ]);
    let hosted = made.container("hosted", &["--network", "host"], NODE, &SLEEP);

    let seen = engine.snapshot().await.unwrap();
    let network = seen.network(&one).unwrap();
    assert_eq!(
        (network.driver.as_str(), network.subnets.len()),
        ("bridge", 1)
    );
    let found = seen.container(&web).unwrap();
    assert_eq!(found.state, State::Running);
    assert!(found.started_at.is_some() && found.labels["a"] == "b");
    assert_eq!(
        (found.image.as_str(), found.network_mode.as_str()),
        (NGINX, one.as_str())
    );
    assert_eq!(found.endpoints.len(), 2);
    let endpoint = found.endpoint(&one).unwrap();
    assert_eq!(endpoint.gateway, network.subnets[0].gateway);
    assert!(endpoint.address.is_some() && endpoint.network_id == network.id);
    assert!(endpoint.aliases.contains(&"www".to_owned()));
    assert_eq!(found.published[0].container_port, 80);
    assert!(found.published[0].host_port.is_some());
    assert_eq!(seen.image(NGINX).unwrap().id, found.image_id);

    let found = seen.container(&idle).unwrap();
    assert_eq!((found.state, found.running()), (State::Created, false));
    assert_eq!(found.started_at, None);
    assert!(found.published.is_empty());
    assert_eq!(found.requested_ports[0].host_port, Some(20123));
    assert_eq!(found.endpoint(&one).unwrap().address, None);

    let found = seen.container(&hosted).unwrap();
    assert_eq!(found.network_mode, "host");
    assert_eq!(found.endpoint("host").unwrap().address, None);

    let by_list = engine.snapshot_of(&Interest::default()).await.unwrap();
    let listed = by_list.container(&web).unwrap();
    assert_eq!(
        listed.endpoint(&two).unwrap().address,
        seen.container(&web)
            .unwrap()
            .endpoint(&two)
            .unwrap()
            .address
    );
    assert_eq!(listed.published, seen.container(&web).unwrap().published);
    assert!(listed.started_at.is_none(), "the list does not say");
    let interest = Interest {
        networks: vec![one],
        ..Interest::default()
    };
    let close = engine.snapshot_of(&interest).await.unwrap();
    assert_eq!(close.container(&web), seen.container(&web));
}

async fn ends(engine: &Engine) {
    let mut made = Made::new("ends");
    let failed = made.container("exit", &[], NODE, &["sh", "-c", "exit 3"]);
    let blocked = made.name("blocked");
    made.containers.push(blocked.clone());
    let output = Command::new("docker")
        .args(["run", "-d", "--name", &blocked, NGINX, "no-such-program"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    docker(&["wait", &failed]);
    let seen = engine.snapshot().await.unwrap();
    let found = seen.container(&failed).unwrap();
    assert_eq!((found.state, found.exit_code), (State::Exited, 3));
    let found = seen.container(&blocked).unwrap();
    assert_eq!(found.state, State::Created);
    assert!(found.error.contains("no-such-program"), "{}", found.error);
}

async fn exec(engine: &Engine) {
    let mut made = Made::new("exec");
    let name = made.container("box", &[], NODE, &SLEEP);
    let output = engine
        .exec(&name, &["sh", "-c", "echo 밖; echo err >&2; exit 7"], LIMIT)
        .await
        .unwrap();
    assert_eq!(
        (output.stdout.as_str(), output.stderr.as_str()),
        ("밖\n", "err\n")
    );
    assert_eq!((output.exit_code, output.missing), (7, false));
    let output = engine
        .exec(&name, &["no-such-program"], LIMIT)
        .await
        .unwrap();
    assert!(output.missing, "{output:?}");
    let output = engine
        .exec(&name, &["sh", "-c", "no-such-program"], LIMIT)
        .await
        .unwrap();
    assert!(
        !output.missing && output.exit_code == 127,
        "the shell is there: {output:?}"
    );
    let big = engine
        .exec(&name, &["head", "-c", "3000000", "/dev/zero"], LIMIT)
        .await
        .unwrap();
    assert_eq!(big.stdout.len(), 1 << 20);

    let begun = Instant::now();
    let late = engine
        .exec(&name, &["sleep", "30"], Duration::from_millis(300))
        .await;
    assert!(
        matches!(late, Err(EngineError::TimedOut { .. })),
        "{late:?}"
    );
    assert!(begun.elapsed() < Duration::from_secs(25));

    docker(&["stop", "-t", "0", &name]);
    let error = engine.exec(&name, &["true"], LIMIT).await.unwrap_err();
    assert!(
        matches!(error, EngineError::Refused { status: 409, .. }),
        "{error:?}"
    );
    let error = engine
        .exec("docker-none", &["true"], LIMIT)
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
}

async fn files(engine: &Engine) {
    let mut made = Made::new("files");
    let name = made.container(
        "box",
        &[],
        NODE,
        &[
            "sh",
            "-c",
            "mkdir /d; echo hello > /d/f; ln -s ../d/f /d/link; ln -s loop /loop; echo ready; sleep 1000",
        ],
    );
    said(engine, &name, "ready").await;
    let read = |path: &'static str, limit| {
        let name = name.clone();
        async move { engine.read_file(&name, path, limit).await.unwrap() }
    };
    assert_eq!(read("/d/f", 100).await.as_deref(), Some(&b"hello\n"[..]));
    assert_eq!(read("/d/link", 3).await.as_deref(), Some(&b"hel"[..]));
    assert_eq!(read("/d", 100).await, None);
    assert_eq!(read("/none", 100).await, None);
    assert_eq!(read("/loop", 100).await, None);
    docker(&["stop", "-t", "0", &name]);
    assert_eq!(read("/d/f", 100).await.as_deref(), Some(&b"hello\n"[..]));
    assert!(
        engine
            .read_file("docker-none", "/d/f", 1)
            .await
            .unwrap_err()
            .is_not_found()
    );
}

async fn logs(engine: &Engine) {
    let mut made = Made::new("logs");
    let name = made.container(
        "box",
        &[],
        NODE,
        &[
            "sh",
            "-c",
            "echo one; echo two >&2; until [ -e /go ]; do sleep 0.05; done; echo three; sleep 1000",
        ],
    );
    said(engine, &name, "one").await;
    said(engine, &name, "two").await;
    let between = engine.now().await.unwrap();
    let early = engine.logs(&name, None, 100).await.unwrap();
    let mut words: Vec<(&str, LogStream)> = early
        .iter()
        .map(|line| (line.text.as_str(), line.stream))
        .collect();
    words.sort_unstable_by_key(|(text, _)| *text);
    assert_eq!(
        words,
        [("one", LogStream::Output), ("two", LogStream::Error)]
    );
    assert!(early.iter().all(|line| line.time_unix_nanos < between));
    docker(&["exec", &name, "touch", "/go"]);
    said(engine, &name, "three").await;
    let late = engine.logs(&name, Some(between), 100).await.unwrap();
    assert_eq!(late.len(), 1, "{late:?}");
    assert_eq!(late[0].text, "three");
    assert_eq!(engine.logs(&name, None, 1).await.unwrap().len(), 1);
    let terminal = made.container("tty", &["-t"], NODE, &["sh", "-c", "echo hi; sleep 1000"]);
    said(engine, &terminal, "hi").await;
    assert_eq!(engine.logs(&terminal, None, 9).await.unwrap()[0].text, "hi");
}

async fn past_execs(engine: &Engine) {
    let mut made = Made::new("execs");
    let name = made.container("box", &[], NGINX, &[]);
    docker(&["exec", &name, "hostname"]);
    let since = engine.now().await.unwrap();
    docker(&["exec", &name, "sh", "-c", "ls /etc"]);
    engine
        .exec(&name, &["getent", "hosts", "x"], LIMIT)
        .await
        .unwrap();
    engine
        .http_from_container(&name, "http://localhost:81/", LIMIT)
        .await
        .unwrap();
    let other = Engine::connect(&Asked::default()).await.unwrap();
    other
        .http_from_container(&name, "http://localhost:81/", LIMIT)
        .await
        .unwrap();
    let seen = engine.past_execs(&name, since).await.unwrap();
    let commands: Vec<&str> = seen.iter().map(|exec| exec.command.as_str()).collect();
    assert_eq!(commands, ["sh -c ls /etc"]);
    assert!(seen[0].time_unix_nanos >= since);
}

async fn removes(engine: &Engine) {
    let mut made = Made::new("removes");
    let net = made.network("net");
    let name = made.container("box", &["--network", &net], NODE, &SLEEP);
    let image = made.name("image");
    made.images.push(image.clone());
    docker(&["tag", NODE, &image]);
    assert!(engine.image_exists(&image).await.unwrap());
    let error = engine.remove_network(&net).await.unwrap_err();
    assert!(
        matches!(error, EngineError::Refused { status: 403, .. }),
        "{error:?}"
    );
    let error = engine.remove_container(&name, false).await.unwrap_err();
    assert!(
        matches!(error, EngineError::Refused { status: 409, .. }),
        "{error:?}"
    );
    engine.disconnect(&net, &name, false).await.unwrap();
    for _ in 0..2 {
        engine.remove_container(&name, true).await.unwrap();
        engine.remove_network(&net).await.unwrap();
        engine.remove_image(&image).await.unwrap();
    }
    assert!(!engine.image_exists(&image).await.unwrap());
    assert!(engine.image_exists(NODE).await.unwrap());
    assert!(engine.container(&name).await.unwrap().is_none());
}

async fn pulls(engine: &Engine) {
    let mut answers = engine.pull("127.0.0.1:9/docker-none/image");
    let mut last = None;
    let drained = async {
        while let Some(answer) = answers.next().await {
            last = Some(answer);
        }
    };
    tokio::time::timeout(LIMIT, drained).await.unwrap();
    assert!(
        matches!(last, Some(Err(EngineError::Refused { .. }))),
        "{last:?}"
    );
}
