//! Owns the messages that depend on what stands around the mistake.

use super::{Words, diagnostic};
use crate::base::{Diagnostic, DiagnosticKind, Span};
use crate::frontend::parse::RawError;
use crate::frontend::tokens::{Tok, Token};

impl Words<'_> {
    pub(super) fn block(&self, index: usize, what: &str) -> Diagnostic {
        let newline = self.tokens[..=index]
            .iter()
            .rposition(|t| t.kind == Tok::Newline)
            .unwrap_or(0);
        let header = self.token(self.line_start(newline));
        let line = self.source.line(header.span.start);
        let what = what.replace('`', "'");
        let what = match &*what {
            "'class' definition" => "class definition".to_owned(),
            "function definition" | "class definition" => what,
            _ => what
                .replace(" clause", " statement")
                .replace(" block", " statement"),
        };
        let what = if what.ends_with("statement") || what.ends_with("definition") {
            what
        } else {
            format!("{what} statement")
        };
        let span = self.not_past_end(self.token(index).span);
        let message = format!("expected an indented block after {what} on line {line}");
        diagnostic(self.source, DiagnosticKind::IndentationError, span, message)
    }

    pub(super) fn colon(&self, index: usize) -> Diagnostic {
        let found = self.token(index);
        if self.level(index) > 0 {
            let opener = self.opener(index);
            if opener.is_some_and(|t| self.text(t.span) == "{") {
                let before = self.token(index.saturating_sub(1)).span;
                return self.say(before, "':' expected after dictionary key");
            }
            return self.comma(index);
        }
        let first = self.token(self.line_start(index));
        let condition = matches!(self.text(first.span), "if" | "elif" | "while");
        if condition && self.text(found.span) == "=" {
            let start = self.token(self.line_start(index) + 1).span.start;
            let end = self.token(index + 1).span.end;
            let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
            return self.say(Span::new(start, end), message);
        }
        let loose = matches!(
            self.text(first.span),
            "if" | "elif" | "while" | "class" | "with"
        );
        if found.kind == Tok::Newline || !loose {
            return self.say(found.span, "expected ':'");
        }
        self.generic(found.span)
    }

    /// The innermost bracket open at a token.
    pub(super) fn opener(&self, index: usize) -> Option<Token> {
        let mut depth = 0;
        for token in self.tokens[..index].iter().rev() {
            match token.kind {
                Tok::Close => depth += 1,
                Tok::Open if depth == 0 => return Some(*token),
                Tok::Open => depth -= 1,
                _ => {}
            }
        }
        None
    }

    pub(super) fn comma(&self, index: usize) -> Diagnostic {
        let found = self.token(index);
        let text = self.text(found.span);
        if self.level(index) == 0 && text.len() > 1 && text.ends_with('=') && text != "==" {
            let first = self.token(self.line_start(index)).span.start;
            let end = self.token(index.saturating_sub(1)).span.end;
            let message = "'tuple' is an illegal expression for augmented assignment";
            return self.say(Span::new(first, end), message);
        }
        let missing = self.missing_comma(index);
        missing.unwrap_or_else(|| self.generic(found.span))
    }

    /// Two operands side by side in brackets.
    pub(super) fn missing_comma(&self, index: usize) -> Option<Diagnostic> {
        let found = self.token(index);
        let before = self.token(index.saturating_sub(1));
        let begins = match found.kind {
            Tok::Name | Tok::SoftKeyword | Tok::Number | Tok::String | Tok::FStringStart => true,
            Tok::Keyword => CONSTANTS.contains(&self.text(found.span)),
            _ => false,
        };
        let ends = match before.kind {
            Tok::Name | Tok::Number | Tok::String | Tok::FStringEnd | Tok::Close => true,
            Tok::Keyword => CONSTANTS.contains(&self.text(before.span)),
            _ => false,
        };
        let prefix =
            before.kind == Tok::Name && matches!(found.kind, Tok::String | Tok::FStringStart);
        // In a parameter list or an import there is no expression to separate.
        let first = self.token(self.line_start(index));
        let declares = matches!(self.text(first.span), "def" | "import" | "from" | "class");
        if begins && ends && !prefix && !declares && self.level(index) > 0 {
            let start = self.token(self.operand_start(index)).span.start;
            let span = Span::new(start, found.span.end);
            return Some(self.say(span, "invalid syntax. Perhaps you forgot a comma?"));
        }
        None
    }

    pub(super) fn no_else(&self, index: usize) -> Diagnostic {
        let if_at = self.tokens[..index]
            .iter()
            .rposition(|t| self.text(t.span) == "if");
        let found = self.token(index);
        let Some(if_at) = if_at.filter(|_| self.text(found.span) != ":") else {
            return self.generic(found.span);
        };
        let start = self.token(self.operand_start(if_at)).span.start;
        let end = self.token(index.saturating_sub(1)).span.end;
        self.say(
            Span::new(start, end),
            "expected 'else' after 'if' expression",
        )
    }

    pub(super) fn no_expression(&self, index: usize) -> Diagnostic {
        let (found, before) = (self.token(index), self.token(index.saturating_sub(1)));
        let opener = self.opener(index);
        let in_brace = opener.is_some_and(|t| self.text(t.span) == "{");
        if in_brace && matches!(self.text(found.span), "}" | "!" | ":" | "=") {
            let opener = opener.unwrap_or(before);
            let at = self.index(opener.span.start);
            let in_fstring = at > 0
                && matches!(
                    self.token(at - 1).kind,
                    Tok::FStringStart | Tok::FStringMiddle | Tok::Close
                );
            if in_fstring && before.span == opener.span {
                let what = self.text(found.span);
                let message = format!("f-string: valid expression required before '{what}'");
                return self.say(found.span, message);
            }
        }
        if in_brace && self.text(before.span) == ":" && matches!(self.text(found.span), "}" | ",") {
            let message = "expression expected after dictionary key and ':'";
            return self.say(before.span, message);
        }
        self.generic(found.span)
    }

    pub(super) fn two_statements(&self, index: usize) -> Diagnostic {
        let found = self.token(index);
        let start = self.line_start(index);
        let first = self.token(start);
        let word = self.text(first.span);
        if index == start + 1 && matches!(word, "print" | "exec") {
            let end = self.tokens[index..]
                .iter()
                .find(|t| t.kind == Tok::Newline)
                .map_or(found.span.end, |t| t.span.start);
            let message =
                format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
            return self.say(Span::new(first.span.start, end), message);
        }
        if word == "import" && self.text(found.span) == "from" {
            let message = "Did you mean to use 'from ... import ...' instead?";
            return self.say(Span::new(first.span.start, found.span.end), message);
        }
        self.generic(found.span)
    }

    pub(super) fn keyword_name(&self, span: Span) -> Diagnostic {
        let text = self.text(span);
        if CONSTANTS.contains(&text) {
            return self.say(span, format!("cannot assign to {text}"));
        }
        let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
        self.say(span, message)
    }

    pub(super) fn target(&self, error: &RawError, target: &str) -> Diagnostic {
        let span = error.span;
        match &*error.message {
            "Invalid delete target" => return self.say(span, format!("cannot delete {target}")),
            "Invalid augmented assignment target" => {
                let message =
                    format!("'{target}' is an illegal expression for augmented assignment");
                return self.say(span, message);
            }
            "Invalid annotated assignment target" => {
                let message = match target {
                    "tuple" | "list" => {
                        format!("only single target (not {target}) can be annotated")
                    }
                    _ => "illegal target for annotation".to_owned(),
                };
                return self.say(span, message);
            }
            "Assignment expression target must be an identifier" => {
                return self.say(
                    span,
                    format!("cannot use assignment expressions with {target}"),
                );
            }
            _ => {}
        }
        if target == "yield expression" {
            return self.say(span, "assignment to yield expression not possible");
        }
        let next = self.token(self.index(span.end));
        let index = self.index(span.start);
        let alone = index == self.line_start(index) && self.text(next.span) == "=";
        let text = self.text(span);
        // The hint is for what stands below `not`, `and`, `or` in the grammar.
        let loose = LOOSE_TARGETS.contains(&target)
            || CONSTANTS.contains(&text)
            || text.starts_with("not ")
            || target == "expression" && self.has_bool_operator(span);
        if alone && !loose {
            let message =
                format!("cannot assign to {target} here. Maybe you meant '==' instead of '='?");
            return self.say(span, message);
        }
        self.say(span, format!("cannot assign to {target}"))
    }

    pub(super) fn has_bool_operator(&self, span: Span) -> bool {
        self.tokens
            .iter()
            .filter(|t| span.start <= t.span.start && t.span.end <= span.end)
            .any(|t| matches!(self.text(t.span), "and" | "or"))
    }

    pub(super) fn fstring(&self, span: Span, rest: &str) -> Diagnostic {
        let message = match rest {
            "invalid conversion character" => {
                let found = self.token(self.index(span.start)).span;
                let found = if self.text(found) == "!" {
                    self.token(self.index(span.start) + 1).span
                } else {
                    found
                };
                let what = self.text(found);
                let message = format!(
                    "f-string: invalid conversion character '{what}': expected 's', 'r', or 'a'"
                );
                return self.say(found, message);
            }
            "expecting `}`" if self.missing_comma(self.index(span.start)).is_some() => {
                return self.comma(self.index(span.start));
            }
            "expecting `}`" if self.in_spec(span) => "expecting '}', or format specs".to_owned(),
            _ => rest.replace('`', "'"),
        };
        self.say(span, format!("f-string: {message}"))
    }

    /// Whether a place is in the format spec of a replacement field.
    pub(super) fn in_spec(&self, span: Span) -> bool {
        let index = self.index(span.start);
        let opener = self.opener(index).map(|t| self.index(t.span.start));
        opener.is_some_and(|from| {
            self.tokens[from..index]
                .iter()
                .any(|t| self.text(t.span) == ":")
        })
    }
}

const CONSTANTS: [&str; 3] = ["None", "True", "False"];
/// Targets that CPython's hint about `==` does not reach.
const LOOSE_TARGETS: [&str; 6] = [
    "list",
    "tuple",
    "generator expression",
    "comparison",
    "conditional expression",
    "lambda",
];
