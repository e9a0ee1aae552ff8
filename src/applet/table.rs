//! Lists as docker prints them: tables, templates, JSON.

use super::failure::{Failure, Outcome};
use super::json::Json;
use super::out::say;
use super::template::{Template, TemplateError};

/// How a list is printed.
pub struct Listing<'a> {
    /// The usual columns: the field, and what stands above it.
    pub columns: &'a [(&'static str, &'static str)],
    /// What stands above other fields in a `table` template.
    pub further: &'a [(&'static str, &'static str)],
    /// The field that `--quiet` prints.
    pub key: &'static str,
    /// What Go calls a row.
    pub kind: &'static str,
}

impl Listing<'_> {
    /// Prints rows, each an object of strings with sorted keys.
    pub fn print(&self, rows: &[Json], format: Option<&str>, quiet: bool) -> Outcome {
        let text = match format {
            None | Some("" | "table") if quiet => rows
                .iter()
                .map(|row| format!("{}\n", row.get(self.key).str()))
                .collect(),
            None | Some("" | "table") => self.table(rows),
            Some("json") => rows
                .iter()
                .map(|row| format!("{}\n", row.compact()))
                .collect(),
            Some(format) => self.template(rows, format)?,
        };
        say(&text)?;
        Ok(0)
    }

    fn table(&self, rows: &[Json]) -> String {
        let heads = self
            .columns
            .iter()
            .map(|(_, head)| (*head).to_owned())
            .collect();
        let mut lines: Vec<Vec<String>> = vec![heads];
        for row in rows {
            lines.push(
                self.columns
                    .iter()
                    .map(|(field, _)| row.get(field).str().to_owned())
                    .collect(),
            );
        }
        align(&lines)
    }

    fn template(&self, rows: &[Json], format: &str) -> Result<String, Failure> {
        let (table, format) = match format.strip_prefix("table ") {
            Some(format) => (true, format),
            None => (false, format),
        };
        let format = format.replace("\\t", "\t").replace("\\n", "\n");
        let template = Template::read(&format)
            .map_err(|error| Failure::text(format!("failed to parse template: {}", error.0)))?;
        let failed = |error: TemplateError| {
            let text = match error.0.split_once("map has no entry for key \"") {
                Some((place, field)) => format!(
                    "{place}can't evaluate field {} in type *{}",
                    field.trim_end_matches('"'),
                    self.kind
                ),
                None => error.0,
            };
            Failure::text(format!("failed to execute template: {text}"))
        };
        let mut lines = Vec::new();
        if table {
            let heads = self.columns.iter().chain(self.further);
            let head = Json::Map(
                heads
                    .map(|(field, head)| ((*field).to_owned(), Json::text(*head)))
                    .collect(),
            );
            lines.push(template.run(&head).map_err(failed)?);
        }
        for row in rows {
            lines.push(template.run(row).map_err(failed)?);
        }
        if !table {
            return Ok(lines.iter().map(|line| format!("{line}\n")).collect());
        }
        let cells: Vec<Vec<String>> = lines
            .iter()
            .map(|line| line.split('\t').map(str::to_owned).collect())
            .collect();
        Ok(align(&cells))
    }
}

/// A template that cannot be read.
pub fn parsing(error: &TemplateError) -> Failure {
    Failure::Text {
        text: format!("template parsing error: {}", error.0),
        code: 64,
    }
}

/// A template that cannot be carried out.
pub fn running(error: &TemplateError) -> Failure {
    Failure::text(format!("template parsing error: {}", error.0))
}

/// Columns at least ten wide, with three blanks between them, the last one as it is.
pub fn align(lines: &[Vec<String>]) -> String {
    let count = lines.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..count)
        .map(|column| {
            lines
                .iter()
                // The last cell of a line does not widen its column.
                .filter(|line| column + 1 < line.len())
                .filter_map(|line| line.get(column))
                .map(|cell| cell.chars().count() + 3)
                .max()
                .unwrap_or_default()
                .max(10)
        })
        .collect();
    let mut text = String::new();
    for line in lines {
        for (column, cell) in line.iter().enumerate() {
            text.push_str(cell);
            if column + 1 < line.len() {
                let width = widths.get(column).copied().unwrap_or_default();
                let blanks = width.saturating_sub(cell.chars().count());
                text.push_str(&" ".repeat(blanks));
            }
        }
        text.push('\n');
    }
    text
}
