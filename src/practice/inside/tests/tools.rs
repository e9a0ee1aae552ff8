//! The tools: what the real ones print for the same question.

use crate::practice::inside::fake::{Fake, WEB, argv};
use crate::practice::inside::*;

fn out(words: &[&str]) -> String {
    let mut fake = Fake::new();
    let (stdout, stderr, code) = fake.tool(words);
    format!("{stderr}{stdout}--- exit {code}")
}

#[test]
fn tools_give_what_the_real_ones_give() {
    let long = "tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      \n";
    let cases: &[(&[&str], &str)] = &[
        (
            &["wget", "nosuch"],
            "wget: bad address 'nosuch'\n--- exit 1",
        ),
        (
            &["wget", "-O-", "localhost:81"],
            "Connecting to localhost:81 (127.0.0.1:81)\nwget: can't connect to remote host (127.0.0.1): Connection refused\n--- exit 1",
        ),
        (&["wget", "-qO-", "web:8080"], "hello\n--- exit 0"),
        (
            &["wget", "--spider", "web:8080"],
            "Connecting to web:8080 (172.22.0.2:8080)\nremote file exists\n--- exit 0",
        ),
        (
            &["ping", "-c", "1", "nosuch"],
            "ping: bad address 'nosuch'\n--- exit 1",
        ),
        (
            &["ping", "-c", "1", "-W", "1", "10.255.255.1"],
            "PING 10.255.255.1 (10.255.255.1): 56 data bytes\n\n--- 10.255.255.1 ping statistics ---\n1 packets transmitted, 0 packets received, 100% packet loss\n--- exit 1",
        ),
        (
            &["ping", "-c2", "web"],
            "PING web (172.22.0.2): 56 data bytes\n64 bytes from 172.22.0.2: seq=0 ttl=64 time=0.096 ms\n64 bytes from 172.22.0.2: seq=1 ttl=64 time=0.118 ms\n\n--- web ping statistics ---\n2 packets transmitted, 2 packets received, 0% packet loss\nround-trip min/avg/max = 0.096/0.107/0.118 ms\n--- exit 0",
        ),
        (
            &["nslookup", "web"],
            "Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\nNon-authoritative answer:\n\nNon-authoritative answer:\nName:\tweb\nAddress: 172.22.0.2\n\n--- exit 0",
        ),
        (
            &["nslookup", "nosuch"],
            "Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\n** server can't find nosuch: NXDOMAIN\n\n** server can't find nosuch: NXDOMAIN\n\n--- exit 1",
        ),
        (
            &["nslookup", "172.22.0.2"],
            "Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\nNon-authoritative answer:\n2.0.22.172.in-addr.arpa\tname = web.mynet1\n\n--- exit 0",
        ),
        (
            &["getent", "hosts", "web"],
            "172.22.0.2      web\n--- exit 0",
        ),
        (&["getent", "hosts", "nosuch"], "--- exit 2"),
        (
            &["getent", "hosts", "172.22.0.2"],
            "172.22.0.2      web.mynet1\n--- exit 0",
        ),
        (
            &["getent", "ahosts", "web"],
            "172.22.0.2      STREAM web\n172.22.0.2      DGRAM  \n172.22.0.2      RAW    \n--- exit 0",
        ),
        (
            &["ip", "route"],
            "default via 172.22.0.1 dev eth0 \n172.22.0.0/16 dev eth0 scope link  src 172.22.0.3 \n--- exit 0",
        ),
        (
            &["ip", "-br", "a"],
            "lo               UNKNOWN        127.0.0.1/8 \neth0@if5         UP             172.22.0.3/16 \n--- exit 0",
        ),
        (&["hostname"], "cd59a98a4be4\n--- exit 0"),
        (&["hostname", "-i"], "172.22.0.3\n--- exit 0"),
        (
            &["ls", "/nosuch"],
            "ls: /nosuch: No such file or directory\n--- exit 1",
        ),
        (
            &["ls", "-1", "/usr/share/nginx/html", "/etc/nginx/conf.d"],
            "/etc/nginx/conf.d:\ndefault.conf\n\n/usr/share/nginx/html:\n50x.html\nindex.html\n--- exit 0",
        ),
        (
            &["cat", "/nosuch"],
            "cat: can't open '/nosuch': No such file or directory\n--- exit 1",
        ),
        (
            &["cat", "/etc"],
            "cat: read error: Is a directory\n--- exit 1",
        ),
        (&["cat", "/etc/hostname"], "cd59a98a4be4\n--- exit 0"),
        (
            &["grep", "x", "/nosuch"],
            "grep: /nosuch: No such file or directory\n--- exit 2",
        ),
        (
            &[
                "grep",
                "-n",
                "-i",
                "version",
                "/etc/os-release",
                "/etc/hostname",
            ],
            "/etc/os-release:3:VERSION_ID=3.22.2\n--- exit 0",
        ),
        (
            &["wc", "/etc/hostname"],
            "        1         1        13 /etc/hostname\n--- exit 0",
        ),
        (
            &["id"],
            "uid=0(root) gid=0(root) groups=0(root)\n--- exit 0",
        ),
        (&["date"], "Mon Nov 23 22:01:52 UTC 2026\n--- exit 0"),
        (&["which", "sh", "nosuch"], "/bin/sh\n--- exit 1"),
        (&["printf", "a%sb\\n", "x", "y"], "axb\nayb\n--- exit 0"),
        (
            &["kill"],
            "kill: you need to specify whom to kill\n--- exit 1",
        ),
        (
            &["touch", "/nosuch/x"],
            "touch: /nosuch/x: No such file or directory\n--- exit 1",
        ),
        (
            &["rm", "/nosuch"],
            "rm: can't remove '/nosuch': No such file or directory\n--- exit 1",
        ),
        (&["rm", "/etc"], "rm: '/etc' is a directory\n--- exit 1"),
        (&["sleep", "x"], "sleep: invalid number 'x'\n--- exit 1"),
        (
            &["tail", "-f", "/nosuch"],
            "tail: can't open '/nosuch': No such file or directory\ntail: no files\n--- exit 1",
        ),
        (
            &["sh", "/nosuch"],
            "sh: can't open '/nosuch': No such file or directory\n--- exit 2",
        ),
        (&["sh", "-c"], "sh: -c requires an argument\n--- exit 2"),
        (&["nginx", "-v"], "nginx version: nginx/1.28.0\n--- exit 0"),
        (&["nginx", "-x"], "nginx: invalid option: \"x\"\n--- exit 1"),
        (
            &["nginx", "-s", "foo"],
            "nginx: invalid option: \"-s foo\"\n--- exit 1",
        ),
        (
            &["curl"],
            "curl: try 'curl --help' or 'curl --manual' for more information\n--- exit 2",
        ),
        (
            &["curl", "--nope"],
            "curl: option --nope: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n--- exit 2",
        ),
        (
            &["curl", "-X"],
            "curl: option -X: requires parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n--- exit 2",
        ),
        (
            &["curl", "foo://x"],
            "curl: (1) Protocol \"foo\" not supported or disabled in libcurl\n--- exit 1",
        ),
        (
            &["curl", "http://"],
            "curl: (3) URL using bad/illegal format or missing URL\n--- exit 3",
        ),
        (
            &["curl", "localhost:99999"],
            "curl: (3) URL using bad/illegal format or missing URL\n--- exit 3",
        ),
        (
            &["curl", "-sS", "nosuch"],
            "curl: (6) Could not resolve host: nosuch\n--- exit 6",
        ),
        (
            &["curl", "-sS", "localhost:81"],
            "curl: (7) Failed to connect to localhost port 81 after 0 ms: Couldn't connect to server\n--- exit 7",
        ),
        (
            &[
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}\\n",
                "web:8080",
            ],
            "200\n--- exit 0",
        ),
        (&["curl", "-s", "web:8080"], "hello\n--- exit 0"),
    ];
    for (words, expected) in cases {
        assert_eq!(out(words), *expected, "{words:?}");
    }
    assert!(out(&["netstat", "-ltn"]).contains(long));
}

#[test]
fn curl_without_options_shows_its_meter_as_the_real_one_does_without_a_terminal() {
    assert_eq!(
        out(&["curl", "nosuch"]),
        "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0curl: (6) Could not resolve host: nosuch\n--- exit 6"
    );
}

#[test]
fn curl_tells_time_outs_resets_and_http_errors_apart() {
    let mut fake = Fake::new();
    fake.servers.insert((WEB, 81), Err(NetError::TimedOut));
    fake.servers.insert((WEB, 82), Err(NetError::Reset));
    fake.serve(WEB, 83, 404, "no");
    assert_eq!(
        fake.tool(&["curl", "-sS", "-m", "1", "web:81"]),
        (
            String::new(),
            "curl: (28) Connection timed out after 1001 milliseconds\n".into(),
            28
        )
    );
    assert_eq!(
        fake.tool(&["curl", "-sS", "web:82"]),
        (
            String::new(),
            "curl: (56) Recv failure: Connection reset by peer\n".into(),
            56
        )
    );
    assert_eq!(
        fake.tool(&["curl", "-fsS", "web:83"]),
        (
            String::new(),
            "curl: (22) The requested URL returned error: 404\n".into(),
            22
        )
    );
    assert_eq!(
        fake.tool(&["curl", "-fs", "web:83"]),
        (String::new(), String::new(), 22)
    );
    assert_eq!(
        fake.tool(&["curl", "-si", "web:83"]).0,
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\nno"
    );
}

#[test]
fn curl_sends_what_it_was_told() {
    let mut fake = Fake::new();
    fake.tool(&[
        "curl",
        "-s",
        "-X",
        "PUT",
        "-d",
        "a=b",
        "-H",
        "Host: other",
        "-H",
        "X-A: b",
        "-A",
        "me",
        "web:8080/x?y",
    ]);
    let (to, port, request) = fake.asked.remove(0);
    assert_eq!(
        (to, port, request.method.as_str(), request.target.as_str()),
        (WEB, 8080, "PUT", "/x?y")
    );
    assert_eq!(request.body, b"a=b");
    let headers: Vec<String> = request
        .headers
        .iter()
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    assert_eq!(
        headers,
        [
            "Host: other",
            "User-Agent: me",
            "Accept: */*",
            "Content-Length: 3",
            "Content-Type: application/x-www-form-urlencoded",
            "X-A: b"
        ]
    );
}

#[test]
fn the_sockets_file_shows_addresses_as_the_kernel_writes_them() {
    let mut fake = Fake::new();
    fake.listening = vec![Listener {
        address: std::net::Ipv4Addr::LOCALHOST,
        port: 8080,
    }];
    let (text, _, _) = fake.tool(&["cat", "/proc/net/tcp"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     "
    );
    assert_eq!(
        lines[1],
        format!(
            "{:<149}",
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 45926 1 0000000050fdf07c 100 0 0 10 0"
        )
    );
    assert!(lines[2].contains(" 0B00007F:"), "Docker's own name server");
}

#[test]
fn a_missing_executable_is_told_from_one_that_may_not_run() {
    let mut fake = Fake::new();
    let outcome = run(&argv(&["nosuch"]), b"", &mut fake);
    assert_eq!(
        (outcome.exit_code, outcome.missing),
        (127, Some("nosuch".into()))
    );
    let said = |executable: &str| refusal(executable, &fake);
    assert_eq!(
        said("nosuch"),
        Some("exec: \"nosuch\": executable file not found in $PATH: unknown".into())
    );
    assert_eq!(
        said("/nosuch"),
        Some("exec: \"/nosuch\": stat /nosuch: no such file or directory: unknown".into())
    );
    assert_eq!(
        said("/etc"),
        Some("exec: \"/etc\": permission denied: unknown".into())
    );
    assert_eq!(
        said("/etc/passwd"),
        Some("exec: \"/etc/passwd\": permission denied: unknown".into())
    );
    assert_eq!(said("sh"), None);
}

#[test]
fn nginx_in_a_container_can_be_told_to_read_its_configuration_again() {
    let mut fake = Fake::new();
    let (_, stderr, code) = fake.tool(&["nginx", "-s", "reload"]);
    assert_eq!(
        (stderr.as_str(), code),
        (
            "2026/11/23 22:01:52 [notice] 31#31: signal process started\n",
            0
        )
    );
    assert_eq!(fake.signals, [Signal::Reload]);
    fake.tool(&["kill", "-HUP", "1"]);
    assert_eq!(fake.signals, [Signal::Reload, Signal::Reload]);
}
