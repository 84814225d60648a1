//! Owns how lists, tuples, dicts and sets are pickled: opcodes around their elements, in groups.

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::types;
use crate::vm::value::Value;

use super::save::{Batch, Key, Pickler, Task};

/// How many elements go between a mark and the opcode that stores them.
const BATCH: usize = 1000;

impl Pickler {
    pub(super) fn list(&mut self, id: ObjId, items: Vec<Value>) {
        self.write(if self.protocol == 0 { b"(l" } else { b"]" });
        self.memoize(Key::Object(id));
        self.elements(items, (1, Some(b"a"), b"e"), false);
    }

    pub(super) fn dict<M: Memory>(&mut self, cx: &mut Cx<'_, M>, id: ObjId) {
        self.write(if self.protocol == 0 { b"(d" } else { b"}" });
        self.memoize(Key::Object(id));
        let entries = types::dict::entries(cx.mem, id);
        let items = entries.iter().flat_map(|e| [e.key, e.value]).collect();
        self.elements(items, (2, Some(b"s"), b"u"), false);
    }

    /// Elements to be stored in the container on top of the unpickler's stack.
    pub(super) fn elements(
        &mut self,
        items: Vec<Value>,
        (width, single, many): (usize, Option<&'static [u8]>, &'static [u8]),
        looks_ahead: bool,
    ) {
        if items.is_empty() {
            return;
        }
        self.tasks.push(Task::Batch(Batch {
            items,
            at: 0,
            width,
            single,
            many,
            looks_ahead,
            open: None,
        }));
    }

    pub(super) fn batch(&mut self, mut batch: Batch) {
        let left = (batch.items.len() - batch.at) / batch.width;
        let one = batch
            .single
            .filter(|_| self.protocol == 0 || left == 1 && (batch.at == 0 || batch.looks_ahead));
        match batch.open {
            None if left == 0 => return,
            None => match one {
                Some(single) => {
                    let next = batch.at + batch.width;
                    let element: Vec<Value> = batch.items[batch.at..next].to_vec();
                    batch.at = next;
                    self.tasks.push(Task::Batch(batch));
                    self.tasks.push(Task::Emit(single));
                    self.tasks.extend(element.into_iter().rev().map(Task::Save));
                    return;
                }
                None => {
                    self.write(b"(");
                    batch.open = Some(0);
                }
            },
            Some(count) if left == 0 || count == BATCH => {
                self.write(batch.many);
                // A set whose last group is full gets an empty one behind it.
                let again = left > 0 || (batch.single.is_none() && count == BATCH);
                batch.open = (left == 0 && again).then_some(0);
                if again {
                    if left == 0 {
                        self.write(b"(");
                    }
                    self.tasks.push(Task::Batch(batch));
                }
                return;
            }
            Some(_) => {}
        }
        let next = (batch.at + batch.width).min(batch.items.len());
        let element: Vec<Value> = batch.items[batch.at..next].to_vec();
        batch.at = next;
        batch.open = batch.open.map(|count| count + 1);
        self.tasks.push(Task::Batch(batch));
        self.tasks.extend(element.into_iter().rev().map(Task::Save));
    }

    pub(super) fn tuple(&mut self, id: ObjId, items: &[Value]) {
        if items.is_empty() {
            return self.write(if self.protocol == 0 { b"(t" } else { b")" });
        }
        if self.protocol < 2 || items.len() > 3 {
            self.write(b"(");
        }
        self.tasks.push(Task::Tuple(id, items.len()));
        self.tasks
            .extend(items.iter().rev().map(|item| Task::Save(*item)));
    }

    pub(super) fn end_tuple(&mut self, id: ObjId, length: usize) {
        let key = Key::Object(id);
        let marked = self.protocol < 2 || length > 3;
        if self.memo.contains_key(&key) {
            // It was met again inside itself and is complete: its items are dropped.
            match (marked, self.protocol) {
                (false, _) | (true, 0) => {
                    let drops = length + usize::from(marked);
                    (0..drops).for_each(|_| self.write(b"0"));
                    self.recall(&key, b"");
                }
                (true, _) => {
                    self.recall(&key, b"1");
                }
            }
            return;
        }
        self.write(match (marked, length) {
            (true, _) => b"t",
            (false, 1) => b"\x85",
            (false, 2) => b"\x86",
            (false, _) => b"\x87",
        });
        self.memoize(key);
    }
}
