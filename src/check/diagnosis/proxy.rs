//! nginx in between: what its configuration passes requests to, and what is wrong behind it.

use super::aim::Aim;
use super::hop::Standing;
use super::listening::{Listening, listening};
use super::missing::missing;
use super::nginx_conf::{Pass, Passing};
use super::reply::gateway_error;
use super::walk::{Halt, Origin, Walk, Walked, is_itself};
use crate::check::probe::{ProbeFailure, Probes, Reply};
use crate::check::recipes::Configuration;
use crate::check::scene::Scene;
use crate::check::traffic::PROBE_TIMEOUT;
use crate::check::{Cause, Problem, files, verbatim};
use crate::docker::snapshot::Container;
use crate::l10n::Message;
use crate::lesson::did_you_mean;

/// Where nginx keeps the configuration of its sites.
const DEFAULT_CONFIGURATION: &str = "/etc/nginx/conf.d/default.conf";
/// Every other place where the usual images keep some.
const ALL_CONFIGURATION: &str =
    "cat /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-enabled/* 2>/dev/null";
/// More proxies in a row than this go round in a circle.
const MOST_PROXIES: usize = 4;

impl<'w, P: Probes> Walk<'w, P> {
    /// Looks behind a server that may be nginx. `port` is the server's own, which the request came
    /// to with this reply; the reply of a later, better try is given back.
    pub(super) async fn proxy(
        &mut self,
        origin: Origin<'w>,
        aim: &Aim,
        server: &'w Container,
        port: u16,
        reply: Reply,
    ) -> Walked {
        let failed = is_gateway_failure(&reply);
        let may_be = failed || matches!(reply, Reply::Answer(_));
        if !may_be || self.behind.len() >= MOST_PROXIES {
            return Ok(reply);
        }
        let Some(text) = self.configuration(server).await? else {
            return Ok(reply);
        };
        let passing = Passing::read(&text);
        self.lab_file(server, &text, &passing, failed).await?;
        let Some(pass) = passing.for_request(port, &aim.path) else {
            return Ok(reply);
        };
        if !failed && !self.whole {
            return Ok(reply);
        }
        let subject = Message::new("hop-proxy").with("container", &server.name);
        let written = format!("proxy_pass {}", pass.written);
        self.well("proxy", subject, Some(verbatim(&written)));
        if failed && pass.looks_up && !passing.has_resolver && names_somebody(pass) {
            let problem = no_resolver(server, pass);
            let subject = Message::new("hop-resolver").with("container", &server.name);
            return Err(self.stuck("resolver", subject, problem));
        }
        let mut all_answer = !pass.urls.is_empty();
        for url in &pass.urls {
            self.behind.push(server.name.clone());
            let walked = self.upstream(server, url, pass.looks_up).await;
            self.behind.pop();
            all_answer &= matches!(walked, Ok(Reply::Answer(_)));
            match walked {
                // What is wrong behind a proxy that answers has not kept it from answering.
                Err(Halt::Stuck(_)) if !failed => {}
                Err(halt) => return Err(halt),
                Ok(_) => {}
            }
        }
        if !failed || !all_answer {
            return Ok(reply);
        }
        self.stale(origin, aim, server, pass).await
    }

    /// The configuration of nginx in a running container; `None` where there is none.
    async fn configuration(&self, server: &Container) -> Result<Option<String>, ProbeFailure> {
        let known = self.scene.recipes.configuration(&server.name);
        let path = known.map_or(DEFAULT_CONFIGURATION, |known| known.path.as_str());
        let text = self.probes.container_file(server, path).await?;
        if let Some(text) = text
            && (known.is_some() || !Passing::read(&text).passes.is_empty())
        {
            return Ok(Some(text));
        }
        // Another file, perhaps; but only where there is an nginx.
        let main = self
            .probes
            .container_file(server, "/etc/nginx/nginx.conf")
            .await?;
        if main.is_none() {
            return Ok(None);
        }
        let command = ["sh", "-c", ALL_CONFIGURATION].map(str::to_owned);
        let output = self.probes.exec(server, &command, PROBE_TIMEOUT).await?;
        Ok(Some(output.stdout))
    }

    /// Whether the lab folder's file is the one in the container. A difference that sends requests
    /// elsewhere explains a failure; any difference explains an answer that is not the wanted one.
    async fn lab_file(
        &mut self,
        server: &Container,
        text: &str,
        passing: &Passing,
        failed: bool,
    ) -> Result<(), Halt> {
        let Some(configuration) = self.scene.recipes.configuration(&server.name) else {
            return Ok(());
        };
        let Some(lab) = self.probes.lab_file(&configuration.lab).await? else {
            return Ok(());
        };
        let subject = Message::new("subject-file-same")
            .with("container", &server.name)
            .with("file", &configuration.lab);
        if files::alike(&lab, text) {
            self.well("lab-file", subject, None);
            return Ok(());
        }
        let elsewhere = !Passing::read(&lab).written().eq(passing.written());
        if if failed { elsewhere } else { !self.whole } {
            let problem = not_taken_over(self.scene, server, configuration);
            return Err(self.stuck("lab-file", subject, problem));
        }
        let found = Some(Message::new("found-older-configuration"));
        self.hop(Standing::Noted, "lab-file", subject, found);
        Ok(())
    }

    /// Follows the request from nginx on.
    async fn upstream(&mut self, server: &'w Container, url: &str, looks_up: bool) -> Walked {
        let aim = Aim::of(url);
        let own = is_itself(server, &aim.host) && server.network_mode != "host";
        if own && !self.listens(server, aim.port).await? {
            let subject = Message::new("hop-listening")
                .with("container", &server.name)
                .with("port", aim.port);
            let problem = Problem::new(Cause::ProxyTargetIsLocalhost)
                .with("container", &server.name)
                .with("target", url)
                .found(verbatim(&format!("proxy_pass {url}")))
                .fix(cure(self.scene, server, ""));
            return Err(self.stuck("listening", subject, problem));
        }
        if !own && let Some(problem) = unknown_name(self.scene, server, url, &aim) {
            let subject = Message::new("subject-container-there").with("container", &aim.host);
            return Err(self.stuck("target", subject, problem));
        }
        let mut walked = self.follow(Origin::Container(server), &aim, None).await;
        if let Err(Halt::Stuck(problem)) = &mut walked
            && !looks_up
        {
            problem.fix = problem.fix.take().map(|fix| reloaded(fix, server));
        }
        walked
    }

    async fn listens(&self, server: &Container, port: u16) -> Result<bool, ProbeFailure> {
        let seen = listening(self.probes, server, port, true).await?;
        Ok(matches!(seen, Listening::Open(_)))
    }

    /// Everything is well behind nginx, and it answers the container of nginx itself: so nginx asks
    /// at an address that is not the target's any more.
    async fn stale(
        &mut self,
        origin: Origin<'w>,
        aim: &Aim,
        server: &Container,
        pass: &Pass,
    ) -> Walked {
        // It may have come up only a moment ago.
        let again = self.ask(origin, aim).await?;
        if !is_gateway_failure(&again) {
            return Ok(again);
        }
        let target = pass
            .urls
            .first()
            .map(|url| Aim::of(url).host)
            .unwrap_or_default();
        let mut problem = Problem::new(Cause::ProxyAddressStale)
            .with("container", &server.name)
            .with("target", &target)
            .fix(format!("docker exec {} nginx -s reload", server.name));
        if let Some(address) = self.remembered_address(server).await? {
            let holder = self.scene.container_called(&address, Some(server));
            problem = problem.found(match holder {
                Some(holder) => Message::new("found-address-of")
                    .with("address", address)
                    .with("container", &holder.name),
                None => Message::new("found-address-of-nobody").with("address", address),
            });
            if let Some(present) = self
                .scene
                .container_called(&target, Some(server))
                .and_then(|target| self.scene.shared_address(target, server))
            {
                problem = problem.expected(verbatim(&present));
            }
        }
        let subject = Message::new("hop-remembered-address")
            .with("container", &server.name)
            .with("target", target);
        Err(self.stuck("remembered-address", subject, problem))
    }

    /// The address that nginx complained of last.
    async fn remembered_address(&self, server: &Container) -> Result<Option<String>, ProbeFailure> {
        let log = self.probes.log(server, None).await?;
        Ok(log.iter().rev().find_map(|line| {
            let (_, rest) = line.text.split_once("upstream: \"")?;
            let aim = Aim::of(rest.split('"').next()?);
            aim.is_address().then_some(aim.host)
        }))
    }
}

/// Whether a proxy got no answer itself, or none in time.
fn is_gateway_failure(reply: &Reply) -> bool {
    match reply {
        Reply::Answer(answer) => gateway_error(answer),
        Reply::TimedOut => true,
        _ => false,
    }
}

fn names_somebody(pass: &Pass) -> bool {
    pass.urls.iter().any(|url| !Aim::of(url).is_address())
}

fn no_resolver(server: &Container, pass: &Pass) -> Problem {
    Problem::new(Cause::ConfigInvalid)
        .why(Message::new("cause-config-invalid-no-resolver").with("container", &server.name))
        .found(verbatim(&format!("proxy_pass {}", pass.written)))
}

/// nginx keeps the addresses that it found when it started: who is moved must be looked up again.
fn reloaded(fix: String, server: &Container) -> String {
    let name = &server.name;
    let moves = fix.contains("docker network ");
    let words: Vec<&str> = fix.split_whitespace().collect();
    let starts_anew = words
        .windows(2)
        .any(|pair| matches!(pair, ["--name" | "start", other] if other == name));
    if moves && !starts_anew {
        format!("{fix} && docker exec {name} nginx -s reload")
    } else {
        fix
    }
}

/// The configuration names a container that does not exist.
fn unknown_name(scene: &Scene<'_>, proxy: &Container, url: &str, aim: &Aim) -> Option<Problem> {
    let host = &aim.host;
    if aim.is_address() || scene.container_called(host, Some(proxy)).is_some() {
        return None;
    }
    // The lesson's own container that is missing is a fault of its own.
    let bare = scene.without_network(host).unwrap_or(host);
    if scene.own_containers.contains(bare) {
        return Some(missing(scene, host));
    }
    let names = scene.snapshot.containers.iter().map(|c| c.name.as_str());
    let problem = Problem::new(Cause::ProxyTargetUnknown)
        .with("container", &proxy.name)
        .with("target", host)
        .found(verbatim(&format!("proxy_pass {url}")))
        .fix(cure(scene, proxy, host));
    Some(match did_you_mean(host, names) {
        Some(close) => problem.expected(verbatim(close)),
        None => problem,
    })
}

/// The lab file says something else than the running container.
pub fn not_taken_over(
    scene: &Scene<'_>,
    proxy: &Container,
    configuration: &Configuration,
) -> Problem {
    let current = scene.snapshot.image(&proxy.image);
    let rebuilt = current.is_some_and(|image| image.id != proxy.image_id);
    let problem = if rebuilt {
        Problem::new(Cause::ImageDiffers)
            .with("image", &proxy.image)
            .fix(scene.recipes.replace(&proxy.name, true))
    } else {
        Problem::new(Cause::ConfigNotRebuilt)
            .with("file", &configuration.lab)
            .fix(scene.recipes.rebuild(&proxy.name, &proxy.image))
    };
    problem
        .with("container", &proxy.name)
        .expected(verbatim(&configuration.lab))
        .found(Message::new("found-older-configuration"))
}

/// Builds the container's image anew and runs it as the lesson does.
pub fn rebuild(scene: &Scene<'_>, container: &Container) -> Option<String> {
    scene.recipes.rebuild(&container.name, &container.image)
}

/// Puts the right target into the lab file, and the lab file into the container; without a lesson
/// the container that was meant gets the name that is written.
pub fn cure(scene: &Scene<'_>, container: &Container, written: &str) -> Option<String> {
    let Some(configuration) = scene.recipes.configuration(&container.name) else {
        let all = scene.snapshot.containers.iter();
        // What was there before a lesson is not to be renamed for it.
        let names = all.filter(|container| !scene.foreign.contains(&container.id));
        let close = did_you_mean(written, names.map(|container| container.name.as_str()))?;
        return Some(format!(
            "docker rename {close} {written} && docker restart {}",
            container.name
        ));
    };
    let edit = files::cure(&configuration.lab, &configuration.wanted)?;
    Some(match rebuild(scene, container) {
        Some(rebuild) => format!("{edit} && {rebuild}"),
        None => edit,
    })
}
