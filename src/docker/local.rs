//! Connecting to an engine on this machine: a Unix socket, or a named pipe on Windows.

use std::pin::Pin;

use hyper_util::rt::TokioIo;

#[cfg(unix)]
pub(super) use unix::Connector;
#[cfg(windows)]
pub(super) use windows::Connector;

type Connecting<T> = Pin<Box<dyn Future<Output = std::io::Result<TokioIo<T>>> + Send>>;

#[cfg(unix)]
mod unix {
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::task::{Context, Poll};

    use hyper::Uri;
    use hyper_util::rt::TokioIo;
    use tokio::net::UnixStream;

    use super::Connecting;

    /// Connects to one Unix socket, whatever the request's address says.
    #[derive(Clone)]
    pub(in super::super) struct Connector(Arc<Path>);

    impl Connector {
        pub(in super::super) fn new(path: PathBuf) -> Self {
            Self(path.into())
        }
    }

    impl tower_service::Service<Uri> for Connector {
        type Response = TokioIo<UnixStream>;
        type Error = std::io::Error;
        type Future = Connecting<UnixStream>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Uri) -> Self::Future {
            let path = Arc::clone(&self.0);
            Box::pin(async move { Ok(TokioIo::new(UnixStream::connect(path).await?)) })
        }
    }
}

#[cfg(windows)]
mod windows {
    use std::sync::Arc;
    use std::task::{Context, Poll};
    use std::time::Duration;

    use hyper::Uri;
    use hyper_util::rt::TokioIo;
    use tokio::net::windows::named_pipe::{ClientOptions, NamedPipeClient};

    use super::Connecting;

    /// `ERROR_PIPE_BUSY`: all instances of the pipe serve somebody else at the moment.
    const BUSY: i32 = 231;

    /// Connects to one named pipe, whatever the request's address says.
    #[derive(Clone)]
    pub(in super::super) struct Connector(Arc<str>);

    impl Connector {
        pub(in super::super) fn new(name: String) -> Self {
            Self(name.into())
        }
    }

    impl tower_service::Service<Uri> for Connector {
        type Response = TokioIo<NamedPipeClient>;
        type Error = std::io::Error;
        type Future = Connecting<NamedPipeClient>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Uri) -> Self::Future {
            let name = Arc::clone(&self.0);
            Box::pin(async move {
                loop {
                    match ClientOptions::new().open(&*name) {
                        Err(error) if error.raw_os_error() == Some(BUSY) => {
                            tokio::time::sleep(Duration::from_millis(20)).await;
                        }
                        answer => return Ok(TokioIo::new(answer?)),
                    }
                }
            })
        }
    }
}
