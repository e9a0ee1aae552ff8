//! The learner's terminal while it belongs to a program in a container.

use std::io::IsTerminal;

use super::app::App;
use super::failure::Failure;
use super::json::Json;

/// Keys go through as they are until this is dropped.
pub struct RawMode {
    on: bool,
}

impl RawMode {
    /// Takes the terminal, if standard input is one.
    pub fn take() -> Self {
        Self {
            on: std::io::stdin().is_terminal() && crossterm::terminal::enable_raw_mode().is_ok(),
        }
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        if self.on {
            // Nothing better can be done where even this fails.
            let _ = crossterm::terminal::disable_raw_mode();
        }
    }
}

/// Refuses `-it` where there is no terminal, as docker does.
pub fn check(input: bool, tty: bool) -> Result<(), Failure> {
    if input && tty && !std::io::stdin().is_terminal() {
        return Err(Failure::text("the input device is not a TTY"));
    }
    Ok(())
}

/// Rows and columns, if standard output is a terminal.
pub fn console_size() -> Option<Json> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    let (columns, rows) = crossterm::terminal::size().ok()?;
    let number = |count: u16| Json::Number(count.into());
    Some(Json::List(vec![number(rows), number(columns)]))
}

/// Tells the engine the terminal's size now and whenever it changes. Never ends.
///
/// `target` is `/exec/ID` or `/containers/ID`.
pub async fn follow_size(app: &App<'_>, target: &str) {
    let mut told = None;
    if !std::io::stdout().is_terminal() {
        return std::future::pending().await;
    }
    let mut changes = Changes::new();
    let mut failures = 0;
    loop {
        if let Ok((columns, rows)) = crossterm::terminal::size()
            && told != Some((columns, rows))
            && columns > 0
        {
            let path = format!("{target}/resize?h={rows}&w={columns}");
            if app.post(&path, None).await.is_ok() {
                told = Some((columns, rows));
            } else if failures < 20 {
                // The program may not have begun yet.
                failures += 1;
                tokio::time::sleep(std::time::Duration::from_millis(10 * failures)).await;
                continue;
            }
        }
        changes.next().await;
    }
}

/// Changes of the terminal's size.
struct Changes {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Changes {
    #[cfg(unix)]
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self {
            signal: signal(SignalKind::window_change()).ok(),
        }
    }

    #[cfg(unix)]
    async fn next(&mut self) {
        match &mut self.signal {
            Some(signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    }

    #[cfg(not(unix))]
    fn new() -> Self {
        Self {}
    }

    #[cfg(not(unix))]
    async fn next(&mut self) {
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    }
}
