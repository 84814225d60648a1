//! Owns the run itself: what is due next, and a thread's progress while it has a core. Owns neither
//! the cores' rules (`cores`), nor the interpreter lock (`attaching`), nor blocking calls (`asks`).

use super::config::{End, LimitKind, Progress};
use super::machine;
use super::thread::Next;
use super::{Sim, Stepping};
use crate::base::{CoreId, InterpreterId, ProcessId, ThreadId, VirtualDuration, VirtualTime};
use crate::runtime::Poll;
use crate::trace::{Event, EventKind, SchedState, Trace};
use crate::vm::cx::KnownTime;
use crate::vm::interp::{Budget, Stop};
use crate::vm::lines::NO_CORE;
use crate::vm::memory::Memory;
use crate::vm::value::Value;

/// Something that is due.
#[derive(Clone, Copy, Debug)]
pub(super) enum Due {
    /// The core's thread has done the work it was charged for.
    Burst {
        core: CoreId,
        burst: u64,
    },
    /// A woken thread arrives at the idle core that was reserved for it.
    Arrive(CoreId),
    Tick(CoreId),
    Timer {
        thread: ThreadId,
        timer: u64,
    },
    /// A signal from elsewhere arrives.
    Signal {
        process: ProcessId,
        number: i32,
        by: ThreadId,
    },
    /// A process's timer goes off.
    Alarm {
        process: ProcessId,
        alarm: u64,
    },
    /// The alarm of an interpreter's lock model.
    ModelAlarm(InterpreterId),
    /// The trace catches up with what a thread's interpreter did ahead of time.
    Notices(ThreadId),
}

impl Sim {
    /// Runs until virtual time `t` (or a limit, or the end). Pausing changes nothing of what follows.
    pub fn run_until(&mut self, trace: &mut Trace, t: VirtualTime) -> Progress {
        self.boot(trace);
        self.pause_at = t.min(self.config.limits.until);
        while self.end.is_none() && !self.step_done() {
            if self.queue.next() > self.pause_at {
                if self.queue.next() == VirtualTime::NEVER && self.direct(trace) {
                    continue;
                }
                break;
            }
            match self.queue.pop() {
                Some((at, due)) => {
                    self.now = at;
                    self.process(trace, due);
                }
                None => break,
            }
        }
        self.settle(trace)
    }

    /// Runs until `thread` has executed exactly one more of CPython's instructions; the others proceed
    /// as they would. Ends early when the run does.
    pub fn step_instruction(&mut self, trace: &mut Trace, thread: ThreadId) -> Progress {
        let Some(t) = self.threads.get(thread.index()) else {
            return self.run_until(trace, self.now);
        };
        self.stepping = Some(Stepping {
            thread,
            from: t.interp.instructions,
            done: false,
        });
        let progress = self.run_until(trace, self.config.limits.until);
        self.stepping = None;
        progress
    }

    fn step_done(&self) -> bool {
        self.stepping.as_ref().is_some_and(|s| s.done)
    }

    /// What is true when the loop was left.
    fn settle(&mut self, trace: &mut Trace) -> Progress {
        if self.end.is_none() && !self.step_done() {
            if self.open_point().is_some() {
                // It stands still until somebody decides.
            } else if self.queue.next() == VirtualTime::NEVER && !self.can_be_directed() {
                self.deadlock(trace);
            } else {
                self.now = self.now.max(self.pause_at);
                if self.now >= self.config.limits.until {
                    let text = format!(
                        "stopped after {} of virtual time; allow more with --until",
                        VirtualDuration(self.now.nanos())
                    );
                    self.limit(LimitKind::Time, text);
                }
            }
        }
        trace.extend_to(self.now);
        if self.end.is_some() {
            self.tell_all(trace);
            Progress::Ended
        } else {
            Progress::Paused
        }
    }

    pub(super) fn limit(&mut self, kind: LimitKind, text: String) {
        self.end.get_or_insert(End::Limit { kind, text });
    }

    fn process(&mut self, trace: &mut Trace, due: Due) {
        match due {
            Due::Burst { core, burst } => {
                if self.cores[core.index()].burst == burst
                    && let Some(thread) = self.cores[core.index()].current
                {
                    self.account(core);
                    self.threads[thread.index()].burst = VirtualDuration::ZERO;
                    self.advance(trace, core, thread);
                }
            }
            Due::Arrive(core) => self.arrive(trace, core),
            Due::Tick(core) => self.tick(trace, core),
            Due::Timer { thread, timer } => {
                if self.threads[thread.index()].timer == timer {
                    self.timer_interrupt(trace, thread);
                }
            }
            Due::Signal {
                process,
                number,
                by,
            } => self.signal_due(trace, process, number, by),
            Due::Alarm { process, alarm } => self.alarm_due(trace, process, alarm),
            Due::ModelAlarm(interpreter) => self.model_alarm(trace, interpreter),
            Due::Notices(thread) => self.catch_up(trace, thread),
        }
    }

    /// Lets the thread on the core go on until it has work to be charged for that lasts beyond the
    /// next thing due, or loses the core.
    fn advance(&mut self, trace: &mut Trace, core: CoreId, thread: ThreadId) {
        loop {
            self.take_step(trace, thread);
            if self.is_held(thread) {
                return;
            }
            if self.end.is_some() || self.cores[core.index()].current != Some(thread) {
                return;
            }
            let done_at = self.now + self.threads[thread.index()].burst;
            if done_at >= self.queue.next() || done_at > self.pause_at {
                self.schedule_burst(core);
                return;
            }
            self.consume(core);
            self.check_limits(trace);
            if self.end.is_some() || self.step_done() {
                self.schedule_burst(core);
                return;
            }
        }
    }

    fn take_step(&mut self, trace: &mut Trace, thread: ThreadId) {
        let t = &mut self.threads[thread.index()];
        match std::mem::replace(&mut t.next, Next::Python) {
            Next::Boot => {
                t.burst += self.config.system().thread_boot;
                t.next = Next::Attach;
            }
            Next::Attach => self.attach(trace, thread),
            Next::TimedOut => self.timed_out(trace, thread),
            Next::Resume => self.resume(trace, thread),
            Next::Python => self.python(trace, thread),
            Next::Handle(stop) => self.handle(trace, thread, stop),
            Next::Answer(value) => {
                self.set_native(trace, thread, false);
                self.answer(thread, value);
            }
            Next::Spawn(spawn) => self.spawn(trace, thread, &spawn),
            Next::Birth(birth) => self.give_birth(trace, thread, birth),
            Next::Begin => self.begin(trace, thread),
            Next::Halted => self.halted(trace, thread),
            Next::StartWorld => self.start_the_world(trace, thread),
            Next::Finish => self.finish(trace, thread),
            Next::End => self.exit(trace, thread, None),
        }
    }

    pub(super) fn answer(&mut self, thread: ThreadId, value: Value) {
        let t = &mut self.threads[thread.index()];
        t.interp.answer(value);
        t.next = Next::Python;
    }

    /// Runs the interpreter of an attached thread and charges what it did.
    fn python(&mut self, trace: &mut Trace, thread: ThreadId) {
        let next_due = self.next_concern(thread);
        let budget = self.budget(thread, next_due);
        let now = self.now;
        let core = match self.core_of(thread) {
            Some(core) if self.directed.is_none() => core.0,
            _ => NO_CORE,
        };
        let undisturbed = self.next_tick(thread).nanos();
        let t = &mut self.threads[thread.index()];
        t.interp.known = KnownTime {
            core,
            undisturbed,
            zero: t.interp.clock - t.carry,
            nanos: (now + t.burst).nanos(),
            until: next_due.nanos(),
        };
        let (clock, carry, executed) = (t.interp.clock, t.carry, t.interp.instructions);
        let ticks = t.interp.ticks;
        let home = &mut self.interpreters[t.home.index()];
        let stop = t.interp.run(&mut home.mem, &budget);
        if home.model.ticks().is_some() {
            home.countdown = Some(budget.ticks.saturating_sub(t.interp.ticks - ticks));
        }
        if self.directed.is_some() {
            self.use_grant();
        }
        let t = &mut self.threads[thread.index()];
        let worked = t.interp.clock - clock + carry;
        t.burst += VirtualDuration(worked / 1000);
        t.carry = worked % 1000;
        self.instructions += t.interp.instructions - executed;
        t.next = Next::Handle(stop);
        if !t.interp.log.is_empty() {
            let next_due = self.queue.next();
            self.note(trace, thread, clock - carry, next_due);
        }
    }

    fn budget(&self, thread: ThreadId, next_due: VirtualTime) -> Budget {
        let t = &self.threads[thread.index()];
        let zero = t.interp.clock - t.carry;
        let clock_at = |time: VirtualTime| {
            let ahead = time.since(self.now).nanos().saturating_mul(1000);
            zero.saturating_add(ahead)
        };
        let single_step = self.stepping.as_ref().is_some_and(|s| s.thread == thread);
        if let Some((deadline, shared_limit)) = self.directed_limits(thread) {
            return Budget {
                deadline,
                ticks: u64::MAX,
                shared_limit,
                single_step,
            };
        }
        let (due, shared_limit) = if self.is_exclusive(thread) {
            (next_due, u64::MAX)
        } else {
            // Others may act from the next thing due on; until then this thread is the first in time.
            let limit = clock_at(next_due).saturating_sub(1).max(t.interp.clock);
            let ahead = self.now + machine::LOOKAHEAD;
            (ahead.min(self.next_tick(thread)), limit)
        };
        // Set already: while the thread was at something that is no check point.
        let home = self.home(thread);
        let every = home.model.ticks();
        let asked = every.is_none() && home.model.poll(thread) != Poll::GoOn;
        let stops_from = self.stops_from(thread);
        let set = asked || self.has_signal(thread) || stops_from <= self.now;
        let look_at = if home.has_gil {
            u64::MAX
        } else {
            t.young.look_at
        };
        let due = due.min(self.next_signal(thread)).min(stops_from);
        Budget {
            deadline: if set || self.notes_checks() {
                0
            } else {
                clock_at(due.min(self.pause_at))
                    .min(t.next_chunk)
                    .min(look_at)
            },
            ticks: every.map_or(u64::MAX, |every| home.countdown.unwrap_or(u64::from(every))),
            shared_limit,
            single_step,
        }
    }

    /// What the interpreter noticed: what lies before the next thing due is recorded at once, the rest
    /// when its time comes. `zero` is the clock at the present moment.
    fn note(&mut self, trace: &mut Trace, thread: ThreadId, zero: u64, next_due: VirtualTime) {
        let t = &mut self.threads[thread.index()];
        let log = std::mem::take(&mut t.interp.log);
        for (clock, notice) in log {
            let at = self.now + VirtualDuration((clock - zero) / 1000);
            let t = &mut self.threads[thread.index()];
            if at < next_due && at <= self.pause_at && t.notices.is_empty() {
                self.record(trace, at, thread, notice);
                continue;
            }
            if t.notices.is_empty() {
                self.queue.push(at, 0, Due::Notices(thread));
            }
            self.threads[thread.index()].notices.push_back((at, notice));
        }
    }

    fn catch_up(&mut self, trace: &mut Trace, thread: ThreadId) {
        while let Some((at, notice)) = self.threads[thread.index()].notices.pop_front() {
            if at > self.now {
                self.queue.push(at, 0, Due::Notices(thread));
                self.threads[thread.index()]
                    .notices
                    .push_front((at, notice));
                return;
            }
            self.record(trace, self.now, thread, notice);
        }
    }

    /// The thread goes to another interpreter: what it noticed in this one is recorded before.
    pub(super) fn settle_notices(&mut self, trace: &mut Trace, thread: ThreadId) {
        while let Some((at, notice)) = self.threads[thread.index()].notices.pop_front() {
            self.record(trace, at.min(self.now), thread, notice);
        }
    }

    /// The interpreter stopped, and the time it took is over.
    fn handle(&mut self, trace: &mut Trace, thread: ThreadId, stop: Stop) {
        self.look_at_step(thread);
        self.see_to_memory(thread);
        self.end_native(trace, thread);
        match stop {
            Stop::EvalBreaker => {
                self.note_check(trace, thread);
                self.poll(trace, thread);
            }
            Stop::SharedAccess if self.is_directed() => self.at_point(trace, thread, stop),
            Stop::SharedAccess | Stop::Stepped | Stop::Worked => {}
            Stop::Ask(ask) => self.ask(trace, thread, ask),
            Stop::Done(value) if self.is_visiting(thread) => {
                self.leave_interpreter(trace, thread, Some(value));
            }
            Stop::Raised(_) if self.is_visiting(thread) => {
                self.leave_interpreter(trace, thread, None);
            }
            Stop::Done(_) => self.returned(thread),
            Stop::Raised(exception) => self.raised(trace, thread, exception),
        }
    }

    fn look_at_step(&mut self, thread: ThreadId) {
        let instructions = self.threads[thread.index()].interp.instructions;
        if let Some(stepping) = &mut self.stepping
            && stepping.thread == thread
            && instructions > stepping.from
        {
            stepping.done = true;
        }
    }

    /// At fixed points of each thread's own clock: is there too much in memory?
    fn see_to_memory(&mut self, thread: ThreadId) {
        let t = &mut self.threads[thread.index()];
        if t.interp.clock < t.next_chunk {
            return;
        }
        t.next_chunk = (t.interp.clock / machine::CHUNK_PS + 1) * machine::CHUNK_PS;
        if self.mem(thread).wants_collection() {
            self.collect(self.threads[thread.index()].home);
        }
        self.check_memory();
    }

    pub(super) fn check_memory(&mut self) {
        let limit = self.config.limits.memory_bytes;
        if self.bytes() > limit {
            // What nobody holds is there or not, depending on when somebody looked.
            for home in 0..self.interpreters.len() {
                self.collect(InterpreterId(home as u32));
            }
        }
        if self.bytes() > limit {
            let text = format!(
                "stopped: the program's objects take more than {} MiB; make it keep less",
                limit >> 20
            );
            self.limit(LimitKind::Memory, text);
        }
    }

    pub(super) fn collect(&mut self, home: InterpreterId) {
        let mut roots = Vec::new();
        for thread in &self.threads {
            thread.roots(home, &mut |value| roots.push(value));
        }
        let home = &mut self.interpreters[home.index()];
        roots.extend(home.handlers.values().copied());
        roots.extend(home.lane_names.keys().map(|id| Value::Obj(*id)));
        home.mem.collect(&mut roots.into_iter());
    }

    fn check_limits(&mut self, trace: &Trace) {
        let limits = self.config.limits;
        if self.instructions > limits.instructions {
            let text = format!(
                "stopped after {} million instructions; the program may never end: give it less \
                 to do, or see its beginning with --until",
                limits.instructions / 1_000_000
            );
            self.limit(LimitKind::Instructions, text);
        }
        if trace.events().len() > limits.events {
            let text = format!(
                "stopped after {} events in the trace; run less of the program with --until",
                limits.events
            );
            self.limit(LimitKind::Events, text);
        }
    }

    pub(super) fn emit(&mut self, trace: &mut Trace, thread: ThreadId, kind: EventKind) {
        self.emit_at(trace, self.now, thread, kind);
    }

    pub(super) fn emit_at(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        thread: ThreadId,
        kind: EventKind,
    ) {
        self.written = trace.write(self.written, Event { at, thread, kind });
    }

    pub(super) fn emit_state(&mut self, trace: &mut Trace, thread: ThreadId) {
        let place = self.place_of(trace, thread);
        let t = &mut self.threads[thread.index()];
        t.place = place;
        let state = t.state();
        self.emit(trace, thread, EventKind::State(state));
    }

    pub(super) fn set_sched(&mut self, trace: &mut Trace, thread: ThreadId, sched: SchedState) {
        self.threads[thread.index()].sched = sched;
        self.emit_state(trace, thread);
    }

    pub(super) fn set_native(&mut self, trace: &mut Trace, thread: ThreadId, native: bool) {
        if self.threads[thread.index()].native != native {
            self.threads[thread.index()].native = native;
            self.emit_state(trace, thread);
        }
    }
}
