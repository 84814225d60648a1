//! Owns PyPy's GIL (rpython/translator/c/src/thread_gil.c): two locks. A call out of the interpreter
//! releases one with a store, which wakes nobody: among those who wait only the first, the stealer, looks
//! at it again every 0.1 ms. Who yields because its bytecodes are counted hands the other to the stealer
//! and goes to the end of the queue. What it leaves out: the time before the JIT has compiled.

use std::collections::VecDeque;

use super::cpython;
use super::model::{Attach, Detach, Poll, RuntimeCtx, RuntimeModel};
use super::spec::{Build, Carrier, Prices, Primitives, RuntimeSpec, Turn};
use crate::base::{LockId, ThreadId, VirtualDuration, VirtualTime};
use crate::bytecode::Dialect;
use crate::trace::{BlockReason, DetachReason, EventKind, Vocabulary, WakeCause};

pub(super) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "pypy-3.11",
    aliases: &["pypy"],
    carrier: Carrier::Thread,
    turn: Turn::Own("10,000 bytecodes"),
    prices: Prices::Borrowed("a third of CPython 3.11's (pypy.org's mean, JIT warm)"),
    title: "PyPy 3.11",
    blurb: "One GIL, and a JIT: the holder yields after 10,000 bytecodes if somebody waits; a GIL let go for I/O is found by looking every 0.1 ms. Costs: a mean, a third of CPython 3.11's.",
    sources: "rpython/translator/c/src/thread_gil.c, pypy/interpreter/executioncontext.py, pypy/module/pypyjit/interp_jit.py; pypy.org for the costs (\"about 3 times faster than CPython 3.11\", a mean of programs that run long enough)",
    version: (3, 11, 0),
    build: Build::Gil,
    gil_may_return: false,
    dialect: Dialect::PyPy,
    primitives: Primitives::SEMAPHORE,
    // pypy/module/sys/vm.py: getswitchinterval is the check interval of 10000 / 2000000.
    switch_interval: VirtualDuration::from_millis(5),
    vocabulary: Vocabulary {
        lock: "GIL",
        check: "the end of its 10,000 bytecodes",
        patience: "",
        free: "",
    },
    costs: || (cpython::V3_11.costs)().faster(3),
    system: cpython::V3_11.system,
    make: |lock, interval| Box::new(PyPyGil::new(lock, interval)),
};

/// Between two looks of the stealer (thread_gil.c: RPyGilAcquireSlowPath).
const STEAL: VirtualDuration = VirtualDuration::from_micros(100);

/// The rounds of a compiled loop that count as one bytecode: the counter has 100 for each, and a round
/// takes the 32nd part of the length of its unoptimised trace (interp_jit.py: _get_adapted_tick_counter).
/// A round of a few bytecodes is some 130 operations long: 4 of the 100.
const ROUNDS: u32 = 25;
/// pypy/module/sys/vm.py: setswitchinterval(s) is setcheckinterval(2000000 * s).
const NANOS_PER_BYTECODE: u64 = 500;

#[derive(Clone, Debug)]
struct PyPyGil {
    /// Its lane.
    lock: LockId,
    interval: VirtualDuration,
    holder: Option<ThreadId>,
    last: Option<ThreadId>,
    /// `mutex_gil` is unlocked and `rpy_fastgil` is not: it is the stealer's.
    yielded: bool,
    /// The holder of `mutex_gil_stealer`, and who waits for that.
    stealer: Option<ThreadId>,
    queue: VecDeque<ThreadId>,
    since: Vec<(ThreadId, VirtualTime)>,
}

impl PyPyGil {
    fn new(lock: LockId, interval: VirtualDuration) -> Self {
        Self {
            lock,
            interval,
            holder: None,
            last: None,
            yielded: false,
            stealer: None,
            queue: VecDeque::new(),
            since: Vec::new(),
        }
    }

    /// `rpy_waiting_threads > 0`.
    fn someone_waits(&self) -> bool {
        self.stealer.is_some()
    }

    fn take(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> Attach {
        let now = cx.now();
        let at = self.since.iter().position(|(waiter, _)| *waiter == thread);
        let since = at.map_or(now, |at| self.since.swap_remove(at).1);
        self.holder = Some(thread);
        self.yielded = false;
        let switched = self.last.replace(thread) != Some(thread);
        let (lock, waited) = (self.lock, now.since(since));
        let take = EventKind::TakeGil {
            lock,
            waited,
            switched,
        };
        cx.emit(thread, take);
        if self.stealer == Some(thread) {
            self.stealer = self.queue.pop_front();
            if let Some(next) = self.stealer {
                cx.wake(next, WakeCause::LockReleased);
            }
        }
        Attach::Attached
    }

    fn bytecodes(&self) -> u32 {
        (self.interval.nanos() / NANOS_PER_BYTECODE).max(1) as u32
    }
}

impl RuntimeModel for PyPyGil {
    fn attach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> Attach {
        let free = self.holder.is_none() && (!self.yielded || self.stealer == Some(thread));
        if free {
            return self.take(cx, thread);
        }
        if !self.since.iter().any(|(waiter, _)| *waiter == thread) {
            self.since.push((thread, cx.now()));
        }
        if self.stealer.is_none() {
            self.stealer = Some(thread);
        }
        if self.stealer == Some(thread) {
            cx.set_timeout(thread, STEAL);
        } else if !self.queue.contains(&thread) {
            self.queue.push_back(thread);
        }
        Attach::Wait(BlockReason::Gil(self.lock))
    }

    fn detach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId, why: DetachReason) -> Detach {
        assert_eq!(self.holder, Some(thread), "only the holder lets go");
        self.holder = None;
        let lock = self.lock;
        cx.emit(thread, EventKind::DropGil { lock, why });
        if why == DetachReason::Ticks {
            self.yielded = true;
            if let Some(stealer) = self.stealer {
                cx.wake(stealer, WakeCause::GilReleased);
            }
        }
        Detach::Released
    }

    fn poll(&self, thread: ThreadId) -> Poll {
        if self.someone_waits() && self.holder == Some(thread) {
            Poll::Drop(DetachReason::Ticks)
        } else {
            Poll::GoOn
        }
    }

    /// Without anybody who waits the count has no effect.
    fn ticks(&self) -> Option<u32> {
        self.someone_waits()
            .then(|| self.bytecodes().saturating_mul(ROUNDS))
    }

    fn timeout(&mut self, _cx: &mut dyn RuntimeCtx, _thread: ThreadId) {}

    fn check_interval(&mut self, set: Option<u32>) -> Option<u32> {
        if let Some(bytecodes) = set {
            let nanos = u64::from(bytecodes.max(1)) * NANOS_PER_BYTECODE;
            self.interval = VirtualDuration::from_nanos(nanos);
        }
        Some(self.bytecodes())
    }

    fn switch_interval(&self) -> VirtualDuration {
        self.interval
    }

    fn set_switch_interval(&mut self, interval: VirtualDuration) {
        self.interval = interval;
    }

    fn holder(&self) -> Option<ThreadId> {
        self.holder
    }

    fn clone_box(&self) -> Box<dyn RuntimeModel> {
        Box::new(self.clone())
    }
}
