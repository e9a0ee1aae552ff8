//! busybox's ping.

use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::time::Duration;

use super::{Call, Outcome};
use crate::practice::inside::{NetError, Resolution, Surroundings};

/// How many packets `ping` sends without `-c` where nobody can press Ctrl-C.
const ENOUGH_PACKETS: u32 = 10;

const TIMES: [f64; 4] = [0.096, 0.118, 0.104, 0.111];

/// A `ping` under way.
#[derive(Debug, Clone)]
pub(in crate::practice::inside) struct Ping {
    name: String,
    address: Ipv4Addr,
    count: Option<u32>,
    wait: u64,
    quiet: bool,
    sent: u32,
    received: u32,
}

impl Ping {
    /// Its command line, or what it says of it.
    fn parse(call: &Call<'_>) -> Result<Ping, Outcome> {
        let (mut count, mut wait, mut quiet, mut name) = (None, 10, false, None);
        let mut words = call.words().iter();
        while let Some(word) = words.next() {
            let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
                name = Some(word.clone());
                continue;
            };
            let (letter, attached) =
                letters.split_at(letters.chars().next().map_or(1, char::len_utf8));
            match letter {
                "q" => quiet = true,
                "4" | "n" | "A" => {}
                "c" | "W" | "w" | "i" | "s" | "t" | "I" => {
                    let value = if attached.is_empty() {
                        words.next().cloned()
                    } else {
                        Some(attached.to_owned())
                    };
                    let Some(value) = value else {
                        return Err(Outcome::failed(
                            1,
                            &format!("ping: option requires an argument -- '{letter}'"),
                        ));
                    };
                    if letter == "c" || letter == "W" || letter == "w" {
                        let Ok(number) = value.parse::<u32>() else {
                            return Err(Outcome::failed(
                                1,
                                &format!("ping: invalid number '{value}'"),
                            ));
                        };
                        match letter {
                            "c" => count = Some(number.max(1)),
                            "W" => wait = u64::from(number),
                            _ => {
                                wait = u64::from(number);
                                count = Some(count.unwrap_or(number).min(number.max(1)));
                            }
                        }
                    }
                }
                _ => {
                    return Err(Outcome::failed(
                        1,
                        &format!("ping: invalid option -- '{letter}'"),
                    ));
                }
            }
        }
        let Some(name) = name else {
            return Err(Outcome::failed(1, "Usage: ping [OPTIONS] HOST"));
        };
        let address = match name.parse::<Ipv4Addr>() {
            Ok(address) => address,
            Err(_) => match call.inside.resolve(&name) {
                Resolution::Addresses(found) => {
                    found.first().copied().unwrap_or(Ipv4Addr::LOCALHOST)
                }
                Resolution::NotFound => {
                    return Err(Outcome::failed(1, &format!("ping: bad address '{name}'")));
                }
            },
        };
        Ok(Ping {
            name,
            address,
            count,
            wait,
            quiet,
            sent: 0,
            received: 0,
        })
    }

    fn opening(&self) -> String {
        format!("PING {} ({}): 56 data bytes\n", self.name, self.address)
    }

    /// Sends one packet; what is printed.
    pub(in crate::practice::inside) fn once(&mut self, inside: &mut dyn Surroundings) -> String {
        let sequence = self.sent;
        self.sent = self.sent.saturating_add(1);
        match inside.ping(self.address) {
            Ok(()) => {
                self.received = self.received.saturating_add(1);
                if self.quiet {
                    return String::new();
                }
                let time = TIMES
                    .get(sequence as usize % TIMES.len())
                    .copied()
                    .unwrap_or(0.1);
                format!(
                    "64 bytes from {}: seq={sequence} ttl=64 time={time:.3} ms\n",
                    self.address
                )
            }
            Err(NetError::Unreachable) if sequence == 0 => {
                "ping: sendto: Network unreachable\n".into()
            }
            Err(_) => String::new(),
        }
    }

    /// What it prints at its end, and its exit code.
    pub(in crate::practice::inside) fn closing(&self) -> (String, i32) {
        let lost =
            u64::from(self.sent - self.received.min(self.sent)) * 100 / u64::from(self.sent.max(1));
        let mut text = format!(
            "\n--- {} ping statistics ---\n{} packets transmitted, {} packets received, {lost}% packet loss\n",
            self.name, self.sent, self.received
        );
        if self.received > 0 {
            let times: Vec<f64> = (0..self.received.min(4))
                .filter_map(|index| TIMES.get(index as usize).copied())
                .collect();
            let low = times.iter().copied().fold(f64::INFINITY, f64::min);
            let high = times.iter().copied().fold(0.0, f64::max);
            let average = times.iter().sum::<f64>() / f64::from(self.received.min(4));
            let _ = writeln!(
                text,
                "round-trip min/avg/max = {low:.3}/{average:.3}/{high:.3} ms"
            );
        }
        (text, i32::from(self.received == 0))
    }
}

pub(super) fn ping(call: &mut Call<'_>) -> Outcome {
    let mut ping = match Ping::parse(call) {
        Ok(ping) => ping,
        Err(outcome) => return outcome,
    };
    let mut outcome = Outcome::printed(ping.opening());
    for _ in 0..ping.count.unwrap_or(ENOUGH_PACKETS).min(1000) {
        let line = ping.once(call.inside);
        if let Some(error) = line.strip_prefix("ping: ") {
            outcome
                .stderr
                .extend_from_slice(format!("ping: {error}").as_bytes());
            outcome.exit_code = 1;
            return outcome;
        }
        outcome.write(line.as_bytes());
    }
    let (text, code) = ping.closing();
    outcome.write(text.as_bytes());
    outcome.exit_code = code;
    outcome.took = Duration::from_secs(
        u64::from(ping.sent.saturating_sub(1)) + if code == 0 { 0 } else { ping.wait },
    );
    outcome
}

/// A `ping` without an end, which a terminal runs until Ctrl-C, and its first lines.
pub(in crate::practice::inside) fn ping_forever(call: &mut Call<'_>) -> Option<(Ping, String)> {
    let mut ping = Ping::parse(call).ok().filter(|ping| ping.count.is_none())?;
    let mut text = ping.opening();
    let first = ping.once(call.inside);
    if first.starts_with("ping: ") {
        return None;
    }
    text.push_str(&first);
    Some((ping, text))
}
