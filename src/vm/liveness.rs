//! Owns what reference counts would say: which objects CPython would still have, and how many references
//! there are to one. Found by looking at the whole arena, since nothing is counted while a program runs.
//! Owns no collection (`memory`).

use super::memory::Heap;
use super::object::Body;
use super::value::Value;
use crate::base::ObjId;

/// Calls `visit` for every reference that CPython counts: a `__dict__` does not hold its object.
fn counted(body: &Body, visit: &mut dyn FnMut(Value)) {
    match body {
        Body::Dict(dict) => dict.iter().for_each(|entry| {
            visit(entry.key);
            visit(entry.value);
        }),
        other => other.trace(visit),
    }
}

impl Heap {
    /// Which objects are reachable from what frames hold, and which are there only because they hold
    /// each other: the cyclic garbage that `gc.collect()` finds.
    fn kept(&self, held: &[Value]) -> (Vec<bool>, Vec<bool>) {
        let marked = self.mark(&mut held.iter().copied());
        let garbage = |at: usize| !marked[at] && !matches!(self.objects[at].body, Body::Free);
        let mut counts = vec![0_u32; self.objects.len()];
        let all = 0..self.objects.len();
        for at in all.clone().filter(|at| garbage(*at)) {
            counted(&self.objects[at].body, &mut |value| {
                if let Value::Obj(id) = value {
                    counts[id.index()] += 1;
                }
            });
        }
        let mut cyclic: Vec<bool> = all.clone().map(garbage).collect();
        let mut todo: Vec<usize> = all.filter(|at| cyclic[*at] && counts[*at] == 0).collect();
        while let Some(at) = todo.pop() {
            cyclic[at] = false;
            counted(&self.objects[at].body, &mut |value| {
                if let Value::Obj(id) = value
                    && cyclic[id.index()]
                {
                    counts[id.index()] -= 1;
                    if counts[id.index()] == 0 {
                        todo.push(id.index());
                    }
                }
            });
        }
        (marked, cyclic)
    }

    /// What a weak reference refers to, if CPython would still have it.
    pub fn alive(&mut self, number: u32, held: &[Value]) -> Option<ObjId> {
        let id = self.watched[number as usize]?;
        let (marked, cyclic) = self.kept(held);
        if !marked[id.index()] && !cyclic[id.index()] {
            self.watched[number as usize] = None;
        }
        self.watched[number as usize]
    }

    /// Weak references to objects that are not marked lead nowhere from now on.
    pub(super) fn forget(&mut self, marked: &[bool]) {
        for watched in &mut self.watched {
            *watched = watched.filter(|id| marked[id.index()]);
        }
    }

    /// What `gc.collect()` does: how many objects only held each other.
    pub fn break_cycles(&mut self, held: &[Value]) -> usize {
        let (marked, cyclic) = self.kept(held);
        self.forget(&marked);
        cyclic.iter().filter(|in_cycle| **in_cycle).count()
    }

    /// How many references CPython would count: from frames, objects and constants.
    pub fn references(&self, value: Value, held: &[Value]) -> usize {
        let (marked, cyclic) = self.kept(held);
        let mut count = held.iter().filter(|other| other.is(value)).count();
        for (at, object) in self.objects.iter().enumerate() {
            if !marked[at] && !cyclic[at] {
                continue;
            }
            // The `__dict__` of an object repeats what the object was seen to hold.
            if matches!(&object.body, Body::Dict(dict) if !dict.shows.is_empty()) {
                continue;
            }
            counted(&object.body, &mut |other| {
                count += usize::from(other.is(value))
            });
        }
        count
    }
}
