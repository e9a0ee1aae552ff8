//! Changes on the engine: heard at once, none lost, and none of baeum's own among them.

use baeum::docker::{Change, Changes, Engine, changes};
use futures_util::StreamExt;

use super::made::{Made, docker};
use super::{LIMIT, NGINX};

/// Waits for a change that fits; others (of other people's containers, too) are passed over.
async fn wait_for(heard: &mut Changes, fits: impl Fn(&Change) -> bool) -> Change {
    let waiting = async {
        loop {
            let change = heard.next().await.unwrap();
            if fits(&change) {
                return change;
            }
        }
    };
    tokio::time::timeout(LIMIT, waiting).await.unwrap()
}

pub(super) async fn hears(engine: &Engine) {
    let mut made = Made::new("hears");
    let mut heard = changes(engine, None);
    let net = made.network("net");
    wait_for(&mut heard, |change| {
        matches!(change, Change::Network { name, action, .. } if *name == net && action == "create")
    })
    .await;
    let name = made.container("box", &["--network", &net], NGINX, &[]);
    wait_for(&mut heard, |change| {
        matches!(change, Change::Container { name: found, action, .. } if *found == name && action == "start")
    })
    .await;
    engine.exec(&name, &["true"], LIMIT).await.unwrap();
    engine.read_file(&name, "/etc/hostname", 99).await.unwrap();
    engine
        .http_from_container(&name, "http://localhost:81/", LIMIT)
        .await
        .unwrap();
    docker(&["exec", &name, "hostname", "-i"]);
    let first = wait_for(&mut heard, |change| match change {
        Change::Container { name: found, .. } => *found == name,
        Change::Exec { container, .. } => *container == name,
        _ => false,
    })
    .await;
    let Change::Exec { command, .. } = first else {
        panic!("a probe woke us: {first:?}");
    };
    assert_eq!(command, "hostname -i");
    wait_for(&mut heard, |change| *change == Change::Tick).await;
}

pub(super) async fn since(engine: &Engine) {
    let mut made = Made::new("since");
    let moment = engine.now().await.unwrap();
    let net = made.network("net");
    let mut heard = changes(engine, Some(moment));
    wait_for(
        &mut heard,
        |change| matches!(change, Change::Network { name, .. } if *name == net),
    )
    .await;
}
