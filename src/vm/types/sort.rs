//! Owns sorting: `list.sort` and `sorted`, stable, with `key` and `reverse`, pausing where a `key`
//! function or a `__lt__` is written in Python.

use std::cmp::Ordering;
use std::sync::Arc;

use super::equality::{self, No};
use super::flow::after;
use super::{args, compare, list, list_methods};
use crate::base::ObjId;
use crate::bytecode::CompareOp;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::value::Value;

/// Picoseconds for one comparison while sorting: 1.5e6 random floats take 384 ms on CPython 3.14.
const COMPARISON: f64 = 12_500.0;

/// The same among less than listsort's shortest run: `sorted([3, 1, 2, 5, 4])` takes 75 to 90 ns, its call
/// included (3.11 and 3.13).
const FEW: f64 = 3_500.0;
const MIN_RUN: usize = 64;

/// Picoseconds for one comparison in a run that is in order already, where the processor guesses right:
/// `sorted(list(range(300_000)))` takes 1.0 ms.
const IN_ORDER: f64 = 3_300.0;

/// `list.sort(*, key=None, reverse=False)`.
pub(super) fn sort<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = list_methods::receiver(cx, args, "sort")?;
    let [key, reverse] = args::bind(cx, "sort", args, 1, ["key", "reverse"], (0, 0))?;
    sort_list(cx, id, key, reverse, Value::None)
}

/// Sorts a list in place; gives `result`.
pub(crate) fn sort_list<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    key: Value,
    reverse: Value,
    result: Value,
) -> NativeResult<M> {
    let reverse = !reverse.is_null() && equality::truth(cx.mem, reverse) != Some(false);
    let key = if key.is_null() { Value::None } else { key };
    let keys = cx.list(Vec::new());
    let vals = vec![Value::Obj(id), Value::Bool(reverse), result, keys, key];
    let frame = NativeFrame::new(keyed, vals);
    if key.is_none() {
        let items = list::items(cx.mem, id);
        list::extend(cx, keys.obj().expect("a list"), items);
        return sort_keys(cx, frame);
    }
    next_key(cx, frame)
}

/// Calls the key function for the item `n`.
fn next_key<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let items = frame.vals[0].obj().expect("a list");
    let item = match &cx.mem.get(items).body {
        Body::List(items) => items.get(frame.n as usize).copied(),
        _ => None,
    };
    let Some(item) = item else {
        return sort_keys(cx, frame);
    };
    frame.n += 1;
    Flow::call(frame.vals[4], &[item], frame)
}

fn keyed<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let key = result?;
    list::push(cx, frame.vals[3].obj().expect("a list"), key);
    next_key(cx, frame)
}

fn sort_keys<M: Memory>(cx: &mut Cx<'_, M>, frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let keys = list::items(cx.mem, frame.vals[3].obj().expect("a list"));
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    // Reversing before and after keeps equal items in their order.
    if frame.vals[1] == Value::Bool(true) {
        order.reverse();
    }
    let before = order.clone();
    match sort_natively(cx.mem, &keys, &mut order) {
        Ok(()) => {
            cx.charge(work(&before, &order));
            finish(cx, &frame, &order)
        }
        Err(_) => merge_in_python(cx, frame, &order),
    }
}

/// What listsort (Objects/listobject.c) does: finds the runs that are in order, or strictly in reverse, and
/// merges them pairwise.
fn work(before: &[u32], sorted: &[u32]) -> u64 {
    let mut rank = vec![0; sorted.len()];
    for (place, at) in (0..).zip(sorted) {
        rank[*at as usize] = place;
    }
    let ranks: Vec<u32> = before.iter().map(|at| rank[*at as usize]).collect();
    let mut runs = 0;
    let mut at = 0;
    while at < ranks.len() {
        runs += 1;
        let rest = &ranks[at..];
        let rising = rest.windows(2).take_while(|pair| pair[0] < pair[1]).count();
        let falling = rest.windows(2).take_while(|pair| pair[0] > pair[1]).count();
        at += rising.max(falling) + 1;
    }
    // Of items without any order a run has two or three.
    let merged = if runs > 1 {
        (2 * runs).min(ranks.len())
    } else {
        1
    };
    let n = ranks.len() as f64;
    // Few items are inserted into one run, and stay in the nearest cache.
    let comparison = if ranks.len() < MIN_RUN {
        FEW
    } else {
        COMPARISON
    };
    (n * IN_ORDER + n * (merged as f64).log2() * comparison) as u64
}

/// Sorts positions by their keys, unless Python code must run or types have no order.
fn sort_natively<M: Memory>(mem: &M, keys: &[Value], order: &mut [u32]) -> Result<(), No> {
    let ints: Option<Vec<i64>> = keys.iter().map(|key| as_int(*key)).collect();
    if let Some(ints) = ints {
        order.sort_by_key(|at| ints[*at as usize]);
        return Ok(());
    }
    let floats: Option<Vec<f64>> = keys.iter().map(|key| as_float(*key)).collect();
    if let Some(floats) = floats {
        order.sort_by(|a, b| {
            let (a, b) = (floats[*a as usize], floats[*b as usize]);
            a.partial_cmp(&b).unwrap_or(Ordering::Equal)
        });
        return Ok(());
    }
    let texts: Option<Vec<Arc<str>>> = keys.iter().map(|key| as_text(mem, *key)).collect();
    if let Some(texts) = texts {
        order.sort_by(|a, b| texts[*a as usize].cmp(&texts[*b as usize]));
        return Ok(());
    }
    let mut spare = order.to_vec();
    merge_sort(mem, keys, order, &mut spare)
}

fn as_int(value: Value) -> Option<i64> {
    match value {
        Value::Int(i) => Some(i),
        _ => None,
    }
}

fn as_float(value: Value) -> Option<f64> {
    match value {
        Value::Float(x) if !x.is_nan() => Some(x),
        _ => None,
    }
}

fn as_text<M: Memory>(mem: &M, value: Value) -> Option<Arc<str>> {
    match &mem.get(value.obj()?).body {
        Body::Str(s) => Some(s.text.clone()),
        _ => None,
    }
}

fn merge_sort<M: Memory>(
    mem: &M,
    keys: &[Value],
    order: &mut [u32],
    spare: &mut [u32],
) -> Result<(), No> {
    if order.len() < 2 {
        return Ok(());
    }
    let middle = order.len() / 2;
    merge_sort(mem, keys, &mut order[..middle], &mut spare[..middle])?;
    merge_sort(mem, keys, &mut order[middle..], &mut spare[middle..])?;
    spare.copy_from_slice(order);
    let (left, right) = spare.split_at(middle);
    let (mut i, mut j) = (0, 0);
    for slot in order {
        let take_right = i == left.len()
            || (j < right.len() && {
                let (a, b) = (keys[right[j] as usize], keys[left[i] as usize]);
                equality::order(mem, a, b, 0)? == Some(Ordering::Less)
            });
        if take_right {
            *slot = right[j];
            j += 1;
        } else {
            *slot = left[i];
            i += 1;
        }
    }
    Ok(())
}

fn finish<M: Memory>(cx: &mut Cx<'_, M>, frame: &NativeFrame<M>, order: &[u32]) -> NativeResult<M> {
    let id = frame.vals[0].obj().expect("a list");
    let items = list::items(cx.mem, id);
    if items.len() != order.len() {
        return Err(cx.value_error("list modified during sort"));
    }
    let mut sorted: Vec<Value> = order.iter().map(|at| items[*at as usize]).collect();
    if frame.vals[1] == Value::Bool(true) {
        sorted.reverse();
    }
    list::change(cx, id, |items| *items = sorted);
    Ok(Flow::Value(frame.vals[2]))
}

/// Where the state of the merge begins in the frame: width, low, left, right; then the positions being
/// read, then those being written. `n` is the next place to write.
const STATE: usize = 5;
const POSITIONS: usize = STATE + 4;

fn merge_in_python<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    order: &[u32],
) -> NativeResult<M> {
    frame.step = judged;
    frame.n = 0;
    frame
        .vals
        .extend([Value::Int(1), Value::Int(0), Value::Int(0), Value::Int(1)]);
    for _ in 0..2 {
        frame
            .vals
            .extend(order.iter().map(|at| Value::Int(i64::from(*at))));
    }
    merge_rest(cx, frame)
}

fn number(value: Value) -> usize {
    match value {
        Value::Int(i) => i as usize,
        _ => unreachable!("positions are ints"),
    }
}

fn merge_rest<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let count = (frame.vals.len() - POSITIONS) / 2;
    loop {
        let [width, low, left, right] = [0, 1, 2, 3].map(|at| number(frame.vals[STATE + at]));
        if width >= count {
            let order: Vec<u32> = frame.vals[POSITIONS..POSITIONS + count]
                .iter()
                .map(|at| number(*at) as u32)
                .collect();
            return finish(cx, &frame, &order);
        }
        let (middle, high) = ((low + width).min(count), (low + 2 * width).min(count));
        if low >= count {
            let (head, written) = frame.vals.split_at_mut(POSITIONS + count);
            head[POSITIONS..].copy_from_slice(written);
            set_state(&mut frame, [2 * width, 0, 0, 2 * width]);
        } else if left >= middle && right >= high {
            set_state(&mut frame, [width, high, high, high + width]);
        } else if left >= middle {
            take(&mut frame, count, true);
        } else if right >= high {
            take(&mut frame, count, false);
        } else {
            let keys = frame.vals[3].obj().expect("a list");
            let key = |at: usize| match &cx.mem.get(keys).body {
                Body::List(keys) => keys[number(frame.vals[POSITIONS + at])],
                _ => unreachable!("the keys"),
            };
            let (a, b) = (key(right), key(left));
            match compare::compare_bool(cx, CompareOp::Lt, a, b)? {
                Flow::Value(answer) => take(&mut frame, count, answer == Value::Bool(true)),
                waiting => return Ok(after(waiting, frame)),
            }
        }
    }
}

fn set_state<M: Memory>(frame: &mut NativeFrame<M>, state: [usize; 4]) {
    for (at, number) in state.into_iter().enumerate() {
        frame.vals[STATE + at] = Value::Int(number as i64);
    }
    frame.n = state[1] as i64;
}

/// Moves the smaller position over.
fn take<M: Memory>(frame: &mut NativeFrame<M>, count: usize, from_right: bool) {
    let side = STATE + 2 + usize::from(from_right);
    let at = number(frame.vals[side]);
    frame.vals[side] = Value::Int(at as i64 + 1);
    let position = frame.vals[POSITIONS + at];
    frame.vals[POSITIONS + count + frame.n as usize] = position;
    frame.n += 1;
}

fn judged<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let smaller = result? == Value::Bool(true);
    let count = (frame.vals.len() - POSITIONS) / 2;
    take(&mut frame, count, smaller);
    merge_rest(cx, frame)
}
