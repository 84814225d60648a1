//! Owns the storage of a set: CPython's open-addressing table (Objects/setobject.c: linear probes of
//! nine, then perturbation), so that small ints come out in the order in which CPython shows them.
//! Owns no notion of equality: the caller supplies it.

use super::value::Value;

/// Consecutive slots tried before the probe jumps (setobject.c: LINEAR_PROBES).
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
const MIN_SIZE: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Slot {
    Empty,
    Dummy,
    Full(u64, Value),
}

/// A hash set of Python values in CPython's order.
#[derive(Clone, Debug)]
pub struct Set {
    table: Vec<Slot>,
    /// Active and dummy slots.
    fill: usize,
    used: usize,
}

impl Default for Set {
    fn default() -> Self {
        Self {
            table: vec![Slot::Empty; MIN_SIZE],
            fill: 0,
            used: 0,
        }
    }
}

impl Set {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn len(&self) -> usize {
        self.used
    }

    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// How many slots the table has: positions for [`Self::at`].
    pub fn capacity(&self) -> usize {
        self.table.len()
    }

    /// The element in a slot, if there is one.
    pub fn at(&self, slot: usize) -> Option<Value> {
        match self.table.get(slot)? {
            Slot::Full(_, value) => Some(*value),
            Slot::Empty | Slot::Dummy => None,
        }
    }

    /// (hash, element) in table order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, Value)> + '_ {
        self.table.iter().filter_map(|slot| match slot {
            Slot::Full(hash, value) => Some((*hash, *value)),
            Slot::Empty | Slot::Dummy => None,
        })
    }

    fn probe(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let mask = self.table.len() - 1;
        let mut perturb = hash;
        let mut at = hash as usize & mask;
        let mut linear = 0;
        std::iter::from_fn(move || {
            let here = at + linear;
            if at + LINEAR_PROBES <= mask && linear < LINEAR_PROBES {
                linear += 1;
            } else {
                perturb >>= PERTURB_SHIFT;
                at = (at
                    .wrapping_mul(5)
                    .wrapping_add(1)
                    .wrapping_add(perturb as usize))
                    & mask;
                linear = 0;
            }
            Some(here)
        })
    }

    /// The slot of the element with this hash that `same` accepts.
    pub fn find(&self, hash: u64, mut same: impl FnMut(Value) -> bool) -> Option<usize> {
        self.find_slot(hash, |_, value| same(value))
    }

    /// The first slot with this hash that `wanted` accepts, with its element.
    pub fn find_slot(
        &self,
        hash: u64,
        mut wanted: impl FnMut(usize, Value) -> bool,
    ) -> Option<usize> {
        for slot in self.probe(hash) {
            match self.table[slot] {
                Slot::Empty => return None,
                Slot::Full(h, value) if h == hash && wanted(slot, value) => return Some(slot),
                Slot::Full(..) | Slot::Dummy => {}
            }
        }
        None
    }

    /// The slots and values of all elements with this hash.
    pub fn with_hash(&self, hash: u64) -> impl Iterator<Item = (usize, Value)> + '_ {
        let slots = self.probe(hash).map(|slot| (slot, self.table[slot]));
        let chain = slots.take_while(|(_, content)| *content != Slot::Empty);
        chain.filter_map(move |(slot, content)| match content {
            Slot::Full(h, value) if h == hash => Some((slot, value)),
            _ => None,
        })
    }

    /// Slots of all elements with this hash (for elements whose equality needs Python code).
    pub fn candidates(&self, hash: u64) -> Vec<usize> {
        self.with_hash(hash).map(|(slot, _)| slot).collect()
    }

    /// Adds an element that is known to be absent.
    pub fn push(&mut self, hash: u64, value: Value) {
        self.place(hash, value);
        self.used += 1;
        let mask = self.table.len() - 1;
        if self.fill * 5 >= mask * 3 {
            let minimum = if self.used > 50_000 {
                self.used * 2
            } else {
                self.used * 4
            };
            self.resize(minimum);
        }
    }

    /// Grows once for elements that are going to be added (setobject.c: set_merge_lock_held).
    pub fn make_room(&mut self, more: usize) {
        if (self.fill + more) * 5 >= (self.table.len() - 1) * 3 {
            self.resize((self.used + more) * 2);
        }
    }

    /// A copy as CPython makes it: elements move to a table of the size that fits them now.
    pub fn copied(&self) -> Self {
        let mut copy = Self::default();
        copy.make_room(self.used);
        if copy.table.len() == self.table.len() && self.fill == self.used {
            return self.clone();
        }
        for (hash, element) in self.iter() {
            copy.place(hash, element);
        }
        copy.used = self.used;
        copy
    }

    fn place(&mut self, hash: u64, value: Value) {
        let slot = self
            .probe(hash)
            .find(|slot| self.table[*slot] == Slot::Empty);
        let slot = slot.expect("the table always has an empty slot");
        self.table[slot] = Slot::Full(hash, value);
        self.fill += 1;
    }

    fn resize(&mut self, minimum: usize) {
        let size = (minimum + 1).next_power_of_two().max(MIN_SIZE);
        let old = std::mem::replace(&mut self.table, vec![Slot::Empty; size]);
        self.fill = 0;
        for slot in old {
            if let Slot::Full(hash, value) = slot {
                self.place(hash, value);
            }
        }
    }

    pub fn remove(&mut self, slot: usize) {
        if matches!(self.table[slot], Slot::Full(..)) {
            self.table[slot] = Slot::Dummy;
            self.used -= 1;
        }
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    pub fn heap_bytes(&self) -> usize {
        self.table.len() * size_of::<Slot>()
    }
}
