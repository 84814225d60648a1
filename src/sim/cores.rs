//! Owns the cores and who is on them: placing a woken thread, ticks, preemption, stealing.
//! Owns no lock and no Python: to it a thread is work that wants a core. Who comes next on a core is the
//! run queue's affair (`fair`).

use std::collections::BTreeSet;

use super::Sim;
use super::fair::{Left, RunQueue, Standing};
use super::kernel::Due;
use super::machine;
use crate::base::{CoreId, ProcessId, ThreadId, VirtualDuration, VirtualTime};
use crate::runtime::Carrier;
use crate::trace::{BlockReason, SchedState, Trace};

/// One simulated CPU.
#[derive(Clone, Debug, Default)]
pub(super) struct Core {
    pub(super) current: Option<ThreadId>,
    /// A thread on its way here: the core is waking up.
    pub(super) reserved: Option<ThreadId>,
    pub(super) queue: RunQueue,
    /// The last thread that was here.
    last: Option<ThreadId>,
    idle_since: VirtualTime,
    /// When the burst under way was started or last accounted.
    burst_start: VirtualTime,
    /// The valid burst; the ends of others are stale.
    pub(super) burst: u64,
    ticking: bool,
    /// Its thread is about to leave it.
    pub(super) leaves: bool,
    /// The timers of threads that went to sleep here, by when they may go off.
    pub(super) timers: BTreeSet<(VirtualTime, ThreadId)>,
    /// Who is to have it is decided when the timer interrupt is over (TIF_NEED_RESCHED).
    pub(super) needs_resched: bool,
    /// What the kernel did on behalf of who left: who comes next has to wait for it.
    pub(super) overhead: VirtualDuration,
    /// It has more threads than another: until when that is put up with.
    uneven_until: Option<VirtualTime>,
}

impl Core {
    fn is_idle(&self) -> bool {
        self.current.is_none() && self.reserved.is_none()
    }
}

/// What makes a thread want a core.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Waker {
    /// Another thread, maybe on another core.
    Thread,
    /// The timer of the core that it slept on.
    Timer,
    /// Nobody has to.
    Itself,
}

/// Where a woken thread goes.
enum Placement {
    Idle(CoreId),
    Queue(CoreId),
}

impl Sim {
    pub(super) fn core_of(&self, thread: ThreadId) -> Option<CoreId> {
        match self.threads[thread.index()].sched {
            SchedState::Running(core) => Some(core),
            _ => None,
        }
    }

    /// A new or woken thread wants a core.
    pub(super) fn make_runnable(&mut self, trace: &mut Trace, thread: ThreadId, waker: Waker) {
        let fresh = self.threads[thread.index()].sched == SchedState::New;
        let task = self.config.runtime.carrier == Carrier::Task && !self.is_directed();
        if task && self.queues_up(trace, thread) {
            return;
        }
        let waker = if task { Waker::Itself } else { waker };
        if task {
            // The one thread has no reason to wander.
            let mut ids = (0..self.cores.len()).map(|core| CoreId(core as u16));
            let idle = ids.find(|core| self.cores[core.index()].is_idle());
            self.threads[thread.index()].last_core = idle;
        }
        let sleeps_in = |core: &Core| core.queue.is_delayed(thread);
        if let Some(core) = self.cores.iter().position(sleeps_in) {
            let core = CoreId(core as u16);
            let over = self.cores[core.index()].queue.charge(self.now);
            self.cores[core.index()].queue.wake(thread);
            self.set_sched(trace, thread, SchedState::Runnable);
            return self.contend(trace, core, thread, over);
        }
        let place = match self.core_of_loop(thread).filter(|_| task) {
            Some(core) => Placement::Queue(core),
            None => self.place(thread),
        };
        self.set_sched(trace, thread, SchedState::Runnable);
        match place {
            Placement::Idle(core) => {
                let latency = match waker {
                    Waker::Itself => VirtualDuration::ZERO,
                    Waker::Timer => machine::timer_wake(self.idle_for(core)),
                    Waker::Thread => self.wake_latency(thread, core),
                };
                self.cores[core.index()].reserved = Some(thread);
                self.queue.push(self.now + latency, 0, Due::Arrive(core));
            }
            Placement::Queue(core) => {
                let over = self.cores[core.index()].queue.charge(self.now);
                self.queue_on(core, thread, fresh);
                if !task {
                    self.contend(trace, core, thread, over);
                }
                self.tick_later(core);
            }
        }
    }

    fn queue_on(&mut self, core: CoreId, thread: ThreadId, fresh: bool) {
        let standing = std::mem::take(&mut self.threads[thread.index()].standing);
        let queue = &mut self.cores[core.index()].queue;
        queue.enqueue(thread, standing, fresh);
    }

    /// A woken thread may take the core at once (wakeup_preempt).
    fn contend(&mut self, trace: &mut Trace, core: CoreId, thread: ThreadId, over: bool) {
        let place = &self.cores[core.index()];
        let stays = place.current.is_some() && !place.leaves;
        if stays && (over || place.queue.pick() == Some(thread)) {
            if self.in_interrupt {
                self.cores[core.index()].needs_resched = true;
            } else {
                self.reschedule(trace, core);
            }
        }
        self.tick_later(core);
    }

    /// The core goes to whom it is due, which may be the thread that has it.
    pub(super) fn reschedule(&mut self, trace: &mut Trace, core: CoreId) {
        let next = self.next_of(core);
        if next == self.cores[core.index()].current {
            return;
        }
        self.preempt(trace, core);
        match next {
            Some(next) => self.put_on(trace, core, next),
            None => self.dispatch(trace, core),
        }
    }

    /// Whom the core is due to. Who sleeps in its queue is there for the last time.
    fn next_of(&mut self, core: CoreId) -> Option<ThreadId> {
        let queue = &mut self.cores[core.index()].queue;
        loop {
            let next = queue.pick()?;
            if !queue.is_delayed(next) {
                return Some(next);
            }
            queue.remove(next);
        }
    }

    fn place(&self, thread: ThreadId) -> Placement {
        let t = &self.threads[thread.index()];
        let ids = (0..self.cores.len()).map(|core| CoreId(core as u16));
        let idle = |core: &CoreId| self.cores[core.index()].is_idle();
        if let Some(core) = t.last_core.filter(idle).or_else(|| ids.clone().find(idle)) {
            return Placement::Idle(core);
        }
        let waiting = |core: CoreId| self.cores[core.index()].queue.waiting().count();
        let shortest = ids
            .min_by_key(|core| waiting(*core))
            .expect("there is a core");
        let last = t.last_core.unwrap_or(shortest);
        let shorter = waiting(shortest) < waiting(last);
        Placement::Queue(if shorter { shortest } else { last })
    }

    /// The core that a thread which is woken now would have to share.
    pub(super) fn would_share(&self, thread: ThreadId) -> Option<CoreId> {
        let sleeps_in = |core: &Core| core.queue.is_delayed(thread);
        if let Some(core) = self.cores.iter().position(sleeps_in) {
            return Some(CoreId(core as u16));
        }
        match self.place(thread) {
            Placement::Queue(core) => Some(core),
            Placement::Idle(_) => None,
        }
    }

    pub(super) fn all_cores_are_busy(&self) -> bool {
        !self.cores.iter().any(Core::is_idle)
    }

    fn idle_for(&self, core: CoreId) -> VirtualDuration {
        self.now.since(self.cores[core.index()].idle_since)
    }

    fn wake_latency(&mut self, thread: ThreadId, core: CoreId) -> VirtualDuration {
        let slept = self.now.since(self.threads[thread.index()].blocked_since);
        let latency = if slept.min(self.idle_for(core)) < machine::HOT {
            machine::WAKE_HOT
        } else {
            machine::WAKE_COLD
        };
        self.noise.latency(latency)
    }

    /// The thread that was on its way to an idle core is there.
    pub(super) fn arrive(&mut self, trace: &mut Trace, core: CoreId) {
        let thread = self.cores[core.index()].reserved.take();
        if let Some(thread) = thread {
            self.queue_on(core, thread, false);
            self.put_on(trace, core, thread);
            self.tick_later(core);
        }
    }

    /// The core has nobody: the next from its queue, or from the longest other queue.
    pub(super) fn dispatch(&mut self, trace: &mut Trace, core: CoreId) {
        if let Some(thread) = self.next_of(core).or_else(|| self.steal(core)) {
            self.put_on(trace, core, thread);
        } else {
            let core = &mut self.cores[core.index()];
            core.idle_since = self.now;
            core.overhead = VirtualDuration::ZERO;
        }
    }

    fn steal(&mut self, core: CoreId) -> Option<ThreadId> {
        let longest = self
            .cores
            .iter_mut()
            .rev()
            .max_by_key(|core| core.queue.waiting().count())?;
        let (thread, standing) = longest.queue.give_away()?;
        let queue = &mut self.cores[core.index()].queue;
        queue.enqueue(thread, standing, false);
        Some(thread)
    }

    fn put_on(&mut self, trace: &mut Trace, core: CoreId, thread: ThreadId) {
        let place = &mut self.cores[core.index()];
        assert!(place.current.is_none(), "a core has one thread at a time");
        place.current = Some(thread);
        place.queue.run(thread, self.now);
        let switched = place.last.replace(thread) != Some(thread);
        let overhead = std::mem::take(&mut place.overhead);
        let t = &mut self.threads[thread.index()];
        t.burst += overhead;
        let task = self.config.runtime.carrier == Carrier::Task;
        if switched && t.last_core.is_some() && !task {
            t.burst += machine::CONTEXT_SWITCH;
        }
        t.last_core = Some(core);
        self.set_sched(trace, thread, SchedState::Running(core));
        self.schedule_burst(core);
    }

    /// How long work takes that begins now, beside what the other cores do.
    pub(super) fn beside_others(&self, thread: ThreadId, cost: VirtualDuration) -> VirtualDuration {
        let others = self.cores.iter().filter_map(|core| core.current);
        if others.filter(|other| *other != thread).count() == 0 {
            return cost;
        }
        VirtualDuration(cost.nanos().saturating_mul(machine::BESIDE_OTHERS) / 1000)
    }

    /// Makes the end of the current thread's burst due.
    pub(super) fn schedule_burst(&mut self, core: CoreId) {
        let place = &mut self.cores[core.index()];
        let Some(thread) = place.current else { return };
        place.burst += 1;
        place.burst_start = self.now;
        let at = self.now + self.threads[thread.index()].burst;
        let (rank, burst) = (u32::from(core.0) + 1, place.burst);
        self.queue.push(at, rank, Due::Burst { core, burst });
    }

    /// The thread on the core, and when its burst ends.
    pub(super) fn burst_end(&self, core: CoreId) -> Option<(ThreadId, VirtualTime)> {
        let place = &self.cores[core.index()];
        let thread = place.current?;
        let burst = self.threads[thread.index()].burst;
        Some((thread, place.burst_start + burst))
    }

    /// Counts the part of the burst that is done by now.
    pub(super) fn account(&mut self, core: CoreId) {
        let place = &mut self.cores[core.index()];
        let Some(thread) = place.current else { return };
        let done = self.now.since(place.burst_start);
        place.burst_start = self.now;
        place.burst += 1;
        let process = self.process_of(thread);
        let t = &mut self.threads[thread.index()];
        self.processes[process.index()].cpu += done;
        t.burst = VirtualDuration(t.burst.nanos().saturating_sub(done.nanos()));
    }

    /// The current thread has done its burst, without anything else having happened meanwhile.
    pub(super) fn consume(&mut self, core: CoreId) {
        let Some(thread) = self.cores[core.index()].current else {
            return;
        };
        let process = self.process_of(thread);
        let t = &mut self.threads[thread.index()];
        let burst = std::mem::take(&mut t.burst);
        self.processes[process.index()].cpu += burst;
        self.now = self.now + burst;
        self.cores[core.index()].burst_start = self.now;
    }

    /// How long all threads of a process together have been on cores.
    pub(super) fn cpu_time(&self, process: ProcessId) -> VirtualDuration {
        let mine = |thread: ThreadId| self.process_of(thread) == process;
        let busy = self
            .cores
            .iter()
            .filter(|core| core.current.is_some_and(mine));
        let under_way = busy.map(|core| self.now.since(core.burst_start));
        self.processes[process.index()].cpu + under_way.sum()
    }

    /// The operating system takes the core away from its thread, which goes on wanting it.
    fn preempt(&mut self, trace: &mut Trace, core: CoreId) {
        self.account(core);
        let Some(thread) = self.cores[core.index()].current.take() else {
            return;
        };
        self.set_sched(trace, thread, SchedState::Runnable);
        self.cores[core.index()].queue.put_back();
    }

    /// The current thread of the core blocks or ends.
    pub(super) fn vacate(&mut self, trace: &mut Trace, thread: ThreadId, state: SchedState) {
        let Some(core) = self.core_of(thread) else {
            panic!("only a thread on a core can block")
        };
        self.account(core);
        let place = &mut self.cores[core.index()];
        place.current = None;
        let left = place.queue.sleep(self.now);
        if state == SchedState::Exited {
            place.queue.remove(thread);
        }
        let t = &mut self.threads[thread.index()];
        t.standing = match left {
            Left::Gone(standing) => standing,
            Left::Delayed => Standing::default(),
        };
        t.burst = VirtualDuration::ZERO;
        t.blocked_since = self.now;
        self.set_sched(trace, thread, state);
        self.dispatch(trace, core);
    }

    /// A thread that has no core ends: nobody may give it one.
    pub(super) fn leave_queues(&mut self, thread: ThreadId) {
        for core in &mut self.cores {
            core.queue.remove(thread);
            if core.reserved == Some(thread) {
                core.reserved = None;
            }
        }
    }

    /// Blocks the current thread until a wake-up.
    pub(super) fn block(&mut self, trace: &mut Trace, thread: ThreadId, reason: BlockReason) {
        self.vacate(trace, thread, SchedState::Blocked(reason));
        if self.has_signal(thread) {
            self.interrupt_call(trace, thread);
        }
    }

    /// Ticks happen on cores where somebody waits.
    pub(super) fn tick_later(&mut self, core: CoreId) {
        let place = &mut self.cores[core.index()];
        if place.queue.is_lone() {
            place.uneven_until = None;
        }
        if place.ticking || place.current.is_none() || place.queue.is_lone() {
            return;
        }
        place.ticking = true;
        let tick = self.noise.tick_after(core, self.now);
        self.queue.push(tick, 0, Due::Tick(core));
    }

    /// When the thread may next lose its core to one that waits.
    pub(super) fn next_tick(&self, thread: ThreadId) -> VirtualTime {
        match self.core_of(thread) {
            Some(core) if !self.cores[core.index()].queue.is_lone() => {
                self.noise.tick_after(core, self.now)
            }
            _ => VirtualTime::NEVER,
        }
    }

    pub(super) fn tick(&mut self, trace: &mut Trace, core: CoreId) {
        let place = &mut self.cores[core.index()];
        place.ticking = false;
        if place.queue.charge(self.now) {
            self.reschedule(trace, core);
        }
        self.balance(trace, core);
        self.tick_later(core);
    }

    /// Whether it has not slept lately: what sleeps most of the time moves nobody to another core.
    fn is_a_load(&self, thread: ThreadId) -> bool {
        self.now.since(self.threads[thread.index()].blocked_since) >= machine::LOAD
    }

    /// How many threads the core has to share itself out to, for some time.
    fn load(&self, core: usize) -> usize {
        let threads = self.cores[core].queue.runnable();
        threads.filter(|thread| self.is_a_load(*thread)).count()
    }

    /// A thread moves to a core with fewer: to one with two fewer at once, else when that has lasted.
    fn balance(&mut self, trace: &mut Trace, core: CoreId) {
        let cores = 0..self.cores.len();
        let idlest = cores.min_by_key(|other| self.load(*other));
        let idlest = idlest.expect("there is a core");
        let more = self.load(core.index()).saturating_sub(self.load(idlest));
        if more == 0 {
            self.cores[core.index()].uneven_until = None;
            return;
        }
        match self.cores[core.index()].uneven_until {
            None if more == 1 => {
                let patience = self.noise.around(machine::UNEVEN_FIRST, 180);
                self.cores[core.index()].uneven_until = Some(self.now + patience);
            }
            Some(until) if more == 1 && self.now < until => {}
            _ => self.move_one(trace, core, idlest),
        }
    }

    fn move_one(&mut self, trace: &mut Trace, core: CoreId, to: usize) {
        let queue = &self.cores[core.index()].queue;
        let thread = queue.waiting().find(|thread| self.is_a_load(*thread));
        let Some(thread) = thread else { return };
        let place = &mut self.cores[core.index()];
        place.uneven_until = None;
        let standing = place.queue.move_away(thread);
        let patience = self.noise.around(machine::UNEVEN, 130);
        let to = CoreId(to as u16);
        let place = &mut self.cores[to.index()];
        place.queue.charge(self.now);
        place.queue.enqueue(thread, standing, false);
        place.uneven_until = Some(self.now + patience);
        if place.is_idle() {
            self.dispatch(trace, to);
        }
        self.tick_later(to);
    }
}
