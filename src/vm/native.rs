//! Owns the contract between the VM and functions written in Rust: how they are called, how they call
//! back into Python without recursion, and how they ask for what only the outside can give.
//! Owns no function: those are in `types`, `builtins` and `stdlib`.

use std::sync::Arc;

use smallvec::SmallVec;

use super::cx::Cx;
use super::file_call::FileCall;
use super::memory::Memory;
use super::object::{Body, Ext};
use super::system_call::SystemCall;
use super::value::Value;
use crate::base::{CodeId, ObjId, Symbol, ThreadId, VirtualDuration};

/// A native function as an index into the run's table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NativeId(pub u16);

/// The arguments of a call. For a method the receiver is `pos[0]`.
#[derive(Clone, Copy, Debug)]
pub struct Args<'a> {
    pub pos: &'a [Value],
    pub kw: &'a [(Symbol, Value)],
}

/// A Python exception on its way up: an instance of a subclass of BaseException.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Raise(pub Value);

pub type Values = SmallVec<[Value; 4]>;

/// How a native function goes on.
#[derive(Debug)]
pub enum Flow<M: Memory> {
    /// It is finished.
    Value(Value),
    /// It needs a call first; `then` gets the result, or, without `then`, the result is its own.
    Call {
        callee: Value,
        args: Values,
        then: Option<Box<NativeFrame<M>>>,
    },
    /// As `Call`, with keyword arguments.
    CallKw {
        callee: Value,
        args: Values,
        kw: Vec<(Symbol, Value)>,
        then: Option<Box<NativeFrame<M>>>,
    },
    /// It runs a module or class body in a namespace first; `then` gets what the body returns.
    Body {
        body: BodyCode,
        then: Box<NativeFrame<M>>,
    },
    /// `flow` first; its result goes to `then`.
    After {
        flow: Box<Self>,
        then: Box<NativeFrame<M>>,
    },
    /// A callable and, behind it, the NULL that CALL expects where there is no receiver.
    Callee(Value),
    /// It runs a generator until its next `yield` or its end (`generator.__next__` and friends).
    Resume { generator: ObjId, input: Input },
    /// It looks at the frame object `depth` Python frames out (0: its caller's); None beyond the last.
    Frame { depth: usize },
    /// The variables of the calling Python frame as a dict (`locals()`); `then` as above.
    Locals { then: Option<Box<NativeFrame<M>>> },
    /// It needs the outside (time, other threads, output); `then` as above.
    Ask {
        ask: Ask,
        then: Option<Box<NativeFrame<M>>>,
    },
}

/// A module or class body to be run.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct BodyCode {
    pub code: CodeId,
    pub globals: ObjId,
    /// The module, or the `Namespace` of a class.
    pub names: ObjId,
    /// The function whose closure a class body sees.
    pub function: Option<ObjId>,
}

/// What a generator is resumed with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Input {
    Send(Value),
    Throw(Value),
}

pub type NativeResult<M> = Result<Flow<M>, Raise>;
pub type NativeFn<M> = fn(&mut Cx<'_, M>, Args<'_>) -> NativeResult<M>;
/// A step of a native function that waited for a call: its frame back, and what the call gave.
pub type StepFn<M> =
    fn(&mut Cx<'_, M>, Box<NativeFrame<M>>, Result<Value, Raise>) -> NativeResult<M>;

/// The state of a native function between two calls into Python: plain data, so that a run can be
/// paused, copied and collected at any moment.
#[derive(Clone, Debug)]
pub struct NativeFrame<M: Memory> {
    pub step: StepFn<M>,
    /// Every value it needs again; the collector sees them here.
    pub vals: Vec<Value>,
    /// A counter, index or phase.
    pub n: i64,
    /// For helpers such as `collect`: who gets the result.
    pub then: Option<Box<NativeFrame<M>>>,
}

impl<M: Memory> NativeFrame<M> {
    pub fn new(step: StepFn<M>, vals: Vec<Value>) -> Box<Self> {
        Box::new(Self {
            step,
            vals,
            n: 0,
            then: None,
        })
    }
}

/// Native work that takes at least so long is shown as such; what is shorter is part of running Python.
pub const VISIBLE: VirtualDuration = VirtualDuration::from_micros(50);

/// Native code that needs nothing of the interpreter: from plain data to plain data, and the picoseconds
/// that it takes, as measured on CPython 3.14. In a real run it works while others run Python.
#[derive(Clone)]
pub struct Task(Arc<dyn Fn() -> (Done, u64) + Send + Sync>);

/// What such code gives, before it is a Python object.
#[derive(Debug)]
pub enum Done {
    Int(i64),
    Bytes(Arc<[u8]>),
    Object(Box<dyn Ext>),
}

impl Task {
    pub fn new(work: impl Fn() -> (Done, u64) + Send + Sync + 'static) -> Self {
        Self(Arc::new(work))
    }

    /// Does it: what it gives, and what it costs.
    pub fn run(&self) -> (Done, u64) {
        (self.0)()
    }
}

impl std::fmt::Debug for Task {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Task")
    }
}

impl PartialEq for Task {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Done {
    /// As a Python object of a thread.
    pub fn into_value<M: Memory>(self, mem: &mut M, thread: ThreadId) -> Value {
        let body = match self {
            Self::Int(n) => return Value::Int(n),
            Self::Bytes(bytes) => Body::Bytes(bytes),
            Self::Object(object) => Body::Ext(object),
        };
        Value::Obj(mem.alloc(body, thread))
    }
}

/// Picoseconds of native work as a runtime with this scale takes them.
pub fn scaled(ps: u64, scale: u32) -> VirtualDuration {
    VirtualDuration::from_nanos(ps.saturating_mul(u64::from(scale)) / 1_000_000)
}

/// What a thread cannot do alone: it stops, and the engine (`sim`, `realtime`) answers with a value.
#[derive(Clone, PartialEq, Debug)]
pub enum Ask {
    /// `time.sleep`: releases the GIL. Answer: None.
    Sleep(VirtualDuration),
    /// A busy lock, to be waited for (releases the GIL); `None`: for ever. Answer: whether it was got.
    AcquireLock {
        lock: ObjId,
        timeout: Option<VirtualDuration>,
    },
    /// A release of a lock that threads wait for. Answer: None.
    ReleaseLock { lock: ObjId },
    /// A new thread running `callee(*args)`. Answer: its identifier, an int. Refusal: RuntimeError.
    StartThread {
        handle: ObjId,
        callee: Value,
        args: Vec<Value>,
        daemon: bool,
    },
    /// Wait for the end of the thread of a handle. Answer: whether it ended in time.
    JoinThread {
        handle: ObjId,
        timeout: Option<VirtualDuration>,
    },
    /// Wait for all non-daemon threads (interpreter exit). Answer: None.
    JoinAll,
    /// Wait in an event loop's selector until it is woken; `None`: for ever. Lets go of the GIL in any
    /// case. Answer: whether it was woken.
    Select {
        selector: ObjId,
        timeout: Option<VirtualDuration>,
    },
    /// Wake whoever waits in a selector that has just been signalled: a write with the GIL released.
    /// Answer: None.
    WakeSelector { selector: ObjId },
    /// Nanoseconds since the program started, as an int.
    Now,
    /// Native code that works `cost` long: holding the GIL, or with it released. Answer: `result`.
    Work {
        cost: VirtualDuration,
        releases_gil: bool,
        result: Value,
    },
    /// Native code that needs nothing of the interpreter, holding the GIL or with it released. Answer:
    /// what it gives.
    Compute { task: Task, releases_gil: bool },
    /// Native code that waits (for a device, the network) so long: holding the GIL, or with it released.
    /// Answer: `result`.
    Wait {
        time: VirtualDuration,
        releases_gil: bool,
        result: Value,
    },
    /// Native code that lets go of the GIL, does these pieces of work on threads of its own, which know
    /// nothing of Python, and waits for them all. Answer: the sum of what they give.
    Crew { tasks: Arc<[Task]> },
    /// Bytes for standard output (1) or standard error (2). Answer: None.
    Write { stream: u8, text: Arc<str> },
    /// `flush` or a full buffer: a write(2) with the GIL released. Answer: None.
    Flush { stream: u8 },
    /// The switch interval in microseconds (`sys.getswitchinterval`); `set` changes it. Answer: an int.
    SwitchInterval { set: Option<u64> },
    /// `sys.getcheckinterval()` and `setcheckinterval(n)`, or None where there is no such thing.
    CheckInterval { set: Option<u32> },
    /// Facts of the runtime. Answer: see [`Fact`].
    Fact(Fact),
    /// A name for a thread's or lock's lane.
    Name { object: ObjId, name: Arc<str> },
    /// A line of standard input, without its end (`input`). Answer: a str. Refusal: EOFError.
    ReadLine,
    /// A line of standard input with its end, or all that is left. Answer: a str, '' at the end.
    ReadInput { whole: bool },
    /// A call about files: releases the GIL. Answer: the call's. Refusal: OSError.
    File(FileCall),
    /// A request to the simulated network, from its start to the last byte of the answer: releases the
    /// GIL. Answer: whether that took no longer than the timeout.
    Network { timeout: Option<VirtualDuration> },
    /// The program uses what gilscope does not have, as was found out only now: the run ends with this
    /// diagnostic. Never answered.
    Refuse { text: Arc<str> },
    /// Processes, pipes, semaphores, signals. Answer: see [`SystemCall`]. Refusal: OSError.
    System(SystemCall),
    /// Where every thread is (`sys._current_frames`). Answer: a list of (thread number, frame object).
    Frames,
    /// `callee(signal, frame)` is called, by the main thread, when the signal comes. Answer: None.
    SignalHandler { signal: i32, callee: Value },
    /// A handler that interrupted a call has returned. Answer: the call's.
    SignalHandled,
    /// 64 bits from the operating system's entropy (the run's seed). Answer: an int.
    Entropy,
    /// Objects come to stay after which there is a collection; 0: none comes by itself. Answer: None.
    CollectionThreshold { threshold: usize },
    /// An extension is about to be loaded that has not said that it can do without the GIL. Answer: whether
    /// the GIL was turned on for it, a bool.
    EnableGil,
    /// What CPython's reference counts say. Answer: see [`References`].
    References(References),
    /// The program wants what CPython has and gilscope has not: the run ends here. Never answered.
    Unsupported { what: Arc<str>, instead: Arc<str> },
    /// As above, for what the chosen runtime does not allow.
    Forbidden { what: Arc<str>, instead: Arc<str> },
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum References {
    /// `sys.getrefcount(value)`. Answer: an int.
    Count(Value),
    /// A weak reference is looked through, by the number that [`Memory::watch`] gave. Answer: the
    /// object, or None when nothing but weak references holds it.
    Alive(u32),
    /// `gc.collect()`. Answer: how many objects only held each other, an int.
    Collect,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fact {
    /// `sys._is_gil_enabled()`. Answer: a bool.
    GilEnabled,
    /// `sys.version` and friends. Answer: major, minor and micro as one int, 3 * 1_000_000 + 14 * 1000 + 0.
    Version,
    /// Whether this is a free-threaded build. Answer: a bool.
    FreeThreadedBuild,
    /// Whether each `threading.Thread` of the program has an interpreter of its own.
    ThreadsApart,
    /// `os.cpu_count()`. Answer: an int.
    Cores,
    /// Threads that run or wait. Answer: an int.
    ThreadCount,
    /// `time.process_time()`: nanoseconds that all threads together were on a core. Answer: an int.
    CpuTime,
    /// `time.thread_time()`: nanoseconds that the asking thread was on a core. `modelled`: what its own
    /// clock of charged work says, for an engine that has no better one. Answer: an int.
    ThreadTime { modelled: u64 },
}

/// A function written in Rust, with its modelled cost.
#[derive(Debug)]
pub struct NativeDef<M: Memory> {
    pub name: &'static str,
    pub call: NativeFn<M>,
    /// Virtual cost of a call in picoseconds, beside the CALL instruction; functions whose work depends
    /// on their arguments charge the rest with [`Cx::charge`].
    pub cost: u32,
    /// Whether the eval breaker is checked when it returns. False for the specialised calls that do
    /// not: `len`, `isinstance`, `type` with one argument, `list.append` (since 3.11; see `bytecode::Check`).
    pub checks: bool,
}

impl<M: Memory> Clone for NativeDef<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Memory> Copy for NativeDef<M> {}

impl<M: Memory> NativeDef<M> {
    /// A function that costs 4 ns beside its CALL and checks the eval breaker when it returns: a loop
    /// around `abs(i)` takes 5 ns more than an empty one, around `s.startswith("th")` or `set.add` 9 to 11,
    /// loads and store included (CPython 3.11 with profile-guided optimisation).
    pub const fn new(name: &'static str, call: NativeFn<M>) -> Self {
        Self {
            name,
            call,
            cost: 4_000,
            checks: true,
        }
    }

    #[must_use]
    pub const fn cost(self, ps: u32) -> Self {
        Self { cost: ps, ..self }
    }

    #[must_use]
    pub const fn unchecked(self) -> Self {
        Self {
            checks: false,
            ..self
        }
    }
}
