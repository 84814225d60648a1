//! Owns what the instruction loop counts while it runs a frame: work, instructions, ticks. A value of the
//! loop's own, so that the counts stay in registers. Owns no budget: that says what they may come to.

use super::super::link::Op;

#[derive(Clone, Copy, Debug)]
pub(super) struct Meter {
    /// Picoseconds of virtual work.
    pub(super) clock: u64,
    /// CPython's instructions.
    pub(super) instructions: u64,
    /// Those of them that count for the countdown.
    ticks: u64,
}

impl Meter {
    #[inline(always)]
    pub(super) fn of(clock: u64, instructions: u64, ticks: u64) -> Self {
        Self {
            clock,
            instructions,
            ticks,
        }
    }

    /// Clock, instructions and ticks.
    #[inline(always)]
    pub(super) fn counts(self) -> (u64, u64, u64) {
        (self.clock, self.instructions, self.ticks)
    }

    /// An instruction is begun. Where nobody looks often (`OFTEN`), none has ticks.
    #[inline(always)]
    pub(super) fn add<const OFTEN: bool>(&mut self, op: Op) {
        self.clock += u64::from(op.cost);
        self.instructions += u64::from(op.covers);
        if OFTEN {
            self.ticks += u64::from(op.ticks);
        }
    }

    /// An instruction that was begun has not happened.
    #[inline(always)]
    pub(super) fn take_back(&mut self, op: Op) {
        self.clock -= u64::from(op.cost);
        self.instructions -= u64::from(op.covers);
        self.ticks -= u64::from(op.ticks);
    }

    #[inline(always)]
    pub(super) fn is_due(&self, deadline: u64, last_tick: u64) -> bool {
        self.clock >= deadline || self.ticks >= last_tick
    }
}
