//! Owns where objects live: the `Memory` trait that the whole VM is written against, and `Heap`, the
//! plain arena of the simulation, whose copy is a checkpoint.
//! Owns no object's behaviour. On real threads another `Memory` hands out lock guards instead of plain
//! references, and the same VM runs on it: so no code may hold two guards longer than one expression
//! needs, nor call anything while it holds one.

use std::fmt::Debug;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::lines::Line;
use super::object::{Body, Object, Share};
use super::value::Value;
use super::world::World;
use crate::base::{ObjId, Source, Symbol, ThreadId};
use crate::bytecode::CodeObject;

use super::link::Linked;
use crate::base::CodeId;

/// An arena of objects, the interned names, and the code table.
pub trait Memory: Sized + Debug + 'static {
    type Ref<'a>: Deref<Target = Object>
    where
        Self: 'a;
    type Mut<'a>: DerefMut<Target = Object>
    where
        Self: 'a;

    fn get(&self, id: ObjId) -> Self::Ref<'_>;
    fn get_mut(&mut self, id: ObjId) -> Self::Mut<'_>;
    /// A new object that belongs to `owner`.
    fn alloc(&mut self, body: Body, owner: ThreadId) -> ObjId;

    fn intern(&mut self, name: &str) -> Symbol;
    /// The symbol of a name that was interned before.
    fn find_symbol(&self, name: &str) -> Option<Symbol>;
    fn symbol_text(&self, symbol: Symbol) -> Arc<str>;
    /// The one str object that stands for a text wherever it is written in a program.
    fn interned(&self, text: &str) -> Option<ObjId>;
    fn set_interned(&mut self, text: Arc<str>, id: ObjId);

    /// Adds a code object (and, when executed, its inner ones add themselves).
    fn add_code(&mut self, code: Arc<CodeObject>) -> CodeId;
    fn code(&self, id: CodeId) -> Arc<Linked>;
    /// The text of a file that code was loaded from.
    fn source(&self, file: &str) -> Option<Source>;

    /// Changes whenever any class changes, so that caches of method look-ups can be trusted.
    fn type_version(&self) -> u32;
    fn types_changed(&mut self);

    fn world(&self) -> &Arc<World<Self>>;

    /// The thread that runs the program's module and the interpreter's end.
    fn main_thread(&self) -> ThreadId;
    /// The thread whose stack this one runs on: that of a forked process has its parent's address.
    fn stack_of(&self, thread: ThreadId) -> ThreadId;

    /// Marks an object and all it reaches as visible to other threads.
    fn publish(&mut self, value: Value);

    /// The cache line of a shared object, where cores are modelled.
    fn line(&mut self, _id: ObjId) -> Option<&mut Line> {
        None
    }

    /// Whether so much was allocated that a collection is worth while.
    fn wants_collection(&self) -> bool;
    /// Frees every object not reachable from the roots.
    fn collect(&mut self, roots: &mut dyn Iterator<Item = Value>);
    /// Bytes in use, about.
    fn bytes(&self) -> usize;
    /// Counts bytes that an existing object grew by.
    fn grew(&mut self, bytes: usize);
    /// A number for a weak reference to an object: it does not keep the object.
    fn watch(&mut self, id: ObjId) -> u32;

    /// Whether several threads run on it at the same time.
    const CONCURRENT: bool = false;
    /// Keeps other threads out of native functions on these objects (`Py_BEGIN_CRITICAL_SECTION`), until
    /// [`Self::leave`]; a section that the thread is in already ends.
    fn enter(&mut self, _ids: &[ObjId]) {}
    fn leave(&mut self) {}
}

/// Bytes that one arena slot stands for in the memory limit.
const SLOT: usize = std::mem::size_of::<Object>();

/// The simulation's arena.
#[derive(Clone, Debug)]
pub struct Heap {
    pub(super) objects: Vec<Object>,
    /// Head of the list of free slots (kept as plain indices, last freed first).
    free: Vec<u32>,
    symbols: Vec<Arc<str>>,
    /// Symbol numbers sorted by text.
    symbol_index: std::collections::BTreeMap<Arc<str>, Symbol>,
    /// Constants that look like names: each is one object, as in CPython.
    interned: std::collections::BTreeMap<Arc<str>, ObjId>,
    codes: Vec<Arc<Linked>>,
    type_version: u32,
    world: Arc<World<Self>>,
    /// Objects below this id were made at boot and are never freed.
    permanent: u32,
    main: ThreadId,
    main_stack: ThreadId,
    /// Live bytes after the last collection, and allocated since.
    live: usize,
    fresh: usize,
    /// What weak references refer to, by their numbers; `None` once it is gone.
    pub(super) watched: Vec<Option<ObjId>>,
    /// Cache lines of shared objects, by their ids, as far as any was touched while threads could run in
    /// parallel.
    lines: Vec<Line>,
    /// By thread: objects that it ever made, and those of them that others came to see.
    made: Vec<(u64, u64)>,
}

impl Memory for Heap {
    type Ref<'a> = &'a Object;
    type Mut<'a> = &'a mut Object;

    #[inline]
    fn get(&self, id: ObjId) -> &Object {
        &self.objects[id.index()]
    }

    #[inline]
    fn get_mut(&mut self, id: ObjId) -> &mut Object {
        &mut self.objects[id.index()]
    }

    fn alloc(&mut self, body: Body, owner: ThreadId) -> ObjId {
        self.fresh += SLOT + body.outside_bytes();
        self.count_made(owner);
        let share = Share::of(owner, &body);
        let object = Object { body, share };
        if let Some(at) = self.free.pop() {
            self.objects[at as usize] = object;
            if let Some(line) = self.lines.get_mut(at as usize) {
                *line = Line::default();
            }
            return ObjId(at);
        }
        self.objects.push(object);
        ObjId(self.objects.len() as u32 - 1)
    }

    fn intern(&mut self, name: &str) -> Symbol {
        if let Some(symbol) = self.symbol_index.get(name) {
            return *symbol;
        }
        let symbol = Symbol(self.symbols.len() as u32);
        let text: Arc<str> = name.into();
        self.symbols.push(text.clone());
        self.symbol_index.insert(text, symbol);
        symbol
    }

    fn find_symbol(&self, name: &str) -> Option<Symbol> {
        self.symbol_index.get(name).copied()
    }

    fn symbol_text(&self, symbol: Symbol) -> Arc<str> {
        self.symbols[symbol.index()].clone()
    }

    fn interned(&self, text: &str) -> Option<ObjId> {
        self.interned.get(text).copied()
    }

    fn set_interned(&mut self, text: Arc<str>, id: ObjId) {
        self.interned.insert(text, id);
    }

    fn add_code(&mut self, code: Arc<CodeObject>) -> CodeId {
        let linked = Linked::new(code, self);
        self.codes.push(Arc::new(linked));
        CodeId(self.codes.len() as u32 - 1)
    }

    fn code(&self, id: CodeId) -> Arc<Linked> {
        self.codes[id.index()].clone()
    }

    fn source(&self, file: &str) -> Option<Source> {
        let mut sources = self.codes.iter().map(|linked| &linked.code.source);
        sources.find(|source| &*source.name == file).cloned()
    }

    fn type_version(&self) -> u32 {
        self.type_version
    }

    fn types_changed(&mut self) {
        self.type_version += 1;
    }

    fn world(&self) -> &Arc<World<Self>> {
        &self.world
    }

    fn main_thread(&self) -> ThreadId {
        self.main
    }

    fn stack_of(&self, thread: ThreadId) -> ThreadId {
        if thread == self.main {
            self.main_stack
        } else {
            thread
        }
    }

    fn publish(&mut self, value: Value) {
        let mut todo = vec![value];
        while let Some(value) = todo.pop() {
            let Value::Obj(id) = value else { continue };
            let object = &mut self.objects[id.index()];
            if !object.share.is_shared() {
                object.share.publish();
                let (owner, counts) = (object.share.owner(), object.body.is_collected());
                if let Some(made) = self.made.get_mut(owner as usize) {
                    made.1 += u64::from(counts);
                }
                object.body.trace(&mut |inner| todo.push(inner));
            }
        }
    }

    fn line(&mut self, id: ObjId) -> Option<&mut Line> {
        if self.lines.len() <= id.index() {
            self.lines.resize(id.index() + 1, Line::default());
        }
        self.lines.get_mut(id.index())
    }

    fn wants_collection(&self) -> bool {
        self.fresh > (4 << 20).max(self.live)
    }

    fn collect(&mut self, roots: &mut dyn Iterator<Item = Value>) {
        let marked = self.mark(roots);
        self.sweep(&marked);
    }

    fn bytes(&self) -> usize {
        self.live + self.fresh
    }

    fn grew(&mut self, bytes: usize) {
        self.fresh += bytes;
    }

    fn watch(&mut self, id: ObjId) -> u32 {
        self.watched.push(Some(id));
        self.watched.len() as u32 - 1
    }
}

impl Heap {
    /// An arena without any object: [`super::boot`] fills it.
    pub(super) fn empty(world: Arc<World<Self>>) -> Self {
        Self {
            objects: Vec::new(),
            free: Vec::new(),
            symbols: Vec::new(),
            interned: std::collections::BTreeMap::new(),
            symbol_index: std::collections::BTreeMap::new(),
            codes: Vec::new(),
            // Caches mark themselves empty with version 0.
            type_version: 1,
            world,
            permanent: 0,
            main: ThreadId(0),
            main_stack: ThreadId(0),
            live: 0,
            fresh: 0,
            watched: Vec::new(),
            lines: Vec::new(),
            made: Vec::new(),
        }
    }

    /// The memory of a new process whose one thread is `main`.
    pub fn belongs_to(&mut self, main: ThreadId) {
        self.main = main;
        self.main_stack = main;
    }

    /// What is in each place of the arena, in order.
    pub fn objects(&self) -> impl ExactSizeIterator<Item = &Body> {
        self.objects.iter().map(|object| &object.body)
    }

    /// Frees everything: the process is over.
    pub fn clear(&mut self) {
        let world = self.world.clone();
        *self = Self::empty(world);
    }

    /// A copy for a process that `from` has forked: `child` is the one thread in it, on the stack of
    /// `from`. Locks that other threads held stay locked, by nobody who could release them.
    #[must_use]
    pub fn fork(&self, from: ThreadId, child: ThreadId) -> Self {
        let mut copy = self.clone();
        copy.main = child;
        copy.main_stack = self.stack_of(from);
        copy.lines.clear();
        for object in &mut copy.objects {
            object.be_forked(from, child);
        }
        copy
    }

    /// Bytes of this machine that a copy takes, about.
    pub fn copied_bytes(&self) -> usize {
        self.bytes() + self.free.len() * SLOT
    }

    /// Everything allocated so far (types, built-in functions) stays for ever, visible to all threads.
    pub(super) fn seal(&mut self) {
        self.permanent = self.objects.len() as u32;
        for object in &mut self.objects {
            object.share.immortalize();
        }
    }

    /// What is there whatever threads hold.
    pub(super) fn permanent_roots(&self) -> Vec<Value> {
        let codes = self.codes.iter();
        let constants = codes.flat_map(|code| code.consts.iter().copied());
        let first = (0..self.permanent).map(|id| Value::Obj(ObjId(id)));
        constants.chain(first).collect()
    }

    fn mark(&self, roots: &mut dyn Iterator<Item = Value>) -> Vec<bool> {
        let mut marked = vec![false; self.objects.len()];
        let mut todo: Vec<Value> = roots.collect();
        todo.extend(self.permanent_roots());
        while let Some(value) = todo.pop() {
            let Value::Obj(id) = value else { continue };
            if !std::mem::replace(&mut marked[id.index()], true) {
                self.objects[id.index()]
                    .body
                    .trace(&mut |inner| todo.push(inner));
            }
        }
        marked
    }

    #[inline]
    fn count_made(&mut self, owner: ThreadId) {
        match self.made.get_mut(owner.index()) {
            Some(made) => made.0 += 1,
            None => self.made.resize(owner.index() + 1, (0, 0)),
        }
    }

    /// Objects that a thread ever made, and those of them that can hold others and that others came to see.
    pub fn made_by(&self, owner: ThreadId) -> (u64, u64) {
        self.made.get(owner.index()).copied().unwrap_or_default()
    }

    /// How many objects that can hold others a thread has for itself: reached from its own roots, seen by
    /// nobody else.
    pub fn private(&self, roots: &mut dyn Iterator<Item = Value>) -> usize {
        let mut seen = std::collections::BTreeSet::new();
        let mut todo: Vec<Value> = roots.collect();
        let mut count = 0;
        while let Some(value) = todo.pop() {
            let Value::Obj(id) = value else { continue };
            let object = &self.objects[id.index()];
            if object.share.is_shared() || !seen.insert(id) {
                continue;
            }
            count += usize::from(object.body.is_collected());
            object.body.trace(&mut |inner| todo.push(inner));
        }
        count
    }

    /// How many objects that can hold others can be reached, of those made since boot, and the bytes of all.
    pub fn survey(&self, roots: &mut dyn Iterator<Item = Value>) -> (usize, usize) {
        let marked = self.mark(roots);
        let (mut count, mut bytes) = (0, 0);
        let made = self
            .objects
            .iter()
            .zip(marked)
            .skip(self.permanent as usize);
        for (object, _) in made.filter(|(_, marked)| *marked) {
            count += usize::from(object.body.is_collected());
            bytes += SLOT + object.body.outside_bytes();
        }
        (count, bytes)
    }

    fn sweep(&mut self, marked: &[bool]) {
        self.live = 0;
        self.fresh = 0;
        self.forget(marked);
        // What is free at the end need not be copied with the heap.
        let used = marked.iter().rposition(|marked| *marked);
        self.objects.truncate(used.map_or(0, |last| last + 1));
        // Freed slots are handed out from the lowest on, so that ids do not depend on history alone.
        self.free.clear();
        for (at, object) in self.objects.iter_mut().enumerate().rev() {
            if marked[at] {
                self.live += SLOT + object.body.outside_bytes();
            } else {
                object.body = Body::Free;
                self.free.push(at as u32);
            }
        }
    }
}

impl Object {
    /// In the copy for a process that `from` has forked, whose one thread is `child`.
    pub fn be_forked(&mut self, from: ThreadId, child: ThreadId) {
        self.share.hand_over(from, child);
        match &mut self.body {
            Body::Lock(lock) => {
                lock.parked = false;
                if lock.holder == Some(from) {
                    lock.holder = Some(child);
                }
            }
            Body::Thread(handle) if handle.thread == Some(from) => handle.thread = Some(child),
            Body::Thread(handle) => handle.done = handle.done || handle.thread.is_some(),
            _ => {}
        }
    }
}

#[cfg(test)]
impl Heap {
    /// What others can reach and was not published, with what refers to it.
    pub(crate) fn unpublished(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (at, object) in self.objects.iter().enumerate() {
            if !object.share.is_shared() || !object.body.is_told_of_stores() {
                continue;
            }
            object.body.trace(&mut |value| {
                if let Value::Obj(id) = value
                    && !self.objects[id.index()].share.is_shared()
                {
                    let inner = &self.objects[id.index()].body;
                    found.push(format!("{at} {:?} refers to {id:?} {inner:?}", object.body));
                }
            });
        }
        found
    }
}

impl Body {
    /// Whether whoever stores something in it publishes it (`types::stored`). Of all other objects that are
    /// shared everything is looked at when they have changed; these may be too large for that.
    pub fn is_told_of_stores(&self) -> bool {
        matches!(
            self,
            Self::List(_) | Self::Dict(_) | Self::Set(_) | Self::Module(_)
        )
    }
}
