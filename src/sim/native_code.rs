//! Owns native code as the operating system sees it: when a call into it begins and ends, waits with the
//! GIL held or released, and threads that it starts itself, which know nothing of Python and never want
//! the GIL. Owns no such code: what it computes is `stdlib`'s affair, and comes as a cost.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Sim;
use super::cores::Waker;
use super::machine;
use super::thread::{Next, Op, Thread};
use crate::base::{ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{BlockReason, EventKind, Trace, WakeCause};
use crate::vm::cx::Notice;
use crate::vm::native::{Done, Task, scaled};
use crate::vm::value::Value;

/// Native threads at work for a call.
#[derive(Clone, Debug)]
pub(super) struct Crew {
    /// Pieces that no thread has been started for yet.
    left: VecDeque<VirtualDuration>,
    started: Vec<ThreadId>,
    pub(super) result: Value,
}

impl Crew {
    pub(super) fn new(tasks: &[Task], scale: u32) -> Self {
        let mut left = VecDeque::new();
        let mut sum = 0;
        for task in tasks {
            let (done, ps) = task.run();
            left.push_back(scaled(ps, scale));
            if let Done::Int(n) = done {
                sum += n;
            }
        }
        Self {
            left,
            started: Vec::new(),
            result: Value::Int(sum),
        }
    }
}

impl Sim {
    /// A call that takes long enough to be shown begins. Those of a thread without a GIL are shown, too.
    pub(super) fn begin_native(&mut self, trace: &mut Trace, at: VirtualTime, thread: ThreadId) {
        self.threads[thread.index()].native = true;
        let place = self.place_of(trace, thread);
        let t = &mut self.threads[thread.index()];
        t.place = place;
        let state = t.state();
        self.emit_at(trace, at, thread, EventKind::State(state));
    }

    /// The interpreter stopped: if that was a long native call, it is over.
    pub(super) fn end_native(&mut self, trace: &mut Trace, thread: ThreadId) {
        let t = &self.threads[thread.index()];
        if t.notices
            .iter()
            .any(|(_, notice)| *notice == Notice::Native)
        {
            self.settle_notices(trace, thread);
        }
        self.set_native(trace, thread, false);
    }

    /// Native code waits. With the GIL held nobody can run Python meanwhile, though the thread has no core.
    pub(super) fn native_wait(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        time: VirtualDuration,
        releases_gil: bool,
        result: Value,
    ) {
        let until = self.now + time;
        let op = Op::Wait {
            until,
            holding: !releases_gil,
            result,
        };
        if releases_gil {
            return self.let_go(trace, thread, op, crate::trace::DetachReason::Blocking);
        }
        self.threads[thread.index()].op = Some(op);
        self.threads[thread.index()].next = Next::Resume;
        self.set_native(trace, thread, true);
        self.wait_outside(trace, thread, until);
    }

    pub(super) fn wait_outside(&mut self, trace: &mut Trace, thread: ThreadId, until: VirtualTime) {
        self.sleep_until(thread, until);
        self.block(trace, thread, BlockReason::Io { until });
    }

    /// Detached: starts the next native thread, or waits for one that works, or is done.
    pub(super) fn go_on_with_crew(&mut self, trace: &mut Trace, thread: ThreadId) {
        let t = &mut self.threads[thread.index()];
        let Some(Op::Crew(crew)) = &mut t.op else {
            panic!("a crew works for a call")
        };
        if let Some(cost) = crew.left.pop_front() {
            t.burst += machine::NATIVE_THREAD;
            t.next = Next::Begin;
            let id = self.start_native(trace, thread, cost);
            if let Some(Op::Crew(crew)) = &mut self.threads[thread.index()].op {
                crew.started.push(id);
            }
            return;
        }
        let started = crew.started.clone();
        let working = started
            .into_iter()
            .find(|id| self.threads[id.index()].is_alive());
        if let Some(id) = working {
            self.threads[id.index()].joiners.push(thread);
            self.block(trace, thread, BlockReason::Join(id));
        }
    }

    fn start_native(
        &mut self,
        trace: &mut Trace,
        parent: ThreadId,
        cost: VirtualDuration,
    ) -> ThreadId {
        let id = ThreadId(self.threads.len() as u32);
        let home = self.threads[parent.index()].home;
        let crew = self.threads.iter().filter(|t| t.is_native).count();
        let name: Arc<str> = self.lane_name(home, &format!("native-{}", crew + 1));
        let mut child = Thread::new(id, home, name.clone(), true, None);
        child.is_native = true;
        child.native = true;
        child.burst = cost;
        child.next = Next::End;
        child.place = self.threads[parent.index()].place;
        // Signals are for the threads that know of Python.
        child.mask = (1..64).collect();
        self.threads.push(child);
        let kind = EventKind::ThreadCreated {
            name,
            process: self.process_of(parent),
            parent: Some(parent),
            daemon: true,
        };
        self.emit(trace, id, kind);
        let (woken, cause) = (id, WakeCause::Started);
        self.emit(trace, parent, EventKind::Wake { woken, cause });
        self.make_runnable(trace, id, Waker::Thread);
        id
    }
}
