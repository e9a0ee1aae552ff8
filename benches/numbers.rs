//! The figures of DESIGN.md, each beside a peer in the same run: `cargo bench --bench numbers`.
//!
//! Needs a Docker engine with the images `nginx:1.28-alpine` and `node:22-alpine` (tests/base-images.sh makes them), and,
//! for the first line, `rustlings` on the PATH (`cargo install rustlings`). It makes containers and
//! networks that begin with `numbers-`, and removes them.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use baeum::l10n::{Language, Words};
use baeum::screen::markdown;
use portable_pty::CommandBuilder;
use serde_json::Value;

#[path = "../tests/support/pty.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod pty;

use pty::Pty;

const BAEUM: &str = env!("CARGO_BIN_EXE_baeum");
const IMAGE: &str = "nginx:1.28-alpine";
const SERVER_IMAGE: &str = "node:22-alpine";
const SERVER: &str = "require('http').createServer((_, answer) => answer.end('here')).listen(80)";

fn main() -> Result<(), Box<dyn Error>> {
    let home = tempfile::tempdir()?;
    write_lesson(&home.path().join("lessons/numbers"))?;
    tidy();
    start_up(home.path())?;
    binary()?;
    page();
    if docker(&["image", "inspect", IMAGE]).status.success() {
        inspection(home.path())?;
        probes(home.path())?;
        tick(home.path())?;
        waiting(home.path())?;
    } else {
        println!("no Docker engine with {IMAGE}: the other figures are left out");
    }
    tidy();
    Ok(())
}

fn docker(arguments: &[&str]) -> Output {
    Command::new("docker")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("docker starts")
}

/// Removes what an earlier run may have left.
fn tidy() {
    docker(&["rm", "-f", "numbers-a", "numbers-b"]);
    docker(&["network", "rm", "numbers-net", "numbers-new"]);
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The time of a whole process that must end with 0.
fn whole(program: &str, arguments: &[&str], home: &Path) -> Option<Duration> {
    let began = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .env("BAEUM_HOME", home)
        .env("BAEUM_LANG", "en")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    status.success().then(|| began.elapsed())
}

fn start_up(home: &Path) -> Result<(), Box<dyn Error>> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..41 {
        ours.push(whole(BAEUM, &["list"], home).ok_or("baeum list failed")?);
        theirs.extend(whole("rustlings", &["--version"], home));
    }
    let ours = milliseconds(median(ours));
    if theirs.is_empty() {
        println!("baeum list, whole process: {ours:.1} ms (no rustlings to compare with)");
    } else {
        let theirs = milliseconds(median(theirs));
        println!(
            "baeum list, whole process: {ours:.1} ms; rustlings --version: {theirs:.1} ms; {:+.1} ms (reach: +3)",
            ours - theirs
        );
    }
    Ok(())
}

fn binary() -> Result<(), Box<dyn Error>> {
    let tenths = fs::metadata(BAEUM)?.len() / 100_000;
    println!(
        "binary: {}.{} MB (reach: under 12)",
        tenths / 10,
        tenths % 10
    );
    Ok(())
}

fn page() {
    let text = include_str!("../lessons/docker-network/ko/problem.md");
    let words = Words::load(Language::Korean);
    let mut lines = 0;
    for _ in 0..50 {
        lines += markdown::render(text, 100, &words).len();
    }
    let began = Instant::now();
    for _ in 0..500 {
        lines += markdown::render(text, 100, &words).len();
    }
    let each = milliseconds(began.elapsed() / 500);
    println!(
        "a page of Korean Markdown, warm: {each:.3} ms (reach: under 0.2; {} lines)",
        lines / 550
    );
}

/// Two containers on a network, looked at and called; and a network to wait for.
const LESSON: &str = r#"format = 1
id = "numbers"
languages = ["ko", "en"]
minutes = 1
level = "beginner"

[title]
ko = "재기"
en = "Figures"

[owns]
networks = ["numbers-net", "numbers-new"]
containers = ["numbers-a", "numbers-b"]

[[step]]
id = "inspect"
run = ["docker network create numbers-net"]
condition = [
  { id = "a", container = { name = "numbers-a", image = "nginx:1.28-alpine" } },
  { id = "b", container = { name = "numbers-b", image = "node:22-alpine" } },
  { id = "a-on", endpoint = { container = "numbers-a", network = "numbers-net" }, needs = ["a"] },
  { id = "b-on", endpoint = { container = "numbers-b", network = "numbers-net" }, needs = ["b"] },
  { id = "a-port", port = { container = "numbers-a", port = 80 }, needs = ["a"] },
  { id = "b-port", port = { container = "numbers-b", port = 80 }, needs = ["b"] },
]

[[step]]
id = "call"
run = ["docker network create numbers-net"]
condition = [
  { id = "one", http = { from = "numbers-a", url = "http://numbers-b/", status = 200 } },
  { id = "two", http = { from = "numbers-a", url = "http://numbers-b/?two", status = 200 } },
  { id = "three", http = { from = "numbers-a", url = "http://numbers-b/?three", status = 200 } },
]

[[step]]
id = "wait"
run = ["docker network create numbers-new"]
condition = [{ id = "new", network = { name = "numbers-new" } }]
"#;

fn write_lesson(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("lesson.toml"), LESSON)?;
    for (language, task) in [("ko", "재 보세요."), ("en", "Measure.")] {
        fs::create_dir_all(folder.join(language))?;
        for step in ["inspect", "call", "wait"] {
            let text = format!("# {step}\n\n{step}.\n\n> [!IMPORTANT]\n> {task}\n");
            fs::write(folder.join(language).join(format!("{step}.md")), text)?;
        }
    }
    Ok(())
}

/// How long the conditions of a step took, as `check --json` says; they must be met.
fn check(home: &Path, step: &str) -> Result<Duration, Box<dyn Error>> {
    let output = Command::new(BAEUM)
        .args([
            "check",
            "numbers",
            step,
            "--json",
            "--engine",
            "docker",
            "--lessons",
        ])
        .arg(home.join("lessons"))
        .env("BAEUM_HOME", home)
        .stdin(Stdio::null())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stdout).into());
    }
    let report: Value = serde_json::from_slice(&output.stdout)?;
    Ok(Duration::from_millis(
        report["elapsed_ms"]
            .as_u64()
            .ok_or("no time in the report")?,
    ))
}

fn shell(script: &str) -> Result<Duration, Box<dyn Error>> {
    let began = Instant::now();
    let output = Command::new("sh").args(["-ec", script]).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(began.elapsed())
}

/// What the six conditions of the step `inspect` look at, asked with the docker command.
const SCRIPT: &str = r#"
for c in numbers-a numbers-b; do
  case $c in numbers-a) image=nginx:1.28-alpine ;; *) image=node:22-alpine ;; esac
  test "$(docker inspect -f '{{.State.Running}}' $c)" = true
  test "$(docker inspect -f '{{.Image}}' $c)" = "$(docker image inspect -f '{{.Id}}' $image)"
  docker inspect -f '{{(index .NetworkSettings.Networks "numbers-net").IPAddress}}' $c | grep -q '^[0-9]'
  docker port $c 80 | grep -q :
done
"#;

fn inspection(home: &Path) -> Result<(), Box<dyn Error>> {
    docker(&["network", "create", "numbers-net"]);
    let server: &[&str] = &[SERVER_IMAGE, "node", "-e", SERVER];
    for (name, what) in [("numbers-a", &[IMAGE][..]), ("numbers-b", server)] {
        let mut run = vec![
            "run",
            "-d",
            "-p",
            "80",
            "--network",
            "numbers-net",
            "--name",
            name,
        ];
        run.extend(what);
        let output = docker(&run);
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let (mut process, arguments) = (Vec::new(), home.join("lessons"));
    let arguments = [
        "check",
        "numbers",
        "inspect",
        "--json",
        "--engine",
        "docker",
        "--lessons",
        arguments.to_str().ok_or("a path that is text")?,
    ];
    for _ in 0..11 {
        ours.push(check(home, "inspect")?);
        process.push(whole(BAEUM, &arguments, home).ok_or("the check failed")?);
        theirs.push(shell(SCRIPT)?);
    }
    let (ours, theirs) = (milliseconds(median(ours)), milliseconds(median(theirs)));
    println!(
        "six inspected conditions: {ours:.0} ms ({:.0} ms with the process); the same with docker commands: {theirs:.0} ms; {:.0} times faster (reach: 20)",
        milliseconds(median(process)),
        theirs / ours.max(1.0)
    );
    Ok(())
}

fn probes(home: &Path) -> Result<(), Box<dyn Error>> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..11 {
        ours.push(check(home, "call")?);
        theirs.push(shell(
            "docker exec numbers-a curl -s -o /dev/null http://numbers-b/",
        )?);
    }
    let (ours, theirs) = (milliseconds(median(ours)), milliseconds(median(theirs)));
    println!(
        "three requests from a container: {ours:.0} ms; one docker exec … curl: {theirs:.0} ms; ratio {:.2} (reach: 1.3)",
        ours / theirs
    );
    Ok(())
}

fn play(home: &Path) -> Pty {
    let mut command = CommandBuilder::new(BAEUM);
    command.args([
        "play",
        "numbers",
        "--step",
        "wait",
        "--engine",
        "docker",
        "--lang",
        "en",
        "--lessons",
    ]);
    command.arg(home.join("lessons"));
    command.env("BAEUM_HOME", home);
    command.env("TERM", "xterm-256color");
    Pty::run(command, 100, 40)
}

/// From the end of a docker command to the tick on the screen.
fn tick(home: &Path) -> Result<(), Box<dyn Error>> {
    let mut times = Vec::new();
    for _ in 0..11 {
        docker(&["network", "rm", "numbers-new"]);
        let state = home.join("state");
        if state.exists() {
            fs::remove_dir_all(state)?;
        }
        let mut pty = play(home);
        ready(&mut pty);
        docker(&["network", "create", "numbers-new"]);
        let began = Instant::now();
        pty.wait_for("✔");
        times.push(began.elapsed());
        pty.send("q");
        pty.end();
    }
    println!(
        "from a docker command’s end to the tick: {:.1} ms median of {} (reach: 20)",
        milliseconds(median(times.clone())),
        times.len()
    );
    Ok(())
}

/// Answers what is asked on the way, and waits until the step waits.
fn ready(pty: &mut Pty) {
    loop {
        let shown = pty.wait("the step", |shown| {
            shown.contains("why not yet") || shown.contains("(y)")
        });
        if shown.contains("why not yet") {
            return;
        }
        pty.send("y");
        pty.wait("the next page", |shown| !shown.contains("(y)"));
    }
}

fn waiting(home: &Path) -> Result<(), Box<dyn Error>> {
    docker(&["network", "rm", "numbers-new"]);
    fs::remove_dir_all(home.join("state"))?;
    let mut pty = play(home);
    ready(&mut pty);
    std::thread::sleep(Duration::from_secs(1));
    let process = pty.process();
    let before = processor_ticks(process)?;
    std::thread::sleep(Duration::from_secs(5));
    let ticks = processor_ticks(process)? - before;
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let kilobytes: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .ok_or("no VmRSS")?
        .parse()?;
    println!(
        "waiting: {:.1} MB (reach: under 15), {} ms of processor time in 5 s",
        kilobytes / 1024.0,
        ticks * 10
    );
    pty.send("q");
    pty.end();
    Ok(())
}

/// User and system time of a process in hundredths of a second (proc(5), fields 14 and 15).
fn processor_ticks(process: u32) -> Result<u64, Box<dyn Error>> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after = stat.rsplit(')').next().ok_or("no fields")?;
    let fields: Vec<&str> = after.split_whitespace().collect();
    Ok(fields[11].parse::<u64>()? + fields[12].parse::<u64>()?)
}
