//! Owns the further interpreters of a process in real runs (PEP 734): their beginning and end, a thread's way
//! into one and out again, and the queues between them. Each is a heap of its own with a real GIL of its own,
//! or none. Owns no pickling: what passes is bytes.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::config::End;
use super::lives::{bound, library_function};
use super::run::{Process, Thread};
use super::signals::PutOff;
use super::worker::{Gone, Worker};
use crate::base::{LockId, ObjId, Source};
use crate::bytecode::CodeObject;
use crate::frontend::{self, Options};
use crate::trace::{DetachReason, EventKind, LockKind};
use crate::vm::boot;
use crate::vm::interp::Interp;
use crate::vm::memory::Memory;
use crate::vm::object::Body;
use crate::vm::system_call::{InterpreterCall, Number};
use crate::vm::system_reply::{Errno, Reply};
use crate::vm::value::Value;

/// So many in a run: each has a heap.
const EVER: u32 = 1_000;

/// The lanes of further interpreters' locks: behind those of processes and semaphores.
const LANES: u32 = 1 << 31;

/// The module that calls from outside come in by, and its function.
const ENTRY: &str = "_interpreter_entry";
const MAIN: &str = "main";

/// The further interpreters of a process that are not over, and the queues between all of them.
pub(super) struct Further<M: Memory> {
    pub(super) alive: Vec<Arc<Process<M>>>,
    made: Number,
    queues: BTreeMap<Number, Queue>,
    queues_made: Number,
}

impl<M: Memory> Default for Further<M> {
    fn default() -> Self {
        Self {
            alive: Vec::new(),
            made: 0,
            queues: BTreeMap::new(),
            queues_made: 0,
        }
    }
}

#[derive(Debug)]
struct Queue {
    /// 0: any number.
    most: usize,
    items: VecDeque<Item>,
}

#[derive(Debug)]
struct Item {
    /// The number of the interpreter that has put it there.
    from: Number,
    /// None once that interpreter is over.
    data: Option<Arc<[u8]>>,
}

/// What a thread has left behind to go into another interpreter.
pub(super) struct Outside<M: Memory> {
    process: Arc<Process<M>>,
    me: Arc<Thread<M>>,
    handle: Option<ObjId>,
    lanes: BTreeMap<LockId, bool>,
    is_main: bool,
    put_off: Vec<PutOff>,
}

impl<M: Memory> Further<M> {
    fn find(&self, number: Number) -> Option<Arc<Process<M>>> {
        self.alive.iter().find(|i| i.number == number).cloned()
    }

    fn queue_call(&mut self, from: Number, call: &InterpreterCall) -> Reply {
        match call {
            InterpreterCall::QueueNew(most) => {
                self.queues_made += 1;
                let (most, items) = (*most, VecDeque::new());
                self.queues.insert(self.queues_made, Queue { most, items });
                Reply::Int(self.queues_made)
            }
            InterpreterCall::QueueEnd(number) => match self.queues.remove(number) {
                Some(_) => Reply::None,
                None => Reply::Error(Errno::NoEntry),
            },
            InterpreterCall::QueuePut { queue, data } => match self.queues.get_mut(queue) {
                None => Reply::Error(Errno::NoEntry),
                Some(queue) if queue.most > 0 && queue.items.len() >= queue.most => {
                    Reply::Error(Errno::WouldBlock)
                }
                Some(queue) => {
                    let data = Some(data.clone());
                    queue.items.push_back(Item { from, data });
                    Reply::None
                }
            },
            InterpreterCall::QueueGet(number) => match self.queues.get_mut(number) {
                None => Reply::Error(Errno::NoEntry),
                Some(queue) => match queue.items.pop_front() {
                    None => Reply::Error(Errno::WouldBlock),
                    Some(Item { data: None, .. }) => Reply::None,
                    Some(Item {
                        data: Some(data), ..
                    }) => Reply::Bytes(data.to_vec()),
                },
            },
            InterpreterCall::QueueSize(number) => match self.queues.get(number) {
                Some(queue) => Reply::Tuple(vec![queue.items.len() as i64, queue.most as i64]),
                None => Reply::Error(Errno::NoEntry),
            },
            other => unreachable!("{other:?} is not about queues"),
        }
    }

    /// It is over, and so is what it has put into queues.
    fn end(&mut self, number: Number) {
        self.alive.retain(|i| i.number != number);
        for item in self.queues.values_mut().flat_map(|q| q.items.iter_mut()) {
            if item.from == number {
                item.data = None;
            }
        }
    }
}

impl<M: Memory + Send> Worker<M> {
    pub(super) fn interpreter_call(&mut self, call: &InterpreterCall) -> Result<(), Gone> {
        let run = self.run.clone();
        let (process, own) = (self.process.id, self.process.number);
        let mut all = run.further.lock();
        let further = all.entry(process).or_default();
        let reply = match call {
            InterpreterCall::New => {
                drop(all);
                return self.new_interpreter();
            }
            InterpreterCall::End(number) => {
                let ended = further.find(*number);
                drop(all);
                return self.end_interpreter(*number, ended);
            }
            InterpreterCall::Enter { number, data } => {
                let there = further.find(*number);
                drop(all);
                return self.enter_interpreter(*number, there, data);
            }
            InterpreterCall::All => {
                let further = further.alive.iter().map(|i| i.number);
                Reply::Tuple(std::iter::once(0).chain(further).collect())
            }
            InterpreterCall::Current => Reply::Int(own),
            InterpreterCall::IsRunning(0) => Reply::Bool(true),
            InterpreterCall::IsRunning(number) => match further.find(*number) {
                Some(home) => Reply::Bool(home.home.lock().visited),
                None => Reply::Error(Errno::NoEntry),
            },
            call => further.queue_call(own, call),
        };
        drop(all);
        self.reply(reply);
        Ok(())
    }

    fn new_interpreter(&mut self) -> Result<(), Gone> {
        let run = self.run.clone();
        let ever = run.interpreters.fetch_add(1, Ordering::Relaxed);
        if ever >= EVER {
            let text = format!(
                "stopped after the start of {EVER} interpreters; let the program start fewer, such \
                 as one for each core, and close them"
            );
            run.finish(End::Limit { text });
            return Err(Gone::ForEver);
        }
        let world = self.mem().world().clone();
        let main = run.kernel.lock().main_of(self.process.id);
        self.detach(DetachReason::Blocking);
        let lanes = LockId(LANES + (ever << 20));
        let own = self.process.clone();
        let (access, _) = own.access.fresh(world, main, lanes, self.program(""));
        let number = {
            let mut all = run.further.lock();
            let further = all.entry(own.id).or_default();
            further.made += 1;
            let new = Process::further(&own, further.made, access, lanes);
            further.alive.push(Arc::new(new));
            further.made
        };
        if run.is_stopping() {
            return Err(Gone::ForEver);
        }
        self.attach()?;
        if let Some(lock) = own.access.lock() {
            debug_assert!(lock != lanes, "each has a lock of its own");
            let word = run.config.runtime.vocabulary.lock;
            let name = super::lives::lane_name(&own.name.lock(), number, word);
            let (lock, kind) = (lanes, LockKind::Gil);
            self.recorder
                .event(EventKind::LockCreated { lock, kind, name });
        }
        self.answer(Value::Int(number));
        Ok(())
    }

    /// A program of the library's.
    fn program(&self, text: &str) -> Arc<CodeObject> {
        let options = Options {
            dialect: self.run.config.runtime.dialect,
            ..Options::default()
        };
        let source = Source::new("<string>", text);
        frontend::compile(&source, options).expect("the library's own text is a program")
    }

    fn end_interpreter(
        &mut self,
        number: Number,
        ended: Option<Arc<Process<M>>>,
    ) -> Result<(), Gone> {
        if number == 0 {
            self.refuse(Errno::WouldBlock);
            return Ok(());
        }
        let Some(ended) = ended else {
            self.refuse(Errno::NoEntry);
            return Ok(());
        };
        let in_use =
            ended.home.lock().visited || ended.threads.lock().iter().any(|t| !t.has_ended());
        if in_use {
            self.refuse(Errno::WouldBlock);
            return Ok(());
        }
        let run = self.run.clone();
        if let Some(further) = run.further.lock().get_mut(&ended.id) {
            further.end(number);
        }
        self.detach(DetachReason::Blocking);
        ended.access.close();
        run.count(&ended, 0);
        self.attach()?;
        self.answer(Value::None);
        Ok(())
    }

    fn enter_interpreter(
        &mut self,
        number: Number,
        there: Option<Arc<Process<M>>>,
        data: &Arc<[u8]>,
    ) -> Result<(), Gone> {
        if number == 0 {
            self.refuse(Errno::WouldBlock);
            return Ok(());
        }
        let Some(there) = there else {
            self.refuse(Errno::NoEntry);
            return Ok(());
        };
        if std::mem::replace(&mut there.home.lock().visited, true) {
            self.refuse(Errno::WouldBlock);
            return Ok(());
        }
        self.detach(DetachReason::Blocking);
        let inside = Arc::new(Thread::inside(&self.me));
        *inside.interp.lock() = Some(Box::new(Interp::new(self.me.id)));
        there.access.admit(self.me.id);
        there.threads.lock().push(inside.clone());
        self.outside.push(Outside {
            process: std::mem::replace(&mut self.process, there),
            me: std::mem::replace(&mut self.me, inside),
            handle: self.handle.take(),
            lanes: std::mem::take(&mut self.lanes),
            is_main: std::mem::replace(&mut self.is_main, false),
            put_off: std::mem::take(&mut self.put_off),
        });
        self.attach()?;
        self.call_inside(data);
        Ok(())
    }

    /// The library's function is called; the first time its module is imported before.
    fn call_inside(&mut self, data: &Arc<[u8]>) {
        let thread = self.id();
        match library_function(self.mem(), ENTRY, MAIN) {
            Some(entry) => {
                let data = self.mem().alloc(Body::Bytes(data.clone()), thread);
                self.interp().start(entry, &[Value::Obj(data)]);
            }
            None => {
                let code = self.program(&format!("__import__({ENTRY:?})\n"));
                let (mem, interp) = self.both();
                let module = bound(mem, boot::MODULES, "__main__").and_then(Value::obj);
                let module = module.expect("a new interpreter has its main module");
                interp.start_program(mem, code, module);
                self.arriving = Some(data.clone());
            }
        }
    }

    /// What the thread called inside is over; without a value an exception left it.
    pub(super) fn leave_interpreter(&mut self, value: Option<Value>) -> Result<(), Gone> {
        if let Some(data) = self.arriving.take()
            && value.is_some()
        {
            self.call_inside(&data);
            return Ok(());
        }
        let result = value.and_then(Value::obj);
        let data = result.and_then(|id| match &self.mem().get(id).body {
            Body::Bytes(data) => Some(data.to_vec()),
            _ => None,
        });
        self.let_go_for_good();
        let there = self.process.clone();
        let me = self.me.id;
        there.threads.lock().retain(|t| t.id != me);
        self.go_outside();
        there.home.lock().visited = false;
        self.attach()?;
        self.reply(Reply::Bytes(data.unwrap_or_default()));
        Ok(())
    }

    /// Back to the interpreter that it came from; nothing of the one it was in is its own any more.
    pub(super) fn go_outside(&mut self) {
        if let Some(outside) = self.outside.pop() {
            self.process = outside.process;
            self.me = outside.me;
            self.handle = outside.handle;
            self.lanes = outside.lanes;
            self.is_main = outside.is_main;
            self.put_off = outside.put_off;
        }
    }
}
