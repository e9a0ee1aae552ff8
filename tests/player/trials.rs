//! The tests, and what each of them needs.

use std::process::Command;

use libtest_mimic::{Completion, Failed, Trial};

use super::{alone, endings, engine, exercises, grounds, input, pages, typing};

/// Set to 1 where a missing engine is a failure.
const REQUIRED: &str = "BAEUM_TESTS_NEED_DOCKER";

#[expect(clippy::too_many_lines, reason = "one entry a test")]
pub(super) fn all() -> Vec<Trial> {
    vec![
        with_docker(
            "the menu leads to the first page in both languages and at any width",
            pages::menu,
        ),
        with_docker(
            "hints and reasons and the other language come in the middle of a step",
            pages::middle,
        ),
        without_docker(
            "the lecture takes the place of the page and gives it back",
            pages::lecture,
        ),
        without_docker(
            "a command typed or pasted straight onto the page waits for enter at a prompt",
            typing::straight,
        ),
        with_docker("who quits goes on at the same step", pages::quits),
        with_docker(
            "a network made in another terminal ticks while the player waits",
            engine::ticks,
        ),
        with_docker(
            "an engine that goes away is said and waited for",
            engine::lost,
        ),
        with_docker(
            "requests that fail for a while do not stop the player",
            engine::hiccup,
        ),
        with_docker(
            "what the learner had before is never touched",
            engine::foreign,
        ),
        with_docker(
            "what was made on one engine is neither forgotten nor looked for on another",
            grounds::two,
        ),
        with_docker(
            "the practice engine takes the place of one that has no images and cannot get any",
            grounds::bare,
        ),
        with_docker(
            "what was removed between two runs is made again",
            engine::misfit,
        ),
        with_docker(
            "a lesson that plays itself leaves the engine as it was",
            alone::both,
        ),
        with_docker(
            "repairs and exercises play themselves and leave the engine as it was",
            exercises::alone,
        ),
        without_docker(
            "an exercise is set up in sight, kept back, and set up with another fault",
            exercises::by_hand,
        ),
        with_docker(
            "a lesson that plays itself and is interrupted is tidied",
            alone::interrupted,
        ),
        with_docker(
            "a lesson that plays itself calls a slow server again",
            alone::patient,
        ),
        with_docker("a killed player goes on where it was", endings::killed),
        with_docker(
            "a progress file that cannot be read is set aside and said",
            endings::corrupted,
        ),
        with_docker(
            "ctrl c gives the terminal back wherever it is pressed",
            endings::interrupted,
        ),
        with_docker(
            "ctrl c ends a command and not the lesson",
            endings::command_interrupted,
        ),
        with_docker("a lesson is played in one window at a time", endings::twice),
        without_docker(
            "the map of the network comes by its key and by itself",
            pages::map,
        ),
        without_docker(
            "mistakes on the command line are explained",
            input::mistakes,
        ),
        without_docker("without a terminal it says what to do", input::no_terminal),
        without_docker(
            "without an engine it says where it looked",
            input::no_engine,
        ),
        without_docker(
            "a broken lesson is refused with file line and column",
            input::broken_lessons,
        ),
        with_docker(
            "control characters of a container do not reach the terminal",
            input::control_characters,
        ),
        with_docker(
            "tiny and simple terminals are no trouble",
            input::odd_terminals,
        ),
    ]
}

/// A test that needs a real engine with the base images.
fn with_docker(name: &str, test: fn()) -> Trial {
    Trial::ignorable_test(name, move || {
        if let Some(reason) = missing() {
            return if std::env::var(REQUIRED).is_ok_and(|value| value == "1") {
                Err(Failed::from(reason))
            } else {
                Ok(Completion::ignored_with(reason))
            };
        }
        test();
        Ok(Completion::Completed)
    })
}

/// A test that needs none.
fn without_docker(name: &str, test: fn()) -> Trial {
    Trial::test(name, move || {
        test();
        Ok(())
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
