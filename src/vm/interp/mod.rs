//! Owns execution: a thread's frames, its operand stack, the instruction loop, calls and unwinding.
//! `run` executes until the budget is used up or the outside is needed, never blocks, and keeps
//! everything in plain data, so that a thread can be paused at any instruction, copied and resumed.
//! Owns neither scheduling nor time: its clock only counts the work it did.

mod asynchronous;
mod attributes;
mod cache;
mod call;
mod checks;
mod containers;
mod data;
mod direct;
mod execute;
mod flow;
mod frame;
mod generator;
mod inspect;
mod iterate;
mod leave;
mod meter;
mod names;
mod patterns;
mod quick;
mod raise;
mod sections;
mod slow;
mod touch;
mod turn;
mod unwind;

use std::sync::Arc;

use super::cx::{Cx, KnownTime, Log, Notice};
use super::lines::Held;
use super::link::Linked;
use super::memory::Memory;
use super::native::{Ask, BodyCode, Flow, NativeFrame, Raise, VISIBLE, Values};
use super::traceback;
use super::types;
use super::value::Value;
use crate::base::{CodeId, ObjId, ThreadId};
use crate::bytecode::CodeObject;

pub(super) use containers::dict_of_names;
pub use frame::Suspended;
use frame::{Frame, PyFrame};

pub use inspect::FrameView;
pub use touch::Touch;

/// Frames deep before RecursionError (`sys.getrecursionlimit()`).
pub const RECURSION_LIMIT: usize = 1000;

/// How far a thread may run before it must come back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// Clock (picoseconds) at or after which the next check point stops.
    pub deadline: u64,
    /// After so many counted instructions ([`Interp::ticks`]) the next check point stops; `u64::MAX`
    /// where nobody counts.
    pub ticks: u64,
    /// Clock after which no access that another thread could observe may start, except to lines that the
    /// thread's core has to itself for a while; `u64::MAX` where an exclusive lock keeps the others away.
    pub shared_limit: u64,
    /// Stop after one of CPython's instructions.
    pub single_step: bool,
}

impl Budget {
    pub const UNLIMITED: Self = Self {
        deadline: u64::MAX,
        ticks: u64::MAX,
        shared_limit: u64::MAX,
        single_step: false,
    };

    /// Whether threads take turns at what others can see.
    #[inline]
    pub(super) const fn orders_accesses(&self) -> bool {
        self.shared_limit != u64::MAX
    }
}

/// Why `run` came back.
#[derive(Clone, PartialEq, Debug)]
pub enum Stop {
    /// A check point at or after the deadline, or with the ticks used up: the eval breaker may be looked
    /// at here.
    EvalBreaker,
    /// The next instruction touches a shared object and the clock is past the shared limit.
    SharedAccess,
    /// The outside is needed: call [`Interp::answer`] or [`Interp::answer_error`] before running on.
    Ask(Ask),
    /// One instruction was executed (single step).
    Stepped,
    /// An instruction that did native work took long enough to be shown ([`Notice::Native`]) and is over.
    Worked,
    /// The callable returned.
    Done(Value),
    /// An exception left the callable.
    Raised(Value),
}

/// One Python thread's state of execution.
#[derive(Clone, Debug)]
pub struct Interp<M: Memory> {
    pub thread: ThreadId,
    /// Picoseconds of virtual work done so far.
    pub clock: u64,
    /// What the engine has told of the virtual time for the next `run`.
    pub known: KnownTime,
    /// What happened on the way that a trace should show; the engine drains it.
    pub log: Log,
    /// CPython instructions executed so far.
    pub instructions: u64,
    /// Those of them that count for the countdown, in dialects that have one.
    pub ticks: u64,
    /// The clock and the ticks of the present budget.
    stops_at: (u64, u64),
    frames: Vec<Frame<M>>,
    stack: Vec<Value>,
    /// The exception being handled (CPython's `exc_info`), or None.
    handled: Value,
    /// This thread's way to the code table without going through the memory.
    codes: cache::Codes,
    pending: Pending,
    recursion_limit: usize,
    /// The exception under way was raised before: it has its traceback entry for this frame.
    reraised: bool,
    /// Lines of shared objects that it may use ahead of others.
    held: Held,
}

/// What is to happen before the next instruction.
#[derive(Clone, Debug)]
enum Pending {
    Nothing,
    /// An Ask is under way: the engine owes an answer.
    Asked,
    Answer(Result<Value, Raise>),
    Call(Value, Vec<Value>),
    Body(BodyCode),
    /// Write an exception's traceback to standard error.
    Report(Value),
}

impl<M: Memory> Interp<M> {
    /// A thread that does nothing yet: see [`Self::start`].
    pub fn new(thread: ThreadId) -> Self {
        Self {
            thread,
            clock: 0,
            known: KnownTime::default(),
            log: Log::new(),
            instructions: 0,
            ticks: 0,
            stops_at: (u64::MAX, u64::MAX),
            frames: Vec::new(),
            stack: Vec::new(),
            handled: Value::None,
            codes: cache::Codes::default(),
            pending: Pending::Nothing,
            recursion_limit: RECURSION_LIMIT,
            reraised: false,
            held: Held::default(),
        }
    }

    /// Makes the next `run` call `callee(*args)`.
    pub fn start(&mut self, callee: Value, args: &[Value]) {
        self.pending = Pending::Call(callee, args.to_vec());
    }

    /// Makes the next `run` execute a program in its module.
    pub fn start_program(&mut self, mem: &mut M, code: Arc<CodeObject>, module: ObjId) {
        let code = mem.add_code(code);
        self.pending = Pending::Body(BodyCode {
            code,
            globals: module,
            names: module,
            function: None,
        });
    }

    /// Makes the next `run` write an uncaught exception's traceback to standard error.
    pub fn start_report(&mut self, exception: Value) {
        self.pending = Pending::Report(exception);
    }

    /// The answer to the last Ask.
    pub fn answer(&mut self, value: Value) {
        self.pending = Pending::Answer(Ok(value));
    }

    /// The last Ask failed.
    pub fn answer_error(&mut self, raise: Raise) {
        self.pending = Pending::Answer(Err(raise));
    }

    /// An exception from outside (KeyboardInterrupt): raised before the next instruction.
    pub fn throw(&mut self, exception: Value) {
        self.pending = Pending::Answer(Err(Raise(exception)));
    }

    /// Makes the next `run` call `callee(*args)` for a signal, in the middle of everything. When an Ask
    /// is under way (`asked`), the thread asks [`Ask::SignalHandled`] afterwards, and the answer to that
    /// is the answer to it; an exception is, too.
    pub fn interrupt(&mut self, callee: Value, args: Vec<Value>, asked: bool) {
        let mut frame = NativeFrame::new(
            |_, frame, answer| {
                let answer = answer.map(|_| Flow::Value(Value::Null));
                match frame.n {
                    0 => answer,
                    _ => answer.and_then(|_| Flow::ask(Ask::SignalHandled)),
                }
            },
            Vec::new(),
        );
        frame.n = i64::from(asked);
        self.frames.push(Frame::Native(frame));
        self.pending = Pending::Call(callee, args);
    }

    /// Executes until the budget is used up or the outside is needed.
    ///
    /// # Panics
    /// When an Ask is unanswered, or after the callable has ended.
    pub fn run(&mut self, mem: &mut M, budget: &Budget) -> Stop {
        self.stops_at = (budget.deadline, self.ticks.saturating_add(budget.ticks));
        let often = mem.world().dialect.looks_often();
        let begun = self.native_begins();
        let first = match std::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Nothing => None,
            Pending::Asked => panic!("thread {} runs on without an answer", self.thread.0),
            Pending::Answer(answer) => self.settle(mem, answer.map(Flow::Value)),
            Pending::Call(callee, args) => self.settle(mem, Flow::tail(callee, &args)),
            Pending::Body(body) => {
                self.push_body(mem, body);
                None
            }
            Pending::Report(exception) => {
                let result = traceback::report(&mut self.cx(mem), exception, Value::None);
                self.settle(mem, result)
            }
        };
        if let Some(stop) = self.native_ends(begun, first) {
            return stop;
        }
        loop {
            let stop = match (budget.single_step, often) {
                (true, _) => self.execute::<true, true>(mem, budget),
                (false, true) => self.execute::<false, true>(mem, budget),
                (false, false) => self.execute::<false, false>(mem, budget),
            };
            if let Some(stop) = stop {
                return stop;
            }
        }
    }

    /// Where something that may turn out to be long native work begins: the clock, and the log's length.
    #[inline]
    fn native_begins(&self) -> (u64, usize) {
        (self.clock, self.log.len())
    }

    /// Its end. When it was long, the log says so, and the thread stops to be looked at.
    #[inline]
    fn native_ends(&mut self, begun: (u64, usize), stop: Option<Stop>) -> Option<Stop> {
        let (clock, noticed) = begun;
        if self.clock.saturating_sub(clock) < VISIBLE.nanos() * 1000 {
            return stop;
        }
        self.log.insert(noticed, (clock, Notice::Native));
        stop.or(Some(Stop::Worked))
    }

    /// Calls `visit` for every value the thread holds.
    pub fn roots(&self, visit: &mut dyn FnMut(Value)) {
        self.stack.iter().for_each(|value| visit(*value));
        visit(self.handled);
        for frame in &self.frames {
            match frame {
                Frame::Py(frame) => frame.trace(visit),
                Frame::Native(frame) => frame.trace(visit),
                Frame::ForIter { .. } | Frame::Send { .. } | Frame::Spread | Frame::Split => {}
            }
        }
        match &self.pending {
            Pending::Nothing | Pending::Asked => {}
            Pending::Answer(Ok(value) | Err(Raise(value))) => visit(*value),
            Pending::Body(body) => visit(Value::Obj(body.names)),
            Pending::Report(exception) => visit(*exception),
            Pending::Call(callee, args) => {
                visit(*callee);
                args.iter().for_each(|value| visit(*value));
            }
        }
    }

    /// Calls `visit` for every value that its frames hold: variables and operands, nothing that is left
    /// over on the stack. What CPython would have counted a reference for.
    pub fn held(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.handled);
        for frame in &self.frames {
            match frame {
                Frame::Py(frame) => {
                    let slots = &self.stack[frame.base as usize..frame.sp as usize];
                    slots.iter().for_each(|value| visit(*value));
                    frame.trace(visit);
                }
                Frame::Native(frame) => frame.trace(visit),
                Frame::ForIter { .. } | Frame::Send { .. } | Frame::Spread | Frame::Split => {}
            }
        }
    }

    fn cx<'a>(&'a mut self, mem: &'a mut M) -> Cx<'a, M> {
        let globals = self.current().map_or(types::OBJECT, |frame| frame.globals);
        Cx {
            mem,
            thread: self.thread,
            clock: &mut self.clock,
            known: &self.known,
            log: &mut self.log,
            handled: self.handled,
            globals,
            recursion_limit: &mut self.recursion_limit,
            asking: 0,
        }
    }

    /// The innermost Python frame.
    fn current(&self) -> Option<&PyFrame> {
        self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Py(frame) => Some(frame),
            _ => None,
        })
    }

    /// The Python frame on top, which is the one that executes.
    fn top(&mut self) -> &mut PyFrame {
        match self.frames.last_mut() {
            Some(Frame::Py(frame)) => frame,
            _ => panic!("no Python frame executes"),
        }
    }

    fn push(&mut self, value: Value) {
        let sp = self.top().sp as usize;
        self.stack[sp] = value;
        self.top().sp += 1;
    }

    fn pop(&mut self) -> Value {
        let frame = self.top();
        frame.sp -= 1;
        let sp = frame.sp as usize;
        std::mem::take(&mut self.stack[sp])
    }

    /// The item `depth` below the top (1 is the top).
    fn peek(&mut self, depth: usize) -> Value {
        let sp = self.top().sp as usize;
        self.stack[sp - depth]
    }

    /// The top `count` operands, in the order in which they were pushed, taken off.
    fn pop_many(&mut self, count: usize) -> Values {
        let frame = self.top();
        frame.sp -= count as u32;
        let from = frame.sp as usize;
        let taken = Values::from_slice(&self.stack[from..from + count]);
        self.stack[from..from + count].fill(Value::Null);
        taken
    }

    /// The code of a frame, loaded into this thread's table.
    fn load_code(&mut self, mem: &M, id: CodeId) -> Arc<Linked> {
        self.codes.load(id.index(), || mem.code(id)).linked.clone()
    }
}
