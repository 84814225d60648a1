//! Owns the lives of threads: starting, ending, joining, the end of the interpreter, and the verdict
//! when nothing can ever happen again. Owns no Python of its own: what runs at exit is the library's.

use super::Sim;
use super::config::{End, LimitKind};
use super::cores::Waker;
use super::journal::Entry;
use super::machine;
use super::process::Life;
use super::thread::{Next, Op, Spawn, Thread};
use crate::base::{LockId, ObjId, ProcessId, ThreadId, VirtualDuration};
use crate::runtime::GIL;
use crate::trace::{BlockReason, DetachReason, EventKind, LockKind, SchedState, Trace, WakeCause};
use crate::vm::memory::Memory;
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

const MAIN: ThreadId = ThreadId(0);

/// So often is a program told that there are too many threads before it is stopped.
const REFUSED: usize = 100;

impl Sim {
    /// The first events of a run; nothing the second time.
    pub(super) fn boot(&mut self, trace: &mut Trace) {
        if std::mem::replace(&mut self.booted, true) {
            return;
        }
        if self.config.runtime.exclusive() {
            let (lock, kind) = (GIL, LockKind::Gil);
            let name = self.config.runtime.vocabulary.lock.into();
            self.emit(trace, MAIN, EventKind::LockCreated { lock, kind, name });
        }
        let kind = EventKind::ThreadCreated {
            name: self.threads[0].name.clone(),
            process: ProcessId(0),
            parent: None,
            daemon: false,
        };
        self.emit(trace, MAIN, kind);
        self.threads[0].next = Next::Attach;
        self.make_runnable(trace, MAIN, Waker::Itself);
    }

    /// Threads that have not ended.
    fn alive(&self) -> usize {
        self.threads.iter().filter(|t| t.is_alive()).count()
    }

    /// Those of one process that Python knows of.
    pub(super) fn alive_in(&self, process: ProcessId) -> usize {
        let of = |t: &&Thread| self.interpreters[t.home.index()].process == process;
        self.threads
            .iter()
            .filter(|t| t.is_alive() && !t.is_native)
            .filter(of)
            .count()
    }

    pub(super) fn start_thread(
        &mut self,
        thread: ThreadId,
        handle: ObjId,
        callee: Value,
        args: Vec<Value>,
        daemon: bool,
    ) {
        if self.alive() >= self.config.limits.threads {
            self.refused_threads += 1;
            if self.refused_threads > REFUSED {
                let text = format!(
                    "stopped: {} threads are alive, and the program keeps trying to start more; \
                     let a few do the work of many, as ThreadPoolExecutor does",
                    self.config.limits.threads
                );
                return self.limit(LimitKind::Threads, text);
            }
            let class = types::RUNTIME_ERROR;
            let error = self.exception(thread, class, "can't start new thread");
            let t = &mut self.threads[thread.index()];
            t.interp.answer_error(error);
            t.next = Next::Python;
            return;
        }
        let process = self.process_of(thread);
        if std::mem::take(&mut self.processes[process.index()].pristine) {
            self.threads[thread.index()].burst += machine::FORKED_THREAD;
        }
        let t = &mut self.threads[thread.index()];
        t.burst += self.config.system().thread_create;
        t.next = Next::Spawn(Box::new(Spawn {
            handle,
            callee,
            args,
            daemon,
        }));
    }

    /// The parent has made the thread: it may run.
    pub(super) fn spawn(&mut self, trace: &mut Trace, parent: ThreadId, spawn: &Spawn) {
        let id = ThreadId(self.threads.len() as u32);
        let home = self.threads[parent.index()].home;
        let process = self.process_of(parent);
        let name = self
            .home_mut(parent)
            .lane_names
            .remove(&spawn.handle)
            .unwrap_or_else(|| format!("Thread-{}", id.0).into());
        let name = self.lane_name(home, &name);
        let handle = Some(spawn.handle);
        let mut child = Thread::new(id, home, name.clone(), spawn.daemon, handle);
        let mem = &mut self.interpreters[home.index()].mem;
        for value in spawn
            .args
            .iter()
            .chain([&spawn.callee, &Value::Obj(spawn.handle)])
        {
            mem.publish(*value);
        }
        if let Body::Thread(handle) = &mut mem.get_mut(spawn.handle).body {
            handle.thread = Some(id);
        }
        child.interp.start(spawn.callee, &spawn.args);
        child.mask = self.threads[parent.index()].mask.clone();
        self.threads.push(child);
        let kind = EventKind::ThreadCreated {
            name,
            process,
            parent: Some(parent),
            daemon: spawn.daemon,
        };
        self.emit(trace, id, kind);
        let line = self.line_of(parent);
        self.write_journal(Entry::Started {
            by: parent,
            thread: id,
            line,
        });
        self.answer(parent, Value::Int(i64::from(id.0)));
        let (woken, cause) = (id, WakeCause::Started);
        self.emit(trace, parent, EventKind::Wake { woken, cause });
        self.make_runnable(trace, id, Waker::Thread);
    }

    pub(super) fn join(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        handle: ObjId,
        timeout: Option<VirtualDuration>,
    ) {
        if timeout.is_some() {
            self.journal_change(thread, handle);
        }
        let of = match &self.mem(thread).get(handle).body {
            Body::Thread(handle) if !handle.done => handle.thread,
            _ => None,
        };
        let Some(of) = of.filter(|of| self.threads[of.index()].is_alive()) else {
            return self.answer(thread, Value::Bool(true));
        };
        if timeout == Some(VirtualDuration::ZERO) {
            return self.answer(thread, Value::Bool(false));
        }
        let op = Op::Join {
            thread: of,
            until: timeout.map(|d| self.now + d),
            timed_out: false,
        };
        self.let_go(trace, thread, op, DetachReason::Blocking);
    }

    /// At interpreter exit: the first other thread that must have ended before.
    pub(super) fn next_to_join(&self, thread: ThreadId) -> Option<ThreadId> {
        let home = self.threads[thread.index()].home;
        self.threads
            .iter()
            .find(|t| t.id != thread && !t.daemon && t.is_alive() && t.born_in() == home)
            .map(|t| t.id)
    }

    /// The thread's callable returned.
    pub(super) fn returned(&mut self, thread: ThreadId) {
        if self.is_main(thread) {
            return self.main_returned(thread);
        }
        let t = &mut self.threads[thread.index()];
        t.burst += self.config.system().thread_exit;
        t.next = Next::Finish;
    }

    /// The interpreter's part of a thread's end is done: the last `drop_gil`.
    pub(super) fn finish(&mut self, trace: &mut Trace, thread: ThreadId) {
        if self.is_main(thread) {
            let cost = self.end_cost(thread);
            self.threads[thread.index()].burst += cost;
        }
        self.let_go(trace, thread, Op::Exit, DetachReason::Exit);
    }

    /// Detached for ever.
    pub(super) fn exit(&mut self, trace: &mut Trace, thread: ThreadId, status: Option<i32>) {
        if let Some(handle) = self.threads[thread.index()].handle {
            self.journal_change(thread, handle);
        }
        let t = &mut self.threads[thread.index()];
        if let Some(handle) = t.handle.take()
            && let Body::Thread(handle) =
                &mut self.interpreters[t.home.index()].mem.get_mut(handle).body
        {
            handle.done = true;
        }
        let joiners = std::mem::take(&mut t.joiners);
        self.vacate(trace, thread, SchedState::Exited);
        if let Some(status) = status {
            let first = self.processes[self.process_of(thread).index()].interpreter;
            let home = &mut self.interpreters[first.index()];
            home.exit_code = status;
            home.killed = None;
        }
        if status.is_some() || self.is_main(thread) {
            let first = self.processes[self.process_of(thread).index()].interpreter;
            let home = &self.interpreters[first.index()];
            let (process, code) = (home.process, home.exit_code);
            let status = home.killed.unwrap_or((code & 0xff) << 8);
            self.end_process(trace, thread, process, status);
        }
        for joiner in joiners {
            self.threads[joiner.index()].burst += self.config.system().park;
            self.wake(trace, thread, joiner, WakeCause::ThreadEnded);
        }
    }

    /// Nothing is due any more: says who waits for what.
    pub(super) fn deadlock(&mut self, trace: &mut Trace) {
        if self.processes[0].life != Life::Alive {
            self.end = Some(self.main_end());
            return;
        }
        let cycle = self.cycle(trace);
        let text = match cycle {
            Some(cycle) => cycle,
            None => self.all_waits(trace),
        };
        let text = format!("deadlock: {text}");
        let event = EventKind::Deadlock {
            text: text.as_str().into(),
        };
        self.emit(trace, MAIN, event);
        self.end = Some(End::Deadlock { text });
    }

    /// The threads that wait for each other in a circle, in words.
    fn cycle(&self, trace: &Trace) -> Option<String> {
        for start in &self.threads {
            let mut path = vec![start.id];
            while let Some(next) = self.waits_for(*path.last()?) {
                if let Some(from) = path.iter().position(|t| *t == next) {
                    let waits: Vec<String> = path[from..]
                        .iter()
                        .map(|t| self.wait_text(trace, *t))
                        .collect();
                    return Some(waits.join("; "));
                }
                path.push(next);
            }
        }
        None
    }

    fn waits_for(&self, thread: ThreadId) -> Option<ThreadId> {
        let t = &self.threads[thread.index()];
        match (t.sched, &t.op) {
            (SchedState::Blocked(BlockReason::Join(of)), _) => Some(of),
            // Any thread may be at the other end of a socket.
            (SchedState::Blocked(BlockReason::Network), _) => None,
            (SchedState::Blocked(_), Some(Op::Lock(wait)))
                if !self.awaits_a_wake_up(thread, wait.lock) =>
            {
                self.holder(thread, wait.lock)
            }
            _ => None,
        }
    }

    fn holder(&self, thread: ThreadId, lock: ObjId) -> Option<ThreadId> {
        match &self.mem(thread).get(lock).body {
            Body::Lock(lock) => lock.holder,
            _ => None,
        }
    }

    /// Whether the library has taken the lock for the thread that waits for it: somebody else gives it back
    /// to wake the thread up (`Condition.wait` in threading.py).
    fn awaits_a_wake_up(&self, thread: ThreadId, lock: ObjId) -> bool {
        let in_program = self.threads[thread.index()]
            .interp
            .is_in_program(self.mem(thread));
        !in_program && self.holder(thread, lock) == Some(thread)
    }

    fn all_waits(&self, trace: &Trace) -> String {
        let waits: Vec<String> = self
            .threads
            .iter()
            .filter(|t| t.is_blocked() && !t.daemon)
            .map(|t| self.wait_text(trace, t.id))
            .collect();
        waits.join("; ")
    }

    fn wait_text(&self, trace: &Trace, thread: ThreadId) -> String {
        let t = &self.threads[thread.index()];
        let line = match trace.library(t.place) {
            Some(module) => format!(" (inside {module})"),
            None if t.place.line == 0 => String::new(),
            None => format!(" (line {})", t.place.line),
        };
        match (t.sched, &t.op) {
            (SchedState::Blocked(BlockReason::Join(of)), _) => {
                let of = &self.threads[of.index()].name;
                format!("{} waits for {of} to end{line}", t.name)
            }
            (SchedState::Blocked(BlockReason::Network), _) => {
                format!("{} waits for the network (socket){line}", t.name)
            }
            (_, Some(Op::Lock(wait))) => {
                if self.awaits_a_wake_up(thread, wait.lock) {
                    return format!("{} waits for somebody to wake it up{line}", t.name);
                }
                let lock = lock_name(trace, wait.id);
                let by = match self.holder(thread, wait.lock) {
                    Some(holder) if holder == thread => "itself".to_owned(),
                    Some(holder) => self.threads[holder.index()].name.to_string(),
                    None => "nobody".to_owned(),
                };
                format!("{} waits for {lock} held by {by}{line}", t.name)
            }
            (_, Some(Op::Select { .. })) => format!(
                "{} waits in its event loop's selector, which no timer and no thread will wake{line}",
                t.name
            ),
            (SchedState::Blocked(BlockReason::Lock(id)), _) => {
                format!("{} waits for {}{line}", t.name, lock_name(trace, id))
            }
            (SchedState::Blocked(BlockReason::Child), _) => {
                format!("{} waits for a child process to end{line}", t.name)
            }
            (SchedState::Blocked(BlockReason::Signal), _) => {
                format!("{} waits for a signal{line}", t.name)
            }
            (SchedState::Blocked(BlockReason::Pipe), _) => {
                format!("{} waits for I/O (pipe){line}", t.name)
            }
            _ => format!("{} waits{line}", t.name),
        }
    }
}

fn lock_name(trace: &Trace, lock: LockId) -> String {
    match trace.lock(lock).map(|track| &*track.name) {
        None | Some("") => "a lock".to_owned(),
        Some(name) => format!("lock {name}"),
    }
}
