//! Bytes that make no sense: the practice engine answers or hangs up, and goes on serving.

#![cfg(unix)]

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::OnceLock;
use std::time::Duration;

use baeum::practice::{ServeOptions, serve};
use proptest::prelude::*;

/// One engine for all cases, served on a thread of its own.
fn socket() -> &'static str {
    static SOCKET: OnceLock<String> = OnceLock::new();
    SOCKET.get_or_init(|| {
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let running = serve(ServeOptions::default()).await.unwrap();
                sender.send(running.address()).unwrap();
                std::future::pending::<()>().await;
            });
        });
        let address = receiver.recv().unwrap();
        let socket = address.trim_start_matches("unix://").to_owned();
        ask(
            &socket,
            "POST",
            "/images/create?fromImage=nginx&tag=1.28-alpine",
            b"",
        );
        ask(
            &socket,
            "POST",
            "/containers/create?name=web",
            br#"{"Image":"nginx:1.28-alpine"}"#,
        );
        ask(&socket, "POST", "/containers/web/start", b"");
        socket
    })
}

fn send(socket: &str, bytes: &[u8]) -> Vec<u8> {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

fn ask(socket: &str, method: &str, target: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "{method} {target} HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    send(socket, &bytes)
}

fn alive() {
    let answer = ask(socket(), "GET", "/containers/json", b"");
    assert!(answer.starts_with(b"HTTP/1.1 200"));
}

/// A Dockerfile in an archive.
fn archive(dockerfile: &[u8]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(dockerfile.len() as u64);
    header.set_mode(0o644);
    builder
        .append_data(&mut header, "Dockerfile", dockerfile)
        .unwrap();
    builder.into_inner().unwrap()
}

const TARGETS: [&str; 8] = [
    "/containers/create",
    "/networks/create",
    "/containers/web/exec",
    "/networks/bridge/connect",
    "/build",
    "/containers/web/archive?path=/tmp",
    "/images/create?fromImage=",
    "/exec/x/start",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200), ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_on_the_socket(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        send(socket(), &bytes);
        alive();
    }

    #[test]
    fn any_body_for_any_request(at in 0..TARGETS.len(), put in any::<bool>(), body in proptest::collection::vec(any::<u8>(), 0..2000)) {
        ask(socket(), if put { "PUT" } else { "POST" }, TARGETS[at], &body);
        alive();
    }

    #[test]
    fn any_path_and_query(target in "/(v1\\.[0-9]{1,3}/)?(containers|networks|images|exec|baeum)/[a-z%0-9:/.]{0,20}(\\?(filters|since|tail|h|path)=[ -~&&[^ #]]{0,40})?") {
        ask(socket(), "GET", &target, b"");
        alive();
    }

    #[test]
    fn any_dockerfile(lines in proptest::collection::vec("(FROM nginx:1.28-alpine|COPY|ADD|ENV|LABEL|ARG|RUN|CMD|EXPOSE|WORKDIR|USER|VOLUME|ENTRYPOINT|[A-Z]{1,6})( [ -~가-힣]{0,30})?\\\\?", 0..10)) {
        let text = format!("FROM nginx:1.28-alpine\n{}", lines.join("\n"));
        let answer = ask(socket(), "POST", "/build?t=fuzz", &archive(text.as_bytes()));
        prop_assert!(answer.starts_with(b"HTTP/1.1 "));
        alive();
    }

    #[test]
    fn any_change_in_an_archive(at in 0..1500_usize, byte in any::<u8>()) {
        let mut bytes = archive(b"FROM nginx:1.28-alpine\nCOPY Dockerfile /x\n");
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        let answer = ask(socket(), "POST", "/build", &bytes);
        prop_assert!(answer.starts_with(b"HTTP/1.1 "));
        alive();
    }
}
