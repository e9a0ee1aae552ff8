//! `baeum lesson preview`: a step as a learner will see it, in both languages, again on every save.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::args::LanguageName;
use super::args_author::LessonPreview;
use super::context::{self, Context, at_terminal};
use super::engine;
use super::exit::{CliError, ExitCode};
use crate::docker::Engine;
use crate::l10n::{Language, Message, Words};
use crate::lesson::diagnostics::render_below;
use crate::lesson::lint::lint;
use crate::lesson::source::place_of;
use crate::lesson::{LessonFiles, Reading, source};
use crate::player::preview::{examples, parts};
use crate::progress::Progress;
use crate::screen::beside::{beside, half};
use crate::screen::page::{self, Action};
use crate::screen::{Key, Keys, Line, Live, Paint, Span, Style, Terminal, clean, terminal};

/// How often the lesson's folder is looked at: a save shows before the eye is back on the page.
const LOOK: Duration = Duration::from_millis(250);

/// Shows a step; at a terminal until the author leaves.
pub(super) async fn run(context: &Context, args: &LessonPreview) -> Result<ExitCode, CliError> {
    let preview = Preview::new(context, args).await?;
    if at_terminal() {
        preview.watch(args.step.as_deref()).await
    } else {
        preview.print(args.step.as_deref())
    }
}

/// Where the files of the lesson are.
enum Place {
    /// In a folder, which is read again on every save.
    Folder(PathBuf),
    /// In the program.
    BuiltIn(String),
}

struct Preview<'c> {
    context: &'c Context,
    place: Place,
    /// Words of each language that is to be shown.
    words: Vec<Words>,
    /// A page needs an engine for its header; a world of its own, in which nothing is ever made.
    engine: Engine,
    /// Keeps that engine alive.
    _chosen: engine::Chosen,
}

impl<'c> Preview<'c> {
    async fn new(context: &'c Context, args: &LessonPreview) -> Result<Self, CliError> {
        let languages: Vec<Language> = match context.global.lang {
            Some(LanguageName::Ko) => vec![Language::Korean],
            Some(LanguageName::En) => vec![Language::English],
            Some(LanguageName::All) | None => Language::ALL.to_vec(),
        };
        let place = place(context, args.lesson.as_deref())?;
        let chosen = engine::fresh_practice().await?;
        Ok(Self {
            context,
            place,
            words: languages.into_iter().map(Words::load).collect(),
            engine: chosen.engine.clone(),
            _chosen: chosen,
        })
    }

    fn files(&self) -> Result<LessonFiles, CliError> {
        Ok(match &self.place {
            Place::Folder(path) => source::folder(path)?,
            Place::BuiltIn(id) => self.context.files(id)?,
        })
    }

    /// The page of a step, or what is wrong with the lesson.
    fn page(&self, reading: Reading, step: &Step<'_>, width: usize) -> Page {
        let found = reading.diagnostics.len();
        let Some(lesson) = reading.lesson else {
            let words = &self.context.words;
            let place = match &self.place {
                Place::Folder(path) => place_of(path),
                Place::BuiltIn(id) => format!("lessons/{id}"),
            };
            let (diagnostics, sources) = (&reading.diagnostics, &reading.sources);
            let text = render_below(&place, diagnostics, sources, words, false);
            return Page {
                lines: text
                    .lines()
                    .map(|line| vec![Span::plain(clean(line))])
                    .collect(),
                position: 0,
                steps: 0,
                found,
            };
        };
        let position = match step {
            Step::Named(id) => lesson.position(id).unwrap_or_default(),
            Step::At(position) => (*position).min(lesson.steps.len() - 1),
        };
        let steps = lesson.steps.len();
        let desk = self
            .context
            .desk(lesson, self.engine.clone(), Progress::default());
        let snapshot = examples(&desk.lesson, &desk.names);
        let shown: Vec<&Words> = self
            .words
            .iter()
            .filter(|words| desk.lesson.languages.contains(&words.language()))
            .collect();
        let half = half(width).filter(|_| shown.len() > 1);
        let pages: Vec<Vec<Vec<Line>>> = shown
            .iter()
            .map(|words| parts(&desk, position, &snapshot, words, half.unwrap_or(width)))
            .collect();
        let lines = match (half, pages.as_slice()) {
            (Some(half), [one, other]) => one
                .iter()
                .zip(other)
                .flat_map(|(one, other)| beside(one, other, half))
                .collect(),
            _ => pages.into_iter().flatten().flatten().collect(),
        };
        Page {
            lines,
            position,
            steps,
            found,
        }
    }

    /// Prints the step, or every one where none is named.
    fn print(&self, step: Option<&str>) -> Result<ExitCode, CliError> {
        let mut out = Paint::new(io::stdout(), self.context.theme());
        let files = self.files()?;
        let mut number = 0;
        loop {
            let reading = lint(&files);
            let broken = reading.lesson.is_none();
            if let (Some(lesson), Some(step)) = (&reading.lesson, step) {
                Context::position(lesson, step)?;
            }
            let at = step.map_or(Step::At(number), Step::Named);
            let page = self.page(reading, &at, terminal::width());
            out.lines(&page.lines)?;
            number += 1;
            if broken {
                return Ok(ExitCode::InvalidLesson);
            }
            if step.is_some() || number >= page.steps {
                return Ok(ExitCode::Done);
            }
        }
    }

    /// Shows the step until the author leaves, and again whenever a file was saved.
    async fn watch(&self, step: Option<&str>) -> Result<ExitCode, CliError> {
        let reading = lint(&self.files()?);
        if let (Some(lesson), Some(step)) = (&reading.lesson, step) {
            Context::position(lesson, step)?;
        }
        let _terminal = Terminal::open()?;
        let mut live = Live::new(self.context.theme());
        let mut keys = Keys::new();
        let mut stamp = self.stamp();
        let mut first = 0;
        let (mut columns, mut rows) = terminal::size();
        let mut page = self.page(
            reading,
            &step.map_or(Step::At(0), Step::Named),
            usize::from(columns),
        );
        live.clear_screen()?;
        let mut ticks = tokio::time::interval(LOOK);
        loop {
            let room = self.show(&mut live, &page, &mut first, (columns, rows))?;
            let last = page.lines.len().saturating_sub(room);
            let mut go = page.position;
            let mut again = false;
            tokio::select! {
                key = keys.next() => match key {
                    None | Some(Key::Escape | Key::EndOfInput) => return Ok(ExitCode::Done),
                    Some(Key::Interrupt) => return Ok(ExitCode::Interrupted),
                    Some(Key::Resize(new_columns, new_rows)) => {
                        (columns, rows) = (new_columns, new_rows);
                        live.resize(columns, rows);
                        live.clear_screen()?;
                        again = true;
                    }
                    Some(Key::Up) => first = first.saturating_sub(1),
                    Some(Key::Down) => first = (first + 1).min(last),
                    Some(Key::PageUp) => first = first.saturating_sub(room),
                    Some(Key::PageDown | Key::Char(' ')) => first = (first + room).min(last),
                    Some(Key::Home) => first = 0,
                    Some(Key::End) => first = last,
                    Some(Key::Left) => go = go.saturating_sub(1),
                    Some(Key::Right | Key::Enter) => go += 1,
                    Some(key) => match key.command() {
                        Some('q') => return Ok(ExitCode::Done),
                        Some('n') => go += 1,
                        Some('p') => go = go.saturating_sub(1),
                        _ => {}
                    },
                },
                _ = ticks.tick() => {
                    let now = self.stamp();
                    again = now != stamp;
                    stamp = now;
                }
            }
            let go = go.min(page.steps.saturating_sub(1));
            if again || go != page.position {
                if go != page.position {
                    first = 0;
                }
                page = self.again(&Step::At(go), usize::from(columns))?;
            }
        }
    }

    /// The page anew. A file that is just being written may be missing for a moment.
    fn again(&self, step: &Step<'_>, width: usize) -> Result<Page, CliError> {
        match self.files() {
            Ok(files) => Ok(self.page(lint(&files), step, width)),
            Err(CliError::Source(error)) => {
                let Step::At(position) = step else {
                    return Err(error.into());
                };
                let text = self.context.words.say(&error.message());
                Ok(Page {
                    lines: page::error_page(&text, "", &[], width),
                    position: *position,
                    steps: position + 1,
                    found: 1,
                })
            }
            Err(error) => Err(error),
        }
    }

    /// Draws as much of the page as there is room for. Gives that room, in rows.
    fn show(
        &self,
        live: &mut Live,
        page: &Page,
        first: &mut usize,
        (columns, rows): (u16, u16),
    ) -> Result<usize, CliError> {
        let width = usize::from(columns);
        let mut bar = vec![Line::new()];
        bar.extend(self.standing(page, width));
        bar.extend(page::actions_bar(&self.actions(page), width));
        // The row below the live region belongs to the cursor.
        let room = usize::from(rows).saturating_sub(bar.len() + 1).max(1);
        *first = (*first).min(page.lines.len().saturating_sub(room));
        let shown = page.lines.iter().skip(*first).take(room);
        let mut lines: Vec<Line> = shown.cloned().collect();
        lines.resize(room, Line::new());
        lines.extend(bar);
        live.show(&lines)?;
        Ok(room)
    }

    /// Whether there is something for lint to say.
    fn standing(&self, page: &Page, width: usize) -> Vec<Line> {
        let (message, style) = match (page.steps, page.found) {
            (_, 0) => (Message::new("preview-examples"), Style::Dim),
            (0, found) => (
                Message::new("preview-broken").with("found", found),
                Style::Bad,
            ),
            (_, found) => (
                Message::new("preview-found").with("found", found),
                Style::Warning,
            ),
        };
        crate::player::view::sentence(&self.context.words.say(&message), style, width)
    }

    fn actions(&self, page: &Page) -> Vec<Action> {
        let mut actions = vec![("↑↓", "preview-scroll")];
        if page.position + 1 < page.steps {
            actions.push(("n", "preview-next"));
        }
        if page.position > 0 {
            actions.push(("p", "preview-previous"));
        }
        actions.push(("q", "action-quit"));
        actions
            .into_iter()
            .map(|(key, id)| Action {
                key: key.to_owned(),
                text: self.context.words.text(id),
                highlighted: false,
            })
            .collect()
    }

    /// Sizes and times of the lesson's files: another one after every save.
    fn stamp(&self) -> BTreeMap<PathBuf, (u64, Option<SystemTime>)> {
        let mut stamp = BTreeMap::new();
        if let Place::Folder(path) = &self.place {
            // What cannot be looked at now shows as a change later.
            let _ = look(path, &mut stamp);
        }
        stamp
    }
}

fn look(folder: &Path, stamp: &mut BTreeMap<PathBuf, (u64, Option<SystemTime>)>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        if stamp.len() > crate::lesson::files::MOST_FILES {
            break;
        }
        if metadata.is_dir() {
            look(&entry.path(), stamp)?;
        } else {
            stamp.insert(entry.path(), (metadata.len(), metadata.modified().ok()));
        }
    }
    Ok(())
}

/// Which step to show.
enum Step<'s> {
    Named(&'s str),
    At(usize),
}

/// What is shown: lines, and where in the lesson they are from.
struct Page {
    lines: Vec<Line>,
    position: usize,
    /// How many steps there are; none where the lesson cannot be played.
    steps: usize,
    /// How many problems and findings there are.
    found: usize,
}

/// The lesson that is named, the one in this folder, or the only one of `--lessons`.
fn place(context: &Context, asked: Option<&str>) -> Result<Place, CliError> {
    let asked = match asked {
        Some(asked) => asked.to_owned(),
        None if Path::new(crate::lesson::TOML).is_file() => ".".to_owned(),
        None => return Err(CliError::WhichLesson),
    };
    let catalog = match context.find(&asked)? {
        context::Place::Folder(folder) => return Ok(Place::Folder(folder)),
        context::Place::Known(catalog) => catalog,
    };
    if let Some(folder) = catalog.folder(&asked) {
        return Ok(Place::Folder(folder.to_owned()));
    }
    // Says what there is, where there is no such lesson.
    catalog.files(&asked)?;
    Ok(Place::BuiltIn(asked))
}
