//! The seam between a container's imitated programs and the world they live in.

use std::net::Ipv4Addr;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// What a program inside one container can see and do.
pub trait Surroundings {
    /// The content of the file at an absolute path of the container.
    fn read_file(&self, path: &str) -> Result<Vec<u8>, FileError>;
    /// Writes a whole file, making it if it is not there; its folder must be there.
    fn write_file(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), FileError>;
    /// Removes one file.
    fn remove_file(&mut self, path: &str) -> Result<(), FileError>;
    /// What lies in the folder at an absolute path, without `.` and `..`.
    fn list_directory(&self, path: &str) -> Result<Vec<Entry>, FileError>;
    /// The environment that the container was given, `PATH` and `HOSTNAME` included.
    fn environment(&self) -> Vec<(String, String)>;
    /// The container's host name.
    fn hostname(&self) -> String;
    /// The folder in which a program starts.
    fn working_directory(&self) -> String;
    /// The container's network interfaces, `lo` included.
    fn interfaces(&self) -> Vec<Interface>;
    /// The addresses of a name; `localhost` and `/etc/hosts` are included.
    fn resolve(&self, name: &str) -> Resolution;
    /// The name that the name server gives for an address.
    fn reverse(&self, address: Ipv4Addr) -> Option<String>;
    /// `/etc/resolv.conf` as Docker writes it; reading the file gives the same.
    fn resolv_conf(&self) -> String;
    /// Sends one request from this container and waits for the answer.
    fn send(
        &mut self,
        to: Ipv4Addr,
        port: u16,
        request: HttpRequest,
    ) -> Result<HttpResponse, NetError>;
    /// Asks an address for an echo.
    fn ping(&mut self, to: Ipv4Addr) -> Result<(), NetError>;
    /// What this container's main program listens on.
    fn listening(&self) -> Vec<Listener>;
    /// The words of the container's main program (process 1).
    fn main_process(&self) -> Vec<String>;
    /// Sends a signal to the container's main program.
    fn signal_main(&mut self, signal: Signal);
    /// Writes one line, without its newline, to the container's log.
    fn log(&mut self, stream: Stream, line: &str);
    /// The world's clock.
    fn now(&self) -> SystemTime;
}

/// Why a file could not be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileError {
    /// There is nothing at this path.
    NotFound,
    /// A file was asked for, and this is a folder.
    IsDirectory,
    /// A part of the path is a file.
    NotDirectory,
    /// It may not be touched.
    Denied,
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name without its folder.
    pub name: String,
    /// Whether it is a folder.
    pub is_directory: bool,
    /// Its size in bytes.
    pub size: u64,
    /// Its permission bits, such as `0o644`.
    pub mode: u32,
}

/// A network interface of the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    /// `lo`, `eth0`, `eth1` …
    pub name: String,
    /// Its address.
    pub address: Ipv4Addr,
    /// The length of its subnet's prefix.
    pub prefix: u8,
    /// Its hardware address, such as `02:42:ac:12:00:02`.
    pub mac: String,
    /// The default gateway, where the default route goes through this interface.
    pub gateway: Option<Ipv4Addr>,
}

/// What the name service answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// The name is known by these addresses, at least one.
    Addresses(Vec<Ipv4Addr>),
    /// The name is not known.
    NotFound,
}

/// Why a connection brought no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NetError {
    /// Nothing listens there.
    Refused,
    /// Nobody answers.
    TimedOut,
    /// The connection was taken and then dropped.
    Reset,
    /// There is no way there.
    Unreachable,
}

/// A place where a program listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listener {
    /// The address it is bound to; `0.0.0.0` is every address of the container.
    pub address: Ipv4Addr,
    /// The TCP port.
    pub port: u16,
}

/// What can be said to a running program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signal {
    /// Read the configuration again (SIGHUP, `nginx -s reload`).
    Reload,
    /// End after the requests under way (SIGQUIT, `nginx -s quit`).
    Quit,
    /// End (SIGTERM, `docker stop`, `nginx -s stop`).
    Terminate,
    /// Ctrl-C (SIGINT).
    Interrupt,
    /// End at once; no program can refuse (SIGKILL).
    Kill,
    /// Open the logs again (SIGUSR1, `nginx -s reopen`).
    Reopen,
}

/// The two streams of a container's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// A request as it arrives at a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET`, `HEAD` …
    pub method: String,
    /// What was asked for: path and query, beginning with `/`.
    pub target: String,
    /// The headers in their order, as they were sent.
    pub headers: Vec<(String, String)>,
    /// The body, decoded.
    pub body: Vec<u8>,
    /// Who asks, as the server sees it.
    pub from: Ipv4Addr,
}

impl HttpRequest {
    /// The first header of this name, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find_header(&self.headers, name)
    }
}

/// A server's answer.
///
/// `headers` are complete, in their order, as they go over the wire. `body` is never framed: where
/// a header says `Transfer-Encoding: chunked`, whoever writes it to a socket does the chunks. For a
/// `HEAD` request and for 204 and 304 it is empty, whatever `Content-Length` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The headers in their order.
    pub headers: Vec<(String, String)>,
    /// The body, without any framing.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// The first header of this name, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find_header(&self.headers, name)
    }
}

fn find_header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}
