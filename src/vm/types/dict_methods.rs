//! Owns the methods of `dict` and of its views. Storage is in `dict`, finding keys in `keyed`.

use super::keyed::{Access, access, each};
use super::object::class_argument;
use super::{args, dict, list, object, overrides, sequence, unwrap, wrap};
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::dict::Dict;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Iter, ViewKind};
use crate::vm::types;
use crate::vm::value::Value;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const DICT: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", new).cost(20_000),
        NativeDef::new("__init__", init).cost(30_000),
        NativeDef::new("__len__", object::len),
        NativeDef::new("__getitem__", object::getitem),
        NativeDef::new("__setitem__", object::setitem),
        NativeDef::new("__delitem__", object::delitem),
        NativeDef::new("__contains__", object::contains),
        NativeDef::new("__iter__", object::iter),
        NativeDef::new("__reversed__", reversed),
        NativeDef::new("clear", clear),
        NativeDef::new("copy", copy),
        NativeDef::new("~fromkeys", fromkeys),
        NativeDef::new("get", get),
        NativeDef::new("items", items),
        NativeDef::new("keys", keys),
        NativeDef::new("pop", pop),
        NativeDef::new("popitem", popitem),
        NativeDef::new("setdefault", setdefault),
        NativeDef::new("update", update),
        NativeDef::new("values", values),
    ];
    const VIEW: &'static [NativeDef<M>] = &[
        NativeDef::new("__len__", object::len),
        NativeDef::new("__contains__", object::contains),
        NativeDef::new("__iter__", object::iter),
        NativeDef::new("__reversed__", reversed),
    ];
}

/// The methods of `dict`.
pub(crate) fn table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::DICT
}

/// The methods of `dict_keys`, `dict_values` and `dict_items`.
pub(crate) fn view_table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::VIEW
}

fn receiver<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, name: &str) -> Result<ObjId, Raise> {
    args::receiver(cx, args, "dict", name, |body| matches!(body, Body::Dict(_)))
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "dict", args)?;
    let inner = cx.alloc(Body::Dict(Box::new(Dict::new())));
    let made = wrap(cx, class, types::DICT, inner);
    object::filled(cx, made, init, args)
}

fn init<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    update_from(cx, args, "dict")
}

fn update<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    update_from(cx, args, "update")
}

/// Stores the entries of a mapping or of an iterable of pairs, then the keyword arguments.
fn update_from<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, name: &str) -> NativeResult<M> {
    let id = receiver(cx, args, "update")?;
    let pos = Args {
        pos: args.pos,
        kw: &[],
    };
    args::between(cx, name, pos, 1, (0, 1))?;
    let target = Value::Obj(id);
    let mut extra = vec![target];
    for (symbol, value) in args.kw {
        let key = cx.mem.symbol_text(*symbol);
        extra.extend([cx.str(key), *value]);
    }
    let Some(source) = args.pos.get(1).copied() else {
        return keyword_part(cx, NativeFrame::new(pairs_stored, extra));
    };
    let own_keys = overrides(cx.mem, source, "keys");
    let inner = unwrap(cx.mem, source);
    let entries = match inner {
        Value::Obj(from) if own_keys.is_none() => {
            let is_dict = matches!(cx.mem.get(from).body, Body::Dict(_));
            is_dict.then(|| dict::entries(cx.mem, from))
        }
        _ => None,
    };
    if let Some(entries) = entries {
        cx.charge(entries.len() as u64 * 15_000);
        let flat = entries.iter().flat_map(|e| [e.key, e.value]).collect();
        let frame = NativeFrame::new(pairs_stored, extra);
        return each(cx, Access::Set, target, flat, Some(frame));
    }
    if let Some(keys) = own_keys {
        extra.insert(0, source);
        let frame = NativeFrame::new(keys_given, extra);
        return Flow::call(keys, &[source], frame);
    }
    super::collect::collect(cx, source, NativeFrame::new(pairs_given, extra))
}

fn pairs_given<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let pairs = list::items(cx.mem, result?.obj().expect("a list"));
    let mut flat = Vec::with_capacity(pairs.len() * 2);
    for (at, pair) in pairs.into_iter().enumerate() {
        match sequence::items(cx, pair) {
            Some(pair) if pair.len() == 2 => flat.extend(pair),
            Some(pair) => {
                let n = pair.len();
                return Err(cx.value_error(format!(
                    "dictionary update sequence element #{at} has length {n}; 2 is required"
                )));
            }
            None => {
                return Err(cx.type_error(format!(
                    "cannot convert dictionary update sequence element #{at} to a sequence"
                )));
            }
        }
    }
    cx.charge(flat.len() as u64 * 10_000);
    let target = frame.vals[0];
    frame.step = pairs_stored;
    each(cx, Access::Set, target, flat, Some(frame))
}

fn pairs_stored<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    result?;
    keyword_part(cx, frame)
}

/// Stores the keyword arguments; `vals`: the dict, then keys and values.
fn keyword_part<M: Memory>(cx: &mut Cx<'_, M>, frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let flow = each(
        cx,
        Access::Set,
        frame.vals[0],
        frame.vals[1..].to_vec(),
        None,
    )?;
    match flow {
        Flow::Value(_) => Ok(Flow::Value(Value::None)),
        waiting => Ok(waiting),
    }
}

/// A mapping of the user gave its keys: they are collected, then read one by one.
fn keys_given<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let keys = result?;
    frame.step = keys_collected;
    super::collect::collect(cx, keys, frame)
}

fn keys_collected<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals.insert(0, result?);
    frame.step = value_read;
    read_value(cx, frame)
}

/// `vals`: list of keys, source, target, keyword arguments; `n`: the key to read.
fn read_value<M: Memory>(cx: &mut Cx<'_, M>, frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let keys = list::items(cx.mem, frame.vals[0].obj().expect("a list"));
    let Some(key) = keys.get(frame.n as usize).copied() else {
        let mut frame = frame;
        frame.vals.drain(..2);
        return keyword_part(cx, frame);
    };
    let flow = super::subscript::subscript_slow(cx, frame.vals[1], key);
    super::flow::and_then(cx, flow, frame)
}

fn value_read<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let value = result?;
    let keys = list::items(cx.mem, frame.vals[0].obj().expect("a list"));
    let key = keys[frame.n as usize];
    frame.n += 1;
    frame.step = value_stored;
    let flow = access(cx, Access::Set, frame.vals[2], key, value);
    super::flow::and_then(cx, flow, frame)
}

fn value_stored<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    result?;
    frame.step = value_read;
    read_value(cx, frame)
}

fn clear<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "clear")?;
    let [_] = args::exact(cx, "dict.clear", args, 1)?;
    dict::clear(cx, id);
    Ok(Flow::Value(Value::None))
}

pub(super) fn copy<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "copy")?;
    let [_] = args::exact(cx, "dict.copy", args, 1)?;
    let copy = match &cx.mem.get(id).body {
        Body::Dict(dict) => dict.detached(),
        _ => unreachable!("a dict"),
    };
    cx.charge(copy.len() as u64 * 5_000);
    Ok(Flow::Value(cx.alloc(Body::Dict(Box::new(copy)))))
}

/// `dict.fromkeys(iterable, value=None)`: a class method, also usable on an instance.
fn fromkeys<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    args::between(cx, "fromkeys", args, 1, (1, 2))?;
    let value = args.pos.get(2).copied().unwrap_or(Value::None);
    let frame = NativeFrame::new(keys_to_set, vec![value]);
    super::collect::collect(cx, args.pos[1], frame)
}

fn keys_to_set<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let keys = list::items(cx.mem, result?.obj().expect("a list"));
    let flat = keys
        .into_iter()
        .flat_map(|key| [key, frame.vals[0]])
        .collect();
    let dict = cx.alloc(Body::Dict(Box::new(Dict::new())));
    each(cx, Access::Set, dict, flat, None)
}

pub(super) fn get<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "get")?;
    args::between(cx, "get", args, 1, (1, 2))?;
    let default = args.pos.get(2).copied().unwrap_or(Value::None);
    access(cx, Access::GetOr, Value::Obj(id), args.pos[1], default)
}

fn setdefault<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "setdefault")?;
    args::between(cx, "setdefault", args, 1, (1, 2))?;
    let default = args.pos.get(2).copied().unwrap_or(Value::None);
    access(cx, Access::SetDefault, Value::Obj(id), args.pos[1], default)
}

fn pop<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "pop")?;
    args::between(cx, "pop", args, 1, (1, 2))?;
    match args.pos.get(2) {
        Some(default) => access(cx, Access::PopOr, Value::Obj(id), args.pos[1], *default),
        None => access(cx, Access::Pop, Value::Obj(id), args.pos[1], Value::None),
    }
}

fn popitem<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "popitem")?;
    let [_] = args::exact(cx, "dict.popitem", args, 1)?;
    let last = match &cx.mem.get(id).body {
        Body::Dict(dict) => dict.slots().iter().rposition(|entry| !entry.key.is_null()),
        _ => None,
    };
    let Some(slot) = last else {
        let message = cx.str("popitem(): dictionary is empty");
        return Err(cx.key_error(message));
    };
    let key = match &cx.mem.get(id).body {
        Body::Dict(dict) => dict.slots()[slot].key,
        _ => unreachable!("a dict"),
    };
    let value = dict::take(cx, id, slot);
    Ok(Flow::Value(cx.tuple([key, value])))
}

fn view<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    kind: ViewKind,
) -> NativeResult<M> {
    let id = receiver(cx, args, name)?;
    let [_] = args::exact(cx, &format!("dict.{name}"), args, 1)?;
    Ok(Flow::Value(cx.alloc(Body::DictView(kind, id))))
}

pub(super) fn keys<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    view(cx, args, "keys", ViewKind::Keys)
}

pub(super) fn values<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    view(cx, args, "values", ViewKind::Values)
}

pub(super) fn items<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    view(cx, args, "items", ViewKind::Items)
}

pub(super) fn reversed<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "__reversed__", args, 0)?;
    let items = sequence::items(cx, value).unwrap_or_default();
    let next = items.len() as i64 - 1;
    let of = cx.list(items);
    let iter = Iter::Reversed { of, next };
    Ok(Flow::Value(cx.alloc(Body::Iter(Box::new(iter)))))
}
