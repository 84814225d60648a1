//! Owns where in a lesson's files a piece of text stands, and how a shortcoming of a lesson becomes a
//! diagnostic. Owns no rule of what a lesson must be.

use crate::base::{Diagnostic, DiagnosticKind, Source, Span};

/// A text and the place it was written at: the whole of a Markdown file's event, or the inside of a
/// TOML string.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) source: Source,
    /// The text with its delimiters.
    pub(super) whole: Span,
    /// Byte offset of the text's first byte in the source; `None` when escapes make the two differ.
    start: Option<u32>,
}

impl Written {
    /// `span` covers the text and perhaps its quotes.
    pub(super) fn new(
        text: impl Into<String>,
        source: &Source,
        span: std::ops::Range<usize>,
    ) -> Self {
        let text = text.into();
        let raw = source.text.get(span.clone()).unwrap_or("");
        let start = raw.find(text.as_str()).map(|at| (span.start + at) as u32);
        Self {
            text,
            source: source.clone(),
            whole: Span::new(span.start as u32, span.end as u32),
            start,
        }
    }

    /// Byte offset of the text in the source, unless escapes make the two differ.
    pub(super) fn start(&self) -> Option<usize> {
        self.start.map(|start| start as usize)
    }

    /// The span in the source of a byte range of the text.
    pub(super) fn span(&self, range: std::ops::Range<usize>) -> Span {
        match self.start {
            Some(start) => Span::new(start + range.start as u32, start + range.end as u32),
            None => self.whole,
        }
    }

    /// A shortcoming at a byte range of the text.
    pub(super) fn at(
        &self,
        range: std::ops::Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        diagnostic(&self.source, self.span(range), message)
    }

    /// A shortcoming of the text as a whole.
    pub(super) fn whole(&self, message: impl Into<String>) -> Diagnostic {
        diagnostic(&self.source, self.whole, message)
    }
}

pub(super) fn diagnostic(source: &Source, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic {
        kind: DiagnosticKind::Lesson,
        source: source.clone(),
        span,
        message: message.into(),
        help: None,
    }
}

pub(super) trait Helped {
    /// Adds what to do instead.
    #[must_use]
    fn help(self, text: impl Into<String>) -> Self;
}

impl Helped for Diagnostic {
    fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}
