//! Owns the part of an explanation that says what a blocked thread waits for, and who keeps it waiting.

use super::super::event::{AttachState, BlockReason, EventKind, Halt, LockKind, SchedState};
use super::Teller;
use crate::base::{LockId, ThreadId, VirtualTime};

impl Teller<'_> {
    pub(super) fn tell_blocked(
        &mut self,
        thread: ThreadId,
        since: VirtualTime,
        reason: BlockReason,
    ) {
        let name = self.name(thread).to_owned();
        let place = self.place(thread);
        let gil = self.words.lock;
        let state = self.trace.state_at(thread, self.t);
        let holding = state.is_some_and(|state| state.attach == AttachState::Attached);
        let free_of_gil = match (self.trace.has_gil(), holding) {
            (true, true) => format!(
                "; it keeps the {gil} meanwhile: the native call that waits never let go of it"
            ),
            (true, false) => format!("; does not hold the {gil}"),
            (false, _) => String::new(),
        };
        match reason {
            BlockReason::Gil(lock) => self.tell_wants(thread, lock),
            BlockReason::GilSwitch(lock) => self.say(
                thread,
                Some(lock),
                format!(
                    "{name} gave the {gil} up because it was asked to, and waits until another \
                     thread has taken it"
                ),
            ),
            BlockReason::Sleep { until } => self.say(
                thread,
                None,
                format!("{name} is sleeping{place} until {until}{free_of_gil}"),
            ),
            BlockReason::Io { until } if until == VirtualTime::NEVER => {
                self.say(
                    thread,
                    None,
                    format!("{name} waits for I/O{place}{free_of_gil}"),
                );
            }
            BlockReason::Io { until } => {
                let text = format!("{name} waits for I/O{place} until {until}{free_of_gil}");
                self.say(thread, None, text);
                if holding {
                    self.tell_holding(thread, true);
                }
            }
            BlockReason::Pipe => self.say(
                thread,
                None,
                format!("{name} waits for I/O (pipe){place}, since {since}{free_of_gil}"),
            ),
            BlockReason::Network => self.say(
                thread,
                None,
                format!("{name} waits for the network (socket){place}, since {since}{free_of_gil}"),
            ),
            BlockReason::Signal => self.say(
                thread,
                None,
                format!("{name} waits for a signal{place}, since {since}{free_of_gil}"),
            ),
            BlockReason::Child => self.say(
                thread,
                None,
                format!("{name} waits for a child process to end, since {since}{place}"),
            ),
            BlockReason::Lock(lock) => self.tell_lock(thread, since, lock),
            BlockReason::Join(other) => {
                let other_name = self.name(other).to_owned();
                self.say(
                    thread,
                    None,
                    format!("{name} waits for {other_name} to end, since {since}{place}"),
                );
                self.follow(other);
            }
            BlockReason::StopTheWorld { by, halt } => self.tell_pause(thread, since, by, halt),
            BlockReason::Unseen => self.say(
                thread,
                None,
                format!(
                    "{name} is asleep since {since}: seen from outside, waiting for the {gil} looks the \
                     same as waiting for anything else"
                ),
            ),
            BlockReason::Finalizing => self.say(
                thread,
                None,
                format!("{name} is a daemon: the interpreter is ending and never lets it in again"),
            ),
        }
    }

    fn tell_pause(&mut self, thread: ThreadId, since: VirtualTime, by: ThreadId, halt: Halt) {
        let (name, words) = (self.name(thread).to_owned(), halt.words());
        let place = self.place(thread);
        if thread == by {
            let text = format!(
                "{name} stops the world{place} {words}, and waits since {since} until every thread is at \
                 a check point or outside the interpreter"
            );
            return self.say(thread, None, text);
        }
        let other = self.name(by).to_owned();
        let text = format!(
            "{name} is stopped since {since}{place}: {other} has stopped the world {words}"
        );
        self.say(thread, None, text);
        self.follow(by);
    }

    fn tell_wants(&mut self, thread: ThreadId, lock: LockId) {
        let name = self.name(thread).to_owned();
        let gil = self.words.lock;
        let since = self.wanting_since(thread);
        let Some(track) = self.trace.lock(lock) else {
            return;
        };
        let held = track.holders().slice_at(self.t);
        let Some((holder, held_since)) = held.and_then(|s| Some((s.class?, s.start))) else {
            return self.say(
                thread,
                Some(lock),
                format!(
                    "{name} wants the {gil} since {since}; nobody holds it: somebody is being woken"
                ),
            );
        };
        let holder_name = self.name(holder).to_owned();
        let native = self
            .trace
            .state_at(holder, self.t)
            .is_some_and(|state| state.native);
        let inside = if native {
            " inside one native call, which never checks"
        } else {
            ""
        };
        let place = self.place(holder);
        self.say(
            thread,
            Some(lock),
            format!("{name} wants the {gil} since {since}: {holder_name} has held it since {held_since}{inside}{place}"),
        );
        self.tell_request(holder, lock, held_since.max(since), native);
        let state = self.trace.thread(holder).state_since(self.t);
        if let Some((since, state)) = state
            && state.sched == SchedState::Runnable
        {
            self.tell_runnable(holder, since, &state);
        }
    }

    fn tell_lock(&mut self, thread: ThreadId, since: VirtualTime, lock: LockId) {
        let name = self.name(thread).to_owned();
        let place = self.place(thread);
        let Some(track) = self.trace.lock(lock) else {
            return;
        };
        let what = describe_lock(track.kind, &track.name);
        match track.holder_at(self.t) {
            Some(holder) if holder == thread => {
                self.tell_own_lock(thread, since, lock, &what);
            }
            Some(holder) => {
                let holder_place = self.place(holder);
                let holder_name = self.name(holder).to_owned();
                self.say(
                    thread,
                    Some(lock),
                    format!(
                        "{name} waits since {since} for {what}{place}, held by {holder_name}{holder_place}"
                    ),
                );
                self.follow(holder);
            }
            None if track.kind == LockKind::Semaphore => self.say(
                thread,
                Some(lock),
                format!("{name} waits since {since} for {what}{place}, which stands at zero"),
            ),
            None => self.say(
                thread,
                Some(lock),
                format!("{name} waits since {since} for {what}{place}, which nobody holds: it is being woken"),
            ),
        }
    }

    /// A thread that waits for a lock which it holds: so an event, a condition and a queue make it wait.
    fn tell_own_lock(&mut self, thread: ThreadId, since: VirtualTime, lock: LockId, what: &str) {
        let name = self.name(thread).to_owned();
        let place = self.place(thread);
        if let Some(child) = self.being_started(thread, since) {
            let other = self.name(child);
            let text = format!(
                "{name} waits since {since} in start(){place}, until {other} has begun to run"
            );
            self.say(thread, Some(lock), text);
            return self.follow(child);
        }
        let unnamed = self.trace.lock(lock).is_some_and(|t| t.name.is_empty());
        let text = if unnamed {
            format!(
                "{name} waits since {since} in an event, a condition or a queue{place}, until another thread \
                 wakes it"
            )
        } else {
            format!(
                "{name} waits since {since} for {what}{place}, which it holds itself: it goes on only when \
                 another thread lets the lock go"
            )
        };
        self.say(thread, Some(lock), text);
    }

    /// The thread that `parent` created last, when it had not come to a line of its own as the wait began.
    fn being_started(&self, parent: ThreadId, since: VirtualTime) -> Option<ThreadId> {
        let until = VirtualTime(since.0 + 1);
        let created = self.trace.prev_event_before(
            until,
            |e| matches!(e.kind, EventKind::ThreadCreated { parent: Some(by), .. } if by == parent),
        )?;
        let child = self.trace.thread(created.thread);
        (child.first_line_at().is_none_or(|at| at > since)).then_some(created.thread)
    }

    /// Goes on with a thread that the last line named, unless it was spoken of already.
    fn follow(&mut self, thread: ThreadId) {
        if !self.told.contains(&thread) {
            return self.tell(thread);
        }
        let name = self.name(thread).to_owned();
        let ended = self.told.iter().any(|id| {
            let changed = self.trace.thread(*id).last_change();
            changed.is_some_and(|at| at > self.t)
        });
        let text = if ended {
            format!("{name} was named before: they wait for each other, until one of them gives up")
        } else {
            format!("{name} was named before: they wait for each other for ever (deadlock)")
        };
        self.say(thread, None, text);
    }

    /// The GIL that the thread has waited for since it wants to be attached.
    pub(super) fn wanted_gil(&self, thread: ThreadId) -> Option<LockId> {
        let track = self.trace.thread(thread);
        let mut at = self.t;
        loop {
            let (since, state) = track.state_since(at)?;
            match state.sched {
                _ if state.attach != AttachState::Attaching => return None,
                SchedState::Blocked(BlockReason::Gil(lock)) => return Some(lock),
                _ => at = VirtualTime(since.0.checked_sub(1)?),
            }
        }
    }

    /// Since when the thread has wanted to be attached.
    fn wanting_since(&self, thread: ThreadId) -> VirtualTime {
        let track = self.trace.thread(thread);
        let mut since = self.t;
        while let Some((at, state)) = track.state_since(since) {
            if state.attach != AttachState::Attaching {
                break;
            }
            since = at;
            match at.0.checked_sub(1) {
                Some(before)
                    if track
                        .state_at(VirtualTime(before))
                        .is_some_and(|state| state.attach == AttachState::Attaching) =>
                {
                    since = VirtualTime(before)
                }
                _ => break,
            }
        }
        since
    }
}

fn describe_lock(kind: LockKind, name: &str) -> String {
    match kind {
        LockKind::Gil => format!("the {name}"),
        LockKind::Lock | LockKind::RLock if name.is_empty() => {
            "a lock inside an event, a condition or a queue".to_owned()
        }
        LockKind::Semaphore if name.is_empty() => "a semaphore".to_owned(),
        LockKind::Semaphore => format!("semaphore `{name}`"),
        LockKind::Lock | LockKind::RLock => format!("lock `{name}`"),
    }
}
