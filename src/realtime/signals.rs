//! Owns what signals do to the threads of a real run: who is told, the main thread's handlers in Python, at
//! its next check point or out of a call that waits (PEP 475), and the threads that send alarms.
//! Owns no kernel's word on them (`system`): signals here are between the processes of one run, none comes
//! from the machine's operating system and none goes there.

use std::sync::Arc;
use std::thread;

use super::breaker::SIGNALS;
use super::config::End;
use super::engine::THREAD_NAME;
use super::parker::Activity;
use super::recorder::Recorder;
use super::run::{Process, Run};
use super::system::{Act, Effects};
use super::worker::{Gone, Worker};
use crate::base::{ObjId, ProcessId, ThreadId, VirtualDuration, VirtualTime};
use crate::vm::exceptions;
use crate::vm::memory::Memory;
use crate::vm::native::{Ask, Raise};
use crate::vm::system_call::signal::{self, STOPS};
use crate::vm::system_call::{Disposition, Number, SystemCall};
use crate::vm::system_reply::Reply;
use crate::vm::types;
use crate::vm::value::Value;

/// A call that a signal has interrupted, to be made again when the handler has returned.
#[derive(Clone, Debug)]
pub(super) struct PutOff {
    ask: Ask,
    /// When its time is up.
    until: Option<VirtualTime>,
}

impl PutOff {
    /// Of a call that a signal can interrupt.
    pub(super) fn of(ask: &Ask, now: VirtualTime) -> Option<Self> {
        let timeout = match ask {
            Ask::Sleep(time) => Some(*time),
            Ask::AcquireLock { timeout, .. }
            | Ask::JoinThread { timeout, .. }
            | Ask::Select { timeout, .. }
            | Ask::System(
                SystemCall::Poll { timeout, .. } | SystemCall::SemaphoreAcquire { timeout, .. },
            ) => *timeout,
            Ask::JoinAll
            | Ask::System(
                SystemCall::Read { .. }
                | SystemCall::Write { .. }
                | SystemCall::Wait { .. }
                | SystemCall::Pause
                | SystemCall::SignalWait(_),
            ) => None,
            _ => return None,
        };
        Some(Self {
            ask: ask.clone(),
            until: timeout.map(|time| now + time),
        })
    }

    /// With what is left of its time; `None`: it is over (`pause`).
    fn again(mut self, now: VirtualTime) -> Option<Ask> {
        let left = self.until.map(|until| until.since(now));
        match &mut self.ask {
            Ask::Sleep(time) => *time = left.unwrap_or_default(),
            Ask::AcquireLock { timeout, .. }
            | Ask::JoinThread { timeout, .. }
            | Ask::Select { timeout, .. }
            | Ask::System(
                SystemCall::Poll { timeout, .. } | SystemCall::SemaphoreAcquire { timeout, .. },
            ) => *timeout = left,
            Ask::System(SystemCall::Pause) => return None,
            _ => {}
        }
        Some(self.ask)
    }

    /// The object that the call is about, which nothing else may hold.
    pub(super) fn object(&self) -> Option<ObjId> {
        match &self.ask {
            Ask::AcquireLock { lock, .. } => Some(*lock),
            Ask::JoinThread { handle, .. } => Some(*handle),
            Ask::Select { selector, .. } => Some(*selector),
            _ => None,
        }
    }
}

impl<M: Memory + Send> Worker<M> {
    /// Calls the handler of the first signal that has come; what the thread was doing goes on after.
    /// Attached.
    pub(super) fn call_handler(&mut self, interrupted: Option<PutOff>) -> Result<(), Gone> {
        let number = {
            let run = self.run.clone();
            let mut kernel = run.kernel.lock();
            let (number, more) = kernel.next_pending(self.process.id);
            if !more {
                self.me.breaker.clear(SIGNALS);
            }
            number
        };
        let Some(number) = number else {
            return match interrupted {
                Some(call) => self.make_again(call),
                None => Ok(()),
            };
        };
        let handler = self.process.home.lock().handlers.get(&number).copied();
        match handler {
            Some(handler) => {
                let asked = interrupted.is_some();
                self.put_off(interrupted);
                let (mem, interp) = self.both();
                let frame = interp.frame_object(mem, 0);
                let number = Value::Int(i64::from(number));
                interp.interrupt(handler, vec![number, frame], asked);
            }
            None => {
                // `default_int_handler`: the only one without the module `signal`.
                let thread = self.id();
                let class = types::KEYBOARD_INTERRUPT;
                let error = exceptions::new(self.mem(), thread, class, Vec::new());
                self.answer_error(Raise(error));
            }
        }
        Ok(())
    }

    fn put_off(&mut self, call: Option<PutOff>) {
        self.put_off.extend(call);
        let held = self.put_off.iter().filter_map(PutOff::object);
        self.process.home.lock().put_off = held.collect();
    }

    /// The handler of a signal that interrupted a call has returned.
    pub(super) fn after_handler(&mut self) -> Result<(), Gone> {
        let call = self.put_off.pop();
        self.put_off(None);
        self.make_again(call.expect("a handler that ends was called"))
    }

    fn make_again(&mut self, call: PutOff) -> Result<(), Gone> {
        match call.again(self.recorder.now()) {
            Some(ask) => self.ask(ask),
            None => {
                self.answer(Value::None);
                Ok(())
            }
        }
    }

    /// A call ends early, for a handler to be called. Detached.
    pub(super) fn leave_queues(&mut self) {
        let me = self.me.id;
        for thread in self.run.threads.lock().iter() {
            thread.joiners.lock().waiting.retain(|t| t.id != me);
        }
        self.run.kernel.lock().sleeps_no_more(me);
        self.process.selecting.lock().retain(|(_, t)| t.id != me);
    }

    pub(super) fn set_handler(&mut self, number: i32, callee: Value) {
        self.process.home.lock().handlers.insert(number, callee);
        let set = Some(Disposition::Handle);
        let reply = self.run.kernel.lock().dispose(self.process.id, number, set);
        match reply {
            Reply::Error(errno) => self.refuse(errno),
            _ => self.answer(Value::None),
        }
    }

    /// What is asked about signals and does not wait.
    pub(super) fn signal_call(&mut self, call: &SystemCall) -> Result<(), Gone> {
        let run = self.run.clone();
        let own = self.process.clone();
        let me = self.me.id;
        let mut effects = Effects::default();
        let mut kernel = run.kernel.lock();
        let (reply, acts, alarm) = match call {
            SystemCall::Interrupt(number) => {
                let act = kernel.interrupt_main(own.id, *number, &mut effects);
                (None, vec![act], None)
            }
            SystemCall::KillThread { thread, signal } => {
                let (thread, number) = (*thread, *signal);
                let known = run.threads_of(&own).contains(&thread);
                match kernel.may_be_sent(known, number) {
                    Some(error) => (Some(error), Vec::new(), None),
                    None if number == 0 => (None, Vec::new(), None),
                    None => {
                        let act = kernel.arrive_at(own.id, thread, number, &mut effects);
                        (None, vec![act], None)
                    }
                }
            }
            SystemCall::SignalMask { how, set } => {
                let (old, acts) = kernel.change_mask(own.id, me, (*how, set), &mut effects);
                (Some(old), acts, None)
            }
            SystemCall::Alarm { after, interval } => {
                let now = run.clock.now();
                let (old, alarm) = kernel.set_alarm(own.id, now, *after, *interval);
                run.alarms.notify_all();
                (Some(old), Vec::new(), alarm)
            }
            other => unreachable!("{other:?} is answered elsewhere"),
        };
        run.spread(&mut kernel, &effects, &mut self.recorder);
        drop(kernel);
        for act in acts {
            run.perform(own.id, act, Some(me), &mut self.recorder);
        }
        if let Some(number) = alarm {
            send_alarms(&run, own.id, number);
        }
        if !run.kernel.lock().is_alive(own.id) {
            return Err(Gone::ForEver);
        }
        match reply {
            Some(reply) => self.reply(reply),
            None => self.answer(Value::None),
        }
        Ok(())
    }

    pub(super) fn kill(&mut self, pid: Number, number: i32) -> Result<(), Gone> {
        let run = self.run.clone();
        if STOPS.contains(&number) {
            let text = format!("signal {number} stops a process: gilscope has no stopped ones");
            run.finish(End::Refused { text });
            return Err(Gone::ForEver);
        }
        let (targets, error) = {
            let kernel = run.kernel.lock();
            let targets = kernel.targets(pid);
            let error = kernel.may_be_sent(targets.is_some(), number);
            (targets.unwrap_or_default(), error)
        };
        if let Some(error) = error {
            self.reply(error);
            return Ok(());
        }
        if number != 0 {
            for process in targets {
                run.send(process, number, Some(self.me.id), &mut self.recorder);
            }
        }
        if !run.kernel.lock().is_alive(self.process.id) {
            return Err(Gone::ForEver);
        }
        self.answer(Value::None);
        Ok(())
    }
}

impl<M: Memory + Send> Run<M> {
    /// The living threads of a process.
    fn threads_of(&self, process: &Process<M>) -> Vec<ThreadId> {
        let threads = process.threads.lock();
        let alive = threads.iter().filter(|thread| !thread.has_ended());
        alive.map(|thread| thread.id).collect()
    }

    /// A signal to a process; `by`: a thread that finds out itself when its process is over.
    fn send(&self, to: ProcessId, number: i32, by: Option<ThreadId>, recorder: &mut Recorder) {
        let process = self.processes.lock().iter().find(|p| p.id == to).cloned();
        let threads = process.map_or_else(Vec::new, |process| self.threads_of(&process));
        let mut effects = Effects::default();
        let act = {
            let mut kernel = self.kernel.lock();
            let act = kernel.arrive(to, number, &threads, &mut effects);
            self.spread(&mut kernel, &effects, recorder);
            act
        };
        self.perform(to, act, by, recorder);
    }

    fn perform(&self, process: ProcessId, act: Act, by: Option<ThreadId>, recorder: &mut Recorder) {
        match act {
            Act::Nothing => {}
            Act::Kill(number) => self.end_process(process, number, by, recorder),
            Act::Handle { main, at_once } => {
                let main = self.threads.lock().get(main.index()).cloned();
                if let Some(main) = main {
                    main.breaker.set(SIGNALS);
                    if at_once {
                        main.parker.interrupt(self);
                    }
                }
            }
        }
    }
}

/// A thread of ours that sends SIGALRM when it is time, again and again if it is to, until another alarm is
/// set or the process is over.
fn send_alarms<M: Memory + Send>(run: &Arc<Run<M>>, process: ProcessId, number: u64) {
    let run = run.clone();
    // It can wake whoever waits for ever: as long as it is there nothing is a deadlock.
    run.begins();
    let alarms = run.clone();
    let started = thread::Builder::new()
        .name(THREAD_NAME.to_owned())
        .spawn(move || {
            alarms.ring(process, number);
            alarms.is_gone();
        });
    if let Err(error) = started {
        let text = format!("the operating system lets no thread start: {error}; start fewer");
        run.finish(End::Limit { text });
        run.rests();
        run.is_gone();
    }
}

impl<M: Memory + Send> Run<M> {
    fn ring(&self, process: ProcessId, number: u64) {
        let main = self.kernel.lock().main_of(process);
        let mut recorder = Recorder::new(main, self.clock, self.desk.clone(), Arc::default());
        while self.wait_for_alarm(process, number) {
            let again = self.kernel.lock().alarm_rings(process);
            self.send(process, signal::ALRM, None, &mut recorder);
            recorder.hand_in();
            if !again {
                break;
            }
        }
        if self.rests() && self.end().is_none() {
            self.deadlock(&mut recorder);
        }
    }

    /// Whether it has come.
    fn wait_for_alarm(&self, process: ProcessId, number: u64) -> bool {
        /// Nothing is waited for longer without a look at the end of the run.
        const LONGEST: VirtualDuration = VirtualDuration::from_secs(3600);
        let mut kernel = self.kernel.lock();
        while !self.is_stopping()
            && let Some(at) = kernel.alarm(process, number)
        {
            let now = self.clock.now();
            if now >= at {
                return true;
            }
            let until = self.clock.instant(at.min(now + LONGEST));
            let until = until.expect("an hour from now can be told");
            self.alarms.wait_until(&mut kernel, until);
        }
        false
    }
}
