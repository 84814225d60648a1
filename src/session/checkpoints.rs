//! Owns the copies of a run that stepping back starts from. Their number is bounded: when there are too
//! many, every second one is given up, so they stay evenly spread over the run.

use super::engine::Engine;
use crate::base::{ThreadId, VirtualDuration, VirtualTime};

/// Copies kept at most. Each is a whole simulated heap.
const MOST: usize = 32;

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
        if self.copies.len() > MOST {
            let mut index = 0;
            self.copies.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.gap = self.gap + self.gap;
        }
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
