//! Owns the tokens of expressions: numbers, quoted texts, names, symbols, units of time, and where
//! each stands.
//! Owns no grammar (that is `parse`).

use std::ops::Range;

use crate::base::{Diagnostic, VirtualDuration};

use super::metric::metrics;
use super::report::Written;

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    /// Also the keywords and units.
    Name(String),
    /// Between the brackets of `value(…)`, `seconds(…)` and `invariant(…)`: as it stands there.
    Python(String),
    Symbol(&'static str),
}

impl Token {
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Number(x) => format!("`{x}`"),
            Self::Text(text) => format!("{text:?}"),
            Self::Name(name) => format!("`{name}`"),
            Self::Python(text) => format!("`{text}`"),
            Self::Symbol(symbol) => format!("`{symbol}`"),
        }
    }
}

/// Longest first, so that `<=` is not read as `<`.
const SYMBOLS: &[&str] = &[
    "<=", ">=", "==", "!=", "+-", "<", ">", "=", "~", "±", "+", "-", "*", "/", "(", ")", ",", ".",
    "%", ":",
];

/// What has Python between its brackets.
const QUOTING: &[&str] = &["value", "seconds", "invariant", "refcount"];

pub(super) fn tokens(written: &Written) -> Result<Vec<(Token, Range<usize>)>, Diagnostic> {
    let text = written.text.as_str();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if c.is_ascii_digit() {
            number(rest).ok_or_else(|| written.at(at..at + 1, "this number cannot be read"))?
        } else if c.is_alphabetic() || c == '_' {
            name(rest)
        } else if c == '"' || c == '\'' {
            let end = rest[1..]
                .find(c)
                .ok_or_else(|| written.at(at..text.len(), "this text has no closing quote"))?;
            (Token::Text(rest[1..=end].to_owned()), end + 2)
        } else if let Some(symbol) = SYMBOLS.iter().find(|s| rest.starts_with(**s)) {
            (Token::Symbol(symbol), symbol.len())
        } else {
            let message = format!("`{c}` has no meaning here");
            return Err(written.at(at..at + c.len_utf8(), message));
        };
        let quotes = matches!(&token, Token::Name(name) if QUOTING.contains(&name.as_str()));
        found.push((token, at..at + length));
        at += length;
        if quotes && let Some(open) = opening(&text[at..]) {
            found.push((Token::Symbol("("), at + open..at + open + 1));
            let start = at + open + 1;
            let length = closing(&text[start..])
                .ok_or_else(|| written.at(at + open..text.len(), "this bracket is never closed"))?;
            let python = text[start..start + length].to_owned();
            found.push((Token::Python(python), start..start + length));
            at = start + length;
        }
    }
    Ok(found)
}

/// Where the bracket is that follows a name.
fn opening(rest: &str) -> Option<usize> {
    let at = rest.len() - rest.trim_start().len();
    rest[at..].starts_with('(').then_some(at)
}

/// Length of Python text until the bracket that closes what was opened before it.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')') if depth == 0 => return Some(at),
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    None
}

/// Digits with `_` between them and at most one decimal point that a digit follows.
fn number(rest: &str) -> Option<(Token, usize)> {
    let mut end = 0;
    let bytes = rest.as_bytes();
    let mut point = false;
    while end < bytes.len() {
        let digit_follows = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        match bytes[end] {
            b'0'..=b'9' => {}
            b'_' if digit_follows => {}
            b'.' if digit_follows && !point => point = true,
            _ => break,
        }
        end += 1;
    }
    let value = rest[..end].replace('_', "").parse().ok()?;
    Some((Token::Number(value), end))
}

/// A name; `held%`, `wait%` and their like end with their sign.
fn name(rest: &str) -> (Token, usize) {
    let mut end = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let with_sign = rest.get(..=end).unwrap_or("");
    if metrics().any(|row| row.name == with_sign) && with_sign.ends_with('%') {
        end += 1;
    }
    (Token::Name(rest[..end].to_owned()), end)
}

/// Reads `5ms`, `80 ms`, `250us`.
pub(super) fn duration(text: &str) -> Option<VirtualDuration> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let number: f64 = text[..split].parse().ok()?;
    let scale = time_unit(text[split..].trim())?;
    Some(VirtualDuration((number * scale).round() as u64))
}

pub(super) fn time_unit(name: &str) -> Option<f64> {
    Some(match name {
        "ns" => 1.0,
        "us" | "µs" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        _ => return None,
    })
}
