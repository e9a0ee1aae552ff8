//! Checks of each kind of condition: which keys go together, and what their values may be.

use std::ops::Range;

use super::codes::Code;
use super::condition::{Condition, Kind, NetworkMode, WantedState};
use super::control;
use super::diagnostics::Problem;
use super::model::NameKind;
use super::names;
use super::raw_condition::{
    RawCondition, RawContainer, RawEndpoint, RawImage, RawNetwork, RawPort,
};
use super::read::{At, TextOrNumber};
use super::validate::Checker;
use super::validate_condition::Ids;
use super::validate_template::Live;
use crate::l10n::Message;

const STATES: &[(&str, WantedState)] = &[
    ("running", WantedState::Running),
    ("exited", WantedState::Exited),
    ("created", WantedState::Created),
    ("any", WantedState::Any),
];

const MODES: &[(&str, NetworkMode)] = &[
    ("host", NetworkMode::Host),
    ("bridge", NetworkMode::Bridge),
    ("none", NetworkMode::None),
    ("container", NetworkMode::Container),
];

pub(super) fn text(value: Option<&At<String>>) -> Option<String> {
    value.map(|text| text.value.clone())
}

pub(super) fn texts(list: &[At<String>]) -> Vec<String> {
    list.iter().map(|text| text.value.clone()).collect()
}

pub(super) fn flag(value: Option<&At<bool>>, otherwise: bool) -> bool {
    value.map_or(otherwise, |flag| flag.value)
}

impl Checker<'_> {
    /// What a condition asks, if it asks exactly one thing.
    pub(super) fn kind<'r>(
        &mut self,
        raw: &'r At<RawCondition>,
        known: &mut Ids<'r>,
    ) -> Option<Kind> {
        let condition = &raw.value;
        let kinds = present(condition);
        if let Some((second, span)) = kinds.get(1)
            && let Some((first, _)) = kinds.first()
        {
            self.add(
                Problem::new(Code::SeveralKinds, span.clone())
                    .with("first", *first)
                    .with("second", *second),
            );
            return None;
        }
        if kinds.is_empty() {
            if !condition.broken {
                let known: Vec<&str> = RawCondition::KEYS
                    .iter()
                    .copied()
                    .filter(|key| !matches!(*key, "id" | "within" | "needs"))
                    .collect();
                self.add(
                    Problem::new(Code::NoKind, raw.span.clone()).with("known", known.join(", ")),
                );
            }
            return None;
        }
        match kinds.first().map(|(kind, _)| *kind)? {
            "engine" | "image" | "network" | "container" | "endpoint" | "mode" | "port" => {
                self.inspected(condition)
            }
            "all" | "any" | "not" => self.combined(condition, known),
            _ => self.probed(condition),
        }
    }

    fn inspected(&mut self, raw: &RawCondition) -> Option<Kind> {
        if let Some(engine) = &raw.engine {
            let version = engine.value.minimum_api.as_ref();
            if let Some(version) = version
                && !is_version(&version.value)
            {
                self.add(
                    Problem::new(Code::BadVersion, version.span.clone())
                        .with("value", control::shown(&version.value)),
                );
            }
            return Some(Kind::Engine {
                minimum_api: text(version),
            });
        }
        if let Some(image) = &raw.image {
            return self.image(&image.value);
        }
        if let Some(network) = &raw.network {
            return Some(self.network(&network.value));
        }
        if let Some(container) = &raw.container {
            return self.container(&container.value);
        }
        if let Some(endpoint) = &raw.endpoint {
            return Some(self.endpoint(endpoint));
        }
        if let Some(mode) = &raw.mode {
            self.object(&mode.value.container, NameKind::Container, Live::Forbidden);
            return self.one_of(&mode.value.mode, MODES).map(|word| Kind::Mode {
                container: mode.value.container.value.clone(),
                mode: word,
            });
        }
        raw.port.as_ref().and_then(|port| self.port(port))
    }

    fn probed(&mut self, raw: &RawCondition) -> Option<Kind> {
        if let Some(dns) = &raw.dns {
            return Some(self.dns(&dns.value));
        }
        if let Some(http) = &raw.http {
            return Some(Kind::Http(self.http(&http.value)));
        }
        if let Some(exec) = &raw.exec {
            return Some(self.exec(exec));
        }
        if let Some(request) = &raw.request {
            return Some(self.request(&request.value));
        }
        if let Some(seen) = &raw.exec_seen {
            self.object(&seen.value.container, NameKind::Container, Live::Forbidden);
            self.optional(seen.value.command.as_ref());
            return Some(Kind::ExecSeen {
                container: seen.value.container.value.clone(),
                command: text(seen.value.command.as_ref()),
            });
        }
        if let Some(log) = &raw.log {
            self.object(&log.value.container, NameKind::Container, Live::Forbidden);
            self.not_empty(&log.value.contains);
            self.template(&log.value.contains, Live::Allowed);
            return Some(Kind::Log {
                container: log.value.container.value.clone(),
                contains: log.value.contains.value.clone(),
                absent: flag(log.value.absent.as_ref(), false),
            });
        }
        if let Some(file) = &raw.file {
            return Some(self.file(&file.value));
        }
        raw.answer.as_ref().and_then(|answer| self.answer(answer))
    }

    fn combined<'r>(&mut self, raw: &'r RawCondition, known: &mut Ids<'r>) -> Option<Kind> {
        if let Some(list) = &raw.all {
            return self.list(list, known).map(Kind::All);
        }
        if let Some(list) = &raw.any {
            return self.list(list, known).map(Kind::Any);
        }
        let inner = raw.not.as_ref()?;
        self.condition(inner, known)
            .map(|condition| Kind::Not(Box::new(condition)))
    }

    fn list<'r>(
        &mut self,
        list: &'r At<Vec<At<RawCondition>>>,
        known: &mut Ids<'r>,
    ) -> Option<Vec<Condition>> {
        if list.value.is_empty() {
            self.add(Problem::new(Code::Empty, list.span.clone()));
            return None;
        }
        let inner: Vec<Condition> = list
            .value
            .iter()
            .filter_map(|condition| self.condition(condition, known))
            .collect();
        (inner.len() == list.value.len()).then_some(inner)
    }

    /// A text that need not be there, but must be something if it is.
    pub(super) fn optional(&mut self, value: Option<&At<String>>) {
        if let Some(text) = value {
            self.not_empty(text);
            self.template(text, Live::Allowed);
        }
    }

    pub(super) fn all_optional(&mut self, list: &[At<String>]) {
        for text in list {
            self.optional(Some(text));
        }
    }

    fn image(&mut self, raw: &RawImage) -> Option<Kind> {
        self.object(&raw.name, NameKind::Image, Live::Forbidden);
        let absent = flag(raw.absent.as_ref(), false);
        let mut label = None;
        if let Some(text) = &raw.label {
            if absent {
                self.contradiction(&text.span, "absent", "label");
            }
            let Some((key, value)) = text.value.split_once('=') else {
                self.add(
                    Problem::new(Code::NotOneOf, text.span.clone())
                        .with("value", control::shown(&text.value))
                        .with("known", "KEY=VALUE"),
                );
                return None;
            };
            label = Some((key.to_owned(), value.to_owned()));
        }
        Some(Kind::Image {
            name: raw.name.value.clone(),
            label,
            absent,
        })
    }

    fn network(&mut self, raw: &RawNetwork) -> Kind {
        self.object(&raw.name, NameKind::Network, Live::Forbidden);
        self.optional(raw.driver.as_ref());
        let absent = flag(raw.absent.as_ref(), false);
        if let Some(driver) = &raw.driver
            && absent
        {
            self.contradiction(&driver.span, "absent", "driver");
        }
        Kind::Network {
            name: raw.name.value.clone(),
            driver: text(raw.driver.as_ref()),
            absent,
        }
    }

    fn container(&mut self, raw: &RawContainer) -> Option<Kind> {
        self.object(&raw.name, NameKind::Container, Live::Forbidden);
        let absent = flag(raw.absent.as_ref(), false);
        let state = match &raw.state {
            Some(word) => {
                if absent {
                    self.contradiction(&word.span, "absent", "state");
                }
                self.one_of(word, STATES)?
            }
            // Only what has ended has an exit code.
            None if raw.exit_code.is_some() => WantedState::Exited,
            None => WantedState::Running,
        };
        let exit_code = raw.exit_code.as_ref().map(|code| {
            if absent {
                self.contradiction(&code.span, "absent", "exit_code");
            } else if state != WantedState::Exited {
                self.needs_exited(raw);
            }
            self.within(code, 0, 255)
        });
        if let Some(image) = &raw.image {
            self.object(image, NameKind::Image, Live::Forbidden);
            if absent {
                self.contradiction(&image.span, "absent", "image");
            }
        }
        Some(Kind::Container {
            name: raw.name.value.clone(),
            state,
            exit_code,
            image: text(raw.image.as_ref()),
            absent,
        })
    }

    /// With an exit code there is only one state it can be in.
    fn needs_exited(&mut self, raw: &RawContainer) {
        if let Some(word) = &raw.state {
            self.add(
                Problem::new(Code::NotOneOf, word.span.clone())
                    .with("value", control::shown(&word.value))
                    .with("known", "exited")
                    .help(Message::new("lesson-help-exit-code")),
            );
        }
    }

    fn endpoint(&mut self, at: &At<RawEndpoint>) -> Kind {
        let raw = &at.value;
        if let Some(container) = &raw.container {
            self.object(container, NameKind::Container, Live::Forbidden);
        }
        self.object(&raw.network, NameKind::Network, Live::Forbidden);
        let absent = flag(raw.absent.as_ref(), false);
        let only = flag(raw.only.as_ref(), false);
        // Of which container, if not of any?
        if raw.container.is_none() && (absent || only) && !raw.broken {
            self.add(Problem::new(Code::MissingKey, at.span.clone()).with("key", "container"));
        }
        if let Some(flag) = &raw.only
            && absent
            && only
        {
            self.contradiction(&flag.span, "absent", "only");
        }
        Kind::Endpoint {
            container: text(raw.container.as_ref()),
            network: raw.network.value.clone(),
            only,
            absent,
        }
    }

    fn port(&mut self, at: &At<RawPort>) -> Option<Kind> {
        let raw = &at.value;
        if let Some(only) = &raw.only_published {
            let host_ports = only.value.iter().map(|port| self.host_port(port)).collect();
            let others = [
                ("container", raw.container.as_ref().map(|value| &value.span)),
                ("port", raw.port.as_ref().map(|value| &value.span)),
                ("host_port", raw.host_port.as_ref().map(|value| &value.span)),
                ("published", raw.published.as_ref().map(|value| &value.span)),
            ];
            for (key, span) in others {
                if let Some(span) = span {
                    self.contradiction(span, "only_published", key);
                }
            }
            return Some(Kind::OnlyPublished { host_ports });
        }
        let (Some(container), Some(port)) = (&raw.container, &raw.port) else {
            if !raw.broken {
                let key = if raw.container.is_none() {
                    "container"
                } else {
                    "port"
                };
                self.add(Problem::new(Code::MissingKey, at.span.clone()).with("key", key));
            }
            return None;
        };
        self.object(container, NameKind::Container, Live::Forbidden);
        let number = self.within(port, 1, 65_535);
        let host_port = raw.host_port.as_ref().map(|port| self.host_port(port));
        Some(Kind::Port {
            container: container.value.clone(),
            port: u16::try_from(number).unwrap_or_default(),
            host_port,
            published: flag(raw.published.as_ref(), true),
        })
    }

    /// A port on the host: a number, or the name of one.
    fn host_port(&mut self, port: &At<TextOrNumber>) -> String {
        let text = At::new(port.value.0.clone(), port.span.clone());
        if self.template(&text, Live::Forbidden) {
            let filled = self.fill(&text.value);
            if filled == text.value
                && let Err(problem) = names::check(NameKind::Port, &filled)
            {
                self.add(
                    Problem::new(Code::BadName, port.span.clone())
                        .with("reason", problem.message()),
                );
            }
        }
        text.value
    }
}

/// The kinds that a condition has, with their places, in the order of the file.
fn present(raw: &RawCondition) -> Vec<(&'static str, Range<usize>)> {
    let mut kinds = Vec::new();
    macro_rules! look {
        ($($field:ident)+) => {$(
            if let Some(value) = &raw.$field {
                kinds.push((stringify!($field), value.span.clone()));
            }
        )+};
    }
    look!(engine image network container endpoint mode port dns http exec request exec_seen log file answer all any not);
    kinds.sort_by_key(|(_, span)| span.start);
    kinds
}

/// `1.41`
fn is_version(text: &str) -> bool {
    text.split_once('.').is_some_and(|(major, minor)| {
        [major, minor]
            .iter()
            .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    })
}
