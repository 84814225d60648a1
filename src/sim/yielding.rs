//! Owns what a thread of a free-threaded build does before it sleeps for a lock: it yields its core, again
//! and again. Alone on the core that takes microseconds; beside threads that compute the scheduler lets
//! each of them have so much more that it takes many milliseconds.
//! Owns neither the lock's queue (`locks`) nor the run queues (`cores`).

use super::Sim;
use super::machine;
use super::thread::Next;
use crate::base::{CoreId, ObjId, ThreadId, VirtualDuration};
use crate::trace::{SchedState, Trace};
use crate::vm::interp::Stop;
use crate::vm::native::Ask;

impl Sim {
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
        let t = &mut self.threads[thread.index()];
        if !parallel || std::mem::take(&mut t.spun) || self.is_awaited(thread, lock) {
            return false;
        }
        let t = &mut self.threads[thread.index()];
        t.spun = true;
        t.next = Next::Handle(Stop::Ask(Ask::AcquireLock { lock, timeout }));
        let Some(core) = self.core_of(thread) else {
            panic!("only a thread on a core can yield it")
        };
        if self.cores[core.index()].queue.is_empty() {
            self.threads[thread.index()].burst +=
                VirtualDuration(machine::YIELD.nanos() * machine::SPINS);
        } else {
            self.yield_core(trace, thread, core);
        }
        true
    }

    /// The thread lets those in its core's queue go first, for all its slices together.
    fn yield_core(&mut self, trace: &mut Trace, thread: ThreadId, core: CoreId) {
        self.account(core);
        self.cores[core.index()].current = None;
        self.set_sched(trace, thread, SchedState::Runnable);
        let others = self.cores[core.index()].queue.len() as u64;
        let later = machine::YIELDED_SLICE.nanos() * machine::SPINS * others;
        let until = self.now + VirtualDuration(later);
        self.cores[core.index()].yielded.push_back((until, thread));
        self.dispatch(trace, core);
        self.tick_later(core);
    }

    /// Those whose time has come are in the queue again, in front.
    pub(super) fn readmit(&mut self, core: CoreId) {
        let now = self.now;
        let place = &mut self.cores[core.index()];
        while let Some(at) = place.yielded.iter().position(|(until, _)| *until <= now) {
            if let Some((_, thread)) = place.yielded.remove(at) {
                place.queue.push_front(thread);
            }
        }
    }

    /// Nobody else wants to run: the thread that has yielded longest ago.
    pub(super) fn unyield(&mut self) -> Option<ThreadId> {
        let waiting = |place: &&mut super::cores::Core| !place.yielded.is_empty();
        let mut places = self.cores.iter_mut().filter(waiting);
        let place = places.next()?;
        place.yielded.pop_front().map(|(_, thread)| thread)
    }
}
