//! Owns signals that threads hold back (`pthread_sigmask`), wait for (`sigwait`), or send to one thread
//! (`pthread_kill`). Owns no handler (`signals`).

use super::{Cause, Errno, Reply};
use crate::base::{ProcessId, ThreadId};
use crate::sim::Sim;
use crate::sim::thread::Op;
use crate::trace::Trace;
use crate::vm::system_call::{MaskChange, SystemCall, signal};

impl Sim {
    /// Whether a signal to a process is kept: for a thread that waits for it, or because every thread
    /// holds it back.
    pub(super) fn hold_back(
        &mut self,
        trace: &mut Trace,
        by: ThreadId,
        process: ProcessId,
        number: i32,
    ) -> bool {
        let mut all = true;
        let mut awaited = false;
        for t in self.threads.iter().filter(|t| t.is_alive()) {
            if self.interpreters[t.home.index()].process != process {
                continue;
            }
            all &= t.mask.contains(&number);
            awaited |= t.is_blocked() && waits_for(t.op.as_ref(), number);
        }
        if !all && !awaited {
            return false;
        }
        let signals = &mut self.processes[process.index()].signals;
        signals.held_back.insert(number);
        if awaited {
            self.poke(trace, by, Cause::Signal(process), true);
        }
        true
    }

    pub(super) fn kill_thread(
        &mut self,
        trace: &mut Trace,
        by: ThreadId,
        target: ThreadId,
        number: i32,
    ) -> Reply {
        let process = self.process_of(by);
        let known = self.threads.get(target.index());
        let alive = known.is_some_and(|t| t.is_alive()) && self.process_of(target) == process;
        if !alive {
            return Reply::Error(Errno::NoProcess);
        }
        if !(0..=signal::LAST).contains(&number) {
            return Reply::Error(Errno::Invalid);
        }
        let t = &mut self.threads[target.index()];
        let awaited = waits_for(t.op.as_ref(), number);
        if number == 0 {
            return Reply::None;
        }
        if t.mask.contains(&number) || awaited {
            t.directed.insert(number);
            self.poke(trace, by, Cause::Signal(process), true);
        } else {
            self.act_on_signal(trace, by, process, number, target);
        }
        Reply::None
    }

    pub(super) fn change_mask(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        how: MaskChange,
        set: &[i32],
    ) -> Reply {
        let mask = &mut self.threads[thread.index()].mask;
        let old = mask.iter().map(|number| i64::from(*number)).collect();
        match how {
            MaskChange::Block => mask.extend(set),
            MaskChange::Unblock => mask.retain(|number| !set.contains(number)),
            MaskChange::Set => *mask = set.iter().copied().collect(),
        }
        mask.remove(&signal::KILL);
        mask.remove(&signal::STOP);
        let open: Vec<i32> = (1..=signal::LAST)
            .filter(|number| !self.threads[thread.index()].mask.contains(number))
            .collect();
        let process = self.process_of(thread);
        while let Some(number) = self.take_held_back(thread, &open) {
            self.act_on_signal(trace, thread, process, number, thread);
        }
        Reply::Tuple(old)
    }

    pub(super) fn wait_for_signal(&mut self, thread: ThreadId, set: &[i32]) -> Option<Reply> {
        let number = self.take_held_back(thread, set)?;
        Some(Reply::Int(i64::from(number)))
    }

    pub(super) fn held_back(&self, thread: ThreadId) -> Reply {
        let t = &self.threads[thread.index()];
        let of_process = &self.processes[self.process_of(thread).index()]
            .signals
            .held_back;
        let both = t.directed.union(of_process);
        Reply::Tuple(both.map(|number| i64::from(*number)).collect())
    }

    /// The lowest of these signals that is held back.
    pub(super) fn first_held_back(&self, thread: ThreadId, set: &[i32]) -> Option<i32> {
        let directed = &self.threads[thread.index()].directed;
        let of_process = &self.processes[self.process_of(thread).index()]
            .signals
            .held_back;
        let both = directed.union(of_process);
        both.copied().find(|number| set.contains(number))
    }

    fn take_held_back(&mut self, thread: ThreadId, set: &[i32]) -> Option<i32> {
        let number = self.first_held_back(thread, set)?;
        if !self.threads[thread.index()].directed.remove(&number) {
            let process = self.process_of(thread);
            let signals = &mut self.processes[process.index()].signals;
            signals.held_back.remove(&number);
        }
        Some(number)
    }
}

fn waits_for(op: Option<&Op>, number: i32) -> bool {
    match op {
        Some(Op::System(call)) => {
            matches!(&call.what, SystemCall::SignalWait(set) if set.contains(&number))
        }
        _ => false,
    }
}
