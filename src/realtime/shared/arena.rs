//! Owns what all threads of an interpreter share: published objects, each with its lock and version, names,
//! code, and critical sections. Owns no thread's own objects.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::{ArcMutexGuard, Mutex, RawMutex, RwLock, RwLockReadGuard, RwLockWriteGuard};
use smallvec::SmallVec;

use super::SharedMemory;
use super::local::Local;
use crate::base::{CodeId, ObjId, Source, Symbol, ThreadId};
use crate::vm::link::Linked;
use crate::vm::object::{Body, Object, Share};
use crate::vm::value::Value;
use crate::vm::world::World;

/// Places of a chunk, which one thread takes at a time.
pub(super) const CHUNK: usize = 512;
/// Chunks at most: 32 million objects, more than the memory limit allows.
const CHUNKS: usize = 1 << 16;
/// Critical sections are shared by objects whose ids agree in their last bits.
const SECTIONS: usize = 256;
/// How long a reader waits for an object that its maker is about to publish.
const ABOUT_TO: u32 = 20_000;

pub(super) const fn chunk(id: ObjId) -> usize {
    id.0 as usize / CHUNK
}

pub(super) const fn at(id: ObjId) -> usize {
    id.0 as usize % CHUNK
}

/// A thread's stay in a critical section.
pub(super) struct Section(#[expect(dead_code, reason = "it is there to be dropped")] Held);

type Held = ArcMutexGuard<RawMutex, ()>;

impl std::fmt::Debug for Section {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Section")
    }
}

/// A published object.
#[derive(Debug)]
pub(super) struct Slot {
    /// Counts changes.
    version: AtomicU32,
    object: RwLock<Object>,
}

impl Slot {
    fn empty() -> Self {
        let mut share = Share::of(ThreadId(0), &Body::Free);
        share.publish();
        Self {
            version: AtomicU32::new(0),
            object: RwLock::new(Object {
                body: Body::Free,
                share,
            }),
        }
    }

    #[inline]
    pub(super) fn version(&self) -> u32 {
        self.version.load(Ordering::Acquire)
    }

    /// The object has changed; before its lock is let go.
    pub(super) fn changed(&self) {
        self.version.fetch_add(1, Ordering::Release);
    }
}

#[derive(Debug, Default)]
struct Symbols {
    texts: Vec<Arc<str>>,
    index: BTreeMap<Arc<str>, Symbol>,
}

#[derive(Debug)]
pub(super) struct Arena {
    chunks: Box<[OnceLock<Box<[Slot]>>]>,
    next_chunk: AtomicU32,
    /// Ids below are those of objects that are always there.
    permanent: AtomicU32,
    symbols: RwLock<Symbols>,
    interned: RwLock<BTreeMap<Arc<str>, ObjId>>,
    codes: RwLock<Vec<Arc<Linked>>>,
    type_version: AtomicU32,
    world: Arc<World<SharedMemory>>,
    main: ThreadId,
    /// Whose stack the main thread is on: that of the thread that has forked.
    main_stack: ThreadId,
    /// Of published objects, and of all threads' own as far as they were counted.
    bytes: AtomicUsize,
    /// What weak references refer to, by their numbers; `None` once it is gone.
    watched: Mutex<Vec<Option<ObjId>>>,
    sections: Box<[Arc<Mutex<()>>]>,
}

/// A thread's own table of names it has met.
#[derive(Debug, Default)]
pub(super) struct SymbolCache(BTreeMap<Arc<str>, Symbol>);

impl SymbolCache {
    pub(super) fn intern(&mut self, arena: &Arena, name: &str) -> Symbol {
        if let Some(symbol) = self.0.get(name) {
            return *symbol;
        }
        let symbol = arena.intern(name);
        self.0.insert(name.into(), symbol);
        symbol
    }
}

impl Arena {
    pub(super) fn new(world: Arc<World<SharedMemory>>, main: ThreadId) -> Self {
        Self {
            chunks: (0..CHUNKS).map(|_| OnceLock::new()).collect(),
            next_chunk: AtomicU32::new(0),
            permanent: AtomicU32::new(0),
            symbols: RwLock::default(),
            interned: RwLock::default(),
            codes: RwLock::default(),
            // Caches mark themselves empty with version 0.
            type_version: AtomicU32::new(1),
            world,
            main,
            main_stack: main,
            bytes: AtomicUsize::new(0),
            watched: Mutex::default(),
            sections: (0..SECTIONS).map(|_| Arc::default()).collect(),
        }
    }

    /// For a process that the thread `from` has forked, whose one thread is `child`.
    pub(super) fn fork(&self, from: ThreadId, child: ThreadId) -> Self {
        let copy = Self::new(self.world.clone(), child);
        for (of, to) in self.chunks.iter().zip(&copy.chunks) {
            let Some(slots) = of.get() else { continue };
            let forked = |slot: &Slot| {
                let mut object = slot.object.read_recursive().clone();
                object.be_forked(from, child);
                Slot {
                    version: AtomicU32::new(slot.version()),
                    object: RwLock::new(object),
                }
            };
            to.get_or_init(|| slots.iter().map(forked).collect());
        }
        let number = |of: &AtomicU32| AtomicU32::new(of.load(Ordering::Relaxed));
        let symbols = self.symbols.read_recursive();
        Self {
            next_chunk: number(&self.next_chunk),
            permanent: number(&self.permanent),
            symbols: RwLock::new(Symbols {
                texts: symbols.texts.clone(),
                index: symbols.index.clone(),
            }),
            interned: RwLock::new(self.interned.read_recursive().clone()),
            codes: RwLock::new(self.codes.read_recursive().clone()),
            type_version: number(&self.type_version),
            main_stack: self.stack_of(from),
            bytes: AtomicUsize::new(self.bytes()),
            watched: Mutex::new(self.watched.lock().clone()),
            ..copy
        }
    }

    pub(super) fn take_chunk(&self) -> u32 {
        let number = self.next_chunk.fetch_add(1, Ordering::Relaxed);
        assert!((number as usize) < CHUNKS, "the memory limit comes first");
        number
    }

    #[inline]
    pub(super) fn slot(&self, id: ObjId) -> &Slot {
        let chunk = &self.chunks[chunk(id)];
        let slots = match chunk.get() {
            Some(slots) => slots,
            None => chunk.get_or_init(|| (0..CHUNK).map(|_| Slot::empty()).collect()),
        };
        &slots[at(id)]
    }

    /// An object that has just been published.
    pub(super) fn put(&self, id: ObjId, object: Object, bytes: usize) {
        let slot = self.slot(id);
        *slot.object.write() = object;
        slot.changed();
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    #[inline]
    pub(super) fn read<'a>(&self, id: ObjId, slot: &'a Slot) -> RwLockReadGuard<'a, Object> {
        // A thread may read one object while it looks at another.
        let guard = slot.object.read_recursive();
        if !matches!(guard.body, Body::Free) {
            return guard;
        }
        drop(guard);
        Self::await_published(id, slot);
        slot.object.read_recursive()
    }

    #[inline]
    pub(super) fn write<'a>(&self, id: ObjId, slot: &'a Slot) -> RwLockWriteGuard<'a, Object> {
        let guard = slot.object.write();
        if !matches!(guard.body, Body::Free) {
            return guard;
        }
        drop(guard);
        Self::await_published(id, slot);
        slot.object.write()
    }

    /// Its maker has stored it where it can be seen, and publishes it next.
    #[cold]
    fn await_published(id: ObjId, slot: &Slot) {
        for round in 0..ABOUT_TO {
            if !matches!(slot.object.read_recursive().body, Body::Free) {
                return;
            }
            if round < 100 {
                std::thread::yield_now();
            } else {
                super::super::machine::rest(Duration::from_micros(100));
            }
        }
        panic!("object {} can be reached and was never published", id.0);
    }

    pub(super) fn intern(&self, name: &str) -> Symbol {
        if let Some(symbol) = self.find_symbol(name) {
            return symbol;
        }
        let mut symbols = self.symbols.write();
        if let Some(symbol) = symbols.index.get(name) {
            return *symbol;
        }
        let symbol = Symbol(symbols.texts.len() as u32);
        let text: Arc<str> = name.into();
        symbols.texts.push(text.clone());
        symbols.index.insert(text, symbol);
        symbol
    }

    pub(super) fn find_symbol(&self, name: &str) -> Option<Symbol> {
        self.symbols.read_recursive().index.get(name).copied()
    }

    pub(super) fn symbol_text(&self, symbol: Symbol) -> Arc<str> {
        self.symbols.read_recursive().texts[symbol.index()].clone()
    }

    pub(super) fn interned(&self, text: &str) -> Option<ObjId> {
        self.interned.read_recursive().get(text).copied()
    }

    pub(super) fn set_interned(&self, text: Arc<str>, id: ObjId) {
        self.interned.write().insert(text, id);
    }

    pub(super) fn add_code(&self, linked: Arc<Linked>) -> CodeId {
        let mut codes = self.codes.write();
        codes.push(linked);
        CodeId(codes.len() as u32 - 1)
    }

    pub(super) fn code(&self, id: CodeId) -> Arc<Linked> {
        self.codes.read_recursive()[id.index()].clone()
    }

    pub(super) fn source(&self, file: &str) -> Option<Source> {
        let codes = self.codes.read_recursive();
        let mut sources = codes.iter().map(|linked| &linked.code.source);
        sources.find(|source| &*source.name == file).cloned()
    }

    #[inline]
    pub(super) fn type_version(&self) -> u32 {
        self.type_version.load(Ordering::Acquire)
    }

    pub(super) fn types_changed(&self) {
        self.type_version.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn world(&self) -> &Arc<World<SharedMemory>> {
        &self.world
    }

    pub(super) fn main(&self) -> ThreadId {
        self.main
    }

    pub(super) fn stack_of(&self, thread: ThreadId) -> ThreadId {
        if thread == self.main {
            self.main_stack
        } else {
            thread
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Counts what a thread has made or freed since it was counted last.
    pub(super) fn count(&self, local: &mut Local) {
        let (now, before) = (local.bytes(), local.counted);
        if now >= before {
            self.bytes.fetch_add(now - before, Ordering::Relaxed);
        } else {
            self.bytes.fetch_sub(before - now, Ordering::Relaxed);
        }
        local.counted = now;
    }

    /// A thread is gone, and with it what only it could see.
    pub(super) fn forget(&self, local: &mut Local) {
        self.bytes.fetch_sub(local.counted, Ordering::Relaxed);
        local.counted = 0;
    }

    pub(super) fn watch(&self, id: ObjId) -> u32 {
        let mut watched = self.watched.lock();
        watched.push(Some(id));
        watched.len() as u32 - 1
    }

    pub(super) fn watched(&self, number: u32) -> Option<ObjId> {
        self.watched.lock()[number as usize]
    }

    /// Weak references to what is not kept lead nowhere from now on.
    pub(super) fn forget_watched(&self, kept: impl Fn(ObjId) -> bool) {
        for watched in self.watched.lock().iter_mut() {
            *watched = watched.filter(|id| kept(*id));
        }
    }

    /// Calls `visit` for every published object. Nobody else may run.
    pub(super) fn each(&self, visit: &mut dyn FnMut(ObjId, &Object)) {
        for (number, chunk) in self.chunks.iter().enumerate() {
            for (index, slot) in chunk.get().into_iter().flatten().enumerate() {
                let object = slot.object.read_recursive();
                if !matches!(object.body, Body::Free) {
                    visit(ObjId((number * CHUNK + index) as u32), &object);
                }
            }
        }
    }

    /// Everything there is was there before the program.
    pub(super) fn seal(&self) {
        let ids = self.next_chunk.load(Ordering::Relaxed) * CHUNK as u32;
        self.permanent.store(ids, Ordering::Relaxed);
    }

    /// What is there whatever threads hold.
    pub(super) fn permanent_roots(&self) -> Vec<Value> {
        let codes = self.codes.read_recursive();
        let constants = codes.iter().flat_map(|code| code.consts.to_vec());
        let first = 0..self.permanent.load(Ordering::Relaxed);
        constants
            .chain(first.map(|id| Value::Obj(ObjId(id))))
            .collect()
    }

    /// Begins critical sections of objects, in one order for all threads.
    pub(super) fn enter(&self, ids: &[ObjId], sections: &mut SmallVec<[Section; 2]>) {
        let mut numbers: SmallVec<[usize; 4]> =
            ids.iter().map(|id| id.0 as usize % SECTIONS).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            sections.push(Section(Mutex::lock_arc(&self.sections[number])));
        }
    }
}
