//! Owns how native functions that wait for Python code are put together: one that waits inside another.
//! Owns no waiting itself: the interpreter runs the calls.

use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::value::Value;

/// `flow`, whose result then goes to `outer`. `flow` must not be finished: a loop handles
/// `Flow::Value` itself, so that a million native steps do not nest.
pub(crate) fn after<M: Memory>(flow: Flow<M>, outer: Box<NativeFrame<M>>) -> Flow<M> {
    match flow {
        Flow::Value(_) => unreachable!("a finished flow has nothing to wait for"),
        Flow::Call { callee, args, then } => Flow::Call {
            callee,
            args,
            then: Some(join(then, outer)),
        },
        Flow::Ask { ask, then } => Flow::Ask {
            ask,
            then: Some(join(then, outer)),
        },
    }
}

/// `flow`, and then `outer` with its result (or its exception).
pub(crate) fn and_then<M: Memory>(
    cx: &mut Cx<'_, M>,
    flow: NativeResult<M>,
    outer: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    match flow {
        Ok(Flow::Value(value)) => (outer.step)(cx, outer, Ok(value)),
        Err(raise) => (outer.step)(cx, outer, Err(raise)),
        Ok(waiting) => Ok(after(waiting, outer)),
    }
}

/// Hands a result to the frame that waits for it, or to the caller when there is none.
pub(crate) fn hand_to<M: Memory>(
    cx: &mut Cx<'_, M>,
    then: Option<Box<NativeFrame<M>>>,
    value: Value,
) -> NativeResult<M> {
    match then {
        Some(frame) => (frame.step)(cx, frame, Ok(value)),
        None => Ok(Flow::Value(value)),
    }
}

/// `inner` (a list of frames by their `then`) followed by `outer`, behind a frame that remembers how
/// many of them are the inner ones.
fn join<M: Memory>(
    inner: Option<Box<NativeFrame<M>>>,
    outer: Box<NativeFrame<M>>,
) -> Box<NativeFrame<M>> {
    let Some(mut inner) = inner else {
        return outer;
    };
    let mut length = 1;
    let mut last = &mut inner;
    while last.then.is_some() {
        length += 1;
        last = last.then.as_mut().expect("just tested");
    }
    last.then = Some(outer);
    let mut head = NativeFrame::new(step, Vec::new());
    head.n = length;
    head.then = Some(inner);
    head
}

fn step<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut head: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let mut inner = head.then.take().expect("the joined frames");
    let mut last = &mut inner;
    for _ in 1..head.n {
        last = last.then.as_mut().expect("as many frames as were joined");
    }
    let outer = last.then.take().expect("the outer frame is last");
    let flow = (inner.step)(cx, inner, result);
    and_then(cx, flow, outer)
}
