//! Owns the reprs of modules and locks, and the identifier a thread has in them. Owns no recursion.

use std::sync::Arc;

use crate::base::{ObjId, ThreadId};
use crate::vm::import::BEFORE_THE_PROGRAM;
use crate::vm::memory::Memory;
use crate::vm::object::{Body, Lock, Module};
use crate::vm::symbols as s;
use crate::vm::types;
use crate::vm::value::Value;

/// A thread's identifier as programs see it: CPython's is the address of its stack, of 8 MiB and a guard.
pub(crate) fn thread_ident(thread: ThreadId) -> i64 {
    const STACK: i64 = 8 * 1024 * 1024 + 4096;
    const MAIN_STACK: i64 = 0x7f5c_3a00_0740;
    MAIN_STACK - i64::from(thread.0) * STACK
}

pub(crate) fn lock<M: Memory>(mem: &M, id: ObjId, lock: &Lock) -> String {
    let state = match lock.holder {
        Some(_) => "locked",
        None => "unlocked",
    };
    let at = types::address(Value::Obj(id));
    if !lock.reentrant {
        return format!("<{state} _thread.lock object at {at:#x}>");
    }
    let owner = lock
        .holder
        .map_or(0, |holder| thread_ident(mem.stack_of(holder)));
    let count = if lock.holder.is_some() { lock.depth } else { 0 };
    format!("<{state} _thread.RLock object owner={owner} count={count} at {at:#x}>")
}

pub(super) fn module<M: Memory>(mem: &M, module: &Module) -> String {
    let name = &*module.name;
    if let Some(file) = module.dict.get(s::FILE).and_then(Value::obj)
        && let Body::Str(file) = &mem.get(file).body
        && !BEFORE_THE_PROGRAM.contains(&name)
    {
        return format!("<module '{name}' from '{}'>", file.text);
    }
    format!("<module '{name}' (built-in)>")
}

/// The name of a class as CPython's C code has it: that of a class of an extension with its module.
pub(crate) fn c_name<M: Memory>(mem: &M, class: ObjId) -> Arc<str> {
    match &mem.get(class).body {
        Body::Type(class) if &*class.module == "_thread" => {
            format!("{}.{}", class.module, class.name).into()
        }
        _ => types::type_name(mem, class),
    }
}
