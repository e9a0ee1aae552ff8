//! A request passed on to an upstream, by turns.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use super::Nginx;
use super::build::peer;
use super::check::host_and_port;
use super::logs;
use super::model::{Peer, Place, ProxyPass};
use super::serve::{Answer, Made};
use super::variables::{Asked, own_address};
use crate::practice::inside::{HttpRequest, HttpResponse, NetError, Resolution, Surroundings};

/// Headers of the client that nginx does not pass on as they are.
const OWN: [&str; 8] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "keep-alive",
    "te",
    "expect",
    "upgrade",
];

/// Headers of the upstream that nginx keeps to itself.
const HIDDEN: [&str; 12] = [
    "date",
    "server",
    "x-pad",
    "x-accel-expires",
    "x-accel-redirect",
    "x-accel-limit-rate",
    "x-accel-buffering",
    "x-accel-charset",
    "connection",
    "keep-alive",
    "transfer-encoding",
    "upgrade",
];

/// Where a request is to go.
pub(super) struct Target {
    /// The upstream's name, if it is one of the configuration.
    pub(super) key: Option<String>,
    pub(super) peers: Vec<Peer>,
    host: String,
    port: u16,
    path: String,
}

impl Nginx {
    pub(super) fn proxy(
        &mut self,
        place: &Place,
        worker: usize,
        asked: &mut Asked,
        inside: &mut dyn Surroundings,
    ) -> Made {
        let Some(pass) = &place.proxy else {
            return Made::Status(500);
        };
        let target = match self.target(place, pass, asked, inside) {
            Ok(target) => target,
            Err((status, text)) => {
                logs::error(&place.settings, "error", &text, asked, inside);
                return Made::Status(status);
            }
        };
        asked.proxy_host.clone_from(&target.host);
        asked.proxy_port = target.port;
        let request = upstream_request(place, &target, asked);
        let mut tried = vec![false; target.peers.len()];
        let mut last = 502;
        loop {
            let Some(index) = self.choose(worker, &target, &tried, asked.moment.unix) else {
                if tried.iter().all(|tried| !tried) {
                    let name = target.key.as_deref().unwrap_or(&target.host);
                    // Two addresses of one name are shown by the name alone.
                    let name = name.split(':').next().unwrap_or(name);
                    let text = "no live upstreams while connecting to upstream";
                    let upstream = format!("http://{name}{}", target.path);
                    logs::upstream_error(&place.settings, text, &upstream, asked, inside);
                    asked.upstream_address.push(name.to_owned());
                    asked.upstream_status.push("502".into());
                    return Made::Status(502);
                }
                return Made::Status(last);
            };
            if let Some(slot) = tried.get_mut(index) {
                *slot = true;
            }
            let Some(peer) = target.peers.get(index).cloned() else {
                return Made::Status(502);
            };
            self.connections += 1;
            let mut request = request.clone();
            request.from = own_address(inside, peer.address);
            let answer = inside.send(peer.address, peer.port, request);
            let place_of = format!("{}:{}", peer.address, peer.port);
            asked.upstream_address.push(place_of.clone());
            match answer {
                Ok(response) => {
                    asked.upstream_status.push(response.status.to_string());
                    self.note(worker, &target, index, false, asked.moment.unix);
                    return passed(place, response, asked, &target);
                }
                Err(error) => {
                    let (status, text) = explain(error);
                    let upstream = format!("http://{place_of}{}", target.path);
                    logs::upstream_error(&place.settings, text, &upstream, asked, inside);
                    asked.upstream_status.push(status.to_string());
                    self.note(worker, &target, index, true, asked.moment.unix);
                    last = status;
                    if !place.settings.next_upstream {
                        return Made::Status(status);
                    }
                }
            }
        }
    }

    fn target(
        &self,
        place: &Place,
        pass: &ProxyPass,
        asked: &Asked,
        inside: &dyn Surroundings,
    ) -> Result<Target, (u16, String)> {
        if let Some(key) = &pass.upstream {
            return Ok(Target {
                peers: self.config.upstreams.get(key).cloned().unwrap_or_default(),
                key: Some(key.clone()),
                host: pass.host.clone(),
                port: key
                    .rsplit_once(':')
                    .and_then(|(_, port)| port.parse().ok())
                    .unwrap_or(80),
                path: match &pass.path {
                    Some(path) => replaced(place, path, asked),
                    None => original(asked),
                },
            });
        }
        let url = asked.fill(&pass.url, "");
        let Some(rest) = url.strip_prefix("http://") else {
            return Err((500, format!("invalid URL prefix in \"{url}\"")));
        };
        let split = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(split);
        let path = match path.chars().next() {
            None => original(asked),
            Some('?') => format!("/{path}"),
            Some(_) => path.to_owned(),
        };
        if let Some(peers) = self.config.upstreams.get(authority) {
            return Ok(Target {
                key: Some(authority.to_owned()),
                peers: peers.clone(),
                host: authority.to_owned(),
                port: 80,
                path,
            });
        }
        let (host, port) = host_and_port(authority, 80).map_err(|text| (500, text))?;
        let shown = if port == 80 {
            host.clone()
        } else {
            format!("{host}:{port}")
        };
        let found = match host.parse::<Ipv4Addr>() {
            Ok(address) => vec![address],
            Err(_) if !place.settings.has_resolver => {
                return Err((502, format!("no resolver defined to resolve {host}")));
            }
            // nginx's own resolver asks the name server, which knows nothing of the hosts file.
            Err(_) => match inside.resolve(&host) {
                Resolution::Addresses(found) if host != "localhost" => found,
                _ => {
                    return Err((
                        502,
                        format!("{host} could not be resolved (3: Host not found)"),
                    ));
                }
            },
        };
        Ok(Target {
            key: None,
            peers: found
                .into_iter()
                .map(|address| peer(address, port))
                .collect(),
            host: shown,
            port,
            path,
        })
    }
}

fn explain(error: NetError) -> (u16, &'static str) {
    match error {
        NetError::Refused => (
            502,
            "connect() failed (111: Connection refused) while connecting to upstream",
        ),
        NetError::TimedOut => (
            504,
            "upstream timed out (110: Connection timed out) while connecting to upstream",
        ),
        NetError::Reset => (
            502,
            "recv() failed (104: Connection reset by peer) while reading response header from upstream",
        ),
        NetError::Unreachable => (
            502,
            "connect() failed (113: No route to host) while connecting to upstream",
        ),
    }
}

/// The request's own path and query, unless nginx has sent it elsewhere.
fn original(asked: &Asked) -> String {
    if asked.redirected {
        with_arguments(escape(&asked.uri), asked)
    } else {
        asked.request.target.clone()
    }
}

fn replaced(place: &Place, path: &str, asked: &Asked) -> String {
    let rest = asked
        .uri
        .strip_prefix(place.path.as_str())
        .unwrap_or_default();
    with_arguments(format!("{path}{}", escape(rest)), asked)
}

fn with_arguments(path: String, asked: &Asked) -> String {
    match &asked.arguments {
        Some(arguments) => format!("{path}?{arguments}"),
        None => path,
    }
}

fn escape(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte <= b' ' || byte >= 0x7f || matches!(byte, b'#' | b'%' | b'?') {
            let _ = write!(escaped, "%{byte:02X}");
        } else {
            escaped.push(char::from(byte));
        }
    }
    escaped
}

fn upstream_request(place: &Place, target: &Target, asked: &Asked) -> HttpRequest {
    let set = &place.settings.set_headers;
    let sets = |name: &str| set.iter().any(|(key, _)| key.eq_ignore_ascii_case(name));
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, value) in set {
        let value = asked.fill(value, "");
        if !value.is_empty() {
            headers.push((name.clone(), value));
        }
    }
    if !sets("Host") {
        headers.push(("Host".into(), target.host.clone()));
    }
    if !sets("Connection") {
        headers.push(("Connection".into(), "close".into()));
    }
    if !asked.request.body.is_empty() || asked.request.header("content-length").is_some() {
        headers.push((
            "Content-Length".into(),
            asked.request.body.len().to_string(),
        ));
    }
    for (name, value) in &asked.request.headers {
        if !OWN.contains(&name.to_lowercase().as_str()) && !sets(name) {
            headers.push((name.clone(), value.clone()));
        }
    }
    HttpRequest {
        method: asked.request.method.clone(),
        target: target.path.clone(),
        headers,
        body: asked.request.body.clone(),
        from: asked.server_address,
    }
}

fn passed(place: &Place, response: HttpResponse, asked: &mut Asked, target: &Target) -> Made {
    asked.upstream_headers.clone_from(&response.headers);
    if place.settings.intercept_errors
        && response.status >= 300
        && place
            .settings
            .error_pages
            .iter()
            .any(|page| page.codes.contains(&response.status))
    {
        return Made::Status(response.status);
    }
    let settings = &place.settings;
    let mut chunked = true;
    let mut headers = Vec::new();
    for (name, value) in response.headers {
        let small = name.to_lowercase();
        if small == "content-length" {
            chunked = false;
        }
        let hidden = HIDDEN.contains(&small.as_str()) && !settings.pass_headers.contains(&small);
        if hidden || settings.hide_headers.contains(&small) {
            continue;
        }
        if small == "location" {
            // The default `proxy_redirect`: the upstream's own address becomes the location's.
            let own = format!(
                "http://{}{}",
                target.host,
                place
                    .proxy
                    .as_ref()
                    .and_then(|pass| pass.path.clone())
                    .unwrap_or_else(|| "/".into())
            );
            let value = match value.strip_prefix(&own) {
                Some(rest) => {
                    super::answer::absolute(&format!("{}{rest}", place.path), settings, asked)
                }
                None => value,
            };
            headers.push((name, value));
            continue;
        }
        headers.push((name, value));
    }
    Made::Answer(Answer {
        status: response.status,
        headers,
        body: response.body,
        chunked,
    })
}
