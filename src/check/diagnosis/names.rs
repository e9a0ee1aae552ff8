//! What a name leads to inside a container.

use std::collections::BTreeSet;

use super::aim::Aim;
use super::apart::meeting;
use super::ended::unresolved;
use super::hop::Standing;
use super::walk::{Halt, Walk};
use crate::check::probe::{ProbeFailure, Probes, Reply};
use crate::check::traffic::PROBE_TIMEOUT;
use crate::check::{Cause, Problem, verbatim};
use crate::docker::snapshot::Container;
use crate::l10n::Message;

/// What a name look-up gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUp {
    /// These addresses, each once.
    Addresses(Vec<String>),
    /// The name is not known.
    NotFound,
    /// The container has nothing to look names up with.
    NoTool,
}

/// Asks with `getent`, and with `nslookup` where there is none.
pub async fn look_up<P: Probes>(
    probes: &P,
    container: &Container,
    name: &str,
) -> Result<LookUp, ProbeFailure> {
    for command in [&["getent", "ahostsv4", name], &["getent", "hosts", name]] {
        let command = command.map(str::to_owned);
        let output = probes.exec(container, &command, PROBE_TIMEOUT).await?;
        if output.missing || output.exit_code == 127 {
            continue;
        }
        // busybox has a getent that knows fewer databases.
        if output.stderr.contains("nknown database") {
            continue;
        }
        return Ok(if output.exit_code == 0 {
            LookUp::Addresses(first_words(&output.stdout))
        } else {
            LookUp::NotFound
        });
    }
    let nslookup = ["nslookup", name].map(str::to_owned);
    let output = probes.exec(container, &nslookup, PROBE_TIMEOUT).await?;
    if output.missing || output.exit_code == 127 {
        return Ok(LookUp::NoTool);
    }
    let answers = nslookup_addresses(&output.stdout);
    Ok(if answers.is_empty() {
        LookUp::NotFound
    } else {
        LookUp::Addresses(answers)
    })
}

fn first_words(text: &str) -> Vec<String> {
    let unique: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect();
    unique.into_iter().collect()
}

/// The addresses after the name server's own, which stands first.
fn nslookup_addresses(text: &str) -> Vec<String> {
    text.lines()
        .skip_while(|line| !line.starts_with("Name:"))
        .filter_map(|line| line.strip_prefix("Address"))
        .filter_map(|rest| rest.split(':').nth(1)?.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

/// What is known of a name inside a container.
pub(super) enum Resolution {
    /// The request names an address, or its sender.
    NotNeeded,
    /// It was not looked up, or could not be.
    NotAsked,
    NotFound,
    /// To the container that was meant.
    Right(Vec<String>),
    /// To somebody else.
    Elsewhere(Vec<String>),
}

impl Resolution {
    /// Whether the request gets to its target without the engine's name service.
    pub(super) fn needs_no_name(&self) -> bool {
        matches!(self, Self::NotNeeded | Self::Right(_))
    }
}

impl<P: Probes> Walk<'_, P> {
    /// What is known of the name that a request goes to, looked up where it matters.
    pub(super) async fn resolution(
        &self,
        from: &Container,
        target: &Container,
        aim: &Aim,
        reply: Option<&Reply>,
    ) -> Result<Resolution, ProbeFailure> {
        if from.id == target.id || aim.is_address() {
            return Ok(Resolution::NotNeeded);
        }
        let look = match reply {
            Some(Reply::NameNotResolved) => return Ok(Resolution::NotFound),
            Some(Reply::Answer(_)) => self.whole,
            Some(_) => true,
            // Where only the default network is shared, everything hangs on it.
            None => {
                meeting(self.scene, from, target, false).is_err()
                    && !self.scene.shared_networks(from, target).is_empty()
            }
        };
        if !look {
            return Ok(Resolution::NotAsked);
        }
        Ok(match look_up(self.probes, from, &aim.host).await? {
            LookUp::NotFound => Resolution::NotFound,
            LookUp::NoTool => Resolution::NotAsked,
            LookUp::Addresses(addresses) => {
                let own = |address: &String| {
                    self.scene
                        .endpoints(target)
                        .iter()
                        .filter_map(|endpoint| endpoint.address)
                        .any(|own| own.to_string() == *address)
                };
                if addresses.iter().any(own) {
                    Resolution::Right(addresses)
                } else {
                    Resolution::Elsewhere(addresses)
                }
            }
        })
    }

    /// Whether the name leads where it should.
    pub(super) fn name(
        &mut self,
        from: &Container,
        target: &Container,
        aim: &Aim,
        resolution: &Resolution,
        reply: &Reply,
    ) -> Result<(), Halt> {
        let subject = name_subject(from, aim);
        let answered = matches!(reply, Reply::Answer(_));
        match resolution {
            Resolution::NotNeeded | Resolution::NotAsked => Ok(()),
            Resolution::NotFound if answered => Ok(()),
            Resolution::Right(addresses) => {
                self.well("name", subject, Some(verbatim(&addresses.join(", "))));
                Ok(())
            }
            Resolution::Elsewhere(addresses) if answered => {
                let found = Some(verbatim(&addresses.join(", ")));
                self.hop(Standing::Noted, "name", subject, found);
                Ok(())
            }
            Resolution::Elsewhere(addresses) => {
                let expected = self.scene.shared_address(target, from);
                let problem = Problem::new(Cause::NameResolvesUnexpectedly)
                    .with("name", &aim.host)
                    .with("container", &from.name)
                    .expected(verbatim(expected.as_deref().unwrap_or("-")))
                    .found(verbatim(&addresses.join(", ")));
                Err(self.stuck("name", subject, problem))
            }
            Resolution::NotFound => Err(self.stuck("name", subject, unresolved(from, &aim.host))),
        }
    }
}

/// The sentence that a name is known inside a container.
pub(super) fn name_subject(from: &Container, aim: &Aim) -> Message {
    Message::new("subject-dns")
        .with("name", &aim.host)
        .with("container", &from.name)
}

#[cfg(test)]
mod tests {
    use super::nslookup_addresses;

    #[test]
    fn the_name_servers_own_address_is_no_answer() {
        let text = "Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\nNon-authoritative answer:\n\
                    Name:\tweb\nAddress: 172.18.0.3\n";
        assert_eq!(nslookup_addresses(text), ["172.18.0.3"]);
    }
}
