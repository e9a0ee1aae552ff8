//! From pulldown-cmark's events to a small tree of blocks.

use pulldown_cmark::{
    BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd,
};

use super::super::text::{Line, Style};
use super::super::wrap::add;

/// A block of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// Level from 1, and the text.
    Heading(u8, Line),
    Paragraph(Line),
    /// The language after the fence, and the lines.
    Code(String, String),
    List(List),
    Quote(Vec<Block>),
    Alert(Alert, Vec<Block>),
    Table(Table),
    Rule,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct List {
    /// The first number of a numbered list.
    pub(super) start: Option<u64>,
    pub(super) items: Vec<Item>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// Whether it is an answer of a quiz.
    pub(super) is_task: bool,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) head: Vec<Line>,
    pub(super) rows: Vec<Vec<Line>>,
}

pub(super) fn parse(markdown: &str) -> Vec<Block> {
    let options = Options::ENABLE_GFM | Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
    let mut reader = Reader {
        events: Parser::new_ext(markdown, options),
        is_task: false,
    };
    reader.blocks()
}

struct Reader<'a> {
    events: Parser<'a>,
    /// Set by the mark of a task, for the item that is being read.
    is_task: bool,
}

impl Reader<'_> {
    /// Reads blocks up to the end of what holds them.
    fn blocks(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        // The text of a tight list item has no paragraph around it.
        let mut loose = Inline::default();
        while let Some(event) = self.events.next() {
            let block = match event {
                Event::Start(Tag::Paragraph) => Block::Paragraph(self.inline()),
                Event::Start(Tag::Heading { level, .. }) => {
                    Block::Heading(level_number(level), self.inline())
                }
                Event::Start(Tag::BlockQuote(kind)) => {
                    let inner = self.blocks();
                    kind.map_or(Block::Quote(Vec::new()), |kind| {
                        Block::Alert(alert(kind), Vec::new())
                    })
                    .holding(inner)
                }
                Event::Start(Tag::CodeBlock(kind)) => self.code(&kind),
                Event::Start(Tag::List(start)) => Block::List(self.list(start)),
                Event::Start(Tag::Table(_)) => Block::Table(self.table()),
                Event::Start(Tag::HtmlBlock) => match self.html() {
                    Some(block) => block,
                    None => continue,
                },
                Event::Rule => Block::Rule,
                Event::TaskListMarker(_) => {
                    self.is_task = true;
                    continue;
                }
                Event::End(end) if ends_block(end) => break,
                other => {
                    loose.event(other);
                    continue;
                }
            };
            loose.move_into(&mut blocks);
            blocks.push(block);
        }
        loose.move_into(&mut blocks);
        blocks
    }

    fn inline(&mut self) -> Line {
        let mut inline = Inline::default();
        for event in self.events.by_ref() {
            match event {
                Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell) => break,
                Event::TaskListMarker(_) => self.is_task = true,
                other => inline.event(other),
            }
        }
        inline.line
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>) -> Block {
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let mut text = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::Text(part) => text.push_str(&part),
                Event::End(_) => break,
                _ => {}
            }
        }
        Block::Code(language.to_lowercase(), text)
    }

    /// Comments are not shown; other HTML is nothing for a terminal, so it stays as it was written.
    fn html(&mut self) -> Option<Block> {
        let mut text = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::Html(part) => text.push_str(&part),
                Event::End(_) => break,
                _ => {}
            }
        }
        let text = text.trim();
        if text.is_empty() || text.starts_with("<!--") {
            return None;
        }
        let mut line = Line::new();
        add(&mut line, text, Style::Dim);
        Some(Block::Paragraph(line))
    }

    fn list(&mut self, start: Option<u64>) -> List {
        let mut items = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => {
                    let outer = std::mem::take(&mut self.is_task);
                    let blocks = self.blocks();
                    let is_task = std::mem::replace(&mut self.is_task, outer);
                    items.push(Item { is_task, blocks });
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        List { start, items }
    }

    fn table(&mut self) -> Table {
        let mut table = Table::default();
        let mut row = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => row.push(self.inline()),
                Event::End(TagEnd::TableHead) => table.head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => table.rows.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        table
    }
}

impl Block {
    fn holding(self, inner: Vec<Block>) -> Self {
        match self {
            Self::Alert(kind, _) => Self::Alert(kind, inner),
            _ => Self::Quote(inner),
        }
    }
}

/// Gathers inline events into spans.
#[derive(Default)]
struct Inline {
    line: Line,
    strong: usize,
    emphasis: usize,
    image: usize,
    /// The addresses of the links around, each with its text so far.
    links: Vec<(String, String)>,
}

impl Inline {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text.replace('\n', " ")),
            Event::Code(text) => self.add(&text, Style::Code),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::InlineHtml(tag) | Event::Html(tag) => {
                if matches!(tag.as_ref(), "<br>" | "<br/>" | "<br />") {
                    self.text("\n");
                } else if !tag.starts_with("<!--") {
                    self.text(&tag);
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Image { .. } => self.image += 1,
            Tag::Link { dest_url, .. } => self.links.push((dest_url.into_string(), String::new())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Image => self.image = self.image.saturating_sub(1),
            TagEnd::Link => {
                if let Some((address, text)) = self.links.pop()
                    && address != text
                    && address.strip_prefix("mailto:") != Some(&text)
                    && !address.starts_with('#')
                {
                    add(&mut self.line, " (", Style::Dim);
                    add(&mut self.line, &address, Style::Link);
                    add(&mut self.line, ")", Style::Dim);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let style = if self.image > 0 {
            Style::Dim
        } else if self.strong > 0 {
            Style::Strong
        } else if self.emphasis > 0 {
            Style::Emphasis
        } else if self
            .links
            .last()
            .is_some_and(|(address, _)| address == text)
        {
            Style::Link
        } else {
            Style::Plain
        };
        self.add(text, style);
    }

    fn add(&mut self, text: &str, style: Style) {
        if let Some((_, link)) = self.links.last_mut() {
            link.push_str(text);
        }
        add(&mut self.line, text, style);
    }

    fn move_into(&mut self, blocks: &mut Vec<Block>) {
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            blocks.push(Block::Paragraph(line));
        }
    }
}

fn ends_block(end: TagEnd) -> bool {
    matches!(end, TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::List(_))
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        _ => 3,
    }
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}
