//! Owns the free-threaded build (PEP 703, PEP 779): `take_gil` and `drop_gil` return at once, the switch
//! interval is kept and has no effect. What threads pay for sharing objects is in the cost table.

use super::model::{Attach, Detach, Poll, RuntimeCtx, RuntimeModel};
use crate::base::{ThreadId, VirtualDuration};
use crate::trace::DetachReason;

#[derive(Clone, Debug)]
pub struct FreeThreaded {
    interval: VirtualDuration,
}

impl FreeThreaded {
    pub fn new(interval: VirtualDuration) -> Self {
        Self { interval }
    }
}

impl RuntimeModel for FreeThreaded {
    fn attach(&mut self, _cx: &mut dyn RuntimeCtx, _thread: ThreadId) -> Attach {
        Attach::Attached
    }

    fn detach(&mut self, _cx: &mut dyn RuntimeCtx, _t: ThreadId, _why: DetachReason) -> Detach {
        Detach::Released
    }

    fn poll(&self, _thread: ThreadId) -> Poll {
        Poll::GoOn
    }

    fn timeout(&mut self, _cx: &mut dyn RuntimeCtx, thread: ThreadId) {
        panic!("{thread:?} never waits to attach in a free-threaded build");
    }

    fn switch_interval(&self) -> VirtualDuration {
        self.interval
    }

    fn set_switch_interval(&mut self, interval: VirtualDuration) {
        self.interval = interval;
    }

    fn holder(&self) -> Option<ThreadId> {
        None
    }

    fn clone_box(&self) -> Box<dyn RuntimeModel> {
        Box::new(self.clone())
    }
}
