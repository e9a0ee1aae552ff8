//! What `baeum map` shows is what the engine says: after every step of lesson 1 on the practice
//! engine, and on a real engine, where the test shows as ignored without one.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use baeum::lesson::{Catalog, Command as Run, Lesson, Names, lab};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde_json::{Value, json};
use tempfile::TempDir;

#[path = "support/client.rs"]
mod client;

fn main() -> std::process::ExitCode {
    let arguments = Arguments::from_args();
    let trials = vec![
        Trial::test("without_an_engine_the_exit_code_is_4", || {
            no_engine();
            Ok(())
        }),
        #[cfg(unix)]
        Trial::test("after_each_step_on_the_practice_engine", || {
            each_step();
            Ok(())
        }),
        #[cfg(unix)]
        Trial::test("names_that_are_not_there_are_met_with_near_ones", || {
            near_names();
            Ok(())
        }),
        Trial::ignorable_test("on_a_real_engine", || match missing() {
            None => {
                real_engine();
                Ok(Completion::Completed)
            }
            Some(why) if std::env::var("BAEUM_TESTS_NEED_DOCKER").is_ok_and(|one| one == "1") => {
                Err(Failed::from(why))
            }
            Some(why) => Ok(Completion::ignored_with(why)),
        }),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// What keeps the real engine from being used.
fn missing() -> Option<String> {
    let inspected = Command::new("docker")
        .args(["image", "inspect", "nginx:1.28-alpine"])
        .output();
    match inspected {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Some(format!("docker: {error}")),
    }
}

/// baeum with a home of its own.
struct Home {
    folder: TempDir,
    engine: &'static str,
}

impl Home {
    fn new(engine: &'static str) -> Self {
        let folder = TempDir::new().expect("a folder");
        Self { folder, engine }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baeum"));
        for name in ["BAEUM_LANG", "LANG", "LANGUAGE", "LC_ALL"] {
            command.env_remove(name);
        }
        command
            .env("BAEUM_HOME", self.folder.path())
            .env("BAEUM_ENGINE", self.engine)
            .stdin(Stdio::null());
        command
    }

    fn baeum(&self, arguments: &[&str]) -> Output {
        let output = self.command().args(arguments).output();
        output.expect("baeum starts")
    }

    /// What baeum prints, as JSON; fails if it fails.
    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.baeum(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).expect("JSON")
    }
}

fn no_engine() {
    let home = Home::new("auto");
    let gone = format!("unix://{}/no.sock", home.folder.path().display());
    for arguments in [
        &["map", "--host", &gone][..],
        &["map", "--engine", "docker", "--host", &gone],
    ] {
        let output = home.baeum(arguments);
        assert_eq!(output.status.code(), Some(4), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        assert!(!output.stderr.is_empty());
    }
    // A practice engine that nobody has used is not drawn instead.
    let output = home.command().arg("map").env("DOCKER_HOST", &gone).output();
    let output = output.expect("baeum starts");
    assert_eq!(output.status.code(), Some(4), "{output:?}");
}

/// The practice engine, served for the time of a test.
#[cfg(unix)]
struct Served {
    home: Home,
    child: Child,
}

#[cfg(unix)]
impl Served {
    fn new() -> Self {
        let home = Home::new("practice");
        let child = home
            .command()
            .args(["practice", "serve"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("baeum starts");
        let socket = home.folder.path().join("state/practice/engine.sock");
        let began = Instant::now();
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            assert!(began.elapsed() < Duration::from_mins(1), "it never served");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { home, child }
    }

    /// Runs a line of a lesson with baeum's own docker command.
    fn run(&self, line: &str, folder: &Path) {
        let script = format!("docker() {{ \"$BAEUM\" docker \"$@\"; }}\n{line}\n");
        // Some commands are there to be refused.
        let _ = self
            .shell()
            .args(["-c", &script])
            .current_dir(folder)
            .output()
            .expect("a shell");
    }

    fn shell(&self) -> Command {
        let mut shell = Command::new("sh");
        shell
            .env("BAEUM", env!("CARGO_BIN_EXE_baeum"))
            .env("BAEUM_HOME", self.home.folder.path())
            .env("BAEUM_ENGINE", "practice");
        shell
    }

    fn docker(&self, arguments: &[&str]) -> String {
        let output = self.home.baeum(&[&["docker"], arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("text")
    }
}

#[cfg(unix)]
impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lesson 1 with ports that nobody else has.
fn lesson() -> (Lesson, Names) {
    let catalog = Catalog::new(None).expect("lessons");
    let lesson = catalog.load("docker-network").expect("the lesson");
    let mut names = Names::new(&lesson);
    let held: Vec<TcpListener> = (0..2)
        .map(|_| TcpListener::bind(("127.0.0.1", 0)).expect("a port"))
        .collect();
    for (key, listener) in ["http_port", "web_port"].into_iter().zip(&held) {
        let port = listener.local_addr().expect("an address").port();
        assert!(names.set(key, &port.to_string()).is_ok());
    }
    (lesson, names)
}

#[cfg(unix)]
fn each_step() {
    let served = Served::new();
    let (lesson, names) = lesson();
    let folder: PathBuf = served.home.folder.path().join("lab");
    lab::prepare(&lesson, &names, &folder).expect("the lab");
    let mut most = 0;
    for step in &lesson.steps {
        for edit in &step.edit {
            lab::apply(edit, &names, &folder).expect("the change");
        }
        let lines = step.run.iter().filter_map(|run| match run {
            Run::Shell { command, .. } => Some(command),
            Run::Inside { .. } => None,
        });
        for line in step.setup.iter().chain(lines) {
            served.run(&names.fill(line), &folder);
        }
        let map = served.home.json(&["map", "--format", "json"]);
        assert_eq!(map["engine"]["kind"], "practice");
        let docker = |arguments: &[&str]| served.docker(arguments);
        most = most.max(compare(&map, &docker, &|_| true, &step.id));
    }
    assert_eq!(most, 3, "at host-mode there are three containers");
}

#[cfg(unix)]
fn near_names() {
    let served = Served::new();
    served.docker(&["network", "create", "mynet1"]);
    let output = served.home.baeum(&["--lang", "en", "map", "mynet"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("Did you mean mynet1?"), "{said}");
    let output = served.home.baeum(&["--lang", "ko", "map", "mynet1"]);
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && shown.contains("연습 엔진"),
        "{output:?}"
    );
    assert!(!shown.contains("host"), "only what was named: {shown}");
}

fn real_engine() {
    let home = Home::new("docker");
    let mark = format!("map-{}", std::process::id());
    let name = |part: &str| format!("{mark}-{part}");
    let _tidy = Tidy(mark.clone());
    let docker = |arguments: &[&str]| client::docker(arguments);
    let same = |moment: &str| {
        // Others use the engine too, and come and go meanwhile.
        let map = home.json(&["map", "--format", "json"]);
        compare(&map, &docker, &|name| name.starts_with(&mark), moment)
    };
    let (one, other) = (name("one"), name("other"));
    let blocked = "com.docker.network.bridge.enable_icc=false";
    docker(&["network", "create", &one]);
    docker(&["network", "create", "-o", blocked, &other]);
    same("two networks");
    let web = name("web");
    let image = "nginx:1.28-alpine";
    docker(&[
        "run",
        "-d",
        "--name",
        &web,
        "--network",
        &one,
        "-p",
        "127.0.0.1::80",
        image,
        "sleep",
        "600",
    ]);
    docker(&["network", "connect", "--alias", "front", &other, &web]);
    let plain = name("plain");
    docker(&["create", "--name", &plain, image, "true"]);
    assert_eq!(same("one in two networks"), 2);
    let text = home.baeum(&["--lang", "en", "map", &other]);
    let text = String::from_utf8(text.stdout).expect("text");
    for said in ["also called front", "do not reach each other", &one] {
        assert!(text.contains(said), "{said} in {text}");
    }
    docker(&["stop", "-t", "0", &web]);
    assert_eq!(same("one stopped"), 2);
    docker(&["rm", &web]);
    assert_eq!(same("one removed"), 1);
}

/// Removes what a test has made.
struct Tidy(String);

impl Drop for Tidy {
    fn drop(&mut self) {
        for (list, remove) in [
            (&["ps", "-aq"][..], &["rm", "-f", "-v"][..]),
            (&["network", "ls", "-q"], &["network", "rm"]),
        ] {
            let filter = format!("name={}-", self.0);
            let listed = Command::new("docker")
                .args(list)
                .args(["--filter", &filter])
                .output();
            let listed = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
            let ids = listed.unwrap_or_default();
            if !ids.trim().is_empty() {
                let _ = Command::new("docker")
                    .args(remove)
                    .args(ids.split_whitespace())
                    .output();
            }
        }
    }
}

/// Fails unless the map says of everything that is `ours` what `docker inspect` says. Gives the
/// number of containers that were compared.
fn compare(
    map: &Value,
    docker: &dyn Fn(&[&str]) -> String,
    ours: &dyn Fn(&str) -> bool,
    moment: &str,
) -> usize {
    let inspected = |list: &[&str], inspect: &[&str]| -> BTreeMap<String, Value> {
        let names = docker(list);
        let names: Vec<&str> = names.lines().filter(|name| ours(name)).collect();
        if names.is_empty() {
            return BTreeMap::new();
        }
        let text = docker(&[inspect, &names].concat());
        let all: Vec<Value> = serde_json::from_str(&text).expect("JSON");
        names.into_iter().map(str::to_owned).zip(all).collect()
    };
    let networks = inspected(
        &["network", "ls", "--format", "{{.Name}}"],
        &["network", "inspect"],
    );
    let containers = inspected(
        &["ps", "-a", "--format", "{{.Names}}"],
        &["container", "inspect"],
    );
    let drawn = |kind: &str| -> BTreeMap<String, Value> {
        let all = map[kind].as_array().expect("a list").iter();
        all.map(|one| {
            (
                one["name"].as_str().expect("a name").to_owned(),
                one.clone(),
            )
        })
        .filter(|(name, _)| ours(name))
        .collect()
    };
    let (drawn_networks, drawn_containers) = (drawn("networks"), drawn("containers"));
    let names = |all: &BTreeMap<String, Value>| all.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&drawn_networks), names(&networks), "{moment}");
    assert_eq!(names(&drawn_containers), names(&containers), "{moment}");
    for (name, truth) in &networks {
        same_network(&drawn_networks[name], truth, ours, moment);
    }
    for (name, truth) in &containers {
        same_container(&drawn_containers[name], truth, moment);
    }
    containers.len()
}

fn same_network(drawn: &Value, truth: &Value, ours: &dyn Fn(&str) -> bool, moment: &str) {
    let at = format!("{moment}: {drawn:#}");
    for (key, inspected) in [("id", "Id"), ("driver", "Driver"), ("internal", "Internal")] {
        assert_eq!(drawn[key], truth[inspected], "{at}");
    }
    let ranges = |list: &Value, key: &str| -> Vec<Value> {
        let list = list.as_array().cloned().unwrap_or_default();
        list.iter().map(|one| one[key].clone()).collect()
    };
    assert_eq!(
        ranges(&drawn["subnets"], "range"),
        ranges(&truth["IPAM"]["Config"], "Subnet"),
        "{at}"
    );
    let icc = &truth["Options"]["com.docker.network.bridge.enable_icc"];
    let reach = match (drawn["name"].as_str(), icc.as_str()) {
        (Some("host"), _) => "host",
        (Some("none"), _) => "nobody",
        (_, Some("false")) => "blocked",
        (Some("bridge"), _) => "address",
        _ => "name",
    };
    assert_eq!(drawn["reach"], reach, "{at}");
    // Only running containers are listed by `network inspect`.
    let there = truth["Containers"].as_object().cloned().unwrap_or_default();
    let listed = drawn["containers"].as_array().expect("a list");
    for name in there.values().map(|there| &there["Name"]) {
        let name = name.as_str().expect("a name");
        assert!(!ours(name) || listed.contains(&json!(name)), "{name} {at}");
    }
}

fn same_container(drawn: &Value, truth: &Value, moment: &str) {
    let at = format!("{moment}: {drawn:#}");
    for (key, inspected) in [
        ("id", &truth["Id"]),
        ("image", &truth["Config"]["Image"]),
        ("state", &truth["State"]["Status"]),
        ("exit_code", &truth["State"]["ExitCode"]),
        ("network_mode", &truth["HostConfig"]["NetworkMode"]),
    ] {
        assert_eq!(drawn[key], *inspected, "{key} {at}");
    }
    let settings = &truth["NetworkSettings"];
    let networks: BTreeMap<&str, Option<&str>> = settings["Networks"]
        .as_object()
        .expect("networks")
        .iter()
        .map(|(name, there)| {
            let address = there["IPAddress"].as_str();
            (name.as_str(), address.filter(|address| !address.is_empty()))
        })
        .collect();
    let shown: BTreeMap<&str, Option<&str>> = drawn["networks"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|there| {
            (
                there["network"].as_str().expect("a name"),
                there["address"].as_str(),
            )
        })
        .collect();
    assert_eq!(shown, networks, "{at}");
    let mut open = BTreeSet::new();
    for (port, bindings) in settings["Ports"].as_object().into_iter().flatten() {
        for binding in bindings.as_array().into_iter().flatten() {
            let text = |key: &str| binding[key].as_str().unwrap_or_default().to_owned();
            open.insert((port.clone(), text("HostIp"), text("HostPort")));
        }
    }
    let shown: BTreeSet<(String, String, String)> = drawn["published"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|port| {
            let inside = format!(
                "{}/{}",
                port["container_port"],
                port["protocol"].as_str().expect("text")
            );
            let address = port["host_ip"].as_str().expect("text").to_owned();
            (inside, address, port["host_port"].to_string())
        })
        .collect();
    assert_eq!(shown, open, "{at}");
    let exposed: BTreeSet<String> = truth["Config"]["ExposedPorts"]
        .as_object()
        .into_iter()
        .flat_map(|ports| ports.keys().cloned())
        .collect();
    let shown: BTreeSet<String> = drawn["exposed"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|port| format!("{port}/tcp"))
        .collect();
    assert_eq!(shown, exposed, "{at}");
}
