//! Owns `list`: reading and changing its items, and its methods. Sorting is in `sort`.

use super::{edit, stored};
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::object::Body;
use crate::vm::sizes::room;
use crate::vm::value::Value;

/// The items of a list.
pub(crate) fn items<M: Memory>(mem: &M, id: ObjId) -> Vec<Value> {
    match &mem.get(id).body {
        Body::List(items) => items.clone(),
        _ => Vec::new(),
    }
}

/// Changes a list's items and counts what it grew by.
pub(crate) fn change<M: Memory, R>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    change: impl FnOnce(&mut Vec<Value>) -> R,
) -> R {
    let (result, grown) = edit(cx, id, |body| match body {
        Body::List(items) => {
            let before = room(items.len());
            let result = change(items);
            (result, room(items.len()).saturating_sub(before))
        }
        _ => unreachable!("a list"),
    });
    if grown > 0 {
        cx.mem.grew(grown * size_of::<Value>());
    }
    result
}

/// Appends one item.
#[inline]
pub(crate) fn push<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, item: Value) {
    change(cx, id, |items| items.push(item));
    pay_for_growth(cx, id);
    stored(cx.mem, id, item);
}

/// Items from which on a list's array is of whole pages.
const PAGES: usize = 512;

/// A list that another thread made grows into fresh pages each time, since readers may still be in the old
/// array (Objects/listobject.c: list_resize, ensure_shared_on_resize), spread over its appends.
fn pay_for_growth<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId) {
    let cost = u64::from(cx.mem.world().costs.sharing.growth);
    if cost == 0 {
        return;
    }
    let object = cx.mem.get(id);
    let foreign = object.share.owner() != cx.thread.0;
    let long = matches!(&object.body, Body::List(items) if items.len() > PAGES);
    if foreign && long {
        drop(object);
        *cx.clock += cost;
    }
}

/// Appends items.
pub(crate) fn extend<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, more: Vec<Value>) {
    change(cx, id, |items| items.extend_from_slice(&more));
    stored_all(cx.mem, id, &more);
}

/// As [`stored`], for many values.
pub(crate) fn stored_all<M: Memory>(mem: &mut M, container: ObjId, values: &[Value]) {
    if mem.get(container).share.is_shared() {
        values.iter().for_each(|value| mem.publish(*value));
    }
}

/// The item of a list at a position that is known to be there.
pub(crate) fn items_at<M: Memory>(mem: &M, id: ObjId, at: usize) -> Value {
    match &mem.get(id).body {
        Body::List(items) => items[at],
        _ => unreachable!("a list"),
    }
}
