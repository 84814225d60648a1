//! Owns the memory of a real run without a GIL: `SharedMemory`, one thread's way to the objects of all.
//!
//! An object is its maker's own until others could reach it: it lies in a place only that thread can see,
//! and costs no lock. When it is *published* it moves, under the same id, to the shared arena, where each
//! object has a reader-writer lock. What many threads only read (functions, modules, classes) each thread
//! also has copies of, good as long as the object's version says so: reading them locks nothing.
//! Owns no thread and no stop of the world (`access`).

mod arena;
mod copies;
pub(super) mod kept;
mod local;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use parking_lot::{RwLockReadGuard, RwLockWriteGuard};
use smallvec::SmallVec;

use crate::base::{CodeId, ObjId, Source, Symbol, ThreadId};
use crate::bytecode::CodeObject;
use crate::vm::boot;
use crate::vm::link::Linked;
use crate::vm::memory::Memory;
use crate::vm::object::{Body, Object, Share};
use crate::vm::value::Value;
use crate::vm::world::World;

use arena::{Arena, Section, Slot};
use copies::Copies;
use local::Local;

/// One thread's way to the objects of all.
#[derive(Debug)]
pub(super) struct SharedMemory {
    arena: Arc<Arena>,
    local: Local,
    copies: Copies,
    symbols: arena::SymbolCache,
    /// Critical sections it is in.
    sections: SmallVec<[Section; 2]>,
}

/// An object that is only read.
#[derive(Debug)]
pub(super) enum Ref<'a> {
    Plain(&'a Object),
    Locked(RwLockReadGuard<'a, Object>),
}

impl Deref for Ref<'_> {
    type Target = Object;

    #[inline]
    fn deref(&self) -> &Object {
        match self {
            Self::Plain(object) => object,
            Self::Locked(guard) => guard,
        }
    }
}

/// An object that may be changed. When a shared one is let go, what it refers to is published.
#[derive(Debug)]
pub(super) enum Mut<'a> {
    Plain(&'a mut Object),
    Locked(LockedMut<'a>),
}

#[derive(Debug)]
pub(super) struct LockedMut<'a> {
    guard: RwLockWriteGuard<'a, Object>,
    slot: &'a Slot,
    arena: &'a Arena,
    local: &'a mut Local,
}

impl Deref for Mut<'_> {
    type Target = Object;

    #[inline]
    fn deref(&self) -> &Object {
        match self {
            Self::Plain(object) => object,
            Self::Locked(locked) => &locked.guard,
        }
    }
}

impl DerefMut for Mut<'_> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Object {
        match self {
            Self::Plain(object) => object,
            Self::Locked(locked) => &mut locked.guard,
        }
    }
}

impl Drop for LockedMut<'_> {
    fn drop(&mut self) {
        // Of what may be large whoever stores something publishes it a moment later: a reader who comes in
        // between waits for it.
        if !self.guard.body.is_told_of_stores() {
            let mut found: SmallVec<[ObjId; 8]> = SmallVec::new();
            let local = &*self.local;
            self.guard.body.trace(&mut |value| {
                if let Value::Obj(id) = value
                    && local.has(id)
                {
                    found.push(id);
                }
            });
            for id in found {
                self.local.publish(self.arena, id);
            }
        }
        self.slot.changed();
    }
}

impl SharedMemory {
    /// The memory of a new interpreter, as its main thread sees it.
    pub(super) fn boot(world: Arc<World<Self>>, main: ThreadId) -> Self {
        let mut mem = Self::of(Arc::new(Arena::new(world, main)));
        boot::fill(&mut mem);
        mem.local.publish_all(&mem.arena);
        mem.arena.seal();
        mem.local.leave_chunk();
        mem
    }

    fn of(arena: Arc<Arena>) -> Self {
        Self {
            arena,
            local: Local::new(),
            copies: Copies::default(),
            symbols: arena::SymbolCache::default(),
            sections: SmallVec::new(),
        }
    }

    /// The memory of a process that the thread `from` of this way has forked, as its one thread `child`
    /// sees it. Nobody else may run; what only others could see is not there.
    pub(super) fn fork(&self, from: ThreadId, child: ThreadId) -> Self {
        let arena = Arc::new(self.arena.fork(from, child));
        let mut forked = Self::of(arena);
        forked.local = self.local.clone();
        forked.local.be_forked(from, child);
        forked
    }

    /// The way of another thread of the same interpreter.
    pub(super) fn for_another(&self) -> Self {
        Self::of(self.arena.clone())
    }

    /// At a check point: takes copies of what it had to lock for reading, counts its bytes.
    pub(super) fn refresh(&mut self) {
        self.copies.refresh(&self.arena);
        self.arena.count(&mut self.local);
    }

    /// Calls `visit` for every object that this thread can see alone.
    pub(super) fn own_objects(&self, visit: &mut dyn FnMut(ObjId, &Object)) {
        self.local.each(visit);
    }

    fn arena(&self) -> &Arc<Arena> {
        &self.arena
    }
}

/// The memory is that of all threads: a copy is the way of another one to it.
impl Clone for SharedMemory {
    fn clone(&self) -> Self {
        self.for_another()
    }
}

impl Drop for SharedMemory {
    fn drop(&mut self) {
        self.arena.forget(&mut self.local);
    }
}

impl Memory for SharedMemory {
    type Ref<'a> = Ref<'a>;
    type Mut<'a> = Mut<'a>;

    const CONCURRENT: bool = true;

    #[inline]
    fn get(&self, id: ObjId) -> Ref<'_> {
        if let Some(object) = self.local.get(id) {
            return Ref::Plain(object);
        }
        let slot = self.arena.slot(id);
        match self.copies.get(id, slot) {
            Some(object) => Ref::Plain(object),
            None => Ref::Locked(self.arena.read(id, slot)),
        }
    }

    #[inline]
    fn get_mut(&mut self, id: ObjId) -> Mut<'_> {
        let arena = &*self.arena;
        // Asked twice: the borrow of what is found lasts as long as the answer.
        if self.local.has(id) {
            return Mut::Plain(self.local.get_mut(id));
        }
        let slot = arena.slot(id);
        Mut::Locked(LockedMut {
            guard: arena.write(id, slot),
            slot,
            arena,
            local: &mut self.local,
        })
    }

    fn alloc(&mut self, body: Body, owner: ThreadId) -> ObjId {
        let share = Share::of(owner, &body);
        self.local.alloc(&self.arena, Object { body, share })
    }

    fn intern(&mut self, name: &str) -> Symbol {
        self.symbols.intern(&self.arena, name)
    }

    fn find_symbol(&self, name: &str) -> Option<Symbol> {
        self.arena.find_symbol(name)
    }

    fn symbol_text(&self, symbol: Symbol) -> Arc<str> {
        self.arena.symbol_text(symbol)
    }

    fn interned(&self, text: &str) -> Option<ObjId> {
        self.arena.interned(text)
    }

    fn set_interned(&mut self, text: Arc<str>, id: ObjId) {
        self.publish(Value::Obj(id));
        self.arena.set_interned(text, id);
    }

    fn add_code(&mut self, code: Arc<CodeObject>) -> CodeId {
        let linked = Arc::new(Linked::new(code, self));
        for value in &linked.consts {
            self.publish(*value);
        }
        self.arena.add_code(linked)
    }

    fn code(&self, id: CodeId) -> Arc<Linked> {
        self.arena.code(id)
    }

    fn source(&self, file: &str) -> Option<Source> {
        self.arena.source(file)
    }

    fn type_version(&self) -> u32 {
        self.arena.type_version()
    }

    fn types_changed(&mut self) {
        self.arena.types_changed();
    }

    fn world(&self) -> &Arc<World<Self>> {
        self.arena.world()
    }

    fn main_thread(&self) -> ThreadId {
        self.arena.main()
    }

    fn stack_of(&self, thread: ThreadId) -> ThreadId {
        self.arena.stack_of(thread)
    }

    fn publish(&mut self, value: Value) {
        if let Value::Obj(id) = value
            && self.local.has(id)
        {
            self.local.publish(&self.arena, id);
        }
    }

    fn wants_collection(&self) -> bool {
        self.local.wants_collection()
    }

    /// Of what nobody else can see: only this thread can hold it, so nobody need stand still.
    fn collect(&mut self, roots: &mut dyn Iterator<Item = Value>) {
        self.local.collect(roots);
        self.arena.count(&mut self.local);
    }

    fn bytes(&self) -> usize {
        self.arena.bytes() + self.local.uncounted()
    }

    fn grew(&mut self, bytes: usize) {
        self.local.grew(bytes);
    }

    fn watch(&mut self, id: ObjId) -> u32 {
        self.publish(Value::Obj(id));
        self.arena.watch(id)
    }

    fn enter(&mut self, ids: &[ObjId]) {
        // Who waits for a section is in none.
        self.sections.clear();
        self.arena.enter(ids, &mut self.sections);
    }

    #[inline]
    fn leave(&mut self) {
        self.sections.clear();
    }
}
