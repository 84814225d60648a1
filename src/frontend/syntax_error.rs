//! Owns the words for texts that do not parse: CPython's, at CPython's place.

use super::parse::Rejected;
use crate::base::{Diagnostic, DiagnosticKind, Source};

/// The one mistake that CPython would report.
pub(super) fn explain(source: &Source, rejected: &Rejected) -> Diagnostic {
    let first = &rejected.errors[0];
    Diagnostic {
        kind: DiagnosticKind::SyntaxError,
        source: source.clone(),
        span: first.span,
        message: first.message.clone(),
        help: None,
    }
}
