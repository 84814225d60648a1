//! Owns the record of a run: an append-only, time-ordered list of events, the tracks made from it, and
//! the questions views and lessons may ask (states in a window, metrics, why a thread waits).
//! Owns no rule of scheduling: it is told what happened.

mod ascii;
mod event;
#[cfg(test)]
mod fixture;
mod lane;
mod legality;
mod lock;
mod metrics;
mod store;
mod track;
mod why;

pub use ascii::{ascii, legend};
pub use event::{
    AttachState, BlockReason, DetachReason, Event, EventKind, Halt, LockKind, Place, SchedState,
    Takings, ThreadState, WakeCause,
};
pub use lane::Lane;
pub use lock::LockTrack;
pub use metrics::{CoreMetrics, GilMetrics, LockMetrics, Metrics, ThreadMetrics, median_slice};
pub use store::{ThreadTrack, Trace};
pub use track::{Column, Slice, Track, Window};
pub use why::{Vocabulary, Why, WhyLine, why};
