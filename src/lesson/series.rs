//! Owns the measuring of stretches of time in a run: how late a thread was, the gaps between its turns,
//! how long locks were held and waited for; and the statistics over such a series.
//! Owns no words and no syntax.

use crate::base::{LockId, ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{
    AttachState, BlockReason, EventKind, Lane, SchedState, Slice, Trace, Track, WakeCause, Window,
};

/// All of a track, the last slice ending with the run.
fn slices(lanes: &Track<Lane>, end: VirtualTime) -> impl Iterator<Item = Slice<Lane>> + '_ {
    let all = Window::new(VirtualTime::ZERO, VirtualTime::NEVER);
    lanes.slices(all).map(move |slice| Slice {
        end: slice.end.min(end),
        ..slice
    })
}

/// When the thread first executed Python; the end of the run when it never did.
pub(super) fn first_run(lanes: &Track<Lane>, end: VirtualTime) -> VirtualTime {
    slices(lanes, end)
        .find(|slice| matches!(slice.class, Lane::Running | Lane::NativeHolding))
        .map_or(end, |slice| slice.start)
}

/// The lengths of the stretches in which `wanted` holds.
pub(super) fn stretches(
    lanes: &Track<Lane>,
    end: VirtualTime,
    wanted: impl Fn(Lane) -> bool,
) -> Vec<VirtualDuration> {
    let mut lengths = Vec::new();
    let mut since: Option<VirtualTime> = None;
    for slice in slices(lanes, end) {
        match (wanted(slice.class), since) {
            (true, None) => since = Some(slice.start),
            (false, Some(start)) => {
                lengths.push(slice.start.since(start));
                since = None;
            }
            _ => {}
        }
    }
    lengths.extend(since.map(|start| end.since(start)));
    lengths
}

/// Shorter stays outside the interpreter are no work of the thread's: it goes to sleep or comes back.
const WORK: VirtualDuration = VirtualDuration::from_micros(20);

/// From the end of each turn, in which the thread got on with its work, to the beginning of the next.
pub(super) fn gaps(lanes: &Track<Lane>, end: VirtualTime) -> Vec<VirtualDuration> {
    let works = |slice: &Slice<Lane>| match slice.class {
        Lane::Running | Lane::NativeHolding => true,
        Lane::NativeFree => slice.end.since(slice.start) >= WORK,
        _ => false,
    };
    let mut lengths = Vec::new();
    let mut left: Option<VirtualTime> = None;
    for slice in slices(lanes, end).filter(works) {
        if let Some(left) = left
            && slice.start > left
        {
            lengths.push(slice.start.since(left));
        }
        left = Some(slice.end);
    }
    lengths
}

/// How late a thread was, each time it had waited for something that is not the GIL: from when that was
/// there (a sleep's end as it was asked for, a lock's release) until it executed Python again.
pub(super) fn latencies(trace: &Trace, thread: ThreadId) -> Vec<VirtualDuration> {
    let mut found = Vec::new();
    let mut waits: Option<BlockReason> = None;
    let mut due: Option<VirtualTime> = None;
    for event in trace.events().iter().filter(|e| e.thread == thread) {
        let EventKind::State(state) = &event.kind else {
            continue;
        };
        let wants_gil = matches!(
            state.sched,
            SchedState::Blocked(BlockReason::Gil(_) | BlockReason::GilSwitch(_))
        );
        if let SchedState::Blocked(reason) = state.sched
            && !wants_gil
        {
            waits = Some(reason);
            due = None;
            continue;
        }
        // No longer blocked: due since its time had come, or from now on.
        due = match waits.take() {
            Some(BlockReason::Sleep { until } | BlockReason::Io { until }) => {
                Some(until.min(event.at))
            }
            Some(_) => Some(event.at),
            None => due,
        };
        let runs = matches!(state.sched, SchedState::Running(_));
        if runs && state.attach == AttachState::Attached {
            found.extend(due.take().map(|due| event.at.since(due)));
        }
    }
    found
}

/// How long a lock was held, each time.
pub(super) fn holds(trace: &Trace, lock: LockId) -> Vec<VirtualDuration> {
    let Some((_, track)) = trace.locks().find(|(id, _)| *id == lock) else {
        return Vec::new();
    };
    track.holds(trace.end())
}

/// How long threads were blocked on a lock, each time, in order of the ends.
pub(super) fn waits(trace: &Trace, lock: LockId) -> Vec<VirtualDuration> {
    let mut since: Vec<(ThreadId, VirtualTime)> = Vec::new();
    let mut lengths = Vec::new();
    for event in trace.events() {
        let EventKind::State(state) = &event.kind else {
            continue;
        };
        let at = since.iter().position(|(thread, _)| *thread == event.thread);
        let blocked = state.sched == SchedState::Blocked(BlockReason::Lock(lock));
        match (blocked, at) {
            (true, None) => since.push((event.thread, event.at)),
            (false, Some(at)) => {
                let (_, start) = since.swap_remove(at);
                lengths.push(event.at.since(start));
            }
            _ => {}
        }
    }
    lengths.extend(since.iter().map(|(_, start)| trace.end().since(*start)));
    lengths
}

/// How often a waiter was woken because the GIL had been released, and how often somebody else had it
/// again before the waiter came.
pub(super) fn wakes(trace: &Trace) -> (u64, u64) {
    let (mut wakes, mut failed) = (0, 0);
    let mut woken: Vec<ThreadId> = Vec::new();
    for event in trace.events() {
        match &event.kind {
            EventKind::Wake {
                woken: thread,
                cause: WakeCause::GilReleased,
            } => {
                wakes += 1;
                woken.push(*thread);
            }
            EventKind::TakeGil { .. } => woken.retain(|thread| *thread != event.thread),
            EventKind::State(state)
                if matches!(state.sched, SchedState::Blocked(BlockReason::Gil(_)))
                    && woken.contains(&event.thread) =>
            {
                failed += 1;
                woken.retain(|thread| *thread != event.thread);
            }
            _ => {}
        }
    }
    (wakes, failed)
}

/// What is said of a series in one number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Statistic {
    P50,
    P95,
    P99,
    Max,
    Min,
    Mean,
    Total,
    Count,
}

/// The words for them.
pub(super) const STATISTICS: &[(&str, Statistic)] = &[
    ("p50", Statistic::P50),
    ("p95", Statistic::P95),
    ("p99", Statistic::P99),
    ("max", Statistic::Max),
    ("min", Statistic::Min),
    ("mean", Statistic::Mean),
    ("total", Statistic::Total),
    ("count", Statistic::Count),
];

impl Statistic {
    /// The number, in nanoseconds except for the count; `None` of nothing, where nothing is no answer.
    pub(super) fn of(self, series: &[VirtualDuration]) -> Option<f64> {
        let mut sorted: Vec<u64> = series.iter().map(|d| d.nanos()).collect();
        sorted.sort_unstable();
        let total: u64 = sorted.iter().sum();
        // The smallest value that this share of the series does not exceed.
        let percentile = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100).max(1);
            sorted.get(rank - 1).map(|ns| *ns as f64)
        };
        match self {
            Self::Count => Some(sorted.len() as f64),
            Self::Total => Some(total as f64),
            Self::P50 => percentile(50),
            Self::P95 => percentile(95),
            Self::P99 => percentile(99),
            Self::Max => percentile(100),
            Self::Min => sorted.first().map(|ns| *ns as f64),
            Self::Mean => (!sorted.is_empty()).then(|| total as f64 / sorted.len() as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_of_the_series() {
        let series: Vec<VirtualDuration> =
            (1..=20).rev().map(VirtualDuration::from_nanos).collect();
        let of = |statistic: Statistic| statistic.of(&series);
        assert_eq!(of(Statistic::P50), Some(10.0));
        assert_eq!(of(Statistic::P95), Some(19.0));
        assert_eq!(of(Statistic::P99), Some(20.0));
        assert_eq!(of(Statistic::Max), Some(20.0));
        assert_eq!(of(Statistic::Min), Some(1.0));
        assert_eq!(of(Statistic::Mean), Some(10.5));
        assert_eq!(of(Statistic::Count), Some(20.0));
        assert_eq!(Statistic::P95.of(&[]), None);
        assert_eq!(Statistic::Total.of(&[]), Some(0.0));
    }
}
