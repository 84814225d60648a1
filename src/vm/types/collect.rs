//! Owns draining an iterable into a list, with pauses wherever Python code must run.

use super::flow::{after, and_then};
use super::iter::{Next, get_iter, is_stop, next};
use super::{overrides, sequence};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::value::Value;

/// Picoseconds to take one item in C code, estimated (CPython 3.13: half in `sum(list)`, twice in `list(range(n))`).
const ITEM: u64 = 6_000;
/// The same where the items lie side by side already, and only their counts are raised.
const COPIED: u64 = 600;

/// Gives `then` a new list of all the items of an iterable.
pub fn collect<M: Memory>(
    cx: &mut Cx<'_, M>,
    iterable: Value,
    then: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let flow = collected(cx, iterable);
    and_then(cx, flow, then)
}

/// A new list of all the items of an iterable.
pub fn collected<M: Memory>(cx: &mut Cx<'_, M>, iterable: Value) -> NativeResult<M> {
    if overrides(cx.mem, iterable, "__iter__").is_none()
        && let Some(items) = sequence::items(cx, iterable)
    {
        let copied = iterable
            .obj()
            .is_some_and(|id| matches!(cx.mem.get(id).body, Body::List(_) | Body::Tuple(_)));
        cx.charge(items.len() as u64 * if copied { COPIED } else { ITEM });
        return Ok(Flow::Value(cx.list(items)));
    }
    let flow = get_iter(cx, iterable);
    and_then(cx, flow, NativeFrame::new(drain, Vec::new()))
}

fn drain<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let iter = result?;
    let list = cx.list(Vec::new());
    drain_rest(cx, NativeFrame::new(drained_one, vec![iter, list]))
}

fn drain_rest<M: Memory>(cx: &mut Cx<'_, M>, frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let (iter, list) = (frame.vals[0], frame.vals[1]);
    let id = list.obj().expect("a list");
    let mut items = Vec::new();
    let call = loop {
        match next(cx, iter)? {
            Next::Item(item) => items.push(item),
            Next::Done => break None,
            Next::Wait(flow) => break Some(flow),
        }
        if items.len() > sequence::LIMIT / 16 {
            return Err(cx.raise_with(super::MEMORY_ERROR, Vec::new()));
        }
    };
    cx.charge(items.len() as u64 * ITEM);
    super::list::extend(cx, id, items);
    match call {
        Some(call) => Ok(after(call, frame)),
        None => Ok(Flow::Value(list)),
    }
}

fn drained_one<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    match result {
        Ok(item) => {
            let id = frame.vals[1].obj().expect("a list");
            super::list::extend(cx, id, vec![item]);
            drain_rest(cx, frame)
        }
        Err(raise) if is_stop(cx, raise) => Ok(Flow::Value(frame.vals[1])),
        Err(raise) => Err(raise),
    }
}
