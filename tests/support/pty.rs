//! A pseudo-terminal with a screen that can be read while a program runs in it.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Long enough for a machine that does several things at once.
const PATIENCE: Duration = Duration::from_mins(2);

/// A program in a terminal of its own.
pub(crate) struct Pty {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    /// Everything the program wrote.
    pub(crate) raw: Vec<u8>,
}

impl Pty {
    /// Starts a program in a terminal of this size.
    pub(crate) fn run(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let pair = native_pty_system()
            .openpty(size(columns, rows))
            .expect("a pseudo-terminal");
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let (sender, output) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let length = |length| NonZero::new(length).expect("a size");
        Self {
            master: pair.master,
            child,
            writer,
            output,
            parser: vt100::Parser::new(length(rows), length(columns), 0),
            raw: Vec::new(),
        }
    }

    pub(crate) fn send(&mut self, keys: &str) {
        self.writer
            .write_all(keys.as_bytes())
            .expect("keys are sent");
        self.writer.flush().expect("keys are sent");
    }

    /// Waits until what the screen shows satisfies `found`, and fails with the screen if it never does.
    pub(crate) fn wait(&mut self, what: &str, found: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let shown = self.parser.screen().contents();
            if found(&shown) {
                return shown;
            }
            let left = until.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => {
                    self.parser.process(&bytes);
                    self.raw.extend(bytes);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("never came: {what}\n--- screen ---\n{shown}\n---");
                }
            }
        }
    }

    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        self.wait(text, |shown| shown.contains(text))
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let length = |length| NonZero::new(length).expect("a size");
        self.parser
            .screen_mut()
            .set_size(length(rows), length(columns));
        self.master.resize(size(columns, rows)).expect("resized");
    }

    /// The rows as they stand, even where one goes on in the next.
    pub(crate) fn rows(&self) -> Vec<String> {
        let screen = self.parser.screen();
        let rows = screen.rows(0, screen.size().1.get());
        rows.map(|row| row.trim_end().to_owned()).collect()
    }

    pub(crate) fn hides_cursor(&self) -> bool {
        self.parser.screen().hide_cursor()
    }

    /// Presses a key until the program ends, and gives its exit code. A key that comes together with
    /// a change of size may wait for the next one.
    pub(crate) fn press_until_end(&mut self, key: &str) -> u32 {
        for _ in 0..5 {
            self.send(key);
            let until = Instant::now() + PATIENCE / 5;
            while Instant::now() < until {
                if self.child.try_wait().expect("the program's end").is_some() {
                    return self.end();
                }
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
        }
        self.end()
    }

    /// Waits for the end of the program and gives its exit code.
    pub(crate) fn end(&mut self) -> u32 {
        let until = Instant::now() + PATIENCE;
        let code = loop {
            if let Some(status) = self.child.try_wait().expect("the program's end") {
                break status.exit_code();
            }
            assert!(
                Instant::now() < until,
                "the program does not end\n{}",
                self.parser.screen().contents()
            );
            std::thread::sleep(Duration::from_millis(5));
        };
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(100)) {
            self.parser.process(&bytes);
            self.raw.extend(bytes);
        }
        code
    }

    /// The program's process.
    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    /// Whether the terminal echoes and edits lines, as it did before the program.
    pub(crate) fn is_cooked(&self) -> bool {
        let modes = self.master.get_termios().expect("the terminal's modes");
        // By name, as the type of the flags is another crate's.
        let flags = format!("{:?}", modes.local_flags);
        let names: Vec<&str> = flags.split(|sign: char| !sign.is_alphanumeric()).collect();
        names.contains(&"ECHO") && names.contains(&"ICANON")
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}
