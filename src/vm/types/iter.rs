//! Owns the iteration protocol for native code: making iterators and advancing them, with pauses
//! wherever Python code must run. Owns no generator: those run in `interp`.

use super::flow::after;
use super::iter_compound::{called, filter, filter_item, map, pair, zip};
use super::{edit, find_method, overrides, sequence, unwrap};
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise, Values};
use crate::vm::object::{Body, GeneratorKind, Iter, ViewKind};
use crate::vm::value::Value;

/// What advancing an iterator gives.
#[derive(Debug)]
pub enum Next<M: Memory> {
    Item(Value),
    Done,
    /// Python code must run: what comes of it is the item, StopIteration from it means the end.
    Wait(Flow<M>),
}

impl<M: Memory> Next<M> {
    pub(super) fn from_flow(flow: Flow<M>) -> Self {
        match flow {
            Flow::Value(value) => Self::Item(value),
            waiting => Self::Wait(waiting),
        }
    }
}

/// `iter(value)`.
pub fn get_iter<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    let inner = unwrap(cx.mem, value);
    if !inner.is(value) && overrides(cx.mem, value, "__iter__").is_none() {
        return get_iter(cx, inner);
    }
    let Value::Obj(id) = value else {
        return Err(not_iterable(cx, value));
    };
    let made = match &cx.mem.get(id).body {
        Body::List(_) | Body::Tuple(_) | Body::Str(_) | Body::Bytes(_) | Body::ByteArray(_) => {
            Some(Iter::Sequence { of: value, next: 0 })
        }
        Body::Range { start, stop, step } => Some(Iter::Range {
            next: *start,
            step: *step,
            left: super::range::length(*start, *stop, *step),
        }),
        Body::Dict(dict) => Some(Iter::Dict {
            of: id,
            kind: ViewKind::Keys,
            next: 0,
            length: dict.len(),
        }),
        Body::Set(set) | Body::FrozenSet(set) => Some(Iter::Set {
            of: id,
            next: 0,
            length: set.len(),
        }),
        Body::DictView(kind, dict) => Some(Iter::Dict {
            of: *dict,
            kind: *kind,
            next: 0,
            length: 0,
        }),
        Body::Iter(_) => return Ok(Flow::Value(value)),
        Body::Generator(generator) if generator.kind == GeneratorKind::Generator => {
            return Ok(Flow::Value(value));
        }
        Body::AsyncCall(_) => return Ok(Flow::Value(value)),
        _ => None,
    };
    let iter = match made {
        None => return user_iter(cx, value),
        Some(Iter::Dict { of, kind, next, .. }) => Iter::Dict {
            of,
            kind,
            next,
            length: super::dict::len(cx.mem, of),
        },
        Some(other) => other,
    };
    Ok(Flow::Value(cx.alloc(Body::Iter(Box::new(iter)))))
}

fn not_iterable<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Raise {
    let name = cx.type_name(value);
    cx.type_error(format!("'{name}' object is not iterable"))
}

fn user_iter<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    match overrides(cx.mem, value, "__iter__") {
        Some(Value::None) => Err(not_iterable(cx, value)),
        Some(method) => Flow::call(method, &[value], NativeFrame::new(check_iter, Vec::new())),
        None if overrides(cx.mem, value, "__getitem__").is_some() => {
            let iter = Iter::GetItem { of: value, next: 0 };
            Ok(Flow::Value(cx.alloc(Body::Iter(Box::new(iter)))))
        }
        None => Err(not_iterable(cx, value)),
    }
}

fn check_iter<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let iter = result?;
    if is_iterator(cx.mem, iter) {
        return Ok(Flow::Value(iter));
    }
    let name = cx.type_name(iter);
    Err(cx.type_error(format!("iter() returned non-iterator of type '{name}'")))
}

pub(crate) fn is_iterator<M: Memory>(mem: &M, value: Value) -> bool {
    let Value::Obj(id) = value else { return false };
    match &mem.get(id).body {
        Body::Iter(_) | Body::AsyncCall(_) => true,
        Body::Generator(generator) => generator.kind == GeneratorKind::Generator,
        Body::Instance(_) | Body::Ext(_) => overrides(mem, value, "__next__").is_some(),
        _ => false,
    }
}

/// Whether an exception is a StopIteration.
pub fn is_stop<M: Memory>(cx: &Cx<'_, M>, raise: Raise) -> bool {
    cx.is_instance(raise.0, super::STOP_ITERATION)
}

/// What an iterator is, copied out of the heap so that other objects can be looked at.
enum Plan {
    Sequence(Value, usize),
    Dict(ObjId, ViewKind, usize, usize),
    Set(ObjId, usize, usize),
    Reversed(Value, i64),
    GetItem(Value, i64),
    Callable(Value, Value),
    Enumerate(Value, i64),
    Zip(Box<[Value]>, bool),
    Map(Value, Box<[Value]>),
    Filter(Value, Value),
    /// No native iterator: its `__next__` knows.
    Method,
}

/// Advances an iterator.
#[inline]
pub fn next<M: Memory>(cx: &mut Cx<'_, M>, iter: Value) -> Result<Next<M>, Raise> {
    let Value::Obj(id) = iter else {
        return Err(not_iterator(cx, iter));
    };
    let plan = match &mut cx.mem.get_mut(id).body {
        Body::Iter(state) => match &mut **state {
            Iter::Range { left: 0, .. } | Iter::Exhausted => return Ok(Next::Done),
            Iter::Range { next, step, left } => {
                let item = *next;
                *left -= 1;
                *next = next.wrapping_add(*step);
                return Ok(Next::Item(Value::Int(item)));
            }
            Iter::Sequence { of, next } => {
                *next += 1;
                Plan::Sequence(*of, *next - 1)
            }
            Iter::Dict {
                of,
                kind,
                next,
                length,
            } => Plan::Dict(*of, *kind, *next, *length),
            Iter::Set { of, next, length } => Plan::Set(*of, *next, *length),
            Iter::Reversed { next: ..0, .. } => return Ok(Next::Done),
            Iter::Reversed { of, next } => {
                *next -= 1;
                Plan::Reversed(*of, *next + 1)
            }
            Iter::GetItem { of, next } => {
                *next += 1;
                Plan::GetItem(*of, *next - 1)
            }
            Iter::Callable { callee, sentinel } => Plan::Callable(*callee, *sentinel),
            Iter::Enumerate { inner, next } => Plan::Enumerate(*inner, *next),
            Iter::Zip { inner, strict } => Plan::Zip(inner.clone(), *strict),
            Iter::Map { function, inner } => Plan::Map(*function, inner.clone()),
            Iter::Filter { predicate, inner } => Plan::Filter(*predicate, *inner),
        },
        _ => Plan::Method,
    };
    advance(cx, id, plan)
}

fn not_iterator<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Raise {
    let name = cx.type_name(value);
    cx.type_error(format!("'{name}' object is not an iterator"))
}

fn next_by_method<M: Memory>(cx: &mut Cx<'_, M>, iter: Value) -> Result<Next<M>, Raise> {
    let name = cx.mem.intern("__next__");
    let class = cx.type_of(iter);
    match find_method(cx.mem, class, name) {
        Some(callee) => Ok(Next::Wait(Flow::Call {
            callee,
            args: Values::from_slice(&[iter]),
            then: None,
        })),
        None => Err(not_iterator(cx, iter)),
    }
}

/// So many iterators may stand inside of each other. CPython has no limit: thousands end its process.
const MAX_ASKING: usize = 1_000;

fn advance<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, plan: Plan) -> Result<Next<M>, Raise> {
    if cx.asking >= MAX_ASKING {
        return Err(cx.raise(super::RECURSION_ERROR, "maximum recursion depth exceeded"));
    }
    cx.asking += 1;
    let made = advance_one(cx, id, plan);
    cx.asking -= 1;
    made
}

/// Whether it goes over items that are there already, side by side.
pub(crate) fn is_stored<M: Memory>(mem: &M, iterator: Value) -> bool {
    let body = iterator.obj().map(|id| mem.get(id));
    match body.as_deref().map(|object| &object.body) {
        Some(Body::Iter(iter)) => matches!(**iter, Iter::Sequence { .. }),
        _ => false,
    }
}

/// Picoseconds to fill the tuple that `enumerate` and `zip` give, and to take it apart again.
pub(super) const PAIR: u64 = 9_000;

fn advance_one<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, plan: Plan) -> Result<Next<M>, Raise> {
    match plan {
        Plan::Method => next_by_method(cx, Value::Obj(id)),
        Plan::Sequence(of, at) => Ok(next_of_sequence(cx, id, of, at)),
        Plan::Dict(of, kind, at, length) => next_of_dict(cx, id, (of, kind), at, length),
        Plan::Set(of, at, length) => next_of_set(cx, id, of, at, length),
        Plan::Reversed(of, at) => next_reversed(cx, of, at),
        Plan::GetItem(of, at) => get_item(cx, Value::Obj(id), of, at),
        Plan::Callable(callee, sentinel) => Ok(Next::Wait(Flow::Call {
            callee,
            args: Values::new(),
            then: Some(NativeFrame::new(called, vec![Value::Obj(id), sentinel])),
        })),
        Plan::Enumerate(inner, number) => {
            set_count(cx, id, number + 1);
            match next(cx, inner)? {
                Next::Item(item) => {
                    cx.charge(PAIR);
                    Ok(Next::Item(cx.tuple([Value::Int(number), item])))
                }
                Next::Done => Ok(Next::Done),
                call => Ok(then(call, NativeFrame::new(pair, vec![Value::Int(number)]))),
            }
        }
        Plan::Zip(inner, strict) => zip(cx, id, &inner, strict),
        Plan::Map(function, inner) => map(cx, function, &inner),
        Plan::Filter(predicate, inner) => {
            let frame = NativeFrame::new(filter_item, vec![predicate, inner]);
            filter(cx, frame)
                .map(Next::from_flow)
                .or_else(|raise| stop_is_done(cx, raise))
        }
    }
}

pub(super) fn stop_is_done<M: Memory>(cx: &mut Cx<'_, M>, raise: Raise) -> Result<Next<M>, Raise> {
    if is_stop(cx, raise) {
        Ok(Next::Done)
    } else {
        Err(raise)
    }
}

/// A call whose result then goes to `frame`.
fn then<M: Memory>(call: Next<M>, frame: Box<NativeFrame<M>>) -> Next<M> {
    match call {
        Next::Wait(flow) => Next::Wait(after(flow, frame)),
        done => done,
    }
}

/// `next` as a native result: the end is a StopIteration.
pub fn next_flow<M: Memory>(cx: &mut Cx<'_, M>, iter: Value) -> NativeResult<M> {
    match next(cx, iter)? {
        Next::Item(item) => Ok(Flow::Value(item)),
        Next::Done => Err(cx.stop_iteration()),
        Next::Wait(flow) => Ok(flow),
    }
}

pub(super) fn exhaust<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId) {
    edit(cx, id, |body| *body = Body::Iter(Box::new(Iter::Exhausted)));
}

fn next_of_sequence<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, of: Value, at: usize) -> Next<M> {
    let of = of.obj().expect("sequences are objects");
    let mut wide = None;
    let item = match &cx.mem.get(of).body {
        Body::List(items) => items.get(at).copied(),
        Body::Tuple(items) => items.get(at).copied(),
        Body::Bytes(bytes) => bytes.get(at).map(|b| Value::Int(i64::from(*b))),
        Body::ByteArray(bytes) => bytes.get(at).map(|b| Value::Int(i64::from(*b))),
        Body::Str(s) => match s.text.as_bytes().get(at) {
            Some(byte) if byte.is_ascii() => Some(super::ascii_char(*byte)),
            Some(_) => {
                wide = s.text.get(at..).and_then(|rest| rest.chars().next());
                None
            }
            None => None,
        },
        _ => None,
    };
    if let Some(c) = wide {
        edit(cx, id, |body| {
            if let Body::Iter(iter) = body
                && let Iter::Sequence { next, .. } = &mut **iter
            {
                *next = at + c.len_utf8();
            }
        });
        return Next::Item(sequence::character(cx, c));
    }
    match item {
        Some(item) => Next::Item(item),
        None => {
            exhaust(cx, id);
            Next::Done
        }
    }
}

fn next_of_dict<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    (of, kind): (ObjId, ViewKind),
    at: usize,
    length: usize,
) -> Result<Next<M>, Raise> {
    let found = match &cx.mem.get(of).body {
        Body::Dict(dict) if dict.len() == length => {
            let rest = dict.slots().get(at..).unwrap_or(&[]);
            let skip = rest.iter().position(|entry| !entry.key.is_null());
            Ok(skip.map(|skip| (at + skip, rest[skip])))
        }
        _ => Err(()),
    };
    match found {
        Ok(Some((slot, entry))) => {
            set_position(cx, id, slot + 1);
            Ok(Next::Item(match kind {
                ViewKind::Keys => entry.key,
                ViewKind::Values => entry.value,
                ViewKind::Items => cx.tuple([entry.key, entry.value]),
            }))
        }
        Ok(None) => {
            exhaust(cx, id);
            Ok(Next::Done)
        }
        Err(()) => Err(cx.raise(
            super::RUNTIME_ERROR,
            "dictionary changed size during iteration",
        )),
    }
}

fn next_of_set<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    of: ObjId,
    at: usize,
    length: usize,
) -> Result<Next<M>, Raise> {
    let found = match &cx.mem.get(of).body {
        Body::Set(set) | Body::FrozenSet(set) if set.len() == length => {
            Ok((at..set.capacity()).find_map(|slot| Some((slot, set.at(slot)?))))
        }
        _ => Err(()),
    };
    match found {
        Ok(Some((slot, item))) => {
            set_position(cx, id, slot + 1);
            Ok(Next::Item(item))
        }
        Ok(None) => {
            exhaust(cx, id);
            Ok(Next::Done)
        }
        Err(()) => Err(cx.raise(super::RUNTIME_ERROR, "Set changed size during iteration")),
    }
}

fn set_position<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, at: usize) {
    edit(cx, id, |body| {
        if let Body::Iter(iter) = body
            && let Iter::Dict { next, .. } | Iter::Set { next, .. } = &mut **iter
        {
            *next = at;
        }
    });
}

fn set_count<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, count: i64) {
    edit(cx, id, |body| {
        if let Body::Iter(iter) = body
            && let Iter::Enumerate { next, .. } = &mut **iter
        {
            *next = count;
        }
    });
}

fn next_reversed<M: Memory>(cx: &mut Cx<'_, M>, of: Value, at: i64) -> Result<Next<M>, Raise> {
    if let Some(callee) = overrides(cx.mem, of, "__getitem__") {
        return Ok(Next::Wait(Flow::Call {
            callee,
            args: Values::from_slice(&[of, Value::Int(at)]),
            then: None,
        }));
    }
    let inner = unwrap(cx.mem, of);
    if sequence::len(cx.mem, inner).is_none_or(|len| at as usize >= len) {
        return Ok(Next::Done);
    }
    let item = super::ops::subscript(cx, inner, Value::Int(at))?;
    Ok(item.map_or(Next::Done, Next::Item))
}

fn get_item<M: Memory>(
    cx: &mut Cx<'_, M>,
    iter: Value,
    of: Value,
    at: i64,
) -> Result<Next<M>, Raise> {
    let Some(callee) = overrides(cx.mem, of, "__getitem__") else {
        return Err(not_iterable(cx, of));
    };
    Ok(Next::Wait(Flow::Call {
        callee,
        args: Values::from_slice(&[of, Value::Int(at)]),
        then: Some(NativeFrame::new(got_item, vec![iter])),
    }))
}

fn got_item<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    match result {
        Ok(item) => Ok(Flow::Value(item)),
        Err(raise) if cx.is_instance(raise.0, super::INDEX_ERROR) => {
            exhaust(cx, frame.vals[0].obj().expect("an iterator"));
            Err(cx.stop_iteration())
        }
        Err(raise) => Err(raise),
    }
}
