//! Owns the copies of a run that stepping back starts from. Their number and their size are bounded: when
//! they are too many or too large, every second one is given up, so they stay evenly spread over the run.

use super::engine::Engine;
use crate::base::{ThreadId, VirtualDuration, VirtualTime};

/// Copies kept at most. Each is a whole simulated heap.
const MOST: usize = 32;

/// Bytes that all copies of a run take at most, about; one copy behind the start is kept whatever it takes.
const MOST_BYTES: usize = 128 << 20;

/// Virtual time between the first copies.
const FIRST_GAP: VirtualDuration = VirtualDuration::from_millis(1);

/// Copies in order of time; the first is the start of the run.
#[derive(Debug)]
pub(super) struct Checkpoints {
    copies: Vec<Box<dyn Engine>>,
    gap: VirtualDuration,
}

impl Checkpoints {
    pub(super) fn new(start: Box<dyn Engine>) -> Self {
        Self {
            copies: vec![start],
            gap: FIRST_GAP,
        }
    }

    /// Keeps a copy of the engine when the last one is long enough ago.
    pub(super) fn offer(&mut self, engine: &dyn Engine) {
        let last = self.copies.last().map_or(VirtualTime::ZERO, |c| c.now());
        if engine.now() < last + self.gap {
            return;
        }
        self.copies.push(engine.fork());
        while self.copies.len() > MOST || (self.copies.len() > 2 && self.bytes() > MOST_BYTES) {
            let mut index = 0;
            self.copies.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.gap = self.gap + self.gap;
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.copies.iter().map(|copy| copy.copied_bytes()).sum()
    }

    /// How far apart the copies are.
    pub(super) fn gap(&self) -> VirtualDuration {
        self.gap
    }

    /// A copy of the last checkpoint that is not later than `t`.
    pub(super) fn before(&self, t: VirtualTime) -> Box<dyn Engine> {
        let after = self.copies.partition_point(|copy| copy.now() <= t);
        self.copies[after.max(1) - 1].fork()
    }

    /// A copy of the last checkpoint in which a thread has executed at most `count` instructions.
    pub(super) fn before_instruction(&self, thread: ThreadId, count: u64) -> Box<dyn Engine> {
        let after = self
            .copies
            .partition_point(|copy| copy.instructions(thread) <= count);
        self.copies[after.max(1) - 1].fork()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.copies.len()
    }
}
