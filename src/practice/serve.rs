//! The server's socket: who may connect, how many, and how it ends.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use super::connections::{BUSY, Ending, GRACE, LAST_REQUESTS, Listener, MAX_CONNECTIONS, accept};
use super::engine::Engine;
use super::store::{self, Load};
use super::world::World;
use super::world::source::Source;

/// How long after a change the world is saved, so that many changes are one write.
const SAVE_AFTER: Duration = Duration::from_millis(100);
/// How long to wait for another process that ends and still saves the world.
const OTHERS_END: Duration = Duration::from_secs(10);

/// Where to serve and what to remember.
#[derive(Debug, Clone, Default)]
pub struct ServeOptions {
    /// The socket; without it, one in a private temporary folder. Not used on Windows.
    pub socket: Option<PathBuf>,
    /// The file in which the world is kept; without it, it is forgotten at the end.
    pub state: Option<PathBuf>,
}

/// Why the practice engine cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// Another practice engine answers at this socket already.
    #[error("a practice engine is served at {address} already")]
    AlreadyServed {
        /// Its address, as in `DOCKER_HOST`.
        address: String,
    },
    /// Something listens at this socket, but does not answer: a process that was suspended, perhaps.
    #[error("the one that is served at {address} does not answer")]
    Silent {
        /// Its address, as in `DOCKER_HOST`.
        address: String,
    },
    /// The socket cannot be made.
    #[error("cannot serve at {path}: {source}")]
    Socket {
        /// The socket's path (or address).
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The saved world cannot be read.
    #[error("cannot read {path}: {source}")]
    State {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A practice engine that is being served. Dropping it ends it without a last save.
#[derive(Debug)]
pub struct Running {
    address: String,
    engine: Arc<Engine>,
    accepting: JoinHandle<()>,
    /// One permit for each connection.
    room: Arc<Semaphore>,
    ending: watch::Sender<Option<Ending>>,
    saving: Option<JoinHandle<()>>,
    keeping_time: JoinHandle<()>,
    state: Option<PathBuf>,
    socket: Option<PathBuf>,
    set_aside: Option<PathBuf>,
    _folder: Option<tempfile::TempDir>,
    /// Held while this process is the one that serves. Another may load the world when it is free.
    _lock: Option<File>,
}

impl Running {
    /// Where it answers, as in `DOCKER_HOST`: `unix:///…` (`tcp://127.0.0.1:…` on Windows).
    #[must_use]
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// Where a saved world was moved that could not be understood; a new one was begun.
    #[must_use]
    pub fn set_aside(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }

    /// Ends it: what was asked is answered, the ports are closed, the world is saved. Whether
    /// somebody who had joined goes on with it.
    pub async fn stop(mut self) -> bool {
        let handed = self.engine.heirs().hand_over().await;
        self.ending.send_replace(Some(if handed {
            Ending::HandedOver
        } else {
            Ending::Over
        }));
        let _ = (&mut self.accepting).await;
        let all = u32::try_from(MAX_CONNECTIONS).unwrap_or(u32::MAX);
        let _ =
            tokio::time::timeout(LAST_REQUESTS + BUSY + GRACE, self.room.acquire_many(all)).await;
        self.keeping_time.abort();
        if let Some(saving) = self.saving.take() {
            saving.abort();
            let _ = saving.await;
        }
        self.engine.close_ports();
        if let Some(path) = &self.state {
            save_now(&self.engine, path).await;
        }
        if let Some(socket) = &self.socket
            && !handed
        {
            let _ = std::fs::remove_file(socket);
        }
        handed
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.accepting.abort();
        self.keeping_time.abort();
        if let Some(saving) = &self.saving {
            saving.abort();
        }
        self.engine.close_ports();
    }
}

/// Serves the practice engine until [`Running::stop`]. Needs a running Tokio runtime.
pub async fn serve(options: ServeOptions) -> Result<Running, PracticeError> {
    let bound = bind(options.socket.as_deref()).await?;
    serve_at(bound, options)
}

fn serve_at(bound: Bound, options: ServeOptions) -> Result<Running, PracticeError> {
    let (world, set_aside) = match &options.state {
        None => (None, None),
        Some(path) => match store::load(path) {
            Ok(Load::Nothing) => (None, None),
            Ok(Load::World(world)) => (Some(*world), None),
            Ok(Load::SetAside(aside)) => (None, Some(aside)),
            Err(source) => {
                return Err(PracticeError::State {
                    path: path.clone(),
                    source,
                });
            }
        },
    };
    let host_name = host_name();
    let world = match world {
        Some(mut world) => {
            world.host_name = host_name;
            world
        }
        None => World::new(Source::system(), &host_name),
    };
    let engine = Engine::new(world);
    let saving = options.state.clone().map(|path| {
        let engine = Arc::clone(&engine);
        tokio::spawn(async move {
            let mut changes = engine.changes();
            let mut pause = SAVE_AFTER;
            while changes.changed().await.is_ok() {
                tokio::time::sleep(pause).await;
                changes.mark_unchanged();
                let begun = Instant::now();
                save_now(&engine, &path).await;
                // A large world is saved less often, so that saving is never what it mostly does.
                pause = SAVE_AFTER.max(begun.elapsed() * 20);
            }
        })
    });
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let (ending, ended) = watch::channel(None);
    let accepting = tokio::spawn(accept(
        bound.listener,
        Arc::clone(&engine),
        Arc::clone(&room),
        ended,
    ));
    let keeping_time = tokio::spawn(Arc::clone(&engine).keep_time());
    Ok(Running {
        address: bound.address,
        engine,
        keeping_time,
        accepting,
        room,
        ending,
        saving,
        state: options.state,
        socket: bound.socket,
        set_aside,
        _folder: bound.folder,
        _lock: bound.lock,
    })
}

async fn save_now(engine: &Arc<Engine>, path: &Path) {
    let (engine, path) = (Arc::clone(engine), path.to_owned());
    let save = move || {
        let bytes = engine.read(store::to_bytes)?;
        store::save(&path, &bytes)
    };
    // A save that fails (a full disk) is tried again at the next change.
    let _ = tokio::task::spawn_blocking(save).await;
}

fn host_name() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::fs::read_to_string("/etc/hostname"))
        .or_else(|_| std::env::var("COMPUTERNAME"))
        .or_else(|_| std::env::var("HOSTNAME"))
        .ok()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "practice-host".to_owned())
}

struct Bound {
    listener: Listener,
    address: String,
    socket: Option<PathBuf>,
    folder: Option<tempfile::TempDir>,
    lock: Option<File>,
}

#[cfg(unix)]
fn failed(path: &Path) -> impl FnOnce(io::Error) -> PracticeError + use<> {
    let path = path.display().to_string();
    move |source| PracticeError::Socket { path, source }
}

#[cfg(unix)]
async fn bind(socket: Option<&Path>) -> Result<Bound, PracticeError> {
    use std::os::unix::fs::DirBuilderExt;
    let Some(path) = socket else {
        // Made by tempfile for its owner alone.
        let folder = tempfile::Builder::new()
            .prefix("baeum-")
            .tempdir()
            .map_err(failed(Path::new("a temporary folder")))?;
        let path = folder.path().join("docker.sock");
        return Ok(Bound {
            listener: listen(&path).map_err(failed(&path))?,
            address: address_of(&path)?,
            socket: Some(path),
            folder: Some(folder),
            lock: None,
        });
    };
    if let Some(parent) = path.parent().filter(|parent| !parent.exists()) {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(parent)
            .map_err(failed(parent))?;
    }
    let address = address_of(path)?;
    let lock = open_lock(path).map_err(failed(path))?;
    let until = Instant::now() + OTHERS_END;
    loop {
        if tokio::net::UnixStream::connect(path).await.is_ok() {
            return Err(PracticeError::AlreadyServed { address });
        }
        // Left over from an engine that was killed, or from one that ends and still saves the world.
        if locked(&lock, path)? {
            break;
        }
        if Instant::now() > until {
            return Err(failed(path)(io::ErrorKind::TimedOut.into()));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(Bound {
        listener: listen(path).map_err(failed(path))?,
        address,
        socket: Some(path.to_owned()),
        folder: None,
        lock: Some(lock),
    })
}

/// The address as in `DOCKER_HOST`, which is text.
#[cfg(unix)]
fn address_of(path: &Path) -> Result<String, PracticeError> {
    match path.to_str() {
        Some(text) => Ok(format!("unix://{text}")),
        None => Err(failed(path)(io::Error::new(
            io::ErrorKind::InvalidInput,
            "this path is not UTF-8 text",
        ))),
    }
}

/// Whoever has this file locked is the one that serves. It is never removed: two processes could
/// lock two files of the same name.
#[cfg(unix)]
fn open_lock(socket: &Path) -> io::Result<File> {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(socket.with_extension("lock"))
}

#[cfg(unix)]
fn locked(lock: &File, socket: &Path) -> Result<bool, PracticeError> {
    match lock.try_lock() {
        Ok(()) => Ok(true),
        Err(std::fs::TryLockError::WouldBlock) => Ok(false),
        Err(std::fs::TryLockError::Error(source)) => Err(failed(socket)(source)),
    }
}

/// Listens at a path. The socket is made beside it and put there in one go, so that whoever connects
/// reaches either what was there or this.
#[cfg(unix)]
fn listen(path: &Path) -> io::Result<Listener> {
    use std::os::unix::fs::PermissionsExt;
    // Short, because the path of a socket may not be long.
    let beside = path.with_file_name(format!(".{:x}", std::process::id()));
    let _ = std::fs::remove_file(&beside);
    let listener = Listener::bind(&beside)?;
    std::fs::set_permissions(&beside, std::fs::Permissions::from_mode(0o600))?;
    std::fs::rename(&beside, path)?;
    Ok(listener)
}

/// A socket's place that was taken from a server that ends.
#[cfg(unix)]
pub(super) struct Place(Bound);

/// Takes the socket's place. Who connects now waits until [`Place::serve`].
#[cfg(unix)]
pub(super) fn take_place(path: &Path) -> Result<Place, PracticeError> {
    let lock = open_lock(path).map_err(failed(path))?;
    Ok(Place(Bound {
        listener: listen(path).map_err(failed(path))?,
        address: address_of(path)?,
        socket: Some(path.to_owned()),
        folder: None,
        lock: Some(lock),
    }))
}

#[cfg(unix)]
impl Place {
    /// Serves as soon as the one before has saved the world. So many others had joined it.
    pub(super) async fn serve(
        self,
        options: ServeOptions,
        others: u8,
    ) -> Result<Running, PracticeError> {
        if let (Some(lock), Some(path)) = (&self.0.lock, &self.0.socket) {
            while !locked(lock, path)? {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        let running = serve_at(self.0, options)?;
        running.engine.heirs().expect(others);
        Ok(running)
    }
}

#[cfg(not(unix))]
async fn bind(_: Option<&Path>) -> Result<Bound, PracticeError> {
    let failed = |source| PracticeError::Socket {
        path: "127.0.0.1".to_owned(),
        source,
    };
    let listener = tokio::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))
        .await
        .map_err(failed)?;
    let address = format!("tcp://{}", listener.local_addr().map_err(failed)?);
    Ok(Bound {
        listener,
        address,
        socket: None,
        folder: None,
        lock: None,
    })
}
