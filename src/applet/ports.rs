//! Ports: as `-p` takes them, as `ps` shows them, and `docker port`.

use std::collections::HashMap;
use std::net::IpAddr;

use super::app::App;
use super::failure::{Failure, Outcome};
use super::flags::Parsed;
use super::json::Json;
use super::out::say;
use crate::docker::raw::segment;

/// What `ps` shows: ports side by side in one, published to the same number first.
pub fn displayed(ports: &Json) -> String {
    let mut ports: Vec<(i64, &str, i64, &str)> = ports
        .list()
        .iter()
        .map(|port| {
            (
                port.get("PrivatePort").int(),
                port.get("IP").str(),
                port.get("PublicPort").int(),
                port.get("Type").str(),
            )
        })
        .collect();
    ports.sort_unstable();
    let mut groups: HashMap<(&str, &str), (i64, i64)> = HashMap::new();
    let (mut order, mut shown, mut mapped) = (Vec::new(), Vec::new(), Vec::new());
    for (inside, address, outside, kind) in ports {
        if !address.is_empty() && outside != inside {
            mapped.push(format!(
                "{}->{inside}/{kind}",
                joined(address, &outside.to_string())
            ));
            continue;
        }
        let key = (address, kind);
        match groups.get_mut(&key) {
            Some((_, last)) if inside == *last + 1 => *last = inside,
            Some(group) => {
                shown.push(group_text(key, *group));
                *group = (inside, inside);
            }
            None => {
                groups.insert(key, (inside, inside));
                order.push(key);
            }
        }
    }
    for key in order {
        if let Some(group) = groups.get(&key) {
            shown.push(group_text(key, *group));
        }
    }
    shown.extend(mapped);
    shown.join(", ")
}

fn group_text((address, kind): (&str, &str), (first, last): (i64, i64)) -> String {
    let range = if first == last {
        first.to_string()
    } else {
        format!("{first}-{last}")
    };
    if address.is_empty() {
        format!("{range}/{kind}")
    } else {
        format!("{}->{range}/{kind}", joined(address, &range))
    }
}

/// An address and a port; IPv6 in brackets.
fn joined(address: &str, port: &str) -> String {
    if address.contains(':') {
        format!("[{address}]:{port}")
    } else {
        format!("{address}:{port}")
    }
}

/// What `-p` and `--expose` ask for: `ExposedPorts` and `PortBindings`.
pub fn requested(published: &[String], exposed: &[String]) -> Result<(Json, Json), String> {
    let mut open: Vec<(String, Json)> = Vec::new();
    let mut bound: Vec<(String, Json)> = Vec::new();
    let mut expose = |key: &str| {
        if !open.iter().any(|(other, _)| other == key) {
            open.push((key.to_owned(), Json::Map(Vec::new())));
        }
    };
    for text in exposed {
        if text.contains(':') {
            return Err(format!("invalid port format for --expose: {text}"));
        }
        let (range, kind) = protocol(text);
        let (first, last) = numbers(range).ok_or_else(|| {
            format!(
                "invalid range format for --expose: {text}, error: invalid containerPort: {text}"
            )
        })?;
        for port in first..=last {
            expose(&format!("{port}/{kind}"));
        }
    }
    for text in published {
        let (rest, kind) = protocol(text);
        if !["tcp", "udp", "sctp"].contains(&kind.as_str()) {
            return Err(format!("invalid proto: {kind}"));
        }
        let (address, outside, inside) = parts(rest)?;
        let (first, last) =
            numbers(inside).ok_or_else(|| format!("invalid containerPort: {inside}"))?;
        let host = if outside.is_empty() {
            None
        } else {
            let bad = || format!("invalid hostPort: {outside}");
            Some(numbers(outside).ok_or_else(bad)?)
        };
        if let Some((begin, end)) = host
            && end - begin != last - first
            && last != first
        {
            return Err(format!(
                "invalid ranges specified for container and host Ports: {inside} and {outside}"
            ));
        }
        for port in first..=last {
            let host_port = match host {
                None => String::new(),
                Some((begin, end)) if first == last && begin != end => format!("{begin}-{end}"),
                Some((begin, _)) => (begin + (port - first)).to_string(),
            };
            let key = format!("{port}/{kind}");
            expose(&key);
            let binding = Json::map([
                ("HostIp", Json::text(address)),
                ("HostPort", Json::text(host_port)),
            ]);
            match bound.iter_mut().find(|(other, _)| *other == key) {
                Some((_, Json::List(bindings))) => bindings.push(binding),
                _ => bound.push((key, Json::List(vec![binding]))),
            }
        }
    }
    Ok((Json::Map(open), Json::Map(bound)))
}

fn protocol(text: &str) -> (&str, String) {
    match text.split_once('/') {
        Some((port, kind)) if !kind.is_empty() => (port, kind.to_lowercase()),
        Some((port, _)) => (port, "tcp".to_owned()),
        None => (text, "tcp".to_owned()),
    }
}

/// `address:host:container`, each but the last optional.
fn parts(text: &str) -> Result<(&str, &str, &str), String> {
    let (rest, inside) = text.rsplit_once(':').unwrap_or(("", text));
    let (address, outside) = match rest.rsplit_once(':') {
        Some((address, outside)) => (address, outside),
        None => ("", rest),
    };
    let address = address
        .strip_prefix('[')
        .and_then(|address| address.strip_suffix(']'))
        .unwrap_or(address);
    if inside.is_empty() {
        return Err(format!("no port specified: {text}<empty>"));
    }
    if !address.is_empty() && address.parse::<IpAddr>().is_err() {
        return Err(format!("invalid IP address: {address}"));
    }
    Ok((address, outside, inside))
}

/// `80` or `80-90`.
fn numbers(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse::<u16>().ok()?, last.parse::<u16>().ok()?);
    (first <= last).then_some((first.into(), last.into()))
}

pub async fn port(app: &App<'_>, parsed: &Parsed) -> Outcome {
    let name = parsed.argument(0);
    let container = app
        .get(&format!("/containers/{}/json", segment(name)))
        .await?;
    let ports = container.at("NetworkSettings.Ports");
    let lines = |port: &str, bindings: &Json, alone: bool| -> Vec<(i64, String)> {
        bindings
            .list()
            .iter()
            .map(|binding| {
                let to = joined(binding.get("HostIp").str(), binding.get("HostPort").str());
                let number = port.split('/').next().and_then(|text| text.parse().ok());
                (
                    number.unwrap_or_default(),
                    if alone { to } else { format!("{port} -> {to}") },
                )
            })
            .collect()
    };
    let mut found = Vec::new();
    if let Some(asked) = parsed.arguments.get(1) {
        let key = if asked.contains('/') {
            asked.clone()
        } else {
            format!("{asked}/tcp")
        };
        match ports.get(&key) {
            Json::List(items) if !items.is_empty() => {
                found = lines(&key, ports.get(&key), true);
            }
            _ => {
                return Err(Failure::text(format!(
                    "Error: No public port '{asked}' published for {name}"
                )));
            }
        }
    } else {
        for (port, bindings) in ports.entries() {
            found.extend(lines(port, bindings, false));
        }
    }
    found.sort();
    let text: String = found
        .into_iter()
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    say(&text)?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_side_by_side_are_shown_together() {
        let ports = Json::read(
            br#"[{"PrivatePort":81,"Type":"tcp"},{"PrivatePort":80,"Type":"tcp"},
            {"IP":"0.0.0.0","PrivatePort":82,"PublicPort":8080,"Type":"tcp"},
            {"IP":"::","PrivatePort":82,"PublicPort":8080,"Type":"tcp"},
            {"IP":"0.0.0.0","PrivatePort":90,"PublicPort":90,"Type":"udp"}]"#,
        )
        .unwrap();
        assert_eq!(
            displayed(&ports),
            "80-81/tcp, 0.0.0.0:90->90/udp, 0.0.0.0:8080->82/tcp, [::]:8080->82/tcp"
        );
    }

    #[test]
    fn a_port_is_read_in_every_form() {
        let asked =
            |text: &str| requested(&[text.to_owned()], &[]).map(|(_, bound)| bound.compact());
        for (text, bound) in [
            ("80", r#"{"80/tcp":[{"HostIp":"","HostPort":""}]}"#),
            (
                "8080:80/udp",
                r#"{"80/udp":[{"HostIp":"","HostPort":"8080"}]}"#,
            ),
            (
                "127.0.0.1:1:2",
                r#"{"2/tcp":[{"HostIp":"127.0.0.1","HostPort":"1"}]}"#,
            ),
            (
                "127.0.0.1::2",
                r#"{"2/tcp":[{"HostIp":"127.0.0.1","HostPort":""}]}"#,
            ),
            (
                "[::1]:1:2",
                r#"{"2/tcp":[{"HostIp":"::1","HostPort":"1"}]}"#,
            ),
            (
                "1-2:3-4",
                r#"{"3/tcp":[{"HostIp":"","HostPort":"1"}],"4/tcp":[{"HostIp":"","HostPort":"2"}]}"#,
            ),
        ] {
            assert_eq!(asked(text).unwrap(), bound, "{text}");
        }
        for (text, error) in [
            ("abc", "invalid containerPort: abc"),
            ("1:2:3:4", "invalid IP address: 1:2"),
            ("99999:80", "invalid hostPort: 99999"),
        ] {
            assert_eq!(asked(text).unwrap_err(), error);
        }
    }
}
