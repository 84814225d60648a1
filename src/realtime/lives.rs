//! Owns the lives of threads: starting, joining, ending, the end of the interpreter, and the verdict when
//! all wait for each other. Owns no Python of its own: what runs at exit is the library's.

use std::sync::Arc;

use super::engine;
use super::parker::Woken;
use super::run::{Awaited, Thread};
use super::worker::{Gone, Phase, Worker};
use crate::base::{ObjId, ThreadId, VirtualDuration};
use crate::stdlib;
use crate::trace::{BlockReason, DetachReason, EventKind, WakeCause};
use crate::vm::boot;
use crate::vm::exceptions;
use crate::vm::memory::Memory;
use crate::vm::native::Raise;
use crate::vm::object::{Body, Str};
use crate::vm::system_call::signal;
use crate::vm::types;
use crate::vm::value::Value;

impl<M: Memory + Send> Worker<M> {
    pub(super) fn start_thread(
        &mut self,
        handle: ObjId,
        callee: Value,
        args: &[Value],
        daemon: bool,
    ) {
        let run = self.run.clone();
        if run.living() >= run.config.limits.threads {
            return self.cannot_start();
        }
        for value in args.iter().chain([&callee, &Value::Obj(handle)]) {
            self.mem().publish(*value);
        }
        let given = self.process.home.lock().lane_names.remove(&handle);
        let (child, at) = {
            let mut threads = run.threads.lock();
            let id = ThreadId(threads.len() as u32);
            let name = given.unwrap_or_else(|| format!("Thread-{}", id.0).into());
            let child = Arc::new(Thread::new(
                id,
                self.process.id,
                self.lane_name(&name),
                daemon,
            ));
            threads.push(child.clone());
            (child, run.clock.now())
        };
        self.process.threads.lock().push(child.clone());
        run.kernel.lock().inherit_mask(child.id, self.id());
        let created = EventKind::ThreadCreated {
            name: child.name.lock().clone(),
            process: self.process.id,
            parent: Some(self.id()),
            daemon,
        };
        self.recorder.event_of(at, child.id, created);
        let (woken, cause) = (child.id, WakeCause::Started);
        self.recorder.event(EventKind::Wake { woken, cause });
        if let Body::Thread(handle) = &mut self.mem().get_mut(handle).body {
            handle.thread = Some(child.id);
        }
        let process = self.process.clone();
        process.access.prepare(self.mem(), child.id);
        let mut interp = Box::new(crate::vm::interp::Interp::new(child.id));
        interp.start(callee, args);
        *child.interp.lock() = Some(interp);
        let mut worker = Self::new(run.clone(), self.process.clone(), child.clone());
        worker.handle = Some(handle);
        if engine::spawn(worker).is_err() {
            child.joiners.lock().ended = true;
            return self.cannot_start();
        }
        self.answer(Value::Int(i64::from(child.id.0)));
    }

    fn cannot_start(&mut self) {
        let error = self.exception(types::RUNTIME_ERROR, "can't start new thread");
        self.answer_error(error);
    }

    /// An exception with a message, for an ask that cannot be granted.
    pub(super) fn exception(&mut self, class: ObjId, message: &str) -> Raise {
        let thread = self.id();
        let mem = self.mem();
        let message = Value::Obj(mem.alloc(Body::Str(Str::new(message)), thread));
        Raise(exceptions::new(mem, thread, class, vec![message]))
    }

    fn thread(&self, id: ThreadId) -> Option<Arc<Thread<M>>> {
        self.run.threads.lock().get(id.index()).cloned()
    }

    pub(super) fn join(
        &mut self,
        handle: ObjId,
        timeout: Option<VirtualDuration>,
    ) -> Result<(), Gone> {
        let of = match &self.mem().get(handle).body {
            Body::Thread(handle) if !handle.done => handle.thread,
            _ => None,
        };
        let of = of.and_then(|of| self.thread(of));
        let Some(of) = of.filter(|of| !of.has_ended()) else {
            self.answer(Value::Bool(true));
            return Ok(());
        };
        if timeout == Some(VirtualDuration::ZERO) {
            self.answer(Value::Bool(false));
            return Ok(());
        }
        let until = timeout.map(|most| self.recorder.now() + most);
        self.will_wait_here();
        self.detach(DetachReason::Blocking);
        self.wait_for_end(&of, until)?;
        self.attach()?;
        self.answer(Value::Bool(of.has_ended()));
        Ok(())
    }

    /// Detached.
    fn wait_for_end(
        &mut self,
        of: &Arc<Thread<M>>,
        until: Option<crate::base::VirtualTime>,
    ) -> Result<(), Gone> {
        loop {
            self.me.parker.prepare();
            {
                let mut joiners = of.joiners.lock();
                if joiners.ended {
                    return Ok(());
                }
                joiners.waiting.retain(|t| t.id != self.me.id);
                joiners.waiting.push(self.me.clone());
            }
            let reason = BlockReason::Join(of.id);
            if self
                .block(reason, Some(Awaited::Thread(of.id)), until)?
                .is_none()
            {
                of.joiners.lock().waiting.retain(|t| t.id != self.me.id);
                return Ok(());
            }
        }
    }

    /// At interpreter exit: all threads that are no daemons.
    pub(super) fn join_all(&mut self) -> Result<(), Gone> {
        loop {
            let next = {
                let threads = self.process.threads.lock();
                let other = |t: &&Arc<Thread<M>>| t.id != self.me.id && !t.daemon && !t.has_ended();
                threads.iter().find(other).cloned()
            };
            let Some(of) = next else {
                self.answer(Value::None);
                return Ok(());
            };
            self.will_wait_here();
            self.detach(DetachReason::Blocking);
            self.wait_for_end(&of, None)?;
            self.attach()?;
        }
    }

    /// What the thread ran has returned. Whether there is more to run.
    pub(super) fn returned(&mut self) -> bool {
        if !self.is_main {
            return false;
        }
        loop {
            let next = match self.phase {
                Phase::Program | Phase::Report => {
                    self.phase = Phase::Shutdown;
                    ("threading", "_shutdown")
                }
                Phase::Shutdown => {
                    self.phase = Phase::AtExit;
                    ("atexit", "_run_exitfuncs")
                }
                Phase::AtExit | Phase::Over => return false,
            };
            if let Some(function) = library_function(self.mem(), next.0, next.1) {
                self.interp().start(function, &[]);
                return true;
            }
        }
    }

    /// An exception left what the thread ran. Whether there is more to run.
    pub(super) fn raised(&mut self, exception: Value) -> bool {
        if !self.is_main {
            // The library catches what leaves `run()`; this left its own report.
            return false;
        }
        self.phase = match self.phase {
            Phase::Program => Phase::Report,
            _ => Phase::Over,
        };
        let mem = self.mem();
        let class = types::type_of(mem, exception);
        let interrupted = types::is_subclass(mem, class, types::KEYBOARD_INTERRUPT);
        if types::is_subclass(mem, class, types::SYSTEM_EXIT) {
            let (code, message) = stdlib::exit_status(mem, exception);
            let text = message.map(|message| plain_text(mem, message));
            self.exit_code = code;
            if let Some(text) = text {
                self.write(2, format!("{text}\n").into());
            }
            return self.returned();
        }
        self.exit_code = 1;
        if interrupted {
            // main.c: exit_sigint, so that a shell stops too.
            self.killed = Some(signal::INT);
        }
        let hook = own_excepthook(self.mem());
        match hook {
            Some(hook) => self.interp().start(hook, &[exception]),
            None => self.interp().start_report(exception),
        }
        true
    }

    /// The thread is at its end, in order or because all is over. The last of a run that nobody is left to
    /// end finds out.
    pub(super) fn leave(&mut self, in_order: bool) {
        let joiners = {
            let mut joiners = self.me.joiners.lock();
            joiners.ended = true;
            std::mem::take(&mut joiners.waiting)
        };
        for joiner in joiners {
            let (woken, cause) = (joiner.id, WakeCause::ThreadEnded);
            self.recorder.event(EventKind::Wake { woken, cause });
            joiner.parker.wake(Woken::Look, &*self.run);
        }
        if self.is_main && in_order {
            let status = self.killed.unwrap_or((self.exit_code & 0xff) << 8);
            self.end_process(self.process.id, status);
        }
        use super::parker::Activity;
        let run = self.run.clone();
        if run.rests() && run.end().is_none() {
            run.deadlock(&mut self.recorder);
        }
    }

    /// Marks the handle: the interpreter's part of a thread's end. While attached.
    pub(super) fn mark_done(&mut self) {
        if let Some(handle) = self.handle.take()
            && let Body::Thread(handle) = &mut self.mem().get_mut(handle).body
        {
            handle.done = true;
        }
    }

    /// What a lane is called: its own name behind that of the process.
    pub(super) fn lane_name(&self, name: &str) -> Arc<str> {
        lane_name(&self.process.name.lock(), self.process.number, name)
    }
}

/// In an interpreter of a process.
pub(super) fn lane_name(process: &str, interpreter: i64, name: &str) -> Arc<str> {
    match (process, interpreter) {
        ("", 0) => name.into(),
        ("", number) => format!("interpreter {number}/{name}").into(),
        (process, 0) => format!("{process}/{name}").into(),
        (process, number) => format!("{process}/interpreter {number}/{name}").into(),
    }
}

pub(super) fn library_function<M: Memory>(mem: &M, module: &str, name: &str) -> Option<Value> {
    bound(mem, bound(mem, boot::MODULES, module)?.obj()?, name)
}

/// What a name is bound to in a module.
pub(super) fn bound<M: Memory>(mem: &M, module: ObjId, name: &str) -> Option<Value> {
    let symbol = mem.find_symbol(name)?;
    match &mem.get(module).body {
        Body::Module(module) => module.dict.get(symbol),
        _ => None,
    }
}

/// What calls `sys.excepthook`, when the program has put its own there.
fn own_excepthook<M: Memory>(mem: &M) -> Option<Value> {
    let hook = library_function(mem, "sys", "excepthook");
    if hook == library_function(mem, "sys", "__excepthook__") {
        return None;
    }
    library_function(mem, "sys", "_call_excepthook")
}

/// What `sys.exit(x)` prints of x.
fn plain_text<M: Memory>(mem: &M, value: Value) -> String {
    if let Value::Obj(id) = value {
        match &mem.get(id).body {
            Body::Str(s) => return s.text.to_string(),
            Body::BigInt(i) => return i.to_string(),
            _ => {}
        }
    }
    match value {
        Value::Float(x) => format!("{x:?}"),
        other => format!(
            "{} object",
            types::type_name(mem, types::type_of(mem, other))
        ),
    }
}
