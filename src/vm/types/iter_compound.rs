//! Owns how iterators over other iterators (`zip`, `map`, `filter`, `enumerate`) and over calls
//! (`iter(callable, sentinel)`) advance, pausing where what they wrap is Python code.

use super::compare::{equal_flow, truth_of};
use super::flow::{after, and_then};
use super::iter::{Next, PAIR, exhaust, is_stop, next, next_flow, stop_is_done};
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::value::Value;

/// `iter(callee, sentinel)` called its function.
pub(super) fn called<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let item = result?;
    let sentinel = frame.vals[1];
    frame.vals[1] = item;
    frame.step = sentinel_compared;
    let flow = equal_flow(cx, item, sentinel);
    and_then(cx, flow, frame)
}

fn sentinel_compared<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    if result? == Value::Bool(true) {
        exhaust(cx, frame.vals[0].obj().expect("an iterator"));
        return Err(cx.stop_iteration());
    }
    Ok(Flow::Value(frame.vals[1]))
}

pub(super) fn pair<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let item = result?;
    Ok(Flow::Value(cx.tuple([frame.vals[0], item])))
}

/// Values before the collected items in the frame of `zip`: the iterator, strict, then the inner ones.
const ZIP_HEAD: usize = 3;

pub(super) fn zip<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    inner: &[Value],
    strict: bool,
) -> Result<Next<M>, Raise> {
    if inner.is_empty() {
        return Ok(Next::Done);
    }
    let mut vals = vec![
        Value::Obj(id),
        Value::Bool(strict),
        Value::Int(inner.len() as i64),
    ];
    vals.extend(inner);
    let frame = NativeFrame::new(zip_item, vals);
    zip_rest(cx, frame)
        .map(Next::from_flow)
        .or_else(|raise| stop_is_done(cx, raise))
}

fn zip_rest<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let Value::Int(count) = frame.vals[2] else {
        unreachable!("the frame of zip");
    };
    let first = ZIP_HEAD + count as usize;
    while frame.n < count {
        match next(cx, frame.vals[ZIP_HEAD + frame.n as usize])? {
            Next::Item(item) => {
                frame.vals.push(item);
                frame.n += 1;
            }
            Next::Done => return zip_ended(cx, frame),
            Next::Wait(flow) => return Ok(after(flow, frame)),
        }
    }
    cx.charge(PAIR);
    Ok(Flow::Value(cx.tuple(frame.vals[first..].to_vec())))
}

fn zip_item<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    match result {
        Ok(item) => {
            frame.vals.push(item);
            frame.n += 1;
            zip_rest(cx, frame)
        }
        Err(raise) if is_stop(cx, raise) => zip_ended(cx, frame),
        Err(raise) => Err(raise),
    }
}

/// One of the zipped iterators is at its end: with strict, all must be.
fn zip_ended<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    if frame.vals[1] == Value::Bool(false) {
        return Err(cx.stop_iteration());
    }
    if frame.n > 0 {
        return Err(zip_uneven(cx, frame.n as usize + 1, "shorter"));
    }
    frame.n = 1;
    frame.step = zip_probe;
    zip_probe_rest(cx, frame)
}

fn zip_uneven<M: Memory>(cx: &mut Cx<'_, M>, at: usize, how: &str) -> Raise {
    let others = if at == 2 {
        " 1".to_owned()
    } else {
        format!("s 1-{}", at - 1)
    };
    cx.value_error(format!(
        "zip() argument {at} is {how} than argument{others}"
    ))
}

fn zip_probe_rest<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let Value::Int(count) = frame.vals[2] else {
        unreachable!("the frame of zip");
    };
    while frame.n < count {
        match next(cx, frame.vals[ZIP_HEAD + frame.n as usize])? {
            Next::Item(_) => return Err(zip_uneven(cx, frame.n as usize + 1, "longer")),
            Next::Done => frame.n += 1,
            Next::Wait(flow) => return Ok(after(flow, frame)),
        }
    }
    Err(cx.stop_iteration())
}

fn zip_probe<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    match result {
        Ok(_) => Err(zip_uneven(cx, frame.n as usize + 1, "longer")),
        Err(raise) if is_stop(cx, raise) => {
            frame.n += 1;
            zip_probe_rest(cx, frame)
        }
        Err(raise) => Err(raise),
    }
}

/// Takes one item of each inner iterator, then calls the function with them.
pub(super) fn map<M: Memory>(
    cx: &mut Cx<'_, M>,
    function: Value,
    inner: &[Value],
) -> Result<Next<M>, Raise> {
    let mut vals = vec![function, Value::Int(inner.len() as i64)];
    vals.extend(inner);
    let frame = NativeFrame::new(map_item, vals);
    map_rest(cx, frame)
        .map(Next::from_flow)
        .or_else(|raise| stop_is_done(cx, raise))
}

fn map_rest<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let Value::Int(count) = frame.vals[1] else {
        unreachable!("the frame of map");
    };
    while frame.n < count {
        match next_flow(cx, frame.vals[2 + frame.n as usize])? {
            Flow::Value(item) => {
                frame.vals.push(item);
                frame.n += 1;
            }
            waiting => return Ok(after(waiting, frame)),
        }
    }
    Flow::tail(frame.vals[0], &frame.vals[2 + count as usize..])
}

fn map_item<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals.push(result?);
    frame.n += 1;
    map_rest(cx, frame)
}

/// Looks for the next item that the predicate accepts. `vals`: predicate, inner iterator, item.
pub(super) fn filter<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    loop {
        frame.vals.truncate(2);
        frame.step = filter_item;
        match next_flow(cx, frame.vals[1])? {
            Flow::Value(item) => {
                frame.vals.push(item);
                if !frame.vals[0].is_none() {
                    frame.step = filter_asked;
                    return Flow::call(frame.vals[0], &[item], frame);
                }
                frame.step = filter_judged;
                match truth_of(cx, item)? {
                    Flow::Value(Value::Bool(true)) => return Ok(Flow::Value(item)),
                    Flow::Value(_) => {}
                    waiting => return Ok(after(waiting, frame)),
                }
            }
            waiting => return Ok(after(waiting, frame)),
        }
    }
}

pub(super) fn filter_item<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let item = result?;
    frame.vals.push(item);
    if frame.vals[0].is_none() {
        return filter_asked(cx, frame, Ok(item));
    }
    frame.step = filter_asked;
    Flow::call(frame.vals[0], &[item], frame)
}

fn filter_asked<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let answer = result?;
    frame.step = filter_judged;
    let flow = truth_of(cx, answer);
    and_then(cx, flow, frame)
}

fn filter_judged<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    if result? == Value::Bool(true) {
        return Ok(Flow::Value(frame.vals[2]));
    }
    filter(cx, frame)
}
