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
/// The threads whose checks come so seldom, seen from how soon they heeded earlier requests, on average, are
/// met asleep, or half of the times. Measured with checks 0.24, 0.45 and 1.07 µs apart: 70, 22 and 1 %.
const SELDOM: VirtualDuration = VirtualDuration::from_nanos(300);
const NOT_OFTEN: VirtualDuration = VirtualDuration::from_nanos(150);
/// At once after its request it has not even begun to wait.
const AT_ONCE: VirtualDuration = VirtualDuration::from_nanos(20);

/// What the C library's condition variable and the operating system make of the races in the GIL: how
/// often they go one way, in thousandths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Races {
    /// The requester snatches the signal that comes within 20 ns of its request, from one sleeper.
    pub at_once: u32,
    /// The same, within 300 ns.
    pub soon: u32,
    /// As `at_once`, from two sleepers or more.
    pub at_once_in_a_crowd: u32,
    /// As `soon`, from two sleepers or more.
    pub soon_in_a_crowd: u32,
    /// A thread that gave way within 300 ns, but not at once, is woken for nothing in the middle of the
    /// other's slice, while others sleep, too: glibc hands a signal on. Its wait begins anew.
    pub woken_for_nothing: u32,
}

/// Fitted on two cores to how late a thread comes that wakes from 1 ms sleeps beside 2 and 3 spinners
/// with check points 15 ns apart (some 14 and 9 switches in 3.14), and to 3 threads that compute with
/// check points 50 ns apart: slices of 5.6 ms on average, largest shares of 0.36 to 0.39.
impl Races {
    pub const V3_9: Self = Self {
        at_once: 902,
        at_once_in_a_crowd: 862,
        ..Self::V3_14
    };
    /// Not measured: between 3.9 and 3.12.
    pub const V3_10: Self = Self {
        at_once: 885,
        at_once_in_a_crowd: 861,
        ..Self::V3_14
    };
    pub const V3_11: Self = Self {
        at_once: 869,
        at_once_in_a_crowd: 861,
        ..Self::V3_14
    };
    pub const V3_12: Self = Self {
        at_once: 840,
        at_once_in_a_crowd: 860,
        ..Self::V3_14
    };
    pub const V3_13: Self = Self {
        at_once: 934,
        at_once_in_a_crowd: 890,
        ..Self::V3_14
    };
    pub const V3_14: Self = Self {
        at_once: 929,
        soon: 560,
        at_once_in_a_crowd: 902,
        soon_in_a_crowd: 600,
        woken_for_nothing: 400,
    };
}

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
    races: Races,
    interval: VirtualDuration,
    locked: bool,
    last_holder: Option<ThreadId>,
    switch_number: u64,
    /// Whether the drop request bit of the holder's eval breaker is set (D).
    drop_request: bool,
    /// Who set it last, and when.
    requested: Option<(ThreadId, VirtualTime)>,
    waiters: BTreeMap<ThreadId, Waiter>,
    /// How soon each thread has heeded requests, on average: nanoseconds, the last ones counting most.
    heeds: BTreeMap<ThreadId, u64>,
    /// Sleepers on `cond`, the longest first.
    cond: BTreeMap<u64, ThreadId>,
    waits: u64,
    /// The sleeper on `switch_cond`.
    switching: Option<ThreadId>,
    /// Who has given way in such a race and does not wait for the lock again yet.
    gave_way: Option<ThreadId>,
}

impl Gil {
    pub fn new(lock: LockId, interval: VirtualDuration) -> Self {
        Self {
            lock,
            races: Races::V3_14,
            interval,
            locked: false,
            last_holder: None,
            switch_number: 0,
            drop_request: false,
            requested: None,
            waiters: BTreeMap::new(),
            heeds: BTreeMap::new(),
            cond: BTreeMap::new(),
            waits: 0,
            switching: None,
            gave_way: None,
        }
    }

    /// With races that go otherwise than in 3.14.
    #[must_use]
    pub fn racing(self, races: Races) -> Self {
        Self { races, ..self }
    }

    /// A3, A4: the lock is free and `thread` takes it.
    fn take(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> Attach {
        let now = cx.now();
        let since = self.waiters.remove(&thread).map_or(now, |w| w.since);
        // The first to take it takes it from nobody.
        let handed_over = self.last_holder.is_some_and(|last| last != thread);
        self.locked = true;
        self.drop_request = false;
        if self.last_holder != Some(thread) {
            self.last_holder = Some(thread);
            self.switch_number += 1;
        }
        let waited = now.since(since);
        cx.emit(
            thread,
            EventKind::TakeGil {
                lock: self.lock,
                waited,
                switched: handed_over,
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
        let crowd = !self.cond.is_empty();
        self.cond.insert(place, thread);
        let mut patience = self.interval.max(SHORTEST_WAIT);
        if self.gave_way.take_if(|t| *t == thread).is_some()
            && crowd
            && cx.chance(self.races.woken_for_nothing)
        {
            patience += VirtualDuration(patience.nanos() / 2);
        }
        cx.set_timeout(thread, patience);
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
            && cx.chance(self.snatches(cx.now().since(at)))
        {
            return Some(requester);
        }
        Some(longest)
    }

    /// How often the requester snatches a signal that comes so long after its request.
    fn snatches(&self, after: VirtualDuration) -> u32 {
        let crowd = self.cond.len() > 2;
        let heeded = self.last_holder.and_then(|holder| self.heeds.get(&holder));
        let often = match VirtualDuration(heeded.copied().unwrap_or_default()) {
            soon if soon < NOT_OFTEN => 1_000,
            late if late < SELDOM => 500,
            _ => 20,
        };
        let chance = match (after < AT_ONCE, crowd) {
            (true, false) => self.races.at_once,
            (true, true) => self.races.at_once_in_a_crowd,
            (false, false) => self.races.soon,
            (false, true) => self.races.soon_in_a_crowd,
        };
        chance * often / 1_000
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
        if let Some((_, at)) = self.requested.filter(|_| self.drop_request) {
            let after = cx.now().since(at).nanos();
            let average = self.heeds.entry(thread).or_insert(after);
            *average = (*average * 7 + after) / 8;
        }
        self.signal(cx);
        // R3. Nobody can have taken the lock since R2: that needs a core and time.
        if self.drop_request && why != DetachReason::Exit {
            self.drop_request = false;
            self.switching = Some(thread);
            let raced = self.requested.is_some_and(|(_, at)| {
                let after = cx.now().since(at);
                (AT_ONCE..HOT_WINDOW).contains(&after)
            });
            self.gave_way = raced.then_some(thread);
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

    /// R2: COND_SIGNAL comes before MUTEX_UNLOCK.
    fn signals_locked(&self) -> bool {
        true
    }

    fn clone_box(&self) -> Box<dyn RuntimeModel> {
        Box::new(self.clone())
    }
}
