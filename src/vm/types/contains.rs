//! Owns `item in container` for built-in types: natively, with `None` where Python code must run, and as
//! a flow that runs it.

use super::equality::{self, No};
use super::flow::{after, and_then};
use super::keyed::{Access, access};
use super::{compare, keyed, overrides, sequence, unwrap};
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, ViewKind};
use crate::vm::value::Value;

/// `item in container`. `None`: not a built-in container, or Python code must run.
pub fn contains<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    item: Value,
) -> Result<Option<bool>, Raise> {
    let container = unwrap(cx.mem, container);
    let Value::Obj(id) = container else {
        return Ok(None);
    };
    enum Kind {
        Str(std::sync::Arc<str>),
        Bytes(Vec<u8>),
        Sequence,
        Keyed(ObjId),
        Range(i64, i64, i64),
    }
    let kind = match &cx.mem.get(id).body {
        Body::Str(s) => Kind::Str(s.text.clone()),
        Body::Bytes(b) => Kind::Bytes(b.to_vec()),
        Body::ByteArray(b) => Kind::Bytes(b.clone()),
        Body::List(_) | Body::Tuple(_) => Kind::Sequence,
        Body::Dict(_) | Body::Set(_) | Body::FrozenSet(_) => Kind::Keyed(id),
        Body::DictView(ViewKind::Keys, dict) => Kind::Keyed(*dict),
        Body::Range { start, stop, step } => Kind::Range(*start, *stop, *step),
        _ => return Ok(None),
    };
    match kind {
        Kind::Str(text) => {
            let Some(part) = cx.text(item) else {
                let given = cx.type_name(item);
                return Err(cx.type_error(format!(
                    "'in <string>' requires string as left operand, not {given}"
                )));
            };
            cx.charge(text.len() as u64 * 100);
            Ok(Some(text.contains(&*part)))
        }
        Kind::Bytes(bytes) => bytes_contain(cx, &bytes, item).map(Some),
        Kind::Keyed(id) => {
            let Ok(hash) = equality::quick_hash(cx.mem, item) else {
                return Ok(None);
            };
            Ok(keyed::find(cx.mem, id, hash, item)
                .ok()
                .map(|slot| slot.is_some()))
        }
        Kind::Range(start, stop, step) => match unwrap(cx.mem, item) {
            Value::Int(i) => Ok(Some(super::range::position(start, stop, step, i).is_some())),
            Value::Bool(b) => {
                let number = i64::from(b);
                Ok(Some(
                    super::range::position(start, stop, step, number).is_some(),
                ))
            }
            Value::Float(x) if x.fract() == 0.0 => Ok(Some(
                super::range::position(start, stop, step, x as i64).is_some(),
            )),
            Value::Obj(_) if overrides(cx.mem, item, "__eq__").is_some() => Ok(None),
            _ => Ok(Some(false)),
        },
        Kind::Sequence => in_sequence(cx, id, item),
    }
}

fn bytes_contain<M: Memory>(cx: &mut Cx<'_, M>, bytes: &[u8], item: Value) -> Result<bool, Raise> {
    let part = match unwrap(cx.mem, item) {
        Value::Obj(id) => match &cx.mem.get(id).body {
            Body::Bytes(part) => Some(part.to_vec()),
            Body::ByteArray(part) => Some(part.clone()),
            _ => None,
        },
        Value::Int(_) | Value::Bool(_) => {
            let byte = sequence::byte(cx, item, "byte")?;
            return Ok(bytes.contains(&byte));
        }
        _ => None,
    };
    let Some(part) = part else {
        let given = cx.type_name(item);
        return Err(cx.type_error(format!("a bytes-like object is required, not '{given}'")));
    };
    Ok(part.is_empty() || bytes.windows(part.len()).any(|window| window == part))
}

/// Picoseconds to compare one item of a list with the one looked for. CPython 3.13: `x in list` needs
/// 0.28 of a round of `for i in range(n): x = x + i` (12.4 ns here) per int.
const COMPARE_ITEM: u64 = 3_500;

fn in_sequence<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    item: Value,
) -> Result<Option<bool>, Raise> {
    for at in 0.. {
        let other = match &cx.mem.get(id).body {
            Body::List(items) => items.get(at).copied(),
            Body::Tuple(items) => items.get(at).copied(),
            _ => None,
        };
        let Some(other) = other else { break };
        match equality::equal_or_same(cx.mem, other, item, 1) {
            Ok(false) => cx.charge(COMPARE_ITEM),
            Ok(true) => return Ok(Some(true)),
            Err(No::TooDeep) => return Err(compare::too_deep(cx)),
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(false))
}

/// `item in container`, whatever it takes. The result is a bool.
pub fn contains_slow<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    item: Value,
) -> NativeResult<M> {
    if let Some(method) = overrides(cx.mem, container, "__contains__") {
        if method.is_none() {
            let name = cx.type_name(container);
            return Err(cx.type_error(format!("'{name}' object is not a container")));
        }
        let frame = NativeFrame::new(compare::to_bool, Vec::new());
        return Flow::call(method, &[container, item], frame);
    }
    builtin_contains(cx, container, item)
}

pub(crate) fn builtin_contains<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    item: Value,
) -> NativeResult<M> {
    if let Some(answer) = contains(cx, container, item)? {
        return Ok(Flow::Value(answer.into()));
    }
    let inner = unwrap(cx.mem, container);
    if let Value::Obj(id) = inner {
        let keyed = match &cx.mem.get(id).body {
            Body::Dict(_) | Body::Set(_) | Body::FrozenSet(_) => Some(id),
            Body::DictView(ViewKind::Keys, dict) => Some(*dict),
            _ => None,
        };
        if let Some(id) = keyed {
            return access(cx, Access::Contains, Value::Obj(id), item, Value::None);
        }
    }
    let iterable = matches!(container, Value::Obj(_));
    if !iterable {
        return Err(not_a_container(cx, container));
    }
    match super::iter::get_iter(cx, container) {
        Ok(flow) => {
            let frame = NativeFrame::new(search_from, vec![item]);
            and_then(cx, Ok(flow), frame)
        }
        Err(_) => Err(not_a_container(cx, container)),
    }
}

fn not_a_container<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Raise {
    let name = cx.type_name(value);
    cx.type_error(format!("argument of type '{name}' is not iterable"))
}

fn search_from<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals.push(result?);
    search(cx, frame)
}

/// Compares the items of an iterator with the one looked for. `vals`: item, iterator.
fn search<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    loop {
        frame.step = search_item;
        let other = match super::iter::next_flow(cx, frame.vals[1]) {
            Ok(Flow::Value(other)) => other,
            Ok(waiting) => return Ok(after(waiting, frame)),
            Err(raise) => return search_item(cx, frame, Err(raise)),
        };
        frame.step = search_compared;
        if other.is(frame.vals[0]) {
            return Ok(Flow::Value(true.into()));
        }
        match compare::equal_flow(cx, other, frame.vals[0])? {
            Flow::Value(Value::Bool(true)) => return Ok(Flow::Value(true.into())),
            Flow::Value(_) => {}
            waiting => return Ok(after(waiting, frame)),
        }
    }
}

fn search_item<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    match result {
        Ok(other) => {
            frame.step = search_compared;
            let flow = compare::equal_flow(cx, other, frame.vals[0]);
            and_then(cx, flow, frame)
        }
        Err(raise) if super::iter::is_stop(cx, raise) => Ok(Flow::Value(false.into())),
        Err(raise) => Err(raise),
    }
}

fn search_compared<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    if result? == Value::Bool(true) {
        return Ok(Flow::Value(true.into()));
    }
    search(cx, frame)
}
