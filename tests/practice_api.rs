//! The practice engine from outside: sockets, files between runs, bad input, and the way it scales.

#![cfg(unix)]

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use baeum::docker::{Address, Engine as Client, Interest};
use baeum::practice::engine::Engine;
use baeum::practice::world::World;
use baeum::practice::world::source::Source;
use baeum::practice::{PracticeError, Running, ServeOptions, api, carried, reset, serve};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn fresh(folder: &Path) -> Running {
    serve(ServeOptions {
        socket: Some(folder.join("private/docker.sock")),
        state: Some(folder.join("world.json")),
    })
    .await
    .unwrap()
}

fn socket(running: &Running) -> String {
    running.address().trim_start_matches("unix://").to_owned()
}

/// Sends bytes as they are and reads until the connection ends.
async fn raw(path: &str, request: Vec<u8>) -> String {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || {
        let mut stream = UnixStream::connect(path).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .unwrap();
        // The server may hang up on nonsense before it has read it all.
        let _ = stream.write_all(&request);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
    .await
    .unwrap()
}

async fn call(running: &Running, method: &str, target: &str, body: Value) -> (u16, Value) {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = raw(&socket(running), request.into_bytes()).await;
    let status = answer
        .split_whitespace()
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    let text = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    // Chunked answers are not used by these calls.
    (status, serde_json::from_str(text).unwrap_or(Value::Null))
}

async fn with_nginx(running: &Running, name: &str, host: Value) -> String {
    call(
        running,
        "POST",
        "/images/create?fromImage=nginx&tag=1.28-alpine",
        Value::Null,
    )
    .await;
    let body = json!({"Image": "nginx:1.28-alpine", "HostConfig": host});
    let (status, created) = call(
        running,
        "POST",
        &format!("/containers/create?name={name}"),
        body,
    )
    .await;
    assert_eq!(status, 201, "{created}");
    let (status, problem) = call(
        running,
        "POST",
        &format!("/containers/{name}/start"),
        Value::Null,
    )
    .await;
    assert_eq!(status, 204, "{problem}");
    created["Id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_owner_reaches_the_socket() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    let path = socket(&running);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(Path::new(&path)), 0o600);
    assert_eq!(mode(Path::new(&path).parent().unwrap()), 0o700);
    running.stop().await;
    assert!(!Path::new(&path).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_engine_at_the_same_socket_is_refused_and_a_dead_one_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    let options = ServeOptions {
        socket: Some(socket(&running).into()),
        state: None,
    };
    let second = serve(options.clone()).await;
    assert!(matches!(second, Err(PracticeError::AlreadyServed { .. })));
    let path = socket(&running);
    running.stop().await;
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    serve(options).await.unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_world_goes_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    let binding = json!({"PortBindings": {"80/tcp": [{"HostPort": "23480"}]}});
    let id = with_nginx(&running, "keeper", binding).await;
    running.stop().await;

    let running = fresh(folder.path()).await;
    let (_, found) = call(&running, "GET", "/containers/keeper/json", Value::Null).await;
    assert_eq!(found["Id"], id.as_str());
    assert_eq!(found["State"]["Running"], true);
    let page = tokio::task::spawn_blocking(|| {
        let mut stream = std::net::TcpStream::connect("127.0.0.1:23480").unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    })
    .await
    .unwrap();
    assert!(page.contains("Welcome to nginx!"), "{page}");
    let (_, ports) = call(&running, "GET", "/baeum/ports", Value::Null).await;
    assert_eq!(ports[0]["ServedAt"], "127.0.0.1:23480");
    running.stop().await;

    reset(&folder.path().join("world.json")).unwrap();
    let running = fresh(folder.path()).await;
    let (status, _) = call(&running, "GET", "/containers/keeper/json", Value::Null).await;
    assert_eq!(status, 404);
    running.stop().await;
}

/// The tag that the world has now.
async fn entity_tag(running: &Running) -> String {
    let request = b"GET /baeum/ports HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n";
    let answer = raw(&socket(running), request.to_vec()).await;
    let line = answer.lines().find(|line| line.starts_with("etag: "));
    line.unwrap_or_else(|| panic!("no tag: {answer}"))
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_world_keeps_its_tag_until_something_changes_or_another_engine_serves_it() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    let at_first = entity_tag(&running).await;
    let (status, _) = call(&running, "GET", "/networks", Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(entity_tag(&running).await, at_first);
    let network = json!({"Name": "new"});
    call(&running, "POST", "/networks/create", network).await;
    let changed = entity_tag(&running).await;
    assert_ne!(changed, at_first);
    running.stop().await;

    let running = fresh(folder.path()).await;
    let again = entity_tag(&running).await;
    assert!(again != at_first && again != changed, "{again}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_an_unchanged_world_shows_the_same_and_a_change_is_seen_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    let engine = Client::connect_to(Address::given(running.address()))
        .await
        .unwrap();
    let interest = Interest {
        networks: vec!["new".into()],
        ..Interest::default()
    };
    let first = engine.snapshot_of(&interest).await.unwrap();
    assert_eq!(engine.snapshot_of(&interest).await.unwrap(), first);
    for turn in 0..20 {
        let name = format!("new-{turn}");
        call(&running, "POST", "/networks/create", json!({"Name": name})).await;
        let seen = engine.snapshot_of(&interest).await.unwrap();
        assert!(seen.network(&name).is_some(), "{name}");
        assert_eq!(engine.snapshot().await.unwrap(), seen);
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_is_answered_with_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    let path = socket(&running);
    for request in [
        &b"\0\xff\xfe nonsense\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET /containers/json HTTP/9.9\r\n\r\n",
        b"POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /containers/create HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /networks/create HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: 3\r\n\r\n[1]",
        b"GET /containers/%zz%ff%00/json HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n",
    ] {
        let answer = raw(&path, request.to_vec()).await;
        assert!(!answer.contains(" 200 "), "{answer}");
    }
    for body in [
        json!([]),
        json!({"Image": 5}),
        json!({"Image": "nginx", "HostConfig": []}),
        json!({"Image": "nginx:1.28-alpine", "Cmd": {"a": 1}}),
        json!({"Name": {"a": 1}}),
    ] {
        for target in [
            "/containers/create",
            "/networks/create",
            "/networks/bridge/connect",
        ] {
            let (status, answer) = call(&running, "POST", target, body.clone()).await;
            assert!(
                (400..502).contains(&status),
                "{target} {body}: {status} {answer}"
            );
            assert!(answer["message"].is_string());
        }
    }
    let (status, answer) = call(&running, "GET", "/swarm", Value::Null).await;
    assert_eq!(status, 501);
    assert_eq!(
        answer["message"],
        "the practice engine does not do this: GET /swarm"
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    let name = "x".repeat(5 * 1024 * 1024);
    let (status, _) = call(&running, "POST", "/networks/create", json!({"Name": name})).await;
    assert!(status == 413 || status == 0, "{status}");
    running.stop().await;
}

/// Begins a request with a long body and never ends it.
fn half_a_request(path: &str, sent: usize) -> UnixStream {
    let mut stream = UnixStream::connect(path).unwrap();
    stream
        .set_write_timeout(Some(Duration::from_mins(1)))
        .unwrap();
    let head = "POST /build HTTP/1.1\r\nHost: d\r\nContent-Length: 80000000\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    // Its end may have been closed meanwhile.
    let _ = stream.write_all(&vec![0; sent]);
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_too_large_together_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    let path = socket(&running);
    let answers = tokio::task::spawn_blocking(move || {
        let mut held: Vec<UnixStream> = (0..3).map(|_| half_a_request(&path, 70 << 20)).collect();
        let mut answers = Vec::new();
        for stream in &mut held {
            stream
                .set_read_timeout(Some(Duration::from_secs(2)))
                .unwrap();
            let mut answer = [0; 12];
            if stream.read_exact(&mut answer).is_ok() {
                answers.push(String::from_utf8_lossy(&answer).into_owned());
            }
        }
        answers
    })
    .await
    .unwrap();
    assert_eq!(answers, ["HTTP/1.1 503"], "one of three is too much");
    let (status, _) = call(&running, "GET", "/containers/json", Value::Null).await;
    assert_eq!(status, 200);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_connections_do_not_stop_it() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    let path = socket(&running);
    let mut open = Vec::new();
    for number in 0..1000 {
        match tokio::net::UnixStream::connect(&path).await {
            Ok(mut stream) => {
                // Some wait, some are in the middle of a request.
                if number % 2 == 0 {
                    let half = b"POST /networks/create HTTP/1.1\r\nContent-Length: 9\r\n\r\n{";
                    stream.write_all(half).await.unwrap();
                }
                open.push(stream);
            }
            // This process may run out of file handles before the server minds.
            Err(_) => break,
        }
    }
    assert!(open.len() > 100, "{}", open.len());
    // While they are open, others are served or at least not kept waiting.
    let (status, _) = call(&running, "GET", "/containers/json", Value::Null).await;
    assert!(status == 200 || status == 0, "{status}");
    drop(open);
    let begun = std::time::Instant::now();
    while call(&running, "GET", "/containers/json", Value::Null)
        .await
        .0
        != 200
    {
        assert!(begun.elapsed() < Duration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_asks_itself_does_not_go_round_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    with_nginx(&running, "looping", Value::Null).await;
    let config = "server { listen 80; location / { proxy_pass http://127.0.0.1:80; } }";
    let command = format!(
        "echo '{config}' > /etc/nginx/conf.d/default.conf && nginx -s reload; curl -s -o /dev/null -w '%{{http_code}}' http://127.0.0.1/"
    );
    let body = json!({"Cmd": ["sh", "-c", command], "AttachStdout": true, "AttachStderr": true});
    let (_, exec) = call(&running, "POST", "/containers/looping/exec", body).await;
    let target = format!("/exec/{}/start", exec["Id"].as_str().unwrap());
    let request = format!(
        "POST {target} HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{{}}"
    );
    let answer = raw(&socket(&running), request.into_bytes()).await;
    assert!(answer.contains("50"), "{answer}");
    running.stop().await;
}

/// What somebody gets who attaches, reads nothing until the container has run to its end, and then
/// reads until the connection closes. Nothing if it never does.
async fn attached_to_what_ends_at_once(body: Value) -> Option<String> {
    let mut world = World::new(Source::steady(), "host");
    carried::pull(&mut world, "nginx:1.28-alpine").unwrap();
    world.create_container("brief", &body).unwrap();
    let engine = Engine::new(world);
    // So narrow that the answer's head is not through before it is read.
    let (mut ours, theirs) = tokio::io::duplex(8);
    let service = hyper::service::service_fn({
        let engine = Arc::clone(&engine);
        move |request| api::answer(Arc::clone(&engine), request)
    });
    tokio::spawn(
        hyper::server::conn::http1::Builder::new()
            .serve_connection(hyper_util::rt::TokioIo::new(theirs), service)
            .with_upgrades(),
    );
    let request = "POST /containers/brief/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";
    ours.write_all(request.as_bytes()).await.unwrap();
    let attached = |world: &World| world.events.from(0).any(|event| event.action == "attach");
    while !engine.read(attached) {
        tokio::task::yield_now().await;
    }
    engine
        .start(&engine.container_id("brief").unwrap())
        .unwrap();
    let mut answer = Vec::new();
    let reading = ours.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), reading)
        .await
        .ok()?
        .unwrap();
    Some(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn who_attached_before_a_brief_container_ran_is_not_kept_waiting() {
    for terminal in [false, true] {
        for removed in [false, true] {
            let body = json!({
                "Image": "nginx:1.28-alpine", "Cmd": ["echo", "hello"],
                "Tty": terminal, "OpenStdin": terminal, "HostConfig": {"AutoRemove": removed},
            });
            let answer = attached_to_what_ends_at_once(body).await;
            let answer = answer.unwrap_or_else(|| panic!("it waits: {terminal} {removed}"));
            assert!(answer.contains("hello"), "{terminal} {removed}: {answer}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn input_that_would_reach_nobody_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    with_nginx(&running, "first", Value::Null).await;
    let body = json!({"Image": "nginx:1.28-alpine", "Cmd": ["cat"], "AttachStdin": true, "OpenStdin": true});
    let (status, refused) = call(&running, "POST", "/containers/create?name=reader", body).await;
    assert_eq!(status, 501, "{refused}");
    assert!(
        refused["message"]
            .as_str()
            .unwrap()
            .contains("docker exec -i")
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_port_that_is_given_back_can_be_taken_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .unwrap()
        .port();
    let host = json!({"PortBindings": {"80/tcp": [{"HostPort": port.to_string()}]}});
    with_nginx(&running, "shy", host).await;
    for _ in 0..50 {
        let restart = call(&running, "POST", "/containers/shy/restart?t=0", Value::Null);
        assert_eq!(restart.await.0, 204);
        tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .unwrap();
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_main_program_that_sleeps_ends_when_its_time_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    with_nginx(&running, "first", Value::Null).await;
    let body = json!({"Image": "nginx:1.28-alpine", "Cmd": ["sleep", "1"]});
    let (status, made) = call(&running, "POST", "/containers/create?name=sleeper", body).await;
    assert_eq!(status, 201, "{made}");
    let began = std::time::Instant::now();
    let start = call(&running, "POST", "/containers/sleeper/start", Value::Null);
    assert_eq!(start.await.0, 204);
    let wait = b"POST /containers/sleeper/wait HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let path = socket(&running);
    let wait = raw(&path, wait.to_vec());
    let ended = tokio::time::timeout(Duration::from_secs(20), wait).await;
    let ended = ended.expect("it ends");
    assert!(ended.contains("\"StatusCode\":0"), "{ended}");
    assert!(began.elapsed() >= Duration::from_millis(900));
    let (_, found) = call(&running, "GET", "/containers/sleeper/json", Value::Null).await;
    assert_eq!(found["State"]["Status"], "exited");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_practice_engine_does_not_do_is_refused_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    with_nginx(&running, "first", Value::Null).await;
    for host in [
        json!({"RestartPolicy": {"Name": "always"}}),
        json!({"ReadonlyRootfs": true}),
        json!({"PortBindings": {"80/udp": [{"HostPort": ""}]}}),
    ] {
        let body = json!({"Image": "nginx:1.28-alpine", "HostConfig": host});
        let (status, refused) = call(&running, "POST", "/containers/create?name=odd", body).await;
        assert_eq!(status, 501, "{refused}");
        assert!(
            refused["message"]
                .as_str()
                .unwrap()
                .contains("practice engine")
        );
    }
    let (status, _) = call(&running, "GET", "/containers/odd/json", Value::Null).await;
    assert_eq!(status, 404);
    let exec = json!({"Cmd": ["id"], "User": "nginx"});
    let (status, refused) = call(&running, "POST", "/containers/first/exec", exec).await;
    assert_eq!(status, 501, "{refused}");
    let endpoint =
        json!({"Container": "first", "EndpointConfig": {"MacAddress": "02:42:ac:11:00:09"}});
    let (status, refused) = call(&running, "POST", "/networks/bridge/connect", endpoint).await;
    assert_eq!(status, 501, "{refused}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_says_where_the_image_is_from_and_not_that_it_was_downloaded() {
    let folder = tempfile::tempdir().unwrap();
    let running = fresh(folder.path()).await;
    let pull = b"POST /images/create?fromImage=nginx&tag=1.28-alpine HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let first = raw(&socket(&running), pull.to_vec()).await;
    assert!(first.contains("Carried by"), "{first}");
    assert!(!first.contains("Downloaded"), "{first}");
    let second = raw(&socket(&running), pull.to_vec()).await;
    assert!(second.contains("up to date"), "{second}");
    running.stop().await;
}
