//! Owns the vocabulary of a trace: the two state machines of a thread and the events between them.

use std::num::NonZeroU16;
use std::sync::Arc;

use crate::base::{CoreId, LockId, ProcessId, ThreadId, VirtualDuration, VirtualTime};

/// Where in the program a thread was: file and line of the innermost frame that is the learner's own
/// (not the library's), for display.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub struct Place {
    /// Index into [`crate::trace`]'s table of source names.
    pub file: u16,
    /// 1-based; 0 means nowhere (not started, finished).
    pub line: u32,
    /// No frame of the learner's is left on the thread's stack, and it waits inside of the library: in the
    /// module of [`crate::trace::Trace::library`] with this number. File and line are those where it was last.
    pub library: Option<NonZeroU16>,
}

/// What the operating system thinks of a thread (Perfetto's `thread_state`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum SchedState {
    /// Created, not yet started.
    New,
    /// Wants a core and has none.
    Runnable,
    Running(CoreId),
    Blocked(BlockReason),
    Exited,
}

/// What a blocked thread waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum BlockReason {
    /// In `take_gil`: waits on the GIL's condition variable.
    Gil(LockId),
    /// In `drop_gil`, forced switching: gave the GIL up on request and waits until another has taken it.
    GilSwitch(LockId),
    /// In `time.sleep` or a timed wait without a lock; with its end.
    Sleep { until: VirtualTime },
    /// A simulated device or network; with its end.
    Io { until: VirtualTime },
    /// A lock that another holds (`threading.Lock`, and what is built on it).
    Lock(LockId),
    /// A pipe that is empty or full, or one of several (`select`).
    Pipe,
    /// The other end of a socket.
    Network,
    /// A signal (`pause`).
    Signal,
    /// The end of a child process (`waitpid`).
    Child,
    /// `Thread.join`.
    Join(ThreadId),
    /// Stopped by `by`, which has stopped the world; `by` itself until all others have stopped.
    StopTheWorld { by: ThreadId, halt: Halt },
    /// A daemon thread that wanted the GIL after the interpreter had begun to shut down: never wakes.
    Finalizing,
    /// Seen from outside, by sampling: for the GIL, a lock or a device, nobody knows.
    Unseen,
}

/// What the world is stopped for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Halt {
    /// The cyclic collector looks at what all threads hold.
    Collection,
    /// An extension that needs the GIL is imported: it is turned on.
    EnableGil,
    /// The frames of all threads, or references to an object, are looked at.
    Inspection,
}

impl Halt {
    /// `stopped the world ‹to collect garbage›`
    pub fn words(self) -> &'static str {
        match self {
            Self::Collection => "to collect garbage",
            Self::EnableGil => "to turn the GIL on, for an extension that needs it",
            Self::Inspection => "to look at what all threads are doing",
        }
    }
}

/// Whether a thread may run bytecode (CPython ≥ 3.13's `tstate->state`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum AttachState {
    /// Outside the interpreter: sleeping, doing I/O, running C code that released the GIL.
    Detached,
    /// Wants to be attached.
    Attaching,
    /// May run bytecode; with a GIL: holds it.
    Attached,
    /// Kept out by stop-the-world.
    Suspended,
}

/// Both state machines at once, as a lane shows them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct ThreadState {
    pub sched: SchedState,
    pub attach: AttachState,
    /// Inside one call of native code (C, Rust) that takes long enough to be seen.
    pub native: bool,
    pub place: Place,
}

impl ThreadState {
    /// The state of a thread that was just created.
    pub const NEW: Self = Self {
        sched: SchedState::New,
        attach: AttachState::Detached,
        native: false,
        place: Place {
            file: 0,
            line: 0,
            library: None,
        },
    };
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LockKind {
    /// A global interpreter lock.
    Gil,
    /// `threading.Lock`.
    Lock,
    RLock,
    /// A kernel's semaphore, shared by processes.
    Semaphore,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DetachReason {
    /// The eval breaker showed a drop request.
    DropRequest,
    /// Before a call that blocks or works without the interpreter.
    Blocking,
    /// The thread ends.
    Exit,
    /// The holder's turn is over by the runtime's own count (of ticks, bytecodes, or time).
    Ticks,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WakeCause {
    /// The GIL was released and this waiter signalled.
    GilReleased,
    /// Another thread has taken the GIL, so the one that dropped it goes on.
    GilTaken,
    /// The switch interval (or another timeout) expired.
    Timeout,
    LockReleased,
    ThreadEnded,
    /// A child process ended.
    ProcessEnded,
    /// The last of the others has stopped, so the thread that stops the world goes on.
    WorldStopped,
    WorldStarted,
    IoDone,
    Started,
}

#[derive(Clone, PartialEq, Debug)]
pub enum EventKind {
    /// The thread exists from now on. Its first state is New, Detached.
    ThreadCreated {
        name: Arc<str>,
        process: ProcessId,
        parent: Option<ThreadId>,
        daemon: bool,
    },
    /// `Thread.name` was set.
    ThreadRenamed { name: Arc<str> },
    /// The thread's state is this from now on.
    State(ThreadState),
    /// A lock that gets a lane exists (once, before any other event of it).
    LockCreated {
        lock: LockId,
        kind: LockKind,
        name: Arc<str>,
    },
    /// The program gave the lock a name.
    LockRenamed { lock: LockId, name: Arc<str> },
    /// The event's thread took the lock.
    Acquired { lock: LockId },
    /// The event's thread let the lock go.
    Released { lock: LockId },
    /// The lock has been taken so often, without anybody waiting, that it was only counted.
    Takings { lock: LockId, takings: Arc<Takings> },
    /// The event's thread (a waiter whose switch interval expired) asks the holder to drop the GIL.
    DropRequest { lock: LockId, holder: ThreadId },
    /// The event's thread gives the GIL up.
    DropGil { lock: LockId, why: DetachReason },
    /// The event's thread has taken the GIL; `waited` since it began to want it; `switched` when it is
    /// another than the last holder.
    TakeGil {
        lock: LockId,
        waited: VirtualDuration,
        switched: bool,
    },
    /// The event's thread made another one able to go on.
    Wake { woken: ThreadId, cause: WakeCause },
    /// A moment the program or lesson marked.
    Mark { text: Arc<str> },
    /// The program wrote `len` bytes to standard output (1) or standard error (2).
    Output { stream: u8, text: Arc<str> },
    /// All threads are blocked for ever: the cycle or the waits, in words.
    Deadlock { text: Arc<str> },
}

/// Takings of a lock that were counted and not recorded one by one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Takings {
    /// How long it was held, and how often for so long.
    pub holds: Vec<(VirtualDuration, u32)>,
    /// When it was taken by who holds it now; its taking is the next event of the lock, though it is past.
    pub held_since: Option<VirtualTime>,
}

impl Takings {
    /// How often it was taken and released again.
    pub fn times(&self) -> u64 {
        self.holds.iter().map(|(_, times)| u64::from(*times)).sum()
    }
}

/// One thing that happened.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    pub at: VirtualTime,
    /// Whose doing it was.
    pub thread: ThreadId,
    pub kind: EventKind,
}
