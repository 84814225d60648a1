//! Owns SyntaxError as an object: made of what is wrong with a text, and its part of a traceback.
//! Owns no finding of mistakes: that is the front end's.

use std::fmt::Write;

use super::cx::Cx;
use super::memory::Memory;
use super::native::Raise;
use super::object::Body;
use super::symbols as s;
use super::types;
use super::value::Value;
use crate::base::{Diagnostic, DiagnosticKind, Symbol};

/// What the front end found wrong with a text, as an exception.
pub fn raise<M: Memory>(cx: &mut Cx<'_, M>, problem: &Diagnostic) -> Raise {
    let class = match problem.kind {
        DiagnosticKind::IndentationError => types::INDENTATION_ERROR,
        DiagnosticKind::TabError => types::TAB_ERROR,
        _ => types::SYNTAX_ERROR,
    };
    let (line, column) = problem.position();
    let (end_line, end_column) = problem.source.line_column(problem.span.end);
    let text = format!("{}\n", problem.source.line_text(line));
    let message = cx.str(problem.message.as_str());
    let filename = cx.str(problem.source.name.clone());
    let text = cx.str(text);
    let number = |n: u32| Value::Int(i64::from(n));
    let place = [
        (s::FILENAME, filename),
        (s::LINENO, number(line)),
        (s::OFFSET, number(column)),
        (s::TEXT, text),
        (s::END_LINENO, number(end_line)),
        (s::END_OFFSET, number(end_column)),
    ];
    let details = cx.tuple(place.map(|(_, value)| value));
    let raise = cx.raise_with(class, vec![message, details]);
    if let Value::Obj(id) = raise.0
        && let Body::Instance(instance) = &mut cx.mem.get_mut(id).body
    {
        for (name, value) in place {
            instance.attrs.set(name, value);
        }
        instance.attrs.set(s::MSG, message);
        instance.attrs.set(s::PRINT_FILE_AND_LINE, Value::None);
    }
    raise
}

/// An attribute of an exception, as text.
fn text_of<M: Memory>(mem: &M, exception: Value, name: Symbol) -> Option<String> {
    let value = match &mem.get(exception.obj()?).body {
        Body::Instance(instance) => instance.attrs.get(name)?,
        _ => return None,
    };
    match &mem.get(value.obj()?).body {
        Body::Str(text) => Some(text.text.to_string()),
        _ => None,
    }
}

fn number_of<M: Memory>(mem: &M, exception: Value, name: Symbol) -> Option<usize> {
    match &mem.get(exception.obj()?).body {
        Body::Instance(instance) => match instance.attrs.get(name)? {
            Value::Int(n) => usize::try_from(n).ok(),
            _ => None,
        },
        _ => None,
    }
}

/// `str()` of a SyntaxError that knows its place: `invalid syntax (helper.py, line 3)`.
pub(super) fn str_of<M: Memory>(mem: &M, exception: Value) -> Option<String> {
    let message = text_of(mem, exception, s::MSG)?;
    let file = text_of(mem, exception, s::FILENAME)?;
    let line = number_of(mem, exception, s::LINENO)?;
    let name = file.rsplit('/').next().unwrap_or(&file);
    Some(format!("{message} ({name}, line {line})"))
}

/// Where the mistake is, as a traceback shows it, and the message; none when it does not know.
pub(super) fn place<M: Memory>(mem: &M, exception: Value) -> Option<(String, String)> {
    let message = text_of(mem, exception, s::MSG)?;
    let file = text_of(mem, exception, s::FILENAME)?;
    let line = number_of(mem, exception, s::LINENO)?;
    let mut out = format!("  File \"{file}\", line {line}\n");
    if let Some(text) = text_of(mem, exception, s::TEXT) {
        let shown = text.trim();
        let _ = writeln!(out, "    {shown}");
        let cut = text.chars().count() - text.trim_start().chars().count();
        if let Some(offset) = number_of(mem, exception, s::OFFSET) {
            let same_line = number_of(mem, exception, s::END_LINENO) == Some(line);
            let end = number_of(mem, exception, s::END_OFFSET).filter(|_| same_line);
            let length = end.map_or(1, |end| end.saturating_sub(offset)).max(1);
            let before = (offset.max(1) - 1).saturating_sub(cut);
            let room = shown.chars().count().saturating_sub(before).max(1);
            let carets = "^".repeat(length.min(room));
            let _ = writeln!(out, "    {}{carets}", " ".repeat(before));
        }
    }
    Some((out, message))
}
