//! Printing, where whoever reads may have gone, or where it is kept for who asked.

use std::cell::RefCell;
use std::io::Write;

/// What a command has printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// Standard output.
    pub output: Vec<u8>,
    /// Standard error.
    pub errors: Vec<u8>,
}

tokio::task_local! {
    /// Where what is printed goes instead, while [`hear`] runs.
    static HEARD: RefCell<Heard>;
}

/// Does something and keeps what it prints.
pub async fn hear<T>(doing: impl Future<Output = T>) -> (T, Heard) {
    HEARD
        .scope(RefCell::default(), async {
            let done = doing.await;
            (done, HEARD.with(RefCell::take))
        })
        .await
}

/// Prints text on standard output at once.
pub fn say(text: &str) -> std::io::Result<()> {
    bytes(text.as_bytes())
}

/// Prints bytes on standard output at once.
pub fn bytes(bytes: &[u8]) -> std::io::Result<()> {
    if HEARD
        .try_with(|heard| heard.borrow_mut().output.extend(bytes))
        .is_ok()
    {
        return Ok(());
    }
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Prints bytes on standard error at once.
pub fn error_bytes(bytes: &[u8]) -> std::io::Result<()> {
    if HEARD
        .try_with(|heard| heard.borrow_mut().errors.extend(bytes))
        .is_ok()
    {
        return Ok(());
    }
    let mut out = std::io::stderr().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Prints a line on standard error.
pub fn complain(text: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = error_bytes(format!("{text}\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::{complain, hear, say};

    #[tokio::test]
    async fn what_is_printed_meanwhile_is_kept() {
        let (done, heard) = hear(async {
            say("out\n").expect("kept");
            tokio::task::yield_now().await;
            complain("wrong");
            7
        })
        .await;
        assert_eq!(done, 7);
        assert_eq!(heard.output, b"out\n");
        assert_eq!(heard.errors, b"wrong\n");
    }
}
