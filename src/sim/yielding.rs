//! Owns what a thread of a free-threaded build does before it sleeps for a lock: it yields its core, again
//! and again. Alone on the core that takes microseconds; beside threads that compute each of them has a
//! slice more every time, which takes many milliseconds.
//! Owns neither the lock's queue (`locks`) nor the run queues (`fair`).

use super::Sim;
use super::machine;
use super::thread::Next;
use crate::base::{ObjId, ThreadId, VirtualDuration};
use crate::trace::Trace;
use crate::vm::interp::Stop;
use crate::vm::native::Ask;

impl Sim {
    /// Whether the thread is yielding for a lock, which it does not look at meanwhile.
    pub(super) fn is_yielding(&self, thread: ThreadId) -> bool {
        (1..machine::SPINS).contains(&self.threads[thread.index()].spun)
    }

    /// Whether a thread that finds a lock busy yields first; it then tries again. Nobody does where
    /// others sleep for the lock already, and nobody does twice.
    pub(super) fn spins(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        lock: ObjId,
        timeout: Option<VirtualDuration>,
    ) -> bool {
        // Built without a GIL, even if it is on (lock.c: Py_GIL_DISABLED).
        let parallel = self.config.runtime.is_free_threaded_build();
        let done = self.threads[thread.index()].spun;
        if !parallel || done == machine::SPINS || done == 0 && self.is_awaited(thread, lock) {
            self.threads[thread.index()].spun = 0;
            return false;
        }
        let Some(core) = self.core_of(thread) else {
            panic!("only a thread on a core can yield it")
        };
        let alone = self.cores[core.index()].queue.is_lone();
        let times = if alone { machine::SPINS - done } else { 1 };
        let t = &mut self.threads[thread.index()];
        t.spun += times;
        t.burst += VirtualDuration(machine::YIELD.nanos() * times);
        t.next = Next::Handle(Stop::Ask(Ask::AcquireLock { lock, timeout }));
        if !alone {
            self.cores[core.index()].queue.forfeit(self.now);
            self.reschedule(trace, core);
        }
        true
    }
}
