//! The practice engine as the client library sees it: every model it reads must be readable.

#![cfg(unix)]

use std::collections::HashMap;

use baeum::practice::{NAME, ServeOptions, serve};
use bollard::Docker;
use bollard::container::LogOutput;
use bollard::exec::{CreateExecOptions, StartExecResults};
use bollard::models::{ContainerCreateBody, HostConfig, NetworkCreateRequest, PortBinding};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, CreateImageOptionsBuilder, EventsOptionsBuilder,
    InspectContainerOptions, ListContainersOptionsBuilder, ListImagesOptions, ListNetworksOptions,
    LogsOptionsBuilder, RemoveContainerOptionsBuilder, StartContainerOptions, WaitContainerOptions,
};
use futures_util::{StreamExt, TryStreamExt};

async fn collect(docker: &Docker, container: &str, command: &[&str]) -> (String, Option<i64>) {
    let exec = docker
        .create_exec(
            container,
            CreateExecOptions {
                cmd: Some(command.to_vec()),
                attach_stdout: Some(true),
                attach_stderr: Some(true),
                ..Default::default()
            },
        )
        .await
        .unwrap();
    let StartExecResults::Attached { output, .. } =
        docker.start_exec(&exec.id, None).await.unwrap()
    else {
        panic!("not attached");
    };
    let pieces: Vec<LogOutput> = output.try_collect().await.unwrap();
    let text = pieces.iter().map(ToString::to_string).collect();
    let code = docker.inspect_exec(&exec.id).await.unwrap().exit_code;
    (text, code)
}

#[allow(clippy::too_many_lines)] // One life is one story.
#[tokio::test(flavor = "multi_thread")]
async fn the_client_library_plays_a_whole_life() {
    let running = serve(ServeOptions::default()).await.unwrap();
    let address = running.address();
    let path = address.trim_start_matches("unix://");
    let docker = Docker::connect_with_unix(path, 10, bollard::API_DEFAULT_VERSION).unwrap();

    docker.ping().await.unwrap();
    let version = docker.version().await.unwrap();
    assert_eq!(version.platform.unwrap().name, NAME);
    let info = docker.info().await.unwrap();
    assert_eq!(info.operating_system.as_deref(), Some(NAME));

    let options = CreateImageOptionsBuilder::new()
        .from_image("nginx")
        .tag("1.28-alpine")
        .build();
    let pulled: Vec<_> = docker
        .create_image(Some(options), None, None)
        .try_collect()
        .await
        .unwrap();
    assert!(pulled.len() > 2);
    assert_eq!(
        docker
            .list_images(None::<ListImagesOptions>)
            .await
            .unwrap()
            .len(),
        1
    );
    docker.inspect_image("nginx:1.28-alpine").await.unwrap();

    let mut events = Box::pin(docker.events(Some(EventsOptionsBuilder::new().since("0").build())));
    docker
        .create_network(NetworkCreateRequest {
            name: "net".to_owned(),
            ..Default::default()
        })
        .await
        .unwrap();
    let event = events.next().await.unwrap().unwrap();
    assert_eq!(event.action.as_deref(), Some("pull"));
    let event = events.next().await.unwrap().unwrap();
    assert_eq!(event.action.as_deref(), Some("create"));
    let networks = docker
        .list_networks(None::<ListNetworksOptions>)
        .await
        .unwrap();
    assert_eq!(networks.len(), 4);

    let body = ContainerCreateBody {
        image: Some("nginx:1.28-alpine".to_owned()),
        host_config: Some(HostConfig {
            network_mode: Some("net".to_owned()),
            port_bindings: Some(HashMap::from([(
                "80/tcp".to_owned(),
                Some(vec![PortBinding {
                    host_ip: None,
                    host_port: Some(String::new()),
                }]),
            )])),
            ..Default::default()
        }),
        ..Default::default()
    };
    let options = CreateContainerOptionsBuilder::new().name("web").build();
    docker.create_container(Some(options), body).await.unwrap();
    docker
        .start_container("web", None::<StartContainerOptions>)
        .await
        .unwrap();
    let held = docker
        .inspect_container("web", None::<InspectContainerOptions>)
        .await
        .unwrap();
    let settings = held.network_settings.unwrap();
    let endpoint = settings.networks.unwrap().remove("net").unwrap();
    assert_eq!(endpoint.ip_address.as_deref(), Some("172.18.0.2"));
    let options = ListContainersOptionsBuilder::new().all(true).build();
    assert_eq!(
        docker.list_containers(Some(options)).await.unwrap().len(),
        1
    );

    let (page, code) = collect(&docker, "web", &["curl", "-s", "http://web/"]).await;
    assert!(page.contains("Welcome to nginx!"), "{page}");
    assert_eq!(code, Some(0));
    let (text, code) = collect(&docker, "web", &["nosuch"]).await;
    assert!(text.starts_with("OCI runtime exec failed"), "{text}");
    assert_eq!(code, Some(126));

    let options = LogsOptionsBuilder::new().stdout(true).stderr(true).build();
    let lines: Vec<LogOutput> = docker
        .logs("web", Some(options))
        .try_collect()
        .await
        .unwrap();
    assert!(
        lines
            .iter()
            .any(|line| line.to_string().contains("GET / HTTP/1.1"))
    );

    let waiting = tokio::spawn({
        let docker = docker.clone();
        async move {
            docker
                .wait_container("web", None::<WaitContainerOptions>)
                .next()
                .await
        }
    });
    let options = RemoveContainerOptionsBuilder::new().force(true).build();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    docker.remove_container("web", Some(options)).await.unwrap();
    // The library gives an exit code that is not zero as an error.
    let ended = waiting.await.unwrap().unwrap();
    assert!(matches!(
        ended,
        Err(bollard::errors::Error::DockerContainerWaitError { code: 137, .. })
    ));
    docker.remove_network("net").await.unwrap();
    running.stop().await;
}
