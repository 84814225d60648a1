//! Owns what a run consists of beside threads: processes, as the operating system sees them, and the
//! interpreters in them, each a heap with a lock model of its own. Owns no system call.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Sim;
use super::main_thread::Phase;
use super::stopping::{Collector, Pause};
use super::system::{self, Descriptors, Signals};
use crate::base::{InterpreterId, LockId, ObjId, ProcessId, ThreadId, VirtualDuration};
use crate::runtime::RuntimeModel;
use crate::vm::memory::{Heap, Memory};
use crate::vm::value::Value;

/// A heap, and who may run bytecode on it.
#[derive(Clone, Debug)]
pub(super) struct Interpreter {
    pub(super) process: ProcessId,
    /// What the program calls it by: 0 for that of the process's main thread.
    pub(super) number: u32,
    pub(super) mem: Heap,
    pub(super) model: Box<dyn RuntimeModel>,
    /// Whether it has a GIL that is on.
    pub(super) has_gil: bool,
    /// The world is stopped, or being stopped.
    pub(super) pause: Option<Box<Pause>>,
    pub(super) collector: Collector,
    /// The lane of its GIL.
    pub(super) gil: LockId,
    /// The thread that runs its module and its end.
    pub(super) main: ThreadId,
    pub(super) phase: Phase,
    pub(super) exit_code: i32,
    /// The signal that it ends itself with.
    pub(super) killed: Option<i32>,
    /// Names given to objects that have no lane yet.
    pub(super) lane_names: BTreeMap<ObjId, Arc<str>>,
    /// What is called for signals.
    pub(super) handlers: BTreeMap<i32, Value>,
    /// The thread that came from another interpreter and runs code here.
    pub(super) visitor: Option<ThreadId>,
    /// What is left of the ticks that its lock model counts, from when it began to.
    pub(super) countdown: Option<u64>,
}

/// What the operating system knows of a process.
#[derive(Clone, Debug)]
pub(super) struct Process {
    pub(super) parent: Option<ProcessId>,
    /// What its lanes are called by; empty for the one the user started.
    pub(super) name: Arc<str>,
    /// The interpreter that its main thread runs.
    pub(super) interpreter: InterpreterId,
    /// How many others it has had.
    pub(super) further: u32,
    pub(super) life: Life,
    /// On cores, by all its threads.
    pub(super) cpu: VirtualDuration,
    pub(super) descriptors: Descriptors,
    pub(super) signals: Signals,
    /// Forked, and has started no thread yet.
    pub(super) pristine: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Life {
    Alive,
    /// Ended with this wait status, which its parent has not asked for yet.
    Zombie(i32),
    Gone,
}

impl Process {
    /// The one the user started.
    pub(super) fn first() -> Self {
        Self {
            parent: None,
            name: "".into(),
            interpreter: InterpreterId(0),
            further: 0,
            life: Life::Alive,
            cpu: VirtualDuration::ZERO,
            descriptors: system::standard_descriptors(),
            signals: Signals::default(),
            pristine: false,
        }
    }
}

impl Sim {
    /// The interpreter of a thread.
    #[inline]
    pub(super) fn home(&self, thread: ThreadId) -> &Interpreter {
        &self.interpreters[self.threads[thread.index()].home.index()]
    }

    #[inline]
    pub(super) fn home_mut(&mut self, thread: ThreadId) -> &mut Interpreter {
        &mut self.interpreters[self.threads[thread.index()].home.index()]
    }

    #[inline]
    pub(super) fn mem(&self, thread: ThreadId) -> &Heap {
        &self.home(thread).mem
    }

    #[inline]
    pub(super) fn mem_mut(&mut self, thread: ThreadId) -> &mut Heap {
        &mut self.home_mut(thread).mem
    }

    pub(super) fn process_of(&self, thread: ThreadId) -> ProcessId {
        self.home(thread).process
    }

    /// Whether the thread is the main one of its process, and in the process's first interpreter.
    pub(super) fn is_main(&self, thread: ThreadId) -> bool {
        let home = self.home(thread);
        home.main == thread && home.number == 0
    }

    /// Whether another process than the first exists, or has existed.
    pub(super) fn is_several(&self) -> bool {
        self.interpreters.len() > 1
    }

    /// Whether at most one thread of its interpreter runs bytecode at a time.
    #[inline]
    pub(super) fn is_exclusive(&self, thread: ThreadId) -> bool {
        self.home(thread).has_gil
    }

    /// Whether two threads share an interpreter.
    pub(super) fn share_home(&self, a: ThreadId, b: ThreadId) -> bool {
        self.threads[a.index()].home == self.threads[b.index()].home
    }

    /// What a lane is called: its own name behind those of the process and of the interpreter.
    pub(super) fn lane_name(&self, home: InterpreterId, name: &str) -> Arc<str> {
        let home = &self.interpreters[home.index()];
        let process = &*self.processes[home.process.index()].name;
        match (process, home.number) {
            ("", 0) => name.into(),
            ("", number) => format!("interpreter {number}/{name}").into(),
            (process, 0) => format!("{process}/{name}").into(),
            (process, number) => format!("{process}/interpreter {number}/{name}").into(),
        }
    }

    /// Bytes of this machine that a copy of the run takes, about.
    pub fn copied_bytes(&self) -> usize {
        let heaps = self.interpreters.iter().map(|i| i.mem.copied_bytes());
        heaps.sum::<usize>() + self.shared_bytes()
    }

    /// Bytes that the objects of all processes take.
    pub(super) fn bytes(&self) -> usize {
        let heaps: usize = self.interpreters.iter().map(|i| i.mem.bytes()).sum();
        heaps + self.shared_bytes()
    }
}
