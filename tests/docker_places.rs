//! Finding the engine: arguments, variables, contexts and known sockets in temporary folders.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use baeum::docker::{Address, AddressSource, Asked, Engine, EngineError, Platform, Surroundings};
use baeum::l10n::{Language, Words};
use tempfile::TempDir;
use tokio::net::UnixListener;

/// A computer of its own: an empty root, a home, no variables.
fn computer() -> (TempDir, Surroundings) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_path_buf();
    std::fs::create_dir_all(root.join("home")).unwrap();
    let surroundings = Surroundings {
        variables: BTreeMap::new(),
        home: Some(root.join("home")),
        root,
        platform: Platform::Linux,
    };
    (folder, surroundings)
}

fn set(surroundings: &mut Surroundings, name: &str, value: &str) {
    surroundings.variables.insert(name.into(), value.into());
}

/// The context `colima`, whose folder name is the SHA-256 of that word.
fn add_context(surroundings: &Surroundings, host: &str) -> PathBuf {
    let contexts = surroundings.home.as_ref().unwrap().join(".docker/contexts");
    let hash = "f24fd3749c1368328e2b149bec149cb6795619f244c5b584e844961215dadd16";
    let meta = contexts.join("meta").join(hash);
    std::fs::create_dir_all(&meta).unwrap();
    std::fs::write(
        meta.join("meta.json"),
        format!(r#"{{"Name":"colima","Metadata":{{}},"Endpoints":{{"docker":{{"Host":"{host}","SkipTLSVerify":false}}}}}}"#),
    )
    .unwrap();
    contexts.join("tls").join(hash)
}

fn only(addresses: Result<Vec<Address>, EngineError>) -> Address {
    let mut addresses = addresses.unwrap();
    assert_eq!(addresses.len(), 1, "{addresses:?}");
    addresses.remove(0)
}

#[test]
fn the_argument_wins_over_the_variables_and_these_over_contexts() {
    let (_folder, mut here) = computer();
    add_context(&here, "unix:///colima.sock");
    std::fs::write(
        here.home.as_ref().unwrap().join(".docker/config.json"),
        r#"{"auths":{},"currentContext":"colima"}"#,
    )
    .unwrap();
    let nothing = Asked::default();

    let found = only(here.addresses(&nothing));
    assert_eq!(found.url, "unix:///colima.sock");
    assert_eq!(found.source, AddressSource::CurrentContext("colima".into()));

    set(&mut here, "DOCKER_CONTEXT", "colima");
    let found = only(here.addresses(&nothing));
    assert_eq!(found.source, AddressSource::DockerContext("colima".into()));

    set(&mut here, "DOCKER_HOST", "tcp://10.0.0.1:2375");
    let found = only(here.addresses(&nothing));
    assert_eq!(found.url, "tcp://10.0.0.1:2375");
    assert_eq!(found.source, AddressSource::DockerHost);

    let asked = Asked {
        host: Some("/run/other.sock".into()),
    };
    let found = only(here.addresses(&asked));
    assert_eq!(found.url, "unix:///run/other.sock");
    assert_eq!(found.source, AddressSource::Argument);
}

#[test]
fn docker_config_says_where_contexts_are() {
    let (folder, mut here) = computer();
    add_context(&here, "unix:///colima.sock");
    let moved = folder.path().join("elsewhere");
    std::fs::rename(here.home.as_ref().unwrap().join(".docker"), &moved).unwrap();
    set(&mut here, "DOCKER_CONTEXT", "colima");
    assert!(here.addresses(&Asked::default()).is_err());
    set(&mut here, "DOCKER_CONFIG", moved.to_str().unwrap());
    assert_eq!(
        only(here.addresses(&Asked::default())).url,
        "unix:///colima.sock"
    );
}

#[test]
fn the_default_context_means_the_usual_places() {
    let (folder, mut here) = computer();
    set(&mut here, "DOCKER_CONTEXT", "default");
    let runtime = folder.path().join("runtime");
    set(&mut here, "XDG_RUNTIME_DIR", runtime.to_str().unwrap());
    for socket in [
        "runtime/docker.sock",
        "home/.orbstack/run/docker.sock",
        "run/podman/podman.sock",
    ] {
        let path = folder.path().join(socket);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
    }
    let found = here.addresses(&Asked::default()).unwrap();
    let sources: Vec<AddressSource> = found.into_iter().map(|address| address.source).collect();
    assert_eq!(
        sources,
        [
            AddressSource::Default,
            AddressSource::Known("rootless Docker"),
            AddressSource::Known("OrbStack"),
            AddressSource::Known("Podman"),
        ]
    );
}

#[test]
fn windows_has_pipes() {
    let (_folder, mut here) = computer();
    here.platform = Platform::Windows;
    let found = here.addresses(&Asked::default()).unwrap();
    assert_eq!(found[0].url, "npipe:////./pipe/docker_engine");
    assert_eq!(found[1].url, "npipe:////./pipe/dockerDesktopLinuxEngine");
}

#[test]
fn a_broken_configuration_file_counts_as_none() {
    let (_folder, here) = computer();
    let folder = here.home.as_ref().unwrap().join(".docker");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.json"), "{ this is not JSON").unwrap();
    let found = here.addresses(&Asked::default()).unwrap();
    assert_eq!(found[0].source, AddressSource::Default);
}

#[test]
fn an_unknown_context_is_named() {
    let (_folder, mut here) = computer();
    set(&mut here, "DOCKER_CONTEXT", "nowhere");
    assert_eq!(
        here.addresses(&Asked::default()),
        Err(EngineError::ContextUnknown {
            name: "nowhere".into()
        })
    );
}

#[tokio::test]
async fn ssh_and_tls_are_refused_in_plain_words() {
    let (_folder, mut here) = computer();
    let tls = add_context(&here, "tcp://10.0.0.1:2376");
    std::fs::create_dir_all(tls.join("docker")).unwrap();
    set(&mut here, "DOCKER_CONTEXT", "colima");
    let Err(EngineError::Unsupported { scheme, .. }) = here.addresses(&Asked::default()) else {
        panic!("a context with keys needs TLS");
    };
    assert_eq!(scheme, "TLS");

    set(&mut here, "DOCKER_HOST", "ssh://me@example.org");
    let error = Engine::connect_in(&Asked::default(), &here)
        .await
        .unwrap_err();
    let words = Words::load(Language::English);
    assert!(words.say(&error.message()).contains("ssh is not supported"));
    assert!(words.say(&error.message()).contains("DOCKER_HOST"));
}

#[tokio::test]
async fn no_docker_and_a_sleeping_docker_are_told_apart() {
    let (folder, mut here) = computer();
    set(
        &mut here,
        "PATH",
        folder.path().join("bin").to_str().unwrap(),
    );
    let error = Engine::connect_in(&Asked::default(), &here)
        .await
        .unwrap_err();
    assert_eq!(error, EngineError::NotInstalled);

    std::fs::create_dir_all(folder.path().join("bin")).unwrap();
    std::fs::write(folder.path().join("bin/docker"), "").unwrap();
    let error = Engine::connect_in(&Asked::default(), &here)
        .await
        .unwrap_err();
    assert!(matches!(error, EngineError::NotRunning { .. }), "{error:?}");
    assert_eq!(error.cause(), "engine-unreachable");

    // A socket left behind by an engine that was killed.
    std::fs::remove_file(folder.path().join("bin/docker")).unwrap();
    std::fs::create_dir_all(folder.path().join("var/run")).unwrap();
    drop(UnixListener::bind(folder.path().join("var/run/docker.sock")).unwrap());
    let error = Engine::connect_in(&Asked::default(), &here)
        .await
        .unwrap_err();
    assert!(matches!(error, EngineError::NotRunning { .. }), "{error:?}");
}

#[test]
fn every_failure_has_words_in_both_languages_and_advice_for_each_platform() {
    let address = Address::given("unix:///run/docker.sock");
    let failures = [
        EngineError::NotInstalled,
        EngineError::NotRunning {
            address: address.clone(),
        },
        EngineError::PermissionDenied {
            address: address.clone(),
        },
        EngineError::TooOld {
            version: "19.03.5".into(),
            api: "1.40".into(),
        },
        EngineError::ContextUnknown { name: "x".into() },
        EngineError::Unsupported {
            address: address.clone(),
            scheme: "ssh".into(),
        },
        EngineError::Unreachable {
            address: address.clone(),
            detail: "odd".into(),
        },
        EngineError::TimedOut {
            address: address.clone(),
            doing: "GET /".into(),
            seconds: 5,
        },
        EngineError::Gone { address },
        EngineError::Refused {
            status: 409,
            message: "no".into(),
        },
        EngineError::Unreadable {
            doing: "GET /".into(),
            detail: "odd".into(),
        },
    ];
    for language in [Language::Korean, Language::English] {
        let words = Words::load(language);
        for failure in &failures {
            let mut messages = vec![failure.message()];
            for platform in [Platform::Linux, Platform::MacOs, Platform::Windows] {
                messages.push(failure.advice_on(platform));
            }
            for message in messages {
                assert!(words.has(message.id), "{} is missing", message.id);
                let said = words.say(&message);
                assert!(!said.contains('{') && !said.contains("docker-"), "{said}");
            }
        }
    }
}
