//! Owns `threading.Lock` under contention: CPython 3.14's PyMutex and parking lot (Python/lock.c,
//! Python/parking_lot.c): first in, first out, barging allowed for a millisecond, then handed over. What
//! differs when the lock is a semaphore is in `semaphores`.
//! Owns no uncontended acquire: that is `_thread`'s own affair and costs no release of the GIL. Also
//! owns which locks get lanes.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::Sim;
use super::machine;
use super::thread::{LockWait, Op, Outcome};
use crate::base::{InterpreterId, LockId, ObjId, ThreadId, VirtualDuration, VirtualTime};
use crate::runtime::LockRule;
use crate::trace::{BlockReason, DetachReason, EventKind, LockKind, SchedState, Trace, WakeCause};
use crate::vm::cx::Notice;
use crate::vm::memory::{Heap, Memory};
use crate::vm::object::{Body, Lock, Payload};
use crate::vm::value::Value;

/// After this many takings and releases of locks nobody waited for, only contended ones are recorded:
/// a lock taken a million times would fill the trace with what no screen can show.
const RECORDED: usize = 200_000;

/// Elements of a list or tuple that are looked at for the name of a lock: a program with a list of a
/// hundred thousand threads has no lock in it.
const ELEMENTS: usize = 64;

/// Every interpreter numbers its locks from 1; lanes of others than the first are numbered from here.
const FOREIGN: u32 = 1 << 31;

/// Who waits for which lock, and what the trace shows of locks.
#[derive(Clone, Debug, Default)]
pub(super) struct Locks {
    pub(super) parked: BTreeMap<(InterpreterId, ObjId), VecDeque<ThreadId>>,
    lanes: BTreeMap<(InterpreterId, LockId), Lane>,
    /// Lanes of other interpreters than the first.
    foreign: u32,
    recorded: usize,
}

/// What the trace shows of a lock; locks of the library that nobody ever waited for show nothing.
#[derive(Clone, Debug)]
enum Lane {
    Hidden,
    Shown {
        lane: LockId,
        holder: Option<ThreadId>,
    },
}

impl Locks {
    /// The number of a lane beside those that the first interpreter gives its locks itself.
    pub(super) fn new_lane(&mut self) -> LockId {
        self.foreign += 1;
        LockId(FOREIGN + self.foreign)
    }
}

impl Sim {
    /// The lane of a lock, when it has one.
    fn lane_of(&self, thread: ThreadId, lock: LockId) -> Option<LockId> {
        let key = (self.threads[thread.index()].home, lock);
        match self.locks.lanes.get(&key) {
            Some(Lane::Shown { lane, .. }) => Some(*lane),
            _ => None,
        }
    }

    fn lock(&self, thread: ThreadId, id: ObjId) -> &Lock {
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
        if self.take(trace, thread, lock) {
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
        self.record(trace, self.now, thread, Notice::Acquired(id));
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
            let slack = self.noise.around(machine::WAIT_SLACK, 100);
            self.set_timer(thread, until + slack);
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

    /// Records what the interpreter noticed.
    pub(super) fn record(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        thread: ThreadId,
        notice: Notice,
    ) {
        let (lock, holder) = match notice {
            Notice::Acquired(lock) => (lock, Some(thread)),
            Notice::Released(lock) => (lock, None),
            Notice::Native => return self.begin_native(trace, at, thread),
            Notice::Mark(text) => return self.emit_at(trace, at, thread, EventKind::Mark { text }),
        };
        if !self.is_shown(trace, at, thread, lock) || self.locks.recorded > RECORDED {
            return;
        }
        self.locks.recorded += 1;
        self.show_holder(trace, at, thread, lock, holder);
    }

    fn show_holder(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        by: ThreadId,
        lock: LockId,
        holder: Option<ThreadId>,
    ) {
        let key = (self.threads[by.index()].home, lock);
        let Some(Lane::Shown {
            lane,
            holder: shown,
        }) = self.locks.lanes.get_mut(&key)
        else {
            return;
        };
        let lock = *lane;
        if *shown == holder {
            return;
        }
        *shown = holder;
        let (who, kind) = match holder {
            Some(holder) => (holder, EventKind::Acquired { lock }),
            None => (by, EventKind::Released { lock }),
        };
        self.emit_at(trace, at, who, kind);
    }

    /// A thread begins to wait: the lock has a lane from now on, with its holder in it.
    fn show_contended(&mut self, trace: &mut Trace, thread: ThreadId, lock: ObjId) -> LockId {
        let state = self.lock(thread, lock);
        let (id, holder, reentrant) = (state.id, state.holder, state.reentrant);
        if !self.is_shown(trace, self.now, thread, id) {
            self.create_lane(trace, self.now, thread, id, reentrant, "".into());
        }
        self.show_holder(trace, self.now, thread, id, holder);
        self.lane_of(thread, id).unwrap_or(id)
    }

    /// Whether the lock has a lane; the first time it is met, whether the program has a name for it.
    fn is_shown(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        thread: ThreadId,
        lock: LockId,
    ) -> bool {
        let key = (self.threads[thread.index()].home, lock);
        if let Some(lane) = self.locks.lanes.get(&key) {
            return matches!(lane, Lane::Shown { .. });
        }
        match self.name_in_program(thread, lock) {
            Some((name, reentrant)) => {
                self.create_lane(trace, at, thread, lock, reentrant, name.into());
                true
            }
            None => {
                self.locks.lanes.insert(key, Lane::Hidden);
                false
            }
        }
    }

    fn create_lane(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        thread: ThreadId,
        lock: LockId,
        reentrant: bool,
        name: Arc<str>,
    ) {
        let kind = if reentrant {
            LockKind::RLock
        } else {
            LockKind::Lock
        };
        let home = self.threads[thread.index()].home;
        let lane = if home == InterpreterId(0) {
            lock
        } else {
            self.locks.new_lane()
        };
        let name = match &*name {
            "" => name,
            name => self.lane_name(home, name),
        };
        let shown = Lane::Shown { lane, holder: None };
        self.locks.lanes.insert((home, lock), shown);
        let lock = lane;
        self.emit_at(
            trace,
            at,
            thread,
            EventKind::LockCreated { lock, kind, name },
        );
    }

    /// The program named a lock.
    pub(super) fn name_lock(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        lock: LockId,
        reentrant: bool,
        name: Arc<str>,
    ) {
        if let Some(lock) = self.lane_of(thread, lock) {
            let name = self.lane_name(self.threads[thread.index()].home, &name);
            self.emit(trace, thread, EventKind::LockRenamed { lock, name });
        } else {
            self.create_lane(trace, self.now, thread, lock, reentrant, name);
        }
    }

    /// What the program calls the lock: a global, a local of a frame, an element or attribute of one.
    fn name_in_program(&self, thread: ThreadId, lock: LockId) -> Option<(String, bool)> {
        let names = self.home(thread).main_names().into_iter();
        let locals = self.user_locals(thread);
        names
            .chain(locals)
            .find_map(|(name, value)| self.find_lock(self.mem(thread), &name, value, lock, 1))
    }

    fn find_lock(
        &self,
        mem: &Heap,
        name: &str,
        value: Value,
        lock: LockId,
        depth: u32,
    ) -> Option<(String, bool)> {
        let inner = depth.checked_sub(1);
        let element = |at: usize, value: &Value| {
            self.find_lock(mem, &format!("{name}[{at}]"), *value, lock, inner?)
        };
        match &mem.get(value.obj()?).body {
            Body::Lock(found) if found.id == lock => Some((name.to_owned(), found.reentrant)),
            Body::List(items) if inner.is_some() => {
                let mut items = items.iter().take(ELEMENTS).enumerate();
                items.find_map(|(at, v)| element(at, v))
            }
            Body::Tuple(items) if inner.is_some() => {
                let mut items = items.iter().take(ELEMENTS).enumerate();
                items.find_map(|(at, v)| element(at, v))
            }
            Body::Instance(instance) if matches!(instance.payload, Payload::None) => {
                instance.attrs.iter().find_map(|(attr, value)| {
                    let attr = mem.symbol_text(attr);
                    self.find_lock(mem, &format!("{name}.{attr}"), value, lock, inner?)
                })
            }
            _ => None,
        }
    }
}
