//! Owns the built-in functions about containers and iterators: `len`, `iter`, `next`, `sum`, `min`,
//! `max`, `sorted`, `any`, `all`.

use num_bigint::BigInt;

use crate::bytecode::{BinaryOp, CompareOp};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Iter};
use crate::vm::operators;
use crate::vm::types::collect::collect;
use crate::vm::types::flow::{after, and_then};
use crate::vm::types::iter::{Next, get_iter, is_stop, next_flow};
use crate::vm::types::{args, compare, list, overrides, sequence, sort};
use crate::vm::value::Value;

pub(super) fn len<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "len", args, 0)?;
    if let Some(method) = overrides(cx.mem, value, "__len__") {
        return Flow::call(method, &[value], NativeFrame::new(check_len, Vec::new()));
    }
    match sequence::len(cx.mem, value) {
        Some(n) => Ok(Flow::Value(Value::Int(n as i64))),
        None => {
            let name = cx.type_name(value);
            Err(cx.type_error(format!("object of type '{name}' has no len()")))
        }
    }
}

fn check_len<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let length = compare::length_answer(cx, result?)?;
    Ok(Flow::Value(Value::Int(length)))
}

/// `iter(iterable)` and `iter(callable, sentinel)`.
pub(super) fn iter<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    args::between(cx, "iter", args, 0, (1, 2))?;
    match args.pos[..] {
        [callee, sentinel] => {
            if !super::objects::is_callable(cx, callee) {
                return Err(cx.type_error("iter(v, w): v must be callable"));
            }
            let iter = Iter::Callable { callee, sentinel };
            Ok(Flow::Value(cx.alloc(Body::Iter(Box::new(iter)))))
        }
        _ => get_iter(cx, args.pos[0]),
    }
}

/// `next(iterator[, default])`.
pub(super) fn next<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    args::between(cx, "next", args, 0, (1, 2))?;
    let Some(default) = args.pos.get(1).copied() else {
        return next_flow(cx, args.pos[0]);
    };
    match crate::vm::types::iter::next(cx, args.pos[0])? {
        Next::Item(item) => Ok(Flow::Value(item)),
        Next::Done => Ok(Flow::Value(default)),
        Next::Wait(flow) => Ok(after(flow, NativeFrame::new(next_or, vec![default]))),
    }
}

fn next_or<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    match result {
        Ok(item) => Ok(Flow::Value(item)),
        Err(raise) if is_stop(cx, raise) => Ok(Flow::Value(frame.vals[0])),
        Err(raise) => Err(raise),
    }
}

/// Picoseconds to add one item in `sum` (gil-spec 11.9: `sum(range(2e7))` takes 109 ms).
const SUM_ITEM: u64 = 5_450;
/// The same for items that are there already, in a list or tuple (CPython 3.13: half).
const SUM_STORED: u64 = 2_700;

/// `sum(iterable, /, start=0)`. `vals`: iterator, sum so far, lost low part of a float sum, the item.
pub(super) fn sum<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [iterable, start] = args::bind(cx, "sum", args, 0, ["iterable", "start"], (1, 2))?;
    let start = if start.is_null() {
        Value::Int(0)
    } else {
        start
    };
    if cx.text(start).is_some() {
        return Err(cx.type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    if let (Value::Int(start), Value::Obj(id)) = (start, iterable)
        && let Some(total) = range_sum(cx, id)
    {
        return Ok(Flow::Value(cx.int(total + start)));
    }
    let frame = NativeFrame::new(
        sum_over,
        vec![Value::None, start, Value::Float(0.0), Value::None],
    );
    let flow = get_iter(cx, iterable);
    and_then(cx, flow, frame)
}

/// The sum of a range, charged as the loop that CPython runs.
fn range_sum<M: Memory>(cx: &mut Cx<'_, M>, id: crate::base::ObjId) -> Option<BigInt> {
    let (start, stop, step) = match &cx.mem.get(id).body {
        Body::Range { start, stop, step } => (*start, *stop, *step),
        _ => return None,
    };
    let count = crate::vm::types::range::length(start, stop, step);
    cx.charge(count.saturating_mul(SUM_ITEM));
    let (count, start, step) = (BigInt::from(count), BigInt::from(start), BigInt::from(step));
    let last: BigInt = &start + &step * (&count - 1);
    Some((start + last) * count / 2)
}

fn sum_over<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals[0] = result?;
    sum_rest(cx, frame)
}

fn sum_rest<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let stored = crate::vm::types::iter::is_stored(cx.mem, frame.vals[0]);
    let cost = if stored { SUM_STORED } else { SUM_ITEM };
    loop {
        frame.step = sum_item;
        cx.charge(cost);
        match crate::vm::types::iter::next(cx, frame.vals[0])? {
            Next::Item(item) => {
                if let Some(flow) = add_item(cx, &mut frame, item)? {
                    frame.step = sum_added;
                    return Ok(after(flow, frame));
                }
            }
            Next::Done => return Ok(Flow::Value(total(&frame))),
            Next::Wait(flow) => return Ok(after(flow, frame)),
        }
    }
}

/// The sum with the low part that was kept apart.
fn total<M: Memory>(frame: &NativeFrame<M>) -> Value {
    match (frame.vals[1], frame.vals[2]) {
        (Value::Float(sum), Value::Float(low)) if low != 0.0 && low.is_finite() => {
            Value::Float(sum + low)
        }
        (sum, _) => sum,
    }
}

/// Adds one item; a flow when Python code must run.
fn add_item<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: &mut NativeFrame<M>,
    item: Value,
) -> Result<Option<Flow<M>>, Raise> {
    match (frame.vals[1], item) {
        (Value::Int(a), Value::Int(b)) => {
            frame.vals[1] = match a.checked_add(b) {
                Some(sum) => Value::Int(sum),
                None => cx.int(BigInt::from(a) + b),
            };
            return Ok(None);
        }
        // Neumaier's compensated sum (Python/bltinmodule.c: cs_add, since 3.12).
        (Value::Float(sum), Value::Float(x)) => {
            let next = sum + x;
            let lost = if sum.abs() >= x.abs() {
                (sum - next) + x
            } else {
                (x - next) + sum
            };
            if let Value::Float(low) = &mut frame.vals[2] {
                *low += lost;
            }
            frame.vals[1] = Value::Float(next);
            return Ok(None);
        }
        (Value::Float(sum), Value::Int(i)) => {
            frame.vals[1] = Value::Float(sum + i as f64);
            return Ok(None);
        }
        _ => {}
    }
    let sum = total(frame);
    frame.vals[2] = Value::Float(0.0);
    match operators::binary(cx, BinaryOp::Add, sum, item)? {
        Flow::Value(sum) => {
            frame.vals[1] = sum;
            Ok(None)
        }
        waiting => Ok(Some(waiting)),
    }
}

fn sum_item<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let item = match result {
        Ok(item) => item,
        Err(raise) if is_stop(cx, raise) => return Ok(Flow::Value(total(&frame))),
        Err(raise) => return Err(raise),
    };
    if let Some(flow) = add_item(cx, &mut frame, item)? {
        frame.step = sum_added;
        return Ok(after(flow, frame));
    }
    sum_rest(cx, frame)
}

fn sum_added<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals[1] = result?;
    sum_rest(cx, frame)
}

pub(super) fn sorted<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    if args.pos.len() != 1 {
        let given = args.pos.len();
        return Err(cx.type_error(format!("sorted expected 1 argument, got {given}")));
    }
    let options = Args {
        pos: &[],
        kw: args.kw,
    };
    let bound = args::bind(cx, "sort", options, 0, ["key", "reverse"], (0, 0))?;
    collect(
        cx,
        args.pos[0],
        NativeFrame::new(sort_collected, bound.to_vec()),
    )
}

fn sort_collected<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let list = result?;
    let id = list.obj().expect("a list");
    sort::sort_list(cx, id, frame.vals[0], frame.vals[1], list)
}

pub(super) fn min<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    extreme(cx, args, "min", CompareOp::Lt)
}

pub(super) fn max<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    extreme(cx, args, "max", CompareOp::Gt)
}

// The frame of min and max.
const ITEMS: usize = 0;
const KEY: usize = 1;
const DEFAULT: usize = 2;
const OPERATOR: usize = 3;
const BEST: usize = 4;
const BEST_KEY: usize = 5;
const CURRENT_KEY: usize = 6;

/// Picoseconds to compare one item. CPython 3.13: `max(list of ints)` needs 0.43 of a round of
/// `for i in range(n): x = x + i` (12.4 ns here) per int, 0.2 of it to get the item.
const EXTREME_ITEM: u64 = 2_800;

fn extreme<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    op: CompareOp,
) -> NativeResult<M> {
    let options = Args {
        pos: &[],
        kw: args.kw,
    };
    let [key, default] = args::bind(cx, name, options, 0, ["key", "default"], (0, 0))?;
    let key = if key.is_null() { Value::None } else { key };
    let vals = vec![
        Value::None,
        key,
        default,
        Value::Int(op as i64),
        Value::Null,
        Value::Null,
        Value::Null,
    ];
    let frame = NativeFrame::new(extreme_of, vals);
    match args.pos {
        [] => Err(cx.type_error(format!("{name} expected at least 1 argument, got 0"))),
        [iterable] => collect(cx, *iterable, frame),
        several => {
            if !default.is_null() {
                return Err(cx.type_error(format!(
                    "Cannot specify a default for {name}() with multiple positional arguments"
                )));
            }
            let items = cx.list(several.to_vec());
            extreme_of(cx, frame, Ok(items))
        }
    }
}

fn extreme_of<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals[ITEMS] = result?;
    extreme_rest(cx, frame)
}

fn operator<M: Memory>(frame: &NativeFrame<M>) -> CompareOp {
    match frame.vals[OPERATOR] {
        Value::Int(op) => CompareOp::from_arg(op as u32),
        _ => unreachable!("the operator"),
    }
}

fn extreme_rest<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let id = frame.vals[ITEMS].obj().expect("a list");
    loop {
        let item = match &cx.mem.get(id).body {
            Body::List(items) => items.get(frame.n as usize).copied(),
            _ => None,
        };
        let Some(item) = item else {
            return best(cx, &frame);
        };
        cx.charge(EXTREME_ITEM);
        if !frame.vals[KEY].is_none() {
            frame.step = extreme_keyed;
            return Flow::call(frame.vals[KEY], &[item], frame);
        }
        frame.vals[CURRENT_KEY] = item;
        if let Some(flow) = judge(cx, &mut frame)? {
            frame.step = extreme_judged;
            return Ok(after(flow, frame));
        }
    }
}

fn best<M: Memory>(cx: &mut Cx<'_, M>, frame: &NativeFrame<M>) -> NativeResult<M> {
    if !frame.vals[BEST].is_null() {
        return Ok(Flow::Value(frame.vals[BEST]));
    }
    if !frame.vals[DEFAULT].is_null() {
        return Ok(Flow::Value(frame.vals[DEFAULT]));
    }
    let name = if operator(frame) == CompareOp::Lt {
        "min"
    } else {
        "max"
    };
    Err(cx.value_error(format!("{name}() iterable argument is empty")))
}

/// Compares the current key with the best one; a flow when Python code must run.
fn judge<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: &mut NativeFrame<M>,
) -> Result<Option<Flow<M>>, Raise> {
    if frame.vals[BEST].is_null() {
        settle(cx, frame, true);
        return Ok(None);
    }
    let (op, a, b) = (
        operator(frame),
        frame.vals[CURRENT_KEY],
        frame.vals[BEST_KEY],
    );
    match compare::compare_bool(cx, op, a, b)? {
        Flow::Value(answer) => {
            settle(cx, frame, answer == Value::Bool(true));
            Ok(None)
        }
        waiting => Ok(Some(waiting)),
    }
}

/// Takes or leaves the current item, and goes on to the next.
fn settle<M: Memory>(cx: &Cx<'_, M>, frame: &mut NativeFrame<M>, better: bool) {
    if better {
        let id = frame.vals[ITEMS].obj().expect("a list");
        frame.vals[BEST] = list::items_at(cx.mem, id, frame.n as usize);
        frame.vals[BEST_KEY] = frame.vals[CURRENT_KEY];
    }
    frame.n += 1;
}

fn extreme_keyed<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals[CURRENT_KEY] = result?;
    if let Some(flow) = judge(cx, &mut frame)? {
        frame.step = extreme_judged;
        return Ok(after(flow, frame));
    }
    extreme_rest(cx, frame)
}

fn extreme_judged<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let better = result? == Value::Bool(true);
    settle(cx, &mut frame, better);
    extreme_rest(cx, frame)
}

pub(super) fn any<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [iterable] = args::exact(cx, "any", args, 0)?;
    quantify(cx, iterable, true)
}

pub(super) fn all<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [iterable] = args::exact(cx, "all", args, 0)?;
    quantify(cx, iterable, false)
}

/// Looks for an item whose truth is `wanted`. `vals`: what is looked for, the iterator.
fn quantify<M: Memory>(cx: &mut Cx<'_, M>, iterable: Value, wanted: bool) -> NativeResult<M> {
    let frame = NativeFrame::new(quantify_over, vec![Value::Bool(wanted)]);
    let flow = get_iter(cx, iterable);
    and_then(cx, flow, frame)
}

fn quantify_over<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals.push(result?);
    quantify_rest(cx, frame)
}

fn quantify_rest<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    loop {
        frame.step = quantify_item;
        let item = match crate::vm::types::iter::next(cx, frame.vals[1])? {
            Next::Item(item) => item,
            Next::Done => return Ok(Flow::Value((frame.vals[0] == Value::Bool(false)).into())),
            Next::Wait(flow) => return Ok(after(flow, frame)),
        };
        cx.charge(SUM_ITEM);
        match compare::truth_of(cx, item)? {
            Flow::Value(truth) if truth == frame.vals[0] => return Ok(Flow::Value(truth)),
            Flow::Value(_) => {}
            waiting => {
                frame.step = quantify_judged;
                return Ok(after(waiting, frame));
            }
        }
    }
}

fn quantify_item<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let item = match result {
        Ok(item) => item,
        Err(raise) if is_stop(cx, raise) => {
            return Ok(Flow::Value((frame.vals[0] == Value::Bool(false)).into()));
        }
        Err(raise) => return Err(raise),
    };
    frame.step = quantify_judged;
    let flow = compare::truth_of(cx, item);
    and_then(cx, flow, frame)
}

fn quantify_judged<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let truth = result?;
    if truth == frame.vals[0] {
        return Ok(Flow::Value(truth));
    }
    quantify_rest(cx, frame)
}
