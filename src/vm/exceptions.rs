//! Owns exception objects: making them, reading them, and their text in a traceback.
//! Owns neither raising nor catching: that is the interpreter loop's unwinding.

use super::memory::Memory;
use super::names::NameTable;
use super::object::{Body, ExceptionData, Instance, Payload};
use super::value::Value;
use crate::base::{ObjId, ThreadId};

/// A new exception of a class (built-in or derived) with these arguments.
pub fn new<M: Memory>(mem: &mut M, owner: ThreadId, class: ObjId, args: Vec<Value>) -> Value {
    let data = ExceptionData {
        args,
        cause: Value::None,
        context: Value::None,
        ..ExceptionData::default()
    };
    let payload = Payload::Exception(Box::new(data));
    let instance = Instance {
        class,
        attrs: NameTable::new(),
        payload,
    };
    Value::Obj(mem.alloc(Body::Instance(Box::new(instance)), owner))
}
