//! Owns how locks are made and numbered. Owns no acquiring: `_thread` has that, the engine the waiting.

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
