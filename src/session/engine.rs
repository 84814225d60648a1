//! Owns what a session needs of whatever carries a run on: running it to a moment, one instruction at a
//! time, taking a copy. Owns no run itself.

use std::fmt;
use std::sync::Arc;

use crate::base::{ThreadId, VirtualDuration, VirtualTime};
use crate::sim::{Found, FrameView};
use crate::trace::Trace;

/// How a run ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct End {
    /// What the process would give the shell.
    pub exit_code: i32,
    /// One sentence, for a run that did not simply end: the deadlock, the limit and what to do about it.
    pub trouble: Option<Arc<str>>,
}

/// A run that can be carried on, copied, and looked into. What happens is written into a trace: a copy
/// that repeats what the trace already has is held against it.
pub trait Engine: fmt::Debug {
    /// The moment up to which everything has happened.
    fn now(&self) -> VirtualTime;

    /// Carries on until `until`, or the end of the run.
    fn run_until(&mut self, trace: &mut Trace, until: VirtualTime);

    /// Carries on until this thread has executed one more instruction; false when it never does again.
    fn step_instruction(&mut self, trace: &mut Trace, thread: ThreadId) -> bool;

    /// How many instructions this thread has executed.
    fn instructions(&self, thread: ThreadId) -> u64;

    /// Carries on until `until` and gives the check points passed, each with its thread; `None` when there
    /// are more than `most`.
    fn run_noting(
        &mut self,
        trace: &mut Trace,
        until: VirtualTime,
        most: usize,
    ) -> Option<Vec<(VirtualTime, ThreadId)>>;

    fn end(&self) -> Option<End>;

    /// The frames of a thread, innermost first.
    fn frames(&self, thread: ThreadId) -> Vec<FrameView>;

    /// The value of a Python expression in the program's module as it is now.
    ///
    /// # Errors
    /// In words, why it has none.
    fn evaluate(&self, expression: &str) -> Result<Found, String>;

    /// Bytes that processes have sent each other through pipes.
    fn piped_bytes(&self) -> u64;

    /// How often a schedule took the turn from a thread that could have gone on; `None` when time decides.
    fn preemptions(&self) -> Option<u32> {
        None
    }

    /// Bytes of memory that a copy takes, about.
    fn copied_bytes(&self) -> usize {
        0
    }

    /// A copy that goes on from here by itself: a checkpoint.
    fn fork(&self) -> Box<dyn Engine>;

    /// Whether the run takes place by itself, in real time, and is only looked at.
    fn is_live(&self) -> bool {
        false
    }

    /// Where a live run takes place, in words; none: as its conditions say.
    fn title(&self) -> Option<String> {
        None
    }

    /// Why a live run's times say little, when they do: in two words and in a sentence.
    fn caution(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// What it has cost a live run that has ended to be recorded.
    fn recording(&self) -> Option<VirtualDuration> {
        None
    }

    /// Ends a live run at once.
    fn stop(&mut self) {}
}
