//! Owns the classes of iterators (`enumerate`, `zip`, `map`, `filter`, `reversed`) and `slice`: how they
//! are made. How they advance is in `iter`.

use super::flow::and_then;
use super::iter::get_iter;
use super::object::class_argument;
use super::{args, object, overrides, sequence, unwrap};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Iter};
use crate::vm::value::Value;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const ITERATOR: &'static [NativeDef<M>] = &[
        NativeDef::new("__iter__", itself),
        NativeDef::new("__next__", object::next),
        NativeDef::new("__length_hint__", length_hint),
    ];
    const ENUMERATE: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", enumerate).cost(20_000),
        NativeDef::new("__iter__", itself),
        NativeDef::new("__next__", object::next),
    ];
    const ZIP: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", zip).cost(80_000),
        NativeDef::new("__iter__", itself),
        NativeDef::new("__next__", object::next),
    ];
    const MAP: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", map).cost(60_000),
        NativeDef::new("__iter__", itself),
        NativeDef::new("__next__", object::next),
    ];
    const FILTER: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", filter).cost(60_000),
        NativeDef::new("__iter__", itself),
        NativeDef::new("__next__", object::next),
    ];
    const REVERSED: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", reversed).cost(50_000),
        NativeDef::new("__iter__", itself),
        NativeDef::new("__next__", object::next),
    ];
    const SLICE: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", slice),
        NativeDef::new("@start", slice_start),
        NativeDef::new("@stop", slice_stop),
        NativeDef::new("@step", slice_step),
        NativeDef::new("indices", slice_indices),
    ];
}

macro_rules! tables {
    ($($name:ident $table:ident;)*) => {$(
        pub(crate) fn $name<M: Memory>() -> &'static [NativeDef<M>] {
            Table::<M>::$table
        }
    )*};
}

tables! {
    table ITERATOR;
    enumerate_table ENUMERATE;
    zip_table ZIP;
    map_table MAP;
    filter_table FILTER;
    reversed_table REVERSED;
    slice_table SLICE;
}

fn itself<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [iter] = args::exact(cx, "__iter__", args, 0)?;
    Ok(Flow::Value(iter))
}

fn length_hint<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [iter] = args::exact(cx, "__length_hint__", args, 0)?;
    let left = match iter.obj().map(|id| cx.mem.get(id)) {
        Some(object) => match &object.body {
            Body::Iter(iter) => match &**iter {
                Iter::Range { left, .. } => *left as i64,
                Iter::Reversed { next, .. } => next + 1,
                _ => 0,
            },
            _ => 0,
        },
        None => 0,
    };
    Ok(Flow::Value(Value::Int(left)))
}

fn made<M: Memory>(cx: &mut Cx<'_, M>, iter: Iter) -> NativeResult<M> {
    Ok(Flow::Value(cx.alloc(Body::Iter(Box::new(iter)))))
}

fn enumerate<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    if args.pos.len() < 2 && args::keyword(cx.mem, args.kw, "iterable").is_none() {
        return Err(cx.type_error("enumerate() missing required argument 'iterable'"));
    }
    let names = ["iterable", "start"];
    let [iterable, start] = args::bind(cx, "enumerate", args, 1, names, (1, 2))?;
    let start = if start.is_null() {
        0
    } else {
        args::index(cx, start)?
    };
    let flow = get_iter(cx, iterable);
    let frame = NativeFrame::new(enumerate_over, vec![Value::Int(start)]);
    and_then(cx, flow, frame)
}

fn enumerate_over<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let Value::Int(next) = frame.vals[0] else {
        unreachable!("the first number");
    };
    let inner = result?;
    made(cx, Iter::Enumerate { inner, next })
}

/// Makes iterators of the values from `n` on, then gives the frame to its `then`.
fn iterators<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    while let Some(value) = frame.vals.get(frame.n as usize).copied() {
        match get_iter(cx, value)? {
            Flow::Value(iter) => {
                frame.vals[frame.n as usize] = iter;
                frame.n += 1;
            }
            waiting => return Ok(super::flow::after(waiting, frame)),
        }
    }
    let inner: Box<[Value]> = frame.vals[1..].into();
    match frame.vals[0] {
        Value::Bool(strict) => made(cx, Iter::Zip { inner, strict }),
        function => made(cx, Iter::Map { function, inner }),
    }
}

fn one_iterator<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let at = frame.n as usize;
    frame.vals[at] = result?;
    frame.n += 1;
    iterators(cx, frame)
}

fn zip<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let options = Args {
        pos: &[],
        kw: args.kw,
    };
    let [strict] = args::bind(cx, "zip", options, 0, ["strict"], (0, 0))?;
    let strict = !strict.is_null() && super::truth(cx.mem, strict) != Some(false);
    let mut vals = vec![Value::Bool(strict)];
    vals.extend(args.pos.get(1..).unwrap_or(&[]));
    let mut frame = NativeFrame::new(one_iterator, vals);
    frame.n = 1;
    iterators(cx, frame)
}

fn map<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    args::no_kw(cx, "map", args)?;
    if args.pos.len() < 3 {
        return Err(cx.type_error("map() must have at least two arguments."));
    }
    let mut frame = NativeFrame::new(one_iterator, args.pos[1..].to_vec());
    frame.n = 1;
    iterators(cx, frame)
}

fn filter<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    args::between(cx, "filter", args, 1, (2, 2))?;
    let flow = get_iter(cx, args.pos[2]);
    and_then(cx, flow, NativeFrame::new(filter_over, vec![args.pos[1]]))
}

fn filter_over<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let inner = result?;
    made(
        cx,
        Iter::Filter {
            predicate: frame.vals[0],
            inner,
        },
    )
}

fn reversed<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    class_argument(cx, "reversed", args)?;
    args::between(cx, "reversed", args, 1, (1, 1))?;
    let value = args.pos[1];
    let name = cx.mem.intern("__reversed__");
    let class = cx.type_of(value);
    if let Some(method) = super::find_method(cx.mem, class, name) {
        return Flow::tail(method, &[value]);
    }
    if overrides(cx.mem, value, "__getitem__").is_some()
        && let Some(len) = overrides(cx.mem, value, "__len__")
    {
        return Flow::call(len, &[value], NativeFrame::new(reverse_items, vec![value]));
    }
    let inner = unwrap(cx.mem, value);
    let is_sequence = match inner.obj().map(|id| cx.mem.get(id)) {
        Some(object) => matches!(
            object.body,
            Body::List(_) | Body::Tuple(_) | Body::Str(_) | Body::Bytes(_) | Body::ByteArray(_)
        ),
        None => false,
    };
    match sequence::len(cx.mem, inner) {
        Some(len) if is_sequence => made(
            cx,
            Iter::Reversed {
                of: inner,
                next: len as i64 - 1,
            },
        ),
        _ => {
            let name = cx.type_name(value);
            Err(cx.type_error(format!("'{name}' object is not reversible")))
        }
    }
}

fn reverse_items<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let len = super::compare::length_answer(cx, result?)?;
    made(
        cx,
        Iter::Reversed {
            of: frame.vals[0],
            next: len - 1,
        },
    )
}

fn slice<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    args::between(cx, "slice", args, 1, (1, 3))?;
    let none = Value::None;
    let parts = match args.pos[1..] {
        [stop] => [none, stop, none],
        [start, stop] => [start, stop, none],
        [start, stop, step] => [start, stop, step],
        _ => unreachable!("one to three arguments"),
    };
    Ok(Flow::Value(cx.alloc(Body::Slice(Box::new(parts)))))
}

fn slice_part<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, at: usize) -> NativeResult<M> {
    let [slice] = args::exact(cx, "slice", args, 0)?;
    let parts = sequence::slice_parts(cx.mem, slice);
    Ok(Flow::Value(parts.map_or(Value::None, |parts| parts[at])))
}

fn slice_start<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    slice_part(cx, args, 0)
}

fn slice_stop<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    slice_part(cx, args, 1)
}

fn slice_step<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    slice_part(cx, args, 2)
}

fn slice_indices<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [slice, length] = args::exact(cx, "slice.indices", args, 1)?;
    let Ok(length) = usize::try_from(args::index(cx, length)?) else {
        return Err(cx.value_error("length should not be negative"));
    };
    let parts = sequence::slice_parts(cx.mem, slice).unwrap_or([Value::None; 3]);
    let span = sequence::span(cx, parts, length)?;
    let numbers = [span.start, span.stop, span.step].map(Value::Int);
    Ok(Flow::Value(cx.tuple(numbers)))
}
