//! Owns what is different where a Python thread is a task of an event loop: it queues up for the loop
//! without a core, and the next one runs where the last one ran. Owns no rule of the loop (`runtime`).

use super::Sim;
use super::thread::{Next, Op};
use crate::base::{CoreId, ThreadId};
use crate::runtime::Attach;
use crate::trace::{AttachState, BlockReason, SchedState, Trace};

impl Sim {
    /// A new task, or one whose wait is over, finds the loop busy: it waits for its turn. What else a
    /// woken task wants (to go on with a system call, the loop itself) needs a core.
    pub(super) fn queues_up(&mut self, trace: &mut Trace, thread: ThreadId) -> bool {
        let t = &mut self.threads[thread.index()];
        if let Next::Boot = t.next {
            t.next = Next::Attach;
        }
        let given = matches!(t.sched, SchedState::Blocked(BlockReason::Gil(_)));
        let wants_loop = matches!(t.next, Next::Attach) && !given;
        if !wants_loop || !self.home(thread).model.is_taken() {
            return false;
        }
        let (answer, wakes) = self.consult(trace, thread, |model, cx| model.attach(cx, thread));
        let Attach::Wait(reason) = answer else {
            panic!("a loop that is taken lets nobody in")
        };
        assert!(wakes.is_empty(), "queueing up wakes nobody");
        let t = &mut self.threads[thread.index()];
        t.attach = AttachState::Attaching;
        t.blocked_since = self.now;
        self.set_sched(trace, thread, SchedState::Blocked(reason));
        true
    }

    /// The core of the thread that carries the process's tasks: where one is about to wait, or to end.
    pub(super) fn core_of_loop(&self, thread: ThreadId) -> Option<CoreId> {
        let process = self.process_of(thread);
        let leaves = |core: &CoreId| {
            let current = self.cores[core.index()].current;
            current.is_some_and(|current| {
                let t = &self.threads[current.index()];
                let waits = matches!(
                    t.op,
                    Some(
                        Op::Sleep { .. }
                            | Op::Lock(_)
                            | Op::Join { .. }
                            | Op::JoinAll
                            | Op::Select { .. }
                            | Op::Network { .. }
                            | Op::Exit
                    )
                );
                waits && t.attach == AttachState::Detached && self.process_of(current) == process
            })
        };
        let mut cores = (0..self.cores.len()).map(|core| CoreId(core as u16));
        cores.find(leaves)
    }
}
