//! Lessons: from TOML and Markdown to a valid model, with every problem found on the way.

pub mod causes;
pub mod codes;
pub mod condition;
pub mod control;
pub mod diagnostics;
pub mod files;
pub mod head;
pub mod lab;
pub mod lint;
pub mod markdown;
mod markdown_lint;
pub mod model;
pub mod names;
pub mod near;
mod raw;
mod raw_condition;
mod read;
pub mod render;
pub mod schema;
pub mod source;
pub mod starter;
mod syntax;
pub mod template;
pub mod text;
pub mod validate;
mod validate_condition;
mod validate_files;
mod validate_kind;
mod validate_mistake;
mod validate_probe;
mod validate_step;
mod validate_template;
mod validate_text;

pub use causes::Cause;
pub use codes::Code;
pub use condition::{Condition, Kind};
pub use diagnostics::{Diagnostic, Severity, Sources};
pub use files::{Content, LessonFiles};
pub use head::Head;
pub use lab::{LabAction, Originals, plan};
pub use model::{Command, Lesson, Step};
pub use names::{NameProblem, Names};
pub use near::did_you_mean;
pub use render::render;
pub use source::{Catalog, SourceError};
pub use template::{LiveKind, LiveValue, fill, fill_live, live_values};
pub use validate::{Reading, read};
pub use validate_step::is_switch;

/// The file that holds a lesson's structure.
pub const TOML: &str = "lesson.toml";
