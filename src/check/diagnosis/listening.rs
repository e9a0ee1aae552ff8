//! Whether a program in a container listens on a port, and for whom.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::check::probe::{ProbeFailure, Probes};
use crate::check::scene::Scene;
use crate::check::traffic::PROBE_TIMEOUT;
use crate::check::{Cause, Problem, verbatim};
use crate::docker::snapshot::Container;
use crate::l10n::Message;

/// Who listens on a port of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listening {
    /// A program that can be reached, at these addresses.
    Open(Vec<SocketAddr>),
    /// Nobody who can be reached: what listens on the port for the container itself only, and which
    /// other ports can be reached.
    Closed {
        /// Listening sockets on this port that others cannot reach.
        inside_only: Vec<SocketAddr>,
        /// Other ports that others can reach.
        others: Vec<u16>,
    },
    /// It could not be found out.
    Unknown,
}

/// Looks who listens on a port of a container. `from_inside` says whether the request comes from
/// the container itself.
pub async fn listening<P: Probes>(
    probes: &P,
    container: &Container,
    port: u16,
    from_inside: bool,
) -> Result<Listening, ProbeFailure> {
    let Some(sockets) = sockets(probes, container).await? else {
        return Ok(Listening::Unknown);
    };
    let open = |socket: &SocketAddr| from_inside || !is_loopback(socket.ip());
    let (on_port, elsewhere): (Vec<SocketAddr>, Vec<SocketAddr>) = sockets
        .into_iter()
        .partition(|socket| socket.port() == port);
    let (reachable, inside_only): (Vec<SocketAddr>, Vec<SocketAddr>) =
        on_port.into_iter().partition(open);
    Ok(if reachable.is_empty() {
        let mut others: Vec<u16> = elsewhere
            .iter()
            .filter(|socket| !is_loopback(socket.ip()))
            .map(SocketAddr::port)
            .collect();
        others.sort_unstable();
        others.dedup();
        Listening::Closed {
            inside_only,
            others,
        }
    } else {
        Listening::Open(reachable)
    })
}

/// The ports of a container that others can reach; empty where that cannot be found out.
pub async fn open_ports<P: Probes>(
    probes: &P,
    container: &Container,
) -> Result<Vec<u16>, ProbeFailure> {
    let sockets = sockets(probes, container).await?.unwrap_or_default();
    let mut ports: Vec<u16> = sockets
        .iter()
        .filter(|socket| !is_loopback(socket.ip()))
        .map(SocketAddr::port)
        .collect();
    ports.sort_unstable();
    ports.dedup();
    Ok(ports)
}

/// The listening sockets of a container; `None` where it has no `cat`.
async fn sockets<P: Probes>(
    probes: &P,
    container: &Container,
) -> Result<Option<Vec<SocketAddr>>, ProbeFailure> {
    let command = ["cat", "/proc/net/tcp", "/proc/net/tcp6"].map(str::to_owned);
    let output = probes.exec(container, &command, PROBE_TIMEOUT).await?;
    Ok(output
        .stdout
        .contains("local_address")
        .then(|| listeners(&output.stdout)))
}

/// The problem of a port that nobody who can be reached listens on.
pub fn closed(
    scene: &Scene<'_>,
    container: &Container,
    port: u16,
    inside_only: &[SocketAddr],
    others: &[u16],
) -> Problem {
    let problem = Problem::new(Cause::ServerNotListening)
        .with("container", &container.name)
        .with("port", port)
        .fix(scene.recipes.replace(&container.name, true));
    if !inside_only.is_empty() {
        return problem
            .why(
                Message::new("cause-server-not-listening-loopback")
                    .with("container", &container.name)
                    .with("port", port),
            )
            .found(verbatim(&join(inside_only)));
    }
    if others.is_empty() {
        return problem.found(Message::new("found-nothing-listens"));
    }
    // Another program than the lesson runs there: the images were mixed up.
    if scene.recipes.runs_image(&container.name, &container.image) == Some(false) {
        return Problem::new(Cause::ImageDiffers)
            .with("container", &container.name)
            .found(verbatim(&container.image))
            .fix(scene.recipes.replace(&container.name, true));
    }
    let others: Vec<String> = others.iter().map(ToString::to_string).collect();
    problem.found(Message::new("found-listens-on").with("ports", others.join(", ")))
}

/// Sockets as text, such as `0.0.0.0:80, [::]:80`.
#[must_use]
pub fn join(sockets: &[SocketAddr]) -> String {
    let texts: Vec<String> = sockets.iter().map(ToString::to_string).collect();
    texts.join(", ")
}

fn is_loopback(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback(),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => mapped.is_loopback(),
            None => address.is_loopback(),
        },
    }
}

/// The listening sockets in `/proc/net/tcp` and `tcp6`: local address in hexadecimal, state 0A.
fn listeners(table: &str) -> Vec<SocketAddr> {
    let mut found: Vec<SocketAddr> = table
        .lines()
        .filter_map(|line| {
            let mut fields = line.split_whitespace().skip(1);
            let (local, port) = fields.next()?.rsplit_once(':')?;
            let state = fields.nth(1)?;
            (state == "0A").then_some(())?;
            let port = u16::from_str_radix(port, 16).ok()?;
            Some(SocketAddr::new(address(local)?, port))
        })
        .collect();
    // Several workers may share a port.
    found.dedup();
    found
}

/// An address as the kernel writes it: words of four bytes, each with its last byte first.
fn address(hexadecimal: &str) -> Option<IpAddr> {
    let words: Vec<[u8; 4]> = (0..hexadecimal.len() / 8)
        .filter_map(|index| hexadecimal.get(index * 8..index * 8 + 8))
        .map(|word| u32::from_str_radix(word, 16).map(u32::to_le_bytes))
        .collect::<Result<_, _>>()
        .ok()?;
    match words.as_slice() {
        [word] => Some(Ipv4Addr::from(*word).into()),
        [_, _, _, _] => {
            let bytes: [u8; 16] = words.concat().try_into().ok()?;
            Some(Ipv6Addr::from(bytes).into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_loopback, join, listeners};

    #[test]
    fn a_server_on_the_loopback_address_is_told_from_an_open_one() {
        let table = "  sl  local_address rem_address   st\n\
                     0: 0B00007F:A3D1 00000000:0000 0A 00000000:00000000\n\
                     1: 0100007F:1F90 00000000:0000 0A 00000000:00000000\n\
                     2: 00000000:0050 00000000:0000 0A 00000000:00000000\n\
                     3: 030012AC:0050 010012AC:D2A0 01 00000000:00000000\n";
        let found = listeners(table);
        assert_eq!(join(&found), "127.0.0.11:41937, 127.0.0.1:8080, 0.0.0.0:80");
        let inside: Vec<bool> = found
            .iter()
            .map(|socket| is_loopback(socket.ip()))
            .collect();
        assert_eq!(inside, [true, true, false]);
    }

    #[test]
    fn the_second_table_has_longer_addresses() {
        let table = "  sl  local_address\n\
             0: 00000000000000000000000000000000:0050 0:0 0A\n\
             1: 00000000000000000000000001000000:1F90 0:0 0A\n\
             2: 0000000000000000FFFF00000100007F:1F91 0:0 0A\n\
             3: nonsense:0050 0:0 0A\n";
        let found = listeners(table);
        assert_eq!(join(&found), "[::]:80, [::1]:8080, [::ffff:127.0.0.1]:8081");
        let inside: Vec<bool> = found
            .iter()
            .map(|socket| is_loopback(socket.ip()))
            .collect();
        assert_eq!(inside, [false, true, true]);
    }
}
