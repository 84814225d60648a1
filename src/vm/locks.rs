//! Owns how locks are made and numbered, and the transitions of a lock's word: each is one change of one
//! object, which no other thread can come between even where all run at once. Owns no waiting: the engine
//! has that.

use super::cx::Cx;
use super::memory::Memory;
use super::object::{Body, Lock};
use super::types;
use super::value::Value;
use crate::base::{LockId, ThreadId};

/// The first identifier of a lock of the program: 0 is the GIL.
const FIRST_LOCK: u32 = 1;

fn next_lock<M: Memory>(cx: &mut Cx<'_, M>) -> LockId {
    let symbol = cx.intern("_made");
    let Body::Type(class) = &mut cx.mem.get_mut(types::LOCK).body else {
        unreachable!("lock is a class")
    };
    let made = match class.dict.get(symbol) {
        Some(Value::Int(made)) => made,
        _ => 0,
    };
    class.dict.set(symbol, Value::Int(made + 1));
    LockId(FIRST_LOCK + made as u32)
}

/// A new lock, held by `holder` or free.
pub fn make<M: Memory>(cx: &mut Cx<'_, M>, reentrant: bool, holder: Option<ThreadId>) -> Value {
    let id = next_lock(cx);
    cx.alloc(Body::Lock(Box::new(Lock {
        id,
        reentrant,
        holder,
        depth: u32::from(holder.is_some()),
        parked: false,
        network: false,
    })))
}

impl Lock {
    /// Takes it if it is free and nobody waits, who might take it at any moment.
    pub fn take(&mut self, thread: ThreadId, depth: u32) -> bool {
        let free = self.holder.is_none() && !self.parked;
        if free {
            self.holder = Some(thread);
            self.depth = depth;
        }
        free
    }

    /// Lets all its levels go if nobody waits; else the engine must do it. Whether it is free now.
    pub fn let_go(&mut self) -> bool {
        if !self.parked {
            self.holder = None;
            self.depth = 0;
        }
        !self.parked
    }

    /// Takes it if it is free, whoever waits.
    pub fn barge(&mut self, thread: ThreadId) -> bool {
        let free = self.holder.is_none();
        if free {
            self.holder = Some(thread);
            self.depth = 1;
        }
        free
    }

    /// Takes it if it is free, or else leaves the mark that a thread is about to wait for it. While the
    /// queue of those that wait is held.
    pub fn take_or_mark(&mut self, thread: ThreadId) -> bool {
        let taken = self.barge(thread);
        self.parked |= !taken;
        taken
    }

    /// The holder lets it go to the heir, or to whoever comes; whether more threads wait. While the queue
    /// is held.
    pub fn pass_on(&mut self, heir: Option<ThreadId>, more: bool) {
        self.parked = more;
        self.holder = heir;
        self.depth = u32::from(heir.is_some());
    }
}
