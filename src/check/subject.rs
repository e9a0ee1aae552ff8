//! What a condition asks, as one short sentence for the list on the screen.

use crate::l10n::Message;
use crate::lesson::condition::{Condition, Http, Kind, NetworkMode, WantedState};

/// The sentence for the condition at a position among those of its step, whose names are filled in.
/// Of several questions each has its number.
#[must_use]
pub fn among(conditions: &[Condition], position: usize) -> Message {
    let is_question = |condition: &&Condition| matches!(condition.kind, Kind::Answer { .. });
    let kind = &conditions[position].kind;
    let several = conditions.iter().filter(is_question).count() > 1;
    if several && matches!(kind, Kind::Answer { .. }) {
        let number = conditions.iter().take(position + 1).filter(is_question);
        return Message::new("subject-answer-number").with("number", number.count());
    }
    of(kind)
}

/// The sentence for a condition whose names are filled in.
#[must_use]
pub fn of(kind: &Kind) -> Message {
    match kind {
        Kind::Engine { .. } => Message::new("subject-engine"),
        Kind::Image { name, absent, .. } => {
            let id = if *absent {
                "subject-image-absent"
            } else {
                "subject-image"
            };
            Message::new(id).with("image", name)
        }
        Kind::Network {
            name,
            driver,
            absent,
        } => match (driver, absent) {
            (_, true) => Message::new("subject-network-absent").with("network", name),
            (Some(driver), false) => Message::new("subject-network-driver")
                .with("network", name)
                .with("driver", driver),
            (None, false) => Message::new("subject-network").with("network", name),
        },
        Kind::Container {
            name,
            state,
            exit_code,
            image,
            absent,
        } => container(name, *state, *exit_code, image.as_deref(), *absent),
        Kind::Endpoint {
            container,
            network,
            only,
            absent,
        } => {
            let Some(container) = container else {
                return Message::new("subject-endpoint-any").with("network", network);
            };
            let id = match (absent, only) {
                (true, _) => "subject-endpoint-absent",
                (false, true) => "subject-endpoint-only",
                (false, false) => "subject-endpoint",
            };
            Message::new(id)
                .with("container", container)
                .with("network", network)
        }
        Kind::Mode { container, mode } => {
            let id = match mode {
                NetworkMode::Host => "subject-mode-host",
                NetworkMode::Bridge => "subject-mode-bridge",
                NetworkMode::None => "subject-mode-none",
                NetworkMode::Container => "subject-mode-container",
            };
            Message::new(id).with("container", container)
        }
        Kind::Port {
            container,
            port,
            host_port,
            published,
        } => port_subject(container, *port, host_port.as_deref(), *published),
        Kind::OnlyPublished { host_ports } => {
            Message::new("subject-only-published").with("ports", host_ports.join(", "))
        }
        Kind::Dns {
            from,
            name,
            resolves,
            ..
        } => {
            let id = if *resolves {
                "subject-dns"
            } else {
                "subject-dns-not"
            };
            Message::new(id).with("container", from).with("name", name)
        }
        Kind::Http(http) => http_subject(http),
        other => trace(other),
    }
}

fn container(
    name: &str,
    state: WantedState,
    exit_code: Option<i64>,
    image: Option<&str>,
    absent: bool,
) -> Message {
    if absent {
        return Message::new("subject-container-absent").with("container", name);
    }
    let id = match (state, image.is_some()) {
        (WantedState::Exited, true) if exit_code.is_some() => "subject-container-code-image",
        (WantedState::Exited, false) if exit_code.is_some() => "subject-container-code",
        (WantedState::Running, true) => "subject-container-runs-image",
        (WantedState::Running, false) => "subject-container-runs",
        (WantedState::Exited, true) => "subject-container-exited-image",
        (WantedState::Exited, false) => "subject-container-exited",
        (WantedState::Created, true) => "subject-container-created-image",
        (WantedState::Created, false) => "subject-container-created",
        (WantedState::Any, true) => "subject-container-there-image",
        (WantedState::Any, false) => "subject-container-there",
    };
    let message = Message::new(id).with("container", name);
    let message = match exit_code {
        Some(code) => message.with("code", code.to_string()),
        None => message,
    };
    match image {
        Some(image) => message.with("image", image),
        None => message,
    }
}

fn port_subject(container: &str, port: u16, host_port: Option<&str>, published: bool) -> Message {
    let message = match (published, host_port) {
        (false, _) => Message::new("subject-port-not"),
        (true, None) => Message::new("subject-port"),
        (true, Some(host_port)) => Message::new("subject-port-as").with("host", host_port),
    };
    message
        .with("container", container)
        .with("port", port.to_string())
}

fn http_subject(http: &Http) -> Message {
    if let Some(count) = http.backends.filter(|count| *count > 1) {
        return Message::new("subject-http-backends")
            .with("url", &http.url)
            .with("count", count);
    }
    let id = match (&http.from, http.answers, http.status) {
        (None, false, _) => "subject-http-host-silent",
        (Some(_), false, _) => "subject-http-silent",
        (None, true, Some(_)) => "subject-http-host-status",
        (Some(_), true, Some(_)) => "subject-http-status",
        (None, true, None) => "subject-http-host",
        (Some(_), true, None) => "subject-http",
    };
    let message = Message::new(id).with("url", &http.url);
    let message = match &http.from {
        Some(from) => message.with("container", from),
        None => message,
    };
    match http.status {
        Some(status) => message.with("status", status.to_string()),
        None => message,
    }
}

fn trace(kind: &Kind) -> Message {
    match kind {
        Kind::Exec {
            container, command, ..
        } => Message::new("subject-exec")
            .with("container", container)
            .with("command", command.join(" ")),
        Kind::Request { at, from, host, .. } => match (from.as_deref(), host) {
            (None | Some("host"), _) => Message::new("subject-request-any").with("container", at),
            (Some(from), None) => Message::new("subject-request")
                .with("container", at)
                .with("from", from),
            (Some(from), Some(host)) => Message::new("subject-request-as")
                .with("container", at)
                .with("from", from)
                .with("host", host),
        },
        Kind::ExecSeen { container, .. } => {
            Message::new("subject-exec-seen").with("container", container)
        }
        Kind::Log {
            container,
            contains,
            absent,
        } => {
            let id = if *absent {
                "subject-log-not"
            } else {
                "subject-log"
            };
            Message::new(id)
                .with("container", container)
                .with("text", contains)
        }
        Kind::File {
            path,
            container,
            same_as,
            contains,
            ..
        } => match (container, same_as) {
            (Some(container), Some(lab)) => Message::new("subject-file-same")
                .with("container", container)
                .with("file", lab),
            (Some(container), None) => Message::new("subject-file-in")
                .with("container", container)
                .with("file", path),
            (None, _) => match contains.as_slice() {
                [] => Message::new("subject-file").with("file", path),
                [text] => Message::new("subject-file-says")
                    .with("file", path)
                    .with("text", text),
                several => Message::new("subject-file-lines")
                    .with("file", path)
                    .with("count", several.len()),
            },
        },
        Kind::All(inner) => several("subject-all", inner),
        Kind::Any(inner) => several("subject-any", inner),
        Kind::Not(inner) => Message::new("subject-not").with("inner", of(&inner.kind)),
        // An answer; every other kind is named by `of`.
        _ => Message::new("subject-answer"),
    }
}

/// The first of several stands for all in the list.
fn several(id: &'static str, inner: &[crate::lesson::Condition]) -> Message {
    match inner.first() {
        Some(first) if inner.len() == 1 => of(&first.kind),
        Some(first) => Message::new(id)
            .with("first", of(&first.kind))
            .with("more", inner.len() - 1),
        None => Message::new("subject-answer"),
    }
}

#[cfg(test)]
mod tests {
    use super::{among, of};
    use crate::l10n::{Language, Words};
    use crate::lesson::condition::{Condition, Kind, Wanted, WantedState};

    fn condition(kind: Kind) -> Condition {
        Condition {
            id: "it".into(),
            within: None,
            needs: Vec::new(),
            kind,
        }
    }

    fn question(name: &str) -> Condition {
        condition(Kind::Answer {
            name: name.into(),
            wanted: Wanted::Equals("4".into()),
            ignore_case: true,
        })
    }

    #[test]
    fn several_questions_of_a_step_are_told_apart() {
        let network = condition(Kind::Network {
            name: "net".into(),
            driver: None,
            absent: false,
        });
        let step = [question("one"), network, question("two")];
        for (language, said) in [
            (
                Language::English,
                [
                    "question 1 is answered",
                    "network net exists",
                    "question 2 is answered",
                ],
            ),
            (
                Language::Korean,
                ["질문 1에 답했다", "net 네트워크가 있다", "질문 2에 답했다"],
            ),
        ] {
            let words = Words::load(language);
            let labels: Vec<String> = (0..3).map(|at| words.say(&among(&step, at))).collect();
            assert_eq!(labels, said);
        }
        assert_eq!(among(&step[..2], 0).id, "subject-answer");
    }

    #[test]
    fn an_image_that_is_demanded_is_said_whatever_the_state() {
        let words = Words::load(Language::English);
        for state in [
            WantedState::Running,
            WantedState::Exited,
            WantedState::Created,
            WantedState::Any,
        ] {
            let kind = Kind::Container {
                name: "shop".into(),
                state,
                exit_code: None,
                image: Some("shop:1".into()),
                absent: false,
            };
            let label = words.say(&of(&kind));
            assert!(label.contains("shop:1"), "{label}");
        }
    }
}
