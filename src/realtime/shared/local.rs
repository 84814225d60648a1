//! Owns what one thread alone can see: objects it has made and not published, at ids from chunks that it
//! took for itself, and their collection, for which nobody else need stop. Owns no shared object.

use super::arena::{Arena, CHUNK, at, chunk};
use crate::base::{ObjId, ThreadId};
use crate::vm::object::{Body, Object, Share};
use crate::vm::value::Value;

/// Bytes that one place stands for in the memory limit.
const PLACE: usize = std::mem::size_of::<Object>();
/// So much is made before a collection is worth while.
const WORTH: usize = 4 << 20;

#[derive(Clone, Debug)]
pub(super) struct Local {
    /// By numbers of chunks, those of other threads absent.
    chunks: Vec<Option<Box<[Object]>>>,
    mine: Vec<u32>,
    free: Vec<u32>,
    /// The rest of the newest chunk.
    next: u32,
    end: u32,
    /// Bytes after the last collection, and made since.
    live: usize,
    fresh: usize,
    /// Of those, how many the arena has counted.
    pub(super) counted: usize,
}

fn nothing() -> Object {
    Object {
        body: Body::Free,
        share: Share::of(ThreadId(0), &Body::Free),
    }
}

/// What is left of an object that was published.
fn moved() -> Object {
    let mut object = nothing();
    object.share.publish();
    object
}

impl Local {
    pub(super) fn new() -> Self {
        Self {
            chunks: Vec::new(),
            mine: Vec::new(),
            free: Vec::new(),
            next: 0,
            end: 0,
            live: 0,
            fresh: 0,
            counted: 0,
        }
    }

    #[inline]
    pub(super) fn get(&self, id: ObjId) -> Option<&Object> {
        let object = &self.chunks.get(chunk(id))?.as_ref()?[at(id)];
        (!matches!(object.body, Body::Free)).then_some(object)
    }

    #[inline]
    pub(super) fn has(&self, id: ObjId) -> bool {
        self.get(id).is_some()
    }

    #[inline]
    pub(super) fn get_mut(&mut self, id: ObjId) -> &mut Object {
        match self.chunks[chunk(id)].as_mut() {
            Some(chunk) => &mut chunk[at(id)],
            None => unreachable!("it is the thread's own"),
        }
    }

    pub(super) fn alloc(&mut self, arena: &Arena, object: Object) -> ObjId {
        self.fresh += PLACE + object.body.outside_bytes();
        let id = match self.free.pop() {
            Some(id) => ObjId(id),
            None => {
                if self.next == self.end {
                    self.take_chunk(arena);
                }
                self.next += 1;
                ObjId(self.next - 1)
            }
        };
        *self.get_mut(id) = object;
        id
    }

    fn take_chunk(&mut self, arena: &Arena) {
        let number = arena.take_chunk();
        if self.chunks.len() <= number as usize {
            self.chunks.resize_with(number as usize + 1, || None);
        }
        let places = (0..CHUNK).map(|_| nothing()).collect();
        self.chunks[number as usize] = Some(places);
        self.mine.push(number);
        self.next = number * CHUNK as u32;
        self.end = self.next + CHUNK as u32;
    }

    /// Moves an object of this thread's own, and all it reaches, to where everybody can see them.
    pub(super) fn publish(&mut self, arena: &Arena, id: ObjId) {
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            if !self.has(id) {
                continue;
            }
            let place = self.get_mut(id);
            let mut object = std::mem::replace(place, moved());
            object.share.publish();
            object.body.trace(&mut |value| {
                if let Value::Obj(id) = value {
                    todo.push(id);
                }
            });
            let bytes = PLACE + object.body.outside_bytes();
            self.fresh = self.fresh.saturating_sub(bytes);
            arena.put(id, object, bytes);
        }
    }

    /// Everything made so far.
    pub(super) fn publish_all(&mut self, arena: &Arena) {
        let mut all = Vec::new();
        self.each(&mut |id, _| all.push(id));
        for id in all {
            self.publish(arena, id);
        }
    }

    /// What is made from here on lies in another chunk.
    pub(super) fn leave_chunk(&mut self) {
        self.next = self.end;
    }

    /// In a process that `from` has forked: `child` has it now.
    pub(super) fn be_forked(&mut self, from: ThreadId, child: ThreadId) {
        for object in self.chunks.iter_mut().flatten().flatten() {
            object.be_forked(from, child);
        }
    }

    pub(super) fn each(&self, visit: &mut dyn FnMut(ObjId, &Object)) {
        for number in &self.mine {
            let Some(places) = &self.chunks[*number as usize] else {
                continue;
            };
            for (index, object) in places.iter().enumerate() {
                if !matches!(object.body, Body::Free) {
                    visit(ObjId(number * CHUNK as u32 + index as u32), object);
                }
            }
        }
    }

    pub(super) fn wants_collection(&self) -> bool {
        self.fresh > WORTH.max(self.live)
    }

    pub(super) fn grew(&mut self, bytes: usize) {
        self.fresh += bytes;
    }

    pub(super) fn bytes(&self) -> usize {
        self.live + self.fresh
    }

    /// Bytes that the arena does not know of yet.
    pub(super) fn uncounted(&self) -> usize {
        self.bytes().saturating_sub(self.counted)
    }

    /// Frees what the thread itself does not hold any more.
    pub(super) fn collect(&mut self, roots: &mut dyn Iterator<Item = Value>) {
        let mut marked: Vec<Vec<bool>> = self.chunks.iter().map(|_| Vec::new()).collect();
        let mut todo: Vec<ObjId> = roots.filter_map(Value::obj).collect();
        while let Some(id) = todo.pop() {
            let Some(object) = self.get(id) else { continue };
            let marks = &mut marked[chunk(id)];
            if marks.is_empty() {
                marks.resize(CHUNK, false);
            }
            if std::mem::replace(&mut marks[at(id)], true) {
                continue;
            }
            object.body.trace(&mut |value| {
                if let Value::Obj(id) = value {
                    todo.push(id);
                }
            });
        }
        self.sweep(&marked);
    }

    fn sweep(&mut self, marked: &[Vec<bool>]) {
        self.live = 0;
        self.fresh = 0;
        self.free.clear();
        let (next, end) = (self.next, self.end);
        for number in self.mine.iter().rev() {
            let marks = &marked[*number as usize];
            let Some(places) = &mut self.chunks[*number as usize] else {
                continue;
            };
            for (index, object) in places.iter_mut().enumerate().rev() {
                let id = number * CHUNK as u32 + index as u32;
                if id >= next && id < end {
                    continue;
                }
                if marks.get(index) == Some(&true) {
                    self.live += PLACE + object.body.outside_bytes();
                } else if !matches!(object.body, Body::Free) {
                    *object = nothing();
                    self.free.push(id);
                } else if !object.share.is_shared() {
                    self.free.push(id);
                }
            }
        }
    }
}
