//! The messages that an engine streams while it pulls or builds.

use super::failure::Failure;
use super::json::Json;
use super::out;
use super::units::size;

/// A message longer than this is none of an engine.
const LONGEST: usize = 8 << 20;

/// Shows messages as they come.
pub struct Messages {
    terminal: bool,
    /// Whether they go to standard error.
    beside: bool,
    quiet: bool,
    rest: Vec<u8>,
    /// The layers that have a line, in the order of their lines.
    lines: Vec<String>,
    /// The image that a build came to.
    pub image: Option<String>,
}

impl Messages {
    /// For a terminal each layer keeps a line; without one, lines with a bar are left out.
    pub fn new(terminal: bool, beside: bool, quiet: bool) -> Self {
        Self {
            terminal,
            beside,
            quiet,
            rest: Vec::new(),
            lines: Vec::new(),
            image: None,
        }
    }

    /// Takes what has come and shows what is whole.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.rest.extend_from_slice(bytes);
        let mut begin = 0;
        while let Some(length) = self
            .rest
            .get(begin..)
            .and_then(|rest| rest.iter().position(|byte| *byte == b'\n'))
        {
            let line = self.rest.get(begin..begin + length).unwrap_or_default();
            begin += length + 1;
            if let Ok(message) = Json::read(line) {
                self.show(&message)?;
            }
        }
        self.rest.drain(..begin);
        if self.rest.len() > LONGEST {
            return Err(Failure::text("invalid message from the engine: too long"));
        }
        Ok(())
    }

    /// Shows what is left at the end of the stream.
    pub fn finish(&mut self) -> Result<(), Failure> {
        let rest = std::mem::take(&mut self.rest);
        match Json::read(&rest) {
            Ok(message) => self.show(&message),
            Err(_) => Ok(()),
        }
    }

    fn show(&mut self, message: &Json) -> Result<(), Failure> {
        if let Some(id) = message.at("aux").find("ID") {
            self.image = Some(id.str().to_owned());
        }
        let error = match message.at("errorDetail.message").str() {
            "" => message.get("error").str(),
            error => error,
        };
        if !error.is_empty() {
            let code = u8::try_from(message.at("errorDetail.code").int()).unwrap_or(1);
            return Err(Failure::Text {
                text: error.to_owned(),
                code: code.max(1),
            });
        }
        if self.quiet {
            return Ok(());
        }
        let text = message.get("stream").str();
        if !text.is_empty() {
            return self.write(text);
        }
        let status = message.get("status").str();
        if status.is_empty() {
            return Ok(());
        }
        let id = message.get("id").str();
        let progress = progress(message);
        let line = match (id, progress.as_str()) {
            ("", _) => status.to_owned(),
            (id, "") => format!("{id}: {status}"),
            (id, progress) => format!("{id}: {status} {progress}"),
        };
        if !self.terminal {
            if progress.is_empty() {
                self.write(&format!("{line}\n"))?;
            }
            return Ok(());
        }
        if id.is_empty() {
            // What belongs to no layer ends the lines so far.
            self.lines.clear();
            return self.write(&format!("{line}\n"));
        }
        if let Some(position) = self.lines.iter().position(|other| other == id) {
            let up = self.lines.len() - position;
            return self.write(&format!("\u{1b}[{up}A\u{1b}[2K\r{line}\r\u{1b}[{up}B"));
        }
        self.lines.push(id.to_owned());
        self.write(&format!("{line}\n"))
    }

    fn write(&self, text: &str) -> Result<(), Failure> {
        if self.beside {
            out::error_bytes(text.as_bytes())?;
        } else {
            out::say(text)?;
        }
        Ok(())
    }
}

/// `[=====>      ]  1.2MB/3.4MB`.
fn progress(message: &Json) -> String {
    let detail = message.get("progressDetail");
    let (current, total) = (detail.get("current").int(), detail.get("total").int());
    if current <= 0 && total <= 0 {
        return String::new();
    }
    if total <= 0 {
        return size(current, 4);
    }
    let done = usize::try_from(current.saturating_mul(50) / total)
        .unwrap_or_default()
        .min(50);
    let bar = "=".repeat(done) + ">" + &" ".repeat(50 - done);
    let numbers = format!("{}/{}", size(current, 4), size(total, 4));
    format!("[{}]  {numbers}", bar.get(..50).unwrap_or(&bar))
}
