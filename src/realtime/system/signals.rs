//! Owns the kernel's side of signals in real runs: what each does, which have come, which threads hold them
//! back or wait for them, and alarms. Owns no thread that is to be told (`realtime::signals`).

use std::collections::{BTreeMap, BTreeSet};

use super::kernel::{Effects, Kernel};
use super::{Change, Errno, Reply};
use crate::base::{ProcessId, ThreadId, VirtualDuration, VirtualTime};
use crate::vm::memory::Memory;
use crate::vm::system_call::{Disposition, MaskChange, Number, SystemCall, signal};

/// A process's signals.
#[derive(Debug, Default)]
pub(super) struct Signals {
    /// What was set; others have their default.
    set: BTreeMap<i32, Disposition>,
    /// Have come, with a handler in Python that has not been called yet.
    pending: BTreeSet<i32>,
    /// Have come while all threads held them back.
    held_back: BTreeSet<i32>,
    alarm: Option<Alarm>,
    /// Alarms that were set so far: older ones are stale.
    alarms: u64,
    /// `set_wakeup_fd`.
    wakeup: Option<Number>,
}

#[derive(Clone, Copy, Debug)]
struct Alarm {
    at: VirtualTime,
    interval: VirtualDuration,
}

/// What one thread does about signals.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    mask: BTreeSet<i32>,
    /// Sent to this thread, and held back.
    directed: BTreeSet<i32>,
}

/// What comes of a signal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::realtime) enum Act {
    Nothing,
    /// The process ends.
    Kill(i32),
    /// Its main thread calls a handler, at once if the signal has come to that thread.
    Handle {
        main: ThreadId,
        at_once: bool,
    },
}

impl Signals {
    pub(super) fn disposition(&self, number: i32) -> Disposition {
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
}

impl<M: Memory> Kernel<M> {
    /// A signal comes to a process with these threads.
    pub(in crate::realtime) fn arrive(
        &mut self,
        process: ProcessId,
        number: i32,
        threads: &[ThreadId],
        effects: &mut Effects,
    ) -> Act {
        if number != signal::KILL {
            let held = |thread: &ThreadId| {
                let held = self.held.get(thread);
                held.is_some_and(|held| held.mask.contains(&number))
            };
            let all = !threads.is_empty() && threads.iter().all(held);
            if all || self.is_awaited(process, number, None) {
                self.signals(process).held_back.insert(number);
                effects.changes.push(Change::Signal(process));
                return Act::Nothing;
            }
        }
        let main = self.main_of(process);
        self.act(process, number, main, effects)
    }

    /// A signal comes to one thread of a process.
    pub(in crate::realtime) fn arrive_at(
        &mut self,
        process: ProcessId,
        thread: ThreadId,
        number: i32,
        effects: &mut Effects,
    ) -> Act {
        let awaited = self.is_awaited(process, number, Some(thread));
        let held = self.held.entry(thread).or_default();
        if awaited || held.mask.contains(&number) {
            held.directed.insert(number);
            effects.changes.push(Change::Signal(process));
            return Act::Nothing;
        }
        self.act(process, number, thread, effects)
    }

    /// What a signal does that `target` does not hold back.
    fn act(
        &mut self,
        process: ProcessId,
        number: i32,
        target: ThreadId,
        effects: &mut Effects,
    ) -> Act {
        match self.signals(process).disposition(number) {
            Disposition::Ignore if number != signal::KILL => Act::Nothing,
            Disposition::Handle => self.note(process, number, target, effects),
            _ if signal::IGNORED.contains(&number) => Act::Nothing,
            _ => Act::Kill(number),
        }
    }

    /// CPython's C handler, in the thread that the signal came to: notes the signal.
    fn note(
        &mut self,
        process: ProcessId,
        number: i32,
        target: ThreadId,
        effects: &mut Effects,
    ) -> Act {
        self.signals(process).pending.insert(number);
        if let Some(fd) = self.signals(process).wakeup {
            self.write_byte(process, fd, number as u8, &mut effects.changes);
        }
        let main = self.main_of(process);
        let at_once = target == main;
        Act::Handle { main, at_once }
    }

    /// `_thread.interrupt_main`: what has no handler in Python is left alone.
    pub(in crate::realtime) fn interrupt_main(
        &mut self,
        process: ProcessId,
        number: i32,
        effects: &mut Effects,
    ) -> Act {
        match self.signals(process).disposition(number) {
            Disposition::Handle => {
                let main = self.main_of(process);
                self.note(process, number, main, effects)
            }
            _ => Act::Nothing,
        }
    }

    /// The first signal that has come and whose handler is to be called, and whether there are more.
    pub(in crate::realtime) fn next_pending(&mut self, process: ProcessId) -> (Option<i32>, bool) {
        let pending = &mut self.signals(process).pending;
        (pending.pop_first(), !pending.is_empty())
    }

    /// A new thread holds back what the one holds back that has started it.
    pub(in crate::realtime) fn inherit_mask(&mut self, child: ThreadId, parent: ThreadId) {
        if let Some(of) = self.held.get(&parent) {
            let mask = of.mask.clone();
            let directed = BTreeSet::new();
            self.held.insert(child, Held { mask, directed });
        }
    }

    /// `pthread_sigmask`: the old mask, and what comes of signals that are let through now.
    pub(in crate::realtime) fn change_mask(
        &mut self,
        process: ProcessId,
        thread: ThreadId,
        (how, set): (MaskChange, &[i32]),
        effects: &mut Effects,
    ) -> (Reply, Vec<Act>) {
        let mask = &mut self.held.entry(thread).or_default().mask;
        let old = mask.iter().map(|number| i64::from(*number)).collect();
        match how {
            MaskChange::Block => mask.extend(set),
            MaskChange::Unblock => mask.retain(|number| !set.contains(number)),
            MaskChange::Set => *mask = set.iter().copied().collect(),
        }
        mask.remove(&signal::KILL);
        mask.remove(&signal::STOP);
        let open: Vec<i32> = (1..=signal::LAST).filter(|n| !mask.contains(n)).collect();
        let mut acts = Vec::new();
        while let Some(number) = self.take_held_back(process, thread, &open) {
            acts.push(self.act(process, number, thread, effects));
        }
        (Reply::Tuple(old), acts)
    }

    /// `sigwait`; `None`: none of these has come.
    pub(super) fn take_held_back(
        &mut self,
        process: ProcessId,
        thread: ThreadId,
        set: &[i32],
    ) -> Option<i32> {
        let directed = &mut self.held.entry(thread).or_default().directed;
        let own = directed.iter().copied().find(|n| set.contains(n));
        let of_process = &self.records[process.index()].signals.held_back;
        let common = of_process.iter().copied().find(|n| set.contains(n));
        let number = own.into_iter().chain(common).min()?;
        if own == Some(number) {
            directed.remove(&number);
        } else {
            self.signals(process).held_back.remove(&number);
        }
        Some(number)
    }

    /// `sigpending`.
    pub(super) fn held_back(&self, process: ProcessId, thread: ThreadId) -> Reply {
        let mut both = self.records[process.index()].signals.held_back.clone();
        if let Some(held) = self.held.get(&thread) {
            both.extend(&held.directed);
        }
        Reply::Tuple(both.into_iter().map(i64::from).collect())
    }

    pub(super) fn set_wakeup(&mut self, process: ProcessId, fd: Number) -> Reply {
        let new = (fd >= 0).then_some(fd);
        let old = std::mem::replace(&mut self.signals(process).wakeup, new);
        Reply::Int(old.unwrap_or(-1))
    }

    pub(in crate::realtime) fn dispose(
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

    /// `setitimer`: what was left of the old one and its interval, in nanoseconds; and the number of the new
    /// one, if one was set.
    pub(in crate::realtime) fn set_alarm(
        &mut self,
        process: ProcessId,
        now: VirtualTime,
        after: Option<VirtualDuration>,
        interval: VirtualDuration,
    ) -> (Reply, Option<u64>) {
        let signals = self.signals(process);
        let old = signals.alarm.map_or((0, 0), |alarm| {
            (alarm.at.since(now).nanos(), alarm.interval.nanos())
        });
        let mut set = None;
        if let Some(after) = after {
            signals.alarms += 1;
            signals.alarm = (after > VirtualDuration::ZERO).then_some(Alarm {
                at: now + after,
                interval,
            });
            set = signals.alarm.map(|_| signals.alarms);
        }
        (Reply::Tuple(vec![old.0 as i64, old.1 as i64]), set)
    }

    /// When an alarm goes off; `None`: never, another was set or the process is over.
    pub(in crate::realtime) fn alarm(
        &self,
        process: ProcessId,
        number: u64,
    ) -> Option<VirtualTime> {
        let signals = &self.records[process.index()].signals;
        let is_new = signals.alarms == number && self.is_alive(process);
        signals.alarm.filter(|_| is_new).map(|alarm| alarm.at)
    }

    /// It has gone off. Whether it will again.
    pub(in crate::realtime) fn alarm_rings(&mut self, process: ProcessId) -> bool {
        let alarm = &mut self.signals(process).alarm;
        *alarm = alarm.filter(|alarm| alarm.interval > VirtualDuration::ZERO);
        if let Some(alarm) = alarm {
            alarm.at = alarm.at + alarm.interval;
        }
        alarm.is_some()
    }

    /// What is wrong with sending a signal.
    pub(in crate::realtime) fn may_be_sent(&self, is_there: bool, number: i32) -> Option<Reply> {
        match (is_there, (0..=signal::LAST).contains(&number)) {
            (false, _) => Some(Reply::Error(Errno::NoProcess)),
            (true, false) => Some(Reply::Error(Errno::Invalid)),
            (true, true) => None,
        }
    }

    fn is_awaited(&self, process: ProcessId, number: i32, by: Option<ThreadId>) -> bool {
        self.sleepers.iter().any(|sleeper| {
            sleeper.thread.process == process
                && by.is_none_or(|by| sleeper.thread.id == by)
                && matches!(&sleeper.what, SystemCall::SignalWait(set) if set.contains(&number))
        })
    }
}
