//! Owns `threading.Lock` under contention, as CPython 3.14's PyMutex and parking lot have it (Python/lock.c,
//! Python/parking_lot.c): first in, first out, barging allowed for a millisecond, then handed over.
//! Owns no uncontended acquire (that is `_thread`'s own affair) and no queue (`lot`). Also owns which locks
//! get lanes.

use std::sync::Arc;

use super::lot::Words;
use super::parker::Woken;
use super::recorder::What;
use super::run::Awaited;
use super::worker::{Gone, Worker};
use crate::base::{LockId, ObjId, VirtualDuration, VirtualTime};
use crate::trace::{BlockReason, DetachReason, EventKind, LockKind, WakeCause};
use crate::vm::boot;
use crate::vm::cx::Notice;
use crate::vm::memory::Memory;
use crate::vm::object::{Body, Lock, Payload};
use crate::vm::value::Value;

/// A thread that has waited longer is handed the lock (lock.c: TIME_TO_BE_FAIR_NS).
const TIME_TO_BE_FAIR: VirtualDuration = VirtualDuration::from_millis(1);

/// Elements of a list or tuple that are looked at for the name of a lock.
const ELEMENTS: usize = 64;

impl<M: Memory> Words for M {
    fn change<R>(&mut self, lock: ObjId, work: impl FnOnce(&mut Lock) -> R) -> R {
        match &mut self.get_mut(lock).body {
            Body::Lock(lock) => work(lock),
            _ => panic!("only locks are waited for"),
        }
    }
}

impl<M: Memory + Send> Worker<M> {
    /// `_PyMutex_LockTimed` of a lock that was busy a moment ago.
    pub(super) fn acquire(
        &mut self,
        lock: ObjId,
        timeout: Option<VirtualDuration>,
    ) -> Result<(), Gone> {
        let begun = self.recorder.now();
        let fair_at = begun + TIME_TO_BE_FAIR;
        let until = timeout.map(|most| begun + most);
        let id = self.mem().change(lock, |lock| lock.id);
        loop {
            if self.take_or_park(lock, fair_at, timeout == Some(VirtualDuration::ZERO)) {
                let now = self.recorder.now();
                self.notice(now, Notice::Acquired(id));
                self.answer(Value::Bool(true));
                return Ok(());
            }
            if timeout == Some(VirtualDuration::ZERO) {
                self.answer(Value::Bool(false));
                return Ok(());
            }
            let reason = self.show_contended(lock);
            let awaited = match reason {
                BlockReason::Network => Awaited::Network,
                _ => Awaited::Lock(lock, id),
            };
            self.will_wait_here();
            self.detach(DetachReason::Blocking);
            let blocked = self.block(reason, Some(awaited), until);
            if blocked == Err(Gone::ForEver) {
                return Err(Gone::ForEver);
            }
            let mut woken = blocked.ok().flatten();
            if woken.is_none() && !self.process.parked.leave(lock, self.me.id) {
                // A release took it out of the queue just before.
                woken = self.me.parker.taken();
            } else if blocked == Err(Gone::ForSignal) {
                return Err(Gone::ForSignal);
            }
            self.attach()?;
            match woken {
                None => {
                    self.answer(Value::Bool(false));
                    return Ok(());
                }
                Some(Woken::HandedOff) => {
                    let now = self.recorder.now();
                    self.notice(now, Notice::Acquired(id));
                    self.answer(Value::Bool(true));
                    return Ok(());
                }
                Some(_) => {}
            }
        }
    }

    /// Takes the lock, or else (unless it may not wait) puts itself into its queue.
    fn take_or_park(&mut self, lock: ObjId, fair_at: VirtualTime, at_once: bool) -> bool {
        let me = self.me.clone();
        if at_once {
            return self.mem().change(lock, |lock| lock.barge(me.id));
        }
        let process = self.process.clone();
        process.parked.take_or_park(self.mem(), lock, &me, fair_at)
    }

    /// `_PyMutex_TryUnlock` of a lock that threads wait for.
    pub(super) fn release(&mut self, lock: ObjId) {
        let id = self.mem().change(lock, |lock| lock.id);
        let now = self.recorder.now();
        self.notice(now, Notice::Released(id));
        let process = self.process.clone();
        let run = self.run.clone();
        let (mem, recorder) = self.memory_and_recorder();
        process.parked.release(mem, lock, now, &*run, |woken| {
            let cause = WakeCause::LockReleased;
            recorder.event(EventKind::Wake { woken, cause });
        });
        self.answer(Value::None);
    }

    /// Records what the interpreter noticed.
    pub(super) fn notice(&mut self, at: VirtualTime, notice: Notice) {
        let (lock, kind) = match notice {
            Notice::Acquired(id) => {
                let lock = self.lane(id);
                (id, EventKind::Acquired { lock })
            }
            Notice::Released(id) => {
                let lock = self.lane(id);
                (id, EventKind::Released { lock })
            }
            Notice::Native => return self.recorder.note_at(at, What::Native(true), None),
            Notice::Mark(text) => {
                let (thread, mark) = (self.id(), EventKind::Mark { text });
                return self.recorder.event_of(at, thread, mark);
            }
        };
        if self.is_shown(lock, at) {
            let thread = self.id();
            self.recorder.event_of(at, thread, kind);
        }
    }

    /// The lane of a lock of this process.
    fn lane(&self, lock: LockId) -> LockId {
        LockId(self.process.lanes.0 + lock.0)
    }

    /// A thread begins to wait: the lock has a lane from now on, with its holder in it.
    fn show_contended(&mut self, lock: ObjId) -> BlockReason {
        let (id, holder, reentrant, network) = self.mem().change(lock, |lock| {
            (lock.id, lock.holder, lock.reentrant, lock.network)
        });
        if network {
            return BlockReason::Network;
        }
        let at = self.recorder.now();
        if !self.is_shown(id, at) {
            self.create_lane(id, reentrant, "".into(), at);
            if let Some(holder) = holder {
                let lock = self.lane(id);
                let kind = EventKind::Acquired { lock };
                self.recorder.event_of(at, holder, kind);
            }
        }
        BlockReason::Lock(self.lane(id))
    }

    /// Whether the lock has a lane; the first time it is met, whether the program has a name for it.
    fn is_shown(&mut self, lock: LockId, at: VirtualTime) -> bool {
        if let Some(shown) = self.lanes.get(&lock) {
            return *shown || self.appeared(lock);
        }
        let known = self.process.home.lock().lanes.get(&lock).cloned();
        let shown = match known {
            Some(lane) => lane.is_some(),
            None => match self.name_in_program(lock) {
                Some((name, reentrant)) => {
                    self.create_lane(lock, reentrant, name.into(), at);
                    true
                }
                None => {
                    self.process.home.lock().lanes.insert(lock, None);
                    false
                }
            },
        };
        self.lanes.insert(lock, shown);
        shown
    }

    /// Whether a lock that had no lane has one by now: another thread had to wait for it.
    fn appeared(&mut self, lock: LockId) -> bool {
        let home = self.process.home.lock();
        let shown = matches!(home.lanes.get(&lock), Some(Some(_)));
        drop(home);
        if shown {
            self.lanes.insert(lock, true);
        }
        shown
    }

    fn create_lane(&mut self, lock: LockId, reentrant: bool, name: Arc<str>, at: VirtualTime) {
        let name = match &*name {
            "" => name,
            name => self.lane_name(name),
        };
        self.process
            .home
            .lock()
            .lanes
            .insert(lock, Some(name.clone()));
        self.lanes.insert(lock, true);
        let kind = if reentrant {
            LockKind::RLock
        } else {
            LockKind::Lock
        };
        let (thread, lock) = (self.id(), self.lane(lock));
        let created = EventKind::LockCreated { lock, kind, name };
        self.recorder.event_of(at, thread, created);
    }

    /// The program gave a lock a name.
    pub(super) fn name_lock(&mut self, lock: LockId, reentrant: bool, name: Arc<str>) {
        if self.lanes.get(&lock) == Some(&true) || self.appeared(lock) {
            let (name, lock) = (self.lane_name(&name), self.lane(lock));
            self.recorder.event(EventKind::LockRenamed { lock, name });
        } else {
            let at = self.recorder.now();
            self.create_lane(lock, reentrant, name, at);
        }
    }

    /// What the program calls the lock: a global, a local of a frame, an element or attribute of one.
    fn name_in_program(&mut self, lock: LockId) -> Option<(String, bool)> {
        let (mem, interp) = self.both();
        let mem = &*mem;
        let frames = interp.frames(mem);
        let locals = frames
            .into_iter()
            .filter(|frame| !frame.code.flags.library)
            .flat_map(|frame| frame.locals);
        main_names(mem)
            .into_iter()
            .chain(locals)
            .find_map(|(name, value)| find_lock(mem, &name, value, lock, 1))
    }
}

/// Names bound in the program's module.
fn main_names<M: Memory>(mem: &M) -> Vec<(Arc<str>, Value)> {
    let main = super::lives::bound(mem, boot::MODULES, "__main__");
    let Some(module) = main.and_then(Value::obj) else {
        return Vec::new();
    };
    let names: Vec<_> = match &mem.get(module).body {
        Body::Module(module) => module.dict.iter().collect(),
        _ => Vec::new(),
    };
    let text = |(name, value)| (mem.symbol_text(name), value);
    names.into_iter().map(text).collect()
}

fn find_lock<M: Memory>(
    mem: &M,
    name: &str,
    value: Value,
    lock: LockId,
    depth: u32,
) -> Option<(String, bool)> {
    let inner = depth.checked_sub(1);
    // Copied out: nothing else may be looked at while the object is.
    let parts: Vec<(String, Value)> = match &mem.get(value.obj()?).body {
        Body::Lock(found) if found.id == lock => return Some((name.to_owned(), found.reentrant)),
        Body::List(items) => elements(name, items),
        Body::Tuple(items) => elements(name, items),
        Body::Instance(instance) if matches!(instance.payload, Payload::None) => {
            let attrs: Vec<_> = instance.attrs.iter().collect();
            attrs
                .into_iter()
                .map(|(attr, value)| (format!("{name}.{}", mem.symbol_text(attr)), value))
                .collect()
        }
        _ => return None,
    };
    let inner = inner?;
    parts
        .into_iter()
        .find_map(|(name, value)| find_lock(mem, &name, value, lock, inner))
}

fn elements(name: &str, items: &[Value]) -> Vec<(String, Value)> {
    let items = items.iter().take(ELEMENTS).enumerate();
    items
        .map(|(at, value)| (format!("{name}[{at}]"), *value))
        .collect()
}
