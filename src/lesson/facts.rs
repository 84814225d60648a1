//! Owns what a lesson may know of a run: the numbers and texts that questions and goals are about.
//! Owns no measuring of stretches of time (that is `series`): the rest is copied from a run's metrics.

use std::collections::BTreeMap;

use crate::base::{Source, ThreadId, VirtualDuration, VirtualTime};
use crate::sim::Found;
use crate::trace::{EventKind, Lane, LockKind, Metrics, SchedState, ThreadMetrics, Trace};

use super::model::Settings;
use super::series;

/// How one thread spent a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ThreadFacts {
    pub name: String,
    /// On a core.
    pub running: VirtualDuration,
    /// In native code: with the GIL released, and keeping it; waits in there that keep it are no time on a
    /// core.
    pub native: VirtualDuration,
    pub native_holding: VirtualDuration,
    /// Wants the GIL and does not have it.
    pub waiting: VirtualDuration,
    /// Wants a core and has none.
    pub runnable: VirtualDuration,
    /// Asleep, in I/O, joining, or blocked on a lock that is not the GIL.
    pub blocked: VirtualDuration,
    pub sleeping: VirtualDuration,
    pub on_locks: VirtualDuration,
    /// Holds the GIL; zero where there is none.
    pub held: VirtualDuration,
    pub started: VirtualTime,
    /// When it first executed Python.
    pub first_run: VirtualTime,
    pub ended: VirtualTime,
    /// How often it took a GIL.
    pub takes: u64,
    /// How late it was each time: from when its wait was over until it executed Python again.
    pub latencies: Vec<VirtualDuration>,
    /// Between its turns on a core, from the first to the last.
    pub gaps: Vec<VirtualDuration>,
    /// Its turns on a core in Python.
    pub turns: Vec<VirtualDuration>,
}

impl ThreadFacts {
    fn of(trace: &Trace, metrics: ThreadMetrics) -> Self {
        let id = metrics.thread;
        let held = trace
            .locks()
            .filter(|(_, lock)| lock.kind == LockKind::Gil)
            .map(|(_, lock)| lock.holders().total(Some(id), trace.end()))
            .sum();
        let lanes = trace.thread(id).lanes();
        Self {
            name: metrics.name,
            running: metrics.running + metrics.running_native + metrics.native_holding,
            native: metrics.running_native,
            native_holding: metrics.native_holding + lanes.total(Lane::IoHolding, trace.end()),
            waiting: metrics.waiting_lock,
            runnable: metrics.runnable,
            blocked: metrics.blocked,
            sleeping: metrics.sleeping,
            on_locks: metrics.blocked_on_locks,
            held,
            started: first(trace, id, |state| state != SchedState::New),
            first_run: series::first_run(lanes, trace.end()),
            ended: first(trace, id, |state| state == SchedState::Exited),
            takes: metrics.takes,
            latencies: series::latencies(trace, id),
            gaps: series::gaps(lanes, trace.end()),
            turns: series::stretches(lanes, trace.end(), |lane| lane == Lane::Running),
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

/// What happened to one lock of the program.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LockFacts {
    /// As the program calls it: `lock`, `account.lock`, `forks[2]`.
    pub name: String,
    pub acquisitions: u64,
    /// How often a thread had to wait for it.
    pub contended: u64,
    /// How long it was held, each time.
    pub holds: Vec<VirtualDuration>,
    /// How long a thread was blocked on it, each time.
    pub waits: Vec<VirtualDuration>,
}

impl LockFacts {
    /// Whether the program has made it itself: not one inside a thread, queue or event of the library.
    pub fn is_own(&self) -> bool {
        // A lock of the library's has no name when somebody had to wait for it.
        !self.name.is_empty()
            && !self
                .name
                .split(['.', '[', '/'])
                .any(|part| part.starts_with('_'))
    }
}

/// One finished run, as numbers and texts.
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
    /// How long any thread held a GIL.
    pub gil_held: VirtualDuration,
    /// How often a thread was woken because the GIL was free, and how often it was gone again.
    pub wakes: u64,
    pub failed_wakes: u64,
    pub processes: u64,
    /// Bytes that went through pipes between processes.
    pub pickled_bytes: u64,
    /// How often the turn was taken from a thread that could have gone on; `None` when time decided.
    pub preemptions: Option<u32>,
    /// In order of creation; the first is the main thread.
    pub threads: Vec<ThreadFacts>,
    /// Those that the program has names for, in order of their first use.
    pub locks: Vec<LockFacts>,
    pub stdout: String,
    pub stderr: String,
    /// The exit code as the operating system would see it.
    pub exit: i32,
    /// In words, when all threads were blocked for ever.
    pub deadlock: Option<String>,
    /// The program's text.
    pub program: Source,
    /// What the expressions came to that somebody asks about, or why they came to nothing.
    pub values: BTreeMap<String, Result<Found, String>>,
}

/// A run that has ended, before it is counted.
#[derive(Debug)]
pub struct Finished<'a> {
    pub trace: &'a Trace,
    pub program: &'a Source,
    pub exit: i32,
    pub pickled_bytes: u64,
    pub preemptions: Option<u32>,
    pub values: BTreeMap<String, Result<Found, String>>,
}

impl RunFacts {
    /// The facts of a finished run.
    pub fn of(run: Finished<'_>, settings: Settings) -> Self {
        let trace = run.trace;
        let metrics = Metrics::of(trace, VirtualTime::NEVER);
        let written = |to: u8| {
            let pieces = trace.output().filter(|(_, _, stream, _)| *stream == to);
            pieces.map(|(_, _, _, text)| &**text).collect::<String>()
        };
        let deadlock = trace.events().iter().find_map(|event| match &event.kind {
            EventKind::Deadlock { text } => Some(text.to_string()),
            _ => None,
        });
        let (wakes, failed_wakes) = series::wakes(trace);
        let mut processes: Vec<_> = metrics.threads.iter().map(|t| t.process).collect();
        processes.sort_unstable();
        processes.dedup();
        let locks = metrics.locks.iter().map(|lock| LockFacts {
            name: lock.name.clone(),
            acquisitions: lock.acquisitions,
            contended: lock.contended,
            holds: series::holds(trace, lock.lock),
            waits: series::waits(trace, lock.lock),
        });
        Self {
            settings,
            makespan: metrics.makespan,
            parallelism: metrics.parallelism(),
            switches: metrics.switches(),
            drop_requests: metrics.gils.iter().map(|gil| gil.drop_requests).sum(),
            gil_held: metrics.gils.iter().map(|gil| gil.held).sum(),
            wakes,
            failed_wakes,
            processes: processes.len() as u64,
            pickled_bytes: run.pickled_bytes,
            preemptions: run.preemptions,
            locks: locks.collect(),
            threads: metrics
                .threads
                .into_iter()
                .map(|thread| ThreadFacts::of(trace, thread))
                .collect(),
            stdout: written(1),
            stderr: written(2),
            exit: run.exit,
            deadlock,
            program: run.program.clone(),
            values: run.values,
        }
    }

    /// Time spent on cores, over all threads.
    pub fn busy(&self) -> VirtualDuration {
        self.threads.iter().map(|t| t.running).sum()
    }

    pub fn thread(&self, name: &str) -> Option<&ThreadFacts> {
        self.threads.iter().find(|t| t.name == name)
    }

    pub fn lock(&self, name: &str) -> Option<&LockFacts> {
        self.locks.iter().find(|lock| lock.name == name)
    }

    /// The exceptions that left the program or one of its threads, by class: what the tracebacks end in.
    pub fn raised(&self) -> Vec<&str> {
        let mut inside = false;
        let mut found = Vec::new();
        for line in self.stderr.lines() {
            if line.starts_with("Traceback (most recent call last)") {
                inside = true;
            } else if inside && !line.starts_with(' ') && !line.is_empty() {
                inside = false;
                let class = line.split(':').next().unwrap_or(line);
                found.push(class.rsplit('.').next().unwrap_or(class));
            }
        }
        found
    }
}

/// Where expressions find the runs they name.
pub trait Runs {
    /// The facts of a named run; `None` when it has not been run.
    fn facts(&self, run: &str) -> Option<&RunFacts>;

    /// What trying it over many runs has come to; `None` when that has not been done.
    fn verdict(&self, question: &str) -> Option<&super::over::Verdict>;
}

impl Runs for BTreeMap<String, RunFacts> {
    fn facts(&self, run: &str) -> Option<&RunFacts> {
        self.get(run)
    }

    fn verdict(&self, _: &str) -> Option<&super::over::Verdict> {
        None
    }
}
