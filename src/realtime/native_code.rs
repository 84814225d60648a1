//! Owns native code in real runs: work that needs nothing of the interpreter really goes on while others run
//! Python, on this thread or on a crew of threads of its own. Owns no such code (`stdlib`).

use std::sync::Arc;
use std::thread;

use super::breaker::OVER;
use super::parker::Woken;
use super::recorder::{Recorder, What};
use super::run::Thread;
use super::worker::{Gone, Worker};
use crate::base::{ThreadId, VirtualDuration};
use crate::trace::{BlockReason, DetachReason, EventKind, WakeCause};
use crate::vm::memory::Memory;
use crate::vm::native::{Done, Task};
use crate::vm::value::Value;

impl<M: Memory + Send> Worker<M> {
    pub(super) fn compute(&mut self, task: &Task, releases_gil: bool) -> Result<(), Gone> {
        if releases_gil {
            self.detach(DetachReason::Blocking);
        }
        self.recorder.enters_native();
        let (done, _) = task.run();
        self.recorder.leaves_native();
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
            self.deaf = true;
            let rested = self.rest(BlockReason::Io { until }, until);
            self.deaf = false;
            rested?;
        } else {
            self.recorder.note(What::Native(true));
            self.recorder.blocks(BlockReason::Io { until });
            self.recorder.rests();
            self.me.parker.prepare();
            let deadline = self.run.clock.instant(until);
            while self.me.parker.park(deadline, &*self.run) == Some(Woken::Signal) {}
            self.recorder.resumes();
            self.recorder.note(What::Native(false));
            if self.me.breaker.is_set(OVER) {
                return Err(Gone::ForEver);
            }
        }
        self.answer(result);
        Ok(())
    }

    /// Threads that know nothing of Python, each with a lane.
    pub(super) fn crew(&mut self, tasks: &[Task]) -> Result<(), Gone> {
        self.detach(DetachReason::Blocking);
        let members: Vec<(Arc<Thread<M>>, &Task)> = tasks
            .iter()
            .map(|task| (self.native_thread(), task))
            .collect();
        self.recorder.rests();
        let run = self.run.clone();
        let recorder = &mut self.recorder;
        let sum = thread::scope(|scope| {
            let started: Vec<_> = members
                .into_iter()
                .map(|(member, task)| {
                    let (id, told) = (member.id, member.told.clone());
                    let notes = Recorder::new(id, run.clock, run.desk.clone(), told);
                    (id, scope.spawn(|| recorded(notes, task)))
                })
                .collect();
            let ended = started.into_iter().map(|(id, member)| {
                recorder.blocks(BlockReason::Join(id));
                recorder.rests();
                let done = member.join();
                recorder.resumes();
                done
            });
            ended
                .map(|done| match done {
                    Ok(Done::Int(n)) => n,
                    Ok(_) => 0,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .sum()
        });
        self.attach()?;
        self.answer(Value::Int(sum));
        Ok(())
    }

    /// A lane for a thread that is none of Python's: it counts as ended, so that nobody waits for it.
    fn native_thread(&mut self) -> Arc<Thread<M>> {
        let run = self.run.clone();
        let (thread, name, at) = {
            let mut threads = run.threads.lock();
            let id = ThreadId(threads.len() as u32);
            let before = threads
                .iter()
                .filter(|t| t.name.lock().contains("native-"))
                .count();
            let name = self.lane_name(&format!("native-{}", before + 1));
            let thread = Thread::new(id, self.process.id, name.clone(), true);
            thread.joiners.lock().ended = true;
            let thread = Arc::new(thread);
            threads.push(thread.clone());
            (thread, name, run.clock.now())
        };
        let created = EventKind::ThreadCreated {
            name,
            process: self.process.id,
            parent: Some(self.id()),
            daemon: true,
        };
        self.recorder.event_of(at, thread.id, created);
        let (woken, cause) = (thread.id, WakeCause::Started);
        self.recorder.event(EventKind::Wake { woken, cause });
        thread
    }
}

/// One task of a crew, on a thread of its own.
fn recorded(mut notes: Recorder, task: &Task) -> Done {
    notes.resumes();
    notes.enters_native();
    let (done, _) = task.run();
    notes.leaves_native();
    notes.exits();
    done
}
