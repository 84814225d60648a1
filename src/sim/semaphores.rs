//! Owns `threading.Lock` made of a POSIX semaphore (CPython up to 3.12, and RLock up to 3.13:
//! Python/thread_pthread.h, nptl/sem_waitcommon.c): a thread that waits tries for the lock on its own
//! core, without the GIL, and sleeps again when another was faster. Owns no lane and no parking lot:
//! `locks` does.

use super::Sim;
use super::thread::{LockWait, Op, Outcome};
use crate::base::{ObjId, ThreadId};
use crate::trace::{AttachState, BlockReason, SchedState, Trace, WakeCause};

impl Sim {
    /// Detached: `sem_wait`. A thread that gets the lock here owns it before it has the GIL again.
    pub(super) fn wait_for_post(&mut self, trace: &mut Trace, thread: ThreadId, wait: LockWait) {
        let home = self.threads[thread.index()].home;
        if self.take(trace, thread, wait.lock) {
            let outcome = Outcome::HandedOff;
            self.threads[thread.index()].op = Some(Op::Lock(LockWait { outcome, ..wait }));
            return self.leave_lock(thread, home, wait.lock);
        }
        // To the end of the futex's queue, wherever it was.
        self.leave_lock(thread, home, wait.lock);
        self.join_queue(thread, wait.lock);
        if let Some(until) = wait.until {
            self.sleep_until(thread, until);
        }
        self.block(trace, thread, self.lock_reason(thread, &wait));
    }

    /// `sem_post` of a lock that is free again. While anybody is registered as waiting it goes into the
    /// kernel, whether one sleeps there or all are on their way to try.
    pub(super) fn post(&mut self, trace: &mut Trace, thread: ThreadId, lock: ObjId) {
        let home = self.threads[thread.index()].home;
        let system = self.config.system();
        self.threads[thread.index()].burst += system.unpark;
        let sleeper = self.locks.parked.get(&(home, lock)).and_then(|queue| {
            let mut queue = queue.iter();
            queue.find(|waiter| self.sleeps_for_lock(**waiter)).copied()
        });
        if let Some(sleeper) = sleeper {
            self.threads[sleeper.index()].burst += system.park;
            self.wake(trace, thread, sleeper, WakeCause::LockReleased);
        }
    }

    fn sleeps_for_lock(&self, thread: ThreadId) -> bool {
        let t = &self.threads[thread.index()];
        t.attach == AttachState::Detached
            && matches!(
                t.sched,
                SchedState::Blocked(BlockReason::Lock(_) | BlockReason::Network)
            )
    }
}
