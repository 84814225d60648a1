//! Owns how native functions that wait for Python code are put together: one that waits inside another.
//! Owns no waiting itself: the interpreter runs the calls.

use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult};
use crate::vm::value::Value;

/// `flow`, whose result then goes to `outer`. `flow` must not be finished: a loop handles
/// `Flow::Value` itself, so that a million native steps do not nest.
pub(crate) fn after<M: Memory>(flow: Flow<M>, outer: Box<NativeFrame<M>>) -> Flow<M> {
    match flow {
        Flow::Value(_) => unreachable!("a finished flow has nothing to wait for"),
        waiting => Flow::After {
            flow: Box::new(waiting),
            then: outer,
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
