//! Owns looking at the eval breaker where an instruction ends: in the fast loop, and outside of it when a
//! function that it called has returned. Owns no rule: which instruction looks is data (`bytecode::Check`).

use super::super::link::Op;
use super::super::memory::Memory;
use super::frame::Frame;
use super::{Interp, Stop};
use crate::bytecode::Check;

/// Who has just returned to a Python frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum From {
    /// A function in C, perhaps after calling Python code itself.
    Native,
    /// The Python function that the instruction called.
    Python,
}

/// Whether an instruction at `pc` that the loop itself has executed looks when it goes on to `next`.
#[inline]
pub(super) fn looks_after(op: Op, pc: usize, next: usize) -> bool {
    match op.check {
        Check::Always => true,
        Check::Taken => next != pc + usize::from(op.covers),
        _ => false,
    }
}

impl<M: Memory> Interp<M> {
    /// Whether the budget is used up.
    #[inline]
    pub(super) fn is_due(&self) -> bool {
        let (deadline, ticks) = self.stops_at;
        self.clock >= deadline || self.ticks >= ticks
    }

    /// What stops the thread before the instruction that is next in the top frame, after one that looks.
    pub(super) fn look(&self) -> Option<Stop> {
        if !self.is_due() {
            return None;
        }
        let Some(Frame::Py(frame)) = self.frames.last() else {
            return None;
        };
        let plain = &self.codes.get(frame.code.index()).linked.plain;
        let shielded = plain.get(frame.pc as usize).is_some_and(|op| op.shields);
        (!shielded).then_some(Stop::EvalBreaker)
    }

    /// The same after the call by which the top frame was waiting.
    #[inline]
    pub(super) fn look_after_return(&self, from: From) -> Option<Stop> {
        if self.is_due() {
            self.look_as(from)
        } else {
            None
        }
    }

    fn look_as(&self, from: From) -> Option<Stop> {
        let op = self.calling()?;
        let looks = match op.check {
            Check::Always => true,
            Check::Native | Check::AnyNative => from == From::Native,
            Check::Never | Check::Taken | Check::Converted => false,
        };
        if looks { self.look() } else { None }
    }

    /// The instruction of the top frame that is under way.
    fn calling(&self) -> Option<Op> {
        let Some(Frame::Py(frame)) = self.frames.last() else {
            return None;
        };
        let plain = &self.codes.get(frame.code.index()).linked.plain;
        plain.get(frame.at() as usize).copied()
    }
}
