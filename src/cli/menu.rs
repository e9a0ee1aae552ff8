//! `baeum` at a terminal: the menu.

use super::context::Context;
use super::exit::{CliError, ExitCode};
use super::{agreement, doctor, list, play};
use crate::l10n::Message;
use crate::lesson::Catalog;
use crate::lesson::head::Head;
use crate::progress::Progress;
use crate::screen::page::progress_bar;
use crate::screen::prompts::Prompts;
use crate::screen::{Line, Paint, PickItem, Picked, Span, Style, clean};

/// Columns of a lesson's bar.
const BAR: usize = 14;

/// Shows the menu until a lesson is chosen or the learner leaves.
pub async fn run(context: &mut Context) -> Result<ExitCode, CliError> {
    let mut marked = 0;
    loop {
        let catalog = context.catalog()?;
        let heads = catalog.list();
        let mut items = Vec::new();
        for head in &heads {
            items.push(item(context, &catalog, head, &context.progress(&head.id)?));
        }
        let words = &context.words;
        items.push(PickItem::new(words.text("menu-language")).after_gap());
        items.push(PickItem::new(words.text("menu-doctor")));
        items.push(PickItem::new(words.text("menu-quit")));
        let mut out = Paint::new(std::io::stdout(), context.theme());
        out.line(&[])?;
        out.line(&[
            Span::plain("  "),
            Span::new(words.text("app-name"), Style::Title),
        ])?;
        out.line(&[])?;
        let prompts = Prompts::new(context.theme(), words);
        let picked = tokio::task::spawn_blocking(move || prompts.pick(&items, marked, &['l', 'q']))
            .await
            .unwrap_or_else(|ended| std::panic::resume_unwind(ended.into_panic()))?;
        let lessons = heads.len();
        match picked {
            Picked::Item(chosen) if chosen < lessons => {
                let Some(head) = heads.get(chosen) else {
                    continue;
                };
                let lesson = context.lesson(&head.id)?;
                if !agreement::agreed(context, &lesson, &[], false).await? {
                    return Ok(ExitCode::Done);
                }
                return play::by_hand(context, lesson, None, &[]).await;
            }
            Picked::Item(chosen) if chosen == lessons => {
                marked = chosen;
                context.speak(context.words.language().other())?;
            }
            Picked::Key('l', at) => {
                marked = at;
                context.speak(context.words.language().other())?;
            }
            Picked::Item(chosen) if chosen == lessons + 1 => {
                marked = chosen;
                doctor::run(context, false).await?;
            }
            _ => return Ok(ExitCode::Done),
        }
    }
}

fn item(context: &Context, catalog: &Catalog, head: &Head, progress: &Progress) -> PickItem {
    let words = &context.words;
    if let Some(message) = list::broken(catalog, &head.id) {
        let why = clean(&words.say(&message));
        return PickItem::new(clean(&head.id)).detail(vec![Span::dim(why)]);
    }
    let facts = words.say(
        &Message::new("cli-lesson-facts")
            .with("steps", head.steps.len())
            .with("minutes", i64::from(head.minutes)),
    );
    let passed = head
        .steps
        .iter()
        .filter(|step| progress.passed.contains(*step))
        .count();
    let bar: Line = progress_bar(passed, head.steps.len(), BAR);
    let state = words.say(&list::standing(head, progress));
    PickItem::new(clean(head.title(words.language())))
        .detail(vec![Span::dim(facts)])
        .detail(bar)
        .detail(vec![Span::dim(state)])
}
