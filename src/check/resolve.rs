//! Fills names and live values into a condition, so that looking at it needs no templates.

use crate::lesson::condition::{Condition, Http, Kind, Wanted};

/// The same condition with every template passed through `fill`.
#[must_use]
pub fn resolve(condition: &Condition, fill: &mut dyn FnMut(&str) -> String) -> Condition {
    Condition {
        id: condition.id.clone(),
        within: condition.within,
        needs: condition.needs.clone(),
        kind: kind(&condition.kind, fill),
    }
}

fn kind(kind: &Kind, fill: &mut dyn FnMut(&str) -> String) -> Kind {
    match kind.clone() {
        Kind::Engine { minimum_api } => Kind::Engine { minimum_api },
        Kind::Image {
            name,
            label,
            absent,
        } => Kind::Image {
            name: fill(&name),
            label: label.map(|(key, value)| (key, fill(&value))),
            absent,
        },
        Kind::Network {
            name,
            driver,
            absent,
        } => Kind::Network {
            name: fill(&name),
            driver: optional(driver, fill),
            absent,
        },
        Kind::Container {
            name,
            state,
            exit_code,
            image,
            absent,
        } => Kind::Container {
            name: fill(&name),
            state,
            exit_code,
            image: optional(image, fill),
            absent,
        },
        Kind::Endpoint {
            container,
            network,
            only,
            absent,
        } => Kind::Endpoint {
            container: optional(container, fill),
            network: fill(&network),
            only,
            absent,
        },
        Kind::Mode { container, mode } => Kind::Mode {
            container: fill(&container),
            mode,
        },
        Kind::Port {
            container,
            port,
            host_port,
            published,
        } => Kind::Port {
            container: fill(&container),
            port,
            host_port: optional(host_port, fill),
            published,
        },
        Kind::OnlyPublished { host_ports } => Kind::OnlyPublished {
            host_ports: all(&host_ports, fill),
        },
        Kind::Dns {
            from,
            name,
            to,
            resolves,
            control,
        } => Kind::Dns {
            from: fill(&from),
            name: fill(&name),
            to: optional(to, fill),
            resolves,
            control: optional(control, fill),
        },
        Kind::Http(request) => Kind::Http(http(request, fill)),
        Kind::All(conditions) => Kind::All(conditions.iter().map(|c| resolve(c, fill)).collect()),
        Kind::Any(conditions) => Kind::Any(conditions.iter().map(|c| resolve(c, fill)).collect()),
        Kind::Not(condition) => Kind::Not(Box::new(resolve(&condition, fill))),
        other => trace(other, fill),
    }
}

/// The kinds that look at what has happened, and at files and answers.
fn trace(kind: Kind, fill: &mut dyn FnMut(&str) -> String) -> Kind {
    match kind {
        Kind::Exec {
            container,
            command,
            exit_code,
            stdout,
        } => Kind::Exec {
            container: fill(&container),
            command: all(&command, fill),
            exit_code,
            stdout: optional(stdout, fill),
        },
        Kind::Request {
            at,
            from,
            host,
            path,
            contains,
        } => Kind::Request {
            at: fill(&at),
            from: optional(from, fill),
            host: optional(host, fill),
            path: optional(path, fill),
            contains: optional(contains, fill),
        },
        Kind::ExecSeen { container, command } => Kind::ExecSeen {
            container: fill(&container),
            command: optional(command, fill),
        },
        Kind::Log {
            container,
            contains,
            absent,
        } => Kind::Log {
            container: fill(&container),
            contains: fill(&contains),
            absent,
        },
        Kind::File {
            path,
            container,
            contains,
            lacks,
            same_as,
        } => Kind::File {
            path: fill(&path),
            container: optional(container, fill),
            contains: all(&contains, fill),
            lacks: all(&lacks, fill),
            same_as: optional(same_as, fill),
        },
        Kind::Answer {
            name,
            wanted,
            ignore_case,
        } => Kind::Answer {
            name,
            wanted: match wanted {
                Wanted::Equals(text) => Wanted::Equals(fill(&text)),
                Wanted::Live(text) => Wanted::Live(fill(&text)),
                Wanted::Beginning(text) => Wanted::Beginning(fill(&text)),
                Wanted::OneOf(texts) => Wanted::OneOf(all(&texts, fill)),
            },
            ignore_case,
        },
        other => other,
    }
}

fn http(request: Http, fill: &mut dyn FnMut(&str) -> String) -> Http {
    Http {
        from: optional(request.from, fill),
        url: fill(&request.url),
        header: request.header.map(|(name, text)| (name, fill(&text))),
        body: optional(request.body, fill),
        ..request
    }
}

fn optional(text: Option<String>, fill: &mut dyn FnMut(&str) -> String) -> Option<String> {
    text.map(|text| fill(&text))
}

fn all(texts: &[String], fill: &mut dyn FnMut(&str) -> String) -> Vec<String> {
    texts.iter().map(|text| fill(text)).collect()
}
