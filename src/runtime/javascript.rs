//! Owns the rules of JavaScript's threads of execution: run to completion (HTML, "event loops"; ECMA-262,
//! "jobs"). A Python thread stands for a task of one realm's only thread, and whatever blocks it (a sleep,
//! I/O, a busy lock, a join) for an `await`: the task goes on from the queue when it is over, first come,
//! first served. `Thread.start` stands for calling an async function, which runs up to its first `await`
//! before its caller goes on; what releases the GIL in CPython (hashing, compressing) for a call that a
//! pool of threads works on, as libuv's do. Rendering and workers are left out.

use super::cpython;
use super::model::{Attach, Detach, Poll, RuntimeCtx, RuntimeModel};
use super::ready_queue::ReadyQueue;
use super::spec::{Build, Carrier, Prices, Primitives, RuntimeSpec, SystemCosts, Turn};
use crate::base::{ThreadId, VirtualDuration};
use crate::bytecode::Dialect;
use crate::trace::{DetachReason, Vocabulary};

pub(super) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "javascript",
    aliases: &["js", "node"],
    carrier: Carrier::Task,
    turn: Turn::Own("run to completion"),
    prices: Prices::Borrowed("CPython 3.14's: only the rules differ"),
    title: "JavaScript",
    blurb: "One thread, an event loop: each Python thread is a task of it, and gives way only where it waits (an await). Nothing interrupts it. The program stays Python, at CPython 3.14's costs.",
    sources: "ECMA-262 (jobs), HTML Living Standard (event loops); costs of tasks measured with Node.js 20",
    // The language is Python's; it is not JavaScript that is simulated, but its rules.
    version: (3, 14, 0),
    build: Build::Gil,
    gil_may_return: false,
    dialect: Dialect::V3_14,
    primitives: Primitives::PARKING_LOT,
    switch_interval: VirtualDuration::from_millis(5),
    vocabulary: Vocabulary {
        lock: "event loop",
        check: "its next await",
        patience: "",
        free: "",
    },
    costs: cpython::V3_14.costs,
    system: SYSTEM,
    make: |lock, interval| {
        Box::new(EventLoop {
            queue: ReadyQueue::new(lock),
            interval,
        })
    },
};

/// Node.js 20: `await` of a resolved promise takes 35 ns, a call of an async function and its `await`
/// 67 ns, a turn of the event loop (`setImmediate`) 860 ns.
const SYSTEM: SystemCosts = SystemCosts {
    thread_create: VirtualDuration::from_nanos(32),
    thread_boot: VirtualDuration::ZERO,
    thread_exit: VirtualDuration::from_nanos(35),
    thread_join: VirtualDuration::ZERO,
    park: VirtualDuration::from_nanos(35),
    unpark: VirtualDuration::from_nanos(35),
    write: cpython::V3_14.system.write,
};

#[derive(Clone, Debug)]
struct EventLoop {
    queue: ReadyQueue,
    /// Kept; there is nothing that it could mean.
    interval: VirtualDuration,
}

impl RuntimeModel for EventLoop {
    fn attach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId) -> Attach {
        self.queue.attach(cx, thread).0
    }

    fn detach(&mut self, cx: &mut dyn RuntimeCtx, thread: ThreadId, why: DetachReason) -> Detach {
        self.queue.detach(cx, thread, why);
        Detach::Released
    }

    fn poll(&self, _thread: ThreadId) -> Poll {
        Poll::GoOn
    }

    fn timeout(&mut self, _cx: &mut dyn RuntimeCtx, thread: ThreadId) {
        panic!("{thread:?} waits in the queue without a timeout");
    }

    fn switch_interval(&self) -> VirtualDuration {
        self.interval
    }

    fn set_switch_interval(&mut self, interval: VirtualDuration) {
        self.interval = interval;
    }

    fn holder(&self) -> Option<ThreadId> {
        self.queue.holder()
    }

    fn is_taken(&self) -> bool {
        self.queue.is_taken()
    }

    fn clone_box(&self) -> Box<dyn RuntimeModel> {
        Box::new(self.clone())
    }
}
