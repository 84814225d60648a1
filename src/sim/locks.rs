//! Owns `threading.Lock` under contention: CPython 3.14's PyMutex and parking lot (Python/lock.c,
//! Python/parking_lot.c): first in, first out, barging allowed for a millisecond, then handed over.
//! Owns no uncontended acquire: that is `_thread`'s own affair and costs no release of the GIL. Also
//! owns which locks get lanes.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::Sim;
use super::machine;
use super::thread::{LockWait, Op, Outcome};
use crate::base::{LockId, ObjId, ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{BlockReason, DetachReason, EventKind, LockKind, SchedState, Trace, WakeCause};
use crate::vm::cx::Notice;
use crate::vm::memory::Memory;
use crate::vm::object::{Body, Lock, Payload};
use crate::vm::value::Value;

/// After this many takings and releases of locks nobody waited for, only contended ones are recorded:
/// a lock taken a million times would fill the trace with what no screen can show.
const RECORDED: usize = 200_000;

/// Elements of a list or tuple that are looked at for the name of a lock: a program with a list of a
/// hundred thousand threads has no lock in it.
const ELEMENTS: usize = 64;

/// Who waits for which lock, and what the trace shows of locks.
#[derive(Clone, Debug, Default)]
pub(super) struct Locks {
    parked: BTreeMap<ObjId, VecDeque<ThreadId>>,
    lanes: BTreeMap<LockId, Lane>,
    recorded: usize,
}

/// What the trace shows of a lock; locks of the library that nobody ever waited for show nothing.
#[derive(Clone, Debug)]
enum Lane {
    Hidden,
    Shown { holder: Option<ThreadId> },
}

impl Sim {
    fn lock(&self, id: ObjId) -> &Lock {
        match &self.mem.get(id).body {
            Body::Lock(lock) => lock,
            _ => panic!("only locks are waited for"),
        }
    }

    fn lock_mut(&mut self, id: ObjId) -> &mut Lock {
        match &mut self.mem.get_mut(id).body {
            Body::Lock(lock) => lock,
            _ => panic!("only locks are waited for"),
        }
    }

    /// `_PyMutex_LockTimed` of a lock that was busy a moment ago.
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
        let wait = LockWait {
            lock,
            id: self.lock(lock).id,
            fair_at: self.now + machine::TIME_TO_BE_FAIR,
            until: timeout.map(|d| self.now + d),
            outcome: Outcome::Parked,
        };
        self.enqueue(trace, thread, wait);
    }

    /// Takes the lock if it is free.
    fn take(&mut self, trace: &mut Trace, thread: ThreadId, lock: ObjId) -> bool {
        let state = self.lock_mut(lock);
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
        self.lock_mut(wait.lock).parked = true;
        self.locks
            .parked
            .entry(wait.lock)
            .or_default()
            .push_back(thread);
        self.show_contended(trace, thread, wait.lock);
        self.let_go(trace, thread, Op::Lock(wait), DetachReason::Blocking);
    }

    /// Detached: waits, unless the lock has been released meanwhile.
    pub(super) fn park(&mut self, trace: &mut Trace, thread: ThreadId, wait: LockWait) {
        if wait.outcome != Outcome::Parked {
            return;
        }
        if let Some(until) = wait.until {
            let slack = self.noise.around(machine::WAIT_SLACK, 100);
            self.set_timer(thread, until + slack);
        }
        self.block(trace, thread, BlockReason::Lock(wait.id));
    }

    /// The wait timed out: out of the queue.
    pub(super) fn unpark_late(&mut self, thread: ThreadId) {
        let Some(Op::Lock(wait)) = &mut self.threads[thread.index()].op else {
            return;
        };
        wait.outcome = Outcome::TimedOut;
        let lock = wait.lock;
        if let Some(queue) = self.locks.parked.get_mut(&lock) {
            queue.retain(|t| *t != thread);
        }
        self.forget_empty(lock);
    }

    fn forget_empty(&mut self, lock: ObjId) {
        if self.locks.parked.get(&lock).is_none_or(VecDeque::is_empty) {
            self.locks.parked.remove(&lock);
            self.lock_mut(lock).parked = false;
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

    /// `_PyMutex_TryUnlock` of a lock that threads wait for.
    pub(super) fn release(&mut self, trace: &mut Trace, thread: ThreadId, lock: ObjId) {
        self.answer(thread, Value::None);
        let id = self.lock(lock).id;
        self.record(trace, self.now, thread, Notice::Released(id));
        let state = self.lock_mut(lock);
        state.holder = None;
        state.depth = 0;
        let waiter = self
            .locks
            .parked
            .get_mut(&lock)
            .and_then(VecDeque::pop_front);
        self.forget_empty(lock);
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
        let system = self.config.runtime.system;
        self.threads[thread.index()].burst += system.unpark;
        if let SchedState::Blocked(BlockReason::Lock(_)) = self.threads[waiter.index()].sched {
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
        let Some(Lane::Shown { holder: shown }) = self.locks.lanes.get_mut(&lock) else {
            return;
        };
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
    fn show_contended(&mut self, trace: &mut Trace, thread: ThreadId, lock: ObjId) {
        let state = self.lock(lock);
        let (id, holder, reentrant) = (state.id, state.holder, state.reentrant);
        if !self.is_shown(trace, self.now, thread, id) {
            self.create_lane(trace, self.now, thread, id, reentrant, "".into());
        }
        self.show_holder(trace, self.now, thread, id, holder);
    }

    /// Whether the lock has a lane; the first time it is met, whether the program has a name for it.
    fn is_shown(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        thread: ThreadId,
        lock: LockId,
    ) -> bool {
        if let Some(lane) = self.locks.lanes.get(&lock) {
            return matches!(lane, Lane::Shown { .. });
        }
        match self.name_in_program(thread, lock) {
            Some((name, reentrant)) => {
                self.create_lane(trace, at, thread, lock, reentrant, name.into());
                true
            }
            None => {
                self.locks.lanes.insert(lock, Lane::Hidden);
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
        self.locks.lanes.insert(lock, Lane::Shown { holder: None });
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
        if let Some(Lane::Shown { .. }) = self.locks.lanes.get(&lock) {
            self.emit(trace, thread, EventKind::LockRenamed { lock, name });
        } else {
            self.create_lane(trace, self.now, thread, lock, reentrant, name);
        }
    }

    /// What the program calls the lock: a global, a local of a frame, an element or attribute of one.
    fn name_in_program(&self, thread: ThreadId, lock: LockId) -> Option<(String, bool)> {
        let names = self.main_names().into_iter();
        let locals = self.user_locals(thread);
        names
            .chain(locals)
            .find_map(|(name, value)| self.find_lock(&name, value, lock, 1))
    }

    fn find_lock(
        &self,
        name: &str,
        value: Value,
        lock: LockId,
        depth: u32,
    ) -> Option<(String, bool)> {
        let inner = depth.checked_sub(1);
        let element = |at: usize, value: &Value| {
            self.find_lock(&format!("{name}[{at}]"), *value, lock, inner?)
        };
        match &self.mem.get(value.obj()?).body {
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
                    let attr = self.mem.symbol_text(attr);
                    self.find_lock(&format!("{name}.{attr}"), value, lock, inner?)
                })
            }
            _ => None,
        }
    }
}
