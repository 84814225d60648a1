//! Owns the record of a run: an append-only, time-ordered list of events, the tracks made from it, and
//! the questions views and lessons may ask (states in a window, metrics, why a thread waits).
//! Owns no rule of scheduling: it is told what happened.

mod event;

pub use event::{
    AttachState, BlockReason, DetachReason, Event, EventKind, LockKind, Place, SchedState,
    ThreadState, WakeCause,
};
