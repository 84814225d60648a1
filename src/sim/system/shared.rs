//! Owns what processes share beside files: semaphores and blocks of memory.
//! Owns no wait: a thread that must wait is in the kernel's list of sleepers (`system`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Cause, Errno, Reply};
use crate::base::{LockId, ThreadId};
use crate::sim::Sim;
use crate::trace::{BlockReason, EventKind, LockKind, Trace};
use crate::vm::system_call::Number;

#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    semaphores: Vec<Semaphore>,
    names: BTreeMap<Arc<str>, usize>,
    /// Each behind an `Arc`: a checkpoint copies only those that are written afterwards.
    blocks: Vec<Arc<Vec<u8>>>,
}

#[derive(Clone, Debug)]
struct Semaphore {
    value: u32,
    /// Its lane, once a thread has waited for it.
    lane: Option<LockId>,
    kind: LockKind,
    /// The thread that took a semaphore of at most one last.
    holder: Option<ThreadId>,
}

impl Sim {
    pub(super) fn open_semaphore(
        &mut self,
        name: Arc<str>,
        value: u32,
        most: u32,
        unlink: bool,
    ) -> Reply {
        let shared = &mut self.system.shared;
        if shared.names.contains_key(&name) {
            return Reply::Error(Errno::Exists);
        }
        let handle = shared.semaphores.len();
        let kind = if most == 1 {
            LockKind::Lock
        } else {
            LockKind::Semaphore
        };
        shared.semaphores.push(Semaphore {
            value,
            lane: None,
            kind,
            holder: None,
        });
        if !unlink {
            shared.names.insert(name, handle);
        }
        Reply::Int(handle as i64)
    }

    pub(super) fn find_semaphore(&self, name: &str) -> Reply {
        match self.system.shared.names.get(name) {
            Some(handle) => Reply::Int(*handle as i64),
            None => Reply::Error(Errno::NoEntry),
        }
    }

    pub(super) fn unlink_semaphore(&mut self, name: &str) -> Reply {
        match self.system.shared.names.remove(name) {
            Some(_) => Reply::None,
            None => Reply::Error(Errno::NoEntry),
        }
    }

    fn semaphore(&mut self, handle: Number) -> Option<&mut Semaphore> {
        let handle = usize::try_from(handle).ok()?;
        self.system.shared.semaphores.get_mut(handle)
    }

    pub(super) fn acquire_semaphore(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        handle: Number,
        last: bool,
    ) -> Option<Reply> {
        let Some(semaphore) = self.semaphore(handle) else {
            return Some(Reply::Error(Errno::Invalid));
        };
        if semaphore.value == 0 {
            if last {
                return Some(Reply::Bool(false));
            }
            self.show_semaphore(trace, thread, handle);
            return None;
        }
        semaphore.value -= 1;
        if semaphore.kind == LockKind::Lock {
            semaphore.holder = Some(thread);
            if let Some(lock) = semaphore.lane {
                self.emit(trace, thread, EventKind::Acquired { lock });
            }
        }
        Some(Reply::Bool(true))
    }

    /// A thread begins to wait: the semaphore has a lane from now on.
    fn show_semaphore(&mut self, trace: &mut Trace, thread: ThreadId, handle: Number) {
        let known = self.semaphore(handle).is_none_or(|s| s.lane.is_some());
        if known {
            return;
        }
        let lock = self.locks.lanes.new_lane();
        let Some(semaphore) = self.semaphore(handle) else {
            return;
        };
        semaphore.lane = Some(lock);
        let (kind, holder) = (semaphore.kind, semaphore.holder);
        let name = "".into();
        self.emit(trace, thread, EventKind::LockCreated { lock, kind, name });
        if let Some(holder) = holder.filter(|holder| !self.is_exited(*holder)) {
            self.emit(trace, holder, EventKind::Acquired { lock });
        }
    }

    pub(super) fn semaphore_reason(&self, handle: Number) -> BlockReason {
        let semaphore = usize::try_from(handle)
            .ok()
            .and_then(|handle| self.system.shared.semaphores.get(handle));
        let lane = semaphore.and_then(|semaphore| semaphore.lane);
        BlockReason::Lock(lane.expect("a semaphore that is waited for has a lane"))
    }

    pub(super) fn release_semaphore(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        handle: Number,
    ) -> Reply {
        let Some(semaphore) = self.semaphore(handle) else {
            return Reply::Error(Errno::Invalid);
        };
        semaphore.value += 1;
        let held = semaphore.holder.take().is_some();
        if let Some(lock) = semaphore.lane
            && held
        {
            self.emit(trace, thread, EventKind::Released { lock });
        }
        self.poke(trace, thread, Cause::Semaphore(handle as usize), false);
        Reply::None
    }

    pub(super) fn semaphore_value(&mut self, handle: Number) -> Reply {
        match self.semaphore(handle) {
            Some(semaphore) => Reply::Int(i64::from(semaphore.value)),
            None => Reply::Error(Errno::Invalid),
        }
    }

    pub(super) fn new_block(&mut self, size: usize) -> Reply {
        let blocks = &mut self.system.shared.blocks;
        blocks.push(Arc::new(vec![0; size]));
        Reply::Int(blocks.len() as i64 - 1)
    }

    pub(super) fn read_block(&self, handle: Number, offset: usize, count: usize) -> Reply {
        let block = usize::try_from(handle)
            .ok()
            .and_then(|handle| self.system.shared.blocks.get(handle));
        let end = offset.saturating_add(count);
        match block.and_then(|block| block.get(offset..end)) {
            Some(bytes) => Reply::Bytes(bytes.to_vec()),
            None => Reply::Error(Errno::Invalid),
        }
    }

    pub(super) fn write_block(&mut self, handle: Number, offset: usize, data: &[u8]) -> Reply {
        let block = usize::try_from(handle)
            .ok()
            .and_then(|handle| self.system.shared.blocks.get_mut(handle));
        let end = offset.saturating_add(data.len());
        let place = block.and_then(|block| Arc::make_mut(block).get_mut(offset..end));
        match place {
            Some(place) => {
                place.copy_from_slice(data);
                Reply::None
            }
            None => Reply::Error(Errno::Invalid),
        }
    }

    /// Bytes of all blocks.
    pub(in crate::sim) fn shared_bytes(&self) -> usize {
        self.system.shared.blocks.iter().map(|b| b.len()).sum()
    }
}
