//! Owns the methods of `set` and `frozenset`. Storage and algebra are in `set`.

use super::keyed::{self, Access, access};
use super::object::class_argument;
use super::set::{clear, elements, set_id};
use super::{args, flow, list_methods, object, ops, wrap};
use crate::base::ObjId;
use crate::bytecode::{BinaryOp, CompareOp};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::set::Set;
use crate::vm::types;
use crate::vm::value::Value;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const SET: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", new).cost(30_000),
        NativeDef::new("__init__", init).cost(30_000),
        NativeDef::new("__len__", object::len),
        NativeDef::new("__contains__", object::contains),
        NativeDef::new("__iter__", object::iter),
        NativeDef::new("add", add),
        NativeDef::new("clear", clear_method),
        NativeDef::new("copy", copy),
        NativeDef::new("difference", difference),
        NativeDef::new("difference_update", difference_update),
        NativeDef::new("discard", discard),
        NativeDef::new("intersection", intersection),
        NativeDef::new("intersection_update", intersection_update),
        NativeDef::new("isdisjoint", isdisjoint),
        NativeDef::new("issubset", issubset),
        NativeDef::new("issuperset", issuperset),
        NativeDef::new("pop", pop),
        NativeDef::new("remove", remove),
        NativeDef::new("symmetric_difference", symmetric_difference),
        NativeDef::new("symmetric_difference_update", symmetric_difference_update),
        NativeDef::new("union", union),
        NativeDef::new("update", update),
    ];
    const FROZENSET: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", frozen_new).cost(60_000),
        NativeDef::new("__len__", object::len),
        NativeDef::new("__contains__", object::contains),
        NativeDef::new("__iter__", object::iter),
        NativeDef::new("copy", copy),
        NativeDef::new("difference", difference),
        NativeDef::new("intersection", intersection),
        NativeDef::new("isdisjoint", isdisjoint),
        NativeDef::new("issubset", issubset),
        NativeDef::new("issuperset", issuperset),
        NativeDef::new("symmetric_difference", symmetric_difference),
        NativeDef::new("union", union),
    ];
}

/// The methods of `set`.
pub(crate) fn table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::SET
}

/// The methods of `frozenset`.
pub(crate) fn frozen_table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::FROZENSET
}

fn receiver<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, name: &str) -> Result<ObjId, Raise> {
    let fits = |body: &Body| matches!(body, Body::Set(_) | Body::FrozenSet(_));
    args::receiver(cx, args, "set", name, fits)
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "set", args)?;
    let inner = super::set::make(cx, Set::new(), false);
    let made = wrap(cx, class, types::SET, inner);
    object::filled(cx, made, init, args)
}

fn init<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "__init__")?;
    args::between(cx, "set", args, 1, (0, 1))?;
    clear(cx, id);
    let Some(iterable) = args.pos.get(1).copied() else {
        return Ok(Flow::Value(Value::None));
    };
    let flow = fill(cx, Value::Obj(id), iterable);
    flow::and_then(cx, flow, NativeFrame::new(to_none, Vec::new()))
}

/// Adds all items of an iterable; the set is the result.
fn fill<M: Memory>(cx: &mut Cx<'_, M>, set: Value, iterable: Value) -> NativeResult<M> {
    let id = set.obj().expect("a set");
    if super::set::len(cx.mem, id) == 0
        && let Some(from) = set_id(cx.mem, iterable)
    {
        let copy = match &cx.mem.get(from).body {
            Body::Set(set) | Body::FrozenSet(set) => set.copied(),
            _ => unreachable!("a set"),
        };
        cx.charge(copy.len() as u64 * 8_000);
        super::set::replace(cx, id, copy);
        return Ok(Flow::Value(set));
    }
    let frame = NativeFrame::new(list_methods::add_all, vec![set]);
    super::collect::collect(cx, iterable, frame)
}

fn to_none<M: Memory>(
    _cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    result?;
    Ok(Flow::Value(Value::None))
}

fn frozen_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "frozenset", args)?;
    args::between(cx, "frozenset", args, 1, (0, 1))?;
    let set = super::set::make(cx, Set::new(), true);
    match args.pos.get(1).copied() {
        None => Ok(Flow::Value(wrap(cx, class, types::FROZENSET, set))),
        Some(same) if class == types::FROZENSET && cx.type_of(same) == types::FROZENSET => {
            Ok(Flow::Value(same))
        }
        Some(iterable) => {
            let flow = fill(cx, set, iterable);
            let frame = NativeFrame::new(wrap_frozen, vec![Value::Obj(class)]);
            flow::and_then(cx, flow, frame)
        }
    }
}

fn wrap_frozen<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let class = frame.vals[0].obj().expect("a class");
    let set = result?;
    Ok(Flow::Value(wrap(cx, class, types::FROZENSET, set)))
}

fn add<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "add")?;
    let [_, item] = args::exact(cx, "set.add", args, 1)?;
    access(cx, Access::Add, Value::Obj(id), item, Value::None)
}

fn discard<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "discard")?;
    let [_, item] = args::exact(cx, "set.discard", args, 1)?;
    access(cx, Access::Discard, Value::Obj(id), item, Value::None)
}

fn remove<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "remove")?;
    let [_, item] = args::exact(cx, "set.remove", args, 1)?;
    access(cx, Access::Remove, Value::Obj(id), item, Value::None)
}

fn clear_method<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "clear")?;
    let [_] = args::exact(cx, "set.clear", args, 1)?;
    clear(cx, id);
    Ok(Flow::Value(Value::None))
}

fn pop<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "pop")?;
    let [_] = args::exact(cx, "set.pop", args, 1)?;
    let first = match &cx.mem.get(id).body {
        Body::Set(set) => (0..set.capacity()).find_map(|slot| Some((slot, set.at(slot)?))),
        _ => None,
    };
    let Some((slot, item)) = first else {
        let message = cx.str("pop from an empty set");
        return Err(cx.key_error(message));
    };
    super::set::take(cx, id, slot);
    Ok(Flow::Value(item))
}

fn copy<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = receiver(cx, args, "copy")?;
    let [_] = args::exact(cx, "set.copy", args, 1)?;
    Ok(Flow::Value(copy_of(cx, id)))
}

fn copy_of<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId) -> Value {
    let body = match &cx.mem.get(id).body {
        Body::Set(set) => Body::Set(Box::new(set.copied())),
        Body::FrozenSet(set) => Body::FrozenSet(Box::new(set.copied())),
        _ => unreachable!("a set"),
    };
    cx.alloc(body)
}

/// `a.method(b, c, …)`: the operator applied from left to right, each operand made a set first.
/// `vals`: the result so far, the operator, the operands; `n`: the next operand.
fn fold<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    op: BinaryOp,
) -> NativeResult<M> {
    let id = receiver(cx, args, name)?;
    args::no_kw(cx, name, args)?;
    if op.plain() == BinaryOp::Xor {
        args::between(cx, name, args, 1, (1, 1))?;
    }
    let start = if op.is_inplace() {
        Value::Obj(id)
    } else {
        copy_of(cx, id)
    };
    let mut vals = vec![start, Value::Int(op as i64)];
    vals.extend(&args.pos[1..]);
    let mut frame = NativeFrame::new(operand_ready, vals);
    frame.n = 2;
    next_operand(cx, frame)
}

fn next_operand<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let Some(operand) = frame.vals.get(frame.n as usize).copied() else {
        return Ok(Flow::Value(frame.vals[0]));
    };
    frame.n += 1;
    let unites = matches!(frame.vals[1], Value::Int(op) if BinaryOp::from_arg(op as u32).plain() == BinaryOp::Or);
    if unites && set_id(cx.mem, operand).is_none() {
        // Items of other iterables are added one by one (setobject.c: set_update_internal).
        let add = NativeFrame::new(list_methods::add_all, vec![frame.vals[0]]);
        frame.step = combined;
        let flow = super::collect::collect(cx, operand, add);
        return flow::and_then(cx, flow, frame);
    }
    frame.step = operand_ready;
    let flow = as_set(cx, operand);
    flow::and_then(cx, flow, frame)
}

/// A set with the items of an iterable; a set itself is taken as it is.
fn as_set<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    if let Some(id) = set_id(cx.mem, value) {
        return Ok(Flow::Value(Value::Obj(id)));
    }
    let set = super::set::make(cx, Set::new(), false);
    fill(cx, set, value)
}

fn operand_ready<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let operand = result?;
    let Value::Int(op) = frame.vals[1] else {
        unreachable!("the operator");
    };
    let op = BinaryOp::from_arg(op as u32);
    frame.step = combined;
    let flow = match ops::binary(cx, op, frame.vals[0], operand)? {
        Some(value) => Ok(Flow::Value(value)),
        None => ops::binary_flow(cx, op, frame.vals[0], operand).expect("two sets"),
    };
    flow::and_then(cx, flow, frame)
}

fn combined<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals[0] = result?;
    next_operand(cx, frame)
}

fn in_place<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    op: BinaryOp,
) -> NativeResult<M> {
    let flow = fold(cx, args, name, op);
    flow::and_then(cx, flow, NativeFrame::new(to_none, Vec::new()))
}

macro_rules! algebra {
    ($($name:ident $op:ident, $update:ident $inplace:ident;)*) => {$(
        fn $name<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
            fold(cx, args, stringify!($name), BinaryOp::$op)
        }

        fn $update<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
            in_place(cx, args, stringify!($update), BinaryOp::$inplace)
        }
    )*};
}

algebra! {
    union Or, update InplaceOr;
    intersection And, intersection_update InplaceAnd;
    difference Subtract, difference_update InplaceSubtract;
    symmetric_difference Xor, symmetric_difference_update InplaceXor;
}

/// `vals`: the receiver; `n`: what to ask.
fn relation<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    what: i64,
) -> NativeResult<M> {
    let id = receiver(cx, args, name)?;
    let [_, other] = args::exact(cx, &format!("set.{name}"), args, 1)?;
    let mut frame = NativeFrame::new(related, vec![Value::Obj(id)]);
    frame.n = what;
    let flow = as_set(cx, other);
    flow::and_then(cx, flow, frame)
}

const SUBSET: i64 = 0;
const SUPERSET: i64 = 1;
const DISJOINT: i64 = 2;

fn related<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let (own, other) = (frame.vals[0], result?);
    match frame.n {
        SUBSET => super::compare::compare(cx, CompareOp::Le, own, other),
        SUPERSET => super::compare::compare(cx, CompareOp::Ge, own, other),
        _ => {
            let items = elements(cx.mem, own.obj().expect("a set"));
            let items = items.into_iter().map(|(_, v)| v).collect();
            keyed::all_in(cx, items, other, false)
        }
    }
}

fn issubset<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    relation(cx, args, "issubset", SUBSET)
}

fn issuperset<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    relation(cx, args, "issuperset", SUPERSET)
}

fn isdisjoint<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    relation(cx, args, "isdisjoint", DISJOINT)
}
