//! Owns what a runtime is made of: its names, words, costs and lock model.
//! Owns no runtime: each has a file of its own, listed in [`super::RUNTIMES`].

use super::model::RuntimeModel;
use crate::base::{LockId, VirtualDuration};
use crate::bytecode::{CostTable, Dialect};
use crate::trace::Vocabulary;

/// How the interpreter was built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Build {
    /// One lock keeps all threads but one from running bytecode.
    Gil,
    /// Threads run bytecode in parallel; accesses to shared objects are ordered.
    FreeThreaded,
}

/// What a `threading.Thread` of the program is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Carrier {
    /// A thread of the operating system, in the interpreter that started it.
    Thread,
    /// A thread of the operating system with an interpreter of its own.
    Interpreter,
    /// A task of the process's one thread, whose waits need no core.
    Task,
}

/// What bounds how long a thread keeps the lock from those who wait for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// The switch interval, which the waiter measures.
    SwitchInterval,
    /// Something else, in words: `100 ticks`.
    Own(&'static str),
}

/// Where the costs of instructions come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Prices {
    /// From measurements of this runtime.
    Measured,
    /// From another's, as said here, so that times say something about the lock only.
    Borrowed(&'static str),
}

/// What a runtime's own work around threads and locks costs, on a core.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SystemCosts {
    /// In the parent: allocating a thread state, `pthread_create`.
    pub thread_create: VirtualDuration,
    /// In the child: from the operating system's first instruction to `take_gil`.
    pub thread_boot: VirtualDuration,
    /// In the child: clearing and deleting the thread state.
    pub thread_exit: VirtualDuration,
    /// `pthread_join` after the thread has ended.
    pub thread_join: VirtualDuration,
    /// Going into the kernel to wait and coming back: a futex call, two mode switches.
    pub park: VirtualDuration,
    /// Waking a waiter: a futex call.
    pub unpark: VirtualDuration,
    /// A write(2) of a few bytes to a pipe or file.
    pub write: VirtualDuration,
}

/// Whether a lock that is let go may be taken by whoever comes, while others wait for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LockRule {
    /// A POSIX semaphore (CPython up to 3.13.0: Python/thread_pthread.h). A release wakes the longest
    /// sleeper, which tries for it on its own core, without the GIL; the releasing thread may be faster.
    Semaphore,
    /// PyMutex and the parking lot (Python/lock.c, Python/parking_lot.c): first in, first out, barging
    /// allowed for a millisecond, then the lock is handed over.
    ParkingLot,
}

/// What `time.sleep` calls on Linux.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SleepCall {
    /// `select` with a timeout (up to 3.10): a sleep of nothing returns at once.
    Select,
    /// `clock_nanosleep` until a deadline (since 3.11): a sleep of nothing still is one.
    ClockNanosleep,
}

/// How a runtime's blocking operations behave, where versions differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Primitives {
    /// `threading.Lock`.
    pub lock: LockRule,
    /// `threading.RLock`.
    pub rlock: LockRule,
    pub sleep: SleepCall,
}

impl Primitives {
    /// CPython 3.2 to 3.10.
    pub const SEMAPHORE_AND_SELECT: Self = Self {
        lock: LockRule::Semaphore,
        rlock: LockRule::Semaphore,
        sleep: SleepCall::Select,
    };
    /// CPython 3.11 and 3.12.
    pub const SEMAPHORE: Self = Self {
        sleep: SleepCall::ClockNanosleep,
        ..Self::SEMAPHORE_AND_SELECT
    };
    /// CPython from 3.13.1 on: `RLock` is still made of the old lock (Modules/_threadmodule.c).
    pub const PARKING_LOT_BUT_RLOCK: Self = Self {
        lock: LockRule::ParkingLot,
        ..Self::SEMAPHORE
    };
    /// CPython 3.14: `RLock`, too (lock.c: `_PyRecursiveMutex`).
    pub const PARKING_LOT: Self = Self {
        rlock: LockRule::ParkingLot,
        ..Self::PARKING_LOT_BUT_RLOCK
    };
}

/// A runtime: an implementation of Python with its rules for threads.
#[derive(Debug)]
pub struct RuntimeSpec {
    /// As on the command line: `cpython-3.14`.
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    /// As on the screen: `CPython 3.14`.
    pub title: &'static str,
    pub carrier: Carrier,
    pub turn: Turn,
    pub prices: Prices,
    /// One sentence for the list of runtimes.
    pub blurb: &'static str,
    /// Where its rules and numbers come from.
    pub sources: &'static str,
    /// `sys.version_info[:3]`.
    pub version: (u32, u32, u32),
    pub build: Build,
    /// Whether an import may turn the GIL on: in a free-threaded build that was not told how to be
    /// (`-X gil=0`, `-X gil=1`).
    pub gil_may_return: bool,
    /// Whose bytecode it runs, and with that where a thread may be told to let go.
    pub dialect: Dialect,
    pub primitives: Primitives,
    /// `sys.getswitchinterval()` at the start.
    pub switch_interval: VirtualDuration,
    pub vocabulary: Vocabulary,
    /// What instructions and native functions cost.
    pub costs: fn() -> CostTable,
    pub system: SystemCosts,
    /// The lock model of an interpreter, with the lane of its lock and its switch interval.
    pub make: fn(LockId, VirtualDuration) -> Box<dyn RuntimeModel>,
}

impl RuntimeSpec {
    /// Whether at most one thread runs bytecode at a time.
    pub fn exclusive(&self) -> bool {
        self.build == Build::Gil
    }

    /// Whether it was configured with `--disable-gil`, be its GIL on or off: CPython marks such builds
    /// with a `t` (`sys.abiflags`).
    pub fn is_free_threaded_build(&self) -> bool {
        self.build == Build::FreeThreaded
            || self.name.ends_with('t') && self.name.contains("cpython")
    }
}
