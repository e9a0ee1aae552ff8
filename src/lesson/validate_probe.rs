//! Checks of the kinds of conditions that ask a container, a server or the learner.

use std::ops::Range;

use super::codes::Code;
use super::condition::{Http, Kind, Wanted};
use super::control;
use super::diagnostics::Problem;
use super::files::PathProblem;
use super::model::NameKind;
use super::raw_condition::{RawAnswer, RawDns, RawExec, RawFile, RawHttp, RawRequest};
use super::read::{At, TextOrNumber};
use super::template;
use super::validate::Checker;
use super::validate_kind::{flag, text, texts};
use super::validate_template::Live;

impl Checker<'_> {
    pub(super) fn dns(&mut self, raw: &RawDns) -> Kind {
        self.object(&raw.from, NameKind::Container, Live::Forbidden);
        self.not_empty(&raw.name);
        self.template(&raw.name, Live::Allowed);
        self.optional(raw.control.as_ref());
        let resolves = flag(raw.resolves.as_ref(), true);
        if let Some(to) = &raw.to {
            self.object(to, NameKind::Container, Live::Forbidden);
            if !resolves {
                self.contradiction(&to.span, "resolves = false", "to");
            }
        }
        if let Some(control) = &raw.control
            && resolves
        {
            self.contradiction(&control.span, "resolves = true", "control");
        }
        Kind::Dns {
            from: raw.from.value.clone(),
            name: raw.name.value.clone(),
            to: text(raw.to.as_ref()),
            resolves,
            control: text(raw.control.as_ref()),
        }
    }

    pub(super) fn http(&mut self, raw: &RawHttp) -> Http {
        self.object(&raw.from, NameKind::Container, Live::Forbidden);
        self.url(&raw.url);
        self.optional(raw.body.as_ref());
        let answers = flag(raw.answers.as_ref(), true);
        let spans: [(&'static str, Option<&Range<usize>>); 5] = [
            ("status", raw.status.as_ref().map(|value| &value.span)),
            ("header", raw.header.as_ref().map(|value| &value.span)),
            ("body", raw.body.as_ref().map(|value| &value.span)),
            ("backends", raw.backends.as_ref().map(|value| &value.span)),
            ("requests", raw.requests.as_ref().map(|value| &value.span)),
        ];
        if !answers {
            for (key, span) in spans {
                if let Some(span) = span {
                    self.contradiction(span, "answers = false", key);
                }
            }
        }
        let header = raw.header.as_ref().map(|header| {
            self.not_empty(&header.value.name);
            self.optional(Some(&header.value.value));
            (
                header.value.name.value.clone(),
                header.value.value.value.clone(),
            )
        });
        let status = raw
            .status
            .as_ref()
            .map(|status| self.within(status, 100, 599));
        let requests = match &raw.requests {
            Some(requests) => self.within(requests, 1, 100),
            None => 1,
        };
        // As many answers as are asked for can only come from as many requests.
        let backends = raw.backends.as_ref().map(|b| self.within(b, 1, requests));
        Http {
            from: Some(raw.from.value.clone()).filter(|from| from != "host"),
            url: raw.url.value.clone(),
            status: status.and_then(|status| u16::try_from(status).ok()),
            header,
            body: text(raw.body.as_ref()),
            backends: backends.and_then(|count| usize::try_from(count).ok()),
            requests: usize::try_from(requests).unwrap_or(1),
            answers,
        }
    }

    fn url(&mut self, url: &At<String>) {
        if url.is_missing() || !self.template(url, Live::Allowed) {
            return;
        }
        let host = url
            .value
            .strip_prefix("http://")
            .map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
        let fine = host.is_some_and(|host| !host.is_empty() && !host.starts_with(':'))
            && !url.value.contains(char::is_whitespace);
        if !fine {
            self.add(
                Problem::new(Code::BadUrl, url.span.clone())
                    .with("value", control::shown(&url.value)),
            );
        }
    }

    pub(super) fn exec(&mut self, at: &At<RawExec>) -> Kind {
        let raw = &at.value;
        self.object(&raw.container, NameKind::Container, Live::Forbidden);
        let container = self.fill(&raw.container.value);
        if !raw.container.is_missing() && !self.own_containers.contains(&container) {
            self.add(
                Problem::new(Code::ExecElsewhere, raw.container.span.clone())
                    .with("container", control::shown(&container)),
            );
        }
        if raw.command.is_empty() && !raw.broken {
            self.add(Problem::new(Code::MissingKey, at.span.clone()).with("key", "command"));
        }
        // An argument may be empty, a program has a name.
        if let Some(program) = raw.command.first() {
            self.not_empty(program);
        }
        for word in &raw.command {
            self.template(word, Live::Allowed);
        }
        self.optional(raw.stdout.as_ref());
        Kind::Exec {
            container: raw.container.value.clone(),
            command: texts(&raw.command),
            exit_code: match &raw.exit_code {
                Some(code) => self.within(code, 0, 255),
                None => 0,
            },
            stdout: text(raw.stdout.as_ref()),
        }
    }

    pub(super) fn request(&mut self, raw: &RawRequest) -> Kind {
        self.object(&raw.at, NameKind::Container, Live::Forbidden);
        if let Some(from) = &raw.from {
            self.object(from, NameKind::Container, Live::Forbidden);
        }
        self.optional(raw.host.as_ref());
        self.optional(raw.path.as_ref());
        self.optional(raw.contains.as_ref());
        Kind::Request {
            at: raw.at.value.clone(),
            from: text(raw.from.as_ref()),
            host: text(raw.host.as_ref()),
            path: text(raw.path.as_ref()),
            contains: text(raw.contains.as_ref()),
        }
    }

    pub(super) fn file(&mut self, raw: &RawFile) -> Kind {
        let place = raw.place.as_ref().filter(|place| place.value != "lab");
        self.template(&raw.path, Live::Forbidden);
        if let Some(container) = place {
            self.object(container, NameKind::Container, Live::Forbidden);
            if !raw.path.is_missing() && !raw.path.value.starts_with('/') {
                self.add(
                    Problem::new(Code::UnsafePath, raw.path.span.clone())
                        .with("path", control::shown(&raw.path.value))
                        .with("reason", PathProblem::Relative.message()),
                );
            }
        } else {
            self.lab_path(&raw.path);
        }
        if let Some(same_as) = &raw.same_as
            && self.lab_path(same_as)
            && !self.lab.contains_key(&same_as.value)
        {
            let lab = self.lab.clone();
            self.no_lab_file(same_as, &lab);
        }
        self.all_optional(&raw.contains);
        self.all_optional(&raw.lacks);
        Kind::File {
            path: raw.path.value.clone(),
            container: text(place),
            contains: texts(&raw.contains),
            lacks: texts(&raw.lacks),
            same_as: text(raw.same_as.as_ref()),
        }
    }

    pub(super) fn answer(&mut self, at: &At<RawAnswer>) -> Option<Kind> {
        let raw = &at.value;
        let given = usize::from(raw.equals.is_some())
            + usize::from(raw.matches_live.is_some())
            + usize::from(raw.begins_live.is_some())
            + usize::from(raw.one_of.is_some());
        if given != 1 {
            if !raw.broken {
                self.add(
                    Problem::new(Code::ExactlyOne, at.span.clone())
                        .with("keys", "equals, matches_live, begins_live, one_of"),
                );
            }
            return None;
        }
        let wanted = if let Some(live) = &raw.matches_live {
            self.live_value(live);
            Wanted::Live(live.value.clone())
        } else if let Some(live) = &raw.begins_live {
            self.live_value(live);
            Wanted::Beginning(live.value.clone())
        } else if let Some(list) = &raw.one_of {
            if list.value.is_empty() && !raw.broken {
                self.add(Problem::new(Code::Empty, list.span.clone()));
            }
            Wanted::OneOf(list.value.iter().map(|one| self.answer_text(one)).collect())
        } else {
            Wanted::Equals(self.answer_text(raw.equals.as_ref()?))
        };
        Some(Kind::Answer {
            name: raw.name.value.clone(),
            wanted,
            ignore_case: flag(raw.ignore_case.as_ref(), true),
        })
    }

    /// One live value.
    fn live_value(&mut self, live: &At<String>) {
        let fine = self.template(live, Live::Allowed);
        let values = template::live_values(&live.value).len();
        if fine && values != 1 {
            self.add(
                Problem::new(Code::NotOneOf, live.span.clone())
                    .with("value", control::shown(&live.value))
                    .with(
                        "known",
                        "${address:NAME}, ${subnet:NETWORK}, ${gateway:NETWORK}, ${driver:NETWORK}, \
                         ${id:NETWORK}",
                    ),
            );
        }
    }

    fn answer_text(&mut self, value: &At<TextOrNumber>) -> String {
        let text = At::new(value.value.0.clone(), value.span.clone());
        self.optional(Some(&text));
        text.value
    }
}
