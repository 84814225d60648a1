//! Owns the words for texts that do not parse: CPython's, at CPython's place.

mod escapes;
mod messages;

use super::lexical;
use super::parse::{RawError, Rejected};
use super::tokens::{Tok, Token};
use crate::base::{Diagnostic, DiagnosticKind, Source, Span};

/// A mistake that only CPython's tokenizer finds, in a text that ruff accepts.
pub(super) fn lexical(source: &Source) -> Result<(), Diagnostic> {
    match lexical::scan(&source.text) {
        Err(e) if e.kind == DiagnosticKind::TabError => {
            Err(diagnostic(source, e.kind, e.span, e.message))
        }
        _ => Ok(()),
    }
}

/// The one mistake that CPython would report: one of the tokenizer wherever it is, else a bracket that
/// was never closed before it led to another mistake, else the first mistake of grammar.
pub(super) fn explain(source: &Source, rejected: &Rejected) -> Diagnostic {
    let text = &*source.text;
    let open = match lexical::scan(text) {
        Ok(open) => open,
        Err(e) => return diagnostic(source, e.kind, e.span, e.message),
    };
    let error = &rejected.errors[0];
    if let Some((at, bracket)) = open.last() {
        let place = error.span.start as usize;
        let at_end = place >= text.trim_end().len();
        // Inside brackets a line end is nothing: the mistake is on the next line.
        let line_end = text[place.min(text.len())..].starts_with(['\n', '\r']);
        if at_end || line_end || source.line(error.span.start) > source.line(*at) {
            let span = Span::new(*at, at + 1);
            let message = format!("'{bracket}' was never closed");
            return diagnostic(source, DiagnosticKind::SyntaxError, span, message);
        }
    }
    let words = Words {
        source,
        tokens: rejected
            .tokens
            .iter()
            .filter(|t| !matches!(t.kind, Tok::Comment | Tok::BlankNewline))
            .copied()
            .collect(),
    };
    words.grammar(error)
}

fn diagnostic(
    source: &Source,
    kind: DiagnosticKind,
    span: Span,
    message: impl Into<String>,
) -> Diagnostic {
    Diagnostic {
        kind,
        source: source.clone(),
        span,
        message: message.into(),
        help: None,
    }
}

struct Words<'a> {
    source: &'a Source,
    /// Without comments and line ends that do not count.
    tokens: Vec<Token>,
}

impl Words<'_> {
    fn text(&self, span: Span) -> &str {
        let text = &self.source.text;
        text.get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    fn say(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        diagnostic(self.source, DiagnosticKind::SyntaxError, span, message)
    }

    fn generic(&self, span: Span) -> Diagnostic {
        self.say(span, "invalid syntax")
    }

    /// Index of the first token that does not end before an offset.
    fn index(&self, offset: u32) -> usize {
        let at = self.tokens.partition_point(|t| t.span.start < offset);
        at.min(self.tokens.len().saturating_sub(1))
    }

    fn token(&self, index: usize) -> Token {
        self.tokens.get(index).copied().unwrap_or(Token {
            kind: Tok::End,
            span: Span::new(self.source.text.len() as u32, self.source.text.len() as u32),
        })
    }

    /// How many brackets are open before a token.
    fn level(&self, index: usize) -> i32 {
        self.tokens[..index]
            .iter()
            .map(|t| match t.kind {
                Tok::Open => 1,
                Tok::Close => -1,
                _ => 0,
            })
            .sum()
    }

    /// Index of the first token of the logical line of a token.
    fn line_start(&self, index: usize) -> usize {
        let before = self.tokens[..index]
            .iter()
            .rposition(|t| matches!(t.kind, Tok::Newline | Tok::Indent | Tok::Dedent));
        before.map_or(0, |at| at + 1)
    }

    /// Where the operand that ends just before a token begins.
    fn operand_start(&self, index: usize) -> usize {
        let mut depth = 0;
        let mut start = index;
        for at in (0..index).rev() {
            let token = self.tokens[at];
            match token.kind {
                Tok::Close => depth += 1,
                Tok::Open if depth == 0 => break,
                Tok::Open => depth -= 1,
                Tok::Newline | Tok::Indent | Tok::Dedent => break,
                Tok::Operator
                    if depth == 0
                        && matches!(self.text(token.span), "," | "=" | ":" | ":=" | ";") =>
                {
                    break;
                }
                Tok::Keyword if depth == 0 && !OPERAND_WORDS.contains(&self.text(token.span)) => {
                    break;
                }
                _ => {}
            }
            start = at;
        }
        start
    }

    fn grammar(&self, error: &RawError) -> Diagnostic {
        let index = self.index(error.span.start);
        let here = self.token(index).span;
        let message = &*error.message;
        if let Some(target) = error.target {
            return self.target(error, target);
        }
        if let Some(span) = self.moved(message, index) {
            return span;
        }
        if let Some(fixed) = FIXED.iter().find(|(ruff, _)| *ruff == message) {
            return self.say(error.span, fixed.1);
        }
        if message == "Got unexpected unicode" || message.contains("in Unicode escape") {
            return self.escape(error);
        }
        if let Some(what) = message.strip_prefix("Expected an indented block after ") {
            return self.block(index, what);
        }
        if message == "Unexpected indentation" {
            let kind = DiagnosticKind::IndentationError;
            return diagnostic(self.source, kind, error.span, "unexpected indent");
        }
        if let Some(rest) = message.strip_prefix("f-string: ") {
            return self.fstring(error.span, rest);
        }
        if message.starts_with("Expected `:`") {
            return self.colon(index);
        }
        if message.starts_with("Expected `,`") || message.starts_with("Expected `)`") {
            return self.comma(index);
        }
        if message.starts_with("Expected `in`") && self.level(index) > 0 {
            return self.say(here, "'in' expected after for-loop variables");
        }
        if message.starts_with("Expected `else`") {
            return self.no_else(index);
        }
        match message {
            "Simple statements must be separated by newlines or semicolons" => {
                self.two_statements(index)
            }
            "Expected an expression" => self.no_expression(index),
            "Positional argument cannot follow keyword argument" => self.say(
                self.token(self.index(error.span.end)).span,
                "positional argument follows keyword argument",
            ),
            "Positional argument cannot follow keyword argument unpacking" => self.say(
                self.token(self.index(error.span.end)).span,
                "positional argument follows keyword argument unpacking",
            ),
            "Expected a parameter name" => self.keyword_name(error.span),
            "Unparenthesized tuple expression cannot be used here" => {
                let comma = self.tokens[index..]
                    .iter()
                    .find(|t| self.text(t.span) == ",");
                self.generic(comma.map_or(here, |t| t.span))
            }
            "Expected `except` or `finally` after `try` block" => self.say(
                self.not_past_end(here),
                "expected 'except' or 'finally' block",
            ),
            _ => self.generic(here),
        }
    }

    /// Messages that CPython has at another place, or not everywhere.
    fn moved(&self, message: &str, index: usize) -> Option<Diagnostic> {
        let here = self.token(index).span;
        let first = self.token(self.line_start(index)).span;
        match message {
            "Expected one or more keyword parameter after `*` separator" => {
                let star = self.tokens[..=index]
                    .iter()
                    .rfind(|t| self.text(t.span) == "*");
                let span = star.map_or(here, |t| t.span);
                Some(self.say(span, "named arguments must follow bare *"))
            }
            "Trailing comma not allowed" if self.text(first) == "from" => Some(self.say(
                self.token(index + 1).span,
                "trailing comma not allowed without surrounding parentheses",
            )),
            "Trailing comma not allowed" => Some(self.generic(self.token(index + 1).span)),
            "Expected one or more symbol names after import"
                if self.token(index).kind != Tok::Newline =>
            {
                Some(self.generic(here))
            }
            "Iterable argument unpacking cannot follow keyword argument unpacking" => {
                Some(self.say(
                    self.token(index.saturating_sub(1)).span,
                    "iterable argument unpacking follows keyword argument unpacking",
                ))
            }
            _ if message.starts_with("Cannot use iterable unpacking in a") => {
                Some(self.say(here, "iterable unpacking cannot be used in comprehension"))
            }
            _ if message.starts_with("Cannot use dictionary unpacking in a") => {
                Some(self.say(here, "dict unpacking cannot be used in dict comprehension"))
            }
            _ => None,
        }
    }

    fn escape(&self, error: &RawError) -> Diagnostic {
        let place = error.span.start;
        let literal = self.tokens.iter().rfind(|t| t.span.start <= place);
        let span = literal.map_or(error.span, |t| t.span);
        let near = (place - span.start) as usize;
        // The text of an f-string comes without its quotes.
        let explained = if literal.is_some_and(|t| t.kind == Tok::FStringMiddle) {
            escapes::explain(&format!("\"{}", self.text(span)), near + 1)
        } else {
            escapes::explain(self.text(span), near)
        };
        match explained {
            Some(message) => self.say(span, message),
            None => self.generic(error.span),
        }
    }

    /// At the end of the text CPython points behind the last line.
    fn not_past_end(&self, span: Span) -> Span {
        let length = self.source.text.trim_end().len() as u32;
        if span.start > length {
            Span::new(length, length)
        } else {
            span
        }
    }
}

/// ruff's words and CPython's, where the place is the same.
const FIXED: [(&str, &str); 11] = [
    (
        "Parameter without a default cannot follow a parameter with a default",
        "parameter without a default follows parameter with a default",
    ),
    (
        "Expected one or more symbol names after import",
        "Expected one or more names after 'import'",
    ),
    (
        "Parameter cannot follow var-keyword parameter",
        "arguments cannot follow var-keyword argument",
    ),
    (
        "Only one '*' parameter allowed",
        "* argument may appear only once",
    ),
    ("Only one '/' separator allowed", "/ may appear only once"),
    (
        "'/' parameter must appear before '*' parameter",
        "/ must be ahead of *",
    ),
    (
        "Unparenthesized generator expression cannot be used here",
        "Generator expression must be parenthesized",
    ),
    (
        "Bytes literal cannot be mixed with non-bytes literals",
        "cannot mix bytes and nonbytes literals",
    ),
    (
        "bytes can only contain ASCII literal characters",
        "bytes can only contain ASCII literal characters",
    ),
    (
        "Iterable unpacking cannot be used in a comprehension",
        "iterable unpacking cannot be used in comprehension",
    ),
    (
        "Starred expression cannot be used here",
        "can't use starred expression here",
    ),
];

/// Keywords that are part of an operand.
const OPERAND_WORDS: [&str; 10] = [
    "None", "True", "False", "and", "or", "not", "in", "is", "await", "lambda",
];
