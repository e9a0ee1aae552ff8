//! What goes between the terminal and a container.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

use super::failure::Failure;
use super::out;
use crate::docker::raw::Line;

/// Copies both directions until the container has nothing more to say.
///
/// With `tty` the bytes come as they are, else in frames that tell output from errors.
pub async fn pump(line: Line, tty: bool, input: bool) -> Result<(), Failure> {
    let Line {
        mut incoming,
        outgoing,
    } = line;
    let copying = match outgoing {
        Some(mut outgoing) if input => Some(tokio::spawn(async move {
            let mut stdin = tokio::io::stdin();
            let copied = tokio::io::copy(&mut stdin, &mut outgoing).await;
            // A program without a terminal learns that nothing more comes. Behind a terminal that
            // would close both directions, and what it still says would be lost.
            if !tty && copied.is_ok() {
                let _ = outgoing.shutdown().await;
            }
            // Dropping this half would close nothing, but the other one needs it.
            std::future::pending::<()>().await;
        })),
        Some(mut outgoing) => {
            if !tty {
                let _ = outgoing.flush().await;
            }
            Some(tokio::spawn(async move {
                let _kept = outgoing;
                std::future::pending::<()>().await;
            }))
        }
        None => None,
    };
    let result = if tty {
        plain(&mut incoming).await
    } else {
        frames(&mut incoming).await
    };
    if let Some(copying) = copying {
        copying.abort();
    }
    result
}

/// Copies bytes as they are to standard output.
pub async fn plain(incoming: &mut (impl AsyncRead + Unpin)) -> Result<(), Failure> {
    let mut piece = vec![0; 32 << 10];
    loop {
        let length = incoming.read(&mut piece).await?;
        if length == 0 {
            return Ok(());
        }
        out::bytes(piece.get(..length).unwrap_or_default())?;
    }
}

/// Copies frames, eight bytes of head and then the content, to standard output and error.
pub async fn frames(incoming: &mut (impl AsyncRead + Unpin)) -> Result<(), Failure> {
    let mut piece = vec![0; 32 << 10];
    loop {
        let mut head = [0; 8];
        match incoming.read_exact(&mut head).await {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        let [kind, _, _, _, one, two, three, four] = head;
        let mut left = u32::from_be_bytes([one, two, three, four]) as usize;
        if kind > 3 {
            return Err(Failure::text(format!("Unrecognized input header: {kind}")));
        }
        while left > 0 {
            let most = left.min(piece.len());
            let length = incoming
                .read(piece.get_mut(..most).unwrap_or_default())
                .await?;
            if length == 0 {
                return Ok(());
            }
            left -= length;
            let bytes = piece.get(..length).unwrap_or_default();
            if kind < 2 {
                out::bytes(bytes)?;
            } else {
                out::error_bytes(bytes)?;
            }
        }
    }
}
