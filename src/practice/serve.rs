//! The server's socket: who may connect, how many, and how it ends.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::api;
use super::engine::Engine;
use super::store::{self, Load};
use super::world::World;
use super::world::source::Source;

/// How many connections are served at a time; further ones are closed at once.
const MAX_CONNECTIONS: usize = 1024;
/// How long after a change the world is saved, so that many changes are one write.
const SAVE_AFTER: Duration = Duration::from_millis(100);

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
    saving: Option<JoinHandle<()>>,
    state: Option<PathBuf>,
    socket: Option<PathBuf>,
    set_aside: Option<PathBuf>,
    _folder: Option<tempfile::TempDir>,
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

    /// Ends it: the ports are closed, the world is saved.
    pub async fn stop(mut self) {
        self.accepting.abort();
        if let Some(saving) = self.saving.take() {
            saving.abort();
            let _ = saving.await;
        }
        self.engine.close_ports();
        if let Some(path) = &self.state {
            save_now(&self.engine, path).await;
        }
        if let Some(socket) = &self.socket {
            let _ = std::fs::remove_file(socket);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.accepting.abort();
        if let Some(saving) = &self.saving {
            saving.abort();
        }
        self.engine.close_ports();
    }
}

/// Serves the practice engine until [`Running::stop`]. Needs a running Tokio runtime.
pub async fn serve(options: ServeOptions) -> Result<Running, PracticeError> {
    let bound = bind(options.socket.as_deref()).await?;
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
    let accepting = tokio::spawn(accept(bound.listener, Arc::clone(&engine)));
    Ok(Running {
        address: bound.address,
        engine,
        accepting,
        saving,
        state: options.state,
        socket: bound.socket,
        set_aside,
        _folder: bound.folder,
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

#[cfg(unix)]
type Listener = tokio::net::UnixListener;
#[cfg(not(unix))]
type Listener = tokio::net::TcpListener;

struct Bound {
    listener: Listener,
    address: String,
    socket: Option<PathBuf>,
    folder: Option<tempfile::TempDir>,
}

#[cfg(unix)]
async fn bind(socket: Option<&Path>) -> Result<Bound, PracticeError> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |source| PracticeError::Socket { path, source }
    };
    let (path, folder) = if let Some(path) = socket {
        (path.to_owned(), None)
    } else {
        // Made by tempfile for its owner alone.
        let folder = tempfile::Builder::new()
            .prefix("baeum-")
            .tempdir()
            .map_err(failed(Path::new("a temporary folder")))?;
        (folder.path().join("docker.sock"), Some(folder))
    };
    if let Some(parent) = path.parent().filter(|parent| !parent.exists()) {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(parent)
            .map_err(failed(parent))?;
    }
    let address = format!("unix://{}", path.display());
    if path.exists() {
        match tokio::net::UnixStream::connect(&path).await {
            Ok(_) => return Err(PracticeError::AlreadyServed { address }),
            // Left over from an engine that was killed.
            Err(_) => std::fs::remove_file(&path).map_err(failed(&path))?,
        }
    }
    let listener = tokio::net::UnixListener::bind(&path).map_err(failed(&path))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))
        .map_err(failed(&path))?;
    Ok(Bound {
        listener,
        address,
        socket: Some(path),
        folder,
    })
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
    })
}

async fn accept(listener: Listener, engine: Arc<Engine>) {
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, perhaps: others must close theirs first.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else {
            continue;
        };
        let engine = Arc::clone(&engine);
        tokio::spawn(async move {
            talk(stream, engine).await;
            drop(permit);
        });
    }
}

async fn talk<S>(stream: S, engine: Arc<Engine>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| api::answer(Arc::clone(&engine), request));
    let _ = http1::Builder::new()
        .half_close(true)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
}
