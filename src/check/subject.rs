//! What a condition asks, as one short sentence for the list on the screen.

use crate::l10n::Message;
use crate::lesson::condition::{Http, Kind, NetworkMode, WantedState};

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
            image,
            absent,
        } => container(name, *state, image.as_deref(), *absent),
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

fn container(name: &str, state: WantedState, image: Option<&str>, absent: bool) -> Message {
    if absent {
        return Message::new("subject-container-absent").with("container", name);
    }
    match (state, image) {
        (WantedState::Running, Some(image)) => Message::new("subject-container-runs-image")
            .with("container", name)
            .with("image", image),
        (WantedState::Running, None) => {
            Message::new("subject-container-runs").with("container", name)
        }
        (WantedState::Exited, _) => {
            Message::new("subject-container-exited").with("container", name)
        }
        (WantedState::Created, _) => {
            Message::new("subject-container-created").with("container", name)
        }
        (WantedState::Any, _) => Message::new("subject-container-there").with("container", name),
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
