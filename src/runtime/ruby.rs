//! Owns CRuby's GVL (3.3 and later, one Ractor): a ready queue, and a timer thread that counts the
//! running thread's time in steps of 10 ms while somebody waits (thread_pthread.c, thread.c of 3.4).
//! What it leaves out: priorities, M:N threads, and Ractors other than the main one.

use super::cpython;
use super::model::{Attach, Detach, Poll, RuntimeCtx, RuntimeModel};
use super::ready_queue::ReadyQueue;
use super::spec::{Build, Carrier, Prices, Primitives, RuntimeSpec, Turn};
use crate::base::{LockId, ThreadId, VirtualDuration};
use crate::bytecode::Dialect;
use crate::trace::{DetachReason, Vocabulary};

pub(super) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "ruby-3.4",
    aliases: &["ruby"],
    carrier: Carrier::Thread,
    turn: Turn::SwitchInterval,
    prices: Prices::Borrowed("CPython 3.14's: only the lock differs"),
    title: "Ruby 3.4",
    blurb: "One GVL, first come, first served: handed to the head of its queue; a running thread keeps it for 100 ms. The program stays Python, at CPython 3.14's costs.",
    sources: "thread_pthread.c (thread_sched_*), thread.c (rb_threadptr_execute_interrupts) of Ruby 3.4; `sys.setswitchinterval` stands for RUBY_THREAD_TIMESLICE",
    // The language is Python's; it is not Ruby that is simulated, but its lock.
    version: (3, 14, 0),
    build: Build::Gil,
    gil_may_return: false,
    dialect: Dialect::V3_14,
    primitives: Primitives::PARKING_LOT,
    // vm_core.h: TIME_QUANTUM; thread.c: thread_default_quantum_ms.
    switch_interval: VirtualDuration::from_millis(100),
    vocabulary: Vocabulary {
        lock: "GVL",
        check: "the end of its time slice",
        patience: "",
        free: "",
    },
    costs: cpython::V3_14.costs,
    system: cpython::V3_14.system,
    make: |lock, quantum| Box::new(Gvl::new(lock, quantum)),
};

/// Between two ticks of the timer thread (thread_pthread.c: TIME_QUANTUM_MSEC).
const TIMER: VirtualDuration = VirtualDuration::from_millis(10);

#[derive(Clone, Debug)]
struct Gvl {
    queue: ReadyQueue,
    quantum: VirtualDuration,
    /// What the timer thread has counted for the running thread (`running_time_us`).
    ran: VirtualDuration,
    /// The timer thread is awake: somebody waits.
    ticking: bool,
}

impl Gvl {
    fn new(lock: LockId, quantum: VirtualDuration) -> Self {
        Self {
            queue: ReadyQueue::new(lock),
            quantum,
            ran: VirtualDuration::ZERO,
            ticking: false,
        }
    }

    fn tick_later(&mut self, cx: &mut dyn RuntimeCtx) {
        self.ticking = self.queue.someone_waits();
        if self.ticking {
            cx.set_alarm(TIMER);
        }
    }
}

impl RuntimeModel for Gvl {
    fn attach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> Attach {
        let (answer, switched) = self.queue.attach(cx, thread);
        if switched {
            self.ran = VirtualDuration::ZERO;
        }
        if !self.ticking {
            self.tick_later(cx);
        }
        answer
    }

    fn detach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId, why: DetachReason) -> Detach {
        self.queue.detach(cx, thread, why);
        Detach::Released
    }

    fn poll(&self, thread: ThreadId) -> Poll {
        let over = self.ran >= self.quantum && self.queue.holder() == Some(thread);
        if over && self.queue.someone_waits() {
            Poll::Drop(DetachReason::Ticks)
        } else {
            Poll::GoOn
        }
    }

    fn alarm(&mut self, cx: &mut dyn RuntimeCtx) {
        if self.queue.holder().is_some() {
            self.ran += TIMER;
        }
        self.tick_later(cx);
    }

    fn timeout(&mut self, _cx: &mut dyn RuntimeCtx, thread: ThreadId) {
        panic!("{thread:?} waits in the queue without a timeout");
    }

    fn switch_interval(&self) -> VirtualDuration {
        self.quantum
    }

    fn set_switch_interval(&mut self, interval: VirtualDuration) {
        self.quantum = interval;
    }

    fn holder(&self) -> Option<ThreadId> {
        self.queue.holder()
    }

    fn clone_box(&self) -> Box<dyn RuntimeModel> {
        Box::new(self.clone())
    }
}
