//! Owns the GIL of CPython 3.2 to 3.14: `take_gil` and `drop_gil` of Python/ceval_gil.c with forced
//! switching, step by step, as 3.13 and 3.14 have it (the drop request is a bit of the holder's own
//! eval breaker). Owns no core and no clock: when a signalled waiter really runs is the engine's affair.

use std::collections::BTreeMap;

use super::model::{Attach, Detach, Poll, RuntimeCtx, RuntimeModel};
use crate::base::{LockId, ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{BlockReason, DetachReason, EventKind, WakeCause};

/// Waits shorter than this are this long (ceval_gil.c: take_gil, `if (interval < 1) interval = 1`).
const SHORTEST_WAIT: VirtualDuration = VirtualDuration::from_micros(1);

/// A requester that set the drop request less than this ago has not gone to sleep yet and may consume
/// the signal meant for the longest waiter. Measured with 3 tight loops on 2 cores: at check points
/// 0.24 µs apart the requester wins 70 % of the switches, at 1.1 µs 1 % (CPython 3.9 to 3.14, glibc 2.36).
const HOT_WINDOW: VirtualDuration = VirtualDuration::from_nanos(300);
const HOT_WIN_PERMILLE: u32 = 700;
/// At once after its request it has not even begun to wait. Measured with a thread that wakes from
/// 1 ms sleeps beside two spinners with check points 15 ns apart: it waits for 13 switches on average.
const AT_ONCE: VirtualDuration = VirtualDuration::from_nanos(20);
const AT_ONCE_WIN_PERMILLE: u32 = 900;

/// A thread in `take_gil`'s loop.
#[derive(Clone, Copy, Debug)]
struct Waiter {
    /// Since when it has wanted the lock.
    since: VirtualTime,
    /// Its place in the condition's queue while it sleeps there: the number of its last wait.
    place: Option<u64>,
    /// The switch number when that wait began (A2).
    seen: u64,
}

/// `struct _gil_runtime_state`.
#[derive(Clone, Debug)]
pub struct Gil {
    /// Its lane.
    lock: LockId,
    interval: VirtualDuration,
    locked: bool,
    last_holder: Option<ThreadId>,
    switch_number: u64,
    /// Whether the drop request bit of the holder's eval breaker is set (D).
    drop_request: bool,
    /// Who set it last, and when.
    requested: Option<(ThreadId, VirtualTime)>,
    waiters: BTreeMap<ThreadId, Waiter>,
    /// Sleepers on `cond`, the longest first.
    cond: BTreeMap<u64, ThreadId>,
    waits: u64,
    /// The sleeper on `switch_cond`.
    switching: Option<ThreadId>,
}

impl Gil {
    pub fn new(lock: LockId, interval: VirtualDuration) -> Self {
        Self {
            lock,
            interval,
            locked: false,
            last_holder: None,
            switch_number: 0,
            drop_request: false,
            requested: None,
            waiters: BTreeMap::new(),
            cond: BTreeMap::new(),
            waits: 0,
            switching: None,
        }
    }

    /// A3, A4: the lock is free and `thread` takes it.
    fn take(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> Attach {
        let now = cx.now();
        let since = self.waiters.remove(&thread).map_or(now, |w| w.since);
        let switched = self.last_holder != Some(thread);
        self.locked = true;
        self.drop_request = false;
        if switched {
            self.last_holder = Some(thread);
            self.switch_number += 1;
        }
        let waited = now.since(since);
        cx.emit(
            thread,
            EventKind::TakeGil {
                lock: self.lock,
                waited,
                switched,
            },
        );
        if let Some(dropper) = self.switching.take() {
            cx.wake(dropper, WakeCause::GilTaken);
        }
        Attach::Attached
    }

    /// A2: one round of the timed wait, with the interval as it is now.
    fn wait(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> Attach {
        let place = self.waits;
        self.waits += 1;
        let since = self.waiters.get(&thread).map_or(cx.now(), |w| w.since);
        let waiter = Waiter {
            since,
            place: Some(place),
            seen: self.switch_number,
        };
        self.waiters.insert(thread, waiter);
        self.cond.insert(place, thread);
        cx.set_timeout(thread, self.interval.max(SHORTEST_WAIT));
        Attach::Wait(BlockReason::Gil(self.lock))
    }

    /// `thread` sleeps on `cond` no more.
    fn leave_cond(&mut self, thread: ThreadId) {
        let place = self.waiters.get_mut(&thread).and_then(|w| w.place.take());
        if let Some(place) = place {
            self.cond.remove(&place);
        }
    }

    /// R2: `cond_signal` wakes at most one sleeper.
    fn signal(&mut self, cx: &mut dyn RuntimeCtx) {
        let Some(woken) = self.choose(cx) else { return };
        self.leave_cond(woken);
        cx.wake(woken, WakeCause::GilReleased);
    }

    /// The longest sleeper, unless the thread that has just asked is still awake and snatches the signal.
    fn choose(&self, cx: &mut dyn RuntimeCtx) -> Option<ThreadId> {
        let longest = self.cond.values().next().copied()?;
        if let Some((requester, at)) = self.requested
            && requester != longest
            && self.drop_request
            && cx.now().since(at) < HOT_WINDOW
            && self
                .waiters
                .get(&requester)
                .is_some_and(|w| w.place.is_some())
            && cx.chance(win_permille(cx.now().since(at)))
        {
            return Some(requester);
        }
        Some(longest)
    }
}

/// How probably the requester snatches a signal that comes so long after its request.
fn win_permille(after: VirtualDuration) -> u32 {
    if after < AT_ONCE {
        AT_ONCE_WIN_PERMILLE
    } else {
        HOT_WIN_PERMILLE
    }
}

impl RuntimeModel for Gil {
    fn attach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> Attach {
        self.leave_cond(thread);
        if self.locked {
            self.wait(cx, thread)
        } else {
            self.take(cx, thread)
        }
    }

    fn detach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId, why: DetachReason) -> Detach {
        assert_eq!(self.holder(), Some(thread), "only the holder drops the GIL");
        self.locked = false;
        cx.emit(
            thread,
            EventKind::DropGil {
                lock: self.lock,
                why,
            },
        );
        self.signal(cx);
        // R3. Nobody can have taken the lock since R2: that needs a core and time.
        if self.drop_request && why != DetachReason::Exit {
            self.drop_request = false;
            self.switching = Some(thread);
            return Detach::Wait(BlockReason::GilSwitch(self.lock));
        }
        self.drop_request = false;
        Detach::Released
    }

    fn poll(&self, _thread: ThreadId) -> Poll {
        if self.drop_request {
            Poll::Drop(DetachReason::DropRequest)
        } else {
            Poll::GoOn
        }
    }

    fn timeout(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) {
        let unchanged = self
            .waiters
            .get(&thread)
            .is_some_and(|w| w.place.is_some() && w.seen == self.switch_number);
        if let Some(holder) = self.holder()
            && unchanged
        {
            self.drop_request = true;
            self.requested = Some((thread, cx.now()));
            cx.emit(
                thread,
                EventKind::DropRequest {
                    lock: self.lock,
                    holder,
                },
            );
        }
    }

    fn switch_interval(&self) -> VirtualDuration {
        self.interval
    }

    fn set_switch_interval(&mut self, interval: VirtualDuration) {
        self.interval = interval;
    }

    fn holder(&self) -> Option<ThreadId> {
        self.last_holder.filter(|_| self.locked)
    }

    fn clone_box(&self) -> Box<dyn RuntimeModel> {
        Box::new(self.clone())
    }
}
