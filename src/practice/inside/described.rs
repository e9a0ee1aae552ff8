//! A server that an image's label describes, answering as the real one would.

use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

use super::clock::Moment;
use super::{HttpRequest, HttpResponse, Listener, Stream, Surroundings};

/// The label in which an image describes its server.
pub(super) const LABEL: &str = "baeum.practice.server";

/// The label's content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Description {
    port: u16,
    /// The variable of the environment that may name another address to listen on.
    #[serde(default)]
    address_env: Option<String>,
    /// What it logs when it starts; `{address}` and `{port}` are filled in.
    #[serde(default)]
    started: Option<String>,
    /// What it logs for each request.
    #[serde(default)]
    log: Option<String>,
    content_type: String,
    /// The page's file; the same names are filled in as in the log.
    page: String,
}

/// A running server of a [`Description`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Described {
    description: Description,
    address: Ipv4Addr,
    page: String,
}

impl Described {
    /// Starts it; its exit code if it cannot be started.
    pub(super) fn start(label: &str, inside: &mut dyn Surroundings) -> Result<Described, i32> {
        let description: Description = serde_json::from_str(label).map_err(|error| {
            inside.log(
                Stream::Err,
                &format!("practice engine: the image's label {LABEL} is wrong: {error}"),
            );
            1
        })?;
        let Ok(page) = inside.read_file(&description.page) else {
            let name = description.page.rsplit('/').next().unwrap_or_default();
            for line in [
                "node:fs:448".to_owned(),
                "    return binding.readFileUtf8(path, stringToFlags(options.flag));".to_owned(),
                "                   ^".to_owned(),
                String::new(),
                format!("Error: ENOENT: no such file or directory, open '{name}'"),
            ] {
                inside.log(Stream::Err, &line);
            }
            return Err(1);
        };
        let wanted = description.address_env.as_ref().and_then(|name| {
            let environment = inside.environment();
            environment
                .into_iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value)
        });
        let named = wanted
            .filter(|value| !value.is_empty())
            .unwrap_or_else(|| "0.0.0.0".into());
        let address = address(&named, inside).ok_or_else(|| {
            inside.log(
                Stream::Err,
                &format!(
                    "Error: listen EADDRNOTAVAIL: address not available {named}:{}",
                    description.port
                ),
            );
            1
        })?;
        if let Some(started) = &description.started {
            let line = started
                .replace("{address}", &named)
                .replace("{port}", &description.port.to_string());
            inside.log(Stream::Out, &line);
        }
        Ok(Described {
            page: String::from_utf8_lossy(&page).into_owned(),
            description,
            address,
        })
    }

    pub(super) fn listeners(&self) -> Vec<Listener> {
        vec![Listener {
            address: self.address,
            port: self.description.port,
        }]
    }

    /// Answers a request and logs it, as Node's `http` does.
    pub(super) fn handle(
        &self,
        request: &HttpRequest,
        inside: &mut dyn Surroundings,
    ) -> HttpResponse {
        let hostname = inside.hostname();
        let remote = request.from.to_string();
        let joined = |name: &str| {
            let values: Vec<&str> = request
                .headers
                .iter()
                .filter(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.as_str())
                .collect();
            let joined = values.join(", ");
            if joined.is_empty() {
                "-".to_owned()
            } else {
                joined
            }
        };
        let host = request
            .header("host")
            .filter(|host| !host.is_empty())
            .unwrap_or("-");
        let seen = [
            ("hostname", hostname),
            ("remote", remote),
            ("host", host.to_owned()),
            ("path", request.target.clone()),
            ("x-real-ip", joined("x-real-ip")),
            ("x-forwarded-for", joined("x-forwarded-for")),
            ("x-forwarded-proto", joined("x-forwarded-proto")),
        ];
        if let Some(log) = &self.description.log {
            inside.log(Stream::Out, &fill(log, &seen, false));
        }
        let head = request.method == "HEAD";
        let close = request
            .header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"));
        let mut headers = vec![
            (
                "Content-Type".to_owned(),
                self.description.content_type.clone(),
            ),
            ("Date".to_owned(), Moment::of(inside.now()).http()),
        ];
        if close {
            headers.push(("Connection".into(), "close".into()));
        } else {
            headers.push(("Connection".into(), "keep-alive".into()));
            headers.push(("Keep-Alive".into(), "timeout=5".into()));
        }
        if !head {
            headers.push(("Transfer-Encoding".into(), "chunked".into()));
        }
        let body = if head {
            String::new()
        } else {
            fill(&self.page, &seen, true)
        };
        HttpResponse {
            status: 200,
            headers,
            body: body.into_bytes(),
        }
    }
}

fn address(named: &str, inside: &dyn Surroundings) -> Option<Ipv4Addr> {
    let address = match named.parse::<Ipv4Addr>() {
        Ok(address) => address,
        Err(_) if named == "::" => Ipv4Addr::UNSPECIFIED,
        Err(_) => match inside.resolve(named) {
            super::Resolution::Addresses(found) => *found.first()?,
            super::Resolution::NotFound => return None,
        },
    };
    let own = address.is_unspecified()
        || address.is_loopback()
        || inside
            .interfaces()
            .iter()
            .any(|interface| interface.address == address);
    own.then_some(address)
}

/// A text with `{name}` filled in once; unknown names stay as they are.
fn fill(text: &str, seen: &[(&str, String)], escaped: bool) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, after) = rest.split_at(start);
        filled.push_str(before);
        let name = after
            .get(1..)
            .and_then(|inner| inner.split_once('}'))
            .map(|(name, _)| name);
        let value = name.and_then(|name| seen.iter().find(|(key, _)| *key == name));
        if let Some((name, value)) = value {
            if escaped {
                filled.push_str(
                    &value
                        .replace('&', "&amp;")
                        .replace('<', "&lt;")
                        .replace('>', "&gt;"),
                );
            } else {
                filled.push_str(value);
            }
            rest = after.get(name.len() + 2..).unwrap_or_default();
        } else {
            filled.push('{');
            rest = after.get(1..).unwrap_or_default();
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn values_are_filled_in_once_and_escaped() {
        let seen = [("path", "/<{host}>".to_owned()), ("host", "h".to_owned())];
        assert_eq!(
            fill("{path} {nope} {", &seen, true),
            "/&lt;{host}&gt; {nope} {"
        );
        assert_eq!(fill("a{host}b", &seen, false), "ahb");
    }
}
