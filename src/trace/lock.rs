//! Owns one lock's history: who held it when, and how often, whether that was recorded one by one or counted.
//! Owns no event (`store` tells it of them).

use std::sync::Arc;

use super::event::{LockKind, Takings};
use super::track::{Track, Window};
use crate::base::{ProcessId, ThreadId, VirtualDuration, VirtualTime};

/// One lock's history. Lists of moments are sorted.
#[derive(Clone, Debug)]
pub struct LockTrack {
    pub kind: LockKind,
    pub name: Arc<str>,
    /// Of the thread that made it.
    pub process: ProcessId,
    pub created: VirtualTime,
    pub(super) holders: Track<Option<ThreadId>>,
    pub(super) acquired: Vec<VirtualTime>,
    /// Takings that were only counted, and by when.
    pub(super) counted: Vec<(VirtualTime, Arc<Takings>)>,
    /// When a thread began to wait for it.
    pub(super) contended: Vec<VirtualTime>,
    /// Acquisitions of a GIL by another thread than the last holder.
    pub(super) switched: Vec<VirtualTime>,
    pub(super) requested: Vec<VirtualTime>,
    /// Releases of a GIL on request.
    pub(super) forced: Vec<VirtualTime>,
}

impl LockTrack {
    /// Who held it when.
    pub fn holders(&self) -> &Track<Option<ThreadId>> {
        &self.holders
    }

    /// When somebody asked for it: of a GIL the drop requests.
    pub fn requests(&self) -> impl Iterator<Item = VirtualTime> + '_ {
        self.requested.iter().copied()
    }

    /// Whether any thread has waited for it.
    pub fn was_contended(&self) -> bool {
        !self.contended.is_empty()
    }

    /// The takings up to `t` that were counted and not recorded one by one, and by when.
    fn counted(&self, t: VirtualTime) -> impl Iterator<Item = (VirtualTime, &Takings)> {
        let before = self.counted.partition_point(|(at, _)| *at <= t);
        let counted = self.counted[..before].iter();
        counted.map(|(at, takings)| (*at, &**takings))
    }

    /// How long it was held in those, in nanoseconds.
    pub(super) fn counted_time(&self, t: VirtualTime) -> u64 {
        let of = |(at, takings): (VirtualTime, &Takings)| {
            let over = takings.holds.iter();
            let over = over.map(|(hold, times)| hold.nanos() * u64::from(*times));
            let lasting = takings
                .held_since
                .map_or(0, |since| at.since(since).nanos());
            over.sum::<u64>() + lasting
        };
        self.counted(t).map(of).sum()
    }

    /// How often it was taken before `t`.
    pub(super) fn acquisitions(&self, t: VirtualTime) -> u64 {
        let recorded = self.acquired.partition_point(|at| *at < t) as u64;
        recorded
            + self
                .counted(t)
                .map(|(_, takings)| takings.times())
                .sum::<u64>()
    }

    /// How long it was held, each time, until `end`.
    pub fn holds(&self, end: VirtualTime) -> Vec<VirtualDuration> {
        let all = Window::new(VirtualTime::ZERO, VirtualTime::NEVER);
        let held = self.holders.slices(all).filter(|s| s.class.is_some());
        let begun = |at: VirtualTime| {
            let known = self.counted.partition_point(|(told, _)| *told <= at);
            let (told, takings) = self.counted.get(known.checked_sub(1)?)?;
            takings.held_since.filter(|_| *told == at)
        };
        let one_by_one = held.map(|slice| {
            let start = begun(slice.start).unwrap_or(slice.start);
            slice.end.min(end).since(start)
        });
        let counted = self.counted(VirtualTime::NEVER);
        let counted = counted.flat_map(|(_, takings)| &takings.holds);
        let counted = counted.flat_map(|(hold, times)| (0..*times).map(|_| *hold));
        one_by_one.chain(counted).collect()
    }

    pub fn holder_at(&self, t: VirtualTime) -> Option<ThreadId> {
        self.holders.at(t).flatten()
    }
}
