//! Owns the real GIL: CPython's `take_gil` and `drop_gil` (Python/ceval_gil.c, 3.13 and 3.14) on a real
//! mutex and condition variables, step by step: timed wait, drop request, forced switching. What it guards
//! is the interpreter's memory itself, handed to whoever takes it.
//! Owns no thread and no clock. The same text is explored under other primitives (`explored`).

use std::sync::Arc;
use std::time::Duration;

use super::breaker::{Breaker, DROP_REQUEST};
use super::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use super::sync::{Condvar, Mutex, wait_for};
use crate::base::ThreadId;

/// What happens inside, told while the mutex is held: the order of such moments is that of the lock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Moment {
    /// It is taken: the caller waits on `cond`.
    Waits,
    /// The caller's interval is up and nobody has switched: it asks the holder to let go.
    Requests {
        holder: ThreadId,
    },
    Takes {
        switched: bool,
    },
    Drops,
    /// The caller, who was asked to let go, waits on `switch_cond` until another has taken it.
    WaitsForSwitch,
    /// Another has.
    Switched,
}

/// Who takes and drops it.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    pub(super) thread: ThreadId,
    pub(super) breaker: Arc<Breaker>,
}

/// `struct _gil_runtime_state`. `locked` is that the memory is out.
#[derive(Debug)]
struct State<T> {
    inside: Option<T>,
    /// `last_holder`, with the place of its drop request.
    last_holder: Option<Holder>,
    switch_number: u64,
    /// Nobody gets it any more: the interpreter has ended (A0).
    closed: bool,
}

#[derive(Debug)]
pub(super) struct Gil<T> {
    state: Mutex<State<T>>,
    /// `cond`: it was released.
    released: Condvar,
    /// `switch_mutex` and `switch_cond`: it was taken.
    switch: Mutex<()>,
    taken: Condvar,
    /// The thread of `last_holder`, which the forced switch looks at with the switch mutex only.
    last: AtomicU32,
    /// Microseconds.
    interval: AtomicU64,
}

const NOBODY: u32 = u32::MAX;

impl<T> Gil<T> {
    /// Free, with what it guards.
    pub(super) fn new(inside: T, interval: u64) -> Self {
        Self {
            state: Mutex::new(State {
                inside: Some(inside),
                last_holder: None,
                switch_number: 0,
                closed: false,
            }),
            released: Condvar::new(),
            switch: Mutex::new(()),
            taken: Condvar::new(),
            last: AtomicU32::new(NOBODY),
            interval: AtomicU64::new(interval),
        }
    }

    pub(super) fn interval(&self) -> u64 {
        self.interval.load(Ordering::Relaxed)
    }

    pub(super) fn set_interval(&self, micros: u64) {
        self.interval.store(micros, Ordering::Relaxed);
    }

    /// `take_gil`; `None`: it is closed.
    pub(super) fn take(&self, me: &Holder, tell: &mut dyn FnMut(Moment)) -> Option<T> {
        let mut state = self.state.lock();
        if state.inside.is_none() && !state.closed {
            tell(Moment::Waits);
        }
        while state.inside.is_none() {
            if state.closed {
                return None;
            }
            let seen = state.switch_number;
            let interval = Duration::from_micros(self.interval().max(1));
            let timed_out = wait_for(&self.released, &mut state, interval);
            if timed_out
                && state.inside.is_none()
                && state.switch_number == seen
                && let Some(holder) = &state.last_holder
            {
                holder.breaker.set(DROP_REQUEST);
                tell(Moment::Requests {
                    holder: holder.thread,
                });
            }
        }
        if state.closed {
            return None;
        }
        let switched = {
            let _switch = self.switch.lock();
            let inside_of = state.last_holder.as_ref().map(|holder| holder.thread);
            let switched = inside_of != Some(me.thread);
            if switched {
                state.last_holder = Some(me.clone());
                state.switch_number += 1;
                self.last.store(me.thread.0, Ordering::Relaxed);
            }
            tell(Moment::Takes { switched });
            self.taken.notify_one();
            switched
        };
        me.breaker.clear(DROP_REQUEST);
        debug_assert!(switched || state.last_holder.is_some());
        state.inside.take()
    }

    /// `drop_gil`; `last`: the thread ends.
    pub(super) fn drop(&self, me: &Holder, inside: T, last: bool, tell: &mut dyn FnMut(Moment)) {
        {
            let mut state = self.state.lock();
            debug_assert!(state.inside.is_none(), "only the holder drops the GIL");
            if !state.closed {
                state.inside = Some(inside);
            }
            tell(Moment::Drops);
            self.released.notify_one();
        }
        if last || !me.breaker.is_set(DROP_REQUEST) {
            return;
        }
        let mut switch = self.switch.lock();
        if self.last.load(Ordering::Relaxed) == me.thread.0 {
            me.breaker.clear(DROP_REQUEST);
            tell(Moment::WaitsForSwitch);
            self.taken.wait(&mut switch);
            tell(Moment::Switched);
        }
    }

    /// Nobody gets it any more, nor what it guards; whoever waits goes away.
    pub(super) fn close(&self) {
        let inside = {
            let mut state = self.state.lock();
            state.closed = true;
            state.inside.take()
        };
        drop(inside);
        self.released.notify_all();
        // Who is about to wait for a switch finds that it is nobody's: there will be none.
        let switch = self.switch.lock();
        self.last.store(NOBODY, Ordering::Relaxed);
        drop(switch);
        self.taken.notify_all();
    }
}
