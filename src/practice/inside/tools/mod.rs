//! The tools that a shell in a container finds.

mod curl;
mod curl_options;
mod curl_output;
mod files;
mod grep;
mod names;
mod network;
mod ping;
mod small;
mod system;
mod text;
mod url;
mod wget;

use std::time::Duration;

use super::program::base_name;
use super::shell::Shell;
use super::{FileError, Stream, Surroundings};

pub(super) use super::shell::split_last;
pub(super) use ping::{Ping, ping_forever};
pub(super) use system::{node_without_script, seconds};
pub(super) use url::reason as reason_phrase;

/// How much one program may print.
pub(super) const MOST_OUTPUT: usize = 4 << 20;

/// What one program printed and how it ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// The exit code; 126 or 127 where the executable could not be started.
    pub exit_code: i32,
    /// The executable, if it could not be started; nothing was run and nothing printed.
    pub missing: Option<String>,
    /// How long the real program would have taken, as far as it waits by itself (`sleep 2`).
    pub took: Duration,
}

impl Outcome {
    pub(super) fn bytes(
        exit_code: i32,
        stdout: impl Into<Vec<u8>>,
        stderr: impl Into<Vec<u8>>,
    ) -> Outcome {
        Outcome {
            stdout: stdout.into(),
            stderr: stderr.into(),
            exit_code,
            ..Outcome::default()
        }
    }

    /// A success that printed this.
    pub(super) fn printed(stdout: impl Into<Vec<u8>>) -> Outcome {
        Outcome::bytes(0, stdout, "")
    }

    /// One line on standard error.
    pub(super) fn failed(exit_code: i32, line: &str) -> Outcome {
        Outcome::bytes(exit_code, "", format!("{line}\n"))
    }

    fn silent(exit_code: i32) -> Outcome {
        Outcome::bytes(exit_code, "", "")
    }

    /// Writes what was printed to the container's log; the exit code.
    pub(super) fn into_log(self, inside: &mut dyn Surroundings) -> i32 {
        for (stream, bytes) in [(Stream::Err, self.stderr), (Stream::Out, self.stdout)] {
            for line in String::from_utf8_lossy(&bytes).lines() {
                inside.log(stream, line);
            }
        }
        self.exit_code
    }

    fn write_error(&mut self, line: &str) {
        self.stderr.extend_from_slice(line.as_bytes());
        self.stderr.push(b'\n');
    }

    fn write(&mut self, bytes: &[u8]) {
        let room = MOST_OUTPUT.saturating_sub(self.stdout.len());
        self.stdout
            .extend_from_slice(bytes.get(..bytes.len().min(room)).unwrap_or_default());
    }

    fn line(&mut self, line: &str) {
        self.write(line.as_bytes());
        self.write(b"\n");
    }
}

/// One program with everything that it was started with.
pub(super) struct Call<'a> {
    pub(super) argv: &'a [String],
    pub(super) stdin: &'a [u8],
    pub(super) folder: &'a str,
    pub(super) environment: &'a [(String, String)],
    /// Whether standard output is a terminal.
    pub(super) terminal: bool,
    pub(super) depth: usize,
    pub(super) inside: &'a mut dyn Surroundings,
}

impl Call<'_> {
    fn name(&self) -> &str {
        self.argv.first().map_or("", |word| base_name(word))
    }

    fn words(&self) -> &[String] {
        self.argv.get(1..).unwrap_or_default()
    }

    fn path(&self, path: &str) -> String {
        absolute(self.folder, path)
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.environment
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        if path == "-" || path == "/dev/stdin" || path == "/proc/self/fd/0" {
            return Ok(self.stdin.to_vec());
        }
        let path = self.path(path);
        match special(&path, self.inside) {
            Some(bytes) => Ok(bytes),
            None => self.inside.read_file(&path),
        }
    }
}

/// A path made absolute, without `.`, `..` and double slashes.
pub(super) fn absolute(folder: &str, path: &str) -> String {
    let whole = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The files that the kernel makes up.
pub(super) fn special(path: &str, inside: &dyn Surroundings) -> Option<Vec<u8>> {
    match path {
        "/dev/null" => Some(Vec::new()),
        "/proc/net/tcp" | "/proc/self/net/tcp" | "/proc/1/net/tcp" => {
            Some(network::sockets(inside).into_bytes())
        }
        "/proc/net/tcp6" => Some(
            network::SOCKETS_HEADER
                .replace(
                    "local_address rem_address  ",
                    "local_address                         remote_address       ",
                )
                .into_bytes(),
        ),
        "/proc/1/cmdline" => Some(
            inside
                .main_process()
                .iter()
                .flat_map(|word| word.bytes().chain([0]))
                .collect(),
        ),
        _ => None,
    }
}

/// What a folder's entry for a path says, if there is one.
fn entry(path: &str, inside: &dyn Surroundings) -> Option<super::Entry> {
    let (folder, name) = path.rsplit_once('/')?;
    let entries = inside
        .list_directory(if folder.is_empty() { "/" } else { folder })
        .ok()?;
    entries.into_iter().find(|entry| entry.name == name)
}

/// Where an executable lies: none if it is nowhere, an error if it may not be run.
pub(super) fn find(
    executable: &str,
    inside: &dyn Surroundings,
) -> Result<Option<String>, FileError> {
    let path = inside
        .environment()
        .into_iter()
        .rev()
        .find(|(key, _)| key == "PATH")
        .map_or_else(
            || "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned(),
            |(_, value)| value,
        );
    find_along(executable, &inside.working_directory(), &path, inside)
}

pub(super) fn find_along(
    executable: &str,
    folder: &str,
    search: &str,
    inside: &dyn Surroundings,
) -> Result<Option<String>, FileError> {
    if executable.is_empty() {
        return Ok(None);
    }
    if executable.contains('/') {
        let path = absolute(folder, executable);
        return match entry(&path, inside) {
            None if path == "/" || inside.list_directory(&path).is_ok() => Err(FileError::Denied),
            None => Ok(None),
            Some(found) if found.is_directory || found.mode & 0o111 == 0 => Err(FileError::Denied),
            Some(_) => Ok(Some(path)),
        };
    }
    for place in search.split(':').filter(|place| place.starts_with('/')) {
        let path = absolute(place, executable);
        if entry(&path, inside).is_some_and(|found| !found.is_directory && found.mode & 0o111 != 0)
        {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Why Docker would not start this program in the container, in its words; none if it would.
#[must_use]
pub fn refusal(executable: &str, inside: &dyn Surroundings) -> Option<String> {
    let text = match find(executable, inside) {
        Ok(Some(_)) => return None,
        Ok(None) if executable.contains('/') => {
            format!("stat {executable}: no such file or directory")
        }
        Ok(None) => "executable file not found in $PATH".to_owned(),
        Err(_) => "permission denied".to_owned(),
    };
    Some(format!("exec: \"{executable}\": {text}: unknown"))
}

/// Runs one program without a terminal to its end.
///
/// Where the executable cannot be started, [`Outcome::missing`] names it and [`refusal`] says why.
pub fn run(argv: &[String], stdin: &[u8], inside: &mut dyn Surroundings) -> Outcome {
    let executable = argv.first().cloned().unwrap_or_default();
    let exit_code = match find(&executable, inside) {
        Ok(Some(path)) => {
            let environment = environment(inside);
            let folder = inside.working_directory();
            return call(
                &path,
                Call {
                    argv,
                    stdin,
                    folder: &folder,
                    environment: &environment,
                    terminal: false,
                    depth: 0,
                    inside,
                },
            );
        }
        Ok(None) => 127,
        Err(_) => 126,
    };
    Outcome {
        exit_code,
        missing: Some(executable),
        ..Outcome::default()
    }
}

/// The container's environment with what Docker adds for a program in it.
pub(super) fn environment(inside: &dyn Surroundings) -> Vec<(String, String)> {
    let mut environment = inside.environment();
    for (key, value) in [
        (
            "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned(),
        ),
        ("HOSTNAME", inside.hostname()),
        ("HOME", "/root".to_owned()),
    ] {
        if !environment.iter().any(|(known, _)| known == key) {
            environment.push((key.to_owned(), value));
        }
    }
    environment
}

/// Runs an executable that was found at `path`.
pub(super) fn call(path: &str, mut call: Call<'_>) -> Outcome {
    if call.depth > 16 {
        return Outcome::failed(126, "sh: the practice engine starts no programs this deep");
    }
    let content = call.inside.read_file(path).unwrap_or_default();
    if let Some(rest) = content.strip_prefix(b"#!") {
        let first = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if !String::from_utf8_lossy(first).contains("sh") {
            return Outcome::failed(
                126,
                &format!("{path}: the practice engine runs only shell scripts"),
            );
        }
        return Shell::script(path, &String::from_utf8_lossy(&content), &mut call);
    }
    let name = base_name(path);
    let mut outcome = if name == "busybox" {
        let inner = call.words().to_vec();
        match inner.first().cloned() {
            Some(applet) if applet != "busybox" => {
                let inner_call = Call {
                    argv: &inner,
                    stdin: call.stdin,
                    folder: call.folder,
                    environment: call.environment,
                    terminal: call.terminal,
                    depth: call.depth,
                    inside: call.inside,
                };
                tool(&applet, inner_call)
                    .unwrap_or_else(|| Outcome::failed(127, &format!("{applet}: applet not found")))
            }
            _ => Outcome::printed(
                "BusyBox v1.37.0 multi-call binary, imitated by the practice engine.\n",
            ),
        }
    } else {
        let name = name.to_owned();
        tool(&name, call).unwrap_or_else(|| {
            Outcome::failed(
                126,
                &format!("{name}: the practice engine does not imitate this program"),
            )
        })
    };
    outcome.stdout.truncate(MOST_OUTPUT);
    outcome
}

fn tool(name: &str, mut call: Call<'_>) -> Option<Outcome> {
    let call = &mut call;
    Some(match name {
        "sh" | "ash" | "bash" | "dash" => Shell::command(call),
        "nginx" => super::nginx::command(call.argv, call.inside),
        "curl" => curl::curl(call),
        "wget" => wget::wget(call),
        "ping" => ping::ping(call),
        "ip" => network::ip(call),
        "ifconfig" => network::ifconfig(call),
        "netstat" => network::netstat(call),
        "ss" => network::ss(call),
        "route" => network::route(call),
        "getent" => names::getent(call),
        "nslookup" => names::nslookup(call),
        "cat" => text::cat(call),
        "head" => text::head(call),
        "tail" => text::tail(call),
        "grep" => grep::grep(call),
        "wc" => text::wc(call),
        "sort" => text::sort(call),
        "echo" => small::echo(call),
        "printf" => small::printf(call),
        "tr" | "cut" | "uniq" | "seq" => small::small(name, call),
        "ls" => files::ls(call),
        "touch" => files::touch(call),
        "rm" => files::rm(call),
        "test" | "[" => files::test(call),
        "which" => files::which(call),
        "cp" | "mv" => files::cp(name, call),
        "pwd" => Outcome::printed(format!("{}\n", call.folder)),
        "hostname" => system::hostname(call),
        "env" => system::env(call),
        "printenv" => system::printenv(call),
        "id" => Outcome::printed("uid=0(root) gid=0(root) groups=0(root)\n"),
        "whoami" => Outcome::printed("root\n"),
        "uname" => system::uname(call),
        "date" => system::date(call),
        "ps" => system::ps(call),
        "sleep" => system::sleep(call),
        "kill" => system::kill(call),
        "node" => system::node(call),
        "true" | "docker-entrypoint.sh" => Outcome::silent(0),
        "false" => Outcome::silent(1),
        "clear" => Outcome::printed("\u{1b}[H\u{1b}[J"),
        _ => return None,
    })
}

/// The words for a file error.
fn reason(error: FileError) -> &'static str {
    match error {
        FileError::NotFound => "No such file or directory",
        FileError::IsDirectory => "Is a directory",
        FileError::NotDirectory => "Not a directory",
        FileError::Denied => "Permission denied",
    }
}
