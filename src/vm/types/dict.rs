//! Owns `dict`: reading and changing its entries. Finding keys is in `keyed`.

use super::equality::No;
use super::{edit, keyed, stored};
use crate::base::ObjId;
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
}

pub(crate) fn replace<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, slot: usize, value: Value) {
    change(cx, id, |dict| dict.set_value(slot, value));
    stored(cx.mem, id, value);
}

pub(crate) fn take<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, slot: usize) -> Value {
    change(cx, id, |dict| dict.remove(slot))
}
