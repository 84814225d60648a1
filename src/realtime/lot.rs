//! Owns the queues of threads that wait for locks, as in CPython's Python/parking_lot.c, and the protocol
//! between a queue and the word of its lock. Owns no sleeping (`parker`) and no lock's word
//! (`vm::locks`).
//!
//! The word is changed by threads that know nothing of the queue: who takes a free lock, and who lets go of
//! one that nobody waits for. So a thread that is about to wait looks and leaves its mark in *one* change
//! of the word (`_PyMutex_LockTimed`: the compare-and-exchange that sets `_Py_HAS_PARKED`): were they two,
//! the holder could let go in between, see no mark, wake nobody, and the thread would wait for ever.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::parker::{Activity, Parker, Woken};
use super::sync::Mutex;
use crate::base::{ObjId, ThreadId, VirtualTime};
use crate::vm::object::Lock;

/// A thread as the queue knows it.
pub(super) trait Sleeper {
    fn id(&self) -> ThreadId;
    fn parker(&self) -> &Parker;
}

/// The memory that the words of locks are in.
pub(super) trait Words {
    /// One change, which no other thread can come between.
    fn change<R>(&mut self, lock: ObjId, work: impl FnOnce(&mut Lock) -> R) -> R;
}

/// A thread in a queue.
#[derive(Debug)]
struct Parked<T> {
    thread: Arc<T>,
    /// From when on a release hands the lock over instead of letting others barge in.
    fair_at: VirtualTime,
}

#[derive(Debug)]
pub(super) struct Lot<T> {
    queues: Mutex<BTreeMap<ObjId, VecDeque<Parked<T>>>>,
}

impl<T: Sleeper> Lot<T> {
    pub(super) fn new() -> Self {
        Self {
            queues: Mutex::new(BTreeMap::new()),
        }
    }

    /// Takes the lock, or else puts the thread into its queue. Whether it was taken.
    pub(super) fn take_or_park(
        &self,
        words: &mut impl Words,
        lock: ObjId,
        me: &Arc<T>,
        fair_at: VirtualTime,
    ) -> bool {
        let mut queues = self.queues.lock();
        if words.change(lock, |lock| lock.take_or_mark(me.id())) {
            return true;
        }
        me.parker().prepare();
        let thread = me.clone();
        let queue = queues.entry(lock).or_default();
        queue.push_back(Parked { thread, fair_at });
        false
    }

    /// The thread waits no more. Whether it was still in the queue: if not, it has been woken.
    pub(super) fn leave(&self, lock: ObjId, me: ThreadId) -> bool {
        let mut queues = self.queues.lock();
        let Some(queue) = queues.get_mut(&lock) else {
            return false;
        };
        let before = queue.len();
        queue.retain(|other| other.thread.id() != me);
        let left = queue.len() < before;
        if queue.is_empty() {
            queues.remove(&lock);
        }
        left
    }

    /// Lets a lock go that threads may wait for: hands it to the first of them if that one has waited long
    /// enough, else wakes it to try again. `tell` hears who is woken, before it is.
    pub(super) fn release(
        &self,
        words: &mut impl Words,
        lock: ObjId,
        now: VirtualTime,
        activity: &dyn Activity,
        tell: impl FnOnce(ThreadId),
    ) {
        let mut queues = self.queues.lock();
        let waiter = queues.get_mut(&lock).and_then(VecDeque::pop_front);
        let more = queues.get(&lock).is_some_and(|queue| !queue.is_empty());
        if !more {
            queues.remove(&lock);
        }
        let heir = waiter.as_ref().filter(|waiter| now > waiter.fair_at);
        let heir = heir.map(|waiter| waiter.thread.id());
        words.change(lock, |lock| lock.pass_on(heir, more));
        if let Some(waiter) = waiter {
            let why = match heir {
                Some(_) => Woken::HandedOff,
                None => Woken::Look,
            };
            tell(waiter.thread.id());
            waiter.thread.parker().wake(why, activity);
        }
    }

    /// The locks that threads wait for.
    pub(super) fn locks(&self) -> Vec<ObjId> {
        self.queues.lock().keys().copied().collect()
    }
}
