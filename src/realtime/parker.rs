//! Owns how one thread waits for another: a word and a condition of its own. Owns no queue, and no
//! knowledge of what is waited for.

use std::time::Instant;

use super::sync::{Condvar, Mutex, wait_until};

/// Why a wait is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Woken {
    /// What was waited for may be there: look again.
    Look,
    /// The lock is the sleeper's own already.
    HandedOff,
    /// A signal has come, and what was waited for may never.
    Signal,
    /// The run, or the process, is over.
    Over,
    /// Nobody is left who could wake anybody.
    Alone,
}

#[derive(Debug, Default)]
struct State {
    woken: Option<Woken>,
    over: bool,
    /// It sleeps until somebody wakes it: the run counts those who do not.
    for_ever: bool,
}

#[derive(Debug, Default)]
pub(super) struct Parker {
    state: Mutex<State>,
    condition: Condvar,
}

/// What a sleeper that nobody need ever wake tells the run.
pub(super) trait Activity {
    /// It sleeps for ever. Whether it is the last one that was awake.
    fn rests(&self) -> bool;
    /// Somebody wakes it.
    fn stirs(&self);
}

impl Parker {
    /// Forgets a wake-up that came too late for an earlier wait. Before the thread is put in a queue.
    pub(super) fn prepare(&self) {
        self.state.lock().woken = None;
    }

    /// Waits; `None`: until the deadline in vain.
    pub(super) fn park(&self, until: Option<Instant>, activity: &dyn Activity) -> Option<Woken> {
        let mut state = self.state.lock();
        if until.is_none() && state.woken.is_none() && !state.over {
            if activity.rests() {
                activity.stirs();
                return Some(Woken::Alone);
            }
            state.for_ever = true;
        }
        loop {
            if state.over {
                return Some(Woken::Over);
            }
            if let Some(woken) = state.woken.take() {
                return Some(woken);
            }
            match until {
                None => self.condition.wait(&mut state),
                Some(until) => {
                    if wait_until(&self.condition, &mut state, until) {
                        return if state.over {
                            Some(Woken::Over)
                        } else {
                            state.woken.take()
                        };
                    }
                }
            }
        }
    }

    /// A wake-up that came after the wait was over.
    pub(super) fn taken(&self) -> Option<Woken> {
        self.state.lock().woken.take()
    }

    pub(super) fn wake(&self, why: Woken, activity: &dyn Activity) {
        let mut state = self.state.lock();
        state.woken = Some(why);
        self.rouse(&mut state, activity);
    }

    /// A signal has come; what has woken it already comes first.
    pub(super) fn interrupt(&self, activity: &dyn Activity) {
        let mut state = self.state.lock();
        if state.woken.is_none() {
            state.woken = Some(Woken::Signal);
        }
        self.rouse(&mut state, activity);
    }

    /// It waits no more, now or ever.
    pub(super) fn finish(&self, activity: &dyn Activity) {
        let mut state = self.state.lock();
        state.over = true;
        self.rouse(&mut state, activity);
    }

    fn rouse(&self, state: &mut State, activity: &dyn Activity) {
        if std::mem::take(&mut state.for_ever) {
            activity.stirs();
        }
        self.condition.notify_one();
    }
}
