//! Owns one core's part of Linux's fair scheduler: EEVDF, as kernel/sched/fair.c of 6.18 has it, for threads
//! of equal weight. Every thread has a virtual run time; who has had less than the average is eligible, and
//! of those the one with the earliest deadline comes next. Owns neither cores nor threads' states (`cores`).

use super::machine;
use crate::base::{ThreadId, VirtualTime};

/// A slice (sysctl_sched_base_slice, 0.7 ms times 1 + log2 of two cores): what a thread has done before
/// its deadline, in nanoseconds.
const SLICE: i64 = machine::BASE_SLICE.nanos() as i64;
const TICK: u64 = machine::TICK.nanos();
/// More than this a thread that sleeps neither owes nor is owed (update_entity_lag).
const MOST_LAG: i64 = if 2 * SLICE > TICK as i64 {
    2 * SLICE
} else {
    TICK as i64
};

/// What a thread that is not in a queue brings along into the next one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Standing {
    /// How much less than the average it had had, when it left.
    lag: i64,
    /// Moved to another core: how far off its deadline was.
    deadline: Option<i64>,
}

/// A thread in the queue, or on the core (struct sched_entity).
#[derive(Clone, Copy, Debug)]
struct Entity {
    thread: ThreadId,
    runtime: i64,
    deadline: i64,
    /// On the core: until its run time is this, others come after it (RUN_TO_PARITY).
    protected: i64,
    /// It sleeps, and stays in the queue until the others have caught up with it (DELAY_DEQUEUE).
    delayed: bool,
}

/// The run queue of a core, the thread on it included (struct cfs_rq).
#[derive(Clone, Debug, Default)]
pub(super) struct RunQueue {
    entities: Vec<Entity>,
    current: Option<ThreadId>,
    /// Since when the current thread's run time has not been counted.
    since: VirtualTime,
    /// What run time begins with in an empty queue.
    floor: i64,
}

/// How a thread leaves a core to sleep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Left {
    Gone(Standing),
    Delayed,
}

impl RunQueue {
    /// The threads that have the core or want it.
    pub(super) fn runnable(&self) -> impl Iterator<Item = ThreadId> {
        let awake = self.entities.iter().filter(|e| !e.delayed);
        awake.map(|e| e.thread)
    }

    /// The threads that want the core and do not have it.
    pub(super) fn waiting(&self) -> impl Iterator<Item = ThreadId> {
        self.runnable().filter(|t| Some(*t) != self.current)
    }

    /// Whether the current thread has the core to itself.
    pub(super) fn is_lone(&self) -> bool {
        self.entities.len() <= 1
    }

    fn position(&self, thread: ThreadId) -> Option<usize> {
        self.entities.iter().position(|e| e.thread == thread)
    }

    fn entity(&mut self, thread: ThreadId) -> &mut Entity {
        let at = self.position(thread).expect("it is in the queue");
        &mut self.entities[at]
    }

    /// The run times: of the first, and the sum of all, counted from that.
    fn sum(&self) -> (i64, i64) {
        let base = self.entities.first().map_or(self.floor, |e| e.runtime);
        let sum = self.entities.iter().map(|e| e.runtime - base).sum();
        (base, sum)
    }

    /// avg_vruntime.
    fn average(&self) -> i64 {
        let (base, sum) = self.sum();
        base + sum.div_euclid(self.entities.len().max(1) as i64)
    }

    /// entity_eligible: without the average's rounding.
    fn is_eligible(&self, runtime: i64) -> bool {
        let (base, sum) = self.sum();
        sum >= (runtime - base) * self.entities.len() as i64
    }

    fn lag(&self, runtime: i64) -> i64 {
        (self.average() - runtime).clamp(-MOST_LAG, MOST_LAG)
    }

    /// place_entity.
    pub(super) fn enqueue(&mut self, thread: ThreadId, standing: Standing, fresh: bool) {
        let others = self.entities.len() as i64;
        // Placing it moves the average: it is to be as far from the new one as it was from the old.
        let lag = match others {
            0 => 0,
            _ => standing.lag * (others + 1) / others,
        };
        let runtime = self.average() - lag;
        let slice = if fresh { SLICE / 2 } else { SLICE };
        self.entities.push(Entity {
            thread,
            runtime,
            deadline: runtime + standing.deadline.unwrap_or(slice),
            protected: runtime,
            delayed: false,
        });
    }

    /// A thread that sleeps in the queue wakes up (requeue_delayed_entity).
    pub(super) fn wake(&mut self, thread: ThreadId) {
        let runtime = self.entity(thread).runtime;
        if self.lag(runtime) > 0 {
            self.remove(thread);
            self.enqueue(thread, Standing::default(), false);
        }
        self.entity(thread).delayed = false;
    }

    /// Counts what the current thread has run (update_curr); whether its slice is over and others wait.
    pub(super) fn charge(&mut self, now: VirtualTime) -> bool {
        let Some(current) = self.current else {
            return false;
        };
        let (since, lone) = (self.since, self.is_lone());
        let done = now.since(since).nanos();
        if done == 0 {
            return false;
        }
        self.since = now;
        let past_tick = now.nanos() % TICK;
        let e = self.entity(current);
        e.runtime += done as i64;
        // Nobody was waiting: the last tick moved the deadline and did nothing else.
        let at_tick = e.runtime - past_tick as i64;
        if lone && past_tick < done && at_tick >= e.deadline {
            e.deadline = at_tick + SLICE;
        }
        let renewed = e.runtime >= e.deadline;
        if renewed {
            e.deadline = e.runtime + SLICE;
        }
        !lone && (renewed || e.runtime >= e.protected)
    }

    /// Who comes next (pick_eevdf).
    pub(super) fn pick(&self) -> Option<ThreadId> {
        if let [only] = self.entities[..] {
            return Some(only.thread);
        }
        let (base, sum) = self.sum();
        let most = sum.div_euclid(self.entities.len().max(1) as i64);
        let entities = self.entities.iter();
        let eligible = entities.filter(|e| e.runtime - base <= most);
        let current = eligible.clone().find(|e| Some(e.thread) == self.current);
        if let Some(current) = current.filter(|e| e.runtime < e.protected) {
            return Some(current.thread);
        }
        let others = eligible.filter(|e| Some(e.thread) != self.current);
        let best = others.min_by_key(|e| e.deadline);
        let best = match (best, current) {
            (Some(best), Some(current)) if current.deadline < best.deadline => Some(current),
            (best, current) => best.or(current),
        };
        best.map(|e| e.thread)
    }

    /// It gets the core.
    pub(super) fn run(&mut self, thread: ThreadId, now: VirtualTime) {
        self.since = now;
        self.current = Some(thread);
        let e = self.entity(thread);
        e.protected = e.deadline;
    }

    /// The current thread loses the core and stays in the queue.
    pub(super) fn put_back(&mut self) {
        self.current = None;
    }

    /// The current thread goes to sleep: it stays in the queue while it has had more than its share.
    pub(super) fn sleep(&mut self, now: VirtualTime) -> Left {
        self.charge(now);
        let thread = self.current.expect("somebody is on the core");
        let runtime = self.entity(thread).runtime;
        if !self.is_eligible(runtime) {
            self.current = None;
            self.entity(thread).delayed = true;
            return Left::Delayed;
        }
        let lag = self.lag(runtime);
        self.remove(thread);
        Left::Gone(Standing {
            lag,
            deadline: None,
        })
    }

    /// Whether it sleeps in the queue.
    pub(super) fn is_delayed(&self, thread: ThreadId) -> bool {
        self.entities
            .iter()
            .any(|e| e.thread == thread && e.delayed)
    }

    /// It is in this queue no more.
    pub(super) fn remove(&mut self, thread: ThreadId) {
        let Some(at) = self.position(thread) else {
            return;
        };
        let removed = self.entities.remove(at);
        self.floor = self.floor.max(removed.runtime);
        self.current.take_if(|current| *current == thread);
    }

    /// A thread that wants the core moves to another.
    pub(super) fn give_away(&mut self) -> Option<(ThreadId, Standing)> {
        let thread = self.waiting().next()?;
        Some((thread, self.move_away(thread)))
    }

    pub(super) fn move_away(&mut self, thread: ThreadId) -> Standing {
        let e = *self.entity(thread);
        let standing = Standing {
            lag: self.lag(e.runtime),
            deadline: Some(e.deadline - e.runtime),
        };
        self.remove(thread);
        standing
    }

    /// sched_yield (yield_task_fair): who is not ahead of the others forgoes the rest of its slice.
    pub(super) fn forfeit(&mut self, now: VirtualTime) {
        self.charge(now);
        let Some(current) = self.current else { return };
        let runtime = self.entity(current).runtime;
        if self.is_eligible(runtime) {
            let e = self.entity(current);
            e.runtime = e.deadline;
            e.deadline += SLICE;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::VirtualDuration;

    const A: ThreadId = ThreadId(1);
    const B: ThreadId = ThreadId(2);

    fn at(us: u64) -> VirtualTime {
        VirtualTime::ZERO + VirtualDuration::from_micros(us)
    }

    /// A has run alone for so many microseconds when B comes, with this lag.
    fn joined(ran: u64, lag: i64) -> RunQueue {
        let mut queue = RunQueue::default();
        queue.enqueue(A, Standing::default(), false);
        queue.run(A, at(0));
        queue.charge(at(ran));
        let standing = Standing {
            lag,
            deadline: None,
        };
        queue.enqueue(B, standing, false);
        queue
    }

    #[test]
    fn who_is_owed_time_takes_the_core_and_who_owes_does_not() {
        assert_eq!(joined(3_000, 1_000).pick(), Some(B));
        assert_eq!(joined(3_000, -1_000).pick(), Some(A));
    }

    #[test]
    fn at_a_tick_the_core_goes_to_who_has_had_less() {
        let mut queue = joined(3_000, -10_000);
        assert!(queue.charge(at(4_000)), "its slice is over");
        assert_eq!(queue.pick(), Some(B));
    }

    #[test]
    fn who_sleeps_after_more_than_its_share_stays_until_the_others_have_caught_up() {
        let mut queue = joined(3_000, 0);
        assert_eq!(queue.sleep(at(3_500)), Left::Delayed);
        assert!(queue.is_delayed(A));
        assert_eq!(queue.waiting().count(), 1);
        assert_eq!(queue.pick(), Some(B));
        queue.run(B, at(3_500));
        // Woken while it still owes: as it was.
        queue.charge(at(3_600));
        queue.wake(A);
        assert_eq!(queue.pick(), Some(B));
        assert_eq!(queue.waiting().count(), 1);
    }

    #[test]
    fn who_sleeps_with_less_than_its_share_is_owed_it() {
        let mut queue = joined(3_000, 1_000_000);
        queue.put_back();
        queue.run(B, at(3_000));
        let Left::Gone(standing) = queue.sleep(at(3_100)) else {
            panic!("it is behind A");
        };
        assert!(standing.lag > 0, "{standing:?}");
        assert!(queue.is_lone());
    }

    #[test]
    fn who_yields_lets_the_others_catch_up_by_a_slice() {
        let mut queue = joined(0, 0);
        queue.forfeit(at(0));
        assert_eq!(queue.pick(), Some(B));
        queue.put_back();
        queue.run(B, at(0));
        queue.charge(at(1_000));
        assert_eq!(queue.pick(), Some(B));
        queue.charge(at(4_000));
        assert_eq!(queue.pick(), Some(A));
    }

    #[test]
    fn who_moves_to_another_core_takes_its_lag_along() {
        let mut queue = joined(3_000, 500_000);
        let (thread, standing) = queue.give_away().expect("B waits");
        assert_eq!(thread, B);
        assert_eq!(standing.lag, 500_000);
        assert!(standing.deadline.is_some());
        assert!(queue.is_lone());
    }
}
