//! Owns signals: sending, the kernel's default actions, timers that send SIGALRM, and handlers in
//! Python, which the main thread runs at its eval breaker or out of an interrupted call (PEP 475).
//! Owns no Python: handlers are called by the library's own function (`signal`).

use std::collections::{BTreeMap, BTreeSet};

use super::super::cores::Waker;
use super::{Errno, Reply};
use crate::base::{ProcessId, ThreadId, VirtualDuration, VirtualTime};
use crate::sim::Sim;
use crate::sim::kernel::Due;
use crate::sim::machine;
use crate::sim::process::Life;
use crate::sim::thread::{Next, Op, Outcome};
use crate::trace::{BlockReason, DetachReason, SchedState, Trace};
use crate::vm::exceptions;
use crate::vm::native::Raise;
use crate::vm::system_call::{Disposition, Number, signal};
use crate::vm::types;
use crate::vm::value::Value;

/// A process's signals.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Signals {
    /// What was set; others have their default.
    set: BTreeMap<i32, Disposition>,
    /// Arrived, with a handler in Python that has not been called yet.
    pending: BTreeSet<i32>,
    /// Arrived while all threads held them back.
    pub(super) held_back: BTreeSet<i32>,
    /// Sent by others and on their way: when each arrives.
    under_way: Vec<VirtualTime>,
    alarm: Option<Alarm>,
    /// Alarms that were set so far: those that go off for an older one are stale.
    alarms: u64,
    /// `set_wakeup_fd`.
    pub(super) wakeup: Option<Number>,
}

#[derive(Clone, Copy, Debug)]
struct Alarm {
    at: VirtualTime,
    interval: VirtualDuration,
}

impl Signals {
    fn disposition(&self, number: i32) -> Disposition {
        let default = match number {
            // CPython handles SIGINT and ignores SIGPIPE from its start on.
            signal::INT => Disposition::Handle,
            signal::PIPE | signal::XFSZ => Disposition::Ignore,
            _ => Disposition::Default,
        };
        self.set.get(&number).copied().unwrap_or(default)
    }

    /// What a forked process inherits: dispositions, neither pending signals nor timers.
    pub(super) fn inherited(&self) -> Self {
        Self {
            set: self.set.clone(),
            wakeup: self.wakeup,
            ..Self::default()
        }
    }

    /// The first moment at which a signal may arrive.
    fn next(&self) -> VirtualTime {
        let under_way = self.under_way.iter().copied();
        under_way
            .chain(self.alarm.map(|alarm| alarm.at))
            .fold(VirtualTime::NEVER, VirtualTime::min)
    }
}

impl Sim {
    fn signals(&mut self, process: ProcessId) -> &mut Signals {
        &mut self.processes[process.index()].signals
    }

    /// Whether the main thread has a handler to call.
    pub(in crate::sim) fn has_signal(&self, thread: ThreadId) -> bool {
        let process = self.process_of(thread);
        let process = &self.processes[process.index()];
        !process.signals.pending.is_empty() && self.is_main(thread)
    }

    /// Up to when the main thread may run without a look at its eval breaker for signals' sake.
    pub(in crate::sim) fn next_signal(&self, thread: ThreadId) -> VirtualTime {
        let process = self.process_of(thread);
        self.processes[process.index()].signals.next()
    }

    pub(super) fn kill(
        &mut self,
        trace: &mut Trace,
        by: ThreadId,
        pid: Number,
        number: i32,
    ) -> Reply {
        if !(0..=signal::LAST).contains(&number) {
            return Reply::Error(Errno::Invalid);
        }
        let targets: Vec<ProcessId> = (0..self.processes.len())
            .map(|at| ProcessId(at as u32))
            // 0 is the process group of the caller: all that the program has started.
            .filter(|p| pid == 0 || self.number(*p) == pid)
            .filter(|p| self.processes[p.index()].life != Life::Gone)
            .collect();
        if targets.is_empty() {
            return Reply::Error(Errno::NoProcess);
        }
        let own = self.process_of(by);
        for target in targets {
            if number == 0 || self.processes[target.index()].life != Life::Alive {
                continue;
            }
            // Under the main thread's GIL the others do not run meanwhile: nobody is ahead.
            let under_gil = self.is_exclusive(by) && self.home(by).number == 0;
            if target == own && (self.is_main(by) || under_gil) {
                self.arrive_signal(trace, by, target, number);
            } else {
                let at = self.now + self.signal_latency(target);
                self.signals(target).under_way.push(at);
                let process = target;
                self.queue.push(
                    at,
                    0,
                    Due::Signal {
                        process,
                        number,
                        by,
                    },
                );
            }
        }
        Reply::None
    }

    /// Not shorter than any thread may run ahead.
    fn signal_latency(&self, to: ProcessId) -> VirtualDuration {
        match self.interpreters[self.processes[to.index()].interpreter.index()].has_gil {
            true => machine::SIGNAL_LATENCY,
            false => machine::LOOKAHEAD,
        }
    }

    /// A signal that was sent from elsewhere is there.
    pub(in crate::sim) fn signal_due(
        &mut self,
        trace: &mut Trace,
        process: ProcessId,
        number: i32,
        by: ThreadId,
    ) {
        let now = self.now;
        self.signals(process).under_way.retain(|at| *at != now);
        if self.processes[process.index()].life == Life::Alive {
            self.arrive_signal(trace, by, process, number);
        }
    }

    pub(super) fn arrive_signal(
        &mut self,
        trace: &mut Trace,
        by: ThreadId,
        process: ProcessId,
        number: i32,
    ) {
        if number != signal::KILL && self.hold_back(trace, by, process, number) {
            return;
        }
        let main = self.main_of(process);
        self.act_on_signal(trace, by, process, number, main);
    }

    /// What a signal does that `target` does not hold back.
    pub(super) fn act_on_signal(
        &mut self,
        trace: &mut Trace,
        by: ThreadId,
        process: ProcessId,
        number: i32,
        target: ThreadId,
    ) {
        match self.signals(process).disposition(number) {
            Disposition::Ignore if number != signal::KILL => {}
            Disposition::Handle => self.handle_signal(trace, by, process, number, target),
            _ if signal::IGNORED.contains(&number) => {}
            _ => self.kill_process(trace, by, process, number),
        }
    }

    /// `_thread.interrupt_main`: what has no handler in Python is left alone.
    pub(super) fn interrupt_main(&mut self, trace: &mut Trace, by: ThreadId, number: i32) {
        let process = self.process_of(by);
        if self.signals(process).disposition(number) == Disposition::Handle {
            let main = self.main_of(process);
            self.handle_signal(trace, by, process, number, main);
        }
    }

    pub(super) fn main_of(&self, process: ProcessId) -> ThreadId {
        let home = self.processes[process.index()].interpreter;
        self.interpreters[home.index()].main
    }

    /// CPython's C handler, in the thread that the signal came to: notes the signal. The main thread's
    /// call is interrupted if it is that one; the handler in Python is the main thread's in any case.
    fn handle_signal(
        &mut self,
        trace: &mut Trace,
        by: ThreadId,
        process: ProcessId,
        number: i32,
        target: ThreadId,
    ) {
        self.signals(process).pending.insert(number);
        if let Some(fd) = self.signals(process).wakeup {
            self.write_wakeup(trace, by, process, fd, number as u8);
        }
        if target == self.main_of(process) {
            self.interrupt_call(trace, target);
        }
    }

    /// The main thread's call ends early, for a handler to be called; not its wait for the GIL.
    pub(in crate::sim) fn interrupt_call(&mut self, trace: &mut Trace, main: ThreadId) {
        let home = self.threads[main.index()].home;
        let t = &mut self.threads[main.index()];
        let SchedState::Blocked(reason) = t.sched else {
            return;
        };
        if matches!(
            reason,
            BlockReason::Gil(_) | BlockReason::GilSwitch(_) | BlockReason::StopTheWorld { .. }
        ) {
            return;
        }
        // Native code of the user's own goes on after a signal.
        if matches!(t.op, Some(Op::Wait { .. } | Op::Crew(_))) {
            return;
        }
        t.interrupted = true;
        t.next = Next::Attach;
        match &mut t.op {
            Some(Op::Lock(wait)) => {
                wait.outcome = Outcome::Parked;
                let lock = wait.lock;
                self.leave_lock(main, home, lock);
            }
            Some(Op::Join { .. } | Op::JoinAll) => {
                for t in &mut self.threads {
                    t.joiners.retain(|joiner| *joiner != main);
                }
            }
            _ => self.forget_sleeper(main),
        }
        self.cancel_timer(main);
        self.make_runnable(trace, main, Waker::Thread);
    }

    /// Calls the handler of the first signal that has arrived; what the thread was doing goes on after.
    pub(in crate::sim) fn call_handler(&mut self, thread: ThreadId, interrupted: Option<Op>) {
        let process = self.process_of(thread);
        let number = self.signals(process).pending.pop_first();
        let number = number.expect("only a signal that has arrived is handled");
        let home = &mut self.interpreters[self.threads[thread.index()].home.index()];
        let t = &mut self.threads[thread.index()];
        t.next = Next::Python;
        match home.handlers.get(&number).copied() {
            Some(handler) => {
                let asked = interrupted.is_some();
                t.put_off.extend(interrupted);
                let number = Value::Int(i64::from(number));
                let frame = t.interp.frame_object(&mut home.mem, 0);
                t.interp.interrupt(handler, vec![number, frame], asked);
            }
            None => {
                // `default_int_handler`: the only one without the module `signal`.
                let mem = &mut home.mem;
                let error = exceptions::new(mem, thread, types::KEYBOARD_INTERRUPT, Vec::new());
                t.interp.answer_error(Raise(error));
            }
        }
    }

    /// The handler of a signal that interrupted a call has returned: the call is made again, with what
    /// is left of its time.
    pub(in crate::sim) fn after_handler(&mut self, trace: &mut Trace, thread: ThreadId) {
        let op = self.threads[thread.index()].put_off.pop();
        match op.expect("a handler that ends was called") {
            Op::System(call) if call.is_pause() => self.answer(thread, Value::None),
            op => self.let_go(trace, thread, op, DetachReason::Blocking),
        }
    }

    pub(in crate::sim) fn set_handler(&mut self, thread: ThreadId, number: i32, callee: Value) {
        self.home_mut(thread).handlers.insert(number, callee);
        let process = self.process_of(thread);
        match self.dispose(process, number, Some(Disposition::Handle)) {
            Reply::Error(errno) => self.refuse(thread, errno),
            _ => self.answer(thread, Value::None),
        }
    }

    pub(super) fn dispose(
        &mut self,
        process: ProcessId,
        number: i32,
        set: Option<Disposition>,
    ) -> Reply {
        if !(1..=signal::LAST).contains(&number) {
            return Reply::Error(Errno::Invalid);
        }
        let fixed = number == signal::KILL || number == signal::STOP;
        let signals = self.signals(process);
        let old = signals.disposition(number);
        if let Some(set) = set {
            if fixed {
                return Reply::Error(Errno::Invalid);
            }
            signals.set.insert(number, set);
        }
        Reply::Int(old as i64)
    }

    /// `setitimer`: what was left of the old one and its interval, in nanoseconds.
    pub(super) fn set_alarm(
        &mut self,
        process: ProcessId,
        after: Option<VirtualDuration>,
        interval: VirtualDuration,
    ) -> Reply {
        let now = self.now;
        let signals = self.signals(process);
        let old = signals.alarm.map_or((0, 0), |alarm| {
            (alarm.at.since(now).nanos(), alarm.interval.nanos())
        });
        if let Some(after) = after {
            signals.alarms += 1;
            let alarm = signals.alarms;
            signals.alarm = (after > VirtualDuration::ZERO).then_some(Alarm {
                at: now + after,
                interval,
            });
            if after > VirtualDuration::ZERO {
                self.queue
                    .push(now + after, 0, Due::Alarm { process, alarm });
            }
        }
        Reply::Tuple(vec![old.0 as i64, old.1 as i64])
    }

    pub(in crate::sim) fn alarm_due(&mut self, trace: &mut Trace, process: ProcessId, alarm: u64) {
        let now = self.now;
        let signals = self.signals(process);
        if signals.alarms != alarm {
            return;
        }
        let Some(set) = signals.alarm else { return };
        signals.alarm = None;
        if self.processes[process.index()].life != Life::Alive {
            return;
        }
        if set.interval > VirtualDuration::ZERO {
            let at = now + set.interval;
            self.signals(process).alarm = Some(Alarm { at, ..set });
            self.queue.push(at, 0, Due::Alarm { process, alarm });
        }
        let main = self.main_of(process);
        self.arrive_signal(trace, main, process, signal::ALRM);
    }
}
