//! Owns what processes of a real run share beside files: semaphores and blocks of memory. Owns no wait.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Change, Errno, Reply};
use crate::base::ThreadId;
use crate::vm::system_call::Number;

#[derive(Debug, Default)]
pub(super) struct Shared {
    semaphores: Vec<Semaphore>,
    names: BTreeMap<Arc<str>, usize>,
    blocks: Vec<Vec<u8>>,
}

#[derive(Debug)]
pub(in crate::realtime) struct Semaphore {
    value: u32,
    /// At most one: a lock, which has a holder.
    pub(in crate::realtime) is_lock: bool,
    pub(in crate::realtime) holder: Option<ThreadId>,
    /// Somebody had to wait for it: it has a lane.
    pub(super) shown: bool,
}

impl Shared {
    pub(super) fn open(&mut self, name: Arc<str>, value: u32, most: u32, unlink: bool) -> Reply {
        if self.names.contains_key(&name) {
            return Reply::Error(Errno::Exists);
        }
        let handle = self.semaphores.len();
        self.semaphores.push(Semaphore {
            value,
            is_lock: most == 1,
            holder: None,
            shown: false,
        });
        if !unlink {
            self.names.insert(name, handle);
        }
        Reply::Int(handle as i64)
    }

    pub(super) fn find(&self, name: &str) -> Reply {
        match self.names.get(name) {
            Some(handle) => Reply::Int(*handle as i64),
            None => Reply::Error(Errno::NoEntry),
        }
    }

    pub(super) fn unlink(&mut self, name: &str) -> Reply {
        match self.names.remove(name) {
            Some(_) => Reply::None,
            None => Reply::Error(Errno::NoEntry),
        }
    }

    pub(super) fn semaphore(&mut self, handle: Number) -> Option<&mut Semaphore> {
        let handle = usize::try_from(handle).ok()?;
        self.semaphores.get_mut(handle)
    }

    /// `None`: it has to be waited for.
    pub(super) fn acquire(&mut self, by: ThreadId, handle: Number, last: bool) -> Option<Reply> {
        let Some(semaphore) = self.semaphore(handle) else {
            return Some(Reply::Error(Errno::Invalid));
        };
        if semaphore.value == 0 {
            return last.then_some(Reply::Bool(false));
        }
        semaphore.value -= 1;
        semaphore.holder = semaphore.is_lock.then_some(by);
        Some(Reply::Bool(true))
    }

    pub(super) fn release(&mut self, handle: Number, changes: &mut Vec<Change>) -> Reply {
        let Some(semaphore) = self.semaphore(handle) else {
            return Reply::Error(Errno::Invalid);
        };
        semaphore.value += 1;
        semaphore.holder = None;
        changes.push(Change::Semaphore(handle));
        Reply::None
    }

    pub(super) fn value(&mut self, handle: Number) -> Reply {
        match self.semaphore(handle) {
            Some(semaphore) => Reply::Int(i64::from(semaphore.value)),
            None => Reply::Error(Errno::Invalid),
        }
    }

    pub(super) fn new_block(&mut self, size: usize) -> Reply {
        self.blocks.push(vec![0; size]);
        Reply::Int(self.blocks.len() as i64 - 1)
    }

    pub(super) fn read_block(&self, handle: Number, offset: usize, count: usize) -> Reply {
        let block = usize::try_from(handle).ok();
        let block = block.and_then(|handle| self.blocks.get(handle));
        match block.and_then(|block| block.get(offset..offset.saturating_add(count))) {
            Some(bytes) => Reply::Bytes(bytes.to_vec()),
            None => Reply::Error(Errno::Invalid),
        }
    }

    pub(super) fn write_block(&mut self, handle: Number, offset: usize, data: &[u8]) -> Reply {
        let block = usize::try_from(handle).ok();
        let block = block.and_then(|handle| self.blocks.get_mut(handle));
        let end = offset.saturating_add(data.len());
        match block.and_then(|block| block.get_mut(offset..end)) {
            Some(place) => {
                place.copy_from_slice(data);
                Reply::None
            }
            None => Reply::Error(Errno::Invalid),
        }
    }
}
