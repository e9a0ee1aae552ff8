//! Tools that ask for names: getent and nslookup.

use std::net::Ipv4Addr;

use super::{Call, Outcome};
use crate::practice::inside::{Resolution, Surroundings};

pub(super) fn getent(call: &mut Call<'_>) -> Outcome {
    let words = call.words().to_vec();
    let Some((database, keys)) = words.split_first() else {
        return Outcome::failed(1, "Usage: getent [OPTION...] database [key ...]");
    };
    if !["hosts", "ahosts", "ahostsv4"].contains(&database.as_str()) {
        return Outcome::failed(1, &format!("Unknown database: {database}"));
    }
    let mut outcome = Outcome::default();
    if keys.is_empty() {
        let hosts = call.inside.read_file("/etc/hosts").unwrap_or_default();
        for line in String::from_utf8_lossy(&hosts).lines() {
            let mut words = line.split_whitespace();
            if let Some(address) = words.next().filter(|word| word.parse::<Ipv4Addr>().is_ok()) {
                outcome.line(&format!(
                    "{address:<15} {}",
                    words.collect::<Vec<_>>().join(" ")
                ));
            }
        }
        return outcome;
    }
    for key in keys {
        if let Ok(address) = key.parse::<Ipv4Addr>()
            && database == "hosts"
        {
            match call.inside.reverse(address) {
                Some(name) => outcome.line(&format!("{address:<15} {name}")),
                None => outcome.exit_code = 2,
            }
            continue;
        }
        let found = match key.parse::<Ipv4Addr>() {
            Ok(address) => Resolution::Addresses(vec![address]),
            Err(_) => call.inside.resolve(key),
        };
        let Resolution::Addresses(found) = found else {
            outcome.exit_code = 2;
            continue;
        };
        if database == "hosts" {
            for address in found {
                outcome.line(&format!("{:<15} {key}", address.to_string()));
            }
            continue;
        }
        for (index, address) in found.iter().enumerate() {
            for kind in ["STREAM", "DGRAM", "RAW"] {
                let name = if index == 0 && kind == "STREAM" {
                    key.as_str()
                } else {
                    ""
                };
                outcome.line(&format!("{:<15} {kind:<6} {name}", address.to_string()));
            }
        }
    }
    outcome
}

fn name_server(inside: &dyn Surroundings) -> String {
    inside
        .resolv_conf()
        .lines()
        .find_map(|line| {
            line.strip_prefix("nameserver")
                .map(|rest| rest.trim().to_owned())
        })
        .unwrap_or_else(|| "127.0.0.1".into())
}

/// busybox's nslookup, which asks for IPv4 and IPv6 and shows both answers.
pub(super) fn nslookup(call: &mut Call<'_>) -> Outcome {
    let words: Vec<String> = call
        .words()
        .iter()
        .filter(|word| !word.starts_with('-'))
        .cloned()
        .collect();
    let Some(name) = words.first() else {
        return Outcome::failed(
            1,
            "Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]",
        );
    };
    let own = name_server(call.inside);
    let server = words.get(1).cloned().unwrap_or_else(|| own.clone());
    if server != own {
        return match server.parse::<Ipv4Addr>() {
            Ok(_) => Outcome::bytes(
                1,
                ";; connection timed out; no servers could be reached\n\n",
                "",
            ),
            Err(_) => Outcome::failed(1, &format!("nslookup: bad address '{server}'")),
        };
    }
    let mut outcome = Outcome::default();
    outcome.line(&format!("Server:\t\t{server}"));
    outcome.line(&format!("Address:\t{server}:53\n"));
    if let Ok(address) = name.parse::<Ipv4Addr>() {
        let [a, b, c, d] = address.octets();
        let question = format!("{d}.{c}.{b}.{a}.in-addr.arpa");
        if let Some(found) = call.inside.reverse(address) {
            outcome.line("Non-authoritative answer:");
            outcome.line(&format!("{question}\tname = {found}\n"));
        } else {
            outcome.line(&format!("** server can't find {question}: NXDOMAIN\n"));
            outcome.exit_code = 1;
        }
        return outcome;
    }
    // The name server does not read the hosts file.
    let found = match call.inside.resolve(name) {
        Resolution::Addresses(found) if name != "localhost" => found,
        _ => Vec::new(),
    };
    if found.is_empty() {
        for _ in 0..2 {
            outcome.line(&format!("** server can't find {name}: NXDOMAIN\n"));
        }
        outcome.exit_code = 1;
        return outcome;
    }
    outcome.line("Non-authoritative answer:\n");
    outcome.line("Non-authoritative answer:");
    for address in found {
        outcome.line(&format!("Name:\t{name}\nAddress: {address}"));
    }
    outcome.line("");
    outcome
}
