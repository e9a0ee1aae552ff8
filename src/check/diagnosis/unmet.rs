//! Why a condition on traffic is not met: where the request got stuck, or what its reply says.

use super::aim::Aim;
use super::apart::meeting;
use super::ended::unresolved;
use super::reply::found;
use super::walk::{Halt, Origin, Walk};
use crate::check::look_container::present;
use crate::check::look_state::running;
use crate::check::probe::{Probes, Reply};
use crate::check::scene::Scene;
use crate::check::traffic::{status_message, wrong};
use crate::check::{Cause, Problem, verbatim};
use crate::docker::snapshot::Container;
use crate::l10n::Message;
use crate::lesson::condition::Http;

/// Why a request did not get the wanted answer.
pub async fn http<P: Probes>(
    scene: &Scene<'_>,
    probes: &P,
    http: &Http,
    from: Option<&Container>,
    reply: &Reply,
) -> Problem {
    let aim = Aim::of(&http.url);
    let origin = from.map_or(Origin::Host, Origin::Container);
    let mut walk = Walk::new(scene, probes);
    let problem = match walk.follow(origin, &aim, Some(reply.clone())).await {
        Err(Halt::Stuck(problem)) => *problem,
        // What cannot be found out explains nothing; the reply itself still does.
        Ok(_) | Err(Halt::Failed(_)) => plain(reply, http, from),
    };
    let expected = match http.status {
        Some(status) => status_message(status),
        None => Message::new("expected-an-answer"),
    };
    Problem {
        expected: problem.expected.or(Some(expected)),
        found: problem.found.or_else(|| Some(found(reply))),
        ..problem
    }
}

/// The cause that lies in the reply itself, where nothing more can be said.
fn plain(reply: &Reply, http: &Http, from: Option<&Container>) -> Problem {
    let cause = match reply {
        Reply::Answer(answer) => wrong(http, answer).unwrap_or(Cause::BodyDiffers),
        other => return silence(other, &http.url, from),
    };
    let problem = Problem::new(cause).with("url", &http.url);
    match (&http.body, cause) {
        (Some(text), Cause::BodyDiffers) => problem.expected(verbatim(text)),
        _ => problem,
    }
}

/// The cause that lies in how there was no answer.
pub fn silence(reply: &Reply, url: &str, from: Option<&Container>) -> Problem {
    let name = || from.map_or("", |from| from.name.as_str());
    let problem = match reply {
        Reply::NameNotResolved => Problem::new(Cause::NameNotResolved)
            .with("name", Aim::of(url).host)
            .with("container", name()),
        Reply::ClientMissing => Problem::new(Cause::ClientMissing).with("container", name()),
        Reply::Answer(_) => Problem::new(Cause::StatusDiffers).with("url", url),
        Reply::Refused => Problem::new(Cause::ConnectionRefused).with("url", url),
        Reply::Reset => Problem::new(Cause::ConnectionReset).with("url", url),
        Reply::TimedOut => Problem::new(Cause::ConnectionTimedOut).with("url", url),
    };
    problem.found(found(reply))
}

/// Why a name does not resolve inside a container.
pub fn name(scene: &Scene<'_>, from: &Container, host: &str) -> Problem {
    let bare = scene.without_network(host).unwrap_or(host);
    let target = match scene.container_called(host, Some(from)) {
        Some(target) => target,
        None => match present(scene, bare) {
            Ok(target) => target,
            Err(problem) => return problem,
        },
    };
    if let Err(problem) = running(scene, target) {
        return problem;
    }
    if let Err(problem) = meeting(scene, from, target, false) {
        return problem;
    }
    unresolved(from, host)
}
