//! Owns the attributes of code objects (`co_varnames` and friends) and what functions say of their
//! parameters. Owns no other object's attributes (`special`).

use std::sync::Arc;

use super::cx::Cx;
use super::memory::Memory;
use super::object::{Body, Function};
use super::value::Value;
use crate::base::{CodeId, Symbol};
use crate::bytecode::{CodeObject, VarKind};

/// Include/cpython/code.h.
mod flag {
    pub(super) const OPTIMIZED: i64 = 0x1;
    pub(super) const NEWLOCALS: i64 = 0x2;
    pub(super) const VARARGS: i64 = 0x4;
    pub(super) const VARKEYWORDS: i64 = 0x8;
    pub(super) const NESTED: i64 = 0x10;
    pub(super) const GENERATOR: i64 = 0x20;
    pub(super) const COROUTINE: i64 = 0x80;
    pub(super) const ASYNC_GENERATOR: i64 = 0x200;
}

fn flags(code: &CodeObject) -> i64 {
    let given = code.flags;
    let nested = given.optimized && code.qualname.contains("<locals>");
    [
        (given.optimized, flag::OPTIMIZED | flag::NEWLOCALS),
        (given.varargs, flag::VARARGS),
        (given.varkeywords, flag::VARKEYWORDS),
        (nested, flag::NESTED),
        (given.generator, flag::GENERATOR),
        (given.coroutine, flag::COROUTINE),
        (given.async_generator, flag::ASYNC_GENERATOR),
    ]
    .iter()
    .filter(|(set, _)| *set)
    .fold(0, |all, (_, bits)| all | bits)
}

fn parameters(code: &CodeObject) -> usize {
    (code.args + code.kw_only) as usize
        + usize::from(code.flags.varargs)
        + usize::from(code.flags.varkeywords)
}

/// Variables of some kinds; a parameter that is a cell is a local variable too.
fn variables(code: &CodeObject, wanted: fn(VarKind, bool) -> bool) -> Vec<Arc<str>> {
    let parameters = parameters(code);
    let named = code.varnames.iter().zip(&code.varkinds).enumerate();
    named
        .filter(|(at, (_, kind))| wanted(**kind, *at < parameters))
        .map(|(_, (name, _))| name.clone())
        .collect()
}

fn texts<M: Memory>(cx: &mut Cx<'_, M>, names: Vec<Arc<str>>) -> Value {
    let values: Vec<_> = names.into_iter().map(|name| cx.str(name)).collect();
    cx.tuple(values)
}

/// An attribute of a code object.
pub(super) fn get<M: Memory>(cx: &mut Cx<'_, M>, id: CodeId, name: Symbol) -> Option<Value> {
    let linked = cx.mem.code(id);
    let code = &linked.code;
    let count = |n: usize| Some(Value::Int(n as i64));
    let locals = |kind, parameter| kind == VarKind::Local || (kind == VarKind::Cell && parameter);
    match &*cx.mem.symbol_text(name) {
        "co_name" => Some(cx.str(code.name.clone())),
        "co_qualname" => Some(cx.str(code.qualname.clone())),
        "co_filename" => Some(cx.str(code.source.name.clone())),
        "co_firstlineno" => count(code.first_line as usize),
        "co_argcount" => count(code.args as usize),
        "co_posonlyargcount" => count(code.pos_only as usize),
        "co_kwonlyargcount" => count(code.kw_only as usize),
        "co_nlocals" => count(variables(code, locals).len()),
        "co_stacksize" => count(code.stack_size as usize),
        "co_flags" => Some(Value::Int(flags(code))),
        "co_varnames" => Some(texts(cx, variables(code, locals))),
        "co_cellvars" => {
            let cells = variables(code, |kind, _| kind == VarKind::Cell);
            Some(texts(cx, cells))
        }
        "co_freevars" => {
            let free = variables(code, |kind, _| kind == VarKind::Free);
            Some(texts(cx, free))
        }
        "co_names" => Some(texts(cx, code.names.clone())),
        "co_consts" => {
            let consts = linked.consts[..code.consts.len()].to_vec();
            Some(cx.tuple(consts))
        }
        _ => None,
    }
}

/// `__kwdefaults__`: None, or the values of keyword-only parameters that have one.
pub(super) fn keyword_defaults<M: Memory>(cx: &mut Cx<'_, M>, function: &Function) -> Value {
    let linked = cx.mem.code(function.code);
    let first = linked.code.args as usize;
    let pairs: Vec<(Symbol, Value)> = linked.varnames[first..]
        .iter()
        .zip(&function.kw_defaults)
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (*name, *value))
        .collect();
    if pairs.is_empty() {
        return Value::None;
    }
    super::interp::dict_of_names(cx, &pairs)
}

/// What a cell holds; `None` when it is empty, or no cell.
pub(super) fn cell_contents<M: Memory>(cx: &Cx<'_, M>, cell: Value) -> Option<Value> {
    match cx.mem.get(cell.obj()?).body {
        Body::Cell(value) if !value.is_null() => Some(value),
        _ => None,
    }
}
