//! What every command starts from: home, words, colours, lessons, and the engine.

use std::io::{IsTerminal, stderr, stdout};
use std::path::PathBuf;
use std::sync::Arc;

use super::args::{ColorName, Global, LanguageName};
use super::exit::CliError;
use crate::docker::Engine;
use crate::home::Home;
use crate::l10n::{Language, Message, Words, choose};
use crate::lesson::{Catalog, Lesson, LessonFiles, Names, did_you_mean, source};
use crate::player::Desk;
use crate::progress::{Progress, Settings, Store};
use crate::screen::prompts::choose_language;
use crate::screen::{ColorChoice, Paint, Span, Style, Theme, clean, terminal};

/// What every command starts from.
pub struct Context {
    /// The options that hold for every command.
    pub global: Global,
    /// Where things are kept.
    pub home: Home,
    /// What is remembered.
    pub store: Store,
    /// The settings.
    pub settings: Settings,
    /// The words.
    pub words: Words,
}

/// The language that the command line, the environment, the settings or the machine ask for.
#[must_use]
pub fn language(asked: Option<LanguageName>, settings: &Settings) -> Option<Language> {
    let asked = asked.and_then(|name| match name {
        LanguageName::Ko => Some(Language::Korean),
        LanguageName::En => Some(Language::English),
        LanguageName::All => None,
    });
    let environment = std::env::var("BAEUM_LANG").ok();
    choose(
        asked,
        environment.as_deref(),
        settings.language.as_deref(),
        locale,
    )
}

/// The machine's language. `LANGUAGE` comes before what the platform says, as gettext has it.
fn locale() -> Option<String> {
    std::env::var("LANGUAGE")
        .ok()
        .filter(|value| !value.is_empty())
        .or_else(sys_locale::get_locale)
}

/// Whether somebody sits at a terminal.
#[must_use]
pub fn at_terminal() -> bool {
    terminal::is_interactive()
}

impl Context {
    /// Finds home, settings and language. A person at a terminal is asked for the language once,
    /// where nothing says it and `ask` is true.
    pub fn new(global: Global, ask: bool) -> Result<Self, CliError> {
        let baeum_home = std::env::var_os("BAEUM_HOME").map(PathBuf::from);
        let home = Home::find(baeum_home.as_deref()).ok_or(CliError::NoHome)?;
        let store = Store::new(home.state());
        let mut settings = store.settings();
        let language = match language(global.lang, &settings) {
            Some(language) => language,
            None if ask && at_terminal() => {
                let theme = Theme::for_stdout(color(global.color));
                let chosen = choose_language(theme, Language::Korean)?;
                settings.language = Some(chosen.code().to_owned());
                store.save_settings(&settings)?;
                chosen
            }
            None => Language::English,
        };
        Ok(Self {
            global,
            home,
            store,
            settings,
            words: Words::load(language),
        })
    }

    /// Speaks another language from now on.
    pub fn speak(&mut self, language: Language) -> Result<(), CliError> {
        self.words = Words::load(language);
        self.settings.language = Some(language.code().to_owned());
        self.store.save_settings(&self.settings)?;
        Ok(())
    }

    /// The colours of standard output.
    #[must_use]
    pub fn theme(&self) -> Theme {
        Theme::for_stdout(color(self.global.color))
    }

    /// The lessons.
    pub fn catalog(&self) -> Result<Catalog, CliError> {
        Ok(Catalog::new(self.global.lessons.as_deref())?)
    }

    /// A lesson by its id, or by the path of its folder.
    pub fn lesson(&self, asked: &str) -> Result<Lesson, CliError> {
        Ok(match self.find(asked)? {
            Place::Folder(path) => Catalog::load_path(&path)?,
            Place::Known(catalog) => catalog.load(asked)?,
        })
    }

    /// The files of a lesson, which need not be valid.
    pub fn files(&self, asked: &str) -> Result<LessonFiles, CliError> {
        Ok(match self.find(asked)? {
            Place::Folder(path) => source::folder(&path)?,
            Place::Known(catalog) => catalog.files(asked)?,
        })
    }

    /// Where a lesson is: what looks like a path is one, and so is a folder that holds a lesson
    /// where no lesson has that id.
    pub fn find(&self, asked: &str) -> Result<Place, CliError> {
        let path = PathBuf::from(asked);
        if asked.contains(['/', '\\']) || asked.starts_with('.') {
            return Ok(Place::Folder(path));
        }
        let catalog = self.catalog()?;
        let known = catalog.ids().any(|id| id == asked);
        if !known && path.join(crate::lesson::TOML).is_file() {
            return Ok(Place::Folder(path));
        }
        Ok(Place::Known(catalog))
    }

    /// The position of a step.
    pub fn position(lesson: &Lesson, step: &str) -> Result<usize, CliError> {
        lesson.position(step).ok_or_else(|| CliError::StepUnknown {
            lesson: lesson.id.clone(),
            step: crate::screen::clean(step),
            near: did_you_mean(step, lesson.steps.iter().map(|step| step.id.as_str()))
                .map(str::to_owned),
            known: lesson.steps.iter().map(|step| step.id.clone()).collect(),
        })
    }

    /// The progress in a lesson. What could not be read is said on standard error.
    pub fn progress(&self, key: &str) -> Result<Progress, CliError> {
        Ok(self.progress_and_complaint(key)?.0)
    }

    /// The same, with what was said, for those who clear the screen afterwards.
    pub fn progress_and_complaint(
        &self,
        key: &str,
    ) -> Result<(Progress, Option<Message>), CliError> {
        let loaded = self.store.load(key)?;
        let complaint = loaded.set_aside.map(|aside| {
            Message::new("cli-progress-set-aside").with("path", aside.display().to_string())
        });
        if let Some(complaint) = &complaint {
            self.complain(complaint, Style::Warning)?;
        }
        Ok((loaded.progress, complaint))
    }

    /// A desk for a lesson, with the names that were chosen before.
    #[must_use]
    pub fn desk(&self, lesson: Lesson, engine: Engine, progress: Progress) -> Desk {
        let mut names = Names::new(&lesson);
        for (key, value) in &progress.names {
            // A name that the lesson does not know any more falls back to its default.
            let _ = names.set(key, value);
        }
        let mut desk = Desk {
            lab: self.home.lab(&lesson.id),
            lesson: Arc::new(lesson),
            engine,
            names,
            progress,
            seen: Vec::new(),
        };
        desk.take_variants();
        desk
    }

    /// Says something on standard error. A program is given one line, however long it is.
    pub fn complain(&self, message: &Message, style: Style) -> Result<(), CliError> {
        let theme = Theme::for_stderr(color(self.global.color));
        let text = self.words.say(message);
        let lines = if stderr().is_terminal() {
            let width = usize::from(terminal::size().0);
            crate::player::view::sentence(&text, style, width)
        } else {
            vec![vec![Span::new(clean(&text), style)]]
        };
        Paint::new(stderr(), theme).lines(&lines)?;
        Ok(())
    }

    /// Says something on standard output.
    pub fn say(&self, message: &Message, style: Style) -> Result<(), CliError> {
        let width = usize::from(terminal::size().0);
        let lines = crate::player::view::sentence(&self.words.say(message), style, width);
        Paint::new(stdout(), self.theme()).lines(&lines)?;
        Ok(())
    }
}

/// Where a lesson is.
pub enum Place {
    /// In this folder.
    Folder(PathBuf),
    /// Among these, if at all.
    Known(Catalog),
}

/// The colours that were asked for.
#[must_use]
pub fn color(name: ColorName) -> ColorChoice {
    match name {
        ColorName::Auto => ColorChoice::Auto,
        ColorName::Always => ColorChoice::Always,
        ColorName::Never => ColorChoice::Never,
    }
}
