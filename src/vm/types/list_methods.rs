//! Owns the methods of `list` and `tuple`. Storage is in `list`, sorting in `sort`.

use super::list::{change, extend, items, push};
use super::object::class_argument;
use super::{args, compare, keyed, object, overrides, sequence, unwrap, wrap};
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Iter};
use crate::vm::types;
use crate::vm::value::Value;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const LIST: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", list_new).cost(20_000),
        NativeDef::new("__init__", list_init).cost(20_000),
        NativeDef::new("__len__", object::len),
        NativeDef::new("__getitem__", object::getitem),
        NativeDef::new("__setitem__", object::setitem),
        NativeDef::new("__delitem__", object::delitem),
        NativeDef::new("__contains__", object::contains),
        NativeDef::new("__iter__", object::iter),
        NativeDef::new("__reversed__", reversed),
        // `out.append(i)` takes 18.7 ns beside its loop on CPython 3.14 (17.2 ns on 3.14t).
        NativeDef::new("append", append).cost(0).unchecked(),
        NativeDef::new("clear", clear),
        NativeDef::new("copy", copy),
        NativeDef::new("count", count),
        NativeDef::new("extend", list_extend),
        NativeDef::new("index", index),
        NativeDef::new("insert", insert),
        NativeDef::new("pop", pop),
        NativeDef::new("remove", remove),
        NativeDef::new("reverse", reverse),
        NativeDef::new("sort", super::sort::sort),
    ];
    const TUPLE: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", tuple_new).cost(40_000),
        NativeDef::new("__len__", object::len),
        NativeDef::new("__getitem__", object::getitem),
        NativeDef::new("__contains__", object::contains),
        NativeDef::new("__iter__", object::iter),
        NativeDef::new("count", count),
        NativeDef::new("index", index),
    ];
}

/// The methods of `list`.
pub(crate) fn list_table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::LIST
}

/// The methods of `tuple`.
pub(crate) fn tuple_table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::TUPLE
}

/// The list a method is called on.
pub(super) fn receiver<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
) -> Result<ObjId, Raise> {
    args::receiver(cx, args, "list", name, |body| matches!(body, Body::List(_)))
}

const NONE: Value = Value::None;

fn done<M: Memory>() -> NativeResult<M> {
    Ok(Flow::Value(NONE))
}

fn list_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "list", args)?;
    let inner = cx.list(Vec::new());
    let made = wrap(cx, class, types::LIST, inner);
    object::filled(cx, made, list_init, args)
}

fn list_init<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "__init__")?;
    args::between(cx, "list", args, 1, (0, 1))?;
    change(cx, id, Vec::clear);
    match args.pos.get(1) {
        Some(iterable) => {
            let frame = NativeFrame::new(extended, vec![Value::Obj(id)]);
            super::collect::collect(cx, *iterable, frame)
        }
        None => done(),
    }
}

fn extended<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let from = result?.obj().expect("a list");
    let more = super::edit(cx, from, |body| match body {
        Body::List(items) => std::mem::take(items),
        _ => Vec::new(),
    });
    let id = frame.vals[0].obj().expect("a list");
    extend(cx, id, more);
    done()
}

fn append<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    cx.charge_exactly(u64::from(cx.mem.world().costs.list_append));
    let id = receiver(cx, args, "append")?;
    let [_, item] = args::exact(cx, "list.append", args, 1)?;
    push(cx, id, item);
    done()
}

fn clear<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "clear")?;
    let [_] = args::exact(cx, "list.clear", args, 1)?;
    change(cx, id, |items| *items = Vec::new());
    done()
}

fn copy<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "copy")?;
    let [_] = args::exact(cx, "list.copy", args, 1)?;
    let all = items(cx.mem, id);
    cx.charge(all.len() as u64 * 1_000);
    Ok(Flow::Value(cx.list(all)))
}

fn list_extend<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "extend")?;
    let [_, iterable] = args::exact(cx, "list.extend", args, 1)?;
    if overrides(cx.mem, iterable, "__iter__").is_none()
        && let Some(more) = sequence::items(cx, iterable)
    {
        cx.charge(more.len() as u64 * 2_000);
        extend(cx, id, more);
        return done();
    }
    super::collect::collect(
        cx,
        iterable,
        NativeFrame::new(extended, vec![Value::Obj(id)]),
    )
}

fn insert<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "insert")?;
    let [_, at, item] = args::exact(cx, "insert", args, 1)?;
    let at = args::index(cx, at)?;
    let moved = change(cx, id, |items| {
        let len = items.len() as i64;
        let at = if at < 0 {
            (at + len).max(0)
        } else {
            at.min(len)
        } as usize;
        items.insert(at, item);
        items.len() - at
    });
    cx.charge(moved as u64 * 250);
    super::stored(cx.mem, id, item);
    done()
}

fn pop<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "pop")?;
    args::between(cx, "pop", args, 1, (0, 1))?;
    let at = match args.pos.get(1) {
        Some(at) => args::index(cx, *at)?,
        None => -1,
    };
    let len = sequence::len(cx.mem, Value::Obj(id)).expect("a list");
    if len == 0 {
        return Err(cx.index_error("pop from empty list"));
    }
    let at = sequence::position(cx, at, len, "pop index out of range")?;
    let item = change(cx, id, |items| items.remove(at));
    cx.charge((len - at) as u64 * 250);
    Ok(Flow::Value(item))
}

fn reverse<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "reverse")?;
    let [_] = args::exact(cx, "list.reverse", args, 1)?;
    change(cx, id, |items| items.reverse());
    done()
}

fn reversed<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "__reversed__")?;
    let next = sequence::len(cx.mem, Value::Obj(id)).expect("a list") as i64 - 1;
    let iter = Iter::Reversed {
        of: Value::Obj(id),
        next,
    };
    Ok(Flow::Value(cx.alloc(Body::Iter(Box::new(iter)))))
}

/// What a search over the items does with them.
const COUNT: i64 = 0;
const INDEX: i64 = 1;
const REMOVE: i64 = 2;

fn count<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    search(cx, args, "count", COUNT)
}

fn index<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    search(cx, args, "index", INDEX)
}

fn remove<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    search(cx, args, "remove", REMOVE)
}

/// Picoseconds to compare one item. CPython 3.13: `list.count` needs 0.28 of a round of
/// `for i in range(n): x = x + i` (12.4 ns here) per int.
const COMPARE_ITEM: u64 = 3_500;

/// `vals`: sequence, item wanted, what, stop, hits; `n`: position.
fn search<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, name: &str, what: i64) -> NativeResult<M> {
    let most = if what == INDEX { 3 } else { 1 };
    args::between(cx, name, args, 1, (1, most))?;
    let receiver = unwrap(cx.mem, args.pos[0]);
    let Some(len) = sequence::len(cx.mem, receiver) else {
        let given = cx.type_name(args.pos[0]);
        return Err(cx.type_error(format!(
            "descriptor '{name}' for 'list' objects doesn't apply to a '{given}' object"
        )));
    };
    let (start, stop) = sequence::search_range(cx, &args.pos[2..], len)?;
    let vals = vec![
        receiver,
        args.pos[1],
        Value::Int(what),
        Value::Int(stop as i64),
        Value::Int(0),
    ];
    let mut frame = NativeFrame::new(compared, vals);
    frame.n = start as i64;
    search_rest(cx, frame)
}

fn item_at<M: Memory>(mem: &M, sequence: Value, at: i64) -> Option<Value> {
    match &mem.get(sequence.obj()?).body {
        Body::List(items) => items.get(at as usize).copied(),
        Body::Tuple(items) => items.get(at as usize).copied(),
        _ => None,
    }
}

fn search_rest<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let wanted = frame.vals[1];
    loop {
        let item = item_at(cx.mem, frame.vals[0], frame.n);
        let Some(item) = item.filter(|_| Value::Int(frame.n) != frame.vals[3]) else {
            return not_found(cx, &frame);
        };
        cx.charge(COMPARE_ITEM);
        let hit = if item.is(wanted) {
            true
        } else {
            match compare::equal_flow(cx, item, wanted)? {
                Flow::Value(answer) => answer == Value::Bool(true),
                waiting => return Ok(super::flow::after(waiting, frame)),
            }
        };
        if hit && let Some(result) = found(cx, &mut frame) {
            return Ok(Flow::Value(result));
        }
        frame.n += 1;
    }
}

fn compared<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    if result? == Value::Bool(true)
        && let Some(result) = found(cx, &mut frame)
    {
        return Ok(Flow::Value(result));
    }
    frame.n += 1;
    search_rest(cx, frame)
}

/// An item is equal; the result, when the search is over.
fn found<M: Memory>(cx: &mut Cx<'_, M>, frame: &mut NativeFrame<M>) -> Option<Value> {
    match frame.vals[2] {
        Value::Int(INDEX) => Some(Value::Int(frame.n)),
        Value::Int(REMOVE) => {
            let at = frame.n as usize;
            change(cx, frame.vals[0].obj()?, |items| {
                if at < items.len() {
                    items.remove(at);
                }
            });
            Some(Value::None)
        }
        _ => {
            if let Value::Int(hits) = &mut frame.vals[4] {
                *hits += 1;
            }
            None
        }
    }
}

fn not_found<M: Memory>(cx: &mut Cx<'_, M>, frame: &NativeFrame<M>) -> NativeResult<M> {
    let is_list = matches!(cx.type_of(frame.vals[0]), types::LIST);
    match frame.vals[2] {
        Value::Int(COUNT) => Ok(Flow::Value(frame.vals[4])),
        Value::Int(INDEX) if is_list => {
            let flow = super::text::repr(cx, frame.vals[1]);
            let then = NativeFrame::new(missing_item, Vec::new());
            super::flow::and_then(cx, flow, then)
        }
        Value::Int(INDEX) => Err(cx.value_error("tuple.index(x): x not in tuple")),
        _ => Err(cx.value_error("list.remove(x): x not in list")),
    }
}

fn missing_item<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let shown = cx.text(result?).expect("repr gives a str");
    Err(cx.value_error(format!("{shown} is not in list")))
}

fn tuple_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "tuple", args)?;
    args::between(cx, "tuple", args, 1, (0, 1))?;
    match args.pos.get(1) {
        None => {
            let inner = cx.tuple([]);
            Ok(Flow::Value(wrap(cx, class, types::TUPLE, inner)))
        }
        Some(same) if class == types::TUPLE && cx.type_of(*same) == types::TUPLE => {
            Ok(Flow::Value(*same))
        }
        Some(iterable) => {
            let frame = NativeFrame::new(make_tuple, vec![Value::Obj(class)]);
            super::collect::collect(cx, *iterable, frame)
        }
    }
}

fn make_tuple<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let all = items(cx.mem, result?.obj().expect("a list"));
    let inner = cx.tuple(all);
    let class = frame.vals[0].obj().expect("a class");
    Ok(Flow::Value(wrap(cx, class, types::TUPLE, inner)))
}

/// Fills a set or dict with the items of a list; `vals`: the container.
pub(super) fn add_all<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let all = items(cx.mem, result?.obj().expect("a list"));
    cx.charge(all.len() as u64 * 15_000);
    keyed::each(cx, keyed::Access::Add, frame.vals[0], all, None)
}
