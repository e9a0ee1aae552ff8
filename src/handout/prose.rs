//! Markdown of a lesson as HTML that is safe to open anywhere: nothing in it runs, and nothing is loaded.

use pulldown_cmark::{
    BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html,
};

use crate::l10n::Words;
use crate::lesson::markdown::options;

/// `markdown` as HTML. Its headings come below one of level `above`, without leaving one out.
pub(super) fn render(markdown: &str, above: usize, words: &Words) -> String {
    let mut reader = Reader {
        words,
        headings: Headings::below(above),
        ended: Vec::new(),
        links: Vec::new(),
        code: None,
    };
    let events = Parser::new_ext(markdown, options()).filter_map(|event| reader.event(event));
    let mut text = String::new();
    html::push_html(&mut text, events);
    text
}

/// A single paragraph without its tags: a title, a choice, a label.
pub(super) fn inline(markdown: &str, words: &Words) -> String {
    let text = render(markdown, 6, words);
    let text = text.trim();
    match text
        .strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"))
    {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        _ => text.to_owned(),
    }
}

/// Text with what has a meaning in HTML written as entities.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Commands behind their prompt, and what stands between them.
pub(super) fn terminal(lines: impl IntoIterator<Item = (char, String)>) -> String {
    let rows: Vec<String> = lines
        .into_iter()
        .map(|(prompt, line)| {
            format!(
                "<span class=\"prompt\">{prompt} </span><span class=\"typed\">{}</span>",
                escape(&line)
            )
        })
        .collect();
    format!(
        "<pre class=\"terminal\"><code>{}</code></pre>\n",
        rows.join("\n")
    )
}

/// Levels of headings that come below another, so that none is left out.
#[derive(Debug)]
pub(super) struct Headings {
    above: usize,
    open: Vec<usize>,
}

impl Headings {
    pub(super) fn below(above: usize) -> Self {
        Self {
            above,
            open: Vec::new(),
        }
    }

    /// The level of the next heading, which is of `level` in its own text.
    pub(super) fn level(&mut self, level: usize) -> usize {
        while self.open.last().is_some_and(|open| *open >= level) {
            self.open.pop();
        }
        self.open.push(level);
        (self.above + self.open.len()).min(6)
    }
}

struct Reader<'w> {
    words: &'w Words,
    headings: Headings,
    /// What ends the quotes that are open.
    ended: Vec<&'static str>,
    /// Whether each link that is open is one on paper too.
    links: Vec<bool>,
    /// The language and the text of the code block that is being read.
    code: Option<(String, String)>,
}

impl Reader<'_> {
    fn event<'e>(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        let raw = |text: String| Some(Event::Html(CowStr::from(text)));
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',']).next().unwrap_or_default().to_owned()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
                None
            }
            Event::End(TagEnd::CodeBlock) => {
                let (language, text) = self.code.take()?;
                raw(block(&language, &text))
            }
            Event::Text(text) if self.code.is_some() => {
                if let Some((_, code)) = &mut self.code {
                    code.push_str(&text);
                }
                None
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let level = self.headings.level(level as usize);
                self.ended.push(heading_end(level));
                raw(format!("<h{level}>"))
            }
            Event::End(TagEnd::Heading(_) | TagEnd::BlockQuote(_)) => {
                raw(self.ended.pop().unwrap_or_default().to_owned())
            }
            Event::Start(Tag::BlockQuote(kind)) => {
                self.ended.push(if kind.is_some() {
                    "</aside>\n"
                } else {
                    "</blockquote>\n"
                });
                raw(match kind {
                    Some(kind) => self.alert(kind),
                    None => "<blockquote>\n".to_owned(),
                })
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let is_link = dest_url.starts_with("https://") || dest_url.starts_with("http://");
                self.links.push(is_link);
                if !is_link {
                    return None;
                }
                let address = escape(&dest_url);
                Some(Event::InlineHtml(CowStr::from(format!(
                    "<a href=\"{address}\" rel=\"noreferrer\">"
                ))))
            }
            Event::End(TagEnd::Link) => {
                let is_link = self.links.pop().unwrap_or_default();
                is_link.then(|| Event::InlineHtml(CowStr::from("</a>")))
            }
            // Nothing is loaded: of a picture its description stays.
            Event::Start(Tag::Image { .. } | Tag::HtmlBlock)
            | Event::End(TagEnd::Image | TagEnd::HtmlBlock) => None,
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            other => Some(other),
        }
    }

    fn alert(&self, kind: BlockQuoteKind) -> String {
        let (class, label) = match kind {
            BlockQuoteKind::Note => ("note", "screen-note"),
            BlockQuoteKind::Tip => ("note", "screen-tip"),
            BlockQuoteKind::Important => ("task", "screen-important"),
            BlockQuoteKind::Warning => ("warning", "screen-warning"),
            BlockQuoteKind::Caution => ("warning", "screen-caution"),
        };
        let label = escape(&self.words.text(label));
        format!("<aside class=\"{class}\">\n<p class=\"label\">{label}</p>\n")
    }
}

fn heading_end(level: usize) -> &'static str {
    match level {
        1 => "</h1>\n",
        2 => "</h2>\n",
        3 => "</h3>\n",
        4 => "</h4>\n",
        5 => "</h5>\n",
        _ => "</h6>\n",
    }
}

/// A code block: a terminal, a drawing, or a file.
fn block(language: &str, text: &str) -> String {
    let text = text.trim_end_matches('\n');
    let prompt = |line: &str| {
        let mut letters = line.chars();
        let sign = letters.next().filter(|sign| matches!(sign, '$' | '#'))?;
        Some((sign, letters.as_str().strip_prefix(' ')?.to_owned()))
    };
    match language {
        "console" if text.lines().all(|line| prompt(line).is_some()) => {
            terminal(text.lines().filter_map(prompt))
        }
        "text" | "" => format!(
            "<pre class=\"drawing\"><code>{}</code></pre>\n",
            escape(text)
        ),
        _ => format!("<pre><code>{}</code></pre>\n", escape(text)),
    }
}

/// `markdown` with its headings below one of level `above`.
pub(super) fn demoted(markdown: &str, above: usize) -> String {
    let mut headings = Headings::below(above);
    let mut text = String::with_capacity(markdown.len());
    let mut done = 0;
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        let Event::Start(Tag::Heading { level, .. }) = event else {
            continue;
        };
        let signs = HeadingLevel::H6.min(level) as usize;
        let level = headings.level(signs);
        // A line below the text makes a heading as well; such a one is left as it stands.
        let Some(rest) = markdown
            .get(range.start..)
            .and_then(|rest| rest.strip_prefix(&"#".repeat(signs)))
        else {
            continue;
        };
        text.push_str(markdown.get(done..range.start).unwrap_or_default());
        text.push_str(&"#".repeat(level));
        done = markdown.len() - rest.len();
    }
    text.push_str(markdown.get(done..).unwrap_or_default());
    text
}
