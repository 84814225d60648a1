//! Owns what the simulation knows of one thread: its two states, what it does next, and the operation
//! it let the interpreter go for. Owns no transition: those are in `kernel`, `attaching` and `asks`.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::fair::Standing;
use super::native_code::Crew;
use super::stopping::{Request, Young};
use super::system::{Birth, Call};
use crate::base::{CoreId, InterpreterId, LockId, ObjId, ThreadId, VirtualDuration, VirtualTime};
use crate::runtime::LockRule;
use crate::trace::{AttachState, Place, SchedState, ThreadState};
use crate::vm::cx::Notice;
use crate::vm::interp::{Interp, Stop};
use crate::vm::memory::Heap;
use crate::vm::native::{Ask, Raise};
use crate::vm::value::Value;

/// What a thread does once the work it is charged for is done.
#[derive(Clone, Debug)]
pub(super) enum Next {
    /// The operating system has started it.
    Boot,
    /// `take_gil`, or another look after being woken in it.
    Attach,
    /// Its timed wait in `take_gil` expired.
    TimedOut,
    /// Attached again: what it let go for is over.
    Resume,
    /// Runs Python.
    Python,
    /// The interpreter stopped for this.
    Handle(Stop),
    /// Native code that keeps the GIL is done: the answer.
    Answer(Value),
    /// A new thread is ready to be let loose.
    Spawn(Box<Spawn>),
    /// A new process is ready to be let loose.
    Birth(Birth),
    /// Detached (and the GIL handed over): starts what it let go for.
    Begin,
    /// All others have stopped.
    Halted,
    /// What it has stopped the world for is done.
    StartWorld,
    /// The interpreter's part of a thread's end is done.
    Finish,
    /// A thread of native code has done its work.
    End,
}

/// A thread about to exist.
#[derive(Clone, Debug)]
pub(super) struct Spawn {
    pub(super) handle: ObjId,
    pub(super) callee: Value,
    pub(super) args: Vec<Value>,
    pub(super) daemon: bool,
}

/// What a thread let the interpreter go for.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// A drop request: nothing but attaching again.
    Yield,
    Sleep {
        until: VirtualTime,
        /// Where the call counts from its own beginning (`select`), until it has begun.
        length: Option<VirtualDuration>,
    },
    Lock(LockWait),
    Join {
        thread: ThreadId,
        until: Option<VirtualTime>,
        timed_out: bool,
    },
    JoinAll,
    /// In an event loop's selector.
    Select {
        selector: ObjId,
        until: Option<VirtualTime>,
    },
    WakeSelector {
        selector: ObjId,
    },
    /// Native code without the GIL; its result.
    Native {
        cost: VirtualDuration,
        result: Value,
    },
    /// Native code that waits until then, with the GIL released or held; its result.
    Wait {
        until: VirtualTime,
        holding: bool,
        result: Value,
    },
    /// Native code that has threads of its own do the work.
    Crew(Box<Crew>),
    /// A call about files; what it will give.
    File {
        cost: VirtualDuration,
        answer: Result<Value, Raise>,
    },
    /// A request to the simulated network; whether the answer comes in time.
    Network {
        until: VirtualTime,
        in_time: bool,
    },
    Write,
    Exit,
    /// Another had stopped the world: to stop it itself.
    Halt(Request),
    /// Nothing: the first thread of a forked process begins to live.
    Forked,
    /// On the way into another interpreter of its process, with what the call there gets.
    Enter {
        interpreter: InterpreterId,
        data: Arc<[u8]>,
    },
    /// On the way back, with what the call gave.
    Leave {
        data: Arc<[u8]>,
    },
    /// `_exit`, by any thread.
    ProcessExit {
        status: i32,
    },
    System(Box<Call>),
}

impl Op {
    /// Whether a thread that is woken in it sees for itself, detached, if it is over.
    pub(super) fn is_tried_again(&self) -> bool {
        match self {
            Self::System(_) | Self::Crew(_) => true,
            Self::Lock(wait) => wait.rule == LockRule::Semaphore && wait.outcome == Outcome::Parked,
            _ => false,
        }
    }
}

/// A wait for a busy lock, from `acquire` to its return.
#[derive(Clone, Copy, Debug)]
pub(super) struct LockWait {
    pub(super) lock: ObjId,
    pub(super) id: LockId,
    pub(super) rule: LockRule,
    /// From when on a release hands the lock over instead of letting others barge in.
    pub(super) fair_at: VirtualTime,
    pub(super) until: Option<VirtualTime>,
    pub(super) outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Outcome {
    /// In the queue.
    Parked,
    /// Taken out of the queue by a release: try again.
    Woken,
    /// The lock is its own already.
    HandedOff,
    TimedOut,
}

/// What a thread left in an interpreter when it went into another.
#[derive(Clone, Debug)]
pub(super) struct Outside {
    pub(super) home: InterpreterId,
    pub(super) interp: Interp<Heap>,
    pub(super) handle: Option<ObjId>,
    pub(super) put_off: Vec<Op>,
}

#[derive(Clone, Debug)]
pub(super) struct Thread {
    pub(super) id: ThreadId,
    pub(super) home: InterpreterId,
    pub(super) interp: Interp<Heap>,
    /// The interpreters it came from, the first one first.
    pub(super) outside: Vec<Outside>,
    /// What it was to call in the interpreter that it is the first to enter.
    pub(super) arriving: Option<Arc<[u8]>>,
    pub(super) name: Arc<str>,
    pub(super) daemon: bool,
    /// Started by native code: Python knows nothing of it.
    pub(super) is_native: bool,
    pub(super) handle: Option<ObjId>,
    pub(super) sched: SchedState,
    pub(super) attach: AttachState,
    pub(super) native: bool,
    pub(super) place: Place,
    pub(super) next: Next,
    pub(super) op: Option<Op>,
    /// Signals that it holds back, and those that were sent to it alone and are held back.
    pub(super) mask: BTreeSet<i32>,
    pub(super) directed: BTreeSet<i32>,
    /// A signal ended its wait.
    pub(super) interrupted: bool,
    /// Calls that signals interrupted, to be made again when their handlers have returned.
    pub(super) put_off: Vec<Op>,
    /// How often it has called sched_yield since it found a lock busy, before it goes to sleep.
    pub(super) spun: u64,
    /// Objects it has made.
    pub(super) young: Young,
    /// Work charged and not yet done.
    pub(super) burst: VirtualDuration,
    /// The part of the interpreter's clock that is less than a nanosecond.
    pub(super) carry: u64,
    /// Clock at which limits and collections are next seen to.
    pub(super) next_chunk: u64,
    /// The valid timer; others that fire are stale.
    pub(super) timer: u64,
    /// The core whose clock it is on, and from when on it may go off with others.
    pub(super) armed: Option<(CoreId, VirtualTime)>,
    pub(super) blocked_since: VirtualTime,
    /// What it brings along into the next run queue.
    pub(super) standing: Standing,
    pub(super) last_core: Option<CoreId>,
    pub(super) joiners: Vec<ThreadId>,
    /// What the interpreter has done ahead of time and the trace does not show yet.
    pub(super) notices: VecDeque<(VirtualTime, Notice)>,
}

impl Thread {
    pub(super) fn new(
        id: ThreadId,
        home: InterpreterId,
        name: Arc<str>,
        daemon: bool,
        handle: Option<ObjId>,
    ) -> Self {
        Self {
            id,
            home,
            interp: Interp::new(id),
            outside: Vec::new(),
            arriving: None,
            name,
            daemon,
            is_native: false,
            handle,
            sched: SchedState::New,
            attach: AttachState::Detached,
            native: false,
            place: Place::default(),
            next: Next::Boot,
            op: None,
            mask: BTreeSet::new(),
            directed: BTreeSet::new(),
            interrupted: false,
            put_off: Vec::new(),
            spun: 0,
            young: Young::default(),
            burst: VirtualDuration::ZERO,
            carry: 0,
            next_chunk: super::machine::CHUNK_PS,
            timer: 0,
            armed: None,
            blocked_since: VirtualTime::ZERO,
            standing: Standing::default(),
            last_core: None,
            joiners: Vec::new(),
            notices: VecDeque::new(),
        }
    }

    pub(super) fn state(&self) -> ThreadState {
        ThreadState {
            sched: self.sched,
            attach: self.attach,
            native: self.native,
            place: self.place,
        }
    }

    pub(super) fn is_alive(&self) -> bool {
        self.sched != SchedState::Exited
    }

    pub(super) fn is_blocked(&self) -> bool {
        matches!(self.sched, SchedState::Blocked(_))
    }

    /// The interpreter that it was started in.
    pub(super) fn born_in(&self) -> InterpreterId {
        self.outside.first().map_or(self.home, |first| first.home)
    }

    /// Calls `visit` for every value of an interpreter that only the simulation holds for it.
    pub(super) fn roots(&self, home: InterpreterId, visit: &mut dyn FnMut(Value)) {
        for outside in self.outside.iter().filter(|o| o.home == home) {
            outside.interp.roots(visit);
        }
        if self.home == home {
            self.interp.roots(visit);
        }
        self.awaited(home, visit);
    }

    /// Calls `visit` for every value of an interpreter that its frames hold.
    pub(super) fn held(&self, home: InterpreterId, visit: &mut dyn FnMut(Value)) {
        for outside in self.outside.iter().filter(|o| o.home == home) {
            outside.interp.held(visit);
        }
        if self.home == home {
            self.interp.held(visit);
        }
        self.awaited(home, visit);
    }

    /// Calls `visit` for every value that is on its way to or from the simulation.
    fn awaited(&self, home: InterpreterId, visit: &mut dyn FnMut(Value)) {
        for outside in self.outside.iter().filter(|o| o.home == home) {
            outside.handle.iter().for_each(|id| visit(Value::Obj(*id)));
            outside.put_off.iter().for_each(|op| op_roots(op, visit));
        }
        if self.home != home {
            return;
        }
        self.handle.iter().for_each(|id| visit(Value::Obj(*id)));
        match &self.next {
            Next::Answer(value) | Next::Handle(Stop::Done(value) | Stop::Raised(value)) => {
                visit(*value);
            }
            Next::Spawn(spawn) => {
                visit(Value::Obj(spawn.handle));
                visit(spawn.callee);
                spawn.args.iter().for_each(|value| visit(*value));
            }
            Next::Handle(Stop::Ask(ask)) => ask_roots(ask, visit),
            Next::Handle(Stop::EvalBreaker | Stop::SharedAccess | Stop::Stepped | Stop::Worked)
            | Next::Boot
            | Next::Attach
            | Next::TimedOut
            | Next::Resume
            | Next::Python
            | Next::Birth(_)
            | Next::Begin
            | Next::End
            | Next::Halted
            | Next::StartWorld
            | Next::Finish => {}
        }
        for op in self.op.iter().chain(&self.put_off) {
            op_roots(op, visit);
        }
    }
}

fn op_roots(op: &Op, visit: &mut dyn FnMut(Value)) {
    match op {
        Op::Lock(wait) => visit(Value::Obj(wait.lock)),
        Op::Native { result, .. } | Op::Wait { result, .. } => visit(*result),
        Op::Crew(crew) => visit(crew.result),
        Op::Select { selector, .. } | Op::WakeSelector { selector } => {
            visit(Value::Obj(*selector));
        }
        Op::File { answer, .. } => match answer {
            Ok(value) | Err(Raise(value)) => visit(*value),
        },
        _ => {}
    }
}

fn ask_roots(ask: &Ask, visit: &mut dyn FnMut(Value)) {
    match ask {
        Ask::AcquireLock { lock, .. } | Ask::ReleaseLock { lock } => visit(Value::Obj(*lock)),
        Ask::StartThread {
            handle,
            callee,
            args,
            ..
        } => {
            visit(Value::Obj(*handle));
            visit(*callee);
            args.iter().for_each(|value| visit(*value));
        }
        Ask::JoinThread { handle, .. } => visit(Value::Obj(*handle)),
        Ask::Select { selector, .. } | Ask::WakeSelector { selector } => {
            visit(Value::Obj(*selector));
        }
        Ask::Work { result, .. } | Ask::Wait { result, .. } => {
            visit(*result);
        }
        Ask::SignalHandler { callee, .. } => visit(*callee),
        Ask::Name { object, .. } => visit(Value::Obj(*object)),
        _ => {}
    }
}
