//! Owns how threads come by the right to run Python and give it up: the engine's side of the
//! `RuntimeModel` contract. Owns no rule: those are the model's.

use super::Sim;
use super::cores::Waker;
use super::kernel::Due;
use super::machine::{self, Noise};
use super::process::Life;
use super::thread::{Next, Op};
use crate::base::{InterpreterId, ThreadId, VirtualDuration, VirtualTime};
use crate::runtime::{Attach, Detach, Poll, RuntimeCtx, RuntimeModel};
use crate::trace::{
    AttachState, BlockReason, DetachReason, EventKind, SchedState, Trace, WakeCause,
};
use crate::vm::interp::Stop;

/// What a model asks for while it answers; done after it has answered.
struct Wishes<'a> {
    now: VirtualTime,
    noise: &'a mut Noise,
    events: Vec<(ThreadId, EventKind)>,
    wakes: Vec<(ThreadId, WakeCause)>,
    timeout: Option<(ThreadId, VirtualDuration)>,
    alarm: Option<VirtualDuration>,
    charges: Vec<(ThreadId, VirtualDuration)>,
}

impl RuntimeCtx for Wishes<'_> {
    fn now(&self) -> VirtualTime {
        self.now
    }

    fn wake(&mut self, thread: ThreadId, cause: WakeCause) {
        self.wakes.push((thread, cause));
    }

    fn set_timeout(&mut self, thread: ThreadId, after: VirtualDuration) {
        self.timeout = Some((thread, after));
    }

    fn set_alarm(&mut self, after: VirtualDuration) {
        self.alarm = Some(after);
    }

    fn charge(&mut self, thread: ThreadId, cost: VirtualDuration) {
        self.charges.push((thread, cost));
    }

    fn emit(&mut self, thread: ThreadId, event: EventKind) {
        self.events.push((thread, event));
    }

    fn chance(&mut self, permille: u32) -> bool {
        self.noise.chance(permille)
    }
}

impl Sim {
    /// Asks the model on behalf of `thread`. Whom it wishes to wake comes back too: waking may take the
    /// core away from `thread`, so it is done when `thread`'s own state is settled.
    pub(super) fn consult<T>(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        question: impl FnOnce(&mut dyn RuntimeModel, &mut dyn RuntimeCtx) -> T,
    ) -> (T, Vec<(ThreadId, WakeCause)>) {
        let home = self.threads[thread.index()].home;
        self.consult_of(trace, home, question)
    }

    fn consult_of<T>(
        &mut self,
        trace: &mut Trace,
        interpreter: InterpreterId,
        question: impl FnOnce(&mut dyn RuntimeModel, &mut dyn RuntimeCtx) -> T,
    ) -> (T, Vec<(ThreadId, WakeCause)>) {
        let home = &mut self.interpreters[interpreter.index()];
        let mut wishes = Wishes {
            now: self.now,
            noise: &mut self.noise,
            events: Vec::new(),
            wakes: Vec::new(),
            timeout: None,
            alarm: None,
            charges: Vec::new(),
        };
        let answer = question(home.model.as_mut(), &mut wishes);
        let Wishes {
            events,
            wakes,
            timeout,
            alarm,
            charges,
            ..
        } = wishes;
        for (who, event) in events {
            self.emit(trace, who, event);
        }
        for (who, cost) in charges {
            self.threads[who.index()].burst += cost;
        }
        if let Some(after) = alarm.filter(|_| !self.is_directed()) {
            let due = Due::ModelAlarm(interpreter);
            self.queue.push(self.now + after, 0, due);
        }
        if let Some((who, after)) = timeout {
            self.sleep_until(who, self.now + after);
        }
        (answer, wakes)
    }

    fn wake_all(&mut self, trace: &mut Trace, by: ThreadId, wakes: Vec<(ThreadId, WakeCause)>) {
        for (woken, cause) in wakes {
            if cause == WakeCause::GilReleased && self.home(by).model.signals_locked() {
                self.meet_at_mutex(by, woken);
            }
            self.wake(trace, by, woken, cause);
        }
    }

    /// Who gives up the GIL holds its mutex when it signals. Whoever is woken on the same core comes before
    /// the mutex is free, sleeps for it, and is woken again: two switches more.
    fn meet_at_mutex(&mut self, by: ThreadId, woken: ThreadId) {
        if self.core_of(by).is_some() && self.core_of(by) == self.would_share(woken) {
            let more = machine::CONTEXT_SWITCH;
            self.threads[woken.index()].burst += more + more;
        }
    }

    /// Whoever `thread` wakes before it blocks may come to a run queue that `thread` is in as well.
    fn wake_and_block(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        wakes: Vec<(ThreadId, WakeCause)>,
        reason: BlockReason,
    ) {
        match self.core_of(thread).filter(|_| self.all_cores_are_busy()) {
            Some(core) if !self.is_directed() => {
                self.cores[core.index()].leaves = true;
                self.wake_all(trace, thread, wakes);
                self.cores[core.index()].leaves = false;
                self.block(trace, thread, reason);
            }
            _ => {
                self.block(trace, thread, reason);
                self.wake_all(trace, thread, wakes);
            }
        }
    }

    /// The alarm of an interpreter's lock model goes off.
    pub(super) fn model_alarm(&mut self, trace: &mut Trace, interpreter: InterpreterId) {
        let home = &self.interpreters[interpreter.index()];
        if self.processes[home.process.index()].life != Life::Alive {
            return;
        }
        let main = home.main;
        let ((), wakes) = self.consult_of(trace, interpreter, |model, cx| model.alarm(cx));
        for (woken, cause) in wakes {
            self.wake(trace, main, woken, cause);
        }
    }

    /// `by` makes `woken` able to go on.
    pub(super) fn wake(
        &mut self,
        trace: &mut Trace,
        by: ThreadId,
        woken: ThreadId,
        cause: WakeCause,
    ) {
        self.emit(trace, by, EventKind::Wake { woken, cause });
        self.disarm(woken);
        let t = &mut self.threads[woken.index()];
        match t.sched {
            SchedState::Blocked(BlockReason::GilSwitch(_)) => t.next = Next::Begin,
            SchedState::Blocked(BlockReason::StopTheWorld { by, .. }) if by == woken => {
                t.next = Next::Halted;
            }
            SchedState::Blocked(BlockReason::StopTheWorld { .. }) => t.next = Next::Attach,
            // Not one that has its answer and only waits for the GIL.
            SchedState::Blocked(_)
                if t.op.as_ref().is_some_and(Op::is_tried_again)
                    && t.attach == AttachState::Detached =>
            {
                t.next = Next::Begin;
            }
            SchedState::Blocked(_) => t.next = Next::Attach,
            // Its timeout woke it already, and it has not had a core since: it was signalled in time.
            _ => {
                if matches!(t.next, Next::TimedOut) {
                    t.next = Next::Attach;
                }
                return;
            }
        }
        self.make_runnable(trace, woken, Waker::Thread);
    }

    /// `take_gil`.
    pub(super) fn attach(&mut self, trace: &mut Trace, thread: ThreadId) {
        if self.stands_by(thread) {
            return self.stand_by(trace, thread);
        }
        if self.is_kept_out(thread) {
            return self.keep_out(trace, thread, None);
        }
        let exclusive = self.is_exclusive(thread);
        let t = &mut self.threads[thread.index()];
        let outside = matches!(t.attach, AttachState::Detached | AttachState::Suspended);
        if std::mem::take(&mut t.native) || outside {
            t.attach = AttachState::Attaching;
            if exclusive {
                self.emit_state(trace, thread);
            }
        }
        let (answer, wakes) = self.consult(trace, thread, |model, cx| model.attach(cx, thread));
        match answer {
            Attach::Attached => {
                let t = &mut self.threads[thread.index()];
                t.attach = AttachState::Attached;
                t.next = Next::Resume;
                self.emit_state(trace, thread);
            }
            Attach::Wait(reason) => {
                self.threads[thread.index()].next = Next::Attach;
                self.block(trace, thread, reason);
            }
        }
        self.wake_all(trace, thread, wakes);
    }

    /// The timed wait in `take_gil` expired.
    pub(super) fn timed_out(&mut self, trace: &mut Trace, thread: ThreadId) {
        let ((), wakes) = self.consult(trace, thread, |model, cx| model.timeout(cx, thread));
        self.wake_all(trace, thread, wakes);
        self.attach(trace, thread);
    }

    /// The eval breaker.
    pub(super) fn poll(&mut self, trace: &mut Trace, thread: ThreadId) {
        if self.has_to_stop(thread) {
            return self.keep_out(trace, thread, Some(Op::Yield));
        }
        if self.has_signal(thread) {
            return self.call_handler(thread, None);
        }
        if self.is_directed() {
            return self.at_point(trace, thread, Stop::EvalBreaker);
        }
        if self.wants_collection(thread) {
            return self.collection(trace, thread, false);
        }
        let home = self.home_mut(thread);
        if home.model.ticks().is_some() {
            match home.countdown {
                Some(0) => home.countdown = None,
                _ => return,
            }
        }
        match home.model.poll(thread) {
            Poll::GoOn => {}
            Poll::Drop(why) => self.let_go(trace, thread, Op::Yield, why),
        }
    }

    /// `drop_gil`, and then `op`.
    pub(super) fn let_go(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        op: Op,
        why: DetachReason,
    ) {
        self.turn_is_over(thread, why);
        let t = &mut self.threads[thread.index()];
        t.op = Some(op);
        t.attach = AttachState::Detached;
        t.next = Next::Begin;
        let (answer, wakes) =
            self.consult(trace, thread, |model, cx| model.detach(cx, thread, why));
        self.emit_state(trace, thread);
        match answer {
            Detach::Wait(reason) => self.wake_and_block(trace, thread, wakes, reason),
            Detach::Released => self.wake_all(trace, thread, wakes),
        }
        self.has_stopped(trace, thread);
    }
}
