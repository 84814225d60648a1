//! Owns the storage of a dict: entries in insertion order and a hash index over them.
//! Owns no notion of equality: the caller supplies it, since it may need other objects or Python code.

use hashbrown::HashTable;

use super::sizes::room;
use super::value::Value;
use crate::base::ObjId;

#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub hash: u64,
    /// `Null` in a deleted entry.
    pub key: Value,
    pub value: Value,
}

/// Insertion-ordered hash table from Python values to Python values.
#[derive(Clone, Debug, Default)]
pub struct Dict {
    entries: Vec<Entry>,
    index: HashTable<u32>,
    /// The object whose `__dict__` this is: what is stored here is an attribute there.
    pub shows: Vec<ObjId>,
}

/// The index tells entries apart by the highest bits, which Python's hash of a small int leaves 0.
const fn spread(hash: u64) -> u64 {
    hash.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Dict {
    pub fn new() -> Self {
        Self::default()
    }

    /// A copy that is no object's `__dict__`.
    pub fn detached(&self) -> Self {
        Self {
            shows: Vec::new(),
            ..self.clone()
        }
    }

    pub fn len(&self) -> usize {
        self.index.len()
    }

    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Entries in order, deleted ones (with a `Null` key) included: iterators remember positions here.
    pub fn slots(&self) -> &[Entry] {
        &self.entries
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Entry> + '_ {
        self.entries
            .iter()
            .copied()
            .filter(|entry| !entry.key.is_null())
    }

    /// The slot of the entry with this hash whose key `same` accepts.
    pub fn find(&self, hash: u64, mut same: impl FnMut(Value) -> bool) -> Option<usize> {
        self.find_slot(hash, |_, key| same(key))
    }

    /// The first slot with this hash that `wanted` accepts, with its key.
    #[inline]
    pub fn find_slot(
        &self,
        hash: u64,
        mut wanted: impl FnMut(usize, Value) -> bool,
    ) -> Option<usize> {
        let found = self.index.find(spread(hash), |at| {
            let at = *at as usize;
            let entry = &self.entries[at];
            entry.hash == hash && wanted(at, entry.key)
        });
        found.map(|at| *at as usize)
    }

    /// The slots and keys of all entries with this hash, in no order.
    pub fn with_hash(&self, hash: u64) -> impl Iterator<Item = (usize, Value)> + '_ {
        let found = self.index.iter_hash(spread(hash)).map(|at| *at as usize);
        found.filter_map(move |at| {
            let entry = &self.entries[at];
            (entry.hash == hash).then_some((at, entry.key))
        })
    }

    /// Slots of all entries with this hash (for keys whose equality needs Python code).
    pub fn candidates(&self, hash: u64) -> Vec<usize> {
        let mut slots: Vec<usize> = self.with_hash(hash).map(|(slot, _)| slot).collect();
        slots.sort_unstable();
        slots
    }

    pub fn value(&self, slot: usize) -> Value {
        self.entries[slot].value
    }

    pub fn set_value(&mut self, slot: usize, value: Value) {
        self.entries[slot].value = value;
    }

    /// Adds an entry whose key is known to be absent.
    pub fn push(&mut self, hash: u64, key: Value, value: Value) {
        let at = self.entries.len() as u32;
        self.entries.push(Entry { hash, key, value });
        let entries = &self.entries;
        self.index
            .insert_unique(spread(hash), at, |at| spread(entries[*at as usize].hash));
    }

    /// Removes the entry in a slot; its value.
    pub fn remove(&mut self, slot: usize) -> Value {
        let entry = self.entries[slot];
        if let Ok(found) = self
            .index
            .find_entry(spread(entry.hash), |at| *at as usize == slot)
        {
            found.remove();
        }
        self.entries[slot] = Entry {
            hash: 0,
            key: Value::Null,
            value: Value::Null,
        };
        if self.index.is_empty() {
            self.entries.clear();
        } else if self.entries.len() > 32 && self.index.len() * 2 < self.entries.len() {
            self.compact();
        }
        entry.value
    }

    pub fn clear(&mut self) {
        self.entries.clear();
        self.index.clear();
    }

    fn compact(&mut self) {
        self.entries.retain(|entry| !entry.key.is_null());
        self.index.clear();
        for at in 0..self.entries.len() {
            let entries = &self.entries;
            self.index
                .insert_unique(spread(entries[at].hash), at as u32, |at| {
                    spread(entries[*at as usize].hash)
                });
        }
    }

    pub fn heap_bytes(&self) -> usize {
        room(self.entries.len()) * size_of::<Entry>() + room(self.index.len()) * 5
    }
}
