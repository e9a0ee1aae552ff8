//! Engines that are new, old, odd, silent or gone, played by a few lines on a socket.
#![cfg(unix)]

use std::path::Path;
use std::time::{Duration, Instant};

use baeum::docker::{
    Address, Change, Engine, EngineError, EngineKind, HttpFailure, Interest, changes,
    http_from_host,
};
use futures_util::StreamExt;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UnixListener};

/// How a fake engine behaves towards one request.
enum Reply {
    Json(&'static str),
    Status(u16, &'static str),
    Silence,
    HangUp,
}

/// Listens at `path` and answers each request by its path, keeping connections open.
fn fake_engine(path: &Path, reply: fn(&str) -> Reply) -> tokio::task::JoinHandle<()> {
    let listener = UnixListener::bind(path).unwrap();
    tokio::spawn(async move {
        let mut connections = tokio::task::JoinSet::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            connections.spawn(async move {
                let mut head = Vec::new();
                let mut byte = [0];
                while stream.read_exact(&mut byte).await.is_ok() {
                    head.push(byte[0]);
                    if !head.ends_with(b"\r\n\r\n") {
                        continue;
                    }
                    let text = String::from_utf8(std::mem::take(&mut head)).unwrap();
                    let path = text.split_whitespace().nth(1).unwrap();
                    let (status, body) = match reply(path) {
                        Reply::Json(body) => (200, body),
                        Reply::Status(status, body) => (status, body),
                        Reply::Silence => std::future::pending().await,
                        Reply::HangUp => return,
                    };
                    let answer = format!(
                        "HTTP/1.1 {status} Answer\r\nContent-Length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    })
}

const MODERN: &str = r#"{"Version":"29.3.0","ApiVersion":"1.99","MinAPIVersion":"1.40","Os":"linux",
    "Platform":{"Name":"Docker Desktop 4.70.0 (1)"},"Components":[{"Name":"Engine"}]}"#;

async fn meet(reply: fn(&str) -> Reply) -> (TempDir, Result<Engine, EngineError>) {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("e.sock");
    fake_engine(&socket, reply);
    let engine = Engine::connect_to(Address::given(format!("unix://{}", socket.display()))).await;
    (folder, engine)
}

#[tokio::test]
async fn an_old_engine_is_too_old() {
    let (_folder, engine) =
        meet(|_| Reply::Json(r#"{"Version":"1.12.6","ApiVersion":"1.24"}"#)).await;
    let error = engine.unwrap_err();
    assert_eq!(
        error,
        EngineError::TooOld {
            version: "1.12.6".into(),
            api: "1.24".into()
        }
    );
    assert_eq!(error.cause(), "engine-too-old");
}

#[tokio::test]
async fn what_is_no_engine_is_unreachable() {
    for reply in [
        (|_| Reply::Status(404, "not found")) as fn(&str) -> Reply,
        |_| Reply::Json("<html>hello</html>"),
        |_| Reply::Json("{}"),
        |_| Reply::HangUp,
    ] {
        let (_folder, engine) = meet(reply).await;
        let error = engine.unwrap_err();
        assert!(
            matches!(error, EngineError::Unreachable { .. }),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn podman_and_the_practice_engine_say_who_they_are() {
    let (_folder, engine) = meet(|_| {
        Reply::Json(
            r#"{"Platform":{"Name":"linux/amd64/debian-12"},"Version":"4.3.1","ApiVersion":"1.41",
                "Components":[{"Name":"Podman Engine","Version":"4.3.1","Details":null}]}"#,
        )
    })
    .await;
    let info = engine.unwrap().info().clone();
    assert_eq!((info.kind, info.api.as_str()), (EngineKind::Podman, "1.41"));
    assert!(!info.capabilities.names_with_network && !info.capabilities.network_events);

    let (_folder, engine) = meet(|_| {
        Reply::Json(
            r#"{"Platform":{"Name":"baeum practice engine"},"Version":"0.1.0","ApiVersion":"1.51",
                "Components":null}"#,
        )
    })
    .await;
    let info = engine.unwrap().info().clone();
    assert_eq!(info.kind.code(), "practice");
    assert!(info.capabilities.host_mode && !info.capabilities.reachable_from_host);
    assert_eq!(info.capabilities.host_address, "localhost");
}

#[tokio::test]
async fn a_name_cannot_lead_to_another_part_of_the_engine() {
    let (_folder, engine) = meet(|path| match path {
        "/version" => Reply::Json(MODERN),
        path if path.contains("/networks/") => Reply::HangUp,
        _ => Reply::Status(404, r#"{"message":"none"}"#),
    })
    .await;
    let engine = engine.unwrap();
    for name in ["../networks/x", "..", "", "x/../../networks/x", "a?b#c"] {
        assert_eq!(engine.container(name).await, Ok(None), "{name}");
        assert_eq!(engine.remove_container(name, true).await, Ok(()), "{name}");
        let error = engine.logs(name, None, 1).await.unwrap_err();
        assert!(error.is_not_found(), "{name}: {error:?}");
        let reference = name.replace("networks", "images");
        assert_eq!(engine.image_exists(&reference).await, Ok(false), "{name}");
        assert_eq!(engine.remove_image(&reference).await, Ok(()), "{name}");
    }
}

#[tokio::test]
async fn a_hanging_engine_times_out() {
    let begun = Instant::now();
    let (_folder, engine) = meet(|_| Reply::Silence).await;
    let error = engine.unwrap_err();
    assert_eq!(error.cause(), "timed-out");
    // It ends by itself; how soon depends on the machine.
    assert!(begun.elapsed() < Duration::from_mins(1));
}

#[tokio::test]
async fn a_modern_engine_is_spoken_to_in_the_newest_version_both_know() {
    let (_folder, engine) = meet(|path| match path {
        "/version" => Reply::Json(MODERN),
        "/v1.53/networks" => Reply::Json(
            r#"[{"Name":"mynet1","Id":"n1","Driver":"bridge","Scope":"local","Labels":null,
                "Options":{},"Novelty":{"x":1},
                "IPAM":{"Config":[{"Subnet":"172.18.0.0/16","Gateway":"172.18.0.1"}]}}]"#,
        ),
        "/v1.53/images/json" => Reply::Json(r#"[{"Id":"sha256:1","RepoTags":null}]"#),
        "/v1.53/containers/json?all=true" => Reply::Json(
            r#"[{"Id":"c1","Names":["/web"],"Image":"nginx","State":"running","Health":{"Status":"superb"}},
                {"Id":"c2","Names":["/gone"],"State":"dreaming"},
                {"Id":"c3","Names":["/foreign"],"Image":"x","State":"exited","Status":"Exited (3) 2 hours ago",
                 "Mounts":[{"Type":"hologram"}]}]"#,
        ),
        "/v1.53/containers/c1/json" => Reply::Json(
            r#"{"Id":"c1","Name":"/web","Created":"2026-11-23T22:00:00Z","Path":"nginx","Args":["-g","daemon off;"],
                "Image":"sha256:1","State":{"Status":"running","ExitCode":0,"StartedAt":"2026-11-23T22:00:01Z"},
                "Config":{"Image":"nginx","ExposedPorts":{"80/tcp":{}},"Labels":null},
                "HostConfig":{"NetworkMode":"mynet1","PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"20080"}]},
                    "RestartPolicy":{"Name":"whenever"}},
                "NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"20080"}],"81/tcp":null},
                    "Networks":{"mynet1":{"NetworkID":"n1","IPAddress":"172.18.0.2","Gateway":"172.18.0.1",
                        "Aliases":null,"DNSNames":["web","c1"]}}}}"#,
        ),
        _ => Reply::Status(404, r#"{"message":"No such container"}"#),
    })
    .await;
    let engine = engine.unwrap();
    let info = engine.info();
    assert_eq!((info.kind, info.api.as_str()), (EngineKind::Docker, "1.53"));
    assert!(
        !info.capabilities.host_mode,
        "Docker Desktop has a host of its own"
    );
    assert!(!info.capabilities.reachable_from_host);
    let interest = Interest {
        containers: vec!["web".into(), "gone".into()],
        ..Interest::default()
    };
    let seen = engine.snapshot_of(&interest).await.unwrap();
    let names: Vec<&str> = seen
        .containers
        .iter()
        .map(|found| found.name.as_str())
        .collect();
    assert_eq!(names, ["foreign", "web"], "by name");
    let web = seen.container("web").unwrap();
    assert_eq!(web.published.len(), 1);
    assert_eq!(web.requested_ports[0].host_port, Some(20080));
    assert_eq!(web.endpoint("mynet1").unwrap().aliases, ["web", "c1"]);
    assert_eq!(web.command, ["nginx", "-g", "daemon off;"]);
    assert_eq!(seen.container("foreign").unwrap().exit_code, 3);
    assert_eq!(seen.networks[0].subnets[0].range, "172.18.0.0/16");
    assert!(seen.images[0].tags.is_empty());
}

#[tokio::test]
async fn an_engine_that_goes_away_is_gone_and_its_coming_back_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("e.sock");
    let reply = |path: &str| match path {
        "/version" => Reply::Json(MODERN),
        "/v1.53/_ping" => Reply::Json("OK"),
        "/v1.53/info" => Reply::Json("{}"),
        _ => Reply::Silence,
    };
    let first = fake_engine(&socket, reply);
    let url = format!("unix://{}", socket.display());
    let engine = Engine::connect_to(Address::given(url)).await.unwrap();
    let mut heard = changes(&engine, None);
    // The first tick shows that the stream lives though the events say nothing.
    assert_eq!(next(&mut heard).await, Change::Tick);

    first.abort();
    let _ = first.await;
    std::fs::remove_file(&socket).unwrap();
    assert_eq!(until_not_tick(&mut heard).await, Change::Lost);
    let error = engine.snapshot().await.unwrap_err();
    assert!(matches!(error, EngineError::Gone { .. }), "{error:?}");
    assert!(error.is_engine_away());

    fake_engine(&socket, reply);
    assert_eq!(next(&mut heard).await, Change::Back);
    assert_eq!(next(&mut heard).await, Change::Tick);
}

#[tokio::test]
async fn an_engine_without_events_is_not_lost() {
    let (_folder, engine) = meet(|path| match path {
        "/version" => Reply::Json(MODERN),
        "/v1.53/_ping" => Reply::Json("OK"),
        _ => Reply::Status(404, "page not found"),
    })
    .await;
    let mut heard = changes(&engine.unwrap(), Some(1));
    for _ in 0..3 {
        assert_eq!(next(&mut heard).await, Change::Tick);
    }
}

async fn next(heard: &mut baeum::docker::Changes) -> Change {
    tokio::time::timeout(Duration::from_mins(1), heard.next())
        .await
        .unwrap()
        .unwrap()
}

async fn until_not_tick(heard: &mut baeum::docker::Changes) -> Change {
    loop {
        let change = next(heard).await;
        if change != Change::Tick {
            return change;
        }
    }
}

#[tokio::test]
async fn the_engine_that_was_found_is_handed_to_child_commands() {
    let (folder, engine) = meet(|_| Reply::Json(MODERN)).await;
    let url = format!("unix://{}", folder.path().join("e.sock").display());
    let engine = engine.unwrap();
    assert_eq!(engine.environment(), [("DOCKER_HOST".to_owned(), url)]);
    assert!(engine.environment_to_remove().contains(&"DOCKER_CONTEXT"));
}

#[tokio::test]
async fn a_probe_from_the_host_tells_how_it_failed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = vec![0; 4096];
                let length = stream.read(&mut head).await.unwrap();
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                assert!(head.to_lowercase().contains("user-agent: baeum-probe"));
                let path = head.split_whitespace().nth(1).unwrap();
                match path {
                    "/fine" => {
                        let answer = "HTTP/1.1 502 Bad Gateway\r\nX-Backend: web1\r\nConnection: close\r\n\r\nno";
                        stream.write_all(answer.as_bytes()).await.unwrap();
                    }
                    "/slow" => std::future::pending().await,
                    _ => {}
                }
            });
        }
    });
    let at = |path: &str| format!("http://localhost:{port}{path}");
    let answer = http_from_host(&at("/fine"), Duration::from_mins(1))
        .await
        .unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (502, "no"));
    assert_eq!(answer.header("x-backend"), Some("web1"));
    let failure = |path: String, milliseconds| async move {
        http_from_host(&path, Duration::from_millis(milliseconds))
            .await
            .unwrap_err()
    };
    assert_eq!(failure(at("/drop"), 60_000).await, HttpFailure::Reset);
    assert_eq!(failure(at("/slow"), 100).await, HttpFailure::TimedOut);
    assert_eq!(
        failure("http://127.0.0.1:9/".into(), 60_000).await,
        HttpFailure::Refused
    );
    assert_eq!(
        failure("http://no-such-name.invalid/".into(), 60_000).await,
        HttpFailure::NameNotResolved
    );
    let odd = failure("https://localhost/".into(), 60_000).await;
    assert!(matches!(odd, HttpFailure::Other(_)));
}
