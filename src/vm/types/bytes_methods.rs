//! Owns the methods of `bytes` and `bytearray`.

use super::flow::and_then;
use super::object::class_argument;
use super::{args, codec, list, object, sequence, unwrap, wrap};
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::sizes::room;
use crate::vm::types;
use crate::vm::value::Value;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const BYTES: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", bytes_new).cost(40_000),
        NativeDef::new("__len__", object::len),
        NativeDef::new("__getitem__", object::getitem),
        NativeDef::new("__contains__", object::contains),
        NativeDef::new("__iter__", object::iter),
        NativeDef::new("count", count),
        NativeDef::new("decode", decode).cost(40_000),
        NativeDef::new("endswith", endswith),
        NativeDef::new("find", find),
        NativeDef::new("~fromhex", fromhex),
        NativeDef::new("index", index),
        NativeDef::new("join", join),
        NativeDef::new("lower", lower),
        NativeDef::new("startswith", startswith),
        NativeDef::new("upper", upper),
    ];
    const BYTEARRAY: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", bytearray_new).cost(40_000),
        NativeDef::new("__init__", bytearray_init).cost(40_000),
        NativeDef::new("__len__", object::len),
        NativeDef::new("__getitem__", object::getitem),
        NativeDef::new("__setitem__", object::setitem),
        NativeDef::new("__contains__", object::contains),
        NativeDef::new("__iter__", object::iter),
        NativeDef::new("append", append),
        NativeDef::new("clear", clear),
        NativeDef::new("count", count),
        NativeDef::new("decode", decode).cost(40_000),
        NativeDef::new("endswith", endswith),
        NativeDef::new("extend", extend),
        NativeDef::new("find", find),
        NativeDef::new("index", index),
        NativeDef::new("join", join),
        NativeDef::new("lower", lower),
        NativeDef::new("pop", pop),
        NativeDef::new("startswith", startswith),
        NativeDef::new("upper", upper),
    ];
}

/// The methods of `bytes`.
pub(crate) fn table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::BYTES
}

/// The methods of `bytearray`.
pub(crate) fn mutable_table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::BYTEARRAY
}

/// The bytes of a bytes-like value.
fn raw<M: Memory>(mem: &M, value: Value) -> Option<Vec<u8>> {
    match &mem.get(unwrap(mem, value).obj()?).body {
        Body::Bytes(bytes) => Some(bytes.to_vec()),
        Body::ByteArray(bytes) => Some(bytes.clone()),
        _ => None,
    }
}

pub(super) fn raw_argument<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Vec<u8>, Raise> {
    match raw(cx.mem, value) {
        Some(bytes) => Ok(bytes),
        None => {
            let given = cx.type_name(value);
            Err(cx.type_error(format!("a bytes-like object is required, not '{given}'")))
        }
    }
}

/// The bytes a method is called on, and whether they are a bytearray.
pub(super) fn receiver<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
) -> Result<(ObjId, Vec<u8>, bool), Raise> {
    let fits = |body: &Body| matches!(body, Body::Bytes(_) | Body::ByteArray(_));
    let id = args::receiver(cx, args, "bytes", name, fits)?;
    let mutable = matches!(cx.mem.get(id).body, Body::ByteArray(_));
    let bytes = raw(cx.mem, Value::Obj(id)).expect("just tested");
    cx.charge(bytes.len() as u64 * super::ops::COPY_BYTE);
    Ok((id, bytes, mutable))
}

pub(super) fn give<M: Memory>(cx: &mut Cx<'_, M>, bytes: Vec<u8>, mutable: bool) -> Value {
    if mutable {
        cx.alloc(Body::ByteArray(bytes))
    } else {
        cx.bytes(bytes)
    }
}

/// What `bytes(…)` and `bytearray(…)` make of their arguments: a list of the bytes as ints, or bytes.
fn source<M: Memory>(cx: &mut Cx<'_, M>, name: &str, args: Args<'_>) -> NativeResult<M> {
    let names = ["source", "encoding", "errors"];
    let [value, encoding, errors] = args::bind(cx, name, args, 1, names, (0, 3))?;
    if value.is_null() {
        return Ok(Flow::Value(cx.bytes(Vec::new())));
    }
    if let Some(text) = cx.text(value) {
        if encoding.is_null() {
            return Err(cx.type_error("string argument without an encoding"));
        }
        if let Some(refusal) = codec::refusal(cx, encoding) {
            return refusal;
        }
        let bytes = codec::encode(cx, &text, encoding, errors)?;
        return Ok(Flow::Value(cx.bytes(bytes)));
    }
    if let Some(bytes) = raw(cx.mem, value) {
        return Ok(Flow::Value(cx.bytes(bytes)));
    }
    if matches!(value, Value::Int(_) | Value::Bool(_)) {
        let Ok(count) = usize::try_from(args::index(cx, value)?) else {
            return Err(cx.value_error("negative count"));
        };
        sequence::check_size::<u8, M>(cx, Some(count))?;
        cx.charge(count as u64 * super::ops::COPY_BYTE);
        return Ok(Flow::Value(cx.bytes(vec![0; count])));
    }
    if let Some(method) = super::overrides(cx.mem, value, "__bytes__") {
        return Flow::tail(method, &[value]);
    }
    if !matches!(value, Value::Obj(_)) {
        let given = cx.type_name(value);
        return Err(cx.type_error(format!("cannot convert '{given}' object to {name}")));
    }
    let flow = super::collect::collected(cx, value);
    and_then(cx, flow, NativeFrame::new(pack, Vec::new()))
}

fn pack<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let items = list::items(cx.mem, result?.obj().expect("a list"));
    let mut bytes = Vec::with_capacity(items.len());
    for item in items {
        bytes.push(sequence::byte(cx, item, "bytes")?);
    }
    Ok(Flow::Value(cx.bytes(bytes)))
}

fn bytes_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "bytes", args)?;
    let flow = source(cx, "bytes", args);
    let frame = NativeFrame::new(made_bytes, vec![Value::Obj(class)]);
    and_then(cx, flow, frame)
}

fn made_bytes<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let class = frame.vals[0].obj().expect("a class");
    let inner = result?;
    Ok(Flow::Value(wrap(cx, class, types::BYTES, inner)))
}

fn bytearray_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "bytearray", args)?;
    let inner = cx.alloc(Body::ByteArray(Vec::new()));
    let made = wrap(cx, class, types::BYTEARRAY, inner);
    object::filled(cx, made, bytearray_init, args)
}

fn bytearray_init<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, ..) = receiver(cx, args, "__init__")?;
    let flow = source(cx, "bytearray", args);
    let frame = NativeFrame::new(filled, vec![Value::Obj(id)]);
    and_then(cx, flow, frame)
}

fn filled<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let bytes = raw(cx.mem, result?).unwrap_or_default();
    change(cx, frame.vals[0].obj().expect("a bytearray"), |own| {
        *own = bytes
    });
    Ok(Flow::Value(Value::None))
}

pub(super) fn change<M: Memory, R>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    change: impl FnOnce(&mut Vec<u8>) -> R,
) -> R {
    let (result, grown) = super::edit(cx, id, |body| match body {
        Body::ByteArray(bytes) => {
            let before = room(bytes.len());
            let result = change(bytes);
            (result, room(bytes.len()).saturating_sub(before))
        }
        _ => unreachable!("a bytearray"),
    });
    if grown > 0 {
        cx.mem.grew(grown);
    }
    result
}

fn append<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [_, item] = args::exact(cx, "bytearray.append", args, 1)?;
    let (id, ..) = receiver(cx, args, "append")?;
    let byte = sequence::byte(cx, item, "byte")?;
    change(cx, id, |bytes| bytes.push(byte));
    Ok(Flow::Value(Value::None))
}

fn extend<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [_, more] = args::exact(cx, "bytearray.extend", args, 1)?;
    let (id, ..) = receiver(cx, args, "extend")?;
    let flow = super::collect::collected(cx, more);
    let flow = and_then(cx, flow, NativeFrame::new(pack, Vec::new()));
    and_then(cx, flow, NativeFrame::new(extended, vec![Value::Obj(id)]))
}

fn extended<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let more = raw(cx.mem, result?).unwrap_or_default();
    change(cx, frame.vals[0].obj().expect("a bytearray"), |own| {
        own.extend(more)
    });
    Ok(Flow::Value(Value::None))
}

fn clear<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, ..) = receiver(cx, args, "clear")?;
    change(cx, id, Vec::clear);
    Ok(Flow::Value(Value::None))
}

fn pop<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    args::between(cx, "pop", args, 1, (0, 1))?;
    let (id, bytes, _) = receiver(cx, args, "pop")?;
    if bytes.is_empty() {
        return Err(cx.index_error("pop from empty bytearray"));
    }
    let at = match args.pos.get(1) {
        Some(at) => args::index(cx, *at)?,
        None => -1,
    };
    let at = sequence::position(cx, at, bytes.len(), "pop index out of range")?;
    let byte = change(cx, id, |bytes| bytes.remove(at));
    Ok(Flow::Value(Value::Int(i64::from(byte))))
}

fn decode<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, ..) = receiver(cx, args, "decode")?;
    let [encoding, errors] = args::bind(cx, "decode", args, 1, ["encoding", "errors"], (0, 2))?;
    if let Some(refusal) = codec::refusal(cx, encoding) {
        return refusal;
    }
    codec::decode_value(cx, Value::Obj(id), encoding, errors).map(Flow::Value)
}

fn fromhex<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [_, text] = args::exact(cx, "bytes.fromhex", args, 1)?;
    let text = args::text(cx, "fromhex", text)?;
    let digits: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| !c.is_ascii_whitespace())
        .collect();
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    for pair in digits.chunks(2) {
        let value = |at: usize| pair.get(at).and_then(|(_, c)| c.to_digit(16));
        match (value(0), value(1)) {
            (Some(high), Some(low)) => bytes.push((high * 16 + low) as u8),
            (high, _) => {
                let at = pair[usize::from(high.is_some() && pair.len() == 2)].0
                    + usize::from(pair.len() == 1 && high.is_some());
                return Err(cx.value_error(format!(
                    "non-hexadecimal number found in fromhex() arg at position {at}"
                )));
            }
        }
    }
    Ok(Flow::Value(cx.bytes(bytes)))
}

pub(super) fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    bytes.windows(part.len()).position(|window| window == part)
}

/// A bytes-like argument, or one byte as an int.
pub(super) fn needle<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Vec<u8>, Raise> {
    if matches!(value, Value::Int(_)) {
        return Ok(vec![sequence::byte(cx, value, "byte")?]);
    }
    raw_argument(cx, value)
}

fn find<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, _) = receiver(cx, args, "find")?;
    args::between(cx, "find", args, 1, (1, 3))?;
    let part = needle(cx, args.pos[1])?;
    let (start, stop) = sequence::search_range(cx, &args.pos[2..], bytes.len())?;
    let found = bytes
        .get(start..stop)
        .and_then(|window| position(window, &part));
    let at = found.map_or(-1, |at| (at + start) as i64);
    Ok(Flow::Value(Value::Int(at)))
}

fn index<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match find(cx, args)? {
        Flow::Value(Value::Int(-1)) => Err(cx.value_error("subsection not found")),
        found => Ok(found),
    }
}

fn count<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, _) = receiver(cx, args, "count")?;
    let [_, part] = args::exact(cx, "bytes.count", args, 1)?;
    let part = needle(cx, part)?;
    let hits = if part.is_empty() {
        bytes.len() + 1
    } else {
        pieces(&bytes, &part).len() - 1
    };
    Ok(Flow::Value(Value::Int(hits as i64)))
}

/// The parts between separators.
fn pieces(bytes: &[u8], sep: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = position(rest, sep) {
        parts.push(rest[..at].to_vec());
        rest = &rest[at + sep.len()..];
    }
    parts.push(rest.to_vec());
    parts
}

fn has_end<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    test: fn(&[u8], &[u8]) -> bool,
) -> NativeResult<M> {
    let (_, bytes, _) = receiver(cx, args, name)?;
    let [_, part] = args::exact(cx, name, args, 1)?;
    let options = match raw(cx.mem, part) {
        Some(_) => vec![part],
        None => sequence::items(cx, part).unwrap_or_else(|| vec![part]),
    };
    for option in options {
        let part = raw_argument(cx, option)?;
        if test(&bytes, &part) {
            return Ok(Flow::Value(true.into()));
        }
    }
    Ok(Flow::Value(false.into()))
}

fn startswith<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    has_end(cx, args, "startswith", |bytes, part| {
        bytes.starts_with(part)
    })
}

fn endswith<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    has_end(cx, args, "endswith", |bytes, part| bytes.ends_with(part))
}

fn join<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, ..) = receiver(cx, args, "join")?;
    let [_, iterable] = args::exact(cx, "bytes.join", args, 1)?;
    super::collect::collect(cx, iterable, NativeFrame::new(joined, vec![Value::Obj(id)]))
}

fn joined<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let sep = raw(cx.mem, frame.vals[0]).unwrap_or_default();
    let mut parts = Vec::new();
    let items = list::items(cx.mem, result?.obj().expect("a list"));
    for (at, item) in items.into_iter().enumerate() {
        match raw(cx.mem, item) {
            Some(part) => parts.push(part),
            None => {
                let given = cx.type_name(item);
                return Err(cx.type_error(format!(
                    "sequence item {at}: expected a bytes-like object, {given} found"
                )));
            }
        }
    }
    let id = frame.vals[0].obj().expect("bytes");
    let mutable = matches!(cx.mem.get(id).body, Body::ByteArray(_));
    let out = parts.join(&*sep);
    Ok(Flow::Value(give(cx, out, mutable)))
}

fn upper<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, mutable) = receiver(cx, args, "upper")?;
    Ok(Flow::Value(give(cx, bytes.to_ascii_uppercase(), mutable)))
}

fn lower<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, mutable) = receiver(cx, args, "lower")?;
    Ok(Flow::Value(give(cx, bytes.to_ascii_lowercase(), mutable)))
}
