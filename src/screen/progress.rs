//! Progress of pulls and builds, and a quiet sign of waiting; plain lines without a terminal.
//!
//! All of it goes to standard error. The terminal must not be open ([`super::Terminal`]): suspend
//! it first.

use std::collections::HashMap;
use std::io::{self, IsTerminal};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::text::{Span, fit, pad};
use super::theme::{Paint, Theme};
use super::{clean, terminal};

/// Layers shown at a time; an image may have dozens.
const LAYERS_SHOWN: usize = 4;
/// Columns of a layer's id and stage.
const LABEL: usize = 24;
/// Columns beside the bar: margins, label and amounts.
const BESIDE: usize = 53;

/// Bars for a pull: one for the whole, one for each layer that is under way.
///
/// Without a terminal it prints one line when it begins, and those of [`Bars::say`].
#[derive(Debug)]
pub struct Bars {
    theme: Theme,
    /// `None` without a terminal.
    drawn: Option<Drawn>,
}

#[derive(Debug)]
struct Drawn {
    all: MultiProgress,
    total: ProgressBar,
    layers: Mutex<HashMap<String, Layer>>,
}

#[derive(Debug, Default)]
struct Layer {
    done: u64,
    total: u64,
    bar: Option<ProgressBar>,
}

impl Bars {
    /// Begins; `title` says what is fetched.
    #[must_use]
    pub fn new(theme: Theme, title: &str) -> Self {
        let title = clean(title);
        if !can_move() {
            print(theme, &[Span::plain("  "), Span::plain(title)]);
            return Self { theme, drawn: None };
        }
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(12));
        let total = all.add(ProgressBar::new(0));
        total.set_style(bar_look(
            theme,
            "  {prefix}  ",
            "  {decimal_bytes} / {decimal_total_bytes}",
        ));
        total.set_prefix(pad(&fit(&title, LABEL + 2), LABEL + 2));
        let drawn = Drawn {
            all,
            total,
            layers: Mutex::new(HashMap::new()),
        };
        Self {
            theme,
            drawn: Some(drawn),
        }
    }

    /// Layer `id` is in the stage that `stage` names, with `done` of `total` bytes where known.
    /// A layer that is complete goes away.
    pub fn layer(&self, id: &str, stage: &str, done: u64, total: Option<u64>) {
        let Some(drawn) = &self.drawn else { return };
        let mut layers = drawn.layers.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = layers.values().filter(|layer| layer.bar.is_some()).count();
        let layer = layers.entry(id.to_owned()).or_default();
        if let Some(total) = total {
            layer.total = total;
        }
        layer.done = done.min(layer.total.max(done));
        let under_way = layer.total > 0 && layer.done < layer.total;
        if under_way && layer.bar.is_none() && shown < LAYERS_SHOWN {
            let bar = drawn.all.add(ProgressBar::new(layer.total));
            bar.set_style(bar_look(self.theme, "    {prefix}  ", ""));
            layer.bar = Some(bar);
        }
        if let Some(bar) = &layer.bar {
            let label = format!("{}  {}", fit(&clean(id), 12), clean(stage));
            bar.set_prefix(pad(&fit(&label, LABEL), LABEL));
            bar.set_length(layer.total);
            bar.set_position(layer.done);
            if !under_way {
                drawn.all.remove(bar);
                layer.bar = None;
            }
        }
        let (done, total) = layers.values().fold((0, 0), |(done, total), layer| {
            (done + layer.done.min(layer.total), total + layer.total)
        });
        drawn.total.set_length(total);
        drawn.total.set_position(done);
    }

    /// A line of news that stays, such as a build step.
    pub fn say(&self, text: &str) {
        let line = [Span::plain("  "), Span::dim(clean(text))];
        match &self.drawn {
            Some(drawn) => {
                let width = usize::from(terminal::size().0);
                let line = super::text::fit_line(&line, width);
                // Where a line cannot be printed, the bars cannot either; the work goes on.
                let _ = drawn.all.println(self.theme.paint(&line));
            }
            None => print(self.theme, &line),
        }
    }

    /// Ends; the bars go away, as they do when this is dropped.
    pub fn finish(self) {
        drop(self);
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        if let Some(drawn) = &self.drawn {
            let _ = drawn.all.clear();
            drawn.all.set_draw_target(ProgressDrawTarget::hidden());
        }
    }
}

/// A sign that something is waited for; with `text` alone without a terminal.
#[derive(Debug)]
pub struct Spinner {
    theme: Theme,
    /// `None` without a terminal.
    bar: Option<ProgressBar>,
}

impl Spinner {
    /// Begins to wait for what `text` says.
    #[must_use]
    pub fn start(theme: Theme, text: &str) -> Self {
        let text = clean(text);
        if !can_move() {
            print(theme, &[Span::plain("  "), Span::plain(text)]);
            return Self { theme, bar: None };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(12));
        let template = if theme.is_colored() {
            "  {spinner:.cyan}  {msg}"
        } else {
            "  {spinner}  {msg}"
        };
        // The last one is drawn when it ends; by then it is gone.
        bar.set_style(style(template).tick_chars("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ "));
        bar.set_message(text);
        bar.enable_steady_tick(Duration::from_millis(120));
        Self {
            theme,
            bar: Some(bar),
        }
    }

    /// Something else is waited for now.
    pub fn say(&self, text: &str) {
        let text = clean(text);
        match &self.bar {
            Some(bar) => bar.set_message(text),
            None => print(self.theme, &[Span::plain("  "), Span::plain(text)]),
        }
    }

    /// Ends; the spinner goes away, as it does when this is dropped.
    pub fn finish(self) {
        drop(self);
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn can_move() -> bool {
    io::stderr().is_terminal() && !terminal::is_dumb()
}

fn print(theme: Theme, line: &[Span]) {
    // Progress is a courtesy: where it cannot be written, the work goes on.
    let _ = Paint::stderr(theme).line(line);
}

fn bar_look(theme: Theme, before: &str, after: &str) -> ProgressStyle {
    let colors = if theme.is_colored() {
        // indicatif asks console's own switches, which know nothing of `--color`.
        console::set_colors_enabled_stderr(true);
        console::set_colors_enabled(true);
        ".cyan/dim"
    } else {
        ""
    };
    let size = usize::from(terminal::size().0)
        .saturating_sub(BESIDE)
        .clamp(6, 24);
    style(&format!("{before}{{bar:{size}{colors}}}{after}")).progress_chars("━━─")
}

/// A style from a template of this file; all of them are right, so the default never shows.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_right() {
        for template in [
            "  {spinner:.cyan}  {msg}",
            "  {prefix}  {bar:24.cyan/dim}  {decimal_bytes} / {decimal_total_bytes}",
        ] {
            assert!(ProgressStyle::with_template(template).is_ok());
        }
    }

    #[test]
    fn a_layer_may_be_told_in_any_order() {
        let bars = Bars::new(Theme::plain(), "nginx:1.28-alpine");
        bars.layer("a", "Downloading", 5, Some(10));
        bars.layer("a", "Extracting", 20, Some(10));
        bars.layer("b", "Waiting", 0, None);
        bars.say("done");
        bars.finish();
    }
}
