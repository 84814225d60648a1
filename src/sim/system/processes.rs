//! Owns the lives of processes: fork, fresh interpreters, exit, waiting for children, orphans.
//! Owns no thread's life within a process (`lives`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::cores::Waker;
use super::{Cause, Errno, Reply};
use crate::base::{InterpreterId, LockId, ProcessId, ThreadId, VirtualDuration};
use crate::runtime::{self, RuntimeModel};
use crate::sim::Sim;
use crate::sim::config::{End, LimitKind};
use crate::sim::machine;
use crate::sim::main_thread::Phase;
use crate::sim::process::{Interpreter, Life, Process};
use crate::sim::stopping::Collector;
use crate::sim::thread::{Next, Op, Thread};
use crate::stdlib;
use crate::trace::{AttachState, DetachReason, EventKind, LockKind, SchedState, Trace, WakeCause};
use crate::vm::boot;
use crate::vm::interp::Interp;
use crate::vm::memory::{Heap, Memory};
use crate::vm::system_call::{Number, Spawned, number_of, signal};
use crate::vm::value::Value;

/// The number of the shell that started the first process, and of the one that adopts orphans.
const SHELL: Number = 4_236;
const INIT: Number = 1;

/// At most so many processes at once: what a user's limit (RLIMIT_NPROC) would be for.
const PROCESSES: usize = 500;
/// So many in a run: each has a heap to be copied.
const EVER: usize = 1_000;

/// A process about to exist.
#[derive(Clone, Debug)]
pub(in crate::sim) enum Birth {
    Fork,
    Spawn(Box<Spawned>),
}

impl Sim {
    pub(super) fn begin_fork(&mut self, thread: ThreadId) {
        // Of what is held: how much else there is depends on when somebody looked.
        let (_, bytes) = self.survey(thread);
        let cost = machine::fork(bytes);
        self.conceive(thread, cost, Birth::Fork);
    }

    pub(super) fn begin_spawn(&mut self, thread: ThreadId, spawned: Box<Spawned>) {
        self.conceive(thread, machine::EXEC, Birth::Spawn(spawned));
    }

    fn conceive(&mut self, thread: ThreadId, cost: VirtualDuration, birth: Birth) {
        // Of all processes: a heap is copied in no time of its own.
        self.check_memory();
        if self.processes.len() >= EVER {
            let text = format!(
                "stopped after the start of {EVER} processes; let the program start fewer, such as \
                 one for each core"
            );
            self.limit(LimitKind::Processes, text);
        }
        let alive = |p: &&Process| p.life == Life::Alive;
        if self.processes.iter().filter(alive).count() >= PROCESSES {
            return self.refuse(thread, Errno::WouldBlock);
        }
        let t = &mut self.threads[thread.index()];
        t.burst += cost;
        t.next = Next::Birth(birth);
    }

    /// The parent's part of the work is done: the child exists.
    pub(in crate::sim) fn give_birth(&mut self, trace: &mut Trace, parent: ThreadId, birth: Birth) {
        match birth {
            Birth::Fork => self.fork(trace, parent),
            Birth::Spawn(spawned) => self.spawn_python(trace, parent, &spawned),
        }
    }

    fn fork(&mut self, trace: &mut Trace, parent: ThreadId) {
        let child = ThreadId(self.threads.len() as u32);
        let mem = self.mem(parent).fork(parent, child);
        let phase = self.home(parent).phase;
        let mut interp = self.threads[parent.index()].interp.clone();
        interp.thread = child;
        interp.instructions = 0;
        let handle = self.threads[parent.index()].handle;
        let descriptors = self.inherit(self.process_of(parent), None);
        let process = self.new_process(parent, child, mem, phase, descriptors, true);
        let mut thread = self.new_main_thread(process, child, parent, interp);
        thread.handle = handle;
        thread.place = self.threads[parent.index()].place;
        thread.op = Some(Op::Forked);
        thread.carry = self.threads[parent.index()].carry;
        thread.next_chunk = self.threads[parent.index()].next_chunk;
        self.let_loose(trace, parent, thread);
    }

    fn spawn_python(&mut self, trace: &mut Trace, parent: ThreadId, spawned: &Spawned) {
        let child = ThreadId(self.threads.len() as u32);
        let mut mem = boot::heap_of(self.mem(parent).world().clone());
        mem.belongs_to(child);
        let module = boot::main_module(&mut mem, "<string>");
        let mut interp = Interp::new(child);
        let start = stdlib::start_up(spawned, mem.world().dialect);
        interp.start_program(&mut mem, start, module);
        let descriptors = self.inherit(self.process_of(parent), Some(&spawned.inherited));
        let process = self.new_process(parent, child, mem, Phase::Program, descriptors, false);
        let mut thread = self.new_main_thread(process, child, parent, interp);
        thread.burst = machine::START_UP;
        self.let_loose(trace, parent, thread);
    }

    fn new_process(
        &mut self,
        parent: ThreadId,
        main: ThreadId,
        mem: Heap,
        phase: Phase,
        descriptors: super::Descriptors,
        forked: bool,
    ) -> ProcessId {
        let handlers = if forked {
            self.home(parent).handlers.clone()
        } else {
            BTreeMap::new()
        };
        let signals = &self.processes[self.process_of(parent).index()].signals;
        let signals = if forked {
            signals.inherited()
        } else {
            super::Signals::default()
        };
        let process = ProcessId(self.processes.len() as u32);
        let interpreter = InterpreterId(self.interpreters.len() as u32);
        let interval = self.home(parent).model.switch_interval();
        let gil = self.locks.lanes.new_lane();
        // What an import has turned on is on in a forked process, too.
        let (has_gil, collector) = match forked {
            true => (
                self.is_exclusive(parent),
                self.home(parent).collector.clone(),
            ),
            false => (self.config.runtime.exclusive(), Collector::default()),
        };
        self.interpreters.push(Interpreter {
            process,
            number: 0,
            mem,
            model: self.new_model(has_gil, gil, interval),
            has_gil,
            pause: None,
            collector,
            gil,
            main,
            phase,
            exit_code: 0,
            killed: None,
            lane_names: BTreeMap::new(),
            handlers,
            visitor: None,
            countdown: None,
        });
        self.processes.push(Process {
            parent: Some(self.process_of(parent)),
            name: format!("Process-{}", process.0).into(),
            interpreter,
            further: 0,
            life: Life::Alive,
            cpu: VirtualDuration::ZERO,
            descriptors,
            signals,
            pristine: forked,
        });
        process
    }

    pub(super) fn new_model(
        &self,
        has_gil: bool,
        gil: LockId,
        interval: VirtualDuration,
    ) -> Box<dyn RuntimeModel> {
        let locked = has_gil && !self.config.runtime.exclusive();
        let locked = locked.then(|| runtime::with_gil(self.config.runtime, true));
        let runtime = locked.and_then(Result::ok).unwrap_or(self.config.runtime);
        (runtime.make)(gil, interval)
    }

    fn new_main_thread(
        &self,
        process: ProcessId,
        id: ThreadId,
        parent: ThreadId,
        interp: Interp<Heap>,
    ) -> Thread {
        let home = self.processes[process.index()].interpreter;
        let name = self.lane_name(home, "MainThread");
        let mut thread = Thread::new(id, home, name, false, None);
        thread.interp = interp;
        thread.mask = self.threads[parent.index()].mask.clone();
        thread
    }

    fn let_loose(&mut self, trace: &mut Trace, parent: ThreadId, thread: Thread) {
        let (id, name) = (thread.id, thread.name.clone());
        self.threads.push(thread);
        let process = self.process_of(id);
        let created = EventKind::ThreadCreated {
            name,
            process,
            parent: Some(parent),
            daemon: false,
        };
        self.emit(trace, id, created);
        if self.is_exclusive(id) {
            let (lock, kind) = (self.home(id).gil, LockKind::Gil);
            let home = self.threads[id.index()].home;
            let name = self.lane_name(home, self.config.runtime.vocabulary.lock);
            self.emit(trace, id, EventKind::LockCreated { lock, kind, name });
        }
        self.answer(parent, Value::Int(number_of(id)));
        let (woken, cause) = (id, WakeCause::Started);
        self.emit(trace, parent, EventKind::Wake { woken, cause });
        self.make_runnable(trace, id, Waker::Thread);
    }

    /// The process of a number, if it is alive.
    pub(super) fn living(&self, pid: Number) -> Option<ProcessId> {
        let ids = (0..self.processes.len()).map(|at| ProcessId(at as u32));
        ids.filter(|id| self.processes[id.index()].life == Life::Alive)
            .find(|id| self.number(*id) == pid)
    }

    pub(super) fn number(&self, process: ProcessId) -> Number {
        let home = self.processes[process.index()].interpreter;
        number_of(self.interpreters[home.index()].main)
    }

    pub(super) fn parent_number(&self, process: ProcessId) -> Number {
        match self.processes[process.index()].parent {
            Some(parent) => self.number(parent),
            None if process == ProcessId(0) => SHELL,
            None => INIT,
        }
    }

    /// Ended children that can be told of; `None` when there are only living ones and time to wait.
    pub(super) fn wait_for_child(
        &mut self,
        process: ProcessId,
        pid: Number,
        hang: bool,
    ) -> Option<Reply> {
        let mut any = false;
        for at in 0..self.processes.len() {
            let number = self.number(ProcessId(at as u32));
            let child = &mut self.processes[at];
            let meant = pid <= 0 || number == pid;
            if child.parent != Some(process) || child.life == Life::Gone || !meant {
                continue;
            }
            any = true;
            if let Life::Zombie(status) = child.life {
                child.life = Life::Gone;
                return Some(Reply::Tuple(vec![number, i64::from(status)]));
            }
        }
        match (any, hang) {
            (false, _) => Some(Reply::Error(Errno::NoChild)),
            (true, false) => Some(Reply::Tuple(vec![0, 0])),
            (true, true) => None,
        }
    }

    /// What the process's lanes are called by from now on.
    pub(super) fn name_process(&mut self, trace: &mut Trace, process: ProcessId, name: &Arc<str>) {
        let old = std::mem::replace(&mut self.processes[process.index()].name, name.clone());
        let prefix = match &*old {
            "" => String::new(),
            old => format!("{old}/"),
        };
        for at in 0..self.threads.len() {
            let thread = ThreadId(at as u32);
            if self.process_of(thread) != process {
                continue;
            }
            let own = self.threads[at].name.clone();
            let own = own.strip_prefix(&prefix).unwrap_or(&own);
            let first = self.processes[process.index()].interpreter;
            let name = self.lane_name(first, own);
            self.threads[at].name = name.clone();
            self.emit(trace, thread, EventKind::ThreadRenamed { name });
        }
        for at in 0..self.interpreters.len() {
            let home = &self.interpreters[at];
            if home.process == process && home.has_gil {
                let (lock, main) = (home.gil, home.main);
                let home = InterpreterId(at as u32);
                let name = self.lane_name(home, self.config.runtime.vocabulary.lock);
                self.emit(trace, main, EventKind::LockRenamed { lock, name });
            }
        }
    }

    /// A signal ends a process.
    pub(super) fn kill_process(
        &mut self,
        trace: &mut Trace,
        by: ThreadId,
        process: ProcessId,
        number: i32,
    ) {
        let home = self.processes[process.index()].interpreter;
        self.interpreters[home.index()].exit_code = killed_by(number);
        self.end_process(trace, by, process, number);
    }

    /// What its end takes the last thread of a process; of the first one, the run is over before that.
    pub(in crate::sim) fn end_cost(&self, thread: ThreadId) -> VirtualDuration {
        match self.processes[self.process_of(thread).index()].parent {
            Some(_) => machine::END_PROCESS,
            None => VirtualDuration::ZERO,
        }
    }

    /// The last act of a process, by a thread of its own that has ended already, or by its killer.
    pub(in crate::sim) fn end_process(
        &mut self,
        trace: &mut Trace,
        by: ThreadId,
        process: ProcessId,
        status: i32,
    ) {
        let parent = self.processes[process.index()].parent;
        let waited_for = parent.is_some_and(|p| self.processes[p.index()].life == Life::Alive);
        self.processes[process.index()].life = if waited_for {
            Life::Zombie(status)
        } else {
            Life::Gone
        };
        if !self.processes.iter().any(|p| p.life == Life::Alive) {
            self.end = Some(self.main_end());
            return;
        }
        for at in 0..self.threads.len() {
            let thread = ThreadId(at as u32);
            if self.process_of(thread) == process && !self.is_exited(thread) {
                self.remove(trace, thread);
            }
        }
        let descriptors = std::mem::take(&mut self.processes[process.index()].descriptors);
        for file in descriptors.into_values() {
            self.release_file(trace, by, file);
        }
        for child in &mut self.processes {
            if child.parent == Some(process) {
                child.parent = None;
                if let Life::Zombie(_) = child.life {
                    child.life = Life::Gone;
                }
            }
        }
        if process != ProcessId(0) {
            self.forget_frames(process);
            for home in &mut self.interpreters {
                if home.process == process {
                    home.mem.clear();
                }
            }
        }
        if let Some(parent) = parent {
            self.poke(trace, by, Cause::Child(parent), true);
            if self.processes[parent.index()].life == Life::Alive {
                self.arrive_signal(trace, by, parent, signal::CHLD);
            }
        }
    }

    /// How the run ends when the process that the user started is over.
    pub(in crate::sim) fn main_end(&self) -> End {
        End::Exit {
            code: self.interpreters[0].exit_code,
        }
    }

    /// A thread ends with its process, wherever it is.
    fn remove(&mut self, trace: &mut Trace, thread: ThreadId) {
        let home = self.home(thread);
        if home.model.holder() == Some(thread) {
            let (lock, why) = (home.gil, DetachReason::Exit);
            self.emit(trace, thread, EventKind::DropGil { lock, why });
        }
        self.forget_sleeper(thread);
        self.cancel_timer(thread);
        let t = &mut self.threads[thread.index()];
        t.attach = AttachState::Detached;
        t.native = false;
        t.op = None;
        t.notices.clear();
        if self.core_of(thread).is_some() {
            self.vacate(trace, thread, SchedState::Exited);
        } else {
            self.leave_queues(thread);
            self.set_sched(trace, thread, SchedState::Exited);
        }
    }

    /// Nothing is left to be inspected in a process that is over.
    fn forget_frames(&mut self, process: ProcessId) {
        for t in &mut self.threads {
            if self.interpreters[t.home.index()].process == process {
                let instructions = t.interp.instructions;
                t.interp = Interp::new(t.id);
                t.outside.clear();
                t.interp.instructions = instructions;
            }
        }
    }
}

/// What a shell shows of a process that a signal killed.
pub(in crate::sim) const fn killed_by(number: i32) -> i32 {
    128 + number
}
