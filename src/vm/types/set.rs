//! Owns `set` and `frozenset`: reading and changing their elements, and their algebra. Finding elements
//! is in `keyed`.

use super::equality::No;
use super::{edit, keyed, stored, unwrap};
use crate::base::ObjId;
use crate::bytecode::{BinaryOp, CompareOp};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, ViewKind};
use crate::vm::set::Set;
use crate::vm::value::Value;

/// The object of a set or frozenset (or an instance of a subclass).
pub(crate) fn set_id<M: Memory>(mem: &M, value: Value) -> Option<ObjId> {
    let id = unwrap(mem, value).obj()?;
    matches!(mem.get(id).body, Body::Set(_) | Body::FrozenSet(_)).then_some(id)
}

/// (hash, element) of each.
pub(crate) fn elements<M: Memory>(mem: &M, id: ObjId) -> Vec<(u64, Value)> {
    match &mem.get(id).body {
        Body::Set(set) | Body::FrozenSet(set) => set.iter().collect(),
        _ => Vec::new(),
    }
}

pub(crate) fn len<M: Memory>(mem: &M, id: ObjId) -> usize {
    match &mem.get(id).body {
        Body::Set(set) | Body::FrozenSet(set) => set.len(),
        _ => 0,
    }
}

pub(crate) fn is_subset<M: Memory>(mem: &M, a: ObjId, b: ObjId) -> Result<bool, No> {
    for (hash, element) in elements(mem, a) {
        if keyed::find(mem, b, hash, element)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The order of two sets (inclusion); `None` when they are not sets.
pub(crate) fn compare<M: Memory>(
    mem: &M,
    op: CompareOp,
    a: Value,
    b: Value,
) -> Option<Result<bool, No>> {
    let (a, b) = (set_id(mem, a)?, set_id(mem, b)?);
    let (small, large, strict) = inclusion(op, a, b);
    let sizes = (len(mem, small), len(mem, large));
    if sizes.0 > sizes.1 || (strict && sizes.0 == sizes.1) {
        return Some(Ok(false));
    }
    Some(is_subset(mem, small, large))
}

fn inclusion<T>(op: CompareOp, a: T, b: T) -> (T, T, bool) {
    match op {
        CompareOp::Lt => (a, b, true),
        CompareOp::Gt => (b, a, true),
        CompareOp::Ge => (b, a, false),
        _ => (a, b, false),
    }
}

/// As [`compare`], for elements that compare in Python, and for == and !=.
pub(crate) fn compare_flow<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: CompareOp,
    a: Value,
    b: Value,
) -> NativeResult<M> {
    let (small, large, strict) = inclusion(op, a, b);
    let (Some(x), Some(y)) = (set_id(cx.mem, small), set_id(cx.mem, large)) else {
        unreachable!("two sets");
    };
    let (n, m) = (len(cx.mem, x), len(cx.mem, y));
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    if n > m || (strict && n == m) || (equality && n != m) {
        return Ok(Flow::Value((op == CompareOp::Ne).into()));
    }
    let items = elements(cx.mem, x).into_iter().map(|(_, v)| v).collect();
    let flow = keyed::all_in(cx, items, large, true);
    if op == CompareOp::Ne {
        let frame = NativeFrame::new(super::compare::inverted, Vec::new());
        return super::flow::and_then(cx, flow, frame);
    }
    flow
}

fn change<M: Memory, R>(cx: &mut Cx<'_, M>, id: ObjId, change: impl FnOnce(&mut Set) -> R) -> R {
    let (result, grown) = edit(cx, id, |body| match body {
        Body::Set(set) | Body::FrozenSet(set) => {
            let before = set.heap_bytes();
            let result = change(set);
            (result, set.heap_bytes().saturating_sub(before))
        }
        _ => unreachable!("a set"),
    });
    if grown > 0 {
        cx.mem.grew(grown);
    }
    result
}

pub(crate) fn insert<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, hash: u64, element: Value) {
    change(cx, id, |set| set.push(hash, element));
    stored(cx.mem, id, element);
}

pub(crate) fn take<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, slot: usize) {
    change(cx, id, |set| set.remove(slot));
}

pub(crate) fn clear<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId) {
    change(cx, id, Set::clear);
}

/// What a set operator keeps.
fn keeps(op: BinaryOp) -> Option<(bool, bool, bool)> {
    // (only in a, in both, only in b)
    match op.plain() {
        BinaryOp::Or => Some((true, true, true)),
        BinaryOp::And => Some((false, true, false)),
        BinaryOp::Subtract => Some((true, false, false)),
        BinaryOp::Xor => Some((true, false, true)),
        _ => None,
    }
}

/// Picoseconds to look up or add one element of a set. CPython 3.13: `a | b` of a thousand ints needs
/// 0.22 of a round of `for i in range(n): x = x + i` (12.4 ns here) per element.
const ELEMENT: u64 = 2_700;

/// The elements of `a op b`, or why Python code must run.
pub(crate) fn combine<M: Memory>(
    mem: &M,
    op: BinaryOp,
    a: ObjId,
    b: ObjId,
) -> Result<Option<Set>, No> {
    let Some((only_a, both, only_b)) = keeps(op) else {
        return Ok(None);
    };
    if op.plain() == BinaryOp::Xor {
        return symmetric_difference(mem, a, b, op.is_inplace());
    }
    let mut result = match (only_a && both, &mem.get(a).body) {
        (true, Body::Set(set) | Body::FrozenSet(set)) if op.is_inplace() => (**set).clone(),
        (true, Body::Set(set) | Body::FrozenSet(set)) => set.copied(),
        _ => Set::new(),
    };
    if only_a && both {
        result.make_room(len(mem, b));
    }
    if !(only_a && both) {
        for (hash, element) in elements(mem, a) {
            let inside = keyed::find(mem, b, hash, element)?.is_some();
            if if inside { both } else { only_a } {
                result.push(hash, element);
            }
        }
    }
    if only_b {
        for (hash, element) in elements(mem, b) {
            if keyed::find(mem, a, hash, element)?.is_none() {
                result.push(hash, element);
            }
        }
    }
    Ok(Some(result))
}

/// `a ^ b` starts from a copy of `b`, and `a ^= b` from `a` (setobject.c: set_symmetric_difference).
fn symmetric_difference<M: Memory>(
    mem: &M,
    a: ObjId,
    b: ObjId,
    in_place: bool,
) -> Result<Option<Set>, No> {
    let (start, other) = if in_place { (a, b) } else { (b, a) };
    let mut result = match &mem.get(start).body {
        Body::Set(set) | Body::FrozenSet(set) if in_place => (**set).clone(),
        Body::Set(set) | Body::FrozenSet(set) => set.copied(),
        _ => return Ok(None),
    };
    for (hash, element) in elements(mem, other) {
        match keyed::find(mem, start, hash, element)? {
            Some(slot) => {
                let known = match &mem.get(start).body {
                    Body::Set(set) | Body::FrozenSet(set) => set.at(slot),
                    _ => None,
                };
                let found = result.find(hash, |value| known.is_some_and(|known| value.is(known)));
                result.remove(found.expect("a copy has the same elements"));
            }
            None => result.push(hash, element),
        }
    }
    Ok(Some(result))
}

/// `a op b` for sets (and `|` for dicts, and dict views); `None`: not sets, or Python code must run.
pub(crate) fn algebra<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: Value,
    b: Value,
) -> Result<Option<Value>, Raise> {
    let (a, b) = (view_as_set(cx, a)?, view_as_set(cx, b)?);
    if let (Some(x), Some(y)) = (dict_id(cx.mem, a), dict_id(cx.mem, b)) {
        if op != BinaryOp::Or {
            return Ok(None);
        }
        let copy = match &cx.mem.get(x).body {
            Body::Dict(dict) => Body::Dict(Box::new(dict.detached())),
            _ => unreachable!("a dict"),
        };
        let copy = cx.alloc(copy);
        let done = merge_dict(cx, copy.obj().expect("a dict"), Value::Obj(y))?;
        return Ok(done.then_some(copy));
    }
    let (Some(x), Some(y)) = (set_id(cx.mem, a), set_id(cx.mem, b)) else {
        return Ok(None);
    };
    cx.charge((len(cx.mem, x) + len(cx.mem, y)) as u64 * ELEMENT);
    let frozen = matches!(cx.mem.get(x).body, Body::FrozenSet(_));
    match combine(cx.mem, op, x, y) {
        Ok(Some(set)) => Ok(Some(make(cx, set, frozen))),
        Ok(None) => Ok(None),
        Err(No::TooDeep) => Err(super::compare::too_deep(cx)),
        Err(_) => Ok(None),
    }
}

pub(crate) fn make<M: Memory>(cx: &mut Cx<'_, M>, set: Set, frozen: bool) -> Value {
    let set = Box::new(set);
    cx.alloc(if frozen {
        Body::FrozenSet(set)
    } else {
        Body::Set(set)
    })
}

fn dict_id<M: Memory>(mem: &M, value: Value) -> Option<ObjId> {
    let id = unwrap(mem, value).obj()?;
    matches!(mem.get(id).body, Body::Dict(_)).then_some(id)
}

/// A view of keys or items as a set of them; other values as they are.
fn view_as_set<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Value, Raise> {
    let Value::Obj(id) = value else {
        return Ok(value);
    };
    let (kind, dict) = match &cx.mem.get(id).body {
        Body::DictView(kind, dict) if *kind != ViewKind::Values => (*kind, *dict),
        _ => return Ok(value),
    };
    let items = super::sequence::view_items(cx, kind, dict);
    let mut set = Set::new();
    for item in items {
        match super::equality::hash(cx.mem, item) {
            Ok(hash) => set.push(hash, item),
            Err(super::equality::NoHash::Unhashable(inner)) => {
                return Err(keyed::unhashable(cx, inner));
            }
            Err(_) => return Ok(value),
        }
    }
    Ok(make(cx, set, false))
}

/// `a op= b`; false when the plain operator must do it.
pub(crate) fn update_in_place<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: ObjId,
    b: Value,
) -> Result<bool, Raise> {
    let Some(b) = set_id(cx.mem, b) else {
        return Ok(false);
    };
    cx.charge(len(cx.mem, b) as u64 * ELEMENT);
    match combine(cx.mem, op, a, b) {
        Ok(Some(new)) => {
            replace(cx, a, new);
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Gives a set other elements.
pub(crate) fn replace<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, new: Set) {
    let all: Vec<Value> = new.iter().map(|(_, v)| v).collect();
    change(cx, id, |set| *set = new);
    super::list::stored_all(cx.mem, id, &all);
}

/// Stores all entries of the dict `b`; false when it is no dict or Python code must run.
pub(crate) fn merge_dict<M: Memory>(cx: &mut Cx<'_, M>, a: ObjId, b: Value) -> Result<bool, Raise> {
    let Some(b) = dict_id(cx.mem, b) else {
        return Ok(false);
    };
    let entries = super::dict::entries(cx.mem, b);
    cx.charge(entries.len() as u64 * ELEMENT);
    for entry in entries {
        match keyed::find(cx.mem, a, entry.hash, entry.key) {
            Ok(Some(slot)) => super::dict::replace(cx, a, slot, entry.value),
            Ok(None) => super::dict::insert(cx, a, entry.hash, entry.key, entry.value),
            Err(_) => return Ok(false),
        }
    }
    Ok(true)
}

/// `a op b` for sets (dicts: `|`) whose elements compare in Python; `None`: unsupported.
pub(crate) fn algebra_flow<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: Value,
    b: Value,
) -> Option<NativeResult<M>> {
    if let (Some(x), Some(y)) = (dict_id(cx.mem, a), dict_id(cx.mem, b)) {
        if op.plain() != BinaryOp::Or {
            return None;
        }
        let target = if op.is_inplace() {
            a
        } else {
            let copy = match &cx.mem.get(x).body {
                Body::Dict(dict) => Body::Dict(Box::new(dict.detached())),
                _ => unreachable!("a dict"),
            };
            cx.alloc(copy)
        };
        let entries = super::dict::entries(cx.mem, y);
        let flat = entries.iter().flat_map(|e| [e.key, e.value]).collect();
        return Some(keyed::each(cx, keyed::Access::Set, target, flat, None));
    }
    keeps(op)?;
    let (x, y) = (set_id(cx.mem, a)?, set_id(cx.mem, b)?);
    Some(combine_flow(cx, op, x, y))
}

/// The slow way: a new set, filled by asking each element where it is. `vals`: result, a, b, target,
/// then the elements of a and of b; `n` is the element, the operator is in `vals[3]`.
fn combine_flow<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: ObjId,
    b: ObjId,
) -> NativeResult<M> {
    let frozen = matches!(cx.mem.get(a).body, Body::FrozenSet(_));
    let result = make(cx, Set::new(), frozen);
    let left = elements(cx.mem, a);
    let count = left.len() as i64;
    let mut vals = vec![
        result,
        Value::Obj(a),
        Value::Obj(b),
        Value::Int(op as i64),
        Value::Int(count),
    ];
    vals.extend(left.into_iter().map(|(_, v)| v));
    vals.extend(elements(cx.mem, b).into_iter().map(|(_, v)| v));
    combine_rest(cx, NativeFrame::new(placed, vals))
}

const COMBINE_HEAD: usize = 5;

fn combine_rest<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let (Value::Int(op), Value::Int(count)) = (frame.vals[3], frame.vals[4]) else {
        unreachable!("the frame of set algebra");
    };
    let op = BinaryOp::from_arg(op as u32);
    loop {
        let Some(element) = frame.vals.get(COMBINE_HEAD + frame.n as usize).copied() else {
            let result = frame.vals[0];
            if !op.is_inplace() {
                return Ok(Flow::Value(result));
            }
            let (target, new) = (frame.vals[1].obj(), result.obj().expect("a set"));
            let new = match &cx.mem.get(new).body {
                Body::Set(set) | Body::FrozenSet(set) => (**set).clone(),
                _ => unreachable!("a set"),
            };
            replace(cx, target.expect("a set"), new);
            return Ok(Flow::Value(frame.vals[1]));
        };
        let other = if frame.n < count {
            frame.vals[2]
        } else {
            frame.vals[1]
        };
        match keyed::access(cx, keyed::Access::Contains, other, element, Value::None)? {
            Flow::Value(inside) => keep_element(cx, &mut frame, inside),
            waiting => return Ok(super::flow::after(waiting, frame)),
        }
    }
}

fn keep_element<M: Memory>(cx: &mut Cx<'_, M>, frame: &mut NativeFrame<M>, inside: Value) {
    let (Value::Int(op), Value::Int(count)) = (frame.vals[3], frame.vals[4]) else {
        unreachable!("the frame of set algebra");
    };
    let (only_a, both, only_b) = keeps(BinaryOp::from_arg(op as u32)).expect("a set operator");
    let inside = inside == Value::Bool(true);
    let keep = if frame.n < count {
        if inside { both } else { only_a }
    } else {
        only_b && !inside
    };
    let element = frame.vals[COMBINE_HEAD + frame.n as usize];
    if keep {
        let own = if frame.n < count {
            frame.vals[1]
        } else {
            frame.vals[2]
        };
        let found = elements(cx.mem, own.obj().expect("a set"));
        if let Some((hash, _)) = found.into_iter().find(|(_, v)| v.is(element)) {
            insert(cx, frame.vals[0].obj().expect("a set"), hash, element);
        }
    }
    frame.n += 1;
}

fn placed<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let inside = result?;
    keep_element(cx, &mut frame, inside);
    combine_rest(cx, frame)
}
