//! A request's body: within a limit of its own, and one for all bodies together.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;

use crate::practice::world::fault::Fault;

/// The largest JSON body, in bytes.
pub const MAX_JSON: usize = 4 * 1024 * 1024;
/// The largest archive, in bytes.
pub const MAX_ARCHIVE: usize = 80 * 1024 * 1024;
/// What all bodies that are being read or worked on may take together, in bytes: without it, a
/// thousand connections could each fill their own limit.
const MAX_TOGETHER: usize = 2 * MAX_ARCHIVE;

/// The bytes that are held now. Of the process, as its memory is.
static TOGETHER: AtomicUsize = AtomicUsize::new(0);

/// The part of one request, given back when it is dropped.
#[derive(Debug, Default)]
pub struct Held(usize);

impl Held {
    fn more(&mut self, bytes: usize) -> Result<(), Fault> {
        self.0 += bytes;
        if TOGETHER.fetch_add(bytes, Ordering::Relaxed) + bytes > MAX_TOGETHER {
            return Err(Fault::new(
                503,
                "the practice engine has too many large requests at once",
            ));
        }
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        TOGETHER.fetch_sub(self.0, Ordering::Relaxed);
    }
}

/// How much of an unwanted body is read over, in bytes; as much as Go's server does.
const PASSED_OVER: usize = 256 * 1024;
/// How long a client may take to send it.
const PATIENCE: Duration = Duration::from_secs(1);

/// Reads over an unwanted body, as far as that is bearable.
pub async fn pass_over(body: &mut Incoming) {
    let reading = async {
        let mut read = 0;
        while read < PASSED_OVER {
            let Some(Ok(frame)) = body.frame().await else {
                return;
            };
            read += frame.data_ref().map_or(0, Bytes::len);
        }
    };
    // Whoever sends slower than that has to live with a broken connection.
    let _ = tokio::time::timeout(PATIENCE, reading).await;
}

/// Reads a body to its end.
pub async fn read(body: &mut Incoming, limit: usize, held: &mut Held) -> Result<Bytes, Fault> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame
            .map_err(|error| Fault::bad(format!("the request's body cannot be read: {error}")))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > limit {
            return Err(Fault::new(
                413,
                format!("the practice engine takes request bodies up to {limit} bytes"),
            ));
        }
        held.more(data.len())?;
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.into())
}
