//! Owns how a mistake in a program or lesson is reported: where (file, byte span), what, and what to
//! do instead. Owns no printing: `cli` and the screen decide where the text goes.

use std::fmt;
use std::sync::Arc;

/// A half-open range of byte offsets into a source text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }
}

/// A text with a name, and where its lines begin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// As it is shown to the user: usually the path they typed.
    pub name: Arc<str>,
    pub text: Arc<str>,
    line_starts: Arc<[u32]>,
}

impl Source {
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at as u32 + 1))
            .collect();
        Self {
            name: name.into(),
            text,
            line_starts,
        }
    }

    /// 1-based line of a byte offset.
    pub fn line(&self, offset: u32) -> u32 {
        self.line_starts.partition_point(|start| *start <= offset) as u32
    }

    /// 1-based line and 1-based column (in characters) of a byte offset.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let line = self.line(offset);
        let start = self.line_starts[line as usize - 1] as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(0, |s| s.chars().count());
        (line, column as u32 + 1)
    }

    /// The text of a 1-based line, without its line end; empty past the end.
    pub fn line_text(&self, line: u32) -> &str {
        let Some(start) = (line as usize)
            .checked_sub(1)
            .and_then(|i| self.line_starts.get(i))
        else {
            return "";
        };
        let rest = &self.text[*start as usize..];
        rest.split('\n').next().unwrap_or("").trim_end_matches('\r')
    }

    pub fn line_count(&self) -> u32 {
        self.line_starts.len() as u32
    }
}

/// Why a program is not run: what decides the exit code and the words around the message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DiagnosticKind {
    /// Python itself rejects it: exit 1, in CPython's words.
    SyntaxError,
    /// `IndentationError` and `TabError`, which Python prints under their own names.
    IndentationError,
    TabError,
    /// Python accepts it but gilscope does not have it: exit 3.
    Unsupported,
    /// A lesson falls short.
    Lesson,
}

/// One mistake, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    pub kind: DiagnosticKind,
    pub source: Source,
    pub span: Span,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn unsupported(
        source: &Source,
        span: Span,
        message: impl Into<String>,
        instead: impl Into<String>,
    ) -> Self {
        Self {
            kind: DiagnosticKind::Unsupported,
            source: source.clone(),
            span,
            message: message.into(),
            help: Some(instead.into()),
        }
    }

    /// 1-based line and column of the start of the span.
    pub fn position(&self) -> (u32, u32) {
        self.source.line_column(self.span.start)
    }
}

/// `file:line:column: message`, the source line with the span underlined, and the help.
/// Syntax errors print as CPython prints them.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.position();
        let text = self.source.line_text(line);
        let name = match self.kind {
            DiagnosticKind::SyntaxError => "SyntaxError",
            DiagnosticKind::IndentationError => "IndentationError",
            DiagnosticKind::TabError => "TabError",
            DiagnosticKind::Unsupported | DiagnosticKind::Lesson => {
                writeln!(f, "{}:{line}:{column}: {}", self.source.name, self.message)?;
                writeln!(f, "    {text}")?;
                let before = " ".repeat(column as usize - 1);
                writeln!(
                    f,
                    "    {before}{}",
                    "^".repeat(self.underline(text, column))
                )?;
                if let Some(help) = &self.help {
                    write!(f, "help: {help}")?;
                }
                return Ok(());
            }
        };
        let shown = text.trim_start();
        let cut = text.chars().count() - shown.chars().count();
        writeln!(f, "  File \"{}\", line {line}", self.source.name)?;
        writeln!(f, "    {}", shown.trim_end())?;
        let before = " ".repeat((column as usize - 1).saturating_sub(cut));
        writeln!(
            f,
            "    {before}{}",
            "^".repeat(self.underline(text, column))
        )?;
        write!(f, "{name}: {}", self.message)
    }
}

impl Diagnostic {
    fn underline(&self, line_text: &str, column: u32) -> usize {
        let rest = line_text
            .chars()
            .count()
            .saturating_sub(column as usize - 1);
        let length = self
            .source
            .text
            .get(self.span.start as usize..self.span.end as usize)
            .map_or(1, |s| s.chars().count());
        length.min(rest).max(1)
    }
}
