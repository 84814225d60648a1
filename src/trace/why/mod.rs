//! Owns the answer to "why is this thread doing that?": a causal chain in plain words, read off a trace.
//! Owns no rule: what a runtime calls its lock, and its rules in words, come in its [`Vocabulary`].

mod blocked;

use super::event::{
    AttachState, BlockReason, DetachReason, EventKind, Halt, LockKind, SchedState, ThreadState,
};
use super::store::Trace;
use super::track::Window;
use crate::base::{CoreId, LockId, ThreadId, VirtualTime};

/// What a runtime calls things.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Vocabulary {
    /// The lock that lets one thread run Python: `GIL`.
    pub lock: &'static str,
    /// Where a holder notices that it should let go: `its next check`.
    pub check: &'static str,
    /// What a waiter saw before it asked: `saw no switch`; empty where waiters do not ask.
    pub patience: &'static str,
    /// Why a thread may run without asking anybody; empty where there is a lock.
    pub free: &'static str,
}

/// One line of an explanation, with what it speaks of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WhyLine {
    pub text: String,
    pub thread: Option<ThreadId>,
    pub lock: Option<LockId>,
    /// 1-based line of the program.
    pub line: Option<u32>,
}

/// A causal chain, the thread's own state first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Why {
    pub lines: Vec<WhyLine>,
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let texts: Vec<&str> = self.lines.iter().map(|line| line.text.as_str()).collect();
        f.write_str(&texts.join("\n"))
    }
}

/// Why the thread does what it does at `t`.
pub fn why(trace: &Trace, thread: ThreadId, t: VirtualTime, words: &Vocabulary) -> Why {
    let mut teller = Teller {
        trace,
        t,
        words,
        told: Vec::new(),
        why: Why::default(),
    };
    teller.tell(thread);
    teller.why
}

struct Teller<'a> {
    trace: &'a Trace,
    t: VirtualTime,
    words: &'a Vocabulary,
    /// Threads spoken of so far, to end a chain that bites its own tail.
    told: Vec<ThreadId>,
    why: Why,
}

impl Teller<'_> {
    fn say(&mut self, thread: ThreadId, lock: Option<LockId>, text: String) {
        let line = self
            .trace
            .state_at(thread, self.t)
            .filter(|state| state.place.library.is_none())
            .map(|state| state.place.line);
        self.why.lines.push(WhyLine {
            text,
            thread: Some(thread),
            lock,
            line: line.filter(|line| *line > 0),
        });
    }

    fn name(&self, thread: ThreadId) -> &str {
        &self.trace.thread(thread).name
    }

    /// Where the thread stands. Only for one that is not running: a trace does not follow each line.
    fn place(&self, thread: ThreadId) -> String {
        let state = self.trace.state_at(thread, self.t);
        if let Some(module) = state.and_then(|state| self.trace.library(state.place)) {
            return format!(" inside {module}, a module of the library");
        }
        match state {
            Some(state)
                if state.place.line > 0 && !matches!(state.sched, SchedState::Running(_)) =>
            {
                format!(" at line {}", state.place.line)
            }
            _ => String::new(),
        }
    }

    fn tell(&mut self, thread: ThreadId) {
        self.told.push(thread);
        if thread.index() >= self.trace.thread_count() {
            return;
        }
        let name = self.name(thread).to_owned();
        let Some((since, state)) = self.trace.thread(thread).state_since(self.t) else {
            return self.say(thread, None, format!("{name} does not exist yet"));
        };
        match state.sched {
            SchedState::New => self.say(thread, None, format!("{name} has not been started")),
            SchedState::Exited => self.say(thread, None, format!("{name} ended at {since}")),
            SchedState::Running(core) => self.tell_running(thread, core, &state),
            SchedState::Runnable => self.tell_runnable(thread, since, &state),
            SchedState::Blocked(reason) => self.tell_blocked(thread, since, reason),
        }
    }

    fn tell_running(&mut self, thread: ThreadId, core: CoreId, state: &ThreadState) {
        let name = self.name(thread).to_owned();
        let core = core.0;
        let gil = self.words.lock;
        if self.trace.is_sampled() {
            let text = format!(
                "{name} has core {core}: seen from outside, Python and native code look the same"
            );
            return self.say(thread, None, text);
        }
        match state.attach {
            AttachState::Attached => {
                let halts = self
                    .halts(thread)
                    .map(|halt| format!("has stopped the world {},", halt.words()));
                let doing = match &halts {
                    Some(halts) => halts,
                    None if state.native => "is inside one native call, which never checks,",
                    None => "runs Python",
                };
                self.say(thread, None, format!("{name} {doing} on core {core}"));
                self.tell_holding(thread, state.native);
            }
            AttachState::Attaching => self.tell_attaching(thread, core),
            AttachState::Detached if self.trace.has_gil() => self.say(
                thread,
                None,
                format!("{name} runs native code on core {core}; it does not hold the {gil}"),
            ),
            AttachState::Detached | AttachState::Suspended => self.say(
                thread,
                None,
                format!("{name} runs native code on core {core}, outside the interpreter"),
            ),
        }
    }

    /// What it keeps others stopped for.
    fn halts(&self, thread: ThreadId) -> Option<Halt> {
        let all = (0..self.trace.thread_count()).map(|id| ThreadId(id as u32));
        all.filter(|other| *other != thread)
            .filter_map(|other| self.trace.state_at(other, self.t))
            .find_map(|state| match state.sched {
                SchedState::Blocked(BlockReason::StopTheWorld { by, halt }) if by == thread => {
                    Some(halt)
                }
                _ => None,
            })
    }

    /// Since when and thanks to whom a running thread has the lock, and who wants it.
    fn tell_holding(&mut self, thread: ThreadId, native: bool) {
        let Some((lock, since)) = self.gil_held_by(thread) else {
            if !self.words.free.is_empty() {
                self.say(thread, None, self.words.free.to_owned());
            }
            return;
        };
        let gil = self.words.lock;
        self.say(
            thread,
            Some(lock),
            format!("it has held the {gil} since {since}"),
        );
        self.tell_how_taken(thread, lock, since);
        let waiting = self.waiters(lock);
        match waiting.as_slice() {
            [] if self.words.patience.is_empty() => {
                self.say(
                    thread,
                    Some(lock),
                    format!("no other thread wants the {gil}"),
                );
            }
            [] => self.say(
                thread,
                Some(lock),
                format!("no other thread wants the {gil}, so nobody will ask for it"),
            ),
            others => {
                let text = format!(
                    "{} {} the {gil}",
                    self.names(others),
                    if others.len() == 1 { "wants" } else { "want" }
                );
                self.say(others[0], Some(lock), text);
                self.tell_request(thread, lock, since, native);
            }
        }
    }

    /// The forced switch that gave the thread the lock, if it was one.
    fn tell_how_taken(&mut self, thread: ThreadId, lock: LockId, since: VirtualTime) {
        let taken = self.trace.prev_event_before(VirtualTime(since.0 + 1), |e| {
            e.thread == thread && matches!(e.kind, EventKind::TakeGil { .. })
        });
        let Some(EventKind::TakeGil { waited, .. }) = taken.map(|e| &e.kind) else {
            return;
        };
        let waited = *waited;
        let drop = self.trace.prev_event_before(
            VirtualTime(since.0 + 1),
            |e| matches!(e.kind, EventKind::DropGil { lock: l, .. } if l == lock),
        );
        let Some(drop) = drop else { return };
        let (from, why) = match drop.kind {
            EventKind::DropGil { why, .. } => (drop.thread, why),
            _ => return,
        };
        if from == thread || (waited.nanos() == 0 && why == DetachReason::Blocking) {
            return;
        }
        let line = self
            .trace
            .state_at(from, drop.at)
            .map_or(0, |state| state.place.line);
        let at_line = if line > 0 {
            format!(", line {line}")
        } else {
            String::new()
        };
        let from_name = self.name(from).to_owned();
        let name = self.name(thread).to_owned();
        let (patience, check) = (self.words.patience, self.words.check);
        let text = match why {
            DetachReason::DropRequest if self.asked(thread, waited.nanos(), since) => format!(
                "{name} waited {waited}, {patience}, and asked; {from_name} let go at {check}{at_line}"
            ),
            DetachReason::DropRequest => format!(
                "{name} waited {waited}; {from_name} was asked to let go and did at {check}{at_line}"
            ),
            DetachReason::Exit => format!("{name} waited {waited}; {from_name} ended"),
            DetachReason::Ticks => {
                format!("{name} waited {waited}; {from_name} let go at {check}{at_line}")
            }
            DetachReason::Blocking => {
                format!("{name} waited {waited}; {from_name} let go by itself{at_line}")
            }
        };
        self.say(thread, Some(lock), text);
    }

    /// It is awake, on its way in.
    fn tell_attaching(&mut self, thread: ThreadId, core: u16) {
        let (name, gil) = (self.name(thread).to_owned(), self.words.lock);
        let lock = self.wanted_gil(thread).and_then(|id| self.trace.lock(id));
        let text = match lock.and_then(|lock| lock.holder_at(self.t)) {
            Some(holder) if holder != thread => format!(
                "{name} is on core {core} and finds that {} has taken the {gil}",
                self.name(holder)
            ),
            _ => format!("{name} is on core {core}, about to take the {gil}"),
        };
        self.say(thread, None, text);
    }

    fn asked(&self, thread: ThreadId, waited: u64, since: VirtualTime) -> bool {
        let window = Window::new(VirtualTime(since.0.saturating_sub(waited)), since);
        self.trace
            .events_in(window)
            .iter()
            .any(|e| e.thread == thread && matches!(e.kind, EventKind::DropRequest { .. }))
    }

    /// Whether somebody has asked the holder, and what it waits for.
    fn tell_request(&mut self, holder: ThreadId, lock: LockId, since: VirtualTime, native: bool) {
        let window = Window::new(since, VirtualTime(self.t.0 + 1));
        let request =
            self.trace.events_in(window).iter().find(
                |e| matches!(e.kind, EventKind::DropRequest { holder: h, .. } if h == holder),
            );
        let Some(request) = request else { return };
        let (by, at) = (request.thread, request.at);
        let (by_name, check) = (self.name(by).to_owned(), self.words.check);
        let holder_name = self.name(holder).to_owned();
        let how = if native {
            format!("{holder_name} cannot notice before its native call returns")
        } else {
            format!("{holder_name} lets go at {check}")
        };
        self.say(
            by,
            Some(lock),
            format!("{by_name} asked for it at {at}; {how}"),
        );
    }

    fn tell_runnable(&mut self, thread: ThreadId, since: VirtualTime, state: &ThreadState) {
        let name = self.name(thread).to_owned();
        let cores = self.trace.core_count();
        let busy: Vec<ThreadId> = (0..cores)
            .filter_map(|core| self.trace.core(CoreId(core as u16)).at(self.t).flatten())
            .collect();
        let text = if busy.len() < cores {
            format!("{name} was woken at {since} and is on its way to a core")
        } else if cores == 1 {
            format!(
                "{name} is runnable since {since}: the only core is busy with {}",
                self.names(&busy)
            )
        } else {
            format!(
                "{name} is runnable since {since}: all {cores} cores are busy with {}",
                self.names(&busy)
            )
        };
        self.say(thread, None, text);
        if state.attach == AttachState::Attached && self.trace.has_gil() {
            let gil = self.words.lock;
            self.say(
                thread,
                None,
                format!("it holds the {gil} meanwhile, so nobody can run Python"),
            );
        }
    }

    fn gil_held_by(&self, thread: ThreadId) -> Option<(LockId, VirtualTime)> {
        self.trace.locks().find_map(|(id, track)| {
            let slice = track.holders().slice_at(self.t)?;
            (track.kind == LockKind::Gil && slice.class == Some(thread))
                .then_some((id, slice.start))
        })
    }

    fn waiters(&self, lock: LockId) -> Vec<ThreadId> {
        self.trace
            .threads()
            .filter(|(_, track)| {
                track.state_at(self.t).is_some_and(|state| {
                    state.sched == SchedState::Blocked(BlockReason::Gil(lock))
                        || (state.attach == AttachState::Attaching)
                })
            })
            .map(|(id, _)| id)
            .collect()
    }

    /// At most three names, and how many more there are.
    fn names(&self, threads: &[ThreadId]) -> String {
        const SHOWN: usize = 3;
        let shown: Vec<&str> = threads.iter().take(SHOWN).map(|t| self.name(*t)).collect();
        match (shown.as_slice(), threads.len().saturating_sub(SHOWN)) {
            ([], _) => "nobody".to_owned(),
            ([one], _) => (*one).to_owned(),
            ([head @ .., last], 0) => format!("{} and {last}", head.join(", ")),
            (all, more) => format!("{} and {more} more", all.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture::{Script, WORDS, two_threads};

    fn at(trace: &Trace, thread: u32, us: u64) -> String {
        why(trace, ThreadId(thread), VirtualTime(us * 1000), &WORDS).to_string()
    }

    #[test]
    fn a_waiter_learns_who_holds_the_gil() {
        let trace = two_threads();
        insta::assert_snapshot!(at(&trace, 1, 3000), @"B wants the GIL since 1.000 ms: A has held it since 0 ns");
        insta::assert_snapshot!(at(&trace, 1, 800), @"B does not exist yet");
    }

    #[test]
    fn a_runner_learns_how_it_came_to_run_and_who_waits() {
        let trace = two_threads();
        insta::assert_snapshot!(at(&trace, 0, 500), @r#"
        A runs Python on core 0
        it has held the GIL since 0 ns
        no other thread wants the GIL, so nobody will ask for it
        "#);
        insta::assert_snapshot!(at(&trace, 1, 8000), @r#"
        B runs Python on core 1
        it has held the GIL since 6.010 ms
        B waited 5.010 ms, saw no switch, and asked; A let go at its next check, line 5
        A wants the GIL
        "#);
    }

    #[test]
    fn a_forced_switch_and_a_wake_up() {
        let trace = two_threads();
        insta::assert_snapshot!(at(&trace, 0, 6005), @"A gave the GIL up because it was asked to, and waits until another thread has taken it");
        insta::assert_snapshot!(at(&trace, 1, 6005), @"B was woken at 6.001 ms and is on its way to a core");
    }

    /// Woken for the GIL, on a core, and a moment too late.
    #[test]
    fn who_was_on_its_way_to_the_gil_learns_who_has_taken_it() {
        use crate::base::CoreId;
        use crate::trace::fixture::GIL;
        let mut s = Script::new(2, true);
        let core = |n| SchedState::Running(CoreId(n));
        let gil = SchedState::Blocked(BlockReason::Gil(GIL));
        s.thread(0, 0, "A").thread(0, 1, "B");
        s.state(0, 1, core(1), AttachState::Attaching, 4);
        s.state(1, 1, gil, AttachState::Attaching, 4);
        s.state(5, 1, SchedState::Runnable, AttachState::Attaching, 4);
        s.state(7, 1, core(1), AttachState::Attaching, 4);
        s.state(8, 0, core(0), AttachState::Attaching, 4);
        s.take(8, 0, 0);
        s.trace.extend_to(VirtualTime(20_000));
        insta::assert_snapshot!(at(&s.trace, 1, 7), @"B is on core 1, about to take the GIL");
        insta::assert_snapshot!(at(&s.trace, 1, 9), @"B is on core 1 and finds that A has taken the GIL");
    }

    #[test]
    fn a_cycle_of_locks_is_followed_once_around() {
        use crate::base::CoreId;
        use crate::trace::{AttachState, EventKind};
        let mut s = Script::new(2, false);
        for (lock, name) in [(1, "left"), (2, "right")] {
            let (lock, kind, name) = (LockId(lock), LockKind::Lock, name.into());
            s.push(0, 0, EventKind::LockCreated { lock, kind, name });
        }
        for thread in [0, 1] {
            let core = SchedState::Running(CoreId(thread as u16));
            s.thread(0, thread, ["A", "B"][thread as usize]);
            s.state(0, thread, core, AttachState::Attached, 3);
            let lock = LockId(thread + 1);
            s.push(0, thread, EventKind::Acquired { lock });
        }
        for thread in [0, 1] {
            let core = SchedState::Running(CoreId(thread as u16));
            s.state(10, thread, core, AttachState::Detached, 9);
            let wanted = BlockReason::Lock(LockId(2 - thread));
            s.state(
                10,
                thread,
                SchedState::Blocked(wanted),
                AttachState::Detached,
                9,
            );
        }
        insta::assert_snapshot!(at(&s.trace, 0, 20), @r#"
        A waits since 10.0 µs for lock `right` at line 9, held by B at line 9
        B waits since 10.0 µs for lock `left` at line 9, held by A at line 9
        A was named before: they wait for each other for ever (deadlock)
        "#);
    }

    #[test]
    fn a_lock_that_the_waiter_holds_itself_is_no_deadlock() {
        use crate::base::CoreId;
        use crate::trace::AttachState::{Attached, Detached};
        use crate::trace::EventKind::{Acquired, LockCreated};
        let waits = |name: &str| {
            let mut s = Script::new(1, true);
            let (lock, kind, name) = (LockId(1), LockKind::Lock, name.into());
            let running = SchedState::Running(CoreId(0));
            s.thread(0, 0, "A").state(0, 0, running, Attached, 2);
            s.push(0, 0, LockCreated { lock, kind, name });
            s.push(0, 0, Acquired { lock });
            let blocked = SchedState::Blocked(BlockReason::Lock(lock));
            s.state(5, 0, blocked, Detached, 2);
            s.trace
        };
        insta::assert_snapshot!(at(&waits(""), 0, 6), @"A waits since 5.0 µs in an event, a condition or a queue at line 2, until another thread wakes it");
        insta::assert_snapshot!(at(&waits("door"), 0, 6), @"A waits since 5.0 µs for lock `door` at line 2, which it holds itself: it goes on only when another thread lets the lock go");
    }

    #[test]
    fn a_sleeper_and_what_has_not_begun() {
        use crate::base::CoreId;
        use crate::trace::AttachState::Detached;
        let mut s = Script::new(1, true);
        s.thread(5, 0, "A")
            .state(5, 0, SchedState::Running(CoreId(0)), Detached, 2);
        let until = VirtualTime(2_000_000_000);
        let sleep = SchedState::Blocked(BlockReason::Sleep { until });
        s.state(6, 0, sleep, Detached, 2);
        insta::assert_snapshot!(at(&s.trace, 0, 100), @"A is sleeping at line 2 until 2.000 s; does not hold the GIL");
        insta::assert_snapshot!(at(&s.trace, 0, 1), @"A does not exist yet");
    }
}
