//! Owns short looks into objects that many parts of the VM take: the items of a tuple, the symbol of a
//! str, the pairs of a keyword dict, whether others can see an object. Changes nothing.

use std::sync::Arc;

use smallvec::SmallVec;

use super::cx::Cx;
use super::memory::Memory;
use super::native::Raise;
use super::object::{Body, Payload};
use super::symbols;
use super::types;
use super::value::Value;
use crate::base::{ObjId, Symbol};

/// The object that others can see and somebody can change: the value, or a bound method's receiver.
pub(super) fn shared_mutable<M: Memory>(mem: &M, value: Value) -> Option<ObjId> {
    let Value::Obj(id) = value else { return None };
    let object = mem.get(id);
    let receiver = match &object.body {
        Body::Method(pair) => pair.1,
        Body::List(_)
        | Body::Dict(_)
        | Body::Set(_)
        | Body::ByteArray(_)
        | Body::Cell(_)
        | Body::Instance(_)
        | Body::Generator(_)
        | Body::AsyncCall(_)
        | Body::Iter(_)
        | Body::DictView(..)
        | Body::Lock(_)
        | Body::Thread(_)
        | Body::Ext(_) => return object.share.is_shared().then_some(id),
        _ => return None,
    };
    drop(object);
    shared_mutable(mem, receiver)
}

/// What an iterator reads that others can see and somebody can change.
pub(super) fn iterated<M: Memory>(mem: &M, iterator: ObjId) -> SmallVec<[ObjId; 2]> {
    let mut inside = SmallVec::new();
    let object = mem.get(iterator);
    if let Body::Iter(_) = object.body {
        object.body.trace(&mut |value| inside.push(value));
    }
    drop(object);
    let inside: SmallVec<[Value; 2]> = inside;
    let shared = inside.into_iter();
    shared
        .filter_map(|value| shared_mutable(mem, value))
        .collect()
}

/// The items of a tuple or list.
pub(super) fn tuple_items<M: Memory>(mem: &M, value: Value) -> Vec<Value> {
    let Value::Obj(id) = types::unwrap(mem, value) else {
        return Vec::new();
    };
    match &mem.get(id).body {
        Body::Tuple(items) => items.to_vec(),
        Body::List(items) => items.clone(),
        _ => Vec::new(),
    }
}

/// What is in a bytes or bytearray object.
pub(super) fn bytes_of<M: Memory>(mem: &M, value: Value) -> Option<Vec<u8>> {
    match &mem.get(value.obj()?).body {
        Body::Bytes(bytes) => Some(bytes.to_vec()),
        Body::ByteArray(bytes) => Some(bytes.clone()),
        _ => None,
    }
}

/// Whether a value is a tuple or list (subclasses excluded: they may define `__iter__`).
pub(super) fn tuple_or_list<M: Memory>(mem: &M, value: Value) -> bool {
    matches!(types::type_of(mem, value), types::TUPLE | types::LIST)
}

/// Whether a value can be iterated over.
pub(super) fn has_iter<M: Memory>(mem: &M, value: Value) -> bool {
    super::attr::lookup_special(mem, value, symbols::ITER).is_some()
        || super::attr::lookup_special(mem, value, symbols::GETITEM).is_some()
}

/// The symbol of a str.
pub(super) fn symbol_of<M: Memory>(mem: &mut M, name: Value) -> Symbol {
    let text: Arc<str> = match name
        .obj()
        .map(|id| mem.get(id))
        .as_deref()
        .map(|object| &object.body)
    {
        Some(Body::Str(s)) => s.text.clone(),
        _ => panic!("a name is a str"),
    };
    mem.intern(&text)
}

/// The pairs of a keyword dict (or NULL).
///
/// # Errors
/// TypeError when a key is not a str.
pub(super) fn keywords<M: Memory>(
    cx: &mut Cx<'_, M>,
    dict: Value,
) -> Result<Vec<(Symbol, Value)>, Raise> {
    let Value::Obj(id) = types::unwrap(cx.mem, dict) else {
        return Ok(Vec::new());
    };
    let entries: Vec<(Value, Value)> = match &cx.mem.get(id).body {
        Body::Dict(dict) => dict.iter().map(|entry| (entry.key, entry.value)).collect(),
        _ => Vec::new(),
    };
    let mut pairs = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let Some(text) = cx.text(key) else {
            return Err(cx.type_error("keywords must be strings"));
        };
        pairs.push((cx.intern(&text), value));
    }
    Ok(pairs)
}

/// The exception data of an exception, copied.
pub(super) fn exception_args<M: Memory>(mem: &M, value: Value) -> Vec<Value> {
    let Value::Obj(id) = value else {
        return Vec::new();
    };
    match &mem.get(id).body {
        Body::Instance(instance) => match &instance.payload {
            Payload::Exception(data) => data.args.clone(),
            Payload::None | Payload::Wrapped(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}
