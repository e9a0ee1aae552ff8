//! Takes the terminal over for single keys and gives it back as it was, whatever happens.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use crossterm::{cursor, event, execute, terminal};
use futures_util::FutureExt;

/// Whether the terminal is raw now.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// How many [`Terminal`] values there are.
static HOLDERS: Mutex<usize> = Mutex::new(0);

/// The terminal in raw mode with a hidden cursor, for as long as this value lives.
///
/// Several may live at a time (a picker inside a page); the last one gives the terminal back.
#[derive(Debug)]
pub struct Terminal {
    _private: (),
}

impl Terminal {
    /// Takes the terminal: raw mode, no echo, cursor hidden; also restored on panic.
    ///
    /// Fails with `NotConnected` without a terminal. In raw mode Ctrl-C is a key, not a signal.
    pub fn open() -> io::Result<Self> {
        if !is_interactive() {
            return Err(io::ErrorKind::NotConnected.into());
        }
        restore_on_panic();
        let mut holders = holders();
        if *holders == 0 || !is_taken() {
            take()?;
        }
        *holders += 1;
        Ok(Self { _private: () })
    }

    /// Gives the terminal back for a while (a child command) until the returned value is dropped.
    ///
    /// Drop [`super::Keys`] first, or it would read what is meant for the child, and clear the live
    /// region. While a child runs, Ctrl-C is a signal that this process gets too, and outlives. Afterwards the
    /// cursor stands at the beginning of a line, wherever the child left it.
    pub fn suspend(&mut self) -> io::Result<Suspended<'_>> {
        hold_interrupts();
        Ok(Suspended {
            _terminal: self,
            _lent: Lent::new(),
        })
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let mut holders = holders();
        *holders = holders.saturating_sub(1);
        if *holders == 0 {
            restore();
        }
    }
}

/// The terminal as it was before, until this is dropped.
#[derive(Debug)]
pub struct Suspended<'a> {
    _terminal: &'a mut Terminal,
    _lent: Lent,
}

impl Drop for Suspended<'_> {
    fn drop(&mut self) {
        // As many spaces as there are columns end up on the next line only if the cursor was not in
        // the first column; shells keep their prompt in the first column the same way.
        let spaces = " ".repeat(usize::from(size().0));
        let mut out = io::stdout();
        // A terminal that is gone now needs no first column.
        let _ = write!(out, "{spaces}\r\u{1b}[K");
        let _ = out.flush();
    }
}

/// The terminal for a line editor of another crate: still raw, so that there is no moment at which
/// Ctrl-C is a signal that nobody at the prompt hears, but with line feeds that return to the first
/// column, and a visible cursor. As before afterwards.
#[derive(Debug)]
pub(crate) struct ForEditor {
    _terminal: Terminal,
}

impl ForEditor {
    pub(crate) fn new() -> io::Result<Self> {
        let terminal = Terminal::open()?;
        let _ = execute!(io::stdout(), event::DisableBracketedPaste);
        show_cursor();
        return_at_line_feeds(true)?;
        Ok(Self {
            _terminal: terminal,
        })
    }
}

impl Drop for ForEditor {
    fn drop(&mut self) {
        // If the terminal is gone now, the next read says so.
        let _ = return_at_line_feeds(false);
        let _ = execute!(io::stdout(), event::EnableBracketedPaste, cursor::Hide);
    }
}

#[cfg(unix)]
fn return_at_line_feeds(on: bool) -> io::Result<()> {
    use rustix::termios::{OptionalActions, OutputModes, tcgetattr, tcsetattr};
    let input = io::stdin();
    let mut modes = tcgetattr(&input)?;
    modes.output_modes.set(OutputModes::OPOST, on);
    Ok(tcsetattr(&input, OptionalActions::Drain, &modes)?)
}

/// Windows returns to the first column in raw mode too.
#[cfg(not(unix))]
fn return_at_line_feeds(_on: bool) -> io::Result<()> {
    Ok(())
}

/// Cooked mode for a prompt of another crate; raw again afterwards if it was.
#[derive(Debug)]
pub(crate) struct Lent {
    was_taken: bool,
}

impl Lent {
    pub(crate) fn new() -> Self {
        let was_taken = is_taken();
        restore();
        Self { was_taken }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // The child or the prompt may have left the cursor hidden, or the mode changed.
        show_cursor();
        if self.was_taken {
            // If the terminal is gone now, the next read says so.
            let _ = take();
        }
    }
}

fn holders() -> MutexGuard<'static, usize> {
    HOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    // Old Windows consoles do not know it, and can do without.
    let _ = execute!(io::stdout(), event::EnableBracketedPaste);
    execute!(io::stdout(), cursor::Hide)
}

/// Whether the terminal is raw now, so that a line end needs a carriage return.
#[must_use]
pub(crate) fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

/// Gives the terminal back at once: cooked mode, echo, visible cursor. Harmless when it never was
/// taken; for ways out that skip destructors.
pub fn restore() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        // Nothing better can be done where this fails: the terminal is gone.
        let _ = terminal::disable_raw_mode();
        let _ = execute!(io::stdout(), event::DisableBracketedPaste);
        show_cursor();
    }
}

/// Shows the cursor, which prompts of other crates leave hidden when they are interrupted.
pub(crate) fn show_cursor() {
    let mut out = io::stdout();
    if out.is_terminal() {
        let _ = execute!(out, cursor::Show);
    }
    let _ = out.flush();
}

/// What text can sensibly be set in, where somebody says how wide it should be.
const WIDTHS: std::ops::RangeInclusive<u16> = 20..=400;

/// The columns that `COLUMNS` asks for, where no terminal says.
fn asked_columns(columns: Option<&str>) -> u16 {
    columns
        .and_then(|columns| columns.trim().parse().ok())
        .filter(|columns| WIDTHS.contains(columns))
        .unwrap_or(80)
}

fn without_a_terminal() -> u16 {
    asked_columns(std::env::var("COLUMNS").ok().as_deref())
}

/// Columns and rows of the terminal; where they cannot be known, those of `COLUMNS`, or 80, and 24.
#[must_use]
pub fn size() -> (u16, u16) {
    // Where there is no terminal, `size` would start other programs to ask them.
    #[cfg(unix)]
    let found = terminal::window_size().map(|window| (window.columns, window.rows));
    #[cfg(not(unix))]
    let found = terminal::size();
    match found {
        Ok((columns, rows)) if columns > 0 && rows > 0 => (columns, rows),
        _ => (without_a_terminal(), 24),
    }
}

/// Columns for text on standard output: the terminal's; where it is none, those of `COLUMNS`, or 80.
#[must_use]
pub fn width() -> usize {
    if io::stdout().is_terminal() {
        usize::from(size().0)
    } else {
        usize::from(without_a_terminal())
    }
}

/// Whether a person sits at both ends: standard input and standard output are terminals, and one
/// that can move its cursor.
#[must_use]
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal() && !is_dumb()
}

/// Whether the terminal knows no escape codes: `TERM` is `dumb`, or, except on Windows, not set.
#[must_use]
pub fn is_dumb() -> bool {
    std::env::var_os("TERM").map_or(cfg!(unix), |term| term == "dumb")
}

/// Throws away what was typed before now; true if Ctrl-C was among it.
///
/// The terminal is made raw for a moment, as a cooked one holds a line back until Enter.
pub fn flush_input() -> io::Result<bool> {
    let _terminal = Terminal::open()?;
    let mut interrupted = false;
    // The end of a `Keys` just before holds the reader for a moment and wakes the first round early.
    for patience in [5, 1] {
        while event::poll(Duration::from_millis(patience))? {
            let key = super::keys::key_of(&event::read()?);
            interrupted |= key == Some(super::Key::Interrupt);
        }
    }
    Ok(interrupted)
}

/// What was typed and not read yet, up to the first key that is no part of a text; what follows
/// that is thrown away. `None` if Ctrl-C was among it.
pub fn typed_ahead() -> io::Result<Option<String>> {
    let _terminal = Terminal::open()?;
    let (mut text, mut ended) = (String::new(), false);
    // As in `flush_input`.
    for patience in [5, 1] {
        while event::poll(Duration::from_millis(patience))? {
            let event = event::read()?;
            match super::keys::key_of(&event) {
                Some(super::Key::Interrupt) => return Ok(None),
                None | Some(super::Key::Resize(..)) => {}
                Some(_) if ended => {}
                Some(super::Key::Char(letter)) => text.push(letter),
                Some(super::Key::Backspace) => {
                    text.pop();
                }
                Some(_) => ended = true,
            }
        }
    }
    Ok(Some(text))
}

/// Makes SIGINT harmless from now on, so that a prompt that raises it can clean up after itself.
///
/// Whoever waits for `tokio::signal::ctrl_c` is still told.
pub(crate) fn hold_interrupts() {
    static HELD: Once = Once::new();
    HELD.call_once(|| {
        // tokio's handler is put in place by the first poll and stays for good.
        let listen = || {
            let _ = tokio::signal::ctrl_c().now_or_never();
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let _entered = runtime.enter();
            listen();
        } else if let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
        {
            let _entered = runtime.enter();
            listen();
        }
    });
}

/// Gives the terminal back before a panic is reported, so that the report can be read.
pub fn restore_on_panic() {
    static HOOKED: Once = Once::new();
    HOOKED.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            restore();
            report(panic);
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::asked_columns;

    #[test]
    fn without_a_terminal_the_width_is_the_one_that_is_asked_for_within_reason() {
        assert_eq!(asked_columns(Some("60")), 60);
        assert_eq!(asked_columns(Some("400")), 400);
        for odd in ["", "wide", "19", "401", "-1", "99999"] {
            assert_eq!(asked_columns(Some(odd)), 80, "{odd}");
        }
        assert_eq!(asked_columns(None), 80);
    }
}
