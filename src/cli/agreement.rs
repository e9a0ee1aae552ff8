//! Lessons from elsewhere: what they run is shown and agreed to once, before anything runs.

use std::io::stderr;

use super::context::{Context, at_terminal, color};
use super::exit::CliError;
use crate::l10n::Message;
use crate::lesson::{Lesson, Names};
use crate::player::agreement::{commands, fingerprint};
use crate::screen::page::{self, CommandLine};
use crate::screen::{Paint, Prompts, Style, Theme, clean, terminal};

/// Whether this lesson's commands may run: it came with the program, or somebody has agreed to just
/// these commands, now or earlier. `given` is the agreement on the command line. Without it and
/// without a terminal nobody can agree, which is an error.
pub(super) async fn agreed(
    context: &Context,
    lesson: &Lesson,
    chosen: &[(String, String)],
    given: bool,
) -> Result<bool, CliError> {
    let fingerprint = fingerprint(lesson);
    if lesson.built_in || context.store.has_agreed(&fingerprint) {
        return Ok(true);
    }
    let mut names = Names::new(lesson);
    for (key, value) in chosen {
        names.set(key, value)?;
    }
    show(context, lesson, &names)?;
    if !given {
        if !at_terminal() {
            return Err(CliError::NeedsTerminal {
                instead: "cli-advice-agree",
            });
        }
        let prompts = Prompts::new(context.theme(), &context.words);
        let question = context.words.text("agreement-ask");
        let asked = tokio::task::spawn_blocking(move || prompts.confirm(&question, false)).await;
        let yes = asked.unwrap_or_else(|ended| std::panic::resume_unwind(ended.into_panic()))?;
        if !yes {
            return Ok(false);
        }
    }
    context.store.agree(&lesson.id, &fingerprint)?;
    Ok(true)
}

fn show(context: &Context, lesson: &Lesson, names: &Names) -> Result<(), CliError> {
    context.complain(&Message::new("agreement-from-elsewhere"), Style::Warning)?;
    let lines: Vec<CommandLine> = commands(lesson, names)
        .into_iter()
        .map(|runs| CommandLine {
            prompt: if runs.inside.is_some() { '#' } else { '$' },
            text: clean(&runs.line),
            place: runs.inside.as_deref().map(clean),
        })
        .collect();
    let width = usize::from(terminal::size().0);
    let theme = Theme::for_stderr(color(context.global.color));
    Paint::new(stderr(), theme).lines(&page::commands_page(&lines, width))?;
    if !lesson.lab.is_empty() {
        let files: Vec<String> = lesson
            .lab
            .iter()
            .map(|file| clean(&file.path.display().to_string()))
            .collect();
        let message = Message::new("agreement-files")
            .with("files", files.join(", "))
            .with("folder", context.home.lab(&lesson.id).display().to_string());
        context.complain(&message, Style::Plain)?;
    }
    Ok(())
}
