//! Main programs: servers that a label describes, and what stays or ends.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::practice::inside::fake::{Fake, argv};
use crate::practice::inside::*;

const CLIENT: Ipv4Addr = Ipv4Addr::new(172, 22, 0, 1);

#[test]
fn a_described_server_answers_as_the_real_one() {
    let mut fake = Fake::new();
    fake.folder = "/app".into();
    fake.write("/app/server.js", "");
    fake.write(
        "/app/page.html",
        "<p>{hostname} {remote} {host} {path} {x-forwarded-for}</p>\n",
    );
    let label = r#"{"port":8080,"address_env":"LISTEN","started":"web server is listening on {address}:{port}","log":"{remote} {host} {path} forwarded-for={x-forwarded-for}","content_type":"text/html; charset=utf-8","page":"/app/page.html"}"#;
    let labels = BTreeMap::from([("baeum.practice.server".to_owned(), label.to_owned())]);
    let Start::Serving(mut program) = start(&argv(&["node", "server.js"]), &labels, &mut fake)
    else {
        panic!("it serves")
    };
    assert_eq!(
        program.listeners(),
        vec![Listener {
            address: Ipv4Addr::UNSPECIFIED,
            port: 8080
        }]
    );
    let request = HttpRequest {
        method: "GET".into(),
        target: "/abc?q=<1>".into(),
        headers: vec![("Host".into(), "web:8080".into())],
        body: Vec::new(),
        from: CLIENT,
    };
    let response = program
        .handle(8080, request, &mut fake)
        .expect("it answers");
    let headers: Vec<String> = response
        .headers
        .iter()
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    assert_eq!(
        headers,
        [
            "Content-Type: text/html; charset=utf-8",
            "Date: Mon, 23 Nov 2026 22:01:52 GMT",
            "Connection: keep-alive",
            "Keep-Alive: timeout=5",
            "Transfer-Encoding: chunked"
        ]
    );
    assert_eq!(
        response.body,
        b"<p>cd59a98a4be4 172.22.0.1 web:8080 /abc?q=&lt;1&gt; -</p>\n"
    );
    assert_eq!(
        fake.logged(),
        "web server is listening on 0.0.0.0:8080\n172.22.0.1 web:8080 /abc?q=<1> forwarded-for=-\n"
    );
    let kept = serde_json::to_string(&program).expect("it can be kept");
    assert_eq!(
        serde_json::from_str::<Program>(&kept).expect("and read again"),
        program
    );
}

#[test]
fn main_programs_stay_or_end() {
    let mut fake = Fake::new();
    let mut begin = |words: &[&str]| start(&argv(words), &BTreeMap::new(), &mut fake);
    assert!(matches!(begin(&["sleep", "infinity"]), Start::Waiting(_)));
    assert!(matches!(
        begin(&["tail", "-f", "/dev/null"]),
        Start::Waiting(_)
    ));
    assert!(matches!(
        begin(&["sh", "-c", "echo hi && exec nginx -g 'daemon off;'"]),
        Start::Serving(_)
    ));
    assert_eq!(begin(&["nginx"]), Start::Ended { exit_code: 0 });
    assert_eq!(
        begin(&["sh", "-c", "exit 3"]),
        Start::Ended { exit_code: 3 }
    );
    assert_eq!(
        begin(&["nosuch"]),
        Start::NotFound {
            executable: "nosuch".into()
        }
    );
    let Start::Waiting(mut program) = begin(&["sleep", "5"]) else {
        panic!("it waits")
    };
    assert_eq!(program.lasts(), Some(std::time::Duration::from_secs(5)));
    assert_eq!(program.signal(Signal::Terminate, &mut fake), None);
    assert_eq!(program.signal(Signal::Kill, &mut fake), Some(137));
}
