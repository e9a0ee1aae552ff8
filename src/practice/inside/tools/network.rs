//! Tools that show the container's network: ping, ip, ifconfig, netstat, ss, route.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use super::{Call, Outcome};
use crate::practice::inside::program::is_nginx;
use crate::practice::inside::{Interface, Listener, Surroundings};

pub(super) const SOCKETS_HEADER: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n";

fn listeners(inside: &dyn Surroundings) -> Vec<Listener> {
    let mut found = inside.listening();
    // Docker's own name server listens in every container of a user-defined network.
    if inside.resolv_conf().contains("nameserver 127.0.0.11") {
        let port = 32_768
            + inside.hostname().bytes().fold(7_u16, |sum, byte| {
                sum.wrapping_mul(31).wrapping_add(u16::from(byte))
            }) % 28_000;
        found.push(Listener {
            address: Ipv4Addr::new(127, 0, 0, 11),
            port,
        });
    }
    found
}

/// `/proc/net/tcp`: addresses as the processor's number in hexadecimal, so with their bytes turned round.
pub(super) fn sockets(inside: &dyn Surroundings) -> String {
    let mut text = SOCKETS_HEADER.to_owned();
    for (row, listener) in listeners(inside).iter().enumerate() {
        let address = u32::from_le_bytes(listener.address.octets());
        let line = format!(
            "{row:4}: {address:08X}:{:04X} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 {} 1 {:016x} 100 0 0 10 0",
            listener.port,
            45_926 + row,
            0x50fd_f07c_u64 + (row as u64) * 0x0281_9b8b
        );
        let _ = writeln!(text, "{line:<149}");
    }
    text
}

pub(super) fn netstat(call: &mut Call<'_>) -> Outcome {
    let letters: String = call
        .words()
        .iter()
        .map(|word| word.trim_start_matches('-'))
        .collect();
    if letters.contains('r') {
        return route(call);
    }
    let mut outcome = Outcome::default();
    let processes = letters.contains('p');
    let owner = owner(call.inside);
    let title = if letters.contains('l') {
        "Active Internet connections (only servers)"
    } else if letters.contains('a') {
        "Active Internet connections (servers and established)"
    } else {
        outcome.line("Active Internet connections (w/o servers)");
        outcome.line(
            "Proto Recv-Q Send-Q Local Address           Foreign Address         State       ",
        );
        return outcome;
    };
    outcome.line(title);
    let last = if processes {
        "PID/Program name    "
    } else {
        ""
    };
    outcome.line(&format!(
        "Proto Recv-Q Send-Q Local Address           Foreign Address         State       {last}"
    ));
    if letters.contains('u') && !letters.contains('t') {
        return outcome;
    }
    for listener in listeners(call.inside) {
        let local = format!("{}:{}", listener.address, listener.port);
        let program = match (processes, listener.address.octets()) {
            (false, _) => String::new(),
            (true, [127, 0, 0, 11]) => "-".into(),
            (true, _) => format!("1/{owner}"),
        };
        outcome.line(&format!(
            "tcp        0      0 {local:<23} 0.0.0.0:*               LISTEN      {program}"
        ));
    }
    outcome
}

fn owner(inside: &dyn Surroundings) -> String {
    let main = inside.main_process();
    if is_nginx(&main) {
        "nginx".into()
    } else {
        main.first()
            .map_or("sh", |word| word.rsplit('/').next().unwrap_or("sh"))
            .to_owned()
    }
}

pub(super) fn ss(call: &mut Call<'_>) -> Outcome {
    let processes = call
        .words()
        .iter()
        .any(|word| word.starts_with('-') && word.contains('p'));
    let owner = owner(call.inside);
    let rows: Vec<(String, String, String)> = listeners(call.inside)
        .iter()
        .map(|listener| {
            let kernel = listener.address.octets() == [127, 0, 0, 11];
            let program = if processes && !kernel {
                format!("users:((\"{owner}\",pid=1,fd=5))")
            } else {
                String::new()
            };
            (
                format!("{}:{}", listener.address, listener.port),
                if kernel { "4096" } else { "511" }.to_owned(),
                program,
            )
        })
        .collect();
    let left = rows
        .iter()
        .map(|(local, _, _)| local.len() - local.rfind(':').map_or(0, |at| local.len() - at))
        .max()
        .unwrap_or(0)
        .max("Local Address".len());
    let mut outcome = Outcome::default();
    outcome.line(&format!(
        "State  Recv-Q Send-Q {:>left$}:Port  Peer Address:PortProcess",
        "Local Address"
    ));
    for (local, queue, program) in rows {
        let (address, port) = local.rsplit_once(':').unwrap_or((&local, ""));
        outcome.line(
            &format!(
                "LISTEN 0      {queue:<6} {address:>left$}:{port:<5}      0.0.0.0:*    {program}"
            )
            .replace("*    \n", "*\n"),
        );
    }
    outcome
}

fn mask(prefix: u8) -> u32 {
    u32::MAX
        .checked_shl(32 - u32::from(prefix.min(32)))
        .unwrap_or(0)
}

fn network(interface: &Interface) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(interface.address) & mask(interface.prefix))
}

fn broadcast(interface: &Interface) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(interface.address) | !mask(interface.prefix))
}

/// The number of an interface and its name, which tells the other end's number.
fn numbered(index: usize, interface: &Interface) -> (usize, String) {
    if interface.name == "lo" {
        (1, "lo".into())
    } else {
        let number = index * 2 + 2;
        (number, format!("{}@if{}", interface.name, number + 1))
    }
}

pub(super) fn ip(call: &mut Call<'_>) -> Outcome {
    let mut brief = false;
    let mut four = false;
    let mut words = Vec::new();
    for word in call.words() {
        match word.as_str() {
            "-br" | "-brief" => brief = true,
            "-4" => four = true,
            "-o" | "-oneline" => {
                return Outcome::failed(1, "ip: the practice engine does not know -o");
            }
            "-6" => return Outcome::default(),
            word if word.starts_with('-') && !word.starts_with("-c") => {
                return Outcome::failed(
                    1,
                    &format!("ip: unrecognized option: {}", word.trim_start_matches('-')),
                );
            }
            word if word.starts_with('-') => {}
            word => words.push(word.to_owned()),
        }
    }
    let object = words.first().map_or("", String::as_str);
    let rest: Vec<&str> = words
        .iter()
        .skip(1)
        .map(String::as_str)
        .filter(|word| !["show", "list", "ls", "dev"].contains(word))
        .collect();
    let is = |name: &str| !object.is_empty() && name.starts_with(object);
    if is("address") || is("link") {
        if let Some(verb) = rest
            .iter()
            .find(|word| ["add", "del", "set", "flush"].contains(*word))
        {
            return Outcome::failed(
                2,
                &format!("ip: the practice engine does not do \"{object} {verb}\""),
            );
        }
        return addresses(call.inside, rest.first().copied(), brief, four, is("link"));
    }
    if is("route") {
        let mut outcome = Outcome::default();
        for line in routes(call.inside) {
            outcome.line(&line);
        }
        return outcome;
    }
    if is("neigh") {
        return Outcome::default();
    }
    if object.is_empty() {
        return Outcome::failed(
            1,
            "Usage: ip [OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]",
        );
    }
    Outcome::failed(1, &format!("ip: invalid argument '{object}' to 'ip'"))
}

fn addresses(
    inside: &dyn Surroundings,
    only: Option<&str>,
    brief: bool,
    four: bool,
    link: bool,
) -> Outcome {
    let mut outcome = Outcome::default();
    let mut any = false;
    for (index, interface) in inside.interfaces().iter().enumerate() {
        if only.is_some_and(|name| name != interface.name) {
            continue;
        }
        any = true;
        let (number, name) = numbered(index, interface);
        let loopback = interface.name == "lo";
        if brief {
            let state = if loopback { "UNKNOWN" } else { "UP" };
            let last = if link {
                interface.mac.clone()
            } else {
                format!("{}/{}", interface.address, interface.prefix)
            };
            outcome.line(&format!("{name:<16} {state:<14} {last} "));
            continue;
        }
        if loopback {
            outcome.line(&format!("{number}: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN qlen 1000"));
        } else {
            outcome.line(&format!("{number}: {name}: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue state UP "));
        }
        if !four {
            if loopback {
                outcome.line("    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00");
            } else {
                outcome.line(&format!(
                    "    link/ether {} brd ff:ff:ff:ff:ff:ff",
                    interface.mac
                ));
            }
        }
        if !link {
            let (address, prefix) = (interface.address, interface.prefix);
            if loopback {
                outcome.line(&format!("    inet {address}/{prefix} scope host lo"));
            } else {
                outcome.line(&format!(
                    "    inet {address}/{prefix} brd {} scope global {}",
                    broadcast(interface),
                    interface.name
                ));
            }
            outcome.line("       valid_lft forever preferred_lft forever");
        }
    }
    if let Some(name) = only.filter(|_| !any) {
        return Outcome::failed(1, &format!("ip: can't find device '{name}'"));
    }
    outcome
}

fn routes(inside: &dyn Surroundings) -> Vec<String> {
    let interfaces = inside.interfaces();
    let mut lines = Vec::new();
    for interface in &interfaces {
        if let Some(gateway) = interface.gateway {
            lines.push(format!("default via {gateway} dev {} ", interface.name));
        }
    }
    for interface in interfaces.iter().filter(|interface| interface.name != "lo") {
        lines.push(format!(
            "{}/{} dev {} scope link  src {} ",
            network(interface),
            interface.prefix,
            interface.name,
            interface.address
        ));
    }
    lines
}

pub(super) fn route(call: &mut Call<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    outcome.line("Kernel IP routing table");
    outcome.line("Destination     Gateway         Genmask         Flags Metric Ref    Use Iface");
    let interfaces = call.inside.interfaces();
    for interface in &interfaces {
        if let Some(gateway) = interface.gateway {
            let gateway = gateway.to_string();
            outcome.line(&format!(
                "{:<15} {gateway:<15} {:<15} UG    0      0        0 {}",
                "0.0.0.0", "0.0.0.0", interface.name
            ));
        }
    }
    for interface in interfaces.iter().filter(|interface| interface.name != "lo") {
        let (network, mask) = (
            network(interface).to_string(),
            Ipv4Addr::from(mask(interface.prefix)).to_string(),
        );
        outcome.line(&format!(
            "{network:<15} {:<15} {mask:<15} U     0      0        0 {}",
            "0.0.0.0", interface.name
        ));
    }
    outcome
}

pub(super) fn ifconfig(call: &mut Call<'_>) -> Outcome {
    let only = call
        .words()
        .iter()
        .find(|word| !word.starts_with('-'))
        .cloned();
    let mut interfaces = call.inside.interfaces();
    interfaces.sort_by(|a, b| a.name.cmp(&b.name));
    let mut outcome = Outcome::default();
    let mut any = false;
    for interface in &interfaces {
        if only.as_ref().is_some_and(|name| *name != interface.name) {
            continue;
        }
        any = true;
        let mask = Ipv4Addr::from(mask(interface.prefix));
        if interface.name == "lo" {
            outcome.line("lo        Link encap:Local Loopback  ");
            outcome.line(&format!(
                "          inet addr:{}  Mask:{mask}",
                interface.address
            ));
            outcome.line("          UP LOOPBACK RUNNING  MTU:65536  Metric:1");
        } else {
            outcome.line(&format!(
                "{:<9} Link encap:Ethernet  HWaddr {}  ",
                interface.name,
                interface.mac.to_uppercase()
            ));
            outcome.line(&format!(
                "          inet addr:{}  Bcast:{}  Mask:{mask}",
                interface.address,
                broadcast(interface)
            ));
            outcome.line("          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1");
        }
        outcome.line("          RX packets:8 errors:0 dropped:0 overruns:0 frame:0");
        outcome.line("          TX packets:8 errors:0 dropped:0 overruns:0 carrier:0");
        let queue = if interface.name == "lo" { "1000" } else { "0" };
        outcome.line(&format!("          collisions:0 txqueuelen:{queue} "));
        outcome.line("          RX bytes:656 (656.0 B)  TX bytes:656 (656.0 B)");
        outcome.line("");
    }
    match only.filter(|_| !any) {
        Some(name) => Outcome::failed(
            1,
            &format!("ifconfig: {name}: error fetching interface information: Device not found"),
        ),
        None => outcome,
    }
}
