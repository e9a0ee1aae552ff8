//! `lesson test` on both engines: a sound lesson is proven, a broken one is not, and the author is told why.

use std::fs;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use baeum::docker::{Address, Asked, Engine};
use baeum::l10n::{Language, Words};
use baeum::lesson::lint::lint;
use baeum::lesson::{Catalog, Content, Lesson, LessonFiles, read};
use baeum::practice::{ServeOptions, serve};
use baeum::proof::{Plan, Proof, Stop, What, prove, report};
use libtest_mimic::{Arguments, Completion, Failed, Trial};

type Test = for<'e> fn(&'e Engine) -> Pin<Box<dyn Future<Output = Result<(), Failed>> + 'e>>;

macro_rules! tests {
    ($($name:ident: $test:ident,)+) => {
        [$((stringify!($name), (|engine| Box::pin($test(engine))) as Test),)+]
    };
}

fn main() {
    let mut arguments = Arguments::from_args();
    // A container in host mode takes a port of this machine, on the practice engine too.
    arguments.test_threads = Some(1);
    let both = tests! {
        a_sound_lesson_is_proven_and_leaves_nothing: sound,
        a_new_lesson_is_proven_as_it_stands: starter,
        a_check_that_always_passes_is_caught: always_passes,
        a_wrong_cause_is_caught: wrong_cause,
        the_report_of_a_proof_says_what_was_found: says_what_was_found,
        a_name_written_by_hand_is_caught: written_by_hand,
        an_address_written_by_hand_is_caught: address_by_hand,
        a_mistakes_object_with_a_name_of_its_own_is_removed: stray,
    };
    let practice_only = tests! {
        every_lesson_of_the_program_is_proven: every_lesson,
        breaking_a_condition_of_the_first_lesson_is_caught: broken_first_lesson,
        a_container_made_otherwise_is_cured_by_the_lessons_own_command: cures,
    };
    let mut trials = Vec::new();
    for (name, test) in both {
        trials.push(docker(name, test));
        trials.push(practice(name, test));
    }
    // On Docker that takes minutes: `.ci/run` has it proven by the program itself, once.
    trials.extend(practice_only.map(|(name, test)| practice(name, test)));
    libtest_mimic::run(&arguments, trials).exit();
}

fn runtime() -> Result<tokio::runtime::Runtime, Failed> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failed::from(error.to_string()))
}

/// A test that needs Docker; without one it shows as ignored.
fn docker(name: &str, test: Test) -> Trial {
    Trial::ignorable_test(format!("docker_{name}"), move || {
        runtime()?.block_on(async {
            match Engine::connect(&Asked::default()).await {
                Ok(engine) => test(&engine).await.map(|()| Completion::Completed),
                Err(error) => Ok(Completion::ignored_with(error)),
            }
        })
    })
}

/// The same on a practice engine of its own.
fn practice(name: &str, test: Test) -> Trial {
    Trial::test(format!("practice_{name}"), move || {
        runtime()?.block_on(async {
            let failed = |error: &dyn std::fmt::Display| Failed::from(error.to_string());
            let served = serve(ServeOptions::default()).await;
            let served = served.map_err(|error| failed(&error))?;
            let engine = Engine::connect_to(Address::given(served.address())).await;
            let result = test(&engine.map_err(|error| failed(&error))?).await;
            served.stop().await;
            result
        })
    })
}

const CONDITION: &str = r#"{ id = "there", network = { name = "${network}" } }"#;
const MISTAKE: &str = r#"
[[step.mistake]]
id = "close"
run = ["docker network create ${network}0"]
cause = "network-name-close"
condition = "there"
"#;

/// A lesson of one step that makes a network.
fn write_lesson(folder: &Path, condition: &str, mistake: &str) {
    let toml = format!(
        r#"format = 1
id = "small"
languages = ["ko", "en"]
minutes = 5
level = "beginner"

[title]
ko = "작은 수업"
en = "A small lesson"

[names]
network = {{ kind = "network", default = "small-net" }}

[owns]
networks = ["${{network}}"]

[[step]]
id = "create"
run = ["docker network create ${{network}}"]
condition = [{condition}]
{mistake}
"#
    );
    fs::write(folder.join("lesson.toml"), toml).expect("written");
    for (language, text) in [
        (
            "ko",
            "# 네트워크 만들기\n\n설명이에요.\n\n> [!IMPORTANT]\n> 네트워크를 만드세요.\n",
        ),
        (
            "en",
            "# Create a network\n\nWhy.\n\n> [!IMPORTANT]\n> Create a network.\n",
        ),
    ] {
        fs::create_dir(folder.join(language)).expect("made");
        fs::write(folder.join(language).join("create.md"), text).expect("written");
    }
}

async fn proof_of(engine: &Engine, condition: &str, mistake: &str) -> Result<Proof, Failed> {
    let folder = tempfile::tempdir().map_err(|error| Failed::from(error.to_string()))?;
    let lesson = folder.path().join("small");
    fs::create_dir(&lesson).expect("made");
    write_lesson(&lesson, condition, mistake);
    prove_folder(engine, &lesson).await
}

async fn prove_folder(engine: &Engine, lesson: &Path) -> Result<Proof, Failed> {
    let lesson = Catalog::load_path(lesson).map_err(|error| Failed::from(format!("{error:?}")))?;
    prove_lesson(engine, lesson, None).await
}

async fn prove_lesson(
    engine: &Engine,
    lesson: Lesson,
    only: Option<usize>,
) -> Result<Proof, Failed> {
    for image in &lesson.base_images {
        let there = engine.image_exists(image).await;
        if !there.map_err(|error| Failed::from(error.to_string()))? {
            let pull = format!("docker pull {image}");
            let pulled = baeum::player::command::quiet(&pull, Path::new("."), engine).await;
            pulled.map_err(|error| Failed::from(error.to_string()))?;
        }
    }
    let plan = Plan {
        lesson: Arc::new(lesson),
        engine: engine.clone(),
        names: Vec::new(),
        only,
        stop: Stop::default(),
    };
    prove(&plan, &mut |_| {})
        .await
        .map_err(|error| Failed::from(error.to_string()))
}

/// What is wrong, in English.
fn faults(proof: &Proof) -> String {
    let words = Words::load(Language::English);
    let faults = proof.steps.iter().flat_map(report::faults);
    faults.map(|fault| words.say(&fault) + "\n").collect()
}

fn expect(proof: &Proof, text: &str) -> Result<(), Failed> {
    let faults = faults(proof);
    if proof.passed() || !faults.contains(text) {
        return Err(format!("expected “{text}”, found “{faults}”").into());
    }
    Ok(())
}

async fn sound(engine: &Engine) -> Result<(), Failed> {
    let proof = proof_of(engine, CONDITION, MISTAKE).await?;
    if !proof.passed() {
        return Err(faults(&proof).into());
    }
    let json = report::json(std::slice::from_ref(&proof), &Words::load(Language::Korean));
    if !json.contains(r#""check": "mistake""#) {
        return Err(json.into());
    }
    Ok(())
}

async fn starter(engine: &Engine) -> Result<(), Failed> {
    let failed = |error: std::io::Error| Failed::from(error.to_string());
    let folder = tempfile::tempdir().map_err(failed)?;
    let lesson = folder.path().join("first-lesson");
    for (path, text) in baeum::lesson::starter::starter("first-lesson") {
        let full = lesson.join(path);
        fs::create_dir_all(full.parent().expect("a parent")).map_err(failed)?;
        fs::write(full, text).map_err(failed)?;
    }
    let proof = prove_folder(engine, &lesson).await?;
    if !proof.passed() {
        return Err(faults(&proof).into());
    }
    Ok(())
}

async fn always_passes(engine: &Engine) -> Result<(), Failed> {
    let condition = r#"{ id = "there", network = { name = "bridge" } }"#;
    let proof = proof_of(engine, condition, "").await?;
    expect(&proof, "passes before anything was done")
}

/// Containers that were made by another command than the lesson's.
async fn cures(engine: &Engine) -> Result<(), Failed> {
    let proof = prove_folder(engine, Path::new("tests/cures")).await?;
    let mut uncured = proof.steps.iter().flat_map(|step| &step.without_fix);
    match uncured.next() {
        Some(mistake) => Err(format!("{mistake} has no cure").into()),
        None if proof.passed() => Ok(()),
        None => Err(faults(&proof).into()),
    }
}

/// What was found is said too, so that nobody has to try it by hand.
async fn says_what_was_found(engine: &Engine) -> Result<(), Failed> {
    let mistake = MISTAKE.replace("network-name-close", "network-missing");
    let proof = proof_of(engine, CONDITION, &mistake).await?;
    // The names are the proof's own.
    expect(&proof, "small-net0)")
}

async fn wrong_cause(engine: &Engine) -> Result<(), Failed> {
    let mistake = MISTAKE.replace("network-name-close", "network-missing");
    let proof = proof_of(engine, CONDITION, &mistake).await?;
    expect(&proof, "found was: there unmet: network-name-close")
}

async fn written_by_hand(engine: &Engine) -> Result<(), Failed> {
    let condition = r#"{ id = "there", network = { name = "small-net" } }"#;
    let proof = proof_of(engine, condition, "").await?;
    expect(
        &proof,
        "After the step’s commands this is not met: there unmet",
    )
}

/// A lesson that asks for the address range of its network.
fn write_question(folder: &Path, wanted: &str) {
    let condition = format!(
        "{CONDITION}, {{ id = \"range\", answer = {{ name = \"range\", {wanted} }}, needs = [\"there\"] }}"
    );
    write_lesson(folder, &condition, "");
    for language in ["ko", "en"] {
        let path = folder.join(language).join("create.md");
        let text = fs::read_to_string(&path).expect("read");
        fs::write(&path, format!("{text}\n?[range] 172?\n")).expect("written");
    }
}

/// An address that fits one engine on one day is found by lint; the live value fits every engine.
async fn address_by_hand(engine: &Engine) -> Result<(), Failed> {
    let folder = tempfile::tempdir().map_err(|error| Failed::from(error.to_string()))?;
    let by_hand = folder.path().join("small");
    fs::create_dir(&by_hand).expect("made");
    write_question(&by_hand, "equals = \"172.18.0.0/16\"");
    let said = said(&baeum::lesson::source::folder(&by_hand).expect("read"));
    if !said.contains("B106") || !said.contains("use a live value") {
        return Err(said.into());
    }
    let live = folder.path().join("again/small");
    fs::create_dir_all(&live).expect("made");
    write_question(&live, "matches_live = \"${subnet:network}\"");
    let proof = prove_folder(engine, &live).await?;
    if proof.passed() {
        Ok(())
    } else {
        Err(faults(&proof).into())
    }
}

/// What lint says of a lesson, in English.
fn said(files: &LessonFiles) -> String {
    let reading = lint(files);
    let words = Words::load(Language::English);
    baeum::lesson::render(&reading.diagnostics, &reading.sources, &words, false)
}

/// Every lesson that comes with the program, on the practice engine: one after the other, because
/// a server in host mode takes a port of this computer that cannot be chosen.
async fn every_lesson(engine: &Engine) -> Result<(), Failed> {
    let catalog = Catalog::new(None).map_err(|error| Failed::from(format!("{error:?}")))?;
    for id in catalog.ids() {
        let reading = lint(&catalog.files(id).expect("the files"));
        if !reading.diagnostics.is_empty() {
            return Err(format!("{id}: {:?}", reading.diagnostics).into());
        }
        let lesson = reading.lesson.expect("valid");
        let proof = prove_lesson(engine, lesson.clone(), None).await?;
        if !proof.passed() {
            return Err(format!("{id}: {}", faults(&proof)).into());
        }
        if id == "docker-network" {
            forty(&lesson, &proof)?;
        }
    }
    Ok(())
}

fn first_lesson() -> LessonFiles {
    let catalog = Catalog::new(None).expect("the lessons");
    catalog.files("docker-network").expect("the lesson")
}

/// At least forty mistakes of the first lesson are caught, with causes of many kinds.
fn forty(lesson: &Lesson, proof: &Proof) -> Result<(), Failed> {
    let mistakes = lesson.steps.iter().flat_map(|step| &step.mistakes);
    let causes: std::collections::BTreeSet<&str> =
        mistakes.map(|mistake| mistake.cause.as_str()).collect();
    let caught = proof.count(What::Mistake);
    if caught >= 40 && causes.len() >= 15 {
        return Ok(());
    }
    Err(format!("{caught} mistakes, {causes:?}").into())
}

/// A network check that always passes, a wrong cause, and an address written by hand, in the lesson
/// that people play.
async fn broken_first_lesson(engine: &Engine) -> Result<(), Failed> {
    let files = first_lesson();
    let Some(Content::Bytes(toml)) = files.files.get("lesson.toml") else {
        return Err("no lesson.toml".into());
    };
    let toml = String::from_utf8(toml.to_vec()).expect("text");
    let broken = |from: &str, to: &str| {
        assert!(toml.contains(from), "{from}");
        files
            .clone()
            .with("lesson.toml", toml.replacen(from, to, 1))
    };
    let always = broken(
        r#"{ id = "network-there", network = { name = "${network}" } }"#,
        r#"{ id = "network-there", network = { name = "bridge" } }"#,
    );
    let text = said(&always);
    if !text.contains("B112") || !text.contains("is met on every engine before anything was done") {
        return Err(text.into());
    }
    let by_hand = broken("http://${address:web}:8080/", "http://172.18.0.3:8080/");
    let text = said(&by_hand);
    if !text.contains("B106") || !text.contains("use a live value") {
        return Err(text.into());
    }
    let wrong = broken(
        "cause = \"network-name-close\"",
        "cause = \"network-still-there\"",
    );
    let lesson = read(&wrong).lesson.expect("valid");
    let only = lesson.position("create-network");
    let proof = prove_lesson(engine, lesson, only).await?;
    expect(&proof, "reports network-still-there, but found was")?;
    expect(&proof, "network-name-close")
}

async fn stray(engine: &Engine) -> Result<(), Failed> {
    let name = format!("baeum-stray-{}", std::process::id());
    let mistake = format!(
        r#"
[[step.mistake]]
id = "stray"
run = ["docker network create {name}"]
cause = "network-missing"
condition = "there"
"#
    );
    let proof = proof_of(engine, CONDITION, &mistake).await?;
    let snapshot = engine
        .snapshot()
        .await
        .map_err(|error| Failed::from(error.to_string()))?;
    if snapshot.network(&name).is_some() {
        return Err("the stray network is still there".into());
    }
    if !proof.passed() {
        return Err(faults(&proof).into());
    }
    Ok(())
}
