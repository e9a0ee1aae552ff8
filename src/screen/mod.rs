//! The only room that writes to a terminal or reads keys from one: text in, painted lines out.

pub mod beside;
pub mod keys;
pub mod live;
pub mod markdown;
pub mod page;
pub mod progress;
pub mod prompts;
pub mod sanitize;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod wrap;

pub use keys::{Key, Keys};
pub use live::Live;
pub use progress::{Bars, Spinner};
pub use prompts::{
    Completer, Entered, PickItem, Picked, PickedMany, PromptError, Prompts, choose_language,
};
pub use sanitize::clean;
pub use terminal::Terminal;
pub use text::{Line, Span, Style, columns};
pub use theme::{ColorChoice, Paint, Theme};
pub use wrap::wrap;
