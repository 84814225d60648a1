//! Owns the ways into dicts and sets: hash a key, find it, and read, store or remove, also when the
//! key's `__hash__` or `__eq__` are written in Python. Owns no method: those are in `dict` and `set`.

use super::equality::{No, NoHash};
use super::flow::{after, and_then};
use super::{compare, dict, equality, overrides, set, unwrap};
use crate::base::ObjId;
use crate::bytecode::CompareOp;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::value::Value;

/// What to do with a key once it is found or known to be missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i64)]
pub enum Access {
    /// `d[k]`; the value passed along is the dict as the program sees it (for `__missing__`).
    Get,
    /// The value, or the one passed along.
    GetOr,
    /// `d[k] = v`. None.
    Set,
    /// `del d[k]`. None.
    Delete,
    /// `k in d` or `k in s`.
    Contains,
    /// `d.setdefault(k, v)`.
    SetDefault,
    /// `d.pop(k)`.
    Pop,
    /// `d.pop(k, v)`.
    PopOr,
    /// `s.add(k)`. None.
    Add,
    /// `s.discard(k)`. None.
    Discard,
    /// `s.remove(k)`. None.
    Remove,
}

const ALL: [Access; 11] = [
    Access::Get,
    Access::GetOr,
    Access::Set,
    Access::Delete,
    Access::Contains,
    Access::SetDefault,
    Access::Pop,
    Access::PopOr,
    Access::Add,
    Access::Discard,
    Access::Remove,
];

/// Does `op` with a key of a dict or set (or an instance of a subclass).
pub fn access<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: Access,
    container: Value,
    key: Value,
    value: Value,
) -> NativeResult<M> {
    let container = unwrap(cx.mem, container);
    let id = container.obj().expect("a dict or set is an object");
    match equality::quick_hash(cx.mem, key) {
        Ok(hash) => with_hash(cx, op, id, (hash, key), value),
        Err(NoHash::Unhashable(inner)) => Err(unhashable(cx, inner)),
        Err(NoHash::TooDeep) => Err(compare::too_deep(cx)),
        Err(NoHash::Python) => {
            let vals = vec![container, key, value];
            let mut frame = NativeFrame::new(hashed, vals);
            frame.n = op as i64;
            let flow = hash_value(cx, key);
            and_then(cx, flow, frame)
        }
    }
}

fn hashed<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let Value::Int(hash) = result? else {
        unreachable!("hash_value gives an int");
    };
    let id = frame.vals[0].obj().expect("a container");
    let op = ALL[frame.n as usize];
    with_hash(cx, op, id, (hash as u64, frame.vals[1]), frame.vals[2])
}

fn with_hash<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: Access,
    id: ObjId,
    (hash, key): (u64, Value),
    value: Value,
) -> NativeResult<M> {
    match find(cx.mem, id, hash, key) {
        Ok(slot) => finish(cx, op, id, (hash, key), value, slot),
        Err(No::Python) => {
            let mut vals = vec![Value::Obj(id), key, value, Value::Int(hash as i64)];
            vals.push(Value::Int(op as i64));
            vals.extend(candidates(cx.mem, id, hash));
            let mut frame = NativeFrame::new(compared, vals);
            frame.n = FIRST as i64 - 1;
            try_candidates(cx, frame)
        }
        Err(_) => Err(compare::too_deep(cx)),
    }
}

/// Where the candidate keys begin in the frame of a search.
const FIRST: usize = 5;

/// Compares the key with the candidates behind the current one, until one is equal.
fn try_candidates<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let key = frame.vals[1];
    loop {
        frame.n += 1;
        let Some(other) = frame.vals.get(frame.n as usize).copied() else {
            return found(cx, &frame, None);
        };
        if other.is(key) {
            return found(cx, &frame, Some(other));
        }
        match compare::equal_flow(cx, other, key)? {
            Flow::Value(Value::Bool(true)) => return found(cx, &frame, Some(other)),
            Flow::Value(_) => {}
            waiting => return Ok(after(waiting, frame)),
        }
    }
}

fn compared<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    if result? == Value::Bool(true) {
        let other = frame.vals[frame.n as usize];
        return found(cx, &frame, Some(other));
    }
    try_candidates(cx, frame)
}

/// The search is over; the container may have changed meanwhile.
fn found<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: &NativeFrame<M>,
    key_inside: Option<Value>,
) -> NativeResult<M> {
    let (Value::Obj(id), Value::Int(hash), Value::Int(op)) =
        (frame.vals[0], frame.vals[3], frame.vals[4])
    else {
        unreachable!("the frame of a search");
    };
    let hash = hash as u64;
    let slot = key_inside.and_then(|inside| find_same(cx.mem, id, hash, inside));
    let op = ALL[op as usize];
    finish(cx, op, id, (hash, frame.vals[1]), frame.vals[2], slot)
}

/// The slot of a key in a dict or set.
pub(crate) fn find<M: Memory>(
    mem: &M,
    id: ObjId,
    hash: u64,
    key: Value,
) -> Result<Option<usize>, No> {
    match dict::first(mem, id, hash, key) {
        dict::First::Same(slot) => return Ok(Some(slot)),
        dict::First::None => return Ok(None),
        dict::First::Only(slot, other) => {
            let same = equality::equal(mem, other, key, 1)?;
            return Ok(same.then_some(slot));
        }
        dict::First::OfSeveral => {}
    }
    let mut python = None;
    for other in candidates(mem, id, hash) {
        match equality::equal(mem, other, key, 1) {
            Ok(true) => return Ok(find_same(mem, id, hash, other)),
            Ok(false) => {}
            Err(no) => python = Some(no),
        }
    }
    python.map_or(Ok(None), Err)
}

fn find_same<M: Memory>(mem: &M, id: ObjId, hash: u64, key: Value) -> Option<usize> {
    match &mem.get(id).body {
        Body::Dict(dict) => dict.find(hash, |other| other.is(key)),
        Body::Set(set) | Body::FrozenSet(set) => set.find(hash, |other| other.is(key)),
        _ => None,
    }
}

fn candidates<M: Memory>(mem: &M, id: ObjId, hash: u64) -> Vec<Value> {
    match &mem.get(id).body {
        Body::Dict(dict) => {
            let slots = dict.candidates(hash).into_iter();
            slots.map(|slot| dict.slots()[slot].key).collect()
        }
        Body::Set(set) | Body::FrozenSet(set) => {
            let slots = set.candidates(hash).into_iter();
            slots.filter_map(|slot| set.at(slot)).collect()
        }
        _ => Vec::new(),
    }
}

fn finish<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: Access,
    id: ObjId,
    (hash, key): (u64, Value),
    value: Value,
    slot: Option<usize>,
) -> NativeResult<M> {
    let result = match (op, slot) {
        (Access::Contains, _) => Value::Bool(slot.is_some()),
        (Access::Get | Access::GetOr | Access::SetDefault, Some(slot)) => {
            dict::value_at(cx.mem, id, slot)
        }
        (Access::Get, None) => {
            if let Some(missing) = super::user_method(cx.mem, value, "__missing__") {
                return Flow::tail(missing, &[value, key]);
            }
            return Err(cx.key_error(key));
        }
        (Access::GetOr | Access::PopOr, None) => value,
        (Access::Set, Some(slot)) => {
            dict::replace(cx, id, slot, value);
            Value::None
        }
        (Access::Set, None) => {
            dict::insert(cx, id, hash, key, value);
            Value::None
        }
        (Access::SetDefault, None) => {
            dict::insert(cx, id, hash, key, value);
            value
        }
        (Access::Delete, Some(slot)) => {
            dict::take(cx, id, slot);
            Value::None
        }
        (Access::Pop | Access::PopOr, Some(slot)) => dict::take(cx, id, slot),
        (Access::Delete | Access::Pop | Access::Remove, None) => return Err(cx.key_error(key)),
        (Access::Add, None) => {
            set::insert(cx, id, hash, key);
            Value::None
        }
        (Access::Discard | Access::Remove, Some(slot)) => {
            set::take(cx, id, slot);
            Value::None
        }
        (Access::Add, Some(_)) | (Access::Discard, None) => Value::None,
    };
    Ok(Flow::Value(result))
}

pub(crate) fn unhashable<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Raise {
    let name = cx.type_name(value);
    cx.type_error(format!("unhashable type: '{name}'"))
}

/// `hash(value)`: an int.
pub fn hash_value<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    match equality::hash(cx.mem, value) {
        Ok(hash) => Ok(Flow::Value(Value::Int(hash as i64))),
        Err(NoHash::Unhashable(inner)) => Err(unhashable(cx, inner)),
        Err(NoHash::TooDeep) => Err(compare::too_deep(cx)),
        Err(NoHash::Python) => match overrides(cx.mem, value, "__hash__") {
            Some(method) => Flow::call(method, &[value], NativeFrame::new(checked, Vec::new())),
            None => hash_items(cx, value),
        },
    }
}

/// Brings what a `__hash__` returned into 64 bits.
fn checked<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    match super::number::number(cx.mem, result?) {
        Some(super::number::Number::Int(i)) => {
            let hash = if i == -1 { -2 } else { i };
            Ok(Flow::Value(Value::Int(hash)))
        }
        Some(big @ super::number::Number::Big(_)) => Ok(Flow::Value(Value::Int(big.hash() as i64))),
        _ => Err(cx.type_error("__hash__ method should return an integer")),
    }
}

/// The hash of a tuple with items that hash in Python.
fn hash_items<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    let inner = unwrap(cx.mem, value);
    let items = super::sequence::items(cx, inner).unwrap_or_default();
    hash_rest(cx, NativeFrame::new(item_hashed, items))
}

/// Replaces the items from `n` on by their hashes.
fn hash_rest<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    while let Some(item) = frame.vals.get(frame.n as usize).copied() {
        match hash_value(cx, item)? {
            Flow::Value(hash) => {
                frame.vals[frame.n as usize] = hash;
                frame.n += 1;
            }
            waiting => return Ok(after(waiting, frame)),
        }
    }
    let lanes = frame.vals.iter().map(|hash| match hash {
        Value::Int(hash) => *hash as u64,
        _ => unreachable!("hashes are ints"),
    });
    Ok(Flow::Value(Value::Int(
        equality::combine_hashes(lanes) as i64
    )))
}

fn item_hashed<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let at = frame.n as usize;
    frame.vals[at] = result?;
    frame.n += 1;
    hash_rest(cx, frame)
}

/// Does `op` with each of `keys` (for dicts: keys and values in turn), then gives `result` to `then`.
pub(crate) fn each<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: Access,
    container: Value,
    items: Vec<Value>,
    then: Option<Box<NativeFrame<M>>>,
) -> NativeResult<M> {
    let mut vals = vec![container, Value::Int(op as i64)];
    vals.extend(items);
    let mut frame = NativeFrame::new(each_done, vals);
    frame.n = 2;
    frame.then = then;
    each_rest(cx, frame)
}

fn each_rest<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let container = frame.vals[0];
    let Value::Int(op) = frame.vals[1] else {
        unreachable!("the frame of each");
    };
    let op = ALL[op as usize];
    let stride = if op == Access::Set { 2 } else { 1 };
    while (frame.n as usize) < frame.vals.len() {
        let at = frame.n as usize;
        frame.n += stride;
        let key = frame.vals[at];
        let value = if stride == 2 {
            frame.vals[at + 1]
        } else {
            Value::None
        };
        match access(cx, op, container, key, value)? {
            Flow::Value(_) => {}
            waiting => return Ok(after(waiting, frame)),
        }
    }
    super::flow::hand_to(cx, frame.then.take(), container)
}

fn each_done<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    result?;
    each_rest(cx, frame)
}

/// Whether all `items` are in a dict or set: True as soon as one is not, when `inverted` (`isdisjoint`
/// asks whether any is).
pub(crate) fn all_in<M: Memory>(
    cx: &mut Cx<'_, M>,
    items: Vec<Value>,
    container: Value,
    wanted: bool,
) -> NativeResult<M> {
    let mut vals = vec![container, Value::Bool(wanted)];
    vals.extend(items);
    let mut frame = NativeFrame::new(all_in_step, vals);
    frame.n = 2;
    all_in_rest(cx, frame)
}

fn all_in_rest<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    while let Some(key) = frame.vals.get(frame.n as usize).copied() {
        match access(cx, Access::Contains, frame.vals[0], key, Value::None)? {
            Flow::Value(found) if found != frame.vals[1] => return Ok(Flow::Value(false.into())),
            Flow::Value(_) => frame.n += 1,
            waiting => return Ok(after(waiting, frame)),
        }
    }
    Ok(Flow::Value(true.into()))
}

fn all_in_step<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    if result? != frame.vals[1] {
        return Ok(Flow::Value(false.into()));
    }
    frame.n += 1;
    all_in_rest(cx, frame)
}

/// Compares two dicts whose keys or values compare in Python.
pub(crate) fn compare_dicts<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: CompareOp,
    a: Value,
    b: Value,
) -> NativeResult<M> {
    let different = Value::Bool(op == CompareOp::Ne);
    let (left, right) = (a.obj().expect("a dict"), b.obj().expect("a dict"));
    let entries = dict::entries(cx.mem, left);
    if entries.len() != dict::len(cx.mem, right) {
        return Ok(Flow::Value(different));
    }
    let mut vals = vec![b, different, Value::Null];
    vals.extend(entries.iter().flat_map(|entry| [entry.key, entry.value]));
    let mut frame = NativeFrame::new(dict_looked_up, vals);
    frame.n = 3;
    look_up_next(cx, frame)
}

fn look_up_next<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let Some(key) = frame.vals.get(frame.n as usize).copied() else {
        let same = frame.vals[1] == Value::Bool(false);
        return Ok(Flow::Value(same.into()));
    };
    frame.step = dict_looked_up;
    let flow = access(cx, Access::GetOr, frame.vals[0], key, Value::Null);
    and_then(cx, flow, frame)
}

fn dict_looked_up<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let other = result?;
    if other.is_null() {
        return Ok(Flow::Value(frame.vals[1]));
    }
    let own = frame.vals[frame.n as usize + 1];
    frame.step = dict_compared;
    if own.is(other) {
        return dict_compared(cx, frame, Ok(Value::Bool(true)));
    }
    let flow = compare::equal_flow(cx, own, other);
    and_then(cx, flow, frame)
}

fn dict_compared<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    if result? != Value::Bool(true) {
        return Ok(Flow::Value(frame.vals[1]));
    }
    frame.n += 2;
    look_up_next(cx, frame)
}
