//! Owns how native machines (picklers, encoders) wait: their state rests in the heap while Python code that
//! they called runs.

use std::any::Any;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, StepFn};
use crate::vm::object::Ext;
use crate::vm::types;
use crate::vm::value::Value;

use super::kit;

/// The state of a machine: plain data that can be copied, and the values in it found.
pub(super) trait State: Clone + std::fmt::Debug + Send + Sync + 'static {
    fn values(&self, visit: &mut dyn FnMut(Value));
    fn bytes(&self) -> usize;
}

/// A state at rest in the heap.
#[derive(Clone, Debug)]
struct Resting<S: State>(Option<Box<S>>);

impl<S: State> Ext for Resting<S> {
    fn class(&self) -> ObjId {
        types::OBJECT
    }
    fn clone_box(&self) -> Box<dyn Ext> {
        Box::new(self.clone())
    }
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        if let Some(state) = &self.0 {
            state.values(visit);
        }
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
    fn heap_bytes(&self) -> usize {
        self.0.as_ref().map_or(0, |state| state.bytes())
    }
}

/// Lets a machine wait for a call; `step` gets the frame whose first value [`wake`] takes the state from.
pub(super) fn wait<S: State, M: Memory>(
    cx: &mut Cx<'_, M>,
    state: Box<S>,
    flow: Flow<M>,
    step: StepFn<M>,
) -> NativeResult<M> {
    let resting = kit::instance(cx, Resting(Some(state)));
    Ok(types::flow::after(
        flow,
        NativeFrame::new(step, vec![resting]),
    ))
}

/// The state a machine waits with.
pub(super) fn wake<S: State, M: Memory>(cx: &mut Cx<'_, M>, frame: &NativeFrame<M>) -> Box<S> {
    kit::ext_of(cx, frame.vals[0], |resting: &mut Resting<S>| {
        resting.0.take()
    })
    .flatten()
    .expect("the frame of a waiting machine holds its state")
}
