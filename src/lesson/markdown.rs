//! Owns how Markdown becomes flat blocks of flat inlines, with the numbers that a run computes or
//! proves. Owns no layout: wrapping is `view`'s.
//!
//! The Markdown of lessons is small on purpose: headings, paragraphs, lists of one level, fenced code,
//! quotes, notes (`> [!NOTE]`), simple tables; strong, emphasis, code. Two additions carry numbers:
//! `{{run.metric|format}}` is replaced by what the run shows; `{{80 ms ~ run.makespan ± 5%}}` prints
//! its left side as written, and `gilscope check` proves the whole.

use std::ops::Range;

use pulldown_cmark::{
    BlockQuoteKind, CodeBlockKind, Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};

use crate::base::{Diagnostic, Source, Span};

use super::facts::Runs;
use super::goal::Expr;
use super::number::{FORMATS, NumberFormat};
use super::parse::{self, Scope, listed};
use super::report::{Helped, Written, diagnostic};

/// A run of inline elements: a paragraph, a heading's text, an answer.
pub type Text = Vec<Inline>;

#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// Level 2 to 6; level 1 names the beats.
    Heading {
        level: u8,
        text: Text,
    },
    Paragraph(Text),
    /// Items in order; `Some(n)` is the number of the first item of an ordered list.
    List {
        first: Option<u64>,
        items: Vec<Text>,
    },
    Code {
        /// After the opening fence; empty when none is given.
        language: String,
        text: String,
        /// Of the code in `page.md`.
        span: Span,
    },
    Quote(Text),
    /// `> [!NOTE]`: an aside, such as what other versions do.
    Note(Text),
    Table {
        head: Vec<Text>,
        rows: Vec<Vec<Text>>,
    },
}

#[derive(Clone, PartialEq, Debug)]
pub enum Inline {
    Text(String),
    Strong(String),
    Emphasis(String),
    Code(String),
    Number(Box<Number>),
}

/// A number that a run decides.
#[derive(Clone, PartialEq, Debug)]
pub struct Number {
    /// The quantity, or the condition that proves what is claimed.
    pub expr: Expr,
    pub format: NumberFormat,
    /// What the author wrote; `None` when the number is computed.
    pub claimed: Option<String>,
    pub(super) place: Written,
}

impl Number {
    /// As it is printed; words in its place while a run that it needs has not been run.
    pub fn text(&self, runs: &dyn Runs) -> String {
        match &self.claimed {
            Some(text) => text.clone(),
            None => self
                .expr
                .value(runs)
                .map_or_else(|_| NOT_YET.to_owned(), |value| self.format.write(&value)),
        }
    }
}

/// Stands for a number whose run has not ended. In the middle of a sentence it has to say so itself.
pub(super) const NOT_YET: &str = "(being computed)";

/// The characters of a text, with its numbers as these runs have them.
pub fn plain(text: &[Inline], runs: &dyn Runs) -> String {
    text.iter()
        .map(|inline| match inline {
            Inline::Text(t) | Inline::Strong(t) | Inline::Emphasis(t) | Inline::Code(t) => {
                t.clone()
            }
            Inline::Number(number) => number.text(runs),
        })
        .collect()
}

/// A block and where it begins, which the page needs to cut itself into beats.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Placed {
    pub(super) block: Block,
    pub(super) span: Span,
}

/// Reads a page. Everything that is wrong is reported, and what can be read is kept.
pub(super) fn page(source: &Source, scope: Scope<'_>) -> (Vec<Placed>, Vec<Diagnostic>) {
    let mut reader = Reader::new(source, 0, scope);
    reader.read(&source.text.clone());
    (reader.blocks, reader.wrong)
}

/// Reads a TOML string as one paragraph.
pub(super) fn text(written: &Written, scope: Scope<'_>) -> Result<Text, Vec<Diagnostic>> {
    let mut reader = match written.start() {
        Some(start) => Reader::new(&written.source, start, scope),
        None => Reader::new(&written.source, 0, scope).all_at(written.whole),
    };
    reader.read(&written.text);
    let mut wrong = reader.wrong;
    let mut blocks = reader.blocks.into_iter();
    let text = match (blocks.next().map(|b| b.block), blocks.next()) {
        (Some(Block::Paragraph(text)), None) => text,
        (None, _) => {
            wrong.push(written.whole("this text is empty"));
            Text::new()
        }
        _ => {
            wrong.push(
                written
                    .whole("this text must be one paragraph")
                    .help("headings, lists and code blocks belong in page.md"),
            );
            Text::new()
        }
    };
    if wrong.is_empty() {
        Ok(text)
    } else {
        Err(wrong)
    }
}

/// What the reader is inside of, outermost first.
#[derive(Debug)]
enum Open {
    List {
        first: Option<u64>,
        items: Vec<Text>,
    },
    Quote {
        note: bool,
    },
    Table {
        head: Vec<Text>,
        rows: Vec<Vec<Text>>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Strong,
    Emphasis,
}

struct Reader<'a> {
    source: &'a Source,
    /// Where the text begins in the source.
    base: usize,
    /// Where everything is said to stand, when escapes make offsets useless.
    all_at: Option<Span>,
    scope: Scope<'a>,
    blocks: Vec<Placed>,
    wrong: Vec<Diagnostic>,
    open: Option<Open>,
    text: Text,
    style: Style,
    code: Option<(String, String, Range<usize>)>,
    cells: Vec<Text>,
    block_start: usize,
}

impl<'a> Reader<'a> {
    fn new(source: &'a Source, base: usize, scope: Scope<'a>) -> Self {
        Self {
            source,
            base,
            all_at: None,
            scope,
            blocks: Vec::new(),
            wrong: Vec::new(),
            open: None,
            text: Text::new(),
            style: Style::Plain,
            code: None,
            cells: Vec::new(),
            block_start: 0,
        }
    }

    fn all_at(mut self, span: Span) -> Self {
        self.all_at = Some(span);
        self
    }

    fn read(&mut self, text: &str) {
        let options = Options::ENABLE_TABLES | Options::ENABLE_GFM;
        let events = Parser::new_ext(text, options).into_offset_iter();
        for (event, range) in TextMergeWithOffset::new(events) {
            let range = match self.all_at {
                Some(span) => span.start as usize..span.end as usize,
                None => range.start + self.base..range.end + self.base,
            };
            self.event(event, range);
        }
    }

    fn refuse(&mut self, range: Range<usize>, what: &str, help: &str) {
        let span = Span::new(range.start as u32, range.end as u32);
        let message = format!("{what} cannot be used in a lesson");
        self.wrong
            .push(diagnostic(self.source, span, message).help(help));
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.words(&text, range),
            Event::Code(code) => self.push(Inline::Code(code.into_string())),
            Event::SoftBreak | Event::HardBreak => self.words(" ", range),
            Event::Rule => self.refuse(range, "a rule", "use a heading"),
            Event::Html(_) | Event::InlineHtml(_) => {
                self.refuse(range, "HTML", "a terminal shows text: write Markdown");
            }
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {
                self.refuse(range, "this Markdown extension", "write plain Markdown");
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if self.open.is_none() {
            self.block_start = range.start;
        }
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::HtmlBlock => {}
            Tag::BlockQuote(kind) if self.open.is_none() => {
                let note = kind == Some(BlockQuoteKind::Note);
                self.open = Some(Open::Quote { note });
            }
            Tag::List(first) if self.open.is_none() => {
                let items = Vec::new();
                self.open = Some(Open::List { first, items });
            }
            Tag::BlockQuote(_) | Tag::List(_) => {
                self.refuse(
                    range,
                    "a block inside a list or quote",
                    "keep it one level deep",
                );
            }
            Tag::Item | Tag::TableHead | Tag::TableRow | Tag::TableCell => {}
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new(), range.end..range.end));
            }
            Tag::Table(_) => {
                self.open = Some(Open::Table {
                    head: Vec::new(),
                    rows: Vec::new(),
                });
            }
            Tag::Strong => self.style = Style::Strong,
            Tag::Emphasis => self.style = Style::Emphasis,
            Tag::Link { .. } => self.refuse(range, "a link", "write the address as text"),
            Tag::Image { .. } => self.refuse(range, "an image", "draw it with characters"),
            _ => self.refuse(range, "this Markdown extension", "write plain Markdown"),
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph if self.open.is_none() => {
                let text = self.take();
                self.block(Block::Paragraph(text), range);
            }
            TagEnd::Paragraph => self.words(" ", range),
            TagEnd::Heading(level) => {
                let text = self.take();
                let level = level as u8;
                self.block(Block::Heading { level, text }, range);
            }
            TagEnd::Item => {
                let text = self.take();
                if let Some(Open::List { items, .. }) = &mut self.open {
                    items.push(text);
                }
            }
            TagEnd::TableCell => {
                let cell = self.take();
                self.cells.push(cell);
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                if let Some(Open::Table { head, rows }) = &mut self.open {
                    if tag == TagEnd::TableHead {
                        *head = cells;
                    } else {
                        rows.push(cells);
                    }
                }
            }
            TagEnd::CodeBlock => self.end_code(range),
            TagEnd::Strong | TagEnd::Emphasis => self.style = Style::Plain,
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Table => self.end_open(range),
            _ => {}
        }
    }

    fn end_code(&mut self, range: Range<usize>) {
        let Some((language, text, inside)) = self.code.take() else {
            return;
        };
        let span = Span::new(inside.start as u32, inside.end as u32);
        self.block(
            Block::Code {
                language,
                text,
                span,
            },
            range,
        );
    }

    fn end_open(&mut self, range: Range<usize>) {
        let block = match self.open.take() {
            Some(Open::List { first, items }) => Block::List { first, items },
            Some(Open::Table { head, rows }) => Block::Table { head, rows },
            Some(Open::Quote { note: true }) => Block::Note(self.take()),
            Some(Open::Quote { note: false }) => Block::Quote(self.take()),
            None => return,
        };
        self.block(block, range);
    }

    fn block(&mut self, block: Block, range: Range<usize>) {
        let span = Span::new(self.block_start as u32, range.end as u32);
        self.blocks.push(Placed { block, span });
    }

    fn take(&mut self) -> Text {
        let mut text = std::mem::take(&mut self.text);
        if let Some(Inline::Text(last)) = text.last_mut() {
            let kept = last.trim_end().len();
            last.truncate(kept);
        }
        text
    }

    fn push(&mut self, inline: Inline) {
        match (self.text.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(more)) => before.push_str(&more),
            (_, inline) => self.text.push(inline),
        }
    }

    fn styled(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let text = text.to_owned();
        self.push(match self.style {
            Style::Plain => Inline::Text(text),
            Style::Strong => Inline::Strong(text),
            Style::Emphasis => Inline::Emphasis(text),
        });
    }

    fn words(&mut self, text: &str, range: Range<usize>) {
        if let Some((_, code, inside)) = &mut self.code {
            if code.is_empty() {
                inside.start = range.start;
            }
            inside.end = range.end;
            code.push_str(text);
            return;
        }
        let mut done = 0;
        while let Some(open) = text[done..].find("{{").map(|at| at + done) {
            let Some(close) = text[open..].find("}}").map(|at| at + open) else {
                let at = self.within(&range, open..open + 2);
                let span = Span::new(at.start as u32, at.end as u32);
                self.wrong
                    .push(diagnostic(self.source, span, "`{{` has no `}}`"));
                break;
            };
            self.styled(&text[done..open]);
            let at = self.within(&range, open + 2..close);
            self.computed(&text[open + 2..close], at);
            done = close + 2;
        }
        self.styled(&text[done..]);
    }

    /// The place of a part of a text that stands at `range`.
    fn within(&self, range: &Range<usize>, part: Range<usize>) -> Range<usize> {
        if self.all_at.is_some() {
            return range.clone();
        }
        range.start + part.start..range.start + part.end
    }

    /// What stands between braces: `run.metric|format`, or `claim ~ run.metric ± 5%`.
    fn computed(&mut self, inside: &str, range: Range<usize>) {
        let (expr, format) = match inside.rsplit_once('|') {
            Some((expr, name)) => {
                let at = self.within(&range, inside.len() - name.len()..inside.len());
                match self.format(name, at) {
                    Some(format) => (expr, format),
                    None => return,
                }
            }
            None => (inside, NumberFormat::Plain),
        };
        let place = Written::new(expr, self.source, range);
        match parse::quantity(&place, self.scope) {
            Ok(parsed) => {
                let claimed = parsed.is_condition().then(|| {
                    expr.split(['~', '=', '<', '>'])
                        .next()
                        .unwrap_or(expr)
                        .trim()
                        .to_owned()
                });
                if claimed.is_none() && parsed.needs_many_runs() {
                    let wrong = place
                        .whole("a number that needs many runs can only be claimed")
                        .help("as in `{{12 % ~ share(…, seeds=100) ± 5%}}`");
                    self.wrong.push(wrong);
                    return;
                }
                self.push(Inline::Number(Box::new(Number {
                    expr: parsed,
                    format,
                    claimed,
                    place,
                })));
            }
            Err(wrong) => self.wrong.push(wrong),
        }
    }

    fn format(&mut self, name: &str, at: Range<usize>) -> Option<NumberFormat> {
        let found = FORMATS.iter().find(|(n, _)| *n == name.trim());
        if found.is_none() {
            let names = listed(FORMATS.iter().map(|(n, _)| *n));
            let wrong = Written::new(name, self.source, at)
                .whole(format!("there is no number format `{}`", name.trim()))
                .help(format!("the formats are {names}"));
            self.wrong.push(wrong);
        }
        found.map(|(_, format)| *format)
    }
}
