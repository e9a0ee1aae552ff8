//! curl, as far as it is used to ask web servers.

use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::time::Duration;

use super::curl_options::{Options, options};
use super::curl_output::{deliver, finish};
use super::url::{Url, parse, reason, source};
use super::{Call, Outcome};
use crate::practice::inside::{HttpRequest, HttpResponse, NetError};

pub(super) const VERSION: &str = "7.88.1";
pub(super) const HINT: &str = "curl: try 'curl --help' or 'curl --manual' for more information";
const METER: &str = "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n";
const NOTHING: &str =
    "  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0";
const MOST_REDIRECTS: usize = 50;

pub(super) fn curl(call: &mut Call<'_>) -> Outcome {
    let options = match options(call) {
        Ok(options) => options,
        Err(outcome) => return outcome,
    };
    if options.urls.is_empty() {
        return Outcome::failed(2, HINT);
    }
    let mut outcome = Outcome::default();
    for url in options.urls.iter().take(100) {
        one(url, &options, call, &mut outcome);
    }
    outcome
}

/// One transfer as it is shown.
struct Transfer<'a> {
    options: &'a Options,
    /// Whether the progress meter is shown.
    meter: bool,
    connection: usize,
}

pub(super) fn fail(outcome: &mut Outcome, options: &Options, code: i32, text: &str) {
    outcome.exit_code = code;
    if !options.silent || options.show_error {
        outcome.write_error(&format!("curl: ({code}) {text}"));
    }
}

#[allow(clippy::too_many_lines)] // what is shown, in its order
fn one(text: &str, options: &Options, call: &mut Call<'_>, outcome: &mut Outcome) {
    outcome.exit_code = 0;
    let Some(mut url) = parse(text) else {
        return fail(
            outcome,
            options,
            3,
            "URL using bad/illegal format or missing URL",
        );
    };
    match url.scheme.as_str() {
        "http" => {}
        "https" | "ftp" => {
            return fail(
                outcome,
                options,
                1,
                &format!(
                    "the practice engine's curl speaks http only, not \"{}\"",
                    url.scheme
                ),
            );
        }
        scheme => {
            return fail(
                outcome,
                options,
                1,
                &format!("Protocol \"{scheme}\" not supported or disabled in libcurl"),
            );
        }
    }
    let to_terminal = call.terminal && options.output.is_none() && !options.remote_name;
    let mut transfer = Transfer {
        options,
        meter: !options.silent && !to_terminal,
        connection: 0,
    };
    if transfer.meter {
        outcome.stderr.extend_from_slice(METER.as_bytes());
        outcome.stderr.push(b'\r');
        outcome.stderr.extend_from_slice(NOTHING.as_bytes());
    }
    let mut redirects = 0;
    let mut shown = Vec::new();
    loop {
        let body_method = options.method.clone().unwrap_or_else(|| {
            let data = options.data.is_some() && !options.get && redirects == 0;
            if options.head {
                "HEAD"
            } else if data {
                "POST"
            } else {
                "GET"
            }
            .to_owned()
        });
        let answer = transfer.request(&url, &body_method, redirects, call, outcome);
        let Ok((address, response)) = answer else {
            finish(options, &url, None, 0, outcome, &mut shown, redirects);
            deliver(shown, options, &url, call, outcome);
            return;
        };
        if options.include || options.head {
            shown.extend(status_and_headers(&response).into_bytes());
        }
        let location = response
            .header("location")
            .filter(|_| (300..400).contains(&response.status));
        if let Some(next) = location
            .filter(|_| options.follow)
            .and_then(|location| url.join(location))
        {
            redirects += 1;
            if redirects > MOST_REDIRECTS {
                fail(outcome, options, 47, "Maximum (50) redirects followed");
                return;
            }
            if transfer.options.verbose {
                outcome.write_error(&format!(
                    "* Connection #{} to host {} left intact",
                    transfer.connection, url.host
                ));
                outcome.write_error(&format!(
                    "* Issue another request to this URL: 'http://{}{}'",
                    next.host_header(),
                    next.target
                ));
            }
            url = next;
            transfer.connection += 1;
            continue;
        }
        let failed = options.fail && response.status >= 400;
        let size = if failed || options.head {
            0
        } else {
            response.body.len()
        };
        if !failed {
            shown.extend_from_slice(&response.body);
        }
        if transfer.meter {
            let speed = size as u64 * 65;
            let announced = response.header("content-length").unwrap_or("0");
            let row = if size == 0 {
                format!(
                    "  0 {announced:>5}    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"
                )
            } else if response.header("content-length").is_some() {
                format!(
                    "100 {size:5}  100 {size:5}    0     0 {speed:6}      0 --:--:-- --:--:-- --:--:-- {speed:5}"
                )
            } else {
                format!(
                    "100 {size:5}    0 {size:5}    0     0 {speed:6}      0 --:--:-- --:--:-- --:--:-- {speed:5}"
                )
            };
            outcome.write_error(&format!("\r{row}"));
        }
        if failed {
            fail(
                outcome,
                options,
                22,
                &format!("The requested URL returned error: {}", response.status),
            );
        } else if options.verbose {
            outcome.write_error(&format!(
                "* Connection #{} to host {} left intact",
                transfer.connection, url.host
            ));
        }
        finish(
            options,
            &url,
            Some((address, &response)),
            size,
            outcome,
            &mut shown,
            redirects,
        );
        deliver(shown, options, &url, call, outcome);
        return;
    }
}

fn status_and_headers(response: &HttpResponse) -> String {
    let mut text = format!("HTTP/1.1 {} {}\r\n", response.status, reason(response));
    for (name, value) in &response.headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    text.push_str("\r\n");
    text
}

impl Transfer<'_> {
    fn verbose(&self, outcome: &mut Outcome, line: &str) {
        if self.options.verbose {
            outcome.write_error(line);
        }
    }

    fn lost(&self, outcome: &mut Outcome, code: i32, text: &str) {
        if code != 6 && self.meter {
            outcome.write_error(NOTHING);
        }
        self.verbose(
            outcome,
            &format!("* Closing connection {}", self.connection),
        );
        fail(outcome, self.options, code, text);
    }

    fn request(
        &mut self,
        url: &Url,
        method: &str,
        redirects: usize,
        call: &mut Call<'_>,
        outcome: &mut Outcome,
    ) -> Result<(Ipv4Addr, HttpResponse), ()> {
        let addresses = url.addresses(call.inside);
        let options = self.options;
        if addresses.is_empty() {
            let text = format!("Could not resolve host: {}", url.host);
            self.verbose(outcome, &format!("* {text}"));
            self.lost(outcome, 6, &text);
            return Err(());
        }
        let mut request = HttpRequest {
            method: method.to_owned(),
            target: url.target.clone(),
            headers: headers(options, url, redirects),
            body: if options.get || redirects > 0 {
                Vec::new()
            } else {
                options.data.clone().unwrap_or_default()
            },
            from: Ipv4Addr::LOCALHOST,
        };
        if options.get
            && redirects == 0
            && let Some(data) = &options.data
        {
            let joint = if url.target.contains('?') { '&' } else { '?' };
            request.target = format!("{}{joint}{}", url.target, String::from_utf8_lossy(data));
        }
        let mut last = NetError::Refused;
        for address in addresses {
            self.verbose(outcome, &format!("*   Trying {address}:{}...", url.port));
            request.from = source(call.inside, address);
            match call.inside.send(address, url.port, request.clone()) {
                Ok(response) => {
                    self.connected(url, address, &request, Some(&response), outcome);
                    return Ok((address, response));
                }
                Err(NetError::Reset) => {
                    self.connected(url, address, &request, None, outcome);
                    self.lost(outcome, 56, "Recv failure: Connection reset by peer");
                    return Err(());
                }
                Err(error) => {
                    let words = match error {
                        NetError::TimedOut => "Connection timed out",
                        NetError::Unreachable => "No route to host",
                        _ => "Connection refused",
                    };
                    if error != NetError::TimedOut {
                        self.verbose(
                            outcome,
                            &format!("* connect to {address} port {} failed: {words}", url.port),
                        );
                    }
                    last = error;
                }
            }
        }
        self.unreached(url, last, outcome);
        Err(())
    }

    fn unreached(&self, url: &Url, error: NetError, outcome: &mut Outcome) {
        let options = self.options;
        let (host, port) = (&url.host, url.port);
        if error == NetError::TimedOut {
            let seconds = match (options.connect_seconds, options.most_seconds) {
                (Some(connect), Some(most)) => connect.min(most),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => 130.0,
            };
            #[allow(clippy::cast_sign_loss)] // it was checked when it was read
            let milliseconds = (seconds * 1000.0) as u64 + 1;
            outcome.took = Duration::from_millis(milliseconds);
            let text = if options
                .most_seconds
                .is_some_and(|most| most <= options.connect_seconds.unwrap_or(f64::MAX))
            {
                format!("Connection timed out after {milliseconds} milliseconds")
            } else if options.connect_seconds.is_some() {
                format!(
                    "Failed to connect to {host} port {port} after {milliseconds} ms: Timeout was reached"
                )
            } else {
                format!(
                    "Failed to connect to {host} port {port} after {milliseconds} ms: Couldn't connect to server"
                )
            };
            self.verbose(outcome, &format!("* {text}"));
            return self.lost(outcome, 28, &text);
        }
        let text = format!(
            "Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server"
        );
        self.verbose(outcome, &format!("* {text}"));
        self.lost(outcome, 7, &text);
    }

    fn connected(
        &self,
        url: &Url,
        address: Ipv4Addr,
        request: &HttpRequest,
        response: Option<&HttpResponse>,
        outcome: &mut Outcome,
    ) {
        if !self.options.verbose {
            return;
        }
        outcome.write_error(&format!(
            "* Connected to {} ({address}) port {} (#{})",
            url.host, url.port, self.connection
        ));
        outcome.write_error(&format!("> {} {} HTTP/1.1", request.method, request.target));
        for (name, value) in &request.headers {
            outcome.write_error(&format!("> {name}: {value}"));
        }
        outcome.write_error("> ");
        if !request.body.is_empty() && self.meter {
            outcome.write_error(&format!("}} [{} bytes data]", request.body.len()));
        }
        let Some(response) = response else { return };
        for line in status_and_headers(response).split_terminator("\r\n") {
            outcome.write_error(&format!("< {line}"));
        }
        if !response.body.is_empty() && self.meter {
            let chunked = response.header("transfer-encoding").is_some();
            let size = response.body.len();
            let framed = size
                + if chunked {
                    format!("{size:x}").len() + 9
                } else {
                    0
                };
            outcome.write_error(&format!("{{ [{framed} bytes data]"));
        }
    }
}

fn headers(options: &Options, url: &Url, redirects: usize) -> Vec<(String, String)> {
    let mut own: Vec<(String, String)> = vec![("Host".into(), url.host_header())];
    own.push((
        "User-Agent".into(),
        options
            .agent
            .clone()
            .unwrap_or_else(|| format!("curl/{VERSION}")),
    ));
    own.push(("Accept".into(), "*/*".into()));
    if let Some(data) = options
        .data
        .as_ref()
        .filter(|_| !options.get && redirects == 0)
    {
        own.push(("Content-Length".into(), data.len().to_string()));
        own.push((
            "Content-Type".into(),
            "application/x-www-form-urlencoded".into(),
        ));
    }
    for header in &options.headers {
        let Some((name, value)) = header.split_once(':') else {
            if let Some(name) = header.strip_suffix(';') {
                own.push((name.to_owned(), String::new()));
            }
            continue;
        };
        let value = value.trim();
        let known = own
            .iter()
            .position(|(key, _)| key.eq_ignore_ascii_case(name));
        match known {
            Some(at) if value.is_empty() => {
                own.remove(at);
            }
            Some(at) => {
                if let Some(slot) = own.get_mut(at) {
                    *slot = (name.to_owned(), value.to_owned());
                }
            }
            None if value.is_empty() => {}
            None => own.push((name.to_owned(), value.to_owned())),
        }
    }
    own.retain(|(name, value)| !(name == "User-Agent" && value.is_empty()));
    own
}
