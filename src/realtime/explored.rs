//! Owns the exploration of the schedules of the GIL and of contended locks: the same text as the real ones
//! (`gil.rs`, `breaker.rs`; `lot.rs`, `parker.rs`), compiled over primitives whose every interleaving a
//! scheduler decides. Whether a timed wait is over in time is its choice, too. Owns no lock.

use std::sync::Arc;
use std::time::Instant;

use shuttle::rand::Rng;

use super::clock::Clock;
use crate::base::{LockId, ObjId, ThreadId, VirtualTime};
use crate::vm::object::Lock;

/// What `realtime::sync` gives, decided by the explorer.
mod sync {
    use std::ops::{Deref, DerefMut};
    use std::time::{Duration, Instant};

    use shuttle::rand::Rng;

    pub(super) use shuttle::sync::atomic;

    #[derive(Debug, Default)]
    pub(super) struct Mutex<T>(shuttle::sync::Mutex<T>);

    /// `None` only inside of a wait.
    pub(super) struct MutexGuard<'a, T> {
        mutex: &'a Mutex<T>,
        guard: Option<shuttle::sync::MutexGuard<'a, T>>,
    }

    impl<T> Mutex<T> {
        pub(super) fn new(value: T) -> Self {
            Self(shuttle::sync::Mutex::new(value))
        }

        pub(super) fn lock(&self) -> MutexGuard<'_, T> {
            MutexGuard {
                mutex: self,
                guard: Some(self.0.lock().expect("nobody panics")),
            }
        }
    }

    impl<T> Deref for MutexGuard<'_, T> {
        type Target = T;

        fn deref(&self) -> &T {
            self.guard.as_ref().expect("it is locked")
        }
    }

    impl<T> DerefMut for MutexGuard<'_, T> {
        fn deref_mut(&mut self) -> &mut T {
            self.guard.as_mut().expect("it is locked")
        }
    }

    #[derive(Debug, Default)]
    pub(super) struct Condvar(shuttle::sync::Condvar);

    impl Condvar {
        pub(super) fn new() -> Self {
            Self(shuttle::sync::Condvar::new())
        }

        pub(super) fn notify_one(&self) {
            self.0.notify_one();
        }

        pub(super) fn notify_all(&self) {
            self.0.notify_all();
        }

        pub(super) fn wait<T>(&self, guard: &mut MutexGuard<'_, T>) {
            let held = guard.guard.take().expect("it is locked");
            guard.guard = Some(self.0.wait(held).expect("nobody panics"));
        }
    }

    pub(super) fn wait_for<T>(
        condition: &Condvar,
        guard: &mut MutexGuard<'_, T>,
        _most: Duration,
    ) -> bool {
        if shuttle::rand::thread_rng().gen_bool(0.5) {
            condition.wait(guard);
            return false;
        }
        drop(guard.guard.take());
        shuttle::thread::yield_now();
        guard.guard = Some(guard.mutex.0.lock().expect("nobody panics"));
        true
    }

    pub(super) fn wait_until<T>(
        condition: &Condvar,
        guard: &mut MutexGuard<'_, T>,
        _until: Instant,
    ) -> bool {
        wait_for(condition, guard, Duration::ZERO)
    }
}

#[expect(
    clippy::duplicate_mod,
    reason = "the same text over another library's threads"
)]
#[path = "breaker.rs"]
#[expect(dead_code, reason = "the lock needs one bit only")]
mod breaker;
#[expect(
    clippy::duplicate_mod,
    reason = "the same text over another library's threads"
)]
#[path = "gil.rs"]
#[expect(dead_code, reason = "nothing changes the interval here")]
mod gil;

#[expect(
    clippy::duplicate_mod,
    reason = "the same text over another library's threads"
)]
#[path = "lot.rs"]
mod lot;
#[expect(
    clippy::duplicate_mod,
    reason = "the same text over another library's threads"
)]
#[path = "parker.rs"]
#[expect(dead_code, reason = "no run is ended here")]
mod parker;

use breaker::{Breaker, DROP_REQUEST, OVER, SIGNALS};
use gil::{Gil, Holder, Moment};
use lot::{Lot, Sleeper, Words};
use parker::{Activity, Parker, Woken};

const SCHEDULES: usize = 3_000;

/// What the lock guards: how often it was taken, and by whom last.
#[derive(Debug, Default)]
struct Inside {
    takes: u32,
    last: Option<ThreadId>,
}

fn holder(number: u32) -> Holder {
    Holder {
        thread: ThreadId(number),
        breaker: Arc::new(Breaker::default()),
    }
}

/// A thread that computes: takes the lock, comes to check points, and gives way when it is told to.
fn compute(gil: &Gil<Inside>, me: &Holder, checks: u32) {
    let mut inside = gil.take(me, &mut |_| {}).expect("it is open");
    inside.takes += 1;
    inside.last = Some(me.thread);
    for check in 0..checks {
        shuttle::thread::yield_now();
        let asked = me.breaker.is_set(DROP_REQUEST);
        // Some let go without being asked: before they wait for something else.
        if !asked && !(check + me.thread.0).is_multiple_of(3) {
            continue;
        }
        let mut forced = false;
        gil.drop(me, inside, false, &mut |moment| {
            forced |= moment == Moment::WaitsForSwitch;
        });
        inside = gil.take(me, &mut |_| {}).expect("it is open");
        if forced {
            assert_ne!(
                inside.last,
                Some(me.thread),
                "who is told to let go goes on only when another has had it"
            );
        }
        inside.takes += 1;
        inside.last = Some(me.thread);
    }
    gil.drop(me, inside, true, &mut |_| {});
}

fn threads_take_turns() {
    let gil = Arc::new(Gil::new(Inside::default(), 5_000));
    let threads: Vec<_> = (0..3)
        .map(|number| {
            let gil = gil.clone();
            shuttle::thread::spawn(move || compute(&gil, &holder(number), 3))
        })
        .collect();
    for thread in threads {
        thread.join().expect("it ends");
    }
    let inside = gil.take(&holder(9), &mut |_| {}).expect("it is free");
    assert!(inside.takes >= 3);
}

/// Mutual exclusion is in the type: what is guarded is there once. What is explored is that no wake-up is
/// lost (else threads would wait for ever, which the explorer reports) and that a forced switch is one.
#[test]
fn every_thread_gets_its_turn_in_random_schedules() {
    shuttle::check_random(threads_take_turns, SCHEDULES);
}

#[test]
fn every_thread_gets_its_turn_in_schedules_with_few_preemptions() {
    shuttle::check_pct(threads_take_turns, SCHEDULES, 3);
}

#[test]
fn who_waits_when_all_is_over_goes_away() {
    let over = || {
        let gil = Arc::new(Gil::new(Inside::default(), 5_000));
        let main = holder(0);
        let _inside = gil.take(&main, &mut |_| {}).expect("it is free");
        let waiters: Vec<_> = (1..3)
            .map(|number| {
                let gil = gil.clone();
                shuttle::thread::spawn(move || gil.take(&holder(number), &mut |_| {}).is_none())
            })
            .collect();
        if shuttle::rand::thread_rng().gen_bool(0.5) {
            shuttle::thread::yield_now();
        }
        gil.close();
        for waiter in waiters {
            assert!(waiter.join().expect("it ends"), "nobody gets it any more");
        }
    };
    shuttle::check_random(over, SCHEDULES);
}

/// Threads compute, and are told to let go, while it is closed and, a moment later, all are told that it is
/// over: none of them waits for a switch that does not come any more.
fn closed_while_threads_compute() {
    let gil = Arc::new(Gil::new(Inside::default(), 5_000));
    let holders = [holder(0), holder(1)];
    let threads = holders.clone().map(|me| {
        let gil = gil.clone();
        shuttle::thread::spawn(move || {
            let gil: &Gil<Inside> = &gil;
            while let Some(inside) = gil.take(&me, &mut |_| {}) {
                while me.breaker.bits() & (DROP_REQUEST | OVER) == 0 {
                    shuttle::thread::yield_now();
                }
                let over = me.breaker.is_set(OVER);
                gil.drop(&me, inside, over, &mut |_| {});
            }
        })
    });
    shuttle::thread::yield_now();
    gil.close();
    for me in &holders {
        me.breaker.set(OVER);
    }
    for thread in threads {
        thread.join().expect("it ends");
    }
}

#[test]
fn nobody_waits_for_a_switch_when_all_is_over() {
    shuttle::check_random(closed_while_threads_compute, SCHEDULES);
    shuttle::check_pct(closed_while_threads_compute, SCHEDULES, 3);
}

/// The one lock of the explored programs, in memory where each change is one step.
const LOCK: ObjId = ObjId(1);

#[derive(Clone)]
struct Memory(Arc<sync::Mutex<Lock>>);

impl Words for Memory {
    fn change<R>(&mut self, _lock: ObjId, work: impl FnOnce(&mut Lock) -> R) -> R {
        work(&mut self.0.lock())
    }
}

struct Sleeping {
    id: ThreadId,
    parker: Parker,
}

impl Sleeper for Sleeping {
    fn id(&self) -> ThreadId {
        self.id
    }

    fn parker(&self) -> &Parker {
        &self.parker
    }
}

/// Threads that do not wait for others.
struct Awake(sync::atomic::AtomicUsize);

impl Activity for Awake {
    fn rests(&self) -> bool {
        self.0.fetch_sub(1, sync::atomic::Ordering::SeqCst) == 1
    }

    fn stirs(&self) {
        self.0.fetch_add(1, sync::atomic::Ordering::SeqCst);
    }
}

/// What the threads that contend for the lock share.
#[derive(Clone)]
struct Contest {
    memory: Memory,
    lot: Arc<Lot<Sleeping>>,
    awake: Arc<Awake>,
    /// A deadline: whether it is met the explorer decides.
    past: Option<Instant>,
    /// Who is in the section that the lock guards.
    inside: Arc<sync::Mutex<Option<ThreadId>>>,
}

impl Contest {
    fn new(threads: usize) -> Self {
        let word = Lock {
            id: LockId(1),
            reentrant: false,
            holder: None,
            depth: 0,
            parked: false,
            network: false,
        };
        Self {
            memory: Memory(Arc::new(sync::Mutex::new(word))),
            lot: Arc::new(Lot::new()),
            awake: Arc::new(Awake(sync::atomic::AtomicUsize::new(threads))),
            past: Clock::start().instant(VirtualTime::ZERO),
            inside: Arc::default(),
        }
    }

    /// As a native `acquire` and the engine behind it do it; false: the time was up.
    fn acquire(&mut self, me: &Arc<Sleeping>, until: Option<Instant>) -> bool {
        if self.memory.change(LOCK, |lock| lock.take(me.id, 1)) {
            return true;
        }
        loop {
            let fair_at = VirtualTime(1);
            if self.lot.take_or_park(&mut self.memory, LOCK, me, fair_at) {
                return true;
            }
            let mut woken = me.parker.park(until, &*self.awake);
            if woken.is_none() && !self.lot.leave(LOCK, me.id) {
                woken = me.parker.taken();
            }
            match woken {
                None => return false,
                Some(Woken::HandedOff) => return true,
                Some(Woken::Look) => {}
                Some(other) => panic!("{other:?}: a wake-up was lost"),
            }
        }
    }

    fn release(&mut self) {
        if self.memory.change(LOCK, Lock::let_go) {
            return;
        }
        // Some waiters have waited long enough to be handed the lock, some have not.
        let now = VirtualTime(shuttle::rand::thread_rng().gen_range(0..3));
        let (lot, awake) = (self.lot.clone(), self.awake.clone());
        lot.release(&mut self.memory, LOCK, now, &*awake, |_| {});
    }

    fn compete(mut self, number: u32, rounds: u32, may_give_up: bool) -> u32 {
        let me = Arc::new(Sleeping {
            id: ThreadId(number),
            parker: Parker::default(),
        });
        let mut taken = 0;
        for round in 0..rounds {
            let gives_up = may_give_up && round % 2 == 0;
            let until = self.past.filter(|_| gives_up);
            if !self.acquire(&me, until) {
                continue;
            }
            taken += 1;
            let before = self.inside.lock().replace(me.id);
            assert_eq!(before, None, "two threads hold the lock");
            shuttle::thread::yield_now();
            *self.inside.lock() = None;
            self.release();
        }
        self.awake.rests();
        taken
    }
}

fn threads_contend(may_give_up: bool) {
    const THREADS: u32 = 3;
    const ROUNDS: u32 = 2;
    let contest = Contest::new(THREADS as usize);
    let threads: Vec<_> = (0..THREADS)
        .map(|number| {
            let contest = contest.clone();
            shuttle::thread::spawn(move || contest.compete(number, ROUNDS, may_give_up))
        })
        .collect();
    let taken: u32 = threads
        .into_iter()
        .map(|thread| thread.join().expect("it ends"))
        .sum();
    assert!(may_give_up || taken == THREADS * ROUNDS);
    assert!(contest.lot.locks().is_empty(), "nobody waits any more");
    assert_eq!(contest.memory.0.lock().holder, None);
}

/// As `Worker::park` waits and `Run::perform` tells: the mark first, then the call.
fn a_signal_interrupts_a_wait() {
    let parker = Arc::new(Parker::default());
    let breaker = Arc::new(Breaker::default());
    let awake = Arc::new(Awake(sync::atomic::AtomicUsize::new(2)));
    let sender = {
        let (parker, breaker, awake) = (parker.clone(), breaker.clone(), awake.clone());
        shuttle::thread::spawn(move || {
            breaker.set(SIGNALS);
            parker.interrupt(&*awake);
        })
    };
    parker.prepare();
    let woken = match breaker.is_set(SIGNALS) {
        true => Some(Woken::Signal),
        false => parker.park(None, &*awake),
    };
    assert_eq!(woken, Some(Woken::Signal));
    sender.join().expect("it does not panic");
    assert_eq!(awake.0.load(sync::atomic::Ordering::SeqCst), 2);
}

#[test]
fn a_signal_finds_a_thread_that_is_about_to_wait() {
    shuttle::check_random(a_signal_interrupts_a_wait, SCHEDULES);
    shuttle::check_pct(a_signal_interrupts_a_wait, SCHEDULES, 3);
}

/// Of a lock that some take and let go without knowing of those that wait (the fast path): one holder at a
/// time, no lost wake-up, and nobody believes to be alone while another could wake it.
#[test]
fn a_contended_lock_wakes_everybody_in_random_schedules() {
    shuttle::check_random(|| threads_contend(false), SCHEDULES);
}

#[test]
fn a_contended_lock_wakes_everybody_in_schedules_with_few_preemptions() {
    shuttle::check_pct(|| threads_contend(false), SCHEDULES, 3);
}

#[test]
fn who_gives_up_waiting_takes_no_wake_up_along() {
    shuttle::check_random(|| threads_contend(true), SCHEDULES);
    shuttle::check_pct(|| threads_contend(true), SCHEDULES, 3);
}
