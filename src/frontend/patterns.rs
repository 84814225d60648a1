//! Owns the mistakes in the patterns of `match` that CPython finds while it generates code, in its words.

use std::sync::Arc;

use super::ast::{Expr, ExprKind, Ident, MatchCase, Pattern, PatternKind};
use super::scope::NameError;
use crate::base::Span;
use crate::bytecode::Const;

type Outcome = Result<(), NameError>;

fn error(span: Span, message: impl Into<String>) -> Outcome {
    Err(NameError {
        span,
        message: message.into(),
    })
}

/// Checks the cases of one `match`.
pub(super) fn check(cases: &[MatchCase]) -> Outcome {
    for (at, case) in cases.iter().enumerate() {
        let mut names = Vec::new();
        let last = at + 1 == cases.len();
        pattern(&case.pattern, case.guard.is_some() || last, &mut names)?;
    }
    Ok(())
}

/// `irrefutable`: it may match everything. `names` are those bound so far.
fn pattern(pattern: &Pattern, irrefutable: bool, names: &mut Vec<Arc<str>>) -> Outcome {
    match &pattern.kind {
        PatternKind::Value(_) | PatternKind::Singleton(_) => Ok(()),
        PatternKind::Sequence(patterns) => {
            let stars = patterns
                .iter()
                .filter(|p| matches!(p.kind, PatternKind::Star(_)));
            if stars.count() > 1 {
                return error(pattern.span, "multiple starred names in sequence pattern");
            }
            all(patterns, names)
        }
        PatternKind::Mapping {
            keys,
            patterns,
            rest,
        } => {
            duplicate_key(pattern.span, keys)?;
            all(patterns, names)?;
            rest.iter().try_for_each(|name| bind(name, names))
        }
        PatternKind::Class {
            patterns, keywords, ..
        } => {
            for (at, (name, value)) in keywords.iter().enumerate() {
                if keywords[..at].iter().any(|(n, _)| n.name == name.name) {
                    let message =
                        format!("attribute name repeated in class pattern: {}", name.name);
                    let span = Span::new(name.span.start, value.span.end);
                    return error(span, message);
                }
            }
            all(patterns, names)?;
            all(keywords.iter().map(|(_, p)| p), names)
        }
        PatternKind::Star(name) => name.iter().try_for_each(|name| bind(name, names)),
        PatternKind::As {
            pattern: None,
            name,
        } => {
            if !irrefutable {
                let what = match name {
                    Some(name) => format!("name capture '{}'", name.name),
                    None => "wildcard".to_owned(),
                };
                let message = format!("{what} makes remaining patterns unreachable");
                return error(pattern.span, message);
            }
            name.iter().try_for_each(|name| bind(name, names))
        }
        PatternKind::As {
            pattern: Some(inner),
            name,
        } => {
            self::pattern(inner, irrefutable, names)?;
            name.iter().try_for_each(|name| bind(name, names))
        }
        PatternKind::Or(patterns) => alternatives(pattern.span, patterns, irrefutable, names),
    }
}

fn all<'a>(patterns: impl IntoIterator<Item = &'a Pattern>, names: &mut Vec<Arc<str>>) -> Outcome {
    patterns
        .into_iter()
        .try_for_each(|p| pattern(p, true, names))
}

fn bind(name: &Ident, names: &mut Vec<Arc<str>>) -> Outcome {
    if names.contains(&name.name) {
        let message = format!("multiple assignments to name '{}' in pattern", name.name);
        return error(name.span, message);
    }
    names.push(name.name.clone());
    Ok(())
}

fn alternatives(
    span: Span,
    patterns: &[Pattern],
    irrefutable: bool,
    names: &mut Vec<Arc<str>>,
) -> Outcome {
    let mut first: Option<Vec<Arc<str>>> = None;
    for (at, alternative) in patterns.iter().enumerate() {
        let mut own = Vec::new();
        let last = at + 1 == patterns.len();
        pattern(alternative, irrefutable && last, &mut own)?;
        own.sort();
        match &first {
            None => first = Some(own),
            Some(first) if *first != own => {
                return error(span, "alternative patterns bind different names");
            }
            Some(_) => {}
        }
    }
    for name in first.unwrap_or_default() {
        let ident = Ident { name, span };
        bind(&ident, names)?;
    }
    Ok(())
}

fn duplicate_key(span: Span, keys: &[Expr]) -> Outcome {
    for (at, key) in keys.iter().enumerate() {
        let ExprKind::Constant(value) = &key.kind else {
            continue;
        };
        if keys[..at].iter().any(|other| other.kind == key.kind) {
            let shown = match value {
                Const::Str(text) => format!("'{text}'"),
                Const::Int(n) => n.to_string(),
                Const::None => "None".to_owned(),
                Const::Bool(true) => "True".to_owned(),
                Const::Bool(false) => "False".to_owned(),
                Const::Float(x) => format!("{x:?}"),
                _ => "…".to_owned(),
            };
            let message = format!("mapping pattern checks duplicate key ({shown})");
            return error(span, message);
        }
    }
    Ok(())
}
