//! Owns `container[key]` (reading, storing, deleting) and slices for built-in types. Each comes
//! twice: natively, with `None` where Python code must run, and as a flow that runs it.

pub use super::contains::{contains, contains_slow};

use super::equality;
use super::keyed::{Access, access};
use super::sequence::{self, position, slice_parts, span, subscript_index};
use super::{dict, edit, keyed, list, overrides, stored, unwrap};
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Str};
use crate::vm::value::Value;

/// `container[key]`.
pub fn subscript<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
) -> Result<Option<Value>, Raise> {
    let container = unwrap(cx.mem, container);
    let Value::Obj(id) = container else {
        return Ok(None);
    };
    if let Value::Int(index) = key
        && let Some(item) = quick_item(cx.mem, id, index)
    {
        return Ok(Some(item));
    }
    let what = match &cx.mem.get(id).body {
        Body::List(_) => "list",
        Body::Tuple(_) => "tuple",
        Body::Str(_) => "string",
        Body::Bytes(_) => "byte",
        Body::ByteArray(_) => "bytearray",
        Body::Range { .. } => "range",
        Body::Dict(_) => "",
        _ => return Ok(None),
    };
    if what.is_empty() {
        return dict_item(cx, id, key);
    }
    if let Some(parts) = slice_parts(cx.mem, key) {
        return slice(cx, container, parts).map(Some);
    }
    if overrides(cx.mem, key, "__index__").is_some() {
        return Ok(None);
    }
    let index = subscript_index(cx, what, key)?;
    let len = sequence::len(cx.mem, container).expect("a sequence");
    let message = match what {
        "byte" => "index out of range".to_owned(),
        "range" => "range object index out of range".to_owned(),
        _ => format!("{what} index out of range"),
    };
    let at = position(cx, index, len, &message)?;
    Ok(Some(item_at(cx, id, at)))
}

/// The item of a list or tuple at an index that is in range.
#[inline]
fn quick_item<M: Memory>(mem: &M, id: ObjId, index: i64) -> Option<Value> {
    let object = mem.get(id);
    let items: &[Value] = match &object.body {
        Body::List(items) => items,
        Body::Tuple(items) => items,
        _ => return None,
    };
    let at = if index < 0 {
        index + items.len() as i64
    } else {
        index
    };
    usize::try_from(at)
        .ok()
        .and_then(|at| items.get(at).copied())
}

/// The item of a sequence at a position in range.
fn item_at<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, at: usize) -> Value {
    let c = match &cx.mem.get(id).body {
        Body::List(items) => return items[at],
        Body::Tuple(items) => return items[at],
        Body::Bytes(bytes) => return Value::Int(i64::from(bytes[at])),
        Body::ByteArray(bytes) => return Value::Int(i64::from(bytes[at])),
        Body::Range { start, step, .. } => {
            return Value::Int(super::range::at(*start, *step, at as u64));
        }
        Body::Str(s) if s.is_ascii() => return super::ascii_char(s.text.as_bytes()[at]),
        Body::Str(s) => s.text.chars().nth(at).expect("in range"),
        _ => unreachable!("a sequence"),
    };
    sequence::character(cx, c)
}

fn dict_item<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, key: Value) -> Result<Option<Value>, Raise> {
    let Ok(hash) = equality::quick_hash(cx.mem, key) else {
        return Ok(None);
    };
    match keyed::find(cx.mem, id, hash, key) {
        Ok(Some(slot)) => Ok(Some(dict::value_at(cx.mem, id, slot))),
        // The slow way raises KeyError, unless a subclass has `__missing__`.
        Ok(None) | Err(_) => Ok(None),
    }
}

/// `container[key]`, whatever it takes.
pub fn subscript_slow<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
) -> NativeResult<M> {
    if let Some(method) = overrides(cx.mem, container, "__getitem__") {
        return Flow::tail(method, &[container, key]);
    }
    builtin_subscript(cx, container, key)
}

/// As [`subscript_slow`], without looking for an overriding `__getitem__` (`super().__getitem__`).
pub(crate) fn builtin_subscript<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
) -> NativeResult<M> {
    if let Some(item) = subscript(cx, container, key)? {
        return Ok(Flow::Value(item));
    }
    if is_dict(cx.mem, container) {
        return access(cx, Access::Get, container, key, container);
    }
    if sequence::len(cx.mem, container).is_some()
        && let Some(method) = overrides(cx.mem, key, "__index__")
    {
        let frame = NativeFrame::new(indexed, vec![container]);
        return Flow::call(method, &[key], frame);
    }
    let name = cx.type_name(container);
    Err(cx.type_error(format!("'{name}' object is not subscriptable")))
}

fn indexed<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let index = result?;
    builtin_subscript(cx, frame.vals[0], index)
}

fn is_dict<M: Memory>(mem: &M, value: Value) -> bool {
    let inner = unwrap(mem, value).obj();
    inner.is_some_and(|id| matches!(mem.get(id).body, Body::Dict(_)))
}

/// `container[start:stop:step]` of a sequence.
pub fn slice<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    parts: [Value; 3],
) -> Result<Value, Raise> {
    let container = unwrap(cx.mem, container);
    let len = sequence::len(cx.mem, container).unwrap_or(0);
    let at = span(cx, parts, len)?;
    let id = container.obj().expect("a sequence");
    let body = match &cx.mem.get(id).body {
        Body::List(items) => Body::List(pick(items, at)),
        Body::Tuple(items) => Body::Tuple(pick(items, at).into()),
        Body::Bytes(bytes) => Body::Bytes(pick(bytes, at).into()),
        Body::ByteArray(bytes) => Body::ByteArray(pick(bytes, at)),
        Body::Str(s) => Body::Str(slice_str(s, at)),
        Body::Range { start, step, .. } => slice_range(*start, *step, at),
        _ => unreachable!("a sequence"),
    };
    // Text and bytes are copied whole, with a step one by one; items are counted references.
    let contiguous = matches!(body, Body::Str(_) | Body::Bytes(_) | Body::ByteArray(_));
    let each = if contiguous && at.step == 1 {
        super::ops::COPY_BYTE
    } else {
        super::ops::COPY_ITEM
    };
    cx.charge(at.len as u64 * each);
    if let Body::Str(s) = body {
        return Ok(cx.str(s.text));
    }
    Ok(cx.alloc(body))
}

fn pick<T: Copy>(items: &[T], at: sequence::Span) -> Vec<T> {
    if at.step == 1 {
        let start = at.start as usize;
        return items[start.min(items.len())..start.min(items.len()) + at.len].to_vec();
    }
    at.positions().map(|k| items[k]).collect()
}

fn slice_str(s: &Str, at: sequence::Span) -> Str {
    if s.is_ascii() {
        let bytes = pick(s.text.as_bytes(), at);
        return Str::new(String::from_utf8(bytes).expect("ASCII"));
    }
    let chars: Vec<char> = s.text.chars().collect();
    Str::new(pick(&chars, at).into_iter().collect::<String>())
}

fn slice_range(start: i64, step: i64, at: sequence::Span) -> Body {
    let number = |k: i64| (i128::from(start) + i128::from(step) * i128::from(k)) as i64;
    Body::Range {
        start: number(at.start),
        stop: number(at.stop),
        step: step.saturating_mul(at.step),
    }
}

/// `container[key] = value`. `None`: not a built-in container, or Python code must run.
pub fn store_subscript<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
    value: Value,
) -> Result<Option<()>, Raise> {
    let Some(id) = unwrap(cx.mem, container).obj() else {
        return Ok(None);
    };
    enum Kind {
        List(usize),
        Dict,
        Bytes(usize),
    }
    let kind = match &cx.mem.get(id).body {
        Body::List(items) => Kind::List(items.len()),
        Body::Dict(_) => Kind::Dict,
        Body::ByteArray(bytes) => Kind::Bytes(bytes.len()),
        _ => return Ok(None),
    };
    match kind {
        Kind::Dict => return store_key(cx, id, key, value),
        Kind::List(len) => {
            if let Some(parts) = slice_parts(cx.mem, key) {
                return store_slice(cx, id, parts, value);
            }
            if overrides(cx.mem, key, "__index__").is_some() {
                return Ok(None);
            }
            let index = subscript_index(cx, "list", key)?;
            let at = position(cx, index, len, "list assignment index out of range")?;
            edit(cx, id, |body| {
                if let Body::List(items) = body {
                    items[at] = value;
                }
            });
            stored(cx.mem, id, value);
        }
        Kind::Bytes(len) => {
            if let Some(parts) = slice_parts(cx.mem, key) {
                return store_bytes(cx, id, (parts, len), value);
            }
            let index = subscript_index(cx, "bytearray", key)?;
            let at = position(cx, index, len, "bytearray index out of range")?;
            let byte = sequence::byte(cx, value, "byte")?;
            edit(cx, id, |body| {
                if let Body::ByteArray(bytes) = body {
                    bytes[at] = byte;
                }
            });
        }
    }
    Ok(Some(()))
}

fn store_key<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    key: Value,
    value: Value,
) -> Result<Option<()>, Raise> {
    let Ok(hash) = equality::quick_hash(cx.mem, key) else {
        return Ok(None);
    };
    let cost = u64::from(cx.mem.world().costs.store_key);
    cx.charge_exactly(cost);
    match keyed::find(cx.mem, id, hash, key) {
        Ok(Some(slot)) => dict::replace(cx, id, slot, value),
        Ok(None) => dict::insert(cx, id, hash, key, value),
        Err(_) => return Ok(None),
    }
    Ok(Some(()))
}

/// `bytearray[a:b] = bytes-like or iterable of ints`.
fn store_bytes<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    (parts, len): ([Value; 3], usize),
    value: Value,
) -> Result<Option<()>, Raise> {
    let Some(items) = sequence::items(cx, value) else {
        return Ok(None);
    };
    let mut more = Vec::with_capacity(items.len());
    for item in items {
        more.push(sequence::byte(cx, item, "byte")?);
    }
    let at = span(cx, parts, len)?;
    if at.step != 1 && more.len() != at.len {
        let (given, wanted) = (more.len(), at.len);
        return Err(cx.value_error(format!(
            "attempt to assign bytes of size {given} to extended slice of size {wanted}"
        )));
    }
    edit(cx, id, |body| {
        let Body::ByteArray(bytes) = body else { return };
        if at.step == 1 {
            let start = at.start as usize;
            bytes.splice(start..start + at.len, more);
        } else {
            for (k, byte) in at.positions().zip(more) {
                bytes[k] = byte;
            }
        }
    });
    Ok(Some(()))
}

fn store_slice<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    parts: [Value; 3],
    value: Value,
) -> Result<Option<()>, Raise> {
    let Some(more) = sequence::items(cx, value) else {
        return Ok(None);
    };
    let len = list::items(cx.mem, id).len();
    let at = span(cx, parts, len)?;
    if at.step == 1 {
        let start = at.start as usize;
        let stop = start + at.len;
        let new = more.clone();
        list::change(cx, id, |items| {
            items.splice(start..stop, new);
        });
    } else {
        if more.len() != at.len {
            let (given, wanted) = (more.len(), at.len);
            return Err(cx.value_error(format!(
                "attempt to assign sequence of size {given} to extended slice of size {wanted}"
            )));
        }
        list::change(cx, id, |items| {
            for (k, item) in at.positions().zip(&more) {
                items[k] = *item;
            }
        });
    }
    list::stored_all(cx.mem, id, &more);
    Ok(Some(()))
}

/// `container[key] = value`, whatever it takes. The result is None.
pub fn store_subscript_slow<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
    value: Value,
) -> NativeResult<M> {
    if let Some(method) = overrides(cx.mem, container, "__setitem__") {
        return Flow::tail(method, &[container, key, value]);
    }
    builtin_store(cx, container, key, value)
}

pub(crate) fn builtin_store<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
    value: Value,
) -> NativeResult<M> {
    if store_subscript(cx, container, key, value)?.is_some() {
        return Ok(Flow::Value(Value::None));
    }
    if is_dict(cx.mem, container) {
        return access(cx, Access::Set, container, key, value);
    }
    let inner = unwrap(cx.mem, container);
    let is_list = matches!(inner, Value::Obj(id) if matches!(cx.mem.get(id).body, Body::List(_)));
    if is_list && slice_parts(cx.mem, key).is_some() {
        let frame = NativeFrame::new(slice_collected, vec![inner, key]);
        return super::collect::collect(cx, value, frame);
    }
    if is_list && let Some(method) = overrides(cx.mem, key, "__index__") {
        let frame = NativeFrame::new(store_indexed, vec![inner, value]);
        return Flow::call(method, &[key], frame);
    }
    let name = cx.type_name(container);
    Err(cx.type_error(format!("'{name}' object does not support item assignment")))
}

fn slice_collected<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let items = result?;
    store_subscript(cx, frame.vals[0], frame.vals[1], items)?;
    Ok(Flow::Value(Value::None))
}

fn store_indexed<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let index = result?;
    builtin_store(cx, frame.vals[0], index, frame.vals[1])
}

/// `del container[key]`. `None`: not a built-in container, or Python code must run.
pub fn delete_subscript<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
) -> Result<Option<()>, Raise> {
    let Some(id) = unwrap(cx.mem, container).obj() else {
        return Ok(None);
    };
    let len = match &cx.mem.get(id).body {
        Body::List(items) => items.len(),
        _ => return Ok(None),
    };
    if let Some(parts) = slice_parts(cx.mem, key) {
        let at = span(cx, parts, len)?;
        let mut gone: Vec<usize> = at.positions().collect();
        gone.sort_unstable();
        list::change(cx, id, |items| {
            let mut index = 0;
            items.retain(|_| {
                index += 1;
                gone.binary_search(&(index - 1)).is_err()
            });
        });
        return Ok(Some(()));
    }
    let index = subscript_index(cx, "list", key)?;
    let at = position(cx, index, len, "list assignment index out of range")?;
    list::change(cx, id, |items| items.remove(at));
    cx.charge((len - at) as u64 * 250);
    Ok(Some(()))
}

/// `del container[key]`, whatever it takes. The result is None.
pub fn delete_subscript_slow<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
) -> NativeResult<M> {
    if let Some(method) = overrides(cx.mem, container, "__delitem__") {
        return Flow::tail(method, &[container, key]);
    }
    builtin_delete(cx, container, key)
}

pub(crate) fn builtin_delete<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
) -> NativeResult<M> {
    if is_dict(cx.mem, container) {
        return access(cx, Access::Delete, container, key, Value::None);
    }
    if delete_subscript(cx, container, key)?.is_some() {
        return Ok(Flow::Value(Value::None));
    }
    let name = cx.type_name(container);
    Err(cx.type_error(format!("'{name}' object doesn't support item deletion")))
}
