//! Owns the `~~~~^^^` line under a traceback's source line (traceback.py: _extract_caret_anchors…).
//! Owns nothing else of a traceback.

use crate::bytecode::{CodeObject, Opcode};

/// The markers for the instruction, aligned with the stripped source line; `None` where CPython shows
/// none because they would mark the whole line.
pub(super) fn under(code: &CodeObject, instr: usize, line: u32) -> Option<String> {
    let span = *code.spans.get(instr)?;
    let source = &code.source;
    let text = source.line_text(line);
    let (_, column) = source.line_column(span.start);
    let start = column as usize - 1;
    let end = if source.line(span.end) == line {
        source.line_column(span.end).1 as usize - 1
    } else {
        text.trim_end().chars().count()
    };
    let stripped = text.trim();
    let indent = text.chars().count() - text.trim_start().chars().count();
    let (start, end) = (start.checked_sub(indent)?, end.checked_sub(indent)?);
    if end <= start || (start == 0 && end >= stripped.chars().count()) && !anchored(code, instr) {
        return None;
    }
    let marked: Vec<char> = stripped.chars().skip(start).take(end - start).collect();
    if end == stripped.chars().count() && is_whole_value(code, instr, stripped, start, &marked) {
        return None;
    }
    let marks = match anchors(code, instr, &marked) {
        Some((from, to)) => (0..marked.len())
            .map(|at| if (from..to).contains(&at) { '^' } else { '~' })
            .collect(),
        None => "^".repeat(marked.len()),
    };
    Some(format!("{}{marks}", " ".repeat(start)))
}

/// Whether the statement only returns or assigns the call: marking it would say nothing (traceback.py:
/// _should_show_carets).
fn is_whole_value(
    code: &CodeObject,
    instr: usize,
    statement: &str,
    start: usize,
    call: &[char],
) -> bool {
    let calls = [Opcode::Call, Opcode::CallKw, Opcode::CallFunctionEx];
    if !calls.contains(&code.instrs[instr].op) {
        return false;
    }
    let before: String = statement.chars().take(start).collect();
    if before == "return " {
        let name = call.split(|c| *c == '(').next().unwrap_or(&[]);
        return name.iter().all(|c| c.is_alphanumeric() || *c == '_');
    }
    let target = before.trim_end().strip_suffix('=').map(str::trim_end);
    target.is_some_and(|target| {
        !target.contains([':', '=']) && !target.ends_with(|c: char| "+-*/%&|^<>!@".contains(c))
    })
}

fn anchored(code: &CodeObject, instr: usize) -> bool {
    matches!(
        code.instrs[instr].op,
        Opcode::BinaryOp | Opcode::Call | Opcode::CallKw | Opcode::CallFunctionEx
    )
}

/// The part of the expression that is marked `^`: a binary operator, the brackets of a subscript or a
/// call.
fn anchors(code: &CodeObject, instr: usize, text: &[char]) -> Option<(usize, usize)> {
    match code.instrs[instr].op {
        Opcode::Call | Opcode::CallKw | Opcode::CallFunctionEx => bracket(text, '(', ')'),
        Opcode::BinaryOp => {
            let op = crate::bytecode::BinaryOp::from_arg(code.instrs[instr].arg);
            if op == crate::bytecode::BinaryOp::Subscr {
                return bracket(text, '[', ']');
            }
            let sign: Vec<char> = op.plain().text().chars().collect();
            operator(text, &sign)
        }
        _ => None,
    }
}

/// The last top-level bracket pair, which ends the expression.
fn bracket(text: &[char], open: char, close: char) -> Option<(usize, usize)> {
    if text.last() != Some(&close) {
        return None;
    }
    let mut depth = 0;
    for (at, c) in text.iter().enumerate().rev() {
        if *c == close {
            depth += 1;
        } else if *c == open {
            depth -= 1;
            if depth == 0 {
                return Some((at, text.len()));
            }
        }
    }
    None
}

/// The first operator sign outside brackets and strings, searched from the right end of the left operand.
fn operator(text: &[char], sign: &[char]) -> Option<(usize, usize)> {
    let mut depth = 0;
    let mut quote = None;
    let mut found = None;
    let mut at = 0;
    while at < text.len() {
        let c = text[at];
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if "([{".contains(c) => depth += 1,
            None if ")]}".contains(c) => depth -= 1,
            None if depth == 0 && at > 0 && text[at..].starts_with(sign) => {
                found = Some((at, at + sign.len()));
                at += sign.len();
                continue;
            }
            None => {}
        }
        at += 1;
    }
    found
}
