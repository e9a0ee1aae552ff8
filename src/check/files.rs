//! Conditions on files of the lab folder or of a container, and on what the learner typed.

use super::diagnosis::{Aim, Passing, not_taken_over};
use super::look_container::present;
use super::probe::Probes;
use super::run::failed;
use super::scene::Scene;
use super::{Cause, Problem, Verdict, verbatim};
use crate::l10n::Message;
use crate::lesson::condition::{FEWEST_CHARACTERS, Wanted};
use crate::lesson::did_you_mean;

/// What a file must say.
pub struct Expectation<'c> {
    /// The file.
    pub path: &'c str,
    /// The container it is in; the lab folder if `None`.
    pub container: Option<&'c str>,
    /// Texts that it must hold.
    pub contains: &'c [String],
    /// Texts that it must not hold.
    pub lacks: &'c [String],
    /// The lab file it must be equal to.
    pub same_as: Option<&'c str>,
}

/// The file says what it should.
pub async fn file<P: Probes>(scene: &Scene<'_>, probes: &P, wanted: &Expectation<'_>) -> Verdict {
    let content = match wanted.container {
        None => probes.lab_file(wanted.path).await,
        Some(name) => match present(scene, name) {
            Ok(container) => probes.container_file(container, wanted.path).await,
            Err(problem) => return problem.unmet(),
        },
    };
    let content = match content {
        Ok(Some(content)) => content,
        Ok(None) => {
            return Problem::new(Cause::FileMissing)
                .with("file", wanted.path)
                .unmet();
        }
        Err(failure) => return failed(&failure),
    };
    if let Some(lab) = wanted.same_as {
        match probes.lab_file(lab).await {
            Ok(Some(original)) if alike(&original, &content) => {}
            Ok(Some(_)) => return differs(scene, wanted, lab),
            Ok(None) => return Problem::new(Cause::FileMissing).with("file", lab).unmet(),
            Err(failure) => return failed(&failure),
        }
    }
    says(scene, wanted, &content)
}

/// Line ends and white space at the end do not matter.
pub fn alike(one: &str, other: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        text.trim()
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    };
    lines(one) == lines(other)
}

fn differs(scene: &Scene<'_>, wanted: &Expectation<'_>, lab: &str) -> Verdict {
    let container = wanted
        .container
        .and_then(|name| scene.snapshot.container(name));
    let configuration = wanted
        .container
        .and_then(|name| scene.recipes.configuration(name));
    match (container, configuration) {
        (Some(container), Some(configuration)) => {
            not_taken_over(scene, container, configuration).unmet()
        }
        _ => Problem::new(Cause::FileLacksText)
            .with("file", wanted.path)
            .expected(verbatim(lab))
            .unmet(),
    }
}

fn says(scene: &Scene<'_>, wanted: &Expectation<'_>, content: &str) -> Verdict {
    let code = without_comments(content);
    let plain = squeeze(&code);
    if let Some(text) = wanted
        .lacks
        .iter()
        .find(|text| plain.contains(&squeeze(text)))
    {
        return has(wanted, text).unmet();
    }
    let missing: Vec<&String> = wanted
        .contains
        .iter()
        .filter(|text| !plain.contains(&squeeze(text)))
        .collect();
    let Some(first) = missing.first() else {
        return Verdict::MET;
    };
    let fix = cure(wanted.path, wanted.contains);
    let target_is_wrong = first.trim_start().starts_with("proxy_pass");
    if target_is_wrong && let Some(target) = Passing::read(content).written().next() {
        return wrong_target(scene, wanted, first, target).fix(fix).unmet();
    }
    Problem::new(Cause::FileLacksText)
        .with("file", wanted.path)
        .expected(verbatim(first))
        .found(Message::new("found-lines-missing").with("count", missing.len()))
        .fix(fix)
        .unmet()
}

fn has(wanted: &Expectation<'_>, text: &str) -> Problem {
    let cause = if text.contains("localhost") && text.contains("://") {
        Cause::ProxyTargetIsLocalhost
    } else {
        Cause::FileHasText
    };
    Problem::new(cause)
        .with("file", wanted.path)
        .with("container", wanted.container.unwrap_or("nginx"))
        .with("target", text)
        .found(verbatim(text))
        .fix(cure(wanted.path, wanted.contains))
}

fn wrong_target(
    scene: &Scene<'_>,
    wanted: &Expectation<'_>,
    expected: &str,
    target: &str,
) -> Problem {
    let host = Aim::of(target).host;
    let found = verbatim(&format!("proxy_pass {target};"));
    let cause = if host == "localhost" || host.starts_with("127.") {
        Cause::ProxyTargetIsLocalhost
    } else if scene.snapshot.container(&host).is_none() && host.parse::<std::net::IpAddr>().is_err()
    {
        Cause::ProxyTargetUnknown
    } else {
        Cause::FileLacksText
    };
    let close = did_you_mean(
        &host,
        scene.snapshot.containers.iter().map(|c| c.name.as_str()),
    );
    Problem::new(cause)
        .with("file", wanted.path)
        .with("container", close.unwrap_or("nginx"))
        .with("target", host)
        .expected(verbatim(expected))
        .found(found)
}

fn without_comments(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .collect::<Vec<_>>()
        .join("\n")
}

/// White space of any kind and length counts as one blank.
fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A command that puts the wanted lines into an nginx configuration. `sed -i.bak` is understood
/// by GNU and BSD alike; the lines stand on one line then, which nginx does not mind.
pub fn cure(path: &str, wanted: &[String]) -> Option<String> {
    let target = wanted
        .iter()
        .find(|text| text.trim_start().starts_with("proxy_pass"))?;
    let further: Vec<String> = wanted
        .iter()
        .filter(|text| *text != target)
        .map(|text| squeeze(text))
        .collect();
    if wanted
        .iter()
        .any(|text| text.contains(['|', '\'', '&', '\\']))
    {
        return None;
    }
    // Lines that are there already are taken out first, so that none stands twice.
    let removals: Vec<String> = further
        .iter()
        .filter_map(|text| {
            let mut words = text.split(' ');
            Some(format!("-e '/^ *{} {} /d' ", words.next()?, words.next()?))
        })
        .collect();
    let mut lines = vec![squeeze(target)];
    lines.extend(further);
    Some(format!(
        "sed -i.bak {}-e 's|proxy_pass [^;]*;|{}|' {path}",
        removals.concat(),
        lines.join(" ")
    ))
}

/// What the learner typed is right.
pub fn answer(scene: &Scene<'_>, name: &str, wanted: &Wanted, ignore_case: bool) -> Verdict {
    let given = scene.answers.get(name).map(|given| squeeze(given));
    let Some(given) = given.as_deref() else {
        return Problem::new(Cause::AnswerMissing).unmet();
    };
    let same = |right: &str| {
        let right = squeeze(right);
        let right = right.as_str();
        if ignore_case {
            given.eq_ignore_ascii_case(right)
        } else {
            given == right
        }
    };
    let begins = |whole: &str| {
        let given = given.to_ascii_lowercase();
        given.len() >= FEWEST_CHARACTERS && whole.to_ascii_lowercase().starts_with(&given)
    };
    let (right, one): (bool, Option<&str>) = match wanted {
        Wanted::Equals(text) | Wanted::Live(text) => (same(text), Some(text.as_str())),
        Wanted::Beginning(text) => (begins(text), None),
        Wanted::OneOf(texts) => (texts.iter().any(|text| same(text)), None),
    };
    if right {
        return Verdict::met_with(given);
    }
    let problem = Problem::new(Cause::AnswerWrong).found(verbatim(given));
    let with_mask = one.is_some_and(|text| {
        given
            .strip_prefix(text.trim())
            .is_some_and(|rest| rest.starts_with('/'))
    });
    if with_mask {
        problem.why(Message::new("cause-answer-wrong-mask")).unmet()
    } else {
        problem.unmet()
    }
}

#[cfg(test)]
mod tests {
    use super::{alike, cure};

    #[test]
    fn windows_line_ends_make_no_difference() {
        assert!(alike("a\r\nb\r\n", "a\nb"));
        assert!(!alike("a\nb", "a\nc"));
    }

    #[test]
    fn the_cure_of_a_configuration_leaves_no_line_twice() {
        let wanted = [
            "proxy_pass http://web:8080;".to_owned(),
            "proxy_set_header Host $host;".to_owned(),
        ];
        assert_eq!(
            cure("nginx/a.conf", &wanted).as_deref(),
            Some(
                "sed -i.bak -e '/^ *proxy_set_header Host /d' -e 's|proxy_pass [^;]*;|proxy_pass \
                 http://web:8080; proxy_set_header Host $host;|' nginx/a.conf"
            )
        );
    }
}
