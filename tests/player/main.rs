//! A learner at a terminal, with the real docker command at hand; every test that needs an engine
//! shows as ignored where none answers.

#[cfg(unix)]
mod alone;
#[cfg(unix)]
#[path = "../support/client.rs"]
mod client;
#[cfg(unix)]
mod endings;
#[cfg(unix)]
mod engine;
#[cfg(unix)]
mod exercises;
#[cfg(unix)]
mod grounds;
#[cfg(unix)]
mod input;
#[cfg(unix)]
mod pages;
#[cfg(unix)]
mod proxy;
#[cfg(unix)]
#[path = "../support/pty.rs"]
#[allow(dead_code, reason = "shared with the tests of the screen")]
mod pty;
#[cfg(unix)]
mod room;
#[cfg(unix)]
mod trials;
#[cfg(unix)]
mod typing;

fn main() -> std::process::ExitCode {
    let mut arguments = libtest_mimic::Arguments::from_args();
    // Images built from the same files are one image, which cannot go while another test uses it.
    arguments.test_threads = Some(1);
    #[cfg(unix)]
    let trials = trials::all();
    #[cfg(not(unix))]
    let trials = Vec::new();
    libtest_mimic::run(&arguments, trials).exit_code()
}
