//! A step as lines of text: from data to words, before anything is drawn.

use super::desk::{Desk, ReadyCommand};
use super::ownership::Removal;
use crate::check::{Finding, Status};
use crate::docker::EngineKind;
use crate::docker::snapshot::Snapshot;
use crate::l10n::{Message, Words};
use crate::lesson::model::Edit;
use crate::lesson::text::Quiz;
use crate::screen::page::{self, CommandLine, FindingView, Sign};
use crate::screen::{Line, Span, Style, clean, markdown, wrap};
use crate::topology::{self, Looking, Most, Picture};

/// The left margin of running text, in columns.
const MARGIN: usize = 2;

/// Everything that makes a page, borrowed.
#[derive(Clone, Copy)]
pub struct View<'v> {
    /// Lesson, names, engine.
    pub desk: &'v Desk,
    /// What exists, for live values.
    pub snapshot: &'v Snapshot,
    /// The language.
    pub words: &'v Words,
    /// Columns of the terminal.
    pub width: usize,
}

impl View<'_> {
    /// How the page of a step begins: where I am, the title, the text.
    fn opening(&self, position: usize) -> Vec<Line> {
        let mut lines = self.header(position);
        blank(&mut lines);
        if let Some(text) = self.desk.step(position).text(self.words.language()) {
            lines.push(vec![Span::new(
                format!("{:MARGIN$}{}", "", clean(&self.fill(&text.title))),
                Style::Title,
            )]);
            lines.push(Line::new());
            lines.extend(self.markdown(&text.body));
        }
        lines
    }

    /// The page of a step: where I am, the text, the task, the commands.
    #[must_use]
    pub fn intro(&self, position: usize) -> Vec<Line> {
        let (mut lines, step) = (self.opening(position), self.desk.step(position));
        let Some(text) = step.text(self.words.language()) else {
            return lines;
        };
        if let Some(task) = &text.task {
            blank(&mut lines);
            let body = markdown::flow(&self.fill(task), page::task_room(self.width), self.words);
            let mut block = body;
            let commands = self.desk.commands(position, self.snapshot);
            // The commands of an exercise are its solution.
            if !commands.is_empty() && !step.exercise {
                block.push(Line::new());
                block.extend(self.commands(&commands, self.width.saturating_sub(6)));
            }
            lines.extend(page::task_block(
                &self.words.text("player-task"),
                &block,
                self.width,
            ));
            // Commands with relative paths, and files to edit, need to know where they are.
            let in_folder = commands.iter().any(|command| command.shown.contains("./"));
            if in_folder || !step.edit.is_empty() {
                lines.push(Line::new());
                let folder = Message::new("player-lab-folder")
                    .with("folder", self.desk.lab.display().to_string());
                lines.extend(self.sentence(&folder, Style::Dim));
            }
        }
        for question in &text.questions {
            blank(&mut lines);
            lines.extend(self.markdown(&question.question));
        }
        blank(&mut lines);
        lines
    }

    /// The page of a step that is not set up yet: what it is about, and what will be removed and run
    /// for it.
    #[must_use]
    pub fn before_set_up(&self, position: usize, removal: &Removal) -> Vec<Line> {
        let (mut lines, step) = (self.opening(position), self.desk.step(position));
        blank(&mut lines);
        let mut block = Vec::new();
        let room = page::task_room(self.width);
        let removed: Vec<String> = removal
            .containers
            .iter()
            .chain(&removal.networks)
            .map(|(_, name)| name.clone())
            .collect();
        if !removed.is_empty() {
            let message = Message::new("exercise-removes").with("names", removed.join(", "));
            block.extend(markdown::flow(&self.words.say(&message), room, self.words));
        }
        if !step.setup.is_empty() {
            if !block.is_empty() {
                block.push(Line::new());
            }
            let message = self.words.text(if step.exercise {
                "exercise-runs"
            } else {
                "step-runs"
            });
            block.extend(markdown::flow(&message, room, self.words));
            block.push(Line::new());
            let shown: Vec<CommandLine> = step
                .setup
                .iter()
                .map(|line| CommandLine {
                    prompt: '$',
                    text: clean(&self.fill(line)),
                    place: None,
                })
                .collect();
            block.extend(page::commands_block(&shown, self.width.saturating_sub(6)));
        }
        lines.extend(page::task_block(
            &self.words.text("exercise-set-up"),
            &block,
            self.width,
        ));
        blank(&mut lines);
        lines
    }

    /// The page with the lecture of a step.
    #[must_use]
    pub fn talk(&self, position: usize) -> Vec<Line> {
        let mut lines = self.header(position);
        blank(&mut lines);
        let Some(text) = self.desk.step(position).text(self.words.language()) else {
            return lines;
        };
        let title = Message::new("player-talk").with("title", self.fill(&text.title));
        lines.extend(self.sentence(&title, Style::Title));
        lines.push(Line::new());
        lines.extend(self.markdown(text.talk.as_deref().unwrap_or_default()));
        lines.push(Line::new());
        lines
    }

    /// The first lines of every page. The practice engine is named on each.
    #[must_use]
    pub fn header(&self, position: usize) -> Vec<Line> {
        let title = self.desk.lesson.title(self.words.language());
        let mut lines = page::header(
            &self.words.text("app-name"),
            &clean(title),
            position + 1,
            self.desk.lesson.steps.len(),
            self.width,
        );
        if self.desk.engine.info().kind == EngineKind::Practice {
            lines.push(vec![Span::new(
                format!("  {}", self.words.text("player-practice")),
                Style::Dim,
            )]);
            lines.push(Line::new());
        }
        lines
    }

    /// The commands as they are shown.
    #[must_use]
    pub fn commands(&self, commands: &[ReadyCommand], width: usize) -> Vec<Line> {
        let shown: Vec<CommandLine> = commands
            .iter()
            .map(|command| CommandLine {
                prompt: if command.inside.is_some() { '#' } else { '$' },
                text: clean(&command.shown),
                place: command.inside.as_deref().map(clean),
            })
            .collect();
        page::commands_block(&shown, width)
    }

    /// A piece of the step's Markdown, names and live values filled in.
    #[must_use]
    pub fn markdown(&self, text: &str) -> Vec<Line> {
        markdown::render(&self.fill(text), self.width, self.words)
    }

    /// As much of the networks as `most` says, with what has changed since the step began.
    #[must_use]
    pub fn picture(&self, most: Most) -> Vec<Line> {
        let engine = self.desk.engine.info();
        let progress = &self.desk.progress;
        let looking = Looking {
            engine: engine.kind,
            host_mode: engine.capabilities.host_mode,
            before: progress.before.as_ref(),
            foreign: &progress.foreign,
        };
        let mut picture = Picture::new(self.snapshot, &looking);
        picture.shorten(most);
        // The page's header has said it.
        picture.practice = false;
        let mut lines = topology::lines(&picture, self.words, self.width);
        lines.push(Line::new());
        lines
    }

    /// A hint, with its number.
    #[must_use]
    pub fn hint(&self, text: &str, number: usize, of: usize) -> Vec<Line> {
        let title = Message::new("player-hint")
            .with("number", number)
            .with("of", of);
        let body = markdown::flow(&self.fill(text), page::task_room(self.width), self.words);
        let mut lines = page::task_block(&self.words.say(&title), &body, self.width);
        lines.push(Line::new());
        lines
    }

    /// The question of a quiz with its numbered choices.
    #[must_use]
    pub fn quiz(&self, quiz: &Quiz) -> Vec<Line> {
        let mut lines = self.markdown(&quiz.question);
        lines.push(Line::new());
        for (number, choice) in quiz.choices.iter().enumerate() {
            let body = markdown::flow(
                &self.fill(&choice.text),
                self.width.saturating_sub(4),
                self.words,
            );
            for (row, line) in body.into_iter().enumerate() {
                let mark = if row == 0 {
                    format!("  {} ", number + 1)
                } else {
                    "    ".to_owned()
                };
                let mut marked = vec![Span::accent(mark)];
                marked.extend(line);
                lines.push(marked);
            }
        }
        lines.push(Line::new());
        lines
    }

    /// The solution of an editing step: for each file, what to write instead of what.
    #[must_use]
    pub fn edits(&self, edits: &[Edit]) -> Vec<Line> {
        let mut lines = Vec::new();
        for edit in edits {
            let title = Message::new("player-edit").with("file", &edit.file);
            lines.extend(self.sentence(&title, Style::Plain));
            for line in self.desk.names.fill(&edit.replace).lines() {
                lines.push(vec![Span::new(
                    format!("    - {}", clean(line.trim_end())),
                    Style::Dim,
                )]);
            }
            for line in self.desk.names.fill(&edit.with).lines() {
                lines.push(vec![Span::new(
                    format!("    + {}", clean(line.trim_end())),
                    Style::Code,
                )]);
            }
            lines.push(Line::new());
        }
        lines
    }

    /// One message as running text.
    #[must_use]
    pub fn sentence(&self, message: &Message, style: Style) -> Vec<Line> {
        sentence(&self.words.say(message), style, self.width)
    }

    /// The list of conditions. `explain` says for which findings the explanation is shown.
    #[must_use]
    pub fn findings(&self, findings: &[Finding], explain: &dyn Fn(&Finding) -> bool) -> Vec<Line> {
        let views: Vec<FindingView> = findings
            .iter()
            .map(|finding| self.finding(finding, explain(finding)))
            .collect();
        page::finding_lines(&views, self.width)
    }

    fn finding(&self, finding: &Finding, explain: bool) -> FindingView {
        let say = |message: &Message| clean(&self.words.say(message));
        let sign = match finding.status {
            Status::Met => Sign::Met,
            Status::Unmet if explain => Sign::Unmet,
            Status::Unmet => Sign::Waiting,
            Status::Unknown => Sign::Unknown,
            Status::Skipped => Sign::Skipped,
        };
        let detail = (finding.status == Status::Met)
            .then(|| finding.found.as_ref().map(say))
            .flatten()
            .filter(|detail| !detail.is_empty());
        let mut explanation = Vec::new();
        if explain {
            let mut add = |label: &'static str, span: Span| {
                explanation.push((self.words.text(label), vec![span]));
            };
            if let Some(expected) = &finding.expected {
                add("finding-expected", Span::plain(say(expected)));
            }
            if let Some(found) = &finding.found
                && finding.status != Status::Met
            {
                add("finding-found", Span::plain(say(found)));
            }
            if let Some(why) = &finding.why {
                add("finding-why", Span::plain(say(why)));
            }
            if let Some(fix) = &finding.fix {
                add("finding-next", Span::code(clean(fix)));
            }
        }
        FindingView {
            sign,
            text: say(&finding.subject),
            detail,
            explanation,
        }
    }

    fn fill(&self, text: &str) -> String {
        self.desk.fill_live(text, self.snapshot)
    }
}

/// Running text with the margin, wrapped.
#[must_use]
pub fn sentence(text: &str, style: Style, width: usize) -> Vec<Line> {
    let spans = [Span::new(clean(text), style)];
    let margin = [Span::plain(" ".repeat(MARGIN))];
    wrap(&spans, width, &margin, &margin)
}

fn blank(lines: &mut Vec<Line>) {
    if lines.last().is_some_and(|line| !line.is_empty()) {
        lines.push(Line::new());
    }
}
