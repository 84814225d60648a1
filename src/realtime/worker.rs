//! Owns one Python thread on one thread of the operating system: running Python in stretches short enough
//! that whoever asks is heard, letting go, and coming back. Owns no answer to what the thread asks (`asks`).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::breaker::{DROP_REQUEST, OVER, PLEASE_STOP, SIGNALS};
use super::config::End;
use super::gil::Holder;
use super::interpreters::Outside;
use super::machine;
use super::parker::Woken;
use super::recorder::{Recorder, Spot, What};
use super::run::{Awaited, Process, Run, Thread, Waiting};
use super::signals::PutOff;
use crate::base::{LockId, ObjId, ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{BlockReason, DetachReason};
use crate::vm::cx::{KnownTime, Notice};
use crate::vm::interp::{Budget, Interp, Stop};
use crate::vm::memory::Memory;
use crate::vm::native::Raise;
use crate::vm::value::Value;

/// The modelled work, in picoseconds, between two looks at the eval breaker: some 20 µs of real time, 250
/// times in a switch interval. CPython looks at every check point, which costs it a load; leaving the
/// instruction loop costs us more.
const STRETCH: u64 = 80_000_000;

/// A stretch that takes much longer than that, in nanoseconds, since others want the same objects, is
/// shortened.
const SOON: u64 = 50_000;

/// A thread that computes tells so often how long it has been on a core.
const TELL: VirtualDuration = VirtualDuration::from_millis(1);

/// Why a thread does not come back from where it has been.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gone {
    /// It must go away at once: the run or its process is over.
    ForEver,
    /// From a wait, to call the handler of a signal; only the main thread. It is detached.
    ForSignal,
}

/// What the main thread is running.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// The program's module; of another thread what it was started for.
    Program,
    /// The report of an exception that left it.
    Report,
    /// `threading._shutdown`: waits for the other threads.
    Shutdown,
    /// The functions that `atexit` was given.
    AtExit,
    Over,
}

pub(super) struct Worker<M: Memory> {
    pub(super) run: Arc<Run<M>>,
    pub(super) process: Arc<Process<M>>,
    pub(super) me: Arc<Thread<M>>,
    pub(super) holder: Holder,
    pub(super) recorder: Recorder,
    /// While it runs Python.
    inside: Option<(Box<M>, Box<Interp<M>>)>,
    pub(super) handle: Option<ObjId>,
    pub(super) is_main: bool,
    pub(super) phase: Phase,
    pub(super) exit_code: i32,
    /// By a signal that its end is to look like.
    pub(super) killed: Option<i32>,
    /// Clock of the next look at the eval breaker, and when it was at which last.
    deadline: u64,
    seen: (VirtualTime, u64),
    /// When it told last how long it has been on a core.
    told: VirtualTime,
    /// Calls that signals have interrupted, the innermost last.
    pub(super) put_off: Vec<PutOff>,
    /// Native code of the user's own, which no signal interrupts, waits.
    pub(super) deaf: bool,
    /// Where it has come from, while it is in another interpreter.
    pub(super) outside: Vec<Outside<M>>,
    /// What it has come there for, while the module is imported that takes it.
    pub(super) arriving: Option<Arc<[u8]>>,
    /// Locks it has met; whether they have a lane.
    pub(super) lanes: BTreeMap<LockId, bool>,
}

impl<M: Memory + Send> Worker<M> {
    pub(super) fn new(run: Arc<Run<M>>, process: Arc<Process<M>>, me: Arc<Thread<M>>) -> Self {
        let holder = Holder {
            thread: me.id,
            breaker: me.breaker.clone(),
        };
        Self {
            recorder: Recorder::new(me.id, run.clock, run.desk.clone(), me.told.clone()),
            run,
            process,
            me,
            holder,
            inside: None,
            handle: None,
            is_main: false,
            phase: Phase::Program,
            exit_code: 0,
            killed: None,
            deadline: STRETCH,
            seen: (VirtualTime::ZERO, 0),
            told: VirtualTime::ZERO,
            put_off: Vec::new(),
            deaf: false,
            outside: Vec::new(),
            arriving: None,
            lanes: BTreeMap::new(),
        }
    }

    pub(super) fn id(&self) -> ThreadId {
        self.me.id
    }

    pub(super) fn mem(&mut self) -> &mut M {
        &mut self.inside.as_mut().expect("it is attached").0
    }

    pub(super) fn interp(&mut self) -> &mut Interp<M> {
        &mut self.inside.as_mut().expect("it is attached").1
    }

    pub(super) fn both(&mut self) -> (&mut M, &mut Interp<M>) {
        let (mem, interp) = self.inside.as_mut().expect("it is attached");
        (mem, interp)
    }

    pub(super) fn memory_and_recorder(&mut self) -> (&mut M, &mut Recorder) {
        let (mem, _) = self.inside.as_mut().expect("it is attached");
        (mem, &mut self.recorder)
    }

    /// All of the thread's life, on its own thread of the operating system.
    pub(super) fn live(&mut self) {
        self.recorder.resumes();
        let done = self.work();
        let executed = self.inside.as_ref().map(|(_, interp)| interp.instructions);
        if let Some(executed) = executed {
            self.run.instructions.fetch_add(executed, Ordering::Relaxed);
        }
        let ended = done.is_ok();
        if ended {
            self.mark_done();
        }
        if self.inside.is_some() {
            self.let_go_for_good();
        }
        while !self.outside.is_empty() {
            self.go_outside();
        }
        self.tell_time_on_core();
        self.recorder.exits();
        self.leave(ended);
    }

    fn work(&mut self) -> Result<(), Gone> {
        if self.run.stopping.load(Ordering::SeqCst) {
            return Err(Gone::ForEver);
        }
        self.attach()?;
        loop {
            let more = match self.python() {
                Stop::EvalBreaker => self.check().map(|()| true)?,
                Stop::Ask(ask) => {
                    self.ask(ask)?;
                    self.heed_signals();
                    true
                }
                Stop::Done(value) if !self.outside.is_empty() => {
                    self.leave_interpreter(Some(value)).map(|()| true)?
                }
                Stop::Raised(_) if !self.outside.is_empty() => {
                    self.leave_interpreter(None).map(|()| true)?
                }
                Stop::Done(_) => self.returned(),
                Stop::Raised(exception) => self.raised(exception),
                Stop::SharedAccess | Stop::Stepped | Stop::Worked => true,
            };
            if !more {
                return Ok(());
            }
        }
    }

    fn python(&mut self) -> Stop {
        let budget = Budget {
            deadline: self.deadline,
            ..Budget::UNLIMITED
        };
        let (mem, interp) = self.both();
        // Every question about the time is asked.
        interp.known = KnownTime::default();
        let stop = interp.run(mem, &budget);
        if !interp.log.is_empty() {
            self.notices();
        }
        stop
    }

    /// What the interpreter noticed on the way, with the moments between two looks at the clock.
    fn notices(&mut self) {
        let now = self.recorder.now();
        let (since, before) = self.seen;
        let interp = self.interp();
        let clock = interp.clock;
        let log = std::mem::take(&mut interp.log);
        let passed = u128::from(now.since(since).nanos());
        let work = u128::from(clock.saturating_sub(before).max(1));
        let native = log.iter().any(|(_, what)| *what == Notice::Native);
        for (at, what) in log {
            let share = passed * u128::from(at.saturating_sub(before)) / work;
            let at = VirtualTime(since.nanos() + share as u64).min(now);
            self.notice(at, what);
        }
        if native {
            self.recorder.note_at(now, What::Native(false), None);
        }
        self.seen = (now, clock);
    }

    /// A signal that a call has brought is handled right after it, not some check points later.
    fn heed_signals(&mut self) {
        if self.is_main && self.me.breaker.is_set(SIGNALS) {
            self.deadline = self.interp().clock;
        }
    }

    /// A check point, `STRETCH` after the last: the eval breaker.
    fn check(&mut self) -> Result<(), Gone> {
        let now = self.recorder.look();
        if now.since(self.told) > TELL {
            self.told = now;
            self.tell_time_on_core();
        }
        self.look_again(now);
        let process = self.process.clone();
        process.access.look(self.mem());
        let bits = self.me.breaker.bits();
        if bits != 0 {
            self.handle_pending(bits)?;
        }
        self.see_to_memory()
    }

    /// How long it has been on a core, for whoever asks for the time of the process.
    pub(super) fn tell_time_on_core(&self) {
        let time = machine::time_on_core(self.recorder.now());
        self.me.on_core.store(time, Ordering::Relaxed);
    }

    fn look_again(&mut self, now: VirtualTime) {
        let clock = self.interp().clock;
        let (since, before) = self.seen;
        let passed = u128::from(now.since(since).nanos().max(1));
        let in_time = u128::from(clock.saturating_sub(before)) * u128::from(SOON) / passed;
        let stretch = in_time.clamp(u128::from(STRETCH / 64), u128::from(STRETCH));
        self.look_after(now, stretch as u64);
    }

    fn look_after(&mut self, now: VirtualTime, stretch: u64) {
        let clock = self.interp().clock;
        self.seen = (now, clock);
        self.deadline = clock.saturating_add(stretch);
    }

    /// `_Py_HandlePending`.
    fn handle_pending(&mut self, bits: u32) -> Result<(), Gone> {
        if bits & OVER != 0 {
            return Err(Gone::ForEver);
        }
        if bits & SIGNALS != 0 && self.is_main {
            self.call_handler(None)?;
        }
        if bits & (DROP_REQUEST | PLEASE_STOP) != 0 {
            self.me.breaker.clear(PLEASE_STOP);
            self.detach(DetachReason::DropRequest);
            self.attach()?;
        }
        Ok(())
    }

    fn see_to_memory(&mut self) -> Result<(), Gone> {
        let limit = self.run.config.limits.memory_bytes;
        if self.mem().wants_collection() || self.count_bytes() > limit {
            self.collect();
            if self.count_bytes() > limit {
                let text = format!(
                    "stopped: the program's objects take more than {} MiB; make it keep less",
                    limit >> 20
                );
                self.run.finish(End::Limit { text });
                return Err(Gone::ForEver);
            }
        }
        Ok(())
    }

    /// Of all processes.
    fn count_bytes(&mut self) -> usize {
        let bytes = self.mem().bytes();
        self.run.count(&self.process, bytes)
    }

    /// With the interpreter's lock held all others have left their state where it can be seen.
    pub(super) fn collect(&mut self) {
        let mut roots = Vec::new();
        for thread in self.process.threads.lock().iter() {
            if let Some(interp) = &*thread.interp.lock() {
                interp.roots(&mut |value| roots.push(value));
            }
        }
        self.interp().roots(&mut |value| roots.push(value));
        {
            let home = self.process.home.lock();
            roots.extend(home.handlers.values().copied());
            let objects = home.lane_names.keys().chain(&home.put_off);
            roots.extend(objects.map(|id| Value::Obj(*id)));
        }
        roots.extend(self.process.parked.locks().into_iter().map(Value::Obj));
        roots.extend(self.handle.map(Value::Obj));
        self.mem().collect(&mut roots.into_iter());
    }

    /// Everybody else has let go when this returns, until [`Self::start_the_world`].
    pub(super) fn stop_the_world(&mut self) -> Result<(), Gone> {
        let process = self.process.clone();
        let me = self.me.id;
        let asked = self.process.clone();
        let ask = move || {
            for thread in asked.threads.lock().iter() {
                if thread.id != me {
                    thread.breaker.set(PLEASE_STOP);
                }
            }
        };
        while !process.access.stop_the_world(&self.holder, &ask) {
            self.detach(DetachReason::DropRequest);
            self.attach()?;
        }
        Ok(())
    }

    pub(super) fn start_the_world(&mut self) {
        self.process.access.start_the_world();
    }

    /// `take_gil`, or what the runtime has for it.
    pub(super) fn attach(&mut self) -> Result<(), Gone> {
        let process = self.process.clone();
        let mem = process.access.attach(&self.holder, &mut self.recorder);
        let mem = mem.ok_or(Gone::ForEver)?;
        let interp = self.me.interp.lock().take();
        self.inside = Some((mem, interp.expect("it left its state here")));
        let now = self.recorder.now();
        self.look_after(now, STRETCH);
        if self.me.breaker.is_set(OVER) {
            return Err(Gone::ForEver);
        }
        Ok(())
    }

    /// `drop_gil`.
    pub(super) fn detach(&mut self, why: DetachReason) {
        let spot = self.spot();
        if why == DetachReason::Blocking {
            self.tell_time_on_core();
        }
        let (mem, interp) = self.inside.take().expect("it is attached");
        *self.me.interp.lock() = Some(interp);
        let process = self.process.clone();
        process
            .access
            .detach(&self.holder, mem, why, spot, &mut self.recorder);
    }

    /// `drop_gil`, never to come back: what it has left to do in this interpreter is forgotten.
    pub(super) fn let_go_for_good(&mut self) {
        let (mem, interp) = self.inside.take().expect("it is attached");
        drop(interp);
        let (process, why) = (self.process.clone(), DetachReason::Exit);
        process
            .access
            .detach(&self.holder, mem, why, None, &mut self.recorder);
    }

    /// Where it is in the program.
    pub(super) fn spot(&mut self) -> Option<Spot> {
        let (mem, interp) = self.both();
        let (code, line) = interp.user_place(mem)?;
        Some((code.source.name.clone(), line))
    }

    /// Detached: waits until somebody wakes it, or until the deadline (`None`).
    pub(super) fn block(
        &mut self,
        reason: BlockReason,
        awaited: Option<Awaited>,
        until: Option<VirtualTime>,
    ) -> Result<Option<Woken>, Gone> {
        self.recorder.blocks(reason);
        self.recorder.rests();
        let deadline = until.and_then(|until| self.run.clock.instant(until));
        {
            let mut waiting = self.me.waiting.lock();
            waiting.what = awaited;
            waiting.interpreter = self.process.number;
        }
        let woken = self.park(deadline);
        if woken == Some(Woken::Alone) {
            let run = self.run.clone();
            run.deadlock(&mut self.recorder);
            return Err(Gone::ForEver);
        }
        self.recorder.resumes();
        *self.me.waiting.lock() = Waiting::default();
        match woken {
            Some(Woken::Over) => Err(Gone::ForEver),
            Some(Woken::Signal) => Err(Gone::ForSignal),
            woken => Ok(woken),
        }
    }

    fn park(&self, deadline: Option<std::time::Instant>) -> Option<Woken> {
        // A signal that came before the thread was ready to be woken has left its mark.
        if self.is_main && !self.deaf && self.me.breaker.is_set(SIGNALS) {
            return Some(Woken::Signal);
        }
        loop {
            let woken = self.me.parker.park(deadline, &*self.run);
            if woken != Some(Woken::Signal) || !self.deaf {
                return woken;
            }
        }
    }

    /// For the words about a deadlock: where it will wait. While still attached.
    pub(super) fn will_wait_here(&mut self) {
        let spot = self.spot();
        self.me.waiting.lock().spot = spot;
    }

    pub(super) fn answer(&mut self, value: Value) {
        self.interp().answer(value);
    }

    pub(super) fn answer_error(&mut self, raise: Raise) {
        self.interp().answer_error(raise);
    }
}
