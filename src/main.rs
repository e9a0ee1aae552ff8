//! Arguments, runtime, exit code.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(baeum::cli::run(std::env::args_os().collect()))
}
