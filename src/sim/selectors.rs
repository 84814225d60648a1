//! Owns waiting in an event loop's selector, and waking whoever waits there. Owns no event loop: those
//! are Python (`asyncio`).

use super::Sim;
use super::machine;
use super::thread::Op;
use crate::base::{ObjId, ThreadId, VirtualTime};
use crate::stdlib;
use crate::trace::{BlockReason, Trace, WakeCause};

impl Sim {
    /// Detached: epoll_wait(2), until the selector is signalled or the moment has come.
    pub(super) fn select(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        selector: ObjId,
        until: Option<VirtualTime>,
    ) {
        self.threads[thread.index()].burst += machine::EPOLL;
        if stdlib::is_signalled(self.mem(thread), selector)
            || until.is_some_and(|at| at <= self.now)
        {
            return;
        }
        if let Some(until) = until {
            self.sleep_until(thread, until);
        }
        let until = until.unwrap_or(VirtualTime::NEVER);
        self.block(trace, thread, BlockReason::Io { until });
    }

    /// Detached: a byte for the selector's pipe.
    pub(super) fn wake_selector(&mut self, trace: &mut Trace, thread: ThreadId, selector: ObjId) {
        let system = self.config.system();
        self.threads[thread.index()].burst += system.write;
        let waiting = self
            .threads
            .iter()
            .find(|t| {
                t.is_blocked()
                    && self.share_home(t.id, thread)
                    && matches!(t.op, Some(Op::Select { selector: s, .. }) if s == selector)
            })
            .map(|t| t.id);
        if let Some(waiting) = waiting {
            self.threads[waiting.index()].burst += system.park;
            self.wake(trace, thread, waiting, WakeCause::IoDone);
        }
    }
}
