//! Times calls of the practice engine with a thousand networks and ten thousand containers, and the
//! same calls of dockerd with what it has: `cargo bench --bench practice_scale`.

use std::error::Error;
use std::time::{Duration, Instant};

use baeum::practice::{ServeOptions, serve};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

const NETWORKS: usize = 1_000;
const CONTAINERS: usize = 10_000;

async fn call(socket: &str, method: &str, target: &str, body: Value) -> std::io::Result<usize> {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let mut stream = UnixStream::connect(socket).await?;
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer.len())
}

async fn time(socket: &str, target: &str) -> Result<Duration, Box<dyn Error>> {
    let begun = Instant::now();
    for _ in 0..20 {
        call(socket, "GET", target, Value::Null).await?;
    }
    Ok(begun.elapsed() / 20)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let running = serve(ServeOptions::default()).await?;
    let address = running.address();
    let socket = address.trim_start_matches("unix://");
    call(
        socket,
        "POST",
        "/images/create?fromImage=nginx&tag=1.28-alpine",
        Value::Null,
    )
    .await?;
    let begun = Instant::now();
    for number in 0..NETWORKS {
        let subnet = format!("10.{}.{}.0/24", number / 250, number % 250);
        let ipam = json!({"Config": [{"Subnet": subnet}]});
        let body = json!({"Name": format!("net-{number}"), "IPAM": ipam});
        call(socket, "POST", "/networks/create", body).await?;
    }
    println!(
        "practice: network create  {:?}",
        begun.elapsed() / NETWORKS as u32
    );
    let begun = Instant::now();
    for number in 0..CONTAINERS {
        let host = json!({"NetworkMode": format!("net-{}", number % NETWORKS)});
        let body = json!({"Image": "nginx:1.28-alpine", "HostConfig": host});
        call(
            socket,
            "POST",
            &format!("/containers/create?name=c-{number}"),
            body,
        )
        .await?;
    }
    println!(
        "practice: container create {:?}",
        begun.elapsed() / CONTAINERS as u32
    );
    let begun = Instant::now();
    for number in 0..1000 {
        call(
            socket,
            "POST",
            &format!("/containers/c-{number}/start"),
            Value::Null,
        )
        .await?;
    }
    println!("practice: container start {:?}", begun.elapsed() / 1000);
    let docker = "/var/run/docker.sock";
    if let Ok([network, create, start]) = small_world(docker).await {
        println!(
            "dockerd:  network create {network:?}, container create {create:?}, container start {start:?}"
        );
    }
    for (what, target, small) in [
        (
            "container inspect",
            "/containers/c-77/json",
            "/containers/scale-0/json",
        ),
        (
            "container list (running)",
            "/containers/json",
            "/containers/json",
        ),
        (
            "container list (all)",
            "/containers/json?all=1",
            "/containers/json?all=1",
        ),
        ("network inspect", "/networks/net-77", "/networks/scale-0"),
        ("network list", "/networks", "/networks"),
    ] {
        let ours = time(socket, target).await?;
        match time(docker, small).await {
            Ok(theirs) => println!("{what}: practice {ours:?} (full), dockerd {theirs:?} (small)"),
            Err(_) => println!("{what}: practice {ours:?} (full), no dockerd here"),
        }
    }
    tidy(docker).await;
    running.stop().await;
    Ok(())
}

/// How many networks and containers dockerd gets.
const SMALL: usize = 5;

/// Makes and starts a few containers on dockerd; how long one network, one container and one start
/// took. Without dockerd or its image there is nothing to compare with.
async fn small_world(docker: &str) -> Result<[Duration; 3], Box<dyn Error>> {
    tidy(docker).await;
    let mut times = [Duration::ZERO; 3];
    for number in 0..SMALL {
        let name = format!("scale-{number}");
        let host = json!({"NetworkMode": name});
        for (place, target, body) in [
            (0, "/networks/create".to_owned(), json!({"Name": name})),
            (
                1,
                format!("/containers/create?name={name}"),
                json!({"Image": "nginx:1.28-alpine", "HostConfig": host}),
            ),
            (2, format!("/containers/{name}/start"), Value::Null),
        ] {
            let begun = Instant::now();
            call(docker, "POST", &target, body).await?;
            times[place] += begun.elapsed() / SMALL as u32;
        }
    }
    Ok(times)
}

/// Removes what [`small_world`] made.
async fn tidy(docker: &str) {
    for number in 0..SMALL {
        for target in [
            format!("/containers/scale-{number}?force=1"),
            format!("/networks/scale-{number}"),
        ] {
            // What is not there need not go.
            let _ = call(docker, "DELETE", &target, Value::Null).await;
        }
    }
}
