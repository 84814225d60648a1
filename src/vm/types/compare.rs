//! Owns comparison and truth where Python code takes part: `__eq__`, `__lt__`, `__bool__`, … of user
//! classes, also inside containers. What needs none is in `equality`.

use super::equality::{self, No};
use super::flow::{after, and_then};
use super::{keyed, overrides, sequence, truth, unwrap};
use crate::bytecode::CompareOp;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::value::Value;

pub(crate) fn too_deep<M: Memory>(cx: &mut Cx<'_, M>) -> Raise {
    cx.raise(
        super::RECURSION_ERROR,
        "maximum recursion depth exceeded in comparison",
    )
}

const METHODS: [&str; 6] = ["__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"];

fn reflected(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
        same => same,
    }
}

/// `a op b` as Python means it, whatever the operands are. The result need not be a bool.
pub fn compare<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: CompareOp,
    a: Value,
    b: Value,
) -> NativeResult<M> {
    match equality::compare(cx.mem, op, a, b) {
        Ok(answer) => Ok(Flow::Value(answer.into())),
        Err(No::TooDeep) => Err(too_deep(cx)),
        // Lists and tuples name the items that have no order, not themselves.
        Err(No::Unsupported) => compare_contents(cx, op, a, b),
        Err(No::Python) => compare_in_python(cx, op, a, b),
    }
}

fn unsupported<M: Memory>(cx: &mut Cx<'_, M>, op: CompareOp, a: Value, b: Value) -> Raise {
    let (a, b) = (cx.type_name(a), cx.type_name(b));
    let sign = op.text();
    cx.type_error(format!(
        "'{sign}' not supported between instances of '{a}' and '{b}'"
    ))
}

/// One call to try: method, receiver, argument, whether the answer is inverted.
type Attempt = [Value; 4];

fn attempt<M: Memory>(mem: &M, op: CompareOp, a: Value, b: Value) -> Option<Attempt> {
    if let Some(method) = overrides(mem, a, METHODS[op as usize]) {
        return Some([method, a, b, false.into()]);
    }
    if op == CompareOp::Ne {
        let method = overrides(mem, a, "__eq__")?;
        return Some([method, a, b, true.into()]);
    }
    None
}

fn compare_in_python<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: CompareOp,
    a: Value,
    b: Value,
) -> NativeResult<M> {
    let first = attempt(cx.mem, op, a, b);
    let second = attempt(cx.mem, reflected(op), b, a);
    let (ta, tb) = (cx.type_of(a), cx.type_of(b));
    let swapped = ta != tb && super::is_subclass(cx.mem, tb, ta) && second.is_some();
    let attempts = if swapped {
        [second, first]
    } else {
        [first, second]
    };
    let mut vals = vec![Value::Int(op as i64), a, b];
    attempts.iter().flatten().for_each(|call| vals.extend(call));
    if vals.len() == 3 {
        return compare_contents(cx, op, a, b);
    }
    let mut frame = NativeFrame::new(answered, vals);
    frame.n = 3;
    let call = &frame.vals[3..6];
    let (method, args) = (call[0], [call[1], call[2]]);
    Flow::call(method, &args, frame)
}

fn answered<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let answer = result?;
    let at = frame.n as usize;
    if answer != Value::NotImplemented {
        if frame.vals[at + 3] == Value::Bool(false) {
            return Ok(Flow::Value(answer));
        }
        let flow = truth_of(cx, answer);
        return and_then(cx, flow, NativeFrame::new(inverted, Vec::new()));
    }
    if let Some(call) = frame.vals.get(at + 4..at + 7) {
        let (method, args) = (call[0], [call[1], call[2]]);
        frame.n += 4;
        return Flow::call(method, &args, frame);
    }
    let op = CompareOp::from_arg(match frame.vals[0] {
        Value::Int(op) => op as u32,
        _ => unreachable!("the operator"),
    });
    let (a, b) = (frame.vals[1], frame.vals[2]);
    match op {
        CompareOp::Eq => Ok(Flow::Value(a.is(b).into())),
        CompareOp::Ne => Ok(Flow::Value((!a.is(b)).into())),
        _ => Err(unsupported(cx, op, a, b)),
    }
}

pub(crate) fn inverted<M: Memory>(
    _cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    Ok(Flow::Value((result? == Value::Bool(false)).into()))
}

/// Containers of the same kind whose items compare in Python.
fn compare_contents<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: CompareOp,
    a: Value,
    b: Value,
) -> NativeResult<M> {
    let (a, b) = (unwrap(cx.mem, a), unwrap(cx.mem, b));
    let what = |cx: &Cx<'_, M>, v: Value| {
        v.obj().map(|id| match &cx.mem.get(id).body {
            Body::Dict(_) => 'd',
            Body::Set(_) | Body::FrozenSet(_) => 's',
            Body::List(_) => 'l',
            Body::Tuple(_) => 't',
            _ => '?',
        })
    };
    let kinds = (what(cx, a), what(cx, b));
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    match kinds {
        (Some('d'), Some('d')) if equality => keyed::compare_dicts(cx, op, a, b),
        (Some('s'), Some('s')) => super::set::compare_flow(cx, op, a, b),
        (Some('l'), Some('l')) | (Some('t'), Some('t')) => {
            let (n, m) = (sequence::len(cx.mem, a), sequence::len(cx.mem, b));
            if equality && n != m {
                return Ok(Flow::Value((op == CompareOp::Ne).into()));
            }
            let frame = NativeFrame::new(item_compared, vec![Value::Int(op as i64), a, b]);
            compare_items(cx, frame)
        }
        _ if equality => Ok(Flow::Value((a.is(b) == (op == CompareOp::Eq)).into())),
        _ => Err(unsupported(cx, op, a, b)),
    }
}

/// Looks for the first items that differ, from `n` on.
fn compare_items<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let op = CompareOp::from_arg(match frame.vals[0] {
        Value::Int(op) => op as u32,
        _ => unreachable!("the operator"),
    });
    let (a, b) = (frame.vals[1], frame.vals[2]);
    loop {
        let at = frame.n as usize;
        let (Some(x), Some(y)) = (item(cx.mem, a, at), item(cx.mem, b, at)) else {
            let order = sequence::len(cx.mem, a).cmp(&sequence::len(cx.mem, b));
            return Ok(Flow::Value(equality::holds(op, order).into()));
        };
        if !x.is(y) {
            match equal_flow(cx, x, y)? {
                Flow::Value(Value::Bool(true)) => {}
                Flow::Value(_) => return differ(cx, op, x, y),
                waiting => return Ok(after(waiting, frame)),
            }
        }
        frame.n += 1;
    }
}

fn item<M: Memory>(mem: &M, sequence: Value, at: usize) -> Option<Value> {
    match &mem.get(sequence.obj()?).body {
        Body::List(items) => items.get(at).copied(),
        Body::Tuple(items) => items.get(at).copied(),
        _ => None,
    }
}

fn differ<M: Memory>(cx: &mut Cx<'_, M>, op: CompareOp, x: Value, y: Value) -> NativeResult<M> {
    match op {
        CompareOp::Eq => Ok(Flow::Value(false.into())),
        CompareOp::Ne => Ok(Flow::Value(true.into())),
        _ => compare(cx, op, x, y),
    }
}

fn item_compared<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let at = frame.n as usize;
    if result? != Value::Bool(true) {
        let op = CompareOp::from_arg(match frame.vals[0] {
            Value::Int(op) => op as u32,
            _ => unreachable!("the operator"),
        });
        let pair = (
            item(cx.mem, frame.vals[1], at),
            item(cx.mem, frame.vals[2], at),
        );
        if let (Some(x), Some(y)) = pair {
            return differ(cx, op, x, y);
        }
    }
    frame.n += 1;
    compare_items(cx, frame)
}

/// Whether `a == b`, as a bool.
pub fn equal_flow<M: Memory>(cx: &mut Cx<'_, M>, a: Value, b: Value) -> NativeResult<M> {
    compare_bool(cx, CompareOp::Eq, a, b)
}

/// Whether `a op b`, as a bool.
pub fn compare_bool<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: CompareOp,
    a: Value,
    b: Value,
) -> NativeResult<M> {
    match compare(cx, op, a, b)? {
        done @ Flow::Value(Value::Bool(_)) => Ok(done),
        Flow::Value(other) => truth_of(cx, other),
        waiting => Ok(after(waiting, NativeFrame::new(to_bool, Vec::new()))),
    }
}

pub(crate) fn to_bool<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let value = result?;
    truth_of(cx, value)
}

/// `bool(value)`, by `__bool__` or `__len__` where a class has them.
pub fn truth_of<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    if let Some(answer) = truth(cx.mem, value) {
        return Ok(Flow::Value(answer.into()));
    }
    if let Some(method) = overrides(cx.mem, value, "__bool__") {
        return Flow::call(
            method,
            &[value],
            NativeFrame::new(bool_answered, Vec::new()),
        );
    }
    let method = overrides(cx.mem, value, "__len__").expect("truth() saw one of the two");
    Flow::call(method, &[value], NativeFrame::new(len_answered, Vec::new()))
}

fn bool_answered<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    match result? {
        done @ Value::Bool(_) => Ok(Flow::Value(done)),
        other => {
            let given = cx.type_name(other);
            Err(cx.type_error(format!("__bool__ should return bool, returned {given}")))
        }
    }
}

fn len_answered<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let length = length_answer(cx, result?)?;
    Ok(Flow::Value((length != 0).into()))
}

/// Checks what a `__len__` returned.
pub(crate) fn length_answer<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<i64, Raise> {
    let length = super::args::index(cx, value)?;
    if length < 0 {
        return Err(cx.value_error("__len__() should return >= 0"));
    }
    Ok(length)
}
