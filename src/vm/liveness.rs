//! Owns what reference counts would say: which objects CPython would still have, and how many references
//! there are to one. Found by looking at the whole arena, since nothing is counted while a program runs.
//! Owns no collection (`memory`).

use std::borrow::Cow;

use super::memory::Heap;
use super::native::References;
use super::object::Body;
use super::value::Value;
use crate::base::ObjId;

/// Include/refcount.h: the count of objects that are never freed, on 64 bits.
const IMMORTAL: i64 = 0xffff_ffff;
/// Include/internal/pycore_runtime_structs.h: ints that are made once and for all.
const SMALL_INTS: std::ops::RangeInclusive<i64> = -5..=256;

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

/// All objects of an interpreter at one moment.
#[derive(Debug)]
pub struct Picture<'a> {
    bodies: Vec<Cow<'a, Body>>,
    /// What is there whatever frames hold.
    roots: Vec<Value>,
}

/// Which objects are reachable from what frames hold, and which are there only because they hold each
/// other: the cyclic garbage that `gc.collect()` finds.
#[derive(Debug)]
pub struct Kept {
    marked: Vec<bool>,
    cyclic: Vec<bool>,
}

impl Kept {
    pub fn is_marked(&self, id: ObjId) -> bool {
        self.marked.get(id.index()) == Some(&true)
    }

    /// Whether CPython would still have it.
    pub fn is_kept(&self, id: ObjId) -> bool {
        self.is_marked(id) || self.cyclic.get(id.index()) == Some(&true)
    }

    pub fn cyclic_count(&self) -> usize {
        self.cyclic.iter().filter(|in_cycle| **in_cycle).count()
    }
}

impl Picture<'_> {
    /// Without any object yet; `roots` are there whatever frames hold.
    pub fn new(roots: Vec<Value>) -> Self {
        Self {
            bodies: Vec::new(),
            roots,
        }
    }

    pub fn add(&mut self, id: ObjId, body: &Body) {
        if self.bodies.len() <= id.index() {
            self.bodies.resize(id.index() + 1, Cow::Owned(Body::Free));
        }
        self.bodies[id.index()] = Cow::Owned(body.clone());
    }

    /// The count of what is never freed.
    pub fn immortal(value: Value) -> Option<i64> {
        match value {
            Value::Int(n) if SMALL_INTS.contains(&n) => Some(IMMORTAL),
            Value::None | Value::Bool(_) | Value::Ellipsis | Value::NotImplemented => {
                Some(IMMORTAL)
            }
            _ => None,
        }
    }

    fn mark(&self, held: &[Value]) -> Vec<bool> {
        let mut marked = vec![false; self.bodies.len()];
        let mut todo: Vec<Value> = held.iter().chain(&self.roots).copied().collect();
        while let Some(value) = todo.pop() {
            let Value::Obj(id) = value else { continue };
            if let Some(mark) = marked.get_mut(id.index())
                && !std::mem::replace(mark, true)
            {
                self.bodies[id.index()].trace(&mut |inner| todo.push(inner));
            }
        }
        marked
    }

    pub fn kept(&self, held: &[Value]) -> Kept {
        let marked = self.mark(held);
        let garbage = |at: usize| !marked[at] && !matches!(*self.bodies[at], Body::Free);
        let mut counts = vec![0_u32; self.bodies.len()];
        let all = 0..self.bodies.len();
        for at in all.clone().filter(|at| garbage(*at)) {
            counted(&self.bodies[at], &mut |value| {
                if let Value::Obj(id) = value {
                    counts[id.index()] += 1;
                }
            });
        }
        let mut cyclic: Vec<bool> = all.clone().map(garbage).collect();
        let mut todo: Vec<usize> = all.filter(|at| cyclic[*at] && counts[*at] == 0).collect();
        while let Some(at) = todo.pop() {
            cyclic[at] = false;
            counted(&self.bodies[at], &mut |value| {
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
        Kept { marked, cyclic }
    }

    /// How many references CPython would count: from frames, objects and constants.
    pub fn references(&self, value: Value, held: &[Value]) -> usize {
        let kept = self.kept(held);
        let mut count = held.iter().filter(|other| other.is(value)).count();
        for (at, body) in self.bodies.iter().enumerate() {
            // The `__dict__` of an object repeats what the object was seen to hold.
            let shows = matches!(&**body, Body::Dict(dict) if !dict.shows.is_empty());
            if shows || !kept.is_kept(ObjId(at as u32)) {
                continue;
            }
            counted(body, &mut |other| count += usize::from(other.is(value)));
        }
        count
    }
}

impl Heap {
    fn picture(&self) -> Picture<'_> {
        let bodies = self
            .objects
            .iter()
            .map(|object| Cow::Borrowed(&object.body));
        Picture {
            bodies: bodies.collect(),
            roots: self.permanent_roots(),
        }
    }

    /// The answer to a question about references; `held` is what the frames of all threads hold. Nothing
    /// is freed.
    pub fn answer(&mut self, what: References, held: &[Value]) -> Value {
        match what {
            References::Count(value) => match Picture::immortal(value) {
                Some(count) => Value::Int(count),
                // The call itself holds its argument.
                None => Value::Int(self.picture().references(value, held) as i64 + 1),
            },
            References::Alive(number) => self.alive(number, held).map_or(Value::None, Value::Obj),
            References::Collect => Value::Int(self.break_cycles(held) as i64),
        }
    }

    /// What a weak reference refers to, if CPython would still have it.
    fn alive(&mut self, number: u32, held: &[Value]) -> Option<ObjId> {
        let id = self.watched[number as usize]?;
        if !self.picture().kept(held).is_kept(id) {
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
    fn break_cycles(&mut self, held: &[Value]) -> usize {
        let kept = self.picture().kept(held);
        self.forget(&kept.marked);
        kept.cyclic_count()
    }
}
