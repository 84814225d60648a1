//! Owns `range`: its arithmetic and its methods. Bounds are 64-bit.

use super::{args, object};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Iter};
use crate::vm::value::Value;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const RANGE: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", new).cost(14_000),
        NativeDef::new("__len__", object::len),
        NativeDef::new("__getitem__", object::getitem),
        NativeDef::new("__contains__", object::contains),
        NativeDef::new("__iter__", object::iter),
        NativeDef::new("__reversed__", reversed),
        NativeDef::new("index", index),
        NativeDef::new("count", count),
        NativeDef::new("@start", |cx, args| bound(cx, args, 0)),
        NativeDef::new("@stop", |cx, args| bound(cx, args, 1)),
        NativeDef::new("@step", |cx, args| bound(cx, args, 2)),
    ];
}

/// The methods of `range`.
pub(crate) fn methods<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::RANGE
}

/// `start`, `stop` or `step`.
fn bound<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, which: usize) -> NativeResult<M> {
    let [receiver] = args::exact(cx, "range attribute", args, 0)?;
    let found = receiver.obj().and_then(|id| match cx.mem.get(id).body {
        Body::Range { start, stop, step } => Some([start, stop, step][which]),
        _ => None,
    });
    match found {
        Some(bound) => Ok(Flow::Value(Value::Int(bound))),
        None => Err(cx.type_error("descriptor requires a 'range' object")),
    }
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    args::between(cx, "range", args, 1, (1, 3))?;
    build(cx, NativeFrame::new(indexed, args.pos[1..].to_vec()))
}

/// Turns the bounds into ints one by one (`__index__` may be written in Python).
fn build<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    while let Some(value) = frame.vals.get(frame.n as usize).copied() {
        if let Some(method) = super::overrides(cx.mem, value, "__index__") {
            return Flow::call(method, &[value], frame);
        }
        let number = args::index(cx, value)?;
        frame.vals[frame.n as usize] = Value::Int(number);
        frame.n += 1;
    }
    let number = |at: usize| match frame.vals.get(at) {
        Some(Value::Int(i)) => Some(*i),
        _ => None,
    };
    let (start, stop, step) = match (number(0), number(1), number(2)) {
        (Some(stop), None, _) => (0, stop, 1),
        (Some(start), Some(stop), step) => (start, stop, step.unwrap_or(1)),
        (None, ..) => unreachable!("range has a bound"),
    };
    if step == 0 {
        return Err(cx.value_error("range() arg 3 must not be zero"));
    }
    Ok(Flow::Value(cx.alloc(Body::Range { start, stop, step })))
}

fn indexed<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let at = frame.n as usize;
    frame.vals[at] = result?;
    build(cx, frame)
}

fn parts<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, name: &str) -> Result<[i64; 3], Raise> {
    let fits = |body: &Body| matches!(body, Body::Range { .. });
    let id = args::receiver(cx, args, "range", name, fits)?;
    match &cx.mem.get(id).body {
        Body::Range { start, stop, step } => Ok([*start, *stop, *step]),
        _ => unreachable!("a range"),
    }
}

fn reversed<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [start, stop, step] = parts(cx, args, "__reversed__")?;
    let left = length(start, stop, step);
    let iter = Iter::Range {
        next: at(start, step, left.wrapping_sub(1)),
        step: step.wrapping_neg(),
        left,
    };
    Ok(Flow::Value(cx.alloc(Body::Iter(Box::new(iter)))))
}

fn find<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, name: &str) -> Result<Option<u64>, Raise> {
    let [start, stop, step] = parts(cx, args, name)?;
    let [_, value] = args::exact(cx, &format!("range.{name}"), args, 1)?;
    Ok(match super::number::number(cx.mem, value) {
        Some(super::number::Number::Int(i)) => position(start, stop, step, i),
        Some(super::number::Number::Float(x)) if x.fract() == 0.0 => {
            position(start, stop, step, x as i64)
        }
        _ => None,
    })
}

fn index<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match find(cx, args, "index")? {
        Some(at) => Ok(Flow::Value(Value::Int(at as i64))),
        None => {
            let shown = super::repr::render(cx.mem, args.pos[1], &[]).unwrap_or_default();
            Err(cx.value_error(format!("{shown} is not in range")))
        }
    }
}

fn count<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let found = find(cx, args, "count")?;
    Ok(Flow::Value(Value::Int(i64::from(found.is_some()))))
}

/// How many numbers a range has.
pub(crate) fn length(start: i64, stop: i64, step: i64) -> u64 {
    let (start, stop, step) = (i128::from(start), i128::from(stop), i128::from(step));
    let n = if step > 0 && start < stop {
        (stop - start - 1) / step + 1
    } else if step < 0 && start > stop {
        (start - stop - 1) / -step + 1
    } else {
        0
    };
    n as u64
}

/// The number at an index inside the range.
pub(crate) fn at(start: i64, step: i64, index: u64) -> i64 {
    (i128::from(start) + i128::from(step) * i128::from(index)) as i64
}

/// Where a number is in a range.
pub(crate) fn position(start: i64, stop: i64, step: i64, number: i64) -> Option<u64> {
    let offset = i128::from(number) - i128::from(start);
    let step = i128::from(step);
    if offset % step != 0 || offset / step < 0 {
        return None;
    }
    let index = (offset / step) as u64;
    (index < length(start, stop, step as i64)).then_some(index)
}
