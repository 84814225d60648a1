//! Owns what is waited for: the protocols of `await` and `async for`, `aiter` and `anext`.
//! Owns neither what advances asynchronous generators (`async_calls`) nor frames nor waiting itself (`interp`).

use super::async_calls::new_call;
use super::attr;
use super::cx::Cx;
use super::exceptions;
use super::memory::Memory;
use super::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use super::object::{AsyncCallKind, Body, GeneratorKind};
use super::symbols as s;
use super::types::flow::and_then;
use super::types::iter::is_iterator;
use super::value::Value;
use crate::base::{CodeId, ObjId};
use crate::bytecode::Opcode;

struct Tables<M: Memory>(std::marker::PhantomData<M>);

impl<M: Memory> Tables<M> {
    const FUNCTIONS: &'static [NativeDef<M>] = &[
        NativeDef::new("aiter", builtin_aiter),
        NativeDef::new("anext", builtin_anext),
    ];
}

/// `aiter` and `anext`.
pub(super) fn functions<M: Memory>() -> &'static [NativeDef<M>] {
    Tables::<M>::FUNCTIONS
}

/// What kind of generator or coroutine a value is.
pub(super) fn kind_of<M: Memory>(mem: &M, value: Value) -> Option<GeneratorKind> {
    match &mem.get(value.obj()?).body {
        Body::Generator(generator) => Some(generator.kind),
        _ => None,
    }
}

/// The coroutine that a value is.
pub(super) fn coroutine<M: Memory>(mem: &M, value: Value) -> Option<ObjId> {
    match kind_of(mem, value) {
        Some(GeneratorKind::Coroutine) => value.obj(),
        _ => None,
    }
}

/// Whether a suspended frame waits in a SEND loop: it stands behind its YIELD_VALUE.
pub(super) fn at_send<M: Memory>(mem: &M, (code, at): (CodeId, u32)) -> bool {
    let linked = mem.code(code);
    let before = at
        .checked_sub(1)
        .map(|at| linked.code.instrs[at as usize].op);
    before == Some(Opcode::Send)
}

fn is_async_iterator<M: Memory>(mem: &M, value: Value) -> bool {
    attr::lookup_special(mem, value, s::ANEXT).is_some()
}

/// The iterator that `await` runs (`_PyCoro_GetAwaitableIter`).
fn awaitable_iter<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    if coroutine(cx.mem, value).is_some() {
        return Ok(Flow::Value(value));
    }
    match attr::lookup_special(cx.mem, value, s::AWAIT) {
        Some(method) => Flow::call(method, &[value], NativeFrame::new(check_await, Vec::new())),
        None => {
            let class = cx.type_name(value);
            let message = format!("object {class} can't be used in 'await' expression");
            Err(cx.type_error(message))
        }
    }
}

fn check_await<M: Memory>(
    cx: &mut Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let iterator = input?;
    if coroutine(cx.mem, iterator).is_some() {
        return Err(cx.type_error("__await__() returned a coroutine"));
    }
    if !is_iterator(cx.mem, iterator) {
        let class = cx.type_name(iterator);
        let message = format!("__await__() returned non-iterator of type '{class}'");
        return Err(cx.type_error(message));
    }
    Ok(Flow::Value(iterator))
}

/// GET_AWAITABLE of anything but a coroutine; `what` says whose result it is.
pub(super) fn get_awaitable<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    what: u32,
) -> NativeResult<M> {
    let method = match what {
        1 => "__aenter__",
        2 => "__aexit__",
        _ => return awaitable_iter(cx, value),
    };
    if attr::lookup_special(cx.mem, value, s::AWAIT).is_none() {
        let class = cx.type_name(value);
        return Err(cx.type_error(format!(
            "'async with' received an object from {method} that does not implement __await__: {class}"
        )));
    }
    awaitable_iter(cx, value)
}

/// GET_AITER.
pub(super) fn get_aiter<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    match attr::lookup_special(cx.mem, value, s::AITER) {
        Some(method) => Flow::call(method, &[value], NativeFrame::new(check_aiter, Vec::new())),
        None => {
            let class = cx.type_name(value);
            let message =
                format!("'async for' requires an object with __aiter__ method, got {class}");
            Err(cx.type_error(message))
        }
    }
}

fn check_aiter<M: Memory>(
    cx: &mut Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let iterator = input?;
    if !is_async_iterator(cx.mem, iterator) {
        let class = cx.type_name(iterator);
        return Err(cx.type_error(format!(
            "'async for' received an object from __aiter__ that does not implement __anext__: {class}"
        )));
    }
    Ok(Flow::Value(iterator))
}

/// GET_ANEXT: what to wait for to get the next item.
pub(super) fn get_anext<M: Memory>(cx: &mut Cx<'_, M>, iterator: Value) -> NativeResult<M> {
    if kind_of(cx.mem, iterator) == Some(GeneratorKind::AsyncGenerator) {
        return new_call(cx, AsyncCallKind::Send, iterator, Value::None);
    }
    match attr::lookup_special(cx.mem, iterator, s::ANEXT) {
        Some(method) => Flow::call(
            method,
            &[iterator],
            NativeFrame::new(anext_called, Vec::new()),
        ),
        None => {
            let class = cx.type_name(iterator);
            let message =
                format!("'async for' requires an iterator with __anext__ method, got {class}");
            Err(cx.type_error(message))
        }
    }
}

fn anext_called<M: Memory>(
    cx: &mut Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let awaitable = input?;
    let iter = awaitable_iter(cx, awaitable);
    and_then(cx, iter, NativeFrame::new(anext_checked, vec![awaitable]))
}

fn anext_checked<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let cause = match input {
        Ok(iterator) => return Ok(Flow::Value(iterator)),
        Err(raise) => raise.0,
    };
    let class = cx.type_name(frame.vals[0]);
    let message = format!("'async for' received an invalid object from __anext__: {class}");
    let error = cx.type_error(message);
    exceptions::set_cause(cx.mem, error.0, cause);
    exceptions::set_context(cx.mem, error.0, cause);
    Err(error)
}

/// `aiter(iterable)`.
fn builtin_aiter<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = *args.pos else {
        let given = args.pos.len();
        return Err(cx.type_error(format!(
            "aiter() takes exactly one argument ({given} given)"
        )));
    };
    match attr::lookup_special(cx.mem, value, s::AITER) {
        Some(method) => Flow::call(method, &[value], NativeFrame::new(aiter_made, Vec::new())),
        None => {
            let class = cx.type_name(value);
            Err(cx.type_error(format!("'{class}' object is not an async iterable")))
        }
    }
}

fn aiter_made<M: Memory>(
    cx: &mut Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let iterator = input?;
    if !is_async_iterator(cx.mem, iterator) {
        let class = cx.type_name(iterator);
        let message = format!("aiter() returned not an async iterator of type '{class}'");
        return Err(cx.type_error(message));
    }
    Ok(Flow::Value(iterator))
}

/// `anext(iterator[, default])`.
fn builtin_anext<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (iterator, default) = match *args.pos {
        [iterator] => (iterator, Value::Null),
        [iterator, default] => (iterator, default),
        _ => {
            let given = args.pos.len();
            let message = format!("anext expected at least 1 argument, got {given}");
            return Err(cx.type_error(message));
        }
    };
    let Some(method) = attr::lookup_special(cx.mem, iterator, s::ANEXT) else {
        let class = cx.type_name(iterator);
        return Err(cx.type_error(format!("'{class}' object is not an async iterator")));
    };
    if default.is_null() {
        return Flow::tail(method, &[iterator]);
    }
    Flow::call(
        method,
        &[iterator],
        NativeFrame::new(default_iter, vec![default]),
    )
}

/// The iterator of what `__anext__` gave, so that its end can become the default.
fn default_iter<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let iter = awaitable_iter(cx, input?);
    and_then(cx, iter, NativeFrame::new(default_call, frame.vals))
}

fn default_call<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    new_call(cx, AsyncCallKind::NextOr, input?, frame.vals[0])
}

/// `cr_await` and `gi_yieldfrom`: what a suspended generator or coroutine waits for.
pub(super) fn waits_for<M: Memory>(mem: &M, of: ObjId) -> Value {
    let waiting = match &mem.get(of).body {
        Body::Generator(generator) => match &generator.state {
            super::object::GeneratorState::Suspended(frame) if frame.has_started() => {
                Some((frame.position(), frame.innermost()))
            }
            _ => None,
        },
        _ => None,
    };
    match waiting {
        Some((position, innermost)) if at_send(mem, position) => innermost,
        _ => Value::None,
    }
}
