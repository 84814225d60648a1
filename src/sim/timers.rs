//! Owns the timers of threads: when they go off, and which go off together. Owns neither what a thread does
//! then (`asks`), nor who gets the core (`cores`).
//!
//! As Linux's hrtimers do it, a sleep has a range: it may end when its time has come, and has to end one timer
//! slack (50 µs) later. A core is interrupted for whoever has to wake up, and everybody who may wakes up with
//! it. So threads that went to sleep on one core within 50 µs, for as long, wake up in one interrupt, and the
//! run queue decides which of them comes first. The tick, an interrupt as well, wakes nobody here.

use super::Sim;
use super::kernel::Due;
use super::machine;
use crate::base::{CoreId, ThreadId, VirtualTime};
use crate::trace::Trace;

impl Sim {
    /// Makes this the thread's valid timer: to the nanosecond, with no other.
    pub(super) fn set_timer(&mut self, thread: ThreadId, at: VirtualTime) {
        self.cancel_timer(thread);
        let timer = self.threads[thread.index()].timer;
        if self.is_directed() {
            return self.direct_timer(thread, at, timer);
        }
        self.queue.push(at, 0, Due::Timer { thread, timer });
    }

    /// The same for a thread that is about to sleep in the kernel, which lets it sleep somewhat longer.
    pub(super) fn sleep_until(&mut self, thread: ThreadId, until: VirtualTime) {
        let until = until.max(self.now);
        let slack = self.noise.around(machine::SLEEP_SLACK, 80);
        self.set_timer(thread, until + slack);
        if let Some(core) = self.core_of(thread).filter(|_| !self.is_directed()) {
            self.threads[thread.index()].armed = Some((core, until));
            self.cores[core.index()].timers.insert((until, thread));
            if self.is_next_here(core, until) {
                self.cores[core.index()].overhead += machine::SET_TIMER;
            }
        }
    }

    /// Whether the core's clock is to interrupt it for this timer next, and not for a tick or another timer.
    fn is_next_here(&self, core: CoreId, from: VirtualTime) -> bool {
        let timers = &self.cores[core.index()].timers;
        let first = timers.first().is_none_or(|(first, _)| from <= *first);
        first && from + machine::SLEEP_SLACK < self.noise.tick_after(core, self.now)
    }

    /// A thread is woken before its time: it takes its timer away before it does anything else.
    pub(super) fn disarm(&mut self, thread: ThreadId) {
        let t = &self.threads[thread.index()];
        let next = |(core, from): &(CoreId, VirtualTime)| self.is_next_here(*core, *from);
        if t.armed.filter(next).is_some() {
            self.threads[thread.index()].burst += machine::SET_TIMER;
        }
        self.cancel_timer(thread);
    }

    pub(super) fn cancel_timer(&mut self, thread: ThreadId) {
        let t = &mut self.threads[thread.index()];
        t.timer += 1;
        if let Some((core, from)) = t.armed.take() {
            self.cores[core.index()].timers.remove(&(from, thread));
        }
    }

    /// The core that the thread sleeps on is interrupted for it (hrtimer_interrupt).
    pub(super) fn timer_interrupt(&mut self, trace: &mut Trace, thread: ThreadId) {
        let together = match self.threads[thread.index()].armed {
            Some((core, _)) => self.may_wake(core),
            None => vec![thread],
        };
        self.in_interrupt = true;
        for thread in together {
            self.cancel_timer(thread);
            self.expire(trace, thread);
        }
        self.in_interrupt = false;
        for core in (0..self.cores.len()).map(|core| CoreId(core as u16)) {
            if std::mem::take(&mut self.cores[core.index()].needs_resched) {
                self.reschedule(trace, core);
            }
        }
    }

    /// Whose time has come on this core, in the order in which it came.
    fn may_wake(&self, core: CoreId) -> Vec<ThreadId> {
        let timers = self.cores[core.index()].timers.iter();
        let due = timers.take_while(|(from, _)| *from <= self.now);
        due.map(|(_, thread)| *thread).collect()
    }
}
