//! The addresses that curl and wget are given.

use std::net::Ipv4Addr;

use crate::practice::inside::{Resolution, Surroundings};

/// An `http` address in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) scheme: String,
    pub(super) host: String,
    pub(super) port: u16,
    /// Path and query.
    pub(super) target: String,
    pub(super) user: Option<String>,
}

/// The parts of an address; none if it cannot be one.
pub(super) fn parse(text: &str) -> Option<Url> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme.to_lowercase(), rest),
        None => ("http".to_owned(), text),
    };
    let split = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(split);
    let (user, authority) = match authority.rsplit_once('@') {
        Some((user, authority)) => (Some(user.to_owned()), authority),
        None => (None, authority),
    };
    let default = match scheme.as_str() {
        "https" => 443,
        "ftp" => 21,
        _ => 80,
    };
    let (host, port) = match authority.split_once(':') {
        Some((host, "")) => (host, default),
        Some((host, digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            (host, digits.parse().ok()?)
        }
        Some(_) => return None,
        None => (authority, default),
    };
    if host.is_empty()
        || host.contains([' ', '[', ']', '\\', '"', '<', '>', '^', '`', '{', '}', '|'])
        || text.contains(|c: char| c.is_control() || c == ' ')
    {
        return None;
    }
    let path = path.split('#').next().unwrap_or_default();
    let target = match path.chars().next() {
        None => "/".to_owned(),
        Some('/') => path.to_owned(),
        Some(_) => format!("/{path}"),
    };
    Some(Url {
        scheme,
        host: host.to_owned(),
        port,
        target,
        user,
    })
}

impl Url {
    /// What the `Host` header says.
    pub(super) fn host_header(&self) -> String {
        let usual = if self.scheme == "https" { 443 } else { 80 };
        if self.port == usual {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    pub(super) fn addresses(&self, inside: &dyn Surroundings) -> Vec<Ipv4Addr> {
        if let Ok(address) = self.host.parse() {
            return vec![address];
        }
        match inside.resolve(&self.host) {
            Resolution::Addresses(found) => found,
            Resolution::NotFound => Vec::new(),
        }
    }

    /// Where a `Location` header leads.
    pub(super) fn join(&self, location: &str) -> Option<Url> {
        if location.contains("://") {
            return parse(location);
        }
        let target = if location.starts_with('/') {
            location.to_owned()
        } else {
            let folder = self
                .target
                .split('?')
                .next()
                .and_then(|path| path.rsplit_once('/'))
                .map_or("", |(folder, _)| folder);
            format!("{folder}/{location}")
        };
        Some(Url {
            target,
            ..self.clone()
        })
    }
}

/// The address from which a request to `to` leaves this container.
pub(super) fn source(inside: &dyn Surroundings, to: Ipv4Addr) -> Ipv4Addr {
    if to.is_loopback() {
        return Ipv4Addr::LOCALHOST;
    }
    let interfaces = inside.interfaces();
    let mask = |prefix: u8| {
        u32::MAX
            .checked_shl(32 - u32::from(prefix.min(32)))
            .unwrap_or(0)
    };
    interfaces
        .iter()
        .filter(|interface| interface.name != "lo")
        .find(|interface| {
            u32::from(interface.address) & mask(interface.prefix)
                == u32::from(to) & mask(interface.prefix)
        })
        .or_else(|| {
            interfaces
                .iter()
                .find(|interface| interface.gateway.is_some())
        })
        .map_or(Ipv4Addr::LOCALHOST, |interface| interface.address)
}

/// The words after the status code, as this server writes them.
pub(in crate::practice::inside) fn reason(
    response: &crate::practice::inside::HttpResponse,
) -> &'static str {
    use crate::practice::inside::nginx::pages::{nginx_text, status_text};
    if response
        .header("server")
        .is_some_and(|server| server.starts_with("nginx"))
    {
        nginx_text(response.status)
    } else {
        status_text(response.status)
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_address_needs_no_scheme() {
        let url = parse("web:8080/a?b#c").expect("it is one");
        assert_eq!(
            (url.host.as_str(), url.port, url.target.as_str()),
            ("web", 8080, "/a?b")
        );
        assert_eq!(url.host_header(), "web:8080");
        assert!(parse("http://").is_none());
        assert!(parse("web:99999").is_none());
    }
}
