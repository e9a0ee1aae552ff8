//! Stands between baeum and the engine, and can be taken away.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Where the docker command's own engine listens.
const ENGINE: &str = "/var/run/docker.sock";

/// A socket that passes everything on to the engine.
pub(super) struct Proxy {
    socket: PathBuf,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// The base images seem to be missing, and cannot be pulled.
    bare: AtomicBool,
    /// Nobody listens.
    closed: AtomicBool,
    /// Whoever comes now is turned away, and only who listens to events is kept.
    refusing: AtomicBool,
    open: Mutex<Vec<Connection>>,
}

struct Connection {
    ends: [UnixStream; 2],
    events: Arc<AtomicBool>,
}

impl Proxy {
    /// Listens at this path.
    pub(super) fn open(socket: &Path) -> Self {
        let proxy = Self {
            socket: socket.to_owned(),
            state: Arc::default(),
        };
        proxy.listen();
        proxy
    }

    /// From now on the engine seems to have none of the base images.
    pub(super) fn without_images(&self) {
        self.state.bare.store(true, Ordering::SeqCst);
    }

    /// Goes away as an engine that is stopped does: the socket with it, and every connection.
    pub(super) fn close(&self) {
        self.state.closed.store(true, Ordering::SeqCst);
        // Wakes the listening thread.
        let _ = UnixStream::connect(&self.socket);
        let _ = std::fs::remove_file(&self.socket);
        self.cut(|_| true);
    }

    /// Is back.
    pub(super) fn reopen(&self) {
        self.state.closed.store(false, Ordering::SeqCst);
        self.listen();
    }

    /// Turns everyone away but who listens to events, or no longer does.
    pub(super) fn refuse(&self, refuse: bool) {
        self.state.refusing.store(refuse, Ordering::SeqCst);
        if refuse {
            self.cut(|connection| !connection.events.load(Ordering::SeqCst));
        }
    }

    fn cut(&self, which: impl Fn(&Connection) -> bool) {
        let mut open = self.state.open.lock().expect("no panic");
        open.retain(|connection| {
            let cut = which(connection);
            if cut {
                for end in &connection.ends {
                    let _ = end.shutdown(Shutdown::Both);
                }
            }
            !cut
        });
    }

    fn listen(&self) {
        let listener = UnixListener::bind(&self.socket).expect("a socket");
        let state = self.state.clone();
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                if state.closed.load(Ordering::SeqCst) {
                    return;
                }
                if state.refusing.load(Ordering::SeqCst) {
                    continue;
                }
                let engine = UnixStream::connect(ENGINE).expect("the engine");
                let events = Arc::new(AtomicBool::new(false));
                let both = [client, engine].map(|end| {
                    let other = end.try_clone().expect("the same socket");
                    (end, other)
                });
                let [(client, client_too), (engine, engine_too)] = both;
                let ends = [
                    client.try_clone().expect("the same socket"),
                    engine.try_clone().expect("the same socket"),
                ];
                let mut open = state.open.lock().expect("no panic");
                open.push(Connection {
                    ends,
                    events: events.clone(),
                });
                drop(open);
                let seen = state.clone();
                std::thread::spawn(move || pass(client, engine, Some((&events, &seen))));
                std::thread::spawn(move || pass(engine_too, client_too, None));
            }
        });
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.close();
        // The listening thread sees that it is closed.
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn pass(mut from: UnixStream, mut to: UnixStream, request: Option<(&AtomicBool, &State)>) {
    let mut buffer = [0; 16384];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let part = &mut buffer[..count];
        if let Some((events, state)) = request {
            if part.windows(8).any(|window| window == b"/events?") {
                events.store(true, Ordering::SeqCst);
            }
            // A tag that nobody has, of the same length.
            while state.bare.load(Ordering::SeqCst)
                && let Some(at) = part.windows(6).position(|window| window == b"alpine")
            {
                part[at..at + 6].copy_from_slice(b"absent");
            }
        }
        if to.write_all(part).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
