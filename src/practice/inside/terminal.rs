//! An interactive shell on a terminal: bytes in, bytes out.

use unicode_width::UnicodeWidthChar;

use super::Surroundings;
use super::program::base_name;
use super::shell::Shell;
use super::tools::{self, Call, Ping};

/// The longest line that can be typed, in bytes.
const LONGEST_LINE: usize = 4096;
const LONGEST_TEXT: usize = 64 * 1024;
const MOST_HISTORY: usize = 200;

/// There is nothing that could be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// The executable as it was asked for.
    pub executable: String,
}

/// What an escape sequence under way has brought so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    Begun,
    Control,
}

/// A program on a terminal, as `docker exec -it` gives one.
///
/// Where the executable is not in the container, [`Terminal::start`] says so in Docker's words.
#[derive(Debug)]
pub struct Terminal {
    argv: Vec<String>,
    shell: Option<Shell>,
    line: String,
    /// Earlier lines of a command that is not complete.
    pending: String,
    /// The first bytes of a character whose others have not come yet.
    partial: Vec<u8>,
    escape: Escape,
    after_return: bool,
    history: Vec<String>,
    /// Which line of the history is shown, counted from the newest; 0 is the line being typed.
    back: usize,
    ping: Option<Ping>,
    finished: Option<i32>,
}

impl Terminal {
    /// A terminal for a program that is not started yet.
    pub fn new(argv: &[String]) -> Result<Terminal, NotFound> {
        if argv.first().is_none_or(String::is_empty) {
            return Err(NotFound {
                executable: String::new(),
            });
        }
        Ok(Terminal {
            argv: argv.to_vec(),
            shell: None,
            line: String::new(),
            pending: String::new(),
            partial: Vec::new(),
            escape: Escape::None,
            after_return: false,
            history: Vec::new(),
            back: 0,
            ping: None,
            finished: None,
        })
    }

    /// Starts the program: what appears on the terminal first.
    pub fn start(&mut self, inside: &mut dyn Surroundings) -> Vec<u8> {
        let mut screen = Vec::new();
        let executable = self.argv.first().cloned().unwrap_or_default();
        let Ok(Some(path)) = tools::find(&executable, inside) else {
            // As the engine answers where there is a terminal: text, and exit code 126.
            self.finished = Some(126);
            let why = tools::refusal(&executable, inside).unwrap_or_default();
            let text = format!(
                "OCI runtime exec failed: exec failed: unable to start container process: {why}\n"
            );
            show(&mut screen, text.as_bytes());
            return screen;
        };
        let environment = tools::environment(inside);
        let folder = inside.working_directory();
        let flags_only = self
            .argv
            .iter()
            .skip(1)
            .all(|word| matches!(word.as_str(), "-i" | "-l" | "-il" | "-li"));
        if flags_only && matches!(base_name(&path), "sh" | "ash" | "bash" | "dash") {
            let mut shell = Shell::new(&executable, &folder, &environment, true);
            shell.set_status(0);
            show(&mut screen, shell.prompt().as_bytes());
            self.shell = Some(shell);
            return screen;
        }
        let mut call = Call {
            argv: &self.argv,
            stdin: b"",
            folder: &folder,
            environment: &environment,
            terminal: true,
            depth: 0,
            inside,
        };
        if base_name(&path) == "ping"
            && let Some((ping, text)) = tools::ping_forever(&mut call)
        {
            self.ping = Some(ping);
            show(&mut screen, text.as_bytes());
            return screen;
        }
        let outcome = tools::call(&path, call);
        show(&mut screen, &outcome.stderr);
        show(&mut screen, &outcome.stdout);
        self.finished = Some(outcome.exit_code);
        screen
    }

    /// Takes what was typed and gives what appears.
    pub fn feed(&mut self, bytes: &[u8], inside: &mut dyn Surroundings) -> Vec<u8> {
        let mut screen = Vec::new();
        for byte in bytes {
            if self.finished.is_some() {
                break;
            }
            self.byte(*byte, &mut screen, inside);
        }
        screen
    }

    /// A second has passed: what a program that runs on prints meanwhile (`ping`).
    pub fn tick(&mut self, inside: &mut dyn Surroundings) -> Vec<u8> {
        let mut screen = Vec::new();
        if let Some(ping) = &mut self.ping {
            show(&mut screen, ping.once(inside).as_bytes());
        }
        screen
    }

    /// Whether a program runs on until Ctrl-C, so that [`Terminal::tick`] has something to show.
    #[must_use]
    pub fn busy(&self) -> bool {
        self.ping.is_some()
    }

    /// The exit code, once the program has ended.
    #[must_use]
    pub fn finished(&self) -> Option<i32> {
        self.finished
    }

    fn byte(&mut self, byte: u8, screen: &mut Vec<u8>, inside: &mut dyn Surroundings) {
        let follows_return = std::mem::replace(&mut self.after_return, byte == b'\r');
        match (self.escape, byte) {
            (_, 0x1b) => {
                self.escape = Escape::Begun;
                return;
            }
            (Escape::Begun, b'[' | b'O') => {
                self.escape = Escape::Control;
                return;
            }
            (Escape::Begun, _) => {
                self.escape = Escape::None;
                return;
            }
            (Escape::Control, 0x40..=0x7e) => {
                self.escape = Escape::None;
                match byte {
                    b'A' => self.recall(self.back + 1, screen),
                    b'B' if self.back > 0 => self.recall(self.back - 1, screen),
                    _ => {}
                }
                return;
            }
            // Parameters; anything else ends the sequence.
            (Escape::Control, 0x20..=0x3f) => return,
            (Escape::Control, _) => self.escape = Escape::None,
            (Escape::None, _) => {}
        }
        if byte != 3 && self.ping.is_some() {
            return;
        }
        match byte {
            b'\n' if follows_return => {}
            b'\r' | b'\n' => self.enter(screen, inside),
            3 => self.interrupt(screen),
            4 if self.line.is_empty() && self.partial.is_empty() => {
                let status = self.shell.as_ref().map_or(0, Shell::status);
                screen.extend_from_slice(b"\r\n");
                self.finished = Some(status);
            }
            8 | 127 => self.rub_out(screen),
            21 => self.clear(screen),
            23 => {
                while self.line.ends_with(' ') {
                    self.rub_out(screen);
                }
                while !self.line.is_empty() && !self.line.ends_with(' ') {
                    self.rub_out(screen);
                }
            }
            12 => {
                screen.extend_from_slice(b"\x1b[H\x1b[J");
                self.prompt(screen);
                show(screen, self.line.as_bytes());
            }
            0..=31 => {}
            _ => self.character(byte, screen),
        }
    }

    fn character(&mut self, byte: u8, screen: &mut Vec<u8>) {
        if !(0x80..0xc0).contains(&byte) {
            self.partial.clear();
        }
        self.partial.push(byte);
        match std::str::from_utf8(&self.partial) {
            Ok(text) => {
                if self.line.len() + text.len() <= LONGEST_LINE {
                    self.line.push_str(text);
                    screen.extend_from_slice(text.as_bytes());
                }
                self.partial.clear();
            }
            Err(error) if error.error_len().is_some() || self.partial.len() > 4 => {
                self.partial.clear();
            }
            Err(_) => {}
        }
    }

    fn rub_out(&mut self, screen: &mut Vec<u8>) {
        self.partial.clear();
        if let Some(character) = self.line.pop() {
            let width = character.width().unwrap_or(0);
            for bytes in [b"\x08", b" ", b"\x08"] {
                screen.extend(bytes.repeat(width));
            }
        }
    }

    fn clear(&mut self, screen: &mut Vec<u8>) {
        while !self.line.is_empty() {
            self.rub_out(screen);
        }
    }

    fn recall(&mut self, back: usize, screen: &mut Vec<u8>) {
        if self.ping.is_some() || back > self.history.len() {
            return;
        }
        self.clear(screen);
        self.back = back;
        if let Some(line) = self
            .history
            .len()
            .checked_sub(back)
            .and_then(|at| self.history.get(at))
        {
            self.line.clone_from(line);
            screen.extend_from_slice(line.as_bytes());
        }
    }

    fn prompt(&self, screen: &mut Vec<u8>) {
        match &self.shell {
            Some(_) if !self.pending.is_empty() => show(screen, b"> "),
            Some(shell) => show(screen, shell.prompt().as_bytes()),
            None => {}
        }
    }

    fn interrupt(&mut self, screen: &mut Vec<u8>) {
        screen.extend_from_slice(b"^C");
        self.partial.clear();
        let ping = self.ping.take();
        let mut code = 130;
        if let Some(ping) = ping {
            let (text, ended) = ping.closing();
            show(screen, text.as_bytes());
            code = ended;
        } else {
            screen.extend_from_slice(b"\r\n");
        }
        self.line.clear();
        self.pending.clear();
        self.back = 0;
        match &mut self.shell {
            Some(shell) if code == 130 => shell.interrupted(),
            Some(shell) => shell.set_status(code),
            None => self.finished = Some(code),
        }
        self.prompt(screen);
    }

    fn enter(&mut self, screen: &mut Vec<u8>, inside: &mut dyn Surroundings) {
        screen.extend_from_slice(b"\r\n");
        let line = std::mem::take(&mut self.line);
        self.back = 0;
        if !line.trim().is_empty() && self.history.last() != Some(&line) {
            if self.history.len() >= MOST_HISTORY {
                self.history.remove(0);
            }
            self.history.push(line.clone());
        }
        let mut text = std::mem::take(&mut self.pending);
        text.push_str(&line);
        let Some(shell) = &mut self.shell else {
            return;
        };
        if let Some((ping, first)) = endless_ping(shell, &text, inside) {
            self.ping = Some(ping);
            show(screen, first.as_bytes());
            return;
        }
        match shell.typed(&text, inside) {
            None if text.len() < LONGEST_TEXT => {
                text.push('\n');
                self.pending = text;
            }
            None => {}
            Some(printed) => {
                for (_, bytes) in &printed.pieces {
                    show(screen, bytes);
                }
                if let Some(code) = shell.ended {
                    self.finished = Some(code);
                    return;
                }
            }
        }
        self.prompt(screen);
    }
}

/// The `ping` without an end that a line starts, if it does.
fn endless_ping(
    shell: &Shell,
    text: &str,
    inside: &mut dyn Surroundings,
) -> Option<(Ping, String)> {
    if !text.trim_start().starts_with("ping") && !text.contains("/ping") {
        return None;
    }
    let words = shell.simple_words(text, inside)?;
    let name = words.first()?;
    if base_name(name) != "ping" || !matches!(tools::find(name, inside), Ok(Some(_))) {
        return None;
    }
    tools::ping_forever(&mut Call {
        argv: &words,
        stdin: b"",
        folder: shell.folder(),
        environment: &shell.environment(),
        terminal: true,
        depth: 0,
        inside,
    })
}

/// What a terminal makes of a program's output: each newline becomes a return and a newline.
fn show(screen: &mut Vec<u8>, bytes: &[u8]) {
    for byte in bytes {
        if *byte == b'\n' {
            screen.push(b'\r');
        }
        screen.push(*byte);
    }
}
