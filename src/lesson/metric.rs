//! Owns the vocabulary of questions about one run: metrics, the series that statistics are about, what
//! each yields and is asked of, and how it is looked up in a run's facts.
//! Owns no syntax (`parse`) and no combination of values (`goal`).

use crate::base::VirtualDuration;

use super::facts::{LockFacts, RunFacts, ThreadFacts};
use super::value::{Failure, Kind, Value};

/// What an expression may ask of one run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Metric {
    Makespan,
    Busy,
    Asleep,
    Parallelism,
    Switches,
    DropRequests,
    GilShare,
    Wakes,
    FailedWakes,
    FailedShare,
    Threads,
    Processes,
    PickledBytes,
    Preemptions,
    Locks,
    Cores,
    Runtime,
    SwitchInterval,
    Stdout,
    Stderr,
    Exit,
    DeadlockFree,
    Running,
    Native,
    NativeHolding,
    Waiting,
    Runnable,
    Blocked,
    Sleeping,
    OnLocks,
    RunningShare,
    HeldShare,
    WaitShare,
    BlockedShare,
    Starts,
    FirstRun,
    Ends,
    Takes,
    MaxGap,
    Acquisitions,
    Contended,
}

/// What a metric is asked of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Of {
    Run,
    Thread,
    Lock,
}

impl Of {
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Thread => "thread",
            Self::Lock => "lock",
        }
    }

    /// A name to show in an example.
    pub(super) const fn example(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Run | Self::Thread => "A",
        }
    }
}

/// What a metric is called, what it yields and what it is asked of.
#[derive(Clone, Copy)]
pub(super) struct MetricRow {
    pub(super) metric: Metric,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) of: Of,
}

/// Metrics with their names.
type Named = &'static [(Metric, &'static str)];

/// Every metric, by what it is asked of and what it yields.
const METRICS: &[(Of, Kind, Named)] = &[
    (
        Of::Run,
        Kind::Time,
        &[
            (Metric::Makespan, "makespan"),
            (Metric::Busy, "busy"),
            (Metric::Asleep, "asleep"),
            (Metric::SwitchInterval, "switch_interval"),
        ],
    ),
    (
        Of::Run,
        Kind::Number,
        &[
            (Metric::Parallelism, "parallelism"),
            (Metric::Switches, "switches"),
            (Metric::DropRequests, "drop_requests"),
            (Metric::Wakes, "wakes"),
            (Metric::FailedWakes, "failed_wakes"),
            (Metric::Threads, "threads"),
            (Metric::Processes, "processes"),
            (Metric::PickledBytes, "pickled_bytes"),
            (Metric::Preemptions, "preemptions"),
            (Metric::Locks, "locks"),
            (Metric::Cores, "cores"),
            (Metric::Exit, "exit"),
        ],
    ),
    (
        Of::Run,
        Kind::Share,
        &[(Metric::GilShare, "gil%"), (Metric::FailedShare, "failed%")],
    ),
    (
        Of::Run,
        Kind::Text,
        &[
            (Metric::Runtime, "runtime"),
            (Metric::Stdout, "stdout"),
            (Metric::Stderr, "stderr"),
        ],
    ),
    (
        Of::Run,
        Kind::Truth,
        &[(Metric::DeadlockFree, "deadlock_free")],
    ),
    (
        Of::Thread,
        Kind::Time,
        &[
            (Metric::Running, "running"),
            (Metric::Native, "native"),
            (Metric::NativeHolding, "native_holding"),
            (Metric::Waiting, "waiting"),
            (Metric::Runnable, "runnable"),
            (Metric::Blocked, "blocked"),
            (Metric::Sleeping, "sleeping"),
            (Metric::OnLocks, "on_locks"),
            (Metric::Starts, "starts"),
            (Metric::FirstRun, "first_run"),
            (Metric::Ends, "ends"),
            (Metric::MaxGap, "max_gap"),
        ],
    ),
    (
        Of::Thread,
        Kind::Share,
        &[
            (Metric::RunningShare, "running%"),
            (Metric::HeldShare, "held%"),
            (Metric::WaitShare, "wait%"),
            (Metric::BlockedShare, "blocked%"),
        ],
    ),
    (Of::Thread, Kind::Number, &[(Metric::Takes, "takes")]),
    (
        Of::Lock,
        Kind::Number,
        &[
            (Metric::Acquisitions, "acquisitions"),
            (Metric::Contended, "contended"),
        ],
    ),
];

pub(super) fn metrics() -> impl Iterator<Item = MetricRow> + Clone {
    METRICS.iter().flat_map(|(of, kind, named)| {
        named.iter().map(|(metric, name)| MetricRow {
            metric: *metric,
            name,
            kind: *kind,
            of: *of,
        })
    })
}

/// Stretches of time of a thread or lock, which statistics are made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Series {
    Latency,
    Gap,
    Turn,
    LockHold,
    LockWait,
}

pub(super) const SERIES: &[(&str, Series, Of)] = &[
    ("latency", Series::Latency, Of::Thread),
    ("gap", Series::Gap, Of::Thread),
    ("turn", Series::Turn, Of::Thread),
    ("lock_hold", Series::LockHold, Of::Lock),
    ("lock_wait", Series::LockWait, Of::Lock),
];

impl Series {
    pub(super) fn of<'a>(
        self,
        facts: &'a RunFacts,
        run: &str,
        name: &str,
    ) -> Result<&'a [VirtualDuration], Failure> {
        Ok(match self {
            Self::Latency => &thread(facts, run, name)?.latencies,
            Self::Gap => &thread(facts, run, name)?.gaps,
            Self::Turn => &thread(facts, run, name)?.turns,
            Self::LockHold => &lock(facts, run, name)?.holds,
            Self::LockWait => &lock(facts, run, name)?.waits,
        })
    }
}

fn thread<'a>(facts: &'a RunFacts, run: &str, name: &str) -> Result<&'a ThreadFacts, Failure> {
    facts.thread(name).ok_or_else(|| Failure::NoThread {
        run: run.to_owned(),
        thread: name.to_owned(),
        has: facts.threads.iter().map(|t| t.name.clone()).collect(),
    })
}

fn lock<'a>(facts: &'a RunFacts, run: &str, name: &str) -> Result<&'a LockFacts, Failure> {
    facts.lock(name).ok_or_else(|| Failure::NoLock {
        run: run.to_owned(),
        lock: name.to_owned(),
        has: own_locks(facts).map(|l| l.name.clone()).collect(),
    })
}

/// The locks that the program has made itself.
fn own_locks(facts: &RunFacts) -> impl Iterator<Item = &LockFacts> {
    facts.locks.iter().filter(|lock| lock.is_own())
}

impl Metric {
    /// The value in a run; `name` is the thread or lock that it is asked of.
    pub(super) fn measure(
        self,
        facts: &RunFacts,
        run: &str,
        name: Option<&str>,
    ) -> Result<Value, Failure> {
        let time = |d: VirtualDuration| Value::Time(d.nanos() as f64);
        let count = |n: u64| Value::Number(n as f64);
        let share = |part: u64, whole: u64| Value::Share(part as f64 / whole.max(1) as f64);
        let of_run = |part: VirtualDuration| share(part.nanos(), facts.makespan.nanos());
        let thread = || thread(facts, run, name.unwrap_or(""));
        let lock = || lock(facts, run, name.unwrap_or(""));
        Ok(match self {
            Self::Makespan => time(facts.makespan),
            Self::Busy => time(facts.busy()),
            Self::Asleep => time(facts.threads.iter().map(|thread| thread.sleeping).sum()),
            Self::Parallelism => Value::Number(facts.parallelism),
            Self::Switches => count(facts.switches),
            Self::DropRequests => count(facts.drop_requests),
            Self::GilShare => of_run(facts.gil_held),
            Self::Wakes => count(facts.wakes),
            Self::FailedWakes => count(facts.failed_wakes),
            Self::FailedShare => share(facts.failed_wakes, facts.wakes),
            Self::Threads => count(facts.threads.len() as u64),
            Self::Processes => count(facts.processes),
            Self::PickledBytes => count(facts.pickled_bytes),
            Self::Preemptions => match facts.preemptions {
                Some(n) => count(u64::from(n)),
                None => return Err(by_time(run)),
            },
            Self::Locks => count(own_locks(facts).count() as u64),
            Self::Cores => count(u64::from(facts.settings.cores)),
            Self::Runtime => Value::Text(facts.settings.runtime.clone()),
            Self::SwitchInterval => time(facts.settings.switch_interval),
            Self::Stdout => Value::Text(facts.stdout.clone()),
            Self::Stderr => Value::Text(facts.stderr.clone()),
            Self::Exit => Value::Number(f64::from(facts.exit)),
            Self::DeadlockFree => Value::Truth(facts.deadlock.is_none()),
            Self::Running => time(thread()?.running),
            Self::Native => time(thread()?.native),
            Self::NativeHolding => time(thread()?.native_holding),
            Self::Waiting => time(thread()?.waiting),
            Self::Runnable => time(thread()?.runnable),
            Self::Blocked => time(thread()?.blocked),
            Self::Sleeping => time(thread()?.sleeping),
            Self::OnLocks => time(thread()?.on_locks),
            Self::RunningShare => of_run(thread()?.running),
            Self::HeldShare => of_run(thread()?.held),
            Self::WaitShare => of_run(thread()?.waiting),
            Self::BlockedShare => of_run(thread()?.blocked),
            Self::Starts => Value::Time(thread()?.started.nanos() as f64),
            Self::FirstRun => Value::Time(thread()?.first_run.nanos() as f64),
            Self::Ends => Value::Time(thread()?.ended.nanos() as f64),
            Self::Takes => count(thread()?.takes),
            Self::MaxGap => time(thread()?.gaps.iter().copied().max().unwrap_or_default()),
            Self::Acquisitions => count(lock()?.acquisitions),
            Self::Contended => count(lock()?.contended),
        })
    }

    pub(super) fn name(self) -> &'static str {
        metrics()
            .find(|row| row.metric == self)
            .expect("METRICS has every metric")
            .name
    }
}

fn by_time(run: &str) -> Failure {
    Failure::Mismatch(format!(
        "preemptions are counted where a schedule decides who goes on, and run `{run}` has none"
    ))
}

#[cfg(test)]
mod tests {
    use super::super::testing::facts;
    use super::*;

    #[test]
    fn every_metric_has_a_row_and_a_value_of_its_kind() {
        let facts = facts(80, 2);
        for row in metrics() {
            let name = match row.of {
                Of::Run => None,
                Of::Thread => Some("A"),
                Of::Lock => Some("lock"),
            };
            let value = row.metric.measure(&facts, "lock", name).expect(row.name);
            assert_eq!(value.kind(), row.kind, "{}", row.name);
            assert_eq!(row.metric.name(), row.name);
        }
    }
}
