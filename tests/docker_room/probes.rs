//! HTTP probes from inside containers and from the host, against real servers and real silence.

use std::collections::BTreeSet;
use std::time::Duration;

use baeum::docker::{ContainerAnswer, Engine, HttpFailure, http_from_host};
use futures_util::future::join_all;

use super::made::{Made, SLEEP, said};
use super::{LIMIT, NGINX, NODE};

/// A server of few words on port 80 that also drops, waits, and moves.
const SERVER: &str = "require('http').createServer((q,s)=>{if(q.url=='/drop')return q.socket.destroy();\
if(q.url=='/wait')return;s.statusCode=q.url=='/bad'?502:200;s.setHeader('X-Who',q.headers['user-agent']);\
s.end('hello '+q.url)}).listen(80,()=>console.log('ready'))";

/// Asks as long as a busy machine may need, and shortly where there is nobody who would answer.
async fn ask(engine: &Engine, from: &str, url: &str) -> ContainerAnswer {
    let silent = url.ends_with("/wait") || url.ends_with(".99/");
    let time = if silent {
        Duration::from_secs(4)
    } else {
        LIMIT
    };
    engine.http_from_container(from, url, time).await.unwrap()
}

pub(super) async fn inside(engine: &Engine) {
    let mut made = Made::new("inside");
    let net = made.network("net");
    let on = ["--network", net.as_str()];
    let web = made.container("web", &on, NODE, &["node", "-e", SERVER]);
    let from = made.container(
        "from",
        &["--network", &net, "-e", "http_proxy=http://127.0.0.1:9"],
        NGINX,
        &[],
    );
    said(engine, &web, "ready").await;
    let ContainerAnswer::Answer(answer) = ask(engine, &from, &format!("http://{web}/fine")).await
    else {
        panic!("no answer");
    };
    assert_eq!((answer.status, answer.body.as_str()), (200, "hello /fine"));
    assert_eq!(answer.header("x-who"), Some("baeum-probe"));
    let ContainerAnswer::Answer(answer) = ask(engine, &from, &format!("http://{web}/bad")).await
    else {
        panic!("no answer");
    };
    assert_eq!(answer.status, 502);
    let failure = |url: String| {
        let from = from.clone();
        async move {
            match ask(engine, &from, &url).await {
                ContainerAnswer::Failure(failure) => failure,
                other => panic!("{url}: {other:?}"),
            }
        }
    };
    assert_eq!(
        failure(format!("http://{web}:81/")).await,
        HttpFailure::Refused
    );
    assert_eq!(
        failure(format!("http://{web}/drop")).await,
        HttpFailure::Reset
    );
    assert_eq!(
        failure(format!("http://{web}/wait")).await,
        HttpFailure::TimedOut
    );
    assert_eq!(
        failure("http://no-such-name/".into()).await,
        HttpFailure::NameNotResolved
    );
    // An address of the network that nobody has.
    let seen = engine.snapshot().await.unwrap();
    let address = seen
        .container(&web)
        .unwrap()
        .endpoint(&net)
        .unwrap()
        .address
        .unwrap();
    let nobody = address.to_string().rsplit_once('.').unwrap().0.to_owned() + ".99";
    assert_eq!(
        failure(format!("http://{nobody}/")).await,
        HttpFailure::TimedOut
    );
}

pub(super) async fn clients(engine: &Engine) {
    let mut made = Made::new("clients");
    let net = made.network("net");
    let web = made.container("web", &["--network", &net], NODE, &["node", "-e", SERVER]);
    said(engine, &web, "ready").await;
    let fine = format!("http://{web}/fine");
    for (part, prepare, missing) in [
        ("wget", "rm -f /usr/bin/curl", false),
        (
            "busybox",
            "rm -f /usr/bin/curl /usr/local/bin/wget /usr/bin/wget",
            false,
        ),
        (
            "bash",
            "rm -f /usr/bin/curl /usr/local/bin/wget /usr/bin/wget /usr/bin/busybox /bin/busybox",
            false,
        ),
        (
            "none",
            "rm -f /usr/bin/curl /usr/local/bin/wget /usr/bin/wget /usr/bin/busybox /bin/busybox /bin/bash /usr/bin/bash",
            true,
        ),
    ] {
        let from = made.container(
            part,
            &["--network", &net],
            NGINX,
            &[
                "sh",
                "-c",
                &format!("{prepare}; echo ready; exec sleep 1000"),
            ],
        );
        said(engine, &from, "ready").await;
        let answer = ask(engine, &from, &fine).await;
        if missing {
            assert_eq!(answer, ContainerAnswer::ClientMissing);
            continue;
        }
        let ContainerAnswer::Answer(answer) = answer else {
            panic!("{part}: {answer:?}");
        };
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (200, "hello /fine"),
            "{part}"
        );
        assert_eq!(answer.header("X-Who"), Some("baeum-probe"), "{part}");
        for (url, expected) in [
            (format!("http://{web}:81/"), HttpFailure::Refused),
            (format!("http://{web}/drop"), HttpFailure::Reset),
            (format!("http://{web}/wait"), HttpFailure::TimedOut),
            (
                "http://no-such-name/".to_owned(),
                HttpFailure::NameNotResolved,
            ),
        ] {
            let answer = ask(engine, &from, &url).await;
            assert_eq!(answer, ContainerAnswer::Failure(expected), "{part} {url}");
        }
        let ContainerAnswer::Answer(answer) =
            ask(engine, &from, &format!("http://{web}/bad")).await
        else {
            panic!("{part}: a bad gateway is an answer");
        };
        assert_eq!(answer.status, 502, "{part}");
    }
}

pub(super) async fn published(engine: &Engine) {
    let mut made = Made::new("published");
    let deaf = made.container("deaf", &["-p", "127.0.0.1:0:80"], NODE, &SLEEP);
    let served = made.container(
        "web",
        &["-p", "127.0.0.1:0:80"],
        NODE,
        &["node", "-e", SERVER],
    );
    let seen = engine.snapshot().await.unwrap();
    let port = |name: &str| {
        seen.container(name).unwrap().published[0]
            .host_port
            .unwrap()
    };
    let deaf = format!("http://127.0.0.1:{}/", port(&deaf));
    assert_eq!(http_from_host(&deaf, LIMIT).await, Err(HttpFailure::Reset));
    let web = format!("http://127.0.0.1:{}/", port(&served));
    said(engine, &served, "ready").await;
    let answer = http_from_host(&web, LIMIT).await;
    assert_eq!(answer.unwrap().status, 200);
}

/// Sharing a program must change nothing but the time it takes.
pub(super) async fn together(engine: &Engine) {
    let mut made = Made::new("together");
    let net = made.network("net");
    let shared = made.name("shared");
    let alias = ["--network", &net, "--network-alias", &shared];
    let who = "require('http').createServer((q,s)=>s.end(require('os').hostname())).listen(80,()=>console.log('ready'))";
    let one = made.container("one", &alias, NODE, &["node", "-e", who]);
    let two = made.container("two", &alias, NODE, &["node", "-e", who]);
    let from = made.container("from", &["--network", &net], NGINX, &[]);
    said(engine, &one, "ready").await;
    said(engine, &two, "ready").await;
    let (here, refused, nowhere) = (
        format!("http://{one}/"),
        format!("http://{one}:81/"),
        "http://no-such-name/",
    );
    let (here, refused, nowhere) = tokio::join!(
        ask(engine, &from, &here),
        ask(engine, &from, &refused),
        ask(engine, &from, nowhere),
    );
    assert!(matches!(here, ContainerAnswer::Answer(answer) if answer.status == 200));
    assert_eq!(refused, ContainerAnswer::Failure(HttpFailure::Refused));
    assert_eq!(
        nowhere,
        ContainerAnswer::Failure(HttpFailure::NameNotResolved)
    );

    let both = format!("http://{shared}/");
    let answers = join_all((0..20).map(|_| ask(engine, &from, &both))).await;
    let bodies: BTreeSet<String> = answers
        .into_iter()
        .map(|answer| match answer {
            ContainerAnswer::Answer(answer) => answer.body,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        bodies.len(),
        2,
        "a name with two addresses leads to both: {bodies:?}"
    );

    let empty = made.container(
        "empty",
        &["--network", &net],
        NODE,
        &["sh", "-c", "rm -f /usr/bin/curl /usr/local/bin/wget /usr/bin/wget /usr/bin/busybox /bin/busybox /bin/bash /usr/bin/bash; echo ready; exec sleep 1000"],
    );
    said(engine, &empty, "ready").await;
    let (first, second) = tokio::join!(ask(engine, &empty, &both), ask(engine, &empty, &both));
    assert_eq!(
        (first, second),
        (
            ContainerAnswer::ClientMissing,
            ContainerAnswer::ClientMissing
        )
    );
}
