//! The screen in a real pseudo-terminal. The test program plays the learner's side, and, started
//! again inside the terminal with a scene's name, the program's.

#[cfg(unix)]
#[path = "support/pty.rs"]
#[allow(dead_code, reason = "shared with the tests of the player")]
mod pty;
#[path = "screen/scenes.rs"]
mod scenes;
#[cfg(unix)]
#[path = "screen/trials.rs"]
mod trials;

fn main() -> std::process::ExitCode {
    if let Ok(scene) = std::env::var(scenes::VARIABLE) {
        return scenes::play(&scene);
    }
    let arguments = libtest_mimic::Arguments::from_args();
    #[cfg(unix)]
    let trials = trials::all();
    #[cfg(not(unix))]
    let trials = Vec::new();
    libtest_mimic::run(&arguments, trials).exit_code()
}
