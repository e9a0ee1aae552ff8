//! What the fuzz targets share: a small practice world, and a connection to it without a socket.

use std::sync::Arc;
use std::time::Duration;

use baeum::practice::carried;
use baeum::practice::engine::Engine;
use baeum::practice::world::World;
use baeum::practice::world::source::Source;
use baeum::practice::{api, inside};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// An engine with the two images, a network `net`, and in it a running nginx `web` and a `client`.
pub fn engine() -> Arc<Engine> {
    let mut world = World::new(Source::steady(), "host");
    for image in carried::CARRIED {
        carried::pull(&mut world, image).expect("it is carried");
    }
    world
        .create_network(serde_json::from_value(json!({"Name": "net"})).expect("a request"))
        .expect("a network");
    for name in ["web", "client"] {
        let body = json!({"Image": "nginx:1.28-alpine", "HostConfig": {"NetworkMode": "net"}});
        world.create_container(name, &body).expect("a container");
    }
    let engine = Engine::new(world);
    for name in ["web", "client"] {
        let id = engine.container_id(name).expect("it is there");
        engine.start(&id).expect("it starts");
    }
    engine
}

/// What the engine answers to these bytes; one that goes on answering is hung up on.
pub fn talk(engine: &Arc<Engine>, bytes: &[u8]) -> Vec<u8> {
    // Waiting costs nothing: the clock of the runtime goes on as soon as nothing else does.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let engine = Arc::clone(engine);
    runtime.block_on(async move {
        let (mut ours, theirs) = tokio::io::duplex(64 * 1024);
        let service = service_fn(move |request| api::answer(Arc::clone(&engine), request));
        let serving = tokio::spawn(async move {
            let _ = http1::Builder::new()
                .half_close(true)
                .max_buf_size(64 * 1024)
                .serve_connection(TokioIo::new(theirs), service)
                .with_upgrades()
                .await;
        });
        let (mut reader, mut writer) = tokio::io::split(&mut ours);
        let mut answer = Vec::new();
        let exchange = async {
            let writing = async {
                let _ = writer.write_all(bytes).await;
                let _ = writer.shutdown().await;
            };
            let reading = async {
                let mut most = (&mut reader).take(16 * 1024 * 1024);
                let _ = most.read_to_end(&mut answer).await;
            };
            tokio::join!(writing, reading);
        };
        let _ = tokio::time::timeout(Duration::from_secs(30), exchange).await;
        serving.abort();
        answer
    })
}

/// Runs a command in one of the containers.
pub fn run(engine: &Arc<Engine>, container: &str, argv: &[&str]) -> inside::Outcome {
    let argv: Vec<String> = argv.iter().map(|word| (*word).to_owned()).collect();
    let id = engine.container_id(container).expect("it is there");
    engine.change(|world| {
        let mut inside = baeum::practice::world::surroundings::Inside::new(world, &id);
        inside::run(&argv, b"typed\nlines\n", &mut inside)
    })
}
