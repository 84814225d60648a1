//! Owns what a lesson may know of a run: the numbers that questions and goals are about.
//! Owns no measuring: the facts are copied from a run's metrics.

use crate::base::{VirtualDuration, VirtualTime};

use super::model::Settings;

/// How one thread spent a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ThreadFacts {
    pub name: String,
    /// On a core.
    pub running: VirtualDuration,
    /// Wants the GIL and does not have it.
    pub waiting: VirtualDuration,
    /// Wants a core and has none.
    pub runnable: VirtualDuration,
    /// Asleep, in I/O, joining, or blocked on a lock that is not the GIL.
    pub blocked: VirtualDuration,
    /// Holds the GIL (without a GIL: is attached).
    pub held: VirtualDuration,
    pub started: VirtualTime,
    pub ended: VirtualTime,
}

/// One finished run, as numbers.
#[derive(Clone, PartialEq, Debug)]
pub struct RunFacts {
    pub settings: Settings,
    /// From the start of the program to the end of its last thread.
    pub makespan: VirtualDuration,
    /// How often the GIL went to another thread than its last holder.
    pub switches: u64,
    pub drop_requests: u64,
    /// In order of creation; the first is the main thread.
    pub threads: Vec<ThreadFacts>,
    pub stdout: String,
    /// The exit code as the operating system would see it.
    pub exit: i32,
    /// In words, when all threads were blocked for ever.
    pub deadlock: Option<String>,
}

impl RunFacts {
    /// Time spent on cores, over all threads.
    pub fn busy(&self) -> VirtualDuration {
        self.threads.iter().map(|t| t.running).sum()
    }

    /// Mean number of threads on a core while at least the makespan passed: busy time over makespan.
    /// 0 for an empty run.
    pub fn parallelism(&self) -> f64 {
        if self.makespan == VirtualDuration::ZERO {
            return 0.0;
        }
        self.busy().nanos() as f64 / self.makespan.nanos() as f64
    }

    pub fn thread(&self, name: &str) -> Option<&ThreadFacts> {
        self.threads.iter().find(|t| t.name == name)
    }
}

/// Where expressions find the runs they name.
pub trait Runs {
    /// The facts of a named run; `None` when it has not been run.
    fn facts(&self, run: &str) -> Option<&RunFacts>;
}

impl Runs for std::collections::BTreeMap<String, RunFacts> {
    fn facts(&self, run: &str) -> Option<&RunFacts> {
        self.get(run)
    }
}
