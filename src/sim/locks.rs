//! Owns `threading.Lock` under contention: CPython 3.14's PyMutex and parking lot (Python/lock.c,
//! Python/parking_lot.c): first in, first out, barging allowed for a millisecond, then handed over. What
//! differs when the lock is a semaphore is in `semaphores`.
//! Owns no uncontended acquire: that is `_thread`'s own affair and costs no release of the GIL; and not what
//! the trace shows of locks (that is `lock_lanes`).

use std::collections::{BTreeMap, VecDeque};

use super::Sim;
use super::lock_lanes::Lanes;
use super::machine;
use super::thread::{LockWait, Op, Outcome};
use crate::base::{InterpreterId, ObjId, ThreadId, VirtualDuration};
use crate::runtime::LockRule;
use crate::trace::{BlockReason, DetachReason, SchedState, Trace, WakeCause};
use crate::vm::cx::Notice;
use crate::vm::memory::Memory;
use crate::vm::object::{Body, Lock};
use crate::vm::value::Value;

/// Who waits for which lock, and what the trace shows of locks.
#[derive(Clone, Debug, Default)]
pub(super) struct Locks {
    pub(super) parked: BTreeMap<(InterpreterId, ObjId), VecDeque<ThreadId>>,
    pub(super) lanes: Lanes,
}

impl Sim {
    pub(super) fn lock(&self, thread: ThreadId, id: ObjId) -> &Lock {
        match &self.mem(thread).get(id).body {
            Body::Lock(lock) => lock,
            _ => panic!("only locks are waited for"),
        }
    }

    /// Whether threads sleep for the lock.
    pub(super) fn is_awaited(&self, thread: ThreadId, id: ObjId) -> bool {
        self.lock(thread, id).parked
    }

    fn lock_mut(&mut self, thread: ThreadId, id: ObjId) -> &mut Lock {
        match &mut self.mem_mut(thread).get_mut(id).body {
            Body::Lock(lock) => lock,
            _ => panic!("only locks are waited for"),
        }
    }

    fn rule(&self, thread: ThreadId, lock: ObjId) -> LockRule {
        let primitives = self.config.runtime.primitives;
        if self.is_directed() {
            // Nobody takes a lock but in its turn: which thread is faster is a decision.
            LockRule::ParkingLot
        } else if self.lock(thread, lock).reentrant {
            primitives.rlock
        } else {
            primitives.lock
        }
    }

    /// `_PyMutex_LockTimed` or `sem_wait` of a lock that others have or wait for.
    pub(super) fn acquire(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        lock: ObjId,
        timeout: Option<VirtualDuration>,
    ) {
        if !self.is_yielding(thread) && self.take(trace, thread, lock) {
            self.threads[thread.index()].spun = 0;
            return self.answer(thread, Value::Bool(true));
        }
        if timeout == Some(VirtualDuration::ZERO) {
            return self.answer(thread, Value::Bool(false));
        }
        let parks = self.rule(thread, lock) == LockRule::ParkingLot;
        if parks && self.spins(trace, thread, lock, timeout) {
            return;
        }
        let wait = LockWait {
            lock,
            id: self.lock(thread, lock).id,
            rule: self.rule(thread, lock),
            fair_at: self.now + machine::TIME_TO_BE_FAIR,
            until: timeout.map(|d| self.now + d),
            outcome: Outcome::Parked,
        };
        self.enqueue(trace, thread, wait);
    }

    /// Takes the lock if it is free.
    pub(super) fn take(&mut self, trace: &mut Trace, thread: ThreadId, lock: ObjId) -> bool {
        self.journal_change(thread, lock);
        let state = self.lock_mut(thread, lock);
        if state.holder.is_some() {
            return false;
        }
        state.holder = Some(thread);
        state.depth = 1;
        let id = state.id;
        self.show_taken(trace, thread, id);
        true
    }

    /// Into the queue first, then out of the interpreter.
    fn enqueue(&mut self, trace: &mut Trace, thread: ThreadId, wait: LockWait) {
        self.join_queue(thread, wait.lock);
        let id = self.show_contended(trace, thread, wait.lock);
        let wait = LockWait { id, ..wait };
        self.let_go(trace, thread, Op::Lock(wait), DetachReason::Blocking);
    }

    pub(super) fn join_queue(&mut self, thread: ThreadId, lock: ObjId) {
        let key = (self.threads[thread.index()].home, lock);
        self.lock_mut(thread, lock).parked = true;
        self.locks.parked.entry(key).or_default().push_back(thread);
    }

    fn is_queued(&self, thread: ThreadId, lock: ObjId) -> bool {
        let key = (self.threads[thread.index()].home, lock);
        let queue = self.locks.parked.get(&key);
        queue.is_some_and(|queue| queue.contains(&thread))
    }

    /// Detached: waits, unless the lock has been released meanwhile.
    pub(super) fn park(&mut self, trace: &mut Trace, thread: ThreadId, wait: LockWait) {
        if wait.outcome != Outcome::Parked {
            return;
        }
        // After a signal's handler a wait begins anew, too.
        if wait.rule == LockRule::Semaphore || !self.is_queued(thread, wait.lock) {
            return self.wait_for_post(trace, thread, wait);
        }
        if let Some(until) = wait.until {
            self.sleep_until(thread, until);
        }
        self.block(trace, thread, self.lock_reason(thread, &wait));
    }

    pub(super) fn lock_reason(&self, thread: ThreadId, wait: &LockWait) -> BlockReason {
        if self.lock(thread, wait.lock).network {
            BlockReason::Network
        } else {
            BlockReason::Lock(wait.id)
        }
    }

    /// The wait timed out: out of the queue.
    pub(super) fn unpark_late(&mut self, thread: ThreadId) {
        let Some(Op::Lock(wait)) = &mut self.threads[thread.index()].op else {
            return;
        };
        wait.outcome = Outcome::TimedOut;
        let lock = wait.lock;
        let home = self.threads[thread.index()].home;
        if let Some(queue) = self.locks.parked.get_mut(&(home, lock)) {
            queue.retain(|t| *t != thread);
        }
        self.forget_empty(thread, lock);
    }

    /// A signal ends the wait: out of the queue, too.
    pub(super) fn leave_lock(&mut self, thread: ThreadId, home: InterpreterId, lock: ObjId) {
        if let Some(queue) = self.locks.parked.get_mut(&(home, lock)) {
            queue.retain(|t| *t != thread);
        }
        self.forget_empty(thread, lock);
    }

    fn forget_empty(&mut self, thread: ThreadId, lock: ObjId) {
        let key = (self.threads[thread.index()].home, lock);
        if self.locks.parked.get(&key).is_none_or(VecDeque::is_empty) {
            self.locks.parked.remove(&key);
            self.lock_mut(thread, lock).parked = false;
        }
    }

    /// Attached again after a wait.
    pub(super) fn unparked(&mut self, trace: &mut Trace, thread: ThreadId, wait: LockWait) {
        match wait.outcome {
            Outcome::HandedOff => self.answer(thread, Value::Bool(true)),
            Outcome::TimedOut => self.answer(thread, Value::Bool(false)),
            Outcome::Woken | Outcome::Parked => {
                if self.take(trace, thread, wait.lock) {
                    return self.answer(thread, Value::Bool(true));
                }
                let outcome = Outcome::Parked;
                self.enqueue(trace, thread, LockWait { outcome, ..wait });
            }
        }
    }

    /// `_PyMutex_TryUnlock` or `sem_post` of a lock that threads wait for.
    pub(super) fn release(&mut self, trace: &mut Trace, thread: ThreadId, lock: ObjId) {
        self.answer(thread, Value::None);
        self.journal_change(thread, lock);
        let home = self.threads[thread.index()].home;
        let id = self.lock(thread, lock).id;
        self.record(trace, self.now, thread, Notice::Released(id));
        let state = self.lock_mut(thread, lock);
        state.holder = None;
        state.depth = 0;
        if self.rule(thread, lock) == LockRule::Semaphore {
            return self.post(trace, thread, lock);
        }
        let waiter = self
            .locks
            .parked
            .get_mut(&(home, lock))
            .and_then(VecDeque::pop_front);
        self.forget_empty(thread, lock);
        let Some(waiter) = waiter else { return };
        let now = self.now;
        let Some(Op::Lock(wait)) = &mut self.threads[waiter.index()].op else {
            panic!("a parked thread waits for a lock")
        };
        if now > wait.fair_at {
            wait.outcome = Outcome::HandedOff;
            self.take(trace, waiter, lock);
        } else {
            wait.outcome = Outcome::Woken;
        }
        let system = self.config.system();
        self.threads[thread.index()].burst += system.unpark;
        if let SchedState::Blocked(BlockReason::Lock(_) | BlockReason::Network) =
            self.threads[waiter.index()].sched
        {
            self.threads[waiter.index()].burst += system.park;
            self.wake(trace, thread, waiter, WakeCause::LockReleased);
        }
    }
}
