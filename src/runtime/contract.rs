//! Owns the contract that every runtime keeps, whatever its rules: mutual exclusion where it promises
//! it, no lost wake-up, progress of every thread. A new entry in `RUNTIMES` is tested by being there.
//! The surroundings are played by a few lines with as many cores as threads.

use std::collections::BTreeMap;

use super::model::{Attach, Detach, Poll, RuntimeCtx, RuntimeModel};
use super::{GIL, RUNTIMES, RuntimeSpec};
use crate::base::{ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{DetachReason, EventKind, WakeCause};

/// What a thread does when it next has its turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Attach,
    TimedOut,
    /// Attached: work up to the next check point.
    Check,
    /// Detached: what it let go for is done.
    Outside,
    Done,
}

#[derive(Debug, Default)]
struct Surroundings {
    now: u64,
    turns: BTreeMap<(u64, u64), ThreadId>,
    steps: Vec<Option<Step>>,
    timeouts: BTreeMap<ThreadId, (u64, u64)>,
    alarm: Option<u64>,
    owed: BTreeMap<ThreadId, u64>,
    sequence: u64,
    random: u64,
    log: Vec<String>,
}

impl Surroundings {
    fn random(&mut self, below: u64) -> u64 {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.random >> 33) % below
    }

    fn turn(&mut self, thread: ThreadId, after: u64, step: Step) {
        self.cancel(thread);
        self.sequence += 1;
        let after = after + self.owed.remove(&thread).unwrap_or(0);
        self.turns.insert((self.now + after, self.sequence), thread);
        self.steps[thread.index()] = Some(step);
    }

    fn cancel(&mut self, thread: ThreadId) {
        if let Some(key) = self.timeouts.remove(&thread) {
            self.turns.remove(&key);
        }
    }
}

impl RuntimeCtx for Surroundings {
    fn now(&self) -> VirtualTime {
        VirtualTime(self.now)
    }

    fn wake(&mut self, thread: ThreadId, _cause: WakeCause) {
        if self.steps[thread.index()].is_some() && !self.timeouts.contains_key(&thread) {
            // It is awake already.
            return;
        }
        let latency = 1_000 + self.random(20_000);
        self.turn(thread, latency, Step::Attach);
    }

    fn set_timeout(&mut self, thread: ThreadId, after: VirtualDuration) {
        self.turn(thread, after.nanos(), Step::TimedOut);
        self.timeouts
            .insert(thread, (self.now + after.nanos(), self.sequence));
    }

    fn set_alarm(&mut self, after: VirtualDuration) {
        assert!(self.alarm.is_none(), "one alarm at a time");
        self.alarm = Some(self.now + after.nanos());
    }

    fn charge(&mut self, thread: ThreadId, cost: VirtualDuration) {
        self.owed.insert(thread, cost.nanos());
    }

    fn emit(&mut self, thread: ThreadId, event: EventKind) {
        let what = match event {
            EventKind::TakeGil { lock, .. } if lock == GIL => "take",
            EventKind::DropGil { .. } => "drop",
            EventKind::DropRequest { .. } => "request",
            _ => "other",
        };
        self.log
            .push(format!("{} {what} {}", self.now / 1000, thread.0));
    }

    fn chance(&mut self, permille: u32) -> bool {
        self.random(1000) < u64::from(permille)
    }
}

/// Threads that compute in rounds of check points `spacing` apart and sometimes let go to wait.
struct Play<'a> {
    spec: &'a RuntimeSpec,
    model: Box<dyn RuntimeModel>,
    cx: Surroundings,
    left: Vec<u32>,
    attached: Vec<bool>,
    spacing: u64,
    blocking_permille: u64,
    /// What is left of the model's count of ticks, each check point being one.
    ticks: u32,
}

impl<'a> Play<'a> {
    fn new(spec: &'a RuntimeSpec, threads: usize, checks: u32, spacing: u64, seed: u64) -> Self {
        let mut play = Self {
            spec,
            model: (spec.make)(GIL, VirtualDuration::from_micros(100)),
            cx: Surroundings {
                steps: vec![None; threads],
                random: seed,
                ..Surroundings::default()
            },
            left: vec![checks; threads],
            attached: vec![false; threads],
            spacing,
            blocking_permille: 20,
            ticks: 0,
        };
        for thread in 0..threads {
            let delay = play.cx.random(50_000);
            play.cx.turn(ThreadId(thread as u32), delay, Step::Attach);
        }
        play
    }

    /// Runs until nothing can happen any more.
    fn run(&mut self) {
        while let Some(((now, _), thread)) = self.next_turn() {
            self.cx.now = now;
            let step = self.cx.steps[thread.index()].take().expect("it has a turn");
            self.cx.timeouts.remove(&thread);
            self.step(thread, step);
            let attached = self.attached.iter().filter(|a| **a).count();
            assert!(
                attached <= 1 || !self.spec.exclusive(),
                "{attached} attached"
            );
        }
    }

    /// The next thread's turn, after the alarms that go off before.
    fn next_turn(&mut self) -> Option<((u64, u64), ThreadId)> {
        loop {
            let turn = self.cx.turns.first_key_value().map(|(at, _)| at.0);
            match (self.cx.alarm, turn) {
                (Some(alarm), turn) if turn.is_none_or(|turn| alarm <= turn) => {
                    self.cx.now = alarm;
                    self.cx.alarm = None;
                    self.model.alarm(&mut self.cx);
                }
                _ => return self.cx.turns.pop_first(),
            }
        }
    }

    /// Whether the thread's check point is one at which it looks at the eval breaker.
    fn looks(&mut self) -> bool {
        let Some(every) = self.model.ticks() else {
            return true;
        };
        self.ticks = self.ticks.checked_sub(1).unwrap_or(every);
        self.ticks == 0
    }

    fn step(&mut self, thread: ThreadId, step: Step) {
        match step {
            Step::TimedOut => {
                self.model.timeout(&mut self.cx, thread);
                self.attach(thread);
            }
            Step::Attach | Step::Outside => self.attach(thread),
            Step::Check => self.check(thread),
            Step::Done => {}
        }
    }

    fn attach(&mut self, thread: ThreadId) {
        if self.left[thread.index()] == 0 {
            return;
        }
        if self.model.attach(&mut self.cx, thread) == Attach::Attached {
            self.attached[thread.index()] = true;
            self.cx.turn(thread, self.spacing, Step::Check);
        }
    }

    fn check(&mut self, thread: ThreadId) {
        self.left[thread.index()] -= 1;
        if self.left[thread.index()] == 0 {
            self.detach(thread, DetachReason::Exit, Step::Done, 0);
        } else if self.looks()
            && let Poll::Drop(why) = self.model.poll(thread)
        {
            self.detach(thread, why, Step::Attach, 0);
        } else if self.cx.random(1000) < self.blocking_permille {
            let pause = self.cx.random(200_000);
            self.detach(thread, DetachReason::Blocking, Step::Outside, pause);
        } else {
            self.cx.turn(thread, self.spacing, Step::Check);
        }
    }

    fn detach(&mut self, thread: ThreadId, why: DetachReason, then: Step, pause: u64) {
        self.attached[thread.index()] = false;
        match self.model.detach(&mut self.cx, thread, why) {
            Detach::Released => self.cx.turn(thread, pause, then),
            Detach::Wait(_) => {}
        }
    }
}

#[test]
fn every_thread_gets_done_under_every_runtime() {
    for spec in RUNTIMES {
        for (threads, spacing) in [(1, 50), (2, 50), (3, 50), (5, 40), (3, 2_000), (4, 300_000)] {
            for seed in 0..5 {
                let mut play = Play::new(spec, threads, 400, spacing, seed);
                play.run();
                assert_eq!(
                    play.left,
                    vec![0; threads],
                    "{}: {threads} threads, checks {spacing} ns apart, seed {seed}: some never went on",
                    spec.name
                );
                assert_eq!(play.model.holder(), None);
            }
        }
    }
}

#[test]
fn a_copy_of_a_model_goes_on_as_the_original() {
    for spec in RUNTIMES {
        let mut play = Play::new(spec, 3, 300, 60, 7);
        play.run();
        let mut again = Play::new(spec, 3, 300, 60, 7);
        again.model = again.model.clone_box();
        again.run();
        assert_eq!(play.cx.log, again.cx.log);
    }
}

#[test]
fn with_a_gil_two_threads_alternate_by_the_interval() {
    let spec = super::find("gil").expect("registered");
    let mut play = Play::new(spec, 2, 10_000, 50, 3);
    play.blocking_permille = 0;
    play.run();
    let takers: Vec<&str> = play
        .cx
        .log
        .iter()
        .filter_map(|line| line.split_once(" take ").map(|(_, thread)| thread))
        .collect();
    assert!(takers.len() > 8, "{takers:?}");
    let alternating = takers.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert_eq!(alternating, takers.len() - 1, "{takers:?}");
}

#[test]
fn tight_loops_of_three_threads_ping_pong_and_sparse_checks_go_round() {
    let spec = super::find("gil").expect("registered");
    let returns = |spacing: u64, checks: u32| {
        let mut play = Play::new(spec, 3, checks, spacing, 11);
        play.blocking_permille = 0;
        play.run();
        let takers: Vec<&str> = play
            .cx
            .log
            .iter()
            .filter_map(|line| line.split_once(" take ").map(|(_, thread)| thread))
            .collect();
        let back = takers
            .windows(3)
            .filter(|three| three[0] == three[2])
            .count();
        back * 100 / takers.len()
    };
    let tight = returns(50, 40_000);
    assert!(
        (50..85).contains(&tight),
        "{tight} % go back to the last holder"
    );
    let sparse = returns(20_000, 200);
    assert!(sparse < 10, "{sparse} % go back to the last holder");
}
