//! Owns the GIL of CPython up to 3.1: a plain lock that the holder lets go every so many ticks and takes
//! again at once ("signal and hope", 2.7's Python/ceval.c and Python/thread_pthread.h). Nothing makes it
//! wait until another has the lock: who was woken on another core finds it taken again. It gets it when
//! the operating system takes the holder's core away between the two, which with one core is where a
//! woken waiter comes in.

use std::collections::VecDeque;

use super::model::{Attach, Detach, Poll, RuntimeCtx, RuntimeModel};
use crate::base::{LockId, ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{BlockReason, DetachReason, EventKind, WakeCause};

/// `_Py_CheckInterval`.
pub(super) const TICKS: u32 = 100;

/// What waking a waiter costs the holder, and from a vain attempt to being asleep again. Measured with
/// two counting threads on two cores, 2.7.18: 48,162 vain wake-ups in 0.65 s that one after the other
/// takes 0.35 s; a waiter is woken every 13.5 µs. It is as many with three, five and eight threads (one every
/// 8 to 19 µs): the others sleep on while one is awake.
const SIGNAL: VirtualDuration = VirtualDuration::from_nanos(6_200);
const SETTLE: VirtualDuration = VirtualDuration::from_nanos(10_000);

/// How often an attempt falls between a release and the holder's next acquisition. Fitted to the updates
/// that four threads lose with `counter += 1` on two cores, 44 % (2.7.18, two million each).
const WINS_PERMILLE: u32 = 2;

#[derive(Clone, Debug)]
pub struct OldGil {
    /// Its lane.
    lock: LockId,
    ticks: u32,
    /// Kept; 2.7 has none.
    interval: VirtualDuration,
    holder: Option<ThreadId>,
    last: Option<ThreadId>,
    since: Vec<(ThreadId, VirtualTime)>,
    /// On its way to sleep on the semaphore, until when.
    settling: VecDeque<(VirtualTime, ThreadId)>,
    sleepers: VecDeque<ThreadId>,
    /// Woken, and on its way to try.
    awake: Option<ThreadId>,
    alarm: bool,
    /// Whose attempt falls into the holder's next release.
    winner: Option<ThreadId>,
    /// Who woke somebody with its last release.
    signalled_by: Option<ThreadId>,
}

impl OldGil {
    pub fn new(lock: LockId, interval: VirtualDuration) -> Self {
        Self {
            lock,
            ticks: TICKS,
            interval,
            holder: None,
            last: None,
            since: Vec::new(),
            settling: VecDeque::new(),
            sleepers: VecDeque::new(),
            awake: None,
            alarm: false,
            winner: None,
            signalled_by: None,
        }
    }

    fn take(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> Attach {
        let now = cx.now();
        let at = self.since.iter().position(|(waiter, _)| *waiter == thread);
        let since = at.map_or(now, |at| self.since.swap_remove(at).1);
        self.holder = Some(thread);
        let switched = self.last.replace(thread) != Some(thread);
        let (lock, waited) = (self.lock, now.since(since));
        let take = EventKind::TakeGil {
            lock,
            waited,
            switched,
        };
        cx.emit(thread, take);
        if self.signalled_by.take() == Some(thread) {
            cx.charge(thread, SIGNAL);
        }
        Attach::Attached
    }

    /// A release has an effect.
    fn is_wanted(&self) -> bool {
        self.winner.is_some() || self.wakes_somebody()
    }

    /// Nobody is awake already.
    fn wakes_somebody(&self) -> bool {
        self.awake.is_none() && self.settling.is_empty() && !self.sleepers.is_empty()
    }

    fn alarm_later(&mut self, cx: &mut dyn RuntimeCtx) {
        if let Some((at, _)) = self.settling.front()
            && !self.alarm
        {
            self.alarm = true;
            cx.set_alarm(at.since(cx.now()));
        }
    }
}

impl RuntimeModel for OldGil {
    fn attach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> Attach {
        self.awake.take_if(|awake| *awake == thread);
        let lost = self.winner.is_some_and(|winner| winner != thread);
        if self.holder.is_none() && !lost {
            self.winner = None;
            return self.take(cx, thread);
        }
        if !self.since.iter().any(|(waiter, _)| *waiter == thread) {
            self.since.push((thread, cx.now()));
        }
        if self.winner.is_none() && cx.chance(WINS_PERMILLE) {
            self.winner = Some(thread);
        } else {
            self.settling.push_back((cx.now() + SETTLE, thread));
            self.alarm_later(cx);
        }
        Attach::Wait(BlockReason::Gil(self.lock))
    }

    fn detach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId, why: DetachReason) -> Detach {
        assert_eq!(self.holder, Some(thread), "only the holder lets go");
        self.holder = None;
        let lock = self.lock;
        cx.emit(thread, EventKind::DropGil { lock, why });
        if let Some(winner) = self.winner {
            cx.wake(winner, WakeCause::GilReleased);
        } else if self.wakes_somebody()
            && let Some(woken) = self.sleepers.pop_front()
        {
            self.signalled_by = Some(thread);
            self.awake = Some(woken);
            cx.wake(woken, WakeCause::GilReleased);
        }
        Detach::Released
    }

    fn poll(&self, thread: ThreadId) -> Poll {
        if self.holder == Some(thread) && self.is_wanted() {
            Poll::Drop(DetachReason::Ticks)
        } else {
            Poll::GoOn
        }
    }

    /// A release that nobody sleeps for has no effect and takes no time worth speaking of.
    fn ticks(&self) -> Option<u32> {
        self.is_wanted().then_some(self.ticks)
    }

    fn check_interval(&mut self, set: Option<u32>) -> Option<u32> {
        self.ticks = set.unwrap_or(self.ticks);
        Some(self.ticks)
    }

    fn alarm(&mut self, cx: &mut dyn RuntimeCtx) {
        self.alarm = false;
        let now = cx.now();
        while let Some((at, thread)) = self.settling.front().copied()
            && at <= now
        {
            self.settling.pop_front();
            if self.holder.is_none() && self.winner.is_none() {
                // The semaphore was posted meanwhile: it does not sleep.
                self.awake = Some(thread);
                cx.wake(thread, WakeCause::GilReleased);
            } else {
                self.sleepers.push_back(thread);
            }
        }
        self.alarm_later(cx);
    }

    fn timeout(&mut self, _cx: &mut dyn RuntimeCtx, thread: ThreadId) {
        panic!("{thread:?} waits for the semaphore without a timeout");
    }

    fn switch_interval(&self) -> VirtualDuration {
        self.interval
    }

    fn set_switch_interval(&mut self, interval: VirtualDuration) {
        self.interval = interval;
    }

    fn holder(&self) -> Option<ThreadId> {
        self.holder
    }

    fn clone_box(&self) -> Box<dyn RuntimeModel> {
        Box::new(self.clone())
    }
}
