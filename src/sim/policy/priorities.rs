//! Owns scheduling by seeded priorities (PCT: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized
//! Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010): the thread of highest
//! priority runs; at d - 1 points chosen beforehand the running thread falls below all others. One run
//! finds a bug of depth d with probability at least 1 / (n k^(d-1)), for n threads and k points.

use std::collections::{BTreeMap, BTreeSet};

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::{Point, Policy, Why};
use crate::base::ThreadId;

#[derive(Clone, Debug)]
pub struct Priorities {
    random: Pcg64Mcg,
    of: BTreeMap<ThreadId, i64>,
    /// The points at which the running thread falls, counted over all threads.
    falls: BTreeSet<u64>,
    passed: u64,
    /// Below all that were given so far.
    lowest: i64,
}

impl Priorities {
    /// `depth` is d, `points` an estimate of k.
    pub fn new(seed: u64, depth: u32, points: u64) -> Self {
        let mut random = Pcg64Mcg::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let falls = (1..depth)
            .map(|_| random.next_u64() % points.max(1) + 1)
            .collect();
        Self {
            random,
            of: BTreeMap::new(),
            falls,
            passed: 0,
            lowest: 0,
        }
    }

    /// A thread gets a random place among the others when it is first seen.
    fn priority(&mut self, thread: ThreadId) -> i64 {
        let random = &mut self.random;
        let priority = || (random.next_u64() >> 2) as i64 + 1;
        *self.of.entry(thread).or_insert_with(priority)
    }

    fn fall(&mut self, thread: ThreadId) {
        self.lowest -= 1;
        self.of.insert(thread, self.lowest);
    }
}

impl Policy for Priorities {
    fn choose(&mut self, point: &Point) -> Option<ThreadId> {
        self.passed += 1;
        if point.is_overdue() {
            return Some(point.options[0].thread);
        }
        if self.falls.contains(&self.passed) {
            self.fall(point.thread);
        }
        let mut best = point.options[0];
        let mut highest = i64::MIN;
        for option in &point.options {
            let priority = self.priority(option.thread);
            if priority > highest {
                (best, highest) = (*option, priority);
            }
        }
        // Who gets up early would do so again and again: a loop that polls would starve all others.
        if matches!(best.why, Why::Due(_)) {
            self.fall(best.thread);
        }
        Some(best.thread)
    }

    fn clone_box(&self) -> Box<dyn Policy> {
        Box::new(self.clone())
    }
}
