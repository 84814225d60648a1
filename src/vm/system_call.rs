//! Owns what a program may ask of the operating system beside time and threads: processes, pipes,
//! semaphores, shared memory, signals. Owns no answer: the engine has the kernel's side.

use std::sync::Arc;

use crate::base::{ThreadId, VirtualDuration};

/// A descriptor, a process number or a handle, as the program has it.
pub type Number = i64;

/// The number of the first process; those of threads and of further processes count up from it.
const FIRST: Number = 4_242;

/// What Linux calls a thread; a process has the number of its main thread.
pub fn number_of(thread: ThreadId) -> Number {
    FIRST + Number::from(thread.0)
}

/// The thread of a number, when it can be one.
pub fn thread_of(number: Number) -> Option<ThreadId> {
    u32::try_from(number.checked_sub(FIRST)?).ok().map(ThreadId)
}

/// A system call. A failure is an OSError with the number of Linux.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SystemCall {
    /// Answer: 0 in the child, the child's number in the parent.
    Fork,
    /// A fresh interpreter that calls `function` of `module` with the descriptors it inherits.
    /// Answer: its number.
    Spawn(Box<Spawned>),
    /// `_exit`: never answered.
    Exit(i32),
    /// `waitpid`. Answer: (pid, status).
    Wait { pid: Number, hang: bool },
    /// `getppid`. Answer: an int.
    Parent,
    /// What the lanes of the calling process are called by. Answer: None.
    Name(Arc<str>),
    /// `pipe2`. Answer: (for reading, for writing).
    Pipe,
    /// Answer: bytes.
    Read { fd: Number, count: usize },
    /// Answer: how many bytes were written.
    Write { fd: Number, data: Arc<[u8]> },
    /// Answer: None.
    Close(Number),
    /// The lowest free descriptor, or `to`. Answer: it.
    Duplicate { fd: Number, to: Option<Number> },
    /// `pidfd_getfd`: a descriptor of another process, under the lowest free number. Answer: it.
    Take { pid: Number, fd: Number },
    /// Whether reads and writes wait; `set` changes it. Answer: a bool.
    Blocking { fd: Number, set: Option<bool> },
    /// `poll`. Answer: a tuple (fd, what happened, fd, what happened, …) of those that are ready.
    Poll {
        wanted: Arc<[(Number, u16)]>,
        timeout: Option<VirtualDuration>,
    },
    /// `sem_open`. Answer: its handle.
    SemaphoreOpen {
        name: Arc<str>,
        value: u32,
        /// At most this is its value; 1 makes it a lock with a holder.
        most: u32,
        unlink: bool,
    },
    /// The handle of a semaphore by name. Answer: an int.
    SemaphoreFind(Arc<str>),
    /// Answer: None.
    SemaphoreUnlink(Arc<str>),
    /// `sem_wait`, `sem_timedwait`, `sem_trywait` (zero). Answer: whether it was got.
    SemaphoreAcquire {
        handle: Number,
        timeout: Option<VirtualDuration>,
    },
    /// `sem_post`. Answer: None.
    SemaphoreRelease(Number),
    /// `sem_getvalue`. Answer: an int.
    SemaphoreValue(Number),
    /// A block of shared memory. Answer: its handle.
    BlockNew(usize),
    /// Sends a signal. Answer: None.
    Kill { pid: Number, signal: i32 },
    /// What a signal does; `set` changes it. Answer: what it did before, an int.
    Signal {
        signal: i32,
        set: Option<Disposition>,
    },
    /// `setitimer(ITIMER_REAL)`; `None` changes nothing. Answer: nanoseconds that were left and between.
    Alarm {
        after: Option<VirtualDuration>,
        interval: VirtualDuration,
    },
    /// Calls the handler of a signal, if it has one, as if it had come. Answer: None.
    Interrupt(i32),
    /// Until a signal was handled. Answer: None.
    Pause,
    /// `pthread_kill`: to one thread of the process. Answer: None.
    KillThread { thread: ThreadId, signal: i32 },
    /// `pthread_sigmask`. Answer: the signals that the thread held back before, a tuple.
    SignalMask { how: MaskChange, set: Arc<[i32]> },
    /// `sigwait`. Answer: the signal that came.
    SignalWait(Arc<[i32]>),
    /// `sigpending`. Answer: a tuple.
    SignalsHeldBack,
    /// `set_wakeup_fd`. Answer: the old one, or -1.
    WakeupDescriptor(Number),
    /// Answer: bytes.
    BlockRead {
        handle: Number,
        offset: usize,
        count: usize,
    },
    /// Answer: None.
    BlockWrite {
        handle: Number,
        offset: usize,
        data: Arc<[u8]>,
    },
    /// Several interpreters in one process.
    Interpreters(InterpreterCall),
}

/// What a program may ask about the interpreters of its process and the queues between them. ENOENT:
/// there is none of this number; EAGAIN: it is in use, or the queue is full or empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InterpreterCall {
    /// Answer: its number.
    New,
    /// Answer: None.
    End(Number),
    /// Answer: the numbers of all, a tuple.
    All,
    /// Answer: the number of the caller's.
    Current,
    /// Answer: a bool.
    IsRunning(Number),
    /// The thread goes there and calls the library's function that calls come in by.
    /// Answer: what that returns, bytes.
    Enter { number: Number, data: Arc<[u8]> },
    /// A queue of at most so many items; 0: of any number. Answer: its number.
    QueueNew(usize),
    /// Answer: None.
    QueueEnd(Number),
    /// Answer: None.
    QueuePut { queue: Number, data: Arc<[u8]> },
    /// Answer: bytes, or None for an item whose interpreter has ended.
    QueueGet(Number),
    /// Answer: (how many items, at most how many).
    QueueSize(Number),
}

/// A process with an interpreter of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spawned {
    pub module: Arc<str>,
    pub function: Arc<str>,
    pub inherited: Vec<Number>,
}

/// How a thread's signal mask changes, with the numbers of Linux.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MaskChange {
    Block = 0,
    Unblock = 1,
    Set = 2,
}

/// What a signal does to a process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Disposition {
    Default,
    Ignore,
    /// A function in Python is called, by the main thread.
    Handle,
}

/// Numbers of signals on Linux that the engine knows by name.
pub mod signal {
    pub const INT: i32 = 2;
    pub const KILL: i32 = 9;
    pub const PIPE: i32 = 13;
    pub const ALRM: i32 = 14;
    pub const CHLD: i32 = 17;
    const CONT: i32 = 18;
    pub const STOP: i32 = 19;
    const URG: i32 = 23;
    pub const XFSZ: i32 = 25;
    const WINCH: i32 = 28;
    pub const LAST: i32 = 64;
    /// What does nothing by default.
    pub const IGNORED: [i32; 4] = [CHLD, CONT, URG, WINCH];
    /// What stops a process by default: none is stopped here.
    pub const STOPS: [i32; 4] = [STOP, 20, 21, 22];
}

/// Events of `poll`, with the numbers of Linux.
pub mod poll {
    pub const IN: u16 = 1;
    pub const OUT: u16 = 4;
    pub const ERR: u16 = 8;
    pub const HUP: u16 = 16;
    pub const NVAL: u16 = 32;
}
