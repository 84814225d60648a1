//! Owns what sequences share: lengths, indices, slices, and reading items of any built-in container.
//! Owns no operator and no method.

use super::{args, unwrap};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::Raise;
use crate::vm::object::{Body, ViewKind};
use crate::vm::value::Value;

/// More bytes than this are refused with MemoryError instead of being asked of the machine.
pub(crate) const LIMIT: usize = 1 << 30;

/// The length of a built-in container.
pub(crate) fn len<M: Memory>(mem: &M, value: Value) -> Option<usize> {
    let id = unwrap(mem, value).obj()?;
    let dict = match &mem.get(id).body {
        Body::Str(s) => return Some(s.chars as usize),
        Body::Bytes(b) => return Some(b.len()),
        Body::ByteArray(b) => return Some(b.len()),
        Body::List(items) => return Some(items.len()),
        Body::Tuple(items) => return Some(items.len()),
        Body::Dict(dict) => return Some(dict.len()),
        Body::Set(set) | Body::FrozenSet(set) => return Some(set.len()),
        Body::Range { start, stop, step } => {
            return Some(super::range::length(*start, *stop, *step) as usize);
        }
        Body::Namespace(names) => return Some(names.len()),
        Body::DictView(_, dict) => *dict,
        _ => return None,
    };
    Some(super::dict::len(mem, dict))
}

/// Turns a Python index into a position, or raises IndexError with `message`.
pub(crate) fn position<M: Memory>(
    cx: &mut Cx<'_, M>,
    index: i64,
    len: usize,
    message: &str,
) -> Result<usize, Raise> {
    let at = if index < 0 {
        index.checked_add(len as i64)
    } else {
        Some(index)
    };
    match at {
        Some(at) if at >= 0 && (at as usize) < len => Ok(at as usize),
        _ => Err(cx.index_error(message)),
    }
}

/// A slice made concrete for a sequence of some length: the positions `start`, `start + step`, …
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Span {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
    pub len: usize,
}

impl Span {
    pub(crate) fn positions(self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator {
        (0..self.len).map(move |k| (self.start + self.step * k as i64) as usize)
    }
}

/// The slice object inside a value.
pub(crate) fn slice_parts<M: Memory>(mem: &M, value: Value) -> Option<[Value; 3]> {
    match &mem.get(value.obj()?).body {
        Body::Slice(parts) => Some(**parts),
        _ => None,
    }
}

/// Objects/sliceobject.c: PySlice_AdjustIndices.
pub(crate) fn adjust(start: Option<i64>, stop: Option<i64>, step: i64, length: usize) -> Span {
    let length = length as i64;
    let clamp = |bound: Option<i64>, missing: i64| match bound {
        None => missing,
        Some(b) if b < 0 => {
            let b = b.saturating_add(length);
            if b < 0 {
                if step < 0 { -1 } else { 0 }
            } else {
                b
            }
        }
        Some(b) if b >= length => {
            if step < 0 {
                length - 1
            } else {
                length
            }
        }
        Some(b) => b,
    };
    let (first, last) = if step < 0 {
        (length - 1, -1)
    } else {
        (0, length)
    };
    let (start, stop) = (clamp(start, first), clamp(stop, last));
    let len = super::range::length(start, stop, step) as usize;
    Span {
        start,
        stop,
        step,
        len,
    }
}

/// Reads a slice for a sequence of some length.
pub(crate) fn span<M: Memory>(
    cx: &mut Cx<'_, M>,
    parts: [Value; 3],
    length: usize,
) -> Result<Span, Raise> {
    let step = bound(cx, parts[2])?.unwrap_or(1);
    if step == 0 {
        return Err(cx.value_error("slice step cannot be zero"));
    }
    let (start, stop) = (bound(cx, parts[0])?, bound(cx, parts[1])?);
    Ok(adjust(start, stop, step.max(-i64::MAX), length))
}

/// A bound of a slice; huge ints are clipped, as in CPython.
pub(crate) fn bound<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Option<i64>, Raise> {
    match unwrap(cx.mem, value) {
        Value::None => Ok(None),
        Value::Int(i) => Ok(Some(i)),
        Value::Bool(b) => Ok(Some(i64::from(b))),
        other => match super::number::big(cx.mem, other) {
            Some(i) if i.sign() == num_bigint::Sign::Minus => Ok(Some(i64::MIN)),
            Some(_) => Ok(Some(i64::MAX)),
            None => Err(
                cx.type_error("slice indices must be integers or None or have an __index__ method")
            ),
        },
    }
}

/// An index used in `[]` of a sequence called `what` (CPython: "list indices must be …").
pub(crate) fn subscript_index<M: Memory>(
    cx: &mut Cx<'_, M>,
    what: &str,
    key: Value,
) -> Result<i64, Raise> {
    match unwrap(cx.mem, key) {
        Value::Int(i) => Ok(i),
        Value::Bool(b) => Ok(i64::from(b)),
        other => {
            let given = cx.type_name(key);
            if super::number::big(cx.mem, other).is_some() {
                return Err(
                    cx.index_error(format!("cannot fit '{given}' into an index-sized integer"))
                );
            }
            Err(cx.type_error(if what == "string" {
                format!("string indices must be integers, not '{given}'")
            } else {
                format!("{what} indices must be integers or slices, not {given}")
            }))
        }
    }
}

/// All items of a built-in iterable that is not an iterator, in order, when it is one.
pub(crate) fn items<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Option<Vec<Value>> {
    let id = unwrap(cx.mem, value).obj()?;
    enum Other {
        Text(std::sync::Arc<str>),
        View(ViewKind, crate::base::ObjId),
    }
    let other = match &cx.mem.get(id).body {
        Body::List(items) => return Some(items.clone()),
        Body::Tuple(items) => return Some(items.to_vec()),
        Body::Bytes(b) => return Some(b.iter().map(|b| Value::Int(i64::from(*b))).collect()),
        Body::ByteArray(b) => return Some(b.iter().map(|b| Value::Int(i64::from(*b))).collect()),
        Body::Dict(dict) => return Some(dict.iter().map(|e| e.key).collect()),
        Body::Set(set) | Body::FrozenSet(set) => return Some(set.iter().map(|(_, v)| v).collect()),
        Body::Range { start, stop, step } => {
            let n = super::range::length(*start, *stop, *step);
            if n as usize > LIMIT / 16 {
                return None;
            }
            let number = |k| Value::Int(super::range::at(*start, *step, k));
            return Some((0..n).map(number).collect());
        }
        Body::Str(s) => Other::Text(s.text.clone()),
        Body::DictView(kind, dict) => Other::View(*kind, *dict),
        _ => return None,
    };
    Some(match other {
        Other::Text(text) => text.chars().map(|c| character(cx, c)).collect(),
        Other::View(kind, dict) => view_items(cx, kind, dict),
    })
}

pub(crate) fn view_items<M: Memory>(
    cx: &mut Cx<'_, M>,
    kind: ViewKind,
    dict: crate::base::ObjId,
) -> Vec<Value> {
    let entries = super::dict::entries(cx.mem, dict);
    entries
        .into_iter()
        .map(|entry| match kind {
            ViewKind::Keys => entry.key,
            ViewKind::Values => entry.value,
            ViewKind::Items => cx.tuple([entry.key, entry.value]),
        })
        .collect()
}

/// The str of one character.
pub(crate) fn character<M: Memory>(cx: &mut Cx<'_, M>, c: char) -> Value {
    if c.is_ascii() {
        return super::ascii_char(c as u8);
    }
    let mut buffer = [0; 4];
    let text: &str = c.encode_utf8(&mut buffer);
    cx.str(text)
}

/// `count` copies of `items`, refused when too large.
pub(crate) fn repeat<T: Copy, M: Memory>(
    cx: &mut Cx<'_, M>,
    items: &[T],
    count: i64,
) -> Result<Vec<T>, Raise> {
    let count = count.max(0) as usize;
    check_size::<T, M>(cx, items.len().checked_mul(count))?;
    Ok(items.repeat(count))
}

/// Raises MemoryError when so many items of this size would not fit.
pub(crate) fn check_size<T, M: Memory>(
    cx: &mut Cx<'_, M>,
    items: Option<usize>,
) -> Result<(), Raise> {
    match items.and_then(|n| n.checked_mul(size_of::<T>().max(1))) {
        Some(bytes) if bytes <= LIMIT => Ok(()),
        _ => Err(cx.raise_with(super::MEMORY_ERROR, Vec::new())),
    }
}

/// Start and stop of a search (`s.find(x, start, stop)`) as positions.
pub(crate) fn search_range<M: Memory>(
    cx: &mut Cx<'_, M>,
    bounds: &[Value],
    len: usize,
) -> Result<(usize, usize), Raise> {
    let mut found = [None; 2];
    for (at, value) in bounds.iter().take(2).enumerate() {
        if !value.is_null() {
            found[at] = bound(cx, *value)?;
        }
    }
    let clip = |b: i64| {
        let b = if b < 0 {
            b.saturating_add(len as i64).max(0)
        } else {
            b
        };
        b as usize
    };
    let start = found[0].map_or(0, clip);
    let stop = found[1].map_or(len, clip).min(len);
    Ok((start, stop))
}

/// A count of copies in `sequence * n`; `None` when it is not an int.
pub(crate) fn repeat_count<M: Memory>(mem: &M, value: Value) -> Option<i64> {
    match super::number::number(mem, value)? {
        super::number::Number::Int(i) => Some(i),
        super::number::Number::Big(i) => Some(if i.sign() == num_bigint::Sign::Minus {
            0
        } else {
            i64::MAX
        }),
        _ => None,
    }
}

/// A byte value (0 to 255) out of an int.
pub(crate) fn byte<M: Memory>(cx: &mut Cx<'_, M>, value: Value, what: &str) -> Result<u8, Raise> {
    let number = args::index(cx, value)?;
    u8::try_from(number).map_err(|_| cx.value_error(format!("{what} must be in range(0, 256)")))
}
