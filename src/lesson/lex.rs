//! Owns the tokens of expressions: numbers, quoted texts, names, symbols, units of time, and where
//! each stands.
//! Owns no grammar (that is `parse`).

use std::ops::Range;

use crate::base::{Diagnostic, VirtualDuration};

use super::goal::METRICS;
use super::report::Written;

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    /// Also the keywords and units.
    Name(String),
    Symbol(&'static str),
}

impl Token {
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Number(x) => format!("`{x}`"),
            Self::Text(text) => format!("{text:?}"),
            Self::Name(name) => format!("`{name}`"),
            Self::Symbol(symbol) => format!("`{symbol}`"),
        }
    }
}

/// Longest first, so that `<=` is not read as `<`.
const SYMBOLS: &[&str] = &[
    "<=", ">=", "==", "!=", "+-", "<", ">", "=", "~", "±", "+", "-", "*", "/", "(", ")", ",", ".",
    "%",
];

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
        found.push((token, at..at + length));
        at += length;
    }
    Ok(found)
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

/// A name; `held%` and `wait%` end with their sign.
fn name(rest: &str) -> (Token, usize) {
    let mut end = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let with_sign = rest.get(..=end).unwrap_or("");
    if METRICS.iter().any(|row| row.name == with_sign) && with_sign.ends_with('%') {
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
