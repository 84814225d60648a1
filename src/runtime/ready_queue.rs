//! Owns a lock with a ready queue: first come, first served, handed over directly, so that nobody can
//! barge in. Owns no rule of when a holder must let go.

use std::collections::VecDeque;

use super::model::{Attach, RuntimeCtx};
use crate::base::{LockId, ThreadId, VirtualTime};
use crate::trace::{BlockReason, DetachReason, EventKind, WakeCause};

#[derive(Clone, Debug)]
pub(super) struct ReadyQueue {
    /// Its lane.
    lock: LockId,
    owner: Option<ThreadId>,
    /// The owner is awake and has it; else it is on its way.
    held: bool,
    last: Option<ThreadId>,
    /// Who waits, and since when; the owner to be first.
    since: VecDeque<(ThreadId, VirtualTime)>,
}

impl ReadyQueue {
    pub(super) fn new(lock: LockId) -> Self {
        Self {
            lock,
            owner: None,
            held: false,
            last: None,
            since: VecDeque::new(),
        }
    }

    /// The owner, once it is awake.
    pub(super) fn holder(&self) -> Option<ThreadId> {
        self.owner.filter(|_| self.held)
    }

    /// It has an owner, awake or not.
    pub(super) fn is_taken(&self) -> bool {
        self.owner.is_some()
    }

    pub(super) fn someone_waits(&self) -> bool {
        self.since
            .iter()
            .any(|(thread, _)| self.owner != Some(*thread))
    }

    /// `thread` takes its place at the end of the queue, or has been given the lock. The second part of
    /// the answer: whether another than the last holder took it.
    pub(super) fn attach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> (Attach, bool) {
        if self.owner.is_none() {
            self.owner = Some(thread);
        }
        if self.owner == Some(thread) {
            return (Attach::Attached, self.take(cx, thread));
        }
        if !self.since.iter().any(|(waiter, _)| *waiter == thread) {
            self.since.push_back((thread, cx.now()));
        }
        (Attach::Wait(BlockReason::Gil(self.lock)), false)
    }

    fn take(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> bool {
        let now = cx.now();
        let place = self.since.iter().position(|(waiter, _)| *waiter == thread);
        let since = place.and_then(|place| self.since.remove(place));
        self.held = true;
        let switched = self.last.replace(thread) != Some(thread);
        let (lock, waited) = (self.lock, now.since(since.map_or(now, |(_, since)| since)));
        cx.emit(
            thread,
            EventKind::TakeGil {
                lock,
                waited,
                switched,
            },
        );
        switched
    }

    /// The lock goes to the first in the queue.
    pub(super) fn detach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId, why: DetachReason) {
        assert_eq!(self.holder(), Some(thread), "only the holder lets go");
        let lock = self.lock;
        cx.emit(thread, EventKind::DropGil { lock, why });
        self.held = false;
        self.owner = self.since.front().map(|(next, _)| *next);
        if let Some(next) = self.owner {
            cx.wake(next, WakeCause::GilReleased);
        }
    }
}
