//! Owns why the instruction loop is left, and what is done then: the slow path, the end of a frame, or
//! stopping the thread. Owns neither the loop (`execute`) nor the calls and returns that it follows
//! itself (`direct`).

use super::super::link::Op;
use super::super::memory::Memory;
use super::super::native::NativeResult;
use super::checks::From;
use super::{Budget, Interp, Stop};
use crate::bytecode::Check;

/// Why the loop over the instructions of one frame was left.
#[derive(Clone, Copy)]
pub(super) enum Leave {
    /// This instruction needs the slow path.
    Slow(Op),
    /// A check point at or after the deadline.
    Check,
    /// A shared access past the limit; the instruction has not started.
    Shared,
    Stepped,
    /// A native function took long enough to be shown.
    Worked,
    /// RETURN_VALUE; the value is still on top of the frame's operands.
    Return,
}

/// Why the loop over frames was left.
pub(super) enum Left<M: Memory> {
    For(Leave),
    /// A native function goes on in another way than with a value.
    Native(NativeResult<M>),
}

impl<M: Memory> Interp<M> {
    /// Runs the top frame until it is left; `None`: go on with whatever frame is on top now.
    pub(super) fn execute<const STEP: bool, const OFTEN: bool>(
        &mut self,
        mem: &mut M,
        budget: &Budget,
    ) -> Option<Stop> {
        let left = self.run_frames::<STEP, OFTEN>(mem, budget);
        let begun = self.native_begins();
        let stop = match left {
            Left::For(Leave::Slow(op)) => {
                let depth = self.frames.len();
                if M::CONCURRENT {
                    self.enter_sections(mem, op);
                }
                let result = self.slow(mem, op, budget);
                mem.leave();
                let stop = match result {
                    Ok(None) if OFTEN && self.frames.len() == depth => match op.check {
                        Check::Always | Check::Converted => self.look(),
                        _ => None,
                    },
                    Ok(stop) => stop,
                    Err(raise) => self.settle(mem, Err(raise)),
                };
                stop.or_else(|| (STEP && op.covers > 0).then_some(Stop::Stepped))
            }
            Left::For(Leave::Return) => {
                let stop = self.leave_frame(mem);
                stop.or_else(|| STEP.then_some(Stop::Stepped))
            }
            Left::Native(result) => self.settle(mem, result),
            Left::For(Leave::Check) => Some(Stop::EvalBreaker),
            Left::For(Leave::Shared) => Some(Stop::SharedAccess),
            Left::For(Leave::Stepped) => Some(Stop::Stepped),
            Left::For(Leave::Worked) => Some(Stop::Worked),
        };
        self.native_ends(begun, stop)
    }

    /// The top frame returns: its value goes where `Returns` says.
    pub(super) fn leave_frame(&mut self, mem: &mut M) -> Option<Stop> {
        if self.return_directly() {
            return self.look_after_return(From::Python);
        }
        let value = self.pop();
        self.finish_frame(mem, value)
    }
}
