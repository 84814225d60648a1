//! Owns the choice of the primitives that the hand-written locks stand on. The exploration of schedules
//! (`explored`) compiles the same locks over others.

pub(super) use parking_lot::{Condvar, Mutex, MutexGuard};

pub(super) use std::sync::atomic;

use std::time::{Duration, Instant};

/// Waits on a condition at most this long; true when the time was up.
pub(super) fn wait_for<T>(
    condition: &Condvar,
    guard: &mut MutexGuard<'_, T>,
    most: Duration,
) -> bool {
    condition.wait_for(guard, most).timed_out()
}

/// Waits on a condition at most until then; true when the time was up.
pub(super) fn wait_until<T>(
    condition: &Condvar,
    guard: &mut MutexGuard<'_, T>,
    until: Instant,
) -> bool {
    condition.wait_until(guard, until).timed_out()
}
