//! Owns system calls of real runs: the attempt, the real wait for what is missing, the answer. Owns
//! neither what the kernel holds (`kernel`, with `open` and `shared`) nor processes' lives (`processes`).

mod kernel;
mod open;
mod processes;
mod shared;
mod signals;

use std::sync::Arc;

use super::recorder::Recorder;
use super::run::{Awaited, Run};
use super::worker::{Gone, Worker};
use crate::base::{LockId, ProcessId, VirtualDuration};
use crate::trace::{BlockReason, DetachReason, EventKind, LockKind, WakeCause};
use crate::vm::file_call::FileCall;
use crate::vm::memory::Memory;
use crate::vm::system_call::{Number, SystemCall};
use crate::vm::system_reply::{Errno, Reply};
use crate::vm::value::Value;

use kernel::Attempt;
pub(super) use kernel::{Effects, Kernel};
pub(super) use open::Kind;
pub(super) use signals::Act;

/// The lanes of semaphores, by their handles; those of processes' own locks are below.
const SEMAPHORES: u32 = 1 << 30;

/// What somebody may have waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Change {
    /// The pipe has more to read, more room, or an end less.
    Pipe(usize),
    Semaphore(Number),
    /// A child of the process has ended.
    Child(ProcessId),
    /// A signal has come to the process and is held back.
    Signal(ProcessId),
}

fn lane_of(semaphore: Number) -> LockId {
    LockId(SEMAPHORES + semaphore as u32)
}

impl<M: Memory + Send> Run<M> {
    /// Wakes whom the changes concern.
    pub(super) fn spread(
        &self,
        kernel: &mut Kernel<M>,
        effects: &Effects,
        recorder: &mut Recorder,
    ) {
        kernel.poke(&effects.changes, self, &mut |woken, change| {
            let cause = match change {
                Change::Pipe(_) | Change::Signal(_) => WakeCause::IoDone,
                Change::Semaphore(_) => WakeCause::LockReleased,
                Change::Child(_) => WakeCause::ProcessEnded,
            };
            recorder.event(EventKind::Wake { woken, cause });
        });
    }

    fn close_files(&self, effects: &Effects) {
        if !effects.closed.is_empty() {
            let mut files = self.files.lock();
            effects.closed.iter().for_each(|file| files.close(*file));
        }
    }
}

impl<M: Memory + Send> Worker<M> {
    pub(super) fn system_call(&mut self, call: &SystemCall) -> Result<(), Gone> {
        match call {
            SystemCall::Fork => self.fork(),
            SystemCall::Spawn(spawned) => self.spawn_python(spawned),
            SystemCall::Exit(status) => {
                let process = self.process.id;
                self.detach(DetachReason::Exit);
                self.end_process(process, (status & 0xff) << 8);
                Err(Gone::ForEver)
            }
            SystemCall::Kill { pid, signal } => self.kill(*pid, *signal),
            SystemCall::Name(name) => {
                self.name_process(name);
                self.answer(Value::None);
                Ok(())
            }
            SystemCall::Interpreters(call) => self.interpreter_call(call),
            SystemCall::Alarm { .. }
            | SystemCall::Interrupt(_)
            | SystemCall::KillThread { .. }
            | SystemCall::SignalMask { .. } => self.signal_call(call),
            SystemCall::Read { fd, count } if !self.is_pipe(*fd) => {
                let (fd, size) = (*fd, Some(*count as u64));
                self.file_call(&FileCall::Read { fd, size })
            }
            SystemCall::Write { fd, data } if !self.is_pipe(*fd) => {
                let (fd, data) = (*fd, data.clone());
                self.file_call(&FileCall::Write { fd, data })
            }
            _ => self.kernel_call(call),
        }
    }

    fn is_pipe(&self, fd: Number) -> bool {
        let kind = self.run.kernel.lock().kind(self.process.id, fd);
        matches!(kind, Some(Kind::ReadEnd(_) | Kind::WriteEnd(_)))
    }

    /// Tries until it is done, and waits in between.
    pub(super) fn kernel_call(&mut self, call: &SystemCall) -> Result<(), Gone> {
        let timeout = match call {
            SystemCall::Poll { timeout, .. } | SystemCall::SemaphoreAcquire { timeout, .. } => {
                *timeout
            }
            _ => None,
        };
        let until = timeout.map(|most| self.recorder.now() + most);
        // What CPython calls after letting go of the GIL; a semaphore it tries before.
        let mut detached = matches!(
            call,
            SystemCall::Read { .. }
                | SystemCall::Write { .. }
                | SystemCall::Close(_)
                | SystemCall::Duplicate { .. }
                | SystemCall::Wait { .. }
                | SystemCall::Poll { .. }
                | SystemCall::Pause
                | SystemCall::SignalWait(_)
        );
        if detached {
            self.will_wait_here();
            self.detach(DetachReason::Blocking);
        }
        let mut written = 0;
        let mut last = timeout == Some(VirtualDuration::ZERO);
        let reply = loop {
            if let Some(reply) = self.attempt(call, &mut written, last) {
                break reply;
            }
            if !detached {
                self.will_wait_here();
                self.detach(DetachReason::Blocking);
                detached = true;
            }
            let (reason, awaited) = match call {
                SystemCall::Wait { .. } => (BlockReason::Child, Awaited::Child),
                SystemCall::SemaphoreAcquire { handle, .. } => {
                    let lane = lane_of(*handle);
                    (BlockReason::Lock(lane), Awaited::Semaphore(*handle))
                }
                SystemCall::Pause | SystemCall::SignalWait(_) => {
                    (BlockReason::Signal, Awaited::Signal)
                }
                _ => (BlockReason::Pipe, Awaited::Pipe),
            };
            let woken = self.block(reason, Some(awaited), until);
            if woken == Err(Gone::ForSignal) && written > 0 {
                // The handler is called after the write, which has done what it could.
                self.run.kernel.lock().sleeps_no_more(self.me.id);
                break Reply::Int(written as i64);
            }
            last = woken?.is_none();
            let run = self.run.clone();
            run.kernel.lock().sleeps_no_more(self.me.id);
        };
        if detached {
            self.attach()?;
        }
        self.reply(reply);
        Ok(())
    }

    /// Does what can be done; else it is among the sleepers when this returns.
    fn attempt(&mut self, call: &SystemCall, written: &mut usize, last: bool) -> Option<Reply> {
        let run = self.run.clone();
        let mut kernel = run.kernel.lock();
        self.show_release(&mut kernel, call);
        let mut effects = Effects::default();
        let attempt = Attempt {
            process: self.process.id,
            thread: self.me.id,
            what: call,
            written,
            last,
        };
        let reply = kernel.attempt(attempt, &mut effects);
        run.spread(&mut kernel, &effects, &mut self.recorder);
        if reply.is_none() {
            self.show_wait(&mut kernel, call);
            self.me.parker.prepare();
            kernel.sleeps(self.me.clone(), call.clone());
        } else {
            self.show_acquire(&mut kernel, call, reply.as_ref());
        }
        drop(kernel);
        run.close_files(&effects);
        reply
    }

    /// The semaphore has a lane from the first wait for it on.
    fn show_wait(&mut self, kernel: &mut Kernel<M>, call: &SystemCall) {
        let SystemCall::SemaphoreAcquire { handle, .. } = call else {
            return;
        };
        let Some(semaphore) = kernel.semaphore(*handle) else {
            return;
        };
        if std::mem::replace(&mut semaphore.shown, true) {
            return;
        }
        let lock = lane_of(*handle);
        let kind = match semaphore.is_lock {
            true => LockKind::Lock,
            false => LockKind::Semaphore,
        };
        let (at, thread, holder) = (self.recorder.now(), self.id(), semaphore.holder);
        let name = "".into();
        let created = EventKind::LockCreated { lock, kind, name };
        self.recorder.event_of(at, thread, created);
        if let Some(holder) = holder {
            let acquired = EventKind::Acquired { lock };
            self.recorder.event_of(at, holder, acquired);
        }
    }

    fn show_acquire(&mut self, kernel: &mut Kernel<M>, call: &SystemCall, reply: Option<&Reply>) {
        if let SystemCall::SemaphoreAcquire { handle, .. } = call
            && reply == Some(&Reply::Bool(true))
            && let Some(semaphore) = kernel.semaphore(*handle)
            && semaphore.shown
            && semaphore.is_lock
        {
            let lock = lane_of(*handle);
            self.recorder.event(EventKind::Acquired { lock });
        }
    }

    fn show_release(&mut self, kernel: &mut Kernel<M>, call: &SystemCall) {
        if let SystemCall::SemaphoreRelease(handle) = call
            && let Some(semaphore) = kernel.semaphore(*handle)
            && semaphore.shown
            && let Some(holder) = semaphore.holder
        {
            let (at, lock) = (self.recorder.now(), lane_of(*handle));
            let released = EventKind::Released { lock };
            self.recorder.event_of(at, holder, released);
        }
    }

    pub(super) fn refuse(&mut self, errno: Errno) {
        self.reply(Reply::Error(errno));
    }

    pub(super) fn reply(&mut self, reply: Reply) {
        let thread = self.id();
        match reply.object(self.mem(), thread) {
            Ok(value) => self.answer(value),
            Err(error) => self.answer_error(error),
        }
    }

    /// What the lanes of the process are called by from now on.
    fn name_process(&mut self, name: &Arc<str>) {
        let process = self.process.clone();
        let old = std::mem::replace(&mut *process.name.lock(), name.clone());
        let prefix = match &*old {
            "" => String::new(),
            old => format!("{old}/"),
        };
        let at = self.recorder.now();
        for thread in process.threads.lock().iter() {
            let own = thread.name.lock().clone();
            let own = own.strip_prefix(&prefix).unwrap_or(&own);
            let name = self.lane_name(own);
            *thread.name.lock() = name.clone();
            let renamed = EventKind::ThreadRenamed { name };
            self.recorder.event_of(at, thread.id, renamed);
        }
        if let Some(lock) = process.access.lock() {
            let name = self.lane_name(self.run.config.runtime.vocabulary.lock);
            self.recorder.event(EventKind::LockRenamed { lock, name });
        }
    }
}
