//! Owns the order of what will happen: by time, then bursts by core after everything else, then in the
//! order of entry. Owns no meaning of what is due.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::base::VirtualTime;

/// Position among events of one moment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Key {
    at: VirtualTime,
    /// 0 for timers, wake-ups and ticks; 1 and up for the ends of bursts, by core. It makes the order
    /// of bursts independent of when they were entered, so that a pause cannot change it.
    rank: u32,
    sequence: u64,
}

/// Things due in virtual time.
#[derive(Clone, Debug)]
pub(super) struct EventQueue<T> {
    heap: BinaryHeap<Reverse<Entry<T>>>,
    /// The ends of bursts, apart: what they bring about cannot concern a thread of another process at
    /// once, so it may run beyond them.
    bursts: BinaryHeap<Reverse<Entry<T>>>,
    sequence: u64,
}

#[derive(Clone, Debug)]
struct Entry<T> {
    key: Key,
    due: T,
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

impl<T> EventQueue<T> {
    pub(super) fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            bursts: BinaryHeap::new(),
            sequence: 0,
        }
    }

    pub(super) fn push(&mut self, at: VirtualTime, rank: u32, due: T) {
        let sequence = self.sequence;
        self.sequence += 1;
        let key = Key { at, rank, sequence };
        let heap = if rank == 0 {
            &mut self.heap
        } else {
            &mut self.bursts
        };
        heap.push(Reverse(Entry { key, due }));
    }

    /// When the next thing is due; `NEVER` when nothing is.
    pub(super) fn next(&self) -> VirtualTime {
        let bursts = self.bursts.peek();
        self.next_but_bursts()
            .min(bursts.map_or(VirtualTime::NEVER, |entry| entry.0.key.at))
    }

    /// The same, the ends of bursts not counted.
    pub(super) fn next_but_bursts(&self) -> VirtualTime {
        self.heap
            .peek()
            .map_or(VirtualTime::NEVER, |entry| entry.0.key.at)
    }

    pub(super) fn pop(&mut self) -> Option<(VirtualTime, T)> {
        let bursts_first = match (self.heap.peek(), self.bursts.peek()) {
            (Some(Reverse(other)), Some(Reverse(burst))) => burst < other,
            (other, _) => other.is_none(),
        };
        let heap = if bursts_first {
            &mut self.bursts
        } else {
            &mut self.heap
        };
        let Reverse(entry) = heap.pop()?;
        Some((entry.key.at, entry.due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_times_resolve_by_rank_and_then_first_in_first_out() {
        let mut queue = EventQueue::new();
        for (at, rank, name) in [
            (5, 2, "core 1"),
            (5, 0, "a"),
            (4, 9, "x"),
            (5, 0, "b"),
            (5, 1, "core 0"),
        ] {
            queue.push(VirtualTime(at), rank, name);
        }
        let order: Vec<&str> = std::iter::from_fn(|| queue.pop())
            .map(|(_, name)| name)
            .collect();
        assert_eq!(order, ["x", "a", "b", "core 0", "core 1"]);
    }

    proptest! {
        #[test]
        fn time_never_runs_backwards(times in proptest::collection::vec((0u64..50, 0u32..3), 0..60)) {
            let mut queue = EventQueue::new();
            for (n, (at, rank)) in times.iter().enumerate() {
                queue.push(VirtualTime(*at), *rank, (*at, *rank, n));
            }
            let popped: Vec<_> = std::iter::from_fn(|| queue.pop()).map(|(_, due)| due).collect();
            prop_assert!(popped.is_sorted());
            prop_assert_eq!(popped.len(), times.len());
        }
    }
}
