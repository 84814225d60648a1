//! Owns native code in real runs: work that needs nothing of the interpreter really goes on while others run
//! Python, on this thread or on a crew of threads of its own. Owns no such code (`stdlib`).

use std::thread;

use super::breaker::OVER;
use super::recorder::What;
use super::worker::{Gone, Worker};
use crate::base::VirtualDuration;
use crate::trace::{BlockReason, DetachReason};
use crate::vm::memory::Memory;
use crate::vm::native::{Done, Task};
use crate::vm::value::Value;

impl<M: Memory + Send> Worker<M> {
    pub(super) fn compute(&mut self, task: &Task, releases_gil: bool) -> Result<(), Gone> {
        if releases_gil {
            self.detach(DetachReason::Blocking);
        }
        self.recorder.note(What::Native(true));
        let (done, _) = task.run();
        self.recorder.look();
        self.recorder.note(What::Native(false));
        if releases_gil {
            self.attach()?;
        }
        let thread = self.id();
        let result = done.into_value(self.mem(), thread);
        self.answer(result);
        Ok(())
    }

    /// Native code that waits for a device or the network, perhaps without letting go.
    pub(super) fn native_wait(
        &mut self,
        time: VirtualDuration,
        releases_gil: bool,
        result: Value,
    ) -> Result<(), Gone> {
        let until = self.recorder.now() + time;
        if releases_gil {
            self.rest(BlockReason::Io { until }, until)?;
        } else {
            self.recorder.note(What::Native(true));
            self.me.parker.prepare();
            let deadline = self.run.clock.instant(until);
            self.me.parker.park(deadline, &*self.run);
            self.recorder.note(What::Native(false));
            if self.me.breaker.is_set(OVER) {
                return Err(Gone);
            }
        }
        self.answer(result);
        Ok(())
    }

    /// Threads that know nothing of Python.
    pub(super) fn crew(&mut self, tasks: &[Task]) -> Result<(), Gone> {
        self.detach(DetachReason::Blocking);
        self.recorder.note(What::Native(true));
        let sum = thread::scope(|scope| {
            let started: Vec<_> = tasks
                .iter()
                .map(|task| scope.spawn(|| task.run()))
                .collect();
            let ended = started.into_iter().map(thread::ScopedJoinHandle::join);
            ended
                .map(|done| match done {
                    Ok((Done::Int(n), _)) => n,
                    Ok(_) => 0,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .sum()
        });
        self.recorder.look();
        self.recorder.note(What::Native(false));
        self.attach()?;
        self.answer(Value::Int(sum));
        Ok(())
    }
}
