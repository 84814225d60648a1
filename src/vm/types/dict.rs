//! Owns `dict`: reading and changing its entries, and keeping a `__dict__` and its object equal.
//! Finding keys is in `keyed`.

use super::equality::No;
use super::{edit, keyed, native_hash, stored};
use crate::base::{ObjId, Symbol};
use crate::vm::cx::Cx;
use crate::vm::dict::{Dict, Entry};
use crate::vm::memory::Memory;
use crate::vm::object::Body;
use crate::vm::value::Value;

pub(crate) fn entries<M: Memory>(mem: &M, id: ObjId) -> Vec<Entry> {
    match &mem.get(id).body {
        Body::Dict(dict) => dict.iter().collect(),
        _ => Vec::new(),
    }
}

pub(crate) fn len<M: Memory>(mem: &M, id: ObjId) -> usize {
    match &mem.get(id).body {
        Body::Dict(dict) => dict.len(),
        _ => 0,
    }
}

pub(crate) fn find<M: Memory>(
    mem: &M,
    id: ObjId,
    hash: u64,
    key: Value,
) -> Result<Option<usize>, No> {
    keyed::find(mem, id, hash, key)
}

pub(crate) fn value_at<M: Memory>(mem: &M, id: ObjId, slot: usize) -> Value {
    match &mem.get(id).body {
        Body::Dict(dict) => dict.value(slot),
        _ => unreachable!("a slot of a dict"),
    }
}

fn change<M: Memory, R>(cx: &mut Cx<'_, M>, id: ObjId, change: impl FnOnce(&mut Dict) -> R) -> R {
    let (result, grown) = edit(cx, id, |body| match body {
        Body::Dict(dict) => {
            let before = dict.heap_bytes();
            let result = change(dict);
            (result, dict.heap_bytes().saturating_sub(before))
        }
        _ => unreachable!("a dict"),
    });
    if grown > 0 {
        cx.mem.grew(grown);
    }
    result
}

pub(crate) fn insert<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    hash: u64,
    key: Value,
    value: Value,
) {
    change(cx, id, |dict| dict.push(hash, key, value));
    stored(cx.mem, id, key);
    stored(cx.mem, id, value);
    show(cx, id, key, Some(value));
}

pub(crate) fn replace<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, slot: usize, value: Value) {
    let key = change(cx, id, |dict| {
        dict.set_value(slot, value);
        dict.slots()[slot].key
    });
    stored(cx.mem, id, value);
    show(cx, id, key, Some(value));
}

pub(crate) fn take<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, slot: usize) -> Value {
    let (key, value) = change(cx, id, |dict| (dict.slots()[slot].key, dict.remove(slot)));
    show(cx, id, key, None);
    value
}

pub(crate) fn clear<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId) {
    for entry in entries(cx.mem, id) {
        show(cx, id, entry.key, None);
    }
    change(cx, id, Dict::clear);
}

/// What changed in a `__dict__` changes in its object (keys that are no names stay in the dict alone).
fn show<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, key: Value, value: Option<Value>) {
    let objects = match &cx.mem.get(id).body {
        Body::Dict(dict) if !dict.shows.is_empty() => dict.shows.clone(),
        _ => return,
    };
    let Some(text) = cx.text(key) else { return };
    let name = cx.intern(&text);
    for object in objects {
        show_in(cx, object, name, value);
    }
}

fn show_in<M: Memory>(cx: &mut Cx<'_, M>, object: ObjId, name: Symbol, value: Option<Value>) {
    edit(cx, object, |body| {
        let names = match body {
            Body::Instance(instance) => &mut instance.attrs,
            Body::Module(module) => &mut module.dict,
            Body::Function(function) => &mut function.attrs,
            _ => unreachable!("an object with a __dict__"),
        };
        match value {
            Some(value) => names.set(name, value),
            None => drop(names.remove(name)),
        }
    });
    if let Some(value) = value {
        stored(cx.mem, object, value);
    }
}

/// An attribute changed: so does the dict that the object's `__dict__` gave.
pub(crate) fn attribute_changed<M: Memory>(
    cx: &mut Cx<'_, M>,
    object: ObjId,
    name: Symbol,
    value: Option<Value>,
) {
    let dict = match &cx.mem.get(object).body {
        Body::Instance(instance) => instance.dict,
        Body::Module(module) => module.shown,
        _ => None,
    };
    let Some(dict) = dict else { return };
    let text = cx.mem.symbol_text(name);
    let key = cx.str(text);
    let hash = native_hash(cx.mem, key).expect("a str is hashable");
    match (find(cx.mem, dict, hash, key), value) {
        (Ok(Some(slot)), Some(value)) => replace(cx, dict, slot, value),
        (Ok(Some(slot)), None) => drop(take(cx, dict, slot)),
        (_, Some(value)) => insert(cx, dict, hash, key, value),
        (_, None) => {}
    }
}

/// What a dict or set has with the hash of a key.
pub(super) enum First {
    /// The key itself.
    Same(usize),
    None,
    /// Another key, alone, and its slot.
    Only(usize, Value),
    OfSeveral,
}

#[inline]
pub(super) fn first<M: Memory>(mem: &M, id: ObjId, hash: u64, key: Value) -> First {
    let mut others = First::None;
    let wanted = |slot, other: Value| {
        if other.is(key) {
            return true;
        }
        others = match others {
            First::None => First::Only(slot, other),
            _ => First::OfSeveral,
        };
        false
    };
    let found = match &mem.get(id).body {
        Body::Dict(dict) => dict.find_slot(hash, wanted),
        Body::Set(set) | Body::FrozenSet(set) => set.find_slot(hash, wanted),
        _ => None,
    };
    found.map_or(others, First::Same)
}
