//! Owns the contract between a lock model and the engine that drives it.
//! Owns no model.

use std::fmt::Debug;

use crate::base::{LockId, ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{BlockReason, DetachReason, EventKind, WakeCause};

/// The lane of the main interpreter's global lock. Locks of the program are numbered from 1.
pub const GIL: LockId = LockId(0);

/// What a model may ask of its surroundings. Neither cores nor values are among it.
pub trait RuntimeCtx {
    fn now(&self) -> VirtualTime;
    /// Signals a thread that a former answer of the model made wait. The engine gives it a core in its
    /// own time and then calls [`RuntimeModel::attach`] again, or goes on with what it was detaching for.
    fn wake(&mut self, thread: ThreadId, cause: WakeCause);
    /// Ends the wait that `thread` is about to begin after `after`, unless it is woken before: the
    /// engine gives it a core and then calls [`RuntimeModel::timeout`] and [`RuntimeModel::attach`].
    fn set_timeout(&mut self, thread: ThreadId, after: VirtualDuration);
    /// Calls [`RuntimeModel::alarm`] after `after`: a thread of the runtime's own, which needs no core
    /// for the little it does. One at a time.
    fn set_alarm(&mut self, after: VirtualDuration);
    /// Work that `thread` does on its core before it goes on.
    fn charge(&mut self, thread: ThreadId, cost: VirtualDuration);
    /// Records an event as `thread`'s doing.
    fn emit(&mut self, thread: ThreadId, event: EventKind);
    /// Seeded chance: true in `permille` of 1000 cases. For what an operating system decides.
    fn chance(&mut self, permille: u32) -> bool;
}

/// The answer to a thread that wants to run bytecode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attach {
    /// It may.
    Attached,
    /// It blocks until it is woken, or its timeout expires.
    Wait(BlockReason),
}

/// The answer to a thread that stops running bytecode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Detach {
    /// It goes on at once.
    Released,
    /// It blocks first until it is woken (forced switching).
    Wait(BlockReason),
}

/// The answer to a thread that looks at its eval breaker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Poll {
    GoOn,
    /// It must detach, for this reason, and attach again.
    Drop(DetachReason),
}

/// Who may run bytecode, as a state machine. The engine calls every method on behalf of a thread that
/// is on a core at that moment.
pub trait RuntimeModel: Debug + Send + Sync {
    /// `take_gil`: the thread wants to run bytecode, or was woken (or timed out) while it waited to.
    fn attach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> Attach;

    /// `drop_gil`: an attached thread stops running bytecode.
    fn detach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId, why: DetachReason) -> Detach;

    /// The eval breaker of an attached thread; it heeds it at its next check point.
    fn poll(&self, thread: ThreadId) -> Poll;

    /// How many ticks the holder goes on for before it looks at the eval breaker, where the runtime
    /// counts and somebody waits: then [`Self::poll`] is asked at the end of that count only.
    fn ticks(&self) -> Option<u32> {
        None
    }

    /// `sys.getcheckinterval()`, and with a number `sys.setcheckinterval()`; None where it does not exist.
    fn check_interval(&mut self, _set: Option<u32>) -> Option<u32> {
        None
    }

    /// The alarm went off.
    fn alarm(&mut self, _cx: &mut dyn RuntimeCtx) {
        panic!("{self:?} sets no alarm");
    }

    /// The wait of a thread in [`Self::attach`] ended by its timeout. `attach` follows.
    fn timeout(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId);

    /// `sys.getswitchinterval()`.
    fn switch_interval(&self) -> VirtualDuration;

    /// `sys.setswitchinterval()`; counts from each waiter's next wait on.
    fn set_switch_interval(&mut self, interval: VirtualDuration);

    /// The thread that keeps all others from running bytecode, where the model has such a lock.
    fn holder(&self) -> Option<ThreadId>;

    /// Whether a thread that comes now has to wait.
    fn is_taken(&self) -> bool {
        self.holder().is_some()
    }

    /// Whether `drop_gil` wakes the next thread while it still has the mutex that this one needs to go on.
    fn signals_locked(&self) -> bool {
        false
    }

    /// A copy, for a checkpoint.
    fn clone_box(&self) -> Box<dyn RuntimeModel>;
}

impl Clone for Box<dyn RuntimeModel> {
    fn clone(&self) -> Self {
        self.clone_box()
    }
}
