//! Sets every scene, diagnoses, cures, and diagnoses again.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use baeum::practice::ServeOptions;
use libtest_mimic::{Completion, Failed, Trial};
use serde_json::Value;

use super::bench::{Bench, Stage};
use super::lessons;
use super::scenes::{SCENES, Scene};

/// Set to 1 where a missing engine is a failure.
const REQUIRED: &str = "BAEUM_TESTS_NEED_DOCKER";
/// Lessons, and how many of their mistakes keep a request from its answer, at least.
const LESSONS: [(&str, usize); 3] = [
    ("docker-network", 15),
    ("docker-network-repair", 15),
    ("docker-network-exercises", 1),
];
/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn all() -> Vec<Trial> {
    let mut trials = vec![
        practice("the document has the keys that programs rely on", keys),
        practice("who asks must be there", unknown_sender),
    ];
    for (lesson, mistakes) in LESSONS {
        let name = format!("every step of {lesson} is diagnosed");
        let test = move |bench: &Bench| diagnosed(bench, lesson, mistakes);
        trials.push(practice(&name, test));
        // Takes minutes, and says no more than the scenes do: for whoever changes the diagnosis.
        trials.push(docker(&name, test).with_ignored_flag(true));
    }
    for scene in SCENES {
        trials.push(practice(scene.name, |bench| play(bench, scene)));
        if scene.on_docker {
            trials.push(docker(scene.name, |bench| play(bench, scene)));
        }
    }
    trials
}

fn practice(name: &str, test: impl FnOnce(&Bench) + Send + 'static) -> Trial {
    Trial::test(format!("practice: {name}"), move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| Failed::from(error.to_string()))?;
        let served = runtime.block_on(baeum::practice::serve(ServeOptions::default()));
        let running = served.map_err(|error| Failed::from(error.to_string()))?;
        let bench = Bench::new(Stage::Practice(running));
        for image in ["nginx:1.28-alpine", "node:22-alpine"] {
            bench.run(&format!("docker pull -q {image}"));
        }
        test(&bench);
        Ok(())
    })
}

fn docker(name: &str, test: impl FnOnce(&Bench) + Send + 'static) -> Trial {
    Trial::ignorable_test(format!("docker: {name}"), move || {
        if let Some(reason) = missing() {
            return if std::env::var(REQUIRED).is_ok_and(|value| value == "1") {
                Err(Failed::from(reason))
            } else {
                Ok(Completion::ignored_with(reason))
            };
        }
        test(&Bench::new(Stage::Docker));
        Ok(Completion::Completed)
    })
}

/// What is missing for tests with a real engine.
fn missing() -> Option<String> {
    let inspected = Command::new("docker")
        .args(["image", "inspect", "nginx:1.28-alpine", "node:22-alpine"])
        .output();
    match inspected {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Some(format!("docker: {error}")),
    }
}

fn set(bench: &Bench, scene: &Scene) {
    let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/docker-network/lab/nodeserver");
    if scene.setup.iter().any(|line| line.contains("@web:1")) {
        bench.run(&format!(
            "DOCKER_BUILDKIT=0 docker build -q -t @web:1 {}",
            lab.display()
        ));
    }
    if !scene.configuration.is_empty() {
        let configuration = bench.fill(scene.configuration);
        std::fs::write(bench.folder().join("site.conf"), configuration).expect("written");
    }
    for line in scene.setup {
        bench.run(line);
    }
}

/// Diagnoses until `wanted` is found, or for as long as a server may take to listen.
fn until(bench: &Bench, scene: &Scene, wanted: Option<&str>) -> Value {
    let began = Instant::now();
    loop {
        let (code, document) = bench.diagnose(scene.from, scene.target);
        let found = document["cause"].as_str();
        assert_eq!(code, i32::from(found.is_some()), "{document:#}");
        assert_eq!(document["reachable"], found.is_none(), "{document:#}");
        if found == wanted {
            return document;
        }
        assert!(
            began.elapsed() < PATIENCE,
            "not {wanted:?} but {document:#}"
        );
        std::thread::sleep(Duration::from_millis(500));
    }
}

fn play(bench: &Bench, scene: &Scene) {
    set(bench, scene);
    let mut document = until(bench, scene, scene.cause);
    if !scene.cured {
        return;
    }
    // Where several things are wrong they are cured one after the other.
    for _ in 0..3 {
        let fix = document["fix"].as_str().expect("a cure").to_owned();
        bench.run(&fix);
        let began = Instant::now();
        loop {
            document = bench.diagnose(scene.from, scene.target).1;
            if document["reachable"] == true {
                return;
            }
            let another = document["fix"].as_str().is_some_and(|other| other != fix);
            if another && began.elapsed() > Duration::from_secs(3) {
                break;
            }
            assert!(began.elapsed() < PATIENCE, "{fix}: {document:#}");
            std::thread::sleep(Duration::from_millis(500));
        }
    }
    panic!("not cured: {document:#}");
}

fn diagnosed(bench: &Bench, lesson: &str, mistakes: usize) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let tried = runtime.block_on(async {
        let engine = bench.engine().await;
        lessons::all(lesson, &engine, bench.folder(), bench.mark(), bench.port()).await
    });
    assert!(tried >= mistakes, "{tried}");
}

fn keys(bench: &Bench) {
    bench.run(
        "docker network create @net && docker run -d --network @net --name @ng nginx:1.28-alpine",
    );
    let (code, document) = bench.diagnose("@ng", "nobody:80");
    assert_eq!(code, 1);
    let keys = |value: &Value| -> Vec<String> {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    let mut found = keys(&document);
    found.sort();
    let wanted = [
        "cause",
        "engine",
        "expected",
        "fix",
        "found",
        "from",
        "hops",
        "look",
        "message",
        "port",
        "reachable",
        "target",
    ];
    assert_eq!(found, wanted);
    assert_eq!(document["engine"]["kind"], "practice");
    assert_eq!(document["look"], "docker ps -a");
    let mut found = keys(&document["hops"][0]);
    found.sort();
    assert_eq!(
        found,
        ["behind", "found", "kind", "log", "status", "subject"]
    );
}

fn unknown_sender(bench: &Bench) {
    bench.run(
        "docker network create @net && docker run -d --network @net --name @ng nginx:1.28-alpine",
    );
    for (from, target, said) in [
        ("@nh", "@ng", "Did you mean"),
        ("hots", "@ng", "Did you mean host?"),
        ("nothing-like-it", "@ng", "There is no container"),
        ("@ng", "a b", "neither a name nor an address"),
        ("@ng", "web:99999", "neither a name nor an address"),
    ] {
        let output = bench.baeum(&["diagnose", from, target]);
        assert_eq!(output.status.code(), Some(2));
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains(said), "{error}");
    }
}
