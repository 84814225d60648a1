//! Owns the look-up of a name in a class and its bases. Owns no attribute access (`attr`), which looks
//! at the object too.

use super::super::memory::Memory;
use super::super::object::Body;
use super::super::value::Value;
use super::COUNT;
use crate::base::{ObjId, Symbol};

/// Looks a name up in a class and its bases.
pub fn find_method<M: Memory>(mem: &M, class: ObjId, name: Symbol) -> Option<Value> {
    find_in_mro(mem, class, name).map(|(_, value)| value)
}

/// The class of an MRO that defines a name, and what it defines.
pub fn find_in_mro<M: Memory>(mem: &M, class: ObjId, name: Symbol) -> Option<(ObjId, Value)> {
    for at in 0.. {
        let base = match &mem.get(class).body {
            Body::Type(class) => *class.mro.get(at)?,
            _ => return None,
        };
        if let Body::Type(base_type) = &mem.get(base).body
            && let Some(value) = base_type.dict.get(name)
        {
            return Some((base, value));
        }
    }
    None
}

/// A special method that the class of a value (or a base) defines in Python.
pub fn user_method<M: Memory>(mem: &M, value: Value, name: &str) -> Option<Value> {
    let found = overrides(mem, value, name)?;
    let native = matches!(found, Value::Obj(id) if matches!(mem.get(id).body, Body::Native(_)));
    (!native).then_some(found)
}

/// A special method by which the class of a value differs from its built-in base: defined in Python or
/// by a native module.
pub(crate) fn overrides<M: Memory>(mem: &M, value: Value, name: &str) -> Option<Value> {
    let Value::Obj(id) = value else { return None };
    let class = match &mem.get(id).body {
        Body::Instance(instance) => instance.class,
        Body::Type(class) => class.metaclass,
        Body::Ext(ext) => ext.class(),
        _ => return None,
    };
    class_overrides(mem, class, name)
}

pub(crate) fn class_overrides<M: Memory>(mem: &M, class: ObjId, name: &str) -> Option<Value> {
    if class.0 < COUNT {
        return None;
    }
    let (base, found) = find_in_mro(mem, class, mem.find_symbol(name)?)?;
    (base.0 >= COUNT).then_some(found)
}
