//! A part in the practice engine: serving it, or using the one that another process serves.
//!
//! Whoever serves may end before the others. So everybody who joins keeps a line to the server and
//! takes over when it ends: the heir puts its own listener in the socket's place, the server
//! finishes what it was asked and saves the world, and the heir goes on with that. Clients that
//! connect meanwhile wait a moment. A server that was killed hands nothing over; then one of those
//! who had joined serves the world as it was last saved.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::serve::{PracticeError, Running, ServeOptions, serve};

/// How long to go on trying while servers come and go.
const TRYING: Duration = Duration::from_secs(10);
/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(5);

/// Somebody's part in the practice engine. Dropping it ends the part without a last save.
#[derive(Debug)]
pub struct Member {
    address: String,
    set_aside: Option<PathBuf>,
    part: Part,
}

#[derive(Debug)]
enum Part {
    Serving(Running),
    StandingBy {
        stop: oneshot::Sender<()>,
        task: JoinHandle<()>,
    },
}

impl Member {
    /// Where it answers, as in `DOCKER_HOST`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Where a saved world was moved that could not be understood.
    #[must_use]
    pub fn set_aside(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }

    /// Ends the part. Where this process serves, somebody who has joined goes on.
    pub async fn close(self) {
        match self.part {
            Part::Serving(running) => {
                running.stop().await;
            }
            Part::StandingBy { stop, task } => {
                let _ = stop.send(());
                // It may be taking over just now, and then has to hand on what it took.
                let _ = task.await;
            }
        }
    }
}

impl From<Running> for Member {
    fn from(running: Running) -> Self {
        Self {
            address: running.address(),
            set_aside: running.set_aside().map(Path::to_owned),
            part: Part::Serving(running),
        }
    }
}

/// Serves the practice engine, or joins one that is served already.
pub async fn join(options: ServeOptions) -> Result<Member, PracticeError> {
    match begin(&options, false).await? {
        Begun::Serving(running) => Ok((*running).into()),
        Begun::Joined { address, line } => {
            let (stop, stopped) = oneshot::channel();
            let task = tokio::spawn(stand_by(options, line, stopped));
            Ok(Member {
                address,
                set_aside: None,
                part: Part::StandingBy { stop, task },
            })
        }
    }
}

enum Begun {
    Serving(Box<Running>),
    Joined { address: String, line: Line },
}

/// `again` says that this process was an heir before.
async fn begin(options: &ServeOptions, again: bool) -> Result<Begun, PracticeError> {
    let until = Instant::now() + TRYING;
    loop {
        let address = match serve(options.clone()).await {
            Err(PracticeError::AlreadyServed { address }) => address,
            served => return served.map(|running| Begun::Serving(Box::new(running))),
        };
        match Line::open(options.socket.as_deref(), again).await {
            Some(line) => return Ok(Begun::Joined { address, line }),
            // It ended between the two; now it is somebody else's turn, perhaps ours.
            None if Instant::now() < until => tokio::time::sleep(PAUSE).await,
            None => return Err(PracticeError::Silent { address }),
        }
    }
}

async fn stand_by(options: ServeOptions, mut line: Line, mut stopped: oneshot::Receiver<()>) {
    loop {
        let asked = tokio::select! {
            biased;
            _ = &mut stopped => return,
            asked = line.asked() => asked,
        };
        let taken = if asked {
            line.take_over(&options).await
        } else {
            None
        };
        let running = match taken {
            Some(running) => running,
            None => match begin(&options, true).await {
                Ok(Begun::Serving(running)) => *running,
                Ok(Begun::Joined { line: next, .. }) => {
                    line = next;
                    continue;
                }
                // Whoever uses the engine is told that it went away.
                Err(_) => return,
            },
        };
        let _ = stopped.await;
        running.stop().await;
        return;
    }
}

#[cfg(unix)]
use unix::Line;

#[cfg(unix)]
mod unix {
    use std::path::Path;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::UnixStream;

    use super::{Running, ServeOptions, TRYING};
    use crate::practice::heirs::{ASKED, GO, KNOWN, TAKEN, WILLING, hears, say};
    use crate::practice::serve::take_place;

    /// A longer head is none of ours.
    const LONGEST_HEAD: usize = 4096;

    /// An heir's line to the server.
    pub(super) struct Line(UnixStream);

    impl Line {
        /// Becomes an heir; `None` if the server has just ended.
        pub(super) async fn open(socket: Option<&Path>, again: bool) -> Option<Line> {
            let request = format!(
                "POST /baeum/heir?again={} HTTP/1.1\r\nHost: practice\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n",
                u8::from(again)
            );
            let opening = async {
                let mut stream = UnixStream::connect(socket?).await.ok()?;
                stream.write_all(request.as_bytes()).await.ok()?;
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.ok()?);
                    if head.len() > LONGEST_HEAD {
                        return None;
                    }
                }
                hears(&mut stream, KNOWN).await.then_some(Line(stream))
            };
            // One that takes over just now answers only when it has done so.
            tokio::time::timeout(TRYING, opening).await.ok().flatten()
        }

        /// Waits until the server ends: whether it asks this heir to go on.
        pub(super) async fn asked(&mut self) -> bool {
            hears(&mut self.0, ASKED).await
        }

        /// Takes the server's place. `None` if it went away meanwhile.
        pub(super) async fn take_over(&mut self, options: &ServeOptions) -> Option<Running> {
            let stream = &mut self.0;
            // One that was suspended may be asked by a server that has long gone.
            if !say(stream, WILLING).await || !hears(stream, GO).await {
                return None;
            }
            let others = stream.read_u8().await.ok()?;
            let place = take_place(options.socket.as_deref()?).ok()?;
            say(stream, TAKEN).await;
            place.serve(options.clone(), others).await.ok()
        }
    }
}

/// Elsewhere each process serves at a port of its own, so that nobody ever joins.
#[cfg(not(unix))]
struct Line;

#[cfg(not(unix))]
impl Line {
    async fn open(_: Option<&Path>, _: bool) -> Option<Line> {
        None
    }

    async fn asked(&mut self) -> bool {
        std::future::pending().await
    }

    async fn take_over(&mut self, _: &ServeOptions) -> Option<Running> {
        None
    }
}
