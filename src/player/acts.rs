//! What the learner can choose at a step, done.

use super::action::Action;
use super::command;
use super::desk::ReadyCommand;
use super::session::{End, Session, SessionError};
use crate::l10n::{Message, Words};
use crate::lesson::lab;
use crate::lesson::model::Edit;
use crate::screen::page::{self, CommandLine};
use crate::screen::prompts::{Completer, Entered};
use crate::screen::{Line, PickItem, Picked, PromptError, Prompts, Span, Style, clean, terminal};
use crate::topology::Most;

impl Session {
    pub(super) async fn act(&mut self, action: Action) -> Result<Option<End>, SessionError> {
        match action {
            Action::Next if self.state.shape.last => {
                self.desk.progress.finished = true;
                self.save()?;
                self.live.finish()?;
                return Ok(Some(End::Finished));
            }
            Action::Next => {
                let following = self.following().unwrap_or(self.position + 1);
                self.open(following).await?;
            }
            Action::SetUp => self.set_up().await?,
            Action::Back => self.open(self.position.saturating_sub(1)).await?,
            Action::Skip => self.skip().await?,
            Action::Picture => self.show_picture().await?,
            Action::Map => self.map().await?,
            Action::Type => self.type_commands(vec![String::new()]).await?,
            Action::Run => self.run_for_learner().await?,
            Action::Open => self.open_editor().await?,
            Action::Shell => self.shell().await?,
            Action::Question => self.question().await?,
            Action::Quiz => self.quizzes().await?,
            Action::Answer => self.answer().await?,
            Action::Rename => self.rename().await?,
            Action::Language => self.switch_language()?,
            Action::Quit => {
                self.live.finish()?;
                return Ok(Some(End::Left));
            }
            // The machine does these itself.
            Action::Hint | Action::Why | Action::Talk | Action::More => {}
        }
        Ok(None)
    }

    /// Asks something with the live region taken away and nobody else reading keys.
    pub(super) async fn ask<T: Send + 'static>(
        &mut self,
        question: impl FnOnce(Prompts) -> Result<T, PromptError> + Send + 'static,
    ) -> Result<T, SessionError> {
        self.keys = None;
        self.live.clear()?;
        let prompts = self.prompts.clone();
        let answer = tokio::task::spawn_blocking(move || question(prompts)).await;
        match answer {
            Ok(answer) => Ok(answer?),
            Err(ended) => std::panic::resume_unwind(ended.into_panic()),
        }
    }

    /// Prints lines that stay.
    pub(super) fn print(&mut self, lines: &[Line]) -> Result<(), SessionError> {
        Ok(self.live.print(lines)?)
    }

    async fn skip(&mut self) -> Result<(), SessionError> {
        if self.state.shape.exercise {
            self.note("skipped")?;
            let following = self.following().unwrap_or(self.position + 1);
            return self.open(following).await;
        }
        let question = self.words.text("player-skip-sure");
        if self
            .ask(move |prompts| prompts.confirm(&question, false))
            .await?
        {
            self.note("skipped")?;
            return self.open(self.position + 1).await;
        }
        self.redraw()
    }

    /// The networks as they are now, above the actions.
    async fn show_picture(&mut self) -> Result<(), SessionError> {
        if let Ok(snapshot) = self.desk.look().await {
            self.snapshot = snapshot;
        }
        let lines = self.view(|view| view.picture(Most::OWN));
        // Long reasons below it would push it off a small screen.
        self.state.why = false;
        self.print(&lines)?;
        self.redraw()
    }

    async fn map(&mut self) -> Result<(), SessionError> {
        let language = self.words.language();
        let steps = &self.desk.lesson.steps;
        let reached = steps
            .iter()
            .position(|step| !self.desk.progress.passed.contains(&step.id))
            .unwrap_or(steps.len() - 1)
            .max(self.position);
        let items: Vec<PickItem> = steps
            .iter()
            .enumerate()
            .map(|(number, step)| {
                let title = step.text(language).map_or(step.id.as_str(), |t| &t.title);
                let title = clean(&self.desk.fill_live(title, &self.snapshot));
                let sign = if self.desk.progress.passed.contains(&step.id) {
                    "✔"
                } else {
                    " "
                };
                let item = PickItem::new(format!("{sign} {:>2}  {title}", number + 1));
                if number <= reached || steps[number].exercise {
                    item
                } else {
                    item.disabled()
                }
            })
            .collect();
        let here = self.position;
        match self
            .ask(move |prompts| prompts.pick(&items, here, &[]))
            .await?
        {
            Picked::Item(chosen) if chosen != here => self.open(chosen).await,
            _ => self.redraw(),
        }
    }

    /// Has commands typed, one after the other, that begin with these; none runs before Enter.
    pub(super) async fn type_commands(&mut self, begun: Vec<String>) -> Result<(), SessionError> {
        self.keep_cures()?;
        for typed in begun {
            let completer = completer(self.completions());
            let mut history = std::mem::take(&mut self.history);
            let entered = self
                .ask(move |prompts| {
                    let prompt = [Span::accent("$ ")];
                    let entered = prompts.command_line(&prompt, &typed, &mut history, completer)?;
                    Ok((entered, history))
                })
                .await;
            let (entered, history) = match entered {
                // As in every shell, it gives up the line and not the lesson.
                Err(SessionError::Prompt(PromptError::Interrupted)) => {
                    self.history = self.store.history();
                    break;
                }
                entered => entered?,
            };
            self.history = history;
            self.store.save_history(&self.history)?;
            let Entered::Text(line) = entered else {
                break;
            };
            self.run_attended(&line).await?;
        }
        self.redraw()
    }

    /// What can be completed: the commands of the lesson so far, and names of the lesson and the
    /// engine.
    fn completions(&self) -> Vec<String> {
        let no_secret = |position: &usize| {
            let step = self.desk.step(*position);
            !step.exercise
                || self.desk.progress.passed.contains(&step.id)
                || *position == self.position && self.state.answer_shown
        };
        let mut all: Vec<String> = (0..=self.position)
            .rev()
            .filter(no_secret)
            .flat_map(|position| self.desk.commands(position, &self.snapshot))
            .map(|command| command.attended)
            .collect();
        all.extend(self.snapshot.containers.iter().map(|c| c.name.clone()));
        all.extend(self.snapshot.networks.iter().map(|n| n.name.clone()));
        all.extend(self.snapshot.images.iter().flat_map(|i| i.tags.clone()));
        all.extend(self.desk.names.pairs().map(|(_, value)| value.to_owned()));
        all
    }

    /// Runs a command that was shown or typed, with the terminal to itself.
    pub(super) async fn run_attended(&mut self, line: &str) -> Result<(), SessionError> {
        self.keys = None;
        self.state.ran = true;
        let status = {
            let _lent = self.terminal.suspend()?;
            command::attended(line, &self.desk.lab, &self.desk.engine).await
        };
        // What was typed while the command ran was not meant for the keys of the page.
        terminal::flush_input()?;
        self.stale = true;
        let mut lines = vec![Line::new()];
        match status {
            Ok(status) if !status.success() => {
                let code = command::exit_code(status);
                let message = Message::new("player-exit-code").with("code", i64::from(code));
                lines.extend(self.view(|view| view.sentence(&message, Style::Dim)));
                lines.push(Line::new());
            }
            Ok(_) => {}
            Err(error) => {
                let message =
                    Message::new("player-command-not-started").with("detail", error.to_string());
                lines.extend(self.view(|view| view.sentence(&message, Style::Bad)));
                lines.push(Line::new());
            }
        }
        self.print(&lines)
    }

    async fn run_for_learner(&mut self) -> Result<(), SessionError> {
        self.live.clear()?;
        let step = self.desk.step(self.position).clone();
        if !step.edit.is_empty() {
            let lines = self.view(|view| view.edits(&step.edit));
            self.print(&lines)?;
            for edit in &step.edit {
                if let Err(error) = lab::apply(edit, &self.desk.names, &self.desk.lab) {
                    let lines = self.view(|view| view.sentence(&error.message(), Style::Warning));
                    self.print(&lines)?;
                }
            }
        }
        for number in 0..step.run.len() {
            if let Ok(snapshot) = self.desk.look().await {
                self.desk.remember(&snapshot);
                self.snapshot = snapshot;
            }
            let commands = self.desk.commands(self.position, &self.snapshot);
            if let Some(ReadyCommand { attended, .. }) = commands.get(number) {
                let shown = CommandLine {
                    prompt: '$',
                    text: clean(attended),
                    place: None,
                };
                let width = usize::from(terminal::size().0);
                self.print(&page::commands_block(&[shown], width))?;
                self.run_attended(attended).await?;
            }
        }
        self.save()?;
        self.stale = true;
        self.redraw()
    }

    async fn open_editor(&mut self) -> Result<(), SessionError> {
        let step = self.desk.step(self.position).clone();
        let mut files: Vec<&Edit> = step.edit.iter().collect();
        files.dedup_by(|one, other| one.file == other.file);
        let quoted: Vec<String> = files
            .iter()
            .map(|edit| format!("\"{}\"", edit.file))
            .collect();
        let line = format!("{} {}", editor(), quoted.join(" "));
        self.live.clear()?;
        self.run_attended(&line).await?;
        self.repaint()
    }

    async fn shell(&mut self) -> Result<(), SessionError> {
        self.live.clear()?;
        let message =
            Message::new("player-shell").with("folder", self.desk.lab.display().to_string());
        let lines = self.view(|view| view.sentence(&message, Style::Dim));
        self.print(&lines)?;
        self.keys = None;
        let _status = {
            let _lent = self.terminal.suspend()?;
            command::open_shell(&self.desk.lab, &self.desk.engine).await
        };
        terminal::flush_input()?;
        self.stale = true;
        self.repaint()
    }

    async fn answer(&mut self) -> Result<(), SessionError> {
        let question = self.words.text("player-answer-sure");
        if !self
            .ask(move |prompts| prompts.confirm(&question, false))
            .await?
        {
            return self.redraw();
        }
        self.note("answer-shown")?;
        self.state.answer_shown = true;
        let step = self.desk.step(self.position).clone();
        let mut lines = Vec::new();
        lines.extend(self.view(|view| view.edits(&step.edit)));
        let commands = self.desk.commands(self.position, &self.snapshot);
        let width = usize::from(terminal::size().0);
        lines.extend(self.view(|view| view.commands(&commands, width.saturating_sub(4))));
        let answers = super::auto::right_answers(&self.desk, &step.conditions, &self.snapshot);
        for answer in answers.values() {
            let message = Message::new("player-the-answer").with("answer", answer);
            lines.extend(self.view(|view| view.sentence(&message, Style::Plain)));
        }
        let quizzes = step.text(self.words.language()).map(|text| &text.quizzes);
        for quiz in quizzes.into_iter().flatten() {
            let right: Vec<String> = (1..)
                .zip(&quiz.choices)
                .filter(|(_, choice)| choice.right)
                .map(|(number, _)| number.to_string())
                .collect();
            let message = Message::new("player-quiz-right").with("numbers", right.join(", "));
            lines.extend(self.view(|view| view.sentence(&message, Style::Plain)));
        }
        lines.push(Line::new());
        self.print(&lines)?;
        self.redraw()
    }

    async fn rename(&mut self) -> Result<(), SessionError> {
        let step = self.desk.step(self.position).clone();
        let Some(key) = step.ask else {
            return self.redraw();
        };
        let names = self.desk.names.clone();
        let current = names.get(&key).unwrap_or_default().to_owned();
        let question = self
            .words
            .say(&Message::new("player-new-name").with("name", &current));
        let language = self.words.language();
        let asked = key.clone();
        let name = self
            .ask(move |prompts| {
                let words = Words::load(language);
                prompts.ask_name(&question, &current, |value| {
                    let problem = names.clone().set(&asked, value);
                    problem.map_err(|problem| words.say(&problem.message()))
                })
            })
            .await?;
        // The prompt has let only a good name through.
        if self.desk.names.set(&key, &name).is_ok() {
            self.desk.progress.names = self
                .desk
                .names
                .chosen()
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect();
            lab::prepare(&self.desk.lesson, &self.desk.names, &self.desk.lab)?;
            self.save()?;
            self.stale = true;
        }
        self.repaint()
    }

    fn switch_language(&mut self) -> Result<(), SessionError> {
        self.words = Words::load(self.words.language().other());
        self.prompts = Prompts::new(self.theme, &self.words);
        self.settings.language = Some(self.words.language().code().to_owned());
        self.store.save_settings(&self.settings)?;
        self.repaint()
    }
}

/// The learner's editor, or one that is on most machines.
fn editor() -> String {
    let chosen = ["VISUAL", "EDITOR"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    chosen.unwrap_or_else(|| {
        if cfg!(windows) {
            return "notepad".to_owned();
        }
        let on_path = |program: &&str| {
            std::env::var_os("PATH").is_some_and(|path| {
                std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
            })
        };
        ["nano", "vim", "vi"]
            .into_iter()
            .find(on_path)
            .unwrap_or("vi")
            .to_owned()
    })
}

/// Completes the whole line from commands, and the last word from names.
fn completer(candidates: Vec<String>) -> Completer {
    Box::new(move |line, cursor| {
        let before = line.get(..cursor).unwrap_or(line);
        let whole: Vec<String> = candidates
            .iter()
            .filter(|candidate| candidate.contains(' ') && candidate.starts_with(before))
            .cloned()
            .collect();
        if !before.trim().is_empty() && !whole.is_empty() {
            return (0, whole);
        }
        let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let word = &before[start..];
        let mut names: Vec<String> = candidates
            .iter()
            .filter(|candidate| !candidate.contains(' ') && candidate.starts_with(word))
            .cloned()
            .collect();
        names.sort();
        names.dedup();
        (start, names)
    })
}
