//! A diagnosis as a page and as a document.

use serde::Serialize;

use super::context::Context;
use super::diagnose::HOST;
use crate::check::{Diagnosis, Hop, Standing};
use crate::docker::EngineKind;
use crate::l10n::{Message, Value};
use crate::player::view::sentence;
use crate::report::pretty;
use crate::screen::page::{FindingView, Sign, finding_lines};
use crate::screen::{Line, Span, Style, clean};

#[derive(Serialize)]
struct HopJson<'d> {
    kind: &'d str,
    status: &'d str,
    subject: String,
    found: Option<String>,
    log: Vec<String>,
    behind: Option<&'d str>,
}

#[derive(Serialize)]
struct DiagnosisJson<'d> {
    from: &'d str,
    target: &'d str,
    port: u16,
    engine: &'d serde_json::Value,
    reachable: bool,
    hops: Vec<HopJson<'d>>,
    cause: Option<&'d str>,
    message: Option<String>,
    expected: Option<String>,
    found: Option<String>,
    fix: Option<&'d str>,
    look: Option<&'d str>,
}

/// A diagnosis on its way to whoever asked.
pub(super) struct Shown<'d> {
    pub(super) context: &'d Context,
    pub(super) from: &'d str,
    pub(super) target: &'d str,
    pub(super) diagnosis: &'d Diagnosis,
    pub(super) next: Option<&'d str>,
    /// The folder of the lesson that is under way, where its commands are run.
    pub(super) folder: Option<String>,
}

impl Shown<'_> {
    fn say(&self, message: &Message) -> String {
        clean(&self.context.words.say(message))
    }

    pub(super) fn json(&self, engine: &serde_json::Value) -> String {
        let problem = self.diagnosis.problem.as_ref();
        pretty(&DiagnosisJson {
            from: self.from,
            target: self.target,
            port: self.diagnosis.port,
            engine,
            reachable: problem.is_none(),
            hops: self
                .diagnosis
                .hops
                .iter()
                .map(|hop| HopJson {
                    kind: hop.kind,
                    status: hop.standing.name(),
                    subject: self.say(&hop.subject),
                    found: hop.found.as_ref().map(|found| self.say(found)),
                    log: hop.log.iter().map(|line| clean(line)).collect(),
                    behind: hop.behind.last().map(String::as_str),
                })
                .collect(),
            cause: problem.map(|problem| problem.cause.name()),
            message: problem.map(|problem| self.say(&problem.why)),
            expected: problem
                .and_then(|p| p.expected.as_ref())
                .map(|m| self.say(m)),
            found: problem.and_then(|p| p.found.as_ref()).map(|m| self.say(m)),
            fix: problem.and_then(|problem| problem.fix.as_deref()),
            look: self.next,
        })
    }

    /// `from` and the rest as arguments of a sentence.
    fn sentence(&self, id: &'static str) -> Message {
        let from: Value = if self.from == HOST {
            Message::new("diagnose-host").into()
        } else {
            clean(self.from).into()
        };
        let target = if self.target.contains(':') {
            format!("[{}]", self.target)
        } else {
            clean(self.target)
        };
        Message::new(id)
            .with("from", from)
            .with("target", format!("{target}:{}", self.diagnosis.port))
    }

    pub(super) fn lines(&self, engine: EngineKind, width: usize) -> Vec<Line> {
        let words = &self.context.words;
        let title = self.say(&self.sentence("diagnose-title"));
        let mut lines = vec![Line::new()];
        lines.extend(sentence(&title, Style::Title, width));
        if engine == EngineKind::Practice {
            let practice = words.text("player-practice");
            lines.extend(sentence(&practice, Style::Dim, width));
        }
        let mut behind: Option<&String> = None;
        for part in self
            .diagnosis
            .hops
            .chunk_by(|one, other| one.behind == other.behind)
        {
            lines.push(Line::new());
            let proxy = part.first().and_then(|hop| hop.behind.last());
            if proxy != behind
                && let Some(proxy) = proxy
            {
                let heading = Message::new("diagnose-behind").with("container", proxy);
                lines.extend(sentence(&self.say(&heading), Style::Dim, width));
            }
            behind = proxy;
            let views: Vec<FindingView> = part.iter().map(|hop| self.hop(hop)).collect();
            lines.extend(finding_lines(&views, width));
        }
        lines.push(Line::new());
        lines.extend(finding_lines(&[self.conclusion()], width));
        let fix = self
            .diagnosis
            .problem
            .as_ref()
            .and_then(|p| p.fix.as_deref());
        if let Some(folder) = &self.folder
            && fix.is_some_and(|fix| fix.contains("./") || fix.starts_with("sed "))
        {
            lines.push(Line::new());
            let folder = Message::new("player-lab-folder").with("folder", folder);
            lines.extend(sentence(&self.say(&folder), Style::Dim, width));
        }
        lines.push(Line::new());
        lines
    }

    fn hop(&self, hop: &Hop) -> FindingView {
        let words = &self.context.words;
        let found = hop.found.as_ref().map(|found| self.say(found));
        let sign = match hop.standing {
            Standing::Well => Sign::Met,
            Standing::Wrong => Sign::Unmet,
            Standing::Noted => Sign::Noted,
            Standing::Unknown => Sign::Unknown,
        };
        let mut view = FindingView {
            sign,
            text: self.say(&hop.subject),
            detail: None,
            explanation: Vec::new(),
        };
        if hop.standing != Standing::Wrong {
            view.detail = found;
            return view;
        }
        let said = |found: &String| hop.log.iter().any(|line| clean(line).trim() == *found);
        if let Some(found) = found.filter(|found| !said(found)) {
            let label = words.text("finding-found");
            view.explanation.push((label, vec![Span::plain(found)]));
        }
        for (index, line) in hop.log.iter().enumerate() {
            let label = if index == 0 {
                words.text("diagnose-log")
            } else {
                String::new()
            };
            view.explanation.push((label, vec![Span::dim(clean(line))]));
        }
        view
    }

    fn conclusion(&self) -> FindingView {
        let words = &self.context.words;
        let Some(problem) = &self.diagnosis.problem else {
            return FindingView {
                sign: Sign::Met,
                text: self.say(&self.sentence("diagnose-reachable")),
                detail: None,
                explanation: Vec::new(),
            };
        };
        let mut explanation = vec![
            (
                words.text("diagnose-cause"),
                vec![Span::strong(problem.cause.name())],
            ),
            (
                words.text("finding-why"),
                vec![Span::plain(self.say(&problem.why))],
            ),
        ];
        if let Some(expected) = &problem.expected {
            let label = words.text("finding-expected");
            explanation.insert(1, (label, vec![Span::plain(self.say(expected))]));
        }
        if let Some(fix) = &problem.fix {
            explanation.push((words.text("finding-next"), vec![Span::code(clean(fix))]));
        } else if let Some(look) = self.next {
            explanation.push((words.text("diagnose-look"), vec![Span::code(clean(look))]));
        }
        FindingView {
            sign: Sign::Unmet,
            text: self.say(&self.sentence("diagnose-unreachable")),
            detail: None,
            explanation,
        }
    }
}
