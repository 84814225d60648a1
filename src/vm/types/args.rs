//! Owns how native functions read their arguments, and the messages when those do not fit.

use crate::base::{ObjId, Symbol};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Raise};
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Refuses keyword arguments.
pub(crate) fn no_kw<M: Memory>(
    cx: &mut Cx<'_, M>,
    name: &str,
    args: Args<'_>,
) -> Result<(), Raise> {
    if args.kw.is_empty() {
        return Ok(());
    }
    Err(cx.type_error(format!("{name}() takes no keyword arguments")))
}

/// Exactly `N` arguments (for a method: the receiver and `N - 1`); `name` as CPython shows it.
pub(crate) fn exact<const N: usize, M: Memory>(
    cx: &mut Cx<'_, M>,
    name: &str,
    args: Args<'_>,
    receiver: usize,
) -> Result<[Value; N], Raise> {
    no_kw(cx, name, args)?;
    if let Ok(values) = <[Value; N]>::try_from(args.pos) {
        return Ok(values);
    }
    let given = args.pos.len().saturating_sub(receiver);
    let message = match N - receiver {
        0 => format!("{name}() takes no arguments ({given} given)"),
        1 => format!("{name}() takes exactly one argument ({given} given)"),
        n => {
            let short = name.rsplit('.').next().unwrap_or(name);
            format!("{short} expected {n} arguments, got {given}")
        }
    };
    Err(cx.type_error(message))
}

/// Between `min` and `max` positional arguments behind the receiver, no keywords.
pub(crate) fn between<M: Memory>(
    cx: &mut Cx<'_, M>,
    name: &str,
    args: Args<'_>,
    receiver: usize,
    (min, max): (usize, usize),
) -> Result<(), Raise> {
    no_kw(cx, name, args)?;
    let given = args.pos.len().saturating_sub(receiver);
    let (word, limit) = if given < min {
        ("at least", min)
    } else if given > max {
        ("at most", max)
    } else {
        return Ok(());
    };
    let word = if min == max { "" } else { word };
    let space = if word.is_empty() { "" } else { " " };
    Err(cx.type_error(format!(
        "{name} expected {word}{space}{limit} argument{}, got {given}",
        plural(limit)
    )))
}

/// Binds arguments (behind `receiver` many) to names; `Null` where none is given. The first
/// `required` must be there; those from `keyword_only` on cannot be positional.
pub(crate) fn bind<const N: usize, M: Memory>(
    cx: &mut Cx<'_, M>,
    name: &str,
    args: Args<'_>,
    receiver: usize,
    names: [&str; N],
    (required, keyword_only): (usize, usize),
) -> Result<[Value; N], Raise> {
    let mut bound = [Value::Null; N];
    let pos = args.pos.get(receiver..).unwrap_or(&[]);
    if pos.len() > keyword_only {
        let given = pos.len() + args.kw.len();
        let message = if keyword_only == 0 {
            format!("{name}() takes no positional arguments")
        } else {
            let word = if required == N { "exactly" } else { "at most" };
            let kind = if keyword_only < N { "positional " } else { "" };
            format!(
                "{name}() takes {word} {keyword_only} {kind}argument{} ({given} given)",
                plural(keyword_only)
            )
        };
        return Err(cx.type_error(message));
    }
    bound[..pos.len()].copy_from_slice(pos);
    for (symbol, value) in args.kw {
        let text = cx.mem.symbol_text(*symbol);
        match names.iter().position(|n| **n == *text) {
            Some(at) if bound[at].is_null() => bound[at] = *value,
            Some(at) => {
                return Err(cx.type_error(format!(
                    "argument for {name}() given by name ('{text}') and position ({})",
                    at + 1
                )));
            }
            None => {
                return Err(cx.type_error(format!(
                    "{name}() got an unexpected keyword argument '{text}'"
                )));
            }
        }
    }
    for at in 0..required {
        if bound[at].is_null() {
            return Err(cx.type_error(format!(
                "{name}() missing required argument '{}' (pos {})",
                names[at],
                at + 1
            )));
        }
    }
    Ok(bound)
}

/// The keyword argument of a name.
pub(crate) fn keyword<M: Memory>(mem: &M, kw: &[(Symbol, Value)], name: &str) -> Option<Value> {
    let symbol = mem.find_symbol(name)?;
    kw.iter().find(|(key, _)| *key == symbol).map(|(_, v)| *v)
}

/// The built-in object of a receiver whose body `fits`, or the TypeError that CPython gives for an
/// unbound method with a wrong first argument.
pub(crate) fn receiver<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    class: &str,
    name: &str,
    fits: fn(&Body) -> bool,
) -> Result<ObjId, Raise> {
    let Some(first) = args.pos.first().copied() else {
        return Err(cx.type_error(format!("unbound method {class}.{name}() needs an argument")));
    };
    if let Some(id) = types::unwrap(cx.mem, first).obj()
        && fits(&cx.mem.get(id).body)
    {
        return Ok(id);
    }
    let given = cx.type_name(first);
    Err(cx.type_error(format!(
        "descriptor '{name}' for '{class}' objects doesn't apply to a '{given}' object"
    )))
}

/// An int argument as an index (bools count), or TypeError.
pub(crate) fn index<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<i64, Raise> {
    match types::unwrap(cx.mem, value) {
        Value::Int(i) => Ok(i),
        Value::Bool(b) => Ok(i64::from(b)),
        other => {
            if types::number::big(cx.mem, other).is_some() {
                return Err(cx.overflow_error("Python int too large to convert to C ssize_t"));
            }
            let given = cx.type_name(value);
            Err(cx.type_error(format!(
                "'{given}' object cannot be interpreted as an integer"
            )))
        }
    }
}

/// A str argument, or TypeError.
pub(crate) fn text<M: Memory>(
    cx: &mut Cx<'_, M>,
    name: &str,
    value: Value,
) -> Result<std::sync::Arc<str>, Raise> {
    match cx.text(value) {
        Some(text) => Ok(text),
        None => {
            let given = cx.type_name(value);
            Err(cx.type_error(format!("{name}() argument must be str, not {given}")))
        }
    }
}
