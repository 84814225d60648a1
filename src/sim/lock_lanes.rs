//! Owns what the trace shows of locks: which of them get lanes, their names, who holds them when; and the
//! counting of takings that are too many to be recorded one by one.
//! Owns no lock (that is `locks`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Sim;
use crate::base::{InterpreterId, LockId, ObjId, ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{EventKind, LockKind, Takings, Trace};
use crate::vm::cx::Notice;
use crate::vm::memory::{Heap, Memory};
use crate::vm::object::{Body, Payload};
use crate::vm::value::Value;

/// After this many takings and releases, those of locks that nobody waits for are only counted: a lock taken
/// a million times would fill the trace with what no screen can show.
const RECORDED: usize = 200_000;

/// So many takings are told together, or so many of different lengths.
const TOGETHER: u32 = 1000;
const LENGTHS: usize = 200;

/// Elements of a list or tuple that are looked at for the name of a lock: a program with a list of a
/// hundred thousand threads has no lock in it.
const ELEMENTS: usize = 64;

/// Every interpreter numbers its locks from 1; lanes of others than the first are numbered from here.
const FOREIGN: u32 = 1 << 31;

/// What the trace shows of locks.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes {
    of: BTreeMap<(InterpreterId, LockId), Lane>,
    /// Lanes of other interpreters than the first.
    foreign: u32,
    recorded: usize,
}

/// What the trace shows of a lock; locks of the library that nobody ever waited for show nothing.
#[derive(Clone, Debug)]
enum Lane {
    Hidden,
    Shown {
        lane: LockId,
        holder: Option<ThreadId>,
        tally: Tally,
    },
}

/// Takings of a lock that the trace has not been told of yet.
#[derive(Clone, Debug, Default)]
struct Tally {
    since: Option<(ThreadId, VirtualTime)>,
    times: u32,
    holds: BTreeMap<VirtualDuration, u32>,
}

impl Tally {
    /// The lock has been released.
    fn add(&mut self, at: VirtualTime) {
        if let Some((_, since)) = self.since.take() {
            self.times += 1;
            *self.holds.entry(at.since(since)).or_default() += 1;
        }
    }

    fn is_full(&self) -> bool {
        self.times >= TOGETHER || self.holds.len() >= LENGTHS
    }

    /// What there is to be told.
    fn told(&mut self) -> Option<Takings> {
        let told = Takings {
            holds: std::mem::take(&mut self.holds).into_iter().collect(),
            held_since: self.since.take().map(|(_, since)| since),
        };
        self.times = 0;
        (!told.holds.is_empty() || told.held_since.is_some()).then_some(told)
    }
}

impl Lanes {
    /// The number of a lane beside those that the first interpreter gives its locks itself.
    pub(super) fn new_lane(&mut self) -> LockId {
        self.foreign += 1;
        LockId(FOREIGN + self.foreign)
    }
}

impl Sim {
    /// The lane of a lock, when it has one.
    fn lane_of(&self, thread: ThreadId, lock: LockId) -> Option<LockId> {
        let key = (self.threads[thread.index()].home, lock);
        match self.locks.lanes.of.get(&key) {
            Some(Lane::Shown { lane, .. }) => Some(*lane),
            _ => None,
        }
    }

    /// Records what the interpreter noticed.
    pub(super) fn record(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        thread: ThreadId,
        notice: Notice,
    ) {
        let (lock, holder) = match notice {
            Notice::Acquired(lock) => (lock, Some(thread)),
            Notice::Released(lock) => (lock, None),
            Notice::Native => return self.begin_native(trace, at, thread),
            Notice::Mark(text) => return self.emit_at(trace, at, thread, EventKind::Mark { text }),
        };
        if !self.is_shown(trace, at, thread, lock) {
            return;
        }
        let quiet = self.locks.lanes.recorded > RECORDED;
        let key = (self.threads[thread.index()].home, lock);
        let Some(Lane::Shown {
            holder: shown,
            tally,
            ..
        }) = self.locks.lanes.of.get_mut(&key)
        else {
            return;
        };
        if holder.is_some() && shown.is_none() && quiet {
            tally.since.get_or_insert((thread, at));
        } else if holder.is_none() && tally.since.is_some() {
            tally.add(at);
            if tally.is_full() {
                self.tell(trace, at, thread, key);
            }
        } else {
            self.locks.lanes.recorded += 1;
            self.show_holder(trace, at, thread, lock, holder);
        }
    }

    /// Tells the trace of the takings that were only counted.
    fn tell(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        by: ThreadId,
        key: (InterpreterId, LockId),
    ) {
        if let Some(Lane::Shown { lane, tally, .. }) = self.locks.lanes.of.get_mut(&key)
            && let Some(told) = tally.told()
        {
            let takings = EventKind::Takings {
                lock: *lane,
                takings: Arc::new(told),
            };
            self.emit_at(trace, at, by, takings);
        }
    }

    /// The run is over: nothing stays untold.
    pub(super) fn tell_all(&mut self, trace: &mut Trace) {
        let keys: Vec<_> = self.locks.lanes.of.keys().copied().collect();
        for key in keys {
            let at = self.now.max(trace.end());
            if let Some(Lane::Shown { tally, .. }) = self.locks.lanes.of.get_mut(&key) {
                // It counts as held until now, by whoever still holds it.
                let holder = tally.since.map(|(thread, _)| thread);
                tally.add(at);
                self.tell(trace, at, holder.unwrap_or(ThreadId(0)), key);
            }
        }
    }

    /// A lock that others wanted, too, has been taken.
    pub(super) fn show_taken(&mut self, trace: &mut Trace, thread: ThreadId, lock: LockId) {
        if self.is_shown(trace, self.now, thread, lock) {
            self.show_holder(trace, self.now, thread, lock, Some(thread));
        }
    }

    fn show_holder(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        by: ThreadId,
        lock: LockId,
        holder: Option<ThreadId>,
    ) {
        let key = (self.threads[by.index()].home, lock);
        self.tell(trace, at, by, key);
        let Some(Lane::Shown {
            lane,
            holder: shown,
            ..
        }) = self.locks.lanes.of.get_mut(&key)
        else {
            return;
        };
        let lock = *lane;
        if *shown == holder {
            return;
        }
        *shown = holder;
        let (who, kind) = match holder {
            Some(holder) => (holder, EventKind::Acquired { lock }),
            None => (by, EventKind::Released { lock }),
        };
        self.emit_at(trace, at, who, kind);
    }

    /// A thread begins to wait: the lock has a lane from now on, with its holder in it.
    pub(super) fn show_contended(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        lock: ObjId,
    ) -> LockId {
        let state = self.lock(thread, lock);
        let (id, holder, reentrant) = (state.id, state.holder, state.reentrant);
        if !self.is_shown(trace, self.now, thread, id) {
            self.create_lane(trace, self.now, thread, id, reentrant, "".into());
        }
        self.show_holder(trace, self.now, thread, id, holder);
        self.lane_of(thread, id).unwrap_or(id)
    }

    /// Whether the lock has a lane; the first time it is met, whether the program has a name for it.
    fn is_shown(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        thread: ThreadId,
        lock: LockId,
    ) -> bool {
        let key = (self.threads[thread.index()].home, lock);
        if let Some(lane) = self.locks.lanes.of.get(&key) {
            return matches!(lane, Lane::Shown { .. });
        }
        match self.name_in_program(thread, lock) {
            Some((name, reentrant)) => {
                self.create_lane(trace, at, thread, lock, reentrant, name.into());
                true
            }
            None => {
                self.locks.lanes.of.insert(key, Lane::Hidden);
                false
            }
        }
    }

    fn create_lane(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        thread: ThreadId,
        lock: LockId,
        reentrant: bool,
        name: Arc<str>,
    ) {
        let kind = if reentrant {
            LockKind::RLock
        } else {
            LockKind::Lock
        };
        let home = self.threads[thread.index()].home;
        let lane = if home == InterpreterId(0) {
            lock
        } else {
            self.locks.lanes.new_lane()
        };
        let name = match &*name {
            "" => name,
            name => self.lane_name(home, name),
        };
        let shown = Lane::Shown {
            lane,
            holder: None,
            tally: Tally::default(),
        };
        self.locks.lanes.of.insert((home, lock), shown);
        let lock = lane;
        self.emit_at(
            trace,
            at,
            thread,
            EventKind::LockCreated { lock, kind, name },
        );
    }

    /// The program named a lock.
    pub(super) fn name_lock(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        lock: LockId,
        reentrant: bool,
        name: Arc<str>,
    ) {
        if let Some(lock) = self.lane_of(thread, lock) {
            let name = self.lane_name(self.threads[thread.index()].home, &name);
            self.emit(trace, thread, EventKind::LockRenamed { lock, name });
        } else {
            self.create_lane(trace, self.now, thread, lock, reentrant, name);
        }
    }

    /// What the program calls the lock: a global, a local of a frame, an element or attribute of one.
    fn name_in_program(&self, thread: ThreadId, lock: LockId) -> Option<(String, bool)> {
        let names = self.home(thread).main_names().into_iter();
        let locals = self.user_locals(thread);
        names
            .chain(locals)
            .find_map(|(name, value)| self.find_lock(self.mem(thread), &name, value, lock, 1))
    }

    fn find_lock(
        &self,
        mem: &Heap,
        name: &str,
        value: Value,
        lock: LockId,
        depth: u32,
    ) -> Option<(String, bool)> {
        let inner = depth.checked_sub(1);
        let element = |at: usize, value: &Value| {
            self.find_lock(mem, &format!("{name}[{at}]"), *value, lock, inner?)
        };
        match &mem.get(value.obj()?).body {
            Body::Lock(found) if found.id == lock => Some((name.to_owned(), found.reentrant)),
            Body::List(items) if inner.is_some() => {
                let mut items = items.iter().take(ELEMENTS).enumerate();
                items.find_map(|(at, v)| element(at, v))
            }
            Body::Tuple(items) if inner.is_some() => {
                let mut items = items.iter().take(ELEMENTS).enumerate();
                items.find_map(|(at, v)| element(at, v))
            }
            Body::Instance(instance) if matches!(instance.payload, Payload::None) => {
                instance.attrs.iter().find_map(|(attr, value)| {
                    let attr = mem.symbol_text(attr);
                    self.find_lock(mem, &format!("{name}.{attr}"), value, lock, inner?)
                })
            }
            _ => None,
        }
    }
}
