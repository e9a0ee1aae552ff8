//! A container for the tests: files in memory, names and servers in tables.

#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    clippy::too_many_lines
)] // tests may be slow and long

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::*;

/// A world of one container.
pub(super) struct Fake {
    pub(super) files: BTreeMap<String, (Vec<u8>, u32)>,
    pub(super) names: BTreeMap<String, Vec<Ipv4Addr>>,
    pub(super) servers: BTreeMap<(Ipv4Addr, u16), Result<HttpResponse, NetError>>,
    pub(super) asked: Vec<(Ipv4Addr, u16, HttpRequest)>,
    pub(super) log: Vec<(Stream, String)>,
    pub(super) listening: Vec<Listener>,
    pub(super) main: Vec<String>,
    pub(super) signals: Vec<Signal>,
    pub(super) folder: String,
    pub(super) seconds: u64,
}

pub(super) const WEB: Ipv4Addr = Ipv4Addr::new(172, 22, 0, 2);
pub(super) const OWN: Ipv4Addr = Ipv4Addr::new(172, 22, 0, 3);

/// Words as a program is given them.
pub(super) fn argv(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

impl Fake {
    pub(super) fn new() -> Fake {
        let mut fake = Fake {
            files: BTreeMap::new(),
            names: BTreeMap::from([
                ("web".to_owned(), vec![WEB]),
                ("web.mynet1".to_owned(), vec![WEB]),
            ]),
            servers: BTreeMap::new(),
            asked: Vec::new(),
            log: Vec::new(),
            listening: vec![Listener {
                address: Ipv4Addr::UNSPECIFIED,
                port: 80,
            }],
            main: argv(&["nginx", "-g", "daemon off;"]),
            signals: Vec::new(),
            folder: "/".into(),
            seconds: 1_795_471_312,
        };
        for file in base_nginx_files().into_iter().chain(base_node_files()) {
            fake.files.insert(file.path, (file.bytes, file.mode));
        }
        fake.files
            .insert("/etc/hostname".into(), (b"cd59a98a4be4\n".to_vec(), 0o644));
        fake.serve(WEB, 8080, 200, "hello\n");
        fake
    }

    pub(super) fn write(&mut self, path: &str, text: &str) {
        self.files
            .insert(path.into(), (text.as_bytes().to_vec(), 0o644));
    }

    pub(super) fn serve(&mut self, address: Ipv4Addr, port: u16, status: u16, body: &str) {
        let response = HttpResponse {
            status,
            headers: vec![("Content-Type".into(), "text/plain".into())],
            body: body.as_bytes().to_vec(),
        };
        self.servers.insert((address, port), Ok(response));
    }

    pub(super) fn logged(&self) -> String {
        self.log
            .iter()
            .map(|(_, line)| format!("{line}\n"))
            .collect()
    }

    pub(super) fn shell(&mut self, text: &str) -> (String, String, i32) {
        self.tool(&["sh", "-c", text])
    }

    pub(super) fn tool(&mut self, words: &[&str]) -> (String, String, i32) {
        let outcome = run(&argv(words), b"", self);
        assert_eq!(outcome.missing, None, "{words:?} is there");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
        (
            text(outcome.stdout),
            text(outcome.stderr),
            outcome.exit_code,
        )
    }
}

impl Surroundings for Fake {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, FileError> {
        match self.files.get(path) {
            Some((bytes, _)) => Ok(bytes.clone()),
            None if self.list_directory(path).is_ok() => Err(FileError::IsDirectory),
            None => Err(FileError::NotFound),
        }
    }

    fn write_file(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), FileError> {
        let folder = path.rsplit_once('/').map_or("/", |(folder, _)| folder);
        self.list_directory(if folder.is_empty() { "/" } else { folder })?;
        if self.list_directory(path).is_ok() {
            return Err(FileError::IsDirectory);
        }
        self.files.insert(path.into(), (bytes, 0o644));
        Ok(())
    }

    fn remove_file(&mut self, path: &str) -> Result<(), FileError> {
        match self.files.remove(path) {
            Some(_) => Ok(()),
            None if self.list_directory(path).is_ok() => Err(FileError::IsDirectory),
            None => Err(FileError::NotFound),
        }
    }

    fn list_directory(&self, path: &str) -> Result<Vec<Entry>, FileError> {
        let prefix = if path == "/" {
            "/".to_owned()
        } else {
            format!("{path}/")
        };
        let mut found: BTreeMap<String, Entry> = BTreeMap::new();
        for (file, (bytes, mode)) in &self.files {
            let Some(rest) = file.strip_prefix(&prefix) else {
                continue;
            };
            let (name, is_directory) = match rest.split_once('/') {
                Some((name, _)) => (name, true),
                None => (rest, false),
            };
            found.insert(
                name.to_owned(),
                Entry {
                    name: name.to_owned(),
                    is_directory,
                    size: bytes.len() as u64,
                    mode: if is_directory { 0o755 } else { *mode },
                },
            );
        }
        if found.is_empty() {
            return Err(if self.files.contains_key(path) {
                FileError::NotDirectory
            } else {
                FileError::NotFound
            });
        }
        Ok(found.into_values().collect())
    }

    fn environment(&self) -> Vec<(String, String)> {
        vec![
            (
                "PATH".into(),
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".into(),
            ),
            ("HOSTNAME".into(), self.hostname()),
        ]
    }

    fn hostname(&self) -> String {
        "cd59a98a4be4".into()
    }

    fn working_directory(&self) -> String {
        self.folder.clone()
    }

    fn interfaces(&self) -> Vec<Interface> {
        vec![
            Interface {
                name: "lo".into(),
                address: Ipv4Addr::LOCALHOST,
                prefix: 8,
                mac: "00:00:00:00:00:00".into(),
                gateway: None,
            },
            Interface {
                name: "eth0".into(),
                address: OWN,
                prefix: 16,
                mac: "02:42:ac:16:00:03".into(),
                gateway: Some(Ipv4Addr::new(172, 22, 0, 1)),
            },
        ]
    }

    fn resolve(&self, name: &str) -> Resolution {
        if name == "localhost" {
            return Resolution::Addresses(vec![Ipv4Addr::LOCALHOST]);
        }
        match self.names.get(name) {
            Some(found) => Resolution::Addresses(found.clone()),
            None => Resolution::NotFound,
        }
    }

    fn reverse(&self, address: Ipv4Addr) -> Option<String> {
        (address == WEB).then(|| "web.mynet1".into())
    }

    fn resolv_conf(&self) -> String {
        "nameserver 127.0.0.11\noptions ndots:0\n".into()
    }

    fn send(
        &mut self,
        to: Ipv4Addr,
        port: u16,
        request: HttpRequest,
    ) -> Result<HttpResponse, NetError> {
        self.asked.push((to, port, request));
        self.servers
            .get(&(to, port))
            .cloned()
            .unwrap_or(Err(NetError::Refused))
    }

    fn ping(&mut self, to: Ipv4Addr) -> Result<(), NetError> {
        if to == WEB {
            Ok(())
        } else {
            Err(NetError::TimedOut)
        }
    }

    fn listening(&self) -> Vec<Listener> {
        self.listening.clone()
    }

    fn main_process(&self) -> Vec<String> {
        self.main.clone()
    }

    fn signal_main(&mut self, signal: Signal) {
        self.signals.push(signal);
    }

    fn log(&mut self, stream: Stream, line: &str) {
        self.log.push((stream, line.to_owned()));
    }

    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.seconds)
    }
}
