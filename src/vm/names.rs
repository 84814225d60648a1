//! Owns namespaces: insertion-ordered tables from interned names to values, for modules, classes and
//! instances. A name keeps its slot for ever, so that an inline cache may remember it.

use super::value::Value;
use crate::base::Symbol;

/// Above this many names a sorted index is kept beside the table.
const LINEAR: usize = 12;

/// Names and their values in the order in which they were first stored. A deleted name keeps its slot
/// with the value `Null`.
#[derive(Clone, Debug, Default)]
pub struct NameTable {
    keys: Vec<Symbol>,
    values: Vec<Value>,
    /// (symbol, slot) sorted by symbol; empty while the table is small.
    index: Vec<(Symbol, u32)>,
    live: usize,
}

impl NameTable {
    pub fn new() -> Self {
        Self::default()
    }

    /// The slot of a name that was ever stored.
    #[inline]
    pub fn slot(&self, name: Symbol) -> Option<usize> {
        if self.index.is_empty() {
            return self.keys.iter().position(|key| *key == name);
        }
        let at = self
            .index
            .binary_search_by_key(&name, |(key, _)| *key)
            .ok()?;
        Some(self.index[at].1 as usize)
    }

    /// The value of a name that is bound.
    #[inline]
    pub fn get(&self, name: Symbol) -> Option<Value> {
        let value = self.values[self.slot(name)?];
        (!value.is_null()).then_some(value)
    }

    /// The value in a remembered slot, if the slot is that name's and bound.
    #[inline]
    pub fn cached(&self, slot: usize, name: Symbol) -> Option<Value> {
        if *self.keys.get(slot)? != name {
            return None;
        }
        let value = self.values[slot];
        (!value.is_null()).then_some(value)
    }

    /// Stores into a remembered slot, if the slot is that name's and bound.
    #[inline]
    pub fn set_cached(&mut self, slot: usize, name: Symbol, value: Value) -> bool {
        if self.keys.get(slot) == Some(&name) && !self.values[slot].is_null() {
            self.values[slot] = value;
            return true;
        }
        false
    }

    pub fn set(&mut self, name: Symbol, value: Value) {
        match self.slot(name) {
            Some(slot) => {
                self.live += usize::from(self.values[slot].is_null());
                self.values[slot] = value;
            }
            None => self.push(name, value),
        }
    }

    fn push(&mut self, name: Symbol, value: Value) {
        let slot = self.keys.len() as u32;
        self.keys.push(name);
        self.values.push(value);
        self.live += 1;
        if !self.index.is_empty() {
            let at = self.index.partition_point(|(key, _)| *key < name);
            self.index.insert(at, (name, slot));
        } else if self.keys.len() > LINEAR {
            self.index = self
                .keys
                .iter()
                .zip(0..)
                .map(|(key, at)| (*key, at))
                .collect();
            self.index.sort_unstable();
        }
    }

    /// Unbinds a name; its value if it was bound.
    pub fn remove(&mut self, name: Symbol) -> Option<Value> {
        let slot = self.slot(name)?;
        let old = std::mem::replace(&mut self.values[slot], Value::Null);
        if old.is_null() {
            return None;
        }
        self.live -= 1;
        Some(old)
    }

    /// How many names were ever stored: as long as it stays the same, a name that was not there is not.
    #[inline]
    pub fn slots(&self) -> usize {
        self.keys.len()
    }

    pub fn len(&self) -> usize {
        self.live
    }

    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// Bound names in the order in which they were first stored.
    pub fn iter(&self) -> impl Iterator<Item = (Symbol, Value)> + '_ {
        self.keys
            .iter()
            .copied()
            .zip(self.values.iter().copied())
            .filter(|(_, value)| !value.is_null())
    }
}
