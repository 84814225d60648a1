//! Owns what a lesson may know of a run: the numbers that questions and goals are about.
//! Owns no measuring: the facts are copied from a run's metrics.

use crate::base::{ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{EventKind, LockKind, Metrics, SchedState, ThreadMetrics, Trace};

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
    /// Holds the GIL; zero where there is none.
    pub held: VirtualDuration,
    pub started: VirtualTime,
    pub ended: VirtualTime,
}

impl ThreadFacts {
    fn of(trace: &Trace, metrics: ThreadMetrics) -> Self {
        let id = metrics.thread;
        let held = trace
            .locks()
            .filter(|(_, lock)| lock.kind == LockKind::Gil)
            .map(|(_, lock)| lock.holders().total(Some(id), trace.end()))
            .sum();
        Self {
            name: metrics.name,
            running: metrics.running + metrics.running_native + metrics.native_holding,
            waiting: metrics.waiting_lock,
            runnable: metrics.runnable,
            blocked: metrics.blocked,
            held,
            started: first(trace, id, |state| state != SchedState::New),
            ended: first(trace, id, |state| state == SchedState::Exited),
        }
    }
}

/// When the thread was first in such a state; the end of the run when it never was.
fn first(trace: &Trace, id: ThreadId, wanted: impl Fn(SchedState) -> bool) -> VirtualTime {
    trace
        .events()
        .iter()
        .find(|event| match &event.kind {
            EventKind::State(state) => event.thread == id && wanted(state.sched),
            _ => false,
        })
        .map_or(trace.end(), |event| event.at)
}

/// One finished run, as numbers.
#[derive(Clone, PartialEq, Debug)]
pub struct RunFacts {
    pub settings: Settings,
    /// From the start of the program to the end of its last thread.
    pub makespan: VirtualDuration,
    /// Mean number of threads that executed Python at once.
    pub parallelism: f64,
    /// How often the GIL went to another thread than its last holder.
    pub switches: u64,
    pub drop_requests: u64,
    /// In order of creation; the first is the main thread.
    pub threads: Vec<ThreadFacts>,
    pub stdout: String,
    pub stderr: String,
    /// The exit code as the operating system would see it.
    pub exit: i32,
    /// In words, when all threads were blocked for ever.
    pub deadlock: Option<String>,
}

impl RunFacts {
    /// The facts of a finished run. `exit` is the program's exit code.
    pub fn of(trace: &Trace, settings: Settings, exit: i32) -> Self {
        let metrics = Metrics::of(trace, VirtualTime::NEVER);
        let written = |to: u8| {
            let pieces = trace.output().filter(|(_, _, stream, _)| *stream == to);
            pieces.map(|(_, _, _, text)| &**text).collect::<String>()
        };
        let deadlock = trace.events().iter().find_map(|event| match &event.kind {
            EventKind::Deadlock { text } => Some(text.to_string()),
            _ => None,
        });
        Self {
            settings,
            makespan: metrics.makespan,
            parallelism: metrics.parallelism(),
            switches: metrics.switches(),
            drop_requests: metrics.gils.iter().map(|gil| gil.drop_requests).sum(),
            threads: metrics
                .threads
                .into_iter()
                .map(|thread| ThreadFacts::of(trace, thread))
                .collect(),
            stdout: written(1),
            stderr: written(2),
            exit,
            deadlock,
        }
    }

    /// Time spent on cores, over all threads.
    pub fn busy(&self) -> VirtualDuration {
        self.threads.iter().map(|t| t.running).sum()
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
