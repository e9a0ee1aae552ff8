//! nginx: what it says of configurations, and how it answers and logs.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use proptest::prelude::*;

use crate::practice::inside::fake::{Fake, OWN, WEB, argv};
use crate::practice::inside::*;

const CONF: &str = "/etc/nginx/conf.d/default.conf";
const CLIENT: Ipv4Addr = Ipv4Addr::new(172, 22, 0, 1);

fn without_date(text: &str) -> String {
    text.lines()
        .map(|line| match line.split_once("#31: ") {
            Some((before, after)) => {
                let level = before.split(['[', ']']).nth(1).unwrap_or_default();
                format!("[{level}] {after}\n")
            }
            None => format!("{line}\n"),
        })
        .collect()
}

fn serve(fake: &mut Fake, conf: &str) -> Program {
    fake.write(CONF, conf);
    match start(
        &argv(&["nginx", "-g", "daemon off;"]),
        &BTreeMap::new(),
        fake,
    ) {
        Start::Serving(program) => program,
        other => panic!("{other:?}\n{}", fake.logged()),
    }
}

fn get(program: &mut Program, fake: &mut Fake, target: &str) -> HttpResponse {
    ask(program, fake, "GET", target, &[])
}

fn ask(
    program: &mut Program,
    fake: &mut Fake,
    method: &str,
    target: &str,
    more: &[(&str, &str)],
) -> HttpResponse {
    let mut headers = vec![
        ("Host".to_owned(), "localhost".to_owned()),
        ("User-Agent".to_owned(), "curl/7.88.1".to_owned()),
    ];
    headers.extend(
        more.iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
    );
    let request = HttpRequest {
        method: method.into(),
        target: target.into(),
        headers,
        body: Vec::new(),
        from: CLIENT,
    };
    program.handle(80, request, fake).expect("it answers")
}

#[test]
fn configurations_are_judged_as_real_nginx_judges_them() {
    let mut wrong = String::new();
    for case in include_str!("../nginx/real.txt").split("\n\n") {
        let lines: Vec<&str> = case.lines().collect();
        let conf: Vec<&str> = lines
            .iter()
            .copied()
            .filter(|line| !line.starts_with("< "))
            .collect();
        let expected: String = lines
            .iter()
            .filter_map(|line| line.strip_prefix("< "))
            .map(|line| format!("{line}\n"))
            .collect();
        let mut fake = Fake::new();
        fake.write(CONF, &conf.join("\n"));
        let (_, stderr, code) = fake.tool(&["nginx", "-t"]);
        let found = format!("{}--- exit {code}\n", without_date(&stderr));
        if found != expected {
            wrong.push_str(&format!(
                "{}\nexpected {expected}found    {found}\n",
                conf.join("\n")
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn an_unknown_upstream_ends_nginx_at_its_start() {
    let mut fake = Fake::new();
    fake.write(
        CONF,
        "server {\n  location / {\n    proxy_pass http://nosuch:8080;\n  }\n}\n",
    );
    let started = start(
        &argv(&["nginx", "-g", "daemon off;"]),
        &BTreeMap::new(),
        &mut fake,
    );
    assert_eq!(started, Start::Ended { exit_code: 1 });
    assert_eq!(
        fake.logged(),
        "2026/11/23 22:01:52 [emerg] 1#1: host not found in upstream \"nosuch\" in /etc/nginx/conf.d/default.conf:3\n"
    );
}

#[test]
fn the_base_image_serves_its_welcome_page() {
    let mut fake = Fake::new();
    let Start::Serving(mut program) = start(
        &argv(&["nginx", "-g", "daemon off;"]),
        &BTreeMap::new(),
        &mut fake,
    ) else {
        panic!("it serves")
    };
    assert_eq!(
        program.listeners(),
        vec![Listener {
            address: Ipv4Addr::UNSPECIFIED,
            port: 80
        }]
    );
    let response = get(&mut program, &mut fake, "/");
    let headers: Vec<&str> = response
        .headers
        .iter()
        .map(|(key, _)| key.as_str())
        .collect();
    assert_eq!(
        headers,
        [
            "Server",
            "Date",
            "Content-Type",
            "Content-Length",
            "Last-Modified",
            "Connection",
            "ETag",
            "Accept-Ranges"
        ]
    );
    assert_eq!(response.header("ETag"), Some("\"634faf0c-267\""));
    assert!(response.body.starts_with(b"<!DOCTYPE html>"));
    assert_eq!(
        fake.logged(),
        "172.22.0.1 - - [23/Nov/2026:22:01:52 +0000] \"GET / HTTP/1.1\" 200 615 \"-\" \"curl/7.88.1\"\n"
    );
}

#[test]
fn localhost_as_upstream_gives_502_with_the_log_lines_of_real_nginx() {
    let mut fake = Fake::new();
    let mut program = serve(
        &mut fake,
        "server { listen 80; server_name localhost; location / { proxy_pass http://localhost:8080; } }",
    );
    let response = get(&mut program, &mut fake, "/");
    assert_eq!(response.status, 502);
    assert_eq!(response.header("Content-Length"), Some("157"));
    assert_eq!(
        String::from_utf8(response.body).expect("text"),
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.28.0</center>\r\n</body>\r\n</html>\r\n"
    );
    let error = "2026/11/23 22:01:52 [error] 6#6: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 172.22.0.1, server: localhost, request: \"GET / HTTP/1.1\", upstream: \"http://127.0.0.1:8080/\", host: \"localhost\"\n";
    let access = "172.22.0.1 - - [23/Nov/2026:22:01:52 +0000] \"GET / HTTP/1.1\" 502 157 \"-\" \"curl/7.88.1\"\n";
    assert_eq!(fake.logged(), format!("{error}{error}{access}"));
}

#[test]
fn the_upstream_is_told_what_the_configuration_says() {
    let mut fake = Fake::new();
    let conf = "server { listen 80; location /ok/ { proxy_pass http://web:8080/; proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme; } location /raw { proxy_pass http://web:8080; } }";
    let mut program = serve(&mut fake, conf);
    let response = get(&mut program, &mut fake, "/ok/x?y=1");
    assert_eq!(
        (response.status, response.body.as_slice()),
        (200, b"hello\n".as_slice())
    );
    assert_eq!(response.header("Transfer-Encoding"), Some("chunked"));
    let (to, port, request) = fake.asked.remove(0);
    assert_eq!(
        (to, port, request.target.as_str(), request.from),
        (WEB, 8080, "/x?y=1", OWN)
    );
    assert_eq!(request.header("host"), Some("localhost"));
    assert_eq!(request.header("x-forwarded-for"), Some("172.22.0.1"));
    assert_eq!(request.header("x-forwarded-proto"), Some("http"));
    ask(
        &mut program,
        &mut fake,
        "GET",
        "/raw/z",
        &[("X-Forwarded-For", "1.2.3.4")],
    );
    let (_, _, request) = fake.asked.remove(0);
    assert_eq!(
        (request.target.as_str(), request.header("host")),
        ("/raw/z", Some("web:8080"))
    );
    assert_eq!(request.header("connection"), Some("close"));
    // 6 bytes and their chunks.
    assert!(
        fake.logged().contains("\"GET /ok/x?y=1 HTTP/1.1\" 200 16 "),
        "{}",
        fake.logged()
    );
}

#[test]
fn an_old_address_is_kept_until_the_configuration_is_read_again() {
    let mut fake = Fake::new();
    let mut program = serve(
        &mut fake,
        "server { listen 80; location / { proxy_pass http://web:8080; } }",
    );
    let other = Ipv4Addr::new(172, 22, 0, 9);
    fake.serve(other, 8080, 200, "new\n");
    fake.servers.remove(&(WEB, 8080));
    fake.names.insert("web".into(), vec![other]);
    assert_eq!(get(&mut program, &mut fake, "/").status, 502);
    assert_eq!(program.signal(Signal::Reload, &mut fake), None);
    assert_eq!(get(&mut program, &mut fake, "/").body, b"new\n");
    fake.servers.insert((other, 8080), Err(NetError::TimedOut));
    assert_eq!(get(&mut program, &mut fake, "/").status, 504);
    assert_eq!(program.signal(Signal::Quit, &mut fake), Some(0));
}

#[test]
fn a_broken_configuration_is_not_taken_at_a_reload() {
    let mut fake = Fake::new();
    let mut program = serve(
        &mut fake,
        "server { listen 80; location / { return 200 old; } }",
    );
    fake.write(CONF, "server { listen 80; location / { return 200 new } }");
    let (_, stderr, code) = fake.tool(&["nginx", "-s", "reload"]);
    assert_eq!((code, fake.signals.len()), (1, 0), "{stderr}");
    program.signal(Signal::Reload, &mut fake);
    assert_eq!(get(&mut program, &mut fake, "/").body, b"old");
}

#[test]
fn two_servers_take_turns_in_each_of_two_workers() {
    let mut fake = Fake::new();
    let second = Ipv4Addr::new(172, 22, 0, 5);
    fake.names.insert("web2".into(), vec![second]);
    fake.serve(second, 8080, 200, "b");
    fake.serve(WEB, 8080, 200, "a");
    let mut program = serve(
        &mut fake,
        "upstream two { server web:8080; server web2:8080; }\nserver { listen 80; location / { proxy_pass http://two; } }",
    );
    let answers: String = (0..8)
        .map(|_| String::from_utf8(get(&mut program, &mut fake, "/").body).expect("text"))
        .collect();
    assert_eq!(answers, "aabbaabb");
    assert_eq!(fake.asked[0].2.header("host"), Some("two"));
}

#[test]
fn a_variable_in_proxy_pass_is_resolved_at_each_request() {
    let mut fake = Fake::new();
    let mut program = serve(
        &mut fake,
        "server { listen 80; location / { resolver 127.0.0.11 valid=5s; set $up later; proxy_pass http://$up:8080; } }",
    );
    assert_eq!(get(&mut program, &mut fake, "/").status, 502);
    assert!(fake.logged().contains("*1 later could not be resolved (3: Host not found), client: 172.22.0.1, server: , request: \"GET / HTTP/1.1\", host: \"localhost\""), "{}", fake.logged());
    fake.names.insert("later".into(), vec![WEB]);
    assert_eq!(get(&mut program, &mut fake, "/x?y").body, b"hello\n");
    assert_eq!(fake.asked[0].2.target, "/x?y");
}

#[test]
fn locations_answer_as_the_real_ones_did() {
    let mut fake = Fake::new();
    let conf = "server {
    listen 80; server_name localhost;
    location / { proxy_pass http://localhost:8080; }
    location /ret { return 200 \"hello $host $uri\\n\"; }
    location /go { return 301 /elsewhere; }
    location = /exact { return 204; }
    location /none { return 404; }
    location /txt { return 403 \"no\\n\"; }
    location /static/ { alias /usr/share/nginx/html/; add_header X-A b; }
    location /root { root /usr/share/nginx/html; try_files $uri /index.html =404; }
    location /dir { root /usr/share; }
}";
    let mut program = serve(&mut fake, conf);
    let mut seen = String::new();
    for target in [
        "/ret/abc",
        "/go",
        "/exact",
        "/none",
        "/txt",
        "/static/",
        "/static",
        "/root/zzz",
        "/dir",
        "/dir/",
    ] {
        let response = get(&mut program, &mut fake, target);
        let headers: Vec<String> = response
            .headers
            .iter()
            .skip(2)
            .map(|(key, value)| format!("{key}: {value}"))
            .collect();
        seen.push_str(&format!(
            "{target} {} | {}\n",
            response.status,
            headers.join(" | ")
        ));
    }
    assert_eq!(
        seen,
        "/ret/abc 200 | Content-Type: application/octet-stream | Content-Length: 25 | Connection: keep-alive
/go 301 | Content-Type: text/html | Content-Length: 169 | Location: http://localhost/elsewhere | Connection: keep-alive
/exact 204 | Connection: keep-alive
/none 404 | Content-Type: text/html | Content-Length: 153 | Connection: keep-alive
/txt 403 | Content-Type: application/octet-stream | Content-Length: 3 | Connection: keep-alive
/static/ 200 | Content-Type: text/html | Content-Length: 615 | Last-Modified: Wed, 19 Oct 2022 08:02:20 GMT | Connection: keep-alive | ETag: \"634faf0c-267\" | X-A: b | Accept-Ranges: bytes
/static 502 | Content-Type: text/html | Content-Length: 157 | Connection: keep-alive
/root/zzz 200 | Content-Type: text/html | Content-Length: 615 | Last-Modified: Wed, 19 Oct 2022 08:02:20 GMT | Connection: keep-alive | ETag: \"634faf0c-267\" | Accept-Ranges: bytes
/dir 404 | Content-Type: text/html | Content-Length: 153 | Connection: keep-alive
/dir/ 404 | Content-Type: text/html | Content-Length: 153 | Connection: keep-alive
"
    );
    let logged = fake.logged();
    assert!(
        logged
            .contains("open() \"/usr/share/dir\" failed (2: No such file or directory), client: "),
        "{logged}"
    );
    assert!(
        logged.contains(
            "\"/usr/share/dir/index.html\" is not found (2: No such file or directory), client: "
        ),
        "{logged}"
    );
}

#[test]
fn an_error_page_takes_the_place_of_the_plain_one() {
    let mut fake = Fake::new();
    let mut program = serve(
        &mut fake,
        "server { listen 80; error_page 502 /50x.html; location / { proxy_pass http://localhost:8080; } location = /50x.html { root /usr/share/nginx/html; } }",
    );
    let response = get(&mut program, &mut fake, "/");
    assert_eq!(response.status, 502);
    assert!(String::from_utf8_lossy(&response.body).contains("An error occurred"));
}

proptest! {
    #[test]
    fn no_configuration_makes_nginx_panic(conf in "([ \\n;{}\"'$\\\\#]|server|listen|location|proxy_pass|http://web|return|200|upstream|set|/|=|include|\\*|[a-z0-9.:]){0,60}", target in "[/%.?#a-z0-9\u{e9}]{0,20}") {
        let mut fake = Fake::new();
        fake.write(CONF, &conf);
        if let Start::Serving(mut program) = start(&argv(&["nginx", "-g", "daemon off;"]), &BTreeMap::new(), &mut fake) {
            for listener in program.listeners() {
                let request = HttpRequest { method: "GET".into(), target: target.clone(), headers: vec![], body: vec![], from: CLIENT };
                let _ = program.handle(listener.port, request, &mut fake);
            }
        }
    }

    #[test]
    fn a_whole_place_of_directives_never_panics(pass in "http://(web|\\$up|two|localhost)(:[0-9]{1,6})?(/[a-z$%]{0,5})?", location in "(= |\\^~ )?/[a-z/]{0,6}", target in "/[a-z/%?.]{0,12}") {
        let mut fake = Fake::new();
        fake.write(CONF, &format!("upstream two {{ server web; server localhost:81 backup; }} server {{ set $up web; resolver 127.0.0.11; error_page 404 502 504 = @x; location @x {{ return 200 x; }} location {location} {{ proxy_pass {pass}; }} }}"));
        if let Start::Serving(mut program) = start(&argv(&["nginx", "-g", "daemon off;"]), &BTreeMap::new(), &mut fake) {
            let request = HttpRequest { method: "GET".into(), target, headers: vec![], body: vec![], from: CLIENT };
            let _ = program.handle(80, request, &mut fake);
        }
    }
}
