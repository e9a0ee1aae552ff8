//! Where a request goes: host, port and path of an address.

use crate::check::probe::MARK;

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    /// The name or address, without the brackets of an IPv6 address.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The path with a `/` at its beginning.
    pub path: String,
}

impl Aim {
    /// The host at this port.
    #[must_use]
    pub fn new(host: &str, port: u16, path: &str) -> Self {
        Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port,
            path: if path.is_empty() { "/" } else { path }.to_owned(),
        }
    }

    /// From an `http` address; without a port it is 80, for `https` 443.
    #[must_use]
    pub fn of(url: &str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let usual = if scheme == "https" { 443 } else { 80 };
        let (host, port) = split_port(authority);
        let port = port.and_then(|port| port.parse().ok()).unwrap_or(usual);
        let path = path.split('#').next().unwrap_or_default();
        let path = if path.starts_with('?') {
            format!("/{path}")
        } else {
            path.to_owned()
        };
        Self::new(host, port, &path)
    }

    /// As an address, as a person would write it.
    #[must_use]
    pub fn url(&self) -> String {
        let path = if self.path == "/" { "" } else { &self.path };
        let (host, port) = (self.authority_host(), self.port);
        if port == 80 {
            format!("http://{host}{path}")
        } else {
            format!("http://{host}:{port}{path}")
        }
    }

    /// As the address that a probe asks for.
    #[must_use]
    pub fn marked(&self) -> String {
        marked(&format!(
            "http://{}:{}{}",
            self.authority_host(),
            self.port,
            self.path
        ))
    }

    /// Whether it is an address and no name.
    #[must_use]
    pub fn is_address(&self) -> bool {
        self.host.parse::<std::net::IpAddr>().is_ok()
    }

    /// Whether it means whoever asks.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self
                .host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback() || address.is_unspecified())
    }

    fn authority_host(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        }
    }
}

/// Takes `host:port` apart; an IPv6 address stands in brackets.
#[must_use]
pub fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port))
            if !port.contains(']') && (!host.contains(':') || host.ends_with(']')) =>
        {
            (host, Some(port))
        }
        _ => (authority, None),
    }
}

/// The probe's mark in the address keeps it from being taken for the learner's own request.
#[must_use]
pub fn marked(url: &str) -> String {
    let (url, separator) = if url.contains('?') {
        (url.to_owned(), '&')
    } else if url.splitn(2, "://").last().unwrap_or(url).contains('/') {
        (url.to_owned(), '?')
    } else {
        (format!("{url}/"), '?')
    };
    format!("{url}{separator}{MARK}")
}

#[cfg(test)]
mod tests {
    use super::{Aim, marked, split_port};

    #[test]
    fn an_address_without_a_port_means_eighty() {
        assert_eq!(Aim::of("http://web/a:b"), Aim::new("web", 80, "/a:b"));
        assert_eq!(Aim::of("http://web:8080"), Aim::new("web", 8080, "/"));
        assert_eq!(Aim::of("https://web"), Aim::new("web", 443, "/"));
    }

    #[test]
    fn an_ipv6_address_stands_in_brackets() {
        let aim = Aim::of("http://[fd00::2]:8080/a?b");
        assert_eq!(aim, Aim::new("fd00::2", 8080, "/a?b"));
        assert_eq!(aim.url(), "http://[fd00::2]:8080/a?b");
        assert_eq!(split_port("fd00::2"), ("fd00::2", None));
        assert_eq!(split_port("[fd00::2]"), ("[fd00::2]", None));
    }

    #[test]
    fn a_probe_carries_its_mark_in_the_address() {
        assert_eq!(marked("http://web:8080"), "http://web:8080/?baeum-probe");
        assert_eq!(marked("http://web/a?b=1"), "http://web/a?b=1&baeum-probe");
    }
}
