//! Owns the numbers of a run, or of its part until a moment. Times are whole nanoseconds.
//! Owns no wording.

use super::event::LockKind;
use super::lane::Lane;
use super::lock::LockTrack;
use super::store::{ThreadTrack, Trace};
use super::track::Window;
use crate::base::{CoreId, LockId, ProcessId, ThreadId, VirtualDuration, VirtualTime};

/// A run in numbers.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Metrics {
    /// Until when everything was counted; for a whole run its duration.
    pub makespan: VirtualDuration,
    /// How many threads executed Python at once, in thousandths, on average over the makespan.
    pub parallelism_permille: u64,
    pub threads: Vec<ThreadMetrics>,
    /// Empty where there is no GIL.
    pub gils: Vec<GilMetrics>,
    pub cores: Vec<CoreMetrics>,
    pub locks: Vec<LockMetrics>,
}

/// How one thread spent its time.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct ThreadMetrics {
    pub thread: ThreadId,
    /// What stands for it in pictures.
    #[serde(skip)]
    pub letter: char,
    pub name: String,
    pub process: ProcessId,
    /// Executing bytecode (or short native calls in it) on a core; of a sampled run: on a core.
    pub running: VirtualDuration,
    /// On a core in native code: with the GIL released, and keeping it.
    pub running_native: VirtualDuration,
    pub native_holding: VirtualDuration,
    /// Wanting the GIL, handing it over on request included.
    pub waiting_lock: VirtualDuration,
    /// Able to go on, without a core; holding the GIL meanwhile or not.
    pub runnable: VirtualDuration,
    /// All of the following four together; of a sampled run: asleep.
    pub blocked: VirtualDuration,
    pub sleeping: VirtualDuration,
    pub io: VirtualDuration,
    pub blocked_on_locks: VirtualDuration,
    pub joining: VirtualDuration,
    /// How often it took a GIL.
    pub takes: u64,
}

/// What happened to one GIL.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct GilMetrics {
    pub lock: LockId,
    pub process: ProcessId,
    /// Hand-offs: acquisitions by another thread than the last holder.
    pub switches: u64,
    pub drop_requests: u64,
    pub acquisitions: u64,
    /// Releases because of a drop request, or because the turn was over.
    pub forced: u64,
    pub held: VirtualDuration,
}

/// What happened to one lock of the program.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct LockMetrics {
    pub lock: LockId,
    pub name: String,
    pub acquisitions: u64,
    /// How often a thread had to wait for it.
    pub contended: u64,
    pub held: VirtualDuration,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub struct CoreMetrics {
    pub core: CoreId,
    pub busy: VirtualDuration,
}

impl Metrics {
    /// The numbers of everything before `until`.
    pub fn of(trace: &Trace, until: VirtualTime) -> Self {
        let until = until.min(trace.end());
        let threads: Vec<ThreadMetrics> = trace
            .threads()
            .map(|(id, track)| ThreadMetrics::of(id, track, until))
            .collect();
        let python: u64 = threads
            .iter()
            .map(|t| t.running.nanos() + t.native_holding.nanos())
            .sum();
        let (gils, locks): (Vec<_>, Vec<_>) = trace
            .locks()
            .partition(|(_, track)| track.kind == LockKind::Gil);
        Self {
            makespan: until.since(VirtualTime::ZERO),
            parallelism_permille: permille(python, until.nanos()),
            threads,
            gils: gils
                .into_iter()
                .map(|(id, track)| GilMetrics::of(id, track, until))
                .collect(),
            cores: (0..trace.core_count())
                .map(|core| CoreMetrics::of(trace, CoreId(core as u16), until))
                .collect(),
            locks: locks
                .into_iter()
                .map(|(id, track)| LockMetrics::of(id, track, until))
                .collect(),
        }
    }

    /// Hand-offs of all GILs.
    pub fn switches(&self) -> u64 {
        self.gils.iter().map(|gil| gil.switches).sum()
    }

    /// Mean number of threads that executed Python at once.
    pub fn parallelism(&self) -> f64 {
        self.parallelism_permille as f64 / 1000.0
    }
}

impl ThreadMetrics {
    fn of(thread: ThreadId, track: &ThreadTrack, until: VirtualTime) -> Self {
        let total = |lane| track.lanes().total(lane, until);
        let sleeping = total(Lane::Sleeping);
        let io = total(Lane::Io) + total(Lane::IoHolding);
        let blocked_on_locks = total(Lane::BlockedLock);
        let joining = total(Lane::Joining);
        let asleep = total(Lane::Asleep);
        Self {
            thread,
            letter: track.letter,
            name: track.name.to_string(),
            process: track.process,
            running: total(Lane::Running) + total(Lane::OnCore),
            running_native: total(Lane::NativeFree),
            native_holding: total(Lane::NativeHolding),
            waiting_lock: total(Lane::WantsGil) + total(Lane::Switching),
            runnable: total(Lane::Runnable) + total(Lane::HoldsNoCore),
            blocked: sleeping + io + blocked_on_locks + joining + asleep,
            sleeping,
            io,
            blocked_on_locks,
            joining,
            takes: count(&track.takes, until),
        }
    }
}

impl GilMetrics {
    fn of(lock: LockId, track: &LockTrack, until: VirtualTime) -> Self {
        Self {
            lock,
            process: track.process,
            switches: count(&track.switched, until),
            drop_requests: count(&track.requested, until),
            acquisitions: count(&track.acquired, until),
            forced: count(&track.forced, until),
            held: held(track, until),
        }
    }
}

impl LockMetrics {
    fn of(lock: LockId, track: &LockTrack, until: VirtualTime) -> Self {
        Self {
            lock,
            name: track.name.to_string(),
            acquisitions: track.acquisitions(until),
            contended: count(&track.contended, until),
            held: held(track, until),
        }
    }
}

impl CoreMetrics {
    fn of(trace: &Trace, core: CoreId, until: VirtualTime) -> Self {
        let idle = trace.core(core).total(None, until);
        Self {
            core,
            busy: VirtualDuration(until.nanos() - idle.nanos()),
        }
    }

    /// The share of the makespan in which the core was busy, in thousandths.
    pub fn busy_permille(&self, makespan: VirtualDuration) -> u64 {
        permille(self.busy.nanos(), makespan.nanos())
    }
}

/// How long a thread had the GIL before it was asked to let go: the median of what ended by a hand-off
/// on request.
pub fn median_slice(trace: &Trace) -> Option<VirtualDuration> {
    let (_, gil) = trace.locks().find(|(_, lock)| lock.kind == LockKind::Gil)?;
    let whole = Window::new(VirtualTime::ZERO, trace.end());
    let requests: Vec<VirtualTime> = gil.requests().collect();
    let mut slices: Vec<u64> = gil
        .holders()
        .slices(whole)
        .filter(|slice| slice.class.is_some() && slice.end < trace.end())
        .filter(|slice| {
            let first = requests.partition_point(|at| *at < slice.start);
            requests.get(first).is_some_and(|at| *at <= slice.end)
        })
        .map(|slice| slice.end.since(slice.start).nanos())
        .collect();
    slices.sort_unstable();
    let middle = slices.get(slices.len() / 2)?;
    Some(VirtualDuration(*middle))
}

fn permille(part: u64, whole: u64) -> u64 {
    (u128::from(part) * 1000)
        .checked_div(u128::from(whole))
        .unwrap_or(0) as u64
}

fn count(moments: &[VirtualTime], until: VirtualTime) -> u64 {
    moments.partition_point(|at| *at < until) as u64
}

fn held(track: &LockTrack, until: VirtualTime) -> VirtualDuration {
    let free = track.holders().total(None, until);
    let shown = until.since(track.created).nanos() - free.nanos();
    VirtualDuration(shown + track.counted_time(until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture::two_threads;

    #[test]
    fn numbers_of_a_run_and_of_its_first_half() {
        let trace = two_threads();
        let whole = Metrics::of(&trace, VirtualTime::NEVER);
        let gil = &whole.gils[0];
        assert_eq!((gil.acquisitions, gil.switches), (2, 2));
        assert_eq!((gil.drop_requests, gil.forced), (1, 1));
        let (a, b) = (&whole.threads[0], &whole.threads[1]);
        assert_eq!(a.running.nanos(), 6_001_000);
        assert_eq!(a.waiting_lock.nanos(), 3_997_000);
        assert_eq!(b.running.nanos(), 3_990_000);
        assert_eq!(whole.parallelism_permille, 999);
        assert_eq!(whole.cores[1].busy.nanos(), 3_990_000);
        let half = Metrics::of(&trace, VirtualTime(5_000_000));
        assert_eq!(half.threads[1].running.nanos(), 0);
        assert_eq!(half.threads[1].waiting_lock.nanos(), 4_000_000);
        assert_eq!(half.gils[0].drop_requests, 0);
        assert_eq!(half.gils[0].held, half.makespan);
    }
}
