//! Owns the exploration of the GIL's schedules: the same text as the real lock (`gil.rs`, `breaker.rs`),
//! compiled over primitives whose every interleaving a scheduler decides. Whether a timed wait is over in
//! time is its choice, too. Owns no lock.

use std::sync::Arc;

use shuttle::rand::Rng;

use crate::base::ThreadId;

/// What `realtime::sync` gives, decided by the explorer.
mod sync {
    use std::ops::{Deref, DerefMut};
    use std::time::Duration;

    use shuttle::rand::Rng;

    pub(super) use shuttle::sync::atomic;

    #[derive(Debug)]
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

    #[derive(Debug)]
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

use breaker::{Breaker, DROP_REQUEST};
use gil::{Gil, Holder, Moment};

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
