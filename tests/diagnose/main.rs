//! `baeum diagnose` in broken and in healthy systems: each planted cause is named, and the command
//! that is proposed cures it. On the practice engine, and some on a real one, ignored where none answers.

#[cfg(unix)]
mod bench;
#[cfg(unix)]
mod lessons;
#[cfg(unix)]
mod scenes;
#[cfg(unix)]
mod trials;

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
