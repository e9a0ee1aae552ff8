//! What the tools for authors take: `cargo bench --bench lessons`.
//!
//! Lint over a thousand generated lessons, and the proof of every lesson of the program on the
//! practice engine and, where one answers, on Docker, beside the time of the docker commands in it.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use baeum::lesson::lint::lint;
use baeum::lesson::starter::starter;
use baeum::lesson::{Catalog, Content};
use serde_json::Value;

const BAEUM: &str = env!("CARGO_BIN_EXE_baeum");
/// How many lessons are looked through.
const LESSONS: u32 = 1_000;
/// How often a proof on the practice engine is made; the median counts.
const PROOFS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let home = tempfile::tempdir()?;
    small_lessons(home.path())?;
    large_lessons()?;
    for id in Catalog::new(None)?.ids() {
        proof(home.path(), id, "practice", PROOFS)?;
    }
    let docker = Command::new("docker").arg("version").output();
    if docker.is_ok_and(|output| output.status.success()) {
        for id in Catalog::new(None)?.ids() {
            proof(home.path(), id, "docker", 1)?;
        }
    } else {
        println!("no Docker engine answers: the proofs on Docker are left out");
    }
    Ok(())
}

/// Lessons such as `lesson new` writes, on disk, looked through by the whole program.
fn small_lessons(home: &Path) -> Result<(), Box<dyn Error>> {
    let folder = home.join("generated");
    for number in 0..LESSONS {
        let id = format!("generated-{number}");
        for (path, text) in starter(&id) {
            let full = folder.join(&id).join(path);
            fs::create_dir_all(full.parent().unwrap_or(&folder))?;
            fs::write(full, text)?;
        }
    }
    let began = Instant::now();
    let output = baeum(home)
        .arg("--lessons")
        .arg(&folder)
        .args(["lesson", "lint"])
        .output()?;
    print(
        "lesson lint, small lessons, whole process",
        began.elapsed(),
        LESSONS,
    );
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
    }
}

/// The first lesson a thousand times, each time with another id, in memory.
fn large_lessons() -> Result<(), Box<dyn Error>> {
    let files = Catalog::new(None)?.files("docker-network")?;
    let Some(Content::Bytes(toml)) = files.files.get("lesson.toml") else {
        return Err("the first lesson has no lesson.toml".into());
    };
    let toml = String::from_utf8_lossy(toml).into_owned();
    let mut all = Duration::ZERO;
    for number in 0..LESSONS {
        let id = format!("generated-{number}");
        let toml = toml.replace("id = \"docker-network\"", &format!("id = {id:?}"));
        let mut files = files.clone().with("lesson.toml", toml);
        files.expected_id = Some(id);
        let began = Instant::now();
        let reading = lint(&files);
        all += began.elapsed();
        if !reading.diagnostics.is_empty() {
            return Err(format!("{:?}", reading.diagnostics).into());
        }
    }
    print("lint, lessons as large as the first one", all, LESSONS);
    Ok(())
}

fn print(what: &str, all: Duration, count: u32) {
    println!(
        "{what}: {count} in {:.2} s, {:.3} s per hundred",
        all.as_secs_f64(),
        all.as_secs_f64() * 100.0 / f64::from(count)
    );
}

fn baeum(home: &Path) -> Command {
    let mut command = Command::new(BAEUM);
    command
        .env("BAEUM_HOME", home.join("home"))
        .env("BAEUM_LANG", "en")
        .stdin(Stdio::null());
    command
}

fn proof(home: &Path, id: &str, engine: &str, times: usize) -> Result<(), Box<dyn Error>> {
    let mut proofs = Vec::new();
    for _ in 0..times {
        let began = Instant::now();
        let output = baeum(home)
            .args(["--engine", engine, "lesson", "test", id, "--format", "json"])
            .output()?;
        let whole = began.elapsed();
        if !output.status.success() {
            return Err(format!("{id} is not proven on {engine}").into());
        }
        proofs.push((whole, serde_json::from_slice::<Value>(&output.stdout)?));
    }
    proofs.sort_by_key(|(whole, _)| *whole);
    let (whole, json) = &proofs[proofs.len() / 2];
    let proof = &json["lessons"][0];
    let seconds = |key: &str| proof[key].as_f64().unwrap_or_default() / 1_000.0;
    let (elapsed, commands) = (seconds("elapsed_ms"), seconds("commands_ms"));
    println!(
        "lesson test {id} on {engine}: whole process {:.2} s; {} checks, {} mistakes; \
         proof {elapsed:.2} s, its docker commands alone {commands:.2} s, {:.2} times as long",
        whole.as_secs_f64(),
        proof["checks"],
        proof["mistakes"],
        elapsed / commands
    );
    Ok(())
}
