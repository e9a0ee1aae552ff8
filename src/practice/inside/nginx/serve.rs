//! One request: from the server and location it belongs to, to its answer and its log lines.

use std::collections::BTreeMap;

use super::answer::{absolute, finish, normalise, plain_page};
use super::model::{Action, Matching, Place, Server, Settings};
use super::variables::{Asked, own_address};
use super::{Nginx, logs};
use crate::practice::inside::clock::Moment;
use crate::practice::inside::{HttpRequest, HttpResponse, NetError, Surroundings};

/// How often a request may be sent on inside nginx.
const MOST_REDIRECTS: usize = 10;

/// What a location makes of a request.
pub(super) enum Made {
    Answer(Answer),
    /// A status for which a page is to be found.
    Status(u16),
    /// Ask another location.
    Again(String),
}

/// An answer before nginx has put its own headers on it.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    /// Whether the length is unknown, so that the body goes out in chunks.
    pub(super) chunked: bool,
}

impl Nginx {
    /// Answers a request and logs it.
    pub(in crate::practice::inside) fn handle(
        &mut self,
        port: u16,
        request: HttpRequest,
        inside: &mut dyn Surroundings,
    ) -> Result<HttpResponse, NetError> {
        let server = self.server(port, &request).ok_or(NetError::Refused)?;
        self.connections += 1;
        let worker =
            usize::try_from(self.connections_accepted).unwrap_or(0) % self.config.workers.max(1);
        self.connections_accepted += 1;
        let head = request.method == "HEAD";
        let mut asked = Asked {
            port,
            server_address: own_address(inside, request.from),
            server_name: server.names.first().cloned().unwrap_or_default(),
            uri: String::new(),
            arguments: None,
            redirected: false,
            root: String::new(),
            filename: String::new(),
            own: BTreeMap::new(),
            proxy_host: String::new(),
            proxy_port: 80,
            upstream_address: Vec::new(),
            upstream_status: Vec::new(),
            upstream_headers: Vec::new(),
            connection: self.connections,
            pid: self.worker_pid(worker),
            hostname: inside.hostname(),
            moment: Moment::of(inside.now()),
            status: 0,
            sent: 0,
            sent_headers: Vec::new(),
            request,
        };
        let (answer, settings) = self.answer(&server, worker, &mut asked, inside);
        let response = finish(answer, &settings, &mut asked, head);
        logs::access(&self.config, &settings, &asked, inside);
        Ok(response)
    }

    fn server(&self, port: u16, request: &HttpRequest) -> Option<Server> {
        let here: Vec<&Server> = self
            .config
            .servers
            .iter()
            .filter(|server| server.listens.iter().any(|listen| listen.port == port))
            .collect();
        let host = request
            .header("host")
            .and_then(|host| host.split(':').next())
            .map(str::to_lowercase)
            .unwrap_or_default();
        let named = |fits: &dyn Fn(&str) -> bool| {
            here.iter()
                .find(|server| server.names.iter().any(|name| fits(name)))
        };
        named(&|name| name == host)
            .or_else(|| {
                named(&|name| {
                    name.strip_prefix('*')
                        .or_else(|| name.strip_prefix('.').map(|_| name))
                        .is_some_and(|end| {
                            end.len() > 1 && (host.ends_with(end) || end.get(1..) == Some(&host))
                        })
                })
            })
            .or_else(|| {
                named(&|name| {
                    name.strip_suffix('*')
                        .is_some_and(|start| start.len() > 1 && host.starts_with(start))
                })
            })
            .or_else(|| {
                here.iter().find(|server| {
                    server
                        .listens
                        .iter()
                        .any(|listen| listen.port == port && listen.default)
                })
            })
            .or(here.first())
            .map(|server| (*server).clone())
    }

    fn answer(
        &mut self,
        server: &Server,
        worker: usize,
        asked: &mut Asked,
        inside: &mut dyn Surroundings,
    ) -> (Answer, Settings) {
        let (path, arguments) = match asked.request.target.split_once('?') {
            Some((path, arguments)) => (path.to_owned(), Some(arguments.to_owned())),
            None => (asked.request.target.clone(), None),
        };
        asked.arguments = arguments;
        let Some(mut next) = normalise(&path) else {
            return (
                plain_page(400, &server.place.settings, asked),
                server.place.settings.clone(),
            );
        };
        let mut error: Option<(u16, Option<Option<u16>>)> = None;
        let mut place = &server.place;
        for round in 0..=MOST_REDIRECTS {
            let made = if let Some(named) = next.strip_prefix('@') {
                if let Some(found) = server.place.locations.iter().find(|location| {
                    location.matching == Some(Matching::Named)
                        && location.path.strip_prefix('@') == Some(named)
                }) {
                    place = found;
                    self.place(place, worker, asked, inside)
                } else {
                    let text = format!("could not find named location \"@{named}\"");
                    logs::error(&server.place.settings, "error", &text, asked, inside);
                    Made::Status(500)
                }
            } else {
                asked.uri.clone_from(&next);
                place = &server.place;
                if let Some(made) = Self::actions(&server.place, asked) {
                    made
                } else {
                    place = locate(&server.place, &next);
                    if place.internal && round == 0 {
                        Made::Status(404)
                    } else {
                        self.place(place, worker, asked, inside)
                    }
                }
            };
            match made {
                Made::Answer(mut answer) => {
                    if let Some((status, change)) = error {
                        answer.status = match change {
                            None => status,
                            Some(Some(code)) => code,
                            Some(None) => answer.status,
                        };
                    }
                    return (answer, place.settings.clone());
                }
                Made::Again(uri) => next = uri,
                Made::Status(status) => {
                    let page = place
                        .settings
                        .error_pages
                        .iter()
                        .find(|page| page.codes.contains(&status));
                    match page {
                        Some(page) if error.is_none() => {
                            let target = asked.fill(&page.target, "");
                            if target.starts_with("http://") || target.starts_with("https://") {
                                let mut answer = plain_page(302, &place.settings, asked);
                                answer.headers.push(("Location".into(), target));
                                return (answer, place.settings.clone());
                            }
                            error = Some((status, page.change));
                            asked.redirected = true;
                            if asked.request.method != "HEAD" && !target.starts_with('@') {
                                asked.request.method = "GET".into();
                            }
                            next = target;
                        }
                        _ => {
                            let shown = error.map_or(status, |_| status);
                            return (
                                plain_page(shown, &place.settings, asked),
                                place.settings.clone(),
                            );
                        }
                    }
                }
            }
        }
        let text = format!(
            "rewrite or internal redirection cycle while internally redirecting to \"{next}\""
        );
        logs::error(&place.settings, "error", &text, asked, inside);
        (
            plain_page(500, &place.settings, asked),
            place.settings.clone(),
        )
    }

    fn actions(place: &Place, asked: &mut Asked) -> Option<Made> {
        for action in &place.actions {
            match action {
                Action::Set(name, value) => {
                    let value = asked.fill(value, "");
                    asked.own.insert(name.clone(), value);
                }
                Action::Return(status, text) => {
                    return Some(returned(*status, text.as_deref(), place, asked));
                }
            }
        }
        None
    }

    fn place(
        &mut self,
        place: &Place,
        worker: usize,
        asked: &mut Asked,
        inside: &mut dyn Surroundings,
    ) -> Made {
        if place.matching.is_some()
            && let Some(made) = Self::actions(place, asked)
        {
            return made;
        }
        if !place.try_files.is_empty()
            && let Some(made) = super::files::try_files(place, asked, inside)
        {
            return made;
        }
        if place.proxy.is_some() {
            return self.proxy(place, worker, asked, inside);
        }
        super::files::serve(&self.config, place, asked, inside)
    }
}

/// The location for a path: the exact one, or the one with the longest prefix.
fn locate<'a>(around: &'a Place, uri: &str) -> &'a Place {
    let mut best: Option<&Place> = None;
    for location in &around.locations {
        match location.matching {
            Some(Matching::Exact) if location.path == uri => return location,
            Some(Matching::Prefix)
                if uri.starts_with(&location.path)
                    && best.is_none_or(|known| known.path.len() < location.path.len()) =>
            {
                best = Some(location);
            }
            _ => {}
        }
    }
    best.map_or(around, |found| locate(found, uri))
}

fn returned(status: u16, text: Option<&str>, place: &Place, asked: &Asked) -> Made {
    let filled = text.map(|text| asked.fill(text, ""));
    if matches!(status, 301 | 302 | 303 | 307 | 308)
        && let Some(target) = filled
    {
        let mut answer = plain_page(status, &place.settings, asked);
        answer
            .headers
            .push(("Location".into(), absolute(&target, &place.settings, asked)));
        return Made::Answer(answer);
    }
    match filled {
        None if status == 204 || status < 300 => Made::Answer(Answer {
            status,
            headers: content_type(status, place, None),
            body: Vec::new(),
            chunked: false,
        }),
        None => Made::Status(status),
        Some(body) => Made::Answer(Answer {
            status,
            headers: content_type(status, place, None),
            body: body.into_bytes(),
            chunked: false,
        }),
    }
}

fn content_type(status: u16, place: &Place, kind: Option<String>) -> Vec<(String, String)> {
    if status == 204 {
        return Vec::new();
    }
    let kind = kind.unwrap_or_else(|| place.settings.default_type.clone());
    vec![("Content-Type".into(), kind)]
}
