//! Owns the further interpreters of a process (PEP 734): their beginning and end, a thread's way into one
//! and out again, and the queues between them. Owns no pickling: what passes is bytes.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::{Errno, Reply};
use crate::base::{InterpreterId, ProcessId, Source, ThreadId};
use crate::frontend::{self, Options};
use crate::sim::Sim;
use crate::sim::config::LimitKind;
use crate::sim::machine;
use crate::sim::main_thread::Phase;
use crate::sim::process::Interpreter;
use crate::sim::stopping::Collector;
use crate::sim::thread::{Next, Op, Outside};
use crate::trace::{DetachReason, EventKind, LockKind, Trace};
use crate::vm::boot;
use crate::vm::interp::Interp;
use crate::vm::memory::Memory;
use crate::vm::object::Body;
use crate::vm::system_call::{InterpreterCall, Number};
use crate::vm::value::Value;

/// So many in a run: each has a heap.
const EVER: usize = 1_000;

/// The module that calls from outside come in by, and its function.
const ENTRY: &str = "_interpreter_entry";
const MAIN: &str = "main";

/// Queues between interpreters, by process and number.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Queues {
    queues: BTreeMap<(ProcessId, Number), Queue>,
    made: Number,
}

#[derive(Clone, Debug, Default)]
struct Queue {
    /// 0: any number.
    most: usize,
    items: VecDeque<Item>,
}

#[derive(Clone, Debug)]
struct Item {
    from: InterpreterId,
    /// None once that interpreter is over.
    data: Option<Arc<[u8]>>,
}

impl Sim {
    pub(super) fn interpreter_call(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        call: InterpreterCall,
    ) {
        let reply = match call {
            InterpreterCall::New => return self.new_interpreter(trace, thread),
            InterpreterCall::End(number) => return self.end_interpreter(trace, thread, number),
            InterpreterCall::Enter { number, data } => {
                return self.enter_interpreter(trace, thread, number, data);
            }
            InterpreterCall::All => {
                let process = self.process_of(thread);
                let all = self.interpreters.iter();
                let alive = all.filter(|i| i.process == process && i.phase != Phase::Over);
                Reply::Tuple(alive.map(|i| Number::from(i.number)).collect())
            }
            InterpreterCall::Current => Reply::Int(Number::from(self.home(thread).number)),
            InterpreterCall::IsRunning(number) => match self.interpreter(thread, number) {
                Some(home) => {
                    let home = &self.interpreters[home.index()];
                    Reply::Bool(home.number == 0 || home.visitor.is_some())
                }
                None => Reply::Error(Errno::NoEntry),
            },
            call => self.queue_call(thread, call),
        };
        self.reply(thread, reply);
    }

    fn queue_call(&mut self, thread: ThreadId, call: InterpreterCall) -> Reply {
        self.threads[thread.index()].burst += machine::SYSTEM_CALL;
        match call {
            InterpreterCall::QueueNew(most) => {
                self.system.queues.made += 1;
                let number = self.system.queues.made;
                let items = VecDeque::new();
                let key = (self.process_of(thread), number);
                let queues = &mut self.system.queues.queues;
                queues.insert(key, Queue { most, items });
                Reply::Int(number)
            }
            InterpreterCall::QueueEnd(number) => {
                let key = (self.process_of(thread), number);
                match self.system.queues.queues.remove(&key) {
                    Some(_) => Reply::None,
                    None => Reply::Error(Errno::NoEntry),
                }
            }
            InterpreterCall::QueuePut { queue, data } => self.put(thread, queue, data),
            InterpreterCall::QueueGet(queue) => self.get(thread, queue),
            InterpreterCall::QueueSize(queue) => match self.queue_of(thread, queue) {
                Some(queue) => Reply::Tuple(vec![queue.items.len() as i64, queue.most as i64]),
                None => Reply::Error(Errno::NoEntry),
            },
            InterpreterCall::New
            | InterpreterCall::End(_)
            | InterpreterCall::All
            | InterpreterCall::Current
            | InterpreterCall::IsRunning(_)
            | InterpreterCall::Enter { .. } => unreachable!("not about queues"),
        }
    }

    fn queue_of(&mut self, thread: ThreadId, number: Number) -> Option<&mut Queue> {
        let key = (self.process_of(thread), number);
        self.system.queues.queues.get_mut(&key)
    }

    fn put(&mut self, thread: ThreadId, queue: Number, data: Arc<[u8]>) -> Reply {
        let from = self.threads[thread.index()].home;
        let Some(queue) = self.queue_of(thread, queue) else {
            return Reply::Error(Errno::NoEntry);
        };
        if queue.most > 0 && queue.items.len() >= queue.most {
            return Reply::Error(Errno::WouldBlock);
        }
        let data = Some(data);
        queue.items.push_back(Item { from, data });
        Reply::None
    }

    fn get(&mut self, thread: ThreadId, queue: Number) -> Reply {
        let Some(queue) = self.queue_of(thread, queue) else {
            return Reply::Error(Errno::NoEntry);
        };
        match queue.items.pop_front() {
            Some(Item { data: None, .. }) => Reply::None,
            Some(Item {
                data: Some(data), ..
            }) => Reply::Bytes(data.to_vec()),
            None => Reply::Error(Errno::WouldBlock),
        }
    }

    /// The interpreter of a number in the thread's process, if it is not over.
    fn interpreter(&self, thread: ThreadId, number: Number) -> Option<InterpreterId> {
        let process = self.process_of(thread);
        let is = |i: &Interpreter| {
            i.process == process && i.phase != Phase::Over && Number::from(i.number) == number
        };
        let at = self.interpreters.iter().position(is)?;
        Some(InterpreterId(at as u32))
    }

    fn new_interpreter(&mut self, trace: &mut Trace, thread: ThreadId) {
        self.check_memory();
        if self.interpreters.len() >= EVER {
            let text = format!(
                "stopped after the start of {EVER} interpreters; let the program start fewer, such \
                 as one for each core, and close them"
            );
            self.limit(LimitKind::Processes, text);
        }
        let process = self.process_of(thread);
        let first = self.processes[process.index()].interpreter;
        let main = self.interpreters[first.index()].main;
        let mut mem = boot::heap_of(self.mem(thread).world().clone());
        mem.belongs_to(main);
        boot::main_module(&mut mem, "<string>");
        self.processes[process.index()].further += 1;
        let number = self.processes[process.index()].further;
        let interval = self.home(thread).model.switch_interval();
        let gil = self.locks.lanes.new_lane();
        let has_gil = self.is_exclusive(thread);
        let home = InterpreterId(self.interpreters.len() as u32);
        self.interpreters.push(Interpreter {
            process,
            number,
            mem,
            model: self.new_model(has_gil, gil, interval),
            has_gil,
            pause: None,
            collector: Collector::default(),
            gil,
            main,
            phase: Phase::Program,
            exit_code: 0,
            killed: None,
            lane_names: BTreeMap::new(),
            handlers: BTreeMap::new(),
            visitor: None,
            countdown: None,
        });
        if has_gil {
            let (lock, kind) = (gil, LockKind::Gil);
            let name = self.lane_name(home, self.config.runtime.vocabulary.lock);
            self.emit(trace, thread, EventKind::LockCreated { lock, kind, name });
        }
        let (cost, result) = (machine::INTERPRETER, Value::Int(Number::from(number)));
        let op = Op::Native { cost, result };
        self.let_go(trace, thread, op, DetachReason::Blocking);
    }

    fn end_interpreter(&mut self, trace: &mut Trace, thread: ThreadId, number: Number) {
        let Some(home) = self.interpreter(thread, number) else {
            return self.refuse(thread, Errno::NoEntry);
        };
        let mut inside = self.threads.iter().filter(|t| t.is_alive());
        let in_use = inside.any(|t| t.home == home || t.outside.iter().any(|o| o.home == home));
        if number == 0 || in_use {
            return self.refuse(thread, Errno::WouldBlock);
        }
        let interpreter = &mut self.interpreters[home.index()];
        interpreter.phase = Phase::Over;
        interpreter.mem.clear();
        let items = self.system.queues.queues.values_mut();
        for item in items.flat_map(|queue| queue.items.iter_mut()) {
            if item.from == home {
                item.data = None;
            }
        }
        let (cost, result) = (machine::END_INTERPRETER, Value::None);
        let op = Op::Native { cost, result };
        self.let_go(trace, thread, op, DetachReason::Blocking);
    }

    fn enter_interpreter(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        number: Number,
        data: Arc<[u8]>,
    ) {
        let Some(interpreter) = self.interpreter(thread, number) else {
            return self.refuse(thread, Errno::NoEntry);
        };
        let home = &mut self.interpreters[interpreter.index()];
        if home.number == 0 || home.visitor.is_some() {
            return self.refuse(thread, Errno::WouldBlock);
        }
        home.visitor = Some(thread);
        let op = Op::Enter { interpreter, data };
        self.let_go(trace, thread, op, DetachReason::Blocking);
    }

    /// Whether the thread runs code of another interpreter than the one it was started in.
    pub(in crate::sim) fn is_visiting(&self, thread: ThreadId) -> bool {
        !self.threads[thread.index()].outside.is_empty()
    }

    /// Detached from the one: to be attached to the other.
    pub(in crate::sim) fn go_inside(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        interpreter: InterpreterId,
    ) {
        self.settle_notices(trace, thread);
        let t = &mut self.threads[thread.index()];
        let mut interp = Interp::new(thread);
        interp.clock = t.interp.clock;
        interp.instructions = t.interp.instructions;
        let outside = Outside {
            home: std::mem::replace(&mut t.home, interpreter),
            interp: std::mem::replace(&mut t.interp, interp),
            handle: t.handle.take(),
            put_off: std::mem::take(&mut t.put_off),
        };
        t.outside.push(outside);
        t.burst += machine::SWITCH_INTERPRETER;
    }

    /// Attached inside: the library's function is called; the first time its module is imported before.
    pub(in crate::sim) fn call_inside(&mut self, thread: ThreadId, data: &Arc<[u8]>) {
        let entry = self.home(thread).library_function(ENTRY, MAIN);
        let home = self.threads[thread.index()].home;
        let mem = &mut self.interpreters[home.index()].mem;
        let interp = &mut self.threads[thread.index()].interp;
        match entry {
            Some(entry) => {
                let data = mem.alloc(Body::Bytes(data.clone()), thread);
                interp.start(entry, &[Value::Obj(data)]);
            }
            None => {
                let text = format!("__import__({ENTRY:?})\n");
                let source = Source::new("<string>", text);
                let options = Options {
                    dialect: self.config.runtime.dialect,
                    ..Options::default()
                };
                let code = frontend::compile(&source, options);
                let code = code.expect("an import is a program");
                let Some(Value::Obj(module)) = self.interpreters[home.index()].main_module() else {
                    panic!("a new interpreter has its main module")
                };
                let mem = &mut self.interpreters[home.index()].mem;
                interp.start_program(mem, code, module);
                self.threads[thread.index()].arriving = Some(data.clone());
            }
        }
        self.threads[thread.index()].next = Next::Python;
    }

    /// What the thread called inside is over; without a value an exception left it.
    pub(in crate::sim) fn leave_interpreter(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        value: Option<Value>,
    ) {
        if let Some(data) = self.threads[thread.index()].arriving.take()
            && value.is_some()
        {
            return self.call_inside(thread, &data);
        }
        let data = value
            .and_then(Value::obj)
            .and_then(|id| match &self.mem(thread).get(id).body {
                Body::Bytes(data) => Some(data.clone()),
                _ => None,
            });
        let data = data.unwrap_or_else(|| Arc::from(&[][..]));
        self.let_go(trace, thread, Op::Leave { data }, DetachReason::Blocking);
    }

    pub(in crate::sim) fn go_outside(&mut self, trace: &mut Trace, thread: ThreadId) {
        self.settle_notices(trace, thread);
        self.home_mut(thread).visitor = None;
        let t = &mut self.threads[thread.index()];
        let outside = t.outside.pop().expect("a thread leaves where it entered");
        let inside = std::mem::replace(&mut t.interp, outside.interp);
        t.interp.clock = inside.clock;
        t.interp.instructions = inside.instructions;
        t.home = outside.home;
        t.handle = outside.handle;
        t.put_off = outside.put_off;
        t.burst += machine::SWITCH_INTERPRETER;
    }

    pub(in crate::sim) fn answer_bytes(&mut self, thread: ThreadId, data: &Arc<[u8]>) {
        self.reply(thread, Reply::Bytes(data.to_vec()));
    }
}
