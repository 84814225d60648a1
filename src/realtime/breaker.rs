//! Owns a thread's eval breaker: the bits that others set and that the thread looks at when it comes to
//! a check point (`tstate->eval_breaker`, CPython 3.13 and later). Owns no reaction.

use super::sync::atomic::{AtomicU32, Ordering};

/// `_PY_GIL_DROP_REQUEST_BIT`.
pub(super) const DROP_REQUEST: u32 = 1;
/// `_PY_SIGNALS_PENDING_BIT`: a handler is to be called.
pub(super) const SIGNALS: u32 = 1 << 1;
/// `_PY_EVAL_PLEASE_STOP_BIT`: the world is to stand still.
pub(super) const PLEASE_STOP: u32 = 1 << 5;
/// The run, or the thread's process, is over.
pub(super) const OVER: u32 = 1 << 16;

#[derive(Debug, Default)]
pub(super) struct Breaker(AtomicU32);

impl Breaker {
    pub(super) fn set(&self, bit: u32) {
        self.0.fetch_or(bit, Ordering::SeqCst);
    }

    pub(super) fn clear(&self, bit: u32) {
        self.0.fetch_and(!bit, Ordering::SeqCst);
    }

    pub(super) fn is_set(&self, bit: u32) -> bool {
        self.0.load(Ordering::SeqCst) & bit != 0
    }

    /// All bits; what others have just set may be seen a moment later.
    pub(super) fn bits(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}
