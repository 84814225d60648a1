//! Owns system calls: from the thread's request, through the wait for what it needs, to the answer.
//! Owns neither pipes (`files`), semaphores and shared memory (`shared`), nor processes (`processes`).

mod files;
mod interpreters;
mod masks;
mod processes;
mod shared;
mod signals;

use std::collections::VecDeque;

use super::Sim;
use super::config::End;
use super::machine;
use super::thread::{Next, Op};
use crate::base::{ProcessId, ThreadId, VirtualTime};
use crate::trace::{BlockReason, DetachReason, SchedState, Trace, WakeCause};
use crate::vm::file_call::FileCall;
use crate::vm::system_call::signal::STOPS;
use crate::vm::system_call::{Number, SystemCall};
use crate::vm::system_reply::{Errno, Reply};

pub(super) use files::{Descriptors, standard as standard_descriptors};
pub(super) use processes::{Birth, killed_by};
pub(super) use signals::Signals;

/// What the operating system holds beside processes.
#[derive(Clone, Debug, Default)]
pub(super) struct System {
    files: files::Files,
    shared: shared::Shared,
    queues: interpreters::Queues,
    /// Threads that wait in a system call, the longest first.
    sleepers: VecDeque<ThreadId>,
    pub(super) piped_bytes: u64,
}

/// A system call under way.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) what: SystemCall,
    until: Option<VirtualTime>,
    timed_out: bool,
    /// Bytes written so far.
    written: usize,
    reply: Reply,
}

impl Call {
    pub(super) const fn is_pause(&self) -> bool {
        matches!(self.what, SystemCall::Pause)
    }
}

/// What can end a wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cause {
    /// The pipe has something to read, or will never have.
    Readable(usize),
    Writable(usize),
    Semaphore(usize),
    /// A child of the process has ended.
    Child(ProcessId),
    /// A signal for a thread of the process that waits for it.
    Signal(ProcessId),
}

impl Sim {
    /// A thread makes a system call.
    pub(super) fn system_call(&mut self, trace: &mut Trace, thread: ThreadId, what: SystemCall) {
        match what {
            SystemCall::Fork => return self.begin_fork(thread),
            SystemCall::Spawn(spawned) => return self.begin_spawn(thread, spawned),
            SystemCall::Read { fd, count } if self.is_file(thread, fd) => {
                let size = Some(count as u64);
                return self.file_call(trace, thread, &FileCall::Read { fd, size });
            }
            SystemCall::Write { fd, data } if self.is_file(thread, fd) => {
                return self.file_call(trace, thread, &FileCall::Write { fd, data });
            }
            SystemCall::Interpreters(call) => return self.interpreter_call(trace, thread, call),
            SystemCall::Exit(status) => {
                let cost = self.end_cost(thread);
                self.threads[thread.index()].burst += cost;
                let op = Op::ProcessExit { status };
                return self.let_go(trace, thread, op, DetachReason::Exit);
            }
            _ => {}
        }
        self.threads[thread.index()].burst += machine::SYSTEM_CALL;
        let timeout = match &what {
            SystemCall::Poll { timeout, .. } | SystemCall::SemaphoreAcquire { timeout, .. } => {
                *timeout
            }
            _ => None,
        };
        let mut call = Call {
            until: timeout.map(|d| self.now + d),
            timed_out: false,
            written: 0,
            reply: Reply::None,
            what,
        };
        // What CPython calls without letting go of the GIL; it tries `sem_trywait` first.
        let keeps_gil = !matches!(
            call.what,
            SystemCall::Read { .. }
                | SystemCall::Write { .. }
                | SystemCall::Close(_)
                | SystemCall::Duplicate { .. }
                | SystemCall::Wait { .. }
                | SystemCall::Poll { .. }
                | SystemCall::Pause
                | SystemCall::SignalWait(_)
        );
        if let SystemCall::Kill { signal, .. } = &call.what
            && STOPS.contains(signal)
        {
            let text = format!("signal {signal} stops a process: gilscope has no stopped ones");
            self.end = Some(End::Refused { text });
            return;
        }
        if keeps_gil {
            call.timed_out = call.until == Some(self.now);
            let reply = self.attempt(trace, thread, &mut call);
            // It may have killed itself.
            if self.is_exited(thread) {
                return;
            }
            if let Some(reply) = reply {
                return self.reply(thread, reply);
            }
        }
        let op = Op::System(Box::new(call));
        self.let_go(trace, thread, op, DetachReason::Blocking);
    }

    fn is_file(&self, thread: ThreadId, fd: Number) -> bool {
        self.file_of(self.process_of(thread), fd).is_some()
    }

    /// Detached: does it, or waits until it can be done.
    pub(super) fn begin_call(&mut self, trace: &mut Trace, thread: ThreadId, mut call: Call) {
        call.timed_out |= call.until.is_some_and(|until| until <= self.now);
        let reply = self.attempt(trace, thread, &mut call);
        let until = call.until;
        let reason = self.reason(&call.what);
        let done = reply.is_some();
        call.reply = reply.unwrap_or(Reply::None);
        let t = &mut self.threads[thread.index()];
        t.op = Some(Op::System(Box::new(call)));
        if done {
            return;
        }
        if self.core_of(thread).is_none() {
            // Whom it woke has taken its core. It does the rest when it has one again.
            self.threads[thread.index()].next = Next::Begin;
            return;
        }
        let t = &mut self.threads[thread.index()];
        t.burst += self.config.system().park;
        if let Some(until) = until {
            self.sleep_until(thread, until);
        }
        self.system.sleepers.push_back(thread);
        self.block(trace, thread, reason);
    }

    /// The thread's wait in a system call timed out: it looks once more.
    pub(super) fn call_expired(&mut self, thread: ThreadId) {
        self.system.sleepers.retain(|t| *t != thread);
        let t = &mut self.threads[thread.index()];
        t.next = Next::Begin;
        if let Some(Op::System(call)) = &mut t.op {
            call.timed_out = true;
        }
    }

    /// Attached again.
    pub(super) fn end_call(&mut self, thread: ThreadId, call: Call) {
        self.reply(thread, call.reply);
    }

    /// Does what can be done of the call; `None` when it has to wait.
    fn attempt(&mut self, trace: &mut Trace, thread: ThreadId, call: &mut Call) -> Option<Reply> {
        let process = self.process_of(thread);
        let what = call.what.clone();
        match what {
            SystemCall::Fork
            | SystemCall::Spawn(_)
            | SystemCall::Exit(_)
            | SystemCall::Interpreters(_) => {
                unreachable!("processes and interpreters begin and end elsewhere")
            }
            SystemCall::Wait { pid, hang } => self.wait_for_child(process, pid, hang),
            SystemCall::Parent => Some(Reply::Int(self.parent_number(process))),
            SystemCall::Name(name) => {
                self.name_process(trace, process, &name);
                Some(Reply::None)
            }
            SystemCall::Pipe => Some(self.pipe(process)),
            SystemCall::Read { fd, count } => self.read(trace, thread, fd, count),
            SystemCall::Write { fd, data } => {
                self.write(trace, thread, fd, &data, &mut call.written)
            }
            SystemCall::Close(fd) => Some(self.close(trace, thread, fd)),
            SystemCall::Duplicate { fd, to } => Some(self.duplicate(trace, thread, fd, to)),
            SystemCall::Take { pid, fd } => Some(self.take_descriptor(process, pid, fd)),
            SystemCall::Blocking { fd, set } => Some(self.blocking(process, fd, set)),
            SystemCall::Poll { wanted, .. } => self.poll_files(process, &wanted, call.timed_out),
            SystemCall::SemaphoreOpen {
                name,
                value,
                most,
                unlink,
            } => Some(self.open_semaphore(name, value, most, unlink)),
            SystemCall::SemaphoreFind(name) => Some(self.find_semaphore(&name)),
            SystemCall::SemaphoreUnlink(name) => Some(self.unlink_semaphore(&name)),
            SystemCall::SemaphoreAcquire { handle, .. } => {
                self.acquire_semaphore(trace, thread, handle, call.timed_out)
            }
            SystemCall::SemaphoreRelease(handle) => {
                Some(self.release_semaphore(trace, thread, handle))
            }
            SystemCall::SemaphoreValue(handle) => Some(self.semaphore_value(handle)),
            SystemCall::Kill { pid, signal } => Some(self.kill(trace, thread, pid, signal)),
            SystemCall::Signal { signal, set } => Some(self.dispose(process, signal, set)),
            SystemCall::Alarm { after, interval } => Some(self.set_alarm(process, after, interval)),
            SystemCall::Interrupt(signal) => {
                self.interrupt_main(trace, thread, signal);
                Some(Reply::None)
            }
            SystemCall::Pause => None,
            SystemCall::KillThread {
                thread: target,
                signal,
            } => Some(self.kill_thread(trace, thread, target, signal)),
            SystemCall::SignalMask { how, set } => Some(self.change_mask(trace, thread, how, &set)),
            SystemCall::SignalWait(set) => self.wait_for_signal(thread, &set),
            SystemCall::SignalsHeldBack => Some(self.held_back(thread)),
            SystemCall::WakeupDescriptor(fd) => {
                let signals = &mut self.processes[process.index()].signals;
                let old = std::mem::replace(&mut signals.wakeup, (fd >= 0).then_some(fd));
                Some(Reply::Int(old.unwrap_or(-1)))
            }
            SystemCall::BlockNew(size) => Some(self.new_block(size)),
            SystemCall::BlockRead {
                handle,
                offset,
                count,
            } => Some(self.read_block(handle, offset, count)),
            SystemCall::BlockWrite {
                handle,
                offset,
                data,
            } => Some(self.write_block(handle, offset, &data)),
        }
    }

    /// What a thread that has to wait in the call waits for.
    fn reason(&self, what: &SystemCall) -> BlockReason {
        match what {
            SystemCall::Wait { .. } => BlockReason::Child,
            SystemCall::Pause | SystemCall::SignalWait(_) => BlockReason::Signal,
            SystemCall::SemaphoreAcquire { handle, .. } => self.semaphore_reason(*handle),
            _ => BlockReason::Pipe,
        }
    }

    /// Wakes the threads that can go on: of those that would take what has come the first only,
    /// or, when it can never be used up (`all`), every one.
    fn poke(&mut self, trace: &mut Trace, by: ThreadId, cause: Cause, all: bool) {
        let mut takers = 0;
        let mut woken = Vec::new();
        for sleeper in &self.system.sleepers {
            let Some(takes) = self.waits_for_cause(*sleeper, cause) else {
                continue;
            };
            if takes && !all {
                takers += 1;
                if takers > 1 {
                    continue;
                }
            }
            woken.push(*sleeper);
        }
        self.system.sleepers.retain(|t| !woken.contains(t));
        for sleeper in woken {
            self.threads[by.index()].burst += self.config.system().unpark;
            self.threads[sleeper.index()].burst += self.config.system().park;
            let cause = match cause {
                Cause::Readable(_) | Cause::Writable(_) => WakeCause::IoDone,
                Cause::Semaphore(_) => WakeCause::LockReleased,
                Cause::Child(_) => WakeCause::ProcessEnded,
                Cause::Signal(_) => WakeCause::IoDone,
            };
            self.wake(trace, by, sleeper, cause);
        }
    }

    /// Whether the cause concerns the sleeper, and then whether it would use up what has come.
    fn waits_for_cause(&self, sleeper: ThreadId, cause: Cause) -> Option<bool> {
        let Some(Op::System(call)) = &self.threads[sleeper.index()].op else {
            return None;
        };
        let process = self.process_of(sleeper);
        match (&call.what, cause) {
            (SystemCall::Read { fd, .. }, Cause::Readable(pipe)) => {
                (self.pipe_read_by(process, *fd) == Some(pipe)).then_some(true)
            }
            (SystemCall::Write { fd, .. }, Cause::Writable(pipe)) => {
                (self.pipe_written_by(process, *fd) == Some(pipe)).then_some(true)
            }
            (SystemCall::Poll { wanted, .. }, Cause::Readable(_) | Cause::Writable(_)) => self
                .poll_files(process, wanted, false)
                .is_some()
                .then_some(false),
            (SystemCall::SemaphoreAcquire { handle, .. }, Cause::Semaphore(of)) => {
                (usize::try_from(*handle) == Ok(of)).then_some(true)
            }
            (SystemCall::SignalWait(set), Cause::Signal(of)) => {
                let comes = of == process && self.first_held_back(sleeper, set).is_some();
                comes.then_some(false)
            }
            (SystemCall::Wait { .. }, Cause::Child(of)) => (of == process).then_some(false),
            _ => None,
        }
    }

    /// The answer as a Python object, or the OSError.
    fn reply(&mut self, thread: ThreadId, reply: Reply) {
        match reply.object(self.mem_mut(thread), thread) {
            Ok(value) => self.answer(thread, value),
            Err(error) => {
                let t = &mut self.threads[thread.index()];
                t.interp.answer_error(error);
                t.next = Next::Python;
            }
        }
    }

    fn refuse(&mut self, thread: ThreadId, errno: Errno) {
        self.reply(thread, Reply::Error(errno));
    }

    /// A blocked or waiting thread is gone: nobody wakes it any more.
    fn forget_sleeper(&mut self, thread: ThreadId) {
        self.system.sleepers.retain(|t| *t != thread);
    }

    fn is_exited(&self, thread: ThreadId) -> bool {
        self.threads[thread.index()].sched == SchedState::Exited
    }
}
